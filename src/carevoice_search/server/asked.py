"""A search as one value: read from the parameters of a request, printed as an address or as a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, cast
from urllib.parse import urlencode

import carevoice_search as cv
from carevoice_search.server.parameters import (
    LONGEST_QUERY,
    LONGEST_VALUE,
    MOST_VALUES,
    NEGATED,
    SEARCH,
    WINDOW,
    Parameter,
    named,
)
from carevoice_search.spelling import nearest

Pairs = Sequence[tuple[str, str]]
"""Names and values of parameters, in the order in which they were given."""
Sort = Literal["relevance", "date", "title"]

_ALL = 1_000_000


class ParameterError(cv.UsageError):
    """A parameter that cannot be followed. `parameter` is its name; `nearest` what was probably meant, or None."""

    def __init__(self, parameter: str, problem: str, nearest: str | None = None) -> None:
        self.parameter = parameter
        self.problem = problem
        self.nearest = nearest
        super().__init__(f"{parameter}: {problem}" + (f" Did you mean {nearest}?" if nearest else ""))


class FacetChoice(NamedTuple):
    """A facet that was asked for, and how many of its buckets; None is all that there are."""

    field: str
    buckets: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and how it is to be answered. Two that are equal have the same address."""

    query: cv.Query
    synonyms: bool = True
    predecessors: bool = False
    grouped: bool = True
    expand: bool = False
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    facets: tuple[FacetChoice, ...] = ()

    def answer(self, index: cv.Index, *, facets: Sequence[str] = ()) -> cv.Results:
        """Ask an index. `facets` are counted beside those that were asked for."""
        wanted = (*facets, *(choice.field for choice in self.facets))
        return index.search(
            self.query,
            facets=tuple(dict.fromkeys(wanted)),
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
            synonyms=self.synonyms,
            predecessors=self.predecessors,
            grouped=self.grouped,
            expand=self.expand,
            buckets={choice.field: choice.buckets for choice in self.facets if choice.buckets},
        )

    def params(self) -> Pairs:
        """The parameters that `read` reads this from; what is as it is by default is left out."""
        return [*_query_pairs(self.query), *self._shown_pairs()]

    def address(self, path: str) -> str:
        """`path` with the parameters."""
        params = urlencode(self.params())
        return f"{path}?{params}" if params else path

    def at(self, offset: int) -> Asked:
        return replace(self, offset=offset)

    def narrowed_by(self, query: cv.Query) -> Asked:
        """Another query, from its first hit on."""
        return replace(self, query=query, offset=0)

    @property
    def words(self) -> str:
        """The text of the query without what stands in parameters of its own."""
        return next((value for name, value in _query_pairs(self.query) if name == "q"), "")

    def _shown_pairs(self) -> Iterator[tuple[str, str]]:
        standard = Asked(self.query)
        for name, own, other in (
            ("synonyms", self.synonyms, standard.synonyms),
            ("with-predecessors", self.predecessors, standard.predecessors),
            ("group", self.grouped, standard.grouped),
            ("expand", self.expand, standard.expand),
            ("sort", self.sort, standard.sort),
            ("limit", self.limit, standard.limit),
            ("offset", self.offset, standard.offset),
        ):
            if own != other:
                yield name, str(own).lower()
        for field, buckets in self.facets:
            yield "facet", f"{field}:{buckets}" if buckets else f"{field}:all"


def read(
    pairs: Pairs, index: cv.Index, parameters: Iterable[Parameter] = SEARCH, *, empty: bool = False
) -> Asked:
    """The search that parameters ask for; `empty` passes over those without a value, as forms send them.

    Raises ParameterError, and QueryError for a query or a value that cannot be read.
    """
    known = named(parameters)
    given: dict[str, list[str]] = {}
    if len(pairs) > MOST_VALUES:
        raise ParameterError(
            pairs[MOST_VALUES][0], f"{len(pairs):,} parameters are too many: give {MOST_VALUES}."
        )
    for name, value in pairs:
        if value or not empty:
            given.setdefault(name, []).append(_checked(name, value, known))
    for name, values in given.items():
        if len(values) > 1 and not known[name].many:
            raise ParameterError(name, "was given twice: give it once.")
    one = {name: values[0] for name, values in given.items()}
    asked = Asked(
        _in_order(_query(given, one, index)),
        synonyms=_flag(one, "synonyms", True),
        predecessors=_flag(one, "with-predecessors", False),
        grouped=_flag(one, "group", True),
        expand=_flag(one, "expand", False),
        sort=cast(Sort, one.get("sort", "relevance")),
        limit=int(one.get("limit", "10")),
        offset=int(one.get("offset", "0")),
        facets=tuple(dict.fromkeys(map(_facet, given.get("facet", ())))),
    )
    if asked.offset + asked.limit > WINDOW:
        raise ParameterError(
            "offset", f"only the first {WINDOW:,} hits can be reached, with offset and limit together."
        )
    return asked


def _query(given: dict[str, list[str]], one: dict[str, str], index: cv.Index) -> cv.Query:
    values: dict[str, Any] = {name: given[name] for name in cv.FIELDS if name in given}
    exclude = {name: given[NEGATED + name] for name in cv.FIELDS if NEGATED + name in given}
    for name, texts in [*values.items(), *((NEGATED + name, texts) for name, texts in exclude.items())]:
        for text in texts:
            _known_value(name, text, index)
    try:
        return index.query(
            one.get("q", ""),
            since=one.get("since"),
            until=one.get("until"),
            least=float(one["min"]) if "min" in one else None,
            most=float(one["max"]) if "max" in one else None,
            exclude=exclude,
            missing=["year" if field == "date" else field for field in given.get("missing", ())],
            match="any" if one.get("match") == "any" else "all",
            plain=_flag(one, "plain", False),
            **values,
        )
    except cv.QueryError:
        raise
    except cv.UsageError as error:  # the two ends of a period or a range
        name = next((name for name in ("since", "until", "min", "max") if name in one), "q")
        raise ParameterError(name, str(error)) from error


