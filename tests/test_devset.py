"""The documents that the project was developed on, scored by the scorer that stands beside them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

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
def forms(name: str) -> tuple[dict[str, object], ...]:
    """What is extracted from each page of a folder."""
    pages = sorted(FOLDERS[name].glob("*.txt"))
    return tuple(
        reading_form(read_page(Page(path.name, None, path.read_bytes(), "text/plain"))) for path in pages
    )


@cache
def scores(name: str) -> dict[str, object]:
    """What the scorer says of the extraction of a folder's pages."""
    lines = "\n".join(json.dumps(form) for form in forms(name))
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


HEDGES = re.compile(r"^(?:just over|over|almost|nearly|about|more than) ")
SHARES = {"half": 50.0, "a third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25.0, "three quarters": 75.0}
UNITS = {"%": "percent", "fraction": "percent"}


def in_per_cent(words: str) -> float:
    """What a fraction of the gold is in per cent: "a third", "almost 1 in 8"."""
    plain = HEDGES.sub("", words)
    if plain in SHARES:
        return SHARES[plain]
    part, whole = plain.split(" in ")
    return 100 * int(part) / int(whole)


def is_recalled(statistic: dict[str, Any], findings: list[dict[str, Any]]) -> bool:
    """Whether one of a page's findings has the value and the unit of a figure of the gold."""
    fraction = statistic["unit"] == "fraction"
    value = in_per_cent(statistic["value"]) if fraction else float(statistic["value"])
    unit = UNITS.get(statistic["unit"], statistic["unit"])
    return any(
        found["unit"] == unit
        and (
            abs(found["value"] - value) < 0.01 or (fraction and statistic["value"] in found["stated"].lower())
        )
        for found in findings
    )


@pytest.mark.parametrize("name", FOLDERS)
def test_the_figures_that_the_gold_lists_are_found(name: str) -> None:
    """The gold lists figures selectively: this is recall, and says nothing of what else is found."""
    pages: dict[str, Any] = {Path(str(form["page"])).stem: form for form in forms(name)}
    gold = json.loads(GOLD[name].read_text(encoding="utf-8"))
    wanted = [(page["id"], statistic) for page in gold for statistic in page["statistics"]]
    missed = [(page, one) for page, one in wanted if not is_recalled(one, pages[page]["findings"])]
    assert len(wanted) >= 5
    assert len(missed) <= 0.05 * len(wanted), missed


@pytest.mark.parametrize("name", FOLDERS)
def test_a_finding_quotes_its_sentence(name: str) -> None:
    for form in forms(name):
        text, findings = str(form["text"]), cast(list[dict[str, Any]], form["findings"])
        for found in findings:
            assert text[found["start"] : found["end"]] == found["sentence"]
            assert found["stated"] in found["sentence"]
