"""ISO prefixes: `2021`, `2021-04` and `2021-04-29`, the days that they span, and how two spans lie to each other."""

from __future__ import annotations

import re

_ISO_PREFIX = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_iso(text: str) -> bool:
    """Whether a text has the form of an ISO prefix, in the calendar or not."""
    return _ISO_PREFIX.fullmatch(text) is not None


def is_date(iso: str) -> bool:
    """Whether `iso` is `2021`, `2021-04` or `2021-04-29`, and stands in the calendar."""
    match = _ISO_PREFIX.fullmatch(iso)
    if not match:
        return False
    year, month, day = (int(part) if part else None for part in match.groups())
    return year is not None and exists(year, month, day)


def first_day(iso: str) -> int:
    """The first day of the period as yyyymmdd. Raises ValueError where `iso` is no date."""
    year, month, day = _parts(iso)
    return year * 10_000 + (month or 1) * 100 + (day or 1)


def last_day(iso: str) -> int:
    """The last day of the period as yyyymmdd. Raises ValueError where `iso` is no date."""
    year, month, day = _parts(iso)
    month = month or 12
    return year * 10_000 + month * 100 + (day or _days(year, month))


def within(iso: str, since: str | None, until: str | None) -> bool:
    """Whether the whole period lies from the first day of `since` to the last of `until`; None is open."""
    return (since is None or first_day(since) <= first_day(iso)) and (
        until is None or last_day(iso) <= last_day(until)
    )


def overlaps(iso: str, since: str | None, until: str | None) -> bool:
    """Whether the period shares days with the range but reaches over an end of it: not `within`."""
    if since is not None and until is not None and last_day(until) < first_day(since):
        return False
    touches = (since is None or first_day(since) <= last_day(iso)) and (
        until is None or first_day(iso) <= last_day(until)
    )
    return touches and not within(iso, since, until)


def _parts(iso: str) -> tuple[int, int | None, int | None]:
    match = _ISO_PREFIX.fullmatch(iso)
    if not match or not is_date(iso):
        raise ValueError(f"not a date: {iso!r} (write 2021, 2021-04 or 2021-04-29)")
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def exists(year: int, month: int | None, day: int | None) -> bool:
    """Whether a year, or a month or a day in it, stands in the calendar."""
    if year < 1 or (month is not None and not 1 <= month <= 12):
        return False
    return day is None or (month is not None and 1 <= day <= _days(year, month))


def _days(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap
