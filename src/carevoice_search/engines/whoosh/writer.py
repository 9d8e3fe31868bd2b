"""All changes of one commit: collected by a Whoosh writer, and visible together or not at all."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.util import fib
from whoosh.writing import CLEAR, SegmentWriter

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.damage import reported_as_damage
from carevoice_search.engines.whoosh.fields import make_schema, record_document, state_document
from carevoice_search.engines.whoosh.guarded import open_segment
from carevoice_search.engines.whoosh.snapshot import Snapshot
from carevoice_search.engines.whoosh.storage import INDEX_NAME, DurableStorage, sweep
from carevoice_search.errors import CarevoiceError, UnusableIndexError
from carevoice_search.model import Record

MAX_SEGMENTS = 12
_POSTINGS_MB = 64
"""Whoosh sorts postings in runs on disk beyond this much memory."""


class WhooshTransaction:
    """See `engines.Transaction`. `former` is the index as it was; a rebuild starts from an empty one."""

    def __init__(self, storage: DurableStorage, former: Snapshot, rebuild: bool = False) -> None:
        self._storage = storage
        self._former = former
        self._before = before = None if rebuild else former
        # The store holds the lock already.
        self._writer = _Writer(FileIndex(storage, indexname=INDEX_NAME), _lk=False, limitmb=_POSTINGS_MB)
        if before is None:
            self._writer.schema = make_schema()
        self._pages = {} if before is None else {s.path: (n, s, record) for n, s, record in before.states()}
        self._changed = before is None or before.generation == 0
        self._new_records: dict[str, int] = {}
        self._new_pages: dict[str, tuple[int, str]] = {}

    def pages(self) -> Mapping[str, PageState]:
        return {path: state for path, (_, state, _) in self._pages.items()}

    def former_pages(self) -> Mapping[str, PageState]:
        try:
            return {state.path: state for _, state, _ in self._former.states()}
        except UnusableIndexError:
            if self._before is not None:
                raise
            return {}

    def practices_on(self, path: str) -> tuple[Record, ...]:
        if self._before is None or path not in self._pages:
            return ()
        return self._before.practices_at(self._pages[path][0])

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        if self._before is None:
            return ()
        return self._before.occurrences(record_id)

    def put_page(self, state: PageState, record: Record, practices: Sequence[Record]) -> None:
        self.drop_page(state.path)
        self._new_pages[state.path] = (self._add(state_document(state, record.id, practices)), record.id)
        self.put_record(record)

    def restamp(self, state: PageState) -> None:
        document, _, record_id = self._pages[state.path]
        practices = self.practices_on(state.path)
        self._delete(document)
        self._new_pages[state.path] = (self._add(state_document(state, record_id, practices)), record_id)

    def drop_page(self, path: str) -> None:
        if path in self._new_pages:
            document, record_id = self._new_pages.pop(path)
            self._writer.superseded.add(document)
            self.drop_record(record_id)
        if path in self._pages:
            document, _, record_id = self._pages[path]
            self._delete(document)
            self._delete_former(record_id)

    def put_record(self, record: Record) -> None:
        self.drop_record(record.id)
        self._new_records[record.id] = self._add(record_document(record))

    def drop_record(self, record_id: str) -> None:
        if record_id in self._new_records:
            self._writer.superseded.add(self._new_records.pop(record_id))
        self._delete_former(record_id)

    def commit(self) -> None:
        """Raises CarevoiceError where the disk refuses; the index is then as it was."""
        if not self._changed:
            self.cancel()
            return
        try:
            self._writer.commit(mergetype=CLEAR if self._before is None else _merge)
        except OSError as error:
            raise refusal(self._storage.folder, error) from error

    def cancel(self) -> None:
        """Undo, as far as the disk lets us: what stays behind is swept by the next writer."""
        with suppress(Exception):
            self._writer.cancel()
        del self._writer
        gc.collect()  # Whoosh does not close its files when a commit fails.
        with suppress(Exception):
            sweep(self._storage)

    def _delete_former(self, record_id: str) -> None:
        document = None if self._before is None else self._before.document_of(record_id)
        if document is not None:
            self._delete(document)

    def _delete(self, document: int) -> None:
        self._writer.delete_document(document)
        self._changed = True

    def _add(self, document: dict[str, Any]) -> int:
        number = int(self._writer.docnum)
        try:
            self._writer.add_document(**document)
        except OSError as error:
            raise refusal(self._storage.folder, error) from error
        self._changed = True
        return number


def refusal(folder: Path | str, error: OSError) -> CarevoiceError:
    """What to tell when the disk refuses to be written."""
    return CarevoiceError(
        f"the index in {folder} could not be written ({error.strerror or error}); it answers as before. "
        "Make room on the disk, or make the folder writable, then run the command again"
    )


class _Writer(SegmentWriter):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Whoosh's writer, able to take back a document of the segment that it is writing."""

    def __init__(self, index: FileIndex, **options: Any) -> None:
        super().__init__(index, **options)
        self.superseded: set[int] = set()

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        for document in self.superseded:
            segment.delete_document(document)
        return segment


def _merge(writer: _Writer, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's own policy, within bounds: no segment that is mostly deleted, and not many in all."""
    live = [segment for segment in segments if segment.doc_count()]
    small = _small(live)
    kept = [segment for segment in live if segment not in small]
    kept.sort(key=lambda segment: segment.doc_count(), reverse=True)
    whole = [segment for segment in kept if segment.deleted_count() <= segment.doc_count()]
    whole = whole[: MAX_SEGMENTS - 1]
    for segment in live:
        if segment not in whole:
            with reported_as_damage(writer.storage.folder, but=(OSError,)):
                reader = open_segment(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
    return whole


def _small(segments: Sequence[Any]) -> Sequence[Any]:
    """The segments that Whoosh's MERGE_SMALL would merge, which itself would open them unguarded."""
    ordered = sorted(segments, key=lambda segment: segment.doc_count_all())
    documents = 0
    for place, segment in enumerate(ordered):
        documents += segment.doc_count_all()
        if place > 3 and documents < fib(place + 5):
            return ordered[: place + 1]
    return ()
