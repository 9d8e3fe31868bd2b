"""Facet columns: how many documents have each value, and which have one of some.

A document has the number of its combination of values, so that counting takes one pass over the documents,
whatever the number of values of each; several small fields together take one pass as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from carevoice_search.engines.whoosh.fields import decoded, encoded
from carevoice_search.engines.whoosh.postings import Array, Bools, Ints, taken
from carevoice_search.engines.whoosh.slices import spread

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.snapshot import Part

Counts = tuple[Mapping[str, int], int]
"""How many documents have each value that occurs among them, and how many have none."""

_FEW_COMBINATIONS = 64
"""So many are looked at one by one."""
_MEMBERS_EACH = 10
_MEMBERS_MORE = 6000
"""A document's values are counted in the time in which so many of the combinations' values are; so many more are
counted in the time that it takes to find the documents' values at all."""
_SINGLED_OUT = 4
"""So many are counted one by one."""
_JOINED_FROM = 4000
"""Documents from which it pays to count several fields at once."""
_JOINED_AT_MOST = 1 << 15
_DOCUMENTS_EACH = 4
"""A joined number, which is added up for each of its fields, costs as much as so many documents counted."""


class FacetColumn:
    """One field's values in one part; `codes`, `starts` and `members` are those of `segment.Combinations`."""

    def __init__(self, part: Part, field: str) -> None:
        self.field = field
        self._part = part
        self._terms = part.segment.fields.get(field)
        found = part.segment.combinations(field)
        self.codes: Array = np.zeros(part.size, np.uint8) if found is None else found.codes
        self.starts = np.zeros(2, np.uint8) if found is None else found.starts
        self.members = np.zeros(0, np.uint8) if found is None else found.members
        self.size = len(self.starts) - 1

    def counts(self, documents: Ints) -> Counts:
        """How many of the documents have each value."""
        if len(documents) * _MEMBERS_EACH + _MEMBERS_MORE < len(self.members):
            return self._by_member(documents)
        return self.by_value(self.tallied(documents))

    def tallied(self, documents: Ints) -> Ints:
        """How many of the documents have each combination; 0 is the one of no value."""
        codes = taken(self.codes, documents)
        if self.size > _SINGLED_OUT:
            return np.bincount(codes, minlength=self.size)
        some = [int(np.count_nonzero(codes == code)) for code in range(1, self.size)]
        return np.array([len(codes) - sum(some), *some])

    def by_value(self, tallied: Ints) -> Counts:
        """The counts of values that those of combinations make."""
        if self.size > _FEW_COMBINATIONS:
            holders, starts = self._holders
            return self._named(np.add.reduceat(tallied.take(holders), starts)), int(tallied[0])
        named: dict[str, int] = {}
        missing, *numbers = tallied.tolist()
        for values, number in zip(self._combined, numbers, strict=True):
            if number:
                for value in values:
                    named[value] = named.get(value, 0) + number
        return named, missing

    def _by_member(self, documents: Ints) -> Counts:
        """As `by_value`, by the values of each document."""
        starts, lengths = self._slices(documents)
        counts = np.bincount(taken(self.members, spread(starts, lengths)), minlength=len(self.values))
        return self._named(counts), len(lengths) - int(np.count_nonzero(lengths))

    def values_of(self, documents: Ints) -> tuple[Ints, Ints, Bools]:
        """For each value of each document the document's place among them, and the value's place in `values`; and a
        mask of the documents that have none."""
        starts, lengths = self._slices(documents)
        return (
            np.repeat(np.arange(len(lengths)), lengths),
            taken(self.members, spread(starts, lengths)).astype(np.intp),
            lengths == 0,
        )

    def _slices(self, documents: Ints) -> tuple[Ints, Ints]:
        """Where each document's values begin in the combinations' members, and how many they are."""
        codes = taken(self.codes, documents).astype(np.intp)
        starts = taken(self.starts, codes).astype(np.intp)
        return starts, taken(self.starts, codes + 1) - starts

    def _named(self, counts: Array) -> Mapping[str, int]:
        values, found = self.values, counts.nonzero()[0]
        numbers = counts.take(found).tolist()
        return {values[place]: number for place, number in zip(found.tolist(), numbers, strict=True)}

    @cached_property
    def whole(self) -> Counts:
        """The counts over all live records: those of the values' posting lists, without the deleted documents."""
        deleted = self._part.deleted_documents
        gone, without = self._by_member(deleted) if len(deleted) else ({}, 0)
        terms = self._terms
        holding = terms.holding[terms.first : terms.last].tolist() if terms else []
        left = (
            (value, number - gone.get(value, 0)) for value, number in zip(self.values, holding, strict=True)
        )
        having = int(np.count_nonzero(self.codes)) - (len(deleted) - without)
        return {value: number for value, number in left if number}, self._part.records - having

    def having(self, values: Iterable[str], missing: bool, documents: Ints) -> Bools:
        """A mask of the documents that have one of `values` or, if `missing`, none at all."""
        fitting = np.zeros(self.size, np.bool_)
        for value in values:
            number = self._terms.find(encoded(value)) if self._terms else -1
            if self._terms and number >= 0:
                fitting[self._member_of.compress(self.members == number - self._terms.first)] = True
        fitting[0] = missing
        return taken(fitting, taken(self.codes, documents))

    @cached_property
    def values(self) -> Sequence[str]:
        """The values that occur, in the order of their bytes."""
        terms = self._terms
        return [decoded(text) for text in terms.texts(terms.first, terms.last)] if terms else []

    @cached_property
    def _combined(self) -> Sequence[Sequence[str]]:
        """The values of each combination but the empty one."""
        ends = self.starts.tolist()
        members = [self.values[number] for number in self.members.tolist()]
        return [members[start:end] for start, end in pairwise(ends[1:])]

    @cached_property
    def _holders(self) -> tuple[Ints, Ints]:
        """The combinations that hold the first value, then the second and so on, and where those of each begin."""
        order = self.members.argsort(kind="stable")
        starts = self.members.take(order).searchsorted(np.arange(len(self.values), dtype=self.members.dtype))
        return self._member_of.take(order), starts

    @cached_property
    def _member_of(self) -> Ints:
        """The combination that each of `_members` belongs to."""
        return np.repeat(np.arange(self.size), np.diff(self.starts.astype(np.intp)).view(np.intp))


