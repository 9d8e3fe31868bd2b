"""Segments merged are the segment that their live documents would have made at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from brute import Document, arrays, documents, expected, found
from hypothesis import given, settings
from hypothesis import strategies as st
from records import record
from test_gathering import gathered

from carevoice_search.engines.whoosh.merge import FAN_IN, Living, merge, merge_into_one
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.storage import new_segment_id, segment_name
from carevoice_search.engines.whoosh.term_merge import Bounds

bounds = st.builds(Bounds, texts=st.sampled_from((1, 2, 5, 1000)), postings=st.sampled_from((1, 3, 10, 1000)))


def merged(folder: Path, sources: list[Living], bounds: Bounds | None = None) -> Segment:
    writer = SegmentWriter(folder, new_segment_id())
    merge(sources, writer, bounds)
    writer.finish()
    return Segment(folder, writer.name)


def masked(segment: Segment, dead: int) -> Living:
    live = np.ones(segment.size, np.bool_)
    live[dead] = False
    return segment, live


def test_documents_keep_their_order_and_terms_are_united(tmp_path: Path) -> None:
    one = gathered(tmp_path, record("a", "care of", themes=("money",)), record("b", "of"))
    two = gathered(tmp_path, record("c", "carer of"), record("d", "care", themes=("safety", "money")))
    whole = found(merged(tmp_path, [(one, None), masked(two, 0)]))
    assert whole.postings["words"] == {b"care": {0: [0], 2: [0]}, b"of": {0: [1], 1: [0]}}
    assert whole.postings["id"] == {b"a": {0: None}, b"b": {1: None}, b"d": {2: None}}
    assert [one["theme"] for one in whole.values] == [[b"money"], [], [b"money", b"safety"]]


def test_a_stem_goes_on_sharing_where_its_word_is_the_same_everywhere(tmp_path: Path) -> None:
    one = gathered(tmp_path, record("a", "trusted worker"))
    two = gathered(tmp_path, record("b", "trusted workers"))
    whole = merged(tmp_path, [(one, None), (two, None)])
    words, body = whole.fields["words"], whole.fields["body"]
    assert body.starts[body.find(b"trust")] == words.starts[words.find(b"trusted")]
    assert body.holding[body.find(b"worker")] == 2
    assert len(whole.positions) == 4 + 2
    half = merged(tmp_path, [(one, None), masked(gathered(tmp_path, record("b", "workers"), record("c")), 0)])
    assert len(half.positions) == 2


@given(st.lists(st.lists(documents(), max_size=5), min_size=1, max_size=5), bounds)
@settings(max_examples=60, deadline=None)
def test_whole_segments_merge_to_the_very_arrays_of_one(
    tmp_path_factory: pytest.TempPathFactory, given: list[list[Document]], bounds: Bounds
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    sources: list[Living] = [(gathered(folder, *several), None) for several in given if several]
    if sources:
        whole = merged(folder, sources, bounds)
        assert arrays(whole) == arrays(gathered(folder, *(one for several in given for one in several)))


@given(
    st.lists(st.lists(st.tuples(documents(), st.booleans()), min_size=1, max_size=6), min_size=1, max_size=5),
    bounds,
)
@settings(max_examples=80, deadline=None)
def test_what_is_alive_merges_to_what_plain_python_finds_in_it(
    tmp_path_factory: pytest.TempPathFactory, given: list[list[tuple[Document, bool]]], bounds: Bounds
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    sources: list[Living] = [
        (gathered(folder, *(one for one, _ in several)), np.array([alive for _, alive in several]))
        for several in given
    ]
    whole = merged(folder, sources, bounds)
    live = [one for several in given for one, alive in several if alive]
    assert whole.size == len(live)
    assert found(whole) == expected(live)
    again = merged(folder, [(whole, None)], bounds)
    assert found(again) == expected(live)


@pytest.mark.parametrize("number", [1, 2, FAN_IN, FAN_IN + 1, 2 * FAN_IN + 3])
def test_any_number_of_segments_becomes_one(tmp_path: Path, number: int) -> None:
    given = [record(f"r{n:02}", f"care of {n}", themes=("money",)) for n in range(number)]
    name, size = merge_into_one(tmp_path, [(gathered(tmp_path, one), None) for one in given])
    whole = found(Segment(tmp_path, segment_name(name)))
    assert size == number and whole == expected(given)


def test_a_merge_that_fails_leaves_no_file(tmp_path: Path) -> None:
    segment = gathered(tmp_path, record("a", "care"))
    before = set(tmp_path.iterdir())
    with pytest.raises(IndexError):
        merge_into_one(tmp_path, [(segment, np.ones(3, np.bool_))])
    assert set(tmp_path.iterdir()) == before
