"""HTML pages: trafilatura finds the body, lxml the structure around it, our own rules the furniture within it."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from carevoice_search.clean import sections
from carevoice_search.clean.choice import choose
from carevoice_search.clean.elements import UNSEEN, Element, Markup, parse
from carevoice_search.clean.markup import PieceBuilder, page_events, tree_events
from carevoice_search.clean.metadata import best_title, read_meta
from carevoice_search.clean.pagekind import page_kind
from carevoice_search.clean.pieces import Piece, assemble, fold_spaces
from carevoice_search.decode import decode_text, scrub
from carevoice_search.errors import PageError
from carevoice_search.model import CleanPage, Meta, Page

_SHORT = 250
_WEIGHED = 500
_LONG_KEY = 20
_SHORT_PAGE = 1_200
_LONGEST_HEADING = 300
_ASIDE = frozenset(("nav", "header", "footer", "aside", "form", "dialog", "menu"))
_ASIDE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "menu")
)
_COMPARED = 4000
_DEEPEST = 1000
_LETTERS = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ENDLESS = """
    area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot
    option optgroup colgroup rp rt html head body path circle rect line polygon polyline use stop g"""
_SHALLOW = frozenset(_ENDLESS.split())
_MAY_HIDE = "//*[@hidden or @style]"
_SMALL = str.maketrans("DISPLAYNOE", "displaynoe", " ")


def clean_html(page: Page) -> CleanPage:
    """An HTML page's CleanPage. Raises PageError where it holds no text of its own."""
    source = decode_text(page.content, page.media_type)
    if "<" not in source:
        raise PageError("not HTML: it holds no tag")
    notes: list[str] = []
    meta: tuple[Meta, ...] = ()
    chosen: tuple[list[Piece], list[Piece]] | None = None
    try:
        if source.count("<") - source.count("</") > _DEEPEST and _depth(source) > _DEEPEST:
            raise RecursionError
        markup = parse(source)
        meta = read_meta(markup)
        builder = PieceBuilder()
        everything = builder.feed(page_events(markup))
        found = trafilatura_pieces(source)
        chosen = _chosen(source, markup, builder, found)
        own = _body(markup, found, notes) if chosen is None else chosen[0]
    except RecursionError:
        notes.append("read without its structure: its tags nest too deep")
        own = everything = _words_only(source)
    except (ValueError, AssertionError, AttributeError, TypeError, LookupError) as error:
        # The parsers of hostile markup fail in ways of their own; the words are still there.
        notes.append(f"read without its structure: {type(error).__name__} in the parser")
        own = everything = _words_only(source)
    own = sections.mark(_with_heading(own, everything, meta))
    around = _around(everything, own) if chosen is None else chosen[1]
    return assemble(page, [*own, *around], title=best_title(meta), meta=meta, warnings=notes)


def _chosen(
    source: str, markup: Markup, builder: PieceBuilder, found: Sequence[Piece]
) -> tuple[list[Piece], list[Piece]] | None:
    """The page's own pieces and the others; None for a short page, and where too little would be left."""
    pieces = builder.pieces
    if _size(pieces) < _WEIGHED:
        return None
    kept = finder_kept(pieces, found)
    mine = choose(markup, pieces, builder.places, kept, page_kind(source))
    own = [piece for piece, taken in zip(pieces, mine, strict=True) if taken]
    if _size(own) < _SHORT:
        return None
    around = zip(pieces, mine, strict=True)
    return own, [piece.taken("outside the main text") for piece, taken in around if not taken]


def finder_kept(pieces: Sequence[Piece], found: Sequence[Piece]) -> list[bool]:
    """For each piece of a page whether the finder of articles, which makes pieces of its own, kept its words."""
    keys = [_key(piece.text) for piece in pieces]
    parts = [_key(piece.text) for piece in found]
    known, whole = set(parts), "".join(parts)
    compared = len(pieces) <= _COMPARED
    return [key in known or (compared and len(key) >= _LONG_KEY and key in whole) for key in keys]


def _with_heading(own: list[Piece], everything: Sequence[Piece], meta: Sequence[Meta]) -> list[Piece]:
    """The body with the page's <h1> on top, where the finder of the body has dropped it."""
    stated = next((fact.value for fact in meta if fact.name == "h1"), "")
    names = {_key(fact.value) for fact in meta if fact.name in ("og:site_name", "json-ld:publisher")}
    key = _key(stated)
    if not own or not key or len(stated) > _LONGEST_HEADING or key in names:
        return own
    if any(_key(piece.text) == key or (piece.role == "heading" and piece.level == 1) for piece in own):
        return own
    heading = next(
        (p for p in everything if p.role == "heading" and p.level == 1 and _key(p.text) == key), None
    )
    return [heading, *own] if heading is not None else own


