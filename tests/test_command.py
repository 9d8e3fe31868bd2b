"""The command that gives an answer again: pasted into a shell it asks the very same question."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import click
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search.cli import main
from carevoice_search.cli.options import filters
from carevoice_search.engines import Engine
from carevoice_search.index import Index
from carevoice_search.model import Everything, Filter, Node, Period, Query, Word
from carevoice_search.query import all_of, in_order, parse, taken_apart, to_query
from carevoice_search.render import command, safe
from test_query import TREES

STOCKPORT = "E08000007"
COVENTRY = "E08000026"
SORTS = st.sampled_from(["relevance", "date", "title"])


class Publishers:
    """What a question is read with: the publishers that an index knows, and nothing else of it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def values(self, field: str) -> Mapping[str, int]:
        assert field == "publisher"
        return dict.fromkeys(self.names, 1)


def options(arguments: Sequence[str]) -> dict[str, Any]:
    """What the command itself makes of its arguments."""
    found = main.get_command(click.Context(main), "search")
    assert found is not None
    return found.make_context("search", list(arguments)).params


def asked_by(arguments: Sequence[str], publishers: Sequence[str] = ()) -> Query:
    given = options(arguments)
    index = Index(Path(), cast(Engine, Publishers(publishers)))
    return index.query(" ".join(given["query"]), **filters(given))


def chosen(query: Query) -> list[str]:
    """Every publisher that a query names, wherever."""
    names: list[str] = []

    def look(node: object) -> None:
        if isinstance(node, Filter) and node.field == "publisher":
            names.extend(value for value in node.values if value != cv.MISSING)
        for child in (*getattr(node, "children", ()), *filter(None, [getattr(node, "child", None)])):
            look(child)

    for part in (query.root, *query.filters):
        look(part)
    return names


@given(TREES)
@settings(max_examples=300)
def test_a_question_and_its_command_ask_the_same(tree: Node) -> None:
    query = to_query(tree)
    publishers = chosen(query)
    assume(all(safe.line(name) == name for name in publishers))
    arguments = command.arguments(query)
    assert asked_by(arguments, publishers) == in_order(query)
    assert shlex.split(command.search(query)) == ["carevoice", "search", *arguments]


@given(TREES)
def test_taken_apart_and_put_together_a_query_is_the_same(tree: Node) -> None:
    query = to_query(tree)
    text, pairs = taken_apart(query)
    whole = parse(text)
    for field in {name for name, _ in pairs if name not in ("since", "until", "min", "max")}:
        values = tuple(value for name, value in pairs if name == field)
        negated = field.startswith("not-")
        whole = cv.with_filter(whole, field.removeprefix("not-"), values, negated)
    ends: dict[str, Any] = {name: value for name, value in pairs if name in ("since", "until")}
    numbers = {name: float(value) for name, value in pairs if name in ("min", "max")}
    index = Index(Path(), cast(Engine, Publishers(())))
    put = index.query(whole, **ends, least=numbers.get("min"), most=numbers.get("max"))
    assert put == in_order(query)


@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    SORTS,
    st.integers(0, 100),
    st.integers(0, 9_000),
)
def test_how_far_a_search_reaches_is_said_where_it_is_not_as_usual(
    synonyms: bool,
    predecessors: bool,
    grouped: bool,
    expand: bool,
    sort: Literal["relevance", "date", "title"],
    limit: int,
    offset: int,
) -> None:
    line = command.search(
        parse("trust"),
        synonyms=synonyms,
        predecessors=predecessors,
        grouped=grouped,
        expand=expand,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    given = options(shlex.split(line)[2:])
    assert (not given["no_synonyms"], given["with_predecessors"], given["group"]) == (
        synonyms,
        predecessors,
        grouped,
    )
    assert (given["expand"], given["sort"]) == (expand, sort)
    assert (given["limit"], given["offset"]) == (limit, offset)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "carevoice search"),
        ("trust", "carevoice search trust"),
        ('"social worker" trust', "carevoice search '\"social worker\" trust'"),
        (f"trust council:{STOCKPORT} date:2020..", "carevoice search trust --council stockport --since 2020"),
        ("date:2020-09..2021-04", "carevoice search --since 2020-09 --until 2021-04"),
        ("value:30..50 unit:%", "carevoice search --unit percent --min 30 --max 50"),
        (
            "council:stockport,coventry -type:page",
            "carevoice search --council stockport --council coventry --not-type page",
        ),
        ("council:missing date:missing", "carevoice search --missing council --missing date"),
        ("council:stockport,missing", "carevoice search --council stockport --council missing"),
        ("-council:missing", "carevoice search --not-council missing"),
        ('publisher:"Coram Voice"', "carevoice search --publisher 'Coram Voice'"),
        ('publisher:"-q"', "carevoice search --publisher=-q"),
        # What options cannot say stays in the text.
        (
            f"trust council:{STOCKPORT} AND council:{COVENTRY}",
            f"carevoice search 'trust council:{STOCKPORT} AND council:{COVENTRY}'",
        ),
        ("trust -date:2020", "carevoice search 'trust -date:2020'"),
        ("date:2020.. date:..2021", "carevoice search date:2020.. --until 2021"),
        # What a shell, or the command, would take for something else.
        ("-agency trust", "carevoice search -- '-agency trust'"),
        ("-agency type:page", "carevoice search --type page -- -agency"),
        ("=carers", "carevoice search '=carers'"),
        ("car*", "carevoice search 'car*'"),
        ("leaver~", "carevoice search 'leaver~'"),
    ],
)
def test_a_command_is_what_a_person_would_type(text: str, line: str) -> None:
    assert command.search(in_order(parse(text))) == line


def test_every_value_is_typed_so_that_it_is_read_back() -> None:
    for name, field in cv.FIELDS.items():
        for value in field.known() if field.known else ():
            arguments = command.arguments(Query(Everything(), (Filter(name, (value,)),)))
            assert asked_by(arguments).filters == (Filter(name, (value,)),)
            assert arguments[1] == command.quoted(arguments[1]), "no value needs quotes"


@given(
    st.text(st.one_of(st.sampled_from("\x1b[;m\x07'\"\n\r\u202e\ud800$`!-= a"), st.characters()), min_size=1)
)
@example("\x1b[201~; rm -rf ~\n")
@example("It's; $(reboot) `x` !1")
def test_no_publisher_steers_the_terminal_or_the_shell_that_a_command_is_pasted_into(name: str) -> None:
    query = Query(Word("trust"), (Filter("publisher", (name,)), Period("2020", None)))
    line = command.search(query)
    assert "\n" not in line
    assert safe.line(line) == line
    assert len(shlex.split(line)) in (6, 7), "one argument, whatever it holds"


@pytest.mark.skipif(shutil.which("bash") is None, reason="asks bash itself")
def test_bash_reads_the_arguments_that_were_meant() -> None:
    publisher = 'It\'s "the" $HOME `date` !! \\ * ? [a] {b,c} ~ # & | ; <x> (y) é 漢字'
    query = to_query(
        all_of([(Word("carers", exact=True), True), (Filter("publisher", (publisher, "=x")), True)])
    )
    line = command.search(query).replace("carevoice search", "printf '%s\\n'", 1)
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == command.arguments(query)
