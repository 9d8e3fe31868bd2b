"""Snippets: the passage that shows most of what was asked, its bounds, and exact marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.analysis import Token, stem, tokens, words
from carevoice_search.model import And, Boost, Everything, Fuzzy, Node, Or, Phrase, Prefix, Snippet, Word
from carevoice_search.query import parse, telling
from carevoice_search.snippets import best_passage, best_passages, damerau
from carevoice_search.snippets.matching import matches, sought_by
from carevoice_search.synonyms import widen
from carevoice_search.vocabulary import SynonymGroup, synonyms

FILLER = "Nothing of note happened here on that long day. " * 20


def passage(text: str, query: str, size: int = 240) -> Snippet:
    return best_passage(text, parse(query).root, size)


def marked(text: str, query: str, size: int = 240) -> list[str]:
    snippet = passage(text, query, size)
    return [snippet.text[start:end] for start, end in snippet.marks]


def shown_of(text: str, snippet: Snippet) -> str:
    """What a snippet's place in its text holds, as it is shown: on one line, with the signs where it breaks off."""
    piece = "".join(" " if sign.isspace() else sign for sign in text[snippet.start : snippet.end])
    before = "…" if snippet.text.startswith("…") and not piece.startswith("…") else ""
    after = "…" if len(snippet.text) > len(before + piece) else ""
    return before + piece + after


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


class TestLongTexts:
    FILLER = "Nothing of note happened here on that long day. " * 90

    def test_of_windows_that_hold_as_much_the_one_in_the_denser_passage_wins(self) -> None:
        lone = "Trust your social worker. "
        dense = (lone + self.FILLER[:240]) * 4
        text = f"{lone}{self.FILLER}{dense}{self.FILLER}{lone}{self.FILLER}"
        found = passage(text, "trust social worker")
        start = text.index(dense)
        assert start <= found.start < found.end <= start + len(dense)
        assert passage(lone + dense, "trust social worker").start == 0

    def test_a_window_that_holds_all_wins_over_passages_that_repeat_some(self) -> None:
        text = f"{self.FILLER}{'A trust and its trustees. ' * 40}{self.FILLER}Trust a social worker. "
        assert "social worker" in passage(text, "trust social worker").text

    def test_a_word_that_stands_everywhere_says_little_of_where_to_look(self) -> None:
        everywhere = "A worker came, and a worker went, on that long day. " * 90
        assert (
            "On trust." in passage(f"{everywhere}{self.FILLER}On trust. {self.FILLER}", "worker trust").text
        )

    @given(
        st.lists(
            st.sampled_from(["trust ", "worker. ", "social ", "the ", "x" * 30 + " ", "End!\n"]), max_size=90
        ),
        st.integers(1, 60),
    )
    def test_passages_of_any_length_are_pieces_of_the_text(self, pieces: Sequence[str], times: int) -> None:
        text = "".join(pieces) + self.FILLER + "".join(pieces[:times]) * 3
        found = passage(text, "trust worker")
        assert shown_of(text, found) == found.text
        assert bool(found.marks) == any(word in ("trust ", "worker. ") for word in pieces)


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
        assert shown_of(text, snippet) == snippet.text
        last = 0
        for start, end in snippet.marks:
            assert last <= start < end <= len(snippet.text)
            last = end
        if query == "trust":
            assert all("trust" in words(snippet.text[a:b]) for a, b in snippet.marks if b - a < 30)
            assert bool(snippet.marks) == (stem("trust") in map(stem, words(text)))


# A slow reading of the same rules: every word of the text is cut, folded, stemmed and compared.


def leaves(node: Node) -> Iterator[Node]:
    """What a query looks for in a text, in the order in which it is numbered."""
    match node:
        case Word(_, _, None) | Prefix() | Fuzzy() | Phrase(_, _, _, None):
            yield node
        case And(children) | Or(children):
            for child in telling(children):
                yield from leaves(child)
        case Boost(child):
            yield from leaves(child)


def matches_word(leaf: Node, word: str) -> bool:
    match leaf:
        case Word(text, exact):
            return word == text if exact else stem(word) == stem(text)
        case Prefix(text):
            return word.startswith(text)
        case Fuzzy(text, distance):
            return damerau(word, text, distance)
    return False


