"""The text of a record as its page draws it: with the evidence and the passage that a search found, in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import carevoice_search as cv
from carevoice_search.render import safe, wording
from carevoice_search.server.pages.evidence_view import Gap, Line, Piece, Span, Window, around, drawn, windows
from carevoice_search.server.request.asked import Asked

WHOLE = 60_000
"""Characters up to which a page's text is drawn as a whole: some 10,000 words."""
MOST = 2_000_000
"""Characters that are drawn when all of a text is asked for: some 330,000 words."""
MANY = 20
"""Pages of one practice whose text around it is drawn before the rest is asked for."""
_BEFORE = 3_000
"""Characters before a passage at which a long text begins to be drawn."""
_LINES = 2
"""Lines that are drawn around a practice, or a finding, on its page."""

_OWN = {"practice": "title", "finding": "finding"}
"""The field whose evidence is the record's own words on a page."""


class Run(NamedTuple):
    """Words of a line on which the same evidence rests, safe to print, each piece with whether it matched.

    `evidence` are the numbers of what rests on them, the shortest first, and `begins` those of it that begin here;
    `is_passage` where the passage does.
    """

    words: tuple[tuple[str, bool], ...]
    evidence: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    is_passage: bool = False


class Part(NamedTuple):
    """A line as it is drawn, or what is left out: so many words. `own` where the record's own words stand in it."""

    runs: tuple[Run, ...] = ()
    left_out: int = 0
    own: bool = False


class Place(NamedTuple):
    """A page on which a record stands, with the lines of it that are drawn, and the evidence in them."""

    page: cv.Record
    parts: tuple[Part, ...]
    drawn: frozenset[int]
    is_whole: bool


def passage(index: cv.Index, asked: Asked, record: cv.Record) -> cv.Snippet | None:
    """The passage of a record that a search shows; None where none of its words is in the text."""
    if not asked.words:
        return None
    found = index.passage(record.id, asked.query, synonyms=asked.synonyms)
    return found if found.marks else None


def own_marks(record: cv.Record, found: cv.Snippet | None) -> tuple[Window, ...]:
    """The places in a record's text of the words that matched."""
    return wording.passage_marks(record, found) if found else ()


def own_line(record: cv.Record, found: cv.Snippet | None) -> tuple[tuple[str, bool], ...]:
    """The text of a practice or a finding in pieces, safe to print, each with whether it matched."""
    return tuple(wording.pieces(record.text, own_marks(record, found)))


def words_above(record: cv.Record, found: cv.Snippet | None) -> int:
    """How many words of a record's text stand above the passage."""
    return len(record.text[: found.start].split()) if found else 0


def places(
    index: cv.Index, record: cv.Record, found: cv.Snippet | None, *, everything: bool = False
) -> Iterator[Place]:
    """The pages of a record as they are drawn: of a page all of its text, or of a long one what surrounds the
    passage; of a practice or a finding the lines around it; each with the lines that hold evidence.

    `everything` draws all of a page, and all pages of a practice. Sources whose page the index does not hold are
    passed over.
    """
    if record.type == "page":
        yield _page(record, found, everything)
        return
    for source in record.sources if everything else record.sources[:MANY]:
        page = index.page(source.page)
        if page is not None:
            yield _excerpt(record, page, own_marks(record, found))


def own_words(record: cv.Record, path: str) -> str:
    """The words by which a page out there can be opened at the record: as that page has them."""
    field = _OWN.get(record.type)
    quotes = (one.quote for one in record.evidence if one.field == field and one.page == path)
    return next(quotes, "" if record.type == "page" else record.title)


def place_on_page(record: cv.Record) -> int:
    """Where on its page the words of a practice or a finding begin, to put those of a page in their order."""
    field = _OWN.get(record.type)
    return next((one.start for one in record.evidence if one.field == field and one.start is not None), 0)


def _page(record: cv.Record, found: cv.Snippet | None, everything: bool) -> Place:
    text = record.text
    spans = _spans(record, record.sources[0].page, text)
    most = MOST if everything else WHOLE
    start = max(0, found.start - _BEFORE) if found else 0
    shown = windows(text, spans, (start, min(start + most, len(text))), most=most)
    marks = own_marks(record, found)
    lines = drawn(text, spans, shown, marks, (found.start,) if found else ())
    return _place(record, lines, None, found.start if found else None, len(text) <= most)


def _excerpt(record: cv.Record, page: cv.Record, marks: Iterable[Window]) -> Place:
    text = page.text
    spans = _spans(record, page.sources[0].page, text)
    own = _own_span(record, spans)
    if own is None:
        return _place(page, drawn(text, spans, windows(text, spans, (0, 0), most=0)), None, None, False)
    start = text.rfind("\n", 0, own[0]) + 1 if record.type == "practice" else own[0]
    # On other pages than its first, a practice's line may be worded otherwise.
    is_same = text.startswith(record.text, start)
    shifted = [(first + start, last + start) for first, last in marks] if is_same else []
    shown = windows(text, spans, around(text, *own, _LINES), most=0)
    return _place(page, drawn(text, spans, shown, shifted), own, None, False)


def _place(
    page: cv.Record, lines: Iterable[Line | Gap], own: Window | None, anchor: int | None, is_whole: bool
) -> Place:
    seen: set[int] = set()
    parts = []
    for line in lines:
        if isinstance(line, Gap):
            parts.append(Part(left_out=line.words))
            continue
        alike = groupby(
            line.pieces, key=lambda piece: (piece.evidence, anchor is None or piece.start < anchor)
        )
        runs = tuple(_run(list(together), seen, anchor) for _, together in alike)
        first, last = line.pieces[0].start, line.pieces[-1].start + len(line.pieces[-1].text)
        parts.append(Part(runs, own=own is not None and first < own[1] and last > own[0]))
    return Place(page, tuple(parts), frozenset(seen), is_whole)


def _run(together: Sequence[Piece], seen: set[int], anchor: int | None) -> Run:
    first = together[0]
    begins = tuple(number for number in first.evidence if number not in seen)
    seen.update(begins)
    words = tuple((safe.piece(piece.text), piece.marked) for piece in together)
    return Run(words, first.evidence, begins, first.start == anchor)


def _spans(record: cv.Record, path: str, text: str) -> list[Span]:
    """Where a record's evidence stands in the text of a page; what does not stand there as quoted is left out."""
    return [
        Span(one.start, one.end, number)
        for number, one in enumerate(record.evidence, 1)
        if one.page == path
        and one.start is not None
        and one.end is not None
        and text[one.start : one.end] == one.quote
    ]


def _own_span(record: cv.Record, spans: Iterable[Span]) -> Window | None:
    for start, end, number in spans:
        if record.evidence[number - 1].field == _OWN.get(record.type):
            return start, end
    return None
