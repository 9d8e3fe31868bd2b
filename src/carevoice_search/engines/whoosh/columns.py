"""Whoosh's per-document columns as numpy arrays over the whole index, aligned to its document numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from carevoice_search.engines.whoosh.damage import reported_as_damage
from carevoice_search.engines.whoosh.fields import SEPARATOR
from carevoice_search.engines.whoosh.postings import Bools, Ints, Leaf


class FacetColumn:
    """The values of one facet field.

    Every document has the code of its combination of values (0 where it has none), so that counting is one
    bincount over the matches, whatever the number of values of each.
    """

    def __init__(self, combination: Ints, combinations: Sequence[tuple[str, ...]]) -> None:
        self._combination = combination
        self._size = len(combinations)
        self._values = sorted({value for values in combinations for value in values})
        code = {value: number for number, value in enumerate(self._values)}
        self._codes = code
        pairs = [(number, code[value]) for number, values in enumerate(combinations) for value in values]
        members = np.array(pairs, np.int64).reshape(-1, 2)
        self._member_of, self._member = members[:, 0], members[:, 1]

    def counts(self, documents: Ints) -> tuple[Mapping[str, int], int]:
        """How many of `documents` have each value that occurs among them, and how many have none."""
        combined = np.bincount(self._combination[documents], minlength=self._size)
        counts = np.zeros(len(self._values), np.int64)
        np.add.at(counts, self._member, combined[self._member_of])
        found = {self._values[code]: int(counts[code]) for code in np.flatnonzero(counts)}
        return found, int(combined[0])

    def having(self, values: Sequence[str], missing: bool) -> Bools:
        """A mask of the documents that have one of `values` or, if `missing`, none at all."""
        wanted = np.zeros(len(self._values), np.bool_)
        wanted[[self._codes[value] for value in values if value in self._codes]] = True
        fitting = np.zeros(self._size, np.bool_)
        fitting[self._member_of[wanted[self._member]]] = True
        fitting[0] = missing
        mask: Bools = fitting[self._combination]
        return mask


def read_facet(path: Path, leaves: Sequence[Leaf], field: str) -> FacetColumn:
    """The field's column; a document without a value has an empty one."""
    codes: dict[bytes, int] = {b"": 0}
    numbers = [codes.setdefault(value, len(codes)) for value in read_bytes(path, leaves, field)]
    with reported_as_damage(path):
        combinations = [tuple(code.decode().split(SEPARATOR)) if code else () for code in codes]
    return FacetColumn(np.array(numbers, np.int64), combinations)


def read_bytes(path: Path, leaves: Sequence[Leaf], field: str) -> Iterator[bytes]:
    """The value of every document in order, b"" where it has none."""
    with reported_as_damage(path):
        for leaf, _ in leaves:
            size = leaf.doc_count_all()
            if not leaf.has_column(field):
                yield from [b""] * size
                continue
            values = [bytes(value) for value in leaf.column_reader(field, translate=False)]
            if len(values) != size:
                raise ValueError(f"the column {field} has {len(values)} values for {size} documents")
            yield from values


def read_values(path: Path, leaves: Sequence[Leaf], field: str, documents: Ints) -> list[bytes]:
    """The values of a few documents (ascending), without reading those of all."""
    found: list[bytes] = []
    with reported_as_damage(path):
        for leaf, base in leaves:
            wanted = documents[(documents >= base) & (documents < base + leaf.doc_count_all())]
            if len(wanted) and not leaf.has_column(field):
                found.extend([b""] * len(wanted))
            elif len(wanted):
                reader = leaf.column_reader(field, translate=False)
                found.extend(bytes(reader[document]) for document in (wanted - base).tolist())
    return found


def read_numbers(path: Path, leaves: Sequence[Leaf], field: str) -> Ints:
    """A column of unsigned integers, 0 where a document has none."""
    arrays = [np.zeros(0, np.int64)]
    with reported_as_damage(path):
        for leaf, _ in leaves:
            numbers = np.zeros(leaf.doc_count_all(), np.int64)
            if leaf.has_column(field):
                stored = _stored_numbers(leaf.column_reader(field, translate=False))
                numbers[: len(stored)] = stored
            arrays.append(numbers)
    return np.concatenate(arrays)


def leaf_of(leaves: Sequence[Leaf], document: int) -> Leaf:
    """The segment that holds a document."""
    return next((leaf, base) for leaf, base in reversed(leaves) if document >= base)


def _stored_numbers(reader: Any) -> Any:
    """The numbers up to the last one stored, read at once: Whoosh's reader unpacks them one by one."""
    content = reader._dbfile.get(reader._basepos, reader._count * reader._fixedlen)
    return np.frombuffer(bytes(content), np.dtype(f">u{reader._fixedlen}"))
