"""A segment on its way to disk: long arrays are streamed, small ones kept until the header is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from carevoice_search.engines.whoosh.blocks import Mask, StoredWriter
from carevoice_search.engines.whoosh.documents import DocumentsWriter
from carevoice_search.engines.whoosh.layout import (
    HEADER,
    STREAMS,
    Array,
    Directory,
    Section,
    Stream,
    narrowest,
    unsigned_for,
    write_header,
)
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.slots import make_slots


class SegmentWriter:
    """Writes one segment. Fields with positions come first; a field's terms come ascending by their bytes.

    Postings and terms are given apart, so that a term may point at postings that another term has too. All
    methods raise OSError where the disk refuses.
    """

    def __init__(self, folder: Path, name: str, dictionary: bytes = b"") -> None:
        """`dictionary` is another segment's of the same corpus: see `blocks.StoredWriter`."""
        self.name = name
        self._folder = folder
        self._directory = Directory()
        self._small: dict[str, Array] = {}
        self._documents = DocumentsWriter(Stream(self._path("doc")))
        self._counts = _Widening(self._path("cnt"))
        self._positions = _Widening(self._path("pos"))
        self._stored = StoredWriter(Stream(self._path("hed")), Stream(self._path("txt")), dictionary)
        self._texts: list[bytes] = []
        self._looked_up: dict[str, list[bytes]] = {}
        """The terms of the fields with positions, which questions name."""
        self._lengths: list[Array] = []
        self._terms: dict[str, list[Array]] = {"starts": [], "holding": [], "places": [], "total": []}

    # Postings and terms

    @property
    def postings(self) -> int:
        """How many postings were written: where the next one will stand."""
        return self._documents.length

    @property
    def places(self) -> int:
        """How many positions were written: where the next one will stand."""
        return self._positions.length

    def begin_field(self, field: str, positional: bool) -> None:
        """The terms that are added from now on are this field's."""
        self._directory.fields[field] = (0, positional)

    def add_postings(
        self, documents: Array, counts: Array | None = None, positions: Array | None = None
    ) -> tuple[int, int]:
        """Append postings; `counts` and `positions` where the field has them. Where the first of each stands."""
        first = self.postings, self.places
        if counts is not None and positions is not None:
            if self._counts.length != self.postings:
                raise ValueError("fields with positions must be written before those without")
            self._counts.append(counts)
            self._positions.append(positions)
        self._documents.append(documents)
        return first

    def add_terms(
        self,
        texts: Sequence[bytes],
        starts: Array,
        holding: Array,
        places: Array | None = None,
        total: Array | None = None,
    ) -> None:
        """Append terms of the field that was begun, ascending by `texts`, after all before.

        For each: where its postings start, how many documents hold it and, where the field has positions, where
        its positions start and how many they are.
        """
        field = next(reversed(self._directory.fields))
        known, positional = self._directory.fields[field]
        self._directory.fields[field] = (known + len(texts), positional)
        self._texts.append(b"".join(texts))
        if positional:
            self._looked_up.setdefault(field, []).extend(texts)
        self._lengths.append(np.fromiter(map(len, texts), np.int64, len(texts)))
        given = {"starts": starts, "holding": holding, "places": places, "total": total}
        for name, values in given.items():
            if values is not None:
                self._terms[name].append(np.asarray(values, np.int64))

    # Columns

    def add_numbers(self, column: str, values: Array) -> None:
        """A column of unsigned numbers, one for each document."""
        self._small[f"number.{column}"] = narrowest(values)

    def add_combinations(self, field: str, codes: Array, starts: Array, members: Array) -> None:
        """A facet column; see `segment.Combinations`."""
        self._small[f"codes.{field}"] = narrowest(codes)
        self._small[f"members_from.{field}"] = narrowest(starts)
        self._small[f"members.{field}"] = narrowest(members)

    # Stored parts

    def add_stored(self, head: bytes, remainder: bytes, pieces: Sequence[bytes]) -> None:
        """Store the next document; `pieces` are `blocks.PIECES` texts that other documents have as well."""
        self._stored.add(head, remainder, pieces)

    def copy_stored(self, segment: Segment, live: Mask | None) -> None:
        """Store the documents of another segment in their order, those of the mask `live` only."""
        self._stored.copy(segment.stored, live)

    @property
    def dictionary(self) -> bytes:
        """What long texts are compressed with; empty where there is nothing yet to make it of."""
        return self._stored.dictionary

    # The end

    def finish(self) -> int:
        """Write what is left; the number of documents."""
        self._directory.size = self._stored.finish(self._small)
        self._documents.finish(self._small)
        for field, texts in self._looked_up.items():
            self._small[f"slots.{field}"] = make_slots(texts)
        self._small["term_ends"] = _ends(self._lengths)
        self._small["terms"] = np.frombuffer(b"".join(self._texts), np.uint8)
        for name, parts in self._terms.items():
            self._small[name] = narrowest(_joined(parts))
        streams = self._streams()
        for extension, (name, stream, kind) in streams.items():
            stream.close()
            self._directory.files[extension] = stream.size
            self._directory.sections[name] = Section(extension, kind, 0, stream.size, stream.crc)
        write_header(self._path(HEADER), self._directory, self._small)
        return self._directory.size

    def discard(self) -> None:
        """Remove what was written."""
        for _, stream, _ in self._streams().values():
            stream.discard()
        self._path(HEADER).unlink(missing_ok=True)

    def _streams(self) -> dict[str, tuple[str, Stream, str]]:
        """By extension: the array's name, its stream and its type."""
        columns = (
            ("documents", self._documents.stream, "<u2"),
            ("counts", self._counts.stream, self._counts.kind.str),
            ("positions", self._positions.stream, self._positions.kind.str),
            ("heads", self._stored.heads, "|u1"),
            ("blocks", self._stored.blocks, "|u1"),
        )
        return dict(zip(STREAMS, columns, strict=True))

    def _path(self, extension: str) -> Path:
        return self._folder / f"{self.name}.{extension}"


class _Widening:
    """A stream of unsigned numbers in the narrowest type so far: what was written is rewritten when that grows."""

    def __init__(self, path: Path) -> None:
        self.kind: np.dtype[Any] = np.dtype("<u1")
        self.length = 0
        self.stream = Stream(path)

    def append(self, values: Array) -> None:
        needed = unsigned_for(int(values.max()) if len(values) else 0)
        if needed.itemsize > self.kind.itemsize:
            self._widen(needed)
        self.stream.append(values.astype(self.kind, copy=False))
        self.length += len(values)

    def _widen(self, kind: np.dtype[Any]) -> None:
        narrow, path = self.stream, self.stream.path
        aside = path.with_name(f"{path.name}w")
        narrow.close()
        path.rename(aside)
        self.stream = Stream(path)
        with aside.open("rb") as file:
            while content := file.read(1 << 22):
                self.stream.append(np.frombuffer(content, self.kind).astype(kind))
        aside.unlink()
        self.kind = kind


def _ends(lengths: Sequence[Array]) -> Array:
    """Where each of what has these lengths begins, and at last where the last ends."""
    return narrowest(np.concatenate(([0], np.cumsum(_joined(lengths)))))


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
