"""Health and Social Care Trusts of Northern Ireland that share one ending: "the Belfast and Western Trusts"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carevoice_search.gazetteer.tokens import Tokens

_NAME = r"(?:South[ -]Eastern|Northern|Southern|Western|Belfast)"
_PLACE = re.compile(_NAME)
_SHARED = re.compile(
    rf"{_NAME}(?:(?:,?[ \t]+(?:and|&|or)[ \t]+|,[ \t]*|/){_NAME}){{1,4}}\s+"
    r"(?:(HSC|H&SC|Health\s+(?:and|&)\s+Social\s+Care)\s+[Tt]rusts?|HSCTs?|[Tt]rusts)\b"
)
_SUBJECT = r"\bHSCT?\b|Health (?:and|&) Social Care|Northern Ireland"
_REACH = 2_000


def spoken_of(tokens: Tokens, place: int) -> bool:
    """Whether these trusts are the subject near a place: there are other Northern and Western Trusts."""
    return tokens.near(_SUBJECT, place, _REACH)


def sharing(tokens: Tokens, places: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """The trusts that share one ending: the area's name, and where it stands.

    `places` are those where a name may begin.
    """
    text = tokens.text
    past = 0
    for start in places:
        match = _SHARED.match(text, start) if start >= past and text[start] in "SNWB" else None
        if match is None:
            continue
        past = match.end()
        if match.group(1) or "HSCT" in match.group() or spoken_of(tokens, start):
            for place in _PLACE.finditer(text, start, past):
                yield place.group().replace("-", " "), place.start(), place.end()
