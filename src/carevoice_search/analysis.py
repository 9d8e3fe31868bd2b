"""Text to tokens to terms: the one analyzer of pages and queries alike.

A token is a folded word with its place in the text; a term is what the index holds for it, here its Snowball
English stem. Stop words are tokens like any other, so that phrases and totals are exact; `stop_words` only
keeps them from scoring.

The pattern in `_token` says what a word is, and `_folded` what it folds to. Nearly all text is cut without the
pattern: it is *levelled*, which puts a space or "'" for every sign that is no letter, and split at the spaces.
Only a stretch with a *knot*, a sign that means something by what stands around it (the point in "3.5", an accent
of its own), is left to the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

APOSTROPHES = "'’‘ʼ`´＇"

# Combining accents, soft hyphens and joiners of no width stand inside a word and are dropped from it.
_INNER = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_DROPPED = str.maketrans("", "", APOSTROPHES + ",\u00ad\u200b\u200c\u200d\u2060\ufeff")


class Token(NamedTuple):
    """A folded word: its `position` counts tokens from 0, `start` and `end` are offsets in the text.

    A named tuple, because a page has thousands of them and a frozen dataclass takes five times as long to make.
    """

    text: str
    position: int
    start: int
    end: int


def raw_tokens(text: str) -> list[str]:
    """The words of `text` in order, not folded yet: what each folds to, one after the other, is `words(text)`.

    Most are in small letters already, so that there are fewer distinct ones to look up.
    """
    return _cut(text)[0]


def raw_text(text: str) -> bytes:
    """The words of `raw_tokens` in UTF-8, with spaces between them: its `decode().split()` gives them."""
    return _spaced(text)[0]


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, without their places."""
    raws, folded = _cut(text)
    if not folded:
        return tuple(chain.from_iterable(map(_FOLDED.__getitem__, raws)))
    compounds = _compounds()
    if compounds.keys().isdisjoint(raws):
        return tuple(raws)
    parts: list[str] = []
    for raw in raws:
        if raw in compounds:
            parts += compounds[raw]
        else:
            parts.append(raw)
    return tuple(parts)


def aligned_text(text: str) -> str:
    """`text` in small letters, with a space for every sign that stands in no word: as long as `text`, so that the
    lengths of its pieces, and the spaces between them, add up to offsets.

    A piece that `is_word` is a folded word. Any other may be one word, several or none, and is to be cut and folded
    as it stands in `text`; points in it stand for signs that mean something by what stands around them.
    """
    level, shapes = _levelled(text)
    if _KNOT in shapes:
        level = _untied(level, shapes, lambda start, end: _TIED * (end - start))
    return level.encode().translate(_SPLITTING).decode()


def is_word(piece: str) -> bool:
    """Whether a piece of an aligned text is a folded word as it is."""
    return piece.isascii() and piece.isalnum() and piece not in _compounds()


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order. The parts of a split compound share its offsets."""
    compounds, new = _compounds(), tuple.__new__
    position = end = -1
    for piece in aligned_text(text).split(" "):
        start = end + 1
        end = start + len(piece)
        if piece.isascii() and piece.isalnum() and piece not in compounds:
            position += 1
            yield new(Token, (piece, position, start, end))
        elif piece:
            for match in _token().finditer(text, start, end):
                for part in _FOLDED[match.group()]:
                    position += 1
                    yield new(Token, (part, position, match.start(), match.end()))


def fold(word: str) -> tuple[str, ...]:
    """The folded form of a raw word: lower case, no accents or apostrophes; a known compound in its parts.

    "Children’s" folds to ("childrens",), "coproduction" to ("co", "production") as "co-production" does.
    """
    return _FOLDED[word]


def stem(word: str) -> str:
    """The term of a folded word: its stem in the Snowball English (Porter 2) algorithm."""
    return _STEMS[word]


@cache
def stop_words() -> frozenset[str]:
    """Folded words that match but do not score."""
    return frozenset(part for word in _lines("stopwords.txt") for part in fold(word))


def slug(text: str) -> str:
    """A name as an address part: folded words joined by hyphens ("Rights & voice" is "rights-voice")."""
    return "-".join(words(text))


def compounds_from(beginning: str) -> tuple[tuple[str, ...], ...]:
    """The parts of every known compound whose joined form starts with a folded beginning."""
    return tuple(parts for joined, parts in _compounds().items() if joined.startswith(beginning))


# How text is cut

_LEVELS = {
    "’": "'", "‘": "'", "“": " ", "”": " ", "–": " ", "—": " ", "…": " ", "•": " ", "\u00a0": " ", "£": " ",
}  # fmt: skip
"""What common signs become in a levelled text; after these most texts are ASCII."""

_TIED = "\x1a"
"""A knot in a levelled text, where it is no point between digits. A text's own is left to the pattern too."""

_GAP, _DIGIT, _POINT, _KNOT, _OTHER = b" 1.!x"
"""The shapes of signs, as their neighbours see them; only a gap ends what the pattern has to judge."""

_SIGNS_A_KNOT = 30
"""The pattern takes the whole of a text that has more than one knot in so many signs."""

_FEW = 40
"""So many kinds of signs are replaced one kind after another, which is the fastest way for a few."""


@cache
def _token() -> re.Pattern[str]:
    """A number keeps its thousands and decimals together; a word keeps its inner apostrophes."""
    word = rf"[^\W_]+(?:[{_INNER}]+[^\W_]*)*"
    return re.compile(
        rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\w)|\d+\.\d+(?!\w)|{word}(?:[{APOSTROPHES}]+{word})*"
    )


