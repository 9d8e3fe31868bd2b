"""A limit on the time of an answer: kept at every step, and nothing is left broken where it ends one."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

import carevoice_search as cv
from carevoice_search import deadline
from carevoice_search.engines import open_store

sys.path.append(str(Path(__file__).parent / "engine"))

from records import COUNCILS, DATES, THEMES, record  # beside the engine's tests

LONGEST = 1000
"""Characters of a query from a browser."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[cv.Index]:
    """Two thousand records in two segments, with some fifteen thousand words."""
    drawn = random.Random(7)
    words = ["".join(drawn.choices(ascii_lowercase, k=drawn.randint(2, 9))) for _ in range(15_000)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        store = open_store(tmp_path_factory.mktemp("deadline") / "index")
        for first in (0, 1500):
            with store.writing() as transaction:
                for number in range(first, first + (1500 if not first else 500)):
                    rare, common = drawn.choices(words, k=40), drawn.choices(words[:8], k=20)
                    transaction.put_record(
                        record(
                            f"r{number}",
                            " ".join(drawn.sample([*rare, *common, "care", "trust"], 62)),
                            title=" ".join(drawn.choices(words, k=4)),
                            councils=(drawn.choice(COUNCILS),),
                            themes=(drawn.choice(THEMES),),
                            date=drawn.choice(DATES),
                        )
                    )
        yield cv.open_index(store.path)


def cut(terms: Iterator[str], between: str) -> str:
    """As many terms as a query from a browser holds."""
    text = next(terms)
    for term in terms:
        if len(text) + len(between) + len(term) > LONGEST:
            break
        text += between + term
    return text


LETTERS = [one + other for one in ascii_lowercase for other in ascii_lowercase]
HOSTILE = {
    "beginnings": cut((f"{two}*" for two in LETTERS), " OR "),
    "fuzzy words": cut((f"{two}re~2" for two in LETTERS), " OR "),
    "both, and parentheses": "(" * 40 + cut((f"{two}* OR c{two}e~2)" for two in LETTERS[:40]), " OR "),
    "words far apart": cut((f'"care trust"~{slop}' for slop in range(900, 999)), " OR "),
    "a long row of one word": '"' + "care " * 190 + '"~999',
}

ASKS: dict[str, Callable[[cv.Index, str], Any]] = {
    "search": lambda index, text: index.search(text, facets=tuple(cv.FIELDS), limit=100),
    "expanded": lambda index, text: index.search(text, limit=100, expand=True),
    "by title": lambda index, text: index.search(text, sort="title"),
    "grid": lambda index, text: index.grid(text, "council", "theme"),
    "timeline": lambda index, text: index.timeline(text),
    "explain": lambda index, text: index.explain(index.query(text), "r7"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_query_of_a_thousand_characters_is_ended(index: cv.Index, text: str) -> None:
    assert len(text) <= LONGEST + 40
    before = index.search("care trust", facets=["council"])
    with pytest.raises(cv.TimeLimitError, match=r"stopped after 0\.05 seconds"), cv.time_limit(0.05):
        for _ in range(50):  # the machine may be fast, and the query find nothing
            index.search(text, facets=tuple(cv.FIELDS), limit=100)
    assert index.search("care trust", facets=["council"]) == before


class Clock:
    """A clock on which every look takes a second."""

    def __init__(self) -> None:
        self.now = 1.0

    def monotonic(self) -> float:
        self.now += 1.0
        return self.now


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_an_answer_that_is_ended_at_any_step_leaves_the_next_one_right(
    index: cv.Index, ask: Callable[[cv.Index, str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'care OR "trust care"~9 OR cere~2 OR tr* OR -ca* council:missing,' + COUNCILS[0]
    expected = ask(cv.open_index(index.path), text)
    steps = 0
    seconds, stopped = 1.0, cv.open_index(index.path)
    while True:
        clock = Clock()
        monkeypatch.setattr(deadline, "time", clock)
        try:
            with cv.time_limit(seconds):
                assert ask(stopped, text) == expected
            break
        except cv.TimeLimitError:
            steps += 1
            seconds += max(1.0, seconds // 3)
        monkeypatch.undo()
        if steps % 4 == 1:
            assert ask(stopped, text) == expected
    assert steps >= 5


def test_without_a_limit_nothing_is_ended() -> None:
    deadline.check()
    with cv.time_limit(1000):
        deadline.check()
    deadline.check()


def test_of_nested_limits_the_earlier_one_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(deadline, "time", clock)
    with cv.time_limit(10):
        with cv.time_limit(1000):
            clock.now += 20
            with pytest.raises(cv.TimeLimitError, match="10 seconds"):
                deadline.check()
        with cv.time_limit(0), pytest.raises(cv.TimeLimitError):
            deadline.check()
    deadline.check()


def test_a_limit_is_of_its_thread_alone() -> None:
    seen: list[str] = []

    def other() -> None:
        deadline.check()
        seen.append("not ended")

    with cv.time_limit(-1.0):
        with pytest.raises(cv.TimeLimitError):
            deadline.check()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == ["not ended"]
