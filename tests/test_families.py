"""Families: practice lists of many shapes (golden pages found by listing), and the kinds of pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from carevoice_search import families
from carevoice_search.clean import clean
from carevoice_search.extract.cues import NOT_A_SURVEY_S, own_voice
from carevoice_search.families.practice_list.lines import read_line
from carevoice_search.model import Page, Reading
from carevoice_search.reading import read_page

GOLDEN = Path(__file__).parent / "golden" / "practice_lists"
KINDS = sorted((Path(__file__).parent / "golden" / "kinds").glob("*.txt"))
TYPES = {".txt": "text/plain", ".html": "text/html", ".md": "text/markdown"}
PAGES = sorted(path for path in GOLDEN.iterdir() if path.suffix in TYPES)

Lines = set[tuple[str, str | None, tuple[str, ...], tuple[str, ...]]]


def text_page(text: str, path: str = "page.txt") -> Page:
    return Page(path, None, text.encode(), "text/plain")


def read_golden(path: Path) -> tuple[Reading, Lines, str | None]:
    """A golden page's reading, the practices that it should give, and its kind (None: not judged)."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    lines = {(p["title"], p["date"], tuple(p["councils"]), tuple(p["themes"])) for p in expected["practices"]}
    return read_page(Page(path.name, None, path.read_bytes(), TYPES[path.suffix])), lines, expected["kind"]


def lines_of(reading: Reading) -> Lines:
    return {(p.title, p.date, p.councils, p.themes) for p in reading.practices}


def test_there_are_enough_golden_lists_and_lines() -> None:
    lines = sum(len(json.loads(path.with_suffix(".json").read_text("utf-8"))["practices"]) for path in PAGES)
    assert len(PAGES) >= 14
    assert lines >= 110


def test_the_golden_lists_are_read_with_an_f1_of_at_least_95_percent() -> None:
    right = wrong = missed = 0
    for path in PAGES:
        reading, expected, _ = read_golden(path)
        found = lines_of(reading)
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.95, (right, wrong, missed)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_golden_page_gives_no_practice_that_it_does_not_hold(path: Path) -> None:
    reading, expected, kind = read_golden(path)
    assert lines_of(reading) <= expected
    assert kind is None or reading.kind == kind


@pytest.mark.parametrize("name", ["short_capitalised_titles", "undated_colon_run", "undated_council_last"])
def test_no_line_is_lost_to_the_rules_on_persons_and_on_headlines(name: str) -> None:
    reading, expected, _ = read_golden(GOLDEN / f"{name}.txt")
    assert lines_of(reading) == expected


@pytest.mark.parametrize("url", ["https://www.childcomwales.org.uk/2022/05/a-call/", None])
def test_a_page_of_the_office_s_own_site_is_a_commissioner_s_post(url: str | None) -> None:
    text = (
        "Homes for profit\nThe Commissioner has today called on ministers to act.\nNobody replied by noon.\n"
    )
    reading = read_page(Page("page.txt", url, text.encode(), "text/plain"))
    assert (reading.kind == "commissioner-post") == (url is not None)


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Ann Ash said it.", True),
        ("“It is late,” said the leader.", True),
        ("A third of care leavers said that they were cold.", False),
        ("Most of the young people also said so.", False),
        ("Children told us about their rooms.", False),
    ],
)
def test_what_a_survey_found_is_not_press_speech(text: str, speaks: bool) -> None:
    assert (re.search(rf"{NOT_A_SURVEY_S}(?:said|told(?! us))\b", text) is not None) == speaks


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_value_of_a_practice_has_evidence_that_stands_where_it_says(path: Path) -> None:
    reading, _, _ = read_golden(path)
    for practice in reading.practices:
        proofs = {(proof.field, proof.value) for proof in practice.evidence}
        assert ("title", practice.title) in proofs
        assert practice.date is None or ("date", practice.date) in proofs
        assert {("council", code) for code in practice.councils} <= proofs
        assert {("theme", slug) for slug in practice.themes} <= proofs
        for proof in practice.evidence:
            if proof.place == "text":
                assert proof.start is not None and proof.end is not None
                assert reading.text[proof.start : proof.end] == proof.quote
            else:
                assert proof.start is proof.end is None


@pytest.mark.parametrize(
    ("line", "title", "date", "councils"),
    [
        ("Mentors (May 2021) Leeds", "Mentors", "2021-05", ["E08000035"]),
        ("Mentors for all – Leeds", "Mentors for all", None, ["E08000035"]),
        ("Leeds: mentors for all", "mentors for all", None, ["E08000035"]),
        ("Leeds - mentors for all (2021)", "mentors for all", "2021", ["E08000035"]),
        ("May 2021: mentors for all – Leeds", "mentors for all", "2021-05", ["E08000035"]),
        ("Mentors for all (Leeds, May 2021)", "Mentors for all", "2021-05", ["E08000035"]),
        ("In Leeds they train mentors.", "train mentors", None, ["E08000035"]),
        ("3. Mentors (May 2021) Leeds and Bradford", "Mentors", "2021-05", ["E08000035", "E08000032"]),
        ("Trust (Spring 2021) Leeds", "Trust", "2021", ["E08000035"]),
        ("[May 2021] [Leeds] Mentors for all", "Mentors for all", "2021-05", ["E08000035"]),
        ("Leeds · Mentors for all", "Mentors for all", None, ["E08000035"]),
        ("Leeds, May 2021. Mentors for all", "Mentors for all", "2021-05", ["E08000035"]),
        ("2021-05 Leeds: mentors for all", "mentors for all", "2021-05", ["E08000035"]),
        ("Leeds (Spring 2021): mentors for all", "mentors for all", "2021", ["E08000035"]),
        ("Mentors for all by Leeds (May 2021)", "Mentors for all", "2021-05", ["E08000035"]),
        ("No. 3: Mentors for all – Leeds", "Mentors for all", None, ["E08000035"]),
        ("Slough Children First: mentors for all", "mentors for all", None, ["E06000039"]),
        ("Sandwell Children’s Trust – Mentors (2021)", "Mentors", "2021", ["E08000028"]),
        ("Reading for all: books (May 2021) Kent", "Reading for all: books", "2021-05", ["E10000016"]),
    ],
)
def test_a_line_is_read_in_any_order(line: str, title: str, date: str | None, councils: list[str]) -> None:
    read = read_line(line)
    assert read is not None
    assert line[slice(*read.title)] == title
    assert (read.date.value if read.date else None) == date
    assert [place.value for place in read.councils] == councils


