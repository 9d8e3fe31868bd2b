"""One field's terms of several sources, merged and written some at a time.

So many terms are taken at once that their texts and their postings fit in a bounded part of memory. A stem whose
one word is the same in every source shares that word's postings; others have postings of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from carevoice_search.engines.whoosh.layout import Array
from carevoice_search.engines.whoosh.segment import Combinations
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.slices import Ints, offsets, spread
from carevoice_search.engines.whoosh.texts import WordTerms

Mask = npt.NDArray[np.bool_]


class Bounds(NamedTuple):
    """How much of the sources is in memory at once."""

    texts: int = 1 << 15
    """Terms of each source."""
    postings: int = 1 << 20
    """Postings or positions of all sources, unless a single term has more."""


_WORTH_A_SLICE = 100
"""Postings on average from which slices are read one by one, rather than posting by posting."""

_UNKNOWN, _NONE = -2, -1
"""The word of a stem: none was seen yet; no one word has all that the stem has."""


class SourceTerms(Protocol):
    """One field's terms: see `segment.Terms`."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def starts(self) -> Array: ...
    @property
    def holding(self) -> Array: ...
    @property
    def places(self) -> Array: ...
    @property
    def total(self) -> Array: ...
    def text(self, number: int) -> bytes: ...
    def texts(self, first: int, last: int) -> Sequence[bytes]: ...
    def least(self, text: bytes) -> int: ...


class Numbers(Protocol):
    """Document numbers by a slice or an array of places: see `documents.DocumentNumbers`."""

    def __getitem__(self, where: slice | Array, /) -> Array: ...


class Source(Protocol):
    """What is merged: a segment, or a batch of the same shape in memory. See `segment.Segment`."""

    @property
    def size(self) -> int: ...
    @property
    def documents(self) -> Numbers: ...
    @property
    def counts(self) -> Array: ...
    @property
    def positions(self) -> Array: ...
    @property
    def fields(self) -> Mapping[str, SourceTerms]: ...
    def numbers(self, column: str) -> Array: ...
    def combinations(self, field: str) -> Combinations | None: ...


class Part:
    """A source, and the numbers that its live documents get: `base` and on. No mask means that none is dead."""

    def __init__(self, source: Source, live: Mask | None, base: int) -> None:
        self.source, self.live, self.base = source, live, base
        self.size = source.size if live is None else int(np.count_nonzero(live))
        self._moved = None if live is None else (np.cumsum(live) + (base - 1)).astype(np.int32)

    def living(self, values: Array) -> Array:
        """Of one value for each document, those of the live ones."""
        return values if self.live is None else values[self.live]

    def moved(self, documents: Array) -> Array:
        """The new numbers of live documents."""
        return documents + np.int32(self.base) if self._moved is None else self._moved[documents]


