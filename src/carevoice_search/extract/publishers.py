"""Who published a page: what it says in metadata, in its own words or in its furniture; never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from carevoice_search.extract.citing import in_block, outside
from carevoice_search.extract.titles import meta_values, player_line
from carevoice_search.model import CleanPage, Evidence

_META = (
    "og:site_name",
    "json-ld:publisher",
    "citation_publisher",
    "dcterms.publisher",
    "dc.publisher",
    "publisher",
)

_NAME = r"(?P<name>(?:the )?[A-Z][^.:;|()©]{2,70}?)"
_COMMISSIONER = (
    r"(?P<name>Children(?:['’]s| and Young People['’]s) Commissioner"
    r"(?:(?: for)? (?:England|Wales|Scotland|Northern Ireland|Jersey))?)"
)
_IN_TEXT: tuple[tuple[str, str, Callable[[str], re.Match[str] | None]], ...] = (
    (
        "published-by",
        "",
        re.compile(
            rf"(?:Published by|Publisher|Issued by|Source)(?::| -)? {_NAME}(?:$| on |, \d|[.|(])"
        ).match,
    ),
    (
        "own-commissioner",
        "Commissioner",
        re.compile(rf"\b[Aa]s (?:the |your )?{_COMMISSIONER},? (?:I\b|my\b|the heart of my)").search,
    ),
    (
        "commissioner-author",
        "Commissioner",
        re.compile(rf"\b(?:from|by) the {_COMMISSIONER} (?:to|on|for children)\b").search,
    ),
    (
        "inspectorate",
        "Ofsted",
        re.compile(r"(?P<name>Ofsted) (?:produces|publishes|has published) this (?:report|letter)").match,
    ),
    ("inspectorate", "Ofsted", re.compile(r"Children['’]s Services and Skills \((?P<name>Ofsted)\)").search),
    (
        "inspectorate",
        "ofsted",
        re.compile(r"(?:www\.(?:gov\.uk/|reports\.)?(?P<name>ofsted)\b|@(?P<mail>ofsted)\.gov\.uk)").search,
    ),
    (
        "welcome",
        "",
        re.compile(r"Thank you for visiting (?P<name>[A-Z][^.:;|]{2,60}?)(?: and our|[.!]| website|$)").match,
    ),
    (
        "subscription",
        "eceive The ",
        re.compile(r"\b[Rr]eceive (?P<name>The [A-Z][\w&' ]{1,40}?) magazine\b").search,
    ),
    (
        "copyright-line",
        "",
        re.compile(
            r"(?:©|Copyright(?: ©)?|\(c\)) ?(?:\d{4}(?:[-–]\d{2,4})?,? )?(?P<name>[A-Z][^.:;|"
            r"()©]{2,60}?)(?: \d{4})?(?:$|[.|,(])"
        ).match,
    ),
)
"""The rule, what must stand in a line for it, and what finds it."""

_NOT_A_PUBLISHER = re.compile(
    r"\b(?:crown|all rights|copyright|rights reserved|getty|shutterstock|alamy|adobe|image|"
    r"photo|parliamentary|you)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:council|borough|trust|voice|commissioner|ofsted|university|network|association|society|foundation|alliance|"
    r"centre|institute|charity|news|gov\.uk|times|star|post|echo|gazette|chronicle|herald|mail|magazine)\b",
    re.IGNORECASE,
)
_KNOWN_SPELLING = {"ofsted": "Ofsted"}


def find_publisher(clean: CleanPage) -> Evidence | None:
    """The publisher that the page names, or None."""
    return _from_metadata(clean) or _from_player(clean) or _from_words(clean) or _from_title_suffix(clean)


def _from_metadata(clean: CleanPage) -> Evidence | None:
    for name, value in meta_values(clean, *_META):
        if len(value) <= 100 and "://" not in value:
            rule = name.lower().replace(":", "-").replace(".", "-")
            return outside(clean, "publisher", _spelling(value), rule, "metadata", value)
    return None


def _from_words(clean: CleanPage) -> Evidence | None:
    for rule, needed, find in _IN_TEXT:
        for block in clean.blocks:
            match = find(block.text) if needed in block.text else None
            if match and (name := _accepted(match)):
                return in_block(clean, block, "publisher", name, rule, match.span())
        for line in clean.furniture:
            match = find(line) if needed in line else None
            if match and (name := _accepted(match)):
                return outside(clean, "publisher", name, rule, "furniture", line)
    return None


def _accepted(match: re.Match[str]) -> str | None:
    name = next((value for value in match.groupdict().values() if value), "").strip(" ,-–")
    if not name or _NOT_A_PUBLISHER.search(name) or len(name.split()) > 10:
        return None
    return _spelling(name)


def _from_player(clean: CleanPage) -> Evidence | None:
    for line in _player_lines(clean):
        found = player_line(line)
        if found:
            for block in clean.blocks:
                if block.text == line:
                    return in_block(
                        clean, block, "publisher", _spelling(found[0]), "player-line", (0, len(line))
                    )
            return outside(clean, "publisher", _spelling(found[0]), "player-line", "furniture", line)
    return None


def _player_lines(clean: CleanPage) -> Iterator[str]:
    yield from clean.furniture
    yield from (block.text for block in clean.blocks)


def _from_title_suffix(clean: CleanPage) -> Evidence | None:
    """The last part of a <title> after the page's own heading, where its words say that it is an organisation's.

    A suffix without such words may as well be a section of the site.
    """
    headings = {block.text.casefold() for block in clean.blocks[:4]}
    headings |= {value.casefold() for _, value in meta_values(clean, "h1", "og:title")}
    for _, value in meta_values(clean, "title"):
        for bar in (" | ", " - ", " – ", " — ", " :: "):
            head, found, tail = value.rpartition(bar)
            own = found and head.split(bar)[0].strip().casefold() in headings
            if own and len(tail) <= 60 and _ORGANISATION.search(tail):
                return outside(clean, "publisher", _spelling(tail), "title-suffix", "metadata", value)
    return None


def _spelling(name: str) -> str:
    """One spelling for one publisher: straight apostrophes, single spaces, no article in lower case."""
    plain = " ".join(name.replace("’", "'").split()).removeprefix("the ")
    return _KNOWN_SPELLING.get(plain, plain)
