"""Teasers of other pages, with or without a marker above them, topics, and readers' comments.

A marker is a whole short line; its section ends where prose resumes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from carevoice_search.clean.cards import card_buttons
from carevoice_search.clean.furniture import line_rule
from carevoice_search.clean.pieces import Piece, take
from carevoice_search.clean.stamps import is_dateline
from carevoice_search.clean.wording import DATED_LINE, DAY, is_prose, is_sentence, is_text, is_truncated

_HEADLINE = 160
_MARKER_LENGTH = 60
_INSERT = 10
_COUNTER = re.compile(r"(?:\d{1,3}(?:,\d{3})*|no|yes|new)(?: (?:comments?|likes?|shares?|views?))?", re.I)
_TEASER_MARKER = re.compile(
    r"(?:you (?:might|may)(?: also)?(?: like| enjoy| be interested in)(?: to read)?|more like this|"
    r"most (?:read|popular|viewed|commented|shared|recent)(?: stories| articles| posts)?|"
    r"related(?: (?:articles?|content|news|stories|story|posts?|links?|pages?|topics?|resources|items|"
    r"publications|internet links|documents|reading))?|read (?:next|this next|more|also)|"
    r"recommended(?: for you| reading| articles| stories)?|trending(?: now| stories| topics)?|(?:our |"
    r"the )?latest(?: (?:news|stories|articles|posts|updates|headlines|from .{2,30}))?|"
    r"(?:more|other|further|recent|similar|popular|featured|top)(?: [\w’'-]{2,20})?(?: (?:news|stories|"
    r"articles|posts|headlines|blogs))(?: (?:from|in|on|about) .{2,40})?|"
    r"more (?:from|in|on|by) (?:this (?:section|story|topic|category|author)|.{2,30})|editor(?:'|’)?s(?:'|"
    r"’)? (?:picks?|choice)|don(?:'|’)?t miss|also (?:on|in) .{2,30}|top stories|in the news|"
    r"from (?:around )?the web|around the web|promoted stories|what others are reading|"
    r"people also (?:read|viewed|liked)|see also|"
    r"(?:latest|featured|recent|current|top|find|search)? ?(?:jobs|vacancies|jobs? of the week)|"
    r"what to read next|up next|explore more|keep reading|other articles|more articles|also see|"
    r"related (?:projects?|research|guidance|services?|events?|case studies|practice examples|"
    r"collections?|tags|jobs|"
    r"information|videos?|blogs?|reports?)|similar (?:jobs|roles|vacancies|pages)|sponsored(?: links|"
    r" stories)?|"
    r"recommended (?:jobs|content|stories|articles)|more stories|in this section|on this topic|"
    r"in case you missed it|"
    r"you may be interested in|elsewhere on (?:this site|the web|.{2,30})|useful links|quick links|"
    r"popular pages|"
    r"if you (?:liked|enjoyed) this.{0,40})[ .:…>]{0,4}",
    re.I,
)
_PREVIOUS = re.compile(r"[«‹<←]?\s?(?:previous|prev|older)(?: (?:article|post|page|story|entry))?:?", re.I)
_NEXT = re.compile(r"(?:next|newer)(?: (?:article|post|page|story|entry))?:?\s?[»›>→]?", re.I)
_COMMENTS = re.compile(
    r"(?:\d{1,4} )?(?:comments?|responses?|replies|thoughts)(?: ?\(\d{1,4}\))?(?: (?:to|on) .{2,150})?|"
    r"(?:join the )?(?:conversation|discussion|debate)|readers?(?:'|’)? comments|have your say",
    re.I,
)
_COMMENTS_HEADING = re.compile(r"(?:\d{1,4} )?(?:readers?(?:'|’)? )?comments?(?: ?\(\d{1,4}\))?:?", re.I)
_COMMENT_STAMP = re.compile(
    rf"(?:(?:posted |comment )?(?:by )?[^.!?:,|]{{2,40}}?(?:,| on| [|–—-]) ?)?{DAY}(?:,? by [^.!?:,|]{{2,40}})?",
    re.I,
)
_COMMENT_SIGN = re.compile(
    r"\bsays:?$|^reply\b|\bat \d{1,2}[:.]\d\d ?(?:[ap]m)?\b|^(?:report|flag|recommend)$|\b(?:hours?|days?|"
    r"weeks?|months?|"
    r"years?) ago\b|#$|^permalink$|^(?:log in|sign in|register) to (?:comment|reply)",
    re.I,
)
_OPEN_MARKER = re.compile(
    r"more (?:from|in|on)\b|(?:latest|featured|recent|current|top|find)? ?(?:jobs|vacancies)|in the news|"
    r"also (?:on|in)\b|related\b|explore more|on this topic|don",
    re.I,
)
_ADVERT = re.compile(r"advert(?:isement|orial)?s?|sponsored|promoted", re.I)
_TOPICS = re.compile(
    r"(?:related )?(?:topics|tags|categories|keywords|subjects|sections)(?: in this .{3,20})?:?", re.I
)
_TEASING = frozenset(
    ("teaser marker", "teaser", "advertising", "other stories", "comments", "link to another page")
)


def mark_teasers(pieces: list[Piece]) -> None:
    """A teaser marker and what it advertises: counters, broken-off sentences, headlines without a stop."""
    begun = False  # whether the page's own text has
    for index in card_buttons(pieces):
        take(pieces, index, "card button")
    for index, piece in enumerate(pieces):
        begun = begun or (piece.rule is None and is_text(piece.text))
        if piece.rule is None and len(piece.text) <= _MARKER_LENGTH and _TEASER_MARKER.fullmatch(piece.text):
            end = _teasers_end(pieces, index + 1) if begun else _strong_run(pieces, index + 1)
            if end == index + 1 and _OPEN_MARKER.match(piece.text) and _is_subheading_above(pieces, index):
                continue  # "More from the panel" above the panel's own words
            if end is None:
                continue
            take(pieces, index, "teaser marker")
            _mark_label_before(pieces, index)
            for at in range(index + 1, end):
                take(pieces, at, "teaser")


def _is_subheading_above(pieces: list[Piece], index: int) -> bool:
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    return below is not None and below.rule is None and is_text(below.text) and line_rule(below.text) is None


def _teasers_end(pieces: list[Piece], start: int) -> int:
    """Where the section of teasers that opens before `start` ends."""
    end = start
    for index in range(start, len(pieces)):
        if _is_strong_teaser(pieces[index].text) or pieces[index].rule is not None:
            end = index + 1
        elif not _is_headline(pieces, index):
            # A whole sentence may summarise a teaser, but only where broken-off ones follow it.
            ahead = pieces[index + 1 : index + 5]
            if sum(_is_strong_teaser(p.text) for p in ahead) < 2:
                return _without_heading(pieces, start, end) if _is_insert(pieces, index) else end
        else:
            end = index + 1
    return end


def _strong_run(pieces: list[Piece], start: int) -> int | None:
    """Above all prose only what is a teaser by itself goes with a marker: the
    page's title stands there too."""
    end = start
    while end < len(pieces) and _is_strong_teaser(pieces[end].text):
        end += 1
    return end if end > start else None


