"""Words in order: exact phrases, and words with others between them.

A place in the documents that hold all the words is one number: the document's number among them in the upper half,
the position in the lower. So places of different documents are far apart, and places of one document as far as their
positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from carevoice_search.deadline import check
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.postings import (
    Bools,
    Ints,
    Postings,
    first_of_each,
    intersection,
    marked,
    taken,
)
from carevoice_search.engines.whoosh.slices import spread

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.snapshot import Part

AT_ONCE = 1 << 15
"""Places of one word that are followed at once."""
_SHIFT = 32
_POSITION = (1 << _SHIFT) - 1
_LONGEST = 1 << 30
"""More words than a text has."""
_LOOK_UP = 4
"""One document is looked up in the time in which so many are marked."""
_GATHERED = 4096
"""So many places, and so many for each that is followed, are gathered rather than searched where they stand."""
_GATHERED_EACH = 8
_MARKED_FROM = 2048
_MARKED_EACH = 16
"""From so many places on, the others are marked in a row, where they are not so many times as many."""


def phrase_documents(
    part: Part,
    words: Sequence[Postings],
    slop: int,
    candidates: Postings | None = None,
    at_once: int = AT_ONCE,
) -> Ints:
    """The documents, among `candidates`, that hold the words in order, `slop` others at most between them.

    `words` are two or more; a word that repeats is the same object again.
    """
    distinct = list({id(one): one for one in words}.values())
    documents = intersection([*distinct, *([] if candidates is None else [candidates])], part.size)
    if not len(documents):
        return documents
    followed = words[0] if slop > 0 else min(words, key=len)
    each = len(followed) * at_once // int(followed.ends[-1]) + 1
    found = [
        _among(part, documents[start : start + each], words, slop) for start in range(0, len(documents), each)
    ]
    return found[0] if len(found) == 1 else np.concatenate(found)


def _among(part: Part, documents: Ints, words: Sequence[Postings], slop: int) -> Ints:
    check()
    row = Row(part, documents)
    places = {id(word): Places(row, word) for word in words}
    _gather([one for one in places.values() if one.number <= _GATHERED])
    sequence = [places[id(word)] for word in words]
    started, ended = _near(sequence, min(slop, _LONGEST)) if slop > 0 else _adjacent(sequence)
    if not len(started):
        return documents[:0]
    documents = documents.take(started >> _SHIFT)
    # No phrase may reach from the title into the text.
    text = taken(part.column(fields.TITLE_TOKENS), documents)
    documents = documents.compress(((started & _POSITION) >= text) | ((ended & _POSITION) < text))
    return documents.compress(first_of_each(documents))


def document_of(places: Ints) -> Ints:
    """Which document of a row each place is in."""
    return places >> _SHIFT


class Row:
    """Documents, and their tokens in one row: where to find a place in it."""

    def __init__(self, part: Part, documents: Ints) -> None:
        self.part = part
        self.documents = documents

    @cached_property
    def _ends(self) -> Ints:
        """Behind each document one place stays free."""
        return np.cumsum(taken(self.part.column(fields.TOKENS), self.documents).astype(np.intp) + 1)

    @cached_property
    def _offsets(self) -> Ints:
        offsets: Ints = np.concatenate(([0], self._ends[:-1]))
        offsets -= np.arange(len(offsets)) << _SHIFT
        return offsets

    @property
    def size(self) -> int:
        return int(self._ends[-1])

    def flat(self, places: Ints) -> Ints:
        """Places as numbers in the row; what lies beyond a document is at a free place or beyond the row."""
        return places + taken(self._offsets, places >> _SHIFT)


class Places:
    """Where a word stands in a row of documents of which each holds it."""

    def __init__(self, row: Row, word: Postings) -> None:
        chosen = _postings_of(word, row.documents, row.part.size)
        self._row = row
        self.positions = row.part.segment.positions
        self.counts = taken(word.counts, chosen)
        self.last = taken(word.ends, chosen) + word.first_place
        self.first = self.last - self.counts
        self.number = int(self.counts.sum(dtype=np.intp))

    @cached_property
    def all(self) -> Ints:
        """All places, ascending."""
        places = np.repeat(np.arange(len(self.counts)) << _SHIFT, self.counts)
        places += taken(self.positions, spread(self.first, self.counts))
        return places

    def among(self, wanted: Ints) -> Bools:
        """Which of some places, all from 0 on, are the word's."""
        if len(wanted) < _MARKED_FROM or self.number > len(wanted) * _MARKED_EACH:
            found: Bools = self.next(wanted) == wanted
            return found
        return taken(marked(self._row.flat(self.all), self._row.size), self._row.flat(wanted))

    def next(self, least: Ints) -> Ints:
        """The first place in the same document that is not below each of `least`; a greater one where there is none."""
        if self.number <= _GATHERED + _GATHERED_EACH * len(least):
            return taken(self.all, self.all.searchsorted(least))
        document, wanted = least >> _SHIFT, least & _POSITION
        place, last = taken(self.first, document), taken(self.last, document)
        step = 1 << int(self.counts.max()).bit_length()
        while step := step >> 1:
            further = place + step
            below = (further <= last) & (taken(self.positions, further - 1) < wanted)
            place += below * step
        found = (document << _SHIFT) + taken(self.positions, place)
        found[place >= last] = _NOWHERE
        return found


_NOWHERE = np.iinfo(np.int64).max


def _gather(several: Sequence[Places]) -> None:
    """Find all places of several words at once: where they are few, numpy's calls cost more than they do."""
    if len(several) < 2:
        return
    counts = np.concatenate([one.counts for one in several])
    where = spread(np.concatenate([one.first for one in several]), counts)
    documents = np.arange(len(several[0].counts)) << _SHIFT
    places = np.repeat(np.concatenate([documents] * len(several)), counts)
    places += taken(several[0].positions, where)
    start = 0
    for one in several:
        one.all = places[start : start + one.number]
        start += one.number


def _postings_of(word: Postings, documents: Ints, size: int) -> Ints:
    """Which of the word's postings are the documents'."""
    if len(documents) == len(word):
        return np.arange(len(word))
    if len(documents) * _LOOK_UP < len(word):
        return word.places_of(documents)
    return taken(marked(documents, size), word.documents).nonzero()[0]


def _adjacent(sequence: Sequence[Places]) -> tuple[Ints, Ints]:
    """Where all words stand one after the other: the places of the first and of the last."""
    offset, *others = sorted(range(len(sequence)), key=lambda number: sequence[number].number)
    started = sequence[offset].all - offset
    started = started[int(started.searchsorted(0)) :]
    for offset in others:
        check()
        started = started.compress(sequence[offset].among(started + offset))
    return started, started + (len(sequence) - 1)


def _near(sequence: Sequence[Places], slop: int) -> tuple[Ints, Ints]:
    """The shortest span from each place of the first word, where it has `slop` further words at most.

    The nearest next place of each word gives it.
    """
    reach = len(sequence) - 1 + slop
    started = ended = sequence[0].all
    for places in sequence[1:]:
        check()
        following = places.next(ended + 1)
        near = following - started <= reach
        near &= following > ended
        started, ended = started.compress(near), following.compress(near)
    return started, ended
