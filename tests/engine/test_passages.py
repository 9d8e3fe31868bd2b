"""Long texts are ranked by their best passage as well: what that adds, to which matches, and in whatever segments."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from asking import engine_of, gathered, grown
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle, Scores
from records import record

from carevoice_search.analysis import stop_words
from carevoice_search.engines.whoosh import passages
from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.model import (
    And,
    Boost,
    Everything,
    Fuzzy,
    Node,
    Or,
    Phrase,
    Prefix,
    Query,
    Record,
    Word,
)

SMALL = {"LONG": 12, "STEP": 3, "FIRST": 5}
"""Bounds at which small texts have passages."""

word = st.sampled_from(("trust", "trusts", "worker", "care", "carer"))
other = st.sampled_from(("a1", "a2", "a3", "a4", "a5"))
texts = st.lists(word | other | other, min_size=8, max_size=40).map(" ".join)
titles = st.lists(word | other, max_size=3).map(" ".join)
leaf: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, word, exact=st.booleans(), scope=st.sampled_from((None, None, "title"))),
    st.builds(Phrase, st.tuples(word, word), slop=st.sampled_from((1, 9)), joined=st.booleans()),
    st.builds(Prefix, st.sampled_from(("c", "car", "t", "a"))),
    st.builds(Fuzzy, word, st.integers(1, 2)),
)
roots: st.SearchStrategy[Node] = st.recursive(
    leaf,
    lambda child: st.one_of(
        st.builds(And, st.tuples(child, child)),
        st.builds(Or, st.tuples(child, child)),
        st.builds(Boost, child, st.sampled_from((0.5, 2.0))),
    ),
    max_leaves=4,
)


@contextmanager
def small_bounds() -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in SMALL.items():
            stack.enter_context(patch.object(passages, name, value))
        yield


def long_record(id: str) -> st.SearchStrategy[Record]:
    return st.builds(lambda title, text: record(id, text, title=title), titles, texts)


histories = st.lists(
    st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from((True, True, False)), min_size=4).flatmap(
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
@given(histories, st.lists(roots.map(Query), min_size=3, max_size=3))
def test_every_score_is_that_of_a_plain_reading_in_any_segments(
    history: Sequence[Mapping[str, Record | None]], queries: Sequence[Query]
) -> None:
    with (
        small_bounds(),
        grown(history) as (engine, living),
        grown([{one.id: one for one in living}]) as (fresh, _),
    ):
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


def text_of(tokens: int, *, at: Mapping[int, str]) -> str:
    """A text of so many tokens, with words of its own but for those at some places."""
    return " ".join(at.get(place, f"w{place}") for place in range(tokens))


TOGETHER = {700: "trust", 710: "worker", 720: "trust"}
APART = {10: "trust", 800: "worker", 1500: "trust"}
asked = Query(And((Word("trust"), Word("worker"))))


def test_of_two_long_texts_that_say_as_much_the_one_that_says_it_in_one_place_comes_first(
    tmp_path: Path,
) -> None:
    records = [record("a", text_of(1600, at=APART)), record("b", text_of(1600, at=TOGETHER))]
    engine = engine_of(tmp_path, gathered(tmp_path, records))
    hits = engine.execute(asked).hits
    assert [found.id for found, _ in hits] == ["b", "a"]
    assert [dict(engine.explain(asked, found.id))[passages.LABEL] > 0 for found, _ in hits] == [True, False]
    assert [found.id for found, _ in engine.execute(asked, sort="date").hits] == ["a", "b"]


def test_equal_scores_with_passages_rank_by_id(tmp_path: Path) -> None:
    records = [record(name, text_of(1600, at=TOGETHER)) for name in "dbac"]
    together = engine_of(tmp_path, gathered(tmp_path, records))
    apart = engine_of(tmp_path, gathered(tmp_path, records[:2]), gathered(tmp_path, records[2:]))
    for engine in (together, apart):
        assert [found.id for found, _ in engine.execute(asked).hits] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("tokens", [passages.LONG, passages.LONG + 1])
def test_a_text_that_is_not_long_keeps_its_score_to_the_last_bit(tokens: int, tmp_path: Path) -> None:
    long = record("b", text_of(2000, at=TOGETHER))
    whole = record("a", text_of(tokens, at={3: "trust", 590: "worker"}))
    engine = engine_of(tmp_path, gathered(tmp_path, [whole, long, record("c", "trust worker trust")]))
    scores = {found.id: score for found, score in engine.execute(asked).hits}
    with patch.object(passages, "FIRST", 0):
        plain = {found.id: score for found, score in engine.execute(asked).hits}
    assert scores["c"] == plain["c"] and scores["b"] != plain["b"]
    assert (scores["a"] == plain["a"]) is (tokens == passages.LONG)
    labels = {label for label, _ in engine.explain(asked, "a")}
    assert (passages.LABEL in labels) is (tokens > passages.LONG)


def test_those_behind_the_first_hundred_keep_their_scores_and_their_order(tmp_path: Path) -> None:
    def several(place: int) -> str:
        return " ".join(["trust"] * (130 - place) + ["worker"] * 700)

    records = [record(f"{place:03}", several(place)) for place in range(130)]
    half = gathered(tmp_path, records[::2]), gathered(tmp_path, records[1::2])
    whole, cut = engine_of(tmp_path, gathered(tmp_path, records)), engine_of(tmp_path, *half)
    trust = Query(Word("trust"))
    hits = whole.execute(trust, limit=200).hits
    with patch.object(passages, "FIRST", 0):
        plain = whole.execute(trust, limit=200).hits
    assert hits[100:] == plain[100:]
    assert {found.id for found, _ in hits[:100]} == {found.id for found, _ in plain[:100]}
    assert cut.execute(trust, limit=200).hits == hits
    assert cut.execute(trust, limit=20, offset=90).hits == hits[90:110]
    for place in (0, 99, 100, 129):
        record_id = hits[place][0].id
        shares = whole.explain(trust, record_id)
        assert shares == cut.explain(trust, record_id)
        assert (passages.LABEL in dict(shares)) is (place < 100)


def test_words_of_the_title_stand_above_every_window(tmp_path: Path) -> None:
    titled = record("a", text_of(1600, at={1500: "worker"}), title="On trust")
    engine = engine_of(tmp_path, gathered(tmp_path, [titled, record("b", "trust worker")]))
    shares = dict(engine.explain(asked, "a"))
    assert shares[passages.LABEL] > 0 and shares["title:trust"] > 0


@pytest.mark.parametrize(
    "root",
    [
        Or((Prefix("tru"), Fuzzy("worker", 1))),
        Or((Word("absent"), Boost(Phrase(("trust", "worker"), slop=20), 2.0))),
        And((Word("trust"), Or((Word("worker"), Word("absent"))))),
    ],
    ids=["several words", "a phrase", "alternatives"],
)
def test_whatever_scores_in_a_text_scores_in_its_windows(root: Node, tmp_path: Path) -> None:
    records = [record("a", text_of(1600, at=TOGETHER)), *(record(f"b{n}", f"trusted v{n}") for n in range(9))]
    engine = engine_of(tmp_path, gathered(tmp_path, records))
    assert dict(engine.explain(Query(root), "a"))[passages.LABEL] > 0
    assert passages.LABEL not in dict(engine.explain(Query(Everything()), "a"))
