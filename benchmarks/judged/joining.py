"""Long documents made of a collection's: do their best passages help to rank them?

No collection here has texts of thousands of words. So documents are joined at random, ten to twenty to one, and a
joined document answers a question as well as the best of its parts does.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from carevoice_search.engines.whoosh import passages
from judged.beir import Collection, Document
from judged.retrieval import MEASURES, Say, Settings, ask, index_collection, scores

SEEDS = (1, 2, 3)
SHARES = (1.0, 0.5, 0.1)
"""How many of the documents are joined: all, half, a tenth. The others stay as they are."""
FEWEST, MOST = 10, 20


def joined(collection: Collection, share: float, seed: int) -> Collection:
    """The collection with a `share` of its documents joined, always the same for a seed."""
    draw = random.Random(seed)
    order = list(collection.documents)
    draw.shuffle(order)
    last = int(len(order) * share)
    documents: list[Document] = []
    place_of: dict[str, str] = {}
    place = 0
    while place < len(order):
        number = min(draw.randint(FEWEST, MOST), last - place) if place < last else 1
        parts = order[place : place + number]
        place += number
        made = _of(parts, len(documents))
        documents.append(made)
        place_of.update((part.id, made.id) for part in parts)
    judged: dict[str, dict[str, int]] = {}
    for question, grades in collection.judged.items():
        best = judged.setdefault(question, {})
        for document, grade in grades.items():
            best[place_of[document]] = max(grade, best.get(place_of[document], 0))
    return replace(collection, documents=tuple(documents), judged=judged)


def _of(parts: Sequence[Document], number: int) -> Document:
    if len(parts) == 1:
        return parts[0]
    text = "\n".join(f"{part.title}\n{part.text}" if part.title else part.text for part in parts)
    return Document(f"joined-{number}", f"Volume {number}", text)


def measure_passages(
    collection: Collection,
    folder: Path,
    say: Say,
    seeds: Sequence[int] = SEEDS,
    settings: Settings | None = None,
) -> list[dict[str, Any]]:
    """For each share of joined documents the means over seeds, without passages and with them; `folder` is empty."""
    asked = settings or Settings(way="records", limit=100)
    reports = []
    for share in SHARES:
        found: dict[str, list[dict[str, float]]] = {"without": [], "with": []}
        for seed in seeds:
            made = joined(collection, share, seed)
            place = folder / f"{share}-{seed}"
            place.mkdir()
            indexed = index_collection(made, asked.way, place, say)
            for name, kept in found.items():
                with _looking_at(passages.FIRST if name == "with" else 0):
                    kept.append(scores(made, ask(made, indexed, asked, say).run).means)
        means = {
            name: {one: round(statistics.fmean(report[one] for report in kept), 4) for one in MEASURES}
            for name, kept in found.items()
        }
        reports.append({"collection": collection.name, "joined": share, "seeds": len(seeds), **means})
    return reports


@contextmanager
def _looking_at(first: int) -> Iterator[None]:
    """Passages for so many of the first matches; for none is how documents rank as a whole."""
    with patch.object(passages, "FIRST", first):
        yield
