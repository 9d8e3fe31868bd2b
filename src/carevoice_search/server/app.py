"""The application: its pages and its API around one index."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from carevoice_search.server import limits, problems, static
from carevoice_search.server.answers import Answers
from carevoice_search.server.api import routes
from carevoice_search.server.guard import Guard
from carevoice_search.server.pages import docs_page, downloads, grid_page, record_page, search_page
from carevoice_search.server.program import program

_ROOMS = (search_page, grid_page, downloads, record_page, routes, docs_page, static)
_SILENT: Any = dict.fromkeys(("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False)
"""FastAPI can report requests to a collector that the environment names. Nobody is told what is searched for."""


def create_app(home: Path, *, hosts: Collection[str] = (), settled: bool = False) -> FastAPI:
    """The application for the index of a working folder.

    `hosts` are the names and addresses, beside those of this machine's loopback, under which it may be asked.
    `settled` says that settings change what the command `carevoice search` takes for granted: its line, which a page
    offers, may then count otherwise, and the page says so.
    """
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=_SILENT,
        lifespan=_lasting,
    )
    app.state.settled = settled
    app.state.answers = Answers(home / "index", home / "corpus")
    for room in _ROOMS:
        app.include_router(room.router)
    problems.install(app)
    app.add_middleware(problems.Unfailing)
    app.add_middleware(GZipMiddleware, minimum_size=limits.SMALLEST_PACKED, compresslevel=limits.PACKING)
    app.add_middleware(Guard, hosts=hosts)
    return app


@asynccontextmanager
async def _lasting(app: FastAPI) -> AsyncIterator[None]:
    program()  # the first answer does not wait for it
    yield
    app.state.answers.close()
