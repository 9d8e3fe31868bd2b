"""What a pattern opens with is read from the pattern; tried only there, it finds what a search finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.clean.furniture import LINE_RULES, line_rule
from carevoice_search.clean.openings import NUMBER, Openings, Words, first_word, openings, small_letters
from carevoice_search.extract.cues import Cue
from carevoice_search.families import article, commissioner_post, other, practice_list, review

CUES: list[Cue] = [
    cue
    for group in (
        article._CUES,
        commissioner_post._OWN,
        commissioner_post._MORE,
        commissioner_post._AGAINST,
        other._CUES,
        practice_list._CUES,
        review._CUES,
    )
    for cue in group
]
TIED = [cue for cue in CUES if cue.begins is not None]
WORDS = sorted({word for cue in TIED if cue.begins for word in (*cue.begins.words, *cue.begins.parts)})
COMMON_WORDS = """
    the a of to in on for we I you my our their council councils children young people leavers care report review
    commissioner has been this that is are was were said says told 3 12 2021 May Amy Leeds findings inspection team
    your need can have office services work panel visited met from with about as not us"""
COMMON = COMMON_WORDS.split()


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Lines of the words that cues are made of, in any case, with signs between them."""
    word = st.one_of(st.sampled_from(WORDS), st.sampled_from(COMMON))
    cased = st.tuples(word, st.sampled_from([str, str.upper, str.capitalize]))
    parts = draw(st.lists(cased, max_size=40))
    gaps = st.sampled_from(
        [" ", " ", " ", "\n", ", ", ". ", "’s ", "'s ", "-", " “", "” ", "", "_", ": ", "? "]
    )
    text = "".join(case(word) + draw(gaps) for word, case in parts)
    odd = draw(st.sampled_from(["", "s", "i", "k"]))
    return text.replace(odd, {"s": "ſ", "i": "ı", "k": "\u212a"}[odd]) if odd else text


def tried(pattern: re.Pattern[str], begins: Openings, text: str) -> list[tuple[int, int]]:
    """The places of the matches that are found by trying the pattern only where it may begin."""
    found: list[tuple[int, int]] = []
    for place in Words(text).places(begins):
        match = pattern.match(text, place)
        if match and (not found or place >= found[-1][1]):
            found.append(match.span())
    return found


@settings(deadline=None, max_examples=150)
@given(texts())
def test_every_cue_is_found_where_a_search_finds_it(text: str) -> None:
    words = Words(text)
    for cue in TIED:
        assert cue.begins is not None
        searched = [match.span() for match in cue.pattern.finditer(text)]
        assert tried(cue.pattern, cue.begins, text) == searched, cue.name
        assert words.may_show(cue.begins) or not searched


def test_most_cues_tell_what_they_open_with() -> None:
    assert len(TIED) * 5 >= len(CUES) * 4


@settings(deadline=None, max_examples=300)
@given(st.one_of(texts().map(lambda text: text.split("\n")[0]), st.text(max_size=60)))
def test_a_line_has_the_rule_that_the_rules_one_by_one_give_it(line: str) -> None:
    one_by_one = (rule.name for rule in LINE_RULES if rule.matches(line))
    assert line_rule(line) == (next(one_by_one, None) if 0 < len(line) <= 400 else None)


@pytest.mark.parametrize(
    ("pattern", "words", "parts"),
    [
        (r"\b(?:said|says|told(?! us))\b", {"said", "says", "told"}, ()),
        (r"^(?:posted |written )?by:? [a-z]+", {"posted", "written", "by"}, ()),
        (r"\b\d{1,2} mins? read\b", {NUMBER}, ()),
        (r"\bfund\w+ for\b|\bgrants\b", {"grants"}, ("fund",)),
        (r"[“\"]I (?:want|need)", {"“", '"'}, ()),
        (r"\b(?:co-?production|panels?)\b", {"co", "coproduction", "panel", "panels"}, ()),
        (r"(?<!no )\bcare\s+leavers", {"care"}, ()),
    ],
)
def test_what_a_pattern_opens_with(pattern: str, words: set[str], parts: tuple[str, ...]) -> None:
    assert openings(pattern, re.IGNORECASE) == Openings(frozenset(words), parts)


@pytest.mark.parametrize(
    "pattern", [r"said\b", r"\b[a-z]+ hopes\b", r".{0,9}\bcare\b", r"\bcare\b|", r"\W*care", r"\bé\w+"]
)
def test_a_pattern_that_may_open_otherwise_tells_nothing(pattern: str) -> None:
    assert openings(pattern, re.IGNORECASE) is None


def test_words_are_whole_and_their_case_does_not_count() -> None:
    words = Words("Care, careful care_home CARE 2021 a-b")
    assert words.places(Openings(frozenset({"care"}))) == [0, 24]
    assert words.places(Openings(parts=("care",))) == [0, 6, 14, 24]
    assert words.places(Openings(frozenset({NUMBER, "-"}))) == [29, 35]
    assert first_word("Care leavers") == "care"
    assert first_word("“Care") == "“"
    assert first_word(" Care") == first_word("") == ""


@given(st.text())
def test_small_letters_stand_where_the_letters_stood(text: str) -> None:
    assert len(small_letters(text)) == len(text)
