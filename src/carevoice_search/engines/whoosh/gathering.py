"""The documents of a transaction on their way to disk, in bounded memory.

What is stored of a document is written at once. Its words gather in batches; when there are as many batches as are
merged at once they become a run: a segment like any other. The runs become one segment when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.lexicon import MOST, Lexicon
from carevoice_search.engines.whoosh.merge import FAN_IN, Living, merge_texts, merge_values
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.storage import new_segment_id, segment_name
from carevoice_search.engines.whoosh.stored import Stored, encode_record, encode_state
from carevoice_search.engines.whoosh.texts import Batch, GatheredTexts
from carevoice_search.engines.whoosh.values import GatheredValues
from carevoice_search.model import Record
from carevoice_search.schema import searched_texts

BATCH = 10_000_000
"""Bytes of raw words after which documents are sorted, each document counting as _DOCUMENT bytes more.

A token has 7 bytes or so, and takes 12 in a batch until its run is written: a run takes about 200 MB.
"""
_DOCUMENT = 400


class Gathering:
    """Numbers the documents of a transaction from 0 and writes them to runs in `folder`.

    A batch is closed at `batch` bytes, a run at `batches` batches. All methods raise OSError where the disk
    refuses.
    """

    def __init__(self, folder: Path, batch: int = BATCH, batches: int = FAN_IN) -> None:
        self._folder = folder
        self._most_bytes, self._most_batches = batch, batches
        _keep_freed_memory()
        self._lexicon = Lexicon()
        self._texts = GatheredTexts(self._lexicon)
        self._batches: list[Batch] = []
        self._values = GatheredValues()
        self._writer: SegmentWriter | None = None
        self._runs: list[_Run] = []
        self._dictionary = b""
        self._size = self._base = 0
        self._recent: dict[str, int] = {}
        """The newest documents of the records of the unfinished run."""
        self._former = _Signs()
        self._dropped: set[int] = set()

    def add_record(self, record: Record) -> int:
        """The document's number."""
        self._recent[record.id] = self._size
        self._texts.add(*searched_texts(record))
        self._values.add_record(record)
        return self._store(encode_record(record))

    def add_state(self, state: PageState, record_id: str, practices: Sequence[Record]) -> int:
        """As `add_record`, for a page's state, the id of its own record and its unmerged practices."""
        self._texts.add("", "")
        self._values.add_state(state.path, (practice.id for practice in practices))
        return self._store(encode_state(state, record_id, practices))

    def drop(self, document: int) -> None:
        """Take back a document."""
        self._dropped.add(document)

    def document_of(self, record_id: str) -> int | None:
        """The document of a record, unless it was dropped."""
        document = self._recent.get(record_id)
        if document is not None:
            return None if document in self._dropped else document
        if record_id not in self._former:
            return None
        found = (one for run in self._runs for one in run.documents_of(record_id))
        return next((document for document in found if document not in self._dropped), None)

    def finish(self) -> list[Living]:
        """The runs, and which of their documents are alive; without those that are dead altogether."""
        if self._writer is not None:
            self._write_run()
        living = []
        for run in self._runs:
            dead = [one - run.base for one in self._dropped if 0 <= one - run.base < run.segment.size]
            live = np.ones(run.segment.size, np.bool_)
            live[dead] = False
            if live.any():
                living.append((run.segment, live if dead else None))
        return living

    def discard(self) -> None:
        """Remove what an unfinished run has written."""
        if self._writer is not None:
            self._writer.discard()
            self._writer = None

    def _store(self, stored: Stored) -> int:
        if self._writer is None:
            self._writer = SegmentWriter(self._folder, segment_name(new_segment_id()), self._dictionary)
        self._writer.add_stored(*stored)
        self._size += 1
        size = self._texts.bytes + _DOCUMENT * self._texts.size
        if size >= self._most_bytes or len(self._lexicon) > MOST:
            self._close_batch()
            if len(self._batches) == self._most_batches:
                self._write_run()
                self._former.add(self._recent)
                self._recent = {}
        return self._size - 1

    def _close_batch(self) -> None:
        self._batches.append(self._texts.batch())
        if len(self._lexicon) > MOST:
            self._lexicon = Lexicon()
        self._texts = GatheredTexts(self._lexicon)

    def _write_run(self) -> None:
        assert self._writer is not None
        if self._texts.size:
            self._close_batch()
        merge_texts([(batch, None) for batch in self._batches], self._writer)
        merge_values([(self._values.sorted(), None)], self._writer)
        self._writer.finish()
        self._dictionary = self._writer.dictionary
        self._runs.append(_Run(Segment(self._folder, self._writer.name), self._base))
        self._writer, self._batches, self._values, self._base = None, [], GatheredValues(), self._size


def _keep_freed_memory() -> None:
    """Have the C library keep the memory of arrays that are freed, for the next ones.

    Otherwise it hands every large array back to the system, which has to clear each page of the next one: a tenth
    of all the time. glibc takes as its measure the largest array that was freed so far, up to 32 MB.
    """
    np.empty(31 << 20, np.uint8)


class _Run:
    """A segment of the transaction; `base` is the number of its first document."""

    def __init__(self, segment: Segment, base: int) -> None:
        self.segment, self.base = segment, base

    def documents_of(self, record_id: str) -> list[int]:
        terms = self.segment.fields.get(fields.ID)
        number = terms.find(fields.encoded(record_id)) if terms else -1
        if terms is None or number < 0:
            return []
        start = int(terms.starts[number])
        held = self.segment.documents[start : start + int(terms.holding[number])]
        return [self.base + document for document in held.tolist()]


class _Signs:
    """Which texts may have been added: a bit for each, where a dictionary would take 200 bytes.

    It says of few texts wrongly that they may have been, of a million one in 60, and never that they have not.
    """

    _BITS = 1 << 26

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, texts: Iterable[str]) -> None:
        self._bits = self._bits or bytearray(self._BITS >> 3)
        for text in texts:
            bit = hash(text) % self._BITS
            self._bits[bit >> 3] |= 1 << (bit & 7)

    def __contains__(self, text: str) -> bool:
        bit = hash(text) % self._BITS
        return bool(self._bits) and bool(self._bits[bit >> 3] >> (bit & 7) & 1)
