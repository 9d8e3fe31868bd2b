"""The page on the API, and docs/api.md: what they say is what the API does."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import carevoice_search as cv
import serving
from api_folder import Caller
from api_reference import BASE, OPENING, PLACE, page, starter_home
from carevoice_search.server import problems
from carevoice_search.server.api import routes
from carevoice_search.server.app import create_app
from carevoice_search.server.pages import docs_page


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield starter_home(tmp_path_factory.mktemp("starter"))


@pytest.fixture(scope="module")
def ask(home: Path) -> Caller:
    return Caller(create_app(home))


def test_the_reference_is_what_the_api_says_and_does(ask: Caller) -> None:
    assert page(ask) == PLACE.read_text(encoding="utf-8"), "run: make docs"


def test_the_example_in_python_runs(home: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", OPENING, re.DOTALL)
    with serving.running(home) as server:
        here = example.replace(BASE, f"http://127.0.0.1:{server.port}")
        done = subprocess.run(
            [sys.executable, "-c", here], capture_output=True, text=True, timeout=60, check=True
        )
    assert done.stdout.startswith("1 ['")


def test_the_page_has_the_same_example(ask: Caller) -> None:
    (example,) = re.findall(r'<pre><code id="python-example">(.*?)</code></pre>', ask("/api").text, re.DOTALL)
    assert f"```python\n{html.unescape(example)}\n```".replace("http://localhost:8000", BASE) in OPENING


def test_the_docs_page_has_every_endpoint_parameter_and_problem(ask: Caller) -> None:
    text = ask("/api").text
    for path, methods in routes.document()["paths"].items():
        assert f"GET {path}" in text
        for parameter in methods["get"]["parameters"]:
            assert parameter["in"] == "path" or f"<code>{parameter['name']}</code>" in text
    for kind in problems.KINDS:
        assert f'id="problem-{kind}"' in text
    assert "Did you mean Stockport?" in text


def test_every_link_of_the_docs_page_works(ask: Caller) -> None:
    text = ask("/api").text
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/api[^"#]*)"', text)}
    assert len(links) >= len(docs_page.EXAMPLES)
    for link in links:
        assert ask(link).status == (400 if "stokport" in link else 200), link
    for name in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{name}"' in text


def test_the_docs_page_of_an_empty_index_has_no_record_to_show(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "corpus").mkdir()
    cv.index_corpus(tmp_path / "corpus", tmp_path / "index")
    text = Caller(create_app(tmp_path))("/api").text
    assert "There is no record yet to show." in text
    assert "/api/v1/search?q=trust" in text


def test_what_a_page_says_is_text_in_an_example() -> None:
    lines = "\n".join(docs_page.json_lines({"title": "<script>\x1b[31m\u202e\ud800"}))
    assert lines == '{"title": "<script>\\u001b[31m\\u202e\\ud800"}'
    long = {"hits": [{"text": "a" * 200}, {}], "cells": [1, 2]}
    assert docs_page.shortened(long) == {"hits": [{"text": "a" * 60 + "…"}, "… 1 more"], "cells": [1, 2]}
    assert json.loads("\n".join(docs_page.json_lines([long, long]))) == [long, long]
