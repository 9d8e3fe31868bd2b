"""No command runs what a crafted index says, even one that carries the user's own owner file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import carevoice_search as cv
from carevoice_search.cli import main
from carevoice_search.engines.whoosh.layout import HEADER, STREAMS

sys.path.append(str(Path(__file__).parent / "engine"))
from traps import lay, plant

COMMANDS = (("search", "trust"), ("facets", "theme"), ("check",), ("status",), ("index",))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    cv.init_folder(tmp_path / "home", empty=True)
    (tmp_path / "home" / "corpus" / "a.txt").write_text("Trust\n\nYoung people trust their worker.\n")
    return tmp_path / "home"


def call(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


def complete(home: Path) -> None:
    """Ask for what bash would be offered."""
    words = f"carevoice --home {home} search --publisher "
    asked = {"_CAREVOICE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "5"}
    result = CliRunner().invoke(main, [], env=asked)
    assert result.exit_code == 0 and result.stderr == ""


def test_a_crafted_table_of_contents_runs_in_no_command(home: Path, tmp_path: Path) -> None:
    cv.index_corpus(home / "corpus", home / "index", processes=1)
    trap = tmp_path / "sprung"
    (toc,) = (home / "index").glob("*.toc")
    plant(home / "index", trap, int(toc.stem.rsplit("_", 1)[1]))
    for arguments in COMMANDS:
        result = call(home, *arguments)
        assert result.exit_code == 3 and "carevoice index --rebuild" in result.stderr, result
    complete(home)
    assert not trap.exists()
    assert call(home, "index", "--rebuild").exit_code == 0
    assert call(home, "search", "trust", "--format", "count").stdout == "1\n"
    assert not trap.exists()


@pytest.mark.parametrize("extension", [HEADER, *STREAMS])
def test_a_crafted_segment_runs_in_no_command(home: Path, tmp_path: Path, extension: str) -> None:
    cv.index_corpus(home / "corpus", home / "index", processes=1)
    trap = tmp_path / "sprung"
    (file,) = (home / "index").glob(f"MAIN_*.{extension}")
    lay(file, trap)
    (home / "corpus" / "a.txt").write_text("Trust\n\nNobody trusts.\n")
    for arguments in COMMANDS:
        assert isinstance(call(home, *arguments).exception, SystemExit | None)
    complete(home)
    assert not trap.exists()
