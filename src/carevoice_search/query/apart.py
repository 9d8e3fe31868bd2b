"""A query as a command line, an address or a form gives it: filters by names and values, and the rest as text."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from carevoice_search.model import Filter, Period, Query, Range
from carevoice_search.query.printer import number, unparse

Pairs = list[tuple[str, str]]

NEGATED = "not-"
"""Before a field's name: not these values."""


def taken_apart(query: Query) -> tuple[str, Pairs]:
    """What names and values can say of a query's filters, and the text that is left: (text, [(name, value), ...]).

    The names are those of options and parameters: `council`, `not-council`, `since`, `until`, `min`, `max`; the
    values are stable keys, MISSING, ISO prefixes and plain numbers. A name may come several times, and its values
    widen each other and what the text chooses in that field: two filters on one field both stay in the text, as
    does a second period or range, and one that is negated.
    """
    chosen_in = Counter(part.field for part in query.filters if isinstance(part, Filter) and not part.negated)
    chosen: Pairs = []
    ends: Pairs = []
    left = []
    spans: set[type] = set()
    for part in query.filters:
        match part:
            case Filter(field, values, negated) if negated or chosen_in[field] == 1:
                chosen += [((NEGATED if negated else "") + field, value) for value in values]
            case Period(since, until, False) if Period not in spans:
                spans.add(Period)
                ends += [(name, end) for name, end in (("since", since), ("until", until)) if end]
            case Range(least, most, False) if Range not in spans:
                spans.add(Range)
                ends += [
                    (name, number(end)) for name, end in (("min", least), ("max", most)) if end is not None
                ]
            case _:
                left.append(part)
    return unparse(replace(query, filters=tuple(left))), [*chosen, *ends]
