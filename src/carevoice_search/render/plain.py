"""Results as plain lines, for pipes and files: no colour, no box, no wrapping, one line for each record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carevoice_search.model import Facet, Figure, Hit, Record, Results, Snippet
from carevoice_search.render import safe, wording
from carevoice_search.schema import FIELDS, leading_buckets

Shares = Mapping[str, tuple[tuple[str, float], ...]]
"""Explanations of scores by record id: (what matched, its share)."""


def results(
    found: Results, *, shown: Mapping[str, int], shares: Shares | None = None, more: str = "--facet "
) -> Iterator[str]:
    """The lines of an answer; `shown` is how many buckets of each facet are wanted, and `more` what comes before
    FIELD:all in the call that shows all of them."""
    yield wording.totals(found)
    yield from wording.remarks(found)
    if shares is not None:
        yield f"Query: {safe.line(found.query)}"
        yield from wording.widening(found)
    for hit in found.hits:
        yield ""
        yield from _hit(hit, shares)
    if partly := wording.partly(found):
        yield ""
        yield f"({partly})"
    for facet in found.facets:
        yield ""
        yield from facet_lines(facet, shown.get(facet.field, wording.BUCKETS_SHOWN), more)


def _hit(hit: Hit, shares: Shares | None) -> Iterator[str]:
    record = hit.record
    figure = [wording.figure(record.figure)] if record.figure else []
    yield f"{hit.rank}. {' · '.join([*figure, safe.line(record.title), *wording.particulars(record)])}"
    if not wording.repeats_title(hit):
        yield f"   {safe.line(hit.snippet.text)}"
    if copies := wording.copies(hit):
        yield f"   {copies}"
    if shares is not None:
        yield f"   score {hit.score:.3f}"
        for what, share in shares.get(record.id, ()):
            yield f"   {share:8.3f}  {safe.line(what)}"


def facet_lines(facet: Facet, shown: int, more: str = "--facet ") -> Iterator[str]:
    """A facet's heading, its leading `shown` buckets, and what lies beyond them."""
    yield FIELDS[facet.field].label
    buckets = leading_buckets(facet, shown)
    digits = max((len(f"{bucket.count:,}") for bucket in buckets), default=1)
    digits = max(digits, len(f"{facet.missing:,}"))
    for bucket in buckets:
        chosen = "*" if bucket.selected else " "
        yield f" {chosen}{bucket.count:>{digits},}  {safe.line(bucket.label)}"
    if facet.missing:
        yield f"  {facet.missing:>{digits},}  ({wording.missing(facet)})"
    if not facet.buckets and not facet.missing:
        yield "  nothing to count"
    if hidden := wording.hidden_buckets(facet, len(buckets), more):
        yield f"  {'…':>{digits}}  {hidden}"


def record(found: Record, *, evidence: bool, passage: Snippet | None = None) -> Iterator[str]:
    """A record in full: its fields, where it stands, its text and, if wanted, the words behind each field.

    With a passage the text is opened there.
    """
    yield safe.line(found.title)
    yield ""
    for name, value in fields(found):
        yield f"{name + ':':<11} {value}"
    if evidence:
        yield ""
        yield from evidence_lines(found)
    if found.text != found.title:
        yield ""
        if opened := passage and wording.opened(found, passage):
            yield opened
        yield from safe.lines(found.text[wording.opening(found, passage) :])


def fields(found: Record) -> list[tuple[str, str]]:
    """The fields of a record as (label, words), those without a value left out."""
    rows = [
        ("Id", safe.line(found.id)),
        ("Type", wording.label("type", found.type)),
        ("Kind", wording.label("kind", found.kind)),
        *(_figure(found.figure) if found.figure else ()),
        ("Date", wording.date(found.date) if found.date else "none stated"),
    ]
    for name, codes in (
        ("council", found.councils),
        ("region", found.regions),
        ("nation", found.nations),
        ("theme", found.themes),
    ):
        names = "; ".join(f"{wording.label(name, code)} ({safe.line(code)})" for code in codes)
        rows.append((FIELDS[name].label + ("s" if len(codes) > 1 else ""), names))
    rows.append(("Publisher", safe.line(found.publisher or "")))
    rows.append(("Address", safe.line(found.url or "")))
    for source in found.sources:
        place = [safe.line(source.page), safe.line(source.title) if source.title != found.title else ""]
        rows.append(("Found on", " · ".join(part for part in place if part)))
    return [(name, value) for name, value in rows if value]


def _figure(found: Figure) -> Iterator[tuple[str, str]]:
    yield "Figure", wording.figure(found)
    yield "Unit", wording.label("unit", found.unit)
    yield "Stated", safe.line(found.stated)
    yield "Who", safe.line(found.who or "")
    yield "Measured", safe.line(found.measured or "")


def evidence_lines(found: Record) -> Iterator[str]:
    """The exact words behind every field of a record, with the rule and the page."""
    for proof in found.evidence:
        value = wording.label(proof.field, proof.value) if proof.field in FIELDS else proof.value
        yield f"{safe.line(proof.field)} = {safe.line(value)}"
        yield f"    “{safe.line(proof.quote)}”"
        place = f"{proof.place} {proof.start}–{proof.end}" if proof.start is not None else proof.place
        yield f"    {place} of {safe.line(proof.page)}, rule {safe.line(proof.rule)}"
