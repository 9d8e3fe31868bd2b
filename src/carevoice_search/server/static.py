"""The style sheet and the scripts: a table of files that is read once, so that no path of a request is followed."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
_FOR_A_YEAR = "public, max-age=31536000, immutable"

router = APIRouter()


class StaticFile(NamedTuple):
    """A file as it is sent. `digest` tells its content from every other."""

    content: bytes
    media_type: str
    digest: str


@router.get("/static/{name}", include_in_schema=False)
async def static(request: Request, name: str, v: str = "") -> Response:
    """A file of the table. Under the link that names its content it never changes."""
    found = files().get(name)
    if found is None:
        raise HTTPException(404)
    kept = _FOR_A_YEAR if v == found.digest else "no-cache"
    headers = {"ETag": f'"{found.digest}"', "Cache-Control": kept}
    if f'"{found.digest}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


def static_url(name: str) -> str:
    """The link to a file, which changes with its content. Raises KeyError where there is no such file."""
    return f"/static/{name}?v={files()[name].digest}"


@cache
def files() -> dict[str, StaticFile]:
    """All files by name; what has no known type is none."""
    folder = resources.files("carevoice_search.server") / "static"
    return {
        file.name: _read(file.read_bytes(), _TYPES[ending])
        for file in folder.iterdir()
        if (ending := file.name.rpartition(".")[2]) in _TYPES
    }


def _read(content: bytes, media_type: str) -> StaticFile:
    return StaticFile(content, media_type, blake2b(content, digest_size=8).hexdigest())
