"""A segment's files, read so that nothing in them can run: their pickles may hold plain values only.

Whoosh unpickles a segment's directory, the head of its table of terms, the head and the body of every block of
postings, and the stored fields. The codec here reads the same files through an unpickler that calls
nothing. The table of contents holds classes by right; its seal (`storage`) guards that one.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from whoosh.codec.whoosh3 import (
    W3Codec,
    W3FieldCursor,
    W3LeafMatcher,
    W3PerDocReader,
    W3TermInfo,
    W3TermsReader,
)
from whoosh.columns import Column, CompressedBytesColumn, PickleColumn
from whoosh.reading import SegmentReader, TermNotFound

_STORED = CompressedBytesColumn()
"""Whoosh's column of stored fields without the pickles around its values."""


class PlainUnpickler(pickle.Unpickler):
    """Numbers, text, bytes and collections of them; a pickle that names anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            # Older pickles hold bytes as text to be encoded: the type does that, and can do nothing else.
            return bytes
        raise pickle.UnpicklingError(f"a pickle asks for {module}.{name}")


def plain_value(content: bytes) -> Any:
    """The value of a pickle. Raises UnpicklingError where it names a class or a function."""
    return PlainUnpickler(BytesIO(content)).load()


def guard(file: Any) -> Any:
    """`file`, a Whoosh StructFile, unable to read any pickle but a plain one."""
    raw = file.file
    file.read_pickle = lambda: PlainUnpickler(raw).load()
    return file


def open_segment(storage: Any, schema: Any, segment: Any, generation: int | None = None) -> SegmentReader:
    """The only way to a segment's content. `storage` guards the files that it opens."""
    return SegmentReader(storage, schema, segment, generation=generation, codec=_GuardedCodec())


class _GuardedCodec(W3Codec):  # type: ignore[misc]  # whoosh is untyped
    """Reads what the standard codec writes. Never written to an index itself."""

    def terms_reader(self, storage: Any, segment: Any) -> _Terms:
        name = segment.make_filename(self.TERMS_EXT)
        terms = guard(storage.open_file(name))
        postings = guard(segment.open_file(storage, self.POSTS_EXT))
        return _Terms(self, terms, storage.file_length(name), postings)

    def per_document_reader(self, storage: Any, segment: Any) -> _Documents:
        return _Documents(storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> _Matcher:
        offset, length = terminfo.extent()
        return _Matcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class _Terms(W3TermsReader):  # type: ignore[misc]  # whoosh is untyped
    def term_info(self, fieldname: str, tbytes: bytes) -> W3TermInfo:
        try:
            content = self._tindex[self._keycoder(fieldname, tbytes)]
        except KeyError:
            raise TermNotFound(f"no term {fieldname}:{tbytes!r}") from None
        return _term_info(content)

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor(self._tindex, fieldname, self._keycoder, self._keydecoder, fieldobj)

    def items(self) -> Iterator[Any]:
        return ((self._keydecoder(key), _term_info(content)) for key, content in self._tindex.items())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[Any]:
        start = self._keycoder(fieldname, prefix)
        return (
            (self._keydecoder(key), _term_info(content)) for key, content in self._tindex.items_from(start)
        )


class _Cursor(W3FieldCursor):  # type: ignore[misc]  # whoosh is untyped
    def term_info(self) -> W3TermInfo | None:
        if not self.is_valid():
            return None
        return _term_info(self._tindex.dbfile.get(self._datapos, self._datalen))


class _Matcher(W3LeafMatcher):  # type: ignore[misc]  # whoosh is untyped
    def _read_data(self) -> None:
        content = self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset)
        self._data = plain_value(zlib.decompress(content) if self._compression else content)


class _Documents(W3PerDocReader):  # type: ignore[misc]  # whoosh is untyped
    def column_reader(self, fieldname: str, column: Column) -> Any:
        if isinstance(column, PickleColumn):
            raise TypeError(f"{fieldname} is a column of pickles")
        return super().column_reader(fieldname, column)

    def _get_column_file(self, fieldname: str) -> tuple[Any, int, int]:
        file, offset, length = super()._get_column_file(fieldname)
        return guard(file), offset, length

    def stored_fields(self, docnum: int) -> Any:
        content = self._cached_reader("_stored", _STORED)[docnum]
        return plain_value(content) if content else {}

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False  # No field of ours has vectors, and Whoosh would read their postings unguarded.


def _term_info(content: bytes) -> W3TermInfo:
    """Where a term's postings are. Whoosh can read, but never writes, postings that stand pickled beside it."""
    if content[0]:
        raise ValueError("a term with its postings beside it")
    return W3TermInfo.from_bytes(content)
