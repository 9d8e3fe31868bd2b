"""An opened index: its segments, and what is worked out from each of them once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh import fields, ownership
from carevoice_search.engines.whoosh.damage import reported_as_damage
from carevoice_search.engines.whoosh.expansion import Vocabulary
from carevoice_search.engines.whoosh.facets import FacetColumn, Facets
from carevoice_search.engines.whoosh.groups import NO_GROUPS, Groups, Members, unpacked
from carevoice_search.engines.whoosh.manifest import Manifest
from carevoice_search.engines.whoosh.ownership import Mark
from carevoice_search.engines.whoosh.postings import NONE, Array, Bools, Floats, Ints, Postings, marked
from carevoice_search.engines.whoosh.ranking import norms
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.storage import (
    committed_at,
    newest_generation,
    read_manifest,
    segment_name,
)
from carevoice_search.engines.whoosh.stored import decode_copy, decode_practices, decode_record, decode_state
from carevoice_search.errors import CarevoiceError, UnusableIndexError
from carevoice_search.model import Copy, Record

_ATTEMPTS = 20
_KEPT = 24 << 20
"""Bytes; glibc keeps twice as much freed memory, where it would give all of it back time and again."""

Place = tuple[int, int]
"""The number of a part, and of a document in it."""


class Part:
    """A segment as one commit left it. `deleted` is a mask over its documents, or None where none was deleted;
    `groups` are `members`, packed."""

    def __init__(self, segment: Segment, deleted: Bools | None = None, groups: bytes = b"") -> None:
        self.segment = segment
        self.groups = groups
        self.size = segment.size
        self.deleted = deleted
        self.facets = Facets(self)
        self._columns: dict[str, Array] = {}
        self._norms: dict[str, Floats] = {}

    @cached_property
    def live(self) -> Bools:
        """A mask of the records that are not deleted; pages' states are none."""
        live: Bools = self.column(fields.IS_RECORD) == 1
        return live if self.deleted is None else live & ~self.deleted

    @cached_property
    def documents(self) -> Ints:
        """The live records, ascending; always the same array."""
        return self.live.nonzero()[0]

    @cached_property
    def records(self) -> int:
        return int(np.count_nonzero(self.live))

    @cached_property
    def members(self) -> Members:
        """The live records that have copies, and which of them are one another's."""
        return unpacked(self.groups, self.size)

    @cached_property
    def group_numbers(self) -> Array:
        """For each document the number of its group and one; 0 where it has no copies."""
        numbers = np.zeros(self.size, np.int32)
        numbers[self.members.documents] = self.members.numbers + 1
        return numbers

    @cached_property
    def longest(self) -> int:
        """The greatest number of tokens of a document."""
        return int(self.column(fields.TOKENS).max(initial=0))

    @cached_property
    def deleted_documents(self) -> Ints:
        return np.zeros(0, np.intp) if self.deleted is None else self.deleted.nonzero()[0]

    def column(self, name: str) -> Array:
        """A number for each document."""
        if name not in self._columns:
            self._columns[name] = self.segment.numbers(name)
        return self._columns[name]

    def facet(self, field: str) -> FacetColumn:
        return self.facets.column(field)

    def norms(self, lengths: str, mean: float) -> Floats:
        """See `ranking.norms`; `mean` is the snapshot's mean of the column `lengths`."""
        if lengths not in self._norms:
            self._norms[lengths] = norms(self.column(lengths), mean)
        return self._norms[lengths]

    # Postings, those of deleted documents included

    def postings(self, field: str, text: bytes) -> Postings:
        terms = self.segment.fields.get(field)
        number = terms.find(text) if terms else -1
        return self.postings_of(field, number) if number >= 0 else NONE

    def postings_of(self, field: str, number: int) -> Postings:
        """The postings of a term by its number."""
        terms, segment = self.segment.fields[field], self.segment
        start = int(terms.starts[number])
        end = start + int(terms.holding[number])
        if not terms.positional:
            return Postings(segment.documents[start:end])
        return Postings(segment.documents[start:end], segment.counts[start:end], int(terms.places[number]))

    def live_holding(self, postings: Postings) -> int:
        """How many of the documents are not deleted."""
        return _left(postings, self.deleted, self.deleted_documents)

    def counted_holding(self, postings: Postings) -> int:
        """How many of the documents the statistics of scores count."""
        if self.uncounted is self.deleted:
            return self.live_holding(postings)
        return _left(postings, self.uncounted, self.uncounted_documents)

    @cached_property
    def uncounted(self) -> Bools | None:
        """A mask of what the statistics of scores leave out, or None: deleted records, and findings, which say
        a sentence of their page over again."""
        findings = self.postings("type", b"finding")
        if not len(findings):
            return self.deleted
        mask = marked(findings.documents, self.size)
        return mask if self.deleted is None else mask | self.deleted

    @cached_property
    def uncounted_documents(self) -> Ints:
        return np.zeros(0, np.intp) if self.uncounted is None else self.uncounted.nonzero()[0]

    @cached_property
    def counted(self) -> int:
        """How many records the statistics of scores count."""
        if self.uncounted is self.deleted:
            return self.records
        return self.records - int(np.count_nonzero(self.live.take(self.uncounted_documents)))

    # Words and ids

    @cached_property
    def vocabulary(self) -> Vocabulary | None:
        words = self.segment.fields.get(fields.EXACT.text)
        return Vocabulary(words) if words else None

    @cached_property
    def by_id(self) -> Array:
        """The documents with an id in the order of their ids, deleted ones included."""
        ids = self.segment.fields.get(fields.ID)
        if ids is None:
            return np.zeros(0, np.int32)
        last = ids.last - 1
        return self.segment.documents[int(ids.starts[ids.first]) : int(ids.starts[last] + ids.holding[last])]

    @cached_property
    def id_ranks(self) -> Array:
        """The number of each document's id, counted from the least; no two live records share one."""
        ids = self.segment.fields.get(fields.ID)
        ranks = np.zeros(self.size, np.int32)
        if ids is not None:
            ranks[self.by_id] = np.repeat(np.arange(len(ids)), ids.holding[ids.first : ids.last])
        return ranks

    def id_of(self, document: int) -> bytes:
        ids = self.segment.fields[fields.ID]
        return ids.text(ids.first + int(self.id_ranks[document]))

    def kept(self, field: str, text: bytes) -> list[int]:
        """The documents with a value that are not deleted."""
        documents: list[int] = self.postings(field, text).listed.tolist()
        return [one for one in documents if self.deleted is None or not self.deleted[one]]


