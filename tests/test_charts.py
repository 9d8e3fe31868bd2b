"""Timelines and grids as people and programs get them: every number true, whatever the width and the colours."""

from __future__ import annotations

import csv as csv_reader
import io
import json as json_reader
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search.cli import main
from carevoice_search.model import MISSING, Bar, Bucket, Grid, Notice, Timeline
from carevoice_search.render import csv, grid, json, safe, terminal, timeline
from carevoice_search.schema import KINDS
from screens import on_terminal

pytest.importorskip("pty", reason="pseudo-terminals need a Unix system")

LIST = """What are councils doing about money?
- A guarantor scheme for students who rent privately (April 2021) Stockport
- Free bus passes for care leavers until they are 21 (September 2020) Kent
- Household goods for a first home, chosen with the young person (September 2020) Stockport
"""
POST = """Trust takes time

By a reporter, 12 June 2021

Care leavers in Stockport told the council that a social worker earns trust slowly. They asked for fewer changes.
"""
UNDATED = "A page about letters\n\nCare leavers in Kent asked for letters that a young person can read, with reasons.\n"
HOSTILE = "\x1b[31m<b>x\x07\u202e \n\ud800"


def months(counts: Mapping[str, Mapping[str, int]], coarser: int = 0, undated: int = 0) -> Timeline:
    """A timeline of bars by kind, {month: {kind: records}}."""
    bars = tuple(Bar(period, sum(parts.values()), dict(parts)) for period, parts in counts.items())
    parts = tuple(
        Bucket(kind, label, sum(bar.parts.get(kind, 0) for bar in bars)) for kind, label in KINDS.items()
    )
    total = sum(bar.count for bar in bars) + coarser + undated
    return Timeline("trust", "month", "kind", bars, parts, coarser, undated, total, {"page": total})


PARTS = st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(0, 40), max_size=5)
TIMELINES = st.lists(PARTS, min_size=1, max_size=40).map(
    lambda parts: months({f"{2018 + n // 12}-{n % 12 + 1:02}": part for n, part in enumerate(parts)})
)
THREE = months(
    {
        "2020-01": {"article": 8, "review": 8},
        "2020-02": {},
        "2020-03": {"article": 1},
    },
    coarser=2,
    undated=3,
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 30))
    chance = draw(st.randoms(use_true_random=False))

    def words(most: int) -> str:
        return " ".join("x" * chance.randint(1, 12) for _ in range(chance.randint(1, most)))

    return Grid(
        "trust",
        "publisher",
        "theme",
        tuple(Bucket(f"r{n}", words(1) * 2, n) for n in range(rows)),
        tuple(Bucket(f"c{n}", words(4), n) for n in range(columns)),
        tuple(tuple(chance.choice((0, 1, 14, 1500)) for _ in range(columns)) for _ in range(rows)),
        100,
        {"page": 100},
    )


SMALL = Grid(
    "trust",
    "council",
    "theme",
    (Bucket("E08000007", "Stockport", 3), Bucket(MISSING, "", 1)),
    (Bucket("money", "Money", 3), Bucket("safety", "Safety", 0), Bucket(MISSING, "", 1)),
    ((3, 0, 0), (0, 0, 1)),
    4,
    {"page": 4},
    more_rows=2,
    notices=(Notice("note", "Mind the gap.", 1),),
)


