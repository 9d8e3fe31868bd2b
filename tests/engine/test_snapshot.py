"""Damage is told from mistakes: an error over files that are as they were written is ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from asking import engine_of, gathered, snapshot_of
from building import write_segment
from crowd import make_records
from records import record

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.snapshot import Part, Snapshot
from carevoice_search.errors import CarevoiceError, UnusableIndexError
from carevoice_search.model import Everything, Or, Phrase, Prefix, Query, Word


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    practice = record("p", "one line", type="practice")
    page = PageState("a.html", "digest", "rules"), "a", (practice, record("q", type="practice"))
    first = write_segment(tmp_path, [record("a", "former care"), page, record("b", "care")], deleted=[0])
    return snapshot_of(tmp_path, first, write_segment(tmp_path, [record("a", "care plan"), practice]))


def test_records_states_and_practices_are_found_in_their_parts(snapshot: Snapshot) -> None:
    assert snapshot.place_of("a") == (1, 0) and snapshot.place_of("x") is None
    assert snapshot.record_at((1, 0)).text == "care plan"
    assert snapshot.state_place("a.html") == (0, 1) and snapshot.state_place("b.html") is None
    assert [(place, state.path, own) for place, state, own in snapshot.states()] == [((0, 1), "a.html", "a")]
    assert [one.id for one in snapshot.practices_at((0, 1))] == ["p", "q"]
    assert [one.id for one in snapshot.occurrences("p")] == ["p"] and snapshot.occurrences("a") == ()
    assert snapshot.records == 3 and [part.records for part in snapshot.parts] == [1, 2]


def test_means_and_holdings_are_those_of_the_living(snapshot: Snapshot) -> None:
    assert snapshot.mean("text_length") == pytest.approx((1 + 2 + 1) / 3)
    part = snapshot.parts[0]
    assert part.live_holding(part.postings("words", b"care")) == 1
    assert part.live_holding(part.postings("words", b"former")) == 0
    assert part.documents.tolist() == [2]
    assert part.id_of(2) == b"b" and part.id_ranks[0] < part.id_ranks[2]


def test_an_error_of_ours_is_not_called_damage(snapshot: Snapshot) -> None:
    with pytest.raises(ZeroDivisionError), snapshot.answering():
        raise ZeroDivisionError
    with pytest.raises(CarevoiceError, match="asked wrongly"), snapshot.answering():
        raise CarevoiceError("asked wrongly")


@pytest.mark.parametrize("extension", ["doc", "cnt", "pos", "hed", "txt", "seg"])
def test_garbled_files_give_an_answer_or_are_called_damaged(tmp_path: Path, extension: str) -> None:
    segment = gathered(tmp_path, make_records(300)).segment
    path = tmp_path / f"{segment.name}.{extension}"
    content = path.read_bytes()
    random = np.random.default_rng(3)
    damaged = 0
    for _ in range(30):
        garbled = bytearray(content)
        start = int(random.integers(len(content))) if content else 0
        garbled[start : start + 200] = random.bytes(len(garbled[start : start + 200]))
        path.write_bytes(bytes(garbled))
        try:
            engine = engine_of(tmp_path, Part(Segment(tmp_path, segment.name)))
        except ValueError:
            continue
        for root in (
            Or((Word("care"), Word("plan"))),
            Phrase(("care", "of"), 2),
            Prefix("word1"),
            Everything(),
        ):
            try:
                engine.execute(Query(root), facets=("theme", "year", "publisher"), limit=300)
            except UnusableIndexError as error:
                assert "damaged" in str(error) and "--rebuild" in str(error)
                damaged += 1
    assert damaged or extension in ("pos", "cnt", "txt")
