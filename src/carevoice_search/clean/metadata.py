"""What an HTML page states about itself in its markup: title, dates, publisher, author."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from carevoice_search.clean.elements import Element, Markup
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
_ASIDE = frozenset(("nav", "aside", "footer", "li"))
_SUFFIXES = (" | ", " - ", " – ", " — ", " :: ", " · ", " » ")


def read_meta(markup: Markup) -> tuple[Meta, ...]:
    """The page's own statements, best first under each name."""
    found = [*_head(markup), *_json_ld(markup), *_marked(markup)]
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


def _head(markup: Markup) -> Iterator[Meta]:
    for title in markup.named("title")[:1]:
        yield Meta("title", "".join(markup.texts(title)))
    for tag in markup.named("meta"):
        stated = tag.attributes
        name = (stated.get("property") or stated.get("name") or "").strip().lower()
        if name and (name.startswith(_NAMED) or name in _EXACT):
            yield Meta(name, stated.get("content", ""))
        elif stated.get("itemprop") in ("datePublished", "headline", "author"):
            yield Meta(f"itemprop:{stated['itemprop']}", stated.get("content", ""))
    links = (link.attributes for link in markup.named("link"))
    canonical = next((stated for stated in links if "canonical" in stated.get("rel", "").split()), None)
    if canonical is not None:
        yield Meta("canonical", canonical.get("href", ""))


def _marked(markup: Markup) -> Iterator[Meta]:
    heading = _first_heading(markup)
    if heading is not None:
        yield Meta("h1", " ".join(markup.texts(heading)))
    times = (tag for tag in markup.named("time") if tag.attributes.get("datetime") and not _aside(tag))
    for tag in islice(times, 3):
        yield Meta("time", tag.attributes["datetime"])


def _first_heading(markup: Markup) -> Element | None:
    headings = [tag for tag in markup.named("h1")[:20] if any(map(str.strip, markup.texts(tag)))]
    inside = [tag for tag in headings if tag.in_story]
    return next(iter(inside or headings), None)


def _aside(tag: Element) -> bool:
    # Times in a list are those of teasers.
    around = tag.parent
    while around is not None and around.name not in _ASIDE:
        around = around.parent
    return around is not None


def _json_ld(markup: Markup) -> Iterator[Meta]:
    for script in markup.named("script"):
        if script.attributes.get("type") != "application/ld+json":
            continue
        source = "".join(one for one in markup.run[script.first + 1 : script.last] if isinstance(one, str))
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
