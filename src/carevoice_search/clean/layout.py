"""How a plain text was broken into lines, and its paragraphs made whole again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from carevoice_search.clean.contacts import is_contact
from carevoice_search.clean.pieces import fold_spaces, is_numbered, split_marker

_NARROW, _WIDE = 45, 160
_SHORTEST_PAGE = 12
_BRACKETED = 80
_STOPPED = re.compile(r"[.!?:;][\"”’')\]]*\d{0,2}$")
_OPEN = """
    a an the of and or for to in on at by with from that which who as is are was were be been has have had not
    its their his her our your this these those than but if when where while into over under between about through
    including within without per require requires"""
_OPEN_WORDS = frozenset(_OPEN.split())
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+\S")
_NOTED_WORD = re.compile(r"[A-Z][a-z]+\d{1,2}")
_LABELLED = re.compile(r"[A-Z][\w’' -]{2,30}: \S")
_BESIDE = 12
_FOOT_WORDS = 6
_LAST_WORD = re.compile(r"([\w’'-]+)$")
_DIGITS = re.compile(r"\d+")
_END_NUMBER = re.compile(r"^(.*?)[\s|–-]*\b(\d{1,4})$|^(\d{1,4})\b[\s|–-]*(.*)$")
# "Page 3", "Page 3 of 12", "Page 4 | Review of homes", "Review of homes | Page 4": lines that name their page.
_PAGE_LINE = re.compile(
    r"page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?(?: ?[|–—·-] ?[^.]{2,80})?"
    r"|[^.|]{2,80} ?[|–—·-] ?page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} (?:of|/) \d{1,4}",
    re.I,
)
_BARRED_NUMBER = re.compile(r"\s[|·–—]\s*\d{1,4}$|^\d{1,4}\s*[|·–—]\s")
_COUNTED = re.compile(
    r"(?:recommendation|chapter|step|appendix|annex|table|figure|section|part|example|case study|"
    r"question|theme|priority|"
    r"principle|standard|objective|action|finding|outcome|aim|point|stage|week|day|group|area|phase|"
    r"lesson|key stages?)s?\W*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Whether a text's lines were broken at `width` characters, by a PDF or a mail program."""

    wrapped: bool
    width: int


def measure(lines: Sequence[str]) -> Layout:
    """The layout of a text, from the lengths of its lines and from how many sentences run on over a break."""
    filled = [line.strip() for line in lines if line.strip()]
    lengths = sorted(map(len, filled))
    if len(filled) < 4:
        return Layout(False, 0)
    width = lengths[int(len(lengths) * 0.95) - 1 if len(lengths) >= 20 else -1]
    if not _NARROW <= width <= _WIDE or lengths[-1] > 2 * width:
        return Layout(False, 0)
    pairs = [(a, b) for a, b in pairwise(filled) if len(a) * 2 >= width]
    running = sum(b[0].islower() and not _STOPPED.search(a) for a, b in pairs)
    return Layout(running >= 3 and running * 4 >= len(pairs), width)


def reaches(lines: Sequence[str], layout: Layout) -> list[int]:
    """For each line the length that a full line has in its part of the text: an imprint may be set wider than
    the report above it."""
    lengths = [len(line.strip()) for line in lines]
    usual, least = layout.width * 9 // 10, layout.width * 3 // 4
    filled = [i for i, length in enumerate(lengths) if length]
    found = [usual] * len(lines)
    for at, index in enumerate(filled):
        beside = max(lengths[i] for i in filled[max(0, at - _BESIDE) : at + _BESIDE + 1])
        found[index] = min(usual, max(least, beside))
    return found


def counted_lines(lines: Sequence[str]) -> set[int]:
    """The places of lines whose number belongs to a numbering: the first of one, or the next before or after it."""
    numbers = [(i, int(m.group(1))) for i, line in enumerate(lines) if (m := _NUMBERED.match(line.strip()))]
    following = [*(number for _, number in numbers[1:]), 0][: len(numbers)]
    seen = {0}
    found: set[int] = set()
    for (index, number), after in zip(numbers, following, strict=True):
        if number <= 1 or number - 1 in seen or after == number + 1:
            found.add(index)
            seen.add(number)
    return found


