"""Results as CSV for spreadsheets: one row a hit, a bucket, a month, or a row of a grid.

No cell can run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from carevoice_search.model import MISSING, Facet, Figure, Grid, Hit, Timeline
from carevoice_search.render import safe, wording

HIT_COLUMNS = ("id", "type", "title", "date", "councils", "themes", "kind", "publisher", "url", "score")
FIGURE_COLUMNS = ("value", "unit", "stated", "bound", "out_of", "who", "measured")
SOURCE_COLUMNS = ("page",)
BUCKET_COLUMNS = ("field", "value", "label", "count")


def hits(found: Iterable[Hit]) -> Iterator[str]:
    """A heading and a row for each hit; several values of one field are joined by "; ".

    The columns of figures are empty but for findings. The last is the page on which a record stands, the first
    where it stands on several.
    """
    yield _row((*HIT_COLUMNS, *FIGURE_COLUMNS, *SOURCE_COLUMNS))
    for hit in found:
        record = hit.record
        yield _row(
            (
                record.id,
                record.type,
                record.title,
                record.date or "",
                "; ".join(wording.label("council", code) for code in record.councils),
                "; ".join(wording.label("theme", slug) for slug in record.themes),
                record.kind,
                record.publisher or "",
                record.url or "",
                f"{hit.score:.4f}",
                *(figure_cells(record.figure) if record.figure else [""] * len(FIGURE_COLUMNS)),
                record.sources[0].page if record.sources else "",
            )
        )


def figure_cells(found: Figure) -> list[str]:
    """A figure by `FIGURE_COLUMNS`; numbers as spreadsheets read them, without commas."""
    value, whole = (
        "" if number is None else f"{number:.3f}".rstrip("0").rstrip(".")
        for number in (found.value, found.out_of)
    )
    return [value, found.unit, found.stated, found.bound, whole, found.who or "", found.measured or ""]


def buckets(facets: Iterable[Facet]) -> Iterator[str]:
    """A heading and a row for each bucket.

    The records without a value have the value "missing"; where buckets were left out, "other" counts the
    records that have no value but those.
    """
    yield _row(BUCKET_COLUMNS)
    for facet in facets:
        for bucket in facet.buckets:
            yield _row((facet.field, bucket.value, bucket.label, str(bucket.count)))
        if facet.missing:
            yield _row((facet.field, MISSING, f"({wording.missing(facet)})", str(facet.missing)))
        if facet.other:
            yield _row((facet.field, "other", "(only others)", str(facet.other)))


def grid(found: Grid) -> Iterator[str]:
    """A heading and a row for each value of the rows: its value, label and count, and a cell for each column.

    The row and the column of the records without a value come last; the row has the value "missing".
    """
    heads = (wording.value(found.column_field, bucket) for bucket in found.columns)
    yield _row(("value", "label", "count", *heads))
    for bucket, cells in zip(found.rows, found.cells, strict=True):
        label = wording.value(found.row_field, bucket)
        yield _row((bucket.value, label, str(bucket.count), *map(str, cells)))


def timeline(found: Timeline) -> Iterator[str]:
    """A heading and a row for each month or year, with a cell for each value of the field that splits it."""
    yield _row((found.step, "count", *(wording.value(found.split, part) for part in found.parts)))
    for bar in found.bars:
        parts = (str(bar.parts.get(part.value, 0)) for part in found.parts)
        yield _row((bar.period, str(bar.count), *parts))


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([safe.cell(cell) for cell in cells])
    return line.getvalue()
