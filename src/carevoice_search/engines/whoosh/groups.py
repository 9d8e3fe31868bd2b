"""Records that say the same, in groups: each group counted once, its first match shown, its others named.

A commit keeps for each of its segments the documents that belong to groups, and the number of each one's group. What
is counted is counted as if there were no groups; then the few matches that stand in one are looked at, and what
their groups were counted too often is taken off. docs/decisions/copies.md has the reasons.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carevoice_search.engines.whoosh.fields import ID, decoded, encoded
from carevoice_search.engines.whoosh.postings import Array, Bools, Ints, Postings, first_of_each

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.facets import Counts
    from carevoice_search.engines.whoosh.segment import Segment
    from carevoice_search.engines.whoosh.snapshot import Part, Place

_NUMBER = 32
"""Bits that a group's number is shifted by to stand before another number."""


class Members(NamedTuple):
    """Documents of one part, ascending, and the number of the group that each belongs to."""

    documents: Ints
    numbers: Ints

    def among(self, documents: Ints) -> Members:
        """The members that are among ascending documents."""
        if not len(self.documents) or not len(documents):
            return NO_MEMBERS
        if len(documents) < len(self.documents):
            places, there = Postings(self.documents).look_up(documents)
            places = places.compress(there)
            return Members(self.documents.take(places), self.numbers.take(places))
        return self.compress(Postings(documents).look_up(self.documents)[1])

    def compress(self, mask: Bools) -> Members:
        """The members at which a mask is true."""
        return Members(self.documents.compress(mask), self.numbers.compress(mask))


NO_MEMBERS = Members(np.zeros(0, np.intp), np.zeros(0, np.intp))


