"""A working folder that the tests of the API ask: the starter pages, and pages whose publishers have odd names."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

import carevoice_search as cv
import serving
from carevoice_search.cli import main

STARTER = Path(__file__).parents[1] / "corpus"
ODD_PUBLISHERS = (
    'The "Voice"',
    "Barnardo's, Kent",
    "date:2020..2021",
    "-Trust OR (care)",
    "R&D=a+b%20c?#d",
    "Voice* ~2",
    "دفتر",
    "a\\b",
    "!!!",
)


def make_home(folder: Path) -> Path:
    """A working folder with its index, signed with the key of this run of tests."""
    corpus = folder / "corpus"
    shutil.copytree(STARTER, corpus)
    for number, name in enumerate(ODD_PUBLISHERS):
        page = corpus / f"odd-{number}.txt"
        page.write_text(
            f"Note {number} on trust\n\nA paragraph on trust in Stockport and on the {number + 30} per cent of care "
            f"leavers who said in {2015 + number} that letters help them.\n",
            encoding="utf-8",
        )
        page.with_suffix(".toml").write_text(f"publisher = {json.dumps(name)}\n", encoding="utf-8")
    return serving.make(folder, {})


def module_home(factory: pytest.TempPathFactory) -> Path:
    """The same for a whole module of tests; to be called by its fixture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(factory.getbasetemp() / "index.key"))
        return make_home(factory.mktemp("home"))


def opened(home: Path, factory: pytest.TempPathFactory) -> cv.Index:
    """Its index, for a whole module of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(factory.getbasetemp() / "index.key"))
        return cv.open_index(home / "index")


def command(home: Path, *words: str) -> Any:
    """What a command prints as JSON."""
    done = CliRunner().invoke(main, ["--home", os.fspath(home), *words, "--format", "json"])
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout)


class Reply(NamedTuple):
    """What came back; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Caller:
    """Asks an application as a program does, without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, address: str, method: str = "GET", **headers: str) -> Reply:
        """The answer to a request; names of `headers` are written with underscores."""
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        answer = serving.ask(self.app, address, method=method, headers=[serving.HOST, *named])
        return Reply(answer.status, dict(answer.headers), answer.body)
