"""Records and pages' states as stored bytes: a head of a document's own, pieces that many share, and a remainder.

A head is a JSON list; pieces are the JSON of what comes in few forms (kinds, councils and their regions, themes,
sources). A short remainder stands in the head, so that a record of one line is read at once; a long one is a line of
JSON and then the text, and is compressed by the segment. A finding's figure follows the flag that its text begins
with its title.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.blocks import PIECES
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.jsonform import record_from_dict, record_to_dict
from carevoice_search.model import Copy, Evidence, Figure, Record, Source

SHORT = 256
"""Bytes up to which a remainder stands in the head."""

_KIND, _AREA, _THEMES, _SOURCES = range(PIECES)
_NO_PIECES = (b"",) * PIECES

_MOST_PIECES = 32_768
"""So many parsed pieces of a column are kept."""

_read = json.JSONDecoder().raw_decode
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Stored(NamedTuple):
    """What is stored of a document; there are `blocks.PIECES` pieces."""

    head: bytes
    remainder: bytes
    pieces: Sequence[bytes]


def encode_record(record: Record) -> Stored:
    """A record as `decode_record` reads it."""
    sources = tuple([(source.page, source.title, source.url, source.publisher) for source in record.sources])
    pieces = (
        _shared((record.type, record.kind, record.publisher)),
        _shared((record.councils, record.regions, record.nations)),
        _shared(record.themes),
        _shared(sources),
    )
    # Most texts begin with the title, a practice's line above all: it is not stored twice.
    titled = bool(record.title) and record.text.startswith(record.title)
    text = record.text[len(record.title) :] if titled else record.text
    flag = int(titled) if record.figure is None else (int(titled), *_figure(record.figure))
    own = _dumps((record.id, record.title, record.url, record.date, flag))
    evidence = [
        (one.field, one.value, one.rule, one.page, one.place, one.quote, one.start, one.end)
        for one in record.evidence
    ]
    found = _dumps(evidence) if evidence else "[]"
    remainder = _encoded(f"{found}\n{text}")
    if len(remainder) > SHORT:
        return Stored(_encoded(own), remainder, pieces)
    return Stored(_encoded(f"{own[:-1]},{found},{_dumps(text)}]"), b"", pieces)


def decode_record(segment: Segment, document: int) -> Record:
    """The record of a document. Raises ValueError where its bytes are damaged."""
    stored = segment.stored
    parts = _list(stored.head(document))
    try:
        own_id, title, url, date, flag = parts[:5]
        titled, *figure = flag if isinstance(flag, list) else (flag,)
        if len(parts) == 5:
            evidence_line, _, text = _decoded(stored.remainder(document)).partition("\n")
            evidence = _parsed(evidence_line)
        else:
            evidence, text = parts[5:]
        (type, kind, publisher), (councils, regions, nations), themes, sources = _pieces(segment, document)
        return Record(
            own_id,
            type,
            kind,
            title,
            title + text if titled else text,
            publisher,
            url,
            councils,
            regions,
            nations,
            themes,
            date,
            sources,
            tuple([Evidence(*one) for one in evidence]) if evidence else (),
            Figure(*figure) if figure else None,
        )
    except TypeError as error:
        raise ValueError(f"a stored record is not whole ({error})") from error


def _figure(figure: Figure) -> tuple[float | str | None, ...]:
    stated = figure.value, figure.unit, figure.stated, figure.bound, figure.out_of
    return *stated, figure.who, figure.measured


def record_id(segment: Segment, document: int) -> str:
    """The id of a record, from its head alone."""
    return str(_list(segment.stored.head(document))[0])


def record_title(segment: Segment, document: int) -> str:
    """The title of a record, from its head alone."""
    return str(_list(segment.stored.head(document))[1])


def decode_copy(segment: Segment, document: int) -> Copy:
    """What is said of a record beside another that is shown, from its head and its pieces alone."""
    own_id, title = _list(segment.stored.head(document))[:2]
    (_, _, publisher), _, _, sources = _pieces(segment, document)
    return Copy(own_id, sources[0].page if sources else "", title, publisher)


def encode_state(state: PageState, own_id: str, practices: Sequence[Record]) -> Stored:
    """A page's state and the id of its own record; its unmerged practices and its findings are the remainder."""
    told_by = state.sketch, state.councils, state.date
    head = _encoded(_dumps((state.path, state.digest, state.stamp, own_id, *told_by)))
    remainder = _encoded(_dumps([record_to_dict(one) for one in practices])) if practices else b""
    return Stored(head, remainder, (_shared((state.rules,)), *_NO_PIECES[1:]))


def decode_state(segment: Segment, document: int) -> tuple[PageState, str]:
    """A page's state and the id of its own record. Raises ValueError where the bytes are damaged."""
    path, digest, stamp, own_id, sketch, councils, date = _list(segment.stored.head(document))
    (rules,) = _parsed_piece(segment, _KIND, segment.stored.codes[_KIND][document])
    return PageState(path, digest, rules, stamp, sketch, tuple(councils), date), own_id


def decode_practices(segment: Segment, document: int) -> tuple[Record, ...]:
    """The unmerged practices and the findings of a page. Raises ValueError where the bytes are damaged."""
    remainder = segment.stored.remainder(document)
    return tuple(map(record_from_dict, _parsed(_decoded(remainder)))) if remainder else ()


@lru_cache(maxsize=4096)
def _shared(values: tuple[Any, ...]) -> bytes:
    return _encoded(_dumps(values))


def _pieces(segment: Segment, document: int) -> list[Any]:
    """A record's pieces, each parsed once for all that share it."""
    known = segment.pieces
    found = []
    for column, codes in enumerate(segment.stored.codes):
        code = codes[document]
        piece = known[column].get(code)
        if piece is None:
            piece = _parsed_piece(segment, column, code)
        found.append(piece)
    return found


def _parsed_piece(segment: Segment, column: int, code: int) -> Any:
    piece = _tuples(_parsed(_decoded(segment.stored.pieces[column][code])))
    if column == _SOURCES:
        piece = tuple([Source(*source) for source in piece])
    if len(segment.pieces[column]) >= _MOST_PIECES:
        segment.pieces[column].clear()
    segment.pieces[column][code] = piece
    return piece


def _tuples(value: Any) -> Any:
    return tuple([_tuples(part) for part in value]) if isinstance(value, list) else value


def _list(head: bytes) -> list[Any]:
    parts = _parsed(_decoded(head))
    if not isinstance(parts, list):
        raise ValueError("a stored head is not whole")
    return parts


def _parsed(text: str) -> Any:
    """JSON without spaces around it: `json.loads` takes twice as long to find that there are none."""
    return _read(text)[0]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
