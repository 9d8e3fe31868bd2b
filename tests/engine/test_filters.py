"""Ranges of figures: a column of whole thousandths is compared exactly, wherever in a query the range stands."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from asking import engine_over
from hypothesis import given
from hypothesis import strategies as st
from records import record

from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.model import And, Everything, Figure, Node, Not, Or, Query, Range, Record, Unit, Word

THOUSANDTHS = st.integers(0, 10**15)


def finding(id: str, value: float, unit: Unit = "percent") -> Record:
    return record(id, "felt safe", type="finding", figure=Figure(value, unit, str(value)))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Two segments: one with figures, and one without any, which has no such column to speak of."""
    figures = [finding("a", 0.0), finding("b", 20.0), finding("c", 33.333), finding("d", 1258.0, "count")]
    return engine_over(tmp_path_factory.mktemp("figures"), figures, [record("p", "felt safe at home")])


def ids(engine: WhooshEngine, root: Node, *filters: Range) -> str:
    asked = Query(root, filters)
    answer = engine.execute(asked)
    assert answer.total == engine.count(asked) == len(answer.hits)
    return "".join(sorted(found.id for found, _ in answer.hits))


@pytest.mark.parametrize(
    ("least", "most", "found"),
    [
        (None, None, "abcd"),
        (0, None, "abcd"),
        (20, 20, "b"),
        (20, None, "bcd"),
        (None, 20, "ab"),
        (33.333, 33.333, "c"),
        (33.3331, None, "d"),
        (33.3329, 33.3331, "c"),
        (None, 33.3329, "ab"),
        (0.0001, 20, "b"),
        (50, 20, ""),
        (1e300, None, ""),
        (float("inf"), None, ""),
        (-1, -0.5, ""),
    ],
)
def test_both_ends_belong_to_a_range(
    engine: WhooshEngine, least: float | None, most: float | None, found: str
) -> None:
    assert ids(engine, Everything(), Range(least, most)) == found
    assert ids(engine, Range(least, most)) == found
    assert ids(engine, Everything(), Range(least, most, negated=True)) == "".join(
        sorted(set("abcdp") - set(found))
    )


def test_a_range_holds_where_it_stands(engine: WhooshEngine) -> None:
    asked = Range(20, 40)
    assert ids(engine, Or((Word("home"), asked))) == "bcp"
    assert ids(engine, And((Word("safe"), Not(asked)))) == "adp"
    assert ids(engine, Or((And((Word("safe"), asked)), Range(1000, None)))) == "bcd"
    assert ids(engine, Word("safe"), Range(20, None), Range(None, 40)) == "bc"


def test_facets_obey_a_range(engine: WhooshEngine) -> None:
    answer = engine.execute(Query(Everything(), (Range(20, None),)), facets=("unit", "type"))
    assert dict(answer.facets["unit"].counts) == {"percent": 2, "count": 1}
    assert dict(answer.totals) == dict(answer.facets["type"].counts) == {"finding": 3}


@given(THOUSANDTHS)
def test_a_figure_of_three_decimals_is_kept_exactly(thousandths: int) -> None:
    value = thousandths / 1000
    assert fields.value_number(value) == thousandths + 1
    assert fields.value_of(thousandths + 1) == value


@given(THOUSANDTHS.map(lambda number: number / 1000), st.floats(0, 10**9, allow_subnormal=False))
def test_any_end_is_compared_as_the_numbers_themselves_are(figure: float, end: float) -> None:
    number = fields.value_number(end)
    least = number + (fields.value_of(number) < end)
    assert (fields.value_number(figure) >= least) == (Fraction(figure) >= Fraction(end))


def test_a_finding_s_sentence_is_searched_once_as_its_text(tmp_path: Path) -> None:
    told = replace(finding("a", 32.0), title="felt safe")
    engine = engine_over(tmp_path, [told, record("p", "felt safe", title="felt safe")])
    assert ids(engine, Word("safe")) == "ap"
    assert ids(engine, Word("safe", scope="title")) == "p"
    assert "title:safe" not in dict(engine.explain(Query(Word("safe")), "a"))
