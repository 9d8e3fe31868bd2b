"""Queries answered: what the engine finds, with what a reader of it must know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, get_args

from carevoice_search import gazetteer, vocabulary
from carevoice_search.engines import Answer, Engine, FacetCounts
from carevoice_search.errors import UsageError
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Bucket,
    Facet,
    Filter,
    Hit,
    Node,
    Notice,
    Or,
    Period,
    Query,
    Range,
    Record,
    Results,
    Snippet,
    Sort,
    Word,
)
from carevoice_search.query import one_of, selected, unparse
from carevoice_search.schema import FIELDS, TYPES, label, leading_buckets
from carevoice_search.search.predecessors import with_predecessors
from carevoice_search.search.relaxation import relaxed
from carevoice_search.search.suggestion import suggest
from carevoice_search.snippets import best_passage, best_passages
from carevoice_search.spelling import nearest
from carevoice_search.synonyms import widen, with_compounds

TELLING_WORDS = 25
"""How many words of a record stand for it when others like it are sought."""


_Count = Callable[[Query], int]
"""How many records match, copies counted as the answer counts them."""


class _Asked(NamedTuple):
    """A query as the engine is asked it, and what was done to it on the way."""

    query: Query
    widened: Mapping[str, tuple[str, ...]]
    relaxed: bool = False


def search(
    engine: Engine,
    query: Query,
    *,
    facets: Sequence[str] = (),
    sort: Sort = "relevance",
    limit: int = 10,
    offset: int = 0,
    synonyms: bool = True,
    predecessors: bool = False,
    buckets: Mapping[str, int] | None = None,
    grouped: bool = True,
    expand: bool = False,
) -> Results:
    """Answer `query`. `facets` names fields of `schema.FIELDS`; every bucket of each is given, but for those
    that `buckets` gives a number.

    `predecessors` lets a council's value take in the authorities that went before it. Where no record of the
    index has all the words, whatever the filters, those with any of them are found (`relaxed`). `grouped` counts
    copies once and names them beside the hit that is shown; `expand` ranks by words of the first hits as well.
    Raises UsageError for a facet or a sort that does not exist, a limit or offset below 0, and fewer than 1
    buckets.
    """
    _check(facets, sort, limit, offset, buckets or {})
    wide, added = with_predecessors(query)
    base, other = (wide, query) if predecessors else (query, wide)
    asked = _widened(base, synonyms)

    def execute(asked: _Asked) -> Answer:
        return engine.execute(
            asked.query,
            facets=tuple(facets),
            sort=sort,
            limit=limit,
            offset=offset,
            grouped=grouped,
            expand=expand,
        )

    def count(query: Query) -> int:
        return engine.count(query, grouped=grouped)

    answer = execute(asked)
    if not answer.total and (less := _relaxed(engine, asked)):
        asked, answer = less, execute(less)
    notices = [*_folded(answer), *_overlap(answer), *_undated(count, asked.query)]
    notices += _mixed_units(engine, asked.query, grouped)
    if added:
        difference = abs(count(_asked_alike(other, asked, synonyms)) - answer.total)
        notices += _predecessor_notice(difference, added, predecessors)
    return Results(
        query=unparse(base),
        total=answer.total,
        totals=_by_type(answer.totals),
        hits=_hits(answer, asked.query.root, offset),
        facets=tuple(_facets(answer, asked.query, base, facets, buckets or {}, count)),
        relaxed=asked.relaxed,
        suggestion=suggest(engine, base, frozenset(asked.widened)),
        widened=asked.widened,
        notices=tuple(notices),
        synonyms=synonyms,
        grouped=grouped,
        expanded=expand,
        feedback=answer.feedback,
    )


def similar(engine: Engine, record_id: str, limit: int = 10) -> Results:
    """The records that share the most telling words of a record, itself and its copies left out.

    `query` is the search for these words without their weights and synonyms: run again, it finds the same
    records in an order of its own, and counts the record itself, which has these words too. Raises UsageError
    where there is no such record.
    """
    record = engine.record(record_id)
    if record is None:
        raise UsageError(f"There is no record {record_id!r}. Ids are shown by: carevoice search")
    _check((), "relevance", limit, 0, {})
    vector = engine.term_vector(record_id, TELLING_WORDS)
    root = one_of(Boost(Word(word), weight) for word, weight in vector)
    if root is None:
        return Results("", 0, _by_type({}), (), synonyms=False)
    answer = engine.execute(Query(root), limit=limit + 1)
    own = {record_id} | {
        shown for shown, copies in answer.copies.items() if any(copy.id == record_id for copy in copies)
    }
    hits = tuple((found, score) for found, score in answer.hits if found.id not in own)[:limit]
    # The record itself, or a copy of it, matches its own words, whether or not it is among the first hits.
    totals = {name: count - (name == record.type) for name, count in _by_type(answer.totals).items()}
    others = answer._replace(total=answer.total - 1, totals=totals, hits=hits)
    return Results(unparse(Query(root)), others.total, others.totals, _hits(others, root, 0), synonyms=False)


def explain(
    engine: Engine,
    query: Query,
    record_id: str,
    *,
    synonyms: bool = True,
    predecessors: bool = False,
    grouped: bool = True,
    expand: bool = False,
) -> tuple[tuple[str, float], ...]:
    """The shares of a record's score in the answer that `search` gives: (what matched, its part)."""
    asked = _answered(engine, with_predecessors(query)[0] if predecessors else query, synonyms)
    return engine.explain(asked.query, record_id, grouped=grouped, expand=expand)


