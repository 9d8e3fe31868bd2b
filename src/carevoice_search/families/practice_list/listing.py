"""From blocks to practice lines: the sections, the tables and the cards that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from carevoice_search import gazetteer
from carevoice_search.clean.openings import small_letters
from carevoice_search.dates import last_day
from carevoice_search.extract.citing import in_block
from carevoice_search.extract.subjects import heading_themes, restated
from carevoice_search.families.practice_list.cards import Card, label_of, read_cards, repeated_labels
from carevoice_search.families.practice_list.company import Found, in_company
from carevoice_search.families.practice_list.lines import Line, Place, read_line, read_slot
from carevoice_search.families.practice_list.tables import (
    Columns,
    infer_columns,
    read_header,
    read_row,
    theme_cell,
)
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
_PROMISING = ("practice", "case stud", "authorit", "council", "areas", "borough")
"""One of these is in every promise."""

_LONGEST_HEADING = 160
_LONGEST_PARAGRAPH = 60
_HAS_YEAR = re.compile(r"\d\d")
_MONTH = 7
_ROWS = 60
"""So many rows tell what the columns of a table without a header hold."""
_DATE_LABEL = re.compile(r"(?:date|month|when|added|submitted|sent in)\s?:\s?", re.IGNORECASE)
_QUESTION = re.compile(r"\?\s*$")


@dataclass(frozen=True, slots=True)
class _Section:
    """What the headings so far say of the lines below them."""

    councils: tuple[Evidence, ...] = ()
    themes: tuple[Evidence, ...] = ()
    columns: Columns | None = None
    promised: bool = False
    fresh: bool = False
    labels: frozenset[str] = frozenset()
    month: tuple[Block, Place] | None = None


@lru_cache(maxsize=1)
def read_list(clean: CleanPage, title: Evidence, on: str | None) -> tuple[Found, ...]:
    """The practice lines of a page in order. `on` is its date; without one the latest month stands for it."""
    found = list(_candidates(clean, title, on))
    months = [one.line.date.value for one in found if one.line.date]
    undated = any(one.line.date is None or one.section_councils for one in found)
    day = max(months, key=last_day) if on is None and months and undated else on
    if day != on:
        found = list(_candidates(clean, title, day))
    kept = in_company(found)
    if any(title.start is not None and one.block.start <= title.start < one.block.end for one in kept):
        # What one line says does not head the others.
        kept = in_company(list(_candidates(clean, None, day)))
    return tuple(kept)


def _candidates(clean: CleanPage, title: Evidence | None, on: str | None) -> Iterator[Found]:
    blocks = clean.blocks
    section = _Section(
        themes=restated(title, heading_themes(title.value)) if title else (),
        promised=title is not None and _promises(title.value),
        labels=repeated_labels(blocks),
    )
    cards = {card.title: card for card in read_cards(blocks, on)}
    covered = {position for card in cards.values() for position in card.covers}
    months = _months_above(blocks, covered, on)
    after = 0
    for position, block in enumerate(blocks):
        if position in cards:
            yield _from_card(clean, cards[position], section)
        if position < after or position in covered:
            continue
        if position in months:
            section = replace(section, month=(block, months[position]))
            continue
        if block.role == "row" and (position == 0 or blocks[position - 1].role != "row"):
            section = replace(section, columns=infer_columns(_table(blocks, position), on))
        header = read_header(block.text) if block.role == "row" else None
        if header:
            section = replace(section, columns=header)
            continue
        line = _line(block, section, on)
        if line is not None:
            below = _only_date(blocks[position + 1]) if position + 1 < len(blocks) else None
            if section.month:
                line = _dated(block, line, *section.month)
            elif below and not line.date:
                line, after = _dated(block, line, blocks[position + 1], below), position + 2
            themes = _row_themes(clean, block, section) or section.themes
            yield Found(block, position, line, section.councils, themes, section.promised)
            section = replace(section, fresh=False)
        else:
            section = _below(clean, block, section, on)


def _promises(text: str) -> bool:
    """Whether words say that practices of councils follow."""
    small = small_letters(text)
    return any(word in small for word in _PROMISING) and _PROMISE.search(text) is not None


def _from_card(clean: CleanPage, card: Card, section: _Section) -> Found:
    block = clean.blocks[card.title]
    themes: tuple[Evidence, ...] = ()
    if card.theme:
        start, end = (block.start + place for place in card.theme)
        named = heading_themes(clean.text[start:end])
        themes = tuple(in_block(clean, block, "theme", slug, "theme-label", card.theme) for slug in named)
    return Found(block, card.title, card.line, (), themes or section.themes, section.promised)


def _table(blocks: Sequence[Block], position: int) -> list[str]:
    rows = takewhile(lambda block: block.role == "row", blocks[position : position + _ROWS])
    return [block.text for block in rows]


def _only_date(block: Block) -> Place | None:
    """The date of a line that states nothing else."""
    if block.role not in ("heading", "paragraph") or not _HAS_YEAR.search(block.text):
        return None
    label = _DATE_LABEL.match(block.text)
    slot = read_slot(block.text, (label.end() if label else 0, len(block.text)))
    return slot.date if slot and not slot.councils else None


def _months_above(blocks: Sequence[Block], covered: set[int], on: str | None) -> dict[int, Place]:
    """The lines that hold a month for what stands below them: each of them, and there are two or more."""
    months = {
        position: date
        for position, block in enumerate(blocks)
        if position not in covered and (date := _only_date(block)) and len(date.value) == _MONTH
    }
    below = [blocks[position + 1] if position + 1 < len(blocks) else None for position in months]
    heads = all(block and (block.role in ("bullet", "row") or read_line(block.text, on)) for block in below)
    return months if heads and len(months) > 1 else {}


def _dated(block: Block, line: Line, above_or_below: Block, date: Place) -> Line:
    """The line with the date of another line, where it has none of its own."""
    if line.date:
        return line
    shift = above_or_below.start - block.start
    place = Place(date.value, (date.span[0] + shift, date.span[1] + shift))
    return replace(line, date=place, councils=_of_the_day(block.text, line, date.value))


def _of_the_day(text: str, line: Line, day: str) -> tuple[Place, ...]:
    """The line's councils as of a month that was read after them."""
    return tuple(
        replace(place, value=gazetteer.resolve(text[slice(*place.span)], day) or place.value)
        for place in line.councils
    )


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
    promised = section.promised or _promises(text[:400])
    section = replace(section, promised=promised, fresh=False)
    if len(text) > _LONGEST_HEADING and not text.endswith(":"):
        return section
    if label_of(text) in section.labels:
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
