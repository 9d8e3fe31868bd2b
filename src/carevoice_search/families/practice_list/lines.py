"""The grammar of one line of a practice list: what was done, by which councils, in which month.

Lists write this in many orders. A *slot* is a stretch of the line that holds nothing but a month and
councils: before the practice ("Leeds (May 2021): ...", "June 2020: ..."), after it ("... (May 2021) Leeds",
"... – Leeds") or both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from carevoice_search import dates, gazetteer
from carevoice_search.clean.openings import small_letters
from carevoice_search.gazetteer.names import WORD
from carevoice_search.gazetteer.registry import may_close, may_open, resolve

Span = tuple[int, int]

LONGEST_LINE = 600
_LONGEST_SLOT = 160
_NUMBERING = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,2})?|[A-Za-z]\d{0,2}|[ivx]{1,4})[.)]\s+|\d{1,2}\.\d{1,2}\s+|"
    r"(?:#|no\.? ?|example |idea |practice )\d{1,3}\s?[:.)–—-]?\s+",
    re.IGNORECASE,
)
_MARKS = "–—|•·»~→*/>-"
_TAIL_CUT = re.compile(rf"\s*[(\[{{]|\s+[{_MARKS}]+\s+|\s*[–—]\s*|\s*[:;,.]\s+|\s+by\s+")
_HEAD_CUT = re.compile(rf"\s*:\s+|\s*[–—]\s*|\s+[{_MARKS}]+\s+|[)\]}}]\s+|[.,;]\s+")
_JOINT = re.compile(
    r"\s*(?:,\s*(?:and|&)\s|,|;|/|\+|\s(?:and|&|with|jointly with|in partnership with)\s)\s*", re.IGNORECASE
)
_LEAD_IN = re.compile(
    r"(?:by|from|in|at|the|for|since|ongoing|undated|n\.d\.|early|mid|late|"
    r"20\d\d ?[/–-] ?(?:20)?\d\d|"
    r"spring|summer|autumn|winter|council|local authority|date|month|[-–—:,;.()\[\]{}|•·»~→*/>\s])+(?=\s|"
    r"\b|$)",
    re.IGNORECASE,
)
_SMALL_PARTS = frozenset(
    (
        "by", "from", "in", "at", "the", "for", "since", "ongoing", "undated", "n", "d", "early", "mid", "late",
        "spring", "summer", "autumn", "winter", "council", "local", "authority", "date", "month",
    )
)  # fmt: skip
"""The words of _LEAD_IN."""

_DATE_WORDS = frozenset(
    (
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    )
)  # fmt: skip
"""The first letters of the words that a date may open with."""

_TRUST_WORDS = frozenset(("trust", "first", "company"))
_NUMERIC_MONTH = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2])/(20\d\d)(?![\d/])")
_ISO_MONTH = re.compile(r"(?<![\d/-])(20\d\d)-(0[1-9]|1[0-2])(?![\d/-])")
_TRUST = re.compile(
    r"\s(?:children|children's services|children's|children and families|children and family|"
    r"children and young people's)(?: services| social care)? (?:trust|first|company)$",
    re.IGNORECASE,
)
_SEASON = re.compile(r"\b(?:spring|summer|autumn|winter|early|mid|late)[\s-]+$", re.IGNORECASE)
_EDGES = " \t-–—:,;.()[]{}|•·»~→*/>"
_IN_COUNCIL = re.compile(r"(?:In|At|Over in|Across)\s+(?=[A-Z])")
_SUBJECT = re.compile(
    r",?\s+(?:they|the (?:council|local authority|authority|team|service|borough|city|"
    r"county))(?:['’](?:ve|re))?\s+(?=\w)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@|https?://|www\.|\b\d{3,5}[ -]?\d{3}[ -]?\d{3,4}\b|\b(?:call|ring|phone|email|"
    r"contact) us\b",
    re.IGNORECASE,
)
_CONTACT_SIGNS = ("@", "http", "www.", " us")
_LONG_NUMBER = re.compile(r"\d{3}")
"""One of the signs, or such a number, is in every contact."""

_DOES = re.compile(
    r"(?:now |also )?(?:has|have|runs?|offers?|pays?|gives?|provides?|uses?|holds?|trains?|sends?|"
    r"asks?|makes?|funds?|hosts?|employs?|introduced|developed|launched|created|opened|started|set up|"
    r"(?:is|are) \w+ing)\b"
)
_WORD_GAP = re.compile(r",?\s+")
_LONGEST_NAME = 80
_IN_BRACKETS = re.compile(r"\s?\(([^()]{4,30})\)")
_LOOSE_TAIL = re.compile(r"[A-Z][^.:;?!]{1,80}$")


@dataclass(frozen=True, slots=True)
class Place:
    """A value and where the line states it."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line in its parts; spans count from the line's start. `shape` names the order in which they stood."""

    title: Span
    date: Place | None
    councils: tuple[Place, ...]
    shape: str


