"""A text as it is drawn: in lines, cut where evidence underlines it and where words matched, long ones in part."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Window = tuple[int, int]
"""A part of a text: code points from and up to."""

_NEAR = 300
"""Characters within which a part that is drawn begins and ends with its paragraph, rather than between words."""
_LITTLE = 200
"""Characters between two parts that are not worth leaving out."""


class Span(NamedTuple):
    """Where the evidence with this number stands in a text (code points)."""

    start: int
    end: int
    number: int


class Piece(NamedTuple):
    """Some of a text on which the same evidence rests, the shortest first; `marked` where a word matched."""

    start: int
    text: str
    evidence: tuple[int, ...] = ()
    marked: bool = False


class Line(NamedTuple):
    """A line of a text, or what of it is drawn, in pieces."""

    pieces: tuple[Piece, ...]


class Gap(NamedTuple):
    """What is left out between the lines that are drawn: so many words."""

    words: int


def pieces(
    text: str, spans: Iterable[Span], marks: Iterable[Window] = (), cuts: Iterable[int] = ()
) -> list[Piece]:
    """`text` in pieces, in order; their texts make it up again.

    Spans and marks may overlap, hold one another and be the same; what of them lies outside `text` is passed over.
    A piece ends wherever one of them begins or ends, and at each of `cuts`.
    """
    size = len(text)
    opening, closing = _changes(spans, size)
    marking, unmarking = _changes((Span(start, end, 0) for start, end in marks), size)
    places = {0, size, *opening, *closing, *marking, *unmarking, *(cut for cut in cuts if 0 <= cut <= size)}
    holding: set[Span] = set()
    marked = 0
    made = []
    for start, end in pairwise(sorted(places)):
        holding = (holding - set(closing.get(start, ()))) | set(opening.get(start, ()))
        marked += len(marking.get(start, ())) - len(unmarking.get(start, ()))
        shortest = sorted(holding, key=lambda span: (span.end - span.start, span.number))
        numbers = tuple(dict.fromkeys(span.number for span in shortest))
        made.append(Piece(start, text[start:end], numbers, marked > 0))
    return made


def drawn(
    text: str,
    spans: Sequence[Span],
    windows: Sequence[Window],
    marks: Iterable[Window] = (),
    cuts: Iterable[int] = (),
) -> Iterator[Line | Gap]:
    """The lines of the parts of a text that `windows` (ascending, apart from each other) show, and what lies
    between them. Lines without a word are passed over."""
    if not windows:
        return
    ends = [0, *(place for window in windows for place in window), len(text)]
    shown = pieces(text, spans, marks, (*cuts, *ends))
    at = 0
    for number, (start, end) in enumerate(pairwise(ends)):
        stop = bisect_left(shown, end, lo=at, key=lambda piece: piece.start)
        if number % 2:
            yield from _lines(shown[at:stop])
        elif words := len(text[start:end].split()):
            yield Gap(words)
        at = stop


def windows(text: str, spans: Iterable[Span], focus: Window, *, most: int) -> list[Window]:
    """The parts of a text to draw: all of one that has at most `most` characters, and otherwise what lies around
    `focus`, and around each span, with the paragraphs that these stand in as far as they are near.
    """
    if len(text) <= most:
        return [(0, len(text))] if text else []
    parts = [_widened(text, *focus)]
    parts += [_widened(text, span.start, span.end) for span in spans if span.start < span.end]
    merged: list[Window] = []
    for start, end in sorted(parts):
        if merged and start - merged[-1][1] < _LITTLE:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def around(text: str, start: int, end: int, lines: int) -> Window:
    """The part of a text that holds [start, end) and so many lines before and after it, those that are near."""
    for _ in range(lines + 1):
        start = max(_widened(text, start, start)[0] - 1, 0)
        end = min(_widened(text, end, end)[1] + 1, len(text))
    return start, end


def _changes(spans: Iterable[Span], size: int) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """The spans that begin, and those that end, at each place of a text of `size` characters."""
    opening: defaultdict[int, list[Span]] = defaultdict(list)
    closing: defaultdict[int, list[Span]] = defaultdict(list)
    for span in spans:
        held = span._replace(start=max(span.start, 0), end=min(span.end, size))
        if held.start < held.end:
            opening[held.start].append(held)
            closing[held.end].append(held)
    return opening, closing


def _lines(shown: Iterable[Piece]) -> Iterator[Line]:
    line: list[Piece] = []
    for piece in shown:
        start = piece.start
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                yield from _with_words(line)
                line = []
            if text:
                line.append(piece._replace(start=start, text=text))
            start += len(text) + 1
    yield from _with_words(line)


def _with_words(line: Sequence[Piece]) -> Iterator[Line]:
    if any(piece.text.strip() for piece in line):
        yield Line(tuple(line))


def _widened(text: str, start: int, end: int) -> Window:
    """[start, end) from the beginning of its paragraph to its end, where these are near, and else from word to
    word."""
    first = max(0, start - _NEAR)
    if (found := text.rfind("\n", first, start)) >= 0:
        first = found + 1
    elif first:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else start
    last = min(len(text), end + _NEAR)
    if (found := text.find("\n", end, last)) >= 0:
        last = found
    elif last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else end
    return first, last
