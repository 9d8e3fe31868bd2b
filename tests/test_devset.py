"""The documents that the project was developed on, scored by the scorer that stands beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from carevoice_search.model import Page
from carevoice_search.reading import read_page
from carevoice_search.render.extraction import reading_form

SHARED = Path(__file__).parents[2] / "shared"
SCORER = SHARED / "tools" / "score_extraction.py"
FOLDERS = {"sources": SHARED / "sources", "devset": SHARED / "devset" / "pages"}
GOLD = {"sources": SHARED / "sources" / "gold.json", "devset": SHARED / "devset" / "gold.json"}

pytestmark = pytest.mark.skipif(
    not SCORER.exists(), reason=f"needs the development documents and their scorer in {SHARED}"
)


@cache
def scores(name: str) -> dict[str, object]:
    """What the scorer says of the extraction of a folder's pages."""
    pages = sorted(FOLDERS[name].glob("*.txt"))
    readings = (read_page(Page(path.name, None, path.read_bytes(), "text/plain")) for path in pages)
    lines = "\n".join(json.dumps(reading_form(reading)) for reading in readings)
    command = [sys.executable, str(SCORER), str(GOLD[name])]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, encoding="utf-8")
    result: dict[str, object] = json.loads(run.stdout)
    return result


def score(name: str, measure: str) -> float:
    value = scores(name)[measure]
    if isinstance(value, dict):
        value = value["f1"]
    assert isinstance(value, (int, float))
    return float(value)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize(
    ("measure", "floor"),
    [
        ("councils", 0.95),
        ("practices", 0.95),
        ("kind", 0.90),
        ("undated_left", 1.0),
        ("kept", 0.97),
        ("title", 0.90),
        ("evidence", 1.0),
        ("quotes_exact", 1.0),
    ],
)
def test_the_extraction_keeps_its_floor(name: str, measure: str, floor: float) -> None:
    assert score(name, measure) >= floor, scores(name)


@pytest.mark.parametrize("name", FOLDERS)
def test_little_furniture_leaks_into_the_text(name: str) -> None:
    assert score(name, "leak") <= 0.10


def test_stated_publication_dates_are_right() -> None:
    assert score("devset", "date_stated") >= 0.90


def test_all_sixteen_practice_lines_of_the_sources_are_read() -> None:
    assert scores("sources")["practices"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "n": 16}
