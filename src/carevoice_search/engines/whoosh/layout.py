"""The files of a segment: named arrays, the small ones behind a header with their directory, the long ones alone.

`<name>.seg` is the header: magic, version, length and CRC-32 of a JSON directory, the directory, padding, then the
small arrays, each at a multiple of 8. The directory says of every array in which file it stands (by extension),
its type (little-endian), where, how many bytes, and their CRC-32; and how long every file is. Nothing is pickled.
docs/decisions/codec.md gives the reasons.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MAGIC = b"CVSG"
VERSION = 2
HEADER = "seg"
"""The extension of the header's file."""
STREAMS = ("doc", "cnt", "pos", "hed", "txt")
"""The extensions of the files that hold one long array each."""

_ALIGNMENT = 8
_START = struct.Struct("<4sIII")
_WRITTEN_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Section:
    """Where an array stands: the file's extension, the type, offset and size in bytes, and the CRC-32."""

    file: str
    kind: str
    offset: int
    size: int
    crc: int


@dataclass(slots=True)
class Directory:
    """What a header says: the number of documents, the fields' terms, the columns, and every array's place.

    `small` is the bytes of all arrays behind the header, padding included. `fields` gives, in the order of the
    dictionary, each field's number of terms and whether it has positions.
    """

    size: int = 0
    small: int = 0
    fields: dict[str, tuple[int, bool]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)


def narrowest(array: Array) -> Array:
    """`array` of numbers from 0 on in the smallest unsigned little-endian type that holds its greatest."""
    greatest = int(array.max()) if len(array) else 0
    return array.astype(unsigned_for(greatest), copy=False)


def unsigned_for(greatest: int) -> np.dtype[Any]:
    """The smallest unsigned little-endian type that holds `greatest`."""
    for kind in ("<u1", "<u2", "<u4"):
        if greatest <= np.iinfo(kind).max:
            return np.dtype(kind)
    return np.dtype("<u8")


class Stream:
    """A long array on its way to a file of its own; its CRC-32 and size grow with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.crc = 0
        self._file: BinaryIO = path.open("wb", buffering=1 << 18)

    def write(self, content: bytes | memoryview) -> None:
        self._file.write(content)
        self.crc = zlib.crc32(content, self.crc)
        self.size += len(content)

    def append(self, array: Array) -> None:
        """Write a contiguous array, in pieces that do not hold the interpreter for long."""
        if len(array):
            content = np.ascontiguousarray(array).data.cast("B")
            for start in range(0, len(content), _WRITTEN_AT_ONCE):
                self.write(content[start : start + _WRITTEN_AT_ONCE])

    def close(self) -> None:
        """Hand the rest to the system; the commit that names the file makes it durable. Raises OSError."""
        self._file.close()

    def discard(self) -> None:
        """Remove the file, however full the disk is."""
        with suppress(OSError):
            self.close()
        self.path.unlink(missing_ok=True)


def write_header(path: Path, directory: Directory, small: Mapping[str, Array]) -> None:
    """Write the header with its small arrays. `directory` has the streams' sections already."""
    offset = 0
    for name, array in small.items():
        content = np.ascontiguousarray(array).data.cast("B") if len(array) else memoryview(b"")
        directory.sections[name] = Section(HEADER, array.dtype.str, offset, len(content), zlib.crc32(content))
        offset += _padded(len(content))
    directory.small = offset
    encoded = _encoded(directory)
    stream = Stream(path)
    try:
        stream.write(_START.pack(MAGIC, VERSION, len(encoded), zlib.crc32(encoded)))
        stream.write(encoded)
        stream.write(bytes(_padded(stream.size) - stream.size))
        for array in small.values():
            stream.append(array)
            stream.write(bytes(_padded(stream.size) - stream.size))
        stream.close()
    except BaseException:
        stream.discard()
        raise


class Sections:
    """A segment's files, mapped into memory. Opening reads the header alone, whatever the size."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises OSError where a file is missing, ValueError where one is not what the header says."""
        header = _mapped(folder / f"{name}.{HEADER}")
        self.directory, start = _read_directory(header)
        self._maps = {HEADER: header}
        for extension, size in self.directory.files.items():
            self._maps[extension] = _mapped(folder / f"{name}.{extension}")
            if len(self._maps[extension]) != size:
                raise ValueError(f"{name}.{extension} has {len(self._maps[extension])} bytes, not {size}")
        self._start = start
        if len(header) != start + self.directory.small:
            raise ValueError(f"{name}.{HEADER} has {len(header)} bytes, not {start + self.directory.small}")
        for section_name, section in self.directory.sections.items():
            if section.offset + section.size + self._offset(section) > len(self._maps[section.file]):
                raise ValueError(f"{section_name} reaches beyond the end of {name}.{section.file}")

    def array(self, name: str) -> Array:
        """The array's memory itself; empty where the segment has none of that name."""
        section = self.directory.sections.get(name)
        if section is None:
            return np.zeros(0, np.uint8)
        content = self._content(section)
        return np.frombuffer(content, section.kind) if len(content) else np.zeros(0, section.kind)

    def verify(self) -> None:
        """Read everything. Raises ValueError naming the array whose checksum is wrong."""
        for name, section in self.directory.sections.items():
            if zlib.crc32(self._content(section)) != section.crc:
                raise ValueError(f"the checksum of {name} is wrong")

    def _content(self, section: Section) -> memoryview:
        start = section.offset + self._offset(section)
        return self._maps[section.file][start : start + section.size]

    def _offset(self, section: Section) -> int:
        return self._start if section.file == HEADER else 0


def _encoded(directory: Directory) -> bytes:
    content = {
        "size": directory.size,
        "small": directory.small,
        "fields": directory.fields,
        "files": directory.files,
        "sections": {
            name: [one.file, one.kind, one.offset, one.size, one.crc]
            for name, one in directory.sections.items()
        },
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _read_directory(header: memoryview) -> tuple[Directory, int]:
    """The directory, and where behind it the small arrays begin."""
    if len(header) < _START.size:
        raise ValueError("a header cut short")
    magic, version, length, crc = _START.unpack(header[: _START.size])
    if magic != MAGIC:
        raise ValueError("not the header of a segment")
    if version != VERSION:
        raise ValueError(f"a segment of version {version}, not {VERSION}")
    content = bytes(header[_START.size : _START.size + length])
    if len(content) != length or zlib.crc32(content) != crc:
        raise ValueError("the checksum of the header is wrong")
    read = json.loads(content)
    directory = Directory(
        read["size"],
        read["small"],
        {name: (terms, positional) for name, (terms, positional) in read["fields"].items()},
        read["files"],
        {name: Section(*values) for name, values in read["sections"].items()},
    )
    return directory, _padded(_START.size + length)


def _mapped(path: Path) -> memoryview:
    if not path.is_file():  # To open a pipe that stands there would wait for ever.
        raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
