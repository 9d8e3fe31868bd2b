"""Whose a figure is: the councils of its clause, of its sentence, of its paragraph, or of its page, or nobody's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from carevoice_search.model import CleanPage, Evidence

_WIDER = re.compile(
    r"\b(?:England|English|[Nn]ation(?:al|ally|wide|s)?|(?:whole|the) country|countrywide|UK|U\.K\.|"
    r"United Kingdom|Britain|British|Wales|Scotland|Ireland|[Rr]egion(?:al|ally|s)?|Midlands|"
    r"[Ee]lsewhere|[Oo]ther areas|[Ss]tatistical neighbours|(?:[Cc]ouncils|[Aa]uthorities)(?!['’])|"
    r"Ofsted (?:has |had )?(?:found|figures|data)|DfE|Department for Education)\b"
)
"""Words that make a figure one of more than a single council."""
_CLAUSE = re.compile(
    r"[;:(]|, (?:and|but|with) |\b(?:but|while|whereas|compared|against|versus|than|below|above|and in)\b"
)
_POINTS_BACK = re.compile(
    r"\A[\"“‘']?(?:It|Its|They|Their|The (?:council|city|county|borough|authority|town|service))\b"
    r"|\bthere\b(?! (?:are|were|is|was|has|have))"
)
_OWN = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Uu]s|[Hh]ere|(?:[Tt]he|[Tt]his) (?:council|authority|borough|county|city))\b"
)
_COMPARING = ("compared", "against", "versus", "than", "below", "above", "whereas", "while")
_OPENING = 20
"""A paragraph is about the council that it begins with, in its first characters."""
_TOP = 400
"""Where a page says what it is about: in its first characters, as in its title."""


@dataclass(frozen=True, slots=True)
class Scopes:
    """The councils of a page, where its text names them, and where its paragraphs start."""

    clean: CleanPage
    councils: Sequence[Evidence]
    named: Sequence[Evidence]
    places: Sequence[int]
    paragraphs: Sequence[int]
    default: Evidence | None


def scopes_of(clean: CleanPage, councils: Sequence[Evidence], named: Sequence[Evidence]) -> Scopes:
    """What the findings of a page need to know of its councils; `named` is every mention, in order."""
    places = [proof.start or 0 for proof in named]
    paragraphs = [block.start for block in clean.blocks]
    default = councils[0] if len({proof.value for proof in councils}) == 1 else None
    if default is not None and default.place == "text" and not _is_about(clean, named):
        default = None
    return Scopes(clean, councils, named, places, paragraphs, default)


def _is_about(clean: CleanPage, named: Sequence[Evidence]) -> bool:
    """Whether a page names its council where it says what it is about."""
    title = clean.title or ""
    return any((proof.start or 0) < _TOP or proof.quote in title for proof in named)


def councils_at(scopes: Scopes, start: int, end: int, places: Sequence[int]) -> list[dict[str, Evidence]]:
    """The councils of each figure of the sentence from `start` to `end`, each with its mention.

    `places` are where the figures start, counted from the sentence's start.
    """
    sentence = scopes.clean.text[start:end]
    own = _between(scopes, start, end)
    if not own:
        lent = _lent(scopes, start, sentence)
        return [{} if lent and _is_wider(sentence, place) else lent for place in places]
    return [_councils_of(scopes, start, sentence, place, places, own) for place in places]


def _councils_of(
    scopes: Scopes, start: int, sentence: str, place: int, places: Sequence[int], own: dict[str, Evidence]
) -> dict[str, Evidence]:
    """The councils that a figure has in a sentence that names some."""
    first, last = _clause(sentence, place)
    near = _between(scopes, start + first, start + last)
    if len(places) == 1:
        return near or own
    if len(near) == 1:
        return near
    if not near and _WIDER.search(sentence, first, last):
        return {}
    several = sum(first <= other < last for other in places) > 1 if near else len(places) > 1
    if len(own) > 1 and several:
        return {}
    return near or own


def _between(scopes: Scopes, start: int, end: int) -> dict[str, Evidence]:
    """The councils that a stretch of text names, each with its first mention there."""
    near: dict[str, Evidence] = {}
    for proof in scopes.named[bisect_left(scopes.places, start) : bisect_left(scopes.places, end)]:
        near.setdefault(proof.value, proof)
    return near


def _clause(sentence: str, place: int) -> tuple[int, int]:
    """Where the clause starts and ends that holds a place of a sentence."""
    first, last = 0, len(sentence)
    for match in _CLAUSE.finditer(sentence):
        if match.end() <= place:
            first = match.start()
        elif match.start() >= place:
            last = match.start()
            break
    return first, last


def _is_wider(sentence: str, place: int) -> bool:
    return _WIDER.search(sentence, *_clause(sentence, place)) is not None


def _lent(scopes: Scopes, start: int, sentence: str) -> dict[str, Evidence]:
    """The council of a sentence that names none: the one it points back to, else the page's own."""
    paragraph = (
        scopes.paragraphs[max(0, bisect_left(scopes.paragraphs, start + 1) - 1)] if scopes.paragraphs else 0
    )
    before = scopes.clean.text[paragraph:start]
    last = scopes.places[at - 1] if (at := bisect_left(scopes.places, start)) else -1
    wider = _is_wholly_wider(before)
    if last >= paragraph and not _WIDER.search(scopes.clean.text, last, start):
        first = bisect_left(scopes.places, paragraph)
        begins = scopes.places[first] < paragraph + _OPENING
        alone = len({proof.value for proof in scopes.named[first:at]}) == 1
        if (begins and alone) or _POINTS_BACK.search(sentence):
            proof = scopes.named[at - 1]
            return {proof.value: proof}
    if scopes.default is None or (wider and not _OWN.search(sentence)):
        return {}
    return {scopes.default.value: scopes.default}


def _is_wholly_wider(text: str) -> bool:
    """Whether a stretch speaks of more than one council, otherwise than to compare this one with them."""
    for match in _WIDER.finditer(text):
        first, _ = _clause(text, match.start())
        if not text[first:].startswith(_COMPARING):
            return True
    return False
