"""What the package finds, cleans and reads does not get worse: floors on collections that say what is right.

The made collections are always measured; the public ones where they are, a fixed part of the large ones. The tools
that measure are tested too: a figure is worth what its counting is.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.model import Evidence, Reading
from figures import with_figures
from judged import beir, cleaning, extraction, gold, ranking_peers, stored
from judged import pages as saved
from judged.bootstrap import balanced, interval, mean_interval, quotient
from judged.extraction import Account, Beside, Tally
from judged.floors import Held, broken, holds, read_floors, settings_of
from judged.gold import Annotated, GoldPage, Stated, share
from judged.retrieval import each_question, index_collection
from judged.sampling import drawn
from judged.tables import settings_words
from judged.tasks import QUALITY, Options, judge_cleaning, judge_extraction, judge_retrieval
from judged.trouble import CollectionError

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
COMMAND = ROOT / "benchmarks" / "quality.py"
HELD = read_floors()
MADE = {held.task: held.folder(SHARED) for held in HELD if held.made}


def silent(text: str) -> None:
    """No progress."""


def measure(held: Held) -> dict[str, Any]:
    """The report of each settings of a collection, on the part that the suite looks at."""
    folder, options = held.folder(SHARED), Options(sample=held.sample)
    if held.task == "retrieval":
        wanted = {words.partition(" ")[2] for words, _ in held.floor}
        several = [s for s in settings_of(held) if " ".join(settings_words(asdict(s))) in wanted]
        reports, _, _ = judge_retrieval(folder, several, options, silent)
        return {" ".join(settings_words(one["settings"])): one for one in reports}
    if held.task == "cleaning":
        return {"": judge_cleaning(folder, options, silent)[0]}
    return {"": judge_extraction(folder, silent)[0]}


# The floors


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
def test_no_figure_falls_below_its_floor(held: Held) -> None:
    if not held.made and not held.folder(SHARED).is_dir():
        pytest.skip(f"needs the collection {held.folder(SHARED)}")
    reports = measure(held)
    assert not list(broken(held, reports, held.floor)), reports


def test_every_task_has_a_collection_that_was_made_here() -> None:
    assert MADE.keys() == {"retrieval", "cleaning", "extraction"}
    assert all(folder.is_dir() for folder in MADE.values())


def test_every_collection_has_floors_and_every_bound_is_a_share() -> None:
    for held in HELD:
        assert held.floor, held.name
        assert all(0 <= bound <= 1 for _, bound in (*held.floor, *held.whole, *held.goal)), held.name


def test_a_goal_that_is_missed_on_the_page_has_its_reason() -> None:
    rows = bounds_of(ROOT / "docs" / "quality.md")
    for held in HELD:
        missed = [
            name for name, goal in held.goal if not holds_rounded(name, rows[f"{held.name} {name}"], goal)
        ]
        assert held.short or not missed, f"{held.name}: say in floors.toml why {', '.join(missed)} fell short"


def test_the_page_on_quality_keeps_the_floors_of_whole_collections() -> None:
    rows = bounds_of(ROOT / "docs" / "quality.md")
    for held in HELD:
        for name, floor in held.whole:
            assert holds_rounded(name, rows[f"{held.name} {name}"], floor), f"{held.name} {name}"


def test_the_readme_shows_the_figures_of_the_page_on_quality() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    assert with_figures(readme, page) == readme, "run: python tests/figures.py"


def holds_rounded(name: str, found: float, bound: float) -> bool:
    """As `holds`, for a figure that was rounded to three decimals."""
    return holds(name, found, bound) or abs(found - bound) <= 0.0005


def bounds_of(page: Path) -> dict[str, float]:
    """What was reached, from the page's first table."""
    text = page.read_text(encoding="utf-8").split("## What was asked for")[1].split("\n## ")[0]
    rows = (line.strip("| ").split("|") for line in text.splitlines() if re.match(r"\| \w.* \d?\.\d", line))
    return {cells[0].strip(): float(cells[2].split()[0]) for cells in rows}


# Ranking


def test_measures_are_those_of_the_textbook() -> None:
    """Two answers of grades 3 and 1 at places 1 and 3, one that is not found."""
    judged = {"q": {"a": 3, "b": 1, "c": 2}}
    asked = beir.Collection("x", (), (beir.Question("q", "?"),), judged, 0, "")
    values = each_question(asked, {"q": ["a", "n", "b", "m"]})
    ideal = 3 + 2 / np.log2(3) + 1 / 2
    assert values["ndcg@10"] == [pytest.approx((3 + 1 / 2) / ideal)]
    assert values["map"] == [pytest.approx((1 + 2 / 3) / 3)]
    assert values["recall@100"] == [pytest.approx(2 / 3)]


