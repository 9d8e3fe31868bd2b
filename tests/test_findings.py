"""Findings: which figures a page states in prose, how they are read, and what is never taken for one."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import carevoice_search
from carevoice_search.clean import clean
from carevoice_search.extract.findings import figures_in, find_findings
from carevoice_search.extract.findings.line import line_of, number_at
from carevoice_search.extract.findings.sentences import sentences
from carevoice_search.model import Block, CleanPage, Evidence, Finding, Page, Role
from carevoice_search.reading import read_page
from carevoice_search.render.extraction import reading_form, reading_lines
from carevoice_search.tables import table_rows

TABLE = Path(carevoice_search.__file__).parent / "data" / "figure_words.toml"


def told(sentence: str) -> list[tuple[float, str, str]]:
    """Value, unit and stated words of each figure of a sentence."""
    return [(read.figure.value, read.figure.unit, read.figure.stated) for read in figures_in(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # Shares
        ("Some 51% felt at home.", [(51, "percent", "Some 51%")]),
        ("Only 4.5 per cent of care leavers agreed.", [(4.5, "percent", "4.5 per cent")]),
        ("Eighty-two percent of carers would do it again.", [(82, "percent", "Eighty-two percent")]),
        ("Between 10 and 15 per cent had moved.", [(10, "percent", "10"), (15, "percent", "15 per cent")]),
        ("A quarter (24%) felt lonely.", [(24, "percent", "A quarter (24%)")]),
        ("32 per cent, or about a third, slept badly.", [(32, "percent", "32 per cent, or about a third")]),
        ("20% (one in five) had moved.", [(20, "percent", "20% (one in five)")]),
        ("About two thirds of parents were told late.", [(66.667, "percent", "About two thirds")]),
        ("Three-quarters of the homes were good.", [(75, "percent", "Three-quarters")]),
        ("Nearly half the children had moved school.", [(50, "percent", "Nearly half")]),
        ("The number of adoptions is down by a third since May.", [(33.333, "percent", "a third")]),
        ("The share fell from a half to a tenth in a year.", [(50, "percent", "a half"), (10, "percent", "a tenth")]),
        ("One in five had no one to ring.", [(20, "percent", "One in five")]),
        ("Just over 1 in 8 (13%) waited.", [(13, "percent", "Just over 1 in 8 (13%)")]),
        ("One carer in three is over sixty.", [(33.333, "percent", "One carer in three")]),
        ("Nine out of ten young people knew their rights.", [(90, "percent", "Nine out of ten")]),
        ("A full 100% discount is given.", [(100, "percent", "100%")]),
        # Counts
        ("The survey heard from 1,304 young people.", [(1304, "count", "1,304")]),
        ("More than 350 children took part.", [(350, "count", "More than 350")]),
        ("Seven councils have joined.", [(7, "count", "Seven")]),
        ("Two hundred and ten foster carers came.", [(210, "count", "Two hundred and ten")]),
        ("There are 2.4 million children in the region.", [(2_400_000, "count", "2.4 million")]),
        ("Half a million children live there.", [(500_000, "count", "Half a million")]),
        ("The number of teams doubled from 14 to 28.", [(14, "count", "14"), (28, "count", "28")]),
        ("Over a dozen charities signed.", [(12, "count", "Over a dozen")]),
        ("The petition has 90 sign-ups.", [(90, "count", "90")]),
        ("Some 61 of 70 homes were visited.", [(61, "count", "Some 61 of 70")]),
        ("Three of the nine boroughs replied.", [(3, "count", "Three of the nine")]),
        ("Only two children are waiting.", [(2, "count", "two")]),
        ("Only 18 could say.", [(18, "count", "18")]),
        ("There were 212.", [(212, "count", "212")]),
        ("83 (or 41.5%) live elsewhere.", [(83, "count", "83"), (41.5, "percent", "41.5%")]),
        ("Numbers rose from 2,790 to 3,710 last year.", [(2790, "count", "2,790"), (3710, "count", "3,710")]),
        ("The number in care rose to 83,840 last year.", [(83840, "count", "83,840")]),
        ("This is a decrease from 940 at the end of May.", [(940, "count", "940")]),
        (
            "There were 310 aged 18 to 20 in 2019 and 455 in 2023.",
            [(310, "count", "310"), (455, "count", "455")],
        ),
        ("It asked for 200 homes and found 41.", [(200, "count", "200"), (41, "count", "41")]),
        ("Twelve children have an advocate and six have a visitor.", [(12, "count", "Twelve"), (6, "count", "six")]),
        ("More than 2000 children were asked.", [(2000, "count", "More than 2000")]),
        ("In 2021, 45 children were asked.", [(45, "count", "45")]),
        ("Fifty of them replied.", [(50, "count", "Fifty")]),
        ("There were 24 complaints, against 37 in 2019.", [(24, "count", "24"), (37, "count", "37")]),
        # Lengths of time that were measured
        ("The average post lasts 2 years and 3 months.", [(27, "months", "2 years and 3 months")]),
        ("Repairs took 12 days, down from 15.", [(12, "days", "12 days"), (15, "days", "15")]),
        ("Eight out of every ten carers stayed.", [(80, "percent", "Eight out of every ten")]),
        ("Every 20 minutes a child is moved.", [(20, "minutes", "Every 20 minutes")]),
        ("The average wait was 14 weeks.", [(14, "weeks", "14 weeks")]),
        ("On average it took from 288 to 286 days.", [(288, "days", "288"), (286, "days", "286 days")]),
    ],
)  # fmt: skip
def test_figures_stated_in_prose_are_read(sentence: str, expected: list[tuple[float, str, str]]) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        # Ages
        "Young people aged 16 to 25 and those under 18 can ask until they turn 21.",
        "An 11-year-old and two 12 year olds came with the 16- and 17-year-olds.",
        "The 16+ young people's team meets at 18 care leavers' request.",
        "Between 18 and 21 young people may stay; from 16 young people choose.",
        # Money
        "It costs £20,000 a week, £2.4 million in all, or 12,000 pounds for 3 children.",
        "Give between £2 and 3 a month, 50 pence or 5 euros.",
        # Dates, years and times of day
        "On 12 May 2021, between 3 and 14 October, at 9.30am and at half past two, in 2019/20.",
        "The 2020 councils' plan covers 2014–15 cases.",
        # Numbers of things
        "Section 20 children, Part 2, Key Stage 4 pupils, Year 11 pupils and Level 3 apprentices.",
        "See page 2 of 12, table 4.1, item 7 and version 2.1.",
        "Ring 01234 567890 or 0800 801 0366, or write to 12 High Street, York YO1 7AA.",
        "The top 10 employers and the first 50 councils get badge No. 12.",
        "COVID-19, Room 42 and the CYP20 group.",
        # Turns of phrase
        "One of the best; one by one, one child told us, they went two-thirds of the way.",
        "We are 100% committed, open 24/7, and a third person came for half an hour.",
        "The first half of the year and three and a half of the next.",
        "One said yes, another no, and a third said nothing.",
        # A few, told of and not counted
        "She has three children; he had been in nine homes; I've had 16 social workers.",
        "Two young people told us so, and the two councils agreed with three other boroughs.",
        "A family with three children came to two workshops with four social workers.",
        # Rules, plans and limits
        "Children must be visited every six weeks, within five days, up to three times.",
        "We will recruit 30 foster carers, aim for 90% and hope for 900 families.",
        "The home has room for six children, in groups of four children, with places for 40 young people.",
        "Children with three or more placements, or two or three children to a room.",
        "The law should ensure that at least 70 per cent of carers are paid, so that moves fall by 20 per cent.",
        "If a town with 300 carers lost them, the cost would be great.",
        # Shares of money, and one person's tale
        "They spent 3 per cent of their budget on it, and the grant was cut by a fifth.",
        '"I\'ve helped 35 children," she says.',
        # Names
        "Those Russell 1000 companies are not ours.",
        # Rates have no unit here
        "The rate per 10,000 went up from 65 to 81.",
        "He scored 8 out of 10.",
    ],
)
def test_other_numbers_are_no_figures(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("About 300 children came.", "about"),
        ("An estimated 300 children came.", "about"),
        ("More than 300 children came.", "over"),
        ("At least 300 children came.", "over"),
        ("300 or more children came.", "over"),
        ("300+ children came.", "over"),
        ("Nearly 300 children came.", "under"),
        ("Fewer than 300 children came.", "under"),
        ("Just 300 children came.", "exact"),
        ("The work turned around 30% of homes.", "exact"),
    ],
)
def test_hedges_make_the_bound(sentence: str, bound: str) -> None:
    (read,) = figures_in(sentence)
    assert read.figure.bound == bound


@pytest.mark.parametrize(
    ("sentence", "who", "measured"),
    [
        ("In all, 51% of Rutland's care leavers felt at ease there.", "Rutland's care leavers", "felt at ease there"),
        ("A third (32%) reported that they slept badly.", None, "reported that they slept badly"),
        ("Of the carers we met, two thirds had thought of stopping.", "carers", "had thought of stopping"),
        ("1 in 3 local authorities give written advice.", "local authorities", "give written advice"),
        ("90 children and young people aged 8 to 17 were heard.", "children and young people", "were heard"),
        ("In May 40 children looked after lived elsewhere, and more came.", "children looked after", "lived elsewhere"),
        ("9% of children placed for adoption had waited a year.", "children", "had waited a year"),
        ("60% were in work, education or training.", None, "were in work, education or training"),
        ("20 per cent, one in every five, ate alone.", None, None),
        ("31 per cent, or nearly a third, were alone then.", None, "were alone then"),
        ("A fifth of the placements bill went there.", None, None),
        ("They wrote to 32 councils.", "councils", None),
    ],
)  # fmt: skip
def test_who_and_what_was_measured_are_words_of_the_sentence(
    sentence: str, who: str | None, measured: str | None
) -> None:
    figure = figures_in(sentence)[0].figure
    assert (figure.who, figure.measured) == (who, measured)


def test_the_whole_of_a_part_is_kept() -> None:
    (read,) = figures_in("We saw that 65 of the 69 homes had a garden.")
    assert (read.figure.value, read.figure.out_of, read.figure.who) == (65, 69, "homes")
    assert read.rule == "part-of"


def block(text: str, role: Role = "paragraph") -> Block:
    return Block(role, text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("St. Helens has 3.5 places. Cllr. Ito agreed.", ["St. Helens has 3.5 places.", "Cllr. Ito agreed."]),
        ("It fell by 31%.The rest rose.", ["It fell by 31%.", "The rest rose."]),
        ("“Why?” she asked. “No. 4?”", ["“Why?” she asked.", "“No. 4?”"]),
        ("one line\nand another", ["one line", "and another"]),
    ],
)
def test_sentences_are_split_where_they_end(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(block(text))] == expected


def test_headings_have_no_sentences_and_tables_only_whole_ones() -> None:
    assert list(sentences(block("More than 55 councils back it.", "heading"))) == []
    row = "Derby | Boats for 40 children | In the end 61 children learned to row there. | June 2019"
    assert [row[start:end] for start, end in sentences(block(row, "row"))] == [
        "In the end 61 children learned to row there."
    ]


PAGE = """Voices from the hub

