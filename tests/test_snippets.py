"""Snippets: the passage that shows most of what was asked, its bounds, and exact marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.analysis import stem, words
from carevoice_search.model import Everything, Snippet, Word
from carevoice_search.query import parse
from carevoice_search.snippets import best_passage, damerau
from carevoice_search.synonyms import widen
from carevoice_search.vocabulary import SynonymGroup

FILLER = "Nothing of note happened here on that long day. " * 20


def passage(text: str, query: str, size: int = 240) -> Snippet:
    return best_passage(text, parse(query).root, size)


def marked(text: str, query: str, size: int = 240) -> list[str]:
    snippet = passage(text, query, size)
    return [snippet.text[start:end] for start, end in snippet.marks]


class TestWhichPassage:
    def test_the_window_with_the_most_different_words_wins(self) -> None:
        text = f"A trust here. {FILLER}Young people trust their social worker most. {FILLER}A worker there."
        assert "trust their social worker" in passage(text, "trust social worker").text

    def test_a_whole_phrase_beats_its_scattered_words(self) -> None:
        text = (
            f"The worker was social, and the social worked. {FILLER}She met her social worker today. {FILLER}"
        )
        assert marked(text, '"social worker"') == ["social worker"]

    def test_what_was_typed_beats_its_synonyms(self) -> None:
        groups = (SynonymGroup("pa", (("pa",), ("personal", "adviser"), ("leaving", "care", "worker"))),)
        root, _ = widen(parse("PA").root, groups)
        text = f"Her worker left. {FILLER}Ask your PA about it."
        assert "your PA" in best_passage(text, root).text

    def test_without_a_match_it_is_the_beginning(self) -> None:
        text = "  The first sentence stands here. " + FILLER
        assert passage(text, "zebra").text.startswith("The first sentence stands here.")
        assert best_passage(text, Everything()).marks == ()
        assert best_passage("", Word("trust")) == best_passage(" \n ", Word("trust")) == Snippet("")

    @pytest.mark.parametrize("query", ['"' + "a " * 900 + 'b"', '"a b"~999', "a b", "ab~2 aa*"])
    def test_texts_that_repeat_what_is_sought_are_no_trouble(self, query: str) -> None:
        assert passage("a " * 50_000 + "c", query).text.startswith("a a a")


class TestMarks:
    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("worker", ["worker", "Workers"]),
            ("=workers", ["Workers"]),
            ("work*", ["worker", "Workers", "work"]),
            ("warker~", ["worker"]),
            ('"social worker"', ["social worker"]),
            ('"social well"~4', ["social", "well"]),
            ("coproduction", ["co-production"]),
            ("the worker", ["worker", "Workers"]),
            ("work -worker", ["work"]),
            ("title:work", []),
        ],
    )
    def test_what_matched_is_marked_and_nothing_else(self, query: str, shown: list[str]) -> None:
        text = "The social worker did well. Workers value co-production, and the work."
        assert marked(text, query) == shown

    def test_parts_of_a_compound_share_its_mark(self) -> None:
        assert marked("Young people value coproduction most.", "co-production") == ["coproduction"]

    def test_overlapping_marks_are_one(self) -> None:
        assert marked("a social worker team", '"social worker" "worker team"') == ["social worker team"]


class TestBounds:
    def test_it_begins_with_a_sentence_and_ends_with_one(self) -> None:
        text = f"{FILLER}Here trust begins. And it goes on. {FILLER}"
        found = passage(text, "trust", 120).text
        assert found[0].isupper() and found.endswith(".")
        assert "Here trust begins. And it goes on." in found

    def test_the_number_of_a_paragraph_begins_its_sentence(self) -> None:
        assert (
            passage("Homes are stable. 41. Pathway plans are late.", "pathway").text
            == "41. Pathway plans are late."
        )

    def test_ellipses_stand_where_a_sentence_is_cut(self) -> None:
        text = "word " * 200 + "trust " + "word " * 200
        found = passage(text, "trust", 100).text
        assert found.startswith("…word") and found.endswith("word…")
        assert len(found) <= 100

    def test_lines_run_on_with_a_space(self) -> None:
        assert passage("Some trust\nand more.\tYes.", "trust").text == "Some trust and more. Yes."

    def test_a_word_longer_than_the_passage_is_all_that_is_cut(self) -> None:
        found = passage("x" * 5000, "xx*", 50)
        assert len(found.text) <= 50 and found.marks

    @given(
        st.text(alphabet="ab wortus.!?\n\t,'’é½-", max_size=300)
        | st.lists(
            st.sampled_from(["trust", "worker", "social", "the.", "End!\n", "x" * 30]), max_size=60
        ).map(" ".join),
        st.sampled_from(["trust", "wo*", '"social worker"', "wort~2", "trust worker", '"a b"~3', "b OR s"]),
        st.integers(20, 120),
    )
    @settings(max_examples=300)
    def test_every_passage_is_a_piece_of_the_text_with_exact_marks(
        self, text: str, query: str, size: int
    ) -> None:
        snippet = passage(text, query, size)
        assert len(snippet.text) <= size
        assert "\n" not in snippet.text
        flat = "".join(" " if c.isspace() else c for c in text)
        assert snippet.text.removeprefix("…").removesuffix("…") in flat
        last = 0
        for start, end in snippet.marks:
            assert last <= start < end <= len(snippet.text)
            last = end
        if query == "trust":
            assert all("trust" in words(snippet.text[a:b]) for a, b in snippet.marks if b - a < 30)
            assert bool(snippet.marks) == (stem("trust") in map(stem, words(text)))


@pytest.mark.parametrize(
    ("one", "other", "most", "near"),
    [
        ("care", "care", 0, True),
        ("care", "cares", 1, True),
        ("care", "race", 1, False),
        ("care", "caer", 1, True),
        ("leaver", "levaer", 1, True),
        ("leaver", "laevre", 2, True),
        ("leaver", "beaker", 2, True),
        ("care", "carers", 1, False),
    ],
)
def test_edits_count_swaps_of_neighbours_once(one: str, other: str, most: int, near: bool) -> None:
    assert damerau(one, other, most) is near
    assert damerau(other, one, most) is near
