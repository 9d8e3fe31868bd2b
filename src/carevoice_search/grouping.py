"""Which pages say the same: one press text on several sites, a page saved twice.

A page is told by its sketch: how its text overlaps with another's can be estimated from the two sketches alone, so
that all pages of an index are compared without their texts. docs/decisions/copies.md has the measurements behind
the numbers.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import crc32
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from carevoice_search.analysis import fold, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.model import Record

if TYPE_CHECKING:  # An index that is only searched has no sketch to make.
    import numpy.typing as npt

    Array = npt.NDArray[Any]

LEAST = 25
"""A text of fewer words has no sketch. Of one so short every word counts: one that differs makes it another text."""

SHINGLE = 5
"""Words in a row that texts are compared by."""
VALUES = 64
"""The least shingles that a sketch keeps, each by an order of its own: of two texts' values the share that agrees
estimates their Jaccard similarity, with a standard error of 0.05 at 0.8."""
MARKS = 14
"""Marks of each class that a sketch keeps of a text."""
AGREEING = 48
"""Values of two sketches that must be the same: a similarity of 0.75."""
_BAND = 4
"""Values in a row that two sketches must share to be compared at all: at 0.75 two in a thousand pairs do not."""
LEADERS = 16
"""Of the pages that share a band each is compared with so many first ones, or a thousand pages of one template
would be compared a thousand times a thousand times."""
A_YEAR = 10_000
"""As days are written: 20210429 is a year after 20200429."""

_SENTENCE = 60
"""Signs from which a line is taken for a sentence: what a site leaves around a text is shorter."""
_NO_MARK = 0xFFFF


class Tolerance(NamedTuple):
    """How many marks of a class two copies may each have in the place of another's: so many, or one in so many."""

    always: int
    one_in: int


DATES, NUMBERS, NAMES, LOOSE = (
    Tolerance(0, 1000),
    Tolerance(0, 10),
    Tolerance(0, 10),
    Tolerance(3, 2),
)
"""Days and months, numbers, and names in sentences and in the first line; and the numbers of all other lines, some
of which a site may have left there."""
CLASSES = (DATES, NUMBERS, NAMES, LOOSE)