def _depth(source: str) -> int:
    """How deep the tags nest that need an end tag; trees deeper than any real page's cost quadratic time."""
    depth = deepest = 0
    for closing, name in _TAG.findall(source):
        if name.lower() not in _SHALLOW:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _body(markup: Markup, found: list[Piece], notes: list[str]) -> list[Piece]:
    """The main text: what trafilatura found, or the page's own <main> where that is too little of it."""
    size = _size(found)
    main = _main(markup)
    marked = _without_asides(markup, main or next(iter(markup.named("body")), None))
    if main is not None:
        enough = size >= _SHORT and size * 4 >= _size(marked)
    else:
        # A short page is read whole where the finder of articles lost a part of it, or ran its blocks together.
        # Of a long one, what stands outside the article is mostly furniture.
        own = [piece for piece in sections.mark(marked) if piece.rule is None]
        lost = size * 10 < _size(own) * 9 or len(found) * 3 < len(own) or _ran_on(own, found)
        enough = not (lost and _size(own) <= _SHORT_PAGE) and (size >= _SHORT or size * 4 >= _size(marked))
    if not marked or enough:
        return found
    notes.append(f"main text read from the page's <{main.name if main else 'body'}>")
    return marked


def _ran_on(own: Sequence[Piece], found: Sequence[Piece]) -> bool:
    """Whether a heading and what stands below it are one piece in `found`: no sentence begins with its heading."""
    whole = [_key(piece.text) for piece in found]
    return any(
        heading.role == "heading"
        and _key(heading.text) != ""
        and any(_key(heading.text) + _key(below.text) in one for one in whole)
        for heading, below in pairwise(own)
    )


def trafilatura_pieces(source: str) -> list[Piece]:
    """What trafilatura finds a page's body to be; nothing where it fails on the page."""
    import trafilatura

    options = _options()
    try:
        tree = trafilatura.load_html(source)
        if tree is None:
            return []
        _drop_hidden(tree)
        document: Any = trafilatura.bare_extraction(tree, options=options)
        body = getattr(document, "body", None)
        return PieceBuilder().feed(tree_events(body)) if body is not None else []
    except MemoryError:
        raise
    except Exception:  # a library's own failure on one page; the bs4 way remains
        return []


@cache
def _options() -> Any:
    """What trafilatura is asked for; its messages on pages are nobody's."""
    from trafilatura.settings import Extractor

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return Extractor(output_format="python", comments=False, tables=True)


def _drop_hidden(tree: Any) -> None:
    """Hidden elements out of an lxml tree; a page that hides its whole body until a script runs keeps it."""
    hidden = [node for node in tree.xpath(_MAY_HIDE) if _hides(node)]
    whole = len(tree.text_content()) if hidden else 0
    for node in hidden:
        if node.getparent() is not None and len(node.text_content()) * 2 < whole:
            node.drop_tree()


def _hides(node: Any) -> bool:
    if node.get("hidden", "until-found") != "until-found":
        return True
    style = node.get("style", "")
    return "display:none" in style.translate(_SMALL) or "visibility:hidden" in style.replace(" ", "")


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _main(markup: Markup) -> Element | None:
    in_role = [tag for tag in markup.elements if tag.attributes.get("role") == "main"]
    for found in (markup.named("main"), in_role, markup.named("article")):
        tags = [tag for tag in found if not tag.is_hidden][:50]
        if tags:
            return max(tags, key=markup.size) if len(tags) > 1 else tags[0]
    return None


def _without_asides(markup: Markup, root: Element | None) -> list[Piece]:
    """The pieces of a page, or of `root` in it, without navigation and other asides; `root` itself stays whole."""
    asides = frozenset(
        tag
        for tag in markup.elements
        if tag is not root
        and (
            (tag.name in _ASIDE and not (tag.name == "header" and tag.in_story))
            or tag.attributes.get("role") in _ASIDE_ROLES
        )
    )
    return PieceBuilder().feed(page_events(markup, root, asides))


def _around(everything: Sequence[Piece], own: Sequence[Piece]) -> list[Piece]:
    """The page's lines that are not in its own text, as furniture."""
    keys = [_key(piece.text) for piece in own]
    known, texts = set(keys), {piece.text for piece in own}
    others = [(_key(piece.text), piece) for piece in everything if piece.text not in texts]
    left = [(key, piece) for key, piece in others if key and key not in known]
    if len(left) <= _COMPARED:
        whole = "".join(keys)
        left = [(key, piece) for key, piece in left if key not in whole]
    return [piece.taken("outside the main text") for _, piece in left]


def _key(text: str) -> str:
    return "".join(_LETTERS.findall(text)).casefold()


class _Words(HTMLParser):
    """The text of markup as a stream, for trees that no parser builds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._unseen and tag in UNSEEN and tag != "head":
            self._unseen = tag
        self.parts.append("\n" if tag in ("p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "td") else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def _words_only(source: str) -> list[Piece]:
    words = _Words()
    try:
        words.feed(source)
    except (AssertionError, ValueError) as error:
        raise PageError(f"markup that cannot be read: {error}") from error
    lines = map(fold_spaces, scrub("".join(words.parts)).split("\n"))
    return [Piece("paragraph", line, (line,)) for line in lines if line]
