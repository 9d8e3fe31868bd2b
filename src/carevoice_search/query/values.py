"""Field terms of a query: names, values, dates and figures as people type them, to the stable values of the schema."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from carevoice_search import gazetteer
from carevoice_search.analysis import slug
from carevoice_search.dates import first_day, is_date, last_day
from carevoice_search.deadline import check
from carevoice_search.errors import QueryError, UnknownValueError
from carevoice_search.model import MISSING, Filter, Node, Period, Range
from carevoice_search.query.terms import in_quotes, shown
from carevoice_search.schema import FIELDS, TEXT_SCOPES
from carevoice_search.spelling import nearest

DATE = "date"
VALUE = "value"
SPANS = (DATE, VALUE)
"""The fields that take a span between two ends, not values."""
ResolvePublisher = Callable[[str], tuple[str, ...]]
"""Gives the publishers that a person may mean: one, none, or several that must be told apart."""

_GSS = re.compile(r"[A-Za-z]\d{8}\Z")
_PLAIN_VALUE = re.compile(r"[\w-]+\Z")
# What the query language reads as an operator elsewhere; no council, theme or date holds one of them.
_SIGN = re.compile(r"\A\s*[-=]|[*~]")
_SIGNS = re.compile(r"\A[-=]+|\*|~\d*")
_SPELLINGS_SHOWN = 5
_MEANT = {
    "since": "date:2020-09..",
    "until": "date:..2021-04",
    "before": "date:..2021-04",
    "after": "date:2020-09..",
    "min": "value:30..",
    "max": "value:..50",
}


def known_name(name: str) -> bool:
    """Whether a query may name this field; case does not matter."""
    return name.lower() in (*FIELDS, *TEXT_SCOPES, *SPANS)


def unknown_field(name: str, text: str, position: int) -> UnknownValueError:
    names = [*FIELDS, *TEXT_SCOPES, *SPANS]
    near = nearest(name.lower(), names)
    if name.lower() in _MEANT:
        hint = f"write {_MEANT[name.lower()]} instead."
    elif near:
        hint = f"did you mean {near}:?"
    else:
        hint = f"the fields are {', '.join(names)}."
    return UnknownValueError(
        f"There is no field “{shown(name)}”",
        text,
        position,
        f"{hint} To search for the words as they are, quote them or use --plain.",
        near,
    )


def publishers_meant(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The publishers among `names` that a person may mean by `text`.

    The one that is spelt so; else those that differ in capitals and accents only; else those of the same words.
    A name without letters or digits, such as "???", is found by its exact spelling alone.
    """
    known = tuple(names)
    if text in known:
        return (text,)
    if not slug(text):
        return ()
    for alike in (_without_marks,) if _SIGN.search(text) else (_without_marks, _slug):
        wanted = alike(text)
        if found := tuple(name for name in known if alike(name) == wanted):
            return found
    return ()


# A query may name many publishers, and an index hold many more.


@lru_cache(maxsize=1 << 14)
def _slug(name: str) -> str:
    return slug(name)


