"""Single words and phrases of a query, with their wildcards and tildes, as nodes."""

from __future__ import annotations

import re

from carevoice_search.analysis import words
from carevoice_search.errors import QueryError
from carevoice_search.model import Fuzzy, Node, Phrase, Prefix, Word

QUOTES = '"“”„‟＂'
SHORTEST_PREFIX = 2
LARGEST_DISTANCE = 2
LONGEST_SHOWN = 60

_TRAILING = ".,;:!?'’…"
_ESCAPED = re.compile(rf"[\\{QUOTES}]")
_LETTER = re.compile(r"\w")


def shown(text: str) -> str:
    """A piece of a query as a message quotes it: the beginning is enough of what is long."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def in_quotes(value: str) -> str:
    """A value in quotes, as a query holds it."""
    return '"' + _ESCAPED.sub(r"\\\g<0>", value) + '"'


def phrase_term(content: str, slop: int, exact: bool, scope: str | None) -> Node | None:
    """A quoted phrase; None where it holds no word. Quotes keep synonyms away, even from a single word."""
    found = words(content)
    if not found:
        return None
    if exact and len(found) == 1:
        return Word(found[0], exact=True, scope=scope)
    return Phrase(found, slop if len(found) > 1 else 0, exact, scope)


def word_term(raw: str, text: str, position: int, exact: bool, scope: str | None) -> Node | None:
    """A word between spaces; None for punctuation. `position` is its place in `text`, for errors."""
    body = raw.rstrip(_TRAILING)
    before_tilde, tilde, number = body.rpartition("~")
    fuzzy = tilde and _LETTER.search(before_tilde)
    if ("*" in body or fuzzy) and (exact or scope):
        before = "=" if exact else f"{scope}:"
        raise QueryError(
            f"“{before}” does not go with “*” or “~”",
            text,
            position,
            f"take one of the two away: {before}word, or word*.",
        )
    if "*" in body:
        return _prefix(body, text, position)
    if fuzzy:
        return _fuzzy(before_tilde, number, text, position)
    return _plain(raw, exact, scope)


def plain_term(raw: str) -> Node | None:
    """A word without operators: whatever is not a letter or a digit is punctuation."""
    return _plain(raw, exact=False, scope=None)


def _plain(raw: str, exact: bool, scope: str | None) -> Node | None:
    found = words(raw)
    if not found:
        return None
    if len(found) == 1:
        return Word(found[0], exact, scope)
    return Phrase(found, exact=exact, scope=scope, joined=not exact)


def _prefix(body: str, text: str, position: int) -> Node:
    stem = body[:-1]
    found = words(stem)
    if "*" in stem or not body.endswith("*"):
        raise QueryError(
            "“*” inside a word",
            text,
            position + body.index("*"),
            "it stands only at a word's end, as in care*. To search for the words as they are, quote them.",
        )
    if not found:
        raise QueryError(
            "“*” stands alone",
            text,
            position + len(body) - 1,
            "put the first letters of a word before it, as in care*. An empty query finds every record.",
        )
    if len(found) > 1:
        raise QueryError(
            f"“{shown(body)}” is indexed as {len(found)} words",
            text,
            position,
            f"search for them one by one: {shown(' '.join(found) + '*')}.",
        )
    if len(found[0]) < SHORTEST_PREFIX:
        raise QueryError(
            f"“{shown(body)}” is too short a beginning",
            text,
            position,
            f"give at least {SHORTEST_PREFIX} letters before the *.",
        )
    return Prefix(found[0])


def _fuzzy(stem: str, number: str, text: str, position: int) -> Node:
    found = words(stem)
    if number not in ("", *map(str, range(1, LARGEST_DISTANCE + 1))):
        raise QueryError(
            "“~” after a word takes 1 or 2",
            text,
            position + len(stem),
            "it says how many letters may differ: leaver~ or leaver~2. Words near each other are quoted: "
            '"social worker"~5.',
        )
    if len(found) != 1:
        raise QueryError(
            f"“~” after {len(found) or 'no'} words",
            text,
            position + len(stem),
            'it takes a single word, as in leaver~. For words near each other, quote them: "care leaver"~5.',
        )
    return Fuzzy(found[0], int(number or 1))
