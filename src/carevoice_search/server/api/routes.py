"""The API: what the command prints as JSON, over HTTP, under parameters of the same names."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any

from fastapi import APIRouter, Request, Response

from carevoice_search.render import json
from carevoice_search.server.answers import Answers, reply
from carevoice_search.server.api import endpoints, openapi
from carevoice_search.server.api.forms import (
    GridAnswer,
    RecordAnswer,
    SearchAnswer,
    StatusAnswer,
    SuggestAnswer,
    TimelineAnswer,
)
from carevoice_search.server.api.openapi import declared, responses
from carevoice_search.server.request.asked import Pairs
from carevoice_search.server.request.parameters import (
    COUNTS,
    GRID,
    RECORD,
    SEARCH,
    SIMILAR,
    SUGGEST,
    TIMELINE,
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
    return await reply(
        request, lambda index: _json(*endpoints.search_with_links(index, pairs, f"{PREFIX}/search"))
    )


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
    return await reply(request, lambda index: _json(endpoints.facets(index, pairs)))


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
    return await reply(request, lambda index: _json(endpoints.grid(index, pairs)))


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
    return await reply(request, lambda index: _json(endpoints.timeline(index, pairs)))


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
    return await reply(request, lambda index: _json(endpoints.record(index, pairs, record_id)))


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
    return await reply(request, lambda index: _json(endpoints.similar(index, pairs, record_id)))


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
    return await reply(request, lambda index: _json(endpoints.suggest(index, pairs)))


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
    answers: Answers = request.app.state.answers
    # It says how things are at the moment, which no tag is known for.
    return await answers.ask(lambda index: _json(endpoints.status(index, pairs, corpus)), request=request)


@router.get("/openapi.json", include_in_schema=False)
async def openapi_document(request: Request) -> Response:
    """This API in OpenAPI's words."""
    text, tag = _document_text()
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as plain values."""
    return openapi.document(router, DESCRIPTION)


@cache
def _document_text() -> tuple[str, str]:
    """The document as it is sent, and its ETag."""
    text = json.dump(document(), indent=None)
    return text, f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'


def _pairs(request: Request) -> Pairs:
    return request.query_params.multi_items()


def _json(form: object, link: str = "") -> Response:
    headers = {"Link": link} if link else None
    return Response(json.dump(form, indent=None), media_type="application/json", headers=headers)
