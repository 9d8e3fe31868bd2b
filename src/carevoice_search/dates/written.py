"""English dates in text, by ordered, named rules, each with the precision that the text states.

A rule that recognises an expression claims its words even when no date comes of it, so that "31 February 2021"
is not read again as "February 2021". Nothing is guessed: a date without a year, an impossible day and a year of
two digits give no date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from carevoice_search.dates.periods import exists, is_date, is_iso


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and the words that state it: `text[start:end]`.

    The dates of one expression ("5, 12 and 30 April 2024") share the place of the whole expression.
    """

    iso: str
    start: int
    end: int
    rule: str


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|"
    r"sep(?:tember|t\.?|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![^\W\d_])"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[^\S\n]{1,3})?"
_DAY = r"\d{1,2}(?:[^\S\n]?(?:st|nd|rd|th))?(?!\w)"
_YEAR = r"(?:1[89]\d\d|20\d\d|2100)(?!\d|/\d)"
# Blanks never cross a line: in a cleaned page a line is a block. They are taken whole ("+"), so that no text
# can be read in many ways and the time stays linear.
_GAP = r"[^\S\n]{1,3}+"
_ANY_GAP = r"[^\S\n]{0,3}+"
_DASH = r"[-\u2010-\u2015\u2212]"
_SEPARATOR = (
    rf"{_ANY_GAP}(?:,{_GAP}(?:and|or)(?=\s)|,|(?:and|or|to|until|till|through)(?=\s)|[&/+]|{_DASH}){_ANY_GAP}"
)
_FREE = r"(?<![\w£$€/])(?<!\d[.,:])"

_DAYS = rf"{_WEEKDAY}(?:the{_GAP})?{_DAY}(?:{_SEPARATOR}{_WEEKDAY}(?:the{_GAP})?{_DAY}){{0,11}}"
_JOINT = rf"(?:{_GAP}of{_GAP}|,?{_ANY_GAP}(?:[-/]{_ANY_GAP})?)"
_DAYS_MONTH = rf"{_DAYS}{_JOINT}{_MONTH}"
_MONTH_DAYS = rf"{_MONTH}{_GAP}(?:the{_GAP})?{_DAY}(?:{_SEPARATOR}{_DAY}){{0,11}}"
_PART_OF_MONTH = rf"(?:(?:early|mid|late)[- ]|(?:the{_GAP})?(?:start|beginning|end){_GAP}of{_GAP})?"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ISO = _rule(
    r"(?<![\w/.-])(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:(?:t|[^\S\n])\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:z|[^\S\n]?[+-]\d{2}:?\d{2})?)?(?![\w/]|-\w)"
)
_NUMERIC = _rule(
    r"(?<![\w/£$€])(?<!\d[.-])(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)"
    r"(?P<year>\d{4})(?![\w/]|[-.]\d)"
)
_DAY_FIRST = _rule(rf"{_FREE}{_DAYS_MONTH}(?:{_SEPARATOR}{_DAYS_MONTH}){{0,4}}{_JOINT}(?P<year>{_YEAR})")
_MONTH_FIRST = _rule(
    rf"{_FREE}{_WEEKDAY}{_MONTH_DAYS}(?:{_SEPARATOR}{_MONTH_DAYS}){{0,4}}(?:,{_ANY_GAP}|{_GAP})(?P<year>{_YEAR})"
)
_MONTH_YEAR = _rule(
    rf"(?<![^\W_]){_MONTH}(?:{_SEPARATOR}{_PART_OF_MONTH}{_MONTH}){{0,11}}{_JOINT}(?P<year>{_YEAR})"
)

_YEAR_S_DIGITS = re.compile(r"\d{4}")
_LINE = 300
_DAY_OR_MONTH = _rule(rf"(?P<day>\d{{1,2}})|(?P<month>{_MONTH})")
_RANGE = _rule(rf"\b(?:to|until|till|through)\b|{_DASH}")
_CLOSING = _rule(r"\b(?:and|or)\b|[&+/]")
_TIME_OF_DAY = _rule(
    r"[\s,]*(?:(?:at|-|–|\|)?\s*\d{1,2}(?:[:.]\d{2}){0,2}\s*(?:[ap]\.?m\.?)?\s*(?:gmt|bst|utc|z|[+-]\d{2}:?\d{2})?)?\.?"
)


def find_dates(text: str) -> Iterator[DateMention]:
    """The dates in `text`, in order of their places; days are read before months (UK order) in 05/06/2024."""
    _, mentions = _read(text)
    return iter(sorted(mentions, key=lambda m: (m.start, m.end, m.iso)))


