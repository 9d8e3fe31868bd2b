"""Errors as those outside meet them: what happened and what to do, and nothing of the machine."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

import carevoice_search as cv
from carevoice_search.server import problems
from carevoice_search.server.answers import BusyError
from carevoice_search.server.app import create_app
from carevoice_search.server.request.asked import ParameterError
from serving import Answer, ask

ERRORS: list[tuple[Exception, str, dict[str, Any]]] = [
    (
        cv.QueryError("A quote is not closed", 'trust "care', 6, "Close it, or leave it out."),
        "query",
        {"parameter": "q", "position": 6},
    ),
    (
        cv.UnknownValueError("There is no theme", "theme:mony", 6, "Did you mean money?", "money"),
        "query",
        {"parameter": "q", "position": 6, "nearest": "money"},
    ),
    (
        ParameterError("sort", "is one of relevance, date.", "date"),
        "parameter",
        {"parameter": "sort", "nearest": "date"},
    ),
    (ParameterError("limit", "is a number."), "parameter", {"parameter": "limit"}),
    (cv.UnknownRecordError("page-1", "page-2"), "no-record", {"nearest": "page-2"}),
    (cv.UsageError("There is no field 'x'."), "request", {}),
    (cv.UnusableIndexError("No index."), "no-index", {}),
    (cv.TimeLimitError("Stopped after 5 seconds."), "time-limit", {}),
    (BusyError("Too many questions wait."), "busy", {}),
    (cv.CorpusError("/home/somebody/corpus is missing"), "failure", {}),
    (cv.LockedError("/home/somebody/index is locked"), "failure", {}),
    (KeyError("/home/somebody/secret"), "failure", {}),
    (OSError(13, "Permission denied", "/home/somebody/secret"), "failure", {}),
]


def raising(home: Path, error: Exception) -> FastAPI:
    app = create_app(home)

    async def route() -> None:
        raise error

    app.add_api_route("/api/v1/raising", route)
    app.add_api_route("/raising", route)
    return app


def page_of(answer: Answer) -> BeautifulSoup:
    assert (answer.header("content-type") or "").startswith("text/html")
    return BeautifulSoup(answer.body, "lxml")


@pytest.mark.parametrize(
    ("error", "kind", "told"), ERRORS, ids=[type(error).__name__ for error, _, _ in ERRORS]
)
def test_an_error_under_api_is_a_problem_document(
    error: Exception, kind: str, told: dict[str, Any], tmp_path: Path
) -> None:
    answer = ask(raising(tmp_path, error), "/api/v1/raising")
    document = json.loads(answer.body)
    assert answer.header("content-type") == "application/problem+json"
    assert document["type"] == f"/api#problem-{kind}"
    assert (document["status"], document["title"]) == problems.KINDS[kind]
    assert answer.status == document["status"]
    assert {
        name: document.get(name) for name in ("parameter", "nearest", "position") if name in document
    } == told
    assert "/home/somebody" not in answer.text
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize(
    ("error", "kind", "told"), ERRORS, ids=[type(error).__name__ for error, _, _ in ERRORS]
)
def test_elsewhere_it_is_a_page_of_the_same_words_with_a_form_to_go_on(
    error: Exception, kind: str, told: dict[str, Any], tmp_path: Path
) -> None:
    app = raising(tmp_path, error)
    document = json.loads(ask(app, "/api/v1/raising").body)
    answer = ask(app, "/raising")
    shown = page_of(answer)
    assert answer.status == document["status"]
    heading, said = shown.select_one("main h1"), shown.select_one("main [role=alert]")
    assert heading is not None and heading.text == document["title"]
    assert said is not None and said.text == document["detail"]
    assert shown.select_one("form#search[role=search][method=get] input#q[name=q]")
    assert "/home/somebody" not in answer.text


def test_a_record_that_is_nearly_there_is_a_link(tmp_path: Path) -> None:
    shown = page_of(ask(raising(tmp_path, cv.UnknownRecordError("page-1", "page-2")), "/raising"))
    assert shown.select_one("main a[href='/records/page-2']")


def test_what_was_typed_stands_in_the_form_and_the_trouble_is_marked(tmp_path: Path) -> None:
    app = raising(tmp_path, ERRORS[0][0])
    shown = page_of(ask(app, "/raising?q=trust%20%22care"))
    box, trouble = shown.select_one("input#q"), shown.select_one(".trouble mark")
    assert box is not None and box["value"] == 'trust "care'
    assert trouble is not None and trouble.text == '"care'


def test_what_was_typed_is_text_whatever_it_holds(tmp_path: Path) -> None:
    app = raising(tmp_path, ERRORS[0][0])
    hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE{{7*7}}"
    shown = page_of(ask(app, f"/raising?q={hostile}"))
    box = shown.select_one("input#q")
    assert box is not None and box["value"] == '"><script>alert(1)</script>{{7*7}}'
    assert all(script.get("src") for script in shown.select("script"))


def test_a_detail_is_one_line_that_steers_no_terminal(tmp_path: Path) -> None:
    error = ParameterError("q\x1b[31m", "holds\n\x1b]0;title\x07 a\u202etrap\ud800")
    document = json.loads(ask(raising(tmp_path, error), "/api/v1/raising").body)
    assert document["detail"] == "q: holds atrap"
    assert document["parameter"] == "q"


def test_a_failure_tells_the_terminal_what_the_caller_is_not_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = ask(raising(tmp_path, KeyError("the secret")), "/raising")
    assert answer.status == 500
    assert "secret" not in answer.text and "KeyError" not in answer.text and "Traceback" not in answer.text
    (record,) = caplog.records
    assert record.exc_info is not None and "the secret" in str(record.exc_info[1])


def test_an_address_that_leads_nowhere_is_a_404_in_either_form(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    assert ask(app, "/nowhere").status == ask(app, "/api/v1/nowhere").status == 404
    assert page_of(ask(app, "/nowhere")).select_one("h1")
    assert json.loads(ask(app, "/api/v1/nowhere").body)["type"] == "/api#problem-not-found"


def test_another_method_is_a_405_that_says_what_is_allowed(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    for target in ("/", "/api/v1/status", "/nowhere"):
        answer = ask(app, target, method="POST")
        assert (answer.status, answer.header("allow")) == (405, "GET, HEAD")


def test_no_index_is_a_503_that_names_no_folder(tmp_path: Path) -> None:
    answer = ask(create_app(tmp_path), "/?q=trust")
    assert answer.status == 503
    assert str(tmp_path) not in answer.text
    assert "carevoice index" in answer.text


def test_a_busy_server_says_when_to_come_back(tmp_path: Path) -> None:
    assert ask(raising(tmp_path, BusyError("Full.")), "/raising").header("retry-after") == "2"


def test_the_frameworks_own_refusals_are_problems_that_repeat_nothing(tmp_path: Path) -> None:
    app = create_app(tmp_path)

    async def numbered(number: int) -> int:
        return number

    app.add_api_route("/api/v1/numbered", numbered)
    answer = ask(app, "/api/v1/numbered?number=%3Cscript%3E")
    document = json.loads(answer.body)
    assert (answer.status, document["parameter"]) == (400, "number")
    assert "script" not in answer.text
