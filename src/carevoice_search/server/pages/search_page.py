"""The search page: its whole state is its address."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Literal, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

import carevoice_search as cv
from carevoice_search.render import wording
from carevoice_search.server.answers import reply
from carevoice_search.server.pages import form
from carevoice_search.server.pages.actions import actions
from carevoice_search.server.pages.chips import chips, cleared
from carevoice_search.server.pages.drawing import TimelineView, timeline_view
from carevoice_search.server.pages.entrance import examples
from carevoice_search.server.pages.facet_tree import COUNTED, groups
from carevoice_search.server.pages.hits import shown
from carevoice_search.server.pages.paging import paging
from carevoice_search.server.pages.remarks import remarks
from carevoice_search.server.request.asked import Asked, read, read_given
from carevoice_search.server.request.given import Pairs, ParameterError, given
from carevoice_search.server.request.parameters import SEARCH, TIMELINE, WINDOW, named
from carevoice_search.server.templating import page

router = APIRouter()

_PATH = "/"
_Step = Literal["month", "year"]
_BY = named(TIMELINE)["by"]

PAGE = (*SEARCH, _BY)
"""The parameters of the page."""


@router.api_route(_PATH, methods=["GET", "HEAD"], include_in_schema=False)
async def search_page(request: Request) -> Response:
    """The answer to the search that the address says; the form where it cannot be read."""
    pairs = request.query_params.multi_items()
    state = request.app.state
    return await reply(request, lambda index: _answer(index, pairs, state.answers.fresh, state.settled))


def _answer(index: cv.Index, pairs: Pairs, fresh: str, settled: bool) -> Response:
    try:
        values = given(pairs, PAGE, empty=True)
        asked = read_given(values, index)
    except (ParameterError, cv.QueryError) as error:
        return page(
            "search.html",
            status=400,
            form=form.as_typed(pairs, error),
            trouble=form.trouble(pairs, error),
            found=None,
            title="This search cannot be read",
            searched=index.status(),
            fresh=fresh,
        )
    step = cast(_Step | None, values.one(_BY.name) or None)
    if _is_to_be_moved([(name, value) for name, value in pairs if name != _BY.name], asked, index):
        return RedirectResponse(asked.address(_PATH), 303)
    return page("search.html", trouble=None, fresh=fresh, settled=settled, **_found(index, asked, step))


def _is_to_be_moved(pairs: Pairs, asked: Asked, index: cv.Index) -> bool:
    """Whether the search has another address than this, as what a form sends has; and that one stays."""
    params = asked.params()
    return sorted(pairs) != sorted(params) and read(params, index).params() == params


def _timeline(index: cv.Index, asked: Asked, step: _Step | None) -> TimelineView:
    """The timeline by the step that was asked for; where that would be too many bars, by years."""
    ask = partial(
        index.timeline,
        asked.query,
        **asked.reach,
    )
    try:
        return timeline_view(ask(step=step), asked)
    except cv.UsageError:
        return timeline_view(ask(), asked)


def _found(index: cv.Index, asked: Asked, step: _Step | None) -> dict[str, Any]:
    """What the template draws of an answer."""
    results = replace(asked, facets=()).answer(index, facets=COUNTED)
    is_entrance = asked == Asked(cv.plain(""))
    return {
        "form": form.filled(asked),
        "found": results,
        "title": asked.words or "All records",
        "asked": asked,
        "index": index,
        "searched": index.status(),
        "totals": wording.totals(results),
        "groups": groups(results.facets, asked),
        "chips": chips(asked),
        "cleared": cleared(asked).address(_PATH),
        "remarks": remarks(results, asked, index),
        "hits": shown(results, asked, index.page),
        "paging": paging(results.total, asked),
        "first": asked.at(0).address(_PATH),
        "window": WINDOW,
        "sorts": form.SORTS,
        "timeline": _timeline(index, asked, step) if results.total else None,
        "actions": actions(asked, results.total),
        "examples": examples(results, index) if is_entrance else (),
    }
