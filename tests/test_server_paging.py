"""Page links: every hit within the window is on one page, and every link is to a page that there is."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search.server.pages.paging import paging
from carevoice_search.server.request.asked import Asked
from carevoice_search.server.request.parameters import PAGE, WINDOW

ALL = Asked(cv.plain(""))


def offset(address: str) -> int:
    return int(dict(parse_qsl(urlsplit(address).query)).get("offset", "0"))


@given(st.integers(0, 3 * WINDOW), st.integers(1, PAGE), st.integers(0, WINDOW))
def test_every_link_is_to_a_page_within_the_answer_and_the_window(total: int, limit: int, start: int) -> None:
    asked = replace(ALL, limit=limit, offset=min(start, WINDOW - limit))
    found = paging(total, asked)
    for link in found.links:
        if link.address:
            assert offset(link.address) % limit == 0
            assert offset(link.address) < max(total, 1)
            assert offset(link.address) + limit <= WINDOW
    assert found.beyond == (total > WINDOW)
    assert [link.rel for link in found.links].count("next") <= 1
    assert sum(link.current for link in found.links) <= 1


@given(st.integers(0, 300), st.integers(1, PAGE))
def test_the_links_to_the_next_pages_reach_all_hits_once(total: int, limit: int) -> None:
    asked, reached, hits = replace(ALL, limit=limit), [], set(range(total))
    while True:
        reached += [place for place in range(asked.offset, asked.offset + limit) if place in hits]
        following = [link for link in paging(total, asked).links if link.rel == "next"]
        if not following:
            break
        asked = asked.at(offset(following[0].address or ""))
    assert reached == sorted(hits)


def test_one_page_needs_no_links() -> None:
    assert paging(10, ALL).links == ()
    assert paging(0, replace(ALL, limit=0)).links == ()
    assert paging(50, replace(ALL, limit=0)).links == ()


def test_the_pages_around_the_present_one_and_both_ends_are_named() -> None:
    texts = [link.text for link in paging(300, ALL.at(140)).links]
    assert texts == ["Previous", "1", "…", "13", "14", "15", "16", "17", "…", "30", "Next"]
    assert [link.text for link in paging(60, ALL.at(30)).links] == [
        "Previous",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "Next",
    ]


def test_beyond_the_last_hit_there_is_a_way_back() -> None:
    links = paging(12, ALL.at(500)).links
    assert (links[0].text, links[0].address) == ("Previous", "/?offset=10")
    assert not any(link.current or link.rel == "next" for link in links)


def test_an_offset_between_two_pages_leads_to_both() -> None:
    links = {link.text: link.address for link in paging(40, ALL.at(15)).links}
    assert links == {
        "Previous": "/?offset=10",
        "1": "/",
        "2": "/?offset=10",
        "3": "/?offset=20",
        "4": "/?offset=30",
        "Next": "/?offset=20",
    }
