"""bm25s: scores of all words computed beforehand, in numpy arrays; single words and OR only, no facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bm25s
import numpy as np

from compared.engines.contract import Answered, Terms, each

if TYPE_CHECKING:
    from compared.questions import Question

GIVEN = (
    "lists of terms, method lucene, index and records memory-mapped; answers single words and OR; hits are the "
    "records whose score is above 0, and the best are chosen among these only"
)


def version() -> str:
    from importlib.metadata import version

    return version("bm25s")


def build(folder: Path, batches: Iterable[list[Terms]]) -> None:
    numbers: dict[str, int] = {}
    texts, records = [], []
    for record in each(batches):
        texts.append([numbers.setdefault(term, len(numbers)) for term in record[2].split(" ")])
        records.append(list(record))
    retriever = bm25s.BM25(method="lucene", backend="numpy")
    retriever.index((texts, numbers), show_progress=False)
    retriever.save(str(folder), corpus=records, show_progress=False)


def opened(folder: Path) -> Bm25sSearching:
    return Bm25sSearching(bm25s.BM25.load(str(folder), mmap=True, load_corpus=True))


class Bm25sSearching:
    def __init__(self, retriever: Any) -> None:
        self._retriever = retriever

    def can(self, question: Question) -> bool:
        plain = not (question["facets"] or question["passages"] or question["council"] or question["years"])
        return plain and question["match"] in ("term", "or")

    def answer(self, question: Question) -> Answered:
        scores = self._retriever.get_scores(question["stems"])
        # Its own choice of the best partitions all records, which takes 13 ms where most scores are alike.
        matching = np.flatnonzero(scores)
        count = min(question["limit"], len(matching))
        best = matching[np.argpartition(scores[matching], -count)[-count:]]
        best = best[np.argsort(-scores[best])]
        records = (self._retriever.corpus[int(place)] for place in best)
        hits = [(*r[:4], tuple(r[4]), tuple(r[5]), tuple(r[6]), str(r[7] or "")) for r in records]
        return Answered(len(matching), hits)

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        return {}
