"""The one table of a request's parameters, made from the field table; they bear the names of the command's options.

Addresses of pages, the API, its OpenAPI document and its docs page all read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import carevoice_search as cv

Kind = Literal["text", "value", "field", "facet", "date", "figure", "choice", "flag", "number"]


class Parameter(NamedTuple):
    """One parameter.

    `many` may be given several times, and `needed` must be given; `choices` are all that a choice or the name of a
    field may be, `least` and `most` bound a number. `default` is what it is where it is not given, and `example`
    a value for the documents.
    """

    name: str
    kind: Kind
    help: str
    many: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    least: int = 0
    most: int = 0
    example: str = ""
    needed: bool = False

    @property
    def longest(self) -> int:
        """Characters that a value may have."""
        return LONGEST_QUERY if self.kind == "text" else LONGEST_VALUE


LONGEST_QUERY = 1_000
"""Characters of a query."""
LONGEST_VALUE = 500
"""Characters of any other parameter: no name of a publisher that a page gives is longer."""
MOST_VALUES = 200
"""How often parameters may be given in all."""
WINDOW = 10_000
"""Hits that can be reached by offset and limit together."""
PAGE = 100
"""Hits of one answer."""
COMPLETIONS = 50
"""Completions of one answer."""
BUCKETS = 100_000
"""Buckets of a facet that may be asked for by number; `all` gives all."""

NEGATED = "not-"

EXAMPLES = {
    "type": "practice",
    "kind": "review",
    "nation": "wales",
    "region": "north-west",
    "council": "stockport",
    "theme": "rights-voice",
    "unit": "percent",
    "publisher": "missing",
    "year": "2021",
    "month": "2021-04",
}
"""A value of each field that can be followed in any index."""

_QUERY = Parameter("q", "text", "the query, in the query language; all records without one", example="trust")
_FIELDS = tuple(
    parameter
    for name, field in cv.FIELDS.items()
    for parameter in (
        Parameter(name, "value", field.help, many=True, example=EXAMPLES.get(name, cv.MISSING)),
        Parameter(f"{NEGATED}{name}", "value", f"not this {field.label.lower()}", many=True),
    )
)
_REACH = (
    Parameter("missing", "field", "only records without this field", many=True, choices=(*cv.FIELDS, "date")),
    Parameter("since", "date", "not before this year, month or day: 2020, 2020-09", example="2020-09"),
    Parameter("until", "date", "not after this year, month or day: 2021, 2021-04-30", example="2021"),
    Parameter("min", "figure", "findings whose figure is at least this", example="30"),
    Parameter("max", "figure", "findings whose figure is at most this", example="33.3"),
    Parameter(
        "match", "choice", "whether all words must match or any", choices=("all", "any"), default="all"
    ),
    Parameter("plain", "flag", "take the words as they are, no operators", default="false"),
    Parameter("synonyms", "flag", "widen words by their synonyms", default="true"),
    Parameter(
        "with-predecessors", "flag", "count councils that came before under the chosen", default="false"
    ),
    Parameter("group", "flag", "count copies of a page once", default="true"),
)
_LIMIT = Parameter("limit", "number", "how many hits", default="10", most=PAGE)

FILTERS = (_QUERY, *_FIELDS, *_REACH)
"""What narrows an answer and says how far it reaches."""
SHOWN = (
    Parameter("expand", "flag", "rank by words of the first hits and by nearness as well", default="false"),
    Parameter(
        "sort",
        "choice",
        "the order of hits",
        choices=("relevance", "date", "title"),
        default="relevance",
    ),
    _LIMIT,
    Parameter(
        "offset",
        "number",
        f"pass over the first so many; with limit at most {WINDOW:,}",
        default="0",
        most=WINDOW,
    ),
)
"""Which hits of an answer are given, and in what order."""
FACETS = (
    Parameter(
        "facet",
        "facet",
        "count the values of a field: FIELD or FIELD:all for every value, FIELD:N for N of them",
        many=True,
        example="council:5",
    ),
)

SEARCH = (*FILTERS, *SHOWN, *FACETS)
COUNTS = (*FILTERS, *FACETS)
"""Of the facets of an answer, without its hits."""
GRID = (
    *FILTERS,
    Parameter(
        "rows", "field", "the field whose values are the rows", choices=(*cv.FIELDS,), default="council"
    ),
    Parameter(
        "columns", "field", "the field whose values are the columns", choices=(*cv.FIELDS,), default="theme"
    ),
    _LIMIT._replace(help="how many rows", default="200", least=1, most=1_000),
)
TIMELINE = (
    *FILTERS,
    Parameter(
        "by",
        "choice",
        "one bar a month or a year; months, or years where the months are too many",
        choices=("month", "year"),
    ),
    Parameter(
        "split", "choice", "what the bars are parted by", choices=("kind", "type", "unit"), default="kind"
    ),
)
RECORD = (_QUERY._replace(help="a query: the answer says where its words stand in the text"),)
SIMILAR = (_LIMIT,)
SUGGEST = (
    _QUERY._replace(help="the beginning of a query, as it is typed", example="stock", needed=True),
    _LIMIT._replace(help="how many completions", default="8", least=1, most=COMPLETIONS),
)


def named(parameters: Iterable[Parameter]) -> Mapping[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}