@dataclass(frozen=True, slots=True)
class Slot:
    date: Place | None
    councils: tuple[Place, ...]


def read_line(text: str, on: str | None = None, *, doing: bool = False) -> Line | None:
    """The parts of a line, or None where it names neither a month nor a council in a slot.

    `on` decides between a council and its successor where the line has no month of its own. `doing` lets a
    sentence such as "Leeds has opened ..." count, which in running text is a report and no list's line.
    """
    return _read_line(text, on, doing) if len(text) <= LONGEST_LINE else None


@lru_cache(maxsize=512)
def _read_line(text: str, on: str | None, doing: bool) -> Line | None:
    """What `read_line` reads; a list is read again where a title or a month is found to belong to it."""
    if _names_contact(text):
        return None
    numbering = _NUMBERING.match(text)
    start = numbering.end() if numbering else 0
    does = _council_does(text, start, on) if doing else None
    return does or _in_council(text, start, on) or _slotted(text, start, on)


def _names_contact(text: str) -> bool:
    small = small_letters(text)
    likely = any(sign in small for sign in _CONTACT_SIGNS) or _LONG_NUMBER.search(text)
    return bool(likely) and _CONTACT.search(text) is not None


def read_slot(text: str, span: Span, on: str | None = None) -> Slot | None:
    """The month and the councils of a stretch that holds nothing else; None where it holds anything else."""
    start, end = span
    if end - start > _LONGEST_SLOT or not _may_be_slot(text[start:end]):
        return None
    stated = _dates_in(text[start:end], start)
    if len(stated) > 1:
        return None
    date = stated[0] if stated else None
    pieces = [(start, date.span[0]), (date.span[1], end)] if date else [(start, end)]
    when = date.value if date else on
    councils: list[Place] = []
    for piece in pieces:
        found = read_councils(text, piece, when)
        if found is None:
            return None
        councils.extend(found)
    return Slot(date, tuple({place.value: place for place in reversed(councils)}.values())[::-1])


def _may_be_slot(stretch: str) -> bool:
    """Whether a stretch begins and ends with words that dates and councils begin and end with."""
    words = WORD.findall(stretch)
    return bool(words) and _may_open_slot(words[0]) and _may_close_slot(words[-1])


@lru_cache(maxsize=4096)
def _may_open_slot(word: str) -> bool:
    small = word.lower()
    return _is_small_part(small) or small[:3] in _DATE_WORDS or may_open(word)


@lru_cache(maxsize=4096)
def _may_close_slot(word: str) -> bool:
    small = word.lower()
    return _is_small_part(small) or small in _TRUST_WORDS or may_close(word)


def _is_small_part(word: str) -> bool:
    return word in _SMALL_PARTS or any(map(str.isdigit, word)) or not word.isascii()


