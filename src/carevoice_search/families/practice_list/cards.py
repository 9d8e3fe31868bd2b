"""Practices on cards: a title line, and lines above or below it that state nothing but facts.

Facts are labelled ("Local authority: Leeds", "Date: May 2021", "Theme: Housing") or bare ("Stirling Council",
"May 2021"). Which of its neighbours a group of facts belongs to is decided for the page as a whole, since one
card alone may be read either way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from carevoice_search import gazetteer
from carevoice_search.families.practice_list.lines import Line, Place, Slot, Span, read_slot
from carevoice_search.model import Block

Kind = Literal["council", "date", "theme", "title", "other"]

_LABEL = re.compile(r"^(?P<label>[A-Z][A-Za-z /'’()-]{1,38}?)\s?:\s?(?=\S)")
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            "local authority",
            "local authorities",
            "lead authority",
            "council",
            "councils",
            "authority",
            "borough",
            "area",
            "organisation",
            "who",
            "where",
            "from",
            "submitted by",
            "shared by",
            "sent by",
        ),
        "council",
    ),
    **dict.fromkeys(
        ("date", "month", "year", "when", "added", "date added", "submitted", "date submitted", "sent in"),
        "date",
    ),
    **dict.fromkeys(("theme", "themes", "topic", "topics", "category", "subject"), "theme"),
    **dict.fromkeys(
        (
            "title",
            "practice",
            "practice example",
            "example",
            "project",
            "project name",
            "name of project",
            "initiative",
            "idea",
            "what",
            "what they did",
        ),
        "title",
    ),
}
_ANOTHER_CARD = re.compile(
    r"^(?:time|times|venue|location|place|cost|price|fee|tickets?|booking|book|register|speakers?|salary|"
    r"closing date|contract|hours|grade|reference|job title|employer|telephone|phone|email|address)\s?:",
    re.IGNORECASE,
)
_LONGEST_TITLE = 30
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A practice whose facts stand beside its title: `line`'s spans, and `theme`, count from the title's start.

    `covers` are the positions of its blocks. Facts without labels make a card only in company of their like.
    """

    title: int
    line: Line
    theme: Span | None
    covers: frozenset[int]
    labelled: bool


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: Kind
    position: int
    span: Span
    slot: Slot | None
    labelled: bool


def read_cards(blocks: Sequence[Block], on: str | None) -> list[Card]:
    """The cards of a page in order; `on` decides between a council and its successor."""
    groups = [group for run in _runs(blocks, on) for group in _split(run)]
    with_council = [group for group in groups if _has(group, "council")]
    if not with_council:
        return []
    around = _around(blocks, groups)
    if around:
        return around
    if all(_has(group, "title") for group in with_council):
        return [_card(blocks, _only(group, "title").position, group) for group in with_council]
    usable = [group for group in with_council if not _of_another_kind(blocks, group)]
    above = [_title_above(blocks, group) for group in usable]
    below = [_title_below(blocks, group) for group in usable]
    if not usable:
        return []
    if _stand_below_titles(usable, above, below):
        return [_card(blocks, title, g) for g, title in zip(usable, above, strict=True) if title is not None]
    if len(usable) > 1 and all(_has(group, "date") or group[0].labelled for group in usable):
        return [_card(blocks, title, g) for g, title in zip(usable, below, strict=True) if title is not None]
    return []


def label_of(text: str) -> str | None:
    """The label that opens a line such as "Key contact: head of service", in lower case."""
    match = _LABEL.match(text)
    return match["label"].casefold() if match else None


def repeated_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """The labels, themes aside, that open several lines: such lines describe what stands above and head nothing."""
    times = Counter(label_of(block.text) for block in blocks)
    return frozenset(label for label, n in times.items() if label and n > 1 and _KINDS.get(label) != "theme")


def _stand_below_titles(groups: list[list[_Fact]], above: list[int | None], below: list[int | None]) -> bool:
    """Whether each group belongs to the title above it: there is one above the first, or none below the last."""
    titled = sum(title is not None for title in above)
    if any(_labels_council(group) for group in groups):
        return above[0] is not None and 2 * titled > len(groups)
    if titled < len(groups):
        return False
    if all(_has(group, "date") for group in groups):
        return len(groups) > 1
    return len(groups) > 2 and below[-1] is None


def _runs(blocks: Sequence[Block], on: str | None) -> Iterator[list[_Fact]]:
    """Neighbouring facts; other labelled lines may stand among them, not at their ends."""
    run: list[_Fact] = []
    for position, block in enumerate(blocks):
        fact = _fact(block, position, on)
        if fact is not None and (fact.kind != "other" or run):
            run.append(fact)
        elif run:
            yield from _trimmed(run)
            run = []
    yield from _trimmed(run)


def _trimmed(run: list[_Fact]) -> Iterator[list[_Fact]]:
    while run and run[-1].kind == "other":
        run.pop()
    if run:
        yield run


