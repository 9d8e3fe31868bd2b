"""The tables of data/: what the quick reader gives is what a full reader of their format gives."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import carevoice_search
from carevoice_search.spelling import nearest
from carevoice_search.tables import table_rows, table_text

DATA = Path(carevoice_search.__file__).with_name("data")


@pytest.mark.parametrize(("name", "heading"), [("themes.toml", "theme"), ("vocabulary.toml", "group")])
def test_rows_are_those_that_tomllib_reads(name: str, heading: str) -> None:
    whole = tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    assert whole.keys() == {heading}
    assert table_rows(name, heading) == whole[heading]


def test_a_table_is_read_as_it_is_written() -> None:
    assert table_text("councils.csv") == (DATA / "councils.csv").read_text(encoding="utf-8")


def test_the_nearest_name_is_the_most_alike_or_none() -> None:
    assert nearest("coucil", ["theme", "council", "year"]) == "council"
    assert nearest("coucil", iter(["theme", "year"])) is None
    assert nearest("them", ["theme", "themes"], cutoff=0.99) is None
