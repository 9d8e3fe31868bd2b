"""From a file to bytes, and from bytes to text: media types, compression, size limits, encodings."""

from __future__ import annotations

import codecs
import gzip
import re
import stat
import unicodedata
import zlib
from pathlib import Path
from typing import BinaryIO

from carevoice_search.errors import PageError
from carevoice_search.media import MEDIA_TYPES
from carevoice_search.media import SIZE_LIMIT as SIZE_LIMIT

_CHUNK = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""(?:charset|<\?xml[^>]{0,80}encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""", re.I
)
# Codecs that a page may name. Python knows others (utf-7, idna, unicode_escape) that no browser would obey.
_ALLOWED = re.compile(r"(?:utf-8|utf-16|iso8859|cp\d|koi8|mac|gb|big5|hz|shift_jis|euc|ascii|johab|ptcp|tis)")
_CONTROLS = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1, without the line breaks that are turned into \n
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible and bidi
    "\ud800-\udfff\U000e0000-\U000e007f"  # lone surrogates, tags
    "]"
)
# What a terminal would obey: CSI ("\\x1b[31m"), OSC and the like up to their end, and the short ones. Text goes
# whole with its sequence, never beyond its line; the runs are possessive, so that none is read twice.
_TERMINAL = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|[\]PX^_][^\x07\x1b\x9c\n\r]{0,2000}+(?:\x07|\x1b\\|\x9c)|[ -/]++[0-~]|\])"
)
_ODD_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
_BROKEN = re.compile("[\udc80-\udcff]")
_FOREIGN = re.compile(r"[^\x00-\x7f\udc80-\udcff]")
_LINE_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE_BREAK = re.compile(f"[{_LINE_BREAKS}]")


def media_type(name: str) -> str | None:
    """The media type that a file's name stands for (`.gz` is looked through), or None where it is no page."""
    suffixes = [s.lower() for s in Path(name).suffixes[-2:]]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return MEDIA_TYPES.get(suffixes[-1]) if suffixes else None


def read_bytes(path: Path) -> tuple[bytes, str]:
    """The decompressed bytes of a page and its media type.

    Raises PageError with the reason: unknown type, not a file, unreadable, empty, larger than SIZE_LIMIT
    once decompressed (and never expanded further), truncated compression, or content that is not what the name says.
    """
    kind = media_type(path.name)
    if kind is None:
        raise PageError(
            f"not a page: the name should end in {', '.join(MEDIA_TYPES)}, or one of these and .gz"
        )
    try:
        # A named pipe would block for ever in open.
        if not stat.S_ISREG(path.stat().st_mode):
            raise PageError("not a regular file")
        with path.open("rb") as stream:
            content = _read_gzip(stream) if path.suffix.lower() == ".gz" else _read_capped(stream)
    except OSError as error:
        raise PageError(f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise PageError(f"cannot be read: {error}") from error
    if not content.strip():
        raise PageError("empty")
    _check_content(content, kind)
    return content, kind


def decode_text(content: bytes, hint: str = "text/plain") -> str:
    """The text of a page in NFC, its line breaks as \\n, without control and invisible characters.

    `hint` is the media type; only HTML may declare its charset. Never raises: bytes that fit no encoding are
    read as windows-1252, the way browsers do.
    """
    return scrub(_decode(content, hint))


def scrub(text: str) -> str:
    """`text` in NFC with line breaks as \\n, without control, bidi, zero-width and unpaired characters.

    Whole sequences for terminals go with their escape character.
    """
    if not text.isprintable():  # most short texts are: no break, no control, nothing invisible
        if "\x1b" in text:
            text = _TERMINAL.sub("", text)
        text = text.replace("\r\n", "\n")
        if any(map(text.__contains__, _LINE_BREAKS)):
            text = _LINE_BREAK.sub("\n", text)
        text = _CONTROLS.sub("", text)
    return unicodedata.normalize("NFC", text)


def _read_capped(stream: BinaryIO | gzip.GzipFile) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > SIZE_LIMIT:
            raise PageError(f"larger than {SIZE_LIMIT // 1024 // 1024} MB")
        chunks.append(chunk)
    return b"".join(chunks)


def _read_gzip(stream: BinaryIO) -> bytes:
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            return _read_capped(unpacked)
    except EOFError as error:
        raise PageError("truncated gzip file") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise PageError("not a gzip file, or a damaged one") from error


def _check_content(content: bytes, kind: str) -> None:
    if kind == "application/pdf":
        if b"%PDF-" not in content[:1024]:
            raise PageError("not a PDF: it has no %PDF header")
        return
    if any(content.startswith(bom) for bom, _ in _BOMS[1:]):
        return
    if b"\0" in content:
        raise PageError("binary content, not text: it holds NUL bytes")
    sample = content[:_CHUNK]
    odd = len(sample) - len(sample.translate(None, _ODD_BYTES))
    if odd * 10 > len(sample):
        raise PageError("binary content, not text")


def _decode(content: bytes, hint: str) -> str:
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(codec, "replace")
    declared = _declared_codec(content) if hint == "text/html" else None
    for codec in filter(None, (declared, "utf-8")):
        try:
            return content.decode(codec)
        except (UnicodeError, LookupError):
            continue
    return _decode_undeclared(content)


def _declared_codec(content: bytes) -> str | None:
    match = _DECLARED.search(content[:4096])
    if not match:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return None
    if not _ALLOWED.match(name) or name.startswith("utf-16"):
        return None  # a document that could be read up to here is not in UTF-16
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _decode_undeclared(content: bytes) -> str:
    """Text that is not UTF-8: nearly so (damaged or cut), another alphabet, or windows-1252."""
    lenient = content.decode("utf-8", "surrogateescape")
    broken = len(_BROKEN.findall(lenient))
    foreign = len(_FOREIGN.findall(lenient))
    if broken <= 3 or broken * 10 < foreign:
        return _BROKEN.sub(lambda match: _western(ord(match[0]) - 0xDC00), lenient)
    if broken * 5 > len(content):
        from charset_normalizer import from_bytes

        best = from_bytes(content[: 4 * _CHUNK]).best()
        if best is not None:
            return content.decode(best.encoding, "replace")
    return "".join(map(_western, content)) if _unmapped(content) else content.decode("cp1252")


def _unmapped(content: bytes) -> bool:
    return any(byte in content for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))


def _western(byte: int) -> str:
    return bytes((byte,)).decode("cp1252", "ignore")
