"""The site's own header: what stands above the headline, where it looks like a site and not like a text.

The headline is the first line of the page's own after the last line of menus, before a byline, a date or the
first whole sentence. Without a menu, a search line or the like above it nothing is taken: a page may as well
start with its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from carevoice_search.clean.furniture import line_rule
from carevoice_search.clean.labels import is_label_run, is_menu_label, is_tool_label, leads_home
from carevoice_search.clean.pieces import Piece, take
from carevoice_search.clean.stamps import is_dateline, is_name, is_stamp
from carevoice_search.clean.wording import DATED_LINE, is_sentence
from carevoice_search.gazetteer import resolve

_ZONE = 80
_SENTENCE = 30
_HEADLINE_WORDS = 5
_NAME_WORDS = 5
_QUESTION_WORDS = 16
_NEAR = 3
_FOOT = 30
_SITE_RULES = frozenset(
    ("skip link", "menu label", "menu line", "breadcrumb", "cookie text", "site banner", "register wall",
     "newsletter form", "e-mail chrome", "prompt", "links")
)  # fmt: skip
_BARS = re.compile(r"\s*[|›»>·•]\s*|\s/\s")
_GLUED_LABEL = re.compile(r".{2,40}[a-z](?:Beta|Alpha|Menu|Search|Home|Login)")
_SITE_LINE = re.compile(
    r"(?:-?\d{1,2} ?°[CF]?.{0,20}|.{0,30} -?\d{1,2} ?°[CF]?|weather.{0,30}|today(?:'|’)s (?:paper|weather|"
    r"date).{0,30}|"
    r"(?:log ?in|sign in|register|subscribe|search|my account)(?:[ /|,]{1,3}(?:or )?(?:log ?in|sign in|"
    r"sign up|register|"
    r"subscribe|search|join|my account|menu|basket))*|(?:a ){2,3}text size|text size.{0,20}|"
    r"search (?:the|this|our|for) .{2,40}|enter (?:a |your )?(?:search|keyword|postcode).{0,40}|"
    r"select language.{0,20}|"
    r"(?:this|our|the) (?:web)?site uses .{0,200}|.{0,250}\bcookies?\b.{0,250}|e-?paper|digital archive|"
    r"edition:? \w+)",
    re.I,
)
# "News You Can Trust Since 1754"
_STRAPLINE = re.compile(r"(?:[A-Z][\w'’&-]{0,20} ){1,7}(?:Since|Established|Est\.?) (?:in )?1[5-9]\d\d")
_BANNER = re.compile(
    r"(?:read|see|download|watch) (?:our|the|my) (?:\w+ ){0,2}(?:report|film|video|survey) ?: .{5,200}", re.I
)
_HOME = re.compile(r"(?P<site>[A-Z][\w'’&-]{1,20}(?: [\w'’&-]{1,20}){0,3}) [Hh]ome(?:page)?")
_BACK = re.compile(r"\W{0,3}(?:go )?(?:back|return) to (?P<place>.{3,60})", re.I)
_YEAR = re.compile(r"(?:.{0,20}\W)?(?:19|20)\d\d")
_SALUTATION = re.compile(r"dear [a-z].{1,80}", re.I)
_PAIR = re.compile(
    r"(?:(?:also )?present|in attendance|apologies|venue|location|date|time|contact|from|to|cc|subject|re|"
    r"officers?|"
    r"chair|author|publisher|source|case no|claim no|ref(?:erence)?|(?:our|your) ref|meeting|lead inspector|"
    r"inspection dates?|local authority|neutral citation number|embargo(?:ed)?) ?: .+",
    re.I,
)
_KIND = re.compile(
    r"(?:research and analysis|(?:statutory |non-statutory )?guidance|news story|press release|"
    r"(?:official |national )?"
    r"statistics|policy paper|independent report|(?:open |closed )?consultation(?: outcome)?|speech|"
    r"correspondence|"
    r"transparency data|corporate report|case study|impact assessment|research report|news|blog(?: post)?|"
    r"publications?|reports?|projects?|press notice|speeches|press releases|case studies|consultations)",
    re.I,
)
_SECTION = re.compile(
    r"\b(?:news|sport|politics|opinion|features?|blogs?|stories|society|education|health|care)$", re.I
)
_OF_SITE = re.compile(
    r"^(?:©|copyright|\(c\))|\b(?:newsletter|on (?:facebook|twitter|x)|all rights reserved)\b", re.I
)


@dataclass(slots=True)
class _Top:
    """The lines above a page's text: places of the site's lines, of those that may be the page's, and the end."""

    menus: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    end: int = 0
    story: bool = False  # whether a byline or a date ends it

    def far(self, index: int) -> bool:
        """Whether a menu at `index` is too far below the top, or the last menu, to belong to the same header."""
        last = self.menus[-1] if self.menus else -1
        return sum(last < place < index for place in self.own) > _NEAR


