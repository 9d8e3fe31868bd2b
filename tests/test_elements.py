"""Markup as one run of elements and texts, broken markup mended."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.clean.elements import Element, Markup, parse
from carevoice_search.clean.markup import page_events

TAGS = [
    "div",
    "p",
    "b",
    "li",
    "ul",
    "tr",
    "td",
    "table",
    "main",
    "script",
    "h1",
    "br",
    "input",
    "template",
    "form",
]


def element(markup: Markup, name: str) -> Element:
    return markup.named(name)[0]


def names(
    markup: Markup, root: Element | None = None, without: frozenset[Element] = frozenset()
) -> list[str]:
    """The texts that a reader sees, and the starts of elements."""
    return [value for kind, value, _ in page_events(markup, root, without) if kind != "end" and value.strip()]


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
            st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
            st.sampled_from(
                ["care", " ", "&amp;", "<!-- c -->", "<", "<a href='", "<?x?>", "<![CDATA[", "\n"]
            ),
        ),
        max_size=60,
    ).map("".join)
)
def test_whatever_the_markup_elements_lie_within_one_another(source: str) -> None:
    markup = parse(source)
    begun: list[Element] = []
    open_: list[Element] = []
    for place, one in enumerate(markup.run):
        if isinstance(one, str):
            assert one
        elif place == one.first:
            assert one.parent is (open_[-1] if open_ else None)
            open_.append(one)
            begun.append(one)
        else:
            assert place == one.last
            assert open_.pop() is one
    assert not open_
    assert markup.elements == begun
    for one in markup.elements:
        texts = markup.texts(one)
        assert markup.size(one) == sum(len(text) if text.strip(" \n\t\f\r") else 1 for text in texts)


def test_texts_are_parted_by_elements_and_comments_and_have_no_code() -> None:
    markup = parse("<h1>Care <b>leavers</b><!-- c -->here<script>var x</script><template>t</template></h1>")
    assert markup.texts(element(markup, "h1")) == ["Care ", "leavers", "here"]
    assert markup.texts(element(markup, "script")) == []


def test_an_element_knows_the_story_that_it_stands_in() -> None:
    markup = parse("<header>a</header><article><div><header>b</header></div></article>")
    assert [one.in_story for one in markup.named("header")] == [False, True]


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ("hidden", True),
        ('hidden="until-found"', False),
        ('style="DISPLAY: none"', True),
        ('style="visibility:hidden"', True),
        ('style="color: red"', False),
        ("", False),
    ],
)
def test_an_element_may_be_hidden_by_its_attributes(attributes: str, hidden: bool) -> None:
    markup = parse(f"<main><p {attributes}>care</p></main>")
    assert element(markup, "p").is_hidden is hidden
    assert ("care" in names(markup)) is not hidden


def test_a_body_that_hides_until_a_script_runs_is_seen() -> None:
    assert "care" in names(parse('<body style="display:none"><p>care</p></body>'))


def test_events_are_those_of_an_element_without_what_is_left_out() -> None:
    markup = parse("<nav>a</nav><main><p>b</p><form><p>c</p></form><p>d <i>e</i></p></main>")
    left_out = frozenset(markup.named("form"))
    assert names(markup, element(markup, "main"), left_out) == ["main", "p", "b", "p", "d ", "e"]
    assert "a" in names(markup)


def test_a_row_is_one_of_data_where_what_is_left_out_held_the_list() -> None:
    source = "<table><tr><td>Leeds<nav><ul><li>x</li></ul></nav></td><td>Passes</td></tr></table>"
    markup = parse(source)
    assert "row!" not in names(markup)
    assert "row!" in names(markup, None, frozenset(markup.named("nav")))


@pytest.mark.parametrize(
    ("attributes", "words", "seen"),
    [
        ("hidden id='S:1f'", "care", True),
        ("hidden id='S:x'", "care", False),
        ("role='tabpanel' style='display:none'", "care", True),
        ("class='accordion-body' hidden", "care", True),
        ("style='display:none'", "care " * 100, True),
        ("style='display:none'", "care " * 20, False),
    ],
)
def test_what_a_click_or_a_script_shows_is_seen(attributes: str, words: str, seen: bool) -> None:
    """Panels, parts that a page streams in, and what holds the larger part of a page that is not tiny."""
    markup = parse(f"<main><p>before</p><div {attributes}>{words}</div></main>")
    assert any("care" in text for text in names(markup)) is seen


BUTTON = "<button aria-expanded='false'>Show all</button>"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        (f"<div>{BUTTON}<div class='x7' hidden>care</div></div>", True),
        (f"<h3> {BUTTON} </h3>\n<div style='display:none'>care</div>", True),
        (f"<h3>{BUTTON} and more</h3><div hidden>care</div>", False),
        (
            "<a aria-expanded='false' aria-controls='p1 p2'>Open</a><p>x</p><div id='p2' hidden>care</div>",
            True,
        ),
        ("<a aria-expanded='false' aria-controls='p1'>Open</a><p>x</p><div id='p2' hidden>care</div>", False),
        (f"{BUTTON}<p>between</p><div hidden>care</div>", False),
        (f"<nav>{BUTTON}<div hidden>care</div></nav>", False),
        (f"{BUTTON}<div role='menu' hidden>care</div>", False),
        (f"<div hidden>{BUTTON}</div><div hidden>care</div>", False),
        ("<button>Show all</button><div hidden>care</div>", False),
    ],
)
def test_what_a_button_opens_is_seen_unless_it_is_a_menu(source: str, seen: bool) -> None:
    assert ("care" in names(parse(f"<main><p>before</p>{source}</main>"))) is seen


def test_a_noscript_that_holds_the_page_is_seen() -> None:
    assert any(
        "care" in text for text in names(parse("<p>Loading</p><noscript>" + "care " * 100 + "</noscript>"))
    )
    assert not any("care" in text for text in names(parse("<p>Loading</p><noscript>care, please</noscript>")))
