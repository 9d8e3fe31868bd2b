"""A name after a preposition: "care leavers in Darlington" speaks of a council, "a flat in Croydon" of a place.

The word that the preposition belongs to decides; where it says nothing, the rest of its sentence does.
"""

from __future__ import annotations

from carevoice_search.gazetteer import wordlists as lists
from carevoice_search.gazetteer.around import REACH, Around, Verdict
from carevoice_search.gazetteer.registry import resolve
from carevoice_search.gazetteer.tokens import Tokens

_BACK = 6
"""So many words before a preposition may hold the one that it belongs to."""

_EVENT_BACK = 8
_RESIDENCE = frozenset(("is", "are", "was", "were", "comes", "came", "hails", "originally", "am", "im"))
_WHO_DECIDES = frozenset(("they", "we", "the"))
_WORKING = frozenset(("to", "i", "now", "who", "can", "could", "would", "they", "we", "you", "not"))
_JOINT = frozenset(("agency", "joined", "joint", "of", "partnership", "together"))
_IN_OFFICE = frozenset(("councillor", "cllr", "leader", "director"))
_LEGAL = frozenset(("lords", "uksc", "ukhl", "ewca", "ewhc", "supreme", "lordships"))
_JOINING = frozenset(("and", "or"))
_AGES = frozenset(
    ("aged", "to", "and", "or", "under", "over", "between", "currently", "now", "still", "already")
)
_CITING = frozenset(("in", "following", "since", "after", "per", "under"))

MEANT = Verdict(True, "area-name")
PEOPLE = Verdict(True, "area-name", sure=True)
OPEN = Verdict(None, "area-name")
PLACE = Verdict(False, "place")
CASE = Verdict(False, "case")


def placed(here: Around) -> Verdict | None:
    """What a preposition before a bare name says of it, or None where no preposition stands there."""
    tokens, at = here.tokens, here.first - 1
    if not tokens.beside(here.first) or tokens.word(at) in _JOINING:
        return _in_a_list_of_places(here)
    if tokens.word(at) == "the" and tokens.beside(at):
        at -= 1
    preposition = tokens.word(at)
    first, last = tokens.sentence(here.first)
    if preposition in _CITING and not _LEGAL.isdisjoint(tokens.words[first:last]):
        return CASE
    if preposition == "between" or _spans(here, preposition, at):
        return _stretch(tokens, at, first)
    if preposition in lists.PREPOSITIONS:
        return _after_preposition(here, preposition, at, first, last)
    if preposition == "of":
        return _after_of(tokens, at, first, last)
    if preposition in lists.DEPARTURES:
        return PLACE
    return None


def _in_a_list_of_places(here: Around) -> Verdict | None:
    """Whether towns that the table does not hold lead from a place's head to the name: "shops in Rugby and Kent"."""
    tokens, at = here.tokens, here.first - 1
    first, _ = tokens.sentence(here.first)
    while at > max(first, here.first - _BACK) and tokens.gap(at + 1).strip() in ("", ","):
        word = tokens.words[at]
        if word == "between":
            return _stretch(tokens, at, first)
        if word in lists.PREPOSITIONS:
            head = PLACE if _event(tokens, at, first) else _head(tokens, at, first)
            return PLACE if head is PLACE and word != "at" else None
        if word not in _JOINING and (not tokens.upper(at) or word in lists.FREE):
            return None
        at -= 1
    return None


def _spans(here: Around, preposition: str, at: int) -> bool:
    """Whether the name is an end of "from Cornwall to Kent", a stretch of country."""
    tokens = here.tokens
    if preposition == "from":
        following = here.last + 1 + (tokens.word(here.last + 1) == "the")
        return here.following == "to" and tokens.beside(following) and tokens.upper(following)
    if preposition != "to":
        return False
    place = at - 1
    while place > at - _BACK and place > 0 and tokens.beside(place + 1) and tokens.upper(place):
        place -= 1
    return place < at - 1 and tokens.word(place) == "from" and tokens.beside(place + 1)


def _stretch(tokens: Tokens, at: int, first: int) -> Verdict:
    """ "Between Carlisle and Cornwall" is a figure of speech; "the contract between Kent and Medway" is theirs."""
    start = at
    while tokens.words[start] not in ("between", "from") and start > max(first, at - _BACK):
        start -= 1
    shared = not lists.SHARED.isdisjoint(tokens.words[max(first, start - _BACK) : start])
    return MEANT if shared else PLACE


def _after_preposition(here: Around, preposition: str, at: int, first: int, last: int) -> Verdict:
    tokens = here.tokens
    while at > first and tokens.words[at - 1] in lists.PREPOSITIONS and tokens.beside(at):
        at -= 1
    if _event(tokens, at, first):
        return PLACE
    head = _head(tokens, at, first)
    if head in (PEOPLE, PLACE, MEANT):
        return head
    if _or_a_town(here):
        return PLACE
    if (preposition == "to" and tokens.word(at - 1) in lists.SPOKEN_TO) or (
        preposition == "from" and tokens.word(at - 1) in lists.HEARD_FROM
    ):
        return MEANT
    if preposition == "at":
        return MEANT if head is OPEN and tokens.cued(first, last) else PLACE
    if preposition == "from" and (_residence(tokens, at, first)):
        return PLACE
    if (at == first and _addressed(here, preposition)) or _named_before(here, at, first):
        return MEANT
    return MEANT if tokens.cued(first, last) else OPEN


