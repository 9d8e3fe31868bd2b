"""From blocks to practice lines: the sections they stand in, and which of the lines are a list's.

A line counts only in company: a month with a council is telling, but needs a second such line or words that
promise practices; a council alone needs those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from carevoice_search.dates import last_day
from carevoice_search.extract.citing import in_block
from carevoice_search.extract.subjects import heading_themes, restated
from carevoice_search.families.practice_list.lines import Line, Place, read_line, read_slot
from carevoice_search.families.practice_list.tables import Columns, read_header, read_row, theme_cell
from carevoice_search.model import Block, CleanPage, Evidence

_WHO = r"(?:local authorit(?:y|ies)|councils?|authorities|local areas|boroughs|areas)"
_PROMISE = re.compile(
    r"\bpractice (?:bank|examples?|library|directory|showcase)|"
    r"\bexamples? of (?:\w+ ){0,3}practice|\b(?:good|promising|best|local|effective|"
    r"innovative) practice|\bcase stud(?:y|ies)\b|\bdirectory of practice"
    rf"|\b(?:how|what) (?:\w+ )?(?:are|do|have|can)? ?(?:\w+ )?{_WHO} (?:(?:are|have|"
    rf"can) )?(?:been )?(?:support|help|improv|do\b|doing|done|learn|us(?:e|ing)\b)"
    rf"|\b{_WHO} (?:are |have |across \w+ )?(?:told us|sent (?:to )?us|sent in|shared with us|"
    rf"supporting)|\bexamples? (?:from|of what|sent|of how) (?:\w+ ){{0,3}}?{_WHO}"
    rf"|\b(?:each|one|two|three|four|five|six|seven|eight|nine|"
    rf"ten) {_WHO} (?:\w+ )?(?:has told|have told|told|tell)",
    re.IGNORECASE,
)
_LONGEST_HEADING = 160
_LONGEST_PARAGRAPH = 60
_LABELS = 4
_LABEL = re.compile(
    r"^(?:local authority|council|authority|borough|area|organisation|who|where|date|month|when|added|"
    r"submitted)s?\s?:\s?",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\?\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A practice line, the block that holds it, and the councils and themes of its section."""

    block: Block
    line: Line
    section_councils: tuple[Evidence, ...]
    themes: tuple[Evidence, ...]
    promised: bool


@dataclass(frozen=True, slots=True)
class _Section:
    """What the headings so far say of the lines below them."""

    councils: tuple[Evidence, ...] = ()
    themes: tuple[Evidence, ...] = ()
    columns: Columns | None = None
    promised: bool = False
    fresh: bool = False


@lru_cache(maxsize=1)
def read_list(clean: CleanPage, title: Evidence, on: str | None) -> tuple[Found, ...]:
    """The practice lines of a page in order. `on` is its date; without one the latest month stands for it."""
    found = list(_candidates(clean, title, on))
    months = [one.line.date.value for one in found if one.line.date]
    undated = any(one.line.date is None or one.section_councils for one in found)
    if on is None and months and undated:
        found = list(_candidates(clean, title, max(months, key=last_day)))
    return tuple(_in_company(found))


def _candidates(clean: CleanPage, title: Evidence, on: str | None) -> Iterator[Found]:
    section = _Section(
        themes=restated(title, heading_themes(title.value)), promised=_PROMISE.search(title.value) is not None
    )
    after = 0
    for position, block in enumerate(clean.blocks):
        if position < after:
            continue
        header = read_header(block.text) if block.role == "row" else None
        if header:
            section = replace(section, columns=header)
            continue
        line, after = _labelled(clean.blocks, position, on)
        line = line or _line(block, section, on)
        if line is not None:
            themes = _row_themes(clean, block, section) or section.themes
            yield Found(block, line, section.councils, themes, section.promised)
            section = replace(section, fresh=False)
        else:
            section = _below(clean, block, section, on)


