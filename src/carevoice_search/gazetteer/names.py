"""How names are written: the folding of words, and the full forms that every area's name has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "'’‘ʼ`´＇"
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*|&(?:amp;)?")
PLAIN_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
"""The same where there is no ampersand; it is found in half the time."""
POSSESSIVE_END = re.compile(rf"[{APOSTROPHES}][sS](?![^\W_])")
_DROPPED = str.maketrans("", "", APOSTROPHES)
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
TRUST_SUFFIXES = (
    "childrens trust",
    "children trust",
    "childrens services trust",
    "children and families trust",
    "children and family trust",
    "children first",
)
"""What a council's trust is called after its area: it counts for a council of that name that exists."""

_BEFORE = frozenset((*PREFIXES, *SPOKEN_PREFIXES))
_BEHIND = frozenset((*SUFFIXES, *SPOKEN_SUFFIXES, *TRUST_SUFFIXES))
_MOST_BEFORE = max(len(form.split()) for form in _BEFORE)
_MOST_BEHIND = max(len(form.split()) for form in _BEHIND)


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


def first_word(text: str) -> str:
    """The first folded word of `text`, or ""."""
    match = WORD.search(text)
    return fold_word(match.group()) if match else ""


def key(text: str) -> str:
    """The folded words of `text`, joined by spaces, without a leading "the"."""
    words = [fold_word(match.group()) for match in WORD.finditer(text)]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def without_affixes(folded: str) -> Iterator[tuple[str, str]]:
    """The shorter names that a folded full form may stand on, each with the suffix taken off (or "")."""
    words = folded.split(" ")
    for taken in range(min(_MOST_BEFORE, len(words) - 1) + 1):
        if taken and " ".join(words[:taken]) not in _BEFORE:
            continue
        if taken:
            yield " ".join(words[taken:]), ""
        for last in range(len(words) - 1, max(taken, len(words) - 1 - _MOST_BEHIND), -1):
            suffix = " ".join(words[last:])
            if suffix in _BEHIND:
                yield " ".join(words[taken:last]), suffix


def trust_forms(name: str) -> Iterator[tuple[str, str]]:
    """The forms of a Health and Social Care Trust's name, with their kind; a bare "Northern" is none."""
    place = _TRUST.sub("", name)
    initials = "".join(word[0] for word in place.split())
    for ending in ("HSC Trust", "Health and Social Care Trust", "HSCT"):
        yield f"{place} {ending}", "full"
    yield f"{place} Trust", "trust"
    yield f"{initials}HSCT", "abbreviation"