def places_of_phrase(phrase: Phrase, found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    form = str if phrase.exact else stem
    terms, wanted = [form(token.text) for token in found], [form(word) for word in phrase.words]
    for first in range(len(terms)):
        if not phrase.slop and terms[first : first + len(wanted)] == wanted:
            yield found[first].start, found[first + len(wanted) - 1].end
        elif phrase.slop and terms[first] == wanted[0]:
            places = [first]
            for term in wanted[1:]:
                rest = range(places[-1] + 1, min(first + len(wanted) + phrase.slop, len(terms)))
                places += [place for place in rest if terms[place] == term][:1] or [len(terms)]
            if places[-1] < len(terms):
                yield from ((found[place].start, found[place].end) for place in places)


def slow_matches(text: str, root: Node) -> list[tuple[int, int, int]]:
    found = list(tokens(text))
    made = []
    for number, leaf in enumerate(leaves(root)):
        if isinstance(leaf, Phrase):
            made += [(start, end, number) for start, end in places_of_phrase(leaf, found)]
        else:
            made += [(t.start, t.end, number) for t in found if matches_word(leaf, t.text)]
    return sorted(made)


PIECES = [
    *(
        "trust",
        "Trusted",
        "social",
        "worker",
        "WORKERS",
        "work",
        "care",
        "leaver",
        "leaving",
        "PA",
        "personal",
    ),
    *(
        "adviser",
        "die",
        "dying",
        "ties",
        "sky",
        "skies",
        "co-production",
        "coproduction",
        "wellbeing",
        "well",
    ),
    *(
        "children’s",
        "O'Neill",
        "I'm",
        "'trust'",
        "“worker”",
        "3.5",
        "1,200",
        "café",
        "cafe\u0301",
        "½",
        "a",
        "b",
    ),
    *(
        "the",
        "of",
        "End!",
        "41.",
        "'",
        "\u00ad",
        "soc\u00adial",
        "ﬁnd",
        "Straße",
        "٣.٥",
        "x" * 30,
        "able",
        "ability",
    ),
]
GAPS = [" ", " ", " ", ". ", ", ", "\n", "-", "  ", "’ ", "/", "' ", ".", ","]
ASKED = [
    *(
        "trust",
        "die",
        "dying",
        "well",
        "production",
        "=workers",
        "PA",
        "care leaver",
        "oneill",
        "im",
        "cafe",
        "1",
    ),
    *(
        "wo*",
        "caf*",
        "wort~2",
        "ab~1",
        '"social worker"',
        '="social worker"',
        '"a b"~3',
        '"well being"',
        "find",
    ),
    *(
        '"co production"~2',
        "trust -worker",
        "title:trust",
        '"the trust"~2',
        "b OR worker",
        "the of",
        "able",
        "٣",
    ),
]


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)).map("".join), max_size=60).map("".join)
    | st.text(alphabet="ab wortus.!?\n\t,'’é½-\u0301٣5", max_size=200),
    st.lists(st.sampled_from(ASKED), min_size=1, max_size=2).map(" ".join),
    st.booleans(),
)
@settings(max_examples=500)
def test_a_text_is_found_to_match_where_a_slow_reading_of_every_word_finds_it(
    text: str, query: str, widened: bool
) -> None:
    root = parse(query).root
    if widened:
        root, _ = widen(root, synonyms())
    assert sorted(matches(text, sought_by(root))) == slow_matches(text, root)
    assert best_passages([text, "", text], root) == [best_passage(each, root) for each in (text, "", text)]


STARTS = ("bcd", "die", "hop", "rel", "y", "abil", "s", "tt", "control", "organ")
ENDINGS = (
    *("s", "ies", "ied", "ed", "ing", "y", "ly", "ational", "ization", "iveness", "biliti", "bility", "able"),
    *("ability", "ibly", "ness", "ement", "ance", "ency", "ful", "ous", "icate", "ize", "logi", "ying", "'s"),
)


@given(
    st.lists(st.sampled_from(STARTS), max_size=4).map("".join),
    st.lists(st.sampled_from(ENDINGS), max_size=3).map("".join),
)
def test_every_word_of_a_stem_is_among_those_that_are_looked_at(start: str, ending: str) -> None:
    for word in words(start + ending):
        beginnings = sought_by(Word(word)).beginnings
        assert beginnings is None or word.startswith(tuple(beginnings))


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
