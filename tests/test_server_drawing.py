"""A timeline as a drawing: bars that say how many, axes that can be read, and links that find what a bar shows."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import carevoice_search as cv
from api_folder import module_home, opened
from carevoice_search.server.pages.drawing import HEIGHT, TimelineView, nice_ticks, timeline_view, within
from carevoice_search.server.request.asked import Asked, read

STATIC = Path(cv.__file__).parent / "server" / "static"
NEAR = 0.02
"""Coordinates are rounded to two decimals."""
QUIET = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> cv.Index:
    return opened(module_home(tmp_path_factory), tmp_path_factory)


def periods(step: str, first: int, number: int) -> list[str]:
    if step == "year":
        return [f"{first + place:04}" for place in range(number)]
    return [f"{first + place // 12:04}-{place % 12 + 1:02}" for place in range(number)]


def a_timeline(step: str, first: int, bars: list[dict[str, int]]) -> cv.Timeline:
    held = {kind: sum(bar.get(kind, 0) for bar in bars) for kind in cv.KINDS}
    parts = sorted((kind for kind in held if held[kind]), key=lambda kind: -held[kind])
    total = sum(held.values())
    return cv.Timeline(
        query="",
        step="year" if step == "year" else "month",
        split="kind",
        bars=tuple(
            cv.Bar(period, sum(bar.values()), {kind: bar.get(kind, 0) for kind in parts})
            for period, bar in zip(periods(step, first, len(bars)), bars, strict=True)
        ),
        parts=tuple(cv.Bucket(kind, cv.label("kind", kind), held[kind]) for kind in parts),
        coarser=0,
        undated=0,
        total=total,
        totals={"page": total},
    )


counts = st.one_of(st.just(0), st.integers(1, 9), st.integers(1, 20_000))
one_bar = st.dictionaries(st.sampled_from(list(cv.KINDS)), counts, max_size=5)
timelines = st.builds(
    a_timeline, st.sampled_from(["month", "year"]), st.integers(1880, 2020), st.lists(one_bar, max_size=260)
)


def drawn(timeline: cv.Timeline) -> TimelineView:
    return timeline_view(timeline, Asked(cv.plain("")))


# Bars


@QUIET
@given(timelines)
def test_slots_fill_the_width_and_bars_stand_in_them_apart(timeline: cv.Timeline) -> None:
    view = drawn(timeline)
    assert [bar.period for bar in view.bars] == [bar.period for bar in timeline.bars]
    for bar, after in pairwise(view.bars):
        assert bar.slot + bar.slot_width == pytest.approx(after.slot, abs=NEAR)
        assert bar.x + bar.width < after.x
    for bar in view.bars:
        assert bar.slot <= bar.x and bar.x + bar.width <= bar.slot + bar.slot_width + NEAR
        assert bar.width >= 3
    if view.bars:
        assert view.bars[0].slot == pytest.approx(view.left, abs=NEAR)
        assert view.bars[-1].slot + view.bars[-1].slot_width == pytest.approx(view.right, abs=NEAR)
        assert view.right < view.width


@QUIET
@given(timelines)
def test_heights_are_proportional_to_counts_but_for_bars_too_low_to_be_seen(timeline: cv.Timeline) -> None:
    view = drawn(timeline)
    top = nice_ticks(max((bar.count for bar in timeline.bars), default=0))[-1]
    for bar, meant in zip(view.bars, timeline.bars, strict=True):
        exact = HEIGHT * meant.count / top
        assert bar.height == pytest.approx(max(exact, 1.0) if meant.count else 0, abs=NEAR)
        assert bar.records == meant.count


@QUIET
@given(timelines)
def test_segments_stand_on_one_another_and_add_up(timeline: cv.Timeline) -> None:
    view = drawn(timeline)
    for bar, meant in zip(view.bars, timeline.bars, strict=True):
        assert sum(bar.counts) == meant.count == sum(segment.records for segment in bar.segments)
        floor = view.ground
        for segment in bar.segments:
            assert segment.records > 0
            assert segment.y + segment.height == pytest.approx(floor, abs=NEAR)
            floor = segment.y
        assert floor == pytest.approx(view.ground - bar.height, abs=NEAR)
        places = [segment.place for segment in bar.segments]
        assert places == sorted(places), "the order of parts is the same in every bar"


@QUIET
@given(timelines)
def test_a_kind_has_the_same_colour_in_every_drawing(timeline: cv.Timeline) -> None:
    for part in drawn(timeline).parts:
        assert list(cv.KINDS.values())[part.place] == part.label


def test_an_empty_month_is_a_gap_without_a_link() -> None:
    view = drawn(a_timeline("month", 2021, [{"article": 2}, {}, {"article": 1}]))
    assert [bar.href is None for bar in view.bars] == [False, True, False]
    assert view.bars[1].segments == () and view.bars[1].height == 0


def test_a_bar_says_what_it_shows() -> None:
    months: list[dict[str, int]] = [{}] * 3 + [{"practice-list": 2, "article": 1}]
    view = drawn(a_timeline("month", 2021, months))
    assert view.bars[3].name == "April 2021: 3 records: 2 practice lists, 1 article"
    assert view.title == "Records by month, January 2021 to April 2021"


def test_more_parts_than_can_be_told_apart_are_drawn_as_one() -> None:
    units = {unit: number for number, unit in enumerate(cv.UNITS, 1)}
    parts = tuple(cv.Bucket(unit, cv.label("unit", unit), number) for unit, number in units.items())
    total = sum(units.values())
    view = drawn(
        cv.Timeline(
            "", "year", "unit", (cv.Bar("2021", total, units),), parts, 0, 0, total, {"finding": total}
        )
    )
    assert [part.label for part in view.parts][-1] == "All others"
    assert len(view.parts) == len({part.place for part in view.parts}) == 6
    assert sum(view.bars[0].counts) == total


def test_nothing_dated_is_no_drawing_but_still_numbers() -> None:
    view = drawn(cv.Timeline("", "year", "kind", (), (), 0, 7, 7, {"page": 7}))
    assert view.bars == () and [note.text for note in view.notes] == ["7 records without a date"]


# Axes


@given(st.integers(0, 10**9))
def test_ticks_are_round_evenly_apart_and_reach_the_greatest(most: int) -> None:
    ticks = nice_ticks(most)
    step = ticks[1] - ticks[0]
    assert ticks[0] == 0 and ticks[-1] >= most
    assert ticks[-1] - step < max(most, 1), "no tick more than is needed"
    assert {after - before for before, after in pairwise(ticks)} == {step}
    assert 2 <= len(ticks) <= 6
    assert str(step).rstrip("0") in ("1", "2", "5")


@QUIET
@given(timelines)
def test_labels_do_not_touch(timeline: cv.Timeline) -> None:
    view = drawn(timeline)
    for row, centred in ((view.labels, view.centred), (view.eras, False)):
        ends = [
            (
                label.x - (3.5 * len(label.text) if centred else 0),
                label.x + 7 * len(label.text) / (1 + centred),
            )
            for label in row
        ]
        assert all(before[1] + 4 <= after[0] for before, after in pairwise(ends))
        assert all(start >= 0 and end <= view.width for start, end in ends)
    assert view.labels or view.eras or len(view.bars) < 12


@QUIET
@given(timelines)
def test_labels_stand_under_what_they_name(timeline: cv.Timeline) -> None:
    view = drawn(timeline)
    for era in view.eras:
        bar = next(bar for bar in view.bars if bar.slot <= era.x < bar.slot + bar.slot_width + 4)
        assert bar.period.startswith(era.text)
    if timeline.step == "year":
        for label in view.labels:
            bar = next(bar for bar in view.bars if bar.slot <= label.x < bar.slot + bar.slot_width)
            assert bar.period == label.text


# Links


def follow(href: str, index: cv.Index) -> Asked:
    return read(parse_qsl(urlsplit(href).query, keep_blank_values=True), index)


def total(asked: Asked, index: cv.Index) -> int:
    return asked.answer(index).total


@pytest.mark.parametrize("step", ["month", "year"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": "trust"},
        {"since": "2020-10", "until": "2021-06"},
        {"since": "2020-10-05"},
        {"year": "2021"},
        {"q": "date:2019..2021 -date:2020-11", "kind": "practice-list"},
        {"q": "voice zzzz care"},
    ],
)
def test_every_bar_leads_to_as_many_records_as_it_shows(
    step: Any, params: dict[str, str], index: cv.Index
) -> None:
    asked = read(list(params.items()), index)
    timeline = index.timeline(asked.query, step=step)
    view = timeline_view(timeline, asked)
    assert view.bars
    for bar in view.bars:
        if bar.href:
            assert total(follow(bar.href, index), index) == bar.records, bar.name
    for part in view.parts:
        assert part.href
        assert total(follow(part.href, index), index) >= part.records


def test_the_link_of_a_bar_is_the_bars_period(index: cv.Index) -> None:
    view = timeline_view(index.timeline("", step="month"), Asked(index.query("")))
    for bar in view.bars:
        if bar.href:
            assert follow(bar.href, index).query.filters == (cv.Period(bar.period, bar.period),)


@pytest.mark.parametrize("step", ["month", "year"])
def test_records_in_no_bar_are_named_and_found(step: Any, index: cv.Index) -> None:
    timeline = index.timeline("", step=step)
    notes = timeline_view(timeline, Asked(index.query(""))).notes
    numbers = [number for number in (timeline.coarser, timeline.undated) if number]
    assert numbers and [int(note.text.split()[0]) for note in notes] == numbers
    assert [total(follow(note.href, index), index) for note in notes] == numbers


@pytest.mark.parametrize(
    ("before", "period", "after"),
    [
        (cv.Period("2020", None), "2021-04", ("2021-04", "2021-04")),
        (cv.Period("2021-04-10", "2022"), "2021-04", ("2021-04-10", "2021-04")),
        (cv.Period("2021-03", "2021-04-20"), "2021", ("2021-03", "2021-04-20")),
        (cv.Period("2021", "2021"), "2021", ("2021", "2021")),
        (cv.Period(None, "2021-02-28"), "2021-02", ("2021-02", "2021-02")),
    ],
)
def test_a_period_that_was_chosen_is_replaced_by_the_narrower(
    before: cv.Period, period: str, after: tuple[str, str]
) -> None:
    excluded = cv.Period("1999", None, True)
    query = cv.Query(cv.plain("").root, (before, excluded))
    assert within(query, period).filters == (excluded, cv.Period(*after))


def test_the_step_can_be_changed_where_both_can_be_drawn(index: cv.Index) -> None:
    asked = read([("q", "trust"), ("limit", "20")], index)
    view = timeline_view(index.timeline(asked.query, step="year"), asked)
    assert [(step.label, step.current) for step in view.steps] == [("by year", True), ("by month", False)]
    assert view.steps[1].href == "/?q=trust&limit=20&by=month#timeline"
    assert view.csv == "/timeline.csv?q=trust&limit=20&by=year"
    century = a_timeline("year", 1900, [{"article": 1}] * 120)
    assert [step.label for step in drawn(century).steps] == ["by year"]


def test_a_legend_leads_to_as_many_records_as_it_says(index: cv.Index) -> None:
    """Not to those without a date, which stand in no bar."""
    steps: tuple[Literal["month", "year"], ...] = ("month", "year")
    for text in ("", "trust"):
        for step in steps:
            asked = read([("q", text)] if text else [], index)
            for part in timeline_view(index.timeline(asked.query, step=step), asked).parts:
                assert part.href is not None
                found = read(parse_qsl(urlsplit(part.href).query), index).answer(index)
                assert found.total == part.records > 0


# Colours


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tokens(is_dark: bool) -> dict[str, str]:
    """The colours of style.css and charts.css in one scheme."""
    found: dict[str, str] = {}
    for name in ("style.css", "charts.css"):
        light, _, dark = (STATIC / name).read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
        for text in (light, dark.split("}")[0]) if is_dark else (light,):
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))
    return found


@pytest.mark.parametrize("is_dark", [False, True])
def test_parts_and_numbers_on_shades_have_contrast(is_dark: bool) -> None:
    colours = tokens(is_dark)
    for series in ("series-1", "series-2", "series-3", "series-4", "series-5", "part-5"):
        assert contrast(colours[series], colours["paper"]) >= 3, series
    for step in range(1, 6):
        assert contrast(colours[f"shade-{step}"], colours["ink"]) >= 4.5, step
    lights = [luminance(colours[f"shade-{step}"]) for step in range(1, 6)]
    assert lights == sorted(lights, reverse=not is_dark), "more records, further from the paper"
