"""Results as CSV for spreadsheets: one row a hit, or one row a bucket. No cell can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from carevoice_search.model import MISSING, Facet, Figure, Hit
from carevoice_search.render import safe, wording

HIT_COLUMNS = ("id", "type", "title", "date", "councils", "themes", "kind", "publisher", "url", "score")
FIGURE_COLUMNS = ("value", "unit", "stated", "bound", "out_of", "who", "measured")
BUCKET_COLUMNS = ("field", "value", "label", "count")


def hits(found: Iterable[Hit]) -> Iterator[str]:
    """A heading and a row for each hit; several values of one field are joined by "; ".

    The columns of figures are empty but for findings.
    """
    yield _row((*HIT_COLUMNS, *FIGURE_COLUMNS))
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


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([safe.cell(cell) for cell in cells])
    return line.getvalue()
