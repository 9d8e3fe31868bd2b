"""An index that answers while another process commits: no answer fails, and each is of one commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import carevoice_search as cv
from carevoice_search.engines import open_store

sys.path.append(str(Path(__file__).parent / "engine"))

from records import record  # beside the engine's tests

COMMITS = 20
KEPT = 3
"""Records that each commit leaves: it adds one and drops the oldest, so that segments come and go."""

WRITER = """
import sys
from pathlib import Path
sys.path.append(sys.argv[2])
from records import record
from carevoice_search.engines import open_store

for number in range(1, int(sys.argv[3]) + 1):
    with open_store(Path(sys.argv[1])).writing() as transaction:
        transaction.put_record(
            record(f"r{number:02}", f"care and trust {number}", title=f"Title {number}", date=f"20{number:02}-04")
        )
        if number > int(sys.argv[4]):
            transaction.drop_record(f"r{number - int(sys.argv[4]):02}")
"""


def check(index: cv.Index) -> None:
    """Everything that an answer may read, of the commit that was opened."""
    number = index.generation
    ids = {f"r{one:02}" for one in range(max(number - KEPT, 0) + 1, number + 1)}
    found = index.search('"care and trust"', facets=["year"], sort="title")
    assert {hit.record.id for hit in found.hits} == ids
    assert {bucket.value for bucket in found.facets[0].buckets} == {f"20{one[1:]}" for one in ids}
    assert index.grid("trust", "year", "type").total == index.timeline("care").total == len(ids)
    assert [(one.text, one.count) for one in index.suggest("tru")] == [("trust", len(ids))]
    assert {one.id for one in index.records()} == ids
    assert index.status().indexed.startswith("20")


def test_a_reader_follows_a_writer_and_what_it_opened_stays_whole(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    words = [str(folder), str(Path(__file__).parent / "engine"), str(COMMITS), str(KEPT)]
    with subprocess.Popen([sys.executable, "-c", WRITER, *words]) as writer:
        opened: list[cv.Index] = []
        while writer.poll() is None:
            if not opened:
                if open_store(folder).generation() > 0:
                    opened.append(cv.open_index(folder))
                continue
            if not opened[-1].is_current:
                opened.append(cv.open_index(folder))
            check(opened[-1])
    assert writer.returncode == 0
    last = cv.open_index(folder)
    assert (last.generation, last.is_current, last.status().totals["page"]) == (COMMITS, True, KEPT)
    generations = [index.generation for index in opened]
    assert generations == sorted(generations) and len(opened) > 1
    for index in (*opened, last):
        check(index)


def test_an_index_that_is_gone_is_not_current(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_store(folder).writing():
        pass
    index = cv.open_index(folder)
    assert index.is_current
    for path in folder.glob("*.toc"):
        path.unlink()
    assert not index.is_current
    with pytest.raises(cv.UnusableIndexError):
        cv.open_index(folder)


def test_an_index_that_was_begun_afresh_is_another_one_though_it_is_of_the_same_generation(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "index"
    indexes = []
    for words in ("care", "trust"):
        with open_store(folder).writing() as transaction:
            transaction.put_record(record("a", words))
        indexes.append(cv.open_index(folder))
        if words == "care":
            shutil.rmtree(folder)
    before, after = indexes
    assert before.generation == after.generation == 1
    assert (before.is_current, after.is_current) == (False, True)
    assert [index.search("care").total for index in indexes] == [1, 0]


def test_a_copied_index_tells_when_it_was_made_not_when_it_was_copied(tmp_path: Path) -> None:
    with open_store(tmp_path / "index").writing() as transaction:
        transaction.put_record(record("r1", "care and trust"))
    made = cv.open_index(tmp_path / "index").status().indexed
    shutil.copytree(tmp_path / "index", tmp_path / "copy")
    for path in (tmp_path / "copy").iterdir():
        os.utime(path, (0, 0))
    assert cv.open_index(tmp_path / "copy").status().indexed == made