def headline(pieces: Sequence[Piece]) -> int | None:
    """The place of the headline under a site's header; None where the page has no such header."""
    top = _top(pieces)
    marked = next((i for i in range(top.end) if pieces[i].role == "heading" and pieces[i].level == 1), None)
    if marked is not None:
        return marked
    if not top.menus:
        return _below_name(pieces, top)
    below = [i for i in top.own if i > top.menus[-1]]
    if not below:
        return _above_menu(pieces, top)
    return _without_kicker(pieces, top, below)


def mark_header(pieces: list[Piece]) -> None:
    """Everything above the headline, menus, names and straplines alike."""
    place = headline(pieces)
    if place is None:
        return
    menus = [index for index in range(place) if _is_menu(pieces, index)]
    if not menus and pieces[place].role == "heading":
        return  # markup tells the headline; what stands above it may be a date or a series
    # A date right above the headline is today's where the story has one of its own below it.
    other = any(is_dateline(piece.text) for piece in pieces[place + 1 : place + 1 + 2 * _NEAR])
    for index in range(place):
        dated = is_dateline(pieces[index].text) and not other and not (menus and index < menus[-1])
        if not dated and (pieces[index].role != "row" or index in menus):
            take(pieces, index, "site header")


def _top(pieces: Sequence[Piece]) -> _Top:
    top = _Top()
    for index, piece in enumerate(pieces[:_ZONE]):
        text = piece.text
        top.end = index
        if not text or piece.rule is not None:
            continue
        if piece.role == "heading" and piece.level == 1:
            top.own.append(index)
            top.end = index + 1
            break
        if _is_menu(pieces, index):
            if not _under_headline(pieces, top, index) and not top.far(index):
                top.menus.append(index)
        elif is_stamp(text) or is_dateline(text):
            top.story = any(len(pieces[i].text.split()) >= _HEADLINE_WORDS for i in top.own[-_NEAR:])
            if top.story:
                break
        elif is_tool_label(text) or line_rule(text) is not None:
            continue
        elif _begins_text(pieces, top, index):
            break
        else:
            top.own.append(index)
    else:
        top.end = min(len(pieces), _ZONE)
    return top


def _begins_text(pieces: Sequence[Piece], top: _Top, index: int) -> bool:
    piece = pieces[index]
    if piece.role in ("row", "quote") or _SALUTATION.fullmatch(piece.text) or _PAIR.fullmatch(piece.text):
        return True
    if piece.role == "bullet":
        return bool(top.own) or len(piece.text) > 40
    whole = len(piece.text) >= _SENTENCE or (piece.text[-1] == "." and len(piece.text.split()) >= _NEAR + 1)
    asks = piece.text.endswith("?") and len(piece.text.split()) <= _QUESTION_WORDS
    if whole and is_sentence(piece.text) and not asks:
        # A strapline may be a sentence: then menus follow, and no headline stands above.
        ahead = range(index + 1, min(index + 4, len(pieces)))
        long = any(len(pieces[i].text.split()) > _NAME_WORDS for i in top.own)
        return long or len(piece.text) > 120 or sum(_is_menu(pieces, i) for i in ahead) < 2
    return DATED_LINE.search(piece.text) is not None


def _under_headline(pieces: Sequence[Piece], top: _Top, index: int) -> bool:
    """Whether a lone label stands where a story has its tools, between a headline and its byline."""
    if not top.own or is_label_run(pieces[index].text, capitals=True) or _BARS.search(pieces[index].text):
        return False
    last = top.own[-1]
    ahead = [p.text for p in pieces[index + 1 : index + 1 + _NEAR]]
    return (
        last >= index - 2
        and len(pieces[last].text.split()) >= _HEADLINE_WORDS
        and any(is_stamp(text) or is_dateline(text) or len(text) > 120 for text in ahead)
    )


def _is_menu(pieces: Sequence[Piece], index: int) -> bool:
    piece = pieces[index]
    text = piece.text
    if len(text) > 400 or (piece.role == "heading" and piece.level == 1) or is_tool_label(text):
        return False
    if piece.role == "row":
        return _is_lone_row(pieces, index) and _are_labels(text)
    if line_rule(text) in _SITE_RULES or _GLUED_LABEL.fullmatch(text) or is_label_run(text, capitals=True):
        return True
    if (
        _STRAPLINE.fullmatch(text)
        or _BANNER.fullmatch(text)
        or (leads_home(text) and _is_above_headline(pieces, index))
    ):
        return True
    if index < _NEAR and _is_section_home(pieces, text):
        return True
    if _SITE_LINE.fullmatch(text) or (_BARS.search(text) and not is_stamp(text) and _are_crumbs(text)):
        return True
    beside = [p.text for p in (*pieces[max(0, index - 1) : index], *pieces[index + 1 : index + 2])]
    return is_menu_label(text) and any(map(is_menu_label, beside))


