"""What a reader of an answer's counts must know beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from carevoice_search import gazetteer
from carevoice_search.engines import Answer, Engine
from carevoice_search.model import MISSING, And, Boost, Filter, Node, Notice, Or, Period, Query, Range
from carevoice_search.schema import label
from carevoice_search.search.asking import Asked


def notices(
    engine: Engine, asked: Asked, answer: Answer, *, predecessors: bool, grouped: bool
) -> tuple[Notice, ...]:
    """The notices of an answer. `predecessors` says whether those of the chosen councils were taken in."""
    found = [*_folded(answer), *_overlap(answer), *_undated(engine, asked.query, grouped)]
    found += _mixed_units(engine, asked.query, grouped)
    if asked.added:
        difference = abs(engine.count(asked.other, grouped=grouped) - answer.total)
        found += _predecessor_notice(difference, asked.added, predecessors)
    return tuple(found)


def _folded(answer: Answer) -> Iterator[Notice]:
    if number := answer.folded:
        who = "1 copy of a record is" if number == 1 else f"{number:,} copies of records are"
        yield Notice("note", f"{who} not counted; to count each by itself: --no-group.", number)


def _undated(engine: Engine, query: Query, grouped: bool) -> Iterator[Notice]:
    """Records that a period leaves out because they have no date at all."""
    others = tuple(part for part in query.filters if not isinstance(part, Period) or part.negated)
    if len(others) == len(query.filters):
        return
    without = replace(query, filters=(*others, Filter("year", (MISSING,))))
    if number := engine.count(without, grouped=grouped):
        who = "1 record without a date is" if number == 1 else f"{number:,} records without a date are"
        yield Notice("note", f"{who} left out; to see what has none: --missing year.", number)


def _mixed_units(engine: Engine, query: Query, grouped: bool) -> Iterator[Notice]:
    """The units of the figures in a range: 30 people and 30 per cent lie in the same."""
    if not any(_has_range(part) for part in (query.root, *query.filters)):
        return
    counts = dict(engine.execute(query, facets=("unit",), limit=0, grouped=grouped).facets["unit"].counts)
    for part in query.filters:
        if isinstance(part, Filter) and part.field == "unit" and not part.negated:
            # A facet's counts look past the choices of its own field.
            counts = {unit: number for unit, number in counts.items() if unit in part.values}
    if len(counts) > 1:
        leading = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        named = ", ".join(f"{label('unit', unit)} ({number:,})" for unit, number in leading)
        yield Notice(
            "note", f"The figures are of {len(counts)} units: {named}; to keep one: --unit.", len(counts)
        )


def _has_range(node: Node) -> bool:
    """Whether a range of figures is asked for, anywhere in a query."""
    match node:
        case Range(negated=negated):
            return not negated
        case And(children) | Or(children):
            return any(map(_has_range, children))
        case Boost(child):
            return _has_range(child)
    return False


def _overlap(answer: Answer) -> Iterator[Notice]:
    if number := answer.overlapping:
        who = (
            "1 record with a less precise date overlaps"
            if number == 1
            else f"{number:,} records with less precise dates overlap"
        )
        yield Notice("overlap", f"{who} the period, and cannot be counted in it.", number)
    if number := answer.reaching_excluded:
        who = (
            "1 record with a less precise date is counted, although its date"
            if number == 1
            else f"{number:,} records with less precise dates are counted, although their dates"
        )
        yield Notice("overlap", f"{who} may lie in the excluded period.", number)


def _predecessor_notice(difference: int, added: Sequence[str], included: bool) -> Iterator[Notice]:
    """How many records the predecessors of the chosen councils add, or would."""
    if not difference:
        return
    names = ", ".join(gazetteer.label(code) for code in added)
    records = "1 record" if difference == 1 else f"{difference:,} records"
    text = f"--with-predecessors would add {records} of {names}, which went before."
    if included:
        text = f"{records} of {names}, which went before, {'is' if difference == 1 else 'are'} included."
    yield Notice("predecessors", text, difference)
