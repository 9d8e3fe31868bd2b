"""What is said beside the hits: every sentence of an answer, with a link where the command would name an option."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import carevoice_search as cv
from carevoice_search.model import Notice
from carevoice_search.server.pages.remarks import Remark, remarks
from carevoice_search.server.request.asked import Asked
from serving import make

TRUST = Asked(cv.plain("trust"), offset=20)


@pytest.fixture
def index(tmp_path: Path) -> cv.Index:
    page = "Trust takes time\n\nCare leavers told the council that a social worker earns trust slowly.\n"
    return cv.open_index(make(tmp_path / "home", {"trust.txt": page}) / "index")


def said(index: cv.Index, asked: Asked = TRUST, **answer: Any) -> tuple[Remark, ...]:
    return remarks(replace(cv.Results("trust", 0, {}, ()), **answer), asked, index)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (
            "2 copies of records are not counted; to count each by itself: --no-group.",
            Remark("2 copies of records are not counted.", "Count each by itself", "/?q=trust&group=false"),
        ),
        (
            "4 records without a date are left out; to see what has none: --missing year.",
            Remark(
                "4 records without a date are left out.", "See what has no date", "/?q=trust&year=missing"
            ),
        ),
        (
            "The figures are of 2 units: Per cent (3), Days (1); to keep one: --unit.",
            Remark("The figures are of 2 units: Per cent (3), Days (1): choose one under Unit."),
        ),
        (
            "--with-predecessors would add 1 record of Cumbria, which went before.",
            Remark(
                "Not counted: 1 record of Cumbria, which went before.",
                "Count them too",
                "/?q=trust&with-predecessors=true",
            ),
        ),
        (
            "1 record with a less precise date overlaps the period, and cannot be counted in it.",
            Remark("1 record with a less precise date overlaps the period, and cannot be counted in it."),
        ),
    ],
)
def test_an_option_of_the_command_becomes_a_link(index: cv.Index, text: str, remark: Remark) -> None:
    assert said(index, notices=(Notice("note", text, 1),)) == (remark,)


def test_a_period_is_left_where_records_without_a_date_are_seen(index: cv.Index) -> None:
    asked = Asked(replace(TRUST.query, filters=(cv.Period("2020", None),)))
    text = "1 record without a date is left out; to see what has none: --missing year."
    (remark,) = said(index, asked, notices=(Notice("note", text, 1),))
    assert remark.address == "/?q=trust&year=missing"


def test_a_better_spelling_is_a_link_that_keeps_the_rest(index: cv.Index) -> None:
    asked = replace(TRUST, grouped=False, sort="date")
    (remark,) = said(index, asked, suggestion="trust worker council:E08000007")
    assert remark.link == "trust worker"
    assert remark.address == "/?q=trust+worker&council=E08000007&group=false&sort=date"


def test_synonyms_are_named_and_can_be_left_out(index: cv.Index) -> None:
    one, two = said(index, widened={"lac": ("child in care",), "pa": ("personal adviser",)})
    assert (one.text, one.address) == ("Also found: lac: also child in care.", "")
    assert two.address == "/?q=trust&synonyms=false"


def test_the_words_that_rank_are_named_up_to_a_dozen(index: cv.Index) -> None:
    (remark,) = said(index, feedback=tuple((f"word{number}", 1.0) for number in range(15)))
    assert remark.text.endswith("word11 and 3 more.")
