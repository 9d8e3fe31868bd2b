"""What an HTML page states about itself in its markup: title, dates, publisher, author."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from carevoice_search.clean.pieces import fold_spaces
from carevoice_search.decode import scrub
from carevoice_search.model import Meta

_LONGEST = 1000
_JSON_LIMIT = 500_000
_NAMED = ("og:", "article:", "dc.", "dcterms.", "dc:", "citation_", "twitter:title", "parsely-")
_EXACT = frozenset(
    (
        "description",
        "author",
        "date",
        "publish-date",
        "pubdate",
        "publication_date",
        "last-modified",
        "keywords",
    )
)
_JSON_TEXTS = ("headline", "datePublished", "dateModified")
_JSON_NAMES = ("publisher", "author")
_STORIES = ("Article", "Posting", "WebPage", "Report", "Event", "CreativeWork", "Newsletter", "Speech")
_ASIDE = frozenset(("nav", "aside", "footer"))
_SUFFIXES = (" | ", " - ", " – ", " — ", " :: ", " · ", " » ")


def read_meta(soup: BeautifulSoup) -> tuple[Meta, ...]:
    """The page's own statements, best first under each name."""
    found = [*_head(soup), *_json_ld(soup), *_marked(soup)]
    return tuple(
        dict.fromkeys(Meta(m.name, v) for m in found if (v := fold_spaces(scrub(m.value))[:_LONGEST]))
    )


def best_title(meta: tuple[Meta, ...]) -> str | None:
    """The page's title: its heading, else what it tells others, without the site's name."""
    values = {m.name: m.value for m in reversed(meta)}
    site = values.get("og:site_name", "").casefold()
    for name in ("h1", "og:title", "json-ld:headline", "title"):
        title = _without_site(values.get(name, ""), site)
        if title and title.casefold() != site:
            return title
    return None


def _without_site(title: str, site: str) -> str:
    for separator in _SUFFIXES:
        head, found, tail = title.rpartition(separator)
        if found and site and tail.casefold() == site:
            return head.strip()
    return title


def _head(soup: BeautifulSoup) -> Iterator[Meta]:
    if soup.title is not None:
        yield Meta("title", soup.title.get_text())
    for tag in soup.find_all("meta"):
        name = str(tag.get("property") or tag.get("name") or "").strip().lower()
        if name and (name.startswith(_NAMED) or name in _EXACT):
            yield Meta(name, str(tag.get("content") or ""))
        elif tag.get("itemprop") in ("datePublished", "headline", "author"):
            yield Meta(f"itemprop:{tag.get('itemprop')}", str(tag.get("content") or ""))
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag):
        yield Meta("canonical", str(canonical.get("href") or ""))


def _marked(soup: BeautifulSoup) -> Iterator[Meta]:
    heading = _first_heading(soup)
    if heading is not None:
        yield Meta("h1", heading.get_text(" "))
    times = (tag for tag in soup.find_all("time") if tag.get("datetime") and not _aside(tag))
    for tag, _ in zip(times, range(3), strict=False):
        yield Meta("time", str(tag.get("datetime")))


def _first_heading(soup: BeautifulSoup) -> Tag | None:
    headings = [tag for tag in soup.find_all("h1", limit=20) if tag.get_text(strip=True)]
    inside = [tag for tag in headings if tag.find_parent(("main", "article")) is not None]
    return next(iter(inside or headings), None)


def _aside(tag: Tag) -> bool:
    # Times in a list are those of teasers.
    return any(parent.name in _ASIDE or parent.name == "li" for parent in tag.parents)


def _json_ld(soup: BeautifulSoup) -> Iterator[Meta]:
    for script in soup.find_all("script", type="application/ld+json"):
        source = script.string or ""
        if len(source) > _JSON_LIMIT:
            continue
        try:
            parsed = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _statements(parsed)


def _statements(parsed: Any) -> Iterator[Meta]:
    nodes = parsed if isinstance(parsed, list) else [parsed]
    if isinstance(parsed, dict) and isinstance(parsed.get("@graph"), list):
        nodes = parsed["@graph"]
    nodes = [node for node in nodes if isinstance(node, dict)]
    named = {str(n["@id"]): n["name"] for n in nodes if "@id" in n and isinstance(n.get("name"), str)}
    stories = [node for node in nodes if str(node.get("@type")).strip("[]'").endswith(_STORIES)]
    # A WebPage only frames the article that it shows.
    for node in sorted(stories, key=lambda node: "WebPage" in str(node.get("@type"))):
        for key in _JSON_TEXTS:
            if isinstance(node.get(key), str):
                yield Meta(f"json-ld:{key}", node[key])
        for key in _JSON_NAMES:
            name = _name(node.get(key), named)
            if name:
                yield Meta(f"json-ld:{key}", name)


def _name(value: Any, named: dict[str, str]) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or named.get(str(value.get("@id")))
    return value if isinstance(value, str) else None
