"""What a match is worth: BM25 with exact statistics, and which matches come first.

The idf is ln(1 + (N - n + 0.5) / (n + 0.5)), k1 is 1.5 and b 0.75. N counts live records, n those that hold
the term in the field, and a length is the number of scoring words (those outside the stop list) in the field.
A record's score is added up word by word in the order of the query, so that it is the same to the last bit
whatever segment the record stands in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from carevoice_search.engines.columnar.postings import (
    Array,
    Bools,
    Floats,
    Ints,
    Postings,
    contained,
    frequencies,
    taken,
)

K1 = 1.5
B = 0.75
TITLE_WEIGHT = 0.3
"""The title's words are part of the text field; the title field adds this much of its own score."""

_GROUPS = 256
_FEW = 64
"""So many keys are sorted directly."""
_SMALL = 8 * _GROUPS
"""Among so many keys the greatest are found without groups."""
_MANY_TIES = 2048

_TOGETHER = 4096
"""The shares of so many documents are worked out at once."""

_RARER = 12
"""A list so many times as short as the documents to score is scored apart from them."""


def idf(records: int, holding: int) -> float:
    return math.log(1 + (records - holding + 0.5) / (holding + 0.5))


def norms(lengths: Array, mean: float) -> Floats:
    """What the frequency of a term is held against in each document: k1 (1 - b + b * length / mean length)."""
    relative = lengths / mean if mean else np.zeros(len(lengths))
    return (K1 * (1 - B) + K1 * B * relative).astype(np.float32)


class Share(NamedTuple):
    """What a term, or several as one, adds to scores: its postings in the text and in titles, each with the idf
    there times the weight of the word."""

    text: Postings
    text_factor: float
    title: Postings
    title_factor: float


class Tally:
    """Scores under way, of `documents` (ascending) or, where that is None, of every document of a segment.

    `text_norms` and `title_norms` are over the segment's documents: see `norms`.
    """

    def __init__(self, text_norms: Floats, title_norms: Floats, documents: Ints | None = None) -> None:
        self.documents = documents
        self._norms = text_norms, title_norms
        self._size = len(text_norms)
        self._waiting: list[Share] = []
        self._values: Floats | None = None

    @property
    def values(self) -> Floats:
        """The score of each document."""
        if self._waiting:
            self._add_waiting()
        if self._values is None:
            self._values = np.zeros(self._size if self.documents is None else len(self.documents), np.float32)
        return self._values

    def add(self, share: Share) -> None:
        """Add what a word is worth. Documents without it get nothing."""
        if self.documents is not None and len(self.documents) <= _TOGETHER:
            self._waiting.append(share)
            return
        self._add(share.text, self._norms[0], share.text_factor)
        self._add(share.title, self._norms[1], share.title_factor)

    def _add(self, postings: Postings, field_norms: Floats, factor: float) -> None:
        documents = self.documents
        if not len(postings):
            return
        if documents is None:
            held = postings.documents
            worth = _saturated(postings.counts, taken(field_norms, held), factor)
            np.add.at(self.values, held, worth)
        elif len(postings) * _RARER < len(documents):
            places = documents.searchsorted(postings.documents)
            found = taken(documents, places) == postings.documents
            held, places, counts = (
                one.compress(found) for one in (postings.documents, places, postings.counts)
            )
            self.values[places] += _saturated(counts, taken(field_norms, held), factor)
        else:
            counted = frequencies(documents, postings, self._size)
            self._add_row(_saturated(counted, taken(field_norms, documents), factor))

    def _add_waiting(self) -> None:
        """Add all shares at once: for few documents, numpy's calls cost more than what they do."""
        shares, documents = self._waiting, self.documents
        self._waiting = []
        if documents is None:
            return
        counted = np.zeros((len(shares), 2, len(documents)), np.float32)
        for rows, share in zip(counted, shares, strict=True):
            for row, postings in zip(rows, (share.text, share.title), strict=True):
                if len(postings):
                    row[:] = frequencies(documents, postings, self._size)
        factors = np.array([[(share.text_factor,), (share.title_factor,)] for share in shares])
        worth = _saturated(counted, np.array([taken(one, documents) for one in self._norms]), factors)
        # Not by numpy's sum, which adds in an order of its own.
        for row in worth.reshape(-1, len(documents)):
            self._add_row(row)

    def _add_row(self, worth: Floats) -> None:
        if self._values is None:
            self._values = worth
        else:
            self._values += worth

    def narrowed(self, documents: Ints) -> tuple[Tally, Ints]:
        """The tally of those of `documents` that this one has, and where they stand in it.

        `settle` brings back what is added to it.
        """
        places = documents
        if self.documents is not None:
            places = contained(self.documents, Postings(documents), self._size).nonzero()[0]
            documents = self.documents.take(places)
        inner = Tally(*self._norms, documents)
        inner._values = taken(self.values, places)
        return inner, places

    def settle(self, inner: Tally, places: Ints) -> None:
        self.values[places] = inner.values


def _saturated(counts: Array, held_against: Floats, factor: Array | float) -> Floats:
    """The worth of each posting."""
    frequency = counts.astype(np.float32, copy=False)
    worth: Floats = frequency / (frequency + held_against)
    worth *= np.asarray(factor * (K1 + 1), np.float32)
    return worth


def leading(keys: Array, count: int, ranks_of: Callable[[Ints], Array]) -> Ints:
    """The places of the `count` greatest keys, the greatest first, equal ones in the order of their ranks.

    `ranks_of` gives the ranks of some places; it is asked only for those that may be among them.
    """
    count = min(count, len(keys))
    if not count:
        return np.zeros(0, np.intp)
    candidates = _candidates(keys, count)
    held = keys.take(candidates)
    if len(candidates) > _MANY_TIES:
        last = np.partition(held, len(held) - count)[len(held) - count]
        sure, tied = candidates.compress(held > last), candidates.compress(held == last)
        wanted = count - len(sure)
        if wanted < len(tied):
            tied = tied.take(np.argpartition(ranks_of(tied), wanted)[:wanted])
        candidates = np.concatenate((sure, tied))
        held = keys.take(candidates)
    order = np.lexsort((ranks_of(candidates), -held))
    return candidates.take(order[:count])


def _candidates(keys: Array, count: int) -> Ints:
    """Places that those of the `count` greatest keys, and of all equal to the last of them, are among.

    Any `count` groups have `count` keys at or above the least of their maxima.
    """
    if len(keys) <= max(_FEW, count):
        return np.arange(len(keys))
    if len(keys) <= _SMALL or count > _GROUPS // 2:
        last = np.partition(keys, len(keys) - count)[len(keys) - count]
    else:
        rows = len(keys) // _GROUPS
        last = np.sort(keys[: rows * _GROUPS].reshape(rows, _GROUPS).max(0))[_GROUPS - count]
    found: Bools = keys >= last
    return found.nonzero()[0]
