"""Furniture that a line shows only beside its neighbours: menus, captions, register walls, report endings.

A section opens at a marker, a whole short line and never a word in a sentence, and ends where prose resumes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from carevoice_search.clean.contacts import mark_foot, mark_letterhead
from carevoice_search.clean.foot import mark_pointers
from carevoice_search.clean.furniture import line_rule
from carevoice_search.clean.header import headline, mark_header, mark_writers
from carevoice_search.clean.labels import is_menu_label
from carevoice_search.clean.openings import small_letters
from carevoice_search.clean.pieces import Piece, take
from carevoice_search.clean.prompts import mark_prompts
from carevoice_search.clean.stamps import is_dateline
from carevoice_search.clean.teasers import (
    mark_between,
    mark_comments,
    mark_counted,
    mark_neighbours,
    mark_teasers,
    mark_topics,
)
from carevoice_search.clean.wording import DATED_LINE, is_prose, is_sentence

_MENU = 12
_COVER = 20
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
_CAPTION_LABEL = re.compile(r"(?:image|photo|picture|video|media) caption,?:?", re.I)
_EVERYDAY = re.compile(
    r"home|news|search|menu|comments?|next|top|like|likes|back|contact us|english|reply|share", re.I
)
_ENDING_LENGTH = 600
_ENDING_CUES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (words, re.compile(pattern, re.I))
    for words, pattern in (
        (("regulates and inspects",), r"\bregulates and inspects\b"),
        (
            ("copy of this",),
            r"\bcopy of this (?:document|report|publication|letter)\b.{0,20}\bin (?:a|an) (?:different|"
            r"alternative|another|accessible)\b",
        ),
        (("large print", "braille"), r"\blarge print\b|\bbraille\b"),
        (
            ("this information", "this document", "this publication", "this material"),
            r"\b(?:re-?use|copy)\b.{0,20}\bthis (?:information|document|publication|material)\b",
        ),
        (("open government",), r"\bopen government licen[cs]e\b"),
        (
            ("interested in our work", "email alerts", "newsletter"),
            r"\binterested in our work\b|\bemail alerts\b|\bour (?:monthly )?newsletter\b",
        ),
        (("©", "copyright"), r"©|\bcopyright\b"),
        (
            ("complaint", "concern"),
            r"\b(?:complaints?|concerns?) about (?:the|this|an|our) (?:inspection|report|review)\b",
        ),
    )
)
"""Words in small letters, one of which each pattern needs, and the pattern."""

_ENDING_STARTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?:this|our) (?:report|publication|document|letter) (?:is|are|can be) (?:also )?(?:available|"
        r"found|downloaded)\b",
        r"textphone\b|minicom\b|switchboard\b",
        r"[tewf]:\s",
        r"(?:[A-Z][\w ]{2,30},? )?[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$",
    )
)


def mark(pieces: Sequence[Piece], *, report: bool = False) -> list[Piece]:
    """The pieces with the furniture among them named. Steps in order; the first to name a piece has it.

    In a `report`, a text set in lines of one width, the cover says when it was published, and keeps that.
    """
    marked = list(pieces)
    for step in STEPS:
        step(marked)
    if report:
        _keep_cover_stamps(marked)
    return marked


def _keep_cover_stamps(pieces: list[Piece]) -> None:
    for index, piece in enumerate(pieces[:_COVER]):
        if piece.rule is None and is_prose(piece.text):
            return
        if piece.rule == "stamp":
            pieces[index] = replace(piece, rule=None)


def mark_captions(pieces: list[Piece]) -> None:
    """A caption's label takes the line after it."""
    for index, piece in enumerate(pieces):
        if _CAPTION_LABEL.fullmatch(piece.text):
            take(pieces, index, "caption label")
            if index + 1 < len(pieces) and len(pieces[index + 1].text) <= 300:
                take(pieces, index + 1, "caption")


def mark_banner(pieces: list[Piece]) -> None:
    """What stands between two lines of a site's banner, on top, is the banner's too."""
    found = [i for i, p in enumerate(pieces[:12]) if line_rule(p.text) == "site banner"]
    if found and found[-1] - found[0] <= 4:
        for index in range(found[0], found[-1] + 1):
            take(pieces, index, "site banner")