def read_councils(text: str, span: Span, on: str | None) -> list[Place] | None:
    """The councils of a stretch that names nothing else, however they are joined; None where it does."""
    start, end = _trimmed(text, span)
    if start >= end:
        return []
    whole = _authority(text[start:end], on)
    if whole:
        return [Place(whole, (start, end))]
    joints = [
        (start, start),
        *((start + m.start(), start + m.end()) for m in _JOINT.finditer(text[start:end])),
        (end, end),
    ]
    found: list[Place] = []
    first = 0
    while first < len(joints) - 1:
        for last in range(min(len(joints) - 1, first + 4), first, -1):
            piece = _trimmed(text, (joints[first][1], joints[last][0]))
            code = _authority(text[piece[0] : piece[1]], on) if piece[0] < piece[1] else None
            if code:
                found.append(Place(code, piece))
                first = last
                break
        else:
            return None
    return found


def _authority(name: str, on: str | None) -> str | None:
    """The code of a council, or of the one council whose name its children's trust bears."""
    code = resolve(name, on)
    if code or len(name) > _LONGEST_NAME:
        return code
    trust = _TRUST.search(name.replace("’", "'").replace("&", "and"))
    area = resolve(name[: trust.start()], on) if trust else None
    ended = gazetteer.council(area).ended if area else None
    return area if ended is None or (on is not None and on < ended) else None


def _trimmed(text: str, span: Span) -> Span:
    """`span` without brackets, dashes and small words at its ends; a full stop within a name stays."""
    start, end = span
    lead = _LEAD_IN.match(text, start, end)
    if lead:
        start = lead.end()
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _dates_in(text: str, offset: int) -> list[Place]:
    """One date for each expression in a stretch: "January to March 2021" is a period, dated by its end."""
    month = _NUMERIC_MONTH.search(text)
    if month:
        return [Place(f"{month[2]}-{int(month[1]):02}", (offset + month.start(), offset + month.end()))]
    iso_month = _ISO_MONTH.search(text)
    if iso_month:
        return [Place(iso_month.group(), (offset + iso_month.start(), offset + iso_month.end()))]
    found = list(dates.find_dates(text)) or list(dates.find_years(text))
    last = {(_with_season(text, mention.start), mention.end): mention.iso for mention in found}
    return [Place(iso, (offset + start, offset + end)) for (start, end), iso in last.items()]


def _with_season(text: str, start: int) -> int:
    """Where the words for a part of the year begin that stand before a date at `start`."""
    season = _SEASON.search(text, max(0, start - 12), start)
    return season.start() if season else start


def _slotted(text: str, start: int, on: str | None) -> Line | None:
    end = len(text.rstrip())
    tail_at, tail = next(_tails(text, start, end, on), (end, None))
    head_end, head = next(
        _heads(text, start, tail_at, tail.date.value if tail and tail.date else on), (start, None)
    )
    if head and tail and head.councils and tail.councils:
        # A line that opens with a council's name may end with the one that is meant.
        if tail.date:
            head_end, head = start, None
        else:
            tail_at, tail = end, None
    if head is None and tail is None:
        return _loose(text, start, end)
    if head and tail and head.date and tail.date:
        tail_at, tail = end, None
    date = (head.date if head else None) or (tail.date if tail else None)
    councils = (head.councils if head else ()) or (tail.councils if tail else ())
    title = _title(text, head_end, tail_at)
    if title is None:
        return None
    shape = "-".join(part for part in (_shape(head), "what", _shape(tail)) if part)
    return Line(title, date, councils, shape)


def _shape(slot: Slot | None) -> str:
    if slot is None:
        return ""
    return "-".join(name for name, there in (("month", slot.date), ("council", slot.councils)) if there)


def _tails(text: str, start: int, end: int, on: str | None) -> Iterator[tuple[int, Slot]]:
    """Slots that end the line, the longest first."""
    opened = max(start + 1, end - _LONGEST_SLOT)
    words = WORD.findall(text, opened, end)
    if not words or not _may_close_slot(words[-1]):
        return
    for match in _TAIL_CUT.finditer(text, opened, end):
        slot = read_slot(text, (match.start(), end), on)
        if slot is None:
            continue
        mark = match.group().strip()
        # A comma, a stop, a colon or "by" sets off a slot only where it states both.
        if mark in (",", ".", ";", ":", "by") and not (slot.date and slot.councils):
            continue
        if text[start : match.start()].strip(_EDGES):
            yield match.start(), slot
            return


