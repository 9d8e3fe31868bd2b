"""The starter pages: whole pages as sites serve them; their facts come through, their furniture does not."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from carevoice_search import gazetteer
from carevoice_search.analysis import words
from carevoice_search.corpus import list_pages, load_page
from carevoice_search.dates import find_dates, find_years
from carevoice_search.model import Reading
from carevoice_search.reading import read_page

CORPUS = Path(__file__).parents[1] / "corpus"
SOURCES = Path(__file__).parents[2] / "shared" / "sources"

FAMILY, SOCIAL_WORKERS = "practice-bank-family-friends.html", "practice-bank-social-workers.html"
COMMISSIONER, REVIEW = "commissioner-relationships.html", "independent-review-conversations.html"
ARTICLE = "listening-to-care-leavers.html"
PAGES = [COMMISSIONER, REVIEW, ARTICLE, FAMILY, SOCIAL_WORKERS]

TRAPS = [
    "ukraine", "recycling", "pension", "pensions", "macedonia", "webinar", "webinars", "cardiff",
    "belfast", "kent", "leeds", "cookies", "newsletter", "subscribe", "continue reading", "skip to",
    "return to the practice bank", "may 2023", "advertisement", "facebook", "privacy", "sample",
    "log in", "you might", "breadcrumb", "shares",
]  # fmt: skip

# Names of programmes, posts and bodies are the only words that the pages share with what they retell.
NAMES = [
    "Children’s Commissioner for England · Conversations with care leavers: Relationships in the care system",
    "the Independent Review of Children’s Social Care",
]


@cache
def read(name: str) -> Reading:
    return read_page(load_page(CORPUS, name))


def visible(name: str) -> str:
    """Everything that the page's source says in words: text, furniture, metadata."""
    return html.unescape(re.sub(r"</?[a-z!][^<>]{0,2000}>", " ", (CORPUS / name).read_text(encoding="utf-8")))


def places(reading: Reading) -> set[str]:
    return {gazetteer.label(gazetteer.counted_as(code)) for code in reading.councils}


def test_the_starter_corpus_is_five_pages_each_with_a_sidecar() -> None:
    listing = list_pages(CORPUS)
    assert listing.paths == tuple(PAGES)
    assert listing.skipped == ()
    for name in PAGES:
        assert "retells" in (CORPUS / name).with_suffix(".toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "kind", "publisher", "title"),
    [
        (FAMILY, "practice-list", "Coram Voice", "Family, friends & supportive relationships"),
        (SOCIAL_WORKERS, "practice-list", "Coram Voice", "Social workers & leaving care PAs"),
        (
            COMMISSIONER,
            "commissioner-post",
            "Children's Commissioner for England",
            "What care leavers told me about relationships",
        ),
        (
            REVIEW,
            "review",
            "ChildHub",
            "Children’s conversations with the independent review of children’s social care",
        ),
        (ARTICLE, "article", "The MJ", "Listening to care leavers pays off"),
    ],
)
def test_each_page_is_read_as_what_it_is_and_undated(
    name: str, kind: str, publisher: str, title: str
) -> None:
    reading = read(name)
    assert (reading.kind, reading.publisher, reading.title) == (kind, publisher, title)
    assert reading.date is None


def test_the_two_lists_hold_sixteen_lines_and_thirteen_practices() -> None:
    lines = [line for name in PAGES for line in read(name).practices]
    assert [len(read(name).practices) for name in PAGES] == [0, 0, 0, 6, 10]
    practices = {(line.title, line.date, line.councils) for line in lines}
    assert len(practices) == 13
    councils = Counter(
        gazetteer.label(gazetteer.counted_as(code)) for _, _, codes in practices for code in codes
    )
    assert councils == {
        "North Somerset": 3,
        "North Yorkshire": 2,
        "Coventry": 2,
        **dict.fromkeys(
            ("Hertfordshire", "Isle of Wight", "Middlesbrough", "Southampton", "St Helens", "Stockport"), 1
        ),
    }
    assert Counter((date or "")[:4] for _, date, _ in practices) == {"2021": 9, "2020": 4}
    assert sum("2020-09" <= (date or "") <= "2021-04" for _, date, _ in practices) == 10


def test_each_list_gives_its_theme_to_its_practices() -> None:
    assert {line.themes for line in read(FAMILY).practices} == {("family-friends-relationships",)}
    assert {line.themes for line in read(SOCIAL_WORKERS).practices} == {("social-workers-pas",)}


def test_the_article_is_under_exactly_its_eight_councils() -> None:
    assert places(read(ARTICLE)) == {
        "Coventry", "Dorset", "Hertfordshire", "North Tyneside", "North Yorkshire", "Oldham", "Stockport",
        "Wandsworth",
    }  # fmt: skip


@pytest.mark.parametrize("name", [COMMISSIONER, REVIEW])
def test_the_post_and_the_review_name_no_council(name: str) -> None:
    assert read(name).councils == ()


def test_the_commissioners_post_states_no_date_and_no_council_anywhere() -> None:
    everything = visible(COMMISSIONER)
    assert list(find_dates(everything)) == []
    assert list(find_years(everything)) == []
    assert gazetteer.find_mentions(everything) == []


@pytest.mark.parametrize("trap", TRAPS)
def test_furniture_stands_in_the_pages_and_in_no_text(trap: str) -> None:
    wanted = f" {' '.join(words(trap))} "
    assert any(wanted in f" {' '.join(words(visible(name)))} " for name in PAGES), "a trap that is not set"
    assert [name for name in PAGES if wanted in f" {' '.join(words(read(name).text))} "] == []


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (FAMILY, ["animals at home", "Little Bear", "parents, brothers and sisters", "Sep 2021"]),
        (SOCIAL_WORKERS, ["rights & voice", "Do you trust them?", "Picture cards", "July 2021"]),
        (COMMISSIONER, ["Help at Hand", "IMO", "Independent Family Review", "siblings", "podcast"]),
        (REVIEW, ["March 2021", "Josh MacAlister", "24 ambassadors", "more than 300", "belonging"]),
        (ARTICLE, ["32 per cent", "34 per cent", "20 per cent", "Always Here", "care cliff", "Ofsted"]),
    ],
)
def test_the_facts_come_through(name: str, facts: list[str]) -> None:
    assert [fact for fact in facts if fact not in read(name).text] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_value_in_the_text_is_quoted_from_it(name: str) -> None:
    reading = read(name)
    evidence = [*reading.evidence, *(one for line in reading.practices for one in line.evidence)]
    assert evidence
    for one in evidence:
        if one.place == "text":
            assert reading.text[one.start : one.end] == one.quote
        else:
            assert one.start is one.end is None


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the retold documents are not here (../shared)")
def test_no_words_of_the_sources_are_copied() -> None:
    """No eight words in a row on one line, names apart."""

    def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
        for name in NAMES:
            text = re.sub(re.escape(name), "\n", text, flags=re.IGNORECASE)
        found = [words(line) for line in text.splitlines()]
        return {part[i : i + length] for part in found for i in range(len(part) - length + 1)}

    theirs = set().union(*(runs(path.read_text(encoding="utf-8")) for path in SOURCES.glob("*.txt")))
    assert theirs
    for name in PAGES:
        ours = runs(visible(name)) | runs((CORPUS / name).with_suffix(".toml").read_text(encoding="utf-8"))
        assert ours & theirs == set(), name
