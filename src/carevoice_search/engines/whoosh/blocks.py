"""The stored parts of documents: heads one after the other, shared pieces once, remainders in compressed blocks.

A block is compressed with Zstandard and a dictionary that was made from the first remainders of the transaction:
texts of one corpus share their words, and a block of 2 KB alone is too short to learn them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from carevoice_search.engines.whoosh.layout import Array, Sections, Stream, narrowest

if TYPE_CHECKING:
    from zstandard import ZstdCompressor, ZstdDecompressor

Mask = npt.NDArray[np.bool_]

PIECES = 4
"""How many pieces a document may share with others."""

BLOCK = 2048
"""Raw bytes after which a block is compressed: a hit reads a whole one."""

_LEVEL = 3
_DICTIONARY = 262_144
_LEARNT = 3_500_000
"""Raw bytes from which a dictionary is made; with fewer there is none."""

_NAMES = (
    "heads",
    "head_ends",
    "blocks",
    "block_ends",
    "block_starts",
    "block_dictionaries",
    "remainder_ends",
)


class Texts:
    """Byte strings that stand one after the other in a section, and where each ends in another."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._content = sections.array(name).data
        self._ends = sections.array(f"{name}_ends").data

    def __len__(self) -> int:
        return max(len(self._ends) - 1, 0)

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._content[self._ends[number] : self._ends[number + 1]])

    def all(self) -> list[bytes]:
        return [self[number] for number in range(len(self))]


class StoredParts:
    """The stored parts of a segment's documents; heads and pieces are read at once, remainders a block at a time."""

    def __init__(self, sections: Sections) -> None:
        self.arrays: Mapping[str, Array] = {name: sections.array(name) for name in _NAMES}
        self._dictionaries = Texts(sections, "dictionaries")
        self.pieces = [Texts(sections, f"pieces{column}") for column in range(PIECES)]
        self.codes = [sections.array(f"piece_codes{column}").data for column in range(PIECES)]
        """For each column, which of its pieces a document has."""
        self._heads = self.arrays["heads"].data
        self._head_ends = self.arrays["head_ends"].data
        self._blocks = self.arrays["blocks"].data
        self._remainder_ends = self.arrays["remainder_ends"].data
        self._block_ends = self.arrays["block_ends"].data
        self._block_starts = self.arrays["block_starts"].data
        self._read: tuple[int, bytes] = (-1, b"")
        self._decompressors: dict[int, ZstdDecompressor] = {}

    def head(self, document: int) -> bytes:
        start = self._head_ends[document - 1] if document else 0
        return bytes(self._heads[start : self._head_ends[document]])

    def remainder(self, document: int) -> bytes:
        """Raises ValueError where the block is damaged."""
        start = self._remainder_ends[document - 1] if document else 0
        end = self._remainder_ends[document]
        if start == end:
            return b""
        block = bisect_right(self._block_starts, start) - 1
        offset = start - self._block_starts[block]
        return self.block(block)[offset : offset + end - start]

    @cached_property
    def dictionaries(self) -> list[bytes]:
        """What the blocks are compressed with, by number; the empty one is none."""
        return self._dictionaries.all()

    def block(self, number: int) -> bytes:
        """A block's raw bytes. Raises ValueError where they are not as many as there should be."""
        held, content = self._read  # one tuple, so that two threads never meet a half of each other's
        if held != number:
            begin = self._block_ends[number - 1] if number else 0
            size = self._block_starts[number + 1] - self._block_starts[number]
            content = self._decompressed(number, self._blocks[begin : self._block_ends[number]], size)
            self._read = number, content
        return content

    def _decompressed(self, number: int, compressed: memoryview, size: int) -> bytes:
        import zstandard  # late: an answer of short records needs none

        dictionary = int(self.arrays["block_dictionaries"][number])
        try:
            if dictionary not in self._decompressors:
                learnt = zstandard.ZstdCompressionDict(self._dictionaries[dictionary])
                self._decompressors[dictionary] = zstandard.ZstdDecompressor(dict_data=learnt)
            if zstandard.frame_content_size(compressed) == size:
                return self._decompressors[dictionary].decompress(compressed)
        except zstandard.ZstdError as error:
            raise ValueError(f"a block of stored text is damaged ({error})") from error
        raise ValueError("a block of stored text has another size than it should")


