"""Markup to pieces: one builder for what a page holds and for what the finder of its body makes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal

from carevoice_search.clean.elements import Element, Markup
from carevoice_search.clean.pieces import Piece, as_row, fold_spaces, split_marker
from carevoice_search.decode import scrub
from carevoice_search.model import Role

Event = tuple[Literal["start", "end", "text"], str, int]
"""What a walk meets: its kind, a tag's name or a text, and its place in the run of the markup."""

_INLINE_TAGS = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ref rp rt ruby s
    samp small span strike strong sub sup time tt u var wbr hi button input"""
_INLINE = frozenset(_INLINE_TAGS.split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "head": 2}
_BULLETS = frozenset(("li", "item", "dd", "dt"))
_QUOTES = frozenset(("blockquote", "quote"))
_CELLS = frozenset(("td", "th", "cell"))
_ROWS = frozenset(("tr", "row"))
_LISTS = frozenset(("ul", "ol", "list", "dl"))
_LONGEST_ROW = 2000
_IN_CELL = _LISTS | _QUOTES | frozenset(("table", "h1", "h2", "h3", "h4", "article", "section", "blockquote"))


class PieceBuilder:
    """Collects the text of markup events into pieces: a block tag ends a piece, an inline tag does not."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.places: list[tuple[int, int]] = []
        self._at = self._place = self._ended = 0
        self._words: list[str] = []
        self._open: list[str] = []
        self._cells: list[str] | None = None
        self._lists = 0
        self._roles: list[tuple[str, Role, int]] = []

    def feed(self, events: Iterator[Event]) -> list[Piece]:
        for event, value, place in events:
            self._at = place
            if event == "text":
                if self._words or not value.isspace():
                    if not self._words and self._cells is None:
                        self._place = place
                    self._ended = place
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
            self._place = self._at
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
            self.places.append((self._place, self._ended))

    def _flush(self) -> None:
        if not self._words:
            return
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
        self.places.append((self._place, self._ended))


def page_events(
    markup: Markup, root: Element | None = None, without: Collection[Element] = ()
) -> Iterator[Event]:
    """The events of a page, or of an element in it, in document order: what a reader sees, `without` some elements."""
    run = markup.run
    place, end = (0, len(run)) if root is None else (root.first, root.last + 1)
    rows: list[Element] = []
    while place < end:
        one = run[place]
        if isinstance(one, str):
            yield "text", one, place
        elif place == one.last:
            if one.name in _INLINE:
                pass
            elif rows and rows[-1] is one:
                rows.pop()
                yield "end", "row!", place
            else:
                yield "end", one.name, place
        elif one.is_unseen or one in without:
            place = one.last
        elif one.name in _INLINE:
            pass
        elif one.name == "tr" and _is_data_row(markup, one, without):
            rows.append(one)
            yield "start", "row!", place
        else:
            yield "start", one.name, place
        place += 1


def _is_data_row(markup: Markup, row: Element, without: Collection[Element]) -> bool:
    """A row of cells with words, as against a row that only lays out a page."""
    cells = seen = 0
    place = row.first + 1
    while place < row.last:
        one = markup.run[place]
        if isinstance(one, str):
            seen += 1
        elif one in without:
            place = one.last
        elif place == one.first:
            seen += 1
            cells += one.name in _CELLS
            if one.name in _IN_CELL:
                return False
        if seen > _LONGEST_ROW:
            return False
        place += 1
    return cells > 1


def tree_events(root: Any) -> Iterator[Event]:
    """The events of trafilatura's lxml tree, whose tags are p, head, list, item,
    table, row, cell, quote, lb, hi."""
    from lxml import etree

    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            if event == "end" and node.tail:
                yield "text", node.tail, 0
            continue
        tag = _tree_tag(node)
        if event == "start":
            yield "start", tag, 0
            if node.text:
                yield "text", node.text, 0
        else:
            yield "end", tag, 0
            if node.tail and node is not root:
                yield "text", node.tail, 0


def _tree_tag(node: Any) -> str:
    if node.tag == "head":
        rend = node.get("rend") or ""
        return f"head{rend[1]}" if len(rend) == 2 and rend[1].isdigit() else "head"
    if node.tag == "row":
        return "row!" if len(node) > 1 else "row"
    return str(node.tag)