def _heads(text: str, start: int, end: int, on: str | None) -> Iterator[tuple[int, Slot]]:
    """Slots that open the line, the longest first; a dash, a colon or a closing bracket ends them."""
    opening = WORD.search(text, start, end)
    if opening is None or not _may_open_slot(opening.group()):
        return
    cuts = list(_HEAD_CUT.finditer(text, start, min(end, start + _LONGEST_SLOT)))
    for match in reversed(cuts):
        slot = read_slot(text, (start, match.start() + (match.group()[0] in ")]}")), on)
        if slot is not None and match.group()[0] in ".,;" and not (slot.date and slot.councils):
            continue
        if slot is not None and text[match.end() : end].strip(_EDGES):
            yield match.end(), slot
            return


def _loose(text: str, start: int, end: int) -> Line | None:
    """A month in brackets with words after it that name no council we know: the line has a month alone."""
    for match in _IN_BRACKETS.finditer(text, start, end):
        found = dates.parse_date(match[1])
        after = text[match.end() : end].strip(" –—-:,")
        if found and (not after or (_LOOSE_TAIL.match(after) and len(after.split()) <= 8)):
            title = _title(text, start, match.start())
            if title is None:
                return None
            mentioned = gazetteer.find_mentions(text, found)
            councils = tuple(Place(m.code, (m.start, m.end)) for m in mentioned if m.start >= match.end())
            return Line(title, Place(found, match.span(1)), councils, "what-month-loose")
    return None


def _in_council(text: str, start: int, on: str | None) -> Line | None:
    """ "In Leeds they ...": the council, then what it did, then perhaps the month."""
    opening = _IN_COUNCIL.match(text, start)
    if not opening:
        return None
    end = len(text.rstrip())
    tail_at, tail = next(_tails(text, opening.end(), end, on), (end, None))
    if tail and tail.councils:
        return None
    when = tail.date.value if tail and tail.date else on
    gaps = list(_WORD_GAP.finditer(text, opening.end(), opening.end() + _LONGEST_NAME))
    for gap in reversed(gaps):
        stop = gap.start()
        councils = read_councils(text, (opening.end(), stop), when)
        if not councils:
            continue
        subject = _SUBJECT.match(text, stop)
        if not subject and not gap.group().startswith(","):
            return None
        title = _title(text, subject.end() if subject else gap.end(), tail_at)
        return Line(title, tail.date if tail else None, tuple(councils), "in-council") if title else None
    return None


def _council_does(text: str, start: int, on: str | None) -> Line | None:
    """ "Leeds has opened ...": a council and a verb of doing; a month may end it, another council may not."""
    for gap in reversed(list(_WORD_GAP.finditer(text, start, start + _LONGEST_NAME))):
        councils = read_councils(text, (start, gap.start()), on) if _DOES.match(text, gap.end()) else None
        if not councils:
            continue
        end = len(text.rstrip())
        tail_at, tail = next(_tails(text, gap.end(), end, on), (end, None))
        title = _title(text, gap.end(), tail_at)
        if title is None or (tail and tail.councils):
            return None
        return Line(title, tail.date if tail else None, tuple(councils), "council-does")
    return None


def _title(text: str, start: int, end: int) -> Span | None:
    """The practice's own words without the marks around them; brackets within them stay."""
    while start < end and text[start] in " \t-–—:,;|.)]}•·»~→*/>":
        start += 1
    while start < end and text[end - 1] in " \t-–—:,;|.([{•·»~→*/>":
        end -= 1
    letters = sum(c.isalpha() for c in text[start:end])
    return (start, end) if letters >= 3 else None