def _is_strong_teaser(text: str) -> bool:
    return (is_truncated(text) and len(text) >= 40) or _COUNTER.fullmatch(text) is not None


def _is_headline(pieces: list[Piece], index: int) -> bool:
    """A line that may be a teaser's headline: short, no sentence, nothing that leads into a list."""
    piece = pieces[index]
    if (
        len(piece.text) > _HEADLINE
        or is_sentence(piece.text)
        or piece.role == "row"
        or piece.text.endswith((":", ";", ","))
    ):
        return False
    return DATED_LINE.search(piece.text) is None


def _is_insert(pieces: list[Piece], index: int) -> bool:
    """Whether teasers end in the middle of a story, as against a note after the last of them."""
    return any(is_prose(piece.text) for piece in pieces[index : index + 3])


def _without_heading(pieces: list[Piece], start: int, end: int) -> int:
    """The end of an insert of a few headlines, before a subheading that stands right on the text below it."""
    end = min(end, start + _INSERT)
    if end - start >= 2 and end < len(pieces) and pieces[end - 1].apart and not pieces[end].apart:
        return end - 1
    return end


def _mark_label_before(pieces: list[Piece], index: int) -> None:
    """A word or two left alone above the teasers is the site's label, not a heading of the page."""
    before = index - 1
    if before < 1 or len(pieces[before].text.split()) > 2 or pieces[before].role == "bullet":
        return
    if pieces[before].apart and not is_sentence(pieces[before].text) and is_prose(pieces[before - 1].text):
        take(pieces, before, "label above teasers")


