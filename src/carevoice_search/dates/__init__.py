"""Dates: ISO prefixes as periods, and the English dates that texts state.

A date is an ISO prefix: `2021`, `2021-04` or `2021-04-29`. What reads texts is imported when it is first used: its
patterns take a while to compile, and a search needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carevoice_search.dates.periods import first_day, is_date, last_day, overlaps, within

if TYPE_CHECKING:
    from carevoice_search.dates.written import DateMention, find_dates, find_years, parse_date

__all__ = [
    "DateMention",
    "find_dates",
    "find_years",
    "first_day",
    "is_date",
    "last_day",
    "overlaps",
    "parse_date",
    "within",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from carevoice_search.dates import written

    found = globals()[name] = getattr(written, name)
    return found
