"""A grid as aligned text: rows and columns of two fields, and in each cell how many records have both values.

Where the names of the columns are too long for the width they become letters, with what they stand for below; where
even those do not fit, the columns are shown in several tables, one below the other.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from carevoice_search.model import Grid
from carevoice_search.render import safe, wording
from carevoice_search.schema import FIELDS

PLAIN = 110
"""The columns that a grid keeps to where there is no terminal."""
EMPTY = "·"
_GAP = 2
_HEAD = 14
"""The columns that a heading takes before its words are put below each other."""
_HEAD_LINES = 4

Style = str
Line = list[tuple[str, Style]]


class _Column(NamedTuple):
    """A column: the lines of its heading, its cells from top to bottom, and how wide it is."""

    head: tuple[str, ...]
    cells: tuple[str, ...]
    width: int


def lines(found: Grid) -> Iterator[str]:
    """The grid as plain lines."""
    yield wording.totals(found)
    yield from wording.remarks(found)
    if found.rows:
        yield ""
        for line in _laid(found, PLAIN, None):
            yield "".join(text for text, _ in line).rstrip()


def drawn(found: Grid, *, columns: int, colour: bool) -> str:
    """The grid for a terminal of `columns`."""
    from rich.text import Text

    from carevoice_search.render.terminal import console_for, print_head, printed

    console = console_for(columns, colour, widest=columns)
    print_head(console, found)
    if found.rows:
        console.print()
        for line in _laid(found, console.width, max(console.width // 3, 8)):
            console.print(Text.assemble(*line), no_wrap=True, overflow="ignore", crop=False)
    return printed(console)


def _laid(found: Grid, room: int, longest: int | None) -> Iterator[Line]:
    """The lines of the grid in `room` columns; names of rows longer than `longest` are cut where they must be."""
    names = [wording.value(found.row_field, bucket) for bucket in found.rows]
    title = FIELDS[found.row_field].label
    whole = max(safe.width(name) for name in (title, *names))
    width = min(whole, longest) if longest else whole
    all_of_row = _column(("All",), [f"{bucket.count:,}" for bucket in found.rows])
    across = room - width - _GAP - all_of_row.width
    columns, legend = _columns(found, across)
    left = across - sum(column.width + _GAP for column in columns)
    gap = _GAP if left >= 0 else 1
    width = min(whole, width + max(left, 0))
    shown = list(_in_tables(columns, across, gap)) or [()]
    for number, part in enumerate(shown):
        if number:
            yield []
        yield from _table([title, *names], width, [all_of_row, *part], gap)
    if legend:
        yield []
        yield from _legend(found, legend, room)


def _columns(found: Grid, room: int) -> tuple[list[_Column], list[tuple[str, str]]]:
    """The columns under their names, or, where these do not fit, under letters that the second value explains."""
    labels = [wording.value(found.column_field, bucket) for bucket in found.columns]
    cells = [
        [f"{row[place]:,}" if row[place] else EMPTY for row in found.cells] for place in range(len(labels))
    ]
    named = [_column(_broken(label), column) for label, column in zip(labels, cells, strict=True)]
    fits = sum(column.width + _GAP for column in named) <= room
    if fits and all(len(column.head) <= _HEAD_LINES for column in named):
        return named, []
    letters = [_letter(number) for number in range(len(labels))]
    short = [_column((letter,), column) for letter, column in zip(letters, cells, strict=True)]
    return short, list(zip(letters, labels, strict=True))


def _column(head: Sequence[str], cells: Sequence[str]) -> _Column:
    return _Column(tuple(head), tuple(cells), max(safe.width(text) for text in (*head, *cells)))


def _broken(label: str) -> tuple[str, ...]:
    """A heading on as many lines as its words need."""
    return tuple(textwrap.wrap(label, _HEAD, break_long_words=False)) or ("",)


def _letter(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _in_tables(columns: Sequence[_Column], room: int, gap: int) -> Iterator[Sequence[_Column]]:
    """The columns in as many tables as their widths make necessary."""
    part: list[_Column] = []
    taken = 0
    for column in columns:
        if part and taken + column.width + gap > room:
            yield part
            part, taken = [], 0
        part.append(column)
        taken += column.width + gap
    if part:
        yield part


def _table(names: Sequence[str], width: int, columns: Sequence[_Column], gap: int) -> Iterator[Line]:
    """The heading and the rows; names that are longer than `width` are cut."""
    high = max(len(column.head) for column in columns)
    for place in range(high):
        line: Line = [(_filled(names[0] if place == high - 1 else "", width), "bold")]
        for number, column in enumerate(columns):
            above = high - len(column.head)
            text = column.head[place - above] if place >= above else ""
            line.append((_right(text, column.width + (gap if number else _GAP)), "bold"))
        yield line
    for row, name in enumerate(names[1:]):
        line = [(_filled(name, width), "")]
        for number, column in enumerate(columns):
            text = column.cells[row]
            style = "dim" if text == EMPTY else "cyan" if number else ""
            line.append((_right(text, column.width + (gap if number else _GAP)), style))
        yield line


def _legend(found: Grid, legend: Sequence[tuple[str, str]], room: int) -> Iterator[Line]:
    """What the letters stand for, side by side as far as there is room, to be read downwards."""
    widest = max(safe.width(letter) for letter, _ in legend)
    explained = [
        (f"{letter:<{widest}}  ", f"{label} ({bucket.count:,})")
        for (letter, label), bucket in zip(legend, found.columns, strict=True)
    ]
    width = max(safe.width(letter + label) for letter, label in explained)
    across = (room + 2 * _GAP) // (width + 2 * _GAP)
    if not across:
        for letter, label in explained:
            for number, part in enumerate(textwrap.wrap(label, max(room - len(letter), 1))):
                yield [(" " * len(letter) if number else letter, "bold"), (part, "")]
        return
    high = -(-len(explained) // across)
    for row in range(high):
        line: Line = []
        for letter, label in explained[row::high]:
            line.append((letter, "bold"))
            line.append((_filled(label, width - safe.width(letter) + 2 * _GAP), ""))
        line[-1] = (line[-1][0].rstrip(), "")
        yield line


def _filled(text: str, width: int) -> str:
    """Text cut or filled up to a width."""
    shown = text
    if safe.width(text) > width:
        while shown and safe.width(shown) > width - 1:
            shown = shown[:-1]
        shown = f"{shown.rstrip()}…"
    return shown + " " * (width - safe.width(shown))


def _right(text: str, width: int) -> str:
    return " " * (width - safe.width(text)) + text
