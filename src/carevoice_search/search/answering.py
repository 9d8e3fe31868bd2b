"""Queries answered: what the engine finds, with what a reader of it must know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import get_args

from carevoice_search.engines import Answer, Engine
from carevoice_search.errors import UsageError
from carevoice_search.model import Boost, Hit, Node, Query, Record, Results, Snippet, Sort, Word
from carevoice_search.query import one_of, unparse
from carevoice_search.schema import FIELDS
from carevoice_search.search.asking import ask, asked_of
from carevoice_search.search.facets import by_type
from carevoice_search.search.facets import facets as facets_of
from carevoice_search.search.notices import notices
from carevoice_search.search.suggestion import suggest
from carevoice_search.snippets import best_passage, best_passages
from carevoice_search.spelling import nearest

TELLING_WORDS = 25
"""How many words of a record stand for it when others like it are sought."""


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
    snippets: bool = True,
) -> Results:
    """Answer `query`. `facets` names fields of `schema.FIELDS`; every bucket of each is given, but for those
    that `buckets` gives a number.

    `predecessors` lets a council's value take in the authorities that went before it. Where no record of the
    index has all the words, whatever the filters, those with any of them are found (`relaxed`). `grouped` counts
    copies once and names them beside the hit that is shown; `expand` ranks by words of the first hits as well.
    Without `snippets` hits have empty ones: passages of many long texts take most of the time of an answer.
    Raises UsageError for a facet or a sort that does not exist, a limit or offset below 0, and fewer than 1
    buckets.
    """
    _check(facets, sort, limit, offset, buckets or {})
    work = partial(
        engine.execute,
        facets=tuple(facets),
        sort=sort,
        limit=limit,
        offset=offset,
        grouped=grouped,
        expand=expand,
    )
    asked, answer = ask(engine, query, work, synonyms=synonyms, predecessors=predecessors)
    return Results(
        query=unparse(asked.base),
        total=answer.total,
        totals=by_type(answer.totals),
        hits=_hits(answer, asked.query.root if snippets else None, offset),
        facets=tuple(facets_of(engine, asked, answer, facets, buckets or {}, grouped=grouped)),
        relaxed=asked.relaxed,
        suggestion=suggest(engine, asked.base, frozenset(asked.widened)),
        widened=asked.widened,
        notices=notices(engine, asked, answer, predecessors=predecessors, grouped=grouped),
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
        return Results("", 0, by_type({}), (), synonyms=False)
    answer = engine.execute(Query(root), limit=limit + 1)
    own = {record_id} | {
        shown for shown, copies in answer.copies.items() if any(copy.id == record_id for copy in copies)
    }
    hits = tuple((found, score) for found, score in answer.hits if found.id not in own)[:limit]
    # The record itself, or a copy of it, matches its own words, whether or not it is among the first hits.
    totals = {name: count - (name == record.type) for name, count in by_type(answer.totals).items()}
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
    asked = asked_of(engine, query, synonyms=synonyms, predecessors=predecessors)
    return engine.explain(asked.query, record_id, grouped=grouped, expand=expand)


def passage(engine: Engine, query: Query, record: Record, *, synonyms: bool = True) -> Snippet:
    """The passage of a record that the answer to `query` shows; without one that matches, how its text begins."""
    asked = asked_of(engine, query, synonyms=synonyms)
    return best_passage(record.text, asked.query.root)


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


def _hits(answer: Answer, root: Node | None, offset: int) -> tuple[Hit, ...]:
    """The hits, with the passages that `root` finds in them, or none."""
    if root is None:
        passages: Iterable[Snippet] = [Snippet("")] * len(answer.hits)
    else:
        passages = best_passages((record.text for record, _ in answer.hits), root)
    return tuple(
        Hit(rank, score, record, passage, answer.copies.get(record.id, ()))
        for rank, ((record, score), passage) in enumerate(zip(answer.hits, passages, strict=True), offset + 1)
    )
