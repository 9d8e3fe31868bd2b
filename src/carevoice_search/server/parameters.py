"""The one table of a request's parameters, made from the field table; they bear the names of the command's options.

Addresses of pages, the API, its OpenAPI document and its docs page all read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import carevoice_search as cv

Kind = Literal["text", "value", "field", "facet", "date", "figure", "choice", "flag", "number"]


class Parameter(NamedTuple):
    """One parameter. `many` may be given several times, `choices` are all that a choice may be, `least` and
    `most` bound a number."""

    name: str
    kind: Kind
    help: str
    many: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    least: int = 0
    most: int = 0


LONGEST_QUERY = 1_000
"""Characters of a query."""
LONGEST_VALUE = 200
"""Characters of any other parameter."""
MOST_VALUES = 200
"""How often parameters may be given in all."""
WINDOW = 10_000
"""Hits that can be reached by offset and limit together."""
PAGE = 100
"""Hits of one answer."""

NEGATED = "not-"

_QUERY = Parameter("q", "text", "the query, in the query language")
_FIELDS = tuple(
    parameter
    for name, field in cv.FIELDS.items()
    for parameter in (
        Parameter(name, "value", field.help, many=True),
        Parameter(f"{NEGATED}{name}", "value", f"not this {field.label.lower()}", many=True),
    )
)
_REACH = (
    Parameter("missing", "field", "only records without this field", many=True),
    Parameter("since", "date", "not before this year, month or day: 2020, 2020-09"),
    Parameter("until", "date", "not after this year, month or day: 2021, 2021-04-30"),
    Parameter("min", "figure", "findings whose figure is at least this"),
    Parameter("max", "figure", "findings whose figure is at most this"),
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
    Parameter("limit", "number", "how many hits", default="10", most=PAGE),
    Parameter("offset", "number", "pass over the first so many", default="0", most=WINDOW),
)
"""Which hits of an answer are given, and in what order."""
FACETS = (Parameter("facet", "facet", "count a field's values: FIELD, FIELD:N or FIELD:all", many=True),)

SEARCH = (*FILTERS, *SHOWN, *FACETS)


def named(parameters: Iterable[Parameter]) -> Mapping[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}