def _labelled(blocks: Sequence[Block], position: int, on: str | None) -> tuple[Line | None, int]:
    """A heading that names a practice, with "Council: ..." and "Date: ..." on lines of their own below it.

    Gives the line, whose spans count from the heading's start, and the position of the first block after it.
    """
    heading = blocks[position]
    if heading.role != "heading" or heading.text.endswith("?"):
        return None, position
    date: Place | None = None
    councils: tuple[Place, ...] = ()
    after = position + 1
    for block in blocks[after : after + _LABELS]:
        match = _LABEL.match(block.text)
        slot = read_slot(block.text, (match.end(), len(block.text)), on) if match else None
        if slot is None:
            break
        shift = block.start - heading.start
        date = date or (_shifted(slot.date, shift) if slot.date else None)
        councils = councils or tuple(_shifted(place, shift) for place in slot.councils)
        after += 1
    if not councils:
        return None, position
    return Line((0, len(heading.text)), date, councils, "labelled"), after


def _shifted(place: Place, by: int) -> Place:
    return Place(place.value, (place.span[0] + by, place.span[1] + by))


def _row_themes(clean: CleanPage, block: Block, section: _Section) -> tuple[Evidence, ...]:
    cell = theme_cell(block.text, section.columns) if block.role == "row" else None
    if cell is None:
        return ()
    text, span = cell
    return tuple(in_block(clean, block, "theme", slug, "theme-column", span) for slug in heading_themes(text))


def _line(block: Block, section: _Section, on: str | None) -> Line | None:
    text = block.text
    if block.role == "quote" or (_QUESTION.search(text) and block.role != "row"):
        return None
    if block.role == "row" and section.columns:
        return read_row(text, section.columns, on)
    line = read_line(text, on, doing=block.role == "bullet")
    listed = block.role in ("bullet", "row") or bool(section.councils)
    if line is not None and (line.councils or (line.date and listed)):
        return line
    if not section.councils or block.role == "heading" or _names_councils(text, on):
        return None
    if block.role == "bullet" or (section.fresh and len(text.split()) <= _LONGEST_PARAGRAPH):
        # Under a council's name every bullet, or the one paragraph, is what it does.
        return line or _bare(text)
    return None


def _bare(text: str) -> Line | None:
    end = len(text.rstrip(" .;,"))
    return Line((0, end), None, (), "under-council") if len(text.split()) > 1 else None


def _names_councils(text: str, on: str | None) -> bool:
    slot = read_slot(text, (0, len(text)), on)
    return slot is not None and bool(slot.councils)


def _below(clean: CleanPage, block: Block, section: _Section, on: str | None) -> _Section:
    """The section that holds below `block`, which is no practice line."""
    text = block.text
    promised = section.promised or (_PROMISE.search(text[:400]) is not None)
    section = replace(section, promised=promised, fresh=False)
    if len(text) > _LONGEST_HEADING and not text.endswith(":"):
        return section
    slot = read_slot(text, (0, len(text)), on) if block.role in ("heading", "paragraph") else None
    if slot and slot.councils:
        councils = tuple(
            in_block(clean, block, "council", p.value, "section-council", p.span) for p in slot.councils
        )
        return replace(section, councils=councils, columns=None, fresh=True)
    if block.role == "heading" or (block.role == "paragraph" and text.endswith(("?", ":"))):
        themes = tuple(
            in_block(clean, block, "theme", slug, "list-heading", (0, len(text)))
            for slug in heading_themes(text)
        )
        return replace(section, councils=(), columns=None, themes=themes or section.themes)
    return section


def _in_company(found: list[Found]) -> list[Found]:
    """The candidates that are a list's: see the module's own words."""
    full = [one for one in found if one.line.date and (one.line.councils or one.section_councils)]
    listed = len(full) >= 2
    kept: list[Found] = []
    for one in found:
        if one.line.date and (one.line.councils or one.section_councils):
            wanted = listed or one.promised
        elif one.line.councils or one.section_councils:
            wanted = one.promised and _says_what(one)
        else:
            wanted = listed and one.promised
        if wanted:
            kept.append(one)
    return kept


def _says_what(one: Found) -> bool:
    start, end = one.line.title
    words = one.block.text[start:end].split()
    named_last = one.line.shape == "what-council"
    return (len(words) >= 2 or named_last) and not words[0][:1].isdigit()