def indented_lines(lines: Sequence[str]) -> set[int]:
    """The places of lines that are set in where most are not: their bullets may be lost."""
    depths = {i: _indent(line) for i, line in enumerate(lines) if line.strip()}
    counts = Counter(depths.values())
    if not counts:
        return set()
    usual, times = counts.most_common(1)[0]
    return {i for i, depth in depths.items() if depth > usual} if times * 10 >= len(depths) * 7 else set()


def _indent(line: str) -> int:
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip())


def running_heads(lines: Sequence[str]) -> set[int]:
    """The places of heads and feet in a wrapped text: lines that name their page, lines that come back with
    its number in or near them, and lines that come back page by page without one."""
    named = {
        i for i, line in enumerate(lines) if len(line) <= 200 and _PAGE_LINE.fullmatch(fold_spaces(line))
    }
    bare = {i for i, line in enumerate(lines) if line.strip().isdigit() and len(line.strip()) <= 4}
    found = _numbered_lines(lines) | bare | named
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.strip() and index not in found:
            places[fold_spaces(line)].append(index)
    filled = [i for i, line in enumerate(lines) if line.strip()]
    order = {line: at for at, line in enumerate(filled)}
    repeated: set[int] = set()
    for where in places.values():
        beside = [i for i in where if found & set(filled[max(0, order[i] - 2) : order[i] + 3])]
        # A table's own heading may meet a page's number now and then; a running head does on most pages.
        if len(beside) >= max(3, len(found) // 4) and len(beside) * 10 >= len(where) * 6:
            repeated.update(beside)
        elif len(where) >= 2 and (_beside_pages(where, named, filled, order) or _is_regular(lines, where)):
            repeated.update(where)
    return found | repeated


def _beside_pages(
    where: Sequence[int], named: set[int], filled: Sequence[int], order: dict[int, int]
) -> bool:
    """Whether a line stands right above or below a line that names its page, wherever it stands."""
    return all(named & set(filled[max(0, order[i] - 1) : order[i] + 2]) for i in where)


def _is_regular(lines: Sequence[str], where: Sequence[int]) -> bool:
    """Whether a line comes back at about the same distance, and breaks into sentences as only a head does."""
    if len(where) < 3 or len(lines[where[0]].split()) < 3:
        return False
    gaps = [b - a for a, b in pairwise(where)]
    if min(gaps) < _SHORTEST_PAGE or max(gaps) > 2 * min(gaps):
        return False
    return any(_interrupts(lines, index) for index in where)


def _interrupts(lines: Sequence[str], index: int) -> bool:
    before = next((line.strip() for line in reversed(lines[max(0, index - 4) : index]) if line.strip()), "")
    after = next((line.strip() for line in lines[index + 1 : index + 5] if line.strip()), "")
    return bool(before) and after[:1].islower() and not _STOPPED.search(before)


def _numbered_lines(lines: Sequence[str]) -> set[int]:
    """Lines of one wording whose number grows by one from page to page."""
    shapes: dict[tuple[str, bool], list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        match = _END_NUMBER.match(fold_spaces(line)) if len(line) <= 200 else None
        if match:
            leading = match.group(3) is not None
            text = (match.group(4) if leading else match.group(1)).strip()
            if text and not _COUNTED.fullmatch(text) and not (leading and is_numbered(line.strip())):
                shapes[text, leading].append((index, int(match.group(3) if leading else match.group(2))))
    found: set[int] = set()
    for where in shapes.values():
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(where)]
        growing = sum(1 <= growth <= 2 and distance >= 4 for distance, growth in steps)
        # A bar between the words and the number is a foot's own form; many words come back in a foot only.
        barred = all(_BARRED_NUMBER.search(lines[index].strip()) for index, _ in where)
        needed = 2 if barred or len(lines[where[0][0]].split()) > _FOOT_WORDS else 3
        if len(where) >= needed and growing * 10 >= len(steps) * 7:
            found.update(index for index, _ in where)
    return found


def page_furniture(pages: Sequence[Sequence[str]]) -> list[set[int]]:
    """For each page of a PDF the places of its running head, foot and page number."""
    edges: list[list[int]] = []
    shapes: Counter[str] = Counter()
    for lines in pages:
        filled = [i for i, line in enumerate(lines) if line.strip()]
        edge = list(dict.fromkeys(filled[:3] + filled[-3:]))
        edges.append(edge)
        shapes.update({_shape(lines[i]) for i in edge})
    needed = max(3, len(pages) // 3)
    return [
        {
            i
            for i in edge
            if lines[i].strip().isdigit() or (len(pages) >= 3 and shapes[_shape(lines[i])] >= needed)
        }
        for lines, edge in zip(pages, edges, strict=True)
    ]


def _shape(line: str) -> str:
    return _DIGITS.sub("#", fold_spaces(line).casefold())


Gap = Literal["", "foot", "blank"]
"""What stands between two lines: nothing, a page's foot, white space."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what its text says of it: whether its number continues a numbering, whether it is set in, what
    stands between it and the line before, and the line after it."""

    text: str
    ahead: str = ""
    gap: Gap = ""
    counted: bool = True
    indented: bool = False


def joins(current: str, line: Line, layout: Layout, *, longest: int, reach: int) -> bool:
    """Whether `line` goes on with the paragraph whose last line is `current`, in a wrapped text.

    `longest` is the length of that paragraph's longest line, `reach` that of a full line around it.
    """
    text = line.text
    if split_marker(text)[1]:
        return False
    if is_contact(current) and is_contact(text):
        return False
    if line.gap != "blank" and closes_bracket(current, text):
        return True
    stopped = _STOPPED.search(current) is not None
    if is_numbered(text) and (line.counted or stopped):
        return False
    if _LABELLED.match(current) or _LABELLED.match(text):
        reach = layout.width * 9 // 10  # a cover's lines are short because each says one thing
    full = len(text.split(None, 1)[0]) > max(longest, reach) - len(current) - 1
    if text[0].islower() and not stopped:
        return full or not line.indented
    if line.gap == "blank" or (line.gap == "foot" and stopped):
        return False
    if _is_open(current) or (not stopped and _NOTED_WORD.fullmatch(text) and len(current.split()) > 3):
        return True
    return full and not (stopped and _stands_alone(text, line.ahead, layout))


def _is_open(line: str) -> bool:
    """Whether a line cannot end where it does: "the homes of", "plans,"."""
    last = _LAST_WORD.search(line)
    return line.endswith((",", "-", "–", "(", "&")) or (
        last is not None and last.group(1).lower() in _OPEN_WORDS
    )


def closes_bracket(current: str, line: str) -> bool:
    """Whether `line` closes a bracket that stands open at the end of `current`: "(April" and "2022)"."""
    opened = current[-_BRACKETED:]
    closing = line[:_BRACKETED].find(")")
    return opened.rfind("(") > opened.rfind(")") and closing >= 0 and "(" not in line[:closing]


def _stands_alone(line: str, ahead: str, layout: Layout) -> bool:
    """A short line without a stop, before a new start: a heading below a paragraph
    whose last line is full."""
    if len(line) * 10 > layout.width * 6 or _STOPPED.search(line):
        return False
    return not ahead or not ahead[0].islower()


def join(lines: Sequence[str], words: frozenset[str]) -> str:
    """The lines of a paragraph as one. A hyphen at a break stays, unless `words` has the whole without it."""
    parts: list[str] = []
    for line in lines:
        before = parts[-1] if parts else ""
        if before.endswith("-") and not before.endswith((" -", "--")):
            head, tail = before.rsplit(None, 1)[-1][:-1], line.split(None, 1)[0].rstrip(".,;:!?)")
            if tail[:1].islower() and (head + tail).casefold() in words:
                parts[-1] = before[:-1]
            parts.append(line)
        elif before:
            parts.append(f" {line}")
        else:
            parts.append(line)
    return "".join(parts)
