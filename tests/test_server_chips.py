"""Chips: everything that a search has chosen, each with the search that is left without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import carevoice_search as cv
from carevoice_search.server.pages.chips import chips, cleared
from carevoice_search.server.request.asked import Asked


def asked(*filters: cv.Condition, **switches: bool) -> Asked:
    return Asked(replace(cv.plain("trust"), filters=filters), **switches)  # type: ignore[arg-type]


def shown(search: Asked) -> dict[str, str]:
    return {chip.text: chip.address for chip in chips(search)}


def test_words_are_no_chip() -> None:
    assert chips(asked()) == ()


def test_each_value_of_a_field_is_taken_away_by_itself() -> None:
    assert shown(asked(cv.Filter("council", ("E08000007", "E08000026")))) == {
        "Council: Stockport": "/?q=trust&council=E08000026",
        "Council: Coventry": "/?q=trust&council=E08000007",
    }


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (cv.Filter("theme", ("money",), negated=True), "Theme: not Money"),
        (cv.Filter("year", (cv.MISSING,)), "Year: none"),
        (cv.Filter("publisher", (cv.MISSING,), negated=True), "Publisher: any"),
        (cv.Filter("month", ("2021-04",)), "Month: April 2021"),
        (cv.Period("2020-09", None), "From September 2020"),
        (cv.Period(None, "2021-04-29"), "Until 29 April 2021"),
        (cv.Period("2020", "2020", negated=True), "Date: not 2020"),
        (cv.Period("2020", None, negated=True), "Date: not from 2020"),
        (cv.Range(1258.0, None), "At least 1,258"),
        (cv.Range(None, 33.3), "At most 33.3"),
        (cv.Range(3.0, 4.0, negated=True), "Figure: not at least 3 and at most 4"),
    ],
)
def test_a_chip_says_what_was_chosen_and_leaves_the_words(part: cv.Condition, text: str) -> None:
    assert shown(asked(part)) == {text: "/?q=trust"}


def test_the_ends_of_a_period_and_of_a_range_are_two_chips_each() -> None:
    assert shown(asked(cv.Period("2020", "2021"), cv.Range(3.0, 40.0))) == {
        "From 2020": "/?q=trust&until=2021&min=3&max=40",
        "Until 2021": "/?q=trust&since=2020&min=3&max=40",
        "At least 3": "/?q=trust&since=2020&until=2021&max=40",
        "At most 40": "/?q=trust&since=2020&until=2021&min=3",
    }


@pytest.mark.parametrize(
    ("switch", "parameter"),
    [
        ({"synonyms": False}, "synonyms=false"),
        ({"grouped": False}, "group=false"),
        ({"predecessors": True}, "with-predecessors=true"),
        ({"expand": True}, "expand=true"),
    ],
)
def test_a_switch_that_is_not_as_usual_is_a_chip(switch: dict[str, bool], parameter: str) -> None:
    search = asked(**switch)
    assert parameter in search.address("/")
    assert list(shown(search).values()) == ["/?q=trust"]


def test_two_filters_on_one_field_lose_one_at_a_time() -> None:
    both = asked(cv.Filter("council", ("E08000007",)), cv.Filter("council", ("E08000026",)))
    assert shown(both) == {
        "Council: Stockport": "/?q=trust&council=E08000026",
        "Council: Coventry": "/?q=trust&council=E08000007",
    }


def test_a_search_without_something_begins_at_its_first_hit() -> None:
    search = replace(asked(cv.Period("2020", None)), offset=30, limit=15)
    assert shown(search) == {"From 2020": "/?q=trust&limit=15"}


def test_clearing_keeps_the_words_the_order_and_the_number_of_hits() -> None:
    search = replace(asked(cv.Period("2020", None), synonyms=False), sort="date", limit=25, offset=50)
    assert cleared(search).address("/") == "/?q=trust&sort=date&limit=25"
