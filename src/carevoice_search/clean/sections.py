"""Furniture that a line shows only beside its neighbours: menus, teasers, register walls, report endings.

A section opens at a marker, a whole short line and never a word in a sentence, and ends where prose resumes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from carevoice_search.clean.furniture import is_sentence, is_truncated, line_rule
from carevoice_search.clean.labels import is_menu_label
from carevoice_search.clean.pieces import Piece

_PROSE = 60
_SENTENCE = 30
_HEADLINE = 160
_MARKER_LENGTH = 60
_INSERT = 10
_MENU = 12
_DATED_LINE = re.compile(r"\((?:[A-Z][a-z]{2,8}\.? )?(?:19|20)\d\d\)")
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
    r"more (?:from|in|on) (?:this (?:section|story|topic|category|author)|.{2,30})|editor(?:'|’)?s(?:'|"
    r"’)? (?:picks?|choice)|don(?:'|’)?t miss|also (?:on|in) .{2,30}|top stories|in the news|"
    r"from (?:around )?the web|around the web|promoted stories|what others are reading|"
    r"people also (?:read|viewed|liked)|see also|"
    r"(?:latest|featured|recent|current|top|find|search)? ?(?:jobs|vacancies|jobs? of the week)|"
    r"what to read next|up next|explore more|keep reading|other articles|more articles)[ .:…>]{0,4}",
    re.I,
)
_WALL_MARKER = re.compile(
    r"(?:register|subscribe|sign in|sign up|log ?in|join)(?: now| today| for free| here|"
    r" free)?(?: or \w+(?: in)?)? to (?:continue|read|access|view|unlock|keep)\b.{0,28}|"
    r"(?:want|need|looking for) (?:full|more)? ?(?:article|story|content)? ?access\?.{0,30}|"
    r"to (?:continue|keep) reading\b.{0,28}|"
    r"(?:this|the (?:rest|full)).{0,30} (?:is|are) (?:only )?(?:for|available to|exclusive to|"
    r"restricted to) (?:our )?(?:registered|subscribers|members).{0,40}|"
    r"(?:subscriber|member)s?(?:-| )only(?: content| article)?|(?:premium|exclusive) content|"
    r"unlock (?:this|full|unlimited).{0,40}|"
    r"you(?:'|’)ve (?:reached|read|used) your .{0,40}|already (?:a )?(?:subscriber|member|"
    r"registered)\?.{0,30}",
    re.I,
)
_WALL_WORDS = re.compile(
    r"\b(?:regist\w+|subscri\w+|sign(?:ed)? (?:in|up)|log ?in|account|members?(?:hip)?|free|access|"
    r"newsletter|magazine|unlimited|exclusive|trial|password|e-?mail|archive)\b",
    re.I,
)
_PREVIOUS = re.compile(r"[«‹<←]?\s?(?:previous|prev|older)(?: (?:article|post|page|story|entry))?:?", re.I)
_NEXT = re.compile(r"(?:next|newer)(?: (?:article|post|page|story|entry))?:?\s?[»›>→]?", re.I)
_CAPTION_LABEL = re.compile(r"(?:image|photo|picture|video|media) caption,?:?", re.I)
_GLUED_LABEL = re.compile(r".{2,40}[a-z](?:Beta|Alpha|Menu|Search|Home|Login)")
_ENDING_CUES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bregulates and inspects\b",
        r"\bcopy of this (?:document|report|publication|letter)\b.{0,20}\bin (?:a|an) (?:different|"
        r"alternative|another|accessible)\b",
        r"\blarge print\b|\bbraille\b",
        r"\b(?:re-?use|copy)\b.{0,20}\bthis (?:information|document|publication|material)\b",
        r"\bopen government licen[cs]e\b",
        r"^(?:this|our) (?:report|publication|document|letter) (?:is|are|can be) (?:also )?(?:available|"
        r"found|downloaded)\b",
        r"\binterested in our work\b|\bemail alerts\b|\bour (?:monthly )?newsletter\b",
        r"^textphone\b|^minicom\b|^switchboard\b",
        r"^[tewf]:\s",
        r"©|\bcopyright\b",
        r"\b(?:complaints?|concerns?) about (?:the|this|an|our) (?:inspection|report|review)\b",
        r"^(?:[A-Z][\w ]{2,30},? )?[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$",
    )
)


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the furniture among them named. Steps in order; the first to name a piece has it."""
    marked = list(pieces)
    for step in STEPS:
        step(marked)
    return marked


