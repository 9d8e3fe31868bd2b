"""A segment's face to Whoosh, so that its own reader and searcher answer from our index. Reading only.

Our search never comes here; a commit does, for the table of contents. Whoosh sees the index's records: pages'
states, which are documents too, are hidden from it as deleted ones are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from carevoice_search.engines.whoosh.fields import ID, IS_RECORD, decoded
from carevoice_search.engines.whoosh.layout import Array
from carevoice_search.engines.whoosh.manifest import Manifest, SegmentState, packed, unpacked
from carevoice_search.engines.whoosh.matcher import LENGTHS, NearWords, TermsReader
from carevoice_search.engines.whoosh.schema import RECORD, SORTABLE, TITLE_KEY, make_schema, refuse_writing
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.storage import INDEX_NAME
from carevoice_search.engines.whoosh.stored import decode_record, record_id, record_title
from carevoice_search.jsonform import record_to_dict
from carevoice_search.schema import FIELDS


def table_of_contents(manifest: Manifest) -> bytes:
    """Whoosh's pickled file that says what `manifest` says."""
    storage = RamStorage()
    segments = [ColumnarSegment(one) for one in manifest.segments]
    TOC(make_schema(), segments, manifest.generation).write(storage, INDEX_NAME)
    content: bytes = storage.files[TOC._filename(INDEX_NAME, manifest.generation)]
    return content


class ColumnarSegment(base.Segment):  # type: ignore[misc]  # whoosh is untyped
    """A segment in the table of contents. Pickled: its attributes are part of the format."""

    def __init__(self, state: SegmentState) -> None:
        super().__init__(INDEX_NAME)
        self.segid = state.id
        self.size = state.size
        self.deleted = packed(state.deleted)

    def codec(self) -> ColumnarCodec:
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        return self.size

    def deleted_count(self) -> int:
        return int(self.mask().sum())

    def deleted_docs(self) -> Iterator[int]:
        return iter(np.flatnonzero(self.mask()).tolist())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self.mask()[docnum])

    def mask(self) -> Array:
        """True for every document that was deleted."""
        mask = unpacked(self.deleted, self.size)
        return np.zeros(self.size, np.bool_) if mask is None else mask

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, doccount: int) -> NoReturn:
        refuse_writing()

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        refuse_writing()


class ColumnarCodec(base.Codec):  # type: ignore[misc]  # whoosh is untyped
    """Opens a segment once for the readers of its terms and of its documents. Refuses to write."""

    def __init__(self) -> None:
        self._opened: dict[str, Segment] = {}

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> TermsReader:
        return TermsReader(self._open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> DocumentsReader:
        return DocumentsReader(self._open(storage, segment), segment.mask())

    def _open(self, storage: Any, segment: ColumnarSegment) -> Segment:
        name = segment.segment_id()
        if name not in self._opened:
            self._opened[name] = Segment(Path(storage.folder), name)
        return self._opened[name]

    def automata(self, storage: Any, segment: ColumnarSegment) -> NearWords:
        return NearWords()

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        refuse_writing()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        refuse_writing()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        refuse_writing()

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        refuse_writing()


class DocumentsReader(base.PerDocumentReader):  # type: ignore[misc]  # whoosh is untyped
    """What belongs to single documents: columns, lengths, and the record as it is stored."""

    def __init__(self, segment: Segment, deleted: Array) -> None:
        self._segment = segment
        self._shown: Array = (segment.numbers(IS_RECORD) == 1) & ~deleted

    def doc_count(self) -> int:
        return int(self._shown.sum())

    def doc_count_all(self) -> int:
        return self._segment.size

    def has_deletions(self) -> bool:
        return self.doc_count() < self._segment.size

    def is_deleted(self, docnum: int) -> bool:
        return not self._shown[docnum]

    def deleted_docs(self) -> Iterator[int]:
        return iter(np.flatnonzero(~self._shown).tolist())

    def all_doc_ids(self) -> Iterator[int]:
        return iter(np.flatnonzero(self._shown).tolist())

    # Columns

    def supports_columns(self) -> bool:
        return True

    def list_columns(self) -> list[str]:
        return [*SORTABLE, *_TEXTS, *FIELDS]

    def has_column(self, fieldname: str) -> bool:
        """Every segment has every column, so that Whoosh's own defaults never come between."""
        return fieldname in self.list_columns()

    def column_reader(self, fieldname: str, column: Any) -> Column:
        if fieldname in SORTABLE:
            return Numbers(self._segment.numbers(fieldname))
        if fieldname in _TEXTS:
            return Texts(self._segment, self._shown, _TEXTS[fieldname])
        return Values(self._segment, fieldname)

    # Lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None else int(lengths.min(initial=lengths.max(initial=0)))

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))

    @cached_property
    def _lengths(self) -> dict[str, Array]:
        return {field: self._segment.numbers(column) for field, column in LENGTHS.items()}

    # Stored parts

    def stored_fields(self, docnum: int) -> dict[str, str]:
        if not self._shown[docnum]:
            return {}
        record = decode_record(self._segment, docnum)
        return {RECORD: json.dumps(record_to_dict(record), separators=(",", ":"))}


# Columns, as Whoosh's categorizers read them: a value, and a key to order and group by


class Column(ColumnReader):  # type: ignore[misc]  # whoosh is untyped
    """A value for each document; the key is the value itself."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, docnum: int) -> Any:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        return (self[docnum] for docnum in range(self._size))

    def load(self) -> list[Any]:
        return list(self)


class Numbers(Column):
    """Numbers, and when reversed their negatives as keys."""

    def __init__(self, numbers: Array) -> None:
        super().__init__(len(numbers))
        self._numbers = numbers.data
        self._sign = 1

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def sort_key(self, docnum: int) -> int:
        return self._sign * self[docnum]

    def set_reverse(self) -> None:
        self._sign = -1


class Texts(Column):
    """What `read` finds in the stored head of a record; the empty text for other documents."""

    def __init__(self, segment: Segment, shown: Array, read: Callable[[Segment, int], str]) -> None:
        super().__init__(segment.size)
        self._segment, self._shown, self._read = segment, shown, read

    def __getitem__(self, docnum: int) -> str:
        return self._read(self._segment, docnum) if self._shown[docnum] else ""


class Values(Column):
    """A facet's values of each document as a tuple, the empty value alone where there is none.

    The key is the first of them: Whoosh gives a document one group unless the groups may overlap.
    """

    def __init__(self, segment: Segment, field: str) -> None:
        super().__init__(segment.size)
        self._codes: memoryview | None = None
        self._combinations: list[tuple[str, ...]] = [("",)]
        found = segment.combinations(field)
        if found is not None:
            terms = segment.fields[field]
            texts = [decoded(text) for text in terms.texts(terms.first, terms.last)]
            self._codes = found.codes.data
            starts, members = found.starts.tolist(), found.members.tolist()
            self._combinations = [
                tuple(texts[member] for member in members[start:end]) or ("",)
                for start, end in pairwise(starts)
            ]

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        return self._combinations[0 if self._codes is None else self._codes[docnum]]

    def sort_key(self, docnum: int) -> str:
        return self[docnum][0]


_TEXTS: dict[str, Callable[[Segment, int], str]] = {
    ID: record_id,
    TITLE_KEY: lambda segment, docnum: record_title(segment, docnum).casefold(),
}
