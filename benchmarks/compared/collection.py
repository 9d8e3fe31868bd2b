"""The collection on disk, analysed once: whole records for this engine, the same ones as terms for the others.

The others are given each text as its terms (folded and stemmed by this project's analyzer) with spaces between
them, so that cutting at spaces is all the analysis that is left to do.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compared.engines.contract import Hit, digest
from compared.records import Made, make_records
from compared.words import Language, make_language

OURS = "records.jsonl"
PEERS = "terms.jsonl"
DIGESTS = "digests"
SAMPLE = "sample.json"

SAMPLE_SIZE = 2000
"""Records that questions are drawn from."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A written collection. `digests[i]` is that of record i; `sample` are some records, drawn evenly."""

    folder: Path
    count: int
    language: Language
    digests: array[int]
    sample: tuple[Made, ...]

    @property
    def ours(self) -> Path:
        return self.folder / OURS

    @property
    def peers(self) -> Path:
        return self.folder / PEERS


def number_of(record_id: str) -> int:
    """The place of a record in its collection."""
    return int(record_id.rpartition("-")[2])


def write_collection(folder: Path, count: int, seed: int) -> Collection:
    """Make the records of a seed in `folder`, or take those that are there."""
    language = make_language(seed)
    if not (folder / SAMPLE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        step = max(1, count // SAMPLE_SIZE)
        sample, digests = [], array("L")
        with (folder / OURS).open("w") as ours, (folder / PEERS).open("w") as peers:
            for place, made in enumerate(make_records(language, count, seed)):
                ours.write(json.dumps(made[:9]) + "\n")
                peers.write(json.dumps(as_terms(made, language)) + "\n")
                digests.append(digest(_hit(made)))
                if place % step == 0:
                    sample.append(made)
        (folder / DIGESTS).write_bytes(digests.tobytes())
        (folder / SAMPLE).write_text(json.dumps(sample))  # last: it says that the others are whole
    digests = array("L", (folder / DIGESTS).read_bytes())
    return Collection(folder, count, language, digests, tuple(_sample(folder / SAMPLE)))


def in_batches(lines: Iterable[str], size: int) -> Iterator[list[Any]]:
    """The JSON values of lines, `size` at a time."""
    batch: list[Any] = []
    for line in lines:
        batch.append(json.loads(line))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _hit(made: Made) -> Hit:
    return (
        made.id,
        made.title,
        made.text,
        made.kind,
        made.councils,
        made.regions,
        made.themes,
        made.date[:4],
    )


def as_terms(made: Made, language: Language) -> tuple[object, ...]:
    """id, title, terms of the text, kind, councils, regions, themes, year (0 for none)."""
    terms = " ".join([language.stems[word] for word in made.words])
    year = int(made.date[:4] or 0)
    return (made.id, made.title, terms, made.kind, made.councils, made.regions, made.themes, year)


def _sample(path: Path) -> Iterator[Made]:
    for id, type, kind, title, text, councils, regions, themes, date, words in json.loads(path.read_text()):
        many = (tuple(councils), tuple(regions), tuple(themes))
        yield Made(id, type, kind, title, text, *many, date, words)
