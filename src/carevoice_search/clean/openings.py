"""The words that every match of a pattern opens with, read from the pattern itself, and a text's words by place.

A page is asked for over a hundred cues and shows a few. To search for a pattern is to try it at every character;
with a list of the text's words it is tried only where it may begin, and most cues need no try at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

REACH = 60_000
"""How far into a text cues are looked for, in characters: a page shows early what it is."""

NUMBER = "0"
"""Stands for any number among the words that a pattern opens with."""

_EDGE, _UNKNOWN = "\0", "\1"
_MOST = 400
_WORD_OR_SIGN = re.compile(r"\w+|[^\w\s]")
_SETTLED = re.compile(r"\0*(?:[^\w\0]|\d|\w+\W)")
_OPENING = re.compile(
    r"(?P<edge>\0?)\0*(?:(?P<sign>[^\w\s\0\1])|(?P<digit>\d)|(?P<word>[a-z_]\w*)(?P<end>[^\w\1])?)", re.ASCII
)

_SAME_LETTERS = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"))
"""Letters that `re` takes for another where case does not count; of the others that are so `lower` knows."""


@dataclass(frozen=True, slots=True)
class Openings:
    """What a match begins with: one of `words` (whole, in small letters; "0" is any number) or signs, or a word that
    begins as one of `parts`."""

    words: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()

    def hold(self, word: str) -> bool:
        """Whether a word in small letters, or a sign, is one of them."""
        return (
            word in self.words or word.startswith(self.parts) or (NUMBER in self.words and word[:1].isdigit())
        )


def small_letters(text: str) -> str:
    """A text of the same length in small letters: what a pattern matches in any case, it matches in it."""
    for odd, plain in _SAME_LETTERS:
        text = text.replace(odd, plain)
    return text.lower()


def first_word(text: str) -> str:
    """The word or sign that a text starts with, in small letters; "" where it starts with a blank."""
    match = _WORD_OR_SIGN.match(text)
    return small_letters(match[0]) if match else ""


class Words:
    """The words and signs of a text; case does not count."""

    def __init__(self, text: str) -> None:
        self._text = small_letters(text)
        self._known = frozenset(_WORD_OR_SIGN.findall(self._text))
        self._numbers = frozenset(word for word in self._known if word[0].isdigit())
        self._places: dict[str, list[int]] = {}

    def may_show(self, openings: Openings | None) -> bool:
        """Whether a pattern with these openings may match in the text."""
        return openings is None or bool(self._shown(openings))

    def places(self, openings: Openings) -> list[int]:
        """Where a match may begin, in order."""
        return sorted(place for word in self._shown(openings) for place in self._places_of(word))

    def _shown(self, openings: Openings) -> frozenset[str]:
        shown = openings.words & self._known
        if NUMBER in openings.words:
            shown |= self._numbers
        if openings.parts:
            shown |= {word for word in self._known if word.startswith(openings.parts)}
        return shown

    def _places_of(self, word: str) -> list[int]:
        if word not in self._places:
            self._places[word] = list(_places_in(self._text, word))
        return self._places[word]


def _places_in(text: str, word: str) -> Iterator[int]:
    """Where a whole word, or a sign, stands in a text."""
    whole = word[0].isalnum() or word[0] == "_"
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not (whole and (_goes_on(text[place - 1 : place]) or _goes_on(text[end : end + 1]))):
            yield place
        place = text.find(word, end)


def _goes_on(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


@lru_cache(maxsize=4)
def words_of(text: str) -> Words:
    """The words of a text; several rules ask for those of one page."""
    return Words(text)


def openings(pattern: str, flags: int) -> Openings | None:
    """What every match of a pattern begins with.

    None where the pattern may begin otherwise, or where `re` does not show how it reads a pattern.
    """
    try:
        parser: Any = import_module("re._parser")
        parsed = parser.parse(pattern, flags)
    except (ImportError, AttributeError):
        return None
    words: set[str] = set()
    parts: set[str] = set()
    for way in _ways(parsed):
        match = _OPENING.match(way)
        if match is None or not (match["sign"] or match["edge"]):
            return None
        if match["word"] and not match["end"]:
            parts.add(match["word"])
        else:
            words.add(match["sign"] or match["word"] or NUMBER)
    return Openings(frozenset(words), tuple(sorted(parts)))


def _ways(parsed: Iterable[tuple[Any, Any]]) -> set[str]:
    """The ways in which a match may begin: signs and small letters as they are, edges of words, and the unknown."""
    ways = {""}
    for kind, value in parsed:
        settled = {way for way in ways if _SETTLED.match(way)}
        if len(settled) == len(ways):
            break
        ways = settled | {way + more for way in ways - settled for more in _ways_of(str(kind), value)}
        if len(ways) > _MOST:
            return {_UNKNOWN}
    return ways


def _ways_of(kind: str, value: Any) -> set[str]:
    if kind == "LITERAL":
        return {_letter(chr(value))}
    if kind in ("ASSERT", "ASSERT_NOT"):
        return {""}
    if kind == "AT":
        return {"" if str(value) == "AT_NON_BOUNDARY" else _EDGE}
    if kind == "IN":
        return {_member(str(kind), what) for kind, what in value}
    if kind == "SUBPATTERN":
        return _ways(value[-1])
    if kind == "BRANCH":
        return set().union(*map(_ways, value[1]))
    if kind.endswith("_REPEAT"):
        least, most, repeated = value
        once = _ways(repeated) if most == 1 else {way + _UNKNOWN for way in _ways(repeated)}
        return once if least else once | {""}
    return {_UNKNOWN}


def _letter(letter: str) -> str:
    if letter in (_EDGE, _UNKNOWN) or (letter.isalnum() and not letter.isascii()):
        return _UNKNOWN
    return letter.lower()


def _member(kind: str, value: Any) -> str:
    """A member of a set of characters."""
    if kind == "LITERAL":
        return _letter(chr(value))
    category = str(value)
    if category in ("CATEGORY_SPACE", "CATEGORY_NOT_WORD"):
        return _EDGE + _UNKNOWN
    return NUMBER if category == "CATEGORY_DIGIT" else _UNKNOWN
