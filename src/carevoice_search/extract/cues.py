"""Cues: weighted signs that a page is of some family, each with the words that show it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from carevoice_search.clean.openings import REACH, Openings, openings, words_of
from carevoice_search.extract.citing import QUOTE_LENGTH, best_line, in_text, outside
from carevoice_search.extract.titles import find_title, meta_values
from carevoice_search.model import CleanPage, Evidence, Kind

Where = Literal["title", "top", "text", "voice", "edges", "page", "furniture", "publisher", "type"]
TOP_BLOCKS = 8
EDGE_TOP, EDGE_FOOT = 4, 6
_QUOTED = re.compile(
    r"[“\"‘](?:(?<=“)[^”\n]*(?:”|$)|(?<=\")[^\"\n]*(?:\"|$)|(?<=‘)(?<!\w‘)[^‘\n]{1,600}?’(?!\w))",
    re.MULTILINE,
)
_APOSTROPHE = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|'")
NOT_A_SURVEY_S = r"\b(?=[acepstw])" + "".join(
    rf"(?<!\b{who} )(?<!\b{who} also )(?<!\b{who} had )(?<!\b{who} have )"
    for who in (
        "leavers", "children", "young people", "youngsters", "people", "carers", "parents", "families", "pupils",
        "respondents", "participants", "%", "per cent", "percent", "third", "thirds", "half", "quarter", "quarters",
        "several", "some", "most", "many", "few", "others", "all", "both", "one in two", "majority", "them", "who",
    )
)  # fmt: skip
"""Before "said" and the like: not those who answer a survey, or of whom a finding tells."""


@dataclass(frozen=True, slots=True)
class Cue:
    """`weight` for each match of `pattern` in `where`, `most` times at most; a negative one speaks against.

    `where` is the title, the `top` (first blocks), the text, the page's own `voice` (the text without what it
    quotes), furniture, the whole `page` (text and furniture), its `edges` (first and last lines, and furniture),
    or metadata on publisher or type. `begins` are the pattern's openings, where they can be told.
    """

    name: str
    weight: float
    where: Where
    pattern: re.Pattern[str]
    most: int = 1
    begins: Openings | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """How much a page looks like one of a family's; the families' scores compare with one another."""

    kind: Kind
    score: float
    evidence: tuple[Evidence, ...]


def cue(name: str, weight: float, where: Where, pattern: str, most: int = 1, case: bool = False) -> Cue:
    """A cue whose pattern ignores case unless `case`; straight apostrophes in it match curly ones too."""
    either = _APOSTROPHE.sub(_both_apostrophes, pattern)
    compiled = re.compile(either, re.MULTILINE | (0 if case else re.IGNORECASE))
    return Cue(name, weight, where, compiled, most, openings(either, compiled.flags))


def _both_apostrophes(found: re.Match[str]) -> str:
    """A part of a pattern, so that its apostrophe matches either form."""
    return "['’]" if found.group() == "'" else found.group().replace("'", "'’")


def weigh(clean: CleanPage, kind: Kind, cues: Sequence[Cue], start: float = 0.0) -> Recognition:
    """The sum of the cues that the page shows, and the words of the strongest ones, best first."""
    score = start
    title = find_title(clean)
    shown: list[tuple[float, Evidence]] = []
    for sign in cues:
        hits = list(islice(_hits(clean, title, kind, sign), sign.most))
        score += sign.weight * len(hits)
        if hits and sign.weight > 0:
            shown.append((sign.weight * len(hits), hits[0]))
    shown.sort(key=lambda pair: -pair[0])
    evidence = tuple(found for _, found in shown[:3])
    return Recognition(kind, score, evidence or (best_line(clean, "kind", kind, "no-cue"),))


def _hits(clean: CleanPage, title: Evidence, kind: Kind, sign: Cue) -> Iterator[Evidence]:
    if sign.where in _PARTS_OF_TEXT and words_of(clean.text[:REACH]).may_show(sign.begins):
        yield from _in_text(clean, kind, sign)
    if sign.where == "edges":
        yield from _at_edges(clean, kind, sign)
    if sign.where in _WITH_FURNITURE:
        yield from _in_furniture(clean, kind, sign)
    if sign.where == "title" and sign.pattern.search(title.value) and title.rule != "file-name":
        yield Evidence(
            "kind", kind, sign.name, clean.page.path, title.place, title.quote, title.start, title.end
        )
    if sign.where in _METADATA:
        for _, value in meta_values(clean, *_METADATA[sign.where]):
            if sign.pattern.search(value):
                yield outside(clean, "kind", kind, sign.name, "metadata", value[:QUOTE_LENGTH])


_PARTS_OF_TEXT = frozenset(("text", "top", "voice", "page"))
_WITH_FURNITURE = frozenset(("furniture", "page", "edges"))
_METADATA: dict[Where, tuple[str, ...]] = {
    "publisher": ("og:site_name", "json-ld:publisher"),
    "type": ("json-ld:type", "og:type"),
}


def _in_text(clean: CleanPage, kind: Kind, sign: Cue) -> Iterator[Evidence]:
    end = min(len(clean.text), REACH)
    if sign.where == "top" and len(clean.blocks) > TOP_BLOCKS:
        end = clean.blocks[TOP_BLOCKS - 1].end
    for match in _matches(clean, sign, end):
        if match.group().strip():
            stop = min(match.end(), match.start() + QUOTE_LENGTH)
            yield in_text(clean, "kind", kind, sign.name, match.start(), stop)


def _matches(clean: CleanPage, sign: Cue, end: int) -> Iterator[re.Match[str]]:
    """What `finditer` gives in the text up to `end`; tried only where a match may begin."""
    text = own_voice(clean.text) if sign.where == "voice" else clean.text
    if sign.begins is None:
        yield from sign.pattern.finditer(text, 0, end)
        return
    past = 0
    for place in words_of(clean.text[:REACH]).places(sign.begins):
        match = sign.pattern.match(text, place, end) if past <= place < end else None
        if match:
            past = match.end()
            yield match


def _in_furniture(clean: CleanPage, kind: Kind, sign: Cue) -> Iterator[Evidence]:
    for line in _furniture_with(clean, sign):
        yield outside(clean, "kind", kind, sign.name, "furniture", line[:QUOTE_LENGTH])


def _furniture_with(clean: CleanPage, sign: Cue) -> Iterator[str]:
    """The lines of furniture that show a sign."""
    text = _joined(clean.furniture)
    if sign.begins is None or len(text) > REACH:
        yield from filter(sign.pattern.search, clean.furniture)
        return
    start, end, line, shown = 0, -1, "", False
    for place in words_of(text).places(sign.begins):
        if place > end:
            start = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place)
            end = end if end >= 0 else len(text)
            line, shown = text[start:end], False
        if not shown and sign.pattern.match(line, place - start):
            shown = True
            yield line


@lru_cache(maxsize=1)
def _joined(lines: tuple[str, ...]) -> str:
    return "\n".join(lines)


def _at_edges(clean: CleanPage, kind: Kind, sign: Cue) -> Iterator[Evidence]:
    blocks = clean.blocks
    edges = blocks if len(blocks) <= EDGE_TOP + EDGE_FOOT else (*blocks[:EDGE_TOP], *blocks[-EDGE_FOOT:])
    known = sign.begins if len(clean.text) <= REACH else None
    places = words_of(clean.text).places(known) if known else None
    for block in edges:
        if _shows(block.text, block.start, sign, places):
            stop = min(block.end, block.start + QUOTE_LENGTH)
            yield in_text(clean, "kind", kind, sign.name, block.start, stop)


def _shows(line: str, start: int, sign: Cue, places: Sequence[int] | None) -> bool:
    """Whether a line that starts at `start` shows a sign, which begins at one of `places`; None: anywhere."""
    if places is None:
        return sign.pattern.search(line) is not None
    own = places[bisect_left(places, start) : bisect_left(places, start + len(line))]
    return any(sign.pattern.match(line, place - start) for place in own)


@lru_cache(maxsize=2)
def own_voice(text: str) -> str:
    """A text with blanks in place of what it quotes; every other character stays where it is."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)
