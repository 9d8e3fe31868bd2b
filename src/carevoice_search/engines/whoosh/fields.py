"""What the index holds: the Whoosh schema, and the document of a record or of a page's state.

A record's document has postings and columns. A page's state is a document of its own in the same commit; it
has neither words nor facet values, so that no search or statistic meets it. Class names are pickled
with the schema: renaming one is a change of format (`ownership.FORMAT`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate, chain, pairwise
from struct import Struct, pack, unpack
from typing import Any, NamedTuple

import numpy as np
from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer, Token

from carevoice_search.analysis import stem, stop_words, tokens, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.engines import PageState
from carevoice_search.jsonform import record_from_dict, record_to_dict
from carevoice_search.model import Record
from carevoice_search.schema import FIELDS

TEXT_START = 1_000_000
"""How far the text's positions stand behind the title's: no phrase may reach from one into the other."""

SEPARATOR = "\x1f"
"""Between the values of one record in a facet column."""

_ONE_PLACE = Struct("<I")

Positions = Mapping[str, Sequence[int]]
"""Term to its places, ascending."""


class FoldedWords(Analyzer):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """The project's analyzer in Whoosh's clothes, for those who open the index with Whoosh itself."""

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __call__(self, value: str, start_pos: int = 0, start_char: int = 0, **kwargs: Any) -> Iterator[Token]:
        for token in tokens(value):
            yield Token(
                positions=True,
                chars=True,
                text=stem(token.text) if self.stemmed else token.text,
                pos=token.position + start_pos,
                startchar=token.start + start_char,
                endchar=token.end + start_char,
            )


class Places(formats.Positions):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A posting's places as 32-bit steps: a whole block is decoded at once, and nothing in it is a pickle."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        if len(poslist) == 1:
            return _ONE_PLACE.pack(poslist[0])
        steps = (place - before for before, place in pairwise(chain((0,), poslist)))
        return pack(f"<{len(poslist)}I", *steps)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return list(accumulate(unpack(f"<{len(valuestring) // 4}I", valuestring)))

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class TermsField(fields.FieldType):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Terms with their places, analyzed beforehand: one pass over the words fills several fields."""

    def __init__(self, stemmed: bool) -> None:
        super().__init__(Places(), FoldedWords(stemmed))

    def index(self, value: Positions, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        encode = self.format.encode
        for term, places in value.items():
            yield term.encode(), len(places), float(len(places)), encode(places)


class ValuesField(fields.FieldType):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Whole values as terms, with their commas, spaces and case; `column` keeps them for counting as well."""

    def __init__(self, column: bool = True) -> None:
        sortable = BytesColumn() if column else False
        super().__init__(formats.Existence(), FoldedWords(stemmed=False), sortable=sortable)

    def index(self, value: Sequence[str], **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for one in value:
            yield _encoded(one), 1, 1.0, b""

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        return iter((qstring,))

    def to_column_value(self, value: Sequence[str]) -> bytes:
        return _encoded(SEPARATOR.join(value))


class Scales(NamedTuple):
    """A text field, the field of its title, and the columns with their exact lengths in scoring words."""

    text: str
    title: str


STEMS = Scales("body", "title")
EXACT = Scales("words", "title_words")
TEXT_LENGTH = "text_length"
TITLE_LENGTH = "title_length"


def make_schema() -> fields.Schema:
    schema = fields.Schema(
        body=TermsField(stemmed=True),
        title=TermsField(stemmed=True),
        words=TermsField(stemmed=False),
        title_words=TermsField(stemmed=False),
        id=ValuesField(),
        record=fields.STORED(),
        is_record=fields.COLUMN(columns.NumericColumn("B", default=0)),
        text_length=fields.COLUMN(columns.NumericColumn("I", default=0)),
        title_length=fields.COLUMN(columns.NumericColumn("I", default=0)),
        title_key=fields.COLUMN(BytesColumn()),
        date_first=_day_field(),
        date_last=_day_field(),
        path=ValuesField(column=False),
        state=fields.COLUMN(BytesColumn()),
        practices=fields.STORED(),
        practice_ids=ValuesField(column=False),
    )
    for name in FIELDS:
        schema.add(name, ValuesField())
    return schema


def record_document(record: Record) -> dict[str, Any]:
    title, text = words(record.title), words(record.text)
    stop = stop_words()
    start = len(title) + TEXT_START
    placed_title = list(enumerate(title))
    placed = placed_title + list(enumerate(text, start))
    word_places, title_places = _by_term(placed), _by_term(placed_title)
    document: dict[str, Any] = {
        "words": word_places,
        "title_words": title_places,
        "body": _stemmed(word_places),
        "title": _stemmed(title_places),
        "id": (record.id,),
        "record": _json(record_to_dict(record)),
        "is_record": 1,
        TEXT_LENGTH: sum(word not in stop for word in chain(title, text)),
        TITLE_LENGTH: sum(word not in stop for word in title),
        "title_key": _encoded(record.title.casefold()),
    }
    if record.date:
        document |= {"date_first": first_day(record.date), "date_last": last_day(record.date)}
    for field in FIELDS.values():
        values = [value.replace(SEPARATOR, " ") for value in dict.fromkeys(field.values(record)) if value]
        if values:
            document[field.name] = values
    return document


def state_document(state: PageState, record_id: str, practices: Sequence[Record]) -> dict[str, Any]:
    return {
        "path": (state.path,),
        "state": _encoded(_json([asdict(state), record_id])),
        "practices": _json([record_to_dict(practice) for practice in practices]),
        "practice_ids": sorted({practice.id for practice in practices}),
    }


def read_record(stored: Mapping[str, Any]) -> Record:
    return record_from_dict(json.loads(stored["record"]))


def read_practices(stored: Mapping[str, Any]) -> tuple[Record, ...]:
    return tuple(record_from_dict(practice) for practice in json.loads(stored["practices"]))


def read_states(column_values: Sequence[bytes]) -> Iterator[tuple[PageState, str]]:
    """Pages' states, each with the id of the page's own record. Decoded at once for speed."""
    for state, record_id in json.loads(b"[" + b",".join(column_values) + b"]"):
        yield PageState(**state), record_id


def _by_term(placed: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for position, word in placed:
        places.setdefault(word, []).append(position)
    return places


def _stemmed(word_places: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The same places under stems, so that each distinct word is stemmed once."""
    places: dict[str, list[int]] = {}
    shared: set[str] = set()
    for word, positions in word_places.items():
        term = stem(word)
        if term in places:
            places[term] = places[term] + positions
            shared.add(term)
        else:
            places[term] = positions
    for term in shared:
        places[term] = sorted(places[term])
    return places


class BytesColumn(columns.VarBytesColumn):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Whoosh's column of byte strings, read with numpy instead of a loop over all documents.

    Without stored offsets: Whoosh's writer loses the last ones where their type has to widen at the end.
    """

    def __init__(self) -> None:
        super().__init__(allow_offsets=False)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> BytesReader:
        return BytesReader(dbfile, basepos, length, doccount)


class BytesReader(columns.ColumnReader):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """The values one after the other, then their lengths as an array, then the array's type code."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int) -> None:
        kind = np.dtype(chr(dbfile.get_byte(basepos + length - 1))).newbyteorder(">")
        content = length - 1 - kind.itemsize * doccount
        lengths = np.frombuffer(bytes(dbfile.get(basepos + content, kind.itemsize * doccount)), kind)
        self._ends = np.cumsum(lengths, dtype=np.int64)
        if doccount and self._ends[-1] != content:
            raise ValueError("the lengths of a column do not add up to its size")
        self._dbfile, self._basepos, self._content = dbfile, basepos, content

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, docnum: int) -> bytes:
        start = int(self._ends[docnum - 1]) if docnum else 0
        return bytes(self._dbfile.get(self._basepos + start, int(self._ends[docnum]) - start))

    def __iter__(self) -> Iterator[bytes]:
        content = bytes(self._dbfile.get(self._basepos, self._content))
        start = 0
        for end in self._ends.tolist():
            yield content[start:end]
            start = end


def _day_field() -> fields.NUMERIC:
    return fields.NUMERIC(int, 32, signed=False, sortable=True, default=0, shift_step=8)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _json(content: object) -> str:
    return json.dumps(content, separators=(",", ":"))
