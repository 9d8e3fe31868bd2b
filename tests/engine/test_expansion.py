"""Words near a word and words with a beginning: those that comparing every word finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from asking import engine_over, grown
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import edits
from records import histories, record

from carevoice_search.analysis import words
from carevoice_search.engines.whoosh.expansion import distances, expanded, ones_by_steps
from carevoice_search.model import Fuzzy, Prefix
from carevoice_search.schema import searched_texts

letters = st.text(alphabet="abé東𝐀", min_size=1, max_size=6)


@given(st.lists(letters, min_size=1, max_size=9), letters | st.just(""), st.integers(0, 3))
def test_distances_are_those_of_the_definition(words: list[str], word: str, most: int) -> None:
    expected = [edits(word, other) for other in words]
    found = distances(words, word, most)
    assert [min(number, most + 1) for number in found] == [min(number, most + 1) for number in expected]


def test_many_words_are_compared_as_few_are() -> None:
    words = [
        f"{one}{other}{third}" for one in "abcdeé" for other in "abcdef" for third in ("", "a", "bc", "bb")
    ]
    words += [word[::-1] for word in words]
    found = [min(number, 2) for number in distances(words, "abc", 1)]
    assert len(words) > 200 and found == [min(edits("abc", word), 2) for word in words]


@given(st.sets(letters, min_size=1, max_size=30), letters, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_the_vocabulary_gives_every_word_within_the_distance(
    tmp_path_factory, words: set[str], word: str, distance: int
) -> None:
    text = " ".join(sorted(words))
    [part] = engine_over(tmp_path_factory.mktemp("index"), [record("a", text)])._snapshot.parts
    terms = part.segment.fields["words"]
    held = [term.decode() for term in terms.texts(terms.first, terms.last)]
    assert part.vocabulary is not None
    found = part.vocabulary.within(word, distance)
    assert {other: far for _, other, far in found} == {
        other: edits(word, other) for other in held if edits(word, other) <= distance
    }
    assert [terms.text(number).decode() for number, _, _ in found] == [other for _, other, _ in found]


def test_words_of_any_length_are_compared(tmp_path: Path) -> None:
    long = "a" * 3000
    [part] = engine_over(tmp_path, [record("a", f"{long} {long[:256]} b")])._snapshot.parts
    assert part.vocabulary is not None
    assert [other for _, other, _ in part.vocabulary.within(f"{long}b", 1)] == [long]
    assert [other for _, other, _ in part.vocabulary.within(long[:254], 2)] == [long[:256]]
    assert part.vocabulary.within("", 1)[0][1] == "b"


def test_stop_words_are_matched_and_left_out_of_what_scores(tmp_path: Path) -> None:
    documents = [
        record("a", "the", title="their"),
        record("b", "theme theme", title="theme"),
        record("c", "thaw"),
    ]
    [part] = engine_over(tmp_path, documents)._snapshot.parts
    for leaf in (Prefix("the"), Fuzzy("thee", 2)):
        expansion = expanded(part, leaf)
        assert not expansion.all_score
        assert expansion.postings().documents.tolist()[:2] == [0, 1]
        assert 0 not in expansion.scoring("words").documents.tolist()
        assert expansion.scoring("title_words").documents.tolist() == [1]
    assert list(expanded(part, Prefix("the")).texts()) == [b"the", b"their", b"theme"]
    assert expanded(part, Prefix("tha")).all_score


def test_nothing_stands_for_what_no_word_is_like(tmp_path: Path) -> None:
    [part] = engine_over(tmp_path, [record("a", "care")])._snapshot.parts
    for leaf in (Prefix("x"), Fuzzy("xyz", 1)):
        assert expanded(part, leaf).number == len(expanded(part, leaf).postings()) == 0
    [empty] = engine_over(tmp_path, [record("a")])._snapshot.parts
    assert expanded(empty, Prefix("")).number == len(expanded(empty, Prefix("")).scoring("words")) == 0


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1))
def test_bits_are_counted_without_numpy_2(numbers: list[int]) -> None:
    assert ones_by_steps(np.array(numbers, np.uint32)).tolist() == [one.bit_count() for one in numbers]


@settings(max_examples=40, deadline=None)
@given(histories, st.sampled_from(("", "c", "car", "care", "t", "x", "1", "é")))
def test_all_words_with_a_beginning_are_given_with_how_many_live_records_hold_each(
    history, prefix: str
) -> None:
    with grown(history) as (engine, living):
        held = [set(words("\n".join(searched_texts(one)))) for one in living]
        expected = {word: sum(word in one for one in held) for word in set().union(*held)}
        found = list(engine.words_from(prefix, 1000))
        assert dict(found) == {word: number for word, number in expected.items() if word.startswith(prefix)}
        assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
        assert list(engine.words_from(prefix, 0)) == []


def test_the_most_frequent_words_are_given_and_of_equally_frequent_ones_the_first(tmp_path: Path) -> None:
    texts = ["cab car cat", "cat cart", "card cat car"]
    engine = engine_over(tmp_path, [record(str(number), text) for number, text in enumerate(texts)])
    assert list(engine.words_from("ca", 2)) == [("cat", 3), ("car", 2)]
    assert list(engine.words_from("ca", 4)) == [("cat", 3), ("car", 2), ("cab", 1), ("card", 1)]
