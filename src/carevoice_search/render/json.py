"""Results as JSON in a stable, numbered format, described in docs/. Only additions keep the number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from carevoice_search.model import Bucket, Facet, Grid, Hit, Notice, Record, Results, Snippet, Timeline
from carevoice_search.render import safe
from carevoice_search.render.extraction import evidence_form, figure_form, named_councils
from carevoice_search.schema import TYPES

FORMAT = 1

Shares = Mapping[str, tuple[tuple[str, float], ...]]


def dump(value: object, *, indent: int | None = 2) -> str:
    """JSON text of plain values, readable in any alphabet, without characters that a terminal obeys."""
    return safe.json_text(json.dumps(value, ensure_ascii=False, indent=indent))


def results(found: Results, *, shares: Shares | None = None) -> str:
    """The whole answer as one JSON object."""
    return dump(results_form(found, shares=shares))


def results_form(found: Results, *, shares: Shares | None = None) -> dict[str, object]:
    return {
        "format": FORMAT,
        "query": found.query,
        "total": found.total,
        "totals": totals_form(found.totals),
        "relaxed": found.relaxed,
        "suggestion": found.suggestion,
        "synonyms": found.synonyms,
        "grouped": found.grouped,
        "expanded": found.expanded,
        "feedback": [{"word": word, "weight": round(weight, 6)} for word, weight in found.feedback],
        "widened": {word: list(forms) for word, forms in found.widened.items()},
        "notices": notices_form(found.notices),
        "hits": [hit_form(hit, shares) for hit in found.hits],
        "facets": [facet_form(facet) for facet in found.facets],
    }


def grid_form(found: Grid) -> dict[str, object]:
    """A grid as plain values: `cells` holds a list for each row, with a count for each column."""
    return {
        **_head_form(found),
        "row_field": found.row_field,
        "column_field": found.column_field,
        "rows": [bucket_form(bucket) for bucket in found.rows],
        "columns": [bucket_form(bucket) for bucket in found.columns],
        "cells": [list(row) for row in found.cells],
        "more_rows": found.more_rows,
        "more_columns": found.more_columns,
    }


def timeline_form(found: Timeline) -> dict[str, object]:
    """A timeline as plain values: the `parts` of a bar are counts by the value that they have in the split field."""
    return {
        **_head_form(found),
        "step": found.step,
        "split": found.split,
        "bars": [{"period": bar.period, "count": bar.count, "parts": dict(bar.parts)} for bar in found.bars],
        "parts": [bucket_form(bucket) for bucket in found.parts],
        "coarser": found.coarser,
        "undated": found.undated,
        "several": found.several,
    }


def _head_form(found: Grid | Timeline) -> dict[str, object]:
    return {
        "format": FORMAT,
        "query": found.query,
        "total": found.total,
        "totals": totals_form(found.totals),
        "relaxed": found.relaxed,
        "notices": notices_form(found.notices),
    }


def hit_lines(hits: Iterable[Hit], *, shares: Shares | None = None) -> Iterator[str]:
    """One JSON object a line for each hit."""
    for hit in hits:
        yield dump(hit_form(hit, shares), indent=None)


def hit_form(hit: Hit, shares: Shares | None = None) -> dict[str, object]:
    form: dict[str, object] = {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "record": record_form(hit.record),
        "snippet": snippet_form(hit.snippet),
        "copies": [
            {"id": copy.id, "page": copy.page, "title": copy.title, "publisher": copy.publisher}
            for copy in hit.copies
        ],
    }
    if shares is not None:
        explained = shares.get(hit.record.id, ())
        form["explanation"] = [{"what": what, "share": round(share, 6)} for what, share in explained]
    return form


def snippet_form(passage: Snippet) -> dict[str, object]:
    """A passage; `start` and `end` are its place in the record's text, `marks` are places in its own."""
    return {
        "text": passage.text,
        "marks": [list(mark) for mark in passage.marks],
        "start": passage.start,
        "end": passage.end,
    }


def totals_form(totals: Mapping[str, int]) -> dict[str, int]:
    """The number of records of every type, those without any included."""
    return {name: totals.get(name, 0) for name in TYPES}


def facet_form(facet: Facet) -> dict[str, object]:
    return {
        "field": facet.field,
        "buckets": [bucket_form(bucket) for bucket in facet.buckets],
        "missing": facet.missing,
        "other": facet.other,
    }


def bucket_form(bucket: Bucket) -> dict[str, object]:
    return {
        "value": bucket.value,
        "label": bucket.label,
        "count": bucket.count,
        "selected": bucket.selected,
    }


def notices_form(notices: Iterable[Notice]) -> list[dict[str, object]]:
    return [{"kind": notice.kind, "text": notice.text, "count": notice.count} for notice in notices]


def record_form(record: Record) -> dict[str, object]:
    """A record as plain values. Councils carry their names; the other facet values are their stable keys."""
    return {
        "id": record.id,
        "type": record.type,
        "kind": record.kind,
        "title": record.title,
        "publisher": record.publisher,
        "url": record.url,
        "date": record.date,
        "councils": named_councils(record.councils),
        "regions": list(record.regions),
        "nations": list(record.nations),
        "themes": list(record.themes),
        "figure": figure_form(record.figure) if record.figure else None,
        "sources": [
            {"page": s.page, "title": s.title, "url": s.url, "publisher": s.publisher} for s in record.sources
        ],
        "text": record.text,
        "evidence": [evidence_form(proof) for proof in record.evidence],
    }
