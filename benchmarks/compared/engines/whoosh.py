"""Whoosh as it comes: its standard codec, its own searcher and collectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import whoosh
from whoosh import analysis, fields, index, query, sorting

from compared.engines.contract import Answered, Hit, Terms, each

if TYPE_CHECKING:
    from compared.questions import Question

GIVEN = (
    "terms joined by spaces, cut at spaces, standard codec, one process with 256 MB, optimised; facets by "
    "groupedby with counts only"
)

_MEGABYTES = 256
_MANY = ("council", "region", "theme")


def version() -> str:
    return str(whoosh.versionstring())


def build(folder: Path, batches: Iterable[list[Terms]]) -> None:
    schema = fields.Schema(
        id=fields.ID(stored=True),
        title=fields.STORED(),
        body=fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=True, stored=True),
        kind=fields.ID(stored=True, sortable=True),
        year=fields.NUMERIC(int, 32, stored=True, sortable=True),
        **{name: fields.KEYWORD(stored=True, commas=True) for name in _MANY},
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=_MEGABYTES)
    for id, title, body, kind, councils, regions, themes, year in each(batches):
        values = {"council": ",".join(councils), "region": ",".join(regions), "theme": ",".join(themes)}
        if year:
            values["year"] = year
        writer.add_document(id=id, title=title, body=body, kind=kind, **values)
    writer.commit(optimize=True)


def opened(folder: Path) -> WhooshSearching:
    return WhooshSearching(index.open_dir(str(folder)))


class WhooshSearching:
    def __init__(self, opened: Any) -> None:
        self._searcher = opened.searcher()

    def can(self, question: Question) -> bool:
        return True

    def answer(self, question: Question) -> Answered:
        grouped = {
            name: sorting.FieldFacet(name, allow_overlap=name in _MANY, maptype=sorting.Count)
            for name in question["facets"]
        }
        found = self._searcher.search(
            _query(question),
            limit=question["limit"] or 1,
            groupedby=grouped or None,
            filter=_filter(question),
        )
        facets = {name: found.groups(name) for name in question["facets"]}
        hits = list(found)[: question["limit"]]
        passages = [hit.highlights("body", top=1) for hit in hits] if question["passages"] else ()
        return Answered(len(found), [_hit(hit.fields()) for hit in hits], facets, passages)

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        """The group of those without a value has no name, or that of a column's default."""
        return {
            field: {str(value): count for value, count in groups.items() if _is_value(field, value)}
            for field, groups in facets.items()
        }


def _is_value(field: str, value: Any) -> bool:
    return bool(value) and not (field == "year" and value > 9999)


def _hit(stored: Mapping[str, Any]) -> Hit:
    many = (tuple(stored[name].split(",")) if stored.get(name) else () for name in _MANY)
    councils, regions, themes = many
    return (
        stored["id"], stored["title"], stored["body"], stored["kind"], councils, regions, themes,
        str(stored.get("year", "")),
    )  # fmt: skip


def _query(question: Question) -> Any:
    stems = question["stems"]
    terms = [query.Term("body", stem) for stem in stems]
    match question["match"]:
        case "all":
            return query.Every()
        case "or":
            return query.Or(terms)
        case "phrase":
            return query.Phrase("body", stems)
        case "prefix":
            return query.Prefix("body", stems[0])
        case "fuzzy":
            return query.FuzzyTerm("body", stems[0], maxdist=1, prefixlength=0)
    return query.And(terms) if len(terms) > 1 else terms[0]


def _filter(question: Question) -> Any:
    kept = [query.Term(name, question[name]) for name in ("council", "region") if question[name]]
    if question["years"]:
        kept.append(query.NumericRange("year", *question["years"]))
    return query.And(kept) if kept else None
