"""The command `carevoice`, run as people and scripts run it: real files, real processes, a real terminal."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import carevoice_search as cv
from carevoice_search.cli import main
from carevoice_search.cli.completing import field_values
from carevoice_search.cli.folder import Folder
from screens import on_terminal

pytest.importorskip("pty", reason="pseudo-terminals need a Unix system")

VOICE = """Skip to content
Home > Good practice > Rights & voice
What are councils doing about rights & voice?
- Questions for the lead member asked every term by a shadow cabinet (March 2022) Wigan
- Small cards of rights handed over at the first review (January 2022) Lincolnshire
- Young panel members help to choose every social worker (December 2020) Stockport
- =HYPERLINK("x") as a title, written by somebody who tests spreadsheets (May 2021) Kent
Return to the Practice Bank
"""
MONEY = """What are councils doing about money?
- A guarantor scheme for students who rent privately (April 2021) Stockport
- Free bus passes for care leavers until they are 21 (September 2020) Kent
"""
ARTICLE = """Trust takes time

By a reporter, 12 June 2023

Care leavers in Stockport told the council that a social worker earns trust slowly, and loses it in one day.
\x1b]0;owned\x07\x1b[31mThey asked for fewer changes of worker\x1b[0m,
and for letters that a young person can read.

The council has promised to answer every letter within a week, and to say so in its next report.
"""


def here() -> dict[str, str]:
    """The environment in which this very package is run, from whatever folder."""
    return {**os.environ, "PYTHONPATH": str(Path(cv.__file__).parents[1])}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person with a key and a plain terminal."""
    own = {**here(), "CAREVOICE_KEY_FILE": str(tmp_path_factory.getbasetemp() / "index.key")}
    for name in ("NO_COLOR", "PAGER", "LESS", "COLUMNS", "LINES", "FORCE_COLOR"):
        own.pop(name, None)
    return {**own, "TERM": "xterm-256color", "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, key: Mapping[str, str]) -> Path:
    """A working folder with three pages, indexed. Tests that change anything make their own."""
    folder = tmp_path_factory.mktemp("home")
    fill(folder)
    done = run("index", cwd=folder, env=key)
    assert done.returncode == 0, done.stderr
    return folder


def fill(folder: Path) -> None:
    (folder / "corpus").mkdir()
    for name, text in (("voice.txt", VOICE), ("money.txt", MONEY), ("article.txt", ARTICLE)):
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    (folder / "corpus" / "article.toml").write_text('publisher = "The Weekly"\n', encoding="utf-8")


def run(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "carevoice_search", *words],
        cwd=cwd,
        env={**(env or here()), **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def call(*words: str, home: Path | None = None, env: Mapping[str, str] | None = None) -> Result:
    """Run a command in this process, where neither output is a terminal."""
    place = ["--home", str(home)] if home else []
    return CliRunner().invoke(main, [*place, *words], env=dict(env or {}))


def without_colour(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# Options from the field table


@pytest.mark.parametrize("name", cv.FIELDS)
@pytest.mark.parametrize("command", ["search", "facets"])
def test_every_field_has_its_options(command: str, name: str) -> None:
    found = main.get_command(click.Context(main), command)
    assert found is not None
    options = {option for parameter in found.params for option in parameter.opts}
    assert {f"--{name}", f"--not-{name}"} <= options


@pytest.mark.parametrize("name", cv.FIELDS)
def test_every_field_can_be_counted_chosen_left_out_and_missed(name: str, home: Path) -> None:
    def found(*options: str) -> int:
        return int(call("search", *options, "--format", "count", home=home).stdout)

    everything = found()
    (facet,) = json.loads(call("facets", name, "--format", "json", home=home).stdout)["facets"]
    assert facet["field"] == name
    assert found("--missing", name) == facet["missing"]
    for bucket in facet["buckets"]:
        for typed in (bucket["value"], bucket["label"]):
            assert found(f"--{name}", typed) == bucket["count"], typed
        assert found(f"--not-{name}", bucket["value"]) == everything - bucket["count"]


def test_values_of_one_option_widen_and_different_options_narrow(home: Path) -> None:
    def ids(*options: str) -> set[str]:
        return set(call("search", *options, "--format", "ids", home=home).stdout.split())

    both = ids("--council", "stockport", "--council", "kent")
    assert both == ids("--council", "stockport") | ids("--council", "kent")
    assert ids("--council", "stockport", "--year", "2021") == ids("--council", "stockport") & ids(
        "--year", "2021"
    )


def test_several_words_are_one_query(home: Path) -> None:
    apart = call("search", "social", "worker", "--format", "ids", home=home)
    assert apart.exit_code == 0
    assert apart.stdout == call("search", "social worker", "--format", "ids", home=home).stdout


# Formats


def test_json_is_the_whole_answer(home: Path) -> None:
    form = json.loads(
        call("search", "--type", "practice", "--facet", "council", "--format", "json", home=home).stdout
    )
    assert form["format"] == 1
    assert form["total"] == 6
    assert form["totals"] == {"page": 0, "practice": 6, "finding": 0}
    assert [hit["rank"] for hit in form["hits"]] == [1, 2, 3, 4, 5, 6]
    counts = {bucket["label"]: bucket["count"] for bucket in form["facets"][0]["buckets"]}
    assert counts == {"Stockport": 2, "Kent": 2, "Wigan": 1, "Lincolnshire": 1}


def test_every_format_holds_the_same_hits(home: Path) -> None:
    def out(form: str) -> str:
        return call("search", "stockport", "--format", form, home=home).stdout

    hits = json.loads(out("json"))["hits"]
    ids = [hit["record"]["id"] for hit in hits]
    assert out("ids").split() == ids
    assert int(out("count")) == len(ids)
    assert [json.loads(line) for line in out("jsonl").splitlines()] == hits
    assert [row["id"] for row in csv.DictReader(io.StringIO(out("csv")))] == ids
    for rank, identity in enumerate(ids, 1):
        (line,) = [line for line in out("table").splitlines() if line.endswith(identity)]
        assert line.startswith(f"{rank}. ")


def test_tables_and_messages_state_the_totals_by_type(home: Path) -> None:
    table = call("search", "stockport", home=home)
    assert re.match(r"\d+ records: \d+ pages?, 2 practices, 0 findings\n", table.stdout)
    mixed = call("search", "stockport", "--format", "count", home=home)
    assert "2 practices" in mixed.stderr
    assert call("search", "--type", "practice", "--format", "count", home=home).stderr == ""


def test_whoever_gets_a_part_of_the_hits_is_told(home: Path) -> None:
    for form in ("csv", "ids", "jsonl"):
        part = call("search", "-n", "2", "--offset", "1", "--format", form, home=home)
        assert part.stderr == "carevoice: these are hits 2 to 3 of 9; for all: -n 9\n"
        assert call("search", "-n", "9", "--format", form, home=home).stderr == ""
    assert (
        "\n(hits 2 to 3 of 9; for all: -n 9)\n"
        in call("search", "-n", "2", "--offset", "1", home=home).stdout
    )
    assert "(hits 8 to 9 of 9)" in call("search", "--offset", "7", home=home).stdout


def test_csv_holds_hits_or_with_facets_the_buckets(home: Path) -> None:
    hits = call("search", "--type", "practice", "--format", "csv", home=home).stdout
    assert hits.startswith(
        "id,type,title,date,councils,themes,kind,publisher,url,score,"
        "value,unit,stated,bound,out_of,who,measured,page\n"
    )
    assert all(
        not cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(hits)) for cell in row
    )
    buckets = call("search", "--type", "practice", "--facet", "year", "--format", "csv", home=home).stdout
    assert buckets == "field,value,label,count\nyear,2020,2020,2\nyear,2021,2021,2\nyear,2022,2022,2\n"
    facets = call("facets", "year", "--type", "practice", "--format", "csv", home=home)
    assert (facets.stdout, facets.stderr) == (buckets, "")


def test_facets_prints_all_fields_or_those_named(home: Path) -> None:
    everything = call("facets", home=home).stdout
    for field in cv.FIELDS.values():
        assert f"\n{field.label}\n" in everything
    named = call("facets", "council:1", "year", "--query", "stockport", home=home).stdout
    assert "Theme" not in named
    assert "3 more: council:all" in named, "as this command writes it, not as an option of search"


def test_a_limited_facet_is_cut_in_tables(home: Path) -> None:
    cut = call("search", "--facet", "council:1", "-n", "0", home=home).stdout
    assert "3 more: --facet council:all" in cut
    whole = call("search", "--facet", "council:all", "-n", "0", home=home).stdout
    assert "more:" not in whole


def test_a_limited_facet_counts_the_records_beyond_it_as_other(home: Path) -> None:
    def facet(*options: str) -> dict[str, Any]:
        out = call("facets", *options, "--type", "practice", "--format", "json", home=home).stdout
        (only,) = json.loads(out)["facets"]
        assert isinstance(only, dict)
        return only

    whole = facet("council")
    for number in range(1, len(whole["buckets"])):
        cut = facet(f"council:{number}")
        assert cut["buckets"] == whole["buckets"][:number]
        beyond = [word for b in cut["buckets"] for word in ("--not-council", b["value"])]
        rest = call("search", "--type", "practice", *beyond, "--format", "count", home=home).stdout
        assert cut["other"] == int(rest) - cut["missing"]
    assert (
        ",other,(only others),4\n"
        in call("facets", "council:1", "--type", "practice", "--format", "csv", home=home).stdout
    )


def test_limit_and_offset_walk_through_the_hits(home: Path) -> None:
    whole = call("search", "--format", "ids", home=home).stdout.split()
    walked = [
        call("search", "--format", "ids", "-n", "1", "--offset", str(n), home=home).stdout.strip()
        for n in range(len(whole))
    ]
    assert walked == whole


def test_sorting_by_date_and_title(home: Path) -> None:
    def records(sort: str) -> list[dict[str, str]]:
        out = call("search", "--type", "practice", "--sort", sort, "--format", "json", home=home).stdout
        return [hit["record"] for hit in json.loads(out)["hits"]]

    dates = [record["date"] for record in records("date")]
    assert dates in (sorted(dates), sorted(dates, reverse=True))
    titles = [record["title"].casefold() for record in records("title")]
    assert titles == sorted(titles)


def test_explain_shows_the_query_and_the_shares_of_each_score(home: Path) -> None:
    said = call("search", "trust", "--explain", home=home).stdout
    assert "Query: trust" in said
    assert re.search(r"^ +score \d", said, re.MULTILINE)
    form = json.loads(call("search", "trust", "--explain", "--format", "json", home=home).stdout)
    for hit in form["hits"]:
        shares = [part["share"] for part in hit["explanation"]]
        assert shares
        assert sum(shares) == pytest.approx(hit["score"], rel=0.01)


def test_show_prints_a_record_and_the_quotes_behind_it(home: Path) -> None:
    identity = call("search", "guarantor", "--type", "practice", "--format", "ids", home=home).stdout.strip()
    said = call("show", identity, home=home).stdout
    assert "A guarantor scheme for students who rent privately" in said
    assert "Stockport (E08000007)" in said
    assert "April 2021" in said
    quoted = call("show", identity, "--evidence", home=home).stdout
    assert "council = Stockport\n    “" in quoted
    form = json.loads(call("show", identity, "--format", "json", home=home).stdout)
    assert form["id"] == identity
    assert {proof["field"] for proof in form["evidence"]} >= {"council", "date", "title"}


def test_similar_lists_other_records(home: Path) -> None:
    identity = call("search", "guarantor", "--type", "practice", "--format", "ids", home=home).stdout.strip()
    found = call("similar", identity, "--format", "ids", home=home)
    assert found.exit_code in (0, 1)
    assert identity not in found.stdout


def test_extract_prints_one_object_a_page_and_needs_no_index(tmp_path: Path) -> None:
    (tmp_path / "voice.txt").write_text(VOICE, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = run("extract", "voice.txt", "empty.txt", "--processes", "1", cwd=tmp_path)
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    form = json.loads(line)
    assert form["page"] == "voice.txt"
    assert form["kind"] == "practice-list"
    assert len(form["practices"]) == 4
    for proof in form["evidence"]:
        if proof["place"] == "text":
            assert form["text"][proof["start"] : proof["end"]] == proof["quote"]
    assert "empty.txt" in done.stderr
    assert not (tmp_path / "index").exists()
    whole = call("extract", str(tmp_path), "--format", "json", "--processes", "1")
    assert [page["title"] for page in json.loads(whole.stdout)] == [form["title"]]


# Exit codes and messages


def test_nothing_found_is_exit_code_1_with_advice(home: Path) -> None:
    done = call("search", "zzzzqqqq", home=home)
    assert done.exit_code == 1
    assert done.stdout.startswith("0 records: 0 pages, 0 practices, 0 findings\n")
    assert "Nothing found" in done.stderr
    assert call("search", "zzzzqqqq", "--format", "count", home=home).stdout == "0\n"
    assert json.loads(call("search", "zzzzqqqq", "--format", "json", home=home).stdout)["hits"] == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["search", "counci:stockport"], "council"),
        (["search", '"open'], "^"),
        (["search", "--council", "stokport"], "tockport"),
        (["search", "--since", "yesterday"], "yesterday"),
        (["search", "--facet", "concil"], "Did you mean council?"),
        (["search", "--facet", "council:0"], "council:5"),
        (["search", "--missing", "them"], "Did you mean theme?"),
        (["search", "--format", "xml"], "jsonl"),
        (["search", "-n", "-1"], "-1"),
        (["search", "trust", "-agency"], "NOT agency"),
        (["search", "trust", "-note"], "'ote' is not a valid integer range. To leave a word out"),
        (["search", "-n", "ten", "trust"], "after -- "),
        (["facets", "-q", "trust", "-quick"], "given twice. To leave a word out"),
        (["facets", "council", "--query", "a", "-q", "b"], "--query 'trust -agency'"),
        (["facets", "--query", "trust", "-agency"], "--query 'trust -agency'"),
        (["search", "--since", ""], "'' is not a date"),
        (["search", "--until", ""], "'' is not a date"),
        (["search", "--since", "2020", "--until", ""], "'' is not a date"),
        (["search", "--month", "2021-13"], "month:2021-04"),
        (["search", "--year", "20\uff121"], "year:2021"),
        (["search", "--council", "stockport*"], "did you mean council:Stockport"),
        (["search", "--publisher", "???"], "There is no publisher"),
        (["facets", "trust"], "--query trust"),
        (["serch", "x"], "Did you mean search?"),
        (["stockport"], "carevoice search stockport"),
        (["search", "trust", "-n"], "See: carevoice search --help"),
        (["show", "no-such-id"], "no-such-id"),
        (["similar", "no-such-id"], "no-such-id"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_names_the_mend(words: list[str], hint: str, home: Path) -> None:
    done = call(*words, home=home)
    assert done.exit_code == 2, done.output
    assert hint in done.stderr
    assert done.stderr.startswith("carevoice: ")
    assert len(done.stderr.splitlines()) in (1, 4)  # one line, or with the query, the caret and the remedy
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--bad"], "No such option"),
        (["--home", __file__], "is a file"),
        (["--home"], "requires an argument"),
        (["--home", "x", "serch"], "Did you mean search?"),
    ],
)
def test_wrong_usage_before_the_command_is_one_line_too(words: list[str], hint: str) -> None:
    done = call(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("carevoice: ")
    assert hint in done.stderr
    assert done.stderr.endswith(" See: carevoice --help\n")
    assert len(done.stderr.splitlines()) == 1


def test_a_word_may_be_left_out_after_two_dashes(home: Path) -> None:
    asked = call("search", "--format", "json", "--", "trust", "-note", home=home)
    assert json.loads(asked.stdout)["query"] == "trust -note"


def test_values_that_cannot_be_an_option_from_a_variable_are_not_taken_for_words(home: Path) -> None:
    done = call("search", "trust", home=home, env={"CAREVOICE_SEARCH_LIMIT": "ten"})
    assert done.exit_code == 2
    assert "leave a word out" not in done.stderr


def test_a_query_error_has_a_caret_under_its_place(home: Path) -> None:
    said = call("search", 'trust AND "open phrase', home=home).stderr.splitlines()
    query, caret = next((said[n], said[n + 1]) for n in range(len(said)) if "open phrase" in said[n])
    assert query[caret.index("^")] == '"'
    wide = call("search", '漢字 "open', home=home).stderr.splitlines()
    assert wide[2].index("^") == len('  漢字 "') + 1  # two columns for each of the two characters


def test_before_the_first_indexing_a_search_says_what_to_run(tmp_path: Path) -> None:
    nowhere = run("search", "x", cwd=tmp_path)
    assert nowhere.returncode == 3
    assert "carevoice init DIR" in nowhere.stderr
    (tmp_path / "corpus").mkdir()
    for words in (["search", "x"], ["facets"], ["status"], ["check"], ["show", "x"]):
        unread = call(*words, home=tmp_path)
        assert unread.exit_code == 3, words
        assert f"carevoice --home {tmp_path} index" in unread.stderr
        assert len(unread.stderr.splitlines()) == 1


def test_an_index_of_somebody_else_is_refused_in_one_line(home: Path, tmp_path: Path) -> None:
    stranger = {"CAREVOICE_KEY_FILE": str(tmp_path / "other.key")}
    for words in (["search", "trust"], ["check"], ["status"], ["index"]):
        done = call(*words, home=home, env=stranger)
        assert done.exit_code == 3, words
        assert "--rebuild" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_every_page_failed_is_exit_code_5(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "empty.txt").write_bytes(b"")
    done = run("index", cwd=tmp_path)
    assert done.returncode == 5
    assert "skipped: empty.txt: " in done.stderr
    assert call("extract", str(tmp_path / "corpus" / "empty.txt")).exit_code == 5


def test_index_without_a_corpus_is_wrong_usage(tmp_path: Path) -> None:
    done = run("index", cwd=tmp_path)
    assert done.returncode == 2
    assert "carevoice init DIR" in done.stderr


# Keeping a folder


def test_add_index_search_change_and_index_again(tmp_path: Path, key: Mapping[str, str]) -> None:
    for name, text in (("voice.txt", VOICE), ("money.txt", MONEY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    added = run("add", "../voice.txt", "../money.txt", cwd=work, env=key)
    assert added.returncode == 0
    assert added.stdout.startswith("2 pages added, 0 already there, 0 refused\n")
    assert "carevoice index" in added.stderr
    assert "1 already there" in run("add", "../voice.txt", cwd=work, env=key).stdout

    first = call("index", home=work)
    assert first.exit_code == 0
    assert first.stdout.startswith("2 pages added, 0 changed, 0 removed, 0 unchanged, 0 skipped\n")
    assert "The index holds 8 records: 2 pages, 6 practices, 0 findings" in first.stdout
    assert "\x1b" not in first.stderr  # the bar is for terminals

    (tmp_path / "voice.txt").write_text("Another page with this name, about other things.", encoding="utf-8")
    refused = call("add", str(tmp_path / "voice.txt"), home=work)
    assert refused.exit_code == 2
    assert "voice.txt" in refused.stderr
    assert "--replace" in refused.stderr
    assert call("add", str(tmp_path / "voice.txt"), "--as", "other.txt", home=work).exit_code == 0
    waiting = call("search", "guarantor", home=work)
    assert waiting.exit_code == 0
    assert "1 page in " in waiting.stderr
    assert "is not in this answer (new, or could not be read); carevoice" in waiting.stderr
    assert "Waiting:  1 new or unreadable page\n" in call("status", home=work).stdout

    (work / "corpus" / "broken.pdf").write_bytes(b"%PDF-nothing")
    again = call("index", home=work)
    assert again.exit_code == 0
    assert again.stdout.startswith("1 page added, 0 changed, 0 removed, 2 unchanged, 1 skipped\n")
    assert "skipped: broken.pdf: " in again.stderr
    assert "is not in this answer (new, or could not be read)" in call("search", "trust", home=work).stderr
    assert call("check", home=work).stdout.startswith("The index is whole: 9 records")
    status = json.loads(call("status", "--format", "json", home=work).stdout)
    assert status["totals"] == {"page": 3, "practice": 6, "finding": 0}
    assert status["rules_current"] is True
    moment = status["indexed"]
    assert moment == cv.open_index(work / "index").status().indexed and moment.endswith("Z")
    assert f"Indexed:  {moment[:10]} {moment[11:16]} UTC\n" in call("status", home=work).stdout


def test_a_sidecar_that_a_page_inherits_is_named(tmp_path: Path) -> None:
    for name, text in (("one", "First."), ("two", "Second.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.txt").write_text(text)
    work = tmp_path / "work"
    assert call("add", str(tmp_path / "one" / "p.txt"), home=work).stderr.startswith("Next: ")
    (work / "corpus" / "p.toml").write_text('title = "Corrected"')
    kept = call("add", "--replace", str(tmp_path / "two" / "p.txt"), home=work)
    assert kept.exit_code == 0
    assert "carevoice: note: p.txt keeps the sidecar p.toml that was there" in kept.stderr
    (work / "corpus" / "p.txt").unlink()
    refused = call("add", str(tmp_path / "two" / "p.txt"), home=work)
    assert refused.exit_code == 2
    assert "p.toml of a page that is gone" in refused.stderr


def test_every_answer_says_that_older_rules_read_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    with monkeypatch.context() as earlier:
        earlier.setattr("carevoice_search.pipeline.reading_rules", lambda: "older")
        assert call("index", home=tmp_path).exit_code == 0
    assert not cv.open_index(tmp_path / "index").rules_current
    for words in (["search", "trust"], ["facets"], ["similar", record_id(tmp_path)], ["check"]):
        said = call(*words, home=tmp_path).stderr
        assert "read by older rules; counts may differ; run: carevoice" in said, words
    assert "counts may differ" in call("status", home=tmp_path).stdout
    assert call("index", home=tmp_path).stdout.startswith("0 pages added, 3 changed")
    assert cv.open_index(tmp_path / "index").rules_current
    assert call("search", "trust", home=tmp_path).stderr == ""


def record_id(home: Path) -> str:
    return call("search", "-n", "1", "--format", "ids", home=home).stdout.strip()


def test_a_corpus_that_is_gone_is_said(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "corpus")
    gone = "corpus/ is missing: the index holds pages that are no longer there"
    asked = call("search", "trust", home=tmp_path)
    assert asked.exit_code == 0
    assert gone in asked.stderr
    assert gone in call("status", home=tmp_path).stdout
    status = call("status", "--format", "json", home=tmp_path)
    assert gone in status.stderr
    assert json.loads(status.stdout)["pending"] is None


def test_what_changed_in_the_corpus_is_said(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    (tmp_path / "corpus" / "money.txt").unlink()
    (tmp_path / "corpus" / "article.toml").unlink()
    (tmp_path / "corpus" / "article.toml").mkdir()  # which makes its page unreadable
    asked = call("search", "trust", home=tmp_path)
    assert asked.exit_code == 0
    assert "has changed since this index was made: 1 changed page, 1 removed page. Run: " in asked.stderr


def test_of_a_large_corpus_an_answer_says_no_more_than_it_has_counted(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("carevoice_search.freshness.LOOKED_AT", 3)
    (tmp_path / "corpus" / "money.txt").write_text("Changed, but still one of as many pages.")
    assert call("search", "trust", home=tmp_path).stderr == ""
    (tmp_path / "corpus" / "new.txt").write_text("One more page.")
    said = call("search", "trust", home=tmp_path).stderr
    assert "corpus/ holds 4 pages, this index 3; which ones differ says: carevoice --home" in said
    waiting = call("status", home=tmp_path).stdout
    assert "Waiting:  1 new or unreadable page, 1 changed page\n" in waiting
    monkeypatch.setattr("carevoice_search.freshness.COUNTED", 3)
    assert call("search", "trust", home=tmp_path).stderr == ""


def test_publishers_that_are_alike_are_told_apart(tmp_path: Path, key: Mapping[str, str]) -> None:
    (tmp_path / "corpus").mkdir()
    names = ["Coram Voice", "CORAM VOICE", "Siân Ltd", "!!!"]
    for number, name in enumerate(names):
        (tmp_path / "corpus" / f"{number}.txt").write_text(f"Page {number}\n\nIt tells of trust.\n")
        (tmp_path / "corpus" / f"{number}.toml").write_text(f'publisher = "{name}"\n', encoding="utf-8")
    assert call("index", home=tmp_path).exit_code == 0

    def found(name: str) -> Result:
        return call("search", "--publisher", name, "--format", "count", home=tmp_path)

    for name in [*names, "sian ltd", "sian-ltd"]:
        assert found(name).stdout == "1\n", name
    assert found("???").exit_code == 2
    alike = found("coram voice")
    assert alike.exit_code == 2
    assert 'publisher:"CORAM VOICE", publisher:"Coram Voice"' in alike.stderr
    assert call("search", 'publisher:"CORAM VOICE"', "--format", "count", home=tmp_path).stdout == "1\n"
    offered = complete("carevoice search --publisher ", tmp_path, key)
    assert sorted(offered) == ["'!!!'", "'CORAM VOICE'", "'Coram Voice'", "sian-ltd"]
    assert complete("carevoice search --publisher cor", tmp_path, key) == ["'CORAM VOICE'", "'Coram Voice'"]
    for offer in offered:
        assert found(shlex.split(offer)[0]).stdout == "1\n", offer


def test_init_makes_a_folder_that_can_be_indexed(tmp_path: Path, key: Mapping[str, str]) -> None:
    made = run("init", "work", "--empty", cwd=tmp_path, env=key)
    assert made.returncode == 0
    assert (tmp_path / "work" / "corpus").is_dir()
    assert call("index", home=tmp_path / "work").exit_code == 0
    assert call("search", home=tmp_path / "work").exit_code == 1
    (tmp_path / "work" / "corpus" / "a.txt").write_text("A page.")
    again = call("init", str(tmp_path / "work"))
    assert again.exit_code == 2
    assert "already holds files" in again.stderr


def test_another_writer_is_exit_code_4(home: Path, key: Mapping[str, str]) -> None:
    from carevoice_search.engines import open_store

    (home / "corpus" / "article.txt").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", key["CAREVOICE_KEY_FILE"])
        with open_store(home / "index").writing():
            done = run("index", cwd=home, env=key)
            reading = run("search", "trust", cwd=home, env=key)
    assert done.returncode == 4
    assert str(os.getpid()) in done.stderr
    assert "--wait" in done.stderr
    assert reading.returncode == 0


# Settings


def test_an_option_wins_over_a_variable_and_a_variable_over_the_file(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)

    def hits(*options: str, **variables: str) -> int:
        done = call("search", *options, "--format", "ids", home=tmp_path, env=variables)
        assert done.exit_code == 0, done.stderr
        return len(done.stdout.split())

    assert hits() == 9
    (tmp_path / "carevoice.toml").write_text(
        '[search]\nlimit = 3\nnot-council = ["wigan"]\n', encoding="utf-8"
    )
    assert hits() == 3
    assert hits(CAREVOICE_SEARCH_LIMIT="2") == 2
    assert hits("--limit", "1", CAREVOICE_SEARCH_LIMIT="2") == 1
    assert hits("-n", "9") < 9
    assert (
        hits("-n", "9", CAREVOICE_SEARCH_COUNCIL="lincolnshire;kent")
        == hits("-n", "9", "--council", "kent") + 1
    )

    (tmp_path / "carevoice.toml").write_text("[search]\nlimmit = 3\n", encoding="utf-8")
    refused = call("search", "x", home=tmp_path)
    assert refused.exit_code == 2
    assert "Did you mean limit?" in refused.stderr


def test_a_variable_parts_the_names_of_fields_too(home: Path) -> None:
    variables = {"CAREVOICE_SEARCH_FACET": "council:1; theme;", "CAREVOICE_SEARCH_MISSING": "publisher;year"}
    done = call("search", "--format", "json", home=home, env=variables)
    assert done.exit_code in (0, 1), done.stderr
    form = json.loads(done.stdout)
    assert [facet["field"] for facet in form["facets"]] == ["council", "theme"]
    assert form["query"] == "publisher:missing year:missing"


def test_both_names_of_an_on_off_pair_are_settings(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)

    def total(settings: str, *options: str) -> int:
        (tmp_path / "carevoice.toml").write_text(f"[search]\n{settings}\n", encoding="utf-8")
        return int(call("search", "trust", "guarantor", *options, "--format", "count", home=tmp_path).stdout)

    def query(settings: str, *options: str) -> str:
        (tmp_path / "carevoice.toml").write_text(f"[search]\n{settings}\n", encoding="utf-8")
        out = call("search", "trust letters", *options, "--format", "json", home=tmp_path).stdout
        return str(json.loads(out)["query"])

    assert query("all = false") == query("any = true") == query("", "--any") == "trust OR letters"
    assert query("all = true") == query("any = false") == query("all = false", "--all") == "trust letters"
    assert total("operators = false\nsynonyms = false") == total("plain = true\nno-synonyms = true")

    (tmp_path / "carevoice.toml").write_text("[search]\nany = true\nall = true\n", encoding="utf-8")
    both = call("search", "x", home=tmp_path)
    assert both.exit_code == 2
    assert "any and all are the two sides of one option" in both.stderr


def test_settings_that_cannot_be_followed_stop_neither_help_nor_init(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    (tmp_path / "carevoice.toml").write_text("[search\n", encoding="utf-8")
    record = record_id(home)
    for words in (["search", "x"], ["facets"], ["show", record], ["status"], ["index"], ["check"]):
        done = call(*words, home=tmp_path)
        assert done.exit_code == 2, words
        assert "not valid TOML" in done.stderr
    for words in (["search", "--help"], ["--help"], ["index", "-h"], ["completion", "bash"]):
        done = call(*words, home=tmp_path)
        assert (done.exit_code, done.stderr) == (0, ""), words
        assert done.stdout
    assert call("init", str(tmp_path / "new"), "--empty", home=tmp_path).exit_code == 0
    assert (tmp_path / "new" / "corpus").is_dir()


def test_every_option_can_be_a_setting(tmp_path: Path) -> None:
    (tmp_path / "carevoice.toml").write_text(
        '[search]\nany = true\nno-synonyms = true\nfacet = "council:3"\nsort = "date"\nformat = "json"\n'
        '[index]\nwait = 1.5\nprocesses = 1\n[show]\nevidence = true\n[extract]\nformat = "text"\n',
        encoding="utf-8",
    )
    done = call("search", "x", home=tmp_path)
    assert done.exit_code == 3  # the settings were understood; there is only no index


# Terminals and pipes


def test_a_terminal_gets_colour_bars_and_what_to_type_next(home: Path, key: Mapping[str, str]) -> None:
    seen = on_terminal("search", "trust", "--facet", "council", cwd=home, env=key)
    assert "\x1b[1;33mtrust\x1b[0m" in seen
    assert "█" in seen
    assert "Next: carevoice show " in seen
    assert all(len(line) <= 100 for line in without_colour(seen).split("\n"))


def test_page_text_never_steers_the_terminal(home: Path, key: Mapping[str, str]) -> None:
    identity = call("search", "letters", "--type", "page", "--format", "ids", home=home).stdout.strip()
    for words in (["search", "fewer changes"], ["show", identity, "--evidence"]):
        seen = without_colour(on_terminal(*words, cwd=home, env=key))
        assert "fewer changes of worker" in seen
        assert "\x1b" not in seen
        assert "\x07" not in seen
    for form in ("table", "json", "jsonl", "csv", "ids"):
        piped = call("search", "fewer changes", "--format", form, home=home).stdout
        assert "\x1b" not in piped
        assert "\x07" not in piped


@pytest.mark.parametrize("change", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_it_is_not_wanted(change: dict[str, str], home: Path, key: Mapping[str, str]) -> None:
    seen = on_terminal("search", "trust", "--facet", "council", cwd=home, env={**key, **change})
    assert "\x1b" not in seen
    assert "█" in seen


def test_a_pipe_gets_plain_lines(home: Path, key: Mapping[str, str]) -> None:
    done = run("search", "trust", "--facet", "council", cwd=home, env=key)
    assert "\x1b" not in done.stdout
    assert "█" not in done.stdout
    assert "Next:" not in done.stdout
    assert done.stderr == ""


def test_long_output_goes_through_the_pager_on_a_terminal_only(
    home: Path, tmp_path: Path, key: Mapping[str, str]
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\n")
    pager.chmod(0o755)
    env = {**key, "PAGER": str(pager)}
    on_terminal("search", "trust", cwd=home, env=env, rows=200)
    run("search", cwd=home, env=env)
    assert not (tmp_path / "paged").exists()
    on_terminal("search", cwd=home, env=env, rows=10)
    assert "records:" in (tmp_path / "paged").read_text(encoding="utf-8")


def test_a_closed_pipe_is_quiet(home: Path, key: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "carevoice_search", "search", "--format", "json"]
    process = subprocess.Popen(
        command, cwd=home, env=dict(key), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&-"])
def test_a_closed_standard_output_ends_the_command(closed: str, home: Path, key: Mapping[str, str]) -> None:
    command = f'"{sys.executable}" -m carevoice_search search trust {closed}'
    done = subprocess.run(["sh", "-c", command], cwd=home, env=dict(key), capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    expected = "" if "2>&-" in closed else "carevoice: The standard output is closed"
    assert done.stderr.startswith(expected)
    assert len(done.stderr.splitlines()) == (1 if expected else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", ["--version", "--help", "search --help", "search trust"])
def test_a_full_disk_is_said_in_one_line(words: str, home: Path, key: Mapping[str, str]) -> None:
    command = f'"{sys.executable}" -m carevoice_search {words} > /dev/full'
    done = subprocess.run(["sh", "-c", command], cwd=home, env=dict(key), capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "carevoice: No space left on device\n"


def test_a_closed_standard_error_only_silences_messages(tmp_path: Path, key: Mapping[str, str]) -> None:
    fill(tmp_path)
    command = f'"{sys.executable}" -m carevoice_search index 2>&-'
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=dict(key), capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("3 pages added")
    assert call("check", home=tmp_path).exit_code == 0


def test_a_narrow_terminal_gets_no_line_wider_than_it_is(home: Path, key: Mapping[str, str]) -> None:
    seen = on_terminal("search", "trust", "--facet", "council", cwd=home, env=key, columns=20)
    assert all(len(line) <= 20 for line in without_colour(seen).split("\n"))


def test_an_output_that_cannot_hold_a_character_gets_a_question_mark(
    home: Path, key: Mapping[str, str]
) -> None:
    env = {**key, "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "carevoice_search", "facets", "year:1"]
    done = subprocess.run(command, cwd=home, env=env, capture_output=True, timeout=60)
    assert done.returncode == 0
    assert "?  3 earlier" in done.stdout.decode("latin-1")


def test_the_progress_bar_is_on_the_terminal(tmp_path: Path, key: Mapping[str, str]) -> None:
    fill(tmp_path)
    seen = on_terminal("index", cwd=tmp_path, env=key)
    assert "Reading pages" in seen
    assert "3 pages added" in seen


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_calls_carevoice(shell: str) -> None:
    done = call("completion", shell)
    assert done.exit_code == 0
    assert "_CAREVOICE_COMPLETE" in done.stdout


def complete(line: str, cwd: Path, env: Mapping[str, str]) -> list[str]:
    """What bash would be offered for the last word of a line."""
    words = line.split(" ")
    asked = {
        "_CAREVOICE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    with contextlib.chdir(cwd):
        done = call(env={**env, **asked})
    assert done.exit_code == 0
    assert done.stderr == ""
    return [offer.partition(",")[2] for offer in done.stdout.splitlines() if offer]


def test_completion_offers_live_values(home: Path, key: Mapping[str, str]) -> None:
    assert complete("carevoice search --council st", home, key) == ["stockport"]
    assert complete("carevoice search --publisher ", home, key) == ["the-weekly"]
    assert "money" in complete("carevoice search --theme ", home, key)
    assert complete("carevoice search --facet coun", home, key) == ["council"]
    assert "search" in complete("carevoice s", home, key)
    elsewhere = f"carevoice --home {home} search --council st"
    assert complete(elsewhere, home.parent, key) == ["stockport"]


def test_what_completion_offers_the_search_understands(home: Path, key: Mapping[str, str]) -> None:
    for field in cv.FIELDS:
        for offer in complete(f"carevoice search --{field} ", home, key):
            assert call("search", f"--{field}", *shlex.split(offer), home=home).exit_code == 0, (field, offer)


def test_completion_is_silent_about_an_index_that_it_cannot_use(
    home: Path, tmp_path: Path, key: Mapping[str, str]
) -> None:
    stranger = {**key, "CAREVOICE_KEY_FILE": str(tmp_path / "other.key")}
    assert complete("carevoice search --publisher ", home, stranger) == []
    assert "stoke-on-trent" in complete("carevoice search --council sto", home, stranger)
    assert complete("carevoice search --publisher ", tmp_path, key) == []


def test_every_value_that_can_be_offered_is_understood() -> None:
    from carevoice_search.render import wording

    for name, field in cv.FIELDS.items():
        for value in field.known() if field.known else ():
            assert field.resolve(wording.typed(name, value)) == value


def test_a_folder_named_on_the_line_stands_in_the_next_command() -> None:
    assert Folder(None).command("index") == "carevoice index"
    assert Folder(Path("my work")).command("index") == "carevoice --home 'my work' index"


def test_field_values_need_no_index(tmp_path: Path) -> None:
    context = click.Context(main)
    context.params["home"] = tmp_path
    offers = field_values(context, "kind", "rev")
    assert [(offer.value, offer.help) for offer in offers] == [("review", "Review or report")]
