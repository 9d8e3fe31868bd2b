"""Segments and commits made plainly, document by document: an index without the writer that is under test elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from carevoice_search.analysis import stem, stop_words, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh import ownership
from carevoice_search.engines.whoosh.fields import EXACT, NUMBERS, POSITIONAL, STEMS, VALUED
from carevoice_search.engines.whoosh.manifest import Manifest, SegmentState
from carevoice_search.engines.whoosh.ownership import Mark
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.storage import commit, new_segment_id, segment_name
from carevoice_search.engines.whoosh.stored import encode_record, encode_state
from carevoice_search.model import Record
from carevoice_search.schema import FIELDS

STEMMED = dict(zip(STEMS, EXACT, strict=True))
"""A field of stems, and the field of the words that they are stems of."""

Page = tuple[PageState, str, tuple[Record, ...]]
"""A page's state, the id of the page's own record, and its unmerged practices."""
Document = Record | Page
Postings = Mapping[str, Mapping[int, Sequence[int]]]
"""Term to document to positions."""


def write_segment(folder: Path, documents: Sequence[Document], deleted: Iterable[int] = ()) -> SegmentState:
    """Write a segment of the documents in their order; `deleted` are numbers of documents."""
    folder.mkdir(exist_ok=True)
    segment_id = new_segment_id()
    writer = SegmentWriter(folder, segment_name(segment_id))
    for document in documents:
        encode = encode_record(document) if isinstance(document, Record) else encode_state(*document)
        writer.add_stored(*encode)
    _write_positional(writer, documents)
    numbers = [_numbers(document) for document in documents]
    for column in NUMBERS:
        writer.add_numbers(column, np.array([one.get(column, 0) for one in numbers], np.int64))
    _write_valued(writer, documents)
    mask = np.zeros(len(documents), np.bool_)
    mask[list(deleted)] = True
    return SegmentState(segment_id, writer.finish(), mask if mask.any() else None)


def write_index(folder: Path, *segments: SegmentState, generation: int = 1) -> Mark:
    """Commit segments that were written before."""
    mark = ownership.check(folder) if ownership.is_claimed(folder) else ownership.claim(folder)
    commit(folder, mark, Manifest(generation, segments, "stamps", ("rules",)))
    return mark


def write_history(folder: Path, history: Sequence[Mapping[str, Record | None]]) -> list[Record]:
    """A segment for each step, in which older records of the same ids are deleted; the records that live."""
    folder.mkdir(exist_ok=True)
    steps = [[record for record in step.values() if record] for step in history]
    states = []
    for number, step in enumerate(steps):
        later = {record_id for one in history[number + 1 :] for record_id in one}
        page: Page = (PageState(f"{number}.html", "d", "r"), "a", ())
        dead = [place for place, record in enumerate(step) if record.id in later]
        states.append(write_segment(folder, [*step, page], dead))
    write_index(folder, *states)
    living: dict[str, Record | None] = {}
    for changes in history:
        living |= changes
    return [record for record in living.values() if record]


def _write_positional(writer: SegmentWriter, documents: Sequence[Document]) -> None:
    """The text fields; a stem of one word alone shares the word's postings."""
    shared: dict[str, dict[str, tuple[int, int]]] = {}
    for field in POSITIONAL:
        writer.begin_field(field, True)
        source = STEMMED.get(field, field)
        exact = _places(documents, source)
        family: dict[str, list[str]] = {}
        for word in sorted(exact):
            family.setdefault(stem(word) if field in STEMMED else word, []).append(word)
        rows = []
        for term in sorted(family):
            postings = _joined([exact[word] for word in family[term]])
            counts = [len(places) for places in postings.values()]
            if field in STEMMED and len(family[term]) == 1:
                start, place = shared[source][family[term][0]]
            else:
                positions = [place for places in postings.values() for place in places]
                start, place = writer.add_postings(
                    np.array(list(postings), np.int32), np.array(counts), np.array(positions)
                )
            shared.setdefault(field, {})[term] = start, place
            rows.append((start, len(postings), place, sum(counts)))
        columns = np.array(rows, np.int64).reshape(-1, 4).T
        writer.add_terms([term.encode() for term in sorted(family)], *columns)


def _write_valued(writer: SegmentWriter, documents: Sequence[Document]) -> None:
    for field in VALUED:
        values = [_values(document, field) for document in documents]
        terms = sorted({value.encode() for one in values for value in one})
        writer.begin_field(field, False)
        starts, holding = [], []
        for term in terms:
            found = [number for number, one in enumerate(values) if term.decode() in one]
            start, _ = writer.add_postings(np.array(found, np.int32))
            starts.append(start)
            holding.append(len(found))
        writer.add_terms(terms, np.array(starts, np.int64), np.array(holding, np.int64))
        if field in FIELDS and terms:
            number = {term.decode(): place for place, term in enumerate(terms)}
            combinations: dict[tuple[int, ...], int] = {(): 0}
            codes = [
                combinations.setdefault(tuple(sorted(number[value] for value in one)), len(combinations))
                for one in values
            ]
            ends = np.cumsum([0, *map(len, combinations)])
            members = [member for one in combinations for member in one]
            writer.add_combinations(field, np.array(codes), ends, np.array(members))


def _joined(postings: Iterable[Mapping[int, Sequence[int]]]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for one in postings:
        for document, positions in one.items():
            places.setdefault(document, []).extend(positions)
    return {document: sorted(places[document]) for document in sorted(places)}


def _places(documents: Sequence[Document], field: str) -> Postings:
    """The unstemmed words of a field, counted from the title's first on."""
    places: dict[str, dict[int, list[int]]] = {}
    for number, document in enumerate(documents):
        if isinstance(document, Record):
            title, text = _words(document)
            held = title + (text if field == EXACT.text else ())
            for position, word in enumerate(held):
                places.setdefault(word, {}).setdefault(number, []).append(position)
    return places


def _words(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the title, which a finding has none of, and those of the text."""
    return () if record.type == "finding" else words(record.title), words(record.text)


def _values(document: Document, field: str) -> tuple[str, ...]:
    if isinstance(document, Record):
        if field in FIELDS:
            return tuple(dict.fromkeys(value for value in FIELDS[field].values(document) if value))
        return (document.id,) if field == "id" else ()
    state, _, practices = document
    return {"path": (state.path,), "practice_ids": tuple({one.id for one in practices})}.get(field, ())


def _numbers(document: Document) -> Mapping[str, int]:
    if not isinstance(document, Record):
        return {}
    title, text = _words(document)
    scoring = [sum(word not in stop_words() for word in one) for one in (title, text)]
    return {
        "is_record": 1,
        "text_length": sum(scoring),
        "title_length": scoring[0],
        "tokens": len(title) + len(text),
        "title_tokens": len(title),
        "date_first": first_day(document.date) if document.date else 0,
        "date_last": last_day(document.date) if document.date else 0,
        "value": round(document.figure.value * 1000) + 1 if document.figure else 0,
    }
