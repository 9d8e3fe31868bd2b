"""A collection of documents, questions and judgements in the form of BEIR: corpus.jsonl, queries.jsonl, qrels.tsv."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from judged.trouble import CollectionError, reason

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels.tsv"


class Document(NamedTuple):
    id: str
    title: str
    text: str


class Question(NamedTuple):
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """`judged` has for each question the documents that answer it and how well (a grade above 0).

    `questions` are those with such a document; `unjudged` counts the others, of which nothing can be said.
    `digest` tells collections of one name apart.
    """

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    judged: dict[str, dict[str, int]]
    unjudged: int
    digest: str


def read_collection(folder: Path) -> Collection:
    """Raises CollectionError where a file is missing or a line is not what it should be."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise CollectionError(
            f"There is no folder {folder}: give --data a folder with {CORPUS}, {QUERIES}, {QRELS}"
        )
    for name in (CORPUS, QUERIES, QRELS):
        if not (folder / name).is_file():
            raise CollectionError(
                f"{folder} has no {name}: a retrieval collection has {CORPUS}, {QUERIES}, {QRELS}"
            )
    try:
        return _read(folder)
    except (OSError, UnicodeError) as error:
        raise CollectionError(
            f"{folder} cannot be read as text ({reason(error)}): mend it or name another"
        ) from error


def _read(folder: Path) -> Collection:
    documents = tuple(_lines(folder / CORPUS, _document))
    questions = tuple(_lines(folder / QUERIES, _question))
    judged = _judged(folder / QRELS, {document.id for document in documents})
    asked = tuple(question for question in questions if judged.get(question.id))
    if not asked:
        raise CollectionError(
            f"{folder / QRELS} judges none of the questions in {QUERIES}: do their ids agree?"
        )
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in (CORPUS, QUERIES, QRELS)))
    return Collection(
        folder.name, documents, asked, judged, len(questions) - len(asked), digest.hexdigest()[:12]
    )


def _lines(path: Path, make: Callable[[dict[str, Any]], Any]) -> Iterator[Any]:
    """What `make` makes of each line; ids differ from one another."""
    seen = set()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                made = make(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CollectionError(
                    f"{path}, line {number}: not an object with the keys it needs ({reason(error)})"
                ) from error
            if made.id in seen:
                raise CollectionError(f"{path}, line {number}: the id {made.id} stands there twice")
            seen.add(made.id)
            yield made


def _document(line: dict[str, Any]) -> Document:
    return Document(str(line["_id"]), (line.get("title") or "").strip(), line["text"].strip())


def _question(line: dict[str, Any]) -> Question:
    return Question(str(line["_id"]), line["text"].strip())


def _judged(path: Path, documents: set[str]) -> dict[str, dict[str, int]]:
    """Grades above 0 by question and document; the first line may be a heading."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or (number == 1 and not cells[-1].strip().lstrip("-").isdecimal()):
            continue
        try:
            question, document, grade = cells[0].strip(), cells[1].strip(), int(cells[2])
        except (IndexError, ValueError) as error:
            raise CollectionError(
                f"{path}, line {number}: not a question, a document and a whole grade"
            ) from error
        if document not in documents:
            raise CollectionError(f"{path}, line {number}: {CORPUS} has no document {document}")
        if grade > 0:
            judged.setdefault(question, {})[document] = grade
    return judged
