"""A search as a value: what an address asks, what it prints to, and how it refuses what cannot be followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import carevoice_search as cv
from api_folder import ODD_PUBLISHERS, command, module_home, opened
from carevoice_search.server.request import asked as asking
from carevoice_search.server.request.asked import Asked, FacetChoice, ParameterError, read
from carevoice_search.server.request.parameters import (
    COUNTS,
    LONGEST_QUERY,
    LONGEST_VALUE,
    MOST_VALUES,
    NEGATED,
    SEARCH,
    WINDOW,
    named,
)

Pairs = list[tuple[str, str]]

QUIET = settings(
    max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return module_home(tmp_path_factory)


@pytest.fixture(scope="module")
def index(home: Path, tmp_path_factory: pytest.TempPathFactory) -> cv.Index:
    return opened(home, tmp_path_factory)


# What is generated

VALUES = {
    "type": ["page", "practice", "finding", "Finding"],
    "kind": ["review", "practice-list", "other"],
    "nation": ["england", "Wales"],
    "region": ["north-west", "South East", "missing"],
    "council": ["stockport", "E08000007", "Bournemouth, Christchurch and Poole", "missing", "North Somerset"],
    "theme": ["rights-voice", "money", "Health & well-being"],
    "unit": ["percent", "%", "count"],
    "publisher": [*ODD_PUBLISHERS, "Coram Voice", "coram voice", "missing"],
    "year": ["2020", "2021", "missing"],
    "month": ["2021-04", "2020-09"],
}
WORDS = st.sampled_from(
    [
        "trust",
        "=carers",
        '"social worker"',
        '"care leaving"~5',
        "title:trust",
        "leav*",
        "truts~",
        "-pension",
        "and",
        "or",
        "the",
        "co-production",
        "10:30",
        "£1,200",
        "naïve",
        "دفتر",
        "(trust OR letters)",
    ]
)
TERMS = st.sampled_from(
    [
        "council:stockport",
        'publisher:"date:2020..2021"',
        "date:2020-09..2021-04",
        "-date:2021",
        "value:30..",
        "-type:page",
        "value:..0.1",
        "AND council:coventry",
        "council:missing",
        "-value:5",
        "month:2021-04,2020-09",
        "OR date:2020",
    ]
)
QUERIES = st.one_of(
    st.lists(st.one_of(WORDS, TERMS), max_size=5).map(" ".join),
    st.text(max_size=30),
    st.text(alphabet='ab"() -=*~:,\\.”ORANDT', max_size=25),
)
DATES = st.sampled_from(["2015", "2020-09", "2021-04-30", "2023"])
FIGURES = st.one_of(
    st.integers(0, 10**12).map(str), st.decimals(0, 1000, places=3).map(lambda number: f"{number:f}")
)


def optional(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Pairs]:
    return st.one_of(st.just([]), values.map(lambda value: [(name, value)]))


def several(name: str, values: list[str]) -> st.SearchStrategy[Pairs]:
    return st.lists(st.sampled_from(values), max_size=3).map(lambda given: [(name, value) for value in given])


FLAGS = st.sampled_from(["true", "false"])
FILTERS = st.one_of(
    [several(f"{prefix}{name}", values) for name, values in VALUES.items() for prefix in ("", NEGATED)]
)
SHOWN = st.tuples(
    *(optional(name, FLAGS) for name in ("plain", "synonyms", "with-predecessors", "group", "expand")),
    optional("match", st.sampled_from(["all", "any"])),
    optional("sort", st.sampled_from(["relevance", "date", "title"])),
    optional("limit", st.integers(0, 100).map(str)),
    optional("offset", st.integers(0, WINDOW - 100).map(str)),
    optional("since", DATES),
    optional("until", DATES),
    optional("min", FIGURES),
    optional("max", FIGURES),
    several("missing", [*cv.FIELDS, "date"]),
    several("facet", ["council", "council:3", "theme:all", "year:2", "publisher:1"]),
)


@st.composite
def requests(draw: st.DrawFn) -> Pairs:
    """The parameters of a request, most of which can be followed, in any order."""
    query = draw(QUERIES)
    pairs = [("q", query)] if query else []
    for some in (*draw(st.lists(FILTERS, max_size=4, unique_by=repr)), *draw(SHOWN)):
        pairs += some
    return list(draw(st.permutations(pairs))) if len(pairs) < 8 else pairs


def followed(pairs: Pairs, index: cv.Index) -> Asked | None:
    try:
        return read(pairs, index)
    except (ParameterError, cv.QueryError):
        return None


# An address and what it asks


@QUIET
@given(requests())
def test_what_an_address_asks_prints_to_an_address_that_asks_the_same(index: cv.Index, pairs: Pairs) -> None:
    asked = followed(pairs, index)
    if asked is None:
        return
    assert read(asked.params(), index) == asked
    split = urlsplit(asked.address("/"))
    assert split.path == "/"
    assert parse_qsl(split.query, keep_blank_values=True, strict_parsing=bool(split.query)) == asked.params()


@QUIET
@given(requests())
def test_one_question_has_one_address_in_whatever_order_it_is_given(index: cv.Index, pairs: Pairs) -> None:
    asked = followed(pairs, index)
    by_name = sorted(pairs, key=lambda pair: pair[0])  # values of one name stay in their order
    if asked is not None:
        other = read(by_name, index)
        assert other == asked
        assert other.address("/search") == asked.address("/search")


@QUIET
@given(requests(), st.sampled_from([(name, value) for name, values in VALUES.items() for value in values]))
def test_a_link_of_a_facet_leads_to_the_query_that_it_was_made_of(
    index: cv.Index, pairs: Pairs, choice: tuple[str, str]
) -> None:
    asked = followed(pairs, index)
    if asked is None:
        return
    field = choice[0]
    (value,) = index.query(**{field: [choice[1]]}).filters[0].values  # type: ignore[union-attr]
    toggled = asked.narrowed_by(cv.toggle(asked.query, field, value))
    assert toggled.offset == 0
    try:
        again = read(toggled.params(), index)
    except ParameterError:
        assert len(toggled.words) > LONGEST_QUERY or len(toggled.params()) > MOST_VALUES
        return
    assert set(again.query.filters) == set(toggled.query.filters)
    assert again.query.root == toggled.query.root


def test_what_is_as_it_is_by_default_is_left_out_of_an_address(index: cv.Index) -> None:
    pairs = [("synonyms", "true"), ("limit", "10"), ("offset", "0"), ("sort", "relevance"), ("match", "all")]
    asked = read([("q", "trust"), *pairs], index)
    assert asked == Asked(cv.parse("trust"))
    assert asked.address("/") == "/?q=trust"
    assert Asked(cv.parse("")).address("/") == "/"


def test_filters_that_stand_in_the_text_become_parameters(index: cv.Index) -> None:
    asked = read([("q", "trust council:stockport -type:page date:2020.. value:30..50")], index)
    assert asked.words == "trust"
    assert asked.params() == [
        ("q", "trust"),
        ("council", "E08000007"),
        ("not-type", "page"),
        ("since", "2020"),
        ("min", "30"),
        ("max", "50"),
    ]


def test_two_filters_on_one_field_stay_in_the_text_where_both_must_hold(index: cv.Index) -> None:
    asked = read([("q", "trust council:stockport AND council:coventry")], index)
    assert asked.words == "trust council:E08000007 AND council:E08000026"


def test_of_a_facet_that_is_named_twice_the_last_number_holds(index: cv.Index) -> None:
    pairs = [("facet", name) for name in ("council:3", "theme", "council:5", "council")]
    assert read(pairs, index).facets == (FacetChoice("council", 5), FacetChoice("theme"))


def test_half_a_surrogate_in_a_name_does_not_break_a_link() -> None:
    asked = Asked(cv.with_filter(cv.parse(""), "publisher", ("Voice \ud800",)))
    assert asked.address("/") == "/?publisher=Voice+%3F"


# The command's options and the parameters


CASES = {
    "words": (["trust"], [("q", "trust")]),
    "nothing": ([], []),
    "filters": (
        ["--council", "coventry", "--council", "stockport", "--not-type", "page", "--theme", "rights-voice"],
        [("council", "coventry"), ("council", "stockport"), ("not-type", "page"), ("theme", "rights-voice")],
    ),
    "filters in the text too": (
        ["council:coventry trust date:2020..", "--type", "practice", "--kind", "practice-list"],
        [("q", "council:coventry trust date:2020.."), ("kind", "practice-list"), ("type", "practice")],
    ),
    "odd publishers": (
        ["--publisher", ODD_PUBLISHERS[0], "--publisher", ODD_PUBLISHERS[3]],
        [("publisher", ODD_PUBLISHERS[0]), ("publisher", ODD_PUBLISHERS[3])],
    ),
    "dates": (["--since", "2020-09", "--until", "2021"], [("since", "2020-09"), ("until", "2021")]),
    "figures": (
        ["--unit", "percent", "--min", "30", "--max", "33.5"],
        [("unit", "percent"), ("min", "30"), ("max", "33.5")],
    ),
    "any word": (["trust", "letters", "--any"], [("q", "trust letters"), ("match", "any")]),
    "plain": (["trust OR letters", "--plain"], [("q", "trust OR letters"), ("plain", "true")]),
    "missing": (["--missing", "date"], [("missing", "date")]),
    "reach": (
        ["LAC", "--no-synonyms", "--with-predecessors", "--no-group"],
        [("q", "LAC"), ("synonyms", "false"), ("with-predecessors", "true"), ("group", "false")],
    ),
    "shown": (
        ["letters", "--sort", "date", "-n", "3", "--offset", "2", "--facet", "council", "--facet", "year:2"],
        [
            ("q", "letters"),
            ("sort", "date"),
            ("limit", "3"),
            ("offset", "2"),
            ("facet", "council"),
            ("facet", "year:2"),
        ],
    ),
    "expanded": (["trust worker", "--expand"], [("q", "trust worker"), ("expand", "true")]),
}


@pytest.mark.parametrize("case", CASES)
def test_parameters_find_what_the_commands_options_find(home: Path, index: cv.Index, case: str) -> None:
    options, pairs = CASES[case]
    found = read(pairs, index).answer(index)
    said: Any = command(home, "search", *options)
    assert (found.query, found.total, dict(found.totals)) == (said["query"], said["total"], said["totals"])
    assert [hit.record.id for hit in found.hits] == [hit["record"]["id"] for hit in said["hits"]]
    assert [facet.field for facet in found.facets] == [facet["field"] for facet in said["facets"]]


def test_every_option_of_a_search_has_its_parameter() -> None:
    import click

    from carevoice_search.cli import main

    assert isinstance(main, click.Group)
    search = main.get_command(click.Context(main), "search")
    assert search is not None
    options = {
        name.removeprefix("--")
        for option in search.params
        if isinstance(option, click.Option)
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
    }
    other_side = {"no-synonyms", "without-predecessors", "no-group", "no-expand", "operators", "any", "all"}
    terminal = {"explain", "no-explain", "format", "help"}
    assert options - other_side - terminal == named(SEARCH).keys() - {"q", "match"}


# What cannot be followed

WRONG: list[tuple[str, str, str | None]] = [
    ("counci", "x", "council"),
    ("not_council", "x", "not-council"),
    ("any", "true", "match"),
    ("no-synonyms", "true", "synonyms"),
    ("query", "trust", "q"),
    ("zzzzzz", "1", None),
    ("council", "stokport", "Stockport"),
    ("not-theme", "rigths & voice", "Rights & voice"),
    ("kind", "reviews", "review"),
    ("publisher", "Coram Vioce", "Coram Voice"),
    ("month", "2021-41", "2021-04"),
    ("council", "stock*", "Stoke"),
    ("missing", "counsil", "council"),
    ("since", "2021-13", "2021-12"),
    ("since", "2021-02-30", "2021-02-28"),
    ("until", "29/04/2021", "2021-04-29"),
    ("until", "April 2021", None),
    ("until", "soon", None),
    ("min", "1,258", "1258"),
    ("min", "30%", "30"),
    ("max", "lots", None),
    ("match", "some", None),
    ("match", "ANY", "any"),
    ("plain", "1", "true"),
    ("group", "no", "false"),
    ("sort", "relevence", "relevance"),
    ("limit", "101", "100"),
    ("limit", "-1", "0"),
    ("limit", "ten", "10"),
    ("offset", "10001", "10000"),
    ("offset", "3.5", "3"),
    ("facet", "counsil:5", "council:5"),
    ("facet", "council:0", "council:10"),
    ("facet", "council:9999999", "council:all"),
    ("q", "", None),
    ("limit", "", "10"),
    ("council", "", None),
]


@pytest.mark.parametrize(("name", "value", "near"), WRONG)
def test_a_parameter_that_cannot_be_followed_is_named_with_what_was_meant(
    index: cv.Index, name: str, value: str, near: str | None
) -> None:
    with pytest.raises(ParameterError) as refused:
        read([("type", "page"), (name, value)], index)
    assert refused.value.parameter == name
    assert refused.value.nearest == near
    if near and name in named(SEARCH):  # what is proposed can be followed
        read([(name, near), *([("limit", "0")] if name == "offset" else [])], index)


@QUIET
@given(
    st.sampled_from([parameter.name for parameter in SEARCH if parameter.name != "q"]), st.text(max_size=15)
)
def test_whatever_is_given_is_followed_or_refused_by_its_name(index: cv.Index, name: str, value: str) -> None:
    try:
        read([(name, value)], index)
    except ParameterError as refused:
        assert refused.parameter == name
        assert refused.problem.endswith(".")
        if refused.nearest is not None:
            read([(name, refused.nearest), *([("limit", "0")] if name == "offset" else [])], index)


def wrong_together() -> Iterator[tuple[Pairs, str, str | None]]:
    yield [("since", "2021"), ("until", "2020")], "until", "2021"
    yield [("min", "50"), ("max", "30")], "max", "50"
    yield [("limit", "20"), ("offset", str(WINDOW - 10))], "offset", str(WINDOW - 20)
    yield [("q", "trust"), ("q", "letters")], "q", "trust"
    yield [("since", "2020"), ("since", "2020")], "since", "2020"
    yield [("type", "page")] * (MOST_VALUES + 1), "type", None
    yield [("q", "a" * (LONGEST_QUERY + 1))], "q", None
    yield [("council", "a" * (LONGEST_VALUE + 1))], "council", None
    yield [("min", "9" * 400)], "min", None
    yield [("q", "a " * (LONGEST_QUERY // 2)), ("match", "any")], "q", None
    yield [("q", "value:" + "9" * 300 + " a" * 5), ("min", "1e3")], "min", "1"
    years = ",".join(str(year) for year in range(1800, 1996))
    yield [("q", f"year:{years}"), *(("facet", name) for name in cv.FIELDS)], "q", None


@pytest.mark.parametrize("case", range(len(list(wrong_together()))))
def test_parameters_that_do_not_go_together_are_refused(index: cv.Index, case: int) -> None:
    pairs, name, near = list(wrong_together())[case]
    with pytest.raises(ParameterError) as refused:
        read(pairs, index)
    assert (refused.value.parameter, refused.value.nearest) == (name, near)


def test_what_would_have_no_address_is_refused(index: cv.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LONGEST_PARAMETERS", 30)
    assert read([("q", "trust")], index).words == "trust"
    with pytest.raises(ParameterError, match="longer than an address may be"):
        read([("q", "trust letters worker council")], index)


def test_a_query_that_cannot_be_read_says_where(index: cv.Index) -> None:
    with pytest.raises(cv.QueryError) as refused:
        read([("q", "trust (worker")], index)
    assert refused.value.position == 6


def test_a_query_and_a_value_that_are_both_wrong_are_told_apart(index: cv.Index) -> None:
    with pytest.raises(ParameterError) as refused:
        read([("q", "council:stockport"), ("council", "stokport")], index)
    assert refused.value.parameter == "council"


def test_a_form_may_send_fields_without_a_value(index: cv.Index) -> None:
    pairs = [("q", "trust"), ("since", ""), ("until", ""), ("council", ""), ("sort", "")]
    assert read(pairs, index, empty=True) == Asked(cv.parse("trust"))


def test_a_table_knows_its_own_parameters_only(index: cv.Index) -> None:
    with pytest.raises(ParameterError, match="sort: there is no such parameter"):
        read([("sort", "date")], index, COUNTS)


def test_examples_of_the_table_can_be_followed(index: cv.Index) -> None:
    for parameter in SEARCH:
        if parameter.example:
            read([(parameter.name, parameter.example)], index)
