"""Figures and copies at the command line: findings asked for and shown, copies counted once, answers expanded."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from carevoice_search.cli import main

REPORT = """Homes and safety

Published: 12 May 2021

We asked young people in Stockport about the homes in which they live, and who helps them there.

In the survey, 32 per cent of young people did not feel safe where they lived.
One in five care leavers had moved more than twice in a year.
In all, 1,258 young people took part, and 65 of 69 social workers answered.
Every 20 minutes a child moves to another home.

The council has promised to answer every letter within a week, and to say so in its next report.
"""
LIST = """What are councils doing about money?
- A guarantor scheme for students who rent privately (April 2021) Stockport
- Free bus passes for care leavers until they are 21 (September 2020) Kent
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a report, a list, and the report once more from another site."""
    folder = tmp_path_factory.mktemp("findings")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("report.txt", REPORT), ("money.txt", LIST), ("press.txt", REPORT)):
        (corpus / name).write_text(text, encoding="utf-8")
    for name, publisher in (("report", "The Weekly"), ("press", "Ofsted")):
        (corpus / f"{name}.toml").write_text(f'publisher = "{publisher}"\n', encoding="utf-8")
    done = call("index", home=folder)
    assert done.exit_code == 0, done.stderr
    return folder


@pytest.fixture(autouse=True, scope="module")
def own_key(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield


def call(*words: str, home: Path, env: Mapping[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words], env=dict(env or {}))


def stated(*options: str, home: Path) -> list[str]:
    """The figures that a search finds, as pages state them."""
    out = call("search", *options, "--format", "csv", home=home).stdout
    return sorted(row["stated"] for row in csv.DictReader(io.StringIO(out)))


# Figures


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--type", "finding"), ["1,258", "32 per cent", "65 of 69", "One in five", "Every 20 minutes"]),
        (("--unit", "percent"), ["32 per cent", "One in five"]),
        (("--unit", "%", "--min", "30"), ["32 per cent"]),
        (("safe", "--type", "finding", "--unit", "percent", "--min", "30"), ["32 per cent"]),
        (("--min", "20", "--max", "32"), ["32 per cent", "One in five", "Every 20 minutes"]),
        (("--max", "32", "--not-unit", "minutes"), ["32 per cent", "One in five"]),
        (("value:20", "unit:percent"), ["One in five"]),
        (("--min", "65", "--council", "stockport"), ["1,258", "65 of 69"]),
    ],
)
def test_findings_are_kept_by_figure_and_unit(options: tuple[str, ...], found: list[str], home: Path) -> None:
    assert stated(*options, home=home) == sorted(found)


def test_every_unit_can_be_chosen_left_out_and_missed(home: Path) -> None:
    def count(*options: str) -> int:
        return int(call("search", *options, "--format", "count", home=home).stdout)

    (facet,) = json.loads(call("facets", "unit", "--format", "json", home=home).stdout)["facets"]
    assert {bucket["value"] for bucket in facet["buckets"]} == {"percent", "count", "minutes"}
    assert count("--missing", "unit") == facet["missing"]
    for bucket in facet["buckets"]:
        assert count("--unit", bucket["value"]) == count("--unit", bucket["label"]) == bucket["count"]
        assert count("--not-unit", bucket["value"]) == count() - bucket["count"]


def test_a_range_of_mixed_units_says_so(home: Path) -> None:
    said = "The figures are of 2 units: Per cent (2), Minutes (1); to keep one: --unit."
    assert said in call("search", "--min", "20", "--max", "32", home=home).stdout
    assert said in call("search", "--min", "20", "--max", "32", "--format", "csv", home=home).stderr


def test_the_index_of_findings_and_copies_is_whole(home: Path) -> None:
    checked = call("check", home=home)
    assert (checked.exit_code, checked.stdout.splitlines()) == (
        0,
        ["The index is whole: 15 records: 3 pages, 2 practices, 10 findings"],
    )


def test_a_finding_is_shown_with_its_figure_before_its_sentence(home: Path) -> None:
    table = call("search", "--unit", "percent", "--min", "30", home=home).stdout
    sentence = "In the survey, 32 per cent of young people did not feel safe where they lived."
    assert table.startswith("1 record: 0 pages, 0 practices, 1 finding\n")
    assert f"\n1. 32% · {sentence} · young people · " in table
    assert table.count(sentence) == 1


def test_a_finding_in_full(home: Path) -> None:
    (identity,) = call(
        "search", "--unit", "percent", "--min", "30", "--format", "ids", home=home
    ).stdout.split()
    shown = call("show", identity, "--evidence", home=home).stdout
    for line in (
        "Type:       Finding",
        "Figure:     32%",
        "Stated:     32 per cent",
        "Date:       12 May 2021",
    ):
        assert line in shown.splitlines()
    assert "finding = 32 per cent" in shown and "rule percentage" in shown
    form = json.loads(call("show", identity, "--format", "json", home=home).stdout)
    assert (form["figure"]["value"], form["figure"]["unit"]) == (32.0, "percent")
    assert form["title"] == form["text"]


def test_a_search_finds_findings_beside_pages(home: Path) -> None:
    answer = json.loads(call("search", "safe", "--format", "json", home=home).stdout)
    assert answer["totals"] == {"page": 1, "practice": 0, "finding": 1}
    figures = {hit["record"]["type"]: hit["record"]["figure"] is not None for hit in answer["hits"]}
    assert figures == {"page": False, "finding": True}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--min", "1,258"), "leave the commas out: 1258."),
        (("--min", "30%"), "the unit is an option of its own: 30 --unit percent."),
        (("--max", "many"), "'many' is not a figure: write it in digits, as 30 or 33.3."),
        (("--max", "nan"), "not a figure"),
        (("--max", "1e9"), "not a figure"),
        (("--min", "-3"), "not a figure"),
        (("--min", "50", "--max", "30"), "The range ends (30) before it begins (50): swap the two."),
        (("value:30%",), "value:30 unit:percent."),
        (("--unit", "percnt"), "did you mean unit:percent?"),
    ],
)
def test_what_is_no_figure_is_refused(options: tuple[str, ...], said: str, home: Path) -> None:
    done = call("search", *options, home=home)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_figures_may_come_from_the_settings_and_from_variables(home: Path, tmp_path: Path) -> None:
    def count(env: Mapping[str, str] | None = None) -> int:
        return int(call("search", "--format", "count", home=home, env=env).stdout)

    assert count({"CAREVOICE_SEARCH_MIN": "1000"}) == 1
    settings = home / "carevoice.toml"
    settings.write_text("[search]\nmin = 60\nmax = 70.5\n", encoding="utf-8")
    try:
        assert count() == 1
        settings.write_text('[search]\nmin = "60"\n', encoding="utf-8")
        assert "number" in call("search", home=home).stderr
    finally:
        settings.unlink()


# Copies


def test_copies_count_once_and_are_named_below_the_first(home: Path) -> None:
    found = call("search", "safe", "--type", "page", home=home).stdout
    assert found.startswith("1 record: 1 page, 0 practices, 0 findings\n")
    assert "1 copy of a record is not counted; to count each by itself: --no-group." in found
    assert "\n   also 1 copy: " in found
    (hit,) = json.loads(call("search", "safe", "--type", "page", "--format", "json", home=home).stdout)[
        "hits"
    ]
    (copy,) = hit["copies"]
    assert {hit["record"]["sources"][0]["page"], copy["page"]} == {"report.txt", "press.txt"}


def test_each_copy_is_a_record_without_groups(home: Path) -> None:
    plain = json.loads(call("search", "safe", "--no-group", "--format", "json", home=home).stdout)
    assert plain["totals"] == {"page": 2, "practice": 0, "finding": 2}
    assert plain["grouped"] is False and all(hit["copies"] == [] for hit in plain["hits"])
    assert "copy" not in call("search", "safe", "--no-group", home=home).stdout
    assert "32%" in call("search", "--type", "finding", "--no-group", home=home).stdout


def test_counts_for_scripts_say_what_they_leave_out(home: Path) -> None:
    counted = call("search", "safe", "--type", "page", "--format", "count", home=home)
    assert counted.stdout == "1\n"
    assert "--no-group" in counted.stderr
    facets = call("facets", "publisher", "--query", "safe", "--type", "page", "--format", "csv", home=home)
    assert "publisher,The Weekly,The Weekly,1" in facets.stdout
    assert "--no-group" in facets.stderr


# Expanded answers


def test_an_expanded_answer_finds_the_same_and_says_what_ranked_it(home: Path) -> None:
    def ids(*options: str) -> list[str]:
        return sorted(call("search", "young people", *options, "--format", "ids", home=home).stdout.split())

    assert ids() == ids("--expand")
    said = call("search", "young people", "--expand", home=home).stdout
    assert said.count("Also ranked by: ") == 1
    assert "Also ranked by: " not in call("search", "young people", home=home).stdout
    explained = call("search", "young people", "--expand", "--explain", "--format", "json", home=home).stdout
    answer = json.loads(explained)
    assert answer["expanded"] is True and answer["feedback"]
    for hit in answer["hits"]:
        shares = sum(part["share"] for part in hit["explanation"])
        assert shares == pytest.approx(hit["score"], abs=1e-4)
