"""What a search has chosen, each with the address of the same search without it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import carevoice_search as cv
from carevoice_search.render import safe, wording
from carevoice_search.server.pages.facet_tree import named
from carevoice_search.server.request.asked import Asked


class Chip(NamedTuple):
    """One thing that was chosen, and where its removal leads."""

    text: str
    address: str


def chips(asked: Asked, path: str = "/") -> tuple[Chip, ...]:
    """Every value, end of a period or range, and switch that was chosen beside the words."""
    found = []
    for place, part in enumerate(asked.query.filters):
        for text, rest in _parts(part):
            kept = (*asked.query.filters[:place], *rest, *asked.query.filters[place + 1 :])
            without = asked.narrowed_by(replace(asked.query, filters=kept))
            found.append(Chip(text, without.address(path)))
    for text, without in _switches(asked):
        found.append(Chip(text, without.at(0).address(path)))
    return tuple(found)


def cleared(asked: Asked) -> Asked:
    """The words of a search alone, in the order and number of hits that was asked for."""
    return Asked(replace(asked.query, filters=()), sort=asked.sort, limit=asked.limit)


def _parts(part: cv.Condition) -> list[tuple[str, tuple[cv.Condition, ...]]]:
    """The parts that can be taken out of a condition: (what it says, what is left of the condition)."""
    match part:
        case cv.Filter(field, values, negated):
            return [(_value(field, value, negated), _without(part, value)) for value in values]
        case cv.Period(since, until, True):
            return [(f"Date: not {_span(since, until)}", ())]
        case cv.Period(since, until):
            return [
                *([(f"From {wording.date(since)}", _rest(until, cv.Period(None, until)))] if since else []),
                *([(f"Until {wording.date(until)}", _rest(since, cv.Period(since, None)))] if until else []),
            ]
        case cv.Range(least, most, True):
            return [(f"Figure: not {_range(least, most)}", ())]
        case cv.Range(least, most):
            return [
                *(
                    []
                    if least is None
                    else [(f"At least {wording.number(least)}", _rest(most, cv.Range(None, most)))]
                ),
                *(
                    []
                    if most is None
                    else [(f"At most {wording.number(most)}", _rest(least, cv.Range(least, None)))]
                ),
            ]


def _rest(end: object, left: cv.Condition) -> tuple[cv.Condition, ...]:
    """What is left where one of two ends is taken away."""
    return () if end is None else (left,)


def _without(part: cv.Filter, value: str) -> tuple[cv.Condition, ...]:
    values = tuple(other for other in part.values if other != value)
    return (replace(part, values=values),) if values else ()


def _value(field: str, value: str, negated: bool) -> str:
    name = cv.FIELDS[field].label
    if value == cv.MISSING:
        return f"{name}: any" if negated else f"{name}: none"
    return f"{name}: {'not ' if negated else ''}{named(field, value)}"


def _span(since: str | None, until: str | None) -> str:
    if since == until and since:
        return wording.date(since)
    ends = [f"from {wording.date(since)}" if since else "", f"until {wording.date(until)}" if until else ""]
    return safe.line(" ".join(ends))


def _range(least: float | None, most: float | None) -> str:
    ends = (
        "" if least is None else f"at least {wording.number(least)}",
        "" if most is None else f"at most {wording.number(most)}",
    )
    return " and ".join(end for end in ends if end)


def _switches(asked: Asked) -> list[tuple[str, Asked]]:
    """What is not as it is by default, and the search in which it is."""
    return [
        (text, without)
        for chosen, text, without in (
            (not asked.synonyms, "Without synonyms", replace(asked, synonyms=True)),
            (not asked.grouped, "Each copy counted", replace(asked, grouped=True)),
            (asked.predecessors, "With councils that came before", replace(asked, predecessors=False)),
            (asked.expand, "Ranked by further words", replace(asked, expand=False)),
        )
        if chosen
    ]