def find_years(text: str) -> Iterator[DateMention]:
    """Bare years, 1900 to 2100, that stand in no date, number, sum of money or financial year ("2019/20")."""
    claimed, _ = _read(text)
    for match in _BARE_YEAR.finditer(_blanked(text, claimed)):
        if not _is_number(text, match.start(), match.end()):
            yield DateMention(match.group(), match.start(), match.end(), "year")


def parse_date(text: str) -> str | None:
    """The date that the whole of `text` is: an ISO prefix, an ISO datetime or an English date; or None.

    A time of day after the date is dropped; the day is that of the time zone as written.
    """
    plain = " ".join(text.split())
    if is_iso(plain):
        return plain if is_date(plain) else None
    mentions = list(find_dates(plain))
    if len(mentions) == 1 and mentions[0].start == 0 and _TIME_OF_DAY.fullmatch(plain, mentions[0].end):
        return mentions[0].iso
    return None


def _iso(year: int, month: int, day: int | None) -> str:
    return f"{year:04}-{month:02}" if day is None else f"{year:04}-{month:02}-{day:02}"


_Reading = tuple[Sequence[tuple[int, int]], Sequence[DateMention]]


def _read(text: str) -> _Reading:
    """Every claimed place, and the dates in them: without a year there is none. Several rules look at one line."""
    if not _YEAR_S_DIGITS.search(text):
        return (), ()
    return _read_line(text) if len(text) <= _LINE else _read_rules(text)


@lru_cache(maxsize=1024)
def _read_line(text: str) -> _Reading:
    return _read_rules(text)


def _read_rules(text: str) -> _Reading:
    """What the rules claim, earlier ones first."""
    claimed: list[tuple[int, int]] = []
    mentions: list[DateMention] = []
    for rule, pattern, dates_of in _RULES:
        # Blanking what is claimed keeps a later rule from reading across it.
        rest = _blanked(text, claimed)
        for match in pattern.finditer(rest):
            read = dates_of(match)
            if read is None:
                continue
            claimed.append(match.span())
            start = match.start() + read.skip
            mentions.extend(DateMention(iso, start, match.end(), rule) for iso in read.dates)
    return claimed, mentions


