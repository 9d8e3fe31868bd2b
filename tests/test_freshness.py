"""Freshness: whether the index is that of the corpus, and of the rules, as they are now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import carevoice_search
from carevoice_search import freshness
from carevoice_search.cli.keeping import status_command
from carevoice_search.corpus import digest, list_pages, stamps
from carevoice_search.engines import PageState, digest_of_stamps, stamps_digest
from carevoice_search.freshness import Glance, Pending, glance

NOTHING = Glance(Pending((), (), ()))


def page(corpus: Path, name: str, text: str = "Some text.") -> Path:
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@dataclass
class Read:
    """As much of an engine as a glance needs; `decoded` counts how often the states were asked for."""

    states: Mapping[str, PageState]
    decoded: int = 0
    rules: tuple[str, ...] = field(default=())

    @property
    def stamps(self) -> str:
        return stamps_digest(self.states)

    def pages(self) -> Mapping[str, PageState]:
        self.decoded += 1
        return self.states

    def totals(self) -> Mapping[str, int]:
        return {"page": len(self.states), "practice": 7}


def read(corpus: Path) -> Any:
    """An engine that has read the corpus as it is."""
    marks = stamps(corpus, list_pages(corpus))
    return Read({path: PageState(path, digest(corpus, path), "rules", mark) for path, mark in marks.items()})


class TestAGlance:
    def test_an_unchanged_corpus_is_told_by_one_digest(self, tmp_path: Path) -> None:
        page(tmp_path, "a.html")
        page(tmp_path, "sub/b.txt")
        page(tmp_path, "a.toml", 'title = "A"')
        engine = read(tmp_path)
        assert glance(tmp_path, engine) == NOTHING
        assert engine.decoded == 0

    def test_what_differs_is_named(self, tmp_path: Path) -> None:
        for name in ("a.html", "b.html", "c.html"):
            page(tmp_path, name)
        engine = read(tmp_path)
        page(tmp_path, "a.html", "Another text.")
        (tmp_path / "b.html").unlink()
        page(tmp_path, "d.html")
        assert glance(tmp_path, engine).pending == Pending(("d.html",), ("a.html",), ("b.html",))

    def test_a_new_time_alone_is_no_change(self, tmp_path: Path) -> None:
        path = page(tmp_path, "a.html")
        engine = read(tmp_path)
        os.utime(path, (1, 1))
        assert glance(tmp_path, engine) == NOTHING
        assert engine.decoded == 1

    def test_a_page_that_can_no_longer_be_read_differs(self, tmp_path: Path) -> None:
        page(tmp_path, "a.html")
        engine = read(tmp_path)
        (tmp_path / "a.toml").mkdir()  # in the place of its sidecar
        assert glance(tmp_path, engine).pending == Pending((), ("a.html",), ())

    def test_a_large_corpus_is_counted_and_a_larger_one_is_not(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(4):
            page(tmp_path, f"{number}.html")
        engine = read(tmp_path)
        page(tmp_path, "new.html")
        monkeypatch.setattr(freshness, "LOOKED_AT", 4)
        assert glance(tmp_path, engine) == Glance(None, 5, 4)
        monkeypatch.setattr(freshness, "COUNTED", 4)
        assert glance(tmp_path, engine) == Glance(None, None)
        assert engine.decoded == 0

    def test_sidecars_are_files_to_look_at_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        page(tmp_path, "a.html")
        page(tmp_path, "a.toml", "")
        monkeypatch.setattr(freshness, "LOOKED_AT", 1)
        assert glance(tmp_path, read(tmp_path)) == Glance(None, 1, 1)

    def test_many_pages_that_are_gone_are_counted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(4):
            page(tmp_path, f"{number}.html")
        engine = read(tmp_path)
        for number in range(3):
            (tmp_path / f"{number}.html").unlink()
        monkeypatch.setattr(freshness, "LOOKED_AT", 2)
        assert glance(tmp_path, engine) == Glance(None, 1, 4)
        assert engine.decoded == 0


def test_the_help_of_status_says_how_far_answers_look() -> None:
    help = status_command.help or ""
    assert f"{freshness.LOOKED_AT:,}" in help and f"{freshness.COUNTED:,}" in help


MARKS = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=6)


@given(MARKS, MARKS)
def test_two_corpora_have_one_digest_only_where_all_stamps_are_the_same(
    one: dict[str, str], other: dict[str, str]
) -> None:
    # Names hold no NUL and no line end, and stamps are digits and signs.
    for marks in (one, other):
        if any(sign in text for pair in marks.items() for text in pair for sign in "\0\n"):
            return
    assert (digest_of_stamps(one) == digest_of_stamps(other)) == (one == other)
    backwards = dict(reversed(one.items()))
    assert digest_of_stamps(backwards) == digest_of_stamps(one)
    states = {path: PageState(path, "", "", mark) for path, mark in one.items()}
    assert stamps_digest(states) == digest_of_stamps(one)


class TestRules:
    @pytest.fixture
    def package(self, tmp_path: Path) -> Path:
        """A copy of the package, whose files may be changed."""
        here = Path(carevoice_search.__file__).parent
        copy = tmp_path / "src" / "carevoice_search"
        shutil.copytree(here, copy, ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"))
        return copy

    def rules(self, package: Path, *more: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "from carevoice_search.freshness import *; print(reading_rules())"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*more, package.parent)))},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.strip()

    def test_they_change_with_whatever_reads_pages_and_with_nothing_else(self, package: Path) -> None:
        seen = {self.rules(package)}
        for name in ("clean/html.py", "data/themes.toml", "data/councils.csv", "families/article.py"):
            with (package / name).open("a", encoding="utf-8") as file:
                file.write("\n")
            seen.add(self.rules(package))
        assert len(seen) == 5
        (package / "families" / "another.py").write_text("", encoding="utf-8")
        last = self.rules(package)
        assert last not in seen
        for name in ("cli/finding.py", "render/plain.py", "search/answering.py", "snippets/__init__.py"):
            with (package / name).open("a", encoding="utf-8") as file:
                file.write("\n")
        assert self.rules(package) == last

    def test_they_change_with_the_version_of_a_library(self, package: Path, tmp_path: Path) -> None:
        (tmp_path / "libraries" / "trafilatura-999.0.dist-info").mkdir(parents=True)
        assert self.rules(package, tmp_path / "libraries") != self.rules(package)

    def test_they_do_not_change_with_the_order_or_the_number_of_the_ways_to_a_library(
        self, package: Path, tmp_path: Path
    ) -> None:
        for name in ("one", "two"):
            (tmp_path / name / "pypdf-0.0.1.dist-info").mkdir(parents=True)
        one, two = tmp_path / "one", tmp_path / "two"
        assert self.rules(package, one) == self.rules(package, two, one)

    def test_the_versions_are_those_that_are_installed(self) -> None:
        found = freshness._library_versions()
        assert found == {name: version(name) for name in freshness._READING_LIBRARIES}
