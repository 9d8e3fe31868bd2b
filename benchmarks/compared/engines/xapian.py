"""Xapian, by Debian's python3-xapian, which lives in the system's interpreter only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xapian

from compared.engines.contract import Answered, Terms, each

if TYPE_CHECKING:
    from compared.questions import Question

GIVEN = (
    "terms joined by spaces through its term generator without stemmer or stop list; facet values as value slots, "
    "those of a record joined, counted by match spies; councils and regions as boolean terms; compacted after the "
    "build; no fuzzy words"
)

_SLOTS = {"kind": 0, "council": 1, "region": 2, "theme": 3, "year": 4}
_PREFIXES = {"council": "XC", "region": "XR"}
_PASSAGE = 240
_ANY_NUMBER = 0
"""Of words that a prefix may stand for."""


def version() -> str:
    return str(xapian.version_string())


def build(folder: Path, batches: Iterable[list[Terms]]) -> None:
    loose = folder / "loose"
    database = xapian.WritableDatabase(str(loose), xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_NO_SYNC)
    generator = xapian.TermGenerator()
    for record in each(batches):
        _, _, body, kind, councils, regions, themes, year = record
        document = xapian.Document()
        generator.set_document(document)
        generator.set_termpos(0)
        generator.index_text(body)
        for name, values in (("council", councils), ("region", regions), ("theme", themes)):
            if values:
                document.add_value(_SLOTS[name], ",".join(values))
            for value in values if name in _PREFIXES else ():
                document.add_boolean_term(_PREFIXES[name] + value)
        document.add_value(_SLOTS["kind"], kind)
        if year:
            document.add_value(_SLOTS["year"], str(year))
        document.set_data(json.dumps(record))
        database.add_document(document)
    database.commit()
    database.compact(str(folder / "compact"))
    database.close()
    for path in loose.iterdir():
        path.unlink()
    loose.rmdir()


def opened(folder: Path) -> XapianSearching:
    return XapianSearching(xapian.Database(str(folder / "compact")))


class XapianSearching:
    def __init__(self, database: Any) -> None:
        self._database = database
        self._stemmer = xapian.Stem("none")

    def can(self, question: Question) -> bool:
        return bool(question["match"] != "fuzzy")

    def answer(self, question: Question) -> Answered:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(_query(question))
        spies = {name: xapian.ValueCountMatchSpy(_SLOTS[name]) for name in question["facets"]}
        for spy in spies.values():
            enquire.add_matchspy(spy)
        # Checking every match is what makes the number of hits and the counts exact.
        found = enquire.get_mset(0, question["limit"], self._database.get_doccount())
        documents = [match.document for match in found]
        records = [json.loads(document.get_data()) for document in documents]
        hits = [(*r[:4], tuple(r[4]), tuple(r[5]), tuple(r[6]), str(r[7] or "")) for r in records]
        passages: list[str] = []
        if question["passages"]:
            passages = [found.snippet(record[2], _PASSAGE, self._stemmer).decode() for record in records]
        facets = {name: _each_value(spy) for name, spy in spies.items()} if spies else None
        return Answered(found.get_matches_estimated(), hits, facets, passages)

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        counted: Mapping[str, Mapping[str, int]] = facets
        return counted


def _each_value(spy: Any) -> Counter[str]:
    """A spy counts what stands in a slot, which for several values is all of them together."""
    counts: Counter[str] = Counter()
    for slot in spy.values():
        for value in slot.term.decode().split(","):
            counts[value] += slot.termfreq
    del counts[""]  # a document without a value has an empty slot
    return counts


def _query(question: Question) -> Any:
    stems, match = question["stems"], question["match"]
    if match == "all":
        query = xapian.Query.MatchAll
    elif match == "prefix":
        query = xapian.Query(
            xapian.Query.OP_WILDCARD, stems[0], _ANY_NUMBER, xapian.Query.WILDCARD_LIMIT_ERROR
        )
    else:
        operator = {"phrase": xapian.Query.OP_PHRASE, "or": xapian.Query.OP_OR}.get(
            match, xapian.Query.OP_AND
        )
        query = xapian.Query(operator, stems)
    for name, prefix in _PREFIXES.items():
        if question[name]:
            kept = xapian.Query(prefix + question[name])
            query = xapian.Query(xapian.Query.OP_FILTER, query, kept)
    if question["years"]:
        since, until = map(str, question["years"])
        kept = xapian.Query(xapian.Query.OP_VALUE_RANGE, _SLOTS["year"], since, until)
        query = xapian.Query(xapian.Query.OP_FILTER, query, kept)
    return query
