"""What each endpoint of the API answers to its parameters, as plain values: what the command prints as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import carevoice_search as cv
from carevoice_search.render import json
from carevoice_search.server.request.asked import Asked, FacetChoice, Pairs, ParameterError, read, read_given
from carevoice_search.server.request.given import given
from carevoice_search.server.request.parameters import (
    COUNTS,
    GRID,
    RECORD,
    SIMILAR,
    SUGGEST,
    TIMELINE,
    WINDOW,
)

Answer = dict[str, object]

_LONG = 4_000
"""Characters of an address from which it is not repeated in a header four times over: callers bound what they read."""


def search(index: cv.Index, pairs: Pairs) -> Answer:
    return json.results_form(read(pairs, index).answer(index))


def search_with_links(index: cv.Index, pairs: Pairs, path: str) -> tuple[Answer, str]:
    """The same, and what leads to the other pages of hits."""
    asked = read(pairs, index)
    found = asked.answer(index)
    return json.results_form(found), links(asked, found.total, path)


def facets(index: cv.Index, pairs: Pairs) -> Answer:
    asked = read(pairs, index, COUNTS)
    wanted = asked.facets or tuple(map(FacetChoice, cv.FIELDS))
    return json.results_form(replace(asked, facets=wanted, limit=0).answer(index))


def grid(index: cv.Index, pairs: Pairs) -> Answer:
    values = given(pairs, GRID)
    asked, rows, columns = read_given(values, index), values.one("rows"), values.one("columns")
    if rows == columns:
        raise ParameterError("columns", f"is the field of the rows, {rows}: choose another.")
    return json.grid_form(
        index.grid(asked.query, rows, columns, most_rows=values.number("limit"), **asked.reach)
    )


def timeline(index: cv.Index, pairs: Pairs) -> Answer:
    values = given(pairs, TIMELINE)
    asked = read_given(values, index)
    step: Any = values.one("by") or None
    try:
        found = index.timeline(asked.query, step=step, split=values.one("split"), **asked.reach)
    except cv.UsageError as error:  # more months than a timeline has
        raise ParameterError("by", str(error), "year") from error
    return json.timeline_form(found)


def record(index: cv.Index, pairs: Pairs, record_id: str) -> Answer:
    words = given(pairs, RECORD).one("q")
    asked = index.query(words)
    form = json.record_form(index.record(record_id))
    passage = index.passage(record_id, asked) if words.strip() else None
    return {**form, "passage": json.snippet_form(passage)} if passage and passage.marks else form


def similar(index: cv.Index, pairs: Pairs, record_id: str) -> Answer:
    limit = given(pairs, SIMILAR).number("limit")
    return json.results_form(index.similar(record_id, limit=limit))


def suggest(index: cv.Index, pairs: Pairs) -> Answer:
    values = given(pairs, SUGGEST)
    found = index.suggest(values.one("q"), limit=values.number("limit"))
    return {"format": json.FORMAT, "completions": [_completion_form(one) for one in found]}


def status(index: cv.Index, pairs: Pairs, corpus: Path) -> Answer:
    """Of the corpus as much as a glance shows, and nothing of where it lies."""
    given(pairs, ())
    held = index.status()
    try:
        pending = index.glance(corpus).pending if corpus.is_dir() else None
    except cv.CorpusError:
        pending = None
    return {
        "format": json.FORMAT,
        "generation": held.generation,
        "indexed": held.indexed,
        "pages": held.pages,
        "totals": json.totals_form(held.totals),
        "rules_current": held.rules_current,
        "pending": None
        if pending is None
        else {"new": pending.new, "changed": pending.changed, "gone": pending.gone},
    }


ANSWERS: Mapping[str, Callable[[cv.Index, Pairs], Answer]] = {
    "search": search,
    "facets": facets,
    "grid": grid,
    "timeline": timeline,
    "suggest": suggest,
}
"""What is answered from the parameters of the query alone, by the name of the endpoint."""


def links(asked: Asked, total: int, path: str) -> str:
    """The Link header that leads to the other pages of hits; empty where there is no other.

    From the first on, the next ones give each hit once, up to the last that can be reached.
    """
    if not asked.limit or (total <= asked.limit and not asked.offset):
        return ""
    last = max(min(total, WINDOW) - 1, 0) // asked.limit * asked.limit
    places = {"first": 0, "last": last if last + asked.limit <= WINDOW else last - asked.limit}
    if asked.offset:
        places["prev"] = max(min(asked.offset, total) - asked.limit, 0)
    if asked.offset + asked.limit < total and asked.offset + 2 * asked.limit <= WINDOW:
        places["next"] = asked.offset + asked.limit
    if len(asked.address(path)) > _LONG:
        places = {name: place for name, place in places.items() if name == "next"}
    return ", ".join(f'<{asked.at(place).address(path)}>; rel="{name}"' for name, place in places.items())


def _completion_form(found: cv.Completion) -> Answer:
    return {
        "text": found.text,
        "start": found.start,
        "label": found.label,
        "count": found.count,
        "field": found.field,
        "value": found.value,
    }
