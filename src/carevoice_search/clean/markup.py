"""Markup to pieces: one builder for the trees of bs4 and lxml, without recursion, "
"for trees nest as deep as they like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from carevoice_search.clean.pieces import Piece, as_row, fold_spaces, split_marker
from carevoice_search.decode import scrub
from carevoice_search.model import Role

Event = tuple[Literal["start", "end", "text"], str]

_UNSEEN = (
    "script style template noscript head svg math iframe object embed canvas video audio map datalist select"
)
_INLINE_TAGS = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ref rp rt ruby s
    samp small span strike strong sub sup time tt u var wbr hi button input"""
UNSEEN = frozenset(_UNSEEN.split())
_INLINE = frozenset(_INLINE_TAGS.split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "head": 2}
_BULLETS = frozenset(("li", "item", "dd", "dt"))
_QUOTES = frozenset(("blockquote", "quote"))
_CELLS = frozenset(("td", "th", "cell"))
_ROWS = frozenset(("tr", "row"))
_LISTS = frozenset(("ul", "ol", "list", "dl"))
_IN_CELL = _LISTS | _QUOTES | frozenset(("table", "h1", "h2", "h3", "h4", "article", "section", "blockquote"))


class PieceBuilder:
    """Collects the text of markup events into pieces: a block tag ends a piece, an inline tag does not."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._cells: list[str] | None = None
        self._lists = 0
        self._roles: list[tuple[str, Role, int]] = []

    def feed(self, events: Iterator[Event]) -> list[Piece]:
        for event, value in events:
            if event == "text":
                self._words.append(value)
            elif event == "start":
                self._start(value)
            else:
                self._end(value)
        self._flush()
        return self.pieces

    def _start(self, tag: str) -> None:
        if tag in _INLINE:
            return
        if self._cells is not None and tag not in _CELLS:
            self._words.append(" ")
            return
        self._flush()
        if tag in _LISTS:
            self._lists += 1
        elif tag == "row!":
            self._cells = []
        elif tag in _HEADINGS or (tag.startswith("head") and tag[4:].isdigit()):
            self._roles.append((tag, "heading", _HEADINGS.get(tag) or int(tag[4:])))
        elif tag in _BULLETS:
            self._roles.append((tag, "bullet", max(1, self._lists)))
        elif tag in _QUOTES:
            self._roles.append((tag, "quote", 0))

    def _end(self, tag: str) -> None:
        if tag in _INLINE:
            return
        if self._cells is not None:
            if tag in _CELLS:
                self._cells.append("".join(self._words))
                self._words.clear()
            elif tag == "row!":
                self._row(self._cells)
            else:
                self._words.append(" ")
            return
        self._flush()
        if tag in _LISTS:
            self._lists = max(0, self._lists - 1)
        elif self._roles and self._roles[-1][0] == tag:
            self._roles.pop()

    def _row(self, cells: list[str]) -> None:
        self._cells = None
        stray = fold_spaces("".join(self._words))
        self._words.clear()
        text = fold_spaces(scrub(as_row([*cells, stray] if stray else cells)))
        if text:
            self.pieces.append(Piece("row", text, (text,)))

    def _flush(self) -> None:
        text = fold_spaces(scrub("".join(self._words)))
        self._words.clear()
        if not text:
            return
        _, role, level = self._roles[-1] if self._roles else ("", "paragraph", 0)
        if role in ("paragraph", "bullet"):
            rest, marked = split_marker(text)
            if marked and rest:
                text, role, level = rest, "bullet", level or 1
        self.pieces.append(Piece(role, text, (text,), level))


def soup_events(root: Tag) -> Iterator[Event]:
    """The events of a bs4 tree in document order, without what a reader does not see."""
    stack: list[tuple[Any, str | None]] = [(root, None)]
    while stack:
        node, closing = stack.pop()
        if closing is not None:
            yield "end", closing
        elif isinstance(node, Tag):
            if node.name in UNSEEN or is_hidden(node):
                continue
            name = "row!" if node.name == "tr" and _is_data_row(node) else node.name
            yield "start", name
            stack.append((node, name))
            stack.extend((child, None) for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield "text", str(node)


def is_hidden(tag: Tag) -> bool:
    """Whether a tag is hidden by its own attributes."""
    if not tag.attrs or tag.name in ("html", "body"):
        return False
    if "hidden" in tag.attrs and tag.get("hidden") != "until-found":
        return True
    if tag.name == "input" or tag.get("type") == "hidden":
        return True
    style = str(tag.get("style") or "").replace(" ", "").lower()[:1000]
    return "display:none" in style or "visibility:hidden" in style


def _is_data_row(row: Tag) -> bool:
    """A row of cells with words, as against a row that only lays out a page."""
    cells = seen = 0
    stack: list[Any] = [row]
    while stack:
        node = stack.pop()
        seen += 1
        if not isinstance(node, Tag):
            continue
        if node.name in _IN_CELL or seen > 2000:
            return False
        cells += node.name in _CELLS
        stack.extend(node.contents)
    return cells > 1


def tree_events(root: Any) -> Iterator[Event]:
    """The events of trafilatura's lxml tree, whose tags are p, head, list, item,
    table, row, cell, quote, lb, hi."""
    from lxml import etree

    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            if event == "end" and node.tail:
                yield "text", node.tail
            continue
        tag = _tree_tag(node)
        if event == "start":
            yield "start", tag
            if node.text:
                yield "text", node.text
        else:
            yield "end", tag
            if node.tail and node is not root:
                yield "text", node.tail


def _tree_tag(node: Any) -> str:
    if node.tag == "head":
        rend = node.get("rend") or ""
        return f"head{rend[1]}" if len(rend) == 2 and rend[1].isdigit() else "head"
    if node.tag == "row":
        return "row!" if len(node) > 1 else "row"
    return str(node.tag)
