"""The page of one record: what it says, what each of its fields rests on, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

import carevoice_search as cv
from carevoice_search.render import citing, safe, wording
from carevoice_search.server.answers import reply
from carevoice_search.server.pages import record_fields, record_text
from carevoice_search.server.pages.text_fragment import outward, with_text
from carevoice_search.server.request.asked import Asked, read_given
from carevoice_search.server.request.given import given
from carevoice_search.server.request.parameters import LONGEST_QUERY, SEARCH, Parameter
from carevoice_search.server.templating import page

router = APIRouter(include_in_schema=False)

PARAMETERS = (
    *SEARCH,
    Parameter("text", "choice", "all of a long text, and of what stands beside it", choices=("all",)),
)
"""Those of the search that the record was found by, and how much of it is drawn."""
FEW = 5
"""Other records of a sort that are named."""
MANY = 20
"""What stands on a page, and sources and copies, of which so many are named before the rest is asked for."""
_COUNCILS = 3
"""A record of more councils than these is not one of theirs in particular."""
_TIP = 60
"""Characters of a value that a tip shows."""


class Link(NamedTuple):
    """A record that is named: its title, its page here, what tells it from others, and its figure."""

    text: str
    address: str
    detail: str
    figure: str = ""


class Others(NamedTuple):
    """Records of one sort beside this one: how many there are, the first of them, and where all are."""

    id: str
    title: str
    links: tuple[Link, ...]
    total: int
    all: str | None = None
    all_text: str = ""


class Found(NamedTuple):
    """A page on which the record stands: what it is called, its saved name and publisher, its page here, and its
    address as it was saved; `url` is that where it may be followed, opened at the record's words."""

    title: str
    path: str
    publisher: str
    address: str | None
    saved: str
    url: str | None


@router.api_route("/records/{record_id}.ris", methods=["GET", "HEAD"])
async def ris(request: Request, record_id: str) -> Response:
    """The record as a reference in RIS."""
    return await _citation(request, record_id, citing.ris, "ris", "application/x-research-info-systems")


@router.api_route("/records/{record_id}.bib", methods=["GET", "HEAD"])
async def bibtex(request: Request, record_id: str) -> Response:
    """The record as a reference in BibTeX."""
    return await _citation(request, record_id, citing.bibtex, "bib", "application/x-bibtex")


@router.api_route("/records/{record_id}", methods=["GET", "HEAD"])
async def record(request: Request, record_id: str) -> Response:
    """The record in full, opened at the passage that the search of its address shows, and leading back to it."""
    pairs = request.query_params.multi_items()
    answers = request.app.state.answers

    def work(index: cv.Index) -> Response:
        found = index.record(record_id)  # a wrong address is told before a wrong search
        values = given(pairs, PARAMETERS, empty=True)
        shown = _shown(index, found, read_given(values, index), values.one("text") == "all")
        return page("record.html", fresh=answers.fresh, **shown)

    return await reply(request, work)


async def _citation(
    request: Request, record_id: str, form: Callable[[Iterable[cv.Record]], str], ending: str, media_type: str
) -> Response:
    def work(index: cv.Index) -> Response:
        found = index.record(record_id)
        return Response(
            form([found]).encode("utf-8", "replace"),
            media_type=f"{media_type}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{quote(found.id, safe="")}.{ending}"'},
        )

    return await reply(request, work)


def _shown(index: cv.Index, record: cv.Record, asked: Asked, everything: bool) -> dict[str, Any]:
    """What the template draws."""
    passage = record_text.passage(index, asked, record)
    places = list(record_text.places(index, record, passage, everything=everything))
    proven = record_fields.proofs(record, frozenset(number for place in places for number in place.drawn))
    own = _address(record.id, asked)
    whole = _address(record.id, asked, everything=True)
    words = record.text[passage.start : passage.end] if passage else ""
    sources = [_source(index, record, source, words, asked) for source in record.sources]
    return {
        "record": record,
        "searched": index.status(),
        "facts": list(record_fields.facts(index, record)),
        "rows": record_fields.rows(index, record, proven),
        "line": () if record.type == "page" else record_text.own_line(record, passage),
        "places": places,
        "addresses": [_address(place.page.id, asked) for place in places],
        "passage": passage is not None,
        "above": record_text.words_above(record, passage),
        "tips": {proof.number: f"{_short(proof.label)} · rule {proof.rule}" for _, proof in proven},
        "whole": whole,
        "everything": everything,
        "sources": sources if everything else sources[:MANY],
        "more_sources": 0 if everything else max(len(sources) - MANY, 0),
        "standing": list(_standing(index, record, asked, whole, everything)),
        "others": list(_others(index, record, asked)),
        "back": asked.address("/"),
        "is_found": bool(asked.params()),
        "own": own,
        "command": f"carevoice show {safe.line(record.id)} --evidence",
        "path": f"/records/{quote(record.id, safe='')}",
        "api": f"/api/v1/records/{quote(record.id, safe='')}",
    }


