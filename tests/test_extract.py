"""Fields and their evidence: title, publisher, date, councils, themes, each by ordered, named rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.clean import clean
from carevoice_search.errors import PageError
from carevoice_search.extract import Fields, extract_fields
from carevoice_search.model import Evidence, Page

BODY = "Young people who leave care told us what helps them, and what does not help them at all.\n"


def fields_of(text: str, *, path: str = "saved-page.txt", url: str | None = None) -> Fields:
    kind = "text/html" if path.endswith(".html") else "text/plain"
    return extract_fields(clean(Page(path, url, text.encode(), kind)))


def html(head: str, body: str) -> str:
    paragraphs = f"<p>{BODY}</p>" * 3
    return f"<html><head>{head}</head><body><main>{body}{paragraphs}</main></body></html>"


def stated(evidence: Evidence | None) -> tuple[str, str] | None:
    return (evidence.value, evidence.rule) if evidence else None


@pytest.mark.parametrize(
    ("text", "title", "rule"),
    [
        ("What trust means\n" + BODY, "What trust means", "heading-line"),
        ("4 May 2021\nWhat trust means\n" + BODY, "What trust means", "heading-line"),
        ("Dear Ms Ash\nFocused visit to Anytown\n" + BODY, "Focused visit to Anytown", "letter-subject"),
        ("A v B Council\n[2024] EWHC 1 (Admin)\n" + BODY, "A v B Council [2024] EWHC 1 (Admin)", "case-name"),
        (BODY, "Saved page", "file-name"),
        (
            "Menu ☰\nOur Voices\nSearch\nWhat trust means to us\n" + BODY,
            "What trust means to us",
            "heading-line",
        ),
        ("Neutral Citation Number: [2023] EWHC 9\nCO/1/23\nA v B\n" + BODY, "A v B", "case-name"),
        ("Agenda and minutes\nVenue: Hall\nParenting Board\n" + BODY, "Parenting Board", "heading-line"),
        ("North Council\nCabinet\nReport on care leavers\n" + BODY, "Report on care leavers", "heading-line"),
        ("North Council\nNobody left us out\n" + BODY, "Nobody left us out", "heading-line"),
        ("Inspection of the\nnorthern homes\n" + BODY, "Inspection of the northern homes", "heading-line"),
        ("Care leavers' local offer | North Council\n" + BODY, "Care leavers' local offer", "heading-line"),
        (
            "What matters to care leavers?\nHow are councils supporting young people around money and work?\n- Hubs\n",
            "Money and work",
            "theme-sentence",
        ),
    ],
)
def test_a_plain_text_is_named_by_the_first_rule_that_gives_a_title(text: str, title: str, rule: str) -> None:
    assert stated(fields_of(text).title) == (title, rule)


def test_an_html_page_is_named_by_its_heading_and_not_by_the_site() -> None:
    page = html(
        '<title>Trust | The Site</title><meta property="og:site_name" content="The Site">',
        "<h1>What trust means</h1>",
    )
    assert fields_of(page, path="x.html").title.value == "What trust means"


def test_a_title_element_loses_the_name_of_the_site() -> None:
    page = html('<title>Trust | The Site</title><meta property="og:site_name" content="The Site">', "")
    assert fields_of(page, path="x.html").title.value == "Trust"


@pytest.mark.parametrize(
    ("text", "date", "rule"),
    [
        ("14 August 2019\n", "2019-08-14", "dateline"),
        ("Tuesday, January 24, 2017\n", "2017-01-24", "dateline"),
        ("24 Oct 19\n", "2019-10-24", "short-dateline"),
        ("Date: 6 July 2022\n", "2022-07-06", "published-line"),
        ("Report published: 13 May 2015\n", "2015-05-13", "published-line"),
        ("Meeting: 17/05/2023 - Cabinet\n", "2023-05-17", "published-line"),
        ("By Ann Ash | 20 July 2016\n", "2016-07-20", "byline"),
        ("Last updated: 1 June 2020\n", "2020-06-01", "updated-line"),
        ("Handed down at 2.30pm on 11 July 2023\n", "2023-07-11", "handed-down"),
        ("The charity has today (2 February 2023) opened a hub.\n", "2023-02-02", "today-in-brackets"),
        ("Ann Ash's speech to the annual conference 26 November 2021\n", "2021-11-26", "occasion-in-title"),
        ("This page was published on 4 May 2021.\n", "2021-05-04", "this-was-published"),
        ("Published 2021\n", "2021", "published-year"),
        ("Published: 05:00, 08 March 2023\n", "2023-03-08", "published-line"),
        ("Published 5.00am, Wednesday 8 March 2023\n", "2023-03-08", "published-line"),
        ("First published 3 May 2022\nUpdated 9 June 2023\n", "2022-05-03", "published-line"),
        ("Embargoed until 00:01 on Wednesday 8 March 2023\n", "2023-03-08", "published-line"),
        ("Updated 10:15, 4 June 2023\n", "2023-06-04", "updated-line"),
        ("Issue 41 – March 2023\n", "2023-03", "issue-line"),
        ("12 March 2023 | Issue No. 41\n", "2023-03-12", "issue-line"),
        ("CORPORATE PARENTING PANEL, 19 OCTOBER 2021\n", "2021-10-19", "meeting-in-heading"),
        ("Children's Committee, 19 October 2021\n", "2021-10-19", "meeting-in-heading"),
        (
            "Health and Care Scrutiny Board – Tuesday 19 October 2021, 10am\n",
            "2021-10-19",
            "meeting-in-heading",
        ),
        ("19 October 2021 | Youth Assembly\n", "2021-10-19", "meeting-in-heading"),
        ("Meeting of the Cabinet on 19 October 2021\n", "2021-10-19", "meeting-in-heading"),
    ],
)
def test_a_stated_publication_date_is_read_with_its_rule(text: str, date: str, rule: str) -> None:
    for page in (f"What trust means\n{text}{BODY}", f"{text}{BODY}"):
        found = fields_of(page)
        assert stated(found.date) == (date, rule)
        assert found.date is not None and found.date.quote in page


@pytest.mark.parametrize(
    "text",
    [
        "Inspection dates: 3 to 14 May 2021",
        "Inspection date: 3 May 2021",
        "Hearing date: 14 March 2024",
        "On 8 April 2022 the office published a report.",
        "From 1 April 2024 care leavers pay nothing.",
        "© Crown copyright 2022",
        "The survey ran between March and June 2021.",
        "Closing date: 4 May 2021",
        "Photo: Ann Ash, 4 May 2021",
        "The panel, 4 May 2021, was told of it.",
        "Children's Committee, 4 May 2021",
    ],
)
def test_other_dates_are_not_publication_dates(text: str) -> None:
    assert fields_of(f"What trust means\n{BODY}{text}\n{BODY}").date is None


@pytest.mark.parametrize(
    "text",
    [
        "Summer picnic\nDate: 8 March 2023\nTime: 10am\nVenue: Town Hall\nCost: free",
        "Summer picnic\nWednesday 8 March 2023\nTime: 10am\nWhere: Town Hall\nBooking: online",
        "Ideas\nA bus pass\nLocal authority: Leeds\nDate: 8 March 2023",
        "Ideas\nA bus pass\nDate: 8 March 2023\nA train pass\nDate: 9 April 2023\nA ferry pass\nDate: 10 May 2023",
        "Latest news\nHub opens\n8 March 2023\nIt has a kitchen.\nHub shuts\n9 March 2023\nIt was too loud.",
        "Ideas\nLeeds – A bus pass\n8 March 2023\nKent – A train pass\n9 April 2023\nHull – A ferry pass",
        "Ideas\n3 May 2021 | Leeds | A bus pass\n4 June 2021 | Kent | A train pass",
        "What members sent in\nJune 2022\n- A bus pass\n- A train pass",
        "Quiz night\nDate: 8 March 2023\nVenue: Town Hall",
        "Quiz night\nDate: 8 March 2023\nCost: free",
        "Quiz night\nDate: 8 March 2023, 10am to 2pm",
        "Quiz night\nDate: 8 March 2023 Time: 10am Venue: Town Hall",
        "Quiz night\n8 March 2023\nAdd to calendar",
        "Quiz night\n8 March 2023, 7pm – 9pm\nTown Hall",
        "Quiz night | 8 March 2023\nRegister: online",
        "Quiz night\nWednesday 8 March 2023\nDoors open at seven",
        "Quiz night of the youth forum\nDate: 8 March 2023\nTickets: free",
        "Spring meeting of carers, 8 March 2023\nBooking: online\nVenue: Town Hall",
        "Youth Forum, 8 March 2023\nTickets: free",
        "Meetings\nCabinet, 8 March 2023\nPanel, 9 March 2023\nCabinet, 10 April 2023",
        "Ideas\nMentors – Leeds City Council, 3 May 2021\nHubs – Kent County Council, 4 May 2021",
        "News\nPublished: 8 March 2023\nHub opens\nPublished: 9 March 2023\nHub shuts\nPublished: 10 March 2023",
    ],
)
def test_the_dates_of_what_a_page_lists_or_announces_are_not_its_own(text: str) -> None:
    assert fields_of(text + "\n").date is None


def test_the_time_of_an_event_is_no_publication_date() -> None:
    when = '<p>Date: <time datetime="2023-03-08">8 March 2023</time></p>'
    event = html("", f"<h1>Quiz night</h1>{when}<p>Venue: Town Hall</p>")
    news = html("", f"<h1>Quiz night opens hub</h1>{when}")
    assert fields_of(event, path="x.html").date is None
    assert stated(fields_of(news, path="x.html").date) == ("2023-03-08", "time")


def test_minutes_have_the_date_of_their_meeting() -> None:
    text = f"Minutes of the panel\nDate: 8 March 2023\nTime: 10am\nVenue: Town Hall\nPresent: Ann Ash\n{BODY}"
    assert stated(fields_of(text).date) == ("2023-03-08", "published-line")


def test_a_date_among_teasers_is_not_the_page_s_own() -> None:
    text = f"What trust means\n{BODY}\nYou might like..\n\nPublished: 3 May 2021\nAnother story that breaks off here…\n"
    assert fields_of(text).date is None


def test_metadata_wins_over_the_text_and_a_modification_comes_last() -> None:
    published = '<meta property="article:published_time" content="2021-04-29T10:00:00+01:00">'
    modified = '<meta property="article:modified_time" content="2022-01-01">'
    line = "<p>Published: 1 May 2021</p>"
    assert stated(fields_of(html(published + modified, line), path="x.html").date) == (
        "2021-04-29",
        "article-published-time",
    )
    assert stated(fields_of(html(modified, line), path="x.html").date) == ("2021-05-01", "published-line")
    assert stated(fields_of(html(modified, ""), path="x.html").date) == (
        "2022-01-01",
        "article-modified-time",
    )


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("Published by Example Trust\n", "Example Trust"),
        (
            "As Children’s Commissioner for England, I hear this often.\n",
            "Children's Commissioner for England",
        ),
        ("Ofsted produces this report under its powers.\n", "Ofsted"),
        ("The charity Example Trust likes councils.\n", None),
    ],
)
def test_a_publisher_is_read_only_where_the_page_says_so(text: str, publisher: str | None) -> None:
    found = fields_of(f"What trust means\n{BODY}{text}").publisher
    assert (found.value if found else None) == publisher


def test_metadata_names_the_publisher_in_one_spelling() -> None:
    page = html('<meta property="og:site_name" content="Children’s  Trust">', "")
    found = fields_of(page, path="x.html").publisher
    assert found is not None and (found.value, found.place) == ("Children's Trust", "metadata")


@pytest.mark.parametrize(
    ("suffix", "publisher"),
    [("Example Council", "Example Council"), ("Practice Bank", None), ("Leaving care", None)],
)
def test_a_title_s_last_part_is_a_publisher_only_in_the_form_of_an_organisation(
    suffix: str, publisher: str | None
) -> None:
    page = html(f"<title>What trust means | {suffix}</title>", "<h1>What trust means</h1>")
    found = fields_of(page, path="x.html").publisher
    assert (found.value if found else None) == publisher


def test_the_url_comes_from_the_page_or_its_canonical_link() -> None:
    canonical = html('<link rel="canonical" href="https://example.org/a">', "")
    assert stated(fields_of(canonical, path="x.html").url) == ("https://example.org/a", "canonical")
    assert stated(fields_of(BODY, url="https://example.org/b").url) == ("https://example.org/b", "page-url")
    assert fields_of(BODY).url is None


def test_each_council_has_its_first_mention_as_evidence() -> None:
    found = fields_of(f"{BODY}Stockport Council and Kent County Council agreed. Stockport Council paid.\n")
    assert [proof.value for proof in found.councils] == ["E08000007", "E10000016"]
    assert found.councils[0].quote.startswith("Stockport")


def test_the_page_s_date_decides_between_a_council_and_its_successor() -> None:
    line = "North Yorkshire Council runs the scheme.\n"
    old = fields_of(f"What trust means\nDate: 6 July 2022\n{BODY}North Yorkshire's care leavers said so.\n")
    new = fields_of(f"What trust means\nDate: 6 July 2024\n{BODY}{line}")
    assert [proof.value for proof in old.councils] == ["E10000023"]
    assert [proof.value for proof in new.councils] == ["E06000065"]


def test_themes_rest_on_cue_words_and_are_few() -> None:
    found = fields_of(
        "Money for care leavers\nCouncils pay grants, rent and council tax; debt and budgeting worry many.\n"
    )
    assert "money" in [proof.value for proof in found.themes]
    assert len(found.themes) <= 4
    assert all(proof.quote for proof in found.themes)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (
                "- Hubs (May 2021) Leeds",
                "Leeds: hubs",
                "Date: 4 May 2021",
                "By A B | 4 May 2021",
                "How are councils helping?",
            )
        )
        | st.text(alphabet="Ab (),.:–-|\n•1’é", max_size=40),
        max_size=12,
    )
)
def test_whatever_the_page_every_text_quote_stands_where_its_evidence_says(lines: list[str]) -> None:
    try:
        cleaned = clean(Page("x.txt", None, "\n".join(lines).encode(), "text/plain"))
    except PageError:
        return
    found = extract_fields(cleaned)
    proofs = [found.title, found.publisher, found.url, found.date, *found.councils, *found.themes]
    assert found.title.value
    for proof in filter(None, proofs):
        if proof.place == "text":
            assert proof.start is not None and proof.end is not None
            assert cleaned.text[proof.start : proof.end] == proof.quote
        else:
            assert proof.start is proof.end is None