_DAYS = frozenset(f"{day}day" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"))
_MONTHS = """January February March April May June July August September October November December Jan Feb Mar Apr Jun
Jul Aug Sep Sept Oct Nov Dec"""
_MONTH = {month: month[:3] for month in _MONTHS.split()}
_DAY_BEFORE = re.compile(r"(\d\d?)(?:st|nd|rd|th)? ?(?:of )?$")
_DAY_AFTER = re.compile(r" ?(\d\d?)(?:st|nd|rd|th)?\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IN_WORDS = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half third thirds
quarter quarters fifth fifths"""
_WORDS_OF_NUMBERS = frozenset(_IN_WORDS.split())
_CAPITAL = re.compile(r"[A-Z][\w'’-]+")
_OPENING = "\"'“‘([ "
_BEGINS_AFTER = ".!?…\n"
_AT_ONCE = 1 << 10
"""Shingles that are hashed at once: a page may have a million words."""
_PAIRS_AT_ONCE = 1 << 14
"""Pairs of pages that are compared at once."""


class Sketched(NamedTuple):
    """What a page is compared by: the id of its record, its sketch, and what its record states."""

    id: str
    sketch: str
    councils: tuple[str, ...] = ()
    date: str | None = None


def sketch(text: str) -> str:
    """What copies of a text are told by: 320 signs, the same on every machine; empty where it is too short.

    MinHash (Broder 1997) over the shingles of the folded words, and the least hashes of the marks of each class.
    """
    held: list[str] = []
    told: set[str] = set()
    sentences: list[str] = []
    others: list[str] = []
    for line in filter(str.strip, text.split("\n")):
        found = words(line)
        held += found
        if len(line) >= _SENTENCE or not sentences:
            sentences.append(line)
            told.update(found)
        else:
            others.append(line)
    if len(held) < LEAST:
        return ""
    prose = "\n".join(sentences)
    dates, names = _dates_and_names(prose)
    numbers = _numbers(prose) | (told & _WORDS_OF_NUMBERS)
    marks = (dates, numbers, names, _numbers("\n".join(others)))
    content = _least_shingles(held).astype("<u2").tobytes()
    content += b"".join(one.to_bytes(2, "little") for found in marks for one in _least_marks(found))
    return b64encode(content).decode()


def _numbers(text: str) -> set[str]:
    return {one.replace(",", "") for one in _NUMBER.findall(text)}


def _dates_and_names(text: str) -> tuple[set[str], set[str]]:
    """Months with their days, and days of the week; and words with a capital that do not begin a sentence, folded."""
    dates: set[str] = set()
    names: set[str] = set()
    for one in _CAPITAL.finditer(text):
        word, start = one.group(), one.start()
        if word in _MONTH:
            day = _DAY_BEFORE.search(text, max(0, start - 8), start) or _DAY_AFTER.match(text, one.end())
            dates.add(f"{day.group(1) if day else ''} {_MONTH[word]}")
        elif word in _DAYS:
            dates.add(word)
        else:
            before = text[max(0, start - 4) : start].rstrip(_OPENING)
            if before and before[-1] not in _BEGINS_AFTER:
                names.add(word)
    return dates, {"".join(fold(one)) for one in names}


def _least_shingles(held: Sequence[str]) -> Array:
    """A number of 16 bits for each of the VALUES orders of shingles: that of the first by it."""
    import numpy as np

    hashes = {word: crc32(word.encode("utf-8", "surrogatepass")) for word in set(held)}
    numbers = np.fromiter(map(hashes.__getitem__, held), np.uint64, len(held))
    factors = _factors(SHINGLE + VALUES)
    shingles = len(held) - SHINGLE + 1
    mixed = np.zeros(shingles, np.uint64)
    for place in range(SHINGLE):
        mixed += numbers[place : place + shingles] * factors[place]
    mixed ^= mixed >> np.uint64(32)
    mixed *= factors[0]
    mixed ^= mixed >> np.uint64(29)
    hashed = (mixed * factors[1] >> np.uint64(32)).astype(np.uint32)
    orders = factors[SHINGLE:, None].astype(np.uint32)
    least = np.full(VALUES, 0xFFFF_FFFF, np.uint32)
    for start in range(0, shingles, _AT_ONCE):
        np.minimum(least, (hashed[start : start + _AT_ONCE] * orders).min(axis=1), out=least)
    return least * np.uint32(0x9E3779B1) >> np.uint32(16)


@cache
def _factors(number: int) -> Array:
    """Odd numbers of 64 bits, by the generator SplitMix64 (Steele and others 2014) from 0 on."""
    import numpy as np

    found = []
    for place in range(1, number + 1):
        one = place * 0x9E3779B97F4A7C15 & (1 << 64) - 1
        one = (one ^ one >> 30) * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
        one = (one ^ one >> 27) * 0x94D049BB133111EB & (1 << 64) - 1
        found.append((one ^ one >> 31) | 1)
    return np.array(found, np.uint64)


def _least_marks(found: Iterable[str]) -> list[int]:
    """The least MARKS of the hashes of marks, of 16 bits each."""
    hashes = {crc32(one.encode("utf-8", "surrogatepass")) * 0x9E3779B1 >> 16 & 0xFFFF for one in found}
    return [*sorted(hashes - {_NO_MARK})[:MARKS], *[_NO_MARK] * MARKS][:MARKS]


# Pages that are copies of one another


def groups(pages: Iterable[Sketched]) -> tuple[tuple[str, ...], ...]:
    """The ids of pages that are copies of one another, in order, in groups of two and more.

    Two pages are copies where their sketches are the same, or share a band and agree (see `_agreeing`), their
    councils are the same, and their dates, where both are stated, are not more than a year apart; and so are copies
    of copies. Of the pages that share a band and their councils, but not their sketch, only the first LEADERS, by
    their sketches, have copies by that band.
    """
    alike: dict[tuple[tuple[str, ...], str, str], list[str]] = {}
    for one in pages:
        if one.sketch:
            key = tuple(sorted(set(one.councils))), one.sketch, one.date or ""
            alike.setdefault(key, []).append(one.id)
    kinds = sorted(alike)
    found: dict[int, list[str]] = {}
    for first, key in zip(_joined(kinds), kinds, strict=True):
        found.setdefault(first, []).extend(alike[key])
    return tuple(sorted(tuple(sorted(ids)) for ids in found.values() if len(ids) > 1))


def _joined(kinds: Sequence[tuple[tuple[str, ...], str, str]]) -> list[int]:
    """For each kind of page (councils, sketch, date), in order, the place of the first that it is a copy of."""
    import numpy as np

    if not kinds:
        return []
    content = b64decode("".join(text for _, text, _ in kinds))
    sketches = np.frombuffer(content, "<u2").reshape(len(kinds), -1)
    numbers = {councils: number for number, councils in enumerate(dict.fromkeys(one for one, _, _ in kinds))}
    councils = np.array([numbers[one] for one, _, _ in kinds])
    days_of = {
        date: (first_day(date), last_day(date)) if date else (0, 0) for date in {one[2] for one in kinds}
    }
    days = np.array([days_of[date] for _, _, date in kinds])
    bands = np.ascontiguousarray(sketches[:, :VALUES]).view("<u8")
    firsts = np.arange(len(kinds))
    some, others = _of_one_sketch(kinds)
    near = _near(days[some], days[others])
    _join(firsts, some[near], others[near])
    for band in bands.T:
        for some, others in _pairs(band, councils):
            apart = firsts[some] != firsts[others]
            some, others = some[apart], others[apart]
            agreeing = _agreeing(sketches[some], sketches[others]) & _near(days[some], days[others])
            _join(firsts, some[agreeing], others[agreeing])
    return [int(first) for first in firsts]


def _of_one_sketch(kinds: Sequence[tuple[tuple[str, ...], str, str]]) -> tuple[Array, Array]:
    """The places of pages of the same councils and sketch, each with the one before it in time and with the undated."""
    import numpy as np

    pairs: list[tuple[int, int]] = []
    undated = -1
    for place in range(1, len(kinds)):
        if kinds[place][:2] != kinds[place - 1][:2]:
            undated = -1
            continue
        if not kinds[place - 1][2]:
            undated = place - 1
        pairs.append((place - 1, place))
        if undated >= 0:
            pairs.append((undated, place))
    found = np.array(pairs, np.intp).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _pairs(band: Array, councils: Array) -> Iterator[tuple[Array, Array]]:
    """The places of pages with the same band and councils, each with one of the LEADERS before it; some at a time."""
    import numpy as np

    order = np.argsort(
        band, kind="stable"
    )  # The pages stand in the order of their councils, and then sketches.
    sorted_band, sorted_councils = band[order], councils[order]
    new = (sorted_band[1:] != sorted_band[:-1]) | (sorted_councils[1:] != sorted_councils[:-1])
    starts = np.concatenate(([0], np.flatnonzero(new) + 1))
    lengths = np.diff(starts, append=len(order))
    starts, lengths = starts[lengths > 1], lengths[lengths > 1]
    for leader in range(LEADERS):
        following = lengths - leader - 1
        starts, lengths, following = starts[following > 0], lengths[following > 0], following[following > 0]
        if not len(starts):
            return
        leading = np.repeat(starts + leader, following)
        within = np.arange(len(leading)) - np.repeat(np.cumsum(following) - following, following)
        led = leading + 1 + within
        for start in range(0, len(led), _PAIRS_AT_ONCE):
            yield order[leading[start : start + _PAIRS_AT_ONCE]], order[led[start : start + _PAIRS_AT_ONCE]]


def _agreeing(some: Array, others: Array) -> Array:
    """Which of pairs of sketches are of one text: AGREEING values are the same, and the marks contradict nothing."""
    import numpy as np

    found: Array = np.count_nonzero(some[:, :VALUES] == others[:, :VALUES], axis=1) >= AGREEING
    places = np.flatnonzero(found)
    for number, tolerance in enumerate(CLASSES):
        marks = slice(VALUES + number * MARKS, VALUES + (number + 1) * MARKS)
        found[places] &= _agreeing_marks(some[places, marks], others[places, marks], tolerance)
    return found


def _agreeing_marks(some: Array, others: Array, tolerance: Tolerance) -> Array:
    """Which of pairs of marks are of one text.

    Either text may have marks more, as leftovers of a site bring them. Where each has some that the other lacks,
    they stand in each other's place, as in an edition of another year: `tolerance` says of how many that may be so.
    """
    import numpy as np

    # Of a full row the greater marks are not known.
    bound = np.minimum(_beyond(some), _beyond(others))[:, None]
    here, there = some < bound, others < bound
    same = some[:, :, None] == others[:, None, :]
    shared = np.count_nonzero(same.any(axis=2) & here, axis=1)
    least = np.minimum(np.count_nonzero(here, axis=1), np.count_nonzero(there, axis=1))
    agreeing: Array = least - shared <= np.maximum(tolerance.always, least // tolerance.one_in)
    return agreeing


def _beyond(marks: Array) -> Array:
    """The first number that is greater than all marks that a row would have: of a full row it is its last and one."""
    import numpy as np

    last = marks[:, -1].astype(np.int64)
    return np.where(last == _NO_MARK, _NO_MARK, last + 1)


def _near(some: Array, others: Array) -> Array:
    """Which of pairs of dates, each its first and last day, are not more than a year apart; 0 is no date."""
    import numpy as np

    undated = (some[:, 0] == 0) | (others[:, 0] == 0)
    apart = np.maximum(some[:, 0] - others[:, 1], others[:, 0] - some[:, 1])
    near: Array = undated | (apart <= A_YEAR)
    return near


def _join(firsts: Array, some: Array, others: Array) -> None:
    """Have all that hangs together by the pairs name the least place among it."""
    import numpy as np

    while True:
        here, there = firsts[some], firsts[others]
        if np.array_equal(here, there):
            return
        least = np.minimum(here, there)
        np.minimum.at(firsts, here, least)
        np.minimum.at(firsts, there, least)
        while not np.array_equal(firsts, further := firsts[firsts]):
            firsts[:] = further


# Findings of copies


def same_findings(standing: Iterable[Iterable[Record]]) -> list[tuple[str, ...]]:
    """The ids of findings of copied pages that say the same, given the records on each page.

    They have the same value, unit and folded sentence. What stands twice on a page stands twice on its copies:
    the first is a copy of the first, the second of the second.
    """
    found: dict[tuple[object, ...], list[str]] = {}
    for records in standing:
        times: dict[tuple[object, ...], int] = {}
        for record in records:
            if record.figure is not None:
                said = record.figure.value, record.figure.unit, words(record.title)
                times[said] = times.get(said, 0) + 1
                found.setdefault((*said, times[said]), []).append(record.id)
    return [tuple(sorted(ids)) for ids in found.values() if len(ids) > 1]
