"""`carevoice show --query`: a long page opens where it answers, and says what stands above."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import carevoice_search as cv
from carevoice_search.cli import main
from carevoice_search.cli.finding import _next_step
from carevoice_search.cli.folder import Folder
from carevoice_search.model import Record, Snippet
from carevoice_search.render import table, wording

ABOVE = [f"The panel met in the long room of house number {n}, and drank tea." for n in range(90)]
ANSWER = "Young people said that an advocate had listened to them. Their advocate came back, and listened."
BELOW = [f"The panel went home by the bus of line number {n}, and slept." for n in range(90)]


def call(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words])


@pytest.fixture(scope="module", autouse=True)
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The key of all tests, for the folder that is made before any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, key: None) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "corpus").mkdir()
    page = "".join(f"<p>{paragraph}</p>" for paragraph in [*ABOVE, ANSWER, *BELOW])
    (folder / "corpus" / "review.html").write_text(
        f"<!doctype html><title>A review</title><h1>A review</h1><article>{page}</article>", encoding="utf-8"
    )
    (folder / "corpus" / "note.html").write_text(
        "<!doctype html><title>A note</title><h1>A note</h1><p>One advocate listened once.</p>",
        encoding="utf-8",
    )
    assert call(folder, "index").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def record(home: Path) -> Record:
    index = cv.open_index(home / "index")
    return next(one for one in index.records() if one.title == "A review")


def test_the_text_begins_at_the_paragraph_of_the_passage(home: Path, record: Record) -> None:
    said = call(home, "show", record.id, "--query", "advocate listened").stdout
    above = len(record.text[: record.text.index(ANSWER)].split())
    assert f"\n… ({above:,} words above; without --query for all)\n{ANSWER}\n{BELOW[0]}" in said
    assert ABOVE[-1] not in said and BELOW[-1] in said
    assert said.startswith("A review\n")
    assert ABOVE[0] in call(home, "show", record.id).stdout


def test_json_says_where_the_passage_lies(home: Path, record: Record) -> None:
    done = call(home, "show", record.id, "-q", "advocate listened", "--format", "json")
    form = json.loads(done.stdout)
    place = form["passage"]
    assert form["text"][place["start"] : place["end"]].startswith(ANSWER)
    assert form["text"] == record.text
    assert "passage" not in json.loads(call(home, "show", record.id, "--format", "json").stdout)


def test_a_query_that_finds_nothing_in_the_record_is_said_and_all_is_shown(
    home: Path, record: Record
) -> None:
    done = call(home, "show", record.id, "--query", "zebra")
    assert "No word of the query stands in this record" in done.stderr
    assert ABOVE[0] in done.stdout and "above; without --query" not in done.stdout
    form = call(home, "show", record.id, "--query", "zebra", "--format", "json").stdout
    assert json.loads(form)["passage"] is None


def test_an_unknown_record_is_a_mistake_with_a_query_too(home: Path) -> None:
    done = call(home, "show", "no-such-id", "--query", "advocate")
    assert done.exit_code != 0 and "no-such-id" in done.stderr


def test_the_next_step_after_a_search_opens_a_long_page_where_it_answers(home: Path, record: Record) -> None:
    index, folder = cv.open_index(home / "index"), Folder(home)
    found = index.search("advocate bus listened")
    assert found.hits[0].record.id == record.id
    step = _next_step(folder, found)
    assert step and f"show {record.id} --query " in step
    short = _next_step(folder, index.search("advocate listened once"))
    assert short and short.split("\n")[0].endswith(" --evidence")


def test_on_a_terminal_the_words_that_matched_stand_out(record: Record) -> None:
    start = record.text.index(ANSWER)
    first, second = ANSWER.index("advocate"), ANSWER.index("listened")
    passage = Snippet(ANSWER, ((first, first + 8), (second, second + 8)), start, start + len(ANSWER))
    seen = table.record(record, evidence=False, columns=300, colour=True, passage=passage)
    bold = "\x1b[1;33m{}\x1b[0m".format
    assert f"an {bold('advocate')} had {bold('listened')} to them" in seen
    assert ABOVE[-1] not in seen and "words above; without --query for all" in seen


@pytest.mark.parametrize(("place", "opens"), [(300, 0), (5000, 5000)])
def test_a_paragraph_that_begins_far_above_is_not_shown_from_its_beginning(
    place: int, opens: int, record: Record
) -> None:
    one = replace(record, text="word " * 2000)
    assert wording.opening(one, Snippet("word", (), place, place + 4)) == opens