@lru_cache(maxsize=1 << 14)
def _without_marks(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def resolve_value(
    field: str,
    value: str,
    resolve_publisher: ResolvePublisher | None = None,
    *,
    text: str | None = None,
    position: int = 0,
) -> str:
    """The stable value of a facet field for what a person typed; `missing` is MISSING.

    `text` and `position` say where it stands in a query, for the UnknownValueError that names the nearest
    value, and the QueryError for a publisher that could be one of several.
    """
    if value.strip().lower() == MISSING:
        return MISSING
    check()
    whole = value if text is None else text
    if field == "publisher":
        found = (value,) if resolve_publisher is None else resolve_publisher(value)
    else:
        only = None if _SIGN.search(value) else FIELDS[field].resolve(value)
        found = () if only is None else (only,)
    if not found:
        raise _unknown_value(field, value, whole, position)
    if len(found) > 1:
        raise _ambiguous(field, value, found, whole, position)
    return found[0]


def field_term(
    name: str,
    values: Sequence[tuple[str, int, bool]],
    text: str,
    resolve_publisher: ResolvePublisher | None,
) -> Filter:
    """A filter on a facet field. `values` are what was typed, where, and whether it was quoted."""
    found: list[str] = []
    for value, position, quoted in values:
        if not quoted and value.startswith("-"):
            raise QueryError(
                f"“-” after “{name}:”",
                text,
                position,
                f"put it before the field: -{name}:{shown(value[1:]) or 'value'}.",
            )
        if value == "*" and not quoted:
            raise QueryError(
                f"“*” is no value of {name}",
                text,
                position,
                f"records that have any value are found by -{name}:{MISSING}.",
            )
        if not quoted and (sign := _SIGN.search(value)):
            raise sign_in_value(name, sign.group(), value, text, position + sign.start())
        found.append(resolve_value(name, value, resolve_publisher, text=text, position=position))
    return Filter(name, tuple(dict.fromkeys(found)))


def sign_in_value(name: str, sign: str, value: str, text: str, position: int) -> QueryError:
    """The refusal of an operator at a value, which would otherwise be dropped with the other signs."""
    without = shown(_SIGNS.sub("", value))
    remedy = f"values take no operators: write {name}:{_as_typed(without) if without else 'value'}."
    if name == "publisher":
        remedy += " Quote the value if it really holds the sign."
    return QueryError(f"“{sign}” at a value of {name}", text, position, remedy)


def date_term(values: Sequence[tuple[str, int, bool]], text: str, position: int) -> Node:
    """A period: `2021`, `2020-09..2021-04`, `..2020`, `2020..`; `missing` is no date."""
    if len(values) > 1:
        raise QueryError(
            "A list of dates",
            text,
            values[1][1],
            "a date takes one period, as in date:2020-09..2021-04. For several years: year:2019,2021.",
        )
    value, start, _ = values[0]
    value = value.strip()
    if value.lower() == MISSING:
        return Filter("year", (MISSING,))
    since, dots, until = value.partition("..")
    if not dots:
        until = since
    if not since and not until:
        raise QueryError(
            "A period without an end", text, start, "name one end at least: date:2020-09.. or date:..2021."
        )
    for end in (since, until):
        if end and not is_date(end):
            raise QueryError(
                f"“{shown(end)}” is not a date",
                text,
                start,
                "write a year, a month or a day as 2021, 2021-04 or 2021-04-29, and a period with two dots: "
                "2020-09..2021-04.",
            )
    if since and until and first_day(since) > last_day(until):
        raise QueryError(
            f"The period ends ({until}) before it begins ({since})",
            text,
            start,
            f"write date:{until}..{since}.",
        )
    return Period(since or None, until or None)


def range_term(values: Sequence[tuple[str, int, bool]], text: str, position: int) -> Node:
    """A range of figures: `30`, `30..50`, `..50`, `30..`, whatever their unit."""
    if len(values) > 1:
        raise QueryError(
            "A list of figures",
            text,
            values[1][1],
            "write a number without commas, as in value:1258, and a range with two dots: value:30..50.",
        )
    value, start, quoted = values[0]
    least, dots, most = value.strip().partition("..")
    if not dots:
        most = least
    if not least and not most:
        raise QueryError(
            "A range without an end", text, start, "name one end at least: value:30.. or value:..50."
        )
    second = start if quoted or not dots else start + len(least) + len(dots)
    first, last = _figure(least, text, start), _figure(most, text, second)
    if first is not None and last is not None and first > last:
        raise QueryError(
            f"The range ends ({shown(most)}) before it begins ({shown(least)})",
            text,
            start,
            f"write value:{shown(most)}..{shown(least)}.",
        )
    return Range(first, last)


def _figure(end: str, text: str, position: int) -> float | None:
    """An end of a range; None where it is open."""
    if not end:
        return None
    whole, point, decimals = end.partition(".")
    parts = (whole, decimals) if point else (whole,)
    if all(part.isascii() and part.isdigit() for part in parts) and math.isfinite(found := float(end)):
        return found
    remedy = (
        "write it in digits, as 30 or 33.3, and a range with two dots: value:30..50, value:30.., value:..50."
    )
    if end.endswith("%"):
        remedy = f"the unit is a field of its own: value:{shown(end[:-1])} unit:percent."
    elif end.startswith("-"):
        remedy = f"put the “-” before the field: -value:{shown(end[1:]) or '30'}."
    elif end.lower() == MISSING:
        remedy = "the records without a figure are found by unit:missing."
    raise QueryError(f"“{shown(end)}” is not a figure", text, position, remedy)


def _unknown_value(field: str, value: str, text: str, position: int) -> UnknownValueError:
    problem = f"There is no {field} “{shown(value)}”"
    near = _nearest(field, value)
    if FIELDS[field].order == "time":
        form = {"year": "2021", "month": "2021-04"}.get(field, "2021")
        remedy = f"write {field}:{form}, or a period as date:2020-09..2021-04."
    elif near:
        remedy = f"did you mean {field}:{_as_typed(near)}?"
    else:
        remedy = f"see the values with: carevoice facets {field}"
        remedy += "" if text == value else f'. Quote a value of several words: {field}:"two words".'
    return UnknownValueError(problem, text, min(position, max(len(text) - 1, 0)), remedy, near)


def _ambiguous(field: str, value: str, found: Sequence[str], text: str, position: int) -> QueryError:
    spellings = [f"{field}:{in_quotes(name)}" for name in found[:_SPELLINGS_SHOWN]]
    more = f", or {len(found) - len(spellings)} more" if len(found) > len(spellings) else ""
    return QueryError(
        f"“{shown(value)}” may be one of {len(found)} {field}s",
        text,
        min(position, max(len(text) - 1, 0)),
        f"write one of them exactly as it is spelt: {', '.join(spellings)}{more}.",
    )


def _as_typed(value: str) -> str:
    return value if _PLAIN_VALUE.match(value) else in_quotes(value)


def _nearest(field: str, value: str) -> str | None:
    if field == "council" and _GSS.match(value):
        return None
    names: dict[str, str] = {}
    for name in _names(field):
        names.setdefault(slug(name), name)
    near = nearest(slug(value), names)
    return names[near] if near else None


def _names(field: str) -> Iterator[str]:
    """What a person may have meant to type: labels first, then other names, then keys."""
    known = FIELDS[field].known
    if known is not None:
        yield from known().values()
        if field != "council":
            yield from known()
    if field == "council":
        yield from gazetteer.aliases()
