"""A sentence in tokens, and the numbers in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from carevoice_search.extract.findings.words import SCALES, SMALL, TENS, UNITS

# Nothing is tried twice from one place: quantifiers are possessive, so that the time stays linear.
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]++)?+"
    r"(?![\w½¼¾]|[.,:/][0-9]|[-‐‑][^\W\d_]|[-‐‑–] ?(?:and|to|or)\b))"
    r"|(?P<code>[0-9](?:[\w½¼¾]|[.,:/‐‑–-](?=\w))*+[-‐‑–]?)"
    r"|(?P<word>[^\W\d_]++(?:['’‘‐‑-][^\W\d_]++)*+(?![0-9_]|[-‐‑–][0-9]))"
    r"|(?P<name>\w++(?:[-‐‑–]\w++)*+)"
    r"|(?P<sign>[^\w\s])"
)
_SPARE = [""] * 8
_MOST_VALUE = 10**12
_HYPHENS = str.maketrans("‐‑’‘", "--''")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in tokens: their kinds, their words in small letters, where they start and end.

    The lists go on with empty words, so that a few tokens before the first and behind the last can be asked for.
    """

    text: str
    size: int
    kinds: list[str]
    words: list[str]
    starts: list[int]
    ends: list[int]

    def capital(self, at: int) -> bool:
        return 0 <= at < self.size and self.text[self.starts[at]].isupper()

    def joined(self, at: int) -> bool:
        """Whether a token stands right behind the one before, without a blank."""
        return 0 < at < self.size and self.starts[at] == self.ends[at - 1]


def line_of(text: str) -> Line:
    """The tokens of a sentence."""
    found = list(_TOKEN.finditer(text))
    starts = [match.start() for match in found]
    ends = [match.end() for match in found]
    small = text.translate(_HYPHENS).lower()
    if len(small) == len(text):
        words = [small[start:end] for start, end in zip(starts, ends, strict=True)]
    else:  # a letter that has two small ones
        words = [match.group().translate(_HYPHENS).lower() for match in found]
    kinds = [match.lastgroup or "" for match in found]
    return Line(text, len(found), kinds + _SPARE, words + _SPARE, starts, ends)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in tokens `first` to `after` (exclusive); `digits` says that it is written in figures."""

    value: float
    first: int
    after: int
    digits: bool
    scaled: bool = False

    @property
    def whole(self) -> bool:
        return self.value == int(self.value)


def number_at(line: Line, at: int) -> Number | None:
    """The number that starts at a token: "1,258", "2.4 million", "twenty-five", "two hundred and ten", "a dozen"."""
    if line.kinds[at] == "number":
        written = line.words[at].replace(",", "")
        if len(written) > 12:
            return None
        scale = SCALES.get(line.words[at + 1], 0)
        value = float(written) * (scale or 1)
        number = Number(round(value, 3), at, at + (2 if scale else 1), True, bool(scale))
        return number if value < _MOST_VALUE else None
    word = line.words[at]
    if word == "half" and line.words[at + 1] == "a" and line.words[at + 2] in SCALES:
        return _scaled(line, at, 0.5, at + 2)
    if word == "a" and line.words[at + 1] in SCALES and line.words[at - 1] not in ("half", "of"):
        return _scaled(line, at, 1, at + 1)
    if word not in SMALL:
        return None
    value = SMALL[word]
    after = at + 1
    if word in TENS and UNITS.get(line.words[after], 10) < 10:
        value += UNITS[line.words[after]]
        after += 1
    return _scaled(line, at, value, after)


def _scaled(line: Line, first: int, value: float, after: int) -> Number:
    """A number in words, times the hundreds and thousands that follow it, and what is added to them."""
    scaled = False
    while line.words[after] in SCALES and value < _MOST_VALUE:
        value *= SCALES[line.words[after]]
        after += 1
        scaled = True
    if scaled and line.words[after] == "and" and line.words[after + 1] in SMALL:
        value += SMALL[line.words[after + 1]]
        after += 2
    return Number(float(value), first, after, False, scaled)
