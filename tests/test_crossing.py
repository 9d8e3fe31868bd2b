"""Grids and timelines: every cell, row and bar is the total of the search that its link asks."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search import gazetteer
from carevoice_search.engines import open_store
from carevoice_search.model import Source

sys.path.append(str(Path(__file__).parent / "engine"))

from records import figures, record, some  # beside the engine's tests

WEST_NORTHANTS, NORTH_NORTHANTS, NORTHAMPTONSHIRE = "E06000062", "E06000061", "E10000021"
COUNCILS = (WEST_NORTHANTS, NORTH_NORTHANTS, NORTHAMPTONSHIRE, "E08000007")
DATES = ("2019", "2020", "2020-09", "2020-09-30", "2020-12", "2021-01", "2021-01-01", "2023")
KEYS = "abcdefgh"
FIELDS = tuple(cv.FIELDS)
TEXTS = ("care", "care leaver trust", "trust", "social worker", "the care plan", "")

thorough = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def records(draw: st.DrawFn, key: str) -> cv.Record:
    kind = draw(st.sampled_from(tuple(cv.TYPES)))
    councils = draw(some(COUNCILS))
    publishers = draw(some(("Coram Voice", "missing", "The “MJ”, weekly")))
    return record(
        key,
        draw(st.sampled_from(TEXTS)),
        type=kind,
        kind=draw(st.sampled_from(("review", "article", "other"))),
        figure=draw(figures) if kind == "finding" else None,
        councils=councils,
        regions=tuple(dict.fromkeys(map(gazetteer.region_of, councils))),
        themes=draw(some(("money", "safety", "rights-voice"))),
        date=draw(st.none() | st.sampled_from(DATES)),
        sources=tuple(Source(f"{key}-{n}", "A page", None, name) for n, name in enumerate(publishers)),
    )


histories = st.lists(
    st.dictionaries(st.sampled_from(KEYS), st.booleans(), min_size=2, max_size=6).flatmap(
        lambda puts: st.fixed_dictionaries({k: records(k) if v else st.none() for k, v in puts.items()})
    ),
    min_size=1,
    max_size=3,
)
"""Commits: what is put under some ids, or None where it is dropped."""
groups = st.dictionaries(st.sampled_from(KEYS), st.sampled_from("xy"), max_size=8)
"""Which ids are copies of one another."""
fields = st.lists(st.sampled_from(FIELDS), min_size=2, max_size=2, unique=True)
asked = st.lists(
    st.sampled_from(
        (
            "care",
            "trust leaver",
            "care OR worker",
            "absent trust",
            f"council:{WEST_NORTHANTS}",
            f"council:{WEST_NORTHANTS},missing",
            "council:stockport AND council:stockport,northamptonshire-(to-2021)",
            f"-council:{NORTH_NORTHANTS}",
            "theme:money,safety",
            "-theme:missing",
            "type:practice,page",
            "year:2020",
            "date:2020..2021",
            "-date:2020-09",
            "value:20..50",
            "(theme:money OR council:stockport)",
            "unit:missing",
        )
    ),
    max_size=3,
    unique=True,
).map(" ".join)
choices = st.fixed_dictionaries(
    {"synonyms": st.booleans(), "predecessors": st.booleans(), "grouped": st.booleans()}
)


@contextmanager
def indexed(history: Sequence[Mapping[str, cv.Record | None]], said: Mapping[str, str]) -> Iterator[cv.Index]:
    """An index of a segment for each commit, in which later ones deleted records of earlier ones."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "index")
        for step in history:
            with store.writing() as transaction:
                for key, put in step.items():
                    if put is None:
                        transaction.drop_record(key)
                    else:
                        transaction.put_record(put)
                transaction.group([[key for key in said if said[key] == name] for name in "xy"])
        yield cv.open_index(store.path)


def read(index: cv.Index, text: str) -> cv.Query:
    return index.query(text.replace("northamptonshire-(to-2021)", NORTHAMPTONSHIRE))


def total(index: cv.Index, query: cv.Query, chosen: Mapping[str, bool]) -> int:
    return index.search(query, limit=0, **chosen).total


