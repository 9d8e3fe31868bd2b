"""Phrases and near words: what reading every text finds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from asking import engine_over
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import spans
from records import record

from carevoice_search.engines.whoosh.phrases import AT_ONCE, phrase_documents
from carevoice_search.engines.whoosh.postings import Postings

word = st.sampled_from(("care", "plan", "trust", "of"))
text = st.lists(word, max_size=12)


def found(
    part, words: Sequence[str], slop: int, candidates: list[int] | None = None, at_once: int = AT_ONCE
) -> list[int]:
    held = {one: part.postings("words", one.encode()) for one in words}
    among = None if candidates is None else Postings(np.array(candidates, np.int32))
    return phrase_documents(part, [held[one] for one in words], slop, among, at_once).tolist()


def holds(text: Sequence[str], words: Sequence[str], slop: int) -> bool:
    return any(end - start + 1 - len(words) <= slop for start, end in spans(words, text))


@given(
    st.lists(st.tuples(text, text), min_size=1, max_size=8),
    st.lists(st.lists(word, min_size=2, max_size=4), min_size=5, max_size=5),
    st.sampled_from((0, 0, 1, 3, 10**12)),
    st.sampled_from((1, 7, AT_ONCE)),
)
@settings(max_examples=60, deadline=None)
def test_phrases_followed_many_at_once_or_few(
    tmp_path_factory, texts, phrases, slop: int, at_once: int
) -> None:
    records = [
        record(f"{number:02}", " ".join(body), title=" ".join(title))
        for number, (title, body) in enumerate(texts)
    ]
    [part] = engine_over(tmp_path_factory.mktemp("index"), records)._snapshot.parts
    for words in phrases:
        expected = [
            number
            for number, (title, body) in enumerate(texts)
            if holds(title, words, slop) or holds(body, words, slop)
        ]
        assert found(part, words, slop, at_once=at_once) == expected
        some = list(range(0, len(texts), 2))
        assert found(part, words, slop, some, at_once) == [number for number in expected if number in some]


@pytest.fixture(scope="module")
def long_part(tmp_path_factory: pytest.TempPathFactory):
    """Texts long enough for marks, looking up and gathering: "rare" in few, "plan" in most, "care" in all."""
    random = np.random.default_rng(5)
    records = []
    for number in range(500):
        words = random.choice(("care", "care", "plan", "of"), 30).tolist()
        if number % 97 == 0:
            words[random.integers(30)] = "rare"
        records.append(
            record(f"{number:04}", " ".join(words), title="care plan" if number % 3 else "plan care")
        )
    [part] = engine_over(tmp_path_factory.mktemp("index"), records)._snapshot.parts
    return part, [(one.title.split(), one.text.split()) for one in records]


@pytest.mark.parametrize("slop", [0, 2])
@pytest.mark.parametrize(
    "phrase",
    ["care plan", "plan care", "plan plan", "care of plan of", "rare care", "of rare", "care care rare plan"],
)
@pytest.mark.parametrize("at_once", [AT_ONCE, 100])
def test_phrases_of_frequent_and_rare_words(long_part, phrase: str, slop: int, at_once: int) -> None:
    part, texts = long_part
    words = phrase.split()
    expected = [
        number
        for number, (title, body) in enumerate(texts)
        if holds(title, words, slop) or holds(body, words, slop)
    ]
    assert found(part, words, slop, at_once=at_once) == expected
