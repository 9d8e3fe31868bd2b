"""Which pieces of a page are its own: clues, the page's kind, and the choice, on pages of each kind."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.clean import clean
from carevoice_search.clean.choice import choose, threshold
from carevoice_search.clean.clues import clues
from carevoice_search.clean.elements import parse
from carevoice_search.clean.markup import PieceBuilder, page_events
from carevoice_search.clean.pagekind import PageKind, page_kind
from carevoice_search.clean.weights import WEIGHTS
from carevoice_search.model import CleanPage, Page

PLAIN = PageKind(is_thread=False, is_product=False, is_article=False, is_list=False)
MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href='/{n}'>Section number {n}</a></li>" for n in range(12))
    + "</ul></nav>"
)
FOOT = (
    "<footer class='site-footer'><ul>"
    + "".join(f"<li><a href='/f{n}'>Foot link {n}</a></li>" for n in range(9))
    + "</ul><p>All words in this foot belong to the site.</p></footer>"
)


def read(body: str, head: str = "") -> CleanPage:
    source = f"<html><head><title>t</title>{head}</head><body>{MENU}{body}{FOOT}</body></html>"
    return clean(Page("a.html", None, source.encode(), "text/html"))


def said(topic: str, number: int) -> str:
    return (
        f"In {topic} number {number} the young people said what had helped them to settle, who had listened, "
        f"and which promises of the council had been kept in year {number}."
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ('<script>{"@type": "DiscussionForumPosting"}</script>', "is_thread"),
        ('<meta name="generator" content="phpBB 3">', "is_thread"),
        ('<link rel="canonical" href="https://site.example/threads/homes.12/">', "is_thread"),
        ('<meta property="og:type" content="product">', "is_product"),
        ("<button> Add to basket</button>", "is_product"),
        ('<meta property="og:type" content="article">', "is_article"),
        ('<script>{"@type":["NewsArticle"]}</script>', "is_article"),
        ('<script>{"@type":"ItemList"}</script>', "is_list"),
        ("<p>We add to basket weaving every day.</p>", ""),
        ("<button>Add to cart</button>" * 9, ""),
    ],
)
def test_the_markup_says_what_kind_of_page_it_is(source: str, kind: str) -> None:
    found = page_kind(source)
    names = ("is_thread", "is_product", "is_article", "is_list")
    assert [name for name in names if getattr(found, name)] == ([kind] if kind else [])


def test_all_posts_of_a_thread_are_the_page_s_own() -> None:
    posts = "".join(
        f"<div class='post'><div class='username'>User{n}</div>"
        f"<div class='message'><p>{said('reply', n)}</p></div></div>"
        for n in range(8)
    )
    head = '<script type="application/ld+json">{"@type":"DiscussionForumPosting"}</script>'
    page = read(f"<h1>What helps most?</h1><div id='posts'>{posts}</div>", head)
    assert all(said("reply", n) in page.text for n in range(8))
    assert "Section number 5" not in page.text and "Foot link 3" not in page.text


def test_cards_of_a_list_are_the_page_s_own() -> None:
    cards = "".join(
        f"<article class='card'><h3><a href='/c{n}'>Guide to staying close {n}</a></h3>"
        f"<p>{said('guide', n)}</p></article>"
        for n in range(10)
    )
    page = read(f"<main><h1>All guides</h1><div class='results'>{cards}</div></main>")
    assert all(
        f"Guide to staying close {n}" in page.text and said("guide", n) in page.text for n in range(10)
    )
    assert "Section number 5" not in page.text


def test_sections_of_a_service_page_are_all_kept() -> None:
    parts = "".join(f"<section><h2>Step {n}</h2><p>{said('step', n)}</p></section>" for n in range(9))
    page = read(f"<main><h1>Ask for an advocate</h1>{parts}</main>")
    assert all(said("step", n) in page.text for n in range(9))
    assert "All words in this foot" not in page.text


def test_a_tab_that_a_click_shows_is_read_and_a_hidden_paragraph_is_not() -> None:
    tab = f"<div role='tabpanel' style='display:none'><p>{said('tab', 1)}</p></div>"
    page = read(
        f"<main><h1>Offer</h1><p>{said('offer', 2)}</p>{tab}<p style='display:none'>secret word</p></main>"
    )
    assert said("tab", 1) in page.text
    assert "secret" not in page.text + "".join(page.furniture)


def test_text_that_waits_for_a_script_is_read() -> None:
    story = "".join(f"<p>{said('part', n)}</p>" for n in range(6))
    assert said("part", 5) in read(f"<div hidden id='S:1'>{story}</div>").text
    assert said("part", 5) in read(f"<noscript><h1>Posts</h1>{story}</noscript>").text
    assert said("part", 5) in read(f"<div style='visibility:hidden'>{story}</div>").text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                f"<p>{said('part', 1)}</p>",
                "<h2>What we heard</h2>",
                "<li><a href='/x'>Another page</a></li>",
                "<div class='card'><h3>Title of a card</h3><p>with a few words</p></div>",
                "<footer><p>About this site and its owners</p></footer>",
                "<table><tr><td>Leeds</td><td>12</td></tr></table>",
                "<div class='comment'>",
                "</div>",
            ]
        ),
        min_size=20,
        max_size=60,
    )
)
def test_every_line_is_in_the_text_or_in_the_furniture(parts: list[str]) -> None:
    body = "".join(parts) + f"<p>{said('last', 1)}</p>" * 12
    page = read(body)
    everything = PieceBuilder().feed(page_events(parse(f"<body>{MENU}{body}{FOOT}</body>")))
    lines = set(page.text.split("\n")) | set(page.furniture)
    assert all(piece.text in lines for piece in everything)


def test_every_weighed_clue_is_one_figure_a_piece() -> None:
    markup = parse(f"<body>{MENU}<main><h1>Offer</h1><p>{said('offer', 1)}</p></main>{FOOT}</body>")
    builder = PieceBuilder()
    pieces = builder.feed(page_events(markup))
    known = clues(markup, pieces, builder.places, np.zeros(len(pieces)), PLAIN)
    assert WEIGHTS.keys() <= known.keys()
    for column in known.values():
        assert column.shape == (len(pieces),)
        assert np.isfinite(column).all()


def test_a_link_s_share_counts_links_around_and_within_a_piece() -> None:
    markup = parse(
        "<body><p>four</p><p>half<a href='/'>half</a></p><a href='/'><p>all</p><p>of it</p></a></body>"
    )
    builder = PieceBuilder()
    pieces = builder.feed(page_events(markup))
    known = clues(markup, pieces, builder.places, np.zeros(len(pieces)), PLAIN)
    assert known["links"].tolist() == [0, 0.5, 1, 1]


def test_what_the_finder_of_articles_kept_counts_for_an_article() -> None:
    markup = parse("<body>" + "".join(f"<p>{said('part', n)}</p>" for n in range(9)) + "</body>")
    builder = PieceBuilder()
    pieces = builder.feed(page_events(markup))
    article = PageKind(is_thread=False, is_product=False, is_article=True, is_list=False)
    chosen = choose(markup, pieces, builder.places, [True] * 8 + [False], article)
    assert all(chosen[:8])


@given(
    st.lists(
        st.tuples(st.floats(0.01, 0.99), st.integers(1, 50)), min_size=1, max_size=8, unique_by=lambda x: x[0]
    )
)
def test_the_threshold_gives_the_highest_expected_f1(pieces: list[tuple[float, int]]) -> None:
    likely = np.array([one for one, _ in pieces])
    words = np.array([float(count) for _, count in pieces])
    least = threshold(likely, words, 0.0, 1.0)

    def expected(chosen: tuple[bool, ...]) -> float:
        mask = np.array(chosen)
        return float(2 * (likely * words)[mask].sum() / (words[mask].sum() + (likely * words).sum()))

    best = max(map(expected, itertools.product((False, True), repeat=len(pieces))))
    assert expected(tuple((likely >= least).tolist())) == pytest.approx(best)


def lines_of(dated: bool) -> list[str]:
    date = " (May 2021)" if dated else ""
    return [
        f"{name}: a quiet room for visits{date}" for name in ("Leeds", "Wigan", "Bury", "Kirklees", "Sefton")
    ]


@pytest.mark.parametrize("button", ["", "<button aria-expanded='false'>Show all</button>"])
@pytest.mark.parametrize("dated", [True, False])
def test_a_list_in_an_article_stays_whole_with_the_headings_in_it(dated: bool, button: str) -> None:
    lines = lines_of(dated)
    groups = "".join(
        f"<h2>In the {side}</h2>{button}<ul>{''.join(f'<li>{line}</li>' for line in part)}</ul>"
        for side, part in (("west", lines[:2]), ("east", lines[2:]))
    )
    body = f"<main><article><h1>Visits</h1><p>{said('visits', 1)}</p>{groups}</article></main>"
    text = read(body, "<meta property='og:type' content='article'>").text
    assert [line for line in (*lines, "In the west", "In the east") if line not in text] == []


def test_a_short_page_is_weighed_too() -> None:
    """A list of links beside its main text says so, whatever the page's length."""
    links = "".join(f"<a href='/{n}'>News of the town, part {n}</a><br>" for n in range(8))
    page = read(
        f"<div>{links}</div><div><h1>Visits</h1><p>{said('visits', 1)}</p><p>{said('visits', 2)}</p></div>"
    )
    assert page.text.startswith("Visits")
    assert "News of the town" not in page.text