Published: 4 May 2022

The hub in Rutland opened its doors. In Rutland 61% of care leavers felt safe at home. Leeds has 40 foster carers.

More than 90 children came.

How councils help with money

- Driving lessons for 30 care leavers (May 2021) Dorset
- Rent deposits for 40 care leavers (June 2021) Derby
"""


def findings(text: str) -> tuple[CleanPage, tuple[Finding, ...]]:
    page = Page("hub.txt", None, text.encode(), "text/plain")
    return clean(page), read_page(page).findings


def test_a_finding_has_the_sentence_and_the_fields_of_its_page() -> None:
    cleaned, found = findings(PAGE)
    assert [(one.figure.value, one.sentence) for one in found] == [
        (61, "In Rutland 61% of care leavers felt safe at home."),
        (40, "Leeds has 40 foster carers."),
        (90, "More than 90 children came."),
    ]
    first, second, third = found
    assert {one.date for one in found} == {"2022-05-04"}
    assert first.councils == ("E06000017",)
    assert second.councils == ("E08000035",)
    assert third.councils == ()
    assert "leaving-care-transitions" in first.themes
    for one in found:
        assert cleaned.text[one.start : one.end] == one.sentence
        assert one.evidence[0].field == "finding"
        assert one.evidence[0].value == one.figure.stated
        stated = {(proof.field, proof.value) for proof in one.evidence}
        assert ("date", "2022-05-04") in stated
        assert {("council", code) for code in one.councils} <= stated
        assert {("theme", slug) for slug in one.themes} <= stated


def test_where_a_sentence_names_no_council_the_only_one_of_the_page_stands_for_it() -> None:
    _, found = findings("News\n\nRutland County Council has a new team.\n\nIt has 45 foster carers.")
    assert [one.councils for one in found] == [("E06000017",)]


STOCKPORT, LEEDS = "E08000007", "E08000035"
ABOUT = "Homes for young people in Stockport\n\nStockport Council says that it has found more homes this year.\n\n"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("In all 51 per cent of care leavers felt settled where they lived.", [(STOCKPORT,)]),
        ("Nationally 51 per cent of care leavers felt settled where they lived.", [()]),
        ("Across England 34 per cent of care leavers had moved three times.", [()]),
        (
            "In all 51 per cent of care leavers felt settled, against 34 per cent in England as a whole.",
            [(STOCKPORT,), ()],
        ),
        ("In Leeds 51 per cent of care leavers felt settled where they lived.", [(LEEDS,)]),
        (
            "In Leeds 51 per cent of care leavers felt settled; in Stockport 34 per cent of care leavers did.",
            [(LEEDS,), (STOCKPORT,)],
        ),
    ],
)
def test_a_figure_is_that_of_the_council_that_is_meant_and_of_no_other(
    paragraph: str, expected: list[tuple[str, ...]]
) -> None:
    _, found = findings(f"{ABOUT}{paragraph}\n")
    assert [one.councils for one in found] == expected


def test_a_page_that_is_not_about_its_one_council_lends_it_to_no_figure() -> None:
    opening = "How young people leave care\n\n" + "They told us what matters to them when they leave. " * 10
    visited = "One of the places that we visited was a hub in Stockport, where young people cook together."
    _, found = findings(f"{opening}\n\n51 per cent of care leavers felt settled.\n\n{visited}\n")
    assert [one.councils for one in found] == [()]


def test_a_finding_is_printed_with_its_figure_group_and_sentence() -> None:
    page = Page(
        "hub.txt", None, b"News\n\nIn May 65 of the 1,069 care leavers felt safe at home.", "text/plain"
    )
    reading = read_page(page)
    (form,) = cast(list[dict[str, object]], reading_form(reading)["findings"])
    assert list(form) == [
        "value", "unit", "stated", "bound", "out_of", "who", "measured", "sentence", "start", "end", "date",
        "councils", "themes", "evidence",
    ]  # fmt: skip
    assert (form["value"], form["out_of"], form["who"]) == (65.0, 1069.0, "care leavers")
    (line,) = [line for line in reading_lines(reading) if "Finding:" in line]
    assert line.endswith(
        "65 of 1,069 count · care leavers · felt safe at home – "
        "In May 65 of the 1,069 care leavers felt safe at home."
    )


def test_the_lines_of_a_practice_list_state_no_findings() -> None:
    cleaned, found = findings(PAGE)
    assert "Driving lessons for 30 care leavers" in cleaned.text
    assert not any("Driving" in one.sentence for one in found)


def test_the_table_is_read_as_it_is_written_and_no_word_stands_twice() -> None:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["list"]
    assert table_rows("figure_words.toml", "list") == rows
    for row in rows:
        assert len(set(row["words"])) == len(row["words"]), row["name"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,258", 1258), ("twenty-five", 25), ("forty two", 42), ("three hundred and six", 306), ("a dozen", 12),
     ("two thousand", 2000), ("1.5 million", 1_500_000), ("0.125", 0.125)],
)  # fmt: skip
def test_numbers_are_read_in_figures_and_words(text: str, value: float) -> None:
    number = number_at(line_of(f"{text} children"), 0)
    assert number is not None
    assert number.value == value


PIECES = (
    "one two three a third half of out the ( ) 32 per cent % 65 1,258 2019 and to from every average in on May 5 "
    "children young people care leavers councils who were had only more than nearly . , ; – £ 20 minutes days rose "
    "aged under Section 3.75 million dozen or quarter - + / 0 00 ² ½ İ"
)
TEXTS = st.lists(st.sampled_from(PIECES.split()), max_size=25).map(" ".join) | st.text(max_size=200)


@given(TEXTS)
def test_any_text_gives_sound_figures(text: str) -> None:
    for read in figures_in(text):
        figure = read.figure
        assert math.isfinite(figure.value)
        assert figure.value >= 0
        assert round(figure.value, 3) == figure.value
        for part in (figure.stated, figure.who, figure.measured):
            assert part is None or (part and part in text)
        assert figure.out_of is None or figure.out_of >= figure.value


@given(
    st.lists(
        st.tuples(st.sampled_from(["paragraph", "bullet", "row", "quote", "heading"]), TEXTS), max_size=4
    )
)
def test_findings_of_any_page_stand_where_they_say(parts: list[tuple[Role, str]]) -> None:
    blocks, text = [], ""
    for role, words in parts:
        blocks.append(Block(role, words, len(text), len(text) + len(words)))
        text += f"{words}\n"
    page = CleanPage(Page("x.txt", None, b"", "text/plain"), None, text, tuple(blocks))
    date = Evidence("date", "2021", "published-year", "x.txt", "furniture", "2021")
    places = [0]
    for one in find_findings(page, date):
        assert text[one.start : one.end] == one.sentence
        assert one.figure.stated in one.sentence
        assert any(found.start <= one.start and one.end <= found.end for found in blocks)
        for proof in one.evidence:
            assert proof.place != "text" or text[proof.start : proof.end] == proof.quote
        places.append(one.start)
    assert places == sorted(places)