def test_the_order_of_the_answer_counts_and_a_question_without_hits_is_worth_nothing() -> None:
    questions = (beir.Question("q", "?"), beir.Question("r", "?"))
    asked = beir.Collection("x", (), questions, {"q": {"a": 1}, "r": {"a": 1}}, 0, "")
    assert each_question(asked, {"q": ["z", "a"], "r": []})["map"] == [0.5, 0.0]
    assert each_question(asked, {"q": ["a", "z"]})["map"] == [1.0, 0.0]


@pytest.mark.parametrize("heading", ["query-id\tcorpus-id\tscore\n", ""])
def test_a_collection_is_read_with_or_without_a_heading(tmp_path: Path, heading: str) -> None:
    small_collection(tmp_path, f"{heading}1\ta\t2\n1\tb\t0\n2\tb\t-1\n")
    collection = beir.read_collection(tmp_path)
    assert collection.judged == {"1": {"a": 2}}
    assert [question.id for question in collection.questions] == ["1"]
    assert collection.unjudged == 1


@pytest.mark.parametrize(
    ("qrels", "said"),
    [
        ("1\tz\t1\n", "has no document z"),
        ("1\ta\tgood\n1\ta\tgood\n", "line 2"),
        ("9\ta\t1\n", "judges none"),
    ],
)
def test_a_collection_of_another_form_is_refused_in_one_line(tmp_path: Path, qrels: str, said: str) -> None:
    small_collection(tmp_path, qrels)
    with pytest.raises(CollectionError, match=said) as refused:
        beir.read_collection(tmp_path)
    assert "\n" not in str(refused.value)


def small_collection(folder: Path, qrels: str) -> None:
    (folder / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "A", "text": "x"}\n{"_id": "b", "text": "y"}\n'
    )
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "x"}\n{"_id": "2", "text": "y"}\n')
    (folder / "qrels.tsv").write_text(qrels)


def test_pages_and_records_of_a_collection_are_ranked_nearly_alike() -> None:
    """The way through cleaning leaves heading and paragraphs as they are."""
    settings = [s for s in settings_of(HELD[0]) if not s.expand][:1]
    several = [settings[0], type(settings[0])(way="records")]
    pages, records = judge_retrieval(MADE["retrieval"], several, Options(), silent)[0]
    assert not pages["unread"]
    assert pages["ndcg@10"] == pytest.approx(records["ndcg@10"], abs=0.02)


def test_a_relaxed_question_is_ranked_as_one_for_any_of_its_words(tmp_path: Path) -> None:
    """But for synonyms: words typed as one question are widened as phrases too."""
    collection = beir.read_collection(MADE["retrieval"])
    index = index_collection(collection, "records", tmp_path, silent).index
    relaxed = 0
    for question in collection.questions:
        typed = index.search(question.text, plain=True, synonyms=False)
        any_of = index.search(question.text, plain=True, synonyms=False, match="any")
        if typed.relaxed:
            relaxed += 1
            assert [hit.record.id for hit in typed.hits] == [hit.record.id for hit in any_of.hits], question
    assert relaxed > 5


def test_peers_find_documents_of_the_collection() -> None:
    """SQLite is always there; a peer that is not says why."""
    collection = beir.read_collection(MADE["retrieval"])
    figures, left_out = ranking_peers.measure_peers(collection, 100, silent)
    assert figures.keys() | left_out.keys() == set(ranking_peers.PEERS)
    assert figures["fts5"]["ndcg@10"] > 0.5 and figures["whoosh"]["ndcg@10"] > 0.5


def test_stored_figures_stand_in_for_peers_that_are_not_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "MEASURED", tmp_path / "measured.json")
    stored.keep("retrieval", "x", "abc", {"one": {"map": 0.1}, "two": {"map": 0.2}})
    stored.keep("retrieval", "x", "abc", {"two": {"map": 0.3}})
    found = stored.beside("retrieval", "abc", {"three": {"map": 0.4}})
    assert {name: (one["map"], one["measured"]) for name, one in found.items()} == {
        "one": (0.1, "stored"), "two": (0.3, "stored"), "three": (0.4, "fresh"),
    }  # fmt: skip
    assert not stored.beside("retrieval", "other", {})


# The bootstrap


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_an_interval_lies_among_the_values_and_is_always_the_same(values: list[float]) -> None:
    found = mean_interval(values)
    assert found == mean_interval(values)
    assert found and min(values) - 1e-9 <= found[0] <= found[1] <= max(values) + 1e-9


def test_an_interval_is_about_two_standard_errors_to_either_side() -> None:
    values = list(np.random.default_rng(1).normal(0.5, 0.1, 400))
    found = mean_interval(values)
    assert found == pytest.approx((np.mean(values) - 0.0098, np.mean(values) + 0.0098), abs=0.002)


