"""The links from one page of hits to the others."""

from __future__ import annotations

from typing import NamedTuple

from carevoice_search.server.request.asked import Asked
from carevoice_search.server.request.parameters import WINDOW

_BESIDE = 2
"""Pages that are named before and after the present one."""


class PageLink(NamedTuple):
    """A page of hits. `rel` is its relation to the present one; a gap has no address, nor has the present page."""

    text: str
    address: str | None = None
    rel: str | None = None
    current: bool = False


class Paging(NamedTuple):
    """The links in order, and whether hits are left that no page within the window reaches."""

    links: tuple[PageLink, ...]
    beyond: bool


def paging(total: int, asked: Asked, path: str = "/") -> Paging:
    """Links to the previous, the first, the neighbouring, the last and the next page, where there are several.

    An offset that is no multiple of the limit stands as a page between two.
    """
    limit = asked.limit
    reached = min(total, WINDOW)
    if not limit or (reached <= limit and not asked.offset):
        return Paging((), total > WINDOW)
    last = max(_pages(reached, limit), 1)
    present = asked.offset // limit + 1
    exact = asked.offset % limit == 0 and present <= last

    def link(number: int, text: str = "", rel: str | None = None) -> PageLink:
        current = exact and number == present and not text
        address = None if current else asked.at((number - 1) * limit).address(path)
        return PageLink(text or f"{number:,}", address, rel, current)

    before = min(present - 1 if exact else present, last)
    links = [link(before, "Previous", "prev")] if before >= 1 else []
    named = sorted({1, last, *range(max(present - _BESIDE, 1), min(present + _BESIDE, last) + 1)})
    for number, above in zip(named, (0, *named), strict=False):
        if number - above == 2:
            links.append(link(number - 1))
        elif number - above > 2:
            links.append(PageLink("…"))
        links.append(link(number))
    if present < last:
        links.append(link(present + 1, "Next", "next"))
    return Paging(tuple(links), total > WINDOW)


def _pages(hits: int, limit: int) -> int:
    """How many pages hold so many hits, none of them past the window."""
    return min(-(-hits // limit), WINDOW // limit)
