"""A thousand bad files: each is named with its reason or safely read, none stops the run, the good pages get in."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = "A page that can be read\n\nCare leavers met the council and spoke about housing, money and friends.\n"
PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\n"
)
WORDS = ["care", "home", "voice", "trust", "plan", "friend", "school", "safe", "move", "young"]

Made = tuple[str, bytes]
"""An ending and the bytes of a file."""


def words(rng: random.Random, count: int) -> str:
    return " ".join(
        rng.choice(["care", "home", "voice", "trust", "plan", "friend", "school", "safe", "move", "young"])
        for _ in range(count)
    )


def truncated_gzip(rng: random.Random) -> Made:
    packed = gzip.compress(words(rng, 400).encode())
    return ".txt.gz", packed[: rng.randint(1, len(packed) - 9)]


def not_gzip(rng: random.Random) -> Made:
    return ".html.gz", rng.randbytes(rng.randint(1, 300))


def empty(rng: random.Random) -> Made:
    return rng.choice([".txt", ".html", ".md", ".pdf"]), b" \n\t" * rng.randint(0, 3)


def binary(rng: random.Random) -> Made:
    return rng.choice([".txt", ".html", ".md"]), b"\x00\x01" + rng.randbytes(rng.randint(10, 3000))


def broken_pdf(rng: random.Random) -> Made:
    return ".pdf", PDF[: rng.randint(0, len(PDF))] + rng.randbytes(rng.randint(0, 400))


def not_pdf(rng: random.Random) -> Made:
    return ".pdf", words(rng, 40).encode()


def no_text(rng: random.Random) -> Made:
    return ".html", b"<html><head><title></title></head><body><script>" + rng.randbytes(
        40
    ).hex().encode() + b"</script>"


CERTAIN = [truncated_gzip, not_gzip, empty, binary, broken_pdf, not_pdf, no_text]
"""Files from which nothing can be read: each must be named."""


def wrong_encoding(rng: random.Random) -> Made:
    text = words(rng, 30) + " caf\u00e9 \u2013 \u20ac \u0142\u00f3d\u017a"
    encoding = rng.choice(["utf-16", "utf-8-sig", "cp1250", "utf-16-be", "mac-roman", "cp037"])
    return rng.choice([".txt", ".html"]), text.encode(encoding, errors="replace")


def escape_sequences(rng: random.Random) -> Made:
    return ".txt", f"\x1b]0;owned\x07\x1b[31m{words(rng, 20)}\x9b2J\u202e{words(rng, 9)}\n".encode()


def deep_nesting(rng: random.Random) -> Made:
    depth = rng.randint(500, 3000)
    return ".html", b"<div><b>" * depth + words(rng, 20).encode() + b"</div>" * rng.randint(0, depth)


def huge_line(rng: random.Random) -> Made:
    return rng.choice([".txt", ".md"]), words(rng, rng.randint(5_000, 20_000)).encode()


def unclosed_markup(rng: random.Random) -> Made:
    pieces = [
        "<p",
        "<table><tr>",
        "<!--",
        "<![CDATA[",
        '<a href="',
        "</",
        "<svg><style>",
        "&#x110000;",
        words(rng, 5),
    ]
    return ".html", "".join(rng.choices(pieces, k=rng.randint(3, 40))).encode()


DOUBTFUL = [wrong_encoding, escape_sequences, deep_nesting, huge_line, unclosed_markup]
"""Files that may be read or refused, but must not stop the run nor vanish."""


def bad_sidecar(rng: random.Random) -> bytes:
    return rng.choice(
        [
            b"title = ",
            b"kind = 'novel'",
            b"published = 'last Tuesday'",
            b"councils = ['Atlantis']",
            b"themes = 'not a list of themes'",
            b"unknown_key = 1",
            b"url = 'javascript:alert(1)'",
            b"\xff\xfe\x00",
            b"[[[[",
        ]
    )


@pytest.mark.parametrize("seed", [2026])
def test_a_thousand_bad_files_stop_nothing(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    certain, doubtful = set(), set()
    makers: list[tuple[Callable[[random.Random], Made], set[str]]] = [(make, certain) for make in CERTAIN]
    makers += [(make, doubtful) for make in DOUBTFUL]
    for number in range(930):
        make, group = makers[number % len(makers)]
        ending, content = make(rng)
        name = f"{make.__name__}-{number}{ending}"
        (corpus / name).write_bytes(content)
        group.add(name)
    for number in range(65):
        (corpus / f"sidecar-{number}.txt").write_text(GOOD, encoding="utf-8")
        (corpus / f"sidecar-{number}.toml").write_bytes(bad_sidecar(rng))
        certain.add(f"sidecar-{number}.txt")
    for number in range(5):
        (corpus / f"bomb-{number}.html.gz").write_bytes(
            gzip.compress(b"<p>care</p>" * 2_000_000, compresslevel=9)
        )
        certain.add(f"bomb-{number}.html.gz")
    good = {f"good-{number}.txt" for number in range(20)}
    for name in good:
        (corpus / name).write_text(f"{GOOD}{name}\n", encoding="utf-8")

    command = [sys.executable, "-m", "carevoice_search", "--home", str(tmp_path)]
    run = subprocess.run([*command, "index"], capture_output=True, text=True, timeout=280)
    said = run.stdout + run.stderr
    assert run.returncode == 0, said[-3000:]
    assert "Traceback" not in said
    assert not any(ord(c) < 32 and c not in "\n\t\r" for c in said), "control characters reached the terminal"

    listed = subprocess.run(
        [*command, "search", "--format", "jsonl", "-n", "2000"], capture_output=True, text=True
    )
    indexed = {json.loads(line)["record"]["sources"][0]["page"] for line in listed.stdout.splitlines()}
    named = {name for name in certain | doubtful if name in said}
    assert good <= indexed
    assert certain <= named, sorted(certain - named)[:9]
    assert not certain & indexed, sorted(certain & indexed)[:9]
    assert doubtful <= named | indexed, sorted(doubtful - named - indexed)[:9]