def mark_comments(pieces: list[Piece]) -> None:
    """The readers' comments, to the end: below the story, with the stamps and buttons that comments have."""
    begun = 0
    for index, piece in enumerate(pieces):
        if piece.rule is None and is_prose(piece.text):
            begun += 1
        if begun < 2 or piece.rule is not None or len(piece.text) > _HEADLINE:
            continue
        below = [p.text for p in pieces[index + 1 : index + 6] if len(p.text) <= _HEADLINE]
        signed = _COMMENTS.fullmatch(piece.text) and any(map(_COMMENT_SIGN.search, below))
        if signed or (_COMMENTS_HEADING.fullmatch(piece.text) and _is_dated_comment(below)):
            for at in range(index, len(pieces)):
                take(pieces, at, "comments")
            return


def _is_dated_comment(lines: Sequence[str]) -> bool:
    """Whether a reader's name and a date stand among lines, on one line or one above the other."""
    for index, line in enumerate(lines):
        if _COMMENT_STAMP.fullmatch(line):
            beside = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
            if not is_dateline(line) or any(len(p.split()) <= 3 and not is_sentence(p) for p in beside):
                return True
    return False


def mark_topics(pieces: list[Piece]) -> None:
    """The names of topics below the text, each on its own line under their label."""
    own = [i for i, p in enumerate(pieces) if pieces[i].rule is None and is_prose(p.text)]
    for index in range(own[-1] + 1 if own else len(pieces), len(pieces)):
        if _TOPICS.fullmatch(pieces[index].text):
            at = index
            while at < min(index + 12, len(pieces)) and pieces[at].rule is None and _is_topic(pieces[at]):
                take(pieces, at, "categories")
                at += 1


def _is_topic(piece: Piece) -> bool:
    return len(piece.text.split()) <= 5 and not is_sentence(piece.text) and piece.role != "row"


def mark_between(pieces: list[Piece]) -> None:
    """Headlines between an advert and teasers, or two such, below the last of the text."""
    own = [i for i, p in enumerate(pieces) if pieces[i].rule is None and is_prose(p.text)]
    start = own[-1] + 1 if own else len(pieces)
    opened = -1
    for index in range(start, len(pieces)):
        rule = pieces[index].rule
        if rule is not None:
            teasing = rule in _TEASING or _ADVERT.fullmatch(pieces[index].text) is not None
            if teasing and 0 <= opened < index - 1 and index - opened <= 3:
                for at in range(opened + 1, index):
                    take(pieces, at, "teaser")
            opened = index if teasing else -1
        elif not _is_headline(pieces, index):
            opened = -1


def mark_neighbours(pieces: list[Piece]) -> None:
    """ "Previous" and "Next" near the end, with the titles that they lead to."""
    start = max(0, len(pieces) - 14)
    for index in range(start, len(pieces)):
        text = pieces[index].text
        if _PREVIOUS.fullmatch(text) or _NEXT.fullmatch(text):
            take(pieces, index, "previous or next")
            for at in range(index + 1, min(index + 4, len(pieces))):
                if (
                    is_sentence(pieces[at].text)
                    or len(pieces[at].text) > _HEADLINE
                    or pieces[at].role == "row"
                ):
                    break
                take(pieces, at, "previous or next")


def mark_counted(pieces: list[Piece]) -> None:
    """Broken-off sentences with a counter above them, or three and more in a
    row, are teasers without a marker."""
    for index, piece in enumerate(pieces):
        if not is_truncated(piece.text) or len(piece.text) < 40:
            continue
        above = index > 0 and _COUNTER.fullmatch(pieces[index - 1].text) is not None
        run = [p for p in pieces[max(0, index - 2) : index + 3] if is_truncated(p.text) and len(p.text) >= 40]
        if above or len(run) >= 3:
            take(pieces, index, "teaser")
            at = index - 1
            while at >= 0 and _COUNTER.fullmatch(pieces[at].text):
                take(pieces, at, "teaser")
                at -= 1
