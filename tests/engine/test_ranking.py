"""Scores to the last bit whatever the way they are added up, and the first matches in their exact order."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from asking import engine_over
from hypothesis import given
from hypothesis import strategies as st
from records import record

from carevoice_search.engines.whoosh.postings import Postings
from carevoice_search.engines.whoosh.ranking import Share, Tally, idf, leading, norms
from carevoice_search.model import Or, Phrase, Query, Word

SIZE = 400
numbers = st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=8) | st.builds(
    lambda step: set(range(0, SIZE, step)), st.integers(1, 9)
)


def term(held: set[int]) -> Postings:
    return Postings(
        np.array(sorted(held), np.int32), np.array([number % 5 + 1 for number in sorted(held)], np.uint8)
    )


def a_term_in_both(held: set[int], weight: float) -> Share:
    return Share(term(held), weight, term({number for number in held if number % 3}), weight / 3)


TEXT = norms(np.arange(SIZE, dtype=np.uint16) % 37, 18.5)
TITLE = norms(np.arange(SIZE, dtype=np.uint16) % 7, 3.0)


def test_a_share_is_bm25_in_the_text_and_in_the_title() -> None:
    text, title = norms(np.array([10, 0, 30], np.uint8), 20.0), norms(np.array([2, 0, 4], np.uint8), 3.0)
    in_text = Postings(np.array([0, 2], np.int32), np.array([2, 1], np.uint8))
    in_title = Postings(np.array([2], np.int32), np.array([3], np.uint8))
    tally = Tally(text, title, np.array([0, 1, 2]))
    tally.add(Share(in_text, 0.7, in_title, 0.2))
    first = 0.7 * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 10 / 20))
    third = 0.7 * 1 * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 30 / 20))
    third += 0.2 * 3 * 2.5 / (3 + 1.5 * (0.25 + 0.75 * 4 / 3))
    assert tally.values.tolist() == pytest.approx([first, 0.0, third])
    assert idf(10, 3) == pytest.approx(math.log(1 + 7.5 / 3.5))


def test_a_tally_may_start_from_scores() -> None:
    held = np.array([1, 3], np.intp)
    share = a_term_in_both(set(range(SIZE)), 1.0)
    fresh = Tally(TEXT, TITLE, held)
    fresh.add(share)
    later = Tally(TEXT, TITLE, held, np.array([2.0, 0.0], np.float32))
    later.add(share)
    assert (later.values - fresh.values).tolist() == pytest.approx([2.0, 0.0])


SAID = (
    record("apart", "a plan for those who go up and of a follow that begins"),
    record("joined", "the follow-on that begins, for those who have a plan"),
    record("neither", "the plan that begins, with none of its words"),
    record("unfound", "a follow"),
)
JOINED = Phrase(("follow", "on"), joined=True)


def test_among_alternatives_a_joined_word_scores_half_where_its_parts_stand_apart(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, SAID)
    asked = Query(Or((Word("plan"), JOINED)))
    shares = {one.id: dict(engine.explain(asked, one.id)) for one in SAID}
    alone = Query(Or((Word("plan"), Word("follow"))))
    whole = {one.id: dict(engine.explain(alone, one.id)) for one in SAID}
    assert shares["apart"]["follow"] == pytest.approx(whole["apart"]["follow"] / 2)
    assert shares["joined"]["follow"] == pytest.approx(whole["joined"]["follow"])
    assert shares["neither"].keys() == {"plan"} and shares["unfound"] == {}
    for found, score in engine.execute(asked).hits:
        assert score == pytest.approx(sum(shares[found.id].values()))


@pytest.mark.parametrize("node", (replace(JOINED, joined=False), replace(JOINED, exact=True)))
def test_a_quoted_or_an_exact_one_scores_as_it_stands_alone(tmp_path: Path, node: Phrase) -> None:
    engine = engine_over(tmp_path, SAID)
    assert dict(engine.explain(Query(Or((Word("plan"), node))), "apart")).keys() == {"plan"}


def test_where_all_lengths_are_zero_length_has_no_say() -> None:
    assert norms(np.zeros(2, np.uint8), 0.0).tolist() == [0.375, 0.375]


@given(st.lists(numbers, min_size=1, max_size=9), numbers)
def test_a_score_is_the_same_to_the_last_bit_alone_and_among_all(
    words: list[set[int]], asked: set[int]
) -> None:
    documents = np.array(sorted(asked), np.intp)
    shares = [a_term_in_both(word, 1.3 / place) for place, word in enumerate(words, 1)]

    def scores(some: np.ndarray | None) -> list[float]:
        tally = Tally(TEXT, TITLE, some)
        for share in shares:
            tally.add(share)
        return tally.values.tolist()

    among_all = scores(None)
    assert scores(documents) == [among_all[document] for document in documents]
    for document in documents.tolist():
        assert scores(np.array([document])) == [among_all[document]]


@given(numbers, numbers, st.booleans())
def test_what_is_added_to_some_is_added_to_no_other(asked: set[int], chosen: set[int], dense: bool) -> None:
    tally = Tally(TEXT, TITLE, None if dense else np.array(sorted(asked), np.intp))
    inner, places = tally.narrowed(np.array(sorted(chosen), np.intp))
    inner.add(a_term_in_both(set(range(SIZE)), 1.0))
    tally.settle(inner, places)
    held = range(SIZE) if dense else sorted(asked)
    assert [score > 0 for score in tally.values.tolist()] == [document in chosen for document in held]


@given(
    st.lists(st.integers(0, 5), max_size=40) | st.lists(st.integers(0, 10_000), min_size=100, max_size=300),
    st.integers(1, 60),
    st.sampled_from((1, 40, 200)),
    st.randoms(use_true_random=False),
)
def test_the_first_are_those_of_a_sort(keys, count, repeated, random) -> None:
    """Repeated, so that there are many keys and many that are equal."""
    keys = keys * repeated
    ranks = list(range(len(keys)))
    random.shuffle(ranks)
    held = np.array(ranks, np.int32)
    found = leading(np.array(keys, np.float32), count, lambda places: held.take(places))
    assert found.tolist() == sorted(range(len(keys)), key=lambda place: (-keys[place], ranks[place]))[:count]


def test_of_keys_that_are_all_equal_the_least_ranks_are_first() -> None:
    held = np.random.default_rng(3).permutation(20_000)
    found = leading(np.zeros(20_000, np.float32), 7, lambda places: held.take(places))
    assert held[found].tolist() == list(range(7))