@thorough
@given(histories, groups, st.lists(st.tuples(asked, fields, choices), min_size=4, max_size=4))
def test_a_cell_is_the_total_of_the_search_narrowed_to_it(
    history: Any, said: Mapping[str, str], asks: Sequence[tuple[str, Sequence[str], Mapping[str, bool]]]
) -> None:
    with indexed(history, said) as index:
        for text, (rows, columns), chosen in asks:
            query = read(index, text)
            grid = index.grid(query, rows, columns, **chosen)
            whole = index.search(query, limit=0, **chosen)
            assert (grid.query, grid.relaxed, grid.notices) == (whole.query, whole.relaxed, whole.notices)
            assert (grid.total, grid.totals) == (whole.total, whole.totals)
            for field, buckets in ((rows, grid.rows), (columns, grid.columns)):
                held = {
                    value: total(index, cv.narrowed(query, field, value), chosen)
                    for value in shown(index, query, field)
                }
                if missing := total(index, cv.narrowed(query, field, cv.MISSING), chosen):
                    held[cv.MISSING] = missing
                assert {one.value: one.count for one in buckets} == held
                assert len(buckets) == len(held)
            for row, cells in zip(grid.rows, grid.cells, strict=True):
                narrow = cv.narrowed(query, rows, row.value)
                found = [
                    total(index, cv.narrowed(narrow, columns, column.value), chosen)
                    for column in grid.columns
                ]
                assert list(cells) == found, (text, row, chosen)


def shown(index: cv.Index, query: cv.Query, field: str) -> set[str]:
    """The values of a field that a grid has rows for, beside MISSING."""
    values = set(index.values(field))
    filters = [one for one in query.filters if isinstance(one, cv.Filter) and one.field == field]
    for number, one in enumerate(one for one in filters if not one.negated):
        values = values & set(one.values) if number else set(one.values)
    for one in filters:
        if one.negated:
            values -= set(one.values)
    return values - {cv.MISSING}


@thorough
@given(
    histories,
    groups,
    st.lists(
        st.tuples(
            asked,
            st.sampled_from((None, "month", "year")),
            st.sampled_from(("type", "kind", "unit")),
            choices,
        ),
        min_size=4,
        max_size=4,
    ),
)
def test_a_bar_is_the_total_of_the_search_within_its_period(
    history: Any, said: Mapping[str, str], asks: Any
) -> None:
    with indexed(history, said) as index:
        for text, step, split, chosen in asks:
            query = read(index, text)
            line = index.timeline(query, step=step, split=split, **chosen)
            whole = index.search(query, limit=0, **chosen)
            assert (line.query, line.relaxed, line.total) == (whole.query, whole.relaxed, whole.total)
            assert line.totals == whole.totals and line.notices[: len(whole.notices)] == whole.notices
            assert line.step == step or step is None
            assert [bar.period for bar in line.bars] == between(held_periods(index, query, line.step, chosen))
            for bar in line.bars:
                within = index.query(query, since=bar.period, until=bar.period)
                assert bar.count == total(index, within, chosen)
                for value in (*index.values(split), cv.MISSING):
                    number = total(index, cv.narrowed(within, split, value), chosen)
                    assert bar.parts.get(value, 0) == number
            for part in line.parts:
                assert part.count == sum(bar.parts[part.value] for bar in line.bars) > 0
            assert (
                sum(bar.count for bar in line.bars) + line.coarser + line.undated == line.total + line.several
            )
            undated = cv.narrowed(query, "year", cv.MISSING)
            assert line.undated == total(index, undated, chosen)
            coarser = cv.with_filter(cv.narrowed(query, "month", cv.MISSING), "year", [cv.MISSING], True)
            assert line.coarser == (total(index, coarser, chosen) if line.step == "month" else 0)
            assert min(line.coarser, line.undated, line.several) >= 0 and (
                line.step == "month" or not line.coarser
            )
            assert bool(line.several) == (len(line.notices) > len(whole.notices))
            if not chosen["grouped"] or not said:
                assert not line.several