def _known_value(name: str, text: str, index: cv.Index) -> None:
    """Raises ParameterError where no value of the field can be meant, with the nearest that can."""
    field = name.removeprefix(NEGATED)
    chosen: dict[str, Any] = {field: [text]}
    try:
        index.query("", **chosen)
    except cv.QueryError as error:
        known = cv.FIELDS[field].known
        labels = known() if known else {}
        near = nearest(text, [*labels, *labels.values()] if labels else index.values(field))
        problem = error.problem if near else f"{error.problem}; {error.remedy}"
        raise ParameterError(name, f"{problem.rstrip('.')}.", near) from error


def _checked(name: str, value: str, known: Mapping[str, Parameter]) -> str:
    """A value that is of its parameter's kind."""
    parameter = known.get(name)
    if parameter is None:
        near = nearest(name, known)
        raise ParameterError(
            name[:LONGEST_VALUE],
            "there is no such parameter." if near else f"there is none; see {', '.join(known)}.",
            near,
        )
    longest = LONGEST_QUERY if parameter.kind == "text" else LONGEST_VALUE
    if len(value) > longest:
        raise ParameterError(name, f"{len(value):,} characters are too many: give at most {longest:,}.")
    match parameter.kind:
        case "choice" if value not in parameter.choices:
            raise ParameterError(
                name, f"is one of {', '.join(parameter.choices)}.", nearest(value, parameter.choices)
            )
        case "flag" if value not in ("true", "false"):
            raise ParameterError(name, "is true or false.", "true" if value in ("1", "yes", "on") else None)
        case "number" if not _is_whole(value) or not parameter.least <= int(value) <= parameter.most:
            raise ParameterError(
                name, f"is a whole number from {parameter.least} to {parameter.most:,}.", None
            )
        case "figure" if not _is_figure(value):
            raise ParameterError(name, "is a figure in digits, such as 30 or 33.3.", None)
        case "field" if value not in (*cv.FIELDS, "date"):
            raise ParameterError(name, f"there is no field {value!r}.", nearest(value, cv.FIELDS))
        case "facet":
            _facet(value)
    return value


def _facet(text: str) -> FacetChoice:
    field, colon, number = text.partition(":")
    if field not in cv.FIELDS:
        raise ParameterError("facet", f"there is no field {field!r}.", nearest(field, cv.FIELDS))
    if not colon or number == "all":
        return FacetChoice(field)
    if not _is_whole(number) or not 0 < int(number) < _ALL:
        raise ParameterError("facet", "after the colon comes a number of buckets, or all.", f"{field}:10")
    return FacetChoice(field, int(number))


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_figure(text: str) -> bool:
    whole, point, decimals = text.partition(".")
    return text.isascii() and all(part.isdigit() for part in ((whole, decimals) if point else (whole,)))


def _flag(one: dict[str, str], name: str, default: bool) -> bool:
    return one[name] == "true" if name in one else default


def _in_order(query: cv.Query) -> cv.Query:
    """The query with its filters in one order, so that those of equal meaning have one address."""
    return replace(query, filters=tuple(sorted(query.filters, key=_order)))


def _order(part: cv.Condition) -> tuple[int, bool, tuple[str, ...], tuple[float, ...]]:
    match part:
        case cv.Filter(field, values, negated):
            return list(cv.FIELDS).index(field), negated, values, ()
        case cv.Period(since, until, negated):
            return len(cv.FIELDS), negated, (since or "", until or ""), ()
        case cv.Range(least, most, negated):
            ends = (-1.0 if least is None else least, -1.0 if most is None else most)
            return len(cv.FIELDS) + 1, negated, (), ends


def _query_pairs(query: cv.Query) -> Pairs:
    """The parameters of a query: what they can say of its filters, and the rest as its text.

    A parameter widens what the text chooses in its field, so that two filters on one field both stand in the text.
    """
    several = Counter(
        part.field for part in query.filters if isinstance(part, cv.Filter) and not part.negated
    )
    chosen: list[tuple[str, str]] = []
    ends: list[tuple[str, str]] = []
    kept = []
    spans: set[type] = set()
    for part in query.filters:
        match part:
            case cv.Filter(field, values, negated) if negated or several[field] == 1:
                chosen += [((NEGATED if negated else "") + field, value) for value in values]
            case cv.Period(since, until, False) if cv.Period not in spans:
                spans.add(cv.Period)
                ends += [(name, end) for name, end in (("since", since), ("until", until)) if end]
            case cv.Range(least, most, False) if cv.Range not in spans:
                spans.add(cv.Range)
                ends += [(n, _figure(end)) for n, end in (("min", least), ("max", most)) if end is not None]
            case _:
                kept.append(part)
    text = cv.unparse(replace(query, filters=tuple(kept)))
    return [*([("q", text)] if text else []), *chosen, *ends]


def _figure(value: float) -> str:
    from decimal import Decimal

    return f"{Decimal(repr(value)):f}".removesuffix(".0")
