"""One segment as arrays: its dictionary of terms, postings, columns and stored parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from carevoice_search.engines.whoosh.blocks import StoredParts
from carevoice_search.engines.whoosh.documents import DocumentNumbers
from carevoice_search.engines.whoosh.layout import Array, Sections
from carevoice_search.engines.whoosh.slots import find

_BEYOND = b"\xff"
"""Greater than any byte of UTF-8."""


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """A facet column: `codes[document]` names a combination of values, 0 the empty one.

    The values of combination c are `members[starts[c]:starts[c + 1]]`, numbers of the field's terms counted from
    its first.
    """

    codes: Array
    starts: Array
    members: Array


class Terms:
    """One field's part of the dictionary: the terms numbered [first, last), ascending by their bytes.

    `starts` and `holding` are over all terms of the segment: where each term's postings begin in `documents`, and
    how many there are. `places` and `total` likewise for positions; they cover the positional fields' terms only.
    """

    def __init__(
        self, sections: _Dictionary, first: int, last: int, positional: bool, slots: memoryview
    ) -> None:
        self.first, self.last, self.positional = first, last, positional
        self.starts, self.holding = sections.starts, sections.holding
        self.places, self.total = sections.places, sections.total
        self._ends, self._bytes, self._slots = sections.ends, sections.content, slots

    def __len__(self) -> int:
        return self.last - self.first

    def find(self, text: bytes) -> int:
        """The number of a term, or -1."""
        if len(self._slots):
            return find(self._slots, self._ends, self._bytes, self.first, text)
        number = self.least(text)
        return number if number < self.last and self.text(number) == text else -1

    def range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers [first, last) of the terms that start with `prefix`."""
        return (self.least(prefix), self.least(prefix + _BEYOND)) if prefix else (self.first, self.last)

    def text(self, number: int) -> bytes:
        return bytes(self._bytes[self._ends[number] : self._ends[number + 1]])

    def texts(self, first: int, last: int) -> list[bytes]:
        """The terms numbered [first, last)."""
        if first >= last:
            return []
        ends = self._ends[first : last + 1].tolist()
        content = bytes(self._bytes[ends[0] : ends[-1]])
        return [content[a - ends[0] : b - ends[0]] for a, b in pairwise(ends)]

    def blob(self) -> tuple[memoryview, Array]:
        """All terms of the field one after the other, and where each begins, then where the last ends."""
        ends = np.frombuffer(self._ends, self._ends.format)[self.first : self.last + 1]
        return self._bytes[int(ends[0]) : int(ends[-1])], ends - ends[0]

    def least(self, text: bytes) -> int:
        """The number of the first term that is not below `text`; `last` where there is none."""
        low, high = self.first, self.last
        ends, content = self._ends, self._bytes
        while low < high:
            middle = (low + high) >> 1
            if bytes(content[ends[middle] : ends[middle + 1]]) < text:
                low = middle + 1
            else:
                high = middle
        return low


@dataclass(frozen=True, slots=True, eq=False)
class _Dictionary:
    """The arrays that all fields' terms share. Memory views where single numbers are read: numpy's are slow."""

    ends: memoryview
    content: memoryview
    starts: Array
    holding: Array
    places: Array
    total: Array


class Segment:
    """An opened segment. Its arrays are the files' memory: read-only, and copied only where they are packed.

    `documents` holds the postings of all terms, `counts` how often each of the positional fields' postings stands,
    `positions` where. A term's postings are `documents[starts[t] : starts[t] + holding[t]]`; its positions
    `positions[places[t] : places[t] + total[t]]`, ascending within each document.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Raises OSError where a file is missing and ValueError where one is not what the header says."""
        self.name = name
        self._sections = sections = Sections(folder, name)
        self.size = sections.directory.size
        self.documents = DocumentNumbers(sections)
        self.counts = sections.array("counts")
        self.positions = sections.array("positions")
        self.fields: Mapping[str, Terms] = _fields(sections)
        self.stored = StoredParts(sections)
        self.pieces: list[dict[int, Any]] = [{} for _ in self.stored.pieces]
        """What was parsed of the stored pieces, by column and code; see `stored`."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the numeric columns."""
        prefix = "number."
        return tuple(
            name[len(prefix) :] for name in self._sections.directory.sections if name.startswith(prefix)
        )

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the fields that have combinations here."""
        prefix = "codes."
        return tuple(
            name[len(prefix) :] for name in self._sections.directory.sections if name.startswith(prefix)
        )

    def numbers(self, column: str) -> Array:
        """A number for each document; zeros where the segment has no such column."""
        found = self._sections.array(f"number.{column}")
        return found if len(found) else np.zeros(self.size, np.uint8)

    def combinations(self, field: str) -> Combinations | None:
        """The field's facet column; None where no document has a value."""
        sections = self._sections
        codes = sections.array(f"codes.{field}")
        if not len(codes):
            return None
        return Combinations(
            codes, sections.array(f"members_from.{field}"), sections.array(f"members.{field}")
        )

    def verify(self) -> None:
        """Read everything. Raises ValueError naming the array whose checksum is wrong."""
        self._sections.verify()


def _fields(sections: Sections) -> dict[str, Terms]:
    dictionary = _Dictionary(
        sections.array("term_ends").data,
        sections.array("terms").data,
        sections.array("starts"),
        sections.array("holding"),
        sections.array("places"),
        sections.array("total"),
    )
    fields: dict[str, Terms] = {}
    first = 0
    for name, (number, positional) in sections.directory.fields.items():
        if number:
            slots = sections.array(f"slots.{name}").data
            fields[name] = Terms(dictionary, first, first + number, positional, slots)
        first += number
    if first != len(dictionary.starts):
        raise ValueError(f"the fields have {first} terms, the dictionary {len(dictionary.starts)}")
    return fields