def test_drawings_that_ask_for_nothing_are_not_counted() -> None:
    assert interval([(0, 1), (0, 0)], quotient) == (0.0, 0.0)
    assert interval([(0, 0), (0, 0)], quotient) is None
    assert interval([(1, 1)], quotient) is None
    assert interval([(1, 2, 2), (1, 2, 2)], balanced) == (0.5, 0.5)


@given(st.integers(1, 50), st.integers(1, 60))
def test_a_part_keeps_its_order_and_is_always_the_same(size: int, number: int) -> None:
    part = drawn(range(size), number)
    assert list(part) == sorted(set(part)) and len(part) == min(size, number)
    assert part == drawn(range(size), number) and drawn(range(size), None) == tuple(range(size))


# Cleaning


def test_runs_of_four_words_are_counted_with_their_number() -> None:
    assert cleaning.runs("a b c d e") == [("a", "b", "c", "d"), ("b", "c", "d", "e")]
    assert cleaning.runs("a b") == [("a", "b")]
    assert cleaning.runs("...") == []


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_agreement_is_that_of_two_bags(found: list[str], wanted: list[str]) -> None:
    both, rest = 0, list(wanted)
    for word in found:
        if word in rest:
            rest.remove(word)
            both += 1
    agreed = cleaning.agreement(found, wanted)
    if found and wanted:
        assert (agreed.precision, agreed.recall) == (both / len(found), both / len(wanted))
        assert agreed.f1 == pytest.approx(2 * both / (len(found) + len(wanted)))
    else:
        assert agreed.f1 == float(not found and not wanted)


def test_a_page_that_failed_counts_as_nothing_and_snippets_are_looked_for_without_case(
    tmp_path: Path,
) -> None:
    page = saved.Judged("x", tmp_path, "One two", "article", ("ONE",), ("menu",))
    assert cleaning.score(page, None).words.f1 == 0.0
    good = cleaning.score(page, "one two Menu")
    assert (good.kept, good.leaked, good.words.recall) == (1.0, 1.0, 1.0)
    assert good.runs.f1 == 0.0  # case is kept there


def test_both_forms_of_saved_pages_are_read(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(b"<p>x"))
    (tmp_path / "ground-truth.json").write_text('{"a": {"articleBody": "x"}}')
    (page,) = saved.read_pages(tmp_path).pages
    assert (page.id, page.gold, page.content()) == ("a", "x", b"<p>x")
    typed = saved.read_pages(MADE["cleaning"])
    assert (typed.form, len(typed.pages)) == ("typed", 7)
    assert len({page.type for page in typed.pages}) == 7
    (tmp_path / "ground-truth.json").write_text('{"a": {"articleBody": "x"}, "b": {"articleBody": "y"}}')
    with pytest.raises(CollectionError, match=r"no b\.html"):
        saved.read_pages(tmp_path)


# Extraction


def test_words_for_shares_are_read() -> None:
    shares = {
        "a third": 100 / 3,
        "two thirds": 200 / 3,
        "three-quarters": 75,
        "1 in 5": 20,
        "just over 1 in 6": 100 / 6,
        "nine out of ten": 90,
        "half": 50,
    }
    for words, wanted in shares.items():
        assert share(words) == pytest.approx(wanted), words
    assert share("many") is None


def gold_page(tmp_path: Path, **changes: Any) -> GoldPage:
    nothing: frozenset[Any] = frozenset()
    plain = GoldPage(
        id="p", file=tmp_path / "p.txt", text="", title=None, kind=None, publisher=None, date="",
        date_judged=False, councils=nothing, councils_unjudged=nothing, practices=nothing, plain=True, themes=(),
        figures=(), furniture=(),
    )  # fmt: skip
    return replace(plain, **changes)


def reading(**changes: Any) -> Reading:
    plain = Reading(
        page="p.txt", title="T", kind="other", publisher=None, url=None, date=None, councils=(), themes=(),
        practices=(), text="", evidence=(),
    )  # fmt: skip
    return replace(plain, **changes)


def tallies(page: GoldPage, read: Reading | None, beside: Beside | None = None) -> dict[str, Tally]:
    return extraction.account(page, read, beside or Beside({}, {})).tallies


def test_councils_are_counted_by_code_and_unjudged_names_neither_way(tmp_path: Path) -> None:
    page = gold_page(
        tmp_path, councils=frozenset({"E08000013"}), councils_unjudged=frozenset({"north yorkshire"})
    )
    found = tallies(page, reading(councils=("E08000013", "E06000065", "E08000007")))
    assert found["councils"] == Tally(right=1, given=2, wanted=1)
    assert tallies(page, None)["councils"] == Tally(0, 0, 1)


