"""What the best passage of a long text adds to its score.

A text of thousands of words is held against its length, and hides a passage that answers the question. So the first
matches by score are looked at again: the words of a long one are counted in windows of its text as well, and the
part of its score that its text has moves towards what its best window would have as a text of its own.
docs/decisions/passages.md has the figures behind the numbers here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.postings import Array, Floats, Ints, Postings, contained, marked, taken
from carevoice_search.engines.whoosh.ranking import K1, B, Share, Tally
from carevoice_search.engines.whoosh.slices import offsets, spread

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.executor import Execution
    from carevoice_search.engines.whoosh.snapshot import Part, Place

FIRST = 100
"""So many of the first matches are looked at."""
LONG = 600
"""Texts of more tokens than this, their titles included, have passages."""
STEP = 100
"""A window begins at every so many tokens, and is two steps long."""
WEIGHT = 0.75
"""How far the score of a text moves towards that of its best window."""
SHORTEST, LONGEST = 1 / 3, 1.0
"""A window is held against its length as any text is, but as if it had this much of the mean length at least, and
this much at most: what long texts are measured by must not turn with how many tiny records stand beside them."""
LABEL = "best passage"
"""The name of the share in an explanation."""

Ranked = tuple["Place", float]
"""Where a match is, and its score."""


def reordered(execution: Execution, ranked: list[Ranked]) -> list[Ranked]:
    """The matches, the first of which come in the order of their scores with the shares of their passages.

    `ranked` is in the order of scores and then ids. Those behind the first keep their scores and their order.
    """
    shares = passage_shares(execution, [place for place, _ in ranked[:FIRST]])
    if not shares:
        return ranked
    first = [(place, score + shares.get(place, 0.0)) for place, score in ranked[:FIRST]]
    first.sort(key=itemgetter(1), reverse=True)
    if len({score for _, score in first}) < len(first):  # Ids are looked up for ties alone.
        parts = execution.snapshot.parts
        first.sort(key=lambda one: (-one[1], parts[one[0][0]].id_of(one[0][1])))
    return [*first, *ranked[FIRST:]]


def passage_shares(execution: Execution, places: Sequence[Place]) -> dict[Place, float]:
    """What their best passages add to the scores of matches; nothing for those of short texts.

    A share is below 0 where the words of the query stand far apart.
    """
    shares: dict[Place, float] = {}
    for number, documents in _by_part(places):
        part = execution.parts[number]
        long = np.sort(documents.compress(taken(part.part.column(fields.TOKENS), documents) > LONG))
        if len(long):
            windows = Windows(part.part, long, execution.snapshot.mean(fields.TEXT_LENGTH))
            part.add_to(windows)
            worth = zip(long.tolist(), windows.shares().tolist(), strict=True)
            shares.update({(number, document): share for document, share in worth if share})
    return shares


def _by_part(places: Sequence[Place]) -> Iterator[tuple[int, Ints]]:
    numbers = {part for part, _ in places}
    for number in sorted(numbers):
        there = places if len(numbers) == 1 else [place for place in places if place[0] == number]
        yield number, np.array([document for _, document in there], np.intp)


class Windows(Tally):
    """Scores under way of long texts and of their windows, from the words in the text alone.

    `values` has a row for each document's text as a whole, and behind it one for each of its windows, the words of
    the title counting in every one of them. `mean` is the mean length of texts.
    """

    def __init__(self, part: Part, documents: Ints, mean: float) -> None:
        super().__init__(part.norms(fields.TEXT_LENGTH, mean), np.zeros(0, np.float32), documents)
        self._part, self._mean, self._texts = part, mean, documents
        self._titles = taken(part.column(fields.TITLE_TOKENS), documents).astype(np.intp)
        tokens = taken(part.column(fields.TOKENS), documents).astype(np.intp)
        self._steps = np.maximum(-(-(tokens - self._titles) // STEP), 2)
        """Of each document; a window begins at each of them but the last."""
        self._rows = offsets(self._steps)
        lengths = taken(part.column(fields.TEXT_LENGTH), documents) * (2 * STEP / tokens)
        self._windows = np.ones(int(self._steps.sum()), np.bool_)
        self._windows[self._rows] = False
        self._against = np.repeat(_held_against(lengths, mean), self._steps)
        self._against[self._rows] = taken(self._norms[0], documents)
        self._values = np.zeros(len(self._against), np.float32)

    def shares(self) -> Floats:
        """What the best window of each document adds to its score."""
        whole = self.values.take(self._rows)
        best: Floats = np.maximum.reduceat(self.values * self._windows, self._rows)
        return (best - whole) * np.float32(WEIGHT)

    def add(self, share: Share, certain: bool = False) -> None:
        """Add what a word is worth in the text. What it is worth in the title is the same beside every window."""
        if not len(self._texts):
            return
        counts = np.zeros(len(self.values), np.float32)
        for held, postings, which in self._standing(share.text):
            self._count(held, postings, which, counts)
        there = counts.nonzero()[0]
        times = counts.take(there)
        worth = times / (times + self._against.take(there))
        self.values[there] += worth * np.float32(share.text_factor * (K1 + 1))

    def narrowed(self, documents: Ints) -> tuple[Tally, Ints]:
        kept = contained(self._texts, Postings(documents), self._size)
        inner = Windows(self._part, self._texts.compress(kept), self._mean)
        rows = np.repeat(kept, self._steps).nonzero()[0]
        inner._values = taken(self.values, rows)
        return inner, rows

    def _standing(self, postings: Postings) -> Iterator[tuple[Postings, Ints, Ints]]:
        """The postings of a term, or of each run of terms that it stands for; which of them are the documents', and
        which document each of those is."""
        for run in postings.runs:
            found = taken(marked(self._texts, self._size), run.documents).nonzero()[0]
            yield run, found, self._texts.searchsorted(run.documents.take(found))
        if not postings.runs and len(postings):
            found, there = postings.look_up(self._texts)
            yield postings, found.compress(there), there.nonzero()[0]

    def _count(self, held: Postings, postings: Ints, which: Ints, counts: Floats) -> None:
        """Add to each row how often a term stands there."""
        times = taken(held.counts, postings).astype(np.intp)
        np.add.at(counts, self._rows.take(which), times.astype(np.float32))
        places = spread(taken(held.ends, postings) - times + held.first_place, times)
        which = np.repeat(which, times)
        tokens = taken(self._part.segment.positions, places).astype(np.intp) - self._titles.take(which)
        titles = np.bincount(which.compress(tokens < 0), minlength=len(self._rows))
        text = tokens >= 0
        which, steps = which.compress(text), tokens.compress(text) // STEP
        rows = self._rows.take(which) + np.minimum(steps, self._steps.take(which) - 1)
        inside = np.bincount(rows, minlength=len(counts))
        # The first step of a window stands in the row before its own, the second in its own.
        inside[1:] += inside[:-1].copy()
        inside += np.repeat(titles, self._steps)
        counts += inside * self._windows


def _held_against(lengths: Array, mean: float) -> Floats:
    """The norms of windows of these lengths; see `ranking.norms`."""
    relative = np.clip(lengths / mean, SHORTEST, LONGEST) if mean else np.full(len(lengths), LONGEST)
    return (K1 * (1 - B) + K1 * B * relative).astype(np.float32)
