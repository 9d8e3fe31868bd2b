"""A query taken apart into what scores and what must hold, and what the parts of a snapshot have for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from carevoice_search.engines import FacetCounts
from carevoice_search.engines.whoosh.executor import PartExecution
from carevoice_search.engines.whoosh.facets import Counts, added
from carevoice_search.engines.whoosh.filters import Days, keeps
from carevoice_search.engines.whoosh.groups import NO_GROUPS, Groups, Repeated, facet_surplus, less
from carevoice_search.engines.whoosh.postings import Bools, Ints
from carevoice_search.engines.whoosh.snapshot import Part
from carevoice_search.model import And, Condition, Everything, Filter, Node, Period, Query

TOTALS = "totals"
"""Names the counts of the matches' types, which obey every filter."""


class Asked(NamedTuple):
    """A query taken apart: what scores, and the conditions at its top.

    `firm` conditions hold for everything that is counted. Facets look past those of `chosen` on their own field,
    and the records that reach over the ends of `periods` are counted.
    """

    root: Node
    firm: tuple[Condition, ...]
    chosen: tuple[Filter, ...]
    periods: tuple[Period, ...]
    excluded: tuple[Period, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*self.firm, *self.chosen, *self.periods)

    @property
    def widened(self) -> frozenset[str]:
        """The facet fields of which something was chosen."""
        return frozenset(one.field for one in self.chosen)


def taken_apart(query: Query, facets: Sequence[str] = ()) -> Asked:
    """`query` in its parts; what it has chosen in `facets` is set apart."""
    conjuncts = list(_conjuncts(query.root))
    rest = tuple(node for node in conjuncts if not isinstance(node, Condition))
    held = [node for node in conjuncts if isinstance(node, Condition)]
    chosen = [
        one for one in query.filters if isinstance(one, Filter) and one.field in facets and not one.negated
    ]
    held += [one for one in query.filters if one not in chosen]
    periods = [one for one in held if isinstance(one, Period)]
    return Asked(
        root=rest[0] if len(rest) == 1 else And(rest),
        firm=tuple(one for one in held if not isinstance(one, Period) or one.negated),
        chosen=tuple(chosen),
        periods=tuple(one for one in periods if not one.negated),
        excluded=tuple(one for one in periods if one.negated),
    )


class Found:
    """What one part has for a query: `documents` are the matches, ascending."""

    def __init__(self, part: PartExecution, asked: Asked) -> None:
        self._part = part.part
        self.asked = asked
        self._candidates = part.matched(asked.firm)
        self._chosen = [keeps(part.part, one, self._candidates) for one in asked.chosen]
        self._days = Days(part.part, self._candidates)
        self._inside = [self._days.inside(one) for one in asked.periods]
        self.documents = self._kept([*self._chosen, *self._inside])
        self._beside: dict[str, Ints] = {}

    def overlapping(self) -> Ints:
        """Records that match all else and reach into every period, but lie inside not all of them."""
        if not self._inside:
            return self.documents[:0]
        reached = [self._days.reaching(one) for one in self.asked.periods]
        inside = reduce(np.logical_and, self._inside)
        return self._kept([*self._chosen, *reached, ~inside])

    def reaching_excluded(self) -> Ints:
        """Matches with a day in a period that was excluded, though not with their whole date."""
        if not self.asked.excluded:
            return self.documents[:0]
        days = Days(self._part, self.documents)
        reached = [days.reaching(one) for one in self.asked.excluded]
        return self.documents.compress(reduce(np.logical_or, reached))

    def counts(self, facets: Sequence[str]) -> dict[str, Counts]:
        """A field's counts obey every filter but the choices of its own, so that a choice can be widened."""
        plain = [field for field in facets if field not in self.asked.widened]
        counted = self._part.facets.counts(dict.fromkeys((*plain, "type")), self.documents)
        counted[TOTALS] = counted["type"]
        for field in self.asked.widened:
            counted |= self._part.facets.counts((field,), self.beside(field))
        return {field: counted[field] for field in (*facets, TOTALS)}

    def beside(self, field: str) -> Ints:
        """What matches all but the choices of a facet field."""
        if field not in self._beside:
            others = [
                mask for one, mask in zip(self.asked.chosen, self._chosen, strict=True) if one.field != field
            ]
            self._beside[field] = self._kept([*others, *self._inside])
        return self._beside[field]

    def _kept(self, masks: Sequence[Bools]) -> Ints:
        return self._candidates.compress(reduce(np.logical_and, masks)) if masks else self._candidates


def counts_of(
    parts: Sequence[Part], found: Sequence[Found], facets: Sequence[str], groups: Groups, repeated: Repeated
) -> dict[str, FacetCounts]:
    """The counts of all parts together, a group's once in each value; TOTALS are those of the types."""
    counted = [one.counts(facets) for one in found]
    sums = {field: added([one[field] for one in counted]) for field in (*facets, TOTALS)}
    for field in sums if groups is not NO_GROUPS and found else ():
        several = repeated
        if field in found[0].asked.widened:
            several = groups.repeated([one.beside(field) for one in found])
        if any(len(members.documents) for members in several):
            name = "type" if field == TOTALS else field
            sums[field] = less(sums[field], facet_surplus(name, parts, several))
    return {field: FacetCounts(*counts) for field, counts in sums.items()}


def _conjuncts(root: Node) -> Iterator[Node]:
    """What must all hold at the top of a query."""
    if isinstance(root, And):
        for child in root.children:
            yield from _conjuncts(child)
    elif not isinstance(root, Everything):
        yield root
