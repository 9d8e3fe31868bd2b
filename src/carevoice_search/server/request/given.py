"""The parameters of a request, each checked by the one table: what cannot be followed is refused by name."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import carevoice_search as cv
from carevoice_search.server.request.parameters import BUCKETS, MOST_VALUES, SEARCH, Parameter, named
from carevoice_search.spelling import nearest

Pairs = Sequence[tuple[str, str]]
"""Names and values of parameters, in the order in which they were given."""

_MEANT = {
    "query": "q",
    "n": "limit",
    "any": "match",
    "all": "match",
    "operators": "plain",
    "no-synonyms": "synonyms",
    "without-predecessors": "with-predecessors",
    "no-group": "group",
    "no-expand": "expand",
    "page": "offset",
    "date": "since",
    "from": "since",
    "to": "until",
    "value": "min",
    "step": "by",
}
"""Names that the command and the query language have for what is said otherwise here."""
_SPOKEN = {"1": "true", "yes": "true", "on": "true", "0": "false", "no": "false", "off": "false"}
_SAID_BACK = 60
_ISO = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
_FIGURE = re.compile(r"\d+(\.\d+)?", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?!\d)(?:\D{1,2}(?P<month>\d{1,2})(?:\D{1,2}(?P<day>\d{1,2}))?)?", re.ASCII
)
_YEAR_LAST = re.compile(
    r"(?<!\d)(?:(?P<day>\d{1,2})[./-])?(?P<month>\d{1,2})[./-](?P<year>\d{4})(?!\d)", re.ASCII
)


class ParameterError(cv.UsageError):
    """A parameter that cannot be followed. `parameter` is its name; `nearest` what was probably meant, or None."""

    def __init__(self, parameter: str, problem: str, nearest: str | None = None) -> None:
        self.parameter = parameter
        self.problem = problem
        self.nearest = nearest
        super().__init__(f"{parameter}: {problem}" + (f" Did you mean {nearest}?" if nearest else ""))


@dataclass(frozen=True, slots=True)
class Given:
    """The values that were given, by name; what was not is as the table says."""

    values: Mapping[str, Sequence[str]]
    known: Mapping[str, Parameter]

    def all(self, name: str) -> Sequence[str]:
        return self.values.get(name, ())

    def one(self, name: str) -> str:
        """The value, or its default; the empty text where there is neither."""
        return self.values[name][0] if name in self.values else _parameter(name, self.known).default

    def flag(self, name: str) -> bool:
        return self.one(name) == "true"

    def number(self, name: str) -> int:
        return int(self.one(name))


def given(pairs: Pairs, parameters: Iterable[Parameter], *, empty: bool = False) -> Given:
    """The parameters of a request by name, each of its kind; `empty` passes over those without a value, as forms
    send them. Raises ParameterError."""
    known = named(parameters)
    if len(pairs) > MOST_VALUES:
        raise ParameterError(
            _short(pairs[MOST_VALUES][0]),
            f"{len(pairs):,} parameters are too many: give at most {MOST_VALUES}.",
        )
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known:
            raise _unknown(name, known)
        if value or not empty:
            _check(known[name], value)
            values.setdefault(name, []).append(value)
    for name, several in values.items():
        if len(several) > 1 and not known[name].many:
            raise ParameterError(name, f"is given {len(several)} times: give it once.", several[0])
    for parameter in known.values():
        if parameter.needed and parameter.name not in values:
            raise ParameterError(parameter.name, f"is not given: {parameter.help}.", None)
    return Given(values, known)


def _check(parameter: Parameter, value: str) -> None:
    """Raises ParameterError for a value that is not of its parameter's kind."""
    name = parameter.name
    if not value:
        problem = "has no value: give one, or leave the parameter out."
        raise ParameterError(name, problem, parameter.default or None)
    if len(value) > parameter.longest:
        raise ParameterError(
            name, f"{len(value):,} characters are too many: give at most {parameter.longest:,}."
        )
    match parameter.kind:
        case "choice" | "field" if value not in parameter.choices:
            problem = f"is one of {', '.join(parameter.choices)}."
            raise ParameterError(name, problem, nearest(value.lower(), parameter.choices))
        case "flag" if value not in ("true", "false"):
            raise ParameterError(name, "is true or false.", _nearest_flag(parameter, value))
        case "number" if not _is_whole(value) or not parameter.least <= int(value) <= parameter.most:
            problem = f"is a whole number from {parameter.least} to {parameter.most:,}."
            raise ParameterError(name, problem, _nearest_number(parameter, value))
        case "figure" if not _is_figure(value):
            raise ParameterError(name, "is a figure in digits, such as 30 or 33.3.", _nearest_figure(value))
        case "date" if not _is_date(value):
            problem = f"{_short(value)!r} is no date: write 2021, 2021-04 or 2021-04-29."
            raise ParameterError(name, problem, _nearest_date(value))
        case "facet":
            _check_facet(name, value)