def _is_above_headline(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a line in which every word has a capital stands above one that is written as sentences are."""
    below = [p.text.split() for p in pieces[index + 1 : index + 1 + _NEAR] if not is_sentence(p.text)]
    return any(len(words) >= _HEADLINE_WORDS and 2 * _small(words) >= len(words) for words in below)


def _small(words: Sequence[str]) -> int:
    return sum(word[0].islower() for word in words)


def _is_section_home(pieces: Sequence[Piece], text: str) -> bool:
    """Whether a line is the way to a part of the site ("Practice bank home") that the page's foot leads back to."""
    match = _HOME.fullmatch(text)
    if match is None:
        return False
    ways = (_BACK.fullmatch(piece.text) for piece in pieces[-_FOOT:] if len(piece.text) <= 80)
    return any(way and match["site"].casefold() in way["place"].casefold() for way in ways)


def _is_lone_row(pieces: Sequence[Piece], index: int) -> bool:
    return not any(
        p.role == "row" for p in (*pieces[max(0, index - 1) : index], *pieces[index + 1 : index + 2])
    )


def _are_labels(text: str) -> bool:
    parts = [part for part in _BARS.split(text) if part]
    return len(parts) > 1 and all(len(part.split()) <= 5 and not is_sentence(part) for part in parts)


def _are_crumbs(text: str) -> bool:
    """Labels between bars or arrows; a title between bars has a longer part."""
    parts = [part for part in _BARS.split(text) if part]
    labels = any(map(is_menu_label, parts))
    dated = any(map(_YEAR.fullmatch, parts))  # "May 2020 / Hounslow / Doorstep visits" tells of a practice
    return _are_labels(text) and (labels or (len(parts) > 2 and not dated))


def _below_name(pieces: Sequence[Piece], top: _Top) -> int | None:
    """The headline below a site's name that stands alone on top, where the page's foot has the name too."""
    if len(top.own) < 2 or top.own[0] > 1 or not _is_site_name(pieces, top.own[0], top.end):
        return None
    return top.own[1]


def _is_site_name(pieces: Sequence[Piece], index: int, end: int) -> bool:
    name = pieces[index].text
    if len(name.split()) > _NAME_WORDS or is_sentence(name) or not name[0].isupper():
        return False
    return any(name in p.text and _OF_SITE.search(p.text) for p in pieces[max(end, len(pieces) - 30) :])


def _above_menu(pieces: Sequence[Piece], top: _Top) -> int | None:
    """The headline where the text follows the menu at once: the last line above it that is no site's name."""
    for index in reversed(top.own):
        words = len(pieces[index].text.split())
        menus_below = sum(menu > index for menu in top.menus)
        if words >= _HEADLINE_WORDS or (menus_below <= 1 and (index > 0 or len(top.own) == 1)):
            return index if not _is_site_name(pieces, index, top.end) else None
    return top.menus[-1] + 1 if len(top.menus) > 1 else None


def _without_kicker(pieces: Sequence[Piece], top: _Top, below: list[int]) -> int:
    """The headline among the lines below the menus: not the name of a section or of the site above it."""
    first = below[0]
    one_menu = len(top.menus) == 1 and any(
        i < top.menus[0] and len(pieces[i].text.split()) >= _HEADLINE_WORDS for i in top.own
    )
    if one_menu:
        return next(i for i in top.own if len(pieces[i].text.split()) >= _HEADLINE_WORDS)
    kinds = [at for at, i in enumerate(below[:-1]) if _KIND.fullmatch(pieces[i].text)]
    if kinds and not top.story:
        return below[kinds[-1] + 1]
    if len(below) < 2:
        return first
    if _is_tagline(pieces, top.menus[-1], first):
        return below[1]
    long = next((i for i in below if len(pieces[i].text.split()) >= _HEADLINE_WORDS), first)
    above = [i for i in below if i < long]
    named = any(_SECTION.search(pieces[i].text) for i in above) or below[-1] > long
    if above and (top.story and named):
        return long
    if len(pieces[first].text.split()) < _HEADLINE_WORDS and _is_site_name(pieces, first, top.end):
        return below[1]
    return first


def _is_tagline(pieces: Sequence[Piece], menu: int, index: int) -> bool:
    """A site's motto stands alone under its name; the page's title has its text right below it."""
    if not _GLUED_LABEL.fullmatch(pieces[menu].text) or index + 2 >= len(pieces) or index != menu + 1:
        return False
    alone = pieces[index].apart and pieces[index + 1].apart and not pieces[index + 2].apart
    return alone and not is_sentence(pieces[index].text) and len(pieces[index].text) <= 80


def mark_writers(pieces: list[Piece]) -> None:
    """A reporter's name alone, between a headline and the story's date, post or picture."""
    for index in range(1, min(len(pieces) - 1, _ZONE)):
        piece = pieces[index]
        if piece.rule is not None or piece.role == "row" or not is_name(piece.text):
            continue
        if resolve(piece.text) is not None:
            continue  # a council's name between a practice and its month
        above = next((p for p in reversed(pieces[:index]) if p.rule is None and p.text), None)
        under = pieces[index + 1].text
        if above is None or len(above.text.split()) < _HEADLINE_WORDS or is_dateline(above.text):
            continue
        if is_dateline(under) or is_stamp(under) or line_rule(under) == "photo credit":
            take(pieces, index, "byline")
