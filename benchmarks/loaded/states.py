"""The two states that an index under load goes back and forth between, and what is right in each.

The first is the collection; the second has some more records, among them one for each question, so that every answer
tells which of the two it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import carevoice_search as cv
from carevoice_search.engines import open_store
from compared.collection import Collection, in_batches, write_collection
from compared.engines.carevoice import as_record, build
from compared.questions import FACETS, Question, draw_questions
from compared.records import Made, make_records
from compared.words import Language

ROWS = ("term", "or", "and", "phrase", "prefix", "facets", "facets+filter")
"""The kinds of questions; each is asked with four facets. None filters a field that is counted: this engine's counts
ignore their own filter, which others' do not."""
EACH = 20
ADDED = 2_000
"""Records of a re-index, or half as many as the collection where it is smaller."""
STATES = "AB"


class Stated(NamedTuple):
    """What is right of an answer: how many records, and of each facet value how many; `hits` are ids, in order, where
    the ranking is known."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    hits: tuple[str, ...] = ()


class States(NamedTuple):
    """The questions, what is right for each in both states, and the collection and records that the states are of."""

    questions: tuple[Question, ...]
    right: tuple[tuple[Stated, Stated], ...]
    collection: Collection
    added: tuple[Made, ...]


def make_states(folder: Path, records: int, seed: int, *, facets: Sequence[str] = FACETS) -> States:
    """Make collection and index in `folder`, or take those that are there, and ask both states through the Python
    face. The index is left in the first state."""
    collection = write_collection(folder / "collection", records, seed)
    drawn = [question for question in draw_questions(collection, seed, EACH) if question["row"] in ROWS]
    added = tuple(added_records(collection.language, min(ADDED, records // 2), seed, drawn))
    home = folder / "carevoice"
    if not _is_usable(home / "index"):
        home.mkdir(parents=True, exist_ok=True)
        with collection.ours.open() as lines:
            build(home, (list(map(as_record, batch)) for batch in in_batches(lines, 1000)))
    drop(home / "index", added)  # a run that was broken off has left them
    first = [_asked(home / "index", question, facets) for question in drawn]
    add(home / "index", added)
    second = [_asked(home / "index", question, facets) for question in drawn]
    drop(home / "index", added)
    if first != [_asked(home / "index", question, facets) for question in drawn]:
        raise AssertionError("the index does not answer as before, now that the added records are gone again")
    told = [place for place in range(len(drawn)) if first[place].total != second[place].total]
    return States(
        tuple(drawn[place] for place in told),
        tuple((first[place], second[place]) for place in told),
        collection,
        added,
    )


def added_records(language: Language, count: int, seed: int, questions: Sequence[Question]) -> Iterator[Made]:
    """Records of another seed; the texts of the first that fit end with the words of the questions, one each."""
    waiting = list(questions)
    number_of = {word: number for number, word in enumerate(language.words)}
    for number, made in enumerate(islice(make_records(language, count, seed + 1), count)):
        made = made._replace(id=f"{made.type}-added-{number:07d}")
        fitting = (place for place, q in enumerate(waiting) if not q["region"] or q["region"] in made.regions)
        if (place := next(fitting, None)) is not None:
            told = _whole_words(language, waiting.pop(place))
            made = made._replace(
                text=f"{made.text} {' '.join(told)}", words=[*made.words, *(number_of[word] for word in told)]
            )
        yield made


def _whole_words(language: Language, question: Question) -> Sequence[str]:
    """The words of a question; of a prefix, the first word that begins with it."""
    words: Sequence[str] = question["words"]
    if question["match"] == "prefix":
        return [next(word for word in language.words if word.startswith(words[0]))]
    return words


def query_text(question: Question) -> str:
    """A question in this project's query language."""
    words = question["words"]
    match question["match"]:
        case "phrase":
            return f'"{" ".join(words)}"'
        case "prefix":
            return f"{words[0]}*"
        case "or":
            return " OR ".join(words)
    return " ".join(words)


def add(index: Path, added: Sequence[Made]) -> None:
    """One commit with all of `added`."""
    with open_store(index).writing(wait=60.0) as transaction:
        for made in added:
            transaction.put_record(as_record(made[:9]))


def drop(index: Path, added: Sequence[Made]) -> None:
    """One commit without any of `added`."""
    with open_store(index).writing(wait=60.0) as transaction:
        for made in added:
            transaction.drop_record(made.id)


def kept(added: Sequence[Made], path: Path) -> None:
    """Write records down for another process."""
    path.write_text(json.dumps(added))


def taken(path: Path) -> tuple[Made, ...]:
    """The records of a file that `kept` has written."""
    return tuple(Made(*fields) for fields in json.loads(path.read_text()))


def _asked(index: Path, question: Question, facets: Sequence[str]) -> Stated:
    """The answer through the Python face, asked of an index that is opened for it."""
    opened = cv.open_index(index)
    choice: dict[str, Any] = {"region": question["region"]} if question["region"] else {}
    found = opened.search(query_text(question), facets=facets, limit=10, **choice)
    if found.relaxed:
        raise AssertionError(f"{question} finds nothing, although it was drawn from a record")
    counts = {
        facet.field: {bucket.value: bucket.count for bucket in facet.buckets if bucket.count}
        for facet in found.facets
    }
    return Stated(found.total, counts, tuple(hit.record.id for hit in found.hits))


def _is_usable(index: Path) -> bool:
    try:
        cv.open_index(index)
    except cv.CarevoiceError:
        return False
    return True