def _check_facet(name: str, value: str) -> None:
    field, colon, number = value.partition(":")
    if field not in cv.FIELDS:
        near = nearest(field.lower(), cv.FIELDS)
        problem = f"there is no field {_short(field)!r}; the fields are {', '.join(cv.FIELDS)}."
        raise ParameterError(name, problem, near and near + colon + number)
    if colon and number != "all" and not (_is_whole(number) and 0 < int(number) <= BUCKETS):
        problem = f"after the colon comes a number of buckets up to {BUCKETS:,}, or all."
        raise ParameterError(name, problem, f"{field}:{'all' if _is_whole(number) and int(number) else 10}")


def _unknown(name: str, known: Mapping[str, Parameter]) -> ParameterError:
    meant = _MEANT.get(name.lower())
    near = meant if meant in known else nearest(name.lower(), known, 0.65)
    problem = "there is no such parameter" + ("." if near else f"; there are {', '.join(known) or 'none'}.")
    return ParameterError(_short(name), problem, near)


def _parameter(name: str, known: Mapping[str, Parameter]) -> Parameter:
    """A parameter of a table, or of a search where the table has none of the name."""
    return known[name] if name in known else named(SEARCH)[name]


def _short(text: str) -> str:
    """What is said back of a name or a value that was not expected."""
    return text if len(text) <= _SAID_BACK else f"{text[:_SAID_BACK]}…"


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_figure(text: str) -> bool:
    whole, point, decimals = text.partition(".")
    digits = text.isascii() and all(part.isdigit() for part in ((whole, decimals) if point else (whole,)))
    return digits and math.isfinite(float(text))


def _is_date(text: str) -> bool:
    """Whether the query language takes it for one; a period is none."""
    if not _ISO.fullmatch(text):
        return False
    try:
        cv.parse(f"date:{text}")
    except cv.QueryError:
        return False
    return True


def _nearest_flag(parameter: Parameter, value: str) -> str:
    other = {"true": "false", "false": "true"}[parameter.default]
    return _SPOKEN.get(value.lower()) or nearest(value.lower(), ("true", "false")) or other


def _nearest_number(parameter: Parameter, value: str) -> str:
    """The value within its bounds, or the default where it is no number at all."""
    sign, digits = value[:1], value.lstrip("+-").partition(".")[0]
    if not (digits.isascii() and digits.isdigit()):
        return parameter.default
    number = int(digits[:10]) * (-1 if sign == "-" else 1)
    return str(min(max(number, parameter.least), parameter.most))


def _nearest_figure(value: str) -> str | None:
    """The first figure in it, without the commas that part thousands."""
    found = _FIGURE.search(value.replace(",", ""))
    return found.group() if found and _is_figure(found.group()) else None


def _nearest_date(value: str) -> str | None:
    """The date that its numbers are, year last or first, cut to what stands in the calendar; None beside words, which
    may name the month."""
    if any(map(str.isalpha, value)):
        return None
    found = _YEAR_LAST.search(value) or _YEAR_FIRST.search(value)
    if not found:
        return None
    year, month, day = found["year"], found["month"], found["day"]
    parts = [year]
    if month:
        parts.append(f"{min(max(int(month), 1), 12):02}")
    if month and day:
        days = (f"{day:02}" for day in range(min(max(int(day), 1), 31), 0, -1))
        parts.append(next((day for day in days if _is_date("-".join([*parts, day]))), "01"))
    near = "-".join(parts)
    return near if _is_date(near) else None
