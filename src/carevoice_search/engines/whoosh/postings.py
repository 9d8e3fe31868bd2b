"""Terms' postings in one segment, and what is asked of ascending document numbers.

Each of two ways is taken where it is the faster: looking documents up in a sorted list, and marking those of the
list in a mask over the segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Array = npt.NDArray[Any]

_LOOK_UP = 6
"""One document is looked up in the time in which so many are marked."""

_FEW = 200
"""So many documents are looked up in any list: to clear a mask takes as long."""

_SPARSE = 64
"""A union of less than one document in so many of the segment is sorted rather than marked."""


class Postings:
    """The documents that hold a term, ascending, and how often each does.

    `listed` and `counts` may be the segment's own memory. The term's places begin at `first_place` in the
    segment's positions. Where only documents matter, there are no counts.
    """

    runs: Sequence[Postings] = ()
    """What stands for several terms has no places of its own: these have them, the terms' postings one after the
    other."""

    def __init__(self, listed: Array, counts: Array | None = None, first_place: int = 0) -> None:
        self.listed = listed
        self.counts = listed[:0] if counts is None else counts
        self.first_place = first_place

    def __len__(self) -> int:
        return len(self.listed)

    @cached_property
    def documents(self) -> Ints:
        """The documents in the type that numpy takes by without a copy; always the same array."""
        return self.listed.astype(np.intp, copy=False)

    @cached_property
    def ends(self) -> Ints:
        """For each posting the number of places of it and of those before."""
        return np.cumsum(self.counts, dtype=np.intp)

    def places_of(self, documents: Ints) -> Ints:
        """Where in the list each document stands or would stand."""
        # Of one type with the list: numpy would convert the whole list before it looks anything up.
        return self.listed.searchsorted(documents.astype(self.listed.dtype, copy=False))

    def look_up(self, documents: Ints) -> tuple[Ints, Bools]:
        """As `places_of`, and whether each document does stand there."""
        found = self.places_of(documents)
        return found, taken(self.listed, found) == documents


def taken(array: Array, places: Ints) -> Array:
    """The numbers at some places. A place beyond the end gives the last one.

    So numpy takes a quarter less time, and what a damaged index has at such a place is found out by its records.
    """
    return array.take(places, mode="clip")


class Blend(Postings):
    """Several terms' postings as those of one term that stands for them all: how often each document holds any."""

    def __init__(self, total: Floats) -> None:
        self.total = total

    def __len__(self) -> int:
        return self._number

    @cached_property
    def _number(self) -> int:
        return int(np.count_nonzero(self.total != 0))

    @cached_property
    def listed(self) -> Array:  # type: ignore[override]  # worked out only where it is needed
        held: Bools = self.total != 0
        return held.nonzero()[0]

    @cached_property
    def counts(self) -> Array:  # type: ignore[override]
        return self.total.take(self.listed)


NONE = Postings(np.zeros(0, np.int32), np.zeros(0, np.uint8))


def contained(documents: Ints, others: Postings, size: int) -> Bools:
    """Which of `documents` are among `others`; `size` is the number of the segment's documents."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    if len(documents) * _LOOK_UP < len(others) or len(documents) < _FEW:
        return others.look_up(documents)[1]
    return taken(marked(others.documents, size), documents)


def frequencies(documents: Ints, postings: Postings, size: int, certain: bool = False) -> Floats:
    """How often each of `documents` holds the term; `certain` says that all do."""
    if isinstance(postings, Blend):
        return taken(postings.total, documents)
    if documents is postings.documents:
        return postings.counts.astype(np.float32)
    if len(documents) * _LOOK_UP < len(postings) or len(documents) < _FEW:
        if certain:
            return taken(postings.counts, postings.places_of(documents)).astype(np.float32)
        found, there = postings.look_up(documents)
        counted = taken(postings.counts, found).astype(np.float32)
        counted *= there
        return counted
    counts = np.zeros(size, postings.counts.dtype)
    counts[postings.documents] = postings.counts
    return taken(counts, documents).astype(np.float32)


def intersection(lists: Sequence[Postings], size: int) -> Ints:
    """The documents that stand in every list; at least one is given."""
    first, *others = sorted(lists, key=len)
    documents = first.documents
    for other in others:
        if not len(documents):
            break
        documents = documents.compress(contained(documents, other, size))
    return documents


def union(lists: Sequence[Array], size: int) -> Ints:
    """The documents that stand in any list."""
    if len(lists) == 1:
        return lists[0].astype(np.intp, copy=False)
    if sum(map(len, lists)) * _SPARSE < size:
        together = np.sort(joined(lists)).astype(np.intp, copy=False)
        return together.compress(first_of_each(together))
    mask = np.zeros(size, np.bool_)
    for documents in lists:
        mask[documents] = True
    return mask.nonzero()[0]


def joined(arrays: Sequence[Array]) -> Array:
    """One array after the other; the only one itself."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays) if arrays else np.zeros(0, np.int32)


def marked(documents: Ints, size: int) -> Bools:
    """A mask over the segment's documents."""
    mask = np.zeros(size, np.bool_)
    mask[documents] = True
    return mask


def first_of_each(ascending: Array) -> Bools:
    """Which numbers differ from the one before."""
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def blended(documents: Array, counts: Array, size: int) -> Postings:
    """The postings of several terms, one after the other, as those of one term that stands for them all."""
    if len(documents) * _SPARSE < size:
        order = documents.argsort(kind="stable")
        together = documents.take(order)
        first = first_of_each(together).nonzero()[0]
        summed = counts.take(order).astype(np.uint32)
        return Postings(together.take(first), np.add.reduceat(summed, first) if len(first) else summed)
    total = np.zeros(size, np.float32)
    np.add.at(total, documents.astype(np.intp, copy=False), counts.astype(np.float32))
    return Blend(total)
