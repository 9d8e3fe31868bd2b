"""Folding: what meets, what stays apart, and that every token can be shown in the text it came from."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carevoice_search import analysis
from carevoice_search.analysis import fold, raw_tokens, slug, stem, stop_words, tokens, words

# Letters, accents, digits and joining marks in the mixtures that saved pages hold.
TRICKY = st.text(st.sampled_from("aéßİǅﬁ½²①St1230.,'’ʼ-–_ \n\t\u0301\u00ad\u200b£€#हि漢ﷺ")) | st.text()

ALPHABETS = (
    "aZé1230.,'’ʼ`´＇‘-–_ \n\t\u0301\u00ad\u200b\ufeff£€#",
    "a11,.'’",
    "a19.,'_ \x00\x1a\x1c\x1f\x7f\x85\u2028\u3000",
    "a1٣१²½①.,'ªºßİǅﬁŉжςοहि漢\u036f\u0370\u2060\ud800\U0001d7ce\U0001f600_ ",
)
"""What no fast way may confuse: apostrophes at edges, numbers, marks within words, spaces that are none."""

PLAIN = (
    " and then plain words without anything of note, for two lines or so, that nobody needs to think about "
)

HOSTILE = st.one_of(*(st.text(st.sampled_from(alphabet), max_size=30) for alphabet in ALPHABETS), st.text())
# Alone, and where most of the text is ordinary, which is cut in another way.
MIXED = st.lists(HOSTILE | st.just(PLAIN), max_size=4).map("".join) | HOSTILE.map((PLAIN * 3).__add__)


def found(text: str) -> Iterator[re.Match[str]]:
    """The words of a text by the definition: one pattern, tried from left to right."""
    inner, apostrophes = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff", "'’‘ʼ`´＇"
    word = rf"[^\W_]+(?:[{inner}]+[^\W_]*)*"
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+\.\d+(?!\w)"
    return re.finditer(rf"{number}|{word}(?:[{apostrophes}]+{word})*", text)


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


@given(MIXED)
@example("1,2,345 1.2.3 1,258's 3.5_ x1.5 x'1.5 1.2'3.4 1234,567 1,258.50x £1,258.50")
@example("foo'\u200bbar co\u00adproduced 1\u200b.5 1.5\u200bx \u0301 \x1a1.5")
@settings(max_examples=500)
def test_the_fast_ways_cut_a_text_as_its_definition_does(text: str) -> None:
    raw = [(match.group(), match.start(), match.end()) for match in found(text)]
    folded = [(part, start, end) for word, start, end in raw for part in fold(word)]
    assert [(token.text, token.start, token.end) for token in tokens(text)] == folded
    assert words(text) == tuple(part for part, _, _ in folded)
    assert [part for word in raw_tokens(text) for part in fold(word)] == [part for part, _, _ in folded]


@pytest.mark.parametrize("first", [*range(0, 0x3400, 0x400), 0xA000, 0xF800, 0xFC00, 0xFE00, 0x1D400])
def test_every_sign_is_cut_as_the_definition_does(first: int) -> None:
    for sign in map(chr, range(first, first + 0x400)):
        text = f"a{sign}b 1{sign}5 1.{sign}5 {sign}x 3.5{sign} {sign}1.5 a'{sign}b{PLAIN}"
        assert words(text) == tuple(part for match in found(text) for part in fold(match.group())), ascii(
            sign
        )


@pytest.mark.parametrize("piece", ["1.1,", "1.5 ", "a'", "co\u00ad", "\u0301", "'", "a.b_", "é ", "\ud800"])
def test_long_hostile_texts_take_no_longer_than_long_ones(piece: str) -> None:
    text = piece * 50_000
    assert words(text) == tuple(part for match in found(text) for part in fold(match.group()))
    many_signs = piece * 1000 + "".join(map(chr, range(0x2000, 0x2C00)))
    assert words(many_signs) == tuple(part for match in found(many_signs) for part in fold(match.group()))


def test_raw_words_are_nearly_folded_so_that_few_are_distinct() -> None:
    text = "The ‘Carers’ – and Children’s views of care in the year to March: £1,258.50!"
    expected = "the carers and childrens views of care in the year to march 1258.50"
    assert raw_tokens(text) == expected.split()
    assert raw_tokens("Well-being, wellbeing; CAFÉ") == ["well", "being", "wellbeing", "cafÉ"]


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


def test_a_text_of_countless_words_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_MOST_KNOWN", 10)
    analysis._FOLDED.clear()
    assert words(" ".join(f"é{n}" for n in range(100))) == tuple(f"e{n}" for n in range(100))
    assert words("é" * 1000) == ("e" * 1000,)
    assert len(analysis._FOLDED) <= 10
    assert "é" * 1000 not in analysis._FOLDED


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = "Stemmer", "unicodedata", "importlib.resources"
    code = f"import sys, carevoice_search.analysis; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
