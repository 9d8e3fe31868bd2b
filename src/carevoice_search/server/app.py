"""The application: its pages and its API around one index."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from carevoice_search.server.answers import Answers


def create_app(home: Path) -> FastAPI:
    """The application for the index of a working folder."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.answers = Answers(home / "index", home / "corpus")
    return app
