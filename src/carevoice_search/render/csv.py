"""Results as CSV for spreadsheets: one row a hit, or one row a bucket. No cell can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from carevoice_search.model import MISSING, Facet, Hit
from carevoice_search.render import safe, wording

HIT_COLUMNS = ("id", "type", "title", "date", "councils", "themes", "kind", "publisher", "url", "score")
BUCKET_COLUMNS = ("field", "value", "label", "count")


def hits(found: Iterable[Hit]) -> Iterator[str]:
    """A heading and a row for each hit; several values of one field are joined by "; "."""
    yield _row(HIT_COLUMNS)
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
            )
        )


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
