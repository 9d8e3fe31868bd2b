"""Lines that name a body and the day of its meeting: "Corporate Parenting Panel, 19 October 2021"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carevoice_search import dates, gazetteer
from carevoice_search.model import Block, CleanPage

_WORD = r"(?:[A-Z][\w'’-]*|and|&|of|for|the|in|with)"
_NAME = rf"(?P<name>{_WORD}(?:,? {_WORD}){{0,11}}?)"
_MARKS = r"[\s,.:;|·•()–—-]{0,5}"
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m)?\b"
_AROUND = (
    rf"{_MARKS}(?i:(?:meeting|held|of|on)\b{_MARKS}){{0,3}}(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)?{_MARKS}"
    rf"(?i:(?:at )?{_CLOCK})?{_MARKS}"
)
_BEFORE_DAY = re.compile(rf"{_NAME}(?!\w){_AROUND}")
_AFTER_DAY = re.compile(rf"{_AROUND}{_NAME}{_MARKS}")
_BESIDE = re.compile(_AROUND)
_ENDING = re.compile(r"\b(?:panel|(?:sub-?)?committee|board|cabinet|council|forum|assembly)$", re.IGNORECASE)
_DAY = len("2021-10-19")
_LONGEST = 140


def meeting_lines(clean: CleanPage) -> Iterator[tuple[Block, dates.DateMention]]:
    """Every line that names a body and one full day, and nothing else but words for a meeting and its hour."""
    for block in clean.blocks:
        text = block.text
        if len(text) > _LONGEST or block.role in ("bullet", "row", "quote"):
            continue
        found = list(dates.find_dates(text))
        one_day = len(found) == 1 and len(found[0].iso) == _DAY
        if one_day and _is_body(text[: found[0].start], text[found[0].end :]):
            yield block, found[0]


def _is_body(before: str, after: str) -> bool:
    """Whether a body's name stands on one side of the day; an authority's own name heads other things too."""
    if _BESIDE.fullmatch(before):
        named = _AFTER_DAY.fullmatch(after)
    else:
        named = _BEFORE_DAY.fullmatch(before) if _BESIDE.fullmatch(after) else None
    name = named["name"] if named else ""
    return _ENDING.search(name) is not None and gazetteer.resolve(name) is None
