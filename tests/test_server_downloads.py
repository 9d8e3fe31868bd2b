"""Downloads: each hit once, in the order of the answer, as the command writes it; a part never passes for the whole."""

from __future__ import annotations

import csv as spreadsheets
import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from click.testing import CliRunner

import carevoice_search as cv
from api_folder import module_home, opened
from carevoice_search.cli import main
from carevoice_search.server.app import create_app
from carevoice_search.server.pages import downloads
from carevoice_search.server.pages.actions import actions
from carevoice_search.server.request.asked import read
from serving import HOST, ask

HOSTILE = '=cmd|"/c calc"!A1 </script><script>alert(1)</script> } @online{x, ER  - \x1b[31m \u202e , "quoted"'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = module_home(tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        page = home / "corpus" / "hostile.txt"
        page.write_text("Hostile title\n\nA paragraph on trust, and on letters.\n", encoding="utf-8")
        title = json.dumps(HOSTILE.replace("\x1b", "")).replace("\\u202e", "\u202e")
        page.with_suffix(".toml").write_text(
            f'title = {title}\npublisher = {title}\nurl = "https://example.org/a"\n', encoding="utf-8"
        )
        cv.index_corpus(home / "corpus", home / "index", processes=1)
    return home


@pytest.fixture(scope="module")
def index(home: Path, tmp_path_factory: pytest.TempPathFactory) -> cv.Index:
    return opened(home, tmp_path_factory)


@pytest.fixture(scope="module")
def app(home: Path) -> Any:
    return create_app(home)


def command(home: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["--home", os.fspath(home), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


QUERIES = [
    ("", ["search"]),
    ("q=trust", ["search", "trust"]),
    ("q=trust&sort=date&type=practice", ["search", "trust", "--sort", "date", "--type", "practice"]),
    ("q=voice+zzzz&group=false", ["search", "voice", "zzzz", "--no-group"]),
    ("q=letters&expand=true&synonyms=false", ["search", "letters", "--expand", "--no-synonyms"]),
]
ENDINGS = {"csv": "csv", "json": "json", "ris": "ris", "bib": "bibtex"}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(("params", "words"), QUERIES)
@pytest.mark.parametrize("chunk", [7, 250])
def test_a_download_is_what_the_command_writes(
    params: str,
    words: list[str],
    ending: str,
    chunk: int,
    app: Any,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "_CHUNK", chunk)
    answer = ask(app, f"/download.{ending}?{params}")
    assert answer.status == 200, answer.text
    assert answer.text == command(home, *words, "-n", "10000", "--format", ENDINGS[ending])


def test_every_form_has_each_hit_once_in_the_order_of_the_answer(app: Any, index: cv.Index) -> None:
    ids = [hit.record.id for hit in index.search("trust", limit=10_000).hits]
    assert len(ids) == len(set(ids)) > 10
    rows = list(spreadsheets.DictReader(ask(app, "/download.csv?q=trust").text.splitlines()))
    assert [row["id"] for row in rows] == ids
    found = json.loads(ask(app, "/download.json?q=trust").text)
    assert [hit["record"]["id"] for hit in found["hits"]] == ids
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, len(ids) + 1))
    assert [entry["id"] for entry in rispy.loads(ask(app, "/download.ris?q=trust").text)] == ids
    written = parse_string(ask(app, "/download.bib?q=trust").text)
    assert len(written.entries) == len(ids) and not written.failed_blocks


def test_offset_and_limit_of_the_page_do_not_cut_a_download(app: Any) -> None:
    assert ask(app, "/download.csv?q=trust&limit=5&offset=5").text == ask(app, "/download.csv?q=trust").text


def test_the_json_has_the_facets_that_were_asked_for(app: Any, home: Path) -> None:
    words = ["search", "trust", "-n", "10000", "--format", "json", "--facet", "kind", "--facet", "council:3"]
    got = ask(app, "/download.json?q=trust&facet=kind&facet=council:3").text
    assert got == command(home, *words)


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_found_is_an_empty_file_and_no_error(ending: str, app: Any) -> None:
    answer = ask(app, f"/download.{ending}?q=zzzzqqqq")
    assert answer.status == 200
    assert answer.header("content-disposition") == f'attachment; filename="carevoice-0-records.{ending}"'
    assert "trust" not in answer.text


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_part_is_named_a_part(ending: str, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads(ask(app, "/download.json").text)["total"]
    monkeypatch.setattr(downloads, "WINDOW", 12)
    monkeypatch.setattr(downloads, "_CHUNK", 5)
    answer = ask(app, f"/download.{ending}")
    assert (
        answer.header("content-disposition")
        == f'attachment; filename="carevoice-first-12-of-{whole}.{ending}"'
    )
    match ending:
        case "json":
            assert (json.loads(answer.text)["total"], len(json.loads(answer.text)["hits"])) == (whole, 12)
        case "csv":
            assert len(list(spreadsheets.DictReader(answer.text.splitlines()))) == 12
        case "ris":
            assert len(rispy.loads(answer.text)) == 12
        case "bib":
            assert len(parse_string(answer.text).entries) == 12


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_titles_stay_in_their_field(ending: str, app: Any) -> None:
    answer = ask(app, f"/download.{ending}?q=title:calc")
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("content-disposition") == f'attachment; filename="carevoice-1-record.{ending}"'
    assert "\u202e" not in answer.text
    match ending:
        case "csv":
            (row,) = spreadsheets.DictReader(answer.text.splitlines())
            assert row["title"].startswith("'=cmd") and row["publisher"].startswith("'=")
        case "json":
            assert json.loads(answer.text)["hits"][0]["record"]["title"].startswith("=cmd")
        case "ris":
            assert len(rispy.loads(answer.text)) == 1
        case "bib":
            assert len(parse_string(answer.text).entries) == 1


def test_media_types_say_what_is_sent(app: Any) -> None:
    types = {ending: ask(app, f"/download.{ending}?q=trust").header("content-type") for ending in ENDINGS}
    assert types["csv"] == "text/csv; charset=utf-8"
    assert types["json"] == "application/json"
    assert types["ris"] == "application/x-research-info-systems; charset=utf-8"
    assert types["bib"] == "application/x-bibtex; charset=utf-8"


def test_a_caller_who_has_the_file_is_told_so(app: Any) -> None:
    first = ask(app, "/download.csv?q=trust")
    again = ask(
        app,
        "/download.csv?q=trust",
        headers=(HOST, (b"if-none-match", (first.header("etag") or "").encode())),
    )
    assert again.status == 304 and not again.body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/download.exe", 404),
        ("/download.csv?q=%22open", 400),
        ("/download.csv?counci=x", 400),
        ("/download.json?council=stokport", 400),
        ("/timeline.csv?by=day", 400),
        ("/grid.csv?rows=kind&columns=kind", 400),
    ],
)
def test_what_cannot_be_followed_is_refused(path: str, status: int, app: Any) -> None:
    answer = ask(app, path)
    assert answer.status == status and not answer.header("content-disposition")


