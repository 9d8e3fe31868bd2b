"""Folding: what meets, what stays apart, and that every token can be shown in the text it came from."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carevoice_search.analysis import fold, slug, stem, stop_words, tokens, words

# Letters, accents, digits and joining marks in the mixtures that saved pages hold.
TRICKY = st.text(st.sampled_from("aéßİǅﬁ½²①St1230.,'’ʼ-–_ \n\t\u0301\u00ad\u200b£€#हि漢ﷺ")) | st.text()


def lines(name: str) -> list[str]:
    text = (files("carevoice_search") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Children's", ["childrens"]),
        ("Children’s", ["childrens"]),
        ("Childrenʼs", ["childrens"]),
        ("St. Helen’s", ["st", "helens"]),
        ("St Helens", ["st", "helens"]),
        ("‘Tea with Us’", ["tea", "with", "us"]),
        ("the carers’ views", ["the", "carers", "views"]),
        ("rock'n'roll", ["rocknroll"]),
        ("Ynys Môn", ["ynys", "mon"]),
        ("Ynys Mo\u0302n", ["ynys", "mon"]),
        ("CAFÉ", ["cafe"]),
        ("Straße", ["strasse"]),
        ("oﬃce", ["office"]),
        ("co\u00adpro\u00adduced", ["co", "produced"]),
        ("co-produced", ["co", "produced"]),
        ("co produced", ["co", "produced"]),
        ("coproduced", ["co", "produced"]),
        ("Co‑produced", ["co", "produced"]),
        ("wellbeing", ["well", "being"]),
        ("Well-Being", ["well", "being"]),
        ("well–being", ["well", "being"]),
        ("aftercare", ["after", "care"]),
        ("multiagency", ["multi", "agency"]),
        ("area today someone into", ["area", "today", "someone", "into"]),
        ("£1,200", ["1200"]),
        ("1200", ["1200"]),
        ("1,234,567.89", ["1234567.89"]),
        ("5,12,24", ["5", "12", "24"]),
        ("1,2000", ["1", "2000"]),
        ("10.7 per cent", ["10.7", "per", "cent"]),
        ("10.7%", ["10.7"]),
        ("£1.2bn", ["1", "2bn"]),
        ("2019/20", ["2019", "20"]),
        ("provided.The", ["provided", "the"]),
        ("health,housing", ["health", "housing"]),
        ("#KeepThePromise", ["keepthepromise"]),
        ("_voice_ and __care__", ["voice", "and", "care"]),
        ("B&NES", ["b", "nes"]),
        ("s.20", ["s", "20"]),
        ("½", ["1", "2"]),
        ("漢字", ["漢字"]),
        ("don’t", ["dont"]),
        ("", []),
        ("’ – ... £", []),
    ],
)
def test_what_a_text_folds_to(text: str, folded: list[str]) -> None:
    assert list(words(text)) == folded


@pytest.mark.parametrize("compound", lines("compounds.txt"))
def test_a_compound_is_the_same_joined_hyphenated_and_spaced(compound: str) -> None:
    parts = tuple(compound.split("-"))
    assert words(compound) == parts
    assert words(compound.replace("-", "")) == parts
    assert words(compound.replace("-", " ").title()) == parts


def test_the_word_lists_are_in_order() -> None:
    compounds, stops = lines("compounds.txt"), lines("stopwords.txt")
    assert len(set(compounds)) == len(compounds) >= 120
    assert len(set(stops)) == len(stops) >= 250
    assert all(compound == compound.lower().strip() for compound in compounds)
    assert not [c for c in compounds if all(part in stop_words() for part in c.split("-"))]


def test_stop_words_hold_function_words_in_folded_form() -> None:
    assert {"the", "not", "after", "of", "dont", "were", "im"} <= stop_words()


def test_words_of_the_field_always_score() -> None:
    telling = (
        "care home need right rights looked help support voice work child young people family friend well "
        "being live living listen trust leave leaving stay staying safe local offer plan team old new good "
        "first time year money say talk together past contact"
    )
    assert not set(words(telling)) & stop_words()


def test_stems_join_the_forms_of_a_word() -> None:
    assert stem("carers") == stem("carer")
    assert stem("producing") == stem("produced") == stem("produces")
    assert stem("childrens") == stem("children")
    assert stem("policy") != stem("police")


def test_tokens_know_their_places() -> None:
    text = "A care‑leaver’s wellbeing: £1,200."
    assert [(t.text, t.position, text[t.start : t.end]) for t in tokens(text)] == [
        ("a", 0, "A"),
        ("care", 1, "care"),
        ("leavers", 2, "leaver’s"),
        ("well", 3, "wellbeing"),
        ("being", 4, "wellbeing"),
        ("1200", 5, "1,200"),
    ]


@given(TRICKY)
@example("e\u0301\u0301")
@example("1" * 500 + "." + "1" * 500 + "x")
def test_every_token_stands_where_it_says(text: str) -> None:
    found = list(tokens(text))
    assert [token.position for token in found] == list(range(len(found)))
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert token.text in fold(text[token.start : token.end])
    places = [(token.start, token.end) for token in found]
    assert places == sorted(places)
    assert all(a == b or a[1] <= b[0] for a, b in pairwise(places))


@given(TRICKY)
def test_words_are_the_texts_of_the_tokens(text: str) -> None:
    assert words(text) == tuple(token.text for token in tokens(text))


@given(TRICKY)
@example("ﷺ ½ ① ㎏ İ ʼn")
def test_a_folded_word_folds_to_itself(text: str) -> None:
    """So a query that holds folded words prints to a text that reads back as the same query."""
    for word in words(text):
        assert words(word) == (word,)
    assert words(" ".join(words(text))) == words(text)


@given(st.text(st.sampled_from("abcé'’-  .")))
def test_case_accents_and_apostrophes_make_no_difference(text: str) -> None:
    plain = text.replace("é", "e").replace("’", "'")
    assert words(text) == words(plain) == words(text.upper())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rights & voice", "rights-voice"),
        ("Family, friends & supportive relationships", "family-friends-supportive-relationships"),
        ("St. Helen’s", "st-helens"),
        ("Well-being", "well-being"),
        ("  Wellbeing  ", "well-being"),
        ("...", ""),
    ],
)
def test_a_slug_is_the_folded_words_joined(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(TRICKY)
def test_a_slug_is_its_own_slug(text: str) -> None:
    assert slug(slug(text)) == slug(text)