class Facets:
    """The facet columns of one part, each read when first asked for."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._columns: dict[str, FacetColumn] = {}
        self._joined: dict[tuple[str, ...], Array] = {}

    def column(self, field: str) -> FacetColumn:
        if field not in self._columns:
            self._columns[field] = FacetColumn(self._part, field)
        return self._columns[field]

    def counts(self, fields: Iterable[str], documents: Ints) -> dict[str, Counts]:
        """The counts of every field over the documents, which are ascending live records."""
        columns = [self.column(field) for field in fields]
        if documents is self._part.documents:
            return {column.field: column.whole for column in columns}
        if len(documents) < _JOINED_FROM:
            return {column.field: column.counts(documents) for column in columns}
        return {
            column.field: counts
            for group in _grouped(columns, min(_JOINED_AT_MOST, len(documents) // _DOCUMENTS_EACH))
            for column, counts in self._counted_at_once(group, documents)
        }

    def _counted_at_once(
        self, columns: Sequence[FacetColumn], documents: Ints
    ) -> Iterator[tuple[FacetColumn, Counts]]:
        if len(columns) == 1:
            yield columns[0], columns[0].counts(documents)
            return
        sizes = tuple(column.size for column in columns)
        codes = taken(self._joined_codes(columns), documents)
        together = np.bincount(codes, minlength=prod(sizes)).reshape(sizes)
        for axis, column in enumerate(columns):
            others = tuple(other for other in range(len(columns)) if other != axis)
            yield column, column.by_value(together.sum(others))

    def _joined_codes(self, columns: Sequence[FacetColumn]) -> Array:
        """One number for each document that says its combination in every column."""
        names = tuple(column.field for column in columns)
        if names not in self._joined:
            codes = np.zeros(self._part.size, np.uint16)
            for column in columns:
                codes *= np.uint16(column.size)
                codes += column.codes.astype(np.uint16, copy=False)
            self._joined[names] = codes
        return self._joined[names]


def _grouped(columns: Sequence[FacetColumn], most: int) -> Iterator[list[FacetColumn]]:
    """The columns, the smallest first, in groups of which each has at most `most` joined numbers."""
    group: list[FacetColumn] = []
    for column in sorted(columns, key=lambda one: one.size):
        if group and prod(one.size for one in group) * column.size > most:
            yield group
            group = []
        group.append(column)
    if group:
        yield group


def added(several: Sequence[Counts]) -> Counts:
    """The counts of all parts together."""
    if len(several) == 1:
        return several[0]
    counts: dict[str, int] = {}
    for one, _ in several:
        for value, number in one.items():
            counts[value] = counts.get(value, 0) + number
    return counts, sum(missing for _, missing in several)
