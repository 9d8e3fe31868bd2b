"""Long texts are ranked by their best passage as well: what that adds, to which matches, and in whatever segments."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from asking import engine_of, gathered, grown
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle, Scores
from records import WORDS, query, record

from carevoice_search.analysis import stop_words, words
from carevoice_search.engines.whoosh import passages
from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.model import And, Boost, Everything, Fuzzy, Node, Or, Phrase, Prefix, Query, Record, Word

SMALL = {"LONG": 12, "STEP": 3, "FIRST": 4}
"""Bounds at which small texts have passages."""

texts = st.lists(st.sampled_from((*WORDS, "a1", "a2", "a3")), max_size=45).map(" ".join)
titles = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)


@contextmanager
def small_bounds() -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in SMALL.items():
            stack.enter_context(patch.object(passages, name, value))
        yield


def long_record(id: str) -> st.SearchStrategy[Record]:
    return st.builds(lambda title, text: record(id, text, title=title), titles, texts)


histories = st.lists(
    st.dictionaries(st.sampled_from("abcdefghij"), st.none() | st.just("put"), min_size=1).flatmap(
        lambda steps: st.fixed_dictionaries({k: long_record(k) if v else st.none() for k, v in steps.items()})
    ),
    min_size=1,
    max_size=3,
)


class PassageOracle(Oracle):
    """The oracle's scores, window by window: what a node is worth in the words of a window beneath the title."""

    window: tuple[int, int] | None = None

    def ranked(self, root: Node) -> tuple[Scores, Scores]:
        """The scores without passages, and the shares of the passages of the first matches."""
        plain = self.scores(root)
        first = sorted(plain, key=lambda key: (-plain[key], key))[: passages.FIRST]
        long = [key for key in first if len(self.titles[key] + self.texts[key]) > passages.LONG]
        return plain, {key: self._share(root, key) for key in long}

    def _share(self, root: Node, key: str) -> float:
        steps = max(math.ceil(len(self.texts[key]) / passages.STEP), 2)
        worths = []
        for window in [None, *range(steps - 1)]:
            self.window = (
                (0, 1 << 30) if window is None else (window * passages.STEP, (window + 2) * passages.STEP)
            )
            worths.append(self.scores(root)[key])
        self.window = None
        return passages.WEIGHT * (max(worths[1:]) - worths[0])

    def _bm25(self, key: str, is_term) -> float:  # type: ignore[no-untyped-def]
        if self.window is None:
            return super()._bm25(key, is_term)
        whole = {other: self.titles[other] + self.texts[other] for other in self.records}
        start, end = self.window
        if end == 1 << 30:
            return self._field(key, whole, is_term)
        times = sum(map(is_term, (*self.titles[key], *self.texts[key][start:end])))
        holding = sum(any(map(is_term, held)) for held in whole.values())
        lengths = {other: sum(word not in stop_words() for word in held) for other, held in whole.items()}
        mean = sum(lengths.values()) / len(lengths)
        length = lengths[key] * 2 * passages.STEP / len(whole[key])
        relative = min(max(length / mean, 1 / 3), 1) if mean else 1
        rarity = math.log(1 + (len(whole) - holding + 0.5) / (holding + 0.5))
        return rarity * times * 2.5 / (times + 1.5 * (0.25 + 0.75 * relative))


def expect_order(engine: WhooshEngine, root: Node, oracle: PassageOracle) -> None:
    """The engine's answer is the oracle's, but for ties that rounding decides."""
    plain, shares = oracle.ranked(root)
    hits = engine.execute(Query(root), limit=100).hits
    assert {found.id for found, _ in hits} == set(plain)
    worths = sorted(plain.values(), reverse=True)
    cut = worths[passages.FIRST - 1 : passages.FIRST + 1]
    if len(cut) == 2 and math.isclose(*cut, rel_tol=1e-4, abs_tol=1e-6):
        return
    for found, score in hits:
        expected = plain[found.id] + shares.get(found.id, 0.0)
        assert score == pytest.approx(expected, rel=1e-4, abs=1e-5)
    for some in (hits[: passages.FIRST], hits[passages.FIRST :]):
        assert [found.id for found, _ in some] == [
            found.id for found, _ in sorted(some, key=lambda hit: (-hit[1], hit[0].id))
        ]


@settings(max_examples=40, deadline=None)
@given(histories, st.lists(query, min_size=3, max_size=3))
def test_every_score_is_that_of_a_plain_reading_in_any_segments(
    history: Sequence[Mapping[str, Record | None]], queries: Sequence[Query]
) -> None:
    with small_bounds(), grown(history) as (engine, living):
        with grown([{one.id: one for one in living}]) as (fresh, _):
            oracle = PassageOracle(living)
            for asked in queries:
                expect_order(engine, asked.root, oracle)
                answer = engine.execute(asked, limit=100)
                assert answer == fresh.execute(asked, limit=100)
                for offset in (0, 1, 3, 5):
                    window = engine.execute(asked, limit=2, offset=offset).hits
                    assert window == answer.hits[offset : offset + 2]
                for found, score in answer.hits:
                    shares = engine.explain(asked, found.id)
                    assert shares == fresh.explain(asked, found.id)
                    assert sum(share for _, share in shares) == pytest.approx(score, rel=1e-4, abs=1e-5)