@pytest.mark.parametrize(
    "line",
    [
        "Know who their social worker is.",
        "At least one good friend.",
        "Leeds: 0113 496 0000",
        "Northamptonshire Children's Trust: mentors for all",
        "Leeds",
        "",
        "(May 2021)",
    ],
)
def test_what_is_no_practice_gives_no_line(line: str) -> None:
    assert read_line(line) is None


def test_the_code_of_the_day_follows_the_month_of_the_line() -> None:
    before, after = (
        read_line("Suppers (May 2021) North Yorkshire"),
        read_line("Suppers (May 2024) North Yorkshire"),
    )
    assert before is not None and after is not None
    assert (before.councils[0].value, after.councils[0].value) == ("E10000023", "E06000065")


def test_a_month_and_a_council_alone_make_no_list_in_running_text() -> None:
    reading = read_page(
        text_page(
            "A week in brief\nWe write about what happened.\n- Visit of the minister (May 2021) Leeds\n"
        )
    )
    assert reading.practices == ()


def test_a_list_of_thousands_of_lines_is_read() -> None:
    lines = (f"• Free passes for {number} leavers (May 2021) Leeds" for number in range(100, 5_100))
    text = "Examples of practice from councils\n\n" + "\n".join(lines)
    assert len(read_page(text_page(text)).practices) == 5_000


def test_families_are_found_by_listing_the_folder() -> None:
    kinds = {module.KIND for module in families.families()}
    assert kinds == {"practice-list", "commissioner-post", "review", "article", "other"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "commissioner-post",
            "As Children's Commissioner for Wales, I want every child to be heard.\nMy team visits homes each week.",
        ),
        (
            "commissioner-post",
            "Last week I met girls in a secure home.\nI used my powers to ask for figures, and my office will publish.",
        ),
        (
            "article",
            "Commissioner named for town\nThe government commissioner told councillors that services had failed.\n"
            'Cllr Ann Ash said: "We accept every word of this report."',
        ),
        (
            "other",
            "Agenda Item 4\nThe Panel welcomed the Children's Commissioner for Wales, who spoke of her work.\n"
            "The Panel noted the report.",
        ),
        (
            "review",
            "Inspection of Anytown children's services\nInspection dates: 3 to 14 May 2021\n"
            "Lead inspector: A Person, Her Majesty's Inspector\nOverall effectiveness Good",
        ),
        (
            "review",
            "Mentors for care leavers: an evaluation of three schemes\nBackground\nFew studies exist.\n"
            "Methods\nWe held interviews with 40 participants.\nFindings\nTrust grew.",
        ),
        (
            "article",
            "Council opens new home\nBy Ann Ash | 4 May 2021\nIt is the first for years, the leader said on Monday.",
        ),
        (
            "other",
            "Help with council tax\nIf you are a care leaver, you may get a discount.\nHow to apply\n"
            "You can apply online, or contact us.",
        ),
        ("other", "A v Anytown Council\n[2021] EWHC 1 (Admin)\nCase No: 1\nHanded down on 4 May 2021"),
        (
            "practice-list",
            "How are local authorities supporting young people with money?\nNothing has been sent in yet.",
        ),
    ],
)
def test_a_page_is_of_the_kind_that_it_shows(kind: str, text: str) -> None:
    reading = read_page(text_page(text))
    assert reading.kind == kind
    proof = next(proof for proof in reading.evidence if proof.field == "kind" and proof.value == kind)
    assert proof.start is None or reading.text[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_a_golden_page_is_of_its_kind_and_has_the_date_that_it_states(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    reading = read_page(text_page(path.read_text(encoding="utf-8")))
    assert (reading.kind, reading.date) == (expected["kind"], expected["date"])


def test_what_a_page_quotes_is_not_its_own_voice() -> None:
    text = 'She said: “I am here.”\nI left.\n"My office" is ‘ours’, she’d say.'
    heard = own_voice(text)
    assert len(heard) == len(text)
    assert heard.split() == ["She", "said:", "I", "left.", "is", ",", "she’d", "say."]


def test_a_page_without_any_sign_still_has_a_kind_with_a_quote() -> None:
    found = families.recognise(clean(text_page("Words.")))
    assert found.kind in {"article", "other"}
    assert found.evidence[0].quote == "Words."