class Groups:
    """The groups of some parts of a snapshot; of none where each record is to be counted by itself."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self._parts = parts

    def number(self, documents: Sequence[Ints]) -> int:
        """How many some documents of each part are, those of a group together one."""
        return sum(map(len, documents)) - _surplus([one.numbers for _, one in self._members(documents)])

    def among(self, documents: Sequence[Ints]) -> list[tuple[Part, Members]]:
        """Of some documents of each part those whose group has more than one of them."""
        found = [(part, members) for part, members in self._members(documents) if len(members.documents)]
        if not found:
            return []
        several = np.bincount(np.concatenate([members.numbers for _, members in found])) > 1
        left = [(part, members.compress(several.take(members.numbers))) for part, members in found]
        return [(part, members) for part, members in left if len(members.documents)]

    def within(self, part: int, documents: Ints) -> Members:
        """Of some documents of one part those whose group has more than one of them."""
        if not self._parts:
            return NO_MEMBERS
        whole = self._parts[part]
        members = whole.members if documents is whole.documents else whole.members.among(documents)
        return members.compress((np.bincount(members.numbers) > 1).take(members.numbers))

    def of(self, place: Place) -> int | None:
        """The number of the group that a document belongs to, or None."""
        if not self._parts:
            return None
        members = self._parts[place[0]].members
        at = int(members.documents.searchsorted(place[1]))
        there = at < len(members.documents) and members.documents[at] == place[1]
        return int(members.numbers[at]) if there else None

    def others(self, place: Place) -> Iterator[Place]:
        """The documents that share a group with one, in the order of the parts."""
        number = self.of(place)
        if number is None:
            return
        for part, (documents, numbers) in enumerate(self._by_number):
            first, end = numbers.searchsorted((number, number + 1)).tolist()
            for document in documents[first:end].tolist():
                if (part, document) != place:
                    yield part, document

    def ids(self) -> Sequence[Sequence[str]]:
        """The ids of the records of every group."""
        found: dict[int, list[str]] = {}
        for part in self._parts:
            for document, number in zip(*(one.tolist() for one in part.members), strict=True):
                found.setdefault(number, []).append(decoded(part.id_of(document)))
        return list(found.values())

    @cached_property
    def _by_number(self) -> Sequence[Members]:
        """The members of each part in the order of their groups."""
        orders = [part.members.numbers.argsort(kind="stable") for part in self._parts]
        return [
            Members(part.members.documents.take(order), part.members.numbers.take(order))
            for part, order in zip(self._parts, orders, strict=True)
        ]

    def _members(self, documents: Sequence[Ints]) -> Iterator[tuple[Part, Members]]:
        for part, some in zip(self._parts, documents, strict=False):
            whole = some is part.documents
            yield part, part.members if whole else part.members.among(some)


NO_GROUPS = Groups()


def facet_surplus(field: str, several: Sequence[tuple[Part, Members]]) -> Counts:
    """How often groups are counted too often in each value of a facet, and among those without one.

    A group counts once in each value that one of its members has.
    """
    names: dict[str, int] = {}
    keys: list[Ints] = []
    missing: list[Ints] = []
    for part, members in several:
        column = part.facet(field)
        holders, values, none = column.values_of(members.documents)
        numbered = np.array([names.setdefault(name, len(names)) for name in column.values], np.intp)
        keys.append((members.numbers.take(holders) << _NUMBER) | numbered.take(values))
        missing.append(members.numbers.compress(none))
    together = np.sort(np.concatenate(keys)) if keys else np.zeros(0, np.intp)
    again = together.compress(~first_of_each(together)) & ((1 << _NUMBER) - 1)
    counts = np.bincount(again, minlength=len(names)).tolist()
    return {name: number for name, number in zip(names, counts, strict=True) if number}, _surplus(missing)


def less(counts: Counts, surplus: Counts) -> Counts:
    """Counts without what was counted too often."""
    named, missing = counts
    return {
        **named,
        **{name: named[name] - number for name, number in surplus[0].items()},
    }, missing - surplus[1]


def not_first(members: Members, keys: Array, ranks: Array) -> Ints:
    """The places of members that are not the first of their group, by the greatest of `keys` and then by `ranks`."""
    order = np.lexsort((ranks, -keys, members.numbers))
    return order.compress(~first_of_each(members.numbers.take(order)))


def _surplus(numbers: Sequence[Ints]) -> int:
    together = np.concatenate(numbers) if numbers else np.zeros(0, np.intp)
    return len(together) - int(np.count_nonzero(np.bincount(together))) if len(together) else 0


# What a commit keeps


def resolved(
    groups: Iterable[Sequence[str]], segments: Sequence[tuple[Segment, Bools | None]]
) -> list[Members]:
    """For each segment its members, given the ids of the records of each group; `segments` are with their deleted ones.

    A record that is in none of them belongs to no group; a group needs two records. Numbers count from 0 in the
    order of the groups' first documents.
    """
    found: list[list[tuple[int, int]]] = []
    for ids in groups:
        places = [place for one in dict.fromkeys(ids) for place in _places(one, segments)]
        if len(places) > 1:
            found.append(sorted(places))
    listed = sorted((*place, number) for number, places in enumerate(sorted(found)) for place in places)
    held = np.array(listed, np.intp).reshape(-1, 3)
    return [
        Members(held[held[:, 0] == part, 1], held[held[:, 0] == part, 2]) for part in range(len(segments))
    ]


def _places(record_id: str, segments: Sequence[tuple[Segment, Bools | None]]) -> Iterator[tuple[int, int]]:
    """Where a record is: the number of the segment, and the document."""
    text = encoded(record_id)
    for part, (segment, deleted) in enumerate(segments):
        terms = segment.fields.get(ID)
        number = terms.find(text) if terms else -1
        if terms and number >= 0:
            start = int(terms.starts[number])
            for document in segment.documents[start : start + int(terms.holding[number])].tolist():
                if deleted is None or not deleted[document]:
                    yield part, document


def packed(members: Members) -> bytes:
    """Members as bytes; none where there are none."""
    if not len(members.documents):
        return b""
    steps = np.diff(members.documents, prepend=0)
    return zlib.compress(np.concatenate((steps, members.numbers)).astype("<u4").tobytes())


def unpacked(content: bytes, size: int) -> Members:
    """The members among `size` documents that `packed` was given. Raises ValueError or zlib.error."""
    if not content:
        return NO_MEMBERS
    numbers = np.frombuffer(zlib.decompress(content), "<u4")
    half = len(numbers) // 2
    documents = np.cumsum(numbers[:half], dtype=np.intp)
    if len(numbers) != 2 * half or not half or documents[-1] >= size:
        raise ValueError(f"members of groups beyond {size} documents")
    return Members(documents, numbers[half:].astype(np.intp))
