"""Facets as the page lists them: groups of choices, those of one field beneath those of its parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import carevoice_search as cv
from carevoice_search.render import wording
from carevoice_search.server.request.asked import Asked, FacetChoice

LONG = 12
"""Choices of a group beyond which a box to filter them by their letters is of use."""
OPEN = 20
"""Choices of a lower field up to which all of them are shown; beyond that each parent unfolds its own."""


MOST = 1_000
"""Choices that are shown where all are asked for: of more, the box of the query completes the names."""


class Choice(NamedTuple):
    """A value that can be ticked.

    `share` is its number of records in per cent of the greatest of its group. `fixed` where the words of the query
    hold the choice, so that only they can change it. `below` are the choices that belong to it, folded away where
    there are many, but for those of which one is chosen.
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

    `hidden` choices are shown at the address `all`, unless they are too many for any page; `fewer` leads back.
    `long` groups have a box to filter them.
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
    """How a group is listed: `shown` choices at first; of two fields, `missing` is whose lack is told first."""

    field: str
    parent: str | None = None
    shown: int = 8
    missing: str = ""


class _Scale(NamedTuple):
    """What choices are made with: the greatest count of their group, what the parameters say, and what was asked."""

    most: int
    said: frozenset[tuple[str, str]]
    asked: Asked


_ROWS = (
    _Row("type"),
    _Row("council", "region", shown=20, missing="council"),
    _Row("theme", shown=12),
    _Row("month", "year", shown=12, missing="year"),
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
    said = frozenset((name, value) for name, value in asked.params())
    found = []
    for row in _ROWS:
        own = [by_field[name] for name in (row.parent, row.field) if name]
        counts = [count for facet in own for count in (facet.missing, *(one.count for one in facet.buckets))]
        made = _group(row, by_field, _Scale(max([1, *counts]), said, asked), path)
        if made.choices and not (row.field == "nation" and _tells_nothing(made)):
            found.append(made)
    return tuple(found)


def named(field: str, value: str) -> str:
    """What the page calls a value: a month by its name."""
    return wording.date(value) if field == "month" else wording.label(field, value) or "(without letters)"


def _tells_nothing(group: Group) -> bool:
    """Whether all records have one value."""
    values = [choice for choice in group.choices if choice.value != cv.MISSING]
    return len(values) < 2 and not any(choice.chosen for choice in group.choices)


def _group(row: _Row, facets: Mapping[str, cv.Facet], scale: _Scale, path: str) -> Group:
    asked, title = scale.asked, cv.FIELDS[row.field].label
    wanted = _wanted(asked, row)
    shown = min(wanted or MOST, MOST)
    if row.parent:
        title = f"{cv.FIELDS[row.parent].label} and {title.lower()}"
        choices = _nested(
            [_choice(row.parent, bucket, scale) for bucket in facets[row.parent].buckets],
            [_choice(row.field, bucket, scale) for bucket in facets[row.field].buckets],
            row,
        )
        number = len(choices)
        kept = [choices[place] for place in _leading([_is_chosen(one) for one in choices], shown, row.parent)]
    else:
        buckets = facets[row.field].buckets
        number = len(buckets)
        places = _leading([bucket.selected for bucket in buckets], shown, row.field)
        kept = [_choice(row.field, buckets[place], scale) for place in places]
    others = tuple(choice for choice in asked.facets if choice.field not in (row.field, row.parent))
    opened = replace(asked, facets=(*others, FacetChoice(row.field)))
    return Group(
        field=row.field,
        title=title,
        choices=(*kept, *_without(row, facets, scale)),
        hidden=number - len(kept),
        all=opened.address(path) if wanted and number > len(kept) else None,
        fewer=replace(asked, facets=others).address(path)
        if wanted != row.shown and number > row.shown
        else None,
        long=sum(1 + len(choice.below) for choice in kept) > LONG,
    )


def _wanted(asked: Asked, row: _Row) -> int | None:
    """How many choices are asked for at most; None is all."""
    for choice in asked.facets:
        if choice.field in (row.field, row.parent):
            return choice.buckets
    return row.shown


def _choice(field: str, bucket: cv.Bucket, scale: _Scale) -> Choice:
    return Choice(
        field,
        bucket.value,
        bucket.label if bucket.value == cv.MISSING else named(field, bucket.value),
        bucket.count,
        round(100 * bucket.count / scale.most, 1),
        bucket.selected,
        bucket.selected and (field, bucket.value) not in scale.said,
    )


def _without(row: _Row, facets: Mapping[str, cv.Facet], scale: _Scale) -> Iterator[Choice]:
    """Records without a value, to be chosen too; of two fields those of the other where they are others."""
    first = row.missing or row.field
    second = {row.parent, row.field} - {first, None}
    for name in (first, *(name for name in second if name)):
        bucket = _missing(facets[name], scale.asked.query)
        if bucket.selected or (bucket.count and (name == first or bucket.count != facets[first].missing)):
            yield _choice(name, bucket, scale)


def _missing(facet: cv.Facet, query: cv.Query) -> cv.Bucket:
    chosen = any(
        isinstance(part, cv.Filter)
        and part.field == facet.field
        and not part.negated
        and cv.MISSING in part.values
        for part in query.filters
    )
    return cv.Bucket(cv.MISSING, wording.missing(facet), facet.missing, chosen)


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


def _is_chosen(choice: Choice) -> bool:
    return choice.chosen or any(lower.chosen for lower in choice.below)


def _leading(chosen: Sequence[bool], number: int, field: str) -> list[int]:
    """The places of the first choices, or the latest in time, and of all that are chosen."""
    first = max(len(chosen) - number, 0) if cv.FIELDS[field].order == "time" else 0
    return [place for place, is_chosen in enumerate(chosen) if first <= place < first + number or is_chosen]
