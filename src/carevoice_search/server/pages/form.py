"""What the search form holds: what was asked, or, where that could not be read, what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

import carevoice_search as cv
from carevoice_search.render import safe
from carevoice_search.server import problems
from carevoice_search.server.request.asked import Asked
from carevoice_search.server.request.given import Pairs, ParameterError
from carevoice_search.server.request.parameters import LONGEST_QUERY, NEGATED, PAGE, SEARCH, named

_TYPED = ("q", "since", "until", "min", "max")
_SWITCHES = ("match", "plain", "synonyms", "with-predecessors", "group", "expand")
SORTS = {"relevance": "Best match", "date": "Latest first", "title": "Title"}
_LENGTHS = (10, 25, 50, PAGE)
_ROUND = 60
"""Characters of a query that are shown on either side of a mistake."""


class Form(NamedTuple):
    """The form: texts and switches as they are filled in, and `carried` parameters that have no control of their own.

    `switched` are (name, value) of the switches that are on.
    """

    texts: dict[str, str]
    switched: frozenset[tuple[str, str]]
    sort: str
    limit: int
    limits: tuple[int, ...]
    carried: Pairs

    @property
    def unfolded(self) -> bool:
        """Whether one of the further options is in use."""
        return bool(self.switched) or any(self.texts[name] for name in _TYPED[1:])


class Trouble(NamedTuple):
    """Why a search could not be read. Of a query, the text around the place: `before`, `at`, `after`; `address` is
    the search as it was probably meant, in which `nearest` stands."""

    problem: str
    remedy: str = ""
    before: str = ""
    at: str = ""
    after: str = ""
    nearest: str = ""
    address: str = ""


def filled(asked: Asked) -> Form:
    """The form of a search that was read; values of facets have boxes of their own, and are not carried."""
    params = asked.params()
    return _form(params, [(name, value) for name, value in params if _is_carried(name)])


def as_typed(pairs: Pairs, error: cv.CarevoiceError) -> Form:
    """The form of a search that could not be read, without the parameter at fault unless it has a control."""
    known = named(SEARCH)
    wrong = error.parameter if isinstance(error, ParameterError) else ""
    kept = [
        (name, value[:LONGEST_QUERY])
        for name, value in pairs[: len(known)]
        if value and name in known and (name != wrong or name in _TYPED)
    ]
    carried = [
        (name, value) for name, value in kept if _is_carried(name) or name in (*cv.FIELDS, "sort", "limit")
    ]
    return _form(kept, carried)


def trouble(pairs: Pairs, error: cv.CarevoiceError) -> Trouble:
    """What is wrong, with its place and the mend."""
    if isinstance(error, cv.QueryError):
        place, text = error.position, error.text
        return Trouble(
            _sentence(error.problem),
            _sentence(problems.remedy(error)),
            safe.piece(("…" if place > _ROUND else "") + text[max(place - _ROUND, 0) : place]),
            safe.piece(text[place : place + 1]),
            safe.piece(text[place + 1 : place + _ROUND] + ("…" if len(text) > place + _ROUND else "")),
        )
    if isinstance(error, ParameterError):
        return Trouble(
            f"{_name(error.parameter)}: {safe.line(error.problem)}",
            nearest=error.nearest or "",
            address=_meant(pairs, error),
        )
    return Trouble(_sentence(str(error)))


def _form(params: Iterable[tuple[str, str]], carried: Pairs) -> Form:
    one = dict(params)
    limit = int(one["limit"]) if one.get("limit", "").isdecimal() else 10
    return Form(
        {name: one.get(name, "") for name in _TYPED},
        frozenset((name, one[name]) for name in _SWITCHES if name in one),
        one.get("sort", "relevance"),
        limit,
        tuple(sorted({*_LENGTHS, limit})),
        carried,
    )


def _is_carried(name: str) -> bool:
    return name == "facet" or name == "missing" or name.startswith(NEGATED)


def _name(parameter: str) -> str:
    """What the page calls a parameter."""
    field = cv.FIELDS.get(parameter.removeprefix(NEGATED))
    titles = {
        "q": "Query",
        "since": "From",
        "until": "Until",
        "min": "At least",
        "max": "At most",
        "offset": "Page",
        "limit": "Hits on a page",
    }
    return field.label if field else titles.get(parameter, safe.line(parameter))


def _meant(pairs: Pairs, error: ParameterError) -> str:
    """The address with the nearest value, or the nearest name of a parameter that there is not."""
    if not error.nearest or sum(name == error.parameter for name, _ in pairs) != 1:
        return ""
    is_known = error.parameter in named(SEARCH)
    mended = [
        (name, value)
        if name != error.parameter
        else ((name, error.nearest) if is_known else (error.nearest, value))
        for name, value in pairs
        if value
    ]
    return f"/?{urlencode(mended)}"


def _sentence(text: str) -> str:
    said = safe.line(text)
    if not said:
        return ""
    return f"{said[:1].upper()}{said[1:]}" + ("" if said.endswith((".", "?", "!")) else ".")
