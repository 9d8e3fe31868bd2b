"""This project's engine, through its public face: a store written in one transaction, opened and asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carevoice_search.engines import open_store
from carevoice_search.index import Index
from carevoice_search.model import (
    And,
    Condition,
    Everything,
    Filter,
    Fuzzy,
    Node,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Record,
    Source,
    Word,
)
from compared.engines.contract import Answered, Hit, Terms

if TYPE_CHECKING:
    from compared.questions import Question

GIVEN = (
    "whole records with their texts as written: folding and stemming are part of its indexing; it indexes words as "
    "well as stems, and titles once more"
)


def version() -> str:
    import carevoice_search

    return str(carevoice_search.__version__)


def build(folder: Path, batches: Iterable[list[Record]]) -> None:
    with open_store(folder / "index").writing() as transaction:
        for batch in batches:
            for record in batch:
                transaction.put_record(record)


def as_record(fields: Terms) -> Record:
    """The record of a line of the collection."""
    id, type, kind, title, text, councils, regions, themes, date = fields
    nations = ("england",) if councils else ()
    sources = (Source("pages/made-up.html", "A made-up page", None, None),)
    return Record(
        id, type, kind, title, text, None, None, tuple(councils), tuple(regions), nations, tuple(themes),
        date or None, sources, (),
    )  # fmt: skip


def opened(folder: Path) -> CarevoiceSearching:
    return CarevoiceSearching(folder / "index")


class CarevoiceSearching:
    def __init__(self, path: Path) -> None:
        self._engine = open_store(path).open()
        self._index = Index(path, self._engine)

    def can(self, question: Question) -> bool:
        return True

    def answer(self, question: Question) -> Answered:
        query, limit = _query(question), question["limit"]
        if question["passages"]:
            results = self._index.search(query, limit=limit, synonyms=False)
            passages = [hit.snippet.text for hit in results.hits]
            return Answered(results.total, [_hit(hit.record) for hit in results.hits], None, passages)
        answer = self._engine.execute(query, facets=question["facets"], limit=limit)
        return Answered(answer.total, [_hit(record) for record, _ in answer.hits], answer.facets)

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        return {name: dict(part.counts) for name, part in facets.items()}


def _query(question: Question) -> Query:
    filters: list[Condition] = [
        Filter(name, (question[name],)) for name in ("council", "region") if question[name]
    ]
    if question["years"]:
        since, until = question["years"]
        filters.append(Period(str(since), str(until)))
    return Query(_root(question["match"], question["words"]), tuple(filters))


def _root(match: str, words: list[str]) -> Node:
    if match == "all":
        return Everything()
    if match == "phrase":
        return Phrase(tuple(words))
    if match == "prefix":
        return Prefix(words[0])
    if match == "fuzzy":
        return Fuzzy(words[0])
    nodes = tuple(Word(word) for word in words)
    if match == "term":
        return nodes[0]
    return And(nodes) if match == "and" else Or(nodes)


def _hit(record: Record) -> Hit:
    year = (record.date or "")[:4]
    return (
        record.id, record.title, record.text, record.kind, record.councils, record.regions, record.themes, year,
    )  # fmt: skip
