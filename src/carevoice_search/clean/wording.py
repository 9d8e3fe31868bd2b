"""A rule on the words of one line, and the parts that several such rules are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from carevoice_search.clean.openings import Openings, openings

_PROSE = 60
_TEXT = 30
DATED_LINE = re.compile(r"\((?:[A-Z][a-z]{2,8}\.? )?(?:19|20)\d\d\)")
"""A date in brackets, as lists of practice have it."""

_STOP = re.compile(r"[.!?][\"”’')]*$")

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? \d{{4}}|{MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?\d{{4}}|"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d)"
)
TIME = r"(?:(?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: ?(?:gmt|bst|utc))?)"
WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun)"
DAY = rf"(?:{TIME},? )?(?:{WEEKDAY},? )?(?:the )?{DATE}(?:,? {TIME})?"
"""A full date as stamps have it, with or without its weekday and its time of day (without regard to case)."""

NAME = r"(?:[A-Z][\w'’-]{0,20}\.?)"
TITLES = r"(?:Cllr|Dr|Prof|Professor|Sir|Dame|Lord|Baroness|Mr|Mrs|Ms)"
NAMES = rf"(?:{TITLES} )?{NAME}(?: (?:(?:de|van|von|and|&) )?{NAME}){{1,5}}"


@dataclass(frozen=True, slots=True)
class LineRule:
    """A furniture rule; `matches` takes a line of at most 400 characters.

    Where the line's first word is none of `begins`, `otherwise` finds what `matches` would.
    """

    name: str
    matches: Callable[[str], object]
    begins: Openings | None = None
    otherwise: Callable[[str], object] | None = None


def wording(name: str, *alternatives: str, cased: bool = False) -> LineRule:
    """The rule that a whole line is worded in one of these ways."""
    flags = re.NOFLAG if cased else re.I
    begin = {way: openings(f"^(?:{way})", flags) for way in alternatives}
    free = [way for way, found in begin.items() if found is None]
    known = [found for found in begin.values() if found is not None]
    begins = Openings(
        frozenset(word for found in known for word in found.words),
        tuple(part for found in known for part in found.parts),
    )
    otherwise = re.compile("|".join(free), flags).fullmatch if free else None
    return LineRule(name, re.compile("|".join(alternatives), flags).fullmatch, begins, otherwise)


def is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, and does not break off."""
    return bool(_STOP.search(line[-8:])) and not is_truncated(line)


def is_truncated(line: str) -> bool:
    """Whether a line breaks off as teasers do: "The guide sets out how…"."""
    return line.endswith(("…", "...", "[…]", "[...]", "(…)"))


def is_text(line: str) -> bool:
    """Whether a line is a whole sentence."""
    return len(line) >= _TEXT and is_sentence(line)


def is_prose(line: str) -> bool:
    """Whether a line is a sentence as a story's paragraphs have it."""
    return len(line) >= _PROSE and is_sentence(line)
