"""Hits as a page shows them: what a title, a particular and a source lead to is settled here, not in a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

import carevoice_search as cv
from carevoice_search.render import safe, wording
from carevoice_search.server.request.asked import Asked

Pieces = tuple[tuple[str, bool], ...]
"""Text in pieces, each with whether it matched."""
PageAt = Callable[[str], cv.Record | None]
"""The record of the page at a path of the corpus."""

_LONGEST_TITLE = 500
"""Characters; the sentence of a finding is its title."""
_NAMED = 3
"""Copies and sources that are named; of more, their number is told."""


class Link(NamedTuple):
    """Text, and where it leads; None where it leads nowhere."""

    text: str
    address: str | None = None


class Shown(NamedTuple):
    """A hit. `figure` is that of a finding, `repeated` whether the hit above shows the same sentence; `particulars`
    narrow the search, `url` is where its page was published, to be read on paper, `sources` are the pages that it
    stands on, `copies` the records that say the same."""

    rank: int
    id: str
    type: str
    address: str
    title: Pieces
    figure: str | None
    about: str
    repeated: bool
    particulars: tuple[Link, ...]
    snippet: Pieces
    url: str
    sources: tuple[Link, ...]
    more_sources: int
    copies: tuple[Link, ...]
    more_copies: int


def record_address(record_id: str, asked: Asked, passage: str = "") -> str:
    """The page of a record, which keeps the search that led there; `passage` is "#passage" to open it there."""
    return asked.address(f"/records/{quote(record_id, safe='')}") + passage


def shown(results: cv.Results, asked: Asked, page_at: PageAt, path: str = "/") -> tuple[Shown, ...]:
    """The hits of an answer to `asked`."""
    found = []
    for hit, above in zip(results.hits, (None, *results.hits), strict=False):
        record = hit.record
        repeats = wording.repeats_title(hit)
        sources = [] if record.type == "page" else list(_sources(record, page_at, asked))
        found.append(
            Shown(
                rank=hit.rank,
                id=record.id,
                type=record.type,
                address=record_address(record.id, asked, _passage(hit)),
                title=_shortened(wording.pieces(record.title, wording.title_marks(hit) if repeats else ()))
                or (("(no title)", False),),
                figure=wording.figure(record.figure) if record.figure else None,
                about=_about(record),
                repeated=above is not None and wording.same_sentence(record, above.record),
                particulars=tuple(_particulars(record, asked, path)),
                snippet=()
                if repeats
                else tuple(wording.pieces(hit.snippet.text.strip(), _stripped(hit.snippet))),
                url=_url(record),
                sources=tuple(sources),
                more_sources=0 if record.type == "page" else max(len(record.sources) - _NAMED, 0),
                copies=tuple(_copy(copy, record.title, asked) for copy in hit.copies[:_NAMED]),
                more_copies=max(len(hit.copies) - _NAMED, 0),
            )
        )
    return tuple(found)


def _shortened(pieces: Iterator[tuple[str, bool]]) -> Pieces:
    """As much of a title as a list of hits has room for."""
    left = _LONGEST_TITLE
    kept: list[tuple[str, bool]] = []
    for text, matched in pieces:
        if len(text) > left:
            return (*kept, (f"{text[:left]}…", matched))
        kept.append((text, matched))
        left -= len(text)
    return tuple(kept)


def _passage(hit: cv.Hit) -> str:
    """Where the page of a hit opens: at its passage, where much stands above that."""
    is_below = (
        bool(hit.snippet.marks) and hit.record.type == "page" and wording.opening(hit.record, hit.snippet) > 0
    )
    return "#passage" if is_below else ""


def _stripped(snippet: cv.Snippet) -> tuple[tuple[int, int], ...]:
    """A snippet's marks after its text has lost the spaces at its start."""
    lead = len(snippet.text) - len(snippet.text.lstrip())
    return tuple((start - lead, end - lead) for start, end in snippet.marks if start >= lead)


def _url(record: cv.Record) -> str:
    """The address of a record's page out there; empty where none is known that may be followed."""
    known = (record.url, *(source.url for source in record.sources))
    return next((safe.line(url) for url in known if url and url.startswith(("http://", "https://"))), "")


def _about(record: cv.Record) -> str:
    """What a figure measures, and of whom."""
    found = record.figure
    if found is None:
        return ""
    return " · ".join(safe.line(part) for part in (found.measured, found.who) if part)


def _particulars(record: cv.Record, asked: Asked, path: str) -> Iterator[Link]:
    """Councils, date, kind and publisher, each leading to the records of the answer that share it."""

    def narrowed(field: str, value: str) -> str:
        return asked.narrowed_by(cv.narrowed(asked.query, field, value)).address(path)

    for code in record.councils[:_NAMED]:
        counted = cv.FIELDS["council"].resolve(code)
        yield Link(wording.label("council", code), narrowed("council", counted) if counted else None)
    if more := len(record.councils[_NAMED:]):
        yield Link(f"{more} more {'council' if more == 1 else 'councils'}")
    if record.date is None:
        yield Link("no date", narrowed("year", cv.MISSING))
    else:
        field, length = ("month", 7) if len(record.date) >= 7 else ("year", 4)
        yield Link(wording.date(record.date), narrowed(field, record.date[:length]))
    if record.type == "page":
        yield Link(wording.kind(record), narrowed("kind", record.kind))
    else:
        yield Link(wording.kind(record), narrowed("type", record.type))
    if record.publisher and safe.line(record.publisher):
        yield Link(safe.line(record.publisher), narrowed("publisher", record.publisher))


def _sources(record: cv.Record, page_at: PageAt, asked: Asked) -> Iterator[Link]:
    """The pages that a practice or a finding stands on."""
    for source in record.sources[:_NAMED]:
        page = page_at(source.page)
        name = safe.line(source.title) or safe.line(source.page)
        yield Link(name, record_address(page.id, asked) if page else None)


def _copy(copy: cv.Copy, title: str, asked: Asked) -> Link:
    """A copy, named by its page where its title is that of the hit."""
    named, source = (
        (copy.page, copy.publisher) if copy.title == title else (copy.title, copy.publisher or copy.page)
    )
    text = safe.line(named) + (f" ({safe.line(source)})" if source else "")
    return Link(text, record_address(copy.id, asked))
