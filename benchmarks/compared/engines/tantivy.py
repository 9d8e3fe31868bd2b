"""tantivy, by its Python package: one thread, fast fields for what is counted, terms aggregations for facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Document, Occur, Query

from compared.engines.contract import Answered, Hit, Terms, each

if TYPE_CHECKING:
    from compared.questions import Question

GIVEN = (
    "terms joined by spaces in one stored field with its whitespace tokenizer; facet values as raw fast fields; one "
    "writer thread with 128 MB, merges waited for; a query with facets is a search and an aggregation; the "
    "rate from text is that of a second build, for which it cuts, lower-cases and stems texts as written by itself"
)

_HEAP = 128_000_000
_EVERY_VALUE = 1000
_PASSAGE = 240


def version() -> str:
    from importlib.metadata import version

    return version("tantivy")


def build(folder: Path, batches: Iterable[list[Terms]]) -> None:
    _write(_index(folder, "whitespace"), each(batches))


def build_from_text(folder: Path, batches: Iterable[list[Terms]]) -> None:
    """With the texts as written, cut, lower-cased and stemmed by tantivy: the work that this engine has to do."""
    index = _index(folder, "english")
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    index.register_tokenizer("english", simple.filter(tantivy.Filter.stemmer("english")).build())
    texts = each(batches)
    _write(index, ((r[0], r[3], r[4], r[2], r[5], r[6], r[7], int(r[8][:4] or 0)) for r in texts))


def _index(folder: Path, tokenizer: str) -> tantivy.Index:
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_bytes_field("title", stored=True)  # a text field could not be stored without being indexed
    fields.add_text_field("body", stored=True, tokenizer_name=tokenizer, index_option="position")
    for name in ("kind", "council", "region", "theme"):
        fields.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    fields.add_unsigned_field("year", stored=True, indexed=True, fast=True)
    return tantivy.Index(fields.build(), str(folder))


def _write(index: tantivy.Index, records: Iterable[Terms]) -> None:
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for id, title, body, kind, councils, regions, themes, year in records:
        document = Document()
        document.add_text("id", id)
        document.add_bytes("title", title.encode())
        document.add_text("body", body)
        document.add_text("kind", kind)
        for name, values in (("council", councils), ("region", regions), ("theme", themes)):
            for value in values:
                document.add_text(name, value)
        if year:
            document.add_unsigned("year", year)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def opened(folder: Path) -> TantivySearching:
    return TantivySearching(tantivy.Index.open(str(folder)))


class TantivySearching:
    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    def can(self, question: Question) -> bool:
        return True

    def answer(self, question: Question) -> Answered:
        query = self._query(question)
        facets = None
        if question["facets"]:
            wanted = {name: {"terms": {"field": name, "size": _EVERY_VALUE}} for name in question["facets"]}
            facets = self._searcher.aggregate(query, wanted)
        if not question["limit"]:
            return Answered(self._searcher.num_docs, [], facets)
        found = self._searcher.search(query, question["limit"], count=True)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        passages = self._passages(query, documents) if question["passages"] else ()
        return Answered(found.count, [_hit(document) for document in documents], facets, passages)

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        return {
            name: {str(bucket["key"]).removesuffix(".0"): bucket["doc_count"] for bucket in part["buckets"]}
            for name, part in facets.items()
        }

    def _query(self, question: Question) -> Query:
        query = self._words(question)
        kept = []
        for name in ("council", "region"):
            if question[name]:
                kept.append(Query.term_query(self._schema, name, question[name], "basic"))
        if question["years"]:
            since, until = question["years"]
            year = tantivy.FieldType.Unsigned
            kept.append(Query.range_query(self._schema, "year", year, since, until, use_inverted_index=True))
        if not kept:
            return query
        filters = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in kept]
        return Query.boolean_query([(Occur.Must, query), *filters])

    def _words(self, question: Question) -> Query:
        stems, match = question["stems"], question["match"]
        if match == "all":
            return Query.all_query()
        if match == "phrase":
            return Query.phrase_query(self._schema, "body", stems)
        if match == "prefix":
            # The automaton of no edits and any end: phrase_prefix_query stops at 50 words.
            return Query.fuzzy_term_query(self._schema, "body", stems[0], 0, True, prefix=True)
        if match == "fuzzy":
            return Query.fuzzy_term_query(self._schema, "body", stems[0], 1, True)
        terms = [Query.term_query(self._schema, "body", stem, "freq") for stem in stems]
        if match == "term":
            return terms[0]
        occur = Occur.Must if match == "and" else Occur.Should
        return Query.boolean_query([(occur, term) for term in terms])

    def _passages(self, query: Query, documents: list[Document]) -> list[str]:
        generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "body")
        generator.set_max_num_chars(_PASSAGE)
        return [generator.snippet_from_doc(document).to_html() for document in documents]


def _hit(document: Document) -> Hit:
    stored = document.to_dict()
    return (
        stored["id"][0],
        bytes(stored["title"][0]).decode(),
        stored["body"][0],
        stored["kind"][0],
        tuple(stored.get("council", ())),
        tuple(stored.get("region", ())),
        tuple(stored.get("theme", ())),
        str(stored["year"][0]) if "year" in stored else "",
    )
