"""Documents become runs: every term, place, value and number of what was given, in any number of pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from brute import Document, arrays, documents, expected, found
from hypothesis import given, settings
from hypothesis import strategies as st
from records import record

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.gathering import Gathering
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.model import Record


def add(gathering: Gathering, documents: Sequence[Document]) -> list[int]:
    return [
        gathering.add_record(one) if isinstance(one, Record) else gathering.add_state(*one)
        for one in documents
    ]


def gathered(folder: Path, *documents: Document) -> Segment:
    gathering = Gathering(folder)
    assert add(gathering, documents) == list(range(len(documents)))
    ((segment, live),) = gathering.finish()
    assert live is None and segment.size == len(documents)
    return segment


def postings(segment: Segment, field: str, term: str) -> list[tuple[int, list[int]]]:
    places = found(segment).postings[field].get(term.encode(), {})
    return [(document, held or []) for document, held in places.items()]


# Small cases


def test_words_stand_where_title_and_text_have_them(tmp_path: Path) -> None:
    segment = gathered(
        tmp_path, record("a", "Carers care for the carer.", title="The care"), record("b", "Cared for")
    )
    assert postings(segment, "words", "care") == [(0, [1, 3])]
    assert postings(segment, "words", "the") == [(0, [0, 5])]
    assert postings(segment, "body", "care") == [(0, [1, 3]), (1, [0])]
    assert postings(segment, "body", "carer") == [(0, [2, 6])]
    assert postings(segment, "title_words", "the") == [(0, [0])]
    assert postings(segment, "title_words", "carers") == []
    assert segment.numbers("tokens").tolist() == [7, 2] and segment.numbers("title_tokens").tolist() == [2, 0]
    assert segment.numbers("text_length").tolist() == [4, 1]
    assert segment.numbers("title_length").tolist() == [1, 0]


def test_a_stem_of_one_word_shares_its_postings(tmp_path: Path) -> None:
    segment = gathered(tmp_path, record("a", "trusted workers"), record("b", "worker trusted"))
    words, body = segment.fields["words"], segment.fields["body"]
    assert body.starts[body.find(b"trust")] == words.starts[words.find(b"trusted")]
    assert body.places[body.find(b"trust")] == words.places[words.find(b"trusted")]
    assert body.starts[body.find(b"worker")] not in (words.starts[words.first : words.last]).tolist()
    assert len(segment.positions) == 4 + 2


def test_a_token_of_several_words_or_none_takes_as_many_places(tmp_path: Path) -> None:
    segment = gathered(tmp_path, record("a", "coproduction ½ care", title="½ coproduction \u0301"))
    words = [postings(segment, "words", word) for word in ("1", "2", "12", "1⁄2", "co", "production", "care")]
    assert sum(len(held) for one in words for _, held in one) == segment.numbers("tokens")[0]
    assert postings(segment, "words", "care") == [(0, [int(segment.numbers("tokens")[0]) - 1])]
    assert segment.numbers("title_tokens")[0] == segment.numbers("tokens")[0] // 2


def test_values_are_whole_and_their_combinations_counted_once(tmp_path: Path) -> None:
    segment = gathered(
        tmp_path,
        record("a", themes=("money", "safety"), publisher="Coram, Voice"),
        record("b", themes=("safety", "money", "money")),
        record("c", themes=("safety",), date="2021-02"),
    )
    assert postings(segment, "publisher", "Coram, Voice") == [(0, [])]
    assert postings(segment, "theme", "safety") == [(0, []), (1, []), (2, [])]
    assert postings(segment, "id", "b") == [(1, [])]
    theme, month = segment.combinations("theme"), segment.combinations("month")
    assert theme and theme.codes.tolist() == [1, 1, 2]
    assert theme.starts.tolist() == [0, 0, 2, 3] and theme.members.tolist() == [0, 1, 1]
    assert month and month.codes.tolist() == [0, 0, 1]
    assert segment.combinations("council") is None
    assert segment.numbers("date_first").tolist() == [0, 0, 20210201]
    assert segment.numbers("date_last").tolist() == [0, 0, 20210228]


def test_a_page_s_state_has_neither_words_nor_numbers(tmp_path: Path) -> None:
    practices = [record("p", "care"), record("q", "care"), record("p", "again")]
    segment = gathered(tmp_path, (PageState("one.html", "d", "r"), "own", practices), record("own", "care"))
    assert postings(segment, "path", "one.html") == [(0, [])]
    assert postings(segment, "practice_ids", "p") == postings(segment, "practice_ids", "q") == [(0, [])]
    assert postings(segment, "words", "care") == [(1, [0])]
    assert segment.numbers("is_record").tolist() == [0, 1]


def test_records_without_any_word_are_documents_too(tmp_path: Path) -> None:
    segment = gathered(tmp_path, record("a"), record("b", "—"))
    assert set(segment.fields) == {"id", "type", "kind"}
    assert segment.numbers("tokens").tolist() == [0, 0]


def test_nothing_gathered_is_no_run(tmp_path: Path) -> None:
    assert Gathering(tmp_path).finish() == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [300, 70_000])
def test_long_texts_and_many_words_are_kept(tmp_path: Path, words: int) -> None:
    text = " ".join(f"w{n}" for n in range(words)) + " same" * words
    segment = gathered(tmp_path, record("a", "first same"), record("b", text))
    assert postings(segment, "words", f"w{words - 1}") == [(1, [words - 1])]
    assert postings(segment, "body", "same") == [(0, [1]), (1, list(range(words, 2 * words)))]


# Pieces


@given(st.lists(documents(), max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_run_holds_what_plain_python_finds(
    tmp_path_factory: pytest.TempPathFactory, given: list[Document]
) -> None:
    gathering = Gathering(tmp_path_factory.mktemp("run"))
    add(gathering, given)
    runs = gathering.finish()
    assert len(runs) == bool(given)
    for segment, _ in runs:
        assert found(segment) == expected(given)


@given(st.lists(documents(), min_size=1, max_size=14), st.integers(400, 2000))
@settings(max_examples=60, deadline=None)
def test_a_run_of_many_batches_is_that_of_one(
    tmp_path_factory: pytest.TempPathFactory, given: list[Document], batch: int
) -> None:
    whole, cut = (
        Gathering(tmp_path_factory.mktemp("run"), batch=size, batches=1000) for size in (1 << 20, batch)
    )
    add(whole, given)
    add(cut, given)
    ((one, _),), ((other, _),) = whole.finish(), cut.finish()
    assert arrays(one) == arrays(other)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=30), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_record_is_found_until_it_is_dropped_whatever_run_it_is_in(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool]], batches: int
) -> None:
    gathering = Gathering(tmp_path_factory.mktemp("runs"), batch=800, batches=batches)
    kept: dict[str, Record] = {}
    for number, (name, put) in enumerate(steps):
        former = gathering.document_of(name)
        assert (former is not None) == (name in kept)
        if former is not None:
            gathering.drop(former)
        kept.pop(name, None)
        if put:
            kept[name] = record(name, f"{number} care")
            assert gathering.document_of(name) is None
            assert gathering.add_record(kept[name]) == gathering.document_of(name)
    heads: list[bytes] = []
    for segment, live in gathering.finish():
        numbers = range(segment.size) if live is None else np.flatnonzero(live).tolist()
        assert numbers
        heads += [segment.stored.head(document) for document in numbers]
    assert sorted(heads) == sorted(expected([one]).stored[0][0] for one in kept.values())


def test_what_is_discarded_leaves_no_file(tmp_path: Path) -> None:
    gathering = Gathering(tmp_path)
    gathering.add_record(replace(record("a"), text="care"))
    assert list(tmp_path.iterdir())
    gathering.discard()
    gathering.discard()
    assert not list(tmp_path.iterdir())