@pytest.mark.parametrize(
    ("stated", "read", "measure", "right"),
    [
        ("2021-04-29", "2021-04-29", "date_stated", 1),
        ("2021-04-29", "2021-04", "date_stated", 0),
        ("", None, "undated_left", 1),
        ("", "2021", "undated_left", 0),
    ],
)
def test_dates_are_right_as_they_are_stated_or_not_at_all(
    tmp_path: Path, stated: str, read: str | None, measure: str, right: int
) -> None:
    page = gold_page(tmp_path, date=stated, date_judged=True)
    assert tallies(page, reading(date=read))[measure] == Tally(right, 1, 1)


def test_lines_are_furniture_or_the_pages_own_or_in_doubt(tmp_path: Path) -> None:
    """A line that stands twice and is furniture once is not judged, and short ones are not looked for."""
    text = "Share this page now\nThe council helps.\nTwice it stands here\nTwice it stands here\nMenu"
    page = gold_page(tmp_path, text=text, furniture=("Share this page now", "Twice it stands here"))
    found = tallies(page, reading(text="Share this page now\nThe council\u2009helps!"))
    assert found["leak"] == Tally(1, 1, 1)
    assert found["kept"] == Tally(1, 1, 1)


def test_figures_pair_by_unit_and_value_and_each_is_used_once() -> None:
    wanted = [Stated(20, "percent", ""), Stated(20, "percent", ""), Stated(33.333, "percent", "")]
    found = [Stated(20, "count", ""), Stated(100 / 3, "percent", ""), Stated(20.0, "percent", "")]
    assert extraction.paired(wanted, found) == [2, None, 1]


def test_optional_findings_are_neither_right_nor_wrong() -> None:
    account = Account("p")
    annotated = Annotated((Stated(20, "percent", ""),), (Stated(2, "weeks", ""),))
    extraction.annotated_findings(
        account, annotated, [Stated(2, "weeks", ""), Stated(20, "percent", ""), Stated(7, "count", "")]
    )
    assert account.tallies["findings"] == Tally(right=1, given=2, wanted=1)


def test_a_value_without_evidence_and_a_quote_elsewhere_are_seen(tmp_path: Path) -> None:
    proof = Evidence("title", "T", "rule", "p.txt", "text", "T", 1, 2)
    found = tallies(gold_page(tmp_path), reading(text="T and", evidence=(proof,)))
    assert found["evidence"] == Tally(1, 2, 2)  # the kind has none
    assert found["quotes_exact"] == Tally(0, 1, 1)


def test_every_word_of_the_made_gold_has_its_themes() -> None:
    themes = gold.read_themes(MADE["extraction"] / "themes.toml")
    assert not gold.unmapped(gold.read_gold(MADE["extraction"]), themes)
    assert gold.read_themes(QUALITY / "themes.toml")


@pytest.mark.skipif(not (SHARED / "devset").is_dir(), reason=f"needs the development documents in {SHARED}")
@pytest.mark.parametrize("name", ["devset", "sources"])
def test_every_word_of_the_shared_gold_has_its_themes(name: str) -> None:
    assert not gold.unmapped(gold.read_gold(SHARED / name), gold.read_themes(QUALITY / "themes.toml"))


# The command


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(COMMAND), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def test_the_report_of_a_ranking_has_the_promised_keys_first() -> None:
    done = run("retrieval", "--data", MADE["retrieval"], "--format", "json", "--expand", "--no-synonyms")
    assert done.returncode == 0, done.stderr
    assert not done.stderr  # no progress but on a terminal
    report = json.loads(done.stdout)
    assert list(report)[:7] == [
        "collection",
        "ndcg@10",
        "map",
        "recall@100",
        "queries",
        "interval",
        "settings",
    ]
    assert (report["collection"], report["queries"]) == ("retrieval", 15)
    assert report["settings"] == {
        "way": "pages", "match": "any", "synonyms": False, "expand": True, "limit": 1000,
    }  # fmt: skip
    low, high = report["interval"]["map"]
    assert 0 < low < report["map"] < high <= 1


def test_a_table_shows_us_beside_our_peers_and_what_others_publish() -> None:
    done = run("cleaning", "--data", MADE["cleaning"], "--sample", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("| cleaning ") and "| carevoice " in done.stdout


def test_misses_are_listed_on_standard_error() -> None:
    done = run("extraction", "--data", MADE["extraction"], "--misses")
    assert done.returncode == 0
    assert all(len(line.split("\t")) >= 3 for line in done.stderr.splitlines())
    assert "| councils (by code)" in done.stdout


@pytest.mark.parametrize("task", ["retrieval", "cleaning", "extraction"])
def test_a_folder_that_is_missing_or_of_another_form_is_one_line_and_exit_code_2(
    task: str, tmp_path: Path
) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        done = run(task, "--data", folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("quality: ") and len(done.stderr.splitlines()) == 1, done.stderr