def mark_menus(pieces: list[Piece]) -> None:
    """Menus: labels among short lines. Above the text the title may follow them, below it nothing does."""
    prose = [i for i, p in enumerate(pieces) if pieces[i].rule is None and is_prose(p.text)]
    title = headline(pieces)
    for run in _short_runs(pieces, title):
        labels = [i for i in run if is_menu_label(pieces[i].text) and not _heads_bullet(pieces, i)]
        if len(labels) < 3:
            continue
        below = bool(prose) and run[0] > prose[-1]
        above = not prose or run[-1] < prose[0]
        if below or len(labels) * 3 >= len(run) or (above and len(run) >= _MENU):
            last = run[-1] if below else labels[-1]
            for i in range(labels[0], last + 1):
                if below or not is_dateline(pieces[i].text):  # a story's own date stands among its tools
                    take(pieces, i, "menu")


def _heads_bullet(pieces: list[Piece], index: int) -> bool:
    """Whether a line is a heading above a list, though a menu might have it as a label."""
    if pieces[index].role == "bullet" or index + 1 >= len(pieces) or line_rule(pieces[index].text):
        return False
    below = pieces[index + 1]
    return below.role == "bullet" and not is_menu_label(below.text)


def _short_runs(pieces: list[Piece], title: int | None) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for index, piece in enumerate(pieces):
        dated = DATED_LINE.search(piece.text) is not None
        if (
            index != title
            and len(piece.text) <= 45
            and not dated
            and piece.role != "row"
            and not is_sentence(piece.text)
        ):
            runs[-1].append(index)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def mark_lines(pieces: list[Piece]) -> None:
    """The rules of single lines."""
    for index, piece in enumerate(pieces):
        if piece.rule is None and not _is_subheading(pieces, index):
            rule = line_rule(piece.text) if piece.role != "row" else _row_rule(pieces, index)
            if rule is not None:
                take(pieces, index, rule)


def _is_subheading(pieces: list[Piece], index: int) -> bool:
    """Whether a label that is a word of everyday speech stands in a text, with sentences above and below it."""
    if not 0 < index < len(pieces) - 1 or not _EVERYDAY.fullmatch(pieces[index].text):
        return False
    above, below = pieces[index - 1], pieces[index + 1]
    return all(p.rule is None and is_sentence(p.text) and line_rule(p.text) is None for p in (above, below))


def _row_rule(pieces: list[Piece], index: int) -> str | None:
    """The rule of a row that is no table's: links beside one another ("Unsubscribe | Update your preferences")."""
    beside = (*pieces[max(0, index - 1) : index], *pieces[index + 1 : index + 2])
    if any(piece.role == "row" for piece in beside):
        return None
    return line_rule(pieces[index].text)


def mark_ending(pieces: list[Piece]) -> None:
    """A report's imprint: from the first of several different cues to the end."""
    start = max(0, len(pieces) - 60)
    found = [(i, cue) for i in range(start, len(pieces)) for cue in _ending_cues(pieces[i].text)]
    # The imprint is the last stretch of cues without a gap of real text between them.
    first: int | None = None
    cues: set[re.Pattern[str]] = set()
    previous = len(pieces)
    for index, cue in reversed(found):
        if sum(is_prose(p.text) for p in pieces[index + 1 : previous]) > 2:
            break
        first, previous = index, index
        cues.add(cue)
    if first is not None and len(cues) >= 3:
        for index in range(first, len(pieces)):
            take(pieces, index, "report ending")


def _ending_cues(text: str) -> list[re.Pattern[str]]:
    text = text[:_ENDING_LENGTH]
    small = small_letters(text)
    within = (cue for words, cue in _ENDING_CUES if any(word in small for word in words))
    return [*(cue for cue in within if cue.search(text)), *(cue for cue in _ENDING_STARTS if cue.match(text))]


def mark_walls(pieces: list[Piece]) -> None:
    """A register wall and what it offers, to the end of the page, unless the story goes on."""
    for index, piece in enumerate(pieces):
        if piece.rule is None and len(piece.text) <= 100 and _WALL_MARKER.fullmatch(piece.text):
            end = _wall_end(pieces, index + 1)
            for at in range(index, end):
                take(pieces, at, "register wall")


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


STEPS: tuple[Callable[[list[Piece]], None], ...] = (
    mark_banner,
    mark_letterhead,
    mark_header,
    mark_captions,
    mark_walls,
    mark_writers,
    mark_comments,
    mark_prompts,
    mark_teasers,
    mark_neighbours,
    mark_counted,
    mark_menus,
    mark_lines,
    mark_ending,
    mark_between,
    mark_topics,
    mark_foot,
    mark_pointers,
)
