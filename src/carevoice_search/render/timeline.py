"""A timeline as plain lines, and as bars on a terminal, each parted by kind or what else splits them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

from carevoice_search.model import MISSING, Timeline
from carevoice_search.render import safe, wording
from carevoice_search.render.terminal import EIGHTHS, console_for, print_head, printed
from carevoice_search.schema import FIELDS

if TYPE_CHECKING:
    from rich.text import Text

_COLOURS = ("cyan", "magenta", "yellow", "green", "bright_blue", "red", "bright_cyan", "bright_magenta")
_SHADES = "█▓▒░▞#o="
"""What tells the parts of a bar apart where there are no colours."""
_WITHOUT = ("bright_black", "·")
"""The look of the records without a value of the field that splits the bars."""
_SHORTEST_GAP = 4
"""Months or years without records that are worth drawing in one line."""
_NARROWEST_BAR = 8


class _Part(NamedTuple):
    """A part of a bar: its value, what it is called, its records in all bars, and how it looks."""

    value: str
    label: str
    records: int
    colour: str
    shade: str


def lines(found: Timeline) -> Iterator[str]:
    """One line for each month or year: the period, its records, and how many of each part."""
    yield wording.totals(found)
    yield from wording.remarks(found)
    if beside := wording.beside(found):
        yield beside
    if not found.bars:
        return
    parts = _parts(found)
    rows = [
        [FIELDS[found.step].label, "Records", *(part.label for part in parts)],
        *(
            [bar.period, f"{bar.count:,}", *(f"{bar.parts.get(part.value, 0):,}" for part in parts)]
            for bar in found.bars
        ),
    ]
    widths = [max(map(safe.width, column)) for column in zip(*rows, strict=True)]
    yield ""
    for first, *others in rows:
        cells = [
            " " * (width - safe.width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)
        ]
        yield "  ".join([first.ljust(widths[0]), *cells])


def drawn(found: Timeline, *, columns: int, colour: bool) -> str:
    """Bars for a terminal of `columns`, one below the other, the earliest first; a long gap takes one line."""
    from rich.text import Text

    console = console_for(columns, colour, widest=columns)
    print_head(console, found)
    if beside := wording.beside(found):
        console.print(Text(beside, style="dim"))
    if not found.bars:
        return printed(console)
    parts = _parts(found)
    console.print()
    for line in _legend(found, parts, console.width, colour):
        console.print(line, no_wrap=True, overflow="ellipsis")
    console.print()
    most = max(bar.count for bar in found.bars)
    labels, digits = max(len(bar.period) for bar in found.bars), len(f"{most:,}")
    room = max(console.width - labels - digits - 3, _NARROWEST_BAR)
    for line in _drawn_bars(found, parts, most, room, colour):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return printed(console)


def _parts(found: Timeline) -> list[_Part]:
    """The parts that any bar has, in their order."""
    there = [part for part in found.parts if part.count]
    looks = [(_COLOURS[n % len(_COLOURS)], _SHADES[n % len(_SHADES)]) for n in range(len(there))]
    return [
        _Part(
            part.value,
            wording.value(found.split, part),
            part.count,
            *(_WITHOUT if part.value == MISSING else look),
        )
        for part, look in zip(there, looks, strict=True)
    ]


def _legend(found: Timeline, parts: Sequence[_Part], columns: int, colour: bool) -> Iterator[Text]:
    """What the parts look like, on as many lines as they need."""
    from rich.text import Text

    line = Text(f"By {found.step}:")
    for part in parts:
        shown = f" {part.label} {part.records:,}"
        if line.cell_len + safe.width(shown) + 3 > columns:
            yield line
            line = Text()
        line.append("  " if line else "")
        line.append("█" if colour else part.shade, style=part.colour)
        line.append(shown)
    yield line


def _drawn_bars(
    found: Timeline, parts: Sequence[_Part], most: int, room: int, colour: bool
) -> Iterator[Text]:
    from rich.text import Text

    labels, digits = max(len(bar.period) for bar in found.bars), len(f"{most:,}")
    for empty, run in groupby(found.bars, key=lambda bar: bar.count == 0):
        bars = list(run)
        if empty and len(bars) >= _SHORTEST_GAP:
            yield Text(
                f"{'⋮':>{labels}} {'·':>{digits}}  {wording.count(len(bars), found.step)} with none", "dim"
            )
            continue
        for bar in bars:
            line = Text(f"{bar.period:>{labels}} ")
            line.append(
                f"{bar.count:>{digits},}" if bar.count else f"{'·':>{digits}}", None if bar.count else "dim"
            )
            line.append("  ")
            numbers = [bar.parts.get(part.value, 0) for part in parts]
            line.append_text(_bar(numbers, bar.count, parts, most, room, colour))
            yield line


def _bar(
    numbers: Sequence[int], total: int, parts: Sequence[_Part], most: int, room: int, colour: bool
) -> Text:
    """A bar whose length is its records' share of `most` in `room` columns, parted in eighths of a column.

    Without colours the parts end at whole columns.
    """
    from rich.text import Text

    unit = 8 if colour else 1
    bar = Text()
    if not total:
        return bar
    length = max(total * room * unit // most, 1)
    counted = max(sum(numbers), 1)
    ends = [reached * length // counted for reached in accumulate(numbers)]
    if not colour:
        for part, end, start in zip(parts, ends, [0, *ends], strict=False):
            bar.append(part.shade * (end - start))
        return bar
    drawn = (_column([min(max(end - place, 0), 8) for end in ends], parts) for place in range(0, length, 8))
    for style, run in groupby(drawn, key=lambda column: column[1]):
        bar.append("".join(sign for sign, _ in run), style)
    return bar


def _column(ends: Sequence[int], parts: Sequence[_Part]) -> tuple[str, str]:
    """One column of a bar, and its colours: `ends` are the eighths up to which the parts reach, one after the other.

    A column holds two colours at most, and a colour and nothing where the bar ends in it: what is least is not seen.
    """
    shares = {
        number: end - start
        for number, (end, start) in enumerate(zip(ends, [0, *ends], strict=False))
        if end > start
    }
    filled = ends[-1]
    if filled < 8 or len(shares) == 1:
        widest = max(shares, key=lambda number: shares[number])
        return ("█" if filled == 8 else EIGHTHS[filled]), parts[widest].colour
    first, last = min(shares), max(shares)
    split = 8 - shares[last] if len(shares) > 2 else shares[first]
    return EIGHTHS[split], f"{parts[first].colour} on {parts[last].colour}"
