"""Dates that belong to what a page lists or announces: a practice's card, an event, and not to the page."""

from __future__ import annotations

import re
from bisect import bisect_left

from carevoice_search import gazetteer
from carevoice_search.model import Block, CleanPage

_CARD = re.compile(
    r"^(?:local authorit(?:y|ies)|lead authority|councils?|authority|borough|themes?|topics?|category|project|"
    r"initiative|submitted by|shared by)\s?:",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"^(?:times?|venue|location|place|cost|price|fee|booking|bookings|book|tickets?|doors|speakers?|register|"
    r"registration|where|rsvp|organisers?|who should (?:come|attend)|format)\s?:",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:minutes|agenda|apologies|committee|forum|board|panel|scrutiny|cabinet|judgment|court)\b",
    re.IGNORECASE,
)
_SET_OFF = re.compile(r"\s*[:|–—]\s|\s-\s")
_NEAR = 4
_HEAD = 12
_LONGEST_NAME = 60


def is_listed(clean: CleanPage, block: Block) -> bool:
    """Whether the date in `block` stands among the facts of a practice or of an event."""
    position = bisect_left(clean.blocks, block.start, key=lambda one: one.start)
    near = clean.blocks[max(0, position - _NEAR) : position + _NEAR + 1]
    if any(_CARD.match(one.text) for one in near):
        return True
    if any(_EVENT.match(one.text) for one in near):
        return not any(_MEETING.search(one.text) for one in clean.blocks[:_HEAD])
    above = clean.blocks[max(0, position - 1) : position]
    around = clean.blocks[max(0, position - _HEAD) : position + _HEAD]
    return any(map(_opens_with_council, above)) and sum(map(_opens_with_council, around)) > 1


def _opens_with_council(block: Block) -> bool:
    cut = _SET_OFF.search(block.text, 0, _LONGEST_NAME)
    return cut is not None and gazetteer.resolve(block.text[: cut.start()]) is not None
