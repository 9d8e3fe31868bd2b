"""A search as one value: read from the parameters of a request, printed as an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypedDict, cast
from urllib.parse import urlencode

import carevoice_search as cv
from carevoice_search.server.limits import LONGEST_PARAMETERS
from carevoice_search.server.request.given import Given, Pairs, ParameterError, given
from carevoice_search.server.request.parameters import MOST_VALUES, NEGATED, SEARCH, WINDOW, Parameter, named
from carevoice_search.spelling import nearest

__all__ = ["Asked", "FacetChoice", "Pairs", "ParameterError", "Sort", "read", "read_given"]

Sort = Literal["relevance", "date", "title"]


class FacetChoice(NamedTuple):
    """A facet that was asked for, and how many of its buckets; None is all that there are."""

    field: str
    buckets: int | None = None


class Reach(TypedDict):
    """What widens or narrows a query beside its own words and filters."""

    synonyms: bool
    predecessors: bool
    grouped: bool


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

    def answer(self, index: cv.Index, *, facets: Sequence[str] = (), snippets: bool = True) -> cv.Results:
        """Ask an index. `facets` are counted beside those that were asked for."""
        wanted = (*(choice.field for choice in self.facets), *facets)
        return index.search(
            self.query,
            facets=tuple(dict.fromkeys(wanted)),
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
            **self.reach,
            expand=self.expand,
            snippets=snippets,
            buckets={choice.field: choice.buckets for choice in self.facets if choice.buckets},
        )

    @property
    def reach(self) -> Reach:
        """How far the search reaches, as grids and timelines of it take it too."""
        return {"synonyms": self.synonyms, "predecessors": self.predecessors, "grouped": self.grouped}

    def params(self) -> Pairs:
        """The parameters that `read` reads this from; what is as it is by default is left out."""
        return [*_query_pairs(self.query), *self._shown_pairs()]

    def address(self, path: str) -> str:
        """`path` with the parameters."""
        params = _encoded(self.params())
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

    Raises ParameterError, and QueryError for a query that cannot be read.
    """
    return read_given(given(pairs, parameters, empty=empty), index)


def read_given(values: Given, index: cv.Index) -> Asked:
    """The search that checked parameters ask for. Raises as `read`."""
    asked = Asked(
        _query(values, index),
        synonyms=values.flag("synonyms"),
        predecessors=values.flag("with-predecessors"),
        grouped=values.flag("group"),
        expand=values.flag("expand"),
        sort=cast(Sort, values.one("sort")),
        limit=values.number("limit"),
        offset=values.number("offset"),
        facets=_facets(values.all("facet")),
    )
    if asked.offset + asked.limit > WINDOW:
        raise ParameterError(
            "offset",
            f"only the first {WINDOW:,} hits can be reached, with offset and limit together: "
            "narrow the search, or sort it otherwise.",
            str(WINDOW - asked.limit),
        )
    _check_length(asked)
    return asked


def _query(values: Given, index: cv.Index) -> cv.Query:
    exclude = {name: values.all(NEGATED + name) for name in cv.FIELDS}
    chosen: dict[str, Any] = {name: values.all(name) for name in cv.FIELDS}
    period: dict[str, Any] = {name: values.one(name) or None for name in ("since", "until")}
    figures: dict[str, Any] = {"least": _figure(values.one("min")), "most": _figure(values.one("max"))}
    _check_ends(index, "until", values.one("since"), period)
    _check_ends(index, "max", values.one("min"), figures)
    try:
        return index.query(
            values.one("q"),
            exclude=exclude,
            missing=["year" if field == "date" else field for field in values.all("missing")],
            match="any" if values.one("match") == "any" else "all",
            plain=values.flag("plain"),
            **period,
            **figures,
            **chosen,
        )
    except cv.QueryError:
        for name, texts in [*chosen.items(), *((NEGATED + name, exclude[name]) for name in exclude)]:
            for text in texts:
                _check_value(name, text, index)
        raise


def _check_ends(index: cv.Index, last: str, first_end: str, ends: dict[str, Any]) -> None:
    """Raises ParameterError where a period or a range ends before it begins, or is beyond all numbers."""
    if all(end is None for end in ends.values()):
        return
    try:
        index.query(**ends)
    except cv.UsageError as error:
        raise ParameterError(last, f"{error}", first_end or None) from error


def _check_value(name: str, text: str, index: cv.Index) -> None:
    """Raises ParameterError where no value of the field can be meant, with the nearest that can."""
    field = name.removeprefix(NEGATED)
    chosen: dict[str, Any] = {field: [text]}
    try:
        index.query(**chosen)
    except cv.QueryError as error:
        near = error.nearest or nearest(text, [] if cv.FIELDS[field].known else index.values(field))
        problem = error.problem if near else f"{error.problem}; {error.remedy}"
        raise ParameterError(name, f"{problem.rstrip('.')}.", near) from error


def _check_length(asked: Asked) -> None:
    """Raises ParameterError where the address would say more than may be asked for: it must lead back here.

    Any word of "a b" is "a OR b" when it is written out, and a query may hold filters by the hundred.
    """
    known = named(SEARCH)
    pairs = asked.params()
    if len(pairs) > MOST_VALUES:
        raise ParameterError(
            "q", f"holds {len(pairs):,} filters with the others: give at most {MOST_VALUES}."
        )
    for name, value in pairs:
        if len(value) > known[name].longest:
            what = "the query" if name == "q" else f"what it says of {name}"
            most = f"give at most {known[name].longest:,}."
            raise ParameterError("q", f"written out, {what} has {len(value):,} characters: {most}")
    if len(f"?{_encoded(pairs)}") > LONGEST_PARAMETERS:
        raise ParameterError("q", "written out, all of it is longer than an address may be: ask for less.")


def _facets(values: Sequence[str]) -> tuple[FacetChoice, ...]:
    """Each field once, where it was named first; of several numbers the last holds."""
    chosen: dict[str, int | None] = {}
    for value in values:
        field, colon, number = value.partition(":")
        if colon:
            chosen[field] = None if number == "all" else int(number)
        else:
            chosen.setdefault(field, None)
    return tuple(FacetChoice(field, number) for field, number in chosen.items())


def _figure(text: str) -> float | None:
    return float(text) if text else None


def _encoded(pairs: Pairs) -> str:
    # A half surrogate, which a page may hold, has no place in an address.
    return urlencode(pairs, errors="replace")


def _query_pairs(query: cv.Query) -> Pairs:
    text, pairs = cv.taken_apart(query)
    return [*([("q", text)] if text else []), *pairs]
