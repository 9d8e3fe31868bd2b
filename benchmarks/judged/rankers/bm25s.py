"""bm25s, ranking as Lucene does (its default), with Snowball's English stems and its own stop list."""

from __future__ import annotations

from typing import Any

import bm25s
import Stemmer

GIVEN = "default BM25 (Lucene's), its English stop list, PyStemmer's English stems"


def version() -> str:
    return str(bm25s.__version__)


def rank(documents: list[str], questions: list[str], limit: int) -> list[list[int]]:
    retriever = bm25s.BM25()
    retriever.index(_terms(documents), show_progress=False)
    places, scores = retriever.retrieve(_terms(questions), k=min(limit, len(documents)), show_progress=False)
    return [
        [int(place) for place, score in zip(*row, strict=True) if score > 0]
        for row in zip(places, scores, strict=True)
    ]


def _terms(texts: list[str]) -> Any:
    return bm25s.tokenize(texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
