"""Records and readings come back from JSON exactly; what is malformed is refused by the name of its key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.jsonform import reading_from_dict, reading_to_dict, record_from_dict, record_to_dict
from carevoice_search.model import Evidence, Figure, Finding, Practice, Reading, Record, Source

EVIDENCE = Evidence("council", "E06000024", "bullet-end", "a.txt", "text", "North Somerset", 4, 18)
RECORD = Record(
    id="p-1",
    type="practice",
    kind="practice-list",
    title="Cards that say who the social worker is",
    text="",
    publisher=None,
    url=None,
    councils=("E06000024",),
    regions=("south-west",),
    nations=("england",),
    themes=("social-workers-pas", "rights-voice"),
    date="2021-01",
    sources=(Source("a.txt", "List", None, "Publisher"),),
    evidence=(EVIDENCE, replace(EVIDENCE, place="metadata", start=None, end=None)),
)
FIGURE = Figure(7.5, "percent", "7.5 per cent", "about", None, "care leavers", None)
FINDING_RECORD = replace(RECORD, id="finding-1", type="finding", figure=FIGURE)
READING = Reading(
    page="a.txt",
    title="Étude – “quoted”\u2028",
    kind="other",
    publisher=None,
    url="https://example.org/a",
    date=None,
    councils=(),
    themes=(),
    practices=(Practice("What was done", None, (), (), (EVIDENCE,)),),
    text="one\ntwo",
    evidence=(),
    warnings=("short",),
    findings=(Finding(replace(FIGURE, out_of=69.0), "one", 0, 3, "2021-01", (), ("money",), (EVIDENCE,)),),
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
FIGURES = st.builds(Figure, value=NUMBERS, out_of=st.none() | NUMBERS)
FINDINGS = st.lists(st.builds(Finding, figure=FIGURES), max_size=2).map(tuple)


@given(st.builds(Record, figure=st.none() | FIGURES))
def test_a_record_comes_back_exactly(record: Record) -> None:
    assert record_from_dict(json.loads(json.dumps(record_to_dict(record)))) == record


@given(st.builds(Reading, findings=FINDINGS))
def test_a_reading_comes_back_exactly(reading: Reading) -> None:
    assert reading_from_dict(json.loads(json.dumps(reading_to_dict(reading)))) == reading


def test_the_form_is_plain_and_whole() -> None:
    form = record_to_dict(RECORD)
    assert form["councils"] == ["E06000024"]
    assert form["sources"] == [{"page": "a.txt", "title": "List", "url": None, "publisher": "Publisher"}]
    assert form["evidence"][1]["start"] is None
    assert list(form)[:4] == ["id", "type", "kind", "title"]
    assert isinstance(record_from_dict(form).sources, tuple)
    assert reading_to_dict(READING)["practices"][0]["evidence"][0]["end"] == 18


def test_a_finding_has_its_figure_in_its_form() -> None:
    form = reading_to_dict(READING)["findings"][0]
    assert form["figure"]["value"] == 7.5
    assert form["figure"]["out_of"] == 69.0
    assert record_to_dict(RECORD)["figure"] is None
    assert record_to_dict(FINDING_RECORD)["figure"]["unit"] == "percent"


def change(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    form: Any = record_to_dict(FINDING_RECORD)
    place = form
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(form)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (None, "record: expected an object, found null"),
        ([], "record: expected an object"),
        ({key: value for key, value in record_to_dict(RECORD).items() if key != "id"}, "record.id: missing"),
        (change(("colour",), 1), "record.colour: unknown key"),
        (change(("title",), None), "record.title: expected a string, found null"),
        (change(("date",), 2021), "record.date: expected a string, found int 2021"),
        (change(("kind",), "poem"), "record.kind: expected one of practice-list,"),
        (change(("kind",), ["article"]), "record.kind: expected one of"),
        (change(("themes",), "rights-voice"), "record.themes: expected a list"),
        (change(("councils", 0), 7), r"record.councils\[0\]: expected a string"),
        (change(("sources", 0, "page"), None), r"record.sources\[0\].page: expected a string"),
        (change(("evidence", 1), "x"), r"record.evidence\[1\]: expected an object"),
        (change(("evidence", 0, "start"), True), r"record.evidence\[0\].start: expected a whole number"),
        (change(("evidence", 0, "start"), 1.0), r"record.evidence\[0\].start: expected a whole number"),
        (change(("figure", "value"), 7), r"record.figure.value: expected a finite number"),
        (change(("figure", "value"), True), r"record.figure.value: expected a finite number"),
        (change(("figure", "value"), "7.5"), r"record.figure.value: expected a finite number"),
        (change(("figure", "value"), nan), r"record.figure.value: expected a finite number"),
        (change(("figure", "out_of"), inf), r"record.figure.out_of: expected a finite number"),
        (change(("figure", "unit"), "furlongs"), r"record.figure.unit: expected one of percent,"),
        (change(("evidence", 0, "place"), "margin"), r"record.evidence\[0\].place: expected one of"),
    ],
)
def test_malformed_values_are_refused_by_key(form: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        record_from_dict(form)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(record_to_dict(RECORD))), JSON)
def test_any_value_is_read_or_refused(key: str, value: object) -> None:
    accepted_or_refused(record_from_dict, record_to_dict, change((key,), value), key)


@given(st.sampled_from(sorted(reading_to_dict(READING))), JSON)
def test_any_value_in_a_reading_is_read_or_refused(key: str, value: object) -> None:
    accepted_or_refused(reading_from_dict, reading_to_dict, {**reading_to_dict(READING), key: value}, key)


def accepted_or_refused(
    read: Callable[[object], Any], write: Callable[[Any], dict[str, Any]], form: dict[str, Any], key: str
) -> None:
    try:
        found = read(form)
    except ValueError as error:
        assert f".{key}" in str(error)
    else:
        assert write(found) == form
