"""The API held to its OpenAPI document by schemathesis: whatever is sent, the answer is one that is documented."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.schemas import APIOperation, BaseSchema
from starlette.types import ASGIApp, Receive, Scope, Send

import carevoice_search as cv
from api_folder import module_home, opened
from carevoice_search.server.api import routes
from carevoice_search.server.app import create_app
from carevoice_search.server.request.parameters import GRID, NEGATED, SEARCH, SUGGEST, TIMELINE, named

HOST = "testserver"
"""The name under which schemathesis asks."""
PATHS = sorted(routes.document()["paths"])
MANY = {f"{routes.PREFIX}/{name}" for name in ("facets", "grid", "timeline")}
"""These have the parameters of a search, nearly all of which are tried there."""
TABLE = named((*SEARCH, *GRID, *TIMELINE, *SUGGEST))
QUERIES = [
    "trust",
    '"social worker"',
    "trust OR letters",
    "social work* -pension",
    "council:stockport trust",
    "date:2020-09..2021-04",
    "nothing-has-this-word trust",
    "type:finding value:30..",
    "LAC",
]

QUIET = settings(
    deadline=None,
    derandomize=True,  # the same requests each time: what is new is found here, not in somebody else's run
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


class Unending:
    """The application without its start and its end, which schemathesis would have around every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})


class Loaded(NamedTuple):
    """The document as schemathesis reads it, the index behind it, and some of its records."""

    schema: BaseSchema
    index: cv.Index
    ids: list[str]

    def operation(self, path: str) -> APIOperation[Any, Any, Any, Any]:
        return self.schema[path]["GET"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return module_home(tmp_path_factory)


@pytest.fixture(scope="module")
def loaded(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    load_all_checks()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        app = Unending(create_app(home, hosts=(HOST,)))
        schema = schemathesis.openapi.from_asgi(f"{routes.PREFIX}/openapi.json", app)
        schema.config.checks.negative_data_rejection.expected_statuses = ["400", "404", "405", "414"]
        index = opened(home, tmp_path_factory)
        yield Loaded(schema, index, [hit.record.id for hit in index.search(limit=5).hits])


def judge(case: Any) -> Any:
    """The answer, which is held to everything that the document says of it."""
    response = case.call()
    # Which council or publisher there is no document can say: a value of the right form may still be refused.
    case.validate_response(response, excluded_checks=[CHECKS.get_one("positive_data_acceptance")])
    assert response.status_code < 500
    return response


def said(value: Any) -> Any:
    """A value as it stands in an address."""
    return value if isinstance(value, list) else value if isinstance(value, str) else json.dumps(value)


def sensible(case: Any, loaded: Loaded, draw: Any) -> Any:
    """The case with values that are there where its own are letters by chance."""
    if case.path_parameters:
        case.path_parameters["id"] = draw(st.sampled_from(loaded.ids))
    for name in list(case.query):
        kind = TABLE[name].kind
        if kind == "text":
            case.query[name] = draw(st.sampled_from(QUERIES))
        elif kind == "value":
            known = sorted(loaded.index.values(name.removeprefix(NEGATED)))
            case.query[name] = draw(st.lists(st.sampled_from([*known, cv.MISSING]), min_size=1, max_size=3))
    return case


@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_generated_gets_a_documented_answer_and_much_of_it_is_found(
    loaded: Loaded, path: str
) -> None:
    operation = loaded.operation(path)
    statuses: Counter[int] = Counter()

    @settings(QUIET, max_examples=40)
    @given(st.data())
    def asked(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        chance = data.draw(st.sampled_from(("sensible", "sensible", "as it is")))
        response = judge(case if chance == "as it is" else sensible(case, loaded, data.draw))
        statuses[response.status_code] += 1
        if response.status_code == 400:
            assert json.loads(response.content)["parameter"] in TABLE

    asked()
    assert statuses[200] * 3 >= statuses.total(), statuses
    assert set(statuses) <= {200, 400, 404, 414}


@pytest.mark.parametrize("path", [path for path in PATHS if not path.endswith("/status")])
def test_what_the_document_forbids_is_refused(loaded: Loaded, path: str) -> None:
    operation = loaded.operation(path)

    @settings(QUIET, max_examples=25)
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def asked(case: Any) -> None:
        judge(case)

    asked()


@pytest.mark.parametrize("path", PATHS)
def test_each_bound_of_each_parameter_is_kept(loaded: Loaded, path: str) -> None:
    cases = loaded.schema.iter_coverage_cases(
        loaded.operation(path),
        generation_modes=list(GenerationMode),
        generation_config=loaded.schema.config.generation,
    )
    step = 6 if path in MANY else 1
    statuses = Counter(judge(case).status_code for place, case in enumerate(cases) if place % step == 0)
    assert set(statuses) <= {200, 400, 404, 405, 414}


@pytest.mark.parametrize("path", PATHS)
def test_every_example_of_the_document_works(loaded: Loaded, path: str) -> None:
    operation = loaded.operation(path)
    for parameter in routes.document()["paths"][path]["get"]["parameters"]:
        if parameter["in"] == "query":
            query = {"q": "trust"} if path.endswith("/suggest") else {}
            value = parameter.get("example", parameter["schema"].get("default"))
            if value is not None:
                ids = {"id": loaded.ids[0]} if "{id}" in path else {}
                case = operation.Case(path_parameters=ids, query={**query, parameter["name"]: said(value)})
                assert case.call().status_code == 200, parameter


def test_the_document_is_valid_openapi_and_says_what_each_parameter_may_hold(loaded: Loaded) -> None:
    loaded.schema.validate()
    found = routes.document()
    assert found["openapi"].startswith("3.1")
    operations = [found["paths"][path][method] for path in PATHS for method in found["paths"][path]]
    assert {method for path in PATHS for method in found["paths"][path]} == {"get"}
    for operation in operations:
        assert operation["summary"] and operation["description"] and operation["tags"]
        for parameter in operation["parameters"]:
            assert parameter["description"].endswith(".")
            schema = parameter["schema"].get("items", parameter["schema"])
            bounded = {"enum", "pattern", "maxLength", "maximum"} & schema.keys()
            assert bounded or schema["type"] == "boolean", parameter
