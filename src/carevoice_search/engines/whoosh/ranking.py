"""What a match is worth: BM25 with exact statistics, and which matches come first.

The idf is ln(1 + (N - n + 0.5) / (n + 0.5)), k1 is 1.5 and b 0.75. N counts the live records but for findings, each of
which says a sentence of its page over again, n those of them that hold the term in the field, and a length is the
number of scoring words (those outside the stop list) in the field; mean lengths are those of the same records.
A record's score is added up word by word in the order of the query, so that it is the same to the last bit
whatever segment the record stands in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from carevoice_search.engines.whoosh.postings import (
    Array,
    Blend,
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
APART = 0.5
"""Where alternatives match, a joined word ("follow-up") scores this much for its parts wherever they stand, and the
rest where they stand joined."""

_GROUPS = 256
_FEW = 64
"""So many keys are sorted directly."""
_SMALL = 8 * _GROUPS
"""Among so many keys the greatest are found without groups."""
_MANY_TIES = 2048

_RARER = 12
_FEW_POSTINGS = 400
"""A list so many times as short as the documents to score, or so short, is looked up among them."""


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

    `text_norms` and `title_norms` are over the segment's documents: see `norms`. `values` are the scores to start
    from, which are 0 where there are none.
    """

    def __init__(
        self,
        text_norms: Floats,
        title_norms: Floats,
        documents: Ints | None = None,
        values: Floats | None = None,
    ) -> None:
        self.documents = documents
        self._norms = text_norms, title_norms
        self._taken: list[Floats | None] = [None, None]
        self._size = len(text_norms)
        self._values = values

    @property
    def values(self) -> Floats:
        """The score of each document."""
        if self._values is None:
            self._values = np.zeros(self._size if self.documents is None else len(self.documents), np.float32)
        return self._values

    def add(self, share: Share, certain: bool = False) -> None:
        """Add what a word is worth. Documents without it get nothing; `certain` says that all hold it."""
        self._add(share.text, 0, share.text_factor, certain)
        self._add(share.title, 1, share.title_factor, False)

    def _add(self, postings: Postings, field: int, factor: float, certain: bool) -> None:
        documents = self.documents
        if not len(postings):
            return
        if documents is None:
            held = postings.documents
            worth = _saturated(postings.counts, taken(self._norms[field], held), factor)
            np.add.at(self.values, held, worth)
        elif _is_short(postings, documents):
            held, counts, places = (
                postings.documents,
                postings.counts,
                documents.searchsorted(postings.documents),
            )
            found = taken(documents, places) == held
            if not found.all():
                held, counts, places = (one.compress(found) for one in (held, counts, places))
            np.add.at(self.values, places, _saturated(counts, taken(self._norms[field], held), factor))
        else:
            counted = frequencies(documents, postings, self._size, certain)
            worth = _saturated(counted, self._norms_of(documents, field), factor)
            if self._values is None:
                self._values = worth
            else:
                self._values += worth

    def _norms_of(self, documents: Ints, field: int) -> Floats:
        found = self._taken[field]
        if found is None:
            found = self._taken[field] = taken(self._norms[field], documents)
        return found

    def narrowed(self, documents: Ints) -> tuple[Tally, Ints]:
        """The tally of those of `documents` that this one has, and where they stand in it.

        `settle` brings back what is added to it.
        """
        places = documents
        if self.documents is not None:
            places = contained(self.documents, Postings(documents), self._size).nonzero()[0]
            documents = self.documents.take(places)
        return Tally(*self._norms, documents, taken(self.values, places)), places

    def settle(self, inner: Tally, places: Ints) -> None:
        self.values[places] = inner.values


def _is_short(postings: Postings, documents: Ints) -> bool:
    """Whether it pays to look the postings up among the documents."""
    if isinstance(postings, Blend):
        return False
    return len(postings) < min(len(documents), max(len(documents) // _RARER, _FEW_POSTINGS))


def _saturated(counts: Array, held_against: Floats, factor: float) -> Floats:
    """The worth of each posting."""
    frequency = counts.astype(np.float32, copy=False)
    worth: Floats = frequency / (frequency + held_against)
    worth *= np.float32(factor * (K1 + 1))
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
