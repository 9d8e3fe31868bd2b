"""tantivy with its English stems."""

from __future__ import annotations

from importlib import metadata

import tantivy

from judged.rankers.words import words

GIVEN = "tokenizer en_stem (lower case, English stems, no stop list), its BM25"
_HEAP = 64_000_000


def version() -> str:
    return metadata.version("tantivy")


def rank(documents: list[str], questions: list[str], limit: int) -> list[list[int]]:
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("body", tokenizer_name="en_stem")
    fields.add_unsigned_field("place", stored=True)
    index = tantivy.Index(fields.build())
    writer = index.writer(_HEAP, 1)
    for place, text in enumerate(documents):
        writer.add_document(tantivy.Document(body=text, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found = []
    for question in questions:
        query = index.parse_query(" ".join(words(question)), ["body"])
        hits = searcher.search(query, limit).hits
        found.append([searcher.doc(address)["place"][0] for _, address in hits])
    return found
