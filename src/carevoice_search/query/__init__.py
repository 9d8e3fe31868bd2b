"""The query language: text to `Query` and back, with the place and the mend in every error.

`docs/query-language.md` is the reference for people. `parse(unparse(query)) == query` for every query that
`parse` or `plain` gives, so that a link, a saved search and a command line are the same thing.
"""

from __future__ import annotations

from carevoice_search.query.apart import taken_apart
from carevoice_search.query.changes import (
    in_order,
    narrowed,
    selected,
    toggle,
    with_filter,
    with_period,
    with_range,
)
from carevoice_search.query.parser import check_match, parse, plain
from carevoice_search.query.printer import unparse
from carevoice_search.query.terms import QUOTES
from carevoice_search.query.tree import all_of, is_plain, one_of, telling, to_query, to_tree
from carevoice_search.query.values import publishers_meant, resolve_value

__all__ = [
    "QUOTES",
    "all_of",
    "check_match",
    "in_order",
    "is_plain",
    "narrowed",
    "one_of",
    "parse",
    "plain",
    "publishers_meant",
    "resolve_value",
    "selected",
    "taken_apart",
    "telling",
    "to_query",
    "to_tree",
    "toggle",
    "unparse",
    "with_filter",
    "with_period",
    "with_range",
]