def _blanked(text: str, places: Sequence[tuple[int, int]]) -> str:
    if not places:
        return text
    pieces: list[str] = []
    position = 0
    for start, end in sorted(places):
        pieces.append(text[position:start])
        pieces.append("\n" * (end - start))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates of an expression, and how many of its first characters do not belong to them."""

    dates: tuple[str, ...] = ()
    skip: int = 0


@dataclass(frozen=True, slots=True)
class _Point:
    """A day or a month of an expression; `joined` is what stands between it and the point before."""

    month: int
    day: int | None
    start: int
    joined: str


def _numeric(match: re.Match[str]) -> _Dates | None:
    year, month, day = match["year"], match["month"], match["day"]
    if len(month + day) < 4 and (match["mark"], match.start("day") > match.start("year")) in _TWO_DIGITS:
        return None
    if not 1800 <= int(year) <= 2100 or not exists(int(year), int(month), int(day)):
        return _Dates()
    return _Dates((_iso(int(year), int(month), int(day)),))


def _days_then_month(match: re.Match[str]) -> _Dates:
    """ "5, 12 and 30 April 2024", "22 April to 3 May 2024": a day belongs to the month that follows it."""
    pieces = _pieces(match)
    month, points = 0, []
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if piece["month"]:
            month = _month(piece)
        else:
            between = _before(match, pieces, index, "day")
            points.append(_Point(month, int(piece["day"]), piece.start(), between))
    return _dated(points[::-1], match)


def _month_then_days(match: re.Match[str]) -> _Dates:
    """ "May 13-15, 2015": a day belongs to the month before it."""
    pieces = _pieces(match)
    points: list[_Point] = []
    named = pieces[0]
    for index, piece in enumerate(pieces):
        if piece["month"]:
            named = piece
        else:
            between = _before(match, pieces, index, "day")
            points.append(_Point(_month(named), int(piece["day"]), named.start(), between))
    return _dated(points, match)


def _months(match: re.Match[str]) -> _Dates | None:
    """ "Sept. 2021", "March and June 2021". "As it may 2000 times": the small word is no month."""
    pieces = _pieces(match)
    if len(pieces) == 1 and match.group().startswith(("may", "mar")):
        return None
    points = [
        _Point(_month(piece), None, piece.start(), _before(match, pieces, index, "month"))
        for index, piece in enumerate(pieces)
    ]
    return _dated(points, match)


def _pieces(match: re.Match[str]) -> list[re.Match[str]]:
    return list(_DAY_OR_MONTH.finditer(match.string, match.start(), match.start("year")))


def _month(piece: re.Match[str]) -> int:
    return _MONTHS.index(piece["month"][:3].lower()) + 1


def _before(match: re.Match[str], pieces: list[re.Match[str]], index: int, kind: str) -> str:
    """The text between a piece and the last one of its kind before it."""
    ends = [piece.end() for piece in pieces[:index] if piece[kind]]
    return match.string[ends[-1] : pieces[index].start()] if ends else ""


def _dated(points: list[_Point], match: re.Match[str]) -> _Dates:
    """Years for the points, from the last one back; what cannot belong to one list or range is left out.

    "28 December to 3 January 2022" began in 2021. In "Room 12, 5 May 2021" a comma alone makes no list, and
    in "14 and 5 May 2021" the 14 is no day: there the first numbers are skipped.
    """
    year = int(match["year"])
    kept = [(year, points[-1])]
    if _RANGE.search(points[-1].joined) or _CLOSING.search(points[-1].joined):
        for earlier, later in zip(points[-2::-1], points[:0:-1], strict=False):
            if (earlier.month, earlier.day or 0) > (later.month, later.day or 0):
                if earlier.month == later.month or not _RANGE.search(later.joined):
                    break
                year -= 1
            kept.append((year, earlier))
    if not all(exists(of, point.month, point.day) for of, point in kept):
        return _Dates()
    dates = dict.fromkeys(_iso(of, point.month, point.day) for of, point in reversed(kept))
    skip = kept[-1][1].start - match.start() if len(kept) < len(points) else 0
    return _Dates(tuple(dates), skip)


_TWO_DIGITS = {("-", True), (".", False)}
"""Marks that need two digits for day and month: "2021-4-9" and "3.4.2021" may be numbers of sections."""

_RULES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], _Dates | None]], ...] = (
    ("iso", _ISO, _numeric),
    ("day-month-year-numbers", _NUMERIC, _numeric),
    ("day-month-year", _DAY_FIRST, _days_then_month),
    ("month-day-year", _MONTH_FIRST, _month_then_days),
    ("month-year", _MONTH_YEAR, _months),
)


def _is_number(text: str, start: int, end: int) -> bool:
    """Whether four digits that look like a year are part of, or serve as, a number."""
    before, after = text[max(0, start - 24) : start], text[end : end + 16]
    if _NUMBER_BEFORE.search(before) or _NUMBER_AFTER.match(after):
        return True
    if text[start:end] in _ROUND and (_COUNT_BEFORE.search(before) or _COUNT_AFTER.match(after)):
        return True
    neighbours = [m.group(1) for m in (_DIGITS_BEFORE.search(before), _DIGITS_AFTER.match(after)) if m]
    return any(not _YEAR_ALONE.fullmatch(digits) for digits in neighbours)


_BARE_YEAR = re.compile(r"(?<![^\W_])(?:19\d\d|20\d\d|2100)(?![^\W_])", re.ASCII)
_YEAR_ALONE = re.compile(r"19\d\d|20\d\d|2100", re.ASCII)
_ROUND = ("1900", "2000", "2100")
# Money, decimals, paths, file names, references ("No. 2020", "EWHC 1985", "[2024] EWHC") and "2018-19".
_NUMBER_BEFORE = re.compile(
    rf"[£$€#][^\S\n]?$|\d[.,:]$|[/=_\\@]$|(?<!\d\d\d\d){_DASH}$(?<=\d.)|"
    r"\b(?i:no|nos|number|ref|tel|ext|id)[.:]?[^\S\n]?$|"
    r"\b(?:EW|UK|CS|NI)[A-Za-z]{2,4}(?:[^\S\n](?:Civ|Crim|Fam|B))?[^\S\n]$"
)
_NUMBER_AFTER = re.compile(
    rf"[.,:]\d|[/\\_=@]|{_DASH}(?:\d{{1,3}}(?!\d)|\d{{5}}|[A-Z]{{2}})|\.[a-z]{{2,4}}\b|"
    r"[^\S\n]?(?:%|per[^\S\n]?cent)|\][^\S\n]?[A-Z]|[^\S\n](?:words?|miles?|hours|hrs|metres|km|pounds|times|copies|characters)\b"
)
_COUNT_BEFORE = _rule(
    r"\b(?:over|than|up to|least|nearly|almost|around|about|some|approximately|roughly|to|of|the)\s$"
)
_COUNT_AFTER = _rule(
    r"\s(?:(?:more|new|young|other|foster|looked)\s)?(?:people|children|pupils|places|homes|families|carers|"
    r"staff|members|respondents|participants|responses|cases|leavers|adults|workers|voices|after)\b"
)
_DIGITS_BEFORE = re.compile(r"(?<![\d.,])(\d+)[ -]$", re.ASCII)
_DIGITS_AFTER = re.compile(r"[ -](\d{3,})", re.ASCII)
