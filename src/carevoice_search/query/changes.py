"""Changes to a query's filters: what a facet value, an option or a link does to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from carevoice_search.dates import first_day, is_date, last_day
from carevoice_search.errors import UsageError
from carevoice_search.model import Condition, Everything, Filter, Period, Query, Range
from carevoice_search.query.printer import number
from carevoice_search.query.tree import all_of, to_query, to_tree
from carevoice_search.schema import FIELDS


def with_filter(query: Query, field: str, values: Sequence[str], negated: bool = False) -> Query:
    """`query` as if `field:values` stood beside it; `values` are stable keys or MISSING."""
    if not values:
        return query
    added = Filter(field, tuple(dict.fromkeys(values)), negated)
    return to_query(all_of([(to_tree(query) or Everything(), False), (added, True)]))


def toggle(query: Query, field: str, value: str) -> Query:
    """`query` with `value` chosen in a facet, or no longer chosen where it was."""
    chosen = selected(query, field)
    kept = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
    filters: list[Condition] = []
    placed = False
    for part in query.filters:
        if not (isinstance(part, Filter) and part.field == field and not part.negated):
            filters.append(part)
        elif kept and not placed:
            filters.append(Filter(field, kept))
            placed = True
    if kept and not placed:
        filters.append(Filter(field, kept))
    return replace(query, filters=tuple(filters))


def narrowed(query: Query, field: str, value: str) -> Query:
    """`query` kept to the records that have `value` (MISSING: none) in a field, whatever was chosen there."""
    filters = [
        part
        for part in query.filters
        if not (
            isinstance(part, Filter) and part.field == field and not part.negated and value in part.values
        )
    ]
    return replace(query, filters=(*filters, Filter(field, (value,))))


def selected(query: Query, field: str) -> tuple[str, ...]:
    """The values that `query` has chosen in a facet."""
    parts = (
        part
        for part in query.filters
        if isinstance(part, Filter) and part.field == field and not part.negated
    )
    return tuple(dict.fromkeys(value for part in parts for value in part.values))


def with_period(query: Query, since: str | None, until: str | None) -> Query:
    """`query` kept to the records between two ISO prefixes. Raises UsageError for what is not a date."""
    if since is None and until is None:
        return query
    for end in (since, until):
        if end is not None and not is_date(end):
            raise UsageError(
                f"{end!r} is not a date: write a year, a month or a day as 2021, 2021-04 or 2021-04-29."
            )
    if since and until and first_day(since) > last_day(until):
        raise UsageError(f"The period ends ({until}) before it begins ({since}): swap the two.")
    return to_query(all_of([(to_tree(query) or Everything(), False), (Period(since, until), True)]))


def with_range(query: Query, least: float | None, most: float | None) -> Query:
    """`query` kept to the findings whose figure lies between two numbers. Raises UsageError for what is no figure."""
    if least is None and most is None:
        return query
    for end in (least, most):
        if end is not None and not (_is_number(end) and end >= 0):
            raise UsageError(f"{end!r} is not a figure: give a number from 0 on, such as 30 or 33.3.")
    if least is not None and most is not None and least > most:
        raise UsageError(f"The range ends ({number(most)}) before it begins ({number(least)}): swap the two.")
    asked = Range(_plain(least), _plain(most))
    return to_query(all_of([(to_tree(query) or Everything(), False), (asked, True)]))


def _is_number(end: object) -> bool:
    try:
        return isinstance(end, int | float) and math.isfinite(end)
    except OverflowError:
        return False


def _plain(end: float | None) -> float | None:
    return None if end is None else abs(float(end))  # -0.0 would not print as it is read


def in_order(query: Query) -> Query:
    """`query` with its filters in the one order that those of equal meaning share, so that they print alike."""
    return replace(query, filters=tuple(sorted(query.filters, key=_order)))


def _order(part: Condition) -> tuple[int, bool, int, tuple[str, ...], tuple[float, ...]]:
    match part:
        case Filter(field, values, negated):
            return 0, negated, list(FIELDS).index(field), values, ()
        case Period(since, until, negated):
            return 1, negated, 0, (since or "", until or ""), ()
        case Range(least, most, negated):
            ends = (-1.0 if least is None else least, -1.0 if most is None else most)
            return 2, negated, 0, (), ends