def _source(index: cv.Index, record: cv.Record, source: cv.Source, passage: str, asked: Asked) -> Found:
    here = None if record.type == "page" else index.page(source.page)
    url = outward(source.url)
    words = passage if record.type == "page" else record_text.own_words(record, source.page)
    return Found(
        safe.line(source.title),
        safe.line(source.page),
        safe.line(source.publisher or ""),
        _address(here.id, asked) if here else None,
        safe.line(source.url or ""),
        with_text(url, words) if url else None,
    )


def _standing(
    index: cv.Index, record: cv.Record, asked: Asked, whole: str, everything: bool
) -> Iterator[Others]:
    """What stands on a page: its practices and its findings."""
    if record.type != "page":
        return
    standing = sorted(index.standing_on(record.sources[0].page), key=record_text.place_on_page)
    for record_type, title in (("practice", "Practices on this page"), ("finding", "Findings on this page")):
        found = [one for one in standing if one.type == record_type]
        if found:
            shown = found if everything else found[:MANY]
            rest = f"{whole}#{record_type}s" if len(shown) < len(found) else None
            links = tuple(_link(one, asked) for one in shown)
            yield Others(f"{record_type}s", title, links, len(found), rest, f"All {len(found):,}")


def _others(index: cv.Index, record: cv.Record, asked: Asked) -> Iterator[Others]:
    """Its copies, other practices of its councils, and records like it."""
    if copies := index.copies(record.id):
        links = tuple(_copy(copy, asked) for copy in copies[:MANY])
        yield Others("copies", "Copies of it", links, len(copies))
    codes = cv.FIELDS["council"].values(record)
    for code in codes if len(codes) <= _COUNCILS else ():
        yield from _of_council(index, record, asked, code)
    found = index.similar(record.id, limit=FEW)
    if found.hits:
        links = tuple(_link(hit.record, asked) for hit in found.hits)
        searched = None
        if len(found.query) <= LONGEST_QUERY:
            searched = Asked(index.query(found.query), synonyms=False).address("/")
        yield Others(
            "similar", "Similar records", links, found.total, searched, "Search for the words they share"
        )


def _of_council(index: cv.Index, record: cv.Record, asked: Asked, code: str) -> Iterator[Others]:
    wanted = Asked(index.query("", type="practice", council=code), sort="date", limit=FEW + 1)
    found = wanted.answer(index)
    links = tuple(_link(hit.record, asked) for hit in found.hits if hit.record.id != record.id)[:FEW]
    if links:
        name = wording.label("council", code)
        is_one = record.type == "practice"
        yield Others(
            f"council-{code}",
            f"{'Other practices' if is_one else 'Practices'} of {name}",
            links,
            found.total - is_one,
            Asked(wanted.query, sort="date").address("/") if found.total - is_one > len(links) else None,
            f"All {found.total:,} practices of {name}",
        )


def _link(record: cv.Record, asked: Asked) -> Link:
    """A record as it is named beside another; its id is in the address."""
    figure = wording.figure(record.figure) if record.figure else ""
    detail = " · ".join(wording.particulars(record)[:-1])
    return Link(safe.line(record.title), _address(record.id, asked), detail, figure)


def _copy(copy: cv.Copy, asked: Asked) -> Link:
    detail = " · ".join(safe.line(part) for part in (copy.publisher, copy.page) if part)
    return Link(safe.line(copy.title), _address(copy.id, asked), detail)


def _short(label: str) -> str:
    """A label as it fits a tip."""
    return label if len(label) <= _TIP else f"{label[:_TIP].rstrip()}…"


def _address(record_id: str, asked: Asked, *, everything: bool = False) -> str:
    """The page of a record, which keeps the search."""
    address = asked.address(f"/records/{quote(record_id, safe='')}")
    if not everything:
        return address
    return f"{address}{'&' if '?' in address else '?'}text=all"