class StoredWriter:
    """Writes documents' stored parts in order, one by one or from another segment.

    `dictionary` is what blocks are compressed with; without one, one is made of what comes first.
    """

    def __init__(self, heads: Stream, blocks: Stream, dictionary: bytes = b"") -> None:
        self.heads, self.blocks = heads, blocks
        self.dictionary = dictionary
        self._compressor: ZstdCompressor | None = None
        self._head_lengths: list[int] = []
        self._remainder_lengths: list[int] = []
        self._lengths: list[tuple[Array, Array]] = []
        self._known: list[dict[bytes, int]] = [{} for _ in range(PIECES)]
        self._codes: list[list[int]] = [[] for _ in range(PIECES)]
        self._copied_codes: list[list[Array]] = [[] for _ in range(PIECES)]
        self._dictionaries: dict[bytes, int] = {}
        self._block_lengths: list[int] = []
        self._block_dictionaries: list[int] = []
        self._raw_lengths: list[int] = []
        self._block: list[bytes] = []
        self._block_size = 0
        self._waiting: list[bytes] = []
        self._waiting_size = 0

    def add(self, head: bytes, remainder: bytes, pieces: Sequence[bytes]) -> None:
        self.heads.write(head)
        self._head_lengths.append(len(head))
        self._remainder_lengths.append(len(remainder))
        for known, codes, piece in zip(self._known, self._codes, pieces, strict=True):
            codes.append(known.setdefault(piece, len(known)))
        if remainder:
            self._add_remainder(remainder)

    def copy(self, source: StoredParts, live: Mask | None) -> None:
        """Add the documents of a segment in their order, those of the mask `live` only."""
        self._settle()
        heads, remainders = (_lengths(source.arrays[name]) for name in ("head_ends", "remainder_ends"))
        if live is None:
            self.heads.append(source.arrays["heads"])
        else:
            self._copy_heads(source.arrays["heads"], np.repeat(live, heads))
            heads, remainders = heads[live], remainders[live]
        self._lengths.append((heads, remainders))
        for column, pieces in enumerate(source.pieces):
            known = self._known[column]
            place = np.array([known.setdefault(piece, len(known)) for piece in pieces.all()], np.int64)
            codes = np.asarray(source.codes[column])
            self._copied_codes[column].append(place[codes if live is None else codes[live]])
        if not self.dictionary and self._compressor is None and source.dictionaries:
            self.dictionary = source.dictionaries[0]
        self._copy_blocks(source, None if live is None else ~live)

    def finish(self, small: dict[str, Array]) -> int:
        """Put the small arrays into `small`; the number of documents."""
        self._settle()
        self._close_block()
        self._compress_waiting()
        head_lengths = _joined([heads for heads, _ in self._lengths])
        small["head_ends"] = narrowest(np.cumsum(head_lengths))
        small["remainder_ends"] = narrowest(np.cumsum(_joined([rest for _, rest in self._lengths])))
        small["block_ends"] = narrowest(np.cumsum(np.array(self._block_lengths, np.int64)))
        small["block_starts"] = _ends(self._raw_lengths)
        small["block_dictionaries"] = narrowest(np.array(self._block_dictionaries, np.int64))
        _put_texts(small, "dictionaries", list(self._dictionaries))
        for column, known in enumerate(self._known):
            _put_texts(small, f"pieces{column}", list(known))
            small[f"piece_codes{column}"] = narrowest(_joined(self._copied_codes[column]))
        return len(head_lengths)

    def _settle(self) -> None:
        """What was added one by one joins what was copied, in order."""
        added = np.array(self._head_lengths, np.int64), np.array(self._remainder_lengths, np.int64)
        self._lengths.append(added)
        self._head_lengths, self._remainder_lengths = [], []
        for copied, codes in zip(self._copied_codes, self._codes, strict=True):
            copied.append(np.array(codes, np.int64))
            codes.clear()

    # Blocks

    def _add_remainder(self, remainder: bytes) -> None:
        self._block.append(remainder)
        self._block_size += len(remainder)
        if self._block_size >= BLOCK:
            self._close_block()

    def _close_block(self) -> None:
        if not self._block:
            return
        self._waiting.append(b"".join(self._block))
        self._waiting_size += self._block_size
        self._block, self._block_size = [], 0
        if self._compressor or self.dictionary or self._waiting_size >= _LEARNT:
            self._compress_waiting()

    def _compress_waiting(self) -> None:
        """Compress the blocks that waited for a dictionary, or for nothing."""
        if not self._waiting:
            return
        if self._compressor is None:
            self._compressor = self._ready_compressor()
        number = self._number_of(self.dictionary)
        for block in self._waiting:
            self._write_block(self._compressor.compress(block), len(block), number)
        self._waiting, self._waiting_size = [], 0

    def _ready_compressor(self) -> ZstdCompressor:
        import zstandard

        if not self.dictionary and self._waiting_size >= _LEARNT:
            with suppress(zstandard.ZstdError):  # Texts that have nothing in common make no dictionary.
                self.dictionary = zstandard.train_dictionary(_DICTIONARY, list(self._waiting)).as_bytes()
        return zstandard.ZstdCompressor(_LEVEL, dict_data=zstandard.ZstdCompressionDict(self.dictionary))

    def _number_of(self, dictionary: bytes) -> int:
        return self._dictionaries.setdefault(dictionary, len(self._dictionaries))

    def _write_block(self, compressed: bytes | memoryview, raw: int, dictionary: int) -> None:
        self.blocks.write(compressed)
        self._block_lengths.append(len(compressed))
        self._raw_lengths.append(raw)
        self._block_dictionaries.append(dictionary)

    def _copy_heads(self, content: Array, kept: Mask) -> None:
        step = 1 << 22
        for start in range(0, len(content), step):
            self.heads.append(content[start : start + step][kept[start : start + step]])

    def _copy_blocks(self, source: StoredParts, dead: Mask | None) -> None:
        """Copy whole blocks as they are; those with dead documents are cut anew from what is left of them."""
        self._close_block()
        arrays = source.arrays
        content = arrays["blocks"].data
        ends, raws = [0, *arrays["block_ends"].tolist()], arrays["block_starts"].tolist()
        numbers = [self._number_of(dictionary) for dictionary in source.dictionaries]
        dictionaries = arrays["block_dictionaries"].tolist()
        broken = set() if dead is None else set(_blocks_with(arrays, np.flatnonzero(dead)).tolist())
        for number, dictionary in enumerate(dictionaries):
            if dead is not None and number in broken:
                for remainder in _live_remainders(source, number, dead):
                    self._add_remainder(remainder)
                continue
            self._close_block()
            self._compress_waiting()
            compressed = content[ends[number] : ends[number + 1]]
            self._write_block(compressed, raws[number + 1] - raws[number], numbers[dictionary])


