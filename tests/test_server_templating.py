"""Templates: whatever they print is cleaned and escaped, and what they were not given is an error."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from carevoice_search.server.templating import environment, marked, moment, page

HOSTILE = st.text(st.sampled_from("ab \n<>&\"'`=/\u202e\x1b[0m\x00\ud800{}%é"), max_size=30)
UNSAFE = "\u202e\x1b\x00\ud800"


def drawn(source: str, **context: object) -> str:
    return environment().from_string(source).render(**context)


@given(HOSTILE)
def test_text_stays_text_in_an_element_and_in_an_attribute(text: str) -> None:
    html = drawn('<p title="{{ text }}">{{ text }}</p>', text=text)
    soup = BeautifulSoup(html, "lxml")
    assert [element.name for element in soup.body.find_all(True)] == ["p"]  # type: ignore[union-attr]
    assert set(soup.p.attrs) == {"title"}  # type: ignore[union-attr]
    assert not any(sign in html for sign in UNSAFE)


@given(st.lists(st.tuples(HOSTILE, st.booleans())))
def test_marked_pieces_are_escaped_each(pieces: list[tuple[str, bool]]) -> None:
    html = drawn("<p>{{ marked(pieces) }}</p>", pieces=pieces)
    assert BeautifulSoup(html, "lxml").select("p mark") is not None
    assert html.count("<") == 2 + 2 * sum(is_marked for _, is_marked in pieces)
    assert not any(sign in html for sign in UNSAFE)


def test_marks_are_elements() -> None:
    assert marked([("a ", False), ("<b>", True)]) == "a <mark>&lt;b&gt;</mark>"


def test_what_a_template_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nobody }}")


def test_line_ends_are_kept() -> None:
    assert drawn("{{ text }}", text="one\x07\n two") == "one\n two"


def test_half_a_surrogate_in_markup_does_not_stop_a_page() -> None:
    assert b"?x" in page("base.html", fresh=Markup("\ud800x")).body


def test_a_moment_is_spoken_in_its_own_time() -> None:
    assert moment("2026-11-22T09:41:00Z") == "22 November 2026, 09:41 UTC"
    assert moment("2026-11-22") == "22 November 2026"
