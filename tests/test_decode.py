"""decode: from a file to bytes, and from bytes to text."""

from __future__ import annotations

import codecs
import gzip
import os
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.decode import SIZE_LIMIT, decode_text, media_type, read_bytes, scrub
from carevoice_search.errors import PageError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "text/html"),
        ("a.HTM", "text/html"),
        ("a.b.txt.gz", "text/plain"),
        ("a.md", "text/markdown"),
        ("a.pdf.GZ", "application/pdf"),
        ("a.gz", None),
        ("a.toml", None),
        ("a", None),
    ],
)
def test_the_name_tells_the_media_type(name: str, expected: str | None) -> None:
    assert media_type(name) == expected


def test_a_compressed_page_reads_as_the_plain_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"words")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"wo") + gzip.compress(b"rds"))
    assert read_bytes(tmp_path / "a.txt") == read_bytes(tmp_path / "b.txt.gz") == (b"words", "text/plain")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.exe", b"words", "not a page"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.txt.gz", gzip.compress(b"", mtime=0), "empty"),
        ("a.txt.gz", gzip.compress(b"words " * 1000, mtime=0)[:-12], "truncated"),
        ("a.txt.gz", b"words", "not a gzip file"),
        (
            "a.txt.gz",
            gzip.compress(b"words", mtime=0)[:12] + b"\xff\xff\xff\xff\xff\xff\xff\xff",
            "not a gzip file|truncated",
        ),
        ("a.txt", b"PNG\0\0\0IHDR", "NUL"),
        ("a.html", bytes(range(1, 32)) * 10, "binary"),
        ("a.pdf", b"<html>not a pdf</html>", "no %PDF header"),
        ("a.txt", b"x" * (SIZE_LIMIT + 1), "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PageError, match=reason):
        read_bytes(tmp_path / name)


def test_a_page_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * SIZE_LIMIT)
    assert len(read_bytes(tmp_path / "a.txt")[0]) == SIZE_LIMIT


def test_a_bomb_never_expands_in_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.html.gz", "wb", compresslevel=9) as bomb:
        for _ in range(300):
            bomb.write(b"0" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(PageError, match="larger than 20 MB"):
        read_bytes(tmp_path / "bomb.html.gz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * SIZE_LIMIT


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    for name in ("folder.txt", "pipe.txt", "loop.txt", "absent.txt", "nul\0name.txt"):
        with pytest.raises(PageError, match=r"not a regular file|cannot be read"):
            read_bytes(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("Café – ‘voice’".encode(), "text/plain"),
        (codecs.BOM_UTF8 + "Café – ‘voice’".encode(), "text/plain"),
        ("Café – ‘voice’".encode("utf-16"), "text/plain"),
        (codecs.BOM_UTF32_LE + "Café – ‘voice’".encode("utf-32-le"), "text/plain"),
        ("Café – ‘voice’".encode("cp1252"), "text/plain"),
    ],
)
def test_the_encoding_is_found(content: bytes, hint: str) -> None:
    assert decode_text(content, hint) == "Café – ‘voice’"


def test_html_may_declare_its_charset() -> None:
    source = '<meta charset="koi8-r"><p>Привет'
    assert decode_text(source.encode("koi8-r"), "text/html") == source
    latin = '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"><p>‘quoted’'
    assert decode_text(latin.encode("cp1252"), "text/html") == latin


@pytest.mark.parametrize(
    "charset", ["utf-7", "idna", "unicode_escape", "hex", "rot13", "no-such", "utf-16", "utf-8"]
)
def test_a_charset_that_no_browser_obeys_is_not_used(charset: str) -> None:
    source = f'<meta charset="{charset}"><p>a +ADw- \\x41 ‘b’'
    assert decode_text(source.encode(), "text/html") == source


def test_text_cut_within_a_character_or_damaged_is_still_read_as_utf_8() -> None:
    whole = "“Café”, they said. " * 20
    assert decode_text(whole.encode() + b"\xe2\x80").startswith(whole)
    assert decode_text(whole.encode() + b"\xff").startswith(whole)


def test_control_and_invisible_characters_are_dropped_and_line_breaks_made_one() -> None:
    assert scrub("a\x1bb\x00c\u202ed\u200be\ufeff\xad\x9bf\ud800") == "abcdef"
    assert scrub("a\r\nb\rc\fd\u2028e\x85f\tg") == "a\nb\nc\nd\ne\nf\tg"
    assert scrub("e\u0301") == "é"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("a\x1b]0;owned\x07b", "ab"),
        ("a\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ b", "alink b"),
        ("a\x1bPq words\x1b\\b\x1b(Bc", "abc"),
        ("a\x1b]0;no end of it\nnext line", "a0;no end of it\nnext line"),
        ("a\x1b[" + "1;" * 40 + "mb", "ab"),
        ("\x1b]" * 50_000 + "words", "words"),
        ("\x1b]" + "x" * 500_000, "x" * 500_000),
    ],
)
def test_what_a_terminal_would_obey_goes_whole(text: str, left: str) -> None:
    assert scrub(text) == left


@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/plain"]))
def test_any_bytes_decode_to_clean_text(content: bytes, hint: str) -> None:
    text = decode_text(content, hint)
    text.encode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text)
    assert not set(text) & set("\u202a\u202e\u2066\u2069\u200f\ufeff")


@given(st.text(max_size=200))
def test_utf_8_text_survives_as_it_was_scrubbed(text: str) -> None:
    clean = scrub(text)
    assert scrub(clean) == clean
    assert decode_text(clean.encode()) == clean
