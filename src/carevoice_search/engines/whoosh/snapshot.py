"""An opened index: its segments, postings, columns and stored records, each read when first asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC, EmptyIndexError

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh import ownership
from carevoice_search.engines.whoosh.columns import (
    FacetColumn,
    leaf_of,
    read_bytes,
    read_facet,
    read_numbers,
    read_values,
)
from carevoice_search.engines.whoosh.damage import reported_as_damage
from carevoice_search.engines.whoosh.expansion import Vocabulary
from carevoice_search.engines.whoosh.fields import (
    EXACT,
    TEXT_LENGTH,
    TITLE_LENGTH,
    read_practices,
    read_record,
    read_states,
)
from carevoice_search.engines.whoosh.guarded import open_segment
from carevoice_search.engines.whoosh.ownership import Mark
from carevoice_search.engines.whoosh.postings import Bools, Ints, Leaf, PostingsReader, documents_with
from carevoice_search.engines.whoosh.storage import INDEX_NAME, DurableStorage
from carevoice_search.errors import UnusableIndexError
from carevoice_search.model import Record

_ATTEMPTS = 20
_SINGLE_IDS = 256
"""Up to so many ids are read one by one; beyond, the whole column is read and kept."""


class Snapshot:
    """The index as one commit left it. Document numbers are global over its segments."""

    def __init__(self, path: Path, leaves: Sequence[Leaf], generation: int) -> None:
        self.path = path
        self.generation = generation
        self._leaves = leaves
        with reported_as_damage(path):
            self.size = sum(leaf.doc_count_all() for leaf, _ in leaves)
            deleted = [base + number for leaf, base in leaves for number in leaf.segment().deleted_docs()]
        self.live: Bools = read_numbers(path, leaves, "is_record") == 1
        self.live[np.array(deleted, np.int64)] = False
        self._deleted = frozenset(deleted)
        self.documents: Ints = np.flatnonzero(self.live)
        self.postings = PostingsReader(path, leaves, self.live)
        self._facets: dict[str, FacetColumn] = {}

    @property
    def records(self) -> int:
        return len(self.documents)

    @cached_property
    def text_lengths(self) -> Ints:
        return read_numbers(self.path, self._leaves, TEXT_LENGTH)

    @cached_property
    def title_lengths(self) -> Ints:
        return read_numbers(self.path, self._leaves, TITLE_LENGTH)

    @cached_property
    def mean_text_length(self) -> float:
        return self._mean(self.text_lengths)

    @cached_property
    def mean_title_length(self) -> float:
        return self._mean(self.title_lengths)

    @cached_property
    def periods(self) -> tuple[Ints, Ints]:
        """The first and the last day of each document's date as yyyymmdd; 0 where it has none."""
        first = read_numbers(self.path, self._leaves, "date_first")
        return first, read_numbers(self.path, self._leaves, "date_last")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.postings.starting_with(EXACT.text, ""))

    @cached_property
    def id_ranks(self) -> Ints:
        """The place of each document's id among all, in order."""
        return _ranks(list(read_bytes(self.path, self._leaves, "id")))

    @cached_property
    def title_ranks(self) -> Ints:
        """The place of each document's casefolded title; equal titles share one."""
        return _ranks(list(read_bytes(self.path, self._leaves, "title_key")))

    def facet(self, field: str) -> FacetColumn:
        if field not in self._facets:
            self._facets[field] = read_facet(self.path, self._leaves, field)
        return self._facets[field]

    def sort_names(self, documents: Ints) -> list[Any]:
        """Something to order documents (ascending) by as their ids would."""
        if len(documents) > _SINGLE_IDS:
            return [int(rank) for rank in self.id_ranks[documents]]
        return read_values(self.path, self._leaves, "id", documents)

    def record_at(self, document: int) -> Record:
        with reported_as_damage(self.path):
            return read_record(self._stored(document))

    def document_of(self, record_id: str) -> int | None:
        with reported_as_damage(self.path):
            found = documents_with(self._leaves, "id", record_id)
        return found[0] if found else None

    def state_documents(self, path: str) -> list[int]:
        with reported_as_damage(self.path):
            return documents_with(self._leaves, "path", path)

    def practices_at(self, document: int) -> tuple[Record, ...]:
        with reported_as_damage(self.path):
            return read_practices(self._stored(document))

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        """The unmerged forms of a practice, from the states of the pages that hold it."""
        with reported_as_damage(self.path):
            listing = documents_with(self._leaves, "practice_ids", record_id)
        return tuple(
            practice
            for document in listing
            for practice in self.practices_at(document)
            if practice.id == record_id
        )

    def states(self) -> Iterator[tuple[int, PageState, str]]:
        """Every page's document number, state, and the id of its own record."""
        with reported_as_damage(self.path):
            values = enumerate(read_bytes(self.path, self._leaves, "state"))
            held = [
                (document, value) for document, value in values if value and document not in self._deleted
            ]
            states = read_states([value for _, value in held])
            for (document, _), (state, record_id) in zip(held, states, strict=True):
                yield document, state, record_id

    def _stored(self, document: int) -> Mapping[str, Any]:
        leaf, base = leaf_of(self._leaves, document)
        stored: Mapping[str, Any] = leaf.stored_fields(document - base)
        return stored

    def _mean(self, lengths: Ints) -> float:
        return int(lengths[self.documents].sum()) / self.records if self.records else 0.0


def open_snapshot(path: Path) -> Snapshot:
    """Raises UnusableIndexError where there is no finished index of this user's, or it is damaged.

    Writes nothing. Retries where a writer's commit removes the files that are being opened.
    """
    snapshot = open_marked(path, ownership.check(path))
    if snapshot.generation == 0:
        raise UnusableIndexError(f"the index in {path} was never finished; run: carevoice index")
    return snapshot


def open_marked(path: Path, mark: Mark) -> Snapshot:
    """As `open_snapshot`, for a caller that has the owner's mark; generation 0 is before any commit."""
    storage = DurableStorage(path, mark.seal, readonly=True)
    for attempt in range(_ATTEMPTS):
        generation = TOC._latest_generation(storage, INDEX_NAME)
        try:
            return _open(path, storage)
        except UnusableIndexError as error:
            gone = isinstance(error.__cause__, FileNotFoundError | EmptyIndexError)
            if not gone or attempt == _ATTEMPTS - 1:
                raise
            if TOC._latest_generation(storage, INDEX_NAME) == generation:
                time.sleep(0.02)
    raise AssertionError("the last attempt returns or raises")


def _open(path: Path, storage: DurableStorage) -> Snapshot:
    with reported_as_damage(path):
        try:
            toc = TOC.read(storage, INDEX_NAME)
        except EmptyIndexError as error:
            raise UnusableIndexError(f"there is no index in {path} yet; run: carevoice index") from error
        leaves: list[Leaf] = []
        base = 0
        for segment in toc.segments:
            leaves.append((open_segment(storage, toc.schema, segment, toc.generation), base))
            base += segment.doc_count_all()
        return Snapshot(path, leaves, toc.generation)


def _ranks(values: Sequence[bytes]) -> Ints:
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return np.array([place[value] for value in values], np.int64)
