"""What documents have besides words, in memory, in the shape of a segment: ids, paths, facet values and dates.

Documents share most of their values, so that each distinct combination of them is looked at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from operator import ne

import numpy as np

from carevoice_search.dates import first_day, last_day
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.layout import Array
from carevoice_search.engines.whoosh.segment import Combinations
from carevoice_search.engines.whoosh.slices import offsets, spread, stable_order
from carevoice_search.model import Record
from carevoice_search.schema import FIELDS


class GatheredValues:
    """The values of documents as they come, in lists of small numbers that all documents share."""

    def __init__(self) -> None:
        self._days: list[tuple[int, int]] = []
        self._days_of: dict[str | None, tuple[int, int]] = {None: (0, 0)}
        self._records: list[int] = []
        self._figures: list[int] = []
        self._names = {field: _Names() for field in (fields.ID, fields.PATH, fields.PRACTICE_IDS)}
        self._ids = self._names[fields.ID]
        self._facets = {field: _Facet() for field in FIELDS}
        self._filled = [
            (field.values, self._facets[name].codes, self._facets[name].known)
            for name, field in FIELDS.items()
        ]

    @property
    def size(self) -> int:
        return len(self._records)

    def add_record(self, record: Record) -> None:
        days = self._days_of.get(record.date)
        if days is None:
            days = self._days_of[record.date] = _days(record.date)
        self._ids.add(len(self._records), record.id)
        self._days.append(days)
        self._records.append(1)
        self._figures.append(fields.value_number(record.figure.value) if record.figure else 0)
        for values_of, codes, known in self._filled:
            codes.append(known.setdefault(values_of(record), len(known)))

    def add_state(self, path: str, practice_ids: Iterable[str]) -> None:
        document = len(self._records)
        self._names[fields.PATH].add(document, path)
        for practice_id in sorted(set(practice_ids)):
            self._names[fields.PRACTICE_IDS].add(document, practice_id)
        self._days.append((0, 0))
        self._records.append(0)
        self._figures.append(0)
        for facet in self._facets.values():
            facet.codes.append(0)

    def sorted(self) -> SortedValues:
        """The postings and columns of what was added; at least one document."""
        return SortedValues(self._names, self._facets, self._records, self._days, self._figures)


@dataclass(frozen=True, slots=True, eq=False)
class ValueTerms:
    """The values of one field in memory; the arrays are those of `segment.Terms`."""

    values: Sequence[bytes]
    starts: Array
    holding: Array
    places: Array
    total: Array

    first = 0

    @property
    def last(self) -> int:
        return len(self.values)

    def text(self, number: int) -> bytes:
        return self.values[number]

    def texts(self, first: int, last: int) -> Sequence[bytes]:
        return self.values[first:last]

    def least(self, text: bytes) -> int:
        return bisect_left(self.values, text)


class SortedValues:
    """The values of documents as a merge reads them: see `term_merge.Source`."""

    def __init__(
        self,
        names: Mapping[str, _Names],
        facets: Mapping[str, _Facet],
        records: Sequence[int],
        days: Sequence[tuple[int, int]],
        figures: Sequence[int],
    ) -> None:
        self.size = len(records)
        self.counts = self.positions = np.zeros(0, np.uint8)
        self.fields: dict[str, ValueTerms] = {}
        self._combinations: dict[str, Combinations] = {}
        self._documents: list[Array] = [np.zeros(0, np.int32)]
        self._postings = 0
        for field, listed in names.items():
            self._add(field, *listed.postings())
        for field, facet in facets.items():
            self._combinations[field], values = facet.combinations()
            self._add(field, *_documents_of(self._combinations[field]), values)
        self.documents = np.concatenate(self._documents)
        bounds = np.array(days, np.uint32)
        self._numbers: dict[str, Array] = {
            fields.IS_RECORD: np.array(records, np.uint8),
            fields.DATE_FIRST: bounds[:, 0],
            fields.DATE_LAST: bounds[:, 1],
            fields.VALUE: np.array(figures, np.uint64),
        }

    def numbers(self, column: str) -> Array:
        return self._numbers[column]

    def combinations(self, field: str) -> Combinations | None:
        return self._combinations[field] if field in self.fields else None

    def _add(self, field: str, terms: Array, documents: Array, values: Sequence[bytes]) -> None:
        """Add the postings of a field. `terms` are places in `values`; the documents of each one ascend."""
        if not values:
            return
        holding = np.bincount(terms, minlength=len(values))
        starts = offsets(holding) + self._postings
        self.fields[field] = ValueTerms(values, starts, holding, starts, holding)
        self._documents.append(documents[stable_order(terms, len(values))])
        self._postings += len(documents)


class _Names:
    """The values of a field whose values belong to one document or few, and whose they are."""

    def __init__(self) -> None:
        self._documents: list[int] = []
        self._values: list[bytes] = []

    def add(self, document: int, value: str) -> None:
        """No document twice with one value."""
        self._documents.append(document)
        self._values.append(fields.encoded(value))

    def postings(self) -> tuple[Array, Array, Sequence[bytes]]:
        """The distinct values, ascending; and for each value of a document its place among them, and the document."""
        order = sorted(range(len(self._values)), key=self._values.__getitem__)
        listed = [self._values[place] for place in order]
        new = [True, *map(ne, listed[1:], listed)][: len(listed)]
        documents = np.array(self._documents, np.int32)[np.array(order, np.int64)]
        return np.cumsum(new, dtype=np.int64) - 1, documents, list(compress(listed, new))


class _Facet:
    """A facet field: `codes` has for each document the number that `known` gives its values, 0 where it has none."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.known: dict[tuple[str, ...], int] = {(): 0}

    def combinations(self) -> tuple[Combinations, Sequence[bytes]]:
        """Distinct combinations in the order of their values, and the values."""
        encoded = {value: fields.encoded(value) for value in set(chain.from_iterable(self.known)) if value}
        values = sorted(set(encoded.values()))
        places = dict(zip(values, range(len(values)), strict=True))
        place = {value: places[text] for value, text in encoded.items()}
        combined = [tuple(sorted({place[value] for value in one if value})) for one in self.known]
        distinct = sorted(set(combined))
        code = dict(zip(distinct, range(len(distinct)), strict=True))
        codes = np.array([code[one] for one in combined])[np.array(self.codes, np.int64)]
        starts = np.cumsum([0, *map(len, distinct)])
        return Combinations(codes, starts, np.array(list(chain.from_iterable(distinct)), np.int64)), values


def _documents_of(combinations: Combinations) -> tuple[Array, Array]:
    """For each value of each document its number, and the document."""
    starts, codes = combinations.starts, combinations.codes
    lengths = np.diff(starts)[codes]
    terms: Array = combinations.members[spread(starts[codes], lengths)]
    return terms, np.repeat(np.arange(len(codes), dtype=np.int32), lengths)


def _days(date: str | None) -> tuple[int, int]:
    return (first_day(date), last_day(date)) if date else (0, 0)
