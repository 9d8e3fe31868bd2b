"""Engines over segments that were written by hand, without a store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from building import Document, write_segment

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.gathering import Gathering
from carevoice_search.engines.whoosh.manifest import Manifest, SegmentState
from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.snapshot import Part, Snapshot
from carevoice_search.engines.whoosh.storage import segment_name
from carevoice_search.model import Record

History = Sequence[Mapping[str, Record | None]]


def snapshot_of(folder: Path, *segments: SegmentState) -> Snapshot:
    parts = [Part(Segment(folder, segment_name(one.id)), one.deleted) for one in segments]
    return Snapshot(folder, Manifest(1, segments), parts)


def engine_over(folder: Path, *segments: Sequence[Document]) -> WhooshEngine:
    """An engine over one segment for each sequence of documents."""
    return WhooshEngine(snapshot_of(folder, *[write_segment(folder, one) for one in segments]))


def gathered(folder: Path, records: Sequence[Record], dropped: Sequence[int] = ()) -> Part:
    """A part of one segment of many records, of which those numbered `dropped` are deleted."""
    gathering = Gathering(folder)
    for record in records:
        gathering.add_record(record)
    for document in dropped:
        gathering.drop(document)
    [(segment, live)] = gathering.finish()
    return Part(segment, None if live is None else ~live)


def engine_of(folder: Path, *parts: Part) -> WhooshEngine:
    return WhooshEngine(Snapshot(folder, Manifest(1), parts))


@contextmanager
def grown(history: History) -> Iterator[tuple[WhooshEngine, list[Record]]]:
    """An engine over a segment for each step, in which later steps deleted records; and the records that live."""
    with tempfile.TemporaryDirectory() as folder:
        states = []
        for number, step in enumerate(history):
            later = {record_id for one in history[number + 1 :] for record_id in one}
            records = [record for record in step.values() if record]
            dead = [place for place, record in enumerate(records) if record.id in later]
            page = PageState(f"{number}.html", "digest", "rules"), "a", ()
            states.append(write_segment(Path(folder), [*records, page], dead))
        living: dict[str, Record | None] = {}
        for step in history:
            living |= step
        yield (
            WhooshEngine(snapshot_of(Path(folder), *states)),
            [record for record in living.values() if record],
        )
