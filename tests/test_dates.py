"""Which dates a text states, how precisely, and which numbers are none."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from carevoice_search.dates import (
    find_dates,
    find_years,
    first_day,
    is_date,
    last_day,
    overlaps,
    parse_date,
    within,
)


def dates_in(text: str) -> list[str]:
    return [mention.iso for mention in find_dates(text)]


def years_in(text: str) -> list[str]:
    return [mention.iso for mention in find_years(text)]


STATED = [
    ("8th April 2022", ["2022-04-08"]),
    ("the 8th of March 2021", ["2021-03-08"]),
    ("8 th April 2022", ["2022-04-08"]),
    ("13 May 2015", ["2015-05-13"]),
    ("02 November 2020", ["2020-11-02"]),
    ("14 August, 2019", ["2019-08-14"]),
    ("2 Nov. 2020", ["2020-11-02"]),
    ("02-Nov-2020", ["2020-11-02"]),
    ("20\u00a0July\u00a02016", ["2016-07-20"]),
    ("1 DECEMBER 2019", ["2019-12-01"]),
    ("May 13, 2015", ["2015-05-13"]),
    ("March 14th 2019", ["2019-03-14"]),
    ("Wednesday 2 October 2024", ["2024-10-02"]),
    ("Wed, 2nd Oct 2024", ["2024-10-02"]),
    ("Wednesday, October 2, 2024", ["2024-10-02"]),
    ("Sep 2021", ["2021-09"]),
    ("Sept. 2021", ["2021-09"]),
    ("September 2021", ["2021-09"]),
    ("September, 2021", ["2021-09"]),
    ("mid-September 2021", ["2021-09"]),
    ("(Jan 2021)", ["2021-01"]),
    ("the end of June 2020.", ["2020-06"]),
    ("05/06/2024", ["2024-06-05"]),
    ("5/6/2024", ["2024-06-05"]),
    ("05.06.2024", ["2024-06-05"]),
    ("05-06-2024", ["2024-06-05"]),
    ("2024-06-05", ["2024-06-05"]),
    ("2024/06/05", ["2024-06-05"]),
    ("2021-04-29T10:00:00+01:00", ["2021-04-29"]),
    ("2021-04-29T23:30:00.000Z", ["2021-04-29"]),
    ("2021-04-29 10:00", ["2021-04-29"]),
    ("29 February 2024", ["2024-02-29"]),
    # lists and ranges
    ("between March and June 2021", ["2021-03", "2021-06"]),
    ("March, April and June 2021", ["2021-03", "2021-04", "2021-06"]),
    ("September/October 2020", ["2020-09", "2020-10"]),
    ("Sept–Dec 2020", ["2020-09", "2020-12"]),
    ("from November to January 2022", ["2021-11", "2022-01"]),
    ("early March to late June 2021", ["2021-03", "2021-06"]),
    ("5, 12, 24 and 30 April 2024", ["2024-04-05", "2024-04-12", "2024-04-24", "2024-04-30"]),
    ("27 March and 5, 12 and 30 April 2024", ["2024-03-27", "2024-04-05", "2024-04-12", "2024-04-30"]),
    ("14 to 25 November 2022", ["2022-11-14", "2022-11-25"]),
    ("14-25 November 2022", ["2022-11-14", "2022-11-25"]),
    ("14 – 25 November 2022", ["2022-11-14", "2022-11-25"]),
    ("14 November to 25 November 2022", ["2022-11-14", "2022-11-25"]),
    ("22 April to 3 May 2024", ["2024-04-22", "2024-05-03"]),
    ("Monday 22 April – Friday 3 May 2024", ["2024-04-22", "2024-05-03"]),
    ("the 5th and 6th of May 2021", ["2021-05-05", "2021-05-06"]),
    ("May 13-15, 2015", ["2015-05-13", "2015-05-15"]),
    ("June 28 to July 3, 2024", ["2024-06-28", "2024-07-03"]),
    ("28 December to 3 January 2022", ["2021-12-28", "2022-01-03"]),
    ("25 October 2021 to 5 November 2021", ["2021-10-25", "2021-11-05"]),
    ("3 March 2015 – 25 March 2015", ["2015-03-03", "2015-03-25"]),
    ("1 April 2020-31 March 2021", ["2020-04-01", "2021-03-31"]),
    ("May 2021 and June 2022", ["2021-05", "2022-06"]),
    # the first number is no day
    ("Room 12, 5 May 2021", ["2021-05-05"]),
    ("14 and 5 May 2021", ["2021-05-05"]),
    ("aged 30 to 2 May 2024", ["2024-05-02"]),
]

NOT_STATED = [
    "31 February 2021",
    "29 February 2023",
    "February 30, 2021",
    "31/02/2021",
    "25/13/2021",
    "04/25/2024",
    "2021-02-30",
    "2021-13-01",
    "45 May 2021",
    "30 and 31 June 2021",
    "8 April",
    "1st September this year",
    "Tuesday 11 March",
    "September",
    "29/04/21",
    "2019/20",
    "2019/2020",
    "2018-19",
    "2010-11",
    "in 2021",
    "as it may 2000 times",
    "section 3.4.2010",
    "[2024] EWHC 1353 (Admin)",
    "CO/12/03/2020",
    "AC-2023-LON-001792",
    "020 7239 2021",
    "£12/05/2021",
    "https://example.org/2021/04/29/post",
    "2021-04-29-annex",
    "Mayor 2021",
    "Decent 2021",
    "Marching 2021",
    "April\n2021",
    "Total 5\nMay, she said, 2021",
    "12:05:2021",
    "",
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_stated_dates_are_found(text: str, expected: list[str]) -> None:
    assert dates_in(text) == expected
    assert dates_in(f"It was said on {text}; nothing more.") == expected


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_states_no_date_gives_none(text: str) -> None:
    assert dates_in(text) == []


@pytest.mark.parametrize(
    ("text", "quote", "rule"),
    [
        ("on Monday 3 May 2021, at ten", "Monday 3 May 2021", "day-month-year"),
        ("as of May 3, 2021.", "May 3, 2021", "month-day-year"),
        ("(Sept. 2021) Stockport", "Sept. 2021", "month-year"),
        ("Date: 05/06/2024", "05/06/2024", "day-month-year-numbers"),
        ("at 2024-06-05T10:00:00Z", "2024-06-05T10:00:00Z", "iso"),
        ("on 5 and 6 May 2021", "5 and 6 May 2021", "day-month-year"),
        ("in Room 12, 5 May 2021", "5 May 2021", "day-month-year"),
    ],
)
def test_a_mention_says_its_words_and_rule(text: str, quote: str, rule: str) -> None:
    for mention in find_dates(text):
        assert (text[mention.start : mention.end], mention.rule) == (quote, rule)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2021", ["2021"]),
        ("Since 2013, more", ["2013"]),
        ("by 2030.", ["2030"]),
        ("2018, 2019 and 2020", ["2018", "2019", "2020"]),
        ("2018 2019 2020", ["2018", "2019", "2020"]),
        ("1985-2015", ["1985", "2015"]),
        ("1985–2015", ["1985", "2015"]),
        ("mid-2021", ["2021"]),
        ("2021’s report", ["2021"]),
        ("In 2019 children said", ["2019"]),
        ("in 2021.The", ["2021"]),
        ("(2016)", ["2016"]),
        ("in 2000", ["2000"]),
        ("more than 2000 children", []),
        ("2000 young people", []),
        ("2019/20", []),
        ("2019/2020", []),
        ("2018-19", []),
        ("2018–19", []),
        ("1,985", []),
        ("2,021", []),
        ("£2019", []),
        ("£ 2019", []),
        ("£2,019.50", []),
        ("2021.5", []),
        ("2050%", []),
        ("1989 per cent", []),
        ("12021", []),
        ("20210", []),
        ("1850 and 2150", []),
        ("the 1990s", []),
        ("E2021", []),
        ("0161 2019 300", []),
        ("020 7239 2021", []),
        ("[2024] EWHC 1985 (Admin)", []),
        ("AC-2023-LON-001792", []),
        ("report_2021.pdf", []),
        ("/2021/04/", []),
        ("No. 2020", []),
        ("2000 words", []),
        ("13 May 2015", []),
        ("May 2021 and 2022", ["2022"]),
        ("31 February 2021", []),
    ],
)
def test_bare_years(text: str, expected: list[str]) -> None:
    assert years_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021", "2021"),
        ("2021-04", "2021-04"),
        (" 2021-04-29 ", "2021-04-29"),
        ("2021-04-29T10:00:00+01:00", "2021-04-29"),
        ("2021-04-29T10:00:00Z", "2021-04-29"),
        ("2021-04-29T10:00:00.123+0100", "2021-04-29"),
        ("Thu, 29 Apr 2021 10:00:00 GMT", "2021-04-29"),
        ("29 April 2021 at 10.30am", "2021-04-29"),
        ("29 April 2021, 10:30", "2021-04-29"),
        ("29\nApril\n2021", "2021-04-29"),
        ("September 2021", "2021-09"),
        ("29/04/2021", "2021-04-29"),
        ("2021-13", None),
        ("2021-4", None),
        ("0000", None),
        ("Published 29 April 2021", None),
        ("29 April 2021 and more", None),
        ("3 to 5 May 2021", None),
        ("spring 2021", None),
        ("２０２１", None),
        ("", None),
    ],
)
def test_a_whole_text_as_a_date(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


def suffix(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def test_every_day_from_2000_to_2030_comes_back_from_each_way_of_writing_it() -> None:
    ways = (
        lambda d: d.isoformat(),
        lambda d: f"{d:%d/%m/%Y}",
        lambda d: f"{d.day} {d:%B %Y}",
        lambda d: f"{d.day}{suffix(d.day)} {d:%b} {d.year}",
        lambda d: f"{d:%B} {d.day}, {d.year}",
        lambda d: f"{d:%A} {d.day} {d:%B %Y}",
        lambda d: f"{d:%a}, {d:%d} {d:%b %Y} 09:15:00 GMT",
        lambda d: f"{d.isoformat()}T00:15:00+01:00",
    )
    day, number = date(2000, 1, 1), 0
    while day <= date(2030, 12, 31):
        text = ways[number % len(ways)](day)
        assert parse_date(text) == day.isoformat(), text
        day, number = day + timedelta(days=1), number + 1
    for month in range(1, 13):
        for name in (calendar.month_name[month], calendar.month_abbr[month]):
            assert parse_date(f"{name} 2021") == f"2021-{month:02}"


@given(st.integers(0, 40), st.integers(0, 14), st.integers(1900, 2100))
def test_numbers_are_a_date_where_the_calendar_has_it(day: int, month: int, year: int) -> None:
    try:
        expected = [date(year, month, day).isoformat()]
    except ValueError:
        expected = []
    assert dates_in(f"{day:02}/{month:02}/{year}") == expected
    assert dates_in(f"{year}-{month:02}-{day:02}") == expected
    if 1 <= month <= 12:
        assert dates_in(f"{day} {calendar.month_name[month]} {year}") == expected
        assert dates_in(f"{calendar.month_abbr[month]} {day} {year}") == expected


@given(
    st.dates(date(1990, 1, 1), date(2050, 12, 31)),
    st.integers(1, 300),
    st.sampled_from(["to", "–", "-", "until"]),
)
def test_a_range_of_days_gives_both_ends(start: date, length: int, word: str) -> None:
    end = start + timedelta(days=length)
    assume(start.month != end.month)
    blank = "" if word in "–-" else " "
    text = f"{start.day} {start:%B}{blank}{word}{blank}{end.day} {end:%B %Y}"
    assert dates_in(text) == [start.isoformat(), end.isoformat()]


ISO = st.one_of(
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(lambda d: d.isoformat()[:4]),
    st.dates(date(1999, 1, 1), date(2003, 12, 31)).flatmap(
        lambda d: st.sampled_from([d.isoformat()[:4], d.isoformat()[:7], d.isoformat()])
    ),
)


def days_of(iso: str) -> tuple[date, date]:
    year, month, day = (*map(int, iso.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    last = calendar.monthrange(year, month or 12)[1]
    return date(year, month or 1, 1), date(year, month or 12, last)


def number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


@given(ISO)
def test_first_and_last_day_are_the_calendars(iso: str) -> None:
    assert is_date(iso)
    assert (first_day(iso), last_day(iso)) == tuple(map(number, days_of(iso)))


@given(ISO, st.none() | ISO, st.none() | ISO)
def test_within_and_overlaps_are_true_of_the_days(iso: str, since: str | None, until: str | None) -> None:
    first, last = days_of(iso)
    low = days_of(since)[0] if since else date.min
    high = days_of(until)[1] if until else date.max
    inside = low <= first and last <= high
    shared = low <= high and max(low, first) <= min(high, last)
    assert within(iso, since, until) is inside
    assert overlaps(iso, since, until) is (shared and not inside)


@pytest.mark.parametrize(
    "text", ["", "21", "2021-", "2021-1", "2021-00", "2021-13", "2021-02-30", "2021-04-29T", "0000", "x"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert not is_date(text)
    for ask in (first_day, last_day):
        with pytest.raises(ValueError, match="not a date"):
            ask(text)


WRITTEN = "1 5 12 31 32 2021 1999 20 / - – , . : £ [ ] and to of the May Mar march April Sept. Dec Mon st T Z"
PIECES = st.sampled_from([*WRITTEN.split(), " ", " ", " ", ", ", "\n"])


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
@example("1, " * 300 + "May")
@example("May " * 300)
@example("1/" * 500)
def test_any_text_gives_real_dates_that_stand_in_it(text: str) -> None:
    mentions = [*find_dates(text), *find_years(text)]
    for mention in mentions:
        quote = text[mention.start : mention.end]
        assert is_date(mention.iso)
        assert mention.iso[:4] in quote or str(int(mention.iso[:4]) + 1) in quote
        assert "\n" not in quote and quote == quote.strip()
    places = sorted({(mention.start, mention.end) for mention in mentions})
    assert all(a[1] <= b[0] for a, b in pairwise(places))
