"""The page on the API, made from its OpenAPI document: its endpoints with examples from this index, and its errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from markupsafe import Markup, escape

import carevoice_search as cv
from carevoice_search.render import json
from carevoice_search.server import problems
from carevoice_search.server.answers import reply
from carevoice_search.server.api import endpoints, routes
from carevoice_search.server.request.asked import Pairs, ParameterError
from carevoice_search.server.request.parameters import COMPLETIONS, FILTERS, MOST_VALUES, PAGE, WINDOW
from carevoice_search.server.templating import page

EXAMPLES: Mapping[str, Pairs] = {
    "search": [("q", "trust"), ("type", "practice"), ("limit", "1")],
    "facets": [("q", "trust"), ("facet", "council:2"), ("facet", "type")],
    "grid": [("q", "trust"), ("rows", "region"), ("columns", "year"), ("limit", "3")],
    "timeline": [("type", "practice"), ("by", "year")],
    "record": [],
    "similar": [("limit", "1")],
    "suggest": [("q", "sto"), ("limit", "2")],
    "status": [],
}
"""What is asked of each endpoint for an example; every one works in any index."""
WRONG = [("council", "stokport")]
"""What is refused, for an example of a problem."""
_LONGEST = 60
_WIDEST = 96
_SHARED = {parameter.name for parameter in FILTERS}

router = APIRouter(include_in_schema=False)

Piece = tuple[str, bool]
"""A piece of prose, and whether it is code."""


class ParameterView(NamedTuple):
    """A row of a table of parameters."""

    name: str
    text: Sequence[Piece]
    form: str
    default: str
    many: bool
    needed: bool


class EndpointView(NamedTuple):
    """An endpoint. `shares` says that it takes the parameters that narrow a search beside its own; without an
    `address` there is no record yet to show."""

    name: str
    path: str
    summary: str
    text: Sequence[Piece]
    parameters: Sequence[ParameterView]
    shares: bool
    address: str | None
    answer: Markup


class Shown(NamedTuple):
    """What examples are taken from: a record, where there is one, and the corpus."""

    record_id: str | None
    corpus: Path


class Group(NamedTuple):
    """The endpoints under one heading."""

    title: str
    text: str
    endpoints: Sequence[EndpointView]


@router.get("/api")
async def docs_page(request: Request) -> Response:
    """The page, with the answers that this index gives to its examples."""
    answers = request.app.state.answers
    base = str(request.base_url).rstrip("/")
    return await reply(
        request, lambda index: page("docs.html", **context(index, base, answers.corpus), fresh=answers.fresh)
    )


def context(index: cv.Index, base: str, corpus: Path) -> dict[str, Any]:
    """What the template draws; `base` is where this server is asked."""
    document = routes.document()
    first = next((hit.record.id for hit in index.search(limit=1).hits), None)
    operations = [(path, methods["get"]) for path, methods in document["paths"].items()]
    return {
        "base": base,
        "about": pieces(document["info"]["description"]),
        "document": f"{routes.PREFIX}/openapi.json",
        "groups": [
            Group(
                tag["name"],
                tag["description"],
                [
                    endpoint_view(index, path, operation, Shown(first, corpus))
                    for path, operation in operations
                    if tag["name"] in operation["tags"]
                ],
            )
            for tag in document["tags"]
        ],
        "shared": [
            parameter_view(form)
            for form in document["paths"][f"{routes.PREFIX}/facets"]["get"]["parameters"]
            if form["name"] in _SHARED
        ],
        "kinds": problems.KINDS,
        "wrong": f"{routes.PREFIX}/search?{urlencode(WRONG)}",
        "problem": escape("\n".join(json_lines(problem_of(index)))),
        "limits": {"window": WINDOW, "page": PAGE, "values": MOST_VALUES, "completions": COMPLETIONS},
        "searched": index.status(),
    }


def endpoint_view(index: cv.Index, path: str, operation: Mapping[str, Any], shown: Shown) -> EndpointView:
    name = operation["operationId"]
    forms = [form for form in operation["parameters"] if form["in"] == "query"]
    names = {form["name"] for form in forms}
    shares = names >= _SHARED
    address, answer = _example(index, path, name, shown)
    return EndpointView(
        name,
        path,
        operation["summary"],
        pieces(operation["description"]),
        [parameter_view(form) for form in forms if not (shares and form["name"] in _SHARED)],
        shares,
        address,
        answer,
    )


def parameter_view(form: Mapping[str, Any]) -> ParameterView:
    """A parameter as the document has it, in words."""
    schema = form["schema"]
    default = json.dump(schema["default"]).strip('"') if "default" in schema else ""
    return ParameterView(
        form["name"],
        pieces(form["description"]),
        in_words(schema.get("items", schema)),
        default,
        schema["type"] == "array",
        form["required"],
    )


def pieces(text: str) -> Sequence[Piece]:
    """Prose with the code in it, which stands between backticks, told apart."""
    return [(part, place % 2 == 1) for place, part in enumerate(text.split("`")) if part]


def shortened(value: object) -> object:
    """An answer that shows its form: the beginnings of its lists and texts."""
    match value:
        case str() if len(value) > _LONGEST:
            return f"{value[:_LONGEST].rstrip()}…"
        case dict():
            return {key: shortened(part) for key, part in value.items()}
        case list() | tuple():
            simple = all(isinstance(part, int) for part in value)
            shown = [shortened(part) for part in (value if simple else value[:1])]
            more = len(value) - len(shown)
            return [*shown, f"… {more:,} more"] if more else shown
    return value


def _example(index: cv.Index, path: str, name: str, shown: Shown) -> tuple[str | None, Markup]:
    """The address of an example, and the shortened answer, whose indentation is kept."""
    pairs = EXAMPLES[name]
    if "{id}" in path:
        if shown.record_id is None:
            return None, Markup()
        of_record = {"record": endpoints.record, "similar": endpoints.similar}
        answer = of_record[name](index, pairs, shown.record_id)
        path = path.replace("{id}", quote(shown.record_id, safe=""))
    elif name == "status":
        answer = endpoints.status(index, pairs, shown.corpus)
    else:
        answer = endpoints.ANSWERS[name](index, pairs)
    address = f"{path}?{urlencode(pairs, safe=':')}" if pairs else path
    return address, escape("\n".join(json_lines(shortened(answer))))


def json_lines(value: object, indent: int = 0) -> Iterator[str]:
    """JSON text, what is short on one line, without characters that a screen obeys."""
    whole = json.dump(value, indent=None)
    if not isinstance(value, dict | list) or indent + len(whole) <= _WIDEST:
        yield whole
        return
    named = value.items() if isinstance(value, dict) else [(None, part) for part in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield opening
    for place, (key, part) in enumerate(named, 1):
        label = "" if key is None else f"{json.dump(key)}: "
        lines = list(json_lines(part, indent + 2 + len(label)))
        lines[0] = f"{label}{lines[0]}"
        lines[-1] += "," if place < len(value) else ""
        yield from (f"  {line}" for line in lines)
    yield closing


def problem_of(index: cv.Index) -> dict[str, object]:
    """The problem that WRONG is answered with."""
    try:
        endpoints.search(index, WRONG)
    except ParameterError as error:
        found = problems.problem(error)
    members = ("type", "title", "status", "detail", "parameter", "nearest")
    return {name: getattr(found, name) for name in members}


def in_words(schema: Mapping[str, Any]) -> str:
    """What a value may be, by its schema."""
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema["type"] == "boolean":
        return "true or false"
    if schema["type"] == "integer":
        return f"{schema['minimum']:,} to {schema['maximum']:,}"
    return str(schema["description"])
