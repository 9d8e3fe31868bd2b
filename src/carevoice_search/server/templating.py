"""Pages made from templates. Whatever a template prints is cleaned and then escaped: no page can speak for us."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

import carevoice_search as cv
from carevoice_search.render import safe, wording
from carevoice_search.server.static import static_url


def page(name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The page that a template makes of `context`.

    Raises jinja2.UndefinedError where the template names something that it was not given.
    """
    html = environment().get_template(name).render(**context)
    return HTMLResponse(html.encode("utf-8", "replace"), status_code=status)


@cache
def environment() -> Environment:
    """The templates, read once, with everything that they may call."""
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        line=safe.line,
        lines=safe.lines,
        number=wording.number,
        whole=lambda number: f"{number:,}",
        date=wording.date,
        moment=moment,
        kind=wording.kind,
        figure=wording.figure,
        councils=wording.councils,
    )
    made.globals.update(
        static=static_url,
        label=wording.label,
        count=wording.count,
        by_type=wording.by_type,
        pieces=wording.pieces,
        marked=marked,
        fields=cv.FIELDS,
        version=cv.__version__,
    )
    return made


def marked(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """Pieces of text, those that are marked in <mark>."""
    made = (
        Markup("<mark>{}</mark>").format(_clean(text)) if is_marked else escape(_clean(text))
        for text, is_marked in pieces
    )
    return Markup("").join(made)


def moment(iso: str) -> str:
    """A moment as it is spoken: "22 November 2026, 09:41 UTC" for 2026-11-22T09:41:00Z."""
    day, _, time = iso.partition("T")
    return f"{wording.date(day)}, {safe.line(time[:5])} UTC" if time else wording.date(day)


def _source(name: str) -> tuple[str, str, None] | None:
    """A template's text, with its name for tracebacks; None where there is none."""
    text = _sources().get(name)
    return None if text is None else (text, name, None)


@cache
def _sources() -> dict[str, str]:
    """All templates, read at once."""
    folder = resources.files("carevoice_search.server") / "templates"
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".html")
    }


def _clean(value: Any) -> Any:
    """What is printed, without control characters, turned writing and half surrogates; line ends are kept."""
    if isinstance(value, Markup) or not isinstance(value, str) or value.isprintable():
        return value
    return "\n".join(safe.piece(part) for part in value.split("\n"))
