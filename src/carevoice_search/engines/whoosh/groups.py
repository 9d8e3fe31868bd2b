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

from carevoice_search.engines.whoosh.facets import Counts, added
from carevoice_search.engines.whoosh.fields import ID, decoded, encoded
from carevoice_search.engines.whoosh.postings import Array, Bools, Ints, Postings, first_of_each, taken
from carevoice_search.engines.whoosh.slices import stable_order

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.segment import Segment
    from carevoice_search.engines.whoosh.snapshot import Part, Place

_LOOK_UP = 8
"""Members are looked up among documents where there are so many times as many of these; otherwise the numbers of the
documents' groups are taken."""
_NUMBER = 32
"""Bits that a group's number is shifted by to stand before another number."""


class Members(NamedTuple):
    """Documents of one part, and the number of the group that each belongs to."""

    documents: Ints
    numbers: Ints

    def compress(self, mask: Bools) -> Members:
        """The members at which a mask is true."""
        return Members(self.documents.compress(mask), self.numbers.compress(mask))

    def later(self) -> Bools:
        """Which members are not the first of their group; they stand in the order of the numbers."""
        return ~first_of_each(self.numbers)


NO_MEMBERS = Members(np.zeros(0, np.intp), np.zeros(0, np.intp))

Repeated = Sequence[Members]
"""For each part those of some documents whose group has more than one of them, in the order of the groups and then of
the documents. Where nothing is grouped there are no parts."""


class Groups:
    """The groups of some parts of a snapshot; of none where each record is to be counted by itself."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self._parts = parts

    def repeated(self, documents: Sequence[Ints]) -> Repeated:
        """The members of groups of which several are among some ascending documents of each part."""
        if not self._parts:
            return ()
        if all(some is part.documents for part, some in zip(self._parts, documents, strict=True)):
            return self._whole
        found = [_among(part, some) for part, some in zip(self._parts, documents, strict=True)]
        return _several(found)

    def number(self, documents: Sequence[Ints]) -> int:
        """How many some documents of each part are, those of a group together one."""
        return sum(map(len, documents)) - surplus(self.repeated(documents))

    def of(self, place: Place) -> int | None:
        """The number of the group that a document belongs to, or None."""
        if not self._parts or not self._parts[place[0]].groups:
            return None
        number = int(self._parts[place[0]].group_numbers[place[1]])
        return number - 1 if number else None

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
    def _whole(self) -> Repeated:
        return _several([part.members for part in self._parts])

    @cached_property
    def _by_number(self) -> Sequence[Members]:
        return [_ordered(part.members) for part in self._parts]


NO_GROUPS = Groups()


def _among(part: Part, documents: Ints) -> Members:
    """The members that are among ascending documents."""
    members = part.members
    if not len(members.documents) or not len(documents):
        return NO_MEMBERS
    if len(documents) > len(members.documents) * _LOOK_UP:
        return members.compress(Postings(documents).look_up(members.documents)[1])
    numbers = taken(part.group_numbers, documents)
    there = numbers.nonzero()[0]
    return Members(documents.take(there), numbers.take(there).astype(np.intp) - 1)


def _several(found: Sequence[Members]) -> Repeated:
    """Those of groups that have several members, in the order of the groups."""
    together = np.concatenate([members.numbers for members in found])
    if not len(together):
        return [NO_MEMBERS] * len(found)
    several = np.bincount(together) > 1
    return [_ordered(members.compress(several.take(members.numbers))) for members in found]


def _ordered(members: Members) -> Members:
    if not len(members.numbers):
        return NO_MEMBERS
    order = stable_order(members.numbers, int(members.numbers.max()) + 1)
    return Members(members.documents.take(order), members.numbers.take(order))


def surplus(repeated: Repeated) -> int:
    """How many members are not the first of their group, in whatever part that is."""
    some = [members.numbers for members in repeated if len(members.numbers)]
    if len(some) > 1:
        numbers = np.concatenate(some)
        return len(numbers) - int(np.count_nonzero(np.bincount(numbers)))
    return sum(int(np.count_nonzero(numbers[1:] == numbers[:-1])) for numbers in some)


def facet_surplus(field: str, parts: Sequence[Part], repeated: Repeated) -> Counts:
    """How often groups are counted too often in each value of a facet, and among those without one.

    A group counts once in each value that one of its members has.
    """
    held = [(part, one) for part, one in zip(parts, repeated, strict=True) if len(one.documents)]
    if len(held) != 1:
        return _by_value(field, held)
    # Copies mostly have the same values: of these all but the first of a group are too many.
    part, members = held[0]
    column = part.facet(field)
    codes = taken(column.codes, members.documents)
    later = members.later()
    differing = later[1:] & (codes[1:] != codes[:-1])
    if not differing.any():
        return column.counts(members.documents.compress(later))
    mixed = np.zeros(int(members.numbers[-1]) + 1, np.bool_)
    mixed[members.numbers[1:].compress(differing)] = True
    of_mixed = mixed.take(members.numbers)
    same = column.counts(members.documents.compress(later & ~of_mixed))
    return added((same, _by_value(field, [(part, members.compress(of_mixed))])))


def _by_value(field: str, held: Sequence[tuple[Part, Members]]) -> Counts:
    """As `facet_surplus`, value by value."""
    names: dict[str, int] = {}
    keys: list[Ints] = [np.zeros(0, np.intp)]
    missing: list[Ints] = [np.zeros(0, np.intp)]
    for part, members in held:
        column = part.facet(field)
        holders, values, none = column.values_of(members.documents)
        numbered = np.array([names.setdefault(name, len(names)) for name in column.values], np.intp)
        keys.append((members.numbers.take(holders) << _NUMBER) | numbered.take(values))
        missing.append(members.numbers.compress(none))
    together = np.sort(np.concatenate(keys))
    again = together.compress(~first_of_each(together)) & ((1 << _NUMBER) - 1)
    counts = np.bincount(again, minlength=len(names)).tolist()
    without = np.sort(np.concatenate(missing))
    return (
        {name: number for name, number in zip(names, counts, strict=True) if number},
        len(without) - int(np.count_nonzero(first_of_each(without))),
    )


def less(counts: Counts, too_many: Counts) -> Counts:
    """Counts without what was counted too often."""
    named, missing = counts
    fewer = {name: named[name] - number for name, number in too_many[0].items()}
    return {**named, **fewer}, missing - too_many[1]


def not_first(members: Members, keys: Array, ranks: Array) -> Ints:
    """The places of members, in the order of their groups, of which another member comes before: by the greatest of
    `keys` and then by the least of `ranks`."""
    first = first_of_each(members.numbers)
    starts, group = first.nonzero()[0], np.cumsum(first) - 1
    best = keys == np.maximum.reduceat(keys, starts).take(group)
    ranked = np.where(best, ranks.astype(np.int64), np.iinfo(np.int64).max)
    found: Bools = ranked != np.minimum.reduceat(ranked, starts).take(group)
    return found.nonzero()[0]


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
