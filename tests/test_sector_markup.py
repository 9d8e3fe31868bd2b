"""Pages as councils and charities build them: own lines stay, whatever holds them, and the site's parts go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from carevoice_search.model import Page
from carevoice_search.reading import read_page

TITLE = "What councils in the north have tried this year"
LEAD = "We asked every council for one thing that it had changed because a child in care had asked for it."
AFTER = "Each of these was thought of by young people, and all of them are still running two years on."
PRACTICES = (
    "Blue doors: rooms where brothers and sisters can meet (May 2021) Leeds",
    "Lunch with the director on the last Friday (April 2021) Wigan",
    "A bicycle and a helmet for each foster home (March 2021) Rotherham",
    "Swimming cards that do not say why they are free (Feb 2021) Kirklees",
    "Letters home written with the child (January 2021) Calderdale",
)
MENU = ("Bins and recycling", "Council tax and benefits", "Schools and learning", "Planning and building")
NEWS = ("Road works on the ring road", "Winter fuel help for households", "Staff awards: all the winners")
FOOT = ("Accessibility statement", "Privacy and cookies", "Terms of this website", "Freedom of information")
COOKIES = "We use cookies to make this website work and to understand how you use it."


def items(words: tuple[str, ...], row: str = "li") -> str:
    return "".join(f"<{row}><a href='/{n}'>{one}</a></{row}>\n" for n, one in enumerate(words))


LISTS: dict[str, Callable[[], str]] = {
    "bullets": lambda: "<ul>" + "".join(f"<li>{one}</li>" for one in PRACTICES) + "</ul>",
    "paragraphs": lambda: "".join(f"<p>{one}</p>" for one in PRACTICES),
    "links": lambda: f"<ul class='item-list'>{items(PRACTICES)}</ul>",
    "cards": lambda: (
        "<div class='view-content'>"
        + "".join(
            f"<div class='views-row'><a href='/{n}'><h3>{one}</h3></a></div>\n"
            for n, one in enumerate(PRACTICES)
        )
        + "</div>"
    ),
    "rows": lambda: "<table>" + "".join(f"<tr><td>{one}</td></tr>" for one in PRACTICES) + "</table>",
    "accordion": lambda: (
        "<div class='x1'><h3><button aria-expanded='false'>Show all</button></h3><div class='x2' hidden><ul>"
        + "".join(f"<li>{one}</li>" for one in PRACTICES)
        + "</ul></div></div>"
    ),
    "breaks": lambda: "<p>" + "<br>\n".join(f"• {one}" for one in PRACTICES) + "</p>",
}


def blog(body: str) -> str:
    return (
        "<html><head><meta property='og:type' content='article'></head><body><header class='site-header'>"
        f"<nav><ul>{items(MENU)}</ul></nav></header><main><article class='post'><div class='entry-content'>{body}"
        f"</div></article></main><aside class='widget-area'><h2>Recent posts</h2><ul>{items(NEWS)}</ul></aside>"
        f"<footer class='site-footer'><ul>{items(FOOT)}</ul></footer></body></html>"
    )


def hub(body: str) -> str:
    return (
        f"<html><body><header role='banner'><nav class='menu--main'><ul>{items(MENU)}</ul></nav></header>"
        f"<main role='main'><div class='region-content'><div class='view'>{body}</div></div>"
        "<aside><div class='block'><h2>Latest news</h2><div class='view-content'>"
        + "".join(f"<div class='views-row'><a href='/{n}'>{one}</a></div>" for n, one in enumerate(NEWS))
        + f"</div></div></aside></main><footer role='contentinfo'><ul>{items(FOOT)}</ul></footer></body></html>"
    )


def guidance(body: str) -> str:
    return (
        f"<html><body><div class='cookie-banner' role='region'><p>{COOKIES}</p><button>Accept all</button></div>"
        f"<header role='banner'><nav><ul>{items(MENU)}</ul></nav></header><main role='main'><div class='row'>"
        f"<div class='two-thirds'>{body}</div><div class='one-third'><aside><h2>Related content</h2><nav><ul>"
        f"{items(NEWS)}</ul></nav></aside></div></div></main><div class='feedback'><h3>Is this page useful?</h3>"
        f"<button>Yes</button></div><footer role='contentinfo'><ul>{items(FOOT)}</ul></footer></body></html>"
    )


def council(body: str) -> str:
    return (
        f"<html><body><div id='cookieBanner' class='cookie-bar'><p>{COOKIES}</p></div><div class='header'><ul>"
        + items(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        + "</ul></div><div class='container'><div class='left-menu'><h2>In this section</h2><ul class='side-nav'>"
        f"{items(MENU)}</ul></div><div class='content'>{body}</div><div class='right-col'><h3>Latest news</h3><ul>"
        f"{items(NEWS)}</ul></div></div><div class='footer'><ul>{items(FOOT)}</ul></div></body></html>"
    )


def page_of(template: Callable[[str], str], kind: str) -> Page:
    body = f"<h1>{TITLE}</h1><p>{LEAD}</p>{LISTS[kind]()}<p>{AFTER}</p>"
    return Page("page.html", None, template(body).encode(), "text/html")


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("template", [blog, hub, guidance, council])
def test_a_list_of_practices_is_read_whole_and_the_site_around_it_is_not(
    template: Callable[[str], str], kind: str
) -> None:
    reading = read_page(page_of(template, kind))
    assert reading.title == TITLE
    assert [one for one in (LEAD, *PRACTICES, AFTER) if one not in reading.text] == []
    assert len(reading.practices) == len(PRACTICES)
    assert [one for one in (*MENU, *NEWS, *FOOT, COOKIES) if one in reading.text] == []
