"""The grid page: every number is that of the search it leads to, and every gap is seen."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

import carevoice_search as cv
from api_folder import module_home, opened
from carevoice_search.server.app import create_app
from carevoice_search.server.pages.grid_page import SHADES, Shown, grid_view, shade, steps
from carevoice_search.server.request.asked import read
from serving import ask


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return module_home(tmp_path_factory)


@pytest.fixture(scope="module")
def index(home: Path, tmp_path_factory: pytest.TempPathFactory) -> cv.Index:
    return opened(home, tmp_path_factory)


@pytest.fixture(scope="module")
def app(home: Path) -> Any:
    return create_app(home)


def soup(app: Any, address: str) -> BeautifulSoup:
    answer = ask(app, address)
    assert answer.status == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def number(tag: Tag) -> int:
    return int(tag.get_text().strip().replace(",", ""))


def total_at(index: cv.Index, href: str) -> int:
    return read(parse_qsl(urlsplit(href).query), index).answer(index).total


GRIDS = [
    "/grid",
    "/grid?rows=region&columns=kind",
    "/grid?rows=theme&columns=year&q=trust",
    "/grid?rows=year&columns=month",
    "/grid?rows=publisher&columns=type",
    "/grid?council=coventry&council=north-somerset&since=2020-10",
    "/grid?rows=council&columns=region&with-predecessors=true&not-theme=money",
    "/grid?q=voice+zzzz+care&rows=kind&columns=nation",
    "/grid?group=false&synonyms=false&q=PA&rows=theme&columns=council",
]


@pytest.mark.parametrize("address", GRIDS)
def test_every_number_leads_to_as_many_records(address: str, app: Any, index: cv.Index) -> None:
    page = soup(app, address)
    links = [
        (cell, link) for cell in page.select("#grid tbody td:not(.all)") if (link := cell.select_one("a"))
    ]
    assert links
    for _, link in links:
        assert total_at(index, str(link["href"])) == number(link), link["aria-label"]
    for row in page.select("#grid tbody tr"):
        head, whole = one(row, "th"), number(one(row, "td.all"))
        if link := head.select_one("a"):
            assert total_at(index, str(link["href"])) == whole
        else:
            assert whole == 0
    wholes = page.select("#grid .sums td:not(.all)")
    for head, cell in zip(page.select("#grid thead th[scope=col]:not(.all)"), wholes, strict=True):
        if link := head.select_one("a"):
            assert total_at(index, str(link["href"])) == number(cell)
        else:
            assert number(cell) == 0
    corner = one(page, "#grid .sums td.all a")
    assert total_at(index, str(corner["href"])) == number(corner)


def test_the_search_page_shows_the_number_that_was_followed(app: Any) -> None:
    page = soup(app, "/grid?q=trust&rows=council&columns=theme")
    links = page.select("#grid tbody td:not(.all) a")
    assert len(links) > 5
    for link in links:
        there = one(soup(app, str(link["href"])), "#total").get_text()
        assert there.split()[0] == link.get_text().strip(), link["href"]


def test_empty_pairs_are_seen_and_lead_nowhere(app: Any) -> None:
    page = soup(app, "/grid")
    empty = page.select("#grid td.shade-0")
    assert empty and all(cell.get_text() == "0" and not cell.select("a") for cell in empty)
    shaded = [
        cell for cell in page.select("#grid tbody td:not(.all)") if "shade-0" not in (cell["class"] or "")
    ]
    assert shaded and all(cell.select("a") for cell in shaded)


def test_rows_and_columns_are_headed_and_the_box_can_be_scrolled(app: Any) -> None:
    page = soup(app, "/grid")
    assert {th["scope"] for th in page.select("#grid th")} == {"row", "col"}
    columns = len(page.select("#grid thead th[scope=col]"))
    assert {len(row.select("td")) for row in page.select("#grid tbody tr")} == {columns}
    box = one(page, "#grid").parent
    assert box and (box["tabindex"], box["role"]) == ("0", "region")
    named = one(page, f"#{box['aria-labelledby']}")
    assert "Council by theme" in named.get_text()


def test_the_form_keeps_the_search(app: Any, index: cv.Index) -> None:
    address = "/grid?q=trust&council=coventry&not-theme=money&since=2020&sort=date&rows=kind&columns=year"
    page = soup(app, address)
    form = one(page, "#grid-form")
    assert (form["method"], form["action"]) == ("get", "/grid")
    sent = [(str(box["name"]), str(box["value"])) for box in form.select("input")]
    chosen = {
        str(select["name"]): str(one(select, "option[selected]")["value"]) for select in form.select("select")
    }
    assert chosen == {"rows": "kind", "columns": "year"}
    asked = read(
        [(name, value) for name, value in parse_qsl(urlsplit(address).query) if name not in chosen], index
    )
    assert read(sent, index) == asked
    chips = page.select("#chips a.chip")
    assert len(chips) == 3 and all("rows=kind" in str(chip["href"]) for chip in chips)


def test_rows_can_be_in_the_order_of_names(app: Any) -> None:
    def names(address: str) -> list[str]:
        page = soup(app, address)
        return [head.get_text() for head in page.select("#grid tbody th")]

    by_name = names("/grid?order=name")
    assert by_name[:-1] == sorted(by_name[:-1], key=str.casefold) and by_name[-1] == "no council"
    assert sorted(names("/grid")) == sorted(by_name) and names("/grid") != by_name


def test_what_is_left_out_is_said(index: cv.Index) -> None:
    grid = index.grid("", "council", "theme", most_rows=3, most_columns=2)
    asked = read([], index)
    view = grid_view(grid, asked, Shown("council", "theme", "count"))
    assert grid.more_rows and len(view.rows) == 4, "three councils, and the records without one"
    assert (
        f"{grid.more_rows} more rows" in view.left_out
        and f"{grid.more_columns} more columns" in view.left_out
    )
    whole = grid_view(index.grid("", "kind", "type"), asked, Shown("kind", "type", "count"))
    assert whole.left_out == ""


def test_the_csv_has_the_same_numbers(app: Any) -> None:
    page = soup(app, "/grid?rows=region&columns=kind&q=trust")
    link = one(page, ".grid-tools a[download]")
    answer = ask(app, str(link["href"]))
    assert answer.header("content-disposition") == 'attachment; filename="carevoice-grid-region-by-kind.csv"'
    heads, *rows = list(csv.reader(answer.text.splitlines()))
    assert (
        heads[3:] == [head.get_text(strip=True) for head in page.select("#grid thead th")][1 : len(heads) - 2]
    )
    shown = [
        [one(row, "th").get_text(), *(str(number(cell)) for cell in row.select("td"))]
        for row in page.select("#grid tbody tr")
    ]
    assert [row[1:] for row in rows] == shown


def test_nothing_found_is_said_without_a_table(app: Any) -> None:
    page = soup(app, "/grid?q=zzzzqqqq")
    assert "0 records" in one(page, "#total").get_text()
    assert all(number(cell) == 0 for cell in page.select("#grid tbody td"))


@pytest.mark.parametrize(
    "address",
    [
        "/grid?rows=counci",
        "/grid?rows=theme&columns=theme",
        "/grid?q=%22open",
        "/grid?order=size",
        "/grid?x=1",
    ],
)
def test_what_cannot_be_followed_is_refused(address: str, app: Any) -> None:
    assert ask(app, address).status == 400


def test_hostile_names_stay_text(app: Any) -> None:
    html = ask(app, "/grid?rows=publisher&columns=kind&q=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in html and " style=" not in html
    assert not re.search(r"\son\w+=", html)
    assert "دفتر" in unescape(ask(app, "/grid?rows=publisher&columns=kind").text)


# Shading


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_shades_are_fifths_of_the_greatest_and_the_legend_tells_them(most: int, beyond: int) -> None:
    ranges = {}
    for step in steps(most, max(most, beyond)):
        first, _, last = step.text.replace(",", "").partition(" to ")
        ranges[step.shade] = range(int(first), int(last or first) + 1)
    covered = [value for values in ranges.values() for value in (values[0], values[-1])]
    assert covered == sorted(covered) and covered[-1] == max(most, beyond)
    for value in {0, 1, most // 3, most // 2, most - 1, most, max(most, beyond)}:
        assert value in ranges[shade(value, most)]
    assert shade(most, most) == SHADES and shade(1, most) >= 1
