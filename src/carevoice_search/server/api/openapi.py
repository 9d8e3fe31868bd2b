"""The OpenAPI document of the API: what its routes say of themselves, and the parameters as the one table has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRouter

import carevoice_search as cv
from carevoice_search.server import problems
from carevoice_search.server.api.forms import Form, Problem
from carevoice_search.server.request.parameters import BUCKETS, EXAMPLES, NEGATED, Parameter

TAGS = {
    "Searching": "Find records, and count them by their fields.",
    "Records": "One record, and those most like it.",
    "Index": "What is searched, and what a query may go on as.",
}

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_PROBLEMS = {
    400: "A parameter cannot be followed, or the query cannot be read: `parameter` names it, `nearest` the nearest "
    "valid value.",
    404: "There is no such record.",
    414: "The address is longer than any that this server has.",
    503: "No answer at the moment: too many others ask, the answer took too long, or there is no index.",
}
_FIGURE = r"^[0-9]+(\.[0-9]+)?$"
_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_RECORD_ID = f"^({'|'.join(cv.TYPES)})-[0-9a-f]{{12}}$"
_FEW = 12
"""Values of a field that are all named in the document."""


def document(router: APIRouter, description: str) -> dict[str, Any]:
    """The document of a router's routes, as plain values."""
    made = get_openapi(
        title="carevoice-search",
        version=cv.__version__,
        openapi_version="3.1.0",
        description=description,
        routes=router.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    made["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    untitled: dict[str, Any] = _untitled(made)
    return untitled


def responses(
    form: type[Form], *, codes: Iterable[int] = (400, 414, 503), linked: bool = False
) -> dict[Any, Any]:
    """The answers of an endpoint: its form, what the caller has already, and problems by their status."""
    headers: dict[str, Any] = {
        "ETag": {
            "description": "What changes with the index and the program; send it back as If-None-Match.",
            "schema": {"type": "string"},
        }
    }
    if linked:
        headers["Link"] = {
            "description": "The first, previous, next and last pages of hits (RFC 8288), where there are any.",
            "schema": {"type": "string"},
        }
    return {
        200: {"model": form, "description": "The answer.", "headers": headers},
        304: {"description": "The answer is the one that the caller has; it is sent where If-None-Match is."},
        **{
            code: {
                "description": _PROBLEMS[code],
                "content": {problems.MEDIA_TYPE: {"schema": _PROBLEM}},
            }
            for code in codes
        },
    }


def declared(parameters: Iterable[Parameter], path: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What is merged into a route's operation: the parameters of its query, and those of its `path` by name."""
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": text,
            "schema": {"type": "string", "pattern": _RECORD_ID},
        }
        for name, text in (path or {}).items()
    ]
    return {"parameters": [*in_path, *map(parameter_form, parameters)]}


def parameter_form(parameter: Parameter) -> dict[str, Any]:
    """A parameter of a query as OpenAPI has it."""
    schema = _schema(parameter)
    if parameter.many:
        schema = {"type": "array", "items": schema}
    elif parameter.default:
        schema["default"] = _value(parameter, parameter.default)
    form: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.needed,
        "description": f"{parameter.help[0].upper()}{parameter.help[1:]}.",
        "schema": schema,
    }
    if parameter.many:
        form |= {"style": "form", "explode": True}
    if parameter.example:
        example = _value(parameter, parameter.example)
        form["example"] = [example] if parameter.many else example
    return form


def _schema(parameter: Parameter) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": parameter.longest}
    match parameter.kind:
        case "choice" | "field":
            return {"type": "string", "enum": list(parameter.choices)}
        case "flag":
            return {"type": "boolean"}
        case "number":
            return {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        case "figure":
            return {**text, "pattern": _FIGURE, "description": "a figure in digits"}
        case "date":
            return {"type": "string", "pattern": _DATE, "description": "2021, 2021-04 or 2021-04-29"}
        case "facet":
            pattern = f"^({'|'.join(cv.FIELDS)})(:(all|[1-9][0-9]{{0,4}}|{BUCKETS}))?$"
            return {"type": "string", "pattern": pattern, "description": "FIELD, FIELD:N or FIELD:all"}
        case "value":
            return {**text, **_values(parameter.name.removeprefix(NEGATED))}
    return {**text, "description": "text"}


def _values(name: str) -> dict[str, Any]:
    """What a value of a field may be; all of them, where they are few and the same in every index."""
    field = cv.FIELDS[name]
    if field.order == "time":
        return {"description": f"{EXAMPLES[name]}, or {cv.MISSING}"}
    known = field.known() if field.known else {}
    if not known:
        return {"description": f"a name, or {cv.MISSING}"}
    keys = [*known, cv.MISSING]
    if len(keys) > _FEW:
        return {"description": f"a key, name or alias, or {cv.MISSING}"}
    return {"description": ", ".join(keys), "examples": keys}


def _value(parameter: Parameter, text: str) -> str | int | bool:
    match parameter.kind:
        case "flag":
            return text == "true"
        case "number":
            return int(text)
    return text


def _untitled(value: Any) -> Any:
    """Without the titles that pydantic makes of names, which say nothing more; the document's own stays."""
    if isinstance(value, list):
        return [_untitled(part) for part in value]
    if not isinstance(value, dict):
        return value
    is_schema = "type" in value or "$ref" in value or "anyOf" in value or "properties" in value
    return {
        key: _untitled(part)
        for key, part in value.items()
        if not (is_schema and key == "title" and isinstance(part, str))
    }