class MergedField:
    """One field, written. `words` is the merged field that it has the stems of, if it has stems.

    It has `number` terms now. `numbers[i]` gives the number among them that each term of part i got, -1 where it
    has no live documents.
    """

    def __init__(
        self,
        field: str,
        parts: Sequence[Part],
        writer: SegmentWriter,
        *,
        positional: bool,
        words: MergedField | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._parts, self._writer, self._words, self._positional = parts, writer, words, positional
        self._terms = [part.source.fields.get(field) for part in parts]
        self._bounds = bounds or Bounds()
        self.number = 0
        numbers: list[list[Ints]] = [[np.zeros(0, np.int64)] for _ in parts]
        written: list[Ints] = [np.zeros((4, 0), np.int64)]
        writer.begin_field(field, positional)
        for window in self._windows():
            texts, several = self._taken(window)
            where = self._write(several, texts)
            alive = where[1] > 0
            number = np.where(alive, np.cumsum(alive) + (self.number - 1), -1)
            for some in several:
                numbers[some.part].append(number[some.ranks])
            written.append(where[:, alive])
            self.number += int(np.count_nonzero(alive))
        self.numbers = [np.concatenate(one) for one in numbers]
        self._where = np.concatenate(written, axis=1)

    def _windows(self) -> Iterator[list[tuple[int, SourceTerms, int, int]]]:
        """Terms between two texts, of every part that has any: the part, its terms, and which: [first, last)."""
        most = self._bounds.texts
        left = [(place, terms, terms.first) for place, terms in enumerate(self._terms) if terms]
        while left:
            reached = [terms.text(first + most) for _, terms, first in left if terms.last - first > most]
            window = [
                (place, terms, first, terms.least(min(reached)) if reached else terms.last)
                for place, terms, first in left
            ]
            yield [one for one in window if one[2] < one[3]]
            left = [(place, terms, last) for place, terms, _, last in window if last < terms.last]

    def _taken(
        self, window: Sequence[tuple[int, SourceTerms, int, int]]
    ) -> tuple[Sequence[bytes], list[_Some]]:
        """The distinct texts of a window, ascending, and what each part has of them."""
        texts, ranks = _united([(terms, first, last) for _, terms, first, last in window])
        several = []
        for (place, terms, first, last), ranked in zip(window, ranks, strict=True):
            columns = [terms.starts[first:last], terms.holding[first:last]]
            columns += [terms.places[first:last], terms.total[first:last]] if self._positional else columns
            several.append(_Some(place, ranked, np.array(columns, np.int64)))
        return texts, several

    def _write(self, several: Sequence[_Some], texts: Sequence[bytes]) -> Ints:
        """Write terms and those of their postings that they do not share. Where each one's stand."""
        where = np.zeros((4, len(texts)), np.int64)
        own = np.ones(len(texts), np.bool_)
        if self._words is not None:
            words = self._only_words(several, len(texts))
            own = words < 0
            where[:, ~own] = self._words._where[:, words[~own]]
            several = [some.chosen(own[some.ranks]) for some in several]
        sizes = np.zeros(len(texts), np.int64)
        for some in several:
            sizes[some.ranks] += np.maximum(some.where[1], some.where[3])
        for first, last in _chunks(sizes, self._bounds.postings):
            written = self._write_postings([some.between(first, last) for some in several], last - first)
            chosen = own[first:last]
            where[:, first:last][:, chosen] = written[:, chosen]
        alive = where[1] > 0
        starts, holding, places, total = where[:, alive]
        held = texts if alive.all() else list(compress(texts, alive.tolist()))
        if self._positional:
            self._writer.add_terms(held, starts, holding, places, total)
        else:
            self._writer.add_terms(held, starts, holding)
        return where

    def _only_words(self, several: Sequence[_Some], number: int) -> Ints:
        """For each of so many stems the one word that has its postings in every part; below 0 for none."""
        only = np.full(number, _UNKNOWN)
        assert self._words is not None
        for some in several:
            terms = self._words._terms[some.part]
            assert terms is not None
            starts = terms.starts[terms.first : terms.last].astype(np.int64)
            at = np.minimum(np.searchsorted(starts, some.where[0]), len(starts) - 1)
            shared = starts[at] == some.where[0]
            word = np.where(shared, self._words.numbers[some.part][at], _NONE)
            before = only[some.ranks]
            dead = shared & (word < 0)  # in every part: it adds nothing to the stem
            only[some.ranks] = np.select(
                [dead, (before == _UNKNOWN) | (before == word)], [before, word], _NONE
            )
        return only

    def _write_postings(self, several: Sequence[_Some], number: int) -> Ints:
        """Write the postings of so many terms; where each one's stand, and how many are alive."""
        found = [self._read(some) for some in several if len(some.ranks)]
        where = np.zeros((4, number), np.int64)
        for one in found:
            where[1, one.ranks] += one.holding
            where[3, one.ranks] += one.total
        where[0] = self._writer.postings + offsets(where[1])
        where[2] = self._writer.places + offsets(where[3])
        if len(found) > 1 and number > 1:
            found = [_interleaved(found, where[1], where[3])]
        for one in found:
            self._writer.add_postings(one.documents, one.counts, one.positions)
        return where

    def _read(self, some: _Some) -> _Postings:
        """The live postings of some terms, with the documents' new numbers."""
        part, (starts, holding, places, total) = self._parts[some.part], some.where
        source = part.source
        documents = _joined(source.documents, starts, holding)
        counts = _joined(source.counts, starts, holding) if self._positional else None
        positions = _joined(source.positions, places, total) if self._positional else None
        if part.live is not None:
            alive = part.live[documents]
            documents = documents[alive]
            firsts = offsets(holding)
            holding = np.add.reduceat(alive, firsts, dtype=np.int64)
            total = holding
            if counts is not None and positions is not None:
                total = np.add.reduceat(np.where(alive, counts, 0), firsts, dtype=np.int64)
                positions = positions[np.repeat(alive, counts)]
                counts = counts[alive]
        return _Postings(some.ranks, holding, total, part.moved(documents), counts, positions)


@dataclass(frozen=True, slots=True, eq=False)
class _Some:
    """Some terms of one part, ascending: their ranks among all that are merged at once, and where they stand.

    The rows of `where` are starts, holding, places and total.
    """

    part: int
    ranks: Ints
    where: Ints

    def chosen(self, kept: Mask) -> _Some:
        return _Some(self.part, self.ranks[kept], self.where[:, kept])

    def between(self, first: int, last: int) -> _Some:
        """The terms of ranks [first, last), which are counted from `first` then."""
        begin, end = np.searchsorted(self.ranks, (first, last)).tolist()
        return _Some(self.part, self.ranks[begin:end] - first, self.where[:, begin:end])


@dataclass(frozen=True, slots=True, eq=False)
class _Postings:
    """Postings of some terms, one term's after the other's. Where there are no positions, `total` means nothing."""

    ranks: Ints
    holding: Ints
    total: Ints
    documents: Array
    counts: Array | None
    positions: Array | None


def _united(lists: Sequence[tuple[SourceTerms, int, int]]) -> tuple[Sequence[bytes], list[Ints]]:
    """The distinct texts of several lists of terms, ascending, and the places of each list's terms among them."""
    numbered = [
        (terms.names, terms.numbers[first:last])
        for terms, first, last in lists
        if isinstance(terms, WordTerms)
    ]
    if len({names for names, _ in numbered}) == 1 and len(numbered) == len(lists):
        # All come from one lexicon, which knows the order: no text is compared.
        names = numbered[0][0]
        chosen = np.zeros(len(names), np.bool_)
        for _, numbers in numbered:
            chosen[numbers] = True
        united, places = names.ordered(chosen)
        return names.texts(united), [places[numbers].astype(np.int64) for _, numbers in numbered]
    several = [terms.texts(first, last) for terms, first, last in lists]
    if len(several) == 1:
        return several[0], [np.arange(len(several[0]))]
    texts = list(dict.fromkeys(sorted(chain.from_iterable(several))))
    rank = dict(zip(texts, range(len(texts)), strict=True))
    return texts, [np.fromiter(map(rank.__getitem__, one), np.int64, len(one)) for one in several]


def _joined(array: Numbers, starts: Ints, lengths: Ints) -> Array:
    """The slices of an array one after the other; those that are neighbours are read at once."""
    ends = starts + lengths
    cuts = np.flatnonzero(starts[1:] != ends[:-1])
    if len(cuts) * _WORTH_A_SLICE > int(lengths.sum()):
        return array[spread(starts, lengths)]
    firsts, lasts = [int(starts[0]), *starts[cuts + 1].tolist()], [*ends[cuts].tolist(), int(ends[-1])]
    pieces = [array[first:last] for first, last in zip(firsts, lasts, strict=True)]
    return np.concatenate(pieces) if cuts.size else pieces[0]


def _interleaved(found: Sequence[_Postings], holding: Ints, total: Ints) -> _Postings:
    """The postings of several parts, those of each term in the order of the parts."""
    ranks = np.arange(len(holding))
    documents = np.empty(int(holding.sum()), np.int32)
    counts = _room(len(documents), [one.counts for one in found if one.counts is not None])
    positions = _room(int(total.sum()), [one.positions for one in found if one.positions is not None])
    next_posting, next_place = offsets(holding), offsets(total)
    for one in found:
        to = spread(next_posting[one.ranks], one.holding)
        documents[to] = one.documents
        next_posting[one.ranks] += one.holding
        if counts is None or positions is None:
            continue
        counts[to] = one.counts
        positions[spread(next_place[one.ranks], one.total)] = one.positions
        next_place[one.ranks] += one.total
    return _Postings(ranks, holding, total, documents, counts, positions)


def _room(length: int, arrays: Sequence[Array]) -> Array | None:
    """An array that can hold the values of all of these."""
    return np.empty(length, np.result_type(*arrays)) if arrays else None


def _chunks(sizes: Ints, bound: int) -> Iterator[tuple[int, int]]:
    """Cuts [first, last) between terms of these sizes: no cut exceeds the bound, unless it is of one term."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + bound, side="right")))
        yield first, last
        first = last
