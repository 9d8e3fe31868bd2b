"""The API: what the command prints as JSON, over HTTP, under parameters of the same names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response

import carevoice_search as cv
from carevoice_search.render import json
from carevoice_search.server import openapi
from carevoice_search.server.answers import reply
from carevoice_search.server.asked import Asked, FacetChoice, Pairs, ParameterError, read, read_given
from carevoice_search.server.forms import (
    GridAnswer,
    RecordAnswer,
    SearchAnswer,
    StatusAnswer,
    SuggestAnswer,
    TimelineAnswer,
)
from carevoice_search.server.given import given
from carevoice_search.server.openapi import declared, responses
from carevoice_search.server.parameters import (
    COUNTS,
    GRID,
    RECORD,
    SEARCH,
    SIMILAR,
    SUGGEST,
    TIMELINE,
    WINDOW,
)

PREFIX = "/api/v1"
DESCRIPTION = """Full-text and faceted search over saved web pages about children in care, with the evidence for every
field. The answers are those of `carevoice ... --format json`; the parameters bear the names of its options. Everything
is read with GET."""

router = APIRouter(prefix=PREFIX)

_ID = {"id": "The id of a record, as answers give it: practice-e59c3cd6b13e."}


@router.get(
    "/search",
    operation_id="search",
    summary="Find records",
    tags=["Searching"],
    responses=responses(SearchAnswer, linked=True),
    openapi_extra=declared(SEARCH),
)
async def search(request: Request) -> Response:
    """Hits with their records, snippets and evidence, and the facets that `facet` names. All words must match; where
    none matches all, the answer is `relaxed`. The header Link leads from page to page."""
    pairs = _pairs(request)

    def work(index: cv.Index) -> Response:
        asked = read(pairs, index, SEARCH)
        found = asked.answer(index)
        return _json(json.results_form(found), links(asked, found.total, f"{PREFIX}/search"))

    return await reply(request, work)


@router.get(
    "/facets",
    operation_id="facets",
    summary="Count the values of fields",
    tags=["Searching"],
    responses=responses(SearchAnswer),
    openapi_extra=declared(COUNTS),
)
async def facets(request: Request) -> Response:
    """The facets of an answer without its hits: those that `facet` names, or all. The counts of a field do not obey
    what is chosen in it, so that a choice can be widened."""
    pairs = _pairs(request)

    def work(index: cv.Index) -> Response:
        asked = read(pairs, index, COUNTS)
        wanted = asked.facets or tuple(map(FacetChoice, cv.FIELDS))
        return _json(json.results_form(replace(asked, facets=wanted, limit=0).answer(index)))

    return await reply(request, work)


@router.get(
    "/grid",
    operation_id="grid",
    summary="Count by two fields",
    tags=["Searching"],
    responses=responses(GridAnswer),
    openapi_extra=declared(GRID),
)
async def grid(request: Request) -> Response:
    """How many records have each pair of values of two fields. Empty rows and columns are values that other records
    have."""
    pairs = _pairs(request)

    def work(index: cv.Index) -> Response:
        values = given(pairs, GRID)
        asked, rows, columns = read_given(values, index), values.one("rows"), values.one("columns")
        if rows == columns:
            raise ParameterError("columns", f"is the field of the rows, {rows}: choose another.")
        found = index.grid(asked.query, rows, columns, most_rows=asked.limit, **_reach(asked))
        return _json(json.grid_form(found))

    return await reply(request, work)


@router.get(
    "/timeline",
    operation_id="timeline",
    summary="Count by month or year",
    tags=["Searching"],
    responses=responses(TimelineAnswer),
    openapi_extra=declared(TIMELINE),
)
async def timeline(request: Request) -> Response:
    """How many records each month or year has, empty ones between the first and the last too, parted by a field."""
    pairs = _pairs(request)

    def work(index: cv.Index) -> Response:
        values = given(pairs, TIMELINE)
        asked = read_given(values, index)
        step: Any = values.one("by") or None
        try:
            found = index.timeline(asked.query, step=step, split=values.one("split"), **_reach(asked))
        except cv.UsageError as error:  # more months than a timeline has
            raise ParameterError("by", str(error), "year") from error
        return _json(json.timeline_form(found))

    return await reply(request, work)


@router.get(
    "/records/{id}",
    operation_id="record",
    summary="One record",
    tags=["Records"],
    responses=responses(RecordAnswer, codes=(400, 404, 414, 503)),
    openapi_extra=declared(RECORD, _ID),
)
async def record(request: Request) -> Response:
    """Its fields, sources, text, and the evidence for each field; with `q`, the passage where the query's words
    stand."""
    pairs, record_id = _pairs(request), request.path_params["id"]

    def work(index: cv.Index) -> Response:
        words = given(pairs, RECORD).one("q")
        asked = index.query(words)
        form = json.record_form(index.record(record_id))
        passage = index.passage(record_id, asked) if words.strip() else None
        found = {"passage": json.snippet_form(passage)} if passage and passage.marks else {}
        return _json({**form, **found})

    return await reply(request, work)


@router.get(
    "/records/{id}/similar",
    operation_id="similar",
    summary="The records most like one",
    tags=["Records"],
    responses=responses(SearchAnswer, codes=(400, 404, 414, 503)),
    openapi_extra=declared(SIMILAR, _ID),
)
async def similar(request: Request) -> Response:
    """Those that share its most telling words, its copies left out."""
    pairs, record_id = _pairs(request), request.path_params["id"]

    def work(index: cv.Index) -> Response:
        limit = given(pairs, SIMILAR).number("limit")
        return _json(json.results_form(index.similar(record_id, limit=limit)))

    return await reply(request, work)


@router.get(
    "/suggest",
    operation_id="suggest",
    summary="Complete a query",
    tags=["Index"],
    responses=responses(SuggestAnswer),
    openapi_extra=declared(SUGGEST),
)
async def suggest(request: Request) -> Response:
    """What a query may go on as while it is typed: councils, themes and other values by their labels, and words of
    the index. `text` takes the place of what was typed from `start` on."""
    pairs = _pairs(request)

    def work(index: cv.Index) -> Response:
        values = given(pairs, SUGGEST)
        found = index.suggest(values.one("q"), limit=values.number("limit"))
        return _json({"format": json.FORMAT, "completions": [_completion_form(one) for one in found]})

    return await reply(request, work)


@router.get(
    "/status",
    operation_id="status",
    summary="What is searched",
    tags=["Index"],
    responses=responses(StatusAnswer),
    openapi_extra=declared(()),
)
async def status(request: Request) -> Response:
    """What the index holds, which commit of it answers, and the pages that it has yet to read; `pending` is null
    where the corpus is missing, or too large to be looked through for an answer."""
    pairs, corpus = _pairs(request), request.app.state.answers.corpus

    def work(index: cv.Index) -> Response:
        given(pairs, ())
        held = index.status()
        try:
            pending = index.glance(corpus).pending if corpus.is_dir() else None
        except cv.CorpusError:
            pending = None
        return _json(
            {
                "format": json.FORMAT,
                "generation": held.generation,
                "indexed": held.indexed,
                "pages": held.pages,
                "totals": json.totals_form(held.totals),
                "rules_current": held.rules_current,
                "pending": None
                if pending is None
                else {"new": pending.new, "changed": pending.changed, "gone": pending.gone},
            }
        )

    return await reply(request, work)


@router.get("/openapi.json", include_in_schema=False)
async def openapi_document() -> Response:
    """This API in OpenAPI's words."""
    return Response(_document_text(), media_type="application/json")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as plain values."""
    return openapi.document(router, DESCRIPTION)


@cache
def _document_text() -> str:
    return json.dump(document(), indent=None)


def links(asked: Asked, total: int, path: str) -> str:
    """The header that leads to the other pages of hits; empty where all hits, or none, are wanted at once.

    From the first on, the next ones give each hit once, up to the last that can be reached.
    """
    if not asked.limit:
        return ""
    reach = min(total, WINDOW)
    last = max(reach - 1, 0) // asked.limit * asked.limit
    if last + asked.limit > WINDOW:
        last -= asked.limit
    places = {"first": 0, "last": last}
    if asked.offset:
        places["prev"] = max(min(asked.offset, total) - asked.limit, 0)
    if asked.offset + asked.limit < total and asked.offset + 2 * asked.limit <= WINDOW:
        places["next"] = asked.offset + asked.limit
    if total <= asked.limit and not asked.offset:
        return ""
    return ", ".join(f'<{asked.at(place).address(path)}>; rel="{name}"' for name, place in places.items())


def _pairs(request: Request) -> Pairs:
    return request.query_params.multi_items()


def _json(form: object, link: str = "") -> Response:
    headers = {"Link": link} if link else None
    return Response(json.dump(form, indent=None), media_type="application/json", headers=headers)


def _reach(asked: Asked) -> dict[str, bool]:
    return {"synonyms": asked.synonyms, "predecessors": asked.predecessors, "grouped": asked.grouped}


def _completion_form(found: cv.Completion) -> dict[str, object]:
    return {
        "text": found.text,
        "start": found.start,
        "label": found.label,
        "count": found.count,
        "field": found.field,
        "value": found.value,
    }
