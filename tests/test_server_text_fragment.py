"""Addresses of the pages out there: which may be followed, and how they open at a record's words."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.server.pages.text_fragment import outward, text_directive, with_text

PAGE = "https://example.org/list"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c&d=e#f",
        "http://example.org:8080/",
        "HTTPS://EXAMPLE.ORG/",
        "https://bücher.example/für",
        "http://[::1]/page",
    ],
)
def test_addresses_of_the_web_are_followed(url: str) -> None:
    assert outward(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        " https://example.org/",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "mailto:a@example.org",
        "//example.org/a",
        "/records/a",
        "example.org",
        "https:",
        "https:///nowhere",
        "https:\\\\example.org",
        "https://example.org\\@evil.example/",
        "http://[::1",
        "http://example.org:port/",
        "https://example.org/\u202egpj.exe",
        "https://example.org/a b",
        "https://example.org/\ud800",
        "https://example.org/\x1b]0;title\x07",
    ],
)
def test_any_other_address_is_not(url: str | None) -> None:
    assert outward(url) is None


@given(st.text(max_size=40))
def test_what_is_followed_is_http_or_https(text: str) -> None:
    for url in (text, f"https://{text}", f"{text}://example.org"):
        if outward(url):
            assert urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        ("trust", "text=trust"),
        ("co-production", "text=co%2Dproduction"),
        ("Bournemouth, Christchurch & Poole", "text=Bournemouth%2C%20Christchurch%20%26%20Poole"),
        ("50% of them #1?", "text=50%25%20of%20them%20%231%3F"),
        ("  two\t words  ", "text=two%20words"),
        ("children’s", "text=children%E2%80%99s"),
        ("a b c d e f g h i j k l m", "text=a%20b%20c%20d%20e,i%20j%20k%20l%20m"),
        ("one line\nanother-line", "text=one%20line,another%2Dline"),
        ("\n\nfirst\n\nlast\n", "text=first,last"),
        ("evil\x1b[31m\u202eword\ud800", "text=evilword"),
        ("", ""),
        (" \n ", ""),
        ("x" * 400, ""),
        ("x" * 400 + " end", "text=end"),
    ],
)
def test_directives(words: str, directive: str) -> None:
    assert text_directive(words) == directive


@given(st.text(max_size=400))
def test_a_directive_is_one_or_two_parts_of_the_words(words: str) -> None:
    directive = text_directive(words)
    if not directive:
        return
    name, _, value = directive.partition("=")
    parts = value.split(",")
    assert name == "text" and len(parts) <= 2
    assert "-" not in value and "&" not in value and "#" not in value and value.isascii()
    for part in parts:
        sought = unquote(part)
        assert sought and sought == " ".join(sought.split())


@given(st.lists(st.sampled_from(["care", "co-op", "a,b", "Q&A"]), min_size=13, max_size=40))
def test_a_long_quote_is_told_by_its_ends(words: list[str]) -> None:
    start, end = (unquote(part) for part in text_directive(" ".join(words)).removeprefix("text=").split(","))
    assert " ".join(words).startswith(start) and " ".join(words).endswith(end)
    assert len(start.split()) == len(end.split()) == 5


def test_an_address_that_has_a_fragment_keeps_it_and_never_has_two() -> None:
    assert with_text(PAGE, "trust") == f"{PAGE}#:~:text=trust"
    assert with_text(f"{PAGE}#part-2", "trust") == f"{PAGE}#part-2:~:text=trust"
    assert with_text(f"{PAGE}#:~:text=other", "trust") == f"{PAGE}#:~:text=trust"
    assert with_text(f"{PAGE}#part-2:~:text=other", "trust") == f"{PAGE}#part-2:~:text=trust"


def test_without_words_an_address_is_as_it_was() -> None:
    assert with_text(PAGE, "") == PAGE
    assert with_text(f"{PAGE}#part-2", " ") == f"{PAGE}#part-2"


@given(st.text(st.sampled_from("ab#:~-,&% "), max_size=12), st.text(max_size=30))
def test_there_is_one_sign_for_a_fragment(fragment: str, words: str) -> None:
    made = with_text(f"{PAGE}#{fragment.replace('#', '')}", words)
    assert made.count("#") <= 1 and made.count(":~:text=") <= 1
