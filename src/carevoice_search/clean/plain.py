"""Pieces of plain text, such as somebody saved from a browser or drew from a PDF, and of markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from carevoice_search.clean import sections
from carevoice_search.clean.layout import (
    Gap,
    Layout,
    Line,
    closes_bracket,
    counted_lines,
    indented_lines,
    join,
    joins,
    measure,
    reaches,
    running_heads,
)
from carevoice_search.clean.pieces import (
    Piece,
    as_row,
    assemble,
    fold_spaces,
    is_numbered,
    is_quote,
    split_marker,
)
from carevoice_search.clean.wording import is_sentence
from carevoice_search.decode import decode_text
from carevoice_search.model import CleanPage, Page

_HEADING_LENGTH = 110
_STOPS = ".!?;:"
_QUESTION = re.compile(
    r"(?:what|how|why|who|when|where|which|whose|can|could|do|does|did|is|are|should|will) [^.:;!?]{4,140}\?",
    re.I,
)
_WORDS = re.compile(r"[\w’']+")


def clean_plain(page: Page) -> CleanPage:
    """A text page's CleanPage. Raises PageError where it holds no text of its own."""
    lines = decode_text(page.content, page.media_type).split("\n")
    layout = measure(lines)
    heads = running_heads(lines) if layout.wrapped else set()
    pieces = lay_out(lines, layout, heads)
    return assemble(page, pieces, title=title_of(pieces))


def lay_out(lines: Sequence[str], layout: Layout, heads: set[int]) -> list[Piece]:
    """Lines to marked pieces: paragraphs whole, furniture named, roles given. "
    "`heads` are furniture already."""
    drafts = _paragraphs(lines, layout, heads)
    return give_roles(sections.mark(drafts, report=layout.wrapped))


def title_of(pieces: Sequence[Piece]) -> str | None:
    """The first piece of a page's own text, where it is a heading."""
    first = next((p for p in pieces if p.rule is None and p.text), None)
    return first.text if first and first.role == "heading" else None


@dataclass(slots=True)
class _Draft:
    """A paragraph while its lines are gathered: the first line's piece, and all lines as they were."""

    first: Piece
    lines: list[str]
    longest: int = 0


def _paragraphs(lines: Sequence[str], layout: Layout, heads: set[int]) -> list[Piece]:
    drafts: list[_Draft] = []
    current: _Draft | None = None  # the paragraph that a further line may continue
    gap: Gap = ""
    reach = reaches(lines, layout)
    counted, indented = counted_lines(lines), indented_lines(lines)
    for index, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            gap = gap or "blank"
            continue
        if index in heads:
            head = Piece("paragraph", fold_spaces(line), (raw,), apart=gap != "", rule="running head")
            drafts.append(_Draft(head, [raw]))
            gap = "foot"
            continue
        ahead = lines[index + 1].strip() if index + 1 < len(lines) else ""
        here = Line(line, ahead, gap, index in counted, index in indented)
        if current is not None and _continues(current, here, layout, reach[index]):
            current.lines.append(raw)
        else:
            current = _Draft(_first_line(raw, gap != "", lost=layout.wrapped and here.indented), [raw])
            drafts.append(current)
        current.longest = max(current.longest, len(line))
        gap = ""
    words = _words_of(lines) if layout.wrapped else frozenset()
    return [_whole(draft, words) for draft in drafts]


def _whole(draft: _Draft, words: frozenset[str]) -> Piece:
    first = draft.first
    if len(draft.lines) == 1:
        return first
    parts = [first.text, *map(fold_spaces, draft.lines[1:])]
    return replace(first, text=join([part for part in parts if part], words), lines=tuple(draft.lines))


def _words_of(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(word.casefold() for line in lines for word in _WORDS.findall(line))


def _continues(draft: _Draft, line: Line, layout: Layout, reach: int) -> bool:
    first, last = draft.first, draft.lines[-1].strip()
    if first.role == "bullet" and not first.text and len(draft.lines) == 1:
        return line.gap != "blank" and not split_marker(line.text)[1]  # a bullet on a line of its own
    if first.role == "row":
        return False
    if not layout.wrapped:
        # A list that was wrapped by hand, in a page that is not.
        if not line.gap and not split_marker(line.text)[1] and closes_bracket(last, line.text):
            return True
        return first.role == "bullet" and not line.gap and line.text[0].islower() and last[-1] not in _STOPS
    # A bullet's lines hang below it, and a lost bullet leaves a space on each line that it opened.
    lost = draft.lines[0][:1].isspace() and not (split_marker(draft.lines[0])[1] or is_numbered(first.text))
    line = replace(line, indented=line.indented and lost)
    return joins(last, line, layout, longest=draft.longest, reach=reach)


def _first_line(raw: str, apart: bool, lost: bool) -> Piece:
    """The piece that a line opens; `lost` says that a bullet may have stood in the space before it."""
    line = raw.strip()
    text, marked = split_marker(line)
    if marked:
        return Piece("bullet", fold_spaces(text), (raw,), _depth(raw), apart)
    if is_numbered(line) or (lost and line[0].islower()):
        return Piece("bullet", fold_spaces(line), (raw,), _depth(raw), apart)
    if line.count("|") >= 1 and (line.endswith("|") or line.startswith("|") or line.count("|") >= 2):
        return Piece("row", as_row(line.split("|")), (raw,), apart=apart)
    if "\t" in line:
        return Piece("row", as_row(line.split("\t")), (raw,), apart=apart)
    return Piece("paragraph", fold_spaces(line), (raw,), apart=apart)


def _depth(raw: str) -> int:
    indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
    return 1 + min(indent // 4, 5)


def give_roles(pieces: Sequence[Piece]) -> list[Piece]:
    """Headings and quotes among the paragraphs of a text that marks none."""
    roles: list[Piece] = []
    own = [p for p in pieces if p.rule is None and p.text]
    following = dict(zip(map(id, own), own[1:], strict=False))
    for piece in pieces:
        if piece.rule is None and piece.role == "paragraph":
            if is_quote(piece.text):
                piece = replace(piece, role="quote")
            elif _is_heading(piece, following.get(id(piece)), first=piece is own[0]):
                piece = replace(piece, role="heading", level=1 if piece is own[0] else 2)
        roles.append(piece)
    return roles


def _is_heading(piece: Piece, below: Piece | None, *, first: bool) -> bool:
    """A short line without a stop, or a question, above text of its own; the
    page's first such line is its title."""
    text = piece.text
    if below is None or not any(map(str.isalpha, text)):
        return False
    if _QUESTION.fullmatch(text):
        return True
    if len(text) > _HEADING_LENGTH or text.endswith((",", ";", ":", "-", "–", "…", "?")):
        return False
    if is_sentence(text):
        return text.endswith("!") and first
    return (
        first
        or below.role in ("bullet", "row", "quote")
        or is_sentence(below.text)
        or len(below.text) > len(text)
    )
