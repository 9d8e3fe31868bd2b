"""The grid: how many records of an answer have each pair of values of two fields, each number a link to them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

import carevoice_search as cv
from carevoice_search.render import wording
from carevoice_search.server.answers import reply
from carevoice_search.server.pages.chips import chips, cleared
from carevoice_search.server.pages.remarks import Remark, of_notices
from carevoice_search.server.request.asked import Asked, read_given
from carevoice_search.server.request.given import Pairs, given
from carevoice_search.server.request.parameters import GRID, SEARCH, Parameter
from carevoice_search.server.templating import page

SHADES = 5
"""Steps of shading, beside none."""
MOST_ROWS = 200
MOST_COLUMNS = 40
"""How many rows and columns are shown: those of most records."""
CSV_ROWS = 5_000
CSV_COLUMNS = 300
"""How many are in a file."""
PAGE = (
    *dict.fromkeys((*GRID, *SEARCH)),  # the limit is that of hits
    Parameter("order", "choice", "the order of the rows", choices=("count", "name"), default="count"),
)
"""The parameters of the page; a search's own are carried along."""

_UPRIGHT = 7
"""Up to so many columns have their heads written across."""
_SHORT = 8
"""Heads of up to so many characters are written across too."""

router = APIRouter(include_in_schema=False)


class Line(NamedTuple):
    """The head of a row or column: how many records have its value, and the search that finds them."""

    label: str
    records: int
    href: str | None


class Cell(NamedTuple):
    """A number of records, how dark it is shown, and the search that finds them; an empty one leads nowhere."""

    records: int
    shade: int
    name: str
    href: str | None


class Step(NamedTuple):
    """A step of shading, and the numbers that it stands for."""

    shade: int
    text: str


class FieldChoice(NamedTuple):
    """A field that may be the rows or the columns."""

    field: str
    label: str
    chosen: bool


class GridView(NamedTuple):
    """A grid to be shown. `hidden` are the parameters that its form sends along."""

    title: str
    total: str
    total_href: str
    rows: tuple[tuple[Line, tuple[Cell, ...]], ...]
    columns: tuple[Line, ...]
    records: int
    turned: bool
    steps: tuple[Step, ...]
    left_out: str
    row_fields: tuple[FieldChoice, ...]
    column_fields: tuple[FieldChoice, ...]
    row_label: str
    column_label: str
    hidden: tuple[tuple[str, str], ...]
    orders: tuple[Line, ...]
    swapped: str
    csv: str


class Shown(NamedTuple):
    """Which grid of a search is shown, and in what order of its rows."""

    rows: str
    columns: str
    order: str

    def params(self) -> Pairs:
        return list(zip(self._fields, self, strict=True))


@router.api_route("/grid", methods=["GET", "HEAD"])
async def grid_page(request: Request) -> Response:
    """The grid of a search."""
    pairs = request.query_params.multi_items()
    answers = request.app.state.answers
    return await reply(request, lambda index: _page(index, pairs, answers.fresh))


def _page(index: cv.Index, pairs: Pairs, fresh: str) -> Response:
    asked, shown = asked_for(pairs, index)
    found = grid_of(index, asked, shown, rows=MOST_ROWS, columns=MOST_COLUMNS)
    return page(
        "grid.html",
        asked=asked,
        grid=grid_view(found, asked, shown),
        chips=[chip._replace(address=_joined(chip.address, shown)) for chip in chips(asked, "/grid")],
        cleared=_address("/grid", cleared(asked), shown),
        remarks=_remarks(found, asked, shown),
        searched=index.status(),
        fresh=fresh,
    )


def asked_for(pairs: Pairs, index: cv.Index) -> tuple[Asked, Shown]:
    """The search and the grid of it that parameters ask for. Raises as `read_given` does."""
    values = given(pairs, PAGE, empty=True)
    return read_given(values, index), Shown(*map(values.one, Shown._fields))


def grid_of(index: cv.Index, asked: Asked, shown: Shown, *, rows: int, columns: int) -> cv.Grid:
    """The grid of a search, with so many rows and columns at most."""
    return index.grid(
        asked.query,
        shown.rows,
        shown.columns,
        **asked.reach,
        most_rows=rows,
        most_columns=columns,
    )


def grid_view(grid: cv.Grid, asked: Asked, shown: Shown) -> GridView:
    """A grid of what was asked, with its links."""
    most = _scale(grid)
    numbered = list(zip(grid.rows, grid.cells, strict=True))
    if shown.order == "name":
        numbered.sort(key=lambda row: (row[0].value == cv.MISSING, row[0].label.casefold()))
    rows = tuple(
        (
            _line(bucket, asked, grid.row_field),
            tuple(
                _cell(number, most, (bucket, column), asked, grid)
                for number, column in zip(numbers, grid.columns, strict=True)
            ),
        )
        for bucket, numbers in numbered
    )
    row_label, column_label = (_field_label(field) for field in (grid.row_field, grid.column_field))
    return GridView(
        title=f"{row_label} by {column_label.lower()}",
        total=f"{wording.count(grid.total, 'record')}: {wording.by_type(grid.totals)}",
        total_href=asked.at(0).address("/"),
        rows=rows,
        columns=tuple(_line(bucket, asked, grid.column_field) for bucket in grid.columns),
        records=grid.total,
        turned=len(grid.columns) > _UPRIGHT and max(len(bucket.label) for bucket in grid.columns) > _SHORT,
        steps=steps(most, _greatest(grid)),
        left_out=_left_out(grid),
        row_fields=_fields(shown.rows),
        column_fields=_fields(shown.columns),
        row_label=row_label,
        column_label=column_label,
        hidden=tuple(pair for pair in _kept(asked) if pair[0] != "q"),
        orders=_orders(asked, shown) if cv.FIELDS[shown.rows].order == "count" else (),
        swapped=_address("/grid", asked, shown._replace(rows=shown.columns, columns=shown.rows)),
        csv=_address("/grid.csv", asked, shown),
    )


