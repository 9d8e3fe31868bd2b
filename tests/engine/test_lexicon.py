"""Raw tokens to numbers of words: thousands at once say what the analyzer says of each text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.analysis import raw_text, raw_tokens, stem, stop_words, words
from carevoice_search.engines.whoosh.lexicon import MOST, Lexicon, Numbered

ALPHABET = "aAbé'’ -.,½1٣\u0301\u00ad\nﬁ"
texts = st.lists(
    st.one_of(
        st.text(ALPHABET, max_size=30),
        st.lists(st.sampled_from(("care", "coproduction", "1,200", "x" * 16, "x" * 17)), max_size=5).map(
            " ".join
        ),
        st.text(max_size=20),
    ),
    min_size=1,
    max_size=8,
)


def found(lexicon: Lexicon, given: Sequence[str]) -> list[tuple[str, ...]]:
    """The words that the lexicon has for each text."""
    numbers, lengths = lexicon.numbers([raw_text(text) for text in given])
    named = iter([text.decode() for text in lexicon.words.texts(numbers)])
    return [tuple(islice(named, length)) for length in lengths.tolist()]


@given(texts)
def test_raw_text_is_the_raw_tokens_with_spaces_between(given: list[str]) -> None:
    for text in given:
        assert raw_text(text).decode().split() == raw_tokens(text)


@given(st.lists(texts, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_the_words_are_those_of_the_analyzer_at_first_and_again(rounds: list[list[str]]) -> None:
    lexicon = Lexicon()
    for several in (*rounds, *rounds):
        assert found(lexicon, several) == [words(text) for text in several]


def test_tokens_that_differ_in_any_byte_or_length_are_told_apart() -> None:
    long = "abcdefghijklmnopqrst"
    tokens = [long[:length] for length in range(1, 21)]
    tokens += [
        f"{long[:place]}z{long[place + 1 : length]}" for length in range(1, 21) for place in range(length)
    ]
    lexicon = Lexicon()
    for _ in range(2):
        assert found(lexicon, tokens) == [(token,) for token in tokens]
    assert found(lexicon, [" ".join(tokens)]) == [tuple(tokens)]


def test_more_tokens_than_are_compared_with_are_right_too() -> None:
    lexicon = Lexicon()
    tokens = [f"w{number}" for number in range(MOST + 1000)]
    for _ in range(2):
        numbers, lengths = lexicon.numbers([raw_text(" ".join(tokens)), b"", b"w5 w0"])
        assert numbers[:-2].tolist() == list(range(len(tokens))) and numbers[-2:].tolist() == [5, 0]
        assert lengths.tolist() == [len(tokens), 0, 2]
    assert len(lexicon) == len(tokens)


def test_stems_and_stop_words_are_known_by_the_words_numbers() -> None:
    lexicon = Lexicon()
    lexicon.numbers([b"the carers cared for caring carer"])
    named = [text.decode() for text in lexicon.words.texts(np.arange(len(lexicon.words)))]
    stems = [text.decode() for text in lexicon.stems.texts(lexicon.stem_of)]
    assert stems == [stem(word) for word in named]
    assert [bool(one) for one in lexicon.scoring] == [word not in stop_words() for word in named]


@given(st.lists(st.text(max_size=4), max_size=30), st.randoms(use_true_random=False))
def test_terms_are_ordered_by_their_bytes(terms: list[str], randomly: object) -> None:
    terms = [term.encode("utf-8", "replace").decode() for term in terms]
    numbered = Numbered()
    for some in (terms[:10], terms):
        for term in some:
            numbered.number(term)
        chosen = np.array([randomly.random() < 0.5 for _ in range(len(numbered))], np.bool_)  # type: ignore[attr-defined]
        numbers, places = numbered.ordered(chosen)
        assert sorted(numbers.tolist()) == np.flatnonzero(chosen).tolist()
        in_order = numbered.texts(numbers)
        assert in_order == sorted(in_order)
        assert places[numbers].tolist() == list(range(len(numbers)))
