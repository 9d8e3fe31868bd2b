"""Text to tokens to terms: the one analyzer of pages and queries alike.

A token is a folded word with its place in the text; a term is what the index holds for it, here its Snowball
English stem. Stop words are tokens like any other, so that phrases and totals are exact; `STOP_WORDS` only
keeps them from scoring.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

APOSTROPHES = "'’‘ʼ`´＇"

# Combining accents, soft hyphens and joiners of no width stand inside a word and are dropped from it.
_INNER = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = rf"[^\W_]+(?:[{_INNER}]+[^\W_]*)*"

# A number keeps its thousands and decimals together; a word keeps its inner apostrophes.
_TOKEN = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\w)|\d+\.\d+(?!\w)|{_WORD}(?:[{APOSTROPHES}]+{_WORD})*"
)
_DROPPED = str.maketrans("", "", APOSTROPHES + ",\u00ad\u200b\u200c\u200d\u2060\ufeff")
_ASCII_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word: its `position` counts tokens from 0, `start` and `end` are offsets in the text."""

    text: str
    position: int
    start: int
    end: int


@lru_cache(maxsize=200_000)
def fold(word: str) -> tuple[str, ...]:
    """The folded form of a raw word: lower case, no accents or apostrophes; a known compound in its parts.

    "Children’s" folds to ("childrens",), "coproduction" to ("co", "production") as "co-production" does.
    """
    folded = word.translate(_DROPPED).casefold()
    if _ASCII_WORD.fullmatch(folded):
        return _compounds().get(folded, (folded,))
    # A sign such as "½" decomposes into more than one word, so that the folded text is cut once more.
    plain = _without_accents(_without_accents(folded)).translate(_DROPPED)
    pieces = (match.group().translate(_DROPPED) for match in _TOKEN.finditer(plain))
    return tuple(part for piece in pieces if piece for part in _compounds().get(piece, (piece,)))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", kept).casefold()


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order. The parts of a split compound share its offsets."""
    position = 0
    for match in _TOKEN.finditer(text):
        for part in fold(match.group()):
            yield Token(part, position, match.start(), match.end())
            position += 1


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, without their places."""
    return tuple(part for match in _TOKEN.finditer(text) for part in fold(match.group()))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The term of a folded word: its stem in the Snowball English (Porter 2) algorithm."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@cache
def stop_words() -> frozenset[str]:
    """Folded words that match but do not score."""
    return frozenset(part for word in _lines("stopwords.txt") for part in fold(word))


def slug(text: str) -> str:
    """A name as an address part: folded words joined by hyphens ("Rights & voice" is "rights-voice")."""
    return "-".join(words(text))


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@cache
def _compounds() -> dict[str, tuple[str, ...]]:
    """Joined forms and their parts, from a list: a split by rule would read "area" as "are a"."""
    parts = (line.split("-") for line in _lines("compounds.txt"))
    return {"".join(p): tuple(p) for p in parts}


def compounds_from(beginning: str) -> tuple[tuple[str, ...], ...]:
    """The parts of every known compound whose joined form starts with a folded beginning."""
    return tuple(parts for joined, parts in _compounds().items() if joined.startswith(beginning))


def _lines(name: str) -> Iterator[str]:
    text = (files("carevoice_search") / "data" / name).read_text(encoding="utf-8")
    return (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
