"""Writes docs/api.md from the OpenAPI document and the starter pages: `python tests/api_reference.py`, `make docs`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import serving
from api_folder import STARTER, Caller
from carevoice_search.server import problems
from carevoice_search.server.api import routes
from carevoice_search.server.app import create_app
from carevoice_search.server.pages.docs_page import in_words
from carevoice_search.server.request.parameters import FILTERS, MOST_VALUES, PAGE, WINDOW
from readme_blocks import ROOT

PLACE = ROOT / "docs" / "api.md"
BASE = "http://127.0.0.1:8000"
EXAMPLES = {
    "search": "search?q=trust&council=stockport&limit=0",
    "facets": "facets?q=trust&facet=council:2&facet=type",
    "grid": "grid?type=practice&rows=year&columns=kind",
    "timeline": "timeline?type=practice&by=year",
    "suggest": "suggest?q=stock&limit=2",
}
"""Answers that are short enough to be shown whole."""
WRONG = "search?council=stokport"

OPENING = f"""# The API

`carevoice serve` answers programs under `{routes.PREFIX}`: the JSON that the commands print with `--format json`, under
parameters that bear the names of their options; an option that is a switch is a parameter that is `true` or `false`
(`--no-synonyms` is `synonyms=false`), and `--any` is `match=any`. The page <{BASE}/api> says the same with examples
from your own index, and <{BASE}{routes.PREFIX}/openapi.json> is the OpenAPI 3.1 document, from which this page is made.

- Everything is read with GET (or HEAD). The server listens on this machine alone unless it is told otherwise.
- Several values of one field widen an answer (`council=stockport&council=coventry`), different fields narrow it.
  Values are codes, names or aliases, and `missing` stands for none. A parameter that is not known, or has no value, is
  refused.
- An answer holds {PAGE} hits at most. The header `Link` names the first, previous, next and last page of hits; the
  first {WINDOW:,} can be reached. A request may have {MOST_VALUES} parameters.
- `ETag` changes with the index and what waits to be indexed; `If-None-Match` spares an answer that has not changed
  (304). Answers are compressed for those who accept gzip.
- What only the command gives: `explanation` of a hit, which `--explain` adds, more hits at once, and where the index
  lies. What only the API gives: `suggest`, which goes on with a query that is being typed.
- `status` says how things are at the moment and has no ETag; an answer to a search says nothing of pages that are not
  indexed yet.

From Python, without any package:

```python
import json
from urllib.parse import urlencode
from urllib.request import urlopen

asked = [("q", "trust"), ("council", "stockport"), ("facet", "theme:5")]
with urlopen(f"{BASE}{routes.PREFIX}/search?{{urlencode(asked)}}") as answer:
    found = json.load(answer)
print(found["total"], [hit["record"]["title"] for hit in found["hits"]])
```
"""


def page(ask: Caller) -> str:
    """The whole page; `ask` gives the answers to its examples."""
    document = routes.document()
    return "\n".join([OPENING, *_endpoints(document, ask), *_filters(document), *_errors(ask)])


def starter_home(folder: Path) -> Path:
    """A working folder with the starter pages, indexed."""
    shutil.copytree(STARTER, folder / "corpus")
    return serving.make(folder, {})


def _endpoints(document: dict[str, Any], ask: Caller) -> Iterator[str]:
    shared = {parameter.name for parameter in FILTERS}
    for path, methods in document["paths"].items():
        operation = methods["get"]
        yield f"## {path}\n"
        yield f"{operation['summary']}. {' '.join(operation['description'].split())}\n"
        forms = [form for form in operation["parameters"] if form["in"] == "query"]
        takes_filters = shared <= {form["name"] for form in forms}
        own = [form for form in forms if not (takes_filters and form["name"] in shared)]
        if own:
            yield from _table(own)
        if takes_filters:
            yield "And what narrows an answer, [below](#what-narrows-an-answer).\n"
        if address := EXAMPLES.get(operation["operationId"]):
            yield _shown(address, ask)


def _filters(document: dict[str, Any]) -> Iterator[str]:
    shared = {parameter.name for parameter in FILTERS}
    forms = document["paths"][f"{routes.PREFIX}/facets"]["get"]["parameters"]
    yield "## What narrows an answer\n"
    yield from _table(form for form in forms if form["name"] in shared)


def _errors(ask: Caller) -> Iterator[str]:
    yield "## Errors\n"
    yield (
        "An error is `application/problem+json` (RFC 9457). `parameter` names the parameter at fault, `nearest` is the "
        "nearest value that it may have, and `position` the place in the query, from 0.\n"
    )
    yield _shown(WRONG, ask)
    yield "| type | status | title |"
    yield "|---|---|---|"
    yield from (
        f"| `/api#problem-{name}` | {kind.status} | {kind.title} |" for name, kind in problems.KINDS.items()
    )
    yield ""


def _table(forms: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield "| parameter | what it does | values |"
    yield "|---|---|---|"
    for form in forms:
        schema = form["schema"]
        marks = [" Needed."] * form["required"] + [" May be repeated."] * (schema["type"] == "array")
        default = f"; default {str(schema['default']).lower()}" if "default" in schema else ""
        values = in_words(schema.get("items", schema)) + default
        yield f"| `{form['name']}` | {form['description']}{''.join(marks)} | {values} |"
    yield ""


def _shown(address: str, ask: Caller) -> str:
    answer = ask(f"{routes.PREFIX}/{address}").text
    return f"```console\n$ curl -s '{BASE}{routes.PREFIX}/{address}'\n{answer}\n```\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CAREVOICE_KEY_FILE"] = str(Path(folder) / "index.key")
        home = starter_home(Path(folder) / "work")
        PLACE.write_text(page(Caller(create_app(home))), encoding="utf-8")
