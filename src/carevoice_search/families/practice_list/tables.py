"""Practice lists as tables: which column holds the council, which the practice, which the month."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carevoice_search.extract.subjects import heading_themes
from carevoice_search.families.practice_list.lines import Line, Place, Span, read_slot

_COUNCIL = re.compile(
    r"\b(?:councils?|local authorit(?:y|ies)|authorit(?:y|ies)|LAs?|boroughs?|areas?|who|"
    r"where)\b",
    re.IGNORECASE,
)
_PRACTICE = re.compile(
    r"\b(?:practices?|what|initiatives?|examples?|projects?|activit(?:y|ies)|titles?|summary|"
    r"description|actions?|innovations?|"
    r"interventions?|approach(?:es)?|case stud(?:y|ies)|programmes?|work)\b",
    re.IGNORECASE,
)
_THEME = re.compile(r"\b(?:theme|topic|category|subject)\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:date|month|when|year|added|published|submitted)\b", re.IGNORECASE)
_ENOUGH_ROWS = 3
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the columns in a row."""

    council: int
    practice: int
    date: int | None
    theme: int | None


def read_header(row: str) -> Columns | None:
    """The columns that a header row names; None where it is not the header of a practice table."""
    cells = [text for text, _ in cells_of(row)]
    if len(cells) < 2 or any(len(cell) > 40 for cell in cells):
        return None
    date = _first(cells, _DATE, ())
    theme = _first(cells, _THEME, (date,))
    council = _first(cells, _COUNCIL, (date, theme))
    practice = _first(cells, _PRACTICE, (date, theme, council))
    if council is None or practice is None:
        return None
    return Columns(council, practice, date, theme)


def infer_columns(rows: Sequence[str], on: str | None = None) -> Columns | None:
    """The columns of a table whose header names none, from what most of its cells hold; None if unclear."""
    table = [cells_of(row) for row in rows]
    width = max((len(cells) for cells in table), default=0)
    body = [(row, cells) for row, cells in zip(rows, table, strict=True) if len(cells) == width]
    if width < 2 or len(body) < _ENOUGH_ROWS:
        return None
    slots = [[read_slot(row, cells[i][1], on) for row, cells in body] for i in range(width)]
    texts = [[cells[i][0] for _, cells in body] for i in range(width)]
    most = _MOST * len(body)
    council = _where(width, lambda i: sum(bool(s and s.councils) for s in slots[i]) >= most)
    date = _where(width, lambda i: sum(bool(s and s.date and not s.councils) for s in slots[i]) >= most)
    rest = [i for i in range(width) if i not in (council, date)]
    theme = next((i for i in rest if sum(bool(heading_themes(t)) for t in texts[i]) >= most), None)
    if theme is not None and not (len(set(texts[theme])) < len(body) and len(rest) > 1):
        theme = None
    told = [i for i in rest if i != theme and _tells(texts[i])]
    if council is None or not told:
        return None
    return Columns(council, told[0], date, theme)


def _where(width: int, holds: Callable[[int], bool]) -> int | None:
    return next((i for i in range(width) if holds(i)), None)


def _tells(cells: Sequence[str]) -> bool:
    """Whether a column's cells are words of their own, row by row, and not a few values again and again."""
    worded = sum(sum(c.isalpha() for c in cell) >= 5 and " " in cell for cell in cells)
    return worded >= _MOST * len(cells) and len(set(cells)) > _MOST * len(cells)


def read_row(row: str, columns: Columns, on: str | None = None) -> Line | None:
    """A row of a practice table as a line."""
    cells = cells_of(row)
    if len(cells) <= max(columns.council, columns.practice):
        return None
    date: Place | None = None
    if columns.date is not None and columns.date < len(cells):
        slot = read_slot(row, cells[columns.date][1], on)
        date = slot.date if slot else None
    slot = read_slot(row, cells[columns.council][1], date.value if date else on)
    if slot is None or not slot.councils:
        return None
    text, span = cells[columns.practice]
    if sum(c.isalpha() for c in text) < 5:
        return None
    return Line(span, date or slot.date, slot.councils, "row")


def theme_cell(row: str, columns: Columns | None) -> tuple[str, Span] | None:
    """The cell that names a row's own theme, where the table has such a column."""
    cells = cells_of(row)
    if columns is None or columns.theme is None or columns.theme >= len(cells):
        return None
    return cells[columns.theme]


def cells_of(row: str) -> list[tuple[str, Span]]:
    """The cells of a row with their places."""
    cells: list[tuple[str, Span]] = []
    start = 0
    for part in row.split("|"):
        lead = len(part) - len(part.lstrip())
        text = part.strip()
        cells.append((text, (start + lead, start + lead + len(text))))
        start += len(part) + 1
    return cells


def _first(cells: Sequence[str], pattern: re.Pattern[str], taken: tuple[int | None, ...]) -> int | None:
    return next((i for i, cell in enumerate(cells) if i not in taken and pattern.search(cell)), None)
