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
_BOOKED = re.compile(
    r"^(?:cost|price|fee|booking|bookings|book|tickets?|doors|register|registration|rsvp)\s?:|"
    r"^(?:add to (?:my |your )?(?:calendar|diary)|book (?:now|your place|tickets?|a place)|get tickets|doors open|"
    r"join (?:this|the) (?:event|webinar))\b|\bbooking is essential\b|\b(?:time|venue|cost|tickets|booking)\s?:.{1,60}"
    r"\b(?:venue|cost|tickets|booking)\s?:",
    re.IGNORECASE,
)
"""What nobody says of minutes: a place has to be booked, or paid for."""

_OWN_EVENT = re.compile(
    r"\b(?:time|venue|cost|tickets|booking)\s?:|\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?\s?(?:to|until|–|-)\s?"
    r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|noon)",
    re.IGNORECASE,
)
"""On the date's own line: an event's other facts, or the hours from which and to which it lasts."""

_MEETING = re.compile(
    r"\b(?:minutes|agenda|apologies|committee|forum|board|panel|scrutiny|cabinet|judgment|court)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"^\W*(?:\+ )?add to (?:my |your |google |outlook )?calendar\b", re.IGNORECASE)
_SET_OFF = re.compile(r"\s*[:|–—]\s|\s-\s")
_NEAR = 4
_HEAD = 12
_LONGEST_NAME = 60
_LONGEST_FACT = 200
_FURNITURE = 200


def is_listed(clean: CleanPage, block: Block) -> bool:
    """Whether the date in `block` stands among the facts of a practice or of an event."""
    position = bisect_left(clean.blocks, block.start, key=lambda one: one.start)
    near = clean.blocks[max(0, position - _NEAR) : position + _NEAR + 1]
    if any(_CARD.match(one.text) for one in near):
        return True
    if is_event(clean, block):
        return True
    above = clean.blocks[max(0, position - 1) : position]
    around = clean.blocks[max(0, position - _HEAD) : position + _HEAD]
    return any(map(_opens_with_council, above)) and sum(map(_opens_with_council, around)) > 1


def is_event(clean: CleanPage, block: Block) -> bool:
    """Whether the date in `block` is that of an event; minutes name a time and a place as well."""
    position = bisect_left(clean.blocks, block.start, key=lambda one: one.start)
    near = clean.blocks[max(0, position - _NEAR) : position + _NEAR + 1]
    if any(_BOOKED.search(one.text, 0, _LONGEST_FACT) for one in near):
        return True
    if _booked_beside(clean) or any(_EVENT.match(one.text) for one in near) or _OWN_EVENT.search(block.text):
        return not any(_MEETING.search(one.text) for one in clean.blocks[:_HEAD])
    return False


def _booked_beside(clean: CleanPage) -> bool:
    """Whether a page that is an event's has lost its "Add to calendar" to the furniture."""
    return any(_CALENDAR.match(line) for line in clean.furniture[:_FURNITURE])


def _opens_with_council(block: Block) -> bool:
    cut = _SET_OFF.search(block.text, 0, _LONGEST_NAME)
    return cut is not None and gazetteer.resolve(block.text[: cut.start()]) is not None
