"""Which of a page's candidate lines are a list's: a line counts only in company.

A month with a council is telling, but needs a second such line or words that promise practices. A council
alone needs those words, or several lines in a row that are built alike; where they name bare places, what they
say must not be news ("Leeds: Man arrested ...").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from carevoice_search.families.practice_list.headlines import are_news
from carevoice_search.families.practice_list.lines import Line
from carevoice_search.model import Block, Evidence

_RUN = 3
_GAP = 4
_SECTIONS = 3
_TO_ONE = 2
_IN_FULL = 4
_STATED = frozenset({"row", "card", "labelled"})
"""Shapes in which a table's header, or a label, says that a council is meant."""
_BUILT_ALIKE = frozenset({"council-what", "what-council", "row", "labelled"})
_NO_PRACTICE = re.compile(
    r"^(?:(?:rated |judged )?(?:good|outstanding|inadequate|requires improvement(?: to be good)?)|yes|no|n/a|none|"
    r"to follow|see above|no (?:change|response|reply|data|return|figures?|comment).{0,40})$|"
    r"^(?:joint |targeted |short )*(?:inspection|focused visit|monitoring visit|ofsted|ilacs|jtai)\b|"
    r"[£$€] ?\d[\d,.]*(?:k|m)?\b.{0,30}\b(?:per annum|p\.a|pro rata|salary)|^[£$€]|"
    r"\b(?:closing date|salary|full[- ]time|part[- ]time|apply by|permanent contract|of the year|runner[- ]up|"
    r"finalists?|highly commended)\b|"
    r"^(?:cllr|councillor|dr|mr|mrs|ms|mx|professor|prof|sir|dame|lord|baroness)\b\.? [A-Z]",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,3}(?:$|, (?:\w+ ){0,3}?(?:director|head|manager|officer|leader|"
    r"chair|member|lead|worker|chief|adviser|advisor|cabinet|commissioner|principal|service)\b)"
)
_ROLE = re.compile(
    r"^(?:(?:interim|acting|deputy|assistant|senior|strategic|corporate|principal|team|service|social|chief|lead|"
    r"family|personal|support|practice) ){0,3}(?:director|manager|officer|worker|leader|adviser|advisor|executive)\b"
    r"(?: (?:of|for|,).*)?$",
    re.IGNORECASE,
)

_AUTHORITY = re.compile(
    r"\b(?:councils?|borough|authority|corporation|trust|first|cyngor|LBC?|MBC|BC|CC|RBC)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Found:
    """A practice line, the block that holds it, and the councils and themes of its section."""

    block: Block
    position: int
    line: Line
    section_councils: tuple[Evidence, ...]
    themes: tuple[Evidence, ...]
    promised: bool

    @property
    def full(self) -> bool:
        """Whether the line has both a month and a council."""
        return self.line.date is not None and self.placed

    @property
    def placed(self) -> bool:
        return bool(self.line.councils or self.section_councils)


def in_company(found: Sequence[Found]) -> list[Found]:
    """The candidates that are a list's, in order."""
    telling = _without_persons([one for one in found if _says_what(one)])
    listed = sum(one.full for one in telling) >= 2
    cards = sum(one.line.shape == "card" for one in telling) >= 2
    alike = _rows_alike(telling) | _sections_alike(telling)
    alike -= _news(telling, alike)
    kept: list[Found] = []
    for one in telling:
        if one.full:
            wanted = listed or one.promised
        elif one.placed:
            wanted = (
                one.position in alike or (cards and one.line.shape == "card") or (one.promised and _long(one))
            )
        else:
            wanted = listed and one.promised
        if wanted:
            kept.append(one)
    return kept


def _rows_alike(found: Sequence[Found]) -> set[int]:
    """The positions of lines that open or end with a council, three or more of them close together."""
    alike: set[int] = set()
    row: list[Found] = []
    for one in found:
        built = one.line.councils and (one.line.date or (one.line.shape in _BUILT_ALIKE and _long(one)))
        if not built:
            continue
        if row and one.position - row[-1].position > _GAP + 1:
            row = []
        row.append(one)
        if len(row) >= _RUN:
            alike.update(each.position for each in row[-_RUN:])
    # Labelled cards hold a description each, and stand further apart.
    cards = [one.position for one in found if one.line.shape == "labelled"]
    return alike | (set(cards) if len(cards) > 1 else set())


def _sections_alike(found: Sequence[Found]) -> set[int]:
    """The bullets under councils' names, where three councils or more have such bullets."""
    bullets = [one for one in found if one.section_councils and one.block.role == "bullet" and _long(one)]
    councils = {one.section_councils[0].value for one in bullets}
    return {one.position for one in bullets} if len(councils) >= _SECTIONS else set()


def _says_what(one: Found) -> bool:
    """Whether the words beside the council may be what it does, and are no grade, post, person or sum."""
    words = _words(one)
    return not (_NO_PRACTICE.search(words) or _ROLE.match(words))


def _without_persons(found: list[Found]) -> list[Found]:
    """The lines without those that hold a person's name.

    Two capitalised words may as well be the name of a practice; then most lines of that shape are none.
    """
    named = [one for one in found if not one.line.date and _PERSON.match(_words(one))]
    shapes = Counter(one.line.shape for one in named)
    others = Counter(one.line.shape for one in found) - shapes
    persons = {
        one.position
        for one in named
        if "," in _words(one) or others[one.line.shape] < _TO_ONE * shapes[one.line.shape]
    }
    return [one for one in found if one.position not in persons]


def _news(found: list[Found], alike: set[int]) -> set[int]:
    """The positions of lines alike that are headlines by place; a list that names authorities in full is none."""
    undated = [
        one
        for one in found
        if one.position in alike and not (one.line.date or one.promised or one.line.shape in _STATED)
    ]
    bare = [one for one in undated if _bare_place(one)]
    in_full = len(undated) - len(bare)
    news = _IN_FULL * in_full < len(undated) and are_news([_words(one) for one in bare])
    return {one.position for one in bare} if news else set()


def _bare_place(one: Found) -> bool:
    """Whether its council is named by its area alone, as a headline would name a town."""
    councils = (one.block.text[slice(*place.span)] for place in one.line.councils)
    named = councils if one.line.councils else (proof.quote for proof in one.section_councils)
    return not any(map(_AUTHORITY.search, named))


def _long(one: Found) -> bool:
    words = _words(one).split()
    return (len(words) >= 2 or one.line.shape == "what-council") and not words[0][:1].isdigit()


def _words(one: Found) -> str:
    start, end = one.line.title
    return one.block.text[start:end]