def _head(tokens: Tokens, at: int, first: int) -> Verdict | None:
    """What the nearest telling word before a preposition says; OPEN for staff, None where there is none."""
    for place in range(at - 1, max(first, at - _BACK) - 1, -1):
        if not tokens.beside(place + 1) and tokens.gap(place + 1) not in ("-", "‐", "‑"):
            return None
        word, before = tokens.words[place], tokens.word(place - 1) if place > first else ""
        if word in lists.SECTOR_HEADS or before in lists.SECTOR_AFTER.get(word, ()):
            return PLACE if before in lists.PLACE_HEADS and before not in ("home", "court") else PEOPLE
        if word in lists.LIVING:
            return PEOPLE if _of_the_area(tokens, place, first) else PLACE
        if word in lists.SEATS:
            return PLACE
        if word in lists.MET:
            return MEANT if tokens.cued(*tokens.sentence(place)) else OPEN
        if word in lists.STAFF:
            named = place > first and tokens.upper(place - 1)
            return PLACE if before in lists.PLACE_HEADS and not named else OPEN
        if word == "working" and before in _JOINT:
            return OPEN
        if word == "work":
            return PLACE if before in _WORKING else OPEN
        if word in lists.PLACE_HEADS:
            return PLACE
        if word in lists.JOURNEYS:
            return MEANT if _on_duty(tokens, place) else PLACE
    return None


def _of_the_area(tokens: Tokens, place: int, first: int) -> bool:
    """Whether a verb of living only says whose people are meant: "children living in", "leavers who live in"."""
    at = place - 1
    if tokens.words[place] in ("living", "residing"):
        while at > max(first, place - _BACK) and (
            tokens.words[at] in _AGES or tokens.words[at].isdigit() or tokens.words[at].endswith("ly")
        ):
            at -= 1
    elif tokens.word(at) not in ("who", "that"):
        return False
    else:
        at -= 1
    if at < first:
        return False
    word, before = tokens.words[at], tokens.word(at - 1) if at > first else ""
    return word in lists.SECTOR_HEADS or before in lists.SECTOR_AFTER.get(word, ())


def _or_a_town(here: Around) -> bool:
    """Whether "or" joins a town to it that has no council: both are places then ("Greenwich or Dartford")."""
    tokens, at = here.tokens, here.last + 1
    if here.following != "or" or not tokens.beside(at) or not tokens.upper(at):
        return False
    end = tokens.ends[min(at + 1, len(tokens.words) - 1)]
    return resolve(tokens.base(at)) is None and resolve(tokens.text[tokens.starts[at] : end]) is None


def _on_duty(tokens: Tokens, place: int) -> bool:
    first, last = tokens.sentence(place)
    return not lists.OFFICIALS.isdisjoint(tokens.words[first:last])


def _event(tokens: Tokens, at: int, first: int) -> bool:
    """Whether something that has a venue is named before a preposition, with no comma between."""
    for place in range(at - 1, max(first, at - _EVENT_BACK) - 1, -1):
        if not tokens.beside(place + 1):
            return False
        if tokens.words[place] in lists.EVENTS:
            return True
        if tokens.words[place] == "place" and tokens.word(place - 1) in ("takes", "took", "taking", "take"):
            return True
    return False


def _residence(tokens: Tokens, at: int, first: int) -> bool:
    """Whether "from" tells where somebody lives: "Jo, 19, from Leeds", "she is from Leeds"."""
    if at <= first:
        return False
    return tokens.words[at - 1] in _RESIDENCE or tokens.gap(at).strip() == ","


def _addressed(here: Around, preposition: str) -> bool:
    """A line "To North Lincolnshire" thanks it; "In Bury they asked" speaks of its people."""
    if preposition == "to":
        return here.after[:1] in ("", "\n", ",", ":")
    return preposition == "in" and here.following in _WHO_DECIDES


def _named_before(here: Around, at: int, first: int) -> bool:
    """Whether commas set it off, as where something spoken of lies: "a tenth, in Devon, is on its way"."""
    tokens = here.tokens
    return (
        at > first
        and here.after[:1] == ","
        and tokens.gap(at).strip() == ","
        and tokens.cued_near(here.first, here.last, REACH)
    )


def _after_of(tokens: Tokens, at: int, first: int, last: int) -> Verdict:
    word, before = tokens.word(at - 1), tokens.word(at - 2)
    if at > first and tokens.gap(at).strip() == ",":
        return PLACE if _IN_OFFICE.isdisjoint(tokens.words[max(first, at - _BACK) : at]) else MEANT
    if at > first:
        if word in lists.SECTOR_HEADS or before in lists.SECTOR_AFTER.get(word, ()):
            return PEOPLE
        if word in lists.PARTS_OF:
            return PLACE
    return MEANT if tokens.cued(first, last, strong=False) else OPEN
