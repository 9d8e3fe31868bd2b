"""Results as JSON in a stable, numbered format, described in docs/. Only additions keep the number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from carevoice_search.model import Facet, Hit, Record, Results, Snippet
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
    return dump(
        {
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
            "notices": [{"kind": n.kind, "text": n.text, "count": n.count} for n in found.notices],
            "hits": [hit_form(hit, shares) for hit in found.hits],
            "facets": [facet_form(facet) for facet in found.facets],
        }
    )


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
        "buckets": [
            {"value": b.value, "label": b.label, "count": b.count, "selected": b.selected}
            for b in facet.buckets
        ],
        "missing": facet.missing,
        "other": facet.other,
    }


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
