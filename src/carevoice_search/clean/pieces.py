"""The pieces of a page before its text is laid out, and their assembly into a CleanPage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from carevoice_search.errors import PageError
from carevoice_search.model import Block, CleanPage, Meta, Page, Role

_MARKER = re.compile(r"[•◼■▪●○‣◦⁃∙·➢➤✓\uf000-\uf0ff]\s*|[-–—*+o]\s+(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\(?[a-z]\)|\([ivx]{1,5}\))\s+(?=\S)")
_QUOTED = re.compile(r"[\"“‘][^\"“”]{20,}[\"”’]\.?")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, paragraph, bullet, row or quote of a page, with the `lines` that it was made of.

    `apart` says that white space stands above it, `rule` which furniture rule took it out of the text.
    """

    role: Role
    text: str
    lines: tuple[str, ...]
    level: int = 0
    apart: bool = False
    rule: str | None = None

    def taken(self, rule: str) -> Piece:
        """The piece as furniture by `rule`."""
        return Piece(self.role, self.text, self.lines, self.level, self.apart, rule)


def take(pieces: list[Piece], index: int, rule: str) -> None:
    """Call a piece furniture by `rule`, unless another rule has it already."""
    if pieces[index].rule is None:
        pieces[index] = pieces[index].taken(rule)


def fold_spaces(text: str) -> str:
    """`text` on one line, single-spaced."""
    return " ".join(text.split())


def split_marker(line: str) -> tuple[str, bool]:
    """A line without its bullet, and whether it had one. A lone bullet gives an empty text."""
    line = line.strip()
    match = _MARKER.match(line)
    if match:
        rest = line[match.end() :]
        # Bullets nest: "• - text" from a browser's own list style.
        again = _MARKER.match(rest)
        return (rest[again.end() :] if again else rest).strip(), True
    return ("", True) if line in ("-", "–", "*", "+") else (line, False)


def is_numbered(line: str) -> bool:
    """Whether a line starts as a numbered paragraph: "12. ", "a) ", "(ii) "."""
    return _NUMBER.match(line) is not None


def is_quote(line: str) -> bool:
    """Whether a whole line is one piece of quoted speech."""
    return _QUOTED.fullmatch(line) is not None


def as_row(cells: Iterable[str]) -> str:
    """A table row as one line; empty cells at its ends are left out."""
    folded = [fold_spaces(cell) for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    while folded and not folded[0]:
        folded.pop(0)
    return " | ".join(folded)


def assemble(
    page: Page,
    pieces: Sequence[Piece],
    *,
    title: str | None = None,
    meta: Iterable[Meta] = (),
    warnings: Iterable[str] = (),
) -> CleanPage:
    """The CleanPage of pieces in reading order: those with a `rule` are furniture, the others text.

    Raises PageError where no text is left.
    """
    blocks: list[Block] = []
    furniture: list[str] = []
    start = 0
    for piece in pieces:
        if piece.rule is not None or not piece.text:
            furniture.extend(line for line in map(fold_spaces, piece.lines) if line)
            continue
        end = start + len(piece.text)
        blocks.append(Block(piece.role, piece.text, start, end, piece.level))
        start = end + 1
    text = "\n".join(block.text for block in blocks)
    if not _WORD.search(text):
        raise PageError("no text found: " + ("nothing but furniture" if furniture else "the page is blank"))
    kept = {(m.name, m.value): m for m in meta}
    return CleanPage(
        page, title, text, tuple(blocks), tuple(furniture), tuple(kept.values()), tuple(warnings)
    )
