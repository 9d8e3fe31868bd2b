"""An answer along time: its records by month or by year."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import get_args

from carevoice_search.engines import Crossed, Engine
from carevoice_search.errors import UsageError
from carevoice_search.model import MISSING, Bar, Bucket, Filter, Notice, Query, Step, Timeline
from carevoice_search.query import selected, unparse
from carevoice_search.schema import label
from carevoice_search.search.asking import ask
from carevoice_search.search.facets import by_type, ordered
from carevoice_search.search.notices import notices

SPLITS = ("type", "kind", "unit")
"""The fields that bars may be split by: of each a record has one value at most."""
MOST_MONTHS = 1200
"""Bars of one timeline by months: a century."""
_LEGIBLE = 48
"""Bars up to which months are chosen where nobody says what to take."""


def timeline(
    engine: Engine,
    query: Query,
    *,
    step: Step | None = None,
    split: str = "kind",
    synonyms: bool = True,
    predecessors: bool = False,
    grouped: bool = True,
) -> Timeline:
    """The answer to `query`, widened and relaxed as `search` does it, by the months or the years of its dates.

    A bar counts what the same query finds with its month or year as the period: records whose whole date lies in
    it. Where `step` is None, months are taken if they make 48 bars at most, and leave out no more records for being
    dated to the year alone than they show. Raises UsageError for another step, a field that cannot split, and more
    than 1,200 months.
    """
    if split not in SPLITS:
        raise UsageError(f"A timeline cannot be split by {split}: use one of {', '.join(SPLITS)}.")
    if step is not None and step not in get_args(Step):
        raise UsageError(f"There is no step {step!r}: use one of {', '.join(get_args(Step))}.")
    work = partial(engine.execute, limit=0, grouped=grouped)
    asked, answer = ask(engine, query, work, synonyms=synonyms, predecessors=predecessors)
    years, months = (engine.cross(asked.query, one, split, grouped=grouped) for one in ("year", "month"))
    to_the_year = (Filter("month", (MISSING,)), Filter("year", (MISSING,), negated=True))
    dated_less = replace(asked.query, filters=(*asked.query.filters, *to_the_year))
    coarser = engine.count(dated_less, grouped=grouped)
    if step is None:
        step = "month" if _is_legible(months, coarser) else "year"
    crossed, coarser = (months, coarser) if step == "month" else (years, 0)
    periods = _periods(crossed.rows.counts)
    parts = _parts(query, split, crossed)
    bars = tuple(_bar(period, parts, crossed) for period in periods)
    undated = years.rows.missing
    several = sum(bar.count for bar in bars) + coarser + undated - answer.total
    return Timeline(
        query=unparse(asked.base),
        step=step,
        split=split,
        bars=bars,
        parts=parts,
        coarser=coarser,
        undated=undated,
        total=answer.total,
        totals=by_type(answer.totals),
        relaxed=asked.relaxed,
        notices=(
            *notices(engine, asked, answer, predecessors=predecessors, grouped=grouped),
            *_in_several_bars(several),
        ),
        several=several,
    )


def _is_legible(crossed: Crossed, coarser: int) -> bool:
    months = crossed.rows.counts
    return 0 < _number(months) <= _LEGIBLE and sum(months.values()) >= coarser


def _number(periods: Collection[str]) -> int:
    """How many bars there are from the first of some periods to the last."""
    return _ordinal(max(periods)) - _ordinal(min(periods)) + 1 if periods else 0


def _periods(held: Collection[str]) -> Iterator[str]:
    """Every month or year from the first to the last of some."""
    number = _number(held)
    if not number:
        return
    first = min(held)
    if len(first) == 4:
        yield from (f"{year:04}" for year in range(int(first), int(first) + number))
        return
    if number > MOST_MONTHS:
        raise UsageError(
            f"From {first} to {max(held)} there are {number:,} months, and a timeline has {MOST_MONTHS:,} at most: "
            "ask for years, or within a shorter period."
        )
    for ordinal in range(_ordinal(first), _ordinal(first) + number):
        yield f"{ordinal // 12:04}-{ordinal % 12 + 1:02}"


def _ordinal(period: str) -> int:
    """The number of a month or a year; of neighbours the numbers are."""
    year, _, month = period.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def _parts(query: Query, split: str, crossed: Crossed) -> tuple[Bucket, ...]:
    """The values that occur in bars, and last MISSING."""
    counts: dict[str, int] = {}
    for (period, value), number in crossed.cells.items():
        if period != MISSING:
            counts[value] = counts.get(value, 0) + number
    missing, chosen = counts.pop(MISSING, 0), selected(query, split)
    parts = ordered(split, counts, chosen)
    if missing:
        parts += (Bucket(MISSING, label(split, MISSING), missing, MISSING in chosen),)
    return parts


def _bar(period: str, parts: tuple[Bucket, ...], crossed: Crossed) -> Bar:
    numbers = {part.value: crossed.cells.get((period, part.value), 0) for part in parts}
    return Bar(period, crossed.rows.counts.get(period, 0), numbers)


def _in_several_bars(number: int) -> Iterator[Notice]:
    if number:
        more = "1 more" if number == 1 else f"{number:,} more"
        yield Notice(
            "note",
            f"Bars and remainders count {more}: copies that are counted once may bear different dates.",
            number,
        )
