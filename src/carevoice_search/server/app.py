"""The application: its pages and its API around one index."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from carevoice_search.server import limits, problems, static
from carevoice_search.server.answers import Answers
from carevoice_search.server.guard import Guard

_ROUTERS = ("search_page", "grid_page", "downloads", "record_page", "api", "docs_page")
_SILENT: Any = dict.fromkeys(("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False)
"""FastAPI can report requests to a collector that the environment names. Nobody is told what is searched for."""


def create_app(home: Path, *, hosts: Collection[str] = ()) -> FastAPI:
    """The application for the index of a working folder.

    `hosts` are the names and addresses, beside those of this machine's loopback, under which it may be asked.
    """
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=_SILENT,
        lifespan=_closing,
    )
    app.state.answers = Answers(home / "index", home / "corpus")
    app.include_router(static.router)
    for router in _routers():
        app.include_router(router)
    problems.install(app)
    app.add_middleware(problems.Unfailing)
    app.add_middleware(GZipMiddleware, minimum_size=limits.SMALLEST_PACKED, compresslevel=limits.PACKING)
    app.add_middleware(Guard, hosts=hosts)
    return app


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.answers.close()


def _routers() -> list[APIRouter]:
    """TODAY ONLY: what is not there yet is passed over."""
    found: list[APIRouter] = []
    for name in _ROUTERS:
        try:
            found.append(import_module(f"carevoice_search.server.{name}").router)
        except Exception as error:
            print(f"server.{name} is left out: {type(error).__name__}: {error}", file=sys.stderr)
    return found