def _splitting() -> bytes:
    """A table for `bytes.translate`: small letters for capitals, spaces for signs; UTF-8 stays as it is."""
    table = bytearray(range(256))
    for code in range(128):
        table[code] = ord(chr(code).lower()) if chr(code).isalnum() else _GAP
    table[ord("'")] = table[ord("`")] = ord("'")
    table[ord(_TIED)] = ord(".")
    return bytes(table)


def _shaping() -> bytes:
    """A table for `bytes.translate` of a levelled text in ASCII, which has "?" for the letters beyond it."""
    table = bytearray([_OTHER] * 256)
    for code in range(128):
        if chr(code).isdecimal():
            table[code] = _DIGIT
        elif not chr(code).isalnum() and chr(code) not in "_'`?":
            table[code] = _GAP
    table[ord(".")] = table[ord(",")] = _POINT
    table[ord(_TIED)] = _KNOT
    return bytes(table)


_SPLITTING, _SHAPING, _ASCII = _splitting(), _shaping(), bytes(range(128))


def _cut(text: str) -> tuple[list[str], bool]:
    """The raw words, and whether all are folded already, but for compounds."""
    content, folded = _spaced(text)
    return content.decode().split(), folded


def _spaced(text: str) -> tuple[bytes, bool]:
    """The raw words with spaces between them, and whether all are folded already, but for compounds."""
    level, shapes = _levelled(text)
    if _KNOT in shapes:
        find = _token().findall
        if shapes.count(_KNOT) * _SIGNS_A_KNOT > len(shapes):
            return " ".join(find(text)).encode(), False

        def cut(start: int, end: int) -> str:
            # Of raw words only numbers hold points and commas; a knot becomes a point when the text is split.
            return " ".join(find(text[start:end])).replace(",", "").replace(".", _TIED)

        level = _untied(level, shapes, cut)
    return level.encode().translate(_SPLITTING).replace(b"'", b""), level.isascii()


def _levelled(text: str) -> tuple[str, bytes]:
    """The levelled text, and the shape of every sign in it. Both are as long as `text`."""
    level = text
    if not level.isascii():
        for sign, instead in _LEVELS.items():
            level = level.replace(sign, instead)
        if not level.isascii():
            level = _without_rare_signs(level)
    shapes = level.encode("ascii", "replace").translate(_SHAPING)
    return level, shapes.replace(b"1.1", b"1!1")


def _without_rare_signs(level: str) -> str:
    # UTF-8 without its ASCII is the shortest way to the few signs that remain.
    rare = level.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    table = {ord(sign): _level_of(sign) for sign in set(_beyond_words().findall(rare))}
    if len(table) > _FEW:
        return level.translate(table)
    for code, instead in table.items():
        level = level.replace(chr(code), instead)
    return level


def _level_of(sign: str) -> str:
    if sign in APOSTROPHES:
        return "'"
    return _TIED if _knots().match(sign) else " "


@cache
def _beyond_words() -> re.Pattern[str]:
    """Every sign but letters. Decimals of other scripts are among them: they too make numbers with points."""
    return re.compile(r"[\W\d]")


@cache
def _knots() -> re.Pattern[str]:
    return re.compile(rf"[{_INNER}\d]")


def _untied(level: str, shapes: bytes, cut: Callable[[int, int], str]) -> str:
    """A levelled text with `cut(start, end)` for every stretch between gaps that holds a knot."""
    parts: list[str] = []
    done = 0
    knot = shapes.find(_KNOT)
    while knot >= 0:
        start = shapes.rfind(_GAP, done, knot) + 1 or done
        end = shapes.find(_GAP, knot)
        end = end if end >= 0 else len(shapes)
        parts += level[done:start], cut(start, end)
        done = end
        knot = shapes.find(_KNOT, done)
    parts.append(level[done:])
    return "".join(parts)


# What words fold to

_Value = TypeVar("_Value")

_MOST_KNOWN = 100_000
_LONGEST_KNOWN = 40


class _Known(dict[str, _Value]):
    """What a function made of each word. Looking up takes half of the time that `lru_cache` does."""

    def __init__(self, work: Callable[[str], _Value]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> _Value:
        made = self._work(word)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        if len(word) <= _LONGEST_KNOWN:
            self[word] = made
        return made


def _folded(word: str) -> tuple[str, ...]:
    folded = word.lower() if word.isascii() and word.isalnum() else word.translate(_DROPPED).casefold()
    if folded.isascii() and folded.isalnum():
        return _compounds().get(folded) or (folded,)
    # A sign such as "½" decomposes into more than one word, so that the folded text is cut once more.
    plain = _without_accents(_without_accents(folded)).translate(_DROPPED)
    pieces = (piece.translate(_DROPPED) for piece in _token().findall(plain))
    return tuple(part for piece in pieces if piece for part in _compounds().get(piece) or (piece,))


def _without_accents(text: str) -> str:
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", kept).casefold()


def _stemmed(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


_FOLDED: _Known[tuple[str, ...]] = _Known(_folded)
_STEMS: _Known[str] = _Known(_stemmed)


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english", 0)  # its own memory of words takes longer than stemming does


@cache
def _compounds() -> dict[str, tuple[str, ...]]:
    """Joined forms and their parts, from a list: a split by rule would read "area" as "are a"."""
    parts = (line.split("-") for line in _lines("compounds.txt"))
    return {"".join(p): tuple(p) for p in parts}


def _lines(name: str) -> Iterator[str]:
    # Not by importlib.resources, which takes 10 ms to import.
    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    return (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
