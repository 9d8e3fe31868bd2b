"""The sentences of a page's prose, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carevoice_search.extract.findings.words import word_set
from carevoice_search.model import Block

_STOP = re.compile(r"[.!?…][\"”’')\]]{0,3}(?:(?=\s)|(?<=[a-z%)][.!?])(?=[A-Z][a-z]))")
_GOES_ON = re.compile(r"\s*[a-z,;:)]")
_ABBREVIATED = word_set(
    "st mr mrs ms dr prof cllr clr rev hon sir no nos vs eg e.g ie i.e approx pp para paras fig figs ca "
    "jan feb mar apr jun jul aug sep sept oct nov dec gov gen dept ltd inc vol ed eds cf"
)
_CELL = re.compile(r"[^|\n]+")
_LONGEST = 1_200
_WORDS_IN_CELL = 6


def sentences(block: Block) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a block, counted from the start of its text.

    A heading has none; a table's cell is one only where it reads as one. What runs on for very long without a stop
    is no prose.
    """
    if block.role == "heading":
        return
    for start, end in _pieces(block):
        for first, last in _split(block.text, start, end):
            if last - first <= _LONGEST:
                yield first, last


def _pieces(block: Block) -> Iterator[tuple[int, int]]:
    if block.role != "row" and "\n" not in block.text:
        yield 0, len(block.text)
        return
    if block.role != "row":
        yield from ((match.start(), match.end()) for match in re.finditer(r"[^\n]+", block.text))
        return
    for match in _CELL.finditer(block.text):
        cell = match.group().strip()
        if cell.endswith((".", "!", "?")) and cell.count(" ") + 1 >= _WORDS_IN_CELL:
            yield match.span()


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _STOP.finditer(text, start, end):
        if match.start() < first or _GOES_ON.match(text, match.end()):
            continue
        if text[match.start()] == "." and _is_abbreviated(text, first, match.start()):
            continue
        yield from _trimmed(text, first, match.end())
        first = match.end()
    yield from _trimmed(text, first, end)


def _is_abbreviated(text: str, first: int, point: int) -> bool:
    """Whether the word before a point is an abbreviation or an initial."""
    word = text[max(first, point - 8) : point].rsplit(None, 1)[-1:]
    last = word[0].lstrip("(“\"‘'") if word else ""
    return last.lower() in _ABBREVIATED or (len(last) == 1 and last.isalpha() and last.isupper())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
