"""Health and Social Care Trusts of Northern Ireland: which are spoken of, and as what.

They are the authorities for children's services there, so they count, save where they are named only as holders
of records, as employers or as funders. Some share one ending: "the Belfast and Western Trusts".
"""

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
_AROUND = 120
_NOT_ACTING_BEFORE = re.compile(
    r"""(?:
    \b(?:held|kept|stored|supplied|collected|extracted|hosted|funded|sponsored|employed)
      \s+(?:\w+\s+){0,3}?(?:by|from|at|in)
    | \b(?:data|datasets?|records|files|ethics|approval|permission|funding)\s+(?:\w+\s+){0,3}?(?:from|of|by|at|in)
    | \b(?:nurse|doctor|consultant|psychologist|psychiatrist|paediatrician|clinician|therapist|researcher)s?
      \s+(?:\w+\s+){0,3}?(?:at|for|by|with|in|of)
    | (?:\A|\n)\W*(?:[Ee]mployers?|[Pp]lace\s+of\s+work|[Aa]ffiliations?|[Ff]unders?|[Ff]unded\s+by|[Hh]osted\s+by
      |[Pp]artners)\s?:[^\n.]{0,80}?
    | \b(?:Dr|Prof(?:essor)?)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2}\s*[,(–-]
    )\s*(?:the\s+)?\Z""",
    re.VERBOSE,
)
"""Who has the records, whom somebody works for, who pays: right before a trust's name."""

_NOT_ACTING_AFTER = re.compile(
    r"(?:['’]s?)?\s+(?:(?:holds?|held|keeps?|stores?|supplied|provided|released)\s+(?:\w+\s+){0,3}?)?"
    r"(?:data|datasets?|records|files|research\s+(?:office|governance|ethics))\b"
)


def spoken_of(tokens: Tokens, place: int) -> bool:
    """Whether these trusts are the subject near a place: there are other Northern and Western Trusts."""
    return tokens.near(_SUBJECT, place, _REACH)


def acts(tokens: Tokens, start: int, end: int) -> bool:
    """Whether nothing beside a trust's name at `start:end` makes it a holder of records, an employer or a funder."""
    return not (
        _NOT_ACTING_BEFORE.search(tokens.text[max(0, start - _AROUND) : start])
        or _NOT_ACTING_AFTER.match(tokens.text[end : end + _AROUND])
    )


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
