"""How names are written: the folding of words, and the full forms that every area's name has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "'’‘ʼ`´＇"
_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*|&(?:amp;)?")
_DROPPED = str.maketrans("", "", APOSTROPHES)
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS]\Z")

_TRUST = re.compile(r" HSC Trust\Z")

# What stands before or after an area's name when its council is named in full. Bare "Thing City" and
# "Thing County" are mostly football clubs: a person may type them, a text does not mean the council by them.
PREFIXES = (
    "council of the",
    "county borough of",
    "london borough of",
    "royal borough of",
    "metropolitan borough of",
    "metropolitan district of",
    "borough of",
    "city and county of",
    "city of",
    "lb of",
    "rb of",
    "lb",
    "cyngor",
    "cyngor sir",
    "cyngor dinas",
    "cyngor bwrdeistref sirol",
)
SUFFIXES = (
    "council",
    "county council",
    "borough council",
    "city council",
    "district council",
    "islands council",
    "unitary council",
    "unitary authority",
    "metropolitan council",
    "metropolitan borough council",
    "metropolitan district council",
    "metropolitan borough",
    "metropolitan district",
    "county borough council",
    "county borough",
    "london borough council",
    "london borough",
    "corporation",
    "lbc",
    "rbc",
    "mbc",
    "mdc",
    "dc",
    "cbc",
    "bc",
    "cc",
)
COUNTY_SUFFIXES = frozenset(("county council", "cc", "county"))
SPOKEN_PREFIXES = ("county of",)
SPOKEN_SUFFIXES = (
    "city",
    "county",
    "borough",
    "district",
    "ua",
    "city ua",
    "london boro",
    "city of",
    "county of",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word of a text; `base` is the form without a possessive 's, `base_end` where it ends."""

    text: str
    start: int
    end: int
    base: str
    base_end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that means a council: `text[start:end]` names it; `rule` says which form was read."""

    code: str
    start: int
    end: int
    rule: str


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Lower case, without apostrophes and accents; an ampersand is "and"."""
    if word[0] == "&":
        return "and"
    folded = word.translate(_DROPPED).casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if c.isalnum()).casefold()


def split(text: str) -> Iterator[Word]:
    """The folded words of `text` with their places (code points)."""
    for match in _WORD.finditer(text):
        word, start, end = match.group(), match.start(), match.end()
        folded = fold_word(word)
        if len(word) > 2 and word[-1] in "sS" and word[-2] in APOSTROPHES:
            yield Word(folded, start, end, fold_word(word[:-2]), end - 2)
        else:
            yield Word(folded, start, end, folded, end)


def key(text: str) -> str:
    """The folded words of `text`, joined by spaces, without a leading "the"."""
    words = [word.text for word in split(text)]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def without_affixes(folded: str) -> Iterator[tuple[str, str]]:
    """The shorter names that a folded full form may stand on, each with the suffix taken off (or "")."""
    for prefix in (None, *PREFIXES, *SPOKEN_PREFIXES):
        if prefix is not None and not folded.startswith(prefix + " "):
            continue
        rest = folded if prefix is None else folded[len(prefix) + 1 :]
        if prefix is not None:
            yield rest, ""
        for suffix in (*SUFFIXES, *SPOKEN_SUFFIXES):
            if rest.endswith(" " + suffix):
                yield rest[: -len(suffix) - 1], suffix


def trust_forms(name: str) -> Iterator[tuple[str, str]]:
    """The forms of a Health and Social Care Trust's name, with their kind; a bare "Northern" is none."""
    place = _TRUST.sub("", name)
    initials = "".join(word[0] for word in place.split())
    for ending in ("HSC Trust", "Health and Social Care Trust", "HSCT"):
        yield f"{place} {ending}", "full"
    yield f"{place} Trust", "trust"
    yield f"{initials}HSCT", "abbreviation"