def _take(pieces: list[Piece], index: int, rule: str) -> None:
    if pieces[index].rule is None:
        pieces[index] = replace(pieces[index], rule=rule)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE and is_sentence(text)


def _is_text(text: str) -> bool:
    return len(text) >= _SENTENCE and is_sentence(text)


def _own(pieces: list[Piece], index: int) -> bool:
    return pieces[index].rule is None


def mark_captions(pieces: list[Piece]) -> None:
    """A caption's label takes the line after it."""
    for index, piece in enumerate(pieces):
        if _CAPTION_LABEL.fullmatch(piece.text):
            _take(pieces, index, "caption label")
            if index + 1 < len(pieces) and len(pieces[index + 1].text) <= 300:
                _take(pieces, index + 1, "caption")


def mark_header(pieces: list[Piece]) -> None:
    """The site's own header: what stands between a skip link and the last menu "
    "label before the page begins."""
    opened = None
    last = None
    for index, piece in enumerate(pieces[:60]):
        text = piece.text
        if _is_prose(text) or piece.role == "row":
            break
        if line_rule(text) == "skip link":
            opened = index if opened is None else opened
            last = index
        elif opened is not None and (is_menu_label(text) or _GLUED_LABEL.fullmatch(text)):
            last = index
    if opened is None or last is None:
        return
    for index in range(opened, last + 1):
        _take(pieces, index, "site header")
    _mark_tagline(pieces, last)


def _mark_tagline(pieces: list[Piece], label: int) -> None:
    """A site's motto stands alone under its name; the page's title has its text right below it."""
    following = [p for p in pieces[label + 1 : label + 4] if p.text]
    if not _GLUED_LABEL.fullmatch(pieces[label].text) or len(following) < 3:
        return
    motto, title, below = following
    alone = motto.apart and title.apart and not below.apart
    if alone and not is_sentence(motto.text) and len(motto.text) <= 80:
        _take(pieces, label + 1, "site header")


def mark_banner(pieces: list[Piece]) -> None:
    """What stands between two lines of a site's banner, on top, is the banner's too."""
    found = [i for i, p in enumerate(pieces[:12]) if line_rule(p.text) == "site banner"]
    if found and found[-1] - found[0] <= 4:
        for index in range(found[0], found[-1] + 1):
            _take(pieces, index, "site banner")


def mark_menus(pieces: list[Piece]) -> None:
    """Menus: labels among short lines. Above the text the title may follow them, below it nothing does."""
    prose = [i for i, p in enumerate(pieces) if _own(pieces, i) and _is_prose(p.text)]
    for run in _short_runs(pieces):
        labels = [i for i in run if is_menu_label(pieces[i].text)]
        if len(labels) < 3:
            continue
        below = bool(prose) and run[0] > prose[-1]
        above = not prose or run[-1] < prose[0]
        if below or len(labels) * 3 >= len(run) or (above and len(run) >= _MENU):
            last = run[-1] if below else labels[-1]
            for i in range(labels[0], last + 1):
                _take(pieces, i, "menu")


def _short_runs(pieces: list[Piece]) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for index, piece in enumerate(pieces):
        if len(piece.text) <= 45 and piece.role != "row" and not is_sentence(piece.text):
            runs[-1].append(index)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def mark_lines(pieces: list[Piece]) -> None:
    """The rules of single lines."""
    for index, piece in enumerate(pieces):
        if piece.rule is None and piece.role != "row":
            rule = line_rule(piece.text)
            if rule is not None:
                _take(pieces, index, rule)


def mark_ending(pieces: list[Piece]) -> None:
    """A report's imprint: from the first of several different cues to the end."""
    start = max(0, len(pieces) - 60)
    found = [
        (i, cue)
        for i in range(start, len(pieces))
        for cue in _ENDING_CUES
        if cue.search(pieces[i].text[:600])
    ]
    # The imprint is the last stretch of cues without a gap of real text between them.
    first: int | None = None
    cues: set[re.Pattern[str]] = set()
    previous = len(pieces)
    for index, cue in reversed(found):
        if sum(_is_prose(p.text) for p in pieces[index + 1 : previous]) > 2:
            break
        first, previous = index, index
        cues.add(cue)
    if first is not None and len(cues) >= 3:
        for index in range(first, len(pieces)):
            _take(pieces, index, "report ending")