def _left(postings: Postings, gone: Bools | None, documents: Ints) -> int:
    """How many postings are not of `documents`, which the mask is of."""
    if gone is None or not len(postings):
        return len(postings)
    if len(postings) < len(documents):
        found: Bools = gone.take(postings.listed)
    else:
        found = postings.look_up(documents)[1]
    return len(postings) - int(np.count_nonzero(found))


class Answering:
    """Tells damage from mistakes: what fails inside is damage where a segment differs from its checksums."""

    def __init__(self, path: Path, parts: Sequence[Part]) -> None:
        self._path = path
        self._parts = parts

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, Exception) or isinstance(error, CarevoiceError):
            return
        with reported_as_damage(self._path):
            for part in self._parts:
                part.segment.verify()


class Snapshot:
    """The index as one commit left it; `committed` is when, in seconds since 1970."""

    def __init__(self, path: Path, manifest: Manifest, parts: Sequence[Part], committed: float = 0.0) -> None:
        self.path = path
        self.manifest = manifest
        self.committed = committed
        self.generation = manifest.generation
        self.parts = parts
        self._means: dict[str, float] = {}
        self._answering = Answering(path, parts)

    @cached_property
    def commit(self) -> str:
        """The digest of the commit's number, its pages' stamps and its segments' ids, which are random."""
        segments = ",".join(state.id for state in self.manifest.segments)
        known_by = f"{self.generation}\0{self.manifest.stamps}\0{segments}"
        return blake2b(known_by.encode(), digest_size=16).hexdigest()

    @cached_property
    def records(self) -> int:
        return sum(part.records for part in self.parts)

    @cached_property
    def groups(self) -> Groups:
        """The groups of records that are copies of one another."""
        return Groups(self.parts) if any(part.groups for part in self.parts) else NO_GROUPS

    @cached_property
    def counted(self) -> int:
        """How many records the statistics of scores count: the live ones but for findings."""
        return sum(part.counted for part in self.parts)

    def mean(self, lengths: str) -> float:
        """The mean of a column over the records that are counted."""
        if lengths not in self._means:
            total = 0
            for part in self.parts:
                column = part.column(lengths)
                total += int(column.sum(dtype=np.int64)) - int(
                    column[part.uncounted_documents].sum(dtype=np.int64)
                )
            self._means[lengths] = total / self.counted if self.counted else 0.0
        return self._means[lengths]

    def answering(self) -> Answering:
        """Around what reads the segments."""
        return self._answering

    # Stored parts

    def place_of(self, record_id: str) -> Place | None:
        return next(self._places(fields.ID, record_id), None)

    def state_place(self, path: str) -> Place | None:
        """Where the state of a page is."""
        return next(self._places(fields.PATH, path), None)

    def record_at(self, place: Place) -> Record:
        part, document = place
        return decode_record(self.parts[part].segment, document)

    def copies_of(self, place: Place) -> tuple[Copy, ...]:
        """The other records of a record's group, by their ids; none where it is in no group."""
        copies = [
            decode_copy(self.parts[part].segment, document) for part, document in self.groups.others(place)
        ]
        return tuple(sorted(copies, key=lambda copy: copy.id))

    def practices_at(self, place: Place) -> tuple[Record, ...]:
        part, document = place
        return decode_practices(self.parts[part].segment, document)

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        """The unmerged forms of a practice, from the states of the pages that hold it."""
        listing = list(self._places(fields.PRACTICE_IDS, record_id))
        with self.answering():
            return tuple(
                practice
                for place in listing
                for practice in self.practices_at(place)
                if practice.id == record_id
            )

    def states(self) -> Iterator[tuple[Place, PageState, str]]:
        """Every page's place, state, and the id of its own record."""
        for number, part in enumerate(self.parts):
            paths = part.segment.fields.get(fields.PATH)
            if paths is None:
                continue
            with self.answering():
                last = paths.last - 1
                first, end = int(paths.starts[paths.first]), int(paths.starts[last] + paths.holding[last])
                for document in np.sort(part.segment.documents[first:end]).tolist():
                    if part.deleted is None or not part.deleted[document]:
                        state, record_id = decode_state(part.segment, document)
                        yield (number, document), state, record_id

    def _places(self, field: str, value: str) -> Iterator[Place]:
        text = fields.encoded(value)
        for number, part in enumerate(self.parts):
            for document in part.kept(field, text):
                yield number, document


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
    for attempt in range(_ATTEMPTS):
        generation = newest_generation(path)
        try:
            return _open(path, read_manifest(path, mark))
        except UnusableIndexError as error:
            if not isinstance(error.__cause__, FileNotFoundError) or attempt == _ATTEMPTS - 1:
                raise
            if newest_generation(path) == generation:
                time.sleep(0.02)
    raise AssertionError("the last attempt returns or raises")


def _open(path: Path, manifest: Manifest) -> Snapshot:
    _keep_freed_memory()
    parts = []
    for state in manifest.segments:
        with reported_as_damage(path):
            segment = Segment(path, segment_name(state.id))
            if segment.size != state.size:
                raise ValueError(f"{segment.name} has {segment.size} documents, not {state.size}")
        parts.append(Part(segment, state.deleted, state.groups))
    return Snapshot(path, manifest, parts, committed_at(path, manifest.generation))


def _keep_freed_memory() -> None:
    """Have the C library keep what arrays leave behind: fetching it again costs more than what is done with it.

    glibc learns from the largest block that was freed. The block is never written to and takes no memory.
    """
    block = np.empty(_KEPT, np.uint8)
    del block
