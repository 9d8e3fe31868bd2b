"""The lists of words that tell a council from something else of its name, from data/council_words.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

_LISTS = tomllib.loads(
    (files("carevoice_search") / "data" / "council_words.toml").read_text(encoding="utf-8")
)
_PLACES, _CUES = _LISTS["places"], _LISTS["cues"]

PARTS = frozenset(_LISTS["parts"])
INSTITUTIONS = frozenset(_LISTS["institutions"])
JOINT = frozenset(_LISTS["joint"])
TITLES = frozenset(_LISTS["titles"])
FREE = frozenset(_LISTS["free"])
DETERMINERS = frozenset(_LISTS["determiners"])
LEADING = frozenset(_LISTS["leading"])
SPEECH = frozenset(_LISTS["speech"])
STRICT = frozenset(_LISTS["strict"])
AMBIGUOUS = STRICT | frozenset(_LISTS["ambiguous"])
PREPOSITIONS = frozenset(_LISTS["prepositions"])

SECTOR_HEADS = frozenset(_LISTS["sector_heads"])
SECTOR_AFTER = {word: frozenset(before) for word, before in _LISTS["sector_after"].items()}
PLACE_HEADS = frozenset(_PLACES["heads"])
STAFF = frozenset(_PLACES["staff"])
EVENTS = frozenset(_PLACES["events"])
JOURNEYS = frozenset(_PLACES["journeys"])
SEATS = frozenset(_PLACES["seats"])
LIVING = frozenset(_PLACES["living"])
MET = frozenset(_PLACES["met"])
SHARED = frozenset(_PLACES["shared"])
OFFICIALS = frozenset(_PLACES["officials"])
PARTS_OF = frozenset(_PLACES["parts_of"])
SPOKEN_TO = frozenset(_PLACES["spoken_to"])
HEARD_FROM = frozenset(_PLACES["heard_from"])
MEMBERS = frozenset(_PLACES["members"])
DEPARTURES = frozenset(_PLACES["departures"])
THINGS = frozenset(_PLACES["things"])
OF_THINGS = frozenset(_PLACES["of_things"])
CENTRES = frozenset(_PLACES["centres"])

JOINING = frozenset(
    ("a", "and", "at", "by", "for", "from", "in", "of", "or", "the", "to", "with", "across", "our")
)
"""A line that ends with one of these goes on in the next."""

_STRONG, _WEAK = tuple(_CUES["strong"]), tuple(_CUES["weak"])
_NEVER = frozenset(_CUES["never"])
_AFTER = {word: frozenset(before) for word, before in _LISTS["cues_after"].items()}


@lru_cache(maxsize=50_000)
def cue_of(word: str) -> tuple[str, frozenset[str]] | None:
    """How a folded word speaks of children's services: "strong", "weak", or "after" certain words only."""
    if word in _NEVER:
        return None
    if word.startswith(_STRONG):
        return "strong", frozenset()
    if word in _AFTER:
        return "weak" if word.startswith(_WEAK) else "after", _AFTER[word]
    return ("weak", frozenset()) if word.startswith(_WEAK) else None
