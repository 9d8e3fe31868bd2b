"""The hits of an answer: the leading matches of every part, merged, and their records."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from carevoice_search.deadline import check
from carevoice_search.engines.whoosh import fields, passages
from carevoice_search.engines.whoosh.groups import NO_GROUPS, Groups, Members, Repeated, not_first
from carevoice_search.engines.whoosh.postings import Array, Bools, Floats, Ints, Postings
from carevoice_search.engines.whoosh.ranking import leading
from carevoice_search.engines.whoosh.snapshot import Part, Place, Snapshot
from carevoice_search.engines.whoosh.stored import record_title
from carevoice_search.model import Record, Sort

_DAY = 1 << 27
"""More than any day as yyyymmdd."""

_FEW = 2048
"""Of so many matches the least ids are sought among themselves."""

_READ_AT_ONCE = 4096
"""Titles."""


Reordered = Callable[[list[tuple[Place, float]]], list[tuple[Place, float]]]
"""Makes other scores and another order of the matches that may be shown."""


class _Leading(NamedTuple):
    """The first matches of a part, in order. A key sorts before those of later ones."""

    part: int
    keys: Sequence[Any]
    documents: Sequence[int]
    scores: Sequence[float]


class Window:
    """`limit` hits in the order of `sort`, after the first `offset`."""

    def __init__(
        self, snapshot: Snapshot, sort: Sort, limit: int, offset: int, groups: Groups = NO_GROUPS
    ) -> None:
        self.groups = groups
        """Of each of these the first match alone is a hit."""
        self.scored = sort == "relevance" and limit > 0
        """Whether scores are needed."""
        self._snapshot = snapshot
        self._sort = sort
        self._limit = limit
        self._offset = offset
        self._parts: list[_Leading] = []
        self._passages = self.scored and any(part.longest > passages.LONG for part in snapshot.parts)

    def add_all(
        self, documents: Sequence[Ints], scores: Sequence[Floats] | None = None, repeated: Repeated = ()
    ) -> None:
        """Consider the matches of every part; `repeated` are those of groups that have several of them."""
        for number, some in enumerate(documents):
            worth = None if scores is None else scores[number]
            if repeated and self._limit and len(repeated[number].documents):
                first = self._first_of_groups(self._snapshot.parts[number], some, worth, repeated[number])
                some, worth = some.compress(first), None if worth is None else worth.compress(first)
            self.add(number, some, worth)

    def add(self, number: int, documents: Ints, scores: Floats | None = None) -> None:
        """Consider the matches of a part; no scores mean that all are 0."""
        if not self._limit or not len(documents):
            return
        part, wanted = self._snapshot.parts[number], self._offset + self._limit
        if scores is not None and self._passages:
            wanted = max(wanted, passages.FIRST)
        if self._sort == "title":
            self._parts.append(_by_title(number, part, documents, wanted))
            return
        if self._sort == "date":
            keys: Array = _dates(part, documents)
        elif scores is not None:
            keys = scores
        else:
            first = _first_ids(part, documents, wanted).tolist()
            self._parts.append(_Leading(number, [0] * len(first), first, [0.0] * len(first)))
            return
        places = leading(keys, wanted, lambda some: part.id_ranks.take(documents.take(some)))
        best = keys.take(places).tolist()
        worth = [0.0] * len(places) if self._sort == "date" else best
        self._parts.append(_Leading(number, [-one for one in best], documents.take(places).tolist(), worth))

    def hits(self, reordered: Reordered | None = None) -> tuple[tuple[Record, float], ...]:
        """The records that are `shown`, each with its score."""
        return tuple([(self._snapshot.record_at(place), score) for place, score in self.shown(reordered)])

    def shown(self, reordered: Reordered | None = None) -> list[tuple[Place, float]]:
        """Where the hits are, each with its score; `reordered` has the last word on both."""
        merged = self._merged()
        if reordered is not None and self._passages:
            merged = reordered(merged)
        return merged[self._offset : self._offset + self._limit]

    def _first_of_groups(
        self, part: Part, documents: Ints, scores: Floats | None, repeated: Members
    ) -> Bools:
        """A mask of the documents that no other of their group comes before; `repeated` are those of several."""
        places = Postings(documents).places_of(repeated.documents)
        ranks = part.id_ranks.take(repeated.documents)
        if self._sort == "title":
            titled = _titled(part, repeated.documents)
            order = sorted(range(len(titled)), key=titled.__getitem__)
            keys: Array = np.zeros(len(order), np.intp)
            keys[order] = -np.arange(len(order))
        elif self._sort == "date":
            keys = _dates(part, repeated.documents)
        else:
            keys = np.zeros(len(places), np.intp) if scores is None else scores.take(places)
        first = np.ones(len(documents), np.bool_)
        first[places.take(not_first(repeated, keys, ranks))] = False
        return first

    def _merged(self) -> list[tuple[Place, float]]:
        if len(self._parts) == 1:
            return [
                ((one.part, document), score)
                for one in self._parts
                for document, score in zip(one.documents, one.scores, strict=True)
            ]
        parts = self._snapshot.parts
        several = [
            (key, parts[one.part].id_of(document), (one.part, document), score)
            for one in self._parts
            for key, document, score in zip(one.keys, one.documents, one.scores, strict=True)
        ]
        return list(self._first_of_each((place, score) for _, _, place, score in sorted(several)))

    def _first_of_each(self, ranked: Iterable[tuple[Place, float]]) -> Iterator[tuple[Place, float]]:
        """Without those of a group that has come before, in another part."""
        seen: set[int] = set()
        for place, score in ranked:
            number = self.groups.of(place)
            if number is None or number not in seen:
                yield place, score
            if number is not None:
                seen.add(number)


def _dates(part: Part, documents: Ints) -> Ints:
    """A number for each document that is greater for newer dates, then for more precise ones; least for none."""
    first = part.column(fields.DATE_FIRST).take(documents).astype(np.int64)
    return first * _DAY - part.column(fields.DATE_LAST).take(documents)


def _by_title(number: int, part: Part, documents: Ints, wanted: int) -> _Leading:
    """Titles are read from the stored heads of all matches: sorting by them is rare, and keeping keys is dear."""
    titled = _titled(part, documents)
    first = heapq.nsmallest(
        wanted, ((*one, document) for one, document in zip(titled, documents.tolist(), strict=True))
    )
    return _Leading(
        number, [title for title, _, _ in first], [document for _, _, document in first], [0.0] * len(first)
    )


def _titled(part: Part, documents: Ints) -> list[tuple[str, int]]:
    """What sorts each document by its title: this in small letters, and the rank of the id."""
    titles: list[str] = []
    for start in range(0, len(documents), _READ_AT_ONCE):
        check()
        some = documents[start : start + _READ_AT_ONCE].tolist()
        titles += [record_title(part.segment, document).casefold() for document in some]
    return list(zip(titles, part.id_ranks.take(documents).tolist(), strict=True))


def _first_ids(part: Part, documents: Ints, wanted: int) -> Ints:
    """The documents with the least ids, in their order."""
    if len(documents) <= max(_FEW, wanted):
        ranks = part.id_ranks.take(documents)
        return documents.take(ranks.argsort()[:wanted])
    found: list[Ints] = []
    matches, start, step = Postings(documents), 0, wanted * len(part.by_id) // len(documents) + wanted
    while wanted > sum(map(len, found)) and start < len(part.by_id):
        following = part.by_id[start : start + step].astype(np.intp)
        found.append(following.compress(matches.look_up(following)[1]))
        start += step
    return np.concatenate(found)[:wanted]
