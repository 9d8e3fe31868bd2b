"""surroundings and the class words in them: where pieces stand, held against a walk up from every piece."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.clean.classwords import GROUPS, groups_of
from carevoice_search.clean.elements import Element, Markup, parse
from carevoice_search.clean.markup import PieceBuilder, page_events
from carevoice_search.clean.surroundings import TAGS, Surroundings, look_around


def said(names: str) -> set[str]:
    return {group for bit, group in enumerate(GROUPS) if groups_of(names) >> bit & 1}


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        ("site-footer", {"foot"}),
        ("siteFooter", {"foot"}),
        ("SITE_FOOTER", {"foot"}),
        ("cookieBanner", {"cookie", "head"}),
        ("post-body", {"story"}),
        ("footnote", set()),
        ("", set()),
        ("x" * 100_000, set()),
    ],
)
def test_the_words_of_a_class_say_what_an_element_is_for(names: str, groups: set[str]) -> None:
    assert said(names) == groups


def read(source: str) -> tuple[Markup, list[int], list[float], Surroundings]:
    markup = parse(source)
    builder = PieceBuilder()
    pieces = builder.feed(page_events(markup))
    starts = [start for start, _ in builder.places]
    words = [float(len(piece.text.split())) for piece in pieces]
    return markup, starts, words, look_around(markup, starts, np.array(words), (3, 8))


def tags_of(around: Surroundings, piece: int) -> set[str]:
    return {tag for bit, tag in enumerate(TAGS) if int(around.tags[around.leaf[piece]]) >> bit & 1}


def test_a_piece_stands_in_all_elements_around_it() -> None:
    _, _, _, around = read(
        "<body><p>one two three</p><footer><div><p>here</p></div></footer>"
        "<div role='navigation'>over there</div></body>"
    )
    assert [tags_of(around, piece) for piece in range(3)] == [{"p"}, {"footer", "p"}, {"nav"}]


def test_a_class_on_what_holds_most_of_the_page_says_nothing() -> None:
    _, _, _, around = read(
        "<div class='page-with-sidebar'><p class='story'>one two</p><div class='sidebar'>three</div></div>"
    )
    groups = around.groups[around.leaf]
    side = 1 << GROUPS.index("side")
    assert [bool(int(mask) & side) for mask in groups] == [False, True]


def test_a_story_s_own_header_is_no_site_header() -> None:
    _, _, _, around = read(
        "<header><p>site name</p></header><article><header><p>headline</p></header><p>one two three</p></article>"
    )
    assert "header" in tags_of(around, 0)
    assert "header" not in tags_of(around, 1)


def test_cards_are_three_and_more_alike_beside_one_another() -> None:
    card = "<div class='card'><h3>A title of it</h3><p>and a few words more</p></div>"
    _, _, _, around = read(f"<p>before</p><div>{card * 3}</div><div>{card.replace('card', 'pair') * 2}</div>")
    cards = around.card[around.leaf].tolist()
    assert cards[0] == -1 and -1 not in cards[1:7] and set(cards[7:]) == {-1}
    assert around.alike[cards[1]] == 3
    assert len(set(cards[1:7])) == 3


PARTS = st.sampled_from(
    [
        "<div>",
        "<div class='a'>",
        "<div class='b c'>",
        "</div>",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
    ]
)
WORDS = st.sampled_from(["one", "two words", "three more words", "and then four words"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PARTS, WORDS), max_size=40))
def test_parts_cards_and_paths_are_those_of_a_walk_up(parts: list[str]) -> None:
    markup, starts, words, around = read("<body>x" + "".join(parts))

    def held(element: Element) -> list[int]:
        return [piece for piece, start in enumerate(starts) if element.first < start < element.last]

    def size(element: Element) -> float:
        return sum(words[piece] for piece in held(element))

    def shape(element: Element) -> tuple[str, str]:
        return element.name, element.attributes.get("class", "").split(" ")[0]

    holders = [element for element in markup.elements if held(element)]
    assert len(holders) == len(around.parents)
    for piece, start in enumerate(starts):
        chain = [element for element in holders if element.first < start < element.last]
        leaf = int(around.leaf[piece])
        assert holders[leaf] is chain[-1]
        assert around.depth[leaf] == len(chain) - 1
        for least in (3, 8):
            wanted = next((one for one in reversed(chain) if size(one) >= least), chain[0])
            assert holders[int(around.part[least][leaf])] is wanted
        alike = [
            one
            for one in chain
            if one.name in ("div", "ul", "li")
            and size(one) >= 3
            and one.parent is not None
            and sum(other.parent is one.parent and shape(other) == shape(one) for other in holders) >= 3
        ]
        expected = (holders.index(alike[-1]), holders.index(alike[0])) if alike else (-1, -1)
        assert (around.card[leaf], around.outer[leaf]) == expected
