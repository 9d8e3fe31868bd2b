"""An answer counted by two fields at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from carevoice_search import gazetteer
from carevoice_search.engines import Engine, FacetCounts
from carevoice_search.errors import UsageError
from carevoice_search.model import MISSING, Bucket, Filter, Grid, Node, Query
from carevoice_search.query import narrowed, selected, unparse
from carevoice_search.schema import FIELDS, label
from carevoice_search.search.asking import ask
from carevoice_search.search.facets import by_type, ordered
from carevoice_search.search.notices import notices
from carevoice_search.search.predecessors import with_predecessors

_Cells = Mapping[tuple[str, str], int]


def grid(
    engine: Engine,
    query: Query,
    rows: str,
    columns: str,
    *,
    synonyms: bool = True,
    predecessors: bool = False,
    grouped: bool = True,
    most_rows: int = 200,
    most_columns: int = 60,
) -> Grid:
    """The answer to `query`, widened and relaxed as `search` does it, by each pair of values of two fields.

    Rows and columns are every value that the index holds, in the order of facets; where values of the field were
    chosen, these alone, and never those that were excluded. MISSING comes last, where a record of the answer has no
    value. A cell is the total of the search that is narrowed to its two values; so with `predecessors` a council
    counts what went before it as well. Raises UsageError for one field twice and for sizes below 1.
    """
    if rows == columns:
        raise UsageError(f"Rows and columns are both {rows}: name two different fields.")
    for size in (most_rows, most_columns):
        if size < 1:
            raise UsageError(f"{size} rows or columns show nothing: give 1 or more.")
    work = partial(engine.execute, limit=0, grouped=grouped)
    asked, answer = ask(engine, query, work, synonyms=synonyms, predecessors=predecessors)
    crossed = engine.cross(asked.query, rows, columns, grouped=grouped)
    counts = {rows: crossed.rows, columns: crossed.columns}
    cells = dict(crossed.cells)
    if predecessors and "council" in counts:
        other = columns if rows == "council" else rows
        later = dict(_with_predecessors(engine, query, asked.query.root, other, grouped))
        counts["council"] = counts["council"]._replace(
            counts={**counts["council"].counts, **{council: one.total for council, one in later.items()}}
        )
        for council, one in later.items():
            for value, number in ((MISSING, one.missing), *one.counts.items()):
                cells[(council, value) if rows == "council" else (value, council)] = number
    down = _axis(engine, query, rows, counts[rows], most_rows)
    across = _axis(engine, query, columns, counts[columns], most_columns)
    return Grid(
        query=unparse(asked.base),
        row_field=rows,
        column_field=columns,
        rows=down.buckets,
        columns=across.buckets,
        cells=tuple(
            tuple(cells.get((row.value, column.value), 0) for column in across.buckets)
            for row in down.buckets
        ),
        total=answer.total,
        totals=by_type(answer.totals),
        more_rows=down.more,
        more_columns=across.more,
        relaxed=asked.relaxed,
        notices=notices(engine, asked, answer, predecessors=predecessors, grouped=grouped),
    )


class _Axis(NamedTuple):
    """The rows or the columns of a grid, and how many values were left out."""

    buckets: tuple[Bucket, ...]
    more: int


def _axis(engine: Engine, query: Query, field: str, counted: FacetCounts, most: int) -> _Axis:
    """`query` is what was asked, with what was chosen in the field."""
    filters = [part for part in query.filters if isinstance(part, Filter) and part.field == field]
    chosen = [set(part.values) for part in filters if not part.negated]
    wanted = set.intersection(*chosen) if chosen else set()
    values = wanted if chosen else set(engine.values(field))
    values = values.difference((MISSING,), *(part.values for part in filters if part.negated))
    buckets = ordered(field, {value: counted.counts.get(value, 0) for value in values}, tuple(wanted))
    kept = buckets[-most:] if FIELDS[field].order == "time" else buckets[:most]
    if counted.missing:
        kept += (Bucket(MISSING, label(field, MISSING), counted.missing, MISSING in wanted),)
    return _Axis(kept, max(len(buckets) - most, 0))


class _Later(NamedTuple):
    """The records of a council and of what went before it: how many, and by the other field of the grid."""

    total: int
    counts: Mapping[str, int]
    missing: int


def _with_predecessors(
    engine: Engine, query: Query, root: Node, other: str, grouped: bool
) -> Iterator[tuple[str, _Later]]:
    """The councils before which others went, counted with them as choosing them counts.

    A record may be of both and is still one, so that each is an answer of its own. `root` is that of the answer.
    """
    held = engine.values("council")
    for council in dict.fromkeys((*held, *selected(query, "council"))):
        if council != MISSING and not held.keys().isdisjoint(gazetteer.predecessors(council)):
            filters = with_predecessors(narrowed(query, "council", council))[0].filters
            found = engine.cross(Query(root, filters), "council", other, grouped=grouped)
            yield council, _Later(found.total, found.columns.counts, found.columns.missing)