@pytest.mark.parametrize("step", ["month", "year"])
def test_a_timeline_is_what_the_command_writes(step: str, app: Any, home: Path) -> None:
    answer = ask(app, f"/timeline.csv?q=trust&by={step}")
    assert answer.header("content-disposition") == f'attachment; filename="carevoice-timeline-by-{step}.csv"'
    assert answer.text == command(home, "timeline", "trust", "--by", step, "--format", "csv")


def test_a_grid_is_what_the_command_writes(app: Any, home: Path) -> None:
    answer = ask(app, "/grid.csv?q=trust&rows=council&columns=theme")
    words = ["grid", "trust", "--rows", "council", "--columns", "theme", "--format", "csv"]
    assert answer.text == command(home, *words)


# What a page offers


def test_the_command_that_a_page_offers_gives_the_same_answer(index: cv.Index, home: Path) -> None:
    asked = read(
        [("q", "trust -agency"), ("kind", "practice-list"), ("since", "2020"), ("sort", "date")], index
    )
    offered = actions(asked, 5)
    program, *words = shlex.split(offered.command)
    assert program == "carevoice"
    found = json.loads(command(home, *words, "-n", "10000", "--format", "json"))
    assert found["total"] > 0
    assert [hit["record"]["id"] for hit in found["hits"]][: asked.limit] == [
        hit.record.id for hit in asked.answer(index).hits
    ]


def test_the_links_say_how_far_files_reach(index: cv.Index) -> None:
    asked = read([("q", "trust"), ("offset", "20"), ("limit", "20"), ("facet", "kind")], index)
    few = actions(asked, 48)
    assert few.reach == "all 48 records"
    assert [file.href for file in few.downloads] == [
        f"/download.{ending}?q=trust" for ending in ("csv", "json", "ris", "bib")
    ]
    assert few.address == "/?q=trust&limit=20&offset=20&facet=kind%3Aall"
    assert actions(asked, 12_345).reach == "the first 10,000 of 12,345 records"
    assert actions(asked, 1).reach == "1 record" and actions(asked, 0).downloads == ()


def test_hits_are_the_same_without_their_snippets(index: cv.Index) -> None:
    asked = read([("q", "trust worker"), ("limit", "50")], index)
    whole, short = (asked.answer(index, snippets=wanted).hits for wanted in (True, False))
    assert [(hit.rank, hit.score, hit.record, hit.copies) for hit in whole] == [
        (hit.rank, hit.score, hit.record, hit.copies) for hit in short
    ]
    assert whole and {hit.snippet.text for hit in short} == {""}