def passage(engine: Engine, query: Query, record: Record, *, synonyms: bool = True) -> Snippet:
    """The passage of a record that the answer to `query` shows; without one that matches, how its text begins."""
    asked = _answered(engine, query, synonyms)
    return best_passage(record.text, asked.query.root)


def _answered(engine: Engine, query: Query, synonyms: bool) -> _Asked:
    """`query` as `search` asks it in the end."""
    asked = _widened(query, synonyms)
    if not engine.count(asked.query) and (less := _relaxed(engine, asked)):
        return less
    return asked


def _check(facets: Sequence[str], sort: str, limit: int, offset: int, buckets: Mapping[str, int]) -> None:
    for name in (*facets, *buckets):
        if name not in FIELDS:
            near = nearest(name, FIELDS)
            hint = f"did you mean {near}?" if near else f"the fields are {', '.join(FIELDS)}."
            raise UsageError(f"There is no facet {name!r}: {hint}")
    if sort not in get_args(Sort):
        raise UsageError(f"There is no sort {sort!r}: use one of {', '.join(get_args(Sort))}.")
    if not all(isinstance(number, int) and number >= 0 for number in (limit, offset)):
        raise UsageError(f"limit ({limit}) and offset ({offset}) count hits: give 0 or more.")
    for name, number in buckets.items():
        if not isinstance(number, int) or number < 1:
            raise UsageError(
                f"buckets of {name} ({number}) says how many to give: 1 or more, or leave {name} out for all."
            )


def _widened(query: Query, synonyms: bool) -> _Asked:
    root = with_compounds(query.root)
    widened: dict[str, tuple[str, ...]] = {}
    if synonyms:
        root, widened = widen(root, vocabulary.synonyms())
    return _Asked(replace(query, root=root), widened)


def _relaxed(engine: Engine, asked: _Asked) -> _Asked | None:
    """`asked` for any of its words, where no record matches its words and some record does match that.

    Filters have no say in it: what a facet counts is what choosing its value finds.
    """
    query = relaxed(asked.query)
    if query is None or engine.count(Query(asked.query.root)) or not engine.count(Query(query.root)):
        return None
    return asked._replace(query=query, relaxed=True)


def _asked_alike(other: Query, asked: _Asked, synonyms: bool) -> Query:
    """`other` as the engine is asked it where `asked` was answered: relaxed if that was."""
    query = _widened(other, synonyms).query
    return (relaxed(query) or query) if asked.relaxed else query


def _by_type(totals: Mapping[str, int]) -> dict[str, int]:
    return {name: totals.get(name, 0) for name in TYPES}


def _hits(answer: Answer, root: Node, offset: int) -> tuple[Hit, ...]:
    passages = best_passages((record.text for record, _ in answer.hits), root)
    return tuple(
        Hit(rank, score, record, passage, answer.copies.get(record.id, ()))
        for rank, ((record, score), passage) in enumerate(zip(answer.hits, passages, strict=True), offset + 1)
    )


def _facets(
    answer: Answer,
    query: Query,
    base: Query,
    names: Sequence[str],
    buckets: Mapping[str, int],
    count: _Count,
) -> Iterator[Facet]:
    """The facets of an answer to `query`; `base` has what was chosen in them."""
    for name in dict.fromkeys(names):
        facet = _facet(name, answer.facets[name], selected(base, name))
        yield _cut(count, query, facet, buckets.get(name))


def _facet(name: str, counted: FacetCounts, chosen: Sequence[str]) -> Facet:
    """Every bucket, the greatest count or the earliest time first; chosen values are there at 0 too."""
    field = FIELDS[name]
    counts = {value: 0 for value in chosen if value != MISSING} | dict(counted.counts)
    buckets = [
        Bucket(value, field.label_of(value), count, value in chosen) for value, count in counts.items()
    ]
    if field.order == "time":
        buckets.sort(key=lambda bucket: bucket.value)
    else:
        buckets.sort(key=lambda bucket: (-bucket.count, bucket.label.casefold(), bucket.value))
    return Facet(name, tuple(buckets), counted.missing)


def _cut(count: _Count, query: Query, facet: Facet, number: int | None) -> Facet:
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
    return replace(facet, buckets=kept, other=count(Query(query.root, (*filters, beyond))))


def _folded(answer: Answer) -> Iterator[Notice]:
    if number := answer.folded:
        who = "1 copy of a record is" if number == 1 else f"{number:,} copies of records are"
        yield Notice("note", f"{who} not counted; to count each by itself: --no-group.", number)


def _undated(count: _Count, query: Query) -> Iterator[Notice]:
    """Records that a period leaves out because they have no date at all."""
    others = tuple(part for part in query.filters if not isinstance(part, Period) or part.negated)
    if len(others) == len(query.filters):
        return
    if number := count(replace(query, filters=(*others, Filter("year", (MISSING,))))):
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