def shade(number: int, most: int) -> int:
    """The step of a number: 0 for none, and otherwise 1 to 5, each for a fifth of the way to `most`."""
    return min(-(-number * SHADES // most), SHADES) if number else 0


def steps(most: int, beyond: int) -> tuple[Step, ...]:
    """The steps of a scale to `most`, each with the numbers that it stands for; the last has all up to `beyond`."""
    found = [Step(0, "0")]
    for step in range(1, SHADES + 1):
        first, last = (step - 1) * most // SHADES + 1, step * most // SHADES
        if step == SHADES:
            last = max(last, beyond)
        if first <= last:
            found.append(Step(step, f"{first:,}" if first == last else f"{first:,} to {last:,}"))
    return tuple(found)


def _greatest(grid: cv.Grid) -> int:
    return max((number for row in grid.cells for number in row), default=0)


def _scale(grid: cv.Grid) -> int:
    """The greatest number that has a value of both fields: the many without one would make all others look alike."""
    return max(
        (
            number
            for row, numbers in zip(grid.rows, grid.cells, strict=True)
            for column, number in zip(grid.columns, numbers, strict=True)
            if cv.MISSING not in (row.value, column.value)
        ),
        default=0,
    ) or _greatest(grid)


def _remarks(grid: cv.Grid, asked: Asked, shown: Shown) -> tuple[Remark, ...]:
    """What a reader of the numbers must know."""
    relaxed = [Remark("No record has all of these words; these have some of them.")] if grid.relaxed else []
    return (
        *relaxed,
        *(
            remark._replace(address=remark.address and _joined(remark.address, shown))
            for remark in of_notices(grid.notices, asked, "/grid")
        ),
    )


def _line(bucket: cv.Bucket, asked: Asked, field: str) -> Line:
    found = asked.narrowed_by(cv.narrowed(asked.query, field, bucket.value)) if bucket.count else None
    return Line(wording.value(field, bucket), bucket.count, found.address("/") if found else None)


def _cell(number: int, most: int, pair: tuple[cv.Bucket, cv.Bucket], asked: Asked, grid: cv.Grid) -> Cell:
    row, column = (
        wording.value(field, bucket)
        for field, bucket in zip((grid.row_field, grid.column_field), pair, strict=True)
    )
    name = f"{row}, {column}: {wording.count(number, 'record')}"
    if not number:
        return Cell(0, 0, name, None)
    narrowed = cv.narrowed(asked.query, grid.row_field, pair[0].value)
    narrowed = cv.narrowed(narrowed, grid.column_field, pair[1].value)
    return Cell(number, shade(number, most), name, asked.narrowed_by(narrowed).address("/"))


def _field_label(field: str) -> str:
    return cv.FIELDS[field].label


def _fields(chosen: str) -> tuple[FieldChoice, ...]:
    return tuple(FieldChoice(name, field.label, name == chosen) for name, field in cv.FIELDS.items())


def _left_out(grid: cv.Grid) -> str:
    """Says that rows or columns were left out; nothing where all are shown."""
    parts = [
        wording.count(more, f"{'earlier' if cv.FIELDS[field].order == 'time' else 'more'} {what}")
        for more, what, field in (
            (grid.more_rows, "row", grid.row_field),
            (grid.more_columns, "column", grid.column_field),
        )
        if more
    ]
    if not parts:
        return ""
    is_whole = len(grid.rows) + grid.more_rows <= CSV_ROWS
    is_whole &= len(grid.columns) + grid.more_columns <= CSV_COLUMNS
    reach = "all" if is_whole else f"up to {CSV_ROWS:,} rows and {CSV_COLUMNS:,} columns"
    return f"Left out to keep to a size: {' and '.join(parts)}; the CSV has {reach}."


def _orders(asked: Asked, shown: Shown) -> tuple[Line, ...]:
    """Links to both orders of the rows; the one that is shown leads nowhere."""
    return tuple(
        Line(
            label, 0, None if order == shown.order else _address("/grid", asked, shown._replace(order=order))
        )
        for order, label in (("count", "most records first"), ("name", "by name"))
    )


def _kept(asked: Asked) -> Pairs:
    return [pair for pair in asked.at(0).params() if pair[0] != "facet"]


def _address(path: str, asked: Asked, shown: Shown) -> str:
    return f"{path}?{urlencode([*_kept(asked), *shown.params()], errors='replace')}"


def _joined(address: str, shown: Shown) -> str:
    """The address of a grid page with what it shows."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(shown.params())}"