def held_periods(index: cv.Index, query: cv.Query, step: str, chosen: Mapping[str, bool]) -> list[str]:
    """The months or years of the answer's own records."""
    hits = index.search(query, limit=1000, **{**chosen, "grouped": False}).hits
    size = {"month": 7, "year": 4}[step]
    return sorted(
        {str(hit.record.date)[:size] for hit in hits if hit.record.date and len(hit.record.date) >= size}
    )


def between(periods: Sequence[str]) -> list[str]:
    """Every period from the first to the last, month by month or year by year."""
    listed = list(periods[:1])
    while listed and listed[-1] < periods[-1]:
        year, _, month = listed[-1].partition("-")
        if not month:
            listed.append(f"{int(year) + 1:04}")
        else:
            listed.append(f"{int(year) + 1:04}-01" if month == "12" else f"{year}-{int(month) + 1:02}")
    return listed


# Small cases, as a reader of a page meets them


def held(*records: cv.Record, said: Mapping[str, str] | None = None) -> Any:
    return indexed([{one.id: one for one in records}], said or {})


def test_rows_are_in_the_order_of_facets_and_time_in_that_of_time() -> None:
    with held(
        record("a", "care", themes=("safety", "money"), date="2021-03"),
        record("b", "care", themes=("money",), date="2019-01"),
        record("c", "plan", themes=("rights-voice",)),
    ) as index:
        grid = index.grid("care", "theme", "year")
        assert [(row.value, row.count) for row in grid.rows] == [
            ("money", 2),
            ("safety", 1),
            ("rights-voice", 0),
        ]
        assert [column.value for column in grid.columns] == ["2019", "2021"]
        assert grid.cells == ((1, 1), (0, 1), (0, 0))
        assert grid.rows[0].label == cv.label("theme", "money") != "money"


def test_chosen_values_alone_are_rows_and_excluded_ones_never() -> None:
    with held(
        record("a", "care", themes=("safety", "money")), record("b", "care", themes=("rights-voice",))
    ) as index:
        chosen = index.grid("theme:money", "theme", "type")
        assert [(row.value, row.selected) for row in chosen.rows] == [("money", True)]
        excluded = index.grid("-theme:money", "theme", "type")
        assert [row.value for row in excluded.rows] == ["rights-voice", "safety"]


def test_the_last_row_is_of_the_records_that_have_no_value() -> None:
    with held(record("a", "care", themes=("money",)), record("b", "care")) as index:
        grid = index.grid("", "council", "theme")
        assert [(row.value, row.label, row.count) for row in grid.rows] == [(cv.MISSING, "no council", 2)]
        assert [(one.value, one.label, one.count) for one in grid.columns][1:] == [
            (cv.MISSING, "no theme", 1)
        ]
        assert grid.cells == ((1, 1),)


def test_a_grid_keeps_to_its_size_and_says_what_it_left_out() -> None:
    dates = ("2018", "2019", "2020", "2021")
    with held(
        *(record(f"r{n}", "care", themes=("money",) * (n % 2), date=date) for n, date in enumerate(dates))
    ) as index:
        grid = index.grid("", "year", "theme", most_rows=2, most_columns=1)
        assert ([row.value for row in grid.rows], grid.more_rows) == (["2020", "2021"], 2)
        assert ([one.value for one in grid.columns], grid.more_columns) == (["money", cv.MISSING], 0)
        assert grid.total == 4 and grid.cells == ((0, 1), (1, 0))


