"""The benchmarks measure what they say: a seeded collection of the stated mix, engines that are held against
one another before they are timed, and a report of the promised form."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest

from carevoice_search.analysis import stem, words
from carevoice_search.model import Page
from carevoice_search.reading import read_page
from compared.agreement import disagreements
from compared.collection import Collection, write_collection
from compared.engines.contract import digest
from compared.pages import made_pages
from compared.questions import EACH, ROWS, Question, draw_questions
from compared.records import make_records
from compared.report import percentile
from compared.words import SIZE, Language, make_language
from loaded.client import Outcome
from loaded.judging import Commit, verdict
from loaded.trial import slope

COMPARE = Path(__file__).parents[1] / "benchmarks" / "compare.py"
LOAD = COMPARE.with_name("load.py")
SEED = 11
PAGE_SEED = 7
RECORDS = 300
ALWAYS_THERE = ("carevoice", "fts5", "whoosh")
PROMISED_ROWS = [
    "term",
    "or",
    "and",
    "phrase",
    "term+council",
    "term+years",
    "facets",
    "facets+filter",
    "all-facets",
    "prefix",
    "fuzzy",
    "snippets",
    "index",
    "size",
    "memory",
    "cold",
]


@pytest.fixture(scope="module")
def language() -> Language:
    return make_language(SEED)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return write_collection(tmp_path_factory.mktemp("collection"), RECORDS, SEED)


@pytest.fixture(scope="module")
def questions(collection: Collection) -> list[Question]:
    return draw_questions(collection, SEED)


def test_a_language_has_thirty_thousand_words_and_fewer_stems(language: Language) -> None:
    assert len(set(language.words)) == SIZE == 30_000
    assert 20_000 < len(set(language.stems)) < SIZE
    assert language.stems == tuple(map(stem, language.words))
    assert all(words(word) == (word,) for word in language.words[:500])


def test_the_same_seed_makes_the_same_records_and_another_makes_others(language: Language) -> None:
    records = list(make_records(language, 50, SEED))
    assert records == list(make_records(language, 50, SEED))
    assert make_language(SEED) == language
    assert records != list(make_records(language, 50, SEED + 1))


def test_a_large_collection_begins_with_the_small_one(language: Language) -> None:
    assert list(make_records(language, 20, SEED)) == list(islice(make_records(language, 2000, SEED), 20))


def test_records_have_the_stated_mix(language: Language) -> None:
    records = list(make_records(language, 3000, SEED))
    practices = [record for record in records if record.type == "practice"]
    pages = [record for record in records if record.type == "page"]
    assert len(practices) / len(records) == pytest.approx(0.7, abs=0.03)
    assert {len(record.words) for record in practices} == set(range(8, 21))
    assert 200 <= min(len(record.words) for record in pages) < 210
    assert 790 < max(len(record.words) for record in pages) <= 800
    assert len({code for record in records for code in record.councils}) == 150
    assert len({region for record in records for region in record.regions}) == 9
    assert len({theme for record in records for theme in record.themes}) == 15
    assert len({record.date[:4] for record in records if record.date}) == 17
    assert len({record.kind for record in records}) == 5
    assert max(len(record.councils) for record in records) > 3
    assert any(not record.councils for record in records)
    assert len({record.id for record in records}) == len(records)


def test_words_are_as_frequent_as_zipf_says(language: Language) -> None:
    counts = Counter(word for record in make_records(language, 2000, SEED) for word in record.words)
    total = sum(counts.values())
    assert counts[0] / total == pytest.approx(language.cumulative[0], rel=0.05)
    assert sum(counts[word] for word in range(100)) / total == pytest.approx(
        language.cumulative[99], rel=0.02
    )


def test_the_analyzer_finds_the_very_words_that_a_text_was_made_of(language: Language) -> None:
    for record in make_records(language, 200, SEED):
        assert words(record.text) == tuple(language.words[word] for word in record.words)
        assert record.text.startswith(record.title)


def test_peers_are_given_the_stems_of_the_same_texts(collection: Collection) -> None:
    ours = [json.loads(line) for line in collection.ours.read_text().splitlines()]
    peers = [json.loads(line) for line in collection.peers.read_text().splitlines()]
    assert len(ours) == len(peers) == RECORDS
    for whole, terms in zip(ours, peers, strict=True):
        assert terms[2] == " ".join(map(stem, words(whole[4])))
        assert terms[:2] + terms[3:7] == [whole[0], whole[3], whole[2], *whole[5:8]]


def test_there_are_twenty_questions_a_row_and_always_the_same(
    collection: Collection, questions: list[Question]
) -> None:
    assert Counter(question["row"] for question in questions) == dict.fromkeys(ROWS, EACH)
    assert questions == draw_questions(collection, SEED)


def test_a_prefix_or_fuzzy_question_means_the_same_words_as_stems(
    collection: Collection, questions: list[Question]
) -> None:
    language = collection.language
    for question in (one for one in questions if one["match"] == "prefix"):
        (start,) = question["words"]
        by_word = {place for place, word in enumerate(language.words) if word.startswith(start)}
        by_stem = {place for place, word in enumerate(language.stems) if word.startswith(start)}
        assert by_word == by_stem


def test_whatever_differs_between_engines_is_said(collection: Collection, questions: list[Question]) -> None:
    place = next(place for place, question in enumerate(questions) if question["row"] == "facets")
    record = json.loads(collection.ours.read_text().splitlines()[0])
    hit = (record[0], record[3], record[4], record[2], *record[5:8], record[8][:4])
    right = {"total": 1, "hits": [(hit[0], digest(hit))], "facets": {"kind": {"review": 1}}, "passages": []}

    def found(**change: object) -> str:
        answers = {"one": {str(place): right}, "other": {str(place): right | change}}
        return "\n".join(disagreements(questions, answers, collection))

    assert not found()
    assert "hits one 1, other 2" in found(total=2)
    assert "review: one 1, other 3" in found(facets={"kind": {"review": 3}})
    assert "other gives 0 hits, not 1" in found(hits=[])
    assert "otherwise than it was stored" in found(hits=[(hit[0], digest((*hit[:3], "article", *hit[4:])))])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(value) for value in range(1, 101)], 0.99) == 99.0
    assert percentile([5.0], 0.99) == 5.0


def test_engines_agree_and_the_report_has_the_promised_form(tmp_path: Path) -> None:
    others = [name for name in ("tantivy", "bm25s") if find_spec(name)]
    engines = [*ALWAYS_THERE, *others]
    report = tmp_path / "report.json"
    options = ["--records", str(RECORDS), "--engines", ",".join(engines), "--rounds", "1", "--format", "json"]
    run = subprocess.run(
        [sys.executable, str(COMPARE), *options, "--output", str(report)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(report.read_text())
    assert (found["records"], found["agree"], found["left_out"]) == (RECORDS, True, {})
    assert [row["row"] for row in found["rows"]] == PROMISED_ROWS
    assert {"machine", "date", "versions"} <= found.keys()
    assert found["versions"].keys() == set(engines)
    for row in found["rows"]:
        assert row["unit"] in ("ms", "records/s", "bytes")
        assert {"carevoice", "whoosh"} <= row["engines"].keys() or row["row"] == "memory"
        for figures in row["engines"].values():
            assert 0 < figures["p50"] <= figures["p99"]
    ratios = {row["row"]: row["ratio"] for row in found["rows"]}
    rates = next(row["engines"] for row in found["rows"] if row["row"] == "index")
    best = max(rates[name]["p50"] for name in engines if name not in ("carevoice", "whoosh"))
    assert ratios["index"] == pytest.approx(best / rates["carevoice"]["p50"], abs=0.001)
    assert ratios["term"] > 0


def test_made_pages_are_pages_of_forty_kilobytes_that_can_be_read() -> None:
    pages = list(made_pages(6, PAGE_SEED))
    assert pages == list(made_pages(6, PAGE_SEED))
    kinds = set()
    for name, html in pages:
        assert len(html.encode()) == pytest.approx(40_000, rel=0.1)
        reading = read_page(Page(name, None, html.encode(), "text/html"))
        kinds.add(reading.kind)
        assert 550 < len(reading.text.split()) < 1400
        assert reading.councils and reading.date and "cookie" not in reading.text.casefold()
        assert len(reading.practices) >= 5 if reading.kind == "practice-list" else not reading.practices
    assert kinds == {"practice-list", "article"}


def test_an_answer_is_right_only_for_a_state_of_its_time() -> None:
    """Two commits: B stands from some time in 10..11 on, A again from 20..21 on."""
    commits = [Commit(10.0, 11.0, "B"), Commit(20.0, 21.0, "A")]

    def late(sent: float, answered: float, state: str) -> int:
        return verdict(Outcome([sent], [answered], state, [], [], 0.0, 0), commits).late

    assert [late(1.0, 2.0, state) for state in "AB"] == [0, 1]  # nothing committed yet
    assert [late(9.0, 10.5, state) for state in "AB"] == [0, 0]  # while B is committed
    assert [late(12.0, 13.0, state) for state in "AB"] == [1, 0]  # B and nothing else
    assert [late(12.0, 20.5, state) for state in "AB"] == [0, 0]
    assert [late(22.0, 23.0, state) for state in "AB"] == [0, 1]
    told = verdict(Outcome([1.0] * 4, [2.0] * 4, "A?!B", [], [], 0.0, 0), commits)
    assert (told.failed, told.inconsistent, told.late, told.is_good) == (1, 1, 1, False)


def test_memory_is_judged_by_its_slope_after_the_first_tenth() -> None:
    grown = [
        (0, {"own": 5}),
        (50, {"own": 900}),
        (100, {"own": 1000}),
        (550, {"own": 1900}),
        (1000, {"own": 2800}),
    ]
    assert slope(grown, "own") == pytest.approx(2.0)
    assert slope([(count, {"own": 7}) for count in (0, 100, 1000)], "own") == 0.0
    assert slope([(0, {})], "own") == 0.0


def test_a_server_under_load_answers_from_whole_states_while_its_index_is_written(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    options = [
        "--records",
        str(RECORDS),
        "--requests",
        "200",
        "--clients",
        "4",
        "--pause",
        "0.05",
        "--format",
        "json",
    ]
    run = subprocess.run(
        [sys.executable, str(LOAD), *options, "--servers", "carevoice", "--output", str(report)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(report.read_text())
    still, moving = found["figures"]["carevoice"].values()
    assert (still["requests"], moving["requests"]) == (20, 200)
    assert still["commits"] is None and moving["commits"] > 1
    assert set(moving["verdict"].values()) == {0}
    assert 0 < moving["p50"] <= moving["p99"] <= moving["longest"]
    assert {0, 200} <= {count for count, _ in moving["memory"]}
