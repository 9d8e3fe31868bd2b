"""Postings as numpy arrays over the whole index: the one place that reads Whoosh's posting lists.

Document numbers are global (segment by segment, as Whoosh's MultiReader counts them) and ascending; only live
records are ever returned.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

from carevoice_search.engines.whoosh.damage import reported_as_damage

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Leaf = tuple[Any, int]
"""A segment's reader and the global number of its first document."""

DOCUMENT_STRIDE = 1 << 32
"""Places are returned as `document * DOCUMENT_STRIDE + position`, so that one sorted array holds them all."""

_CACHED_POSTINGS = 4_000_000
_NONE: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The documents that hold a term, and how often each does."""

    documents: Ints
    counts: Ints


class PostingsReader:
    """`live` is a mask over global document numbers."""

    def __init__(self, path: Path, leaves: Sequence[Leaf], live: Bools) -> None:
        self._path = path
        self._leaves = leaves
        self._live = live
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached = 0

    def term(self, field: str, text: str) -> Postings:
        key = (field, text)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._read(field, text)
            self._cached += len(found.documents) + 1
            while self._cached > _CACHED_POSTINGS and len(self._cache) > 1:
                _, oldest = self._cache.popitem(last=False)
                self._cached -= len(oldest.documents) + 1
        else:
            self._cache.move_to_end(key)
        return found

    def places(self, field: str, text: str, documents: Ints) -> Ints:
        """Where the term stands in `documents` (ascending), as ascending numbers of document and position."""
        numbers = [_NONE]
        with reported_as_damage(self._path):
            for leaf, base in self._leaves:
                wanted = documents[(documents >= base) & (documents < base + leaf.doc_count_all())] - base
                if not len(wanted):
                    continue
                for ids, _, values in _blocks(leaf, field, text):
                    rows = np.flatnonzero(np.isin(ids, wanted, assume_unique=True))
                    if len(rows):
                        counts, places = _places([values[row] for row in rows.tolist()])
                        numbers.append(np.repeat((ids[rows] + base) * DOCUMENT_STRIDE, counts) + places)
        return np.concatenate(numbers)

    def frequency(self, field: str, text: str) -> int:
        """How many live documents hold the term, without reading its postings where none was deleted."""
        if (field, text) in self._cache:
            return len(self._cache[field, text].documents)
        if any(leaf.has_deletions() for leaf, _ in self._leaves):
            return len(self.term(field, text).documents)
        with reported_as_damage(self._path):
            return sum(int(leaf.doc_frequency(field, text)) for leaf, _ in self._leaves)

    def starting_with(self, field: str, prefix: str) -> list[str]:
        """The terms that start with `prefix`, ascending; some may stand in deleted documents only."""
        found: set[bytes] = set()
        with reported_as_damage(self._path):
            for leaf, _ in self._leaves:
                found.update(leaf.expand_prefix(field, prefix))
            return sorted(term.decode() for term in found)

    def _read(self, field: str, text: str) -> Postings:
        all_ids, all_counts = [_NONE], [_NONE]
        with reported_as_damage(self._path):
            for leaf, base in self._leaves:
                size = leaf.doc_count_all()
                for ids, weights, _ in _blocks(leaf, field, text):
                    if len(ids) and not 0 <= ids[0] <= ids[-1] < size:
                        raise ValueError("a document number beyond the segment's end")
                    all_ids.append(ids + base)
                    all_counts.append(_counts(weights, len(ids)))
        documents, counts = np.concatenate(all_ids), np.concatenate(all_counts)
        kept = self._live[documents]
        return Postings(documents[kept], counts[kept])


def documents_with(leaves: Sequence[Leaf], field: str, text: str) -> list[int]:
    """The global numbers of all documents, pages' states too, that hold a value and are not deleted."""
    return [
        base + int(number)
        for leaf, base in leaves
        for number in chain.from_iterable(ids for ids, _, _ in _blocks(leaf, field, text))
        if not leaf.is_deleted(int(number))
    ]


def _blocks(leaf: Any, field: str, text: str) -> Iterator[tuple[Ints, Any, Sequence[bytes]]]:
    """Document numbers, weights and encoded values of a term, block by block, deleted documents included.

    Reads a block of the standard codec at once: stepping through Whoosh's matcher takes ten times as long.
    """
    try:
        matcher = leaf.postings(field, text)
    except TermNotFound:
        return
    if isinstance(matcher, FilterMatcher):
        matcher = matcher.child
    while matcher.is_active():
        matcher._read_data()
        steps, weights, values = matcher._data
        yield np.cumsum(np.array(steps, np.int64)), weights, values
        matcher._next_block()


def _places(values: Sequence[bytes]) -> tuple[Ints, Ints]:
    """How many places each encoded value (`fields.Places`) holds, and all of them in a row."""
    counts = np.array([len(value) // 4 for value in values], np.int64)
    steps = np.frombuffer(b"".join(values), "<u4").astype(np.int64)
    summed = np.cumsum(steps)
    first = np.cumsum(counts) - counts
    return counts, summed - np.repeat(summed[first] - steps[first], counts)


def _counts(weights: Any, size: int) -> Ints:
    """The codec leaves equal weights out: none for all ones, a number for all alike."""
    if weights is None:
        return np.ones(size, np.int64)
    if isinstance(weights, float):
        return np.full(size, weights, np.int64)
    return np.array(weights, np.int64)