def _fact(block: Block, position: int, on: str | None) -> _Fact | None:
    text = block.text
    if block.role in ("row", "quote") or len(text) > 300:
        return None
    match = _LABEL.match(text)
    if match:
        kind = _KINDS.get(match["label"].casefold(), "other")
        span = (match.end(), len(text))
        if kind in ("council", "date"):
            slot = read_slot(text, span, on)
            stated = slot and (slot.councils if kind == "council" else slot.date)
            return _Fact(kind if stated else "other", position, span, slot, True)
        if kind != "other" or gazetteer.resolve(match["label"]) is None:
            return _Fact(kind, position, span, None, True)
        return None
    slot = read_slot(text, (0, len(text)), on) if block.role in ("heading", "paragraph") else None
    if slot is None or not (slot.councils or slot.date):
        return None
    return _Fact("council" if slot.councils else "date", position, (0, len(text)), slot, False)


def _split(run: list[_Fact]) -> list[list[_Fact]]:
    """A run in which a kind of fact comes again holds several cards."""
    groups: list[list[_Fact]] = [[]]
    for fact in run:
        if fact.kind != "other" and any(earlier.kind == fact.kind for earlier in groups[-1]):
            groups.append([])
        groups[-1].append(fact)
    return groups


def _around(blocks: Sequence[Block], groups: list[list[_Fact]]) -> list[Card]:
    """Cards with a fact above their title and another below it: council, title, month, council, title, ..."""
    for first in range(min(2, len(groups))):
        facts = [fact for group in groups[first:] for fact in group if fact.kind in ("council", "date")]
        pairs = list(zip(facts[::2], facts[1::2], strict=False))
        kinds = {(upper.kind, lower.kind) for upper, lower in pairs}
        apart = all(
            lower.position == upper.position + 2 and _may_be_title(blocks[upper.position + 1])
            for upper, lower in pairs
        )
        if len(facts) % 2 == 0 and len(pairs) > 1 and len(kinds) == 1 and apart:
            upper_kind, lower_kind = kinds.pop()
            if upper_kind != lower_kind:
                return [_card(blocks, upper.position + 1, [upper, lower]) for upper, lower in pairs]
    return []


def _title_above(blocks: Sequence[Block], group: list[_Fact]) -> int | None:
    """The title line right above, or above one paragraph that describes what was done."""
    position = group[0].position - 1
    if position < 0 or (position == 0 and not _labels_council(group)):
        return None
    if _may_be_title(blocks[position]):
        return position
    described = _labels_council(group) and position > 1 and blocks[position].role == "paragraph"
    return position - 1 if described and _may_be_title(blocks[position - 1]) else None


def _title_below(blocks: Sequence[Block], group: list[_Fact]) -> int | None:
    position = group[-1].position + 1
    return position if position < len(blocks) and _may_be_title(blocks[position]) else None


def _may_be_title(block: Block) -> bool:
    text = block.text
    if block.role not in ("heading", "paragraph") or len(text.split()) > _LONGEST_TITLE:
        return False
    return not text.endswith((".", ":", "?", ",", ";")) and _LABEL.match(text) is None


def _of_another_kind(blocks: Sequence[Block], group: list[_Fact]) -> bool:
    """Whether the lines near by are those of an event or a post, or a list of its own hangs on the group."""
    first, last = group[0].position, group[-1].position
    near = blocks[max(0, first - _NEAR) : last + 1 + _NEAR]
    if any(_ANOTHER_CARD.match(block.text) for block in near):
        return True
    below = blocks[last + 1] if last + 1 < len(blocks) else None
    return below is not None and below.role in ("bullet", "row") and not group[0].labelled


def _labels_council(group: list[_Fact]) -> bool:
    return any(fact.kind == "council" and fact.labelled for fact in group)


def _has(group: list[_Fact], kind: Kind) -> bool:
    if any(fact.kind == kind for fact in group):
        return True
    return kind == "date" and any(fact.slot and fact.slot.date for fact in group)


def _only(group: list[_Fact], kind: Kind) -> _Fact:
    return next(fact for fact in group if fact.kind == kind)


def _card(blocks: Sequence[Block], title: int, group: list[_Fact]) -> Card:
    start = blocks[title].start
    date: Place | None = None
    councils: tuple[Place, ...] = ()
    theme: Span | None = None
    span = (0, len(blocks[title].text))
    for fact in group:
        shift = blocks[fact.position].start - start
        if fact.slot and fact.kind != "other":
            date = date or (_shifted(fact.slot.date, shift) if fact.slot.date else None)
            councils = councils or tuple(_shifted(place, shift) for place in fact.slot.councils)
        if fact.kind == "theme":
            theme = (fact.span[0] + shift, fact.span[1] + shift)
        if fact.kind == "title" and fact.position == title:
            span = fact.span
    covers = frozenset({title, *(fact.position for fact in group)})
    labelled = _labels_council(group)
    return Card(
        title, Line(span, date, councils, "labelled" if labelled else "card"), theme, covers, labelled
    )


def _shifted(place: Place, by: int) -> Place:
    return Place(place.value, (place.span[0] + by, place.span[1] + by))
