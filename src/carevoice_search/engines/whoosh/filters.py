"""Which documents of a part a filter, a period or a range of figures keeps."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from carevoice_search.dates import first_day, last_day
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.postings import Array, Bools, Ints, taken
from carevoice_search.model import MISSING, Condition, Period, Range

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.snapshot import Part

_NO_END = 99_999_999


def keeps(part: Part, condition: Condition, documents: Ints) -> Bools:
    """A mask over `documents`, which are live records."""
    if isinstance(condition, Period):
        mask = Days(part, documents).inside(condition)
    elif isinstance(condition, Range):
        mask = _within(taken(part.column(fields.VALUE), documents), condition)
    else:
        values = [value for value in condition.values if value != MISSING]
        mask = part.facet(condition.field).having(values, MISSING in condition.values, documents)
    return ~mask if condition.negated else mask


class Days:
    """The first and the last days of the dates of some documents, each taken when first asked for."""

    def __init__(self, part: Part, documents: Ints) -> None:
        self._part = part
        self._documents = documents

    @cached_property
    def first(self) -> Array:
        return taken(self._part.column(fields.DATE_FIRST), self._documents)

    @cached_property
    def last(self) -> Array:
        return taken(self._part.column(fields.DATE_LAST), self._documents)

    def inside(self, period: Period) -> Bools:
        """A mask of the documents whose whole date lies in the period, whether or not that is negated."""
        since, until = _bounds(period)
        mask: Bools = self.first >= max(since, 1)
        if until < _NO_END:
            mask &= self.last <= until
        return mask

    def reaching(self, period: Period) -> Bools:
        """A mask of the documents with a day in the period, whether or not the whole date lies in it."""
        since, until = _bounds(period)
        mask: Bools = self.first > 0
        if until < _NO_END:
            mask &= self.first <= until
        if since:
            mask &= self.last >= since
        return mask


def _within(numbers: Array, asked: Range) -> Bools:
    """A mask of the figures in a range, whether or not that is negated; `numbers` are as the column holds them.

    An end with more decimals than figures have moves to the next figure inside.
    """
    mask: Bools = numbers > 0
    if asked.least is not None:
        number = fields.value_number(asked.least)
        mask &= numbers >= number + (fields.value_of(number) < asked.least)
    if asked.most is not None:
        number = fields.value_number(asked.most)
        mask &= numbers <= number - (fields.value_of(number) > asked.most)
    return mask


def _bounds(period: Period) -> tuple[int, int]:
    since = first_day(period.since) if period.since else 0
    return since, last_day(period.until) if period.until else _NO_END
