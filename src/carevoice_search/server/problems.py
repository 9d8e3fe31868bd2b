"""Everything that can go wrong, in words: RFC 9457's problem details under /api/, a page of the same words elsewhere.

What is said never names a place on this machine, nor what failed inside the program.
"""

from __future__ import annotations

import json
import logging
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import carevoice_search as cv
from carevoice_search.render import safe
from carevoice_search.server import limits
from carevoice_search.server.answers import BusyError
from carevoice_search.server.request.asked import ParameterError
from carevoice_search.server.templating import page

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


class Kind(NamedTuple):
    """A kind of problem: the status of its answers, and its title."""

    status: int
    title: str


KINDS = {
    "query": Kind(400, "The query cannot be read"),
    "parameter": Kind(400, "A parameter cannot be followed"),
    "request": Kind(400, "The request cannot be read"),
    "no-record": Kind(404, "There is no such record"),
    "site": Kind(403, "Another site asked for this"),
    "not-found": Kind(404, "There is nothing here"),
    "method": Kind(405, "Only GET and HEAD are answered"),
    "too-long": Kind(414, "The address is too long"),
    "host": Kind(421, "This server is not asked under that name"),
    "headers": Kind(431, "The request has too many headers"),
    "failure": Kind(500, "Something went wrong here"),
    "busy": Kind(503, "Too many others ask at the moment"),
    "no-index": Kind(503, "There is no index to answer from"),
    "time-limit": Kind(503, "The answer took too long"),
}
"""Every kind by the name that its type ends with: /api#problem-query."""


class Problem(NamedTuple):
    """What went wrong, for a person and for a program.

    `parameter` is what it was read from; `nearest` what was probably meant; `position` the place in the query
    (code points, from 0); `retry` the seconds after which the same may go well.
    """

    kind: str
    detail: str
    parameter: str | None = None
    nearest: str | None = None
    position: int | None = None
    retry: int | None = None

    @property
    def status(self) -> int:
        return KINDS[self.kind].status

    @property
    def title(self) -> str:
        return KINDS[self.kind].title

    @property
    def type(self) -> str:
        return f"/api#problem-{self.kind}"


_NOT_FOUND = Problem("not-found", "No page of this server has this address. Search from its first page: /")
METHOD = Problem("method", "This server changes nothing, and is only read: send GET.")
_FAILURE = Problem(
    "failure", "The program failed at this question. Where the server runs, its terminal shows what happened."
)


def remedy(error: cv.QueryError) -> str:
    """What to do about a query, in the words of an address where the error has those of a command."""
    return error.remedy.replace("use --plain", "ask without operators (plain=true)")


def problem(error: Exception) -> Problem:
    """What an exception says to those outside; one that nobody foresaw says nothing of itself."""
    match error:
        case cv.QueryError():
            said = f"{error.problem} at character {error.position + 1}: {remedy(error)}"
            return Problem("query", said, "q", error.nearest, error.position)
        case ParameterError():
            return Problem("parameter", str(error), error.parameter, error.nearest)
        case cv.UnknownRecordError():
            found = f"Did you mean {error.nearest}?" if error.nearest else "Search for it by its words."
            return Problem(
                "no-record", f"There is no record {error.record_id!r}. {found}", nearest=error.nearest
            )
        case cv.UsageError():
            return Problem("request", str(error))
        case cv.TimeLimitError():
            return Problem("time-limit", str(error))
        case cv.UnusableIndexError():
            return Problem("no-index", str(error))
        case BusyError():
            return Problem("busy", f"{error} Try again in a moment.", retry=2)
        case RequestValidationError():
            return _of_validation(error)
        case HTTPException(status_code=405):
            return METHOD
        case HTTPException(status_code=400 | 413 | 422):
            return Problem("request", "The request is not one that this server can read.")
        case HTTPException(status_code=404):
            return _NOT_FOUND
    return _FAILURE


def answer(scope: Scope, found: Problem) -> Response:
    """The response that tells of a problem, in the form that the address calls for."""
    path = scope.get("path", "")
    response = _as_json(found) if path.startswith("/api/") else _as_page(scope, found)
    response.headers["Cache-Control"] = "no-store"
    if found.retry is not None:
        response.headers["Retry-After"] = str(found.retry)
    if found.status == 405:
        response.headers["Allow"] = "GET, HEAD"
        response.headers["Connection"] = (
            "close"  # what a refused request sends beside it is not read to its end
        )
    return response


def install(app: FastAPI) -> None:
    """Have the application answer its errors as problems."""
    for kind in (cv.CarevoiceError, BusyError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answered)


class Unfailing:
    """An ASGI application whose unforeseen failures are a problem to the caller and a traceback on the terminal."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or begun:
                raise
            _log.exception("An answer failed.")
            await answer(scope, _FAILURE)(scope, receive, send)


async def _answered(request: Request, error: Exception) -> Response:
    found = problem(error)
    if found is _FAILURE:
        _log.error("An answer failed.", exc_info=error)
    return answer(request.scope, found)


def _of_validation(error: RequestValidationError) -> Problem:
    """What the framework refused, by the name of the parameter; its own words repeat what was sent."""
    place: tuple[Any, ...] = next((tuple(one["loc"]) for one in error.errors()), ())
    if len(place) > 1 and place[0] == "query":
        return Problem("parameter", f"{place[1]}: has a value that it cannot have.", str(place[1]))
    return Problem("request", "The request is not one that this server can read.")


def _as_json(found: Problem) -> Response:
    members = {
        "type": found.type,
        "title": found.title,
        "status": found.status,
        "detail": safe.line(found.detail),
        "parameter": found.parameter and safe.line(found.parameter),
        "nearest": found.nearest and safe.line(found.nearest),
        "position": found.position,
    }
    content = json.dumps({name: value for name, value in members.items() if value is not None})
    return Response(content, found.status, media_type=MEDIA_TYPE)


def _as_page(scope: Scope, found: Problem) -> Response:
    typed = Request(scope).query_params.getlist("q")
    query = typed[0] if len(typed) == 1 and len(typed[0]) <= limits.LONGEST_SHOWN else ""
    return page("problem.html", status=found.status, problem=found, query=query)