def test_a_council_counts_what_went_before_it_as_choosing_it_with_predecessors_does() -> None:
    with held(
        record("a", "care", councils=(WEST_NORTHANTS, NORTHAMPTONSHIRE), themes=("money",)),
        record("b", "care", councils=(NORTHAMPTONSHIRE,), themes=("money",)),
        record("c", "care", councils=(NORTH_NORTHANTS,)),
    ) as index:
        plain = {row.value: row.count for row in index.grid("", "council", "theme").rows}
        assert plain == {WEST_NORTHANTS: 1, NORTH_NORTHANTS: 1, NORTHAMPTONSHIRE: 2}
        wide = index.grid("", "theme", "council", predecessors=True)
        assert {one.value: one.count for one in wide.columns} == {
            WEST_NORTHANTS: 2, NORTH_NORTHANTS: 3, NORTHAMPTONSHIRE: 2,
        }  # fmt: skip
        chosen = index.grid(f"council:{WEST_NORTHANTS}", "council", "theme", predecessors=True)
        assert [(row.value, row.count) for row in chosen.rows] == [(WEST_NORTHANTS, 2)]
        assert [notice.kind for notice in chosen.notices] == ["predecessors"]


@pytest.mark.parametrize(
    ("rows", "columns", "sizes", "said"),
    [
        ("theme", "theme", {}, "two different fields"),
        ("counsil", "theme", {}, "did you mean council?"),
        ("theme", "zzz", {}, "There is no field 'zzz'"),
        ("theme", "kind", {"most_rows": 0}, "give 1 or more"),
    ],
)
def test_what_no_grid_can_be_made_of_is_refused(rows: str, columns: str, sizes: Any, said: str) -> None:
    with held(record("a", "care")) as index, pytest.raises(cv.UsageError, match=said.replace("?", r"\?")):
        index.grid("", rows, columns, **sizes)


def test_months_are_chosen_where_they_are_few_and_most_records_have_one() -> None:
    with held(record("a", date="2019-02"), record("b", date="2020-01-31"), record("c", date="2019")) as index:
        line = index.timeline("")
        assert (line.step, len(line.bars), line.coarser, line.undated) == ("month", 12, 1, 0)
        assert line.bars[0] == cv.Bar("2019-02", 1, {"other": 1}) and line.bars[1].count == 0
    with held(record("a", date="2019-02"), record("b", date="2019"), record("c", date="2020")) as index:
        line = index.timeline("")
        assert (line.step, [bar.count for bar in line.bars], line.coarser) == ("year", [2, 1], 0)
    with held(record("a", date="2015-01"), record("b", date="2019-01")) as index:
        assert (index.timeline("").step, len(index.timeline("").bars)) == ("year", 5)
        assert len(index.timeline("", step="month").bars) == 49


def test_copies_that_bear_different_dates_stand_in_the_bar_of_each() -> None:
    with held(
        record("a", "care", date="2019-12"), record("b", "care", date="2020-02"), said={"a": "x", "b": "x"}
    ) as index:
        line = index.timeline("care", step="month")
        assert ([bar.count for bar in line.bars], line.total, line.several) == ([1, 0, 1], 1, 1)
        assert "1 more" in line.notices[-1].text
        alone = index.timeline("care", step="month", grouped=False)
        assert (alone.total, alone.several) == (2, 0)


def test_a_timeline_of_nothing_is_empty() -> None:
    with held(record("a", "care")) as index:
        line = index.timeline("care")
        assert (line.bars, line.parts, line.undated, line.total) == ((), (), 1, 1)
        assert index.timeline("date:1999", split="unit").total == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"split": "theme"}, "cannot be split by theme: use one of type, kind, unit"),
        ({"split": "kinds"}, "did you mean kind"),
        ({"step": "day"}, "There is no step 'day'"),
        ({"step": "month"}, "ask for years"),
    ],
)
def test_what_no_timeline_can_be_made_of_is_refused(options: Any, said: str) -> None:
    with held(record("a", date="1900-01"), record("b", date="2021-04")) as index:
        assert (index.timeline("").step, len(index.timeline("").bars)) == ("year", 122)
        with pytest.raises(cv.UsageError, match=said):
            index.timeline("", **options)


def test_the_status_says_when_the_newest_commit_was_made(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    store = open_store(tmp_path / "index")
    before = datetime.now(UTC).replace(microsecond=0)
    with store.writing() as transaction:
        transaction.put_record(record("a", "care"))
    index = cv.open_index(store.path)
    made = datetime.strptime(index.status().indexed, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert before <= made <= datetime.now(UTC)
    assert index.generation == index.status().generation == 1
