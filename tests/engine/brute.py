"""What a segment must hold, worked out document by document in plain Python, and what a segment does hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from records import records

from carevoice_search.analysis import stem, stop_words, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.stored import Stored, encode_record, encode_state
from carevoice_search.model import Record
from carevoice_search.schema import FIELDS

Document = Record | tuple[PageState, str, Sequence[Record]]
"""A record, or a page's state with the id of its own record and its practices."""

WORDS = ("care", "carer", "carers", "caring", "the", "of", "café", "1,200", "coproduction", "½", "—", "ﬁ")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
    record = draw(records(draw(st.sampled_from("abcdefgh"))))
    if draw(st.integers(0, 4)) == 0:
        return (
            PageState(draw(st.sampled_from("pqr")), "d", "r"),
            record.id,
            [record] * draw(st.integers(0, 2)),
        )
    return Record(**{**_plain(record), "title": draw(texts), "text": draw(texts)})


def _plain(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in Record.__slots__}


@dataclass
class Held:
    """`postings[field][term][document]` is the term's places there, or None; `values` are the facets' columns."""

    postings: dict[str, dict[bytes, dict[int, list[int] | None]]] = field(default_factory=dict)
    numbers: list[dict[str, int]] = field(default_factory=list)
    values: list[dict[str, list[bytes]]] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)

    def post(self, name: str, term: str, document: int, place: int | None) -> None:
        places = self.postings.setdefault(name, {}).setdefault(term.encode(), {})
        if place is None:
            places[document] = None
        else:
            places.setdefault(document, []).append(place)


def expected(given: Sequence[Document]) -> Held:
    held = Held()
    for document, one in enumerate(given):
        if isinstance(one, Record):
            _expect_record(held, document, one)
            continue
        state, record_id, practices = one
        held.post("path", state.path, document, None)
        for practice in practices:
            held.post("practice_ids", practice.id, document, None)
        held.numbers.append(dict.fromkeys(fields.NUMBERS, 0))
        held.values.append({name: [] for name in FIELDS})
        held.stored.append(encode_state(state, record_id, practices))
    return held


def _expect_record(held: Held, document: int, record: Record) -> None:
    title, text = () if record.type == "finding" else words(record.title), words(record.text)
    for place, word in enumerate(title + text):
        held.post("words", word, document, place)
        held.post("body", stem(word), document, place)
        if place < len(title):
            held.post("title_words", word, document, place)
            held.post("title", stem(word), document, place)
    held.post("id", record.id, document, None)
    values = {name: sorted({v for v in one.values(record) if v}) for name, one in FIELDS.items()}
    for name, several in values.items():
        for value in several:
            held.post(name, value, document, None)
    scoring = [word not in stop_words() for word in title + text]
    held.numbers.append(
        {
            "is_record": 1,
            "text_length": sum(scoring),
            "title_length": sum(scoring[: len(title)]),
            "tokens": len(scoring),
            "title_tokens": len(title),
            "date_first": first_day(record.date) if record.date else 0,
            "date_last": last_day(record.date) if record.date else 0,
            "value": round(record.figure.value * 1000) + 1 if record.figure else 0,
        }
    )
    held.values.append({name: [value.encode() for value in several] for name, several in values.items()})
    held.stored.append(encode_record(record))


def found(segment: Segment) -> Held:
    """What a segment holds; asserts that it is in order."""
    segment.verify()
    held = Held()
    for name, terms in segment.fields.items():
        texts = terms.texts(terms.first, terms.last)
        assert texts == sorted(set(texts))
        for number, text in enumerate(texts, terms.first):
            held.postings.setdefault(name, {})[text] = _places(segment, name, number)
    for document in range(segment.size):
        held.numbers.append({name: int(segment.numbers(name)[document]) for name in fields.NUMBERS})
        held.values.append({name: _values(segment, name, document) for name in FIELDS})
        held.stored.append(stored_of(segment, document))
    return held


def _places(segment: Segment, name: str, number: int) -> dict[int, list[int] | None]:
    terms = segment.fields[name]
    start, holding = int(terms.starts[number]), int(terms.holding[number])
    held = segment.documents[start : start + holding].tolist()
    assert held and held == sorted(set(held))
    if name not in fields.POSITIONAL:
        return dict.fromkeys(held)
    place, total = int(terms.places[number]), int(terms.total[number])
    positions = segment.positions[place : place + total].tolist()
    by_document: dict[int, list[int] | None] = {}
    for document, count in zip(held, segment.counts[start : start + holding].tolist(), strict=True):
        by_document[document], positions = positions[:count], positions[count:]
    assert not positions
    return by_document


def _values(segment: Segment, name: str, document: int) -> list[bytes]:
    combinations = segment.combinations(name)
    if combinations is None:
        return []
    code = int(combinations.codes[document])
    members = combinations.members[int(combinations.starts[code]) : int(combinations.starts[code + 1])]
    terms = segment.fields[name]
    return [terms.text(terms.first + int(member)) for member in members]


def arrays(segment: Segment) -> dict[str, object]:
    """Every array of a segment, as lists, and its dictionary and stored parts."""
    whole: dict[str, object] = {
        name: getattr(segment, name)[:].tolist() for name in ("documents", "counts", "positions")
    }
    for name, terms in segment.fields.items():
        whole[f"{name} texts"] = terms.texts(terms.first, terms.last)
        for column in ("starts", "holding", "places", "total"):
            whole[f"{name} {column}"] = getattr(terms, column)[terms.first : terms.last].tolist()
    for name in FIELDS:
        combinations = segment.combinations(name)
        if combinations is not None:
            for column in ("codes", "starts", "members"):
                whole[f"{name} {column}"] = getattr(combinations, column).tolist()
    for name in fields.NUMBERS:
        whole[name] = segment.numbers(name).tolist()
    whole["stored"] = [stored_of(segment, n) for n in range(segment.size)]
    return whole


def stored_of(segment: Segment, document: int) -> Stored:
    """What is stored of a document, as it was given to the writer."""
    parts = segment.stored
    pieces = tuple(
        texts[int(codes[document])] for texts, codes in zip(parts.pieces, parts.codes, strict=True)
    )
    return Stored(parts.head(document), parts.remainder(document), pieces)
