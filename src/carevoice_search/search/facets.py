"""Facets of an answer: a field's values in the order in which people read them, with their counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from carevoice_search.engines import Answer, Engine, FacetCounts
from carevoice_search.model import MISSING, Bucket, Facet, Filter, Query
from carevoice_search.query import selected
from carevoice_search.schema import FIELDS, TYPES, leading_buckets
from carevoice_search.search.asking import Asked


def facets(
    engine: Engine,
    asked: Asked,
    answer: Answer,
    names: Sequence[str],
    buckets: Mapping[str, int],
    *,
    grouped: bool,
) -> Iterator[Facet]:
    """The facets of an answer; of those that `buckets` gives a number, so many."""
    for name in dict.fromkeys(names):
        facet = _facet(name, answer.facets[name], selected(asked.base, name))
        yield _cut(engine, asked.query, facet, buckets.get(name), grouped)


def ordered(name: str, counts: Mapping[str, int], chosen: Sequence[str] = ()) -> tuple[Bucket, ...]:
    """A bucket for each value of a field, the greatest count or the earliest time first."""
    field = FIELDS[name]
    buckets = [
        Bucket(value, field.label_of(value), count, value in chosen) for value, count in counts.items()
    ]
    if field.order == "time":
        buckets.sort(key=lambda bucket: bucket.value)
    else:
        buckets.sort(key=lambda bucket: (-bucket.count, bucket.label.casefold(), bucket.value))
    return tuple(buckets)


def by_type(totals: Mapping[str, int]) -> dict[str, int]:
    """Totals of every type, in their order."""
    return {name: totals.get(name, 0) for name in TYPES}


def _facet(name: str, counted: FacetCounts, chosen: Sequence[str]) -> Facet:
    """Every bucket; chosen values are there at 0 too."""
    counts = {value: 0 for value in chosen if value != MISSING} | dict(counted.counts)
    return Facet(name, ordered(name, counts, chosen), counted.missing)


def _cut(engine: Engine, query: Query, facet: Facet, number: int | None, grouped: bool) -> Facet:
    """`facet` with its leading buckets; `other` counts the records whose every value lies beyond them."""
    if number is None or number >= len(facet.buckets):
        return facet
    kept = leading_buckets(facet, number)
    filters = (
        part
        for part in query.filters
        if not (isinstance(part, Filter) and part.field == facet.field and not part.negated)
    )
    beyond = Filter(facet.field, (MISSING, *(bucket.value for bucket in kept)), negated=True)
    other = engine.count(Query(query.root, (*filters, beyond)), grouped=grouped)
    return replace(facet, buckets=kept, other=other)
