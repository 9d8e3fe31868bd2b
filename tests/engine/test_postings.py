"""Sets of documents: every way to combine them gives what Python's sets give, whatever their sizes."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.engines.whoosh.postings import (
    NONE,
    Postings,
    blended,
    contained,
    first_of_each,
    frequencies,
    intersection,
    union,
)

SIZE = 500
few = st.sets(st.integers(0, SIZE - 1), max_size=5)
many = st.builds(
    lambda start, step: set(range(start, SIZE, step)), st.integers(0, SIZE - 1), st.integers(1, 9)
)
documents = few | many


def listed(numbers: set[int]) -> np.ndarray:
    return np.array(sorted(numbers), np.int32)


def counted(numbers: set[int]) -> Postings:
    return Postings(listed(numbers), np.array([number % 7 + 1 for number in sorted(numbers)], np.uint8))


@given(documents, documents)
def test_which_are_contained_and_how_often(asked: set[int], held: set[int]) -> None:
    wanted = listed(asked).astype(np.intp)
    assert contained(wanted, counted(held), SIZE).tolist() == [number in held for number in sorted(asked)]
    found = frequencies(wanted, counted(held), SIZE) if held else np.zeros(len(asked))
    assert found.tolist() == [number % 7 + 1 if number in held else 0 for number in sorted(asked)]


@given(documents)
def test_a_term_s_own_documents_need_no_looking_up(held: set[int]) -> None:
    postings = counted(held)
    assert postings.documents is postings.documents
    assert frequencies(postings.documents, postings, SIZE).tolist() == postings.counts.tolist()
    assert postings.ends.tolist() == np.cumsum(postings.counts).tolist()


@given(st.lists(documents, min_size=1, max_size=4))
def test_intersections_and_unions(several: list[set[int]]) -> None:
    lists = [Postings(listed(one)) for one in several]
    assert intersection(lists, SIZE).tolist() == sorted(set.intersection(*several))
    assert union([one.listed for one in lists], SIZE).tolist() == sorted(set.union(*several))


def test_the_union_of_nothing_is_nothing() -> None:
    assert union([], SIZE).tolist() == []
    assert len(NONE) == 0


@given(st.lists(documents, min_size=1, max_size=4))
def test_several_terms_blend_into_one(several: list[set[int]]) -> None:
    terms = [counted(one) for one in several]
    together = blended(
        np.concatenate([one.listed for one in terms]), np.concatenate([one.counts for one in terms]), SIZE
    )
    expected: Counter[int] = Counter()
    for one in terms:
        expected.update(dict(zip(one.listed.tolist(), one.counts.tolist(), strict=True)))
    assert together.documents.tolist() == sorted(expected)
    assert together.counts.tolist() == [expected[number] for number in sorted(expected)]


@given(st.lists(st.integers(0, 3)))
def test_the_first_of_equal_neighbours(numbers: list[int]) -> None:
    ascending = np.array(sorted(numbers), np.intp)
    assert ascending[first_of_each(ascending)].tolist() == sorted(set(numbers))
