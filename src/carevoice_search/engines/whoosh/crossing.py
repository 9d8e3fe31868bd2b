"""Two facet fields at once: how many documents have each pair of their values.

Documents share their combinations of values, so that pairs of combinations are counted, and each pair's number is
then given to every pair of values in it. What groups of copies were counted too often is taken off at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carevoice_search.deadline import check
from carevoice_search.engines.whoosh.facets import FacetColumn
from carevoice_search.engines.whoosh.groups import Repeated
from carevoice_search.engines.whoosh.postings import Ints, first_of_each, taken
from carevoice_search.engines.whoosh.slices import spread
from carevoice_search.model import MISSING

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.snapshot import Part

_COUNTED = 1 << 16
_COUNTED_EACH = 4
"""Numbers below so many, and so many for each of those that are counted, are counted in a table; others are sorted."""


class _Tally(NamedTuple):
    """How often each of some different numbers occurs."""

    numbers: Ints
    times: Ints


class _Axis:
    """A field's values in all parts, numbered from 1 in the order in which they are met; 0 is none."""

    def __init__(self, parts: Sequence[Part], field: str) -> None:
        numbers: dict[str, int] = {}
        self._held = [
            _Held(column, np.array([0, *_numbered(column.values, numbers)], np.intp))
            for column in (part.facet(field) for part in parts)
        ]
        self.names = [MISSING, *numbers]
        # A publisher of this name cannot be asked for: the word stands for none.
        self.hidden = numbers.get(MISSING, -1)

    def __getitem__(self, part: int) -> _Held:
        return self._held[part]

    def __len__(self) -> int:
        return len(self.names)


class _Held:
    """The values of each combination of one part, as numbers of an axis; the combination of none has none's."""

    def __init__(self, column: FacetColumn, numbers: Ints) -> None:
        self.codes = column.codes
        self.size = column.size
        self._members = numbers.take(np.concatenate(([0], column.members.astype(np.intp) + 1)))
        self._starts = column.starts.astype(np.intp) + 1
        self._starts[0] = 0
        self._lengths = np.diff(self._starts)

    def values(self, codes: Ints) -> tuple[Ints, Ints]:
        """How many values each of some combinations has, and the values of all, one after the other."""
        lengths = self._lengths.take(codes)
        return lengths, self._members.take(spread(self._starts.take(codes), lengths))


def crossed(
    parts: Sequence[Part], documents: Sequence[Ints], repeated: Repeated, rows: str, columns: str
) -> Mapping[tuple[str, str], int]:
    """How many of some documents of each part have each pair of values; `repeated` are those of groups that have
    several among them, which count once in each pair."""
    down, across = _Axis(parts, rows), _Axis(parts, columns)
    counted = [_in_part(down[n], across[n], len(across), some) for n, some in enumerate(documents)]
    surplus = _surplus(down, across, repeated)
    numbers = np.concatenate([*(one.numbers for one in counted), surplus])
    times = np.concatenate([*(one.times for one in counted), np.full(len(surplus), -1, np.intp)])
    cells = _summed(numbers, times, len(down) * len(across))
    row, column = np.divmod(cells.numbers, len(across))
    return {
        (down.names[r], across.names[c]): number
        for r, c, number in zip(row.tolist(), column.tolist(), cells.times.tolist(), strict=True)
        if r != down.hidden and c != across.hidden
    }


def _numbered(values: Sequence[str], numbers: dict[str, int]) -> list[int]:
    return [numbers.setdefault(value, len(numbers) + 1) for value in values]


def _in_part(down: _Held, across: _Held, width: int, documents: Ints) -> _Tally:
    """The cells of a part's documents. A cell's number is that of its row times `width`, and that of its column."""
    check()
    codes, others = (taken(one.codes, documents).astype(np.intp) for one in (down, across))
    size = down.size * across.size
    if not _is_small(size, len(documents)):
        # Hardly two documents share their combinations.
        _, cells = _cells(down, across, width, codes, others)
        return _Tally(cells, np.ones(len(cells), np.intp))
    pairs = _summed(codes * across.size + others, None, size)
    places, cells = _cells(down, across, width, *np.divmod(pairs.numbers, across.size))
    return _Tally(cells, pairs.times.take(places))


def _cells(down: _Held, across: _Held, width: int, codes: Ints, others: Ints) -> tuple[Ints, Ints]:
    """The cells in which pairs of combinations lie: for each the place of the pair, and the cell's number."""
    lengths, values = down.values(codes)
    places = np.repeat(np.arange(len(codes)), lengths)
    wide, others_values = across.values(others.take(places))
    return np.repeat(places, wide), np.repeat(values * width, wide) + others_values


def _surplus(down: _Axis, across: _Axis, repeated: Repeated) -> Ints:
    """The cells in which members of groups lie that are not the first of theirs there, one for each such member."""
    size = len(down) * len(across)
    keys: list[Ints] = [np.zeros(0, np.intp)]
    for part, members in enumerate(repeated):
        if len(members.documents):
            rows, columns = down[part], across[part]
            codes, others = taken(rows.codes, members.documents), taken(columns.codes, members.documents)
            places, cells = _cells(rows, columns, len(across), codes, others)
            keys.append(members.numbers.take(places) * size + cells)
    together = np.sort(np.concatenate(keys))
    return together.compress(~first_of_each(together)) % size


def _is_small(size: int, numbers: int) -> bool:
    """Whether so many numbers below `size` are best counted in a table."""
    return size <= _COUNTED + _COUNTED_EACH * numbers


def _summed(numbers: Ints, times: Ints | None, size: int) -> _Tally:
    """How often each number occurs, or the sums of `times` by number, but for those of 0. Numbers are below `size`."""
    if _is_small(size, len(numbers)):
        # What bincount adds up are floats, which are exact for whole numbers below 2 ** 53.
        table = np.bincount(numbers, weights=times, minlength=size)
        found = table.nonzero()[0]
        return _Tally(found, table.take(found).astype(np.intp))
    order = numbers.argsort(kind="stable")
    ascending = numbers.take(order)
    first = first_of_each(ascending).nonzero()[0]
    sums = np.add.reduceat(np.ones_like(numbers) if times is None else times.take(order), first)
    there = sums.nonzero()[0]
    return _Tally(ascending.take(first).take(there), sums.take(there))
