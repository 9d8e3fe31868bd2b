"""Whoosh as it comes, with its stemming analyzer: what this package is built on."""

from __future__ import annotations

import tempfile

import whoosh
from whoosh import fields, index
from whoosh.analysis import StemmingAnalyzer
from whoosh.qparser import OrGroup, QueryParser

from judged.rankers.words import words

GIVEN = "its StemmingAnalyzer with its stop list, its BM25F, OrGroup"


def version() -> str:
    return ".".join(map(str, whoosh.__version__))


def rank(documents: list[str], questions: list[str], limit: int) -> list[list[int]]:
    schema = fields.Schema(place=fields.STORED, body=fields.TEXT(analyzer=StemmingAnalyzer()))
    with tempfile.TemporaryDirectory(prefix="carevoice-whoosh-") as folder:
        built = index.create_in(folder, schema)
        writer = built.writer()
        for place, text in enumerate(documents):
            writer.add_document(place=place, body=text)
        writer.commit()
        parser = QueryParser("body", schema, group=OrGroup)
        with built.searcher() as searcher:
            return [
                [
                    hit["place"]
                    for hit in searcher.search(parser.parse(" ".join(words(question))), limit=limit)
                ]
                for question in questions
            ]