def colourless(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# Timelines


def test_a_timeline_in_plain_lines() -> None:
    assert list(timeline.lines(THREE)) == [
        "22 records: 22 pages, 0 practices, 0 findings",
        "In no month: 2 dated only to the year, 3 without a date",
        "",
        "Month    Records  Review or report  Article",
        "2020-01       16                 8        8",
        "2020-02        0                 0        0",
        "2020-03        1                 0        1",
    ]


def test_a_timeline_as_bars_parted_without_colours() -> None:
    assert timeline.drawn(THREE, columns=80, colour=False).split("\n") == [
        "22 records: 22 pages, 0 practices, 0 findings   trust",
        "In no month: 2 dated only to the year, 3 without a date",
        "",
        "By month:  █ Review or report 8  ▓ Article 9",
        "",
        f"2020-01 16  {'█' * 34}{'▓' * 34}",
        "2020-02  ·",
        f"2020-03  1  {'▓' * 4}",
    ]


def test_colours_part_a_bar_within_a_column() -> None:
    drawn = timeline.drawn(months({"2020-01": {"article": 1, "review": 2}}), columns=25, colour=True)
    # 14 columns, 112 eighths: 74 of them are the first part's, which ends after 9 whole columns and 2 eighths.
    assert (
        drawn.split("\n")[-1]
        == f"2020-01 3  \x1b[36m{'█' * 9}\x1b[0m\x1b[36;45m▎\x1b[0m\x1b[35m{'█' * 4}\x1b[0m"
    )


@given(TIMELINES, st.integers(40, 160), st.booleans())
def test_bars_keep_to_the_width_and_are_as_long_as_their_share(
    found: Timeline, columns: int, colour: bool
) -> None:
    lines = colourless(timeline.drawn(found, columns=columns, colour=colour)).split("\n")
    assert all(safe.width(line) <= columns for line in lines)
    shown = {line[:7]: line[8:] for line in lines if re.match(r"\d{4}-\d\d ", line)}
    most = max(bar.count for bar in found.bars)
    digits = len(f"{most:,}")
    room = columns - 7 - digits - 3
    for bar in found.bars:
        if bar.period not in shown:  # stands in a long gap
            assert bar.count == 0
            continue
        number, drawn = shown[bar.period][:digits].strip(), shown[bar.period][digits:].strip()
        assert number == (f"{bar.count:,}" if bar.count else "·")
        assert len(drawn) == (bar.count and max(math.ceil(bar.count * room * 8 // most / 8), 1)) or not colour
        assert bool(drawn) == bool(bar.count)


@given(TIMELINES)
def test_each_part_of_a_bar_has_its_share_of_the_columns(found: Timeline) -> None:
    drawn = timeline.drawn(found, columns=100, colour=False)
    (legend,) = re.findall(r"By month:.*?\n\n", drawn, re.S) if "By month" in drawn else ("",)
    looks = {label: shade for shade, label in re.findall(r"(\S) ([A-Z][a-z ]+?) [\d,]+(?:\s|$)", legend)}
    bars = {line[:7]: line for line in drawn.split("\n") if re.match(r"\d{4}-\d\d ", line)}
    for bar in found.bars:
        if bar.count and bar.period in bars:
            length = sum(bars[bar.period].count(shade) for shade in looks.values())
            for kind, label in KINDS.items():
                if bar.parts.get(kind):
                    share = bars[bar.period].count(looks[label]) / length
                    assert abs(share - bar.parts[kind] / bar.count) <= 1 / length


def test_a_long_gap_takes_one_line() -> None:
    found = months(
        {"2018-01": {"article": 1}, **{f"2018-{n:02}": {} for n in range(2, 12)}, "2018-12": {"article": 1}}
    )
    drawn = timeline.drawn(found, columns=60, colour=False)
    assert "      ⋮ ·  10 months with none\n" in drawn
    assert len(list(timeline.lines(found))) == 15, "a pipe gets every month"


def test_records_without_what_splits_the_bars_are_a_part_of_their_own() -> None:
    bars = (Bar("2020", 5, {"percent": 2, MISSING: 3}),)
    parts = (Bucket("percent", "Per cent", 2), Bucket(MISSING, "", 3))
    found = Timeline("", "year", "unit", bars, parts, 0, 0, 5, {"page": 3, "finding": 2})
    assert list(timeline.lines(found))[-2:] == [
        "Year  Records  Per cent  no unit",
        "2020        5         2        3",
    ]
    assert "█ Per cent 2  · no unit 3" in timeline.drawn(found, columns=80, colour=False)


def test_a_timeline_without_bars_says_why() -> None:
    found = months({}, coarser=1, undated=2)
    wanted = [
        "3 records: 3 pages, 0 practices, 0 findings",
        "In no month: 1 dated only to the year, 2 without a date",
    ]
    assert list(timeline.lines(found)) == wanted
    assert timeline.drawn(found, columns=80, colour=False).split("\n")[1] == wanted[1]


@given(TIMELINES)
def test_a_timeline_in_csv_and_json_holds_every_number(found: Timeline) -> None:
    rows = list(csv_reader.reader(io.StringIO("\n".join(csv.timeline(found)))))
    assert rows[0] == ["month", "count", *KINDS.values()]
    assert [(row[0], int(row[1])) for row in rows[1:]] == [(bar.period, bar.count) for bar in found.bars]
    assert all(sum(map(int, row[2:])) == int(row[1]) for row in rows[1:])
    form = json_reader.loads(json.dump(json.timeline_form(found)))
    assert sum(bar["count"] for bar in form["bars"]) + form["coarser"] + form["undated"] == form["total"]
    assert (form["format"], form["step"], form["split"]) == (1, "month", "kind")


# Grids


def test_a_grid_in_plain_lines() -> None:
    assert list(grid.lines(SMALL)) == [
        "4 records: 4 pages, 0 practices, 0 findings",
        "Mind the gap.",
        "",
        "Council     All  Money  Safety  no theme",
        "Stockport     3      3       ·         ·",
        "no council    1      ·       ·         1",
    ]


def test_names_of_columns_that_do_not_fit_become_letters() -> None:
    assert grid.drawn(SMALL, columns=32, colour=False).split("\n")[-7:] == [
        "Council     All  A  B  C",
        "Stockport     3  3  ·  ·",
        "no council    1  ·  ·  1",
        "",
        "A  Money (3)",
        "B  Safety (0)",
        "C  no theme (1)",
    ]


@given(grids(), st.integers(40, 200))
def test_every_cell_of_a_grid_is_shown_within_the_width(found: Grid, columns: int) -> None:
    lines = grid.drawn(found, columns=columns, colour=False).split("\n")
    assert all(safe.width(line) <= columns for line in lines)
    cells: list[list[str]] = [[] for _ in found.rows]
    for place, line in enumerate(lines):
        if line.startswith("Publisher"):  # the last line of a table's heading, above all rows
            for row, shown in enumerate(lines[place + 1 : place + 1 + len(found.rows)]):
                _, all_of_row, *numbers = shown.split()
                assert all_of_row == str(found.rows[row].count)
                cells[row] += numbers
    assert cells == [[f"{number:,}" if number else "·" for number in row] for row in found.cells]


@given(grids())
def test_a_grid_in_csv_and_json_holds_every_number(found: Grid) -> None:
    rows = list(csv_reader.reader(io.StringIO("\n".join(csv.grid(found)))))
    assert rows[0][:3] == ["value", "label", "count"]
    assert [tuple(map(int, row[3:])) for row in rows[1:]] == list(found.cells)
    form = json_reader.loads(json.dump(json.grid_form(found)))
    assert form["cells"] == [list(row) for row in found.cells]
    assert [row["label"] for row in form["rows"]] == [row.label for row in found.rows]


def test_csv_names_what_has_no_value() -> None:
    assert list(csv.grid(SMALL)) == [
        "value,label,count,Money,Safety,no theme",
        "E08000007,Stockport,3,3,0,0",
        "missing,no council,1,0,0,1",
    ]


def test_no_name_steers_the_terminal() -> None:
    found = Grid(
        HOSTILE,
        "publisher",
        "theme",
        (Bucket(HOSTILE, HOSTILE, 1),),
        (Bucket("a", HOSTILE, 1),),
        ((1,),),
        1,
        {},
    )
    for text in (grid.drawn(found, columns=80, colour=False), *grid.lines(found), *csv.grid(found)):
        assert all(safe.same_length(line) == line for line in text.split("\n"))


def test_letters_go_on_after_z() -> None:
    assert [grid._letter(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


# The commands


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charts")
    (folder / "corpus").mkdir()
    for name, text in (("money.txt", LIST), ("post.txt", POST), ("letters.txt", UNDATED)):
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    # The key that `own_key` gives each test.
    key = {"CAREVOICE_KEY_FILE": str(tmp_path_factory.getbasetemp() / "index.key")}
    done = CliRunner().invoke(main, ["--home", str(folder), "index"], env=key)
    assert done.exit_code == 0, done.output
    return folder


def call(*words: str, home: Path) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words])


def at_terminal(*words: str, home: Path, columns: int, **variables: str) -> str:
    """What a person sees at a terminal of this width."""
    bare = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    place = {"PYTHONPATH": str(Path(cv.__file__).parents[1]), "TERM": "xterm-256color", "PYTHONUTF8": "1"}
    return on_terminal(*words, cwd=home, env={**bare, **place, **variables}, columns=columns)


def test_the_bars_of_a_timeline_are_the_counts_of_searches(home: Path) -> None:
    for by, option in (("month", "--month"), ("year", "--year")):
        found = json_reader.loads(call("timeline", "--by", by, "--format", "json", home=home).stdout)
        assert (
            found["total"] == sum(bar["count"] for bar in found["bars"]) + found["coarser"] + found["undated"]
        )
        for bar in found["bars"]:
            said = call("search", option, bar["period"], "--format", "count", home=home).stdout
            assert bar["count"] == int(said)


def test_a_timeline_is_narrowed_as_a_search_is(home: Path) -> None:
    done = call(
        "timeline", "stockport", "--type", "practice", "--split", "type", "--format", "csv", home=home
    )
    assert done.stdout.splitlines()[0] == "month,count,Practice"
    assert "2020-09,1,1" in done.stdout.splitlines()
    assert "2 records: 0 pages, 2 practices, 0 findings" in done.stderr


def test_csv_of_a_timeline_says_beside_it_what_stands_in_no_row(home: Path) -> None:
    done = call("timeline", "--by", "year", "--format", "csv", home=home)
    assert "carevoice: In no year:" in done.stderr
    assert "without a date" in done.stderr


def test_the_cells_of_a_grid_are_the_counts_of_searches(home: Path) -> None:
    found = json_reader.loads(call("grid", "--format", "json", home=home).stdout)
    assert (found["row_field"], found["column_field"]) == ("council", "theme")
    for row, cells in zip(found["rows"], found["cells"], strict=True):
        for column, count in zip(found["columns"], cells, strict=True):
            words = ("--council", row["value"], "--theme", column["value"], "--format", "count")
            assert count == int(call("search", *words, home=home).stdout)


def test_a_grid_of_any_two_fields(home: Path) -> None:
    done = call("grid", "--rows", "type", "--columns", "year", "--format", "csv", home=home)
    heading, *rows = csv_reader.reader(io.StringIO(done.stdout))
    assert heading[:3] == ["value", "label", "count"]
    assert heading[3:] == ["2020", "2021", "no year"]
    assert ["practice", "Practice", "3", "2", "1", "0"] in rows


def test_rows_that_are_left_out_are_said(home: Path) -> None:
    done = call("grid", "-n", "1", home=home)
    assert re.search(r"carevoice: left out: \d rows? \(for all: -n \d\)", done.stderr)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("timeline", "xyzzy"), 1, "Nothing found."),
        (("grid", "xyzzy"), 1, "Nothing found."),
        (("grid", "--rows", "theme"), 2, "theme"),
        (("grid", "--rows", "counsil"), 2, "Did you mean council?"),
        (("timeline", "--split", "theme"), 2, "--split"),
        (("timeline", "--by", "week"), 2, "--by"),
        (("show", "x", "-q", "trust", "-q", "letters"), 2, "The query was given twice."),
    ],
)
def test_what_cannot_be_answered_ends_with_a_reason(
    words: tuple[str, ...], code: int, said: str, home: Path
) -> None:
    done = call(*words, home=home)
    assert done.exit_code == code
    assert said in done.stderr


@pytest.mark.parametrize("columns", [40, 80])
def test_a_terminal_gets_bars_and_a_grid_in_its_width(columns: int, home: Path) -> None:
    bars = at_terminal("timeline", home=home, columns=columns)
    assert "\x1b[" in bars
    assert "█" in bars
    cells = at_terminal("grid", home=home, columns=columns)
    assert "·" in cells
    for text in (bars, cells):
        assert all(safe.width(line) <= columns for line in colourless(text).split("\n"))
    longest = max(safe.width(line) for line in colourless(bars).split("\n"))
    assert longest == columns, "the greatest bar fills the line"


def test_no_color_parts_bars_by_shades(home: Path) -> None:
    text = at_terminal("timeline", home=home, columns=80, NO_COLOR="1")
    assert "\x1b[" not in text
    assert "█ Practice list" in text
    assert "▓ Article" in text


def test_records_are_cited_by_search_similar_and_show(home: Path) -> None:
    (record,) = call("search", "guarantor", "--type", "practice", "--format", "ids", home=home).stdout.split()
    for form, begins in (("ris", "TY  - ELEC\nID  - "), ("bibtex", "@online{")):
        searched = call("search", "guarantor", "--type", "practice", "--format", form, home=home)
        assert searched.stdout.startswith(f"{begins}{record}")
        assert call("show", record, "--format", form, home=home).stdout == searched.stdout
        assert call("similar", record, "--format", form, home=home).stdout.startswith(begins)
    part = call("search", "-n", "1", "--format", "ris", home=home)
    assert part.stdout.count("TY  - ") == 1
    assert "hit 1 of" in part.stderr


def test_a_console_is_no_wider_than_asked() -> None:
    assert terminal.console_for(300, False).width == terminal.WIDEST
    assert terminal.console_for(300, False, widest=300).width == 300
