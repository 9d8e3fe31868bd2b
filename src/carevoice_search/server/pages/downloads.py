"""Answers to keep: all hits of a search as CSV, JSON, RIS or BibTeX, and its timeline and grid as CSV.

A file is made whole before the first byte of it is sent, on disk where it is large: what fails half-way is an error,
never a shorter file. Where there are more hits than can be reached, its name says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Literal, NamedTuple, cast

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

import carevoice_search as cv
from carevoice_search.render import citing, csv, json
from carevoice_search.server.answers import reply
from carevoice_search.server.pages.grid_page import CSV_COLUMNS, CSV_ROWS, asked_for, grid_of
from carevoice_search.server.request.asked import Asked, read, read_given
from carevoice_search.server.request.given import Given, given
from carevoice_search.server.request.parameters import SEARCH, TIMELINE, WINDOW

_CHUNK = 250
"""Hits that are held in memory at a time: the longest texts are some 100 KB, most a hundredth of that."""
_IN_MEMORY = 1 << 20
"""Bytes of a file from which on it is kept on disk until it is sent."""
_SENT = 1 << 16
"""Bytes that are sent at a time."""
_CSV = "text/csv; charset=utf-8"
TIMELINE_PAGE = tuple(dict.fromkeys((*SEARCH, *TIMELINE)))
"""A search's parameters, and those of its timeline."""

router = APIRouter(include_in_schema=False)


class Form(NamedTuple):
    """A form in which hits are written: `write` gives the pieces of the file, given the answer and all its hits, which
    need their `snippets` or do not."""

    label: str
    media_type: str
    snippets: bool
    write: Callable[[cv.Results, Iterator[cv.Hit]], Iterable[str]]


@router.api_route("/download.{form}", methods=["GET", "HEAD"])
async def download(request: Request, form: str) -> Response:
    """All hits of a search, as far as they can be reached, in the order of the answer."""
    chosen = FORMS.get(form)
    if chosen is None:
        raise HTTPException(404)
    pairs = request.query_params.multi_items()

    def work(index: cv.Index) -> Response:
        asked = read(pairs, index, SEARCH, empty=True)
        found = replace(replace(asked, limit=1, offset=0).answer(index), hits=())
        hits = all_hits(index, asked, found.total, snippets=chosen.snippets)
        return _file(chosen.write(found, hits), f"{file_stem(found.total)}.{form}", chosen.media_type)

    return await reply(request, work, lane="downloads")


@router.api_route("/timeline.csv", methods=["GET", "HEAD"])
async def timeline_csv(request: Request) -> Response:
    """The timeline of a search."""
    pairs = request.query_params.multi_items()

    def work(index: cv.Index) -> Response:
        values = given(pairs, TIMELINE_PAGE, empty=True)
        found = timeline_of(index, read_given(values, index), values)
        return _file(_lines(csv.timeline(found)), f"carevoice-timeline-by-{found.step}.csv", _CSV)

    return await reply(request, work)


@router.api_route("/grid.csv", methods=["GET", "HEAD"])
async def grid_csv(request: Request) -> Response:
    """The grid of a search."""
    pairs = request.query_params.multi_items()

    def work(index: cv.Index) -> Response:
        asked, shown = asked_for(pairs, index)
        found = grid_of(index, asked, shown, rows=CSV_ROWS, columns=CSV_COLUMNS)
        part = "part-of-" if found.more_rows or found.more_columns else ""
        name = f"carevoice-{part}grid-{found.row_field}-by-{found.column_field}.csv"
        return _file(_lines(csv.grid(found)), name, _CSV)

    return await reply(request, work)


def timeline_of(index: cv.Index, asked: Asked, values: Given) -> cv.Timeline:
    """The timeline of a search, in the step and with the parts that parameters of `TIMELINE_PAGE` name."""
    return index.timeline(
        asked.query,
        step=cast(Literal["month", "year"], values.one("by")) or None,
        split=values.one("split"),
        **asked.reach,
    )


def file_stem(total: int) -> str:
    """The name of a file of so many hits, which tells a part from the whole; none of it comes from a page."""
    if total > WINDOW:
        return f"carevoice-first-{WINDOW}-of-{total}"
    return f"carevoice-{total}-{'record' if total == 1 else 'records'}"


def all_hits(index: cv.Index, asked: Asked, total: int, *, snippets: bool = True) -> Iterator[cv.Hit]:
    """The hits of a search from the first on, up to the end of the window; only a few are held at a time."""
    reached = min(total, WINDOW)
    for offset in range(0, reached, _CHUNK):
        chunk = replace(asked, limit=min(_CHUNK, reached - offset), offset=offset, facets=())
        yield from chunk.answer(index, snippets=snippets).hits


def _write_csv(found: cv.Results, hits: Iterator[cv.Hit]) -> Iterable[str]:
    return _lines(csv.hits(hits))


def _write_json(found: cv.Results, hits: Iterator[cv.Hit]) -> Iterator[str]:
    """The text that `json.results` has for the whole answer, one hit at a time.

    No value can hold the line that is parted at: line ends in values are written as escapes.
    """
    head, empty, foot = json.results(found).partition('\n  "hits": [],\n')
    first = next(hits, None)
    if first is None:
        yield f"{head}{empty}{foot}\n"
        return
    yield f'{head}\n  "hits": ['
    for hit in chain([first], hits):
        yield ("" if hit is first else ",") + "\n    " + json.dump(json.hit_form(hit)).replace("\n", "\n    ")
    yield f"\n  ],\n{foot}\n"


def _write_ris(found: cv.Results, hits: Iterator[cv.Hit]) -> Iterable[str]:
    return (citing.ris(hit.record for hit in hits),)


def _write_bibtex(found: cv.Results, hits: Iterator[cv.Hit]) -> Iterable[str]:
    return (citing.bibtex(hit.record for hit in hits),)


FORMS: Mapping[str, Form] = {
    "csv": Form("CSV", _CSV, False, _write_csv),
    "json": Form("JSON", "application/json", True, _write_json),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", False, _write_ris),
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", False, _write_bibtex),
}
"""The forms by the endings of their files."""


def _lines(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def _file(pieces: Iterable[str], name: str, media_type: str) -> Response:
    """A response that sends the pieces as one file."""
    with ExitStack() as closed_on_failure:
        kept = cast(IO[bytes], closed_on_failure.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY)))
        for piece in pieces:
            kept.write(piece.encode("utf-8", "replace"))
        size = kept.tell()
        kept.seek(0)
        closed_on_failure.pop_all()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingResponse(_sent(kept), media_type=media_type, headers=headers)


def _sent(kept: IO[bytes]) -> Iterator[bytes]:
    with kept:
        while piece := kept.read(_SENT):
            yield piece