def mark_teasers(pieces: list[Piece]) -> None:
    """A teaser marker and what it advertises: counters, broken-off sentences, headlines without a stop."""
    begun = False  # whether the page's own text has
    for index, piece in enumerate(pieces):
        begun = begun or (piece.rule is None and _is_text(piece.text))
        if piece.rule is None and len(piece.text) <= _MARKER_LENGTH and _TEASER_MARKER.fullmatch(piece.text):
            end = _teasers_end(pieces, index + 1) if begun else _strong_run(pieces, index + 1)
            if end is None:
                continue
            _take(pieces, index, "teaser marker")
            _mark_label_before(pieces, index)
            for at in range(index + 1, end):
                _take(pieces, at, "teaser")


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
    """Above all prose only what is a teaser by itself goes with a marker: the "
    "page's title stands there too."""
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
    return _DATED_LINE.search(piece.text) is None


def _is_insert(pieces: list[Piece], index: int) -> bool:
    """Whether teasers end in the middle of a story, as against a note after the last of them."""
    return any(_is_prose(piece.text) for piece in pieces[index : index + 3])


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
    if pieces[before].apart and not is_sentence(pieces[before].text) and _is_prose(pieces[before - 1].text):
        _take(pieces, before, "label above teasers")


def mark_walls(pieces: list[Piece]) -> None:
    """A register wall and what it offers, to the end of the page, unless the story goes on."""
    for index, piece in enumerate(pieces):
        if piece.rule is None and len(piece.text) <= 100 and _WALL_MARKER.fullmatch(piece.text):
            end = _wall_end(pieces, index + 1)
            for at in range(index, end):
                _take(pieces, at, "register wall")


def _wall_end(pieces: list[Piece], start: int) -> int:
    story = 0
    for index in range(start, len(pieces)):
        text = pieces[index].text
        if len(text) >= 100 and is_sentence(text) and not _WALL_WORDS.search(text):
            story += 1
            if story == 2:
                return index - 1 if not _own_between(pieces, start, index - 1) else start
        elif _WALL_WORDS.search(text):
            story = 0
    return len(pieces)


def _own_between(pieces: list[Piece], start: int, end: int) -> bool:
    return any(
        len(p.text) >= 200 and is_sentence(p.text) and not _WALL_WORDS.search(p.text)
        for p in pieces[start:end]
    )


def mark_neighbours(pieces: list[Piece]) -> None:
    """ "Previous" and "Next" near the end, with the titles that they lead to."""
    start = max(0, len(pieces) - 14)
    for index in range(start, len(pieces)):
        text = pieces[index].text
        if _PREVIOUS.fullmatch(text) or _NEXT.fullmatch(text):
            _take(pieces, index, "previous or next")
            for at in range(index + 1, min(index + 4, len(pieces))):
                if (
                    is_sentence(pieces[at].text)
                    or len(pieces[at].text) > _HEADLINE
                    or pieces[at].role == "row"
                ):
                    break
                _take(pieces, at, "previous or next")


def mark_counted(pieces: list[Piece]) -> None:
    """Broken-off sentences with a counter above them, or three and more in a "
    "row, are teasers without a marker."""
    for index, piece in enumerate(pieces):
        if not is_truncated(piece.text) or len(piece.text) < 40:
            continue
        above = index > 0 and _COUNTER.fullmatch(pieces[index - 1].text) is not None
        run = [p for p in pieces[max(0, index - 2) : index + 3] if is_truncated(p.text) and len(p.text) >= 40]
        if above or len(run) >= 3:
            _take(pieces, index, "teaser")
            at = index - 1
            while at >= 0 and _COUNTER.fullmatch(pieces[at].text):
                _take(pieces, at, "teaser")
                at -= 1


STEPS: tuple[Callable[[list[Piece]], None], ...] = (
    mark_banner,
    mark_header,
    mark_captions,
    mark_walls,
    mark_teasers,
    mark_neighbours,
    mark_counted,
    mark_menus,
    mark_lines,
    mark_ending,
)
