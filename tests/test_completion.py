"""What a query that is being typed may go on as."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search.analysis import words
from carevoice_search.engines import open_store
from carevoice_search.query import parse

sys.path.append(str(Path(__file__).parent / "engine"))

from records import record  # beside the engine's tests

ST_HELENS, STOCKPORT, STOKE, COVENTRY = "E08000013", "E08000007", "E06000021", "E08000026"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[cv.Index]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        store = open_store(tmp_path_factory.mktemp("completion") / "index")
        with store.writing() as transaction:
            for one in (
                record("a", "Trust their social worker.", councils=(STOCKPORT,), date="2021-04"),
                record(
                    "b", "Social workers work in St Helens.", councils=(ST_HELENS,), themes=("rights-voice",)
                ),
                record("c", "Trusted workshops.", councils=(STOCKPORT, STOKE), date="2020"),
                record("d", "Café society, the steps.", kind="review", publisher="Coram Voice & “Co”"),
                record("gone", "Steppingstone.", councils=(COVENTRY,)),
            ):
                transaction.put_record(one)
        with store.writing() as transaction:
            transaction.drop_record("gone")
        yield cv.open_index(store.path)


def texts(index: cv.Index, typed: str, limit: int = 20) -> list[str]:
    return [one.text for one in index.suggest(typed, limit=limit)]


def test_a_word_goes_on_as_the_words_of_the_index_the_most_frequent_first(index: cv.Index) -> None:
    found = index.suggest("social wor")
    assert [(one.text, one.label, one.count, one.start) for one in found] == [
        ("work", "work", 1, 7),
        ("worker", "worker", 1, 7),
        ("workers", "workers", 1, 7),
        ("workshops", "workshops", 1, 7),
    ]
    assert texts(index, "TRU") == ["trust", "trusted"]
    assert texts(index, "caf") == texts(index, "CAFÉ"[:3]) == ["cafe"]


def test_neither_stop_words_nor_the_word_itself_nor_words_of_records_that_are_gone(index: cv.Index) -> None:
    assert "the" not in texts(index, "th")
    assert texts(index, "worker") == ["workers"]
    assert texts(index, "stepp") == []


def test_several_words_are_the_beginning_of_a_label(index: cv.Index) -> None:
    first, *rest = index.suggest("trust st hel")
    assert (first.text, first.label, first.field, first.value) == (
        "council:st-helens",
        "St Helens",
        "council",
        ST_HELENS,
    )
    assert (first.count, first.start) == (1, 6)
    assert [one.text for one in rest] == ["helens"]


def test_labels_that_begin_so_stand_before_those_that_hold_it(index: cv.Index) -> None:
    assert texts(index, "sto") == ["council:stockport", "council:stoke-on-trent"]
    assert texts(index, "voice") == ['publisher:"Coram Voice & \\“Co\\”"', "theme:rights-voice"]
    assert index.suggest("co")[0].label == "Coram Voice & “Co”"


def test_a_field_that_is_named_goes_on_as_its_values_alone(index: cv.Index) -> None:
    assert texts(index, "council:sto") == ["council:stockport", "council:stoke-on-trent"]
    assert texts(index, "-council:st") == ["council:stockport", "council:st-helens", "council:stoke-on-trent"]
    assert texts(index, 'trust council:"st hel') == ["council:st-helens"]
    assert texts(index, "council:coventry,hel") == ["council:coventry,st-helens"]
    assert texts(index, "year:20") == ["year:2020", "year:2021"]
    assert texts(index, "kind:") == ["kind:other", "kind:review"]
    assert texts(index, "council:E08000013") == ["council:st-helens"]
    assert [one.start for one in index.suggest("trust -council:sto")] == [7, 7]
    assert texts(index, "date:20") == texts(index, "nofield:st") == []
    assert texts(index, "title:tru") == ["trust", "trusted"]


def test_the_name_of_a_field_is_offered_too(index: cv.Index) -> None:
    [name] = [one for one in index.suggest("counc") if one.value is None]
    assert (name.text, name.label, name.field, name.count) == ("council:", "Council", "council", 3)
    assert "unit:" not in texts(index, "un")


def test_within_quotes_words_alone_go_on(index: cv.Index) -> None:
    assert texts(index, '"social wor') == ["work", "worker", "workers", "workshops"]
    assert texts(index, '"st hel') == ["helens"]
    assert texts(index, '"social worker" tru')[:1] == ["trust"]


def test_what_an_operator_has_hold_of_is_left_alone(index: cv.Index) -> None:
    assert texts(index, "tru*") == texts(index, "tru~") == texts(index, "tru~1") == texts(index, "AND") == []
    assert texts(index, "-tru") == texts(index, "(tru") == texts(index, "=tru") == ["trust", "trusted"]
    for text in ("-st hel", "st OR hel", "title:st hel", "(st) hel"):
        assert {one.start for one in index.suggest(text)} == {text.index("hel")}


def test_nothing_goes_on_after_a_space_from_nothing_and_beyond_the_bounds(index: cv.Index) -> None:
    assert texts(index, "") == texts(index, "trust ") == texts(index, "trust,") == texts(index, "…") == []
    assert texts(index, "tru" * 400) == texts(index, "a " * 499 + "tru", 0) == []
    assert texts(index, "a " * 498 + "tru") == ["trust", "trusted"]
    assert len(texts(index, "s", 3)) == 3


signs = st.text(
    st.sampled_from("stohelcavoice: \"“”,-()*~=\\'’é\x00\n\ud800\u202e") | st.characters(), max_size=30
)
typed = st.one_of(
    signs,
    st.builds(
        lambda before, last: before + last, signs, st.sampled_from(("council:st", "st hel", "tru", '"'))
    ),
)


@settings(max_examples=200, deadline=None)
@given(typed, st.integers(0, 9))
def test_whatever_is_typed_it_goes_on_as_what_the_index_holds(index: cv.Index, text: str, limit: int) -> None:
    found = index.suggest(text, limit=limit)
    assert len(found) <= limit
    for one in found:
        assert 0 <= one.start < len(text) and one.count > 0
        if one.field is None:
            assert index.search(f"={one.text}", limit=0).total == one.count and words(one.text) == (one.text,)
        elif one.value is not None:
            assert index.values(one.field)[one.value] == one.count
            if "," not in one.text:
                assert index.query(one.text).filters == (cv.Filter(one.field, (one.value,)),)
                assert parse(one.text).filters[0].field == one.field
