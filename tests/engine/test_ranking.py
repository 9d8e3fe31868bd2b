"""Scores to the last bit whatever the way they are added up, and the first matches in their exact order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.engines.whoosh.postings import Postings
from carevoice_search.engines.whoosh.ranking import Share, Tally, idf, leading, norms

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
