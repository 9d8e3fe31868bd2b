"""Markdown: its marks become roles, the words stay."""

from __future__ import annotations

import re
from dataclasses import replace

from carevoice_search.clean import sections
from carevoice_search.clean.pieces import Piece, as_row, assemble, fold_spaces, is_numbered, split_marker
from carevoice_search.decode import decode_text
from carevoice_search.model import CleanPage, Meta, Page

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"(?:[-*_=] ?){3,}$")
_TABLE_RULE = re.compile(r"[|:\- ]{3,}$")
_FENCE = re.compile(r"(?:```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]{0,1000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]]{0,200}\])")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<> ]{1,2000})>")
_DEFINITION = re.compile(r"\[[^\[\]]{1,200}\]:\s+\S+.*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,2000})\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_]{1,2000})(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`]{1,2000})`")
_PROPERTY = re.compile(r"([A-Za-z][\w-]{0,40}):\s*(.+)$")


def clean_markdown(page: Page) -> CleanPage:
    """A markdown page's CleanPage. Raises PageError where it holds no text of its own."""
    lines = _without_comments(decode_text(page.content, page.media_type)).split("\n")
    meta, lines = _front_matter(lines)
    pieces = sections.mark(_pieces(lines))
    titles = [p.text for p in pieces if p.role == "heading" and p.rule is None]
    stated = next((m.value for m in meta if m.name == "title"), None)
    return assemble(page, pieces, title=stated or next(iter(titles), None), meta=meta)


def _without_comments(text: str) -> str:
    kept, rest = "", text
    parts: list[str] = []
    while rest:
        kept, opened, rest = rest.partition("<!--")
        parts.append(kept)
        if opened:
            rest = rest.partition("-->")[2] if "-->" in rest else rest
    return "".join(parts)


def _front_matter(lines: list[str]) -> tuple[list[Meta], list[str]]:
    if not lines or lines[0].strip() != "---":
        return [], lines
    for end in range(1, min(len(lines), 60)):
        if lines[end].strip() in ("---", "..."):
            found = (_PROPERTY.match(line) for line in lines[1:end])
            meta = [Meta(m.group(1).lower(), fold_spaces(m.group(2)).strip("\"'")) for m in found if m]
            return meta, lines[end + 1 :]
    return [], lines


def _pieces(lines: list[str]) -> list[Piece]:
    groups: list[list[Piece]] = []
    fenced = False
    going_on = False  # whether a plain line continues the group before it
    for raw in lines:
        line = raw.strip()
        if _FENCE.match(line):
            fenced, going_on = not fenced, False
        elif fenced and line:
            groups.append([Piece("paragraph", line, (raw,))])
        elif not line or _TABLE_RULE.match(line) or _DEFINITION.match(line):
            going_on = False
        elif _RULE.match(line):
            if going_on and groups[-1][0].role == "paragraph" and line[0] in "=-":
                # A line of = or - under a paragraph makes that a heading.
                groups[-1] = [
                    replace(p, role="heading", level=1 if line[0] == "=" else 2) for p in groups[-1]
                ]
            going_on = False
        else:
            piece = _piece(raw)
            if going_on and piece.role == "paragraph":
                groups[-1].append(piece)
            else:
                groups.append([piece])
            going_on = groups[-1][0].role in ("paragraph", "bullet", "quote")
    return [_joined(group) for group in groups]


def _joined(group: list[Piece]) -> Piece:
    text = " ".join(piece.text for piece in group)
    return replace(group[0], text=text, lines=tuple(line for piece in group for line in piece.lines))


def _piece(raw: str) -> Piece:
    line = raw.strip()
    heading = _HEADING.match(line)
    if heading:
        return Piece("heading", _words(heading.group(2)), (raw,), len(heading.group(1)))
    if line.startswith(">"):
        return Piece("quote", _words(line.lstrip("> ")), (raw,))
    if line.startswith("|") or line.endswith("|"):
        return Piece("row", as_row(map(_words, line.strip("|").split("|"))), (raw,))
    depth = 1 + min((len(raw) - len(raw.lstrip())) // 2, 5)
    text, marked = split_marker(line)
    if marked and text:
        return Piece("bullet", _words(text), (raw,), depth)
    if is_numbered(line):
        return Piece("bullet", _words(line), (raw,), depth)
    return Piece("paragraph", _words(line), (raw,))


def _words(text: str) -> str:
    """`text` without the marks of links, emphasis, code and inline HTML."""
    text = _CODE.sub(r"\1", _ADDRESS.sub(r"\1", _LINK.sub(r"\1", text)))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return fold_spaces(_TAG.sub("", text))