def _blocks_with(arrays: Mapping[str, Array], documents: Array) -> Array:
    """The blocks that hold something of the documents."""
    ends = arrays["remainder_ends"].astype(np.int64)
    starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    stored = documents[starts[documents] < ends[documents]]
    block_starts = arrays["block_starts"].astype(np.int64)
    return np.unique(block_starts.searchsorted(starts[stored], side="right") - 1)


def _live_remainders(source: StoredParts, block: int, dead: Mask) -> Iterator[bytes]:
    """The remainders of the documents of one block that are not dead, in order."""
    content = source.block(block)
    ends, starts = source.arrays["remainder_ends"].data, source.arrays["block_starts"].data
    raw = starts[block]
    first, last = bisect_right(ends, raw), bisect_left(ends, starts[block + 1])
    place = 0
    for document in range(first, last + 1):
        end = ends[document] - raw
        if end > place and not dead[document]:
            yield content[place:end]
        place = end


def _put_texts(small: dict[str, Array], name: str, texts: Sequence[bytes]) -> None:
    small[name] = np.frombuffer(b"".join(texts), np.uint8)
    small[f"{name}_ends"] = _ends([len(text) for text in texts])


def _ends(lengths: Sequence[int]) -> Array:
    """Where each of what has these lengths begins, and at last where the last ends."""
    return narrowest(np.cumsum(np.array([0, *lengths], np.int64)))


def _lengths(ends: Array) -> Array:
    lengths: Array = np.diff(ends.astype(np.int64), prepend=0)
    return lengths


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
