"""The cold path: what a search in a new process imports, and what is settled before it imports anything."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

import carevoice_search
from carevoice_search.__main__ import start

PACKAGE = Path(carevoice_search.__file__).parent

PAGE = """<html><head><title>Trust</title></head><body><h1>Trust takes time</h1>
<p>Care leavers told the council in June 2023 that a social worker earns trust slowly, and loses it in a day.</p>
</body></html>"""

READING = {"bs4", "charset_normalizer", "htmldate", "lxml", "pypdf", "trafilatura"}
SHOWING = {"curses", "pydoc", "rich", "rispy", "pygments"}
OTHERS = {
    "asyncio",
    "concurrent",
    "ctypes.util",
    "difflib",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "multiprocessing",
    "sqlite3",
    "subprocess",
    "tomllib",
    "unittest",
    "xml",
}
OURS = {
    f"carevoice_search.{room}"
    for room in (
        "clean",
        "cli.charts",
        "cli.completing",
        "cli.keeping",
        "cli.reading",
        "corpus.adding",
        "corpus.pages",
        "corpus.sidecar",
        "dates.written",
        "decode",
        "extract",
        "families",
        "gazetteer.mentions",
        "gazetteer.registry",
        "merging",
        "model.reading",
        "pipeline",
        "reading",
        "render.citing",
        "render.command",
        "render.csv",
        "render.grid",
        "render.json",
        "render.table",
        "render.terminal",
        "render.timeline",
        "upkeep",
        "worker",
    )
}

# What starts the command and tells, when the process ends, what it has imported.
STARTED = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr, sep="\\n"))
sys.argv = ["carevoice", *sys.argv[1:]]
from carevoice_search.__main__ import start
start()
"""
SEARCH = ["search", "social", "worker", *(f"--facet={name}" for name in ("council", "theme", "year", "kind"))]


def run(
    code: str, *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), **(env or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of a process that has searched an index, with four facets, and printed into a pipe."""
    home = tmp_path_factory.mktemp("cold")
    key = {"CAREVOICE_KEY_FILE": str(home / "index.key")}
    (home / "corpus").mkdir()
    (home / "corpus" / "trust.html").write_text(PAGE, encoding="utf-8")
    run(STARTED, "index", cwd=home, env=key)
    found = run(STARTED, *SEARCH, cwd=home, env=key)
    assert found.stdout.startswith("1 record")
    assert "carevoice: " not in found.stderr, "messages: the search was not a plain one"
    return set(found.stderr.splitlines())


@pytest.mark.parametrize(
    "names", [READING, SHOWING, OTHERS, OURS], ids=["reading", "showing", "others", "ours"]
)
def test_a_piped_search_imports_only_what_its_answer_needs(names: set[str], imported: set[str]) -> None:
    assert not names & imported


def test_a_search_needs_neither_whoosh_nor_what_only_a_writer_needs(imported: set[str]) -> None:
    assert not {"whoosh", "filelock", "platformdirs", "tempfile", "secrets", "logging"} & imported


def test_the_installed_command_is_the_one_that_settles_this_first() -> None:
    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"]["carevoice"] == f"{start.__module__}:{start.__name__}"


def test_each_command_imports_its_own_module_alone(tmp_path: Path) -> None:
    done = run(STARTED, "init", "here", cwd=tmp_path)
    modules = set(done.stderr.splitlines())
    assert "carevoice_search.cli.keeping" in modules
    assert not {"carevoice_search.cli.finding", "carevoice_search.cli.reading", "numpy", "lxml"} & modules


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({}, "1 1"),
        ({"OMP_NUM_THREADS": "3"}, "1 3"),
        ({"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "4"}, "2 4"),
    ],
)
def test_threads_are_left_as_the_user_set_them(given: Mapping[str, str], seen: str, tmp_path: Path) -> None:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    tell = "print(*(os.environ[name] for name in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS')))"
    code = f"import atexit, os, sys\natexit.register(lambda: {tell})\n{STARTED}"
    bare = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"],
        cwd=tmp_path,
        env={**bare, "PYTHONPATH": str(PACKAGE.parent), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == seen


@pytest.mark.parametrize("room", ["corpus", "dates", "model"])
def test_names_that_are_imported_late_are_there_when_asked_for(room: str) -> None:
    module = importlib.import_module(f"carevoice_search.{room}")
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = module.nothing
