"""Records and pages' states come back from a segment exactly as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import record, records

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.stored import (
    SHORT,
    Stored,
    decode_practices,
    decode_record,
    decode_state,
    encode_record,
    encode_state,
    record_id,
    record_title,
)
from carevoice_search.model import Figure, Record

any_text = st.text(st.characters(), max_size=20)  # surrogates and control characters too


def written(folder: Path, *documents: Stored) -> Segment:
    writer = SegmentWriter(folder, "S")
    for one in documents:
        writer.add_stored(*one)
    writer.finish()
    return Segment(folder, "S")


@given(
    st.lists(
        st.tuples(records("some-id"), any_text, any_text, st.integers(0, 400), st.booleans()),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=60, deadline=None)
def test_records_come_back(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[Record, str, str, int, bool]]
) -> None:
    several = [
        record(
            one.id, (title if titled else "") + text * length, title=title, evidence=one.evidence, themes=one.themes,
            date=one.date, councils=one.councils, regions=one.regions, sources=one.sources, type=one.type,
            figure=one.figure,
        )
        for one, title, text, length, titled in drawn
    ]  # fmt: skip
    segment = written(tmp_path_factory.mktemp("records"), *map(encode_record, several))
    for document, one in enumerate(several):
        assert decode_record(segment, document) == one
        assert (record_id(segment, document), record_title(segment, document)) == ("some-id", one.title)


def test_a_short_record_stands_in_its_head_and_a_long_one_does_not() -> None:
    assert encode_record(record("a", "one line")).remainder == b""
    stored = encode_record(record("a", "long " * SHORT))
    assert b"long" not in stored.head and len(stored.remainder) > SHORT


def test_a_figure_costs_a_record_without_one_nothing() -> None:
    head = encode_record(record("a", "one line")).head
    found = Figure(32.0, "percent", "32 per cent", "about", 69.0, "care leavers", "felt safe")
    told = encode_record(record("a", "one line", type="finding", figure=found)).head
    assert json.loads(head) == ["a", "", None, None, 0, [], "one line"]
    assert json.loads(told)[4] == [
        0,
        32.0,
        "percent",
        "32 per cent",
        "about",
        69.0,
        "care leavers",
        "felt safe",
    ]


@given(any_text, any_text, any_text, st.lists(records("p"), max_size=3))
@settings(max_examples=40, deadline=None)
def test_a_page_state_and_its_practices_come_back(
    tmp_path_factory: pytest.TempPathFactory, path: str, stamp: str, sketch: str, practices: list[Record]
) -> None:
    state = PageState(path, "digest", "rules", stamp, sketch)
    segment = written(tmp_path_factory.mktemp("states"), encode_state(state, "own", practices))
    assert decode_state(segment, 0) == (state, "own")
    assert decode_practices(segment, 0) == tuple(practices)


def test_damaged_bytes_are_a_value_error(tmp_path: Path) -> None:
    head, _, pieces = encode_record(record("a", "text"))
    figure = b'["a","",null,null,[0,1.0],[],""]'
    for damaged in (head[:-3], b"{}", b"[1,2]", b"\xff", b"[1,1,1,1,1,1,1]", b"[1,1,1,1]", figure):
        with pytest.raises(ValueError):
            decode_record(written(tmp_path, Stored(damaged, b"", pieces)), 0)
