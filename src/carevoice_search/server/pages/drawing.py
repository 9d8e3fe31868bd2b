"""A timeline as numbers: where its bars stand, how high they are, what is written at its axes, and where they lead.

Lengths are in units of the drawing, which are pixels where it is shown at its own size; y grows downwards.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal, NamedTuple
from urllib.parse import urlencode

import carevoice_search as cv
from carevoice_search.render import wording
from carevoice_search.server.request.asked import Asked

PARTS = 6
"""How many parts are told apart; where there are more, the last is all others."""
HEIGHT = 140.0
"""From the ground to the highest tick."""

_LETTER = 7.0
"""The width of a letter or digit at the size of the labels, rather more than less."""
_APART = 10.0
"""Room between labels."""
_INDENT = 4.0
"""From the line that a year begins at to its label."""
_TOP = 12.0
_ROW = 18.0
"""The height of a row of labels."""
_WIDE = 820.0
"""What bars take up together, where they are neither too thin nor too wide for it."""
_THIN, _BROAD = 4.0, 48.0
"""The least and the greatest distance from bar to bar."""
_SHORT, _LONG = 740.0, 890.0
"""Drawings shorter or longer than this are not made smaller to fit: their labels would be hard to read."""
_LEAST = 1.0
"""The height of bars that would be lower than can be seen."""
_FEW = 24
"""How many bars the key Tab stops at; where there are more, their table is the way, or the arrows."""
_TICKS = 5
_MOST_YEARS = 99
"""A timeline by months may have 1,200 of them."""
_STRIDES = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_PLURALS = {
    "Practice list": ("practice list", "practice lists"),
    "Commissioner post": ("commissioner post", "commissioner posts"),
    "Review or report": ("review or report", "reviews or reports"),
    "Article": ("article", "articles"),
    "Other": ("other", "others"),
}
"""Labels of kinds as nouns."""


class Part(NamedTuple):
    """What bars are split into; `place` is the number of its colour, the same in every drawing."""

    place: int
    label: str
    records: int
    href: str | None


class Segment(NamedTuple):
    """The share of one part in a bar."""

    place: int
    records: int
    y: float
    height: float


class DrawnBar(NamedTuple):
    """A bar in its slot; the slots fill the width without gaps. The segments stand on one another from the ground up,
    in the order of the parts. `counts` has a number for each part; an empty bar leads nowhere."""

    period: str
    label: str
    name: str
    href: str | None
    records: int
    counts: tuple[int, ...]
    x: float
    width: float
    y: float
    height: float
    slot: float
    slot_width: float
    segments: tuple[Segment, ...]


class Tick(NamedTuple):
    """A number at the axis of numbers."""

    y: float
    text: str


class Label(NamedTuple):
    """Words under the bars; `x` is where they start, or their middle where each bar has its own."""

    x: float
    text: str


class Choice(NamedTuple):
    """A link to another way of showing the same; `current` is the one that is shown."""

    label: str
    href: str
    current: bool


class Note(NamedTuple):
    """Records that no bar has, and the search that finds them."""

    text: str
    href: str


class _Slots(NamedTuple):
    """Where bars stand: the first slot's left edge, the distance from slot to slot, and the height of one record."""

    left: float
    pitch: float
    scale: float


