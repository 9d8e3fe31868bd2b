"""Facets as the page lists them: groups of choices, those of one field beneath those of its parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import carevoice_search as cv
from carevoice_search.render import wording
from carevoice_search.server.asked import Asked, FacetChoice

LONG = 12
"""Choices of a group beyond which a box to filter them by their letters is of use."""
OPEN = 20
"""Choices of a lower field up to which all of them are shown; beyond that each parent unfolds its own."""


class Choice(NamedTuple):
    """A value that can be ticked. `share` is its number of records in per cent of the greatest in its group; `fixed` where the
    words of the query hold the choice, so that only they can change it; `below` are the choices that belong to it,
    folded away where there are many, but for those of which one is chosen.
    """

    field: str
    value: str
    label: str
    records: int
    share: float
    chosen: bool
    fixed: bool = False
    below: tuple[Choice, ...] = ()
    folds: bool = False
    unfolded: bool = False

    @property
    def listed(self) -> bool:
        """Whether it can be ticked: a parent that no record has stands only for what is beneath it."""
        return bool(self.records or self.chosen)


class Group(NamedTuple):
    """The choices of a field, or of two of which one is the other's parent, under one name.

    `hidden` choices are shown at the address `all`; `fewer` leads back. `long` groups have a box to filter them.
    """

    field: str
    title: str
    choices: tuple[Choice, ...]
    hidden: int = 0
    all: str | None = None
    fewer: str | None = None
    long: bool = False

    @property
    def folds(self) -> bool:
        """Whether it has choices that are folded away."""
        return any(choice.folds for choice in self.choices)

    @property
    def fixed(self) -> bool:
        """Whether the words of the query hold one of its choices."""
        return any(choice.fixed or any(lower.fixed for lower in choice.below) for choice in self.choices)


class _Row(NamedTuple):
    """How a group is listed: `shown` choices at first; `missing` are the fields whose records without a value are
    counted in it."""

    field: str
    parent: str | None = None
    shown: int = 8
    missing: tuple[str, ...] = ()


_ROWS = (
    _Row("type"),
    _Row("council", "region", shown=20, missing=("council",)),
    _Row("theme", shown=12),
    _Row("month", "year", shown=12, missing=("year",)),
    _Row("kind"),
    _Row("publisher"),
    _Row("unit"),
    _Row("nation"),
)

COUNTED = tuple(name for name in cv.FIELDS)
"""The facets that the page asks for: every field."""


def groups(facets: Sequence[cv.Facet], asked: Asked, path: str = "/") -> tuple[Group, ...]:
    """The groups of the page, from the facets of the answer to `asked`."""
    by_field = {facet.field: facet for facet in facets}
    said = {(name, value) for name, value in asked.params()}
    found = []
    for row in _ROWS:
        made = _group(row, by_field, asked, said, path)
        if made.choices and not (row.field == "nation" and _tells_nothing(made)):
            found.append(made)
    return tuple(found)


def _tells_nothing(group: Group) -> bool:
    """Whether all records have one value."""
    values = [choice for choice in group.choices if choice.value != cv.MISSING]
    return len(values) < 2 and not any(choice.chosen for choice in group.choices)


def _group(
    row: _Row,
    facets: Mapping[str, cv.Facet],
    asked: Asked,
    said: set[tuple[str, str]],
    path: str,
) -> Group:
    top, title = facets[row.parent or row.field], cv.FIELDS[row.field].label
    if row.parent:
        title = f"{cv.FIELDS[row.parent].label} and {title.lower()}"
    most = max([1, top.missing, *(bucket.count for bucket in top.buckets)])
    choices = list(_choices(top, most, said))
    if row.parent:
        choices = _nested(choices, list(_choices(facets[row.field], most, said)), row)
    shown = _wanted(asked, row)
    kept = choices if shown is None else _leading(choices, shown, cv.FIELDS[row.parent or row.field].order)
    missing = [
        choice
        for name in (row.missing or (row.field,))
        for choice in _missing(facets[name], most, said, asked)
    ]
    extra = [
        choice
        for name in (row.parent, row.field)
        if name and row.missing and name not in row.missing
        for choice in _missing(facets[name], most, said, asked)
        if choice.chosen or choice.records != sum(other.records for other in missing)
    ]
    hidden = len(choices) - len(kept)
    opened = replace(asked, facets=(*_others(asked, row), FacetChoice(row.field)))
    closed = replace(asked, facets=_others(asked, row))
    return Group(
        row.field,
        title,
        (*kept, *missing, *extra),
        hidden,
        opened.address(path) if hidden else None,
        closed.address(path) if closed != asked and len(choices) > row.shown else None,
        sum(1 + len(choice.below) for choice in kept) > LONG,
    )


def _wanted(asked: Asked, row: _Row) -> int | None:
    """How many choices are asked for at most; None is all."""
    for choice in asked.facets:
        if choice.field in (row.field, row.parent):
            return choice.buckets
    return row.shown


def _others(asked: Asked, row: _Row) -> tuple[FacetChoice, ...]:
    return tuple(choice for choice in asked.facets if choice.field not in (row.field, row.parent))


def _choices(facet: cv.Facet, most: int, said: set[tuple[str, str]]) -> Iterator[Choice]:
    for bucket in facet.buckets:
        yield Choice(
            facet.field,
            bucket.value,
            named(facet.field, bucket.value),
            bucket.count,
            round(100 * min(bucket.count / most, 1), 1),
            bucket.selected,
            bucket.selected and (facet.field, bucket.value) not in said,
        )


def named(field: str, value: str) -> str:
    """What the page calls a value: a month by its name."""
    return wording.date(value) if field == "month" else wording.label(field, value) or "(without letters)"


def _missing(facet: cv.Facet, most: int, said: set[tuple[str, str]], asked: Asked) -> Iterator[Choice]:
    chosen = any(
        isinstance(part, cv.Filter)
        and part.field == facet.field
        and not part.negated
        and cv.MISSING in part.values
        for part in asked.query.filters
    )
    if facet.missing or chosen:
        yield Choice(
            facet.field,
            cv.MISSING,
            wording.missing(facet),
            facet.missing,
            round(100 * min(facet.missing / most, 1), 1),
            chosen,
            chosen and (facet.field, cv.MISSING) not in said,
        )


def _nested(parents: Sequence[Choice], children: Sequence[Choice], row: _Row) -> list[Choice]:
    """The parents, each with its own children; one that no record of the answer has stands there for its children."""
    parent_of = cv.FIELDS[row.field].parent_of
    assert parent_of is not None and row.parent is not None
    below: dict[str, list[Choice]] = {}
    for child in children:
        below.setdefault(parent_of(child.value), []).append(child)
    held = {choice.value for choice in parents}
    unheld = [
        Choice(row.parent, value, wording.label(row.parent, value), 0, 0.0, False)
        for value in below
        if value not in held
    ]
    if cv.FIELDS[row.parent].order == "time":
        ordered: Iterable[Choice] = sorted((*parents, *unheld), key=lambda choice: choice.value)
    else:
        ordered = (*parents, *sorted(unheld, key=lambda choice: choice.label.casefold()))
    few = len(children) <= OPEN
    return [
        choice._replace(
            below=tuple(below.get(choice.value, ())),
            folds=not few,
            unfolded=any(child.chosen for child in below.get(choice.value, ())),
        )
        for choice in ordered
    ]


def _leading(choices: Sequence[Choice], number: int, order: str) -> list[Choice]:
    """The first choices, or the latest in time, and all in which something is chosen."""
    first = max(len(choices) - number, 0) if order == "time" else 0
    return [
        choice
        for place, choice in enumerate(choices)
        if first <= place < first + number or choice.chosen or any(child.chosen for child in choice.below)
    ]