class TimelineView(NamedTuple):
    """A timeline to be drawn. `eras` are the years under a row of months, each with the line that it begins at."""

    title: str
    step: str
    reach: Literal["short", "middling", "long"]
    width: float
    height: float
    left: float
    right: float
    ground: float
    depth: float
    bars: tuple[DrawnBar, ...]
    parts: tuple[Part, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    eras: tuple[Label, ...]
    labels_y: float
    centred: bool
    eras_y: float
    by_tab: bool
    steps: tuple[Choice, ...]
    notes: tuple[Note, ...]
    several: str
    csv: str


def timeline_view(timeline: cv.Timeline, asked: Asked) -> TimelineView:
    """The drawing of a timeline of what was asked."""
    parts, columns = _parts(timeline, asked)
    ticks = nice_ticks(max((bar.count for bar in timeline.bars), default=0))
    left = 2 * _APART + _LETTER * max(len(f"{tick:,}") for tick in ticks)
    pitch = min(max(_WIDE / max(len(timeline.bars), 1), _THIN), _BROAD)
    ground = _TOP + HEIGHT
    scale = HEIGHT / ticks[-1]
    slots = _Slots(left, pitch, scale)
    bars = tuple(
        _bar(bar, _counts(bar, columns, len(parts)), parts, slots, place, asked)
        for place, bar in enumerate(timeline.bars)
    )
    periods = [bar.period for bar in timeline.bars]
    labels, eras = _labels(periods, left, pitch)
    rows = bool(labels) + bool(eras)
    width = round(max(left + pitch * len(bars), _ends(labels, eras)) + _APART, 2)
    return TimelineView(
        title=_title(timeline),
        step=timeline.step,
        reach="short" if width < _SHORT else "middling" if width < _LONG else "long",
        width=width,
        height=ground + _ROW * max(rows, 1) + 6,
        left=left,
        right=round(left + pitch * len(bars), 2),
        ground=ground,
        depth=HEIGHT,
        bars=bars,
        parts=parts,
        ticks=tuple(Tick(round(ground - tick * scale, 2), f"{tick:,}") for tick in ticks),
        labels=labels,
        eras=eras,
        centred=timeline.step == "year" or pitch >= 3 * _LETTER + _APART,
        labels_y=ground + _ROW - 2,
        eras_y=ground + _ROW * rows - 2,
        by_tab=sum(bar.count > 0 for bar in timeline.bars) <= _FEW,
        steps=_steps(timeline, asked),
        notes=_notes(timeline, asked),
        several=_several(timeline.several),
        csv=_address("/timeline.csv", asked, timeline, timeline.step),
    )


def nice_ticks(most: int) -> tuple[int, ...]:
    """Round numbers from 0 to the first that is not below `most`, at distances of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if (step := digit * power) * _TICKS >= most:
                return tuple(range(0, max(most, 1) + step, step)[: -(-max(most, 1) // step) + 1])
        power *= 10


def within(query: cv.Query, period: str) -> cv.Query:
    """`query` kept to a year or month, and to what was chosen of it before."""
    spans = [part for part in query.filters if isinstance(part, cv.Period) and not part.negated]
    since = max([period, *(span.since for span in spans if span.since)], key=_first_day)
    until = min([period, *(span.until for span in spans if span.until)], key=_last_day)
    others = tuple(part for part in query.filters if part not in spans)
    return replace(query, filters=(*others, cv.Period(since, until)))


def _first_day(prefix: str) -> str:
    return prefix + "-01-01"[len(prefix) - 4 :] if len(prefix) < 10 else prefix


def _last_day(prefix: str) -> str:
    match len(prefix):
        case 4:
            return f"{prefix}-12-31"
        case 7:
            return f"{prefix}-{monthrange(int(prefix[:4]), int(prefix[5:]))[1]}"
    return prefix


def _parts(timeline: cv.Timeline, asked: Asked) -> tuple[tuple[Part, ...], dict[str, int]]:
    """The parts in the order in which they are stacked, and the place of each value among them."""
    known = cv.FIELDS[timeline.split].known
    order = list(known()) if known else []
    if not 0 < len(order) <= PARTS:
        order = [part.value for part in timeline.parts]
    found = sorted(
        timeline.parts,
        key=lambda part: order.index(part.value) if part.value in order else len(order),
    )
    folded = found[PARTS - 1 :] if len(found) > PARTS else []
    single = found[: PARTS - 1] if folded else found
    in_bars = cv.with_filter(asked.query, timeline.step, (cv.MISSING,), negated=True)
    parts = [
        Part(
            order.index(part.value) % PARTS if part.value in order else PARTS - 1,
            wording.value(timeline.split, part),
            part.count,
            asked.narrowed_by(cv.narrowed(in_bars, timeline.split, part.value)).address("/"),
        )
        for part in single
    ]
    columns = {part.value: place for place, part in enumerate(single)}
    if folded:
        parts.append(Part(PARTS - 1, "All others", sum(part.count for part in folded), None))
        columns |= {part.value: PARTS - 1 for part in folded}
    return tuple(parts), columns


def _counts(bar: cv.Bar, columns: Mapping[str, int], number: int) -> tuple[int, ...]:
    """How many records of a bar are of each part."""
    counts = [0] * number
    for value, count in bar.parts.items():
        counts[columns[value]] += count
    return tuple(counts)


def _bar(
    bar: cv.Bar, counts: tuple[int, ...], parts: Sequence[Part], slots: _Slots, place: int, asked: Asked
) -> DrawnBar:
    """A bar in its slot. It is at least so high that it is seen, and its segments share its height."""
    left, right = (round(slots.left + edge * slots.pitch, 2) for edge in (place, place + 1))
    gap = max(1.0, min(slots.pitch * 0.18, 8.0))
    ground = _TOP + HEIGHT
    whole = sum(counts)
    height = max(bar.count * slots.scale, _LEAST) if bar.count else 0.0
    tops = [round(ground - height * below / whole, 2) if whole else ground for below in accumulate(counts)]
    segments = tuple(
        Segment(part.place, count, top, round(bottom - top, 2))
        for part, count, top, bottom in zip(parts, counts, tops, [ground, *tops], strict=False)
        if count
    )
    label = wording.date(bar.period)
    return DrawnBar(
        period=bar.period,
        label=label,
        name=_name(label, bar, counts, parts),
        href=asked.narrowed_by(within(asked.query, bar.period)).address("/") if bar.count else None,
        records=bar.count,
        counts=counts,
        x=round(left + gap / 2, 2),
        width=round(slots.pitch - gap, 2),
        y=tops[-1] if tops else ground,
        height=round(height, 2),
        slot=left,
        slot_width=round(right - left, 2),
        segments=segments,
    )


def _name(label: str, bar: cv.Bar, counts: Sequence[int], parts: Sequence[Part]) -> str:
    """A bar as it is spoken: "April 2021: 3 records: 2 practice lists, 1 article"."""
    split = ", ".join(_of_part(count, part) for count, part in zip(counts, parts, strict=True) if count)
    return f"{label}: {wording.count(bar.count, 'record')}{f': {split}' if split else ''}"


def _of_part(count: int, part: Part) -> str:
    nouns = _PLURALS.get(part.label)
    return f"{count:,} {nouns[count != 1]}" if nouns else f"{part.label} {count:,}"


def _labels(periods: Sequence[str], left: float, pitch: float) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """The rows of labels: years under bars of years; under bars of months those that there is room for, and years."""
    if periods and len(periods[0]) == 4:
        stride = _stride(pitch)
        return tuple(
            Label(round(left + (place + 0.5) * pitch, 2), period)
            for place, period in enumerate(periods)
            if int(period) % stride == 0
        ), ()
    every = next((every for every in (1, 3) if every * pitch >= 3 * _LETTER + _APART), 0)
    shift = 0.5 * pitch if every == 1 else _INDENT
    months = tuple(
        Label(round(left + place * pitch + shift, 2), wording.MONTHS[int(period[5:]) - 1][:3])
        for place, period in enumerate(periods)
        if every and (int(period[5:]) - 1) % every == 0
    )
    return months, _eras(periods, left, pitch)


def _eras(months: Sequence[str], left: float, pitch: float) -> tuple[Label, ...]:
    """The years of a row of months, each where its first month begins."""
    stride = _stride(12 * pitch)
    starts = [
        (place, month[:4])
        for place, month in enumerate(months)
        if (place == 0 or month.endswith("-01")) and (int(month[:4]) % stride == 0 or len(months) < 12)
    ]
    room = 4 * _LETTER + _APART
    if len(starts) > 1 and (starts[1][0] - starts[0][0]) * pitch < room:
        del starts[0]  # a year of which the first bars show only the end
    return tuple(Label(round(left + place * pitch + _INDENT, 2), year) for place, year in starts)


def _stride(pitch: float) -> int:
    """How many years apart labels stand that do not touch."""
    return next((years for years in _STRIDES if years * pitch >= 4 * _LETTER + _APART), _STRIDES[-1])


def _ends(labels: Sequence[Label], eras: Sequence[Label]) -> float:
    """How far to the right labels reach."""
    middles = [label.x + 2 * _LETTER for label in labels[-1:]]
    return max([*middles, *(era.x + 4 * _LETTER + _APART for era in eras[-1:])], default=0.0)


def _title(timeline: cv.Timeline) -> str:
    if not timeline.bars:
        return f"Records by {timeline.step}"
    first, last = (wording.date(timeline.bars[end].period) for end in (0, -1))
    return f"Records by {timeline.step}, {first} to {last}" if first != last else f"Records of {first}"


def _steps(timeline: cv.Timeline, asked: Asked) -> tuple[Choice, ...]:
    """Links to both steps, as far as a timeline of them can be made; none where nothing has a date."""
    if not timeline.bars and not timeline.coarser:
        return ()
    years = [int(bar.period[:4]) for bar in timeline.bars]
    steps = ["year"] if years and years[-1] - years[0] >= _MOST_YEARS else ["year", "month"]
    return tuple(
        Choice(f"by {step}", f"{_address('/', asked, timeline, step)}#timeline", step == timeline.step)
        for step in steps
    )


def _address(path: str, asked: Asked, timeline: cv.Timeline, step: str) -> str:
    split = [] if timeline.split == "kind" else [("split", timeline.split)]
    return f"{path}?{urlencode([*asked.at(0).params(), ('by', step), *split], errors='replace')}"


def _notes(timeline: cv.Timeline, asked: Asked) -> tuple[Note, ...]:
    """What no bar shows: records dated to a year only, where bars are months, and those without a date."""
    notes = []
    if timeline.coarser:
        yearly = cv.with_filter(
            cv.narrowed(asked.query, "month", cv.MISSING), "year", (cv.MISSING,), negated=True
        )
        text = f"{wording.count(timeline.coarser, 'record')} dated to the year only"
        notes.append(Note(text, asked.narrowed_by(yearly).address("/")))
    if timeline.undated:
        undated = asked.narrowed_by(cv.narrowed(asked.query, "year", cv.MISSING))
        notes.append(
            Note(f"{wording.count(timeline.undated, 'record')} without a date", undated.address("/"))
        )
    return tuple(notes)


def _several(number: int) -> str:
    """Says that bars and notes add up to more than there are records."""
    if not number:
        return ""
    if number == 1:
        return "1 copy bears another date, or none, than what stands for it, and is counted with that too."
    return f"{number:,} copies bear other dates, or none, than what stands for them, and are counted with those too."
