"""The page of a record: what it says, what each field rests on in its place, and nothing that a page smuggles in."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

import carevoice_search as cv
from carevoice_search.engines import PageState, open_store
from carevoice_search.merging import page_id
from carevoice_search.render import safe
from carevoice_search.server.app import create_app
from carevoice_search.server.pages import record_text
from carevoice_search.server.pages.record_page import MANY
from carevoice_search.server.request.asked import read
from serving import Answer, ask, make

STARTER = Path(__file__).parents[1] / "corpus"

SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"""<!doctype html><html><head><title>{SCRIPT}</title>
<meta property="og:site_name" content='"><script>alert(2)</script>'>
<link rel="canonical" href="javascript:alert(3)"></head>
<body><main><h1>&lt;img src=x onerror=alert(4)&gt; Children said what they need&#27;[31m &#8238;drawkcab</h1>
<p>In Stockport a report &quot;&gt;&lt;script&gt;alert(5)&lt;/script&gt; found that 41 per cent of
&lt;b onclick=alert(6)&gt;care leavers&lt;/b&gt; trusted &#x202e;their &#x1b;]0;evil&#x7; social worker,
and 12 per cent did not.</p>
<p>The &#8232;survey &lt;/a&gt;&lt;/p&gt;&lt;/article&gt; asked 345 young people in Coventry and Kent, and published
on 12 May 2021 what they had said about money, health and well-being.</p>
<p><a href="javascript:alert(7)">A link</a> to nowhere, which is a sentence long enough to be a part of the text.</p>
</main></body></html>"""
LIST = """What are councils doing about <i onmouseover=alert(8)>money</i>?
- A guarantor scheme for <script>alert(9)</script> students who rent privately (April 2021) Stockport
- Free bus passes "><img src=x onerror=alert(10)> for care leavers until they are 21 (September 2020) Kent
- A savings account for every child in care, opened by the council itself (May 2021) Stockport
"""
PRESS = """Young people in Stockport ask for trust

Published: 12 May 2021

We asked young people in Stockport about the homes in which they live, and who helps them there.

In the survey, nearly 60 per cent of young people did not feel safe where they lived.
The council has promised to answer every letter, and to say so in the report that it writes at the end of the year.
In all, 65 of 69 social workers answered within a week of the first letter that was sent to the council.
"""
LINE = "Councils and their social workers met once more to speak about the year that lies behind them."
LONG = "\n\n".join(
    ["A very long report on trust"]
    + [f"{number}. {LINE}" for number in range(1, 250)]
    + ["In Stockport the zebra crossing near the children's home was painted by care leavers themselves."]
    + [f"{number}. {LINE}" for number in range(250, 700)]
    + ["In Kent, 73 per cent of care leavers said that they had been heard in the meetings of this year."]
)
WIDE = "\n".join(
    ["What are councils doing about trust?"]
    + [
        f"- Practice number {number} that helps children with letters (May 2021) Leeds"
        for number in range(MANY + 5)
    ]
)
SIDECAR_URL = 'https://example.org/"onmouseover="alert(11)?a=1&b=\'><script>#part-2'

PAGES = {
    "hostile.html": HOSTILE,
    "hostile.toml": f"url = {json.dumps(SIDECAR_URL)}\n",
    "\"><svg onload=alert(12)>'.txt": LIST,
    "\"><svg onload=alert(12)>'.toml": f'publisher = {json.dumps(SCRIPT)}\nurl = "https://example.org/list"\n',
    "press.txt": PRESS,
    "press.toml": 'publisher = "The Weekly"\nurl = "https://example.org/press"\n',
    "press-again.txt": PRESS,
    "long.txt": LONG,
    "wide.txt": WIDE,
}

Everywhere = list[tuple[cv.Record, BeautifulSoup]]

TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "header",
        "nav",
        "main",
        "article",
        "section",
        "footer",
    ),
    *(
        "a",
        "b",
        "h1",
        "h2",
        "h3",
        "p",
        "span",
        "mark",
        "q",
        "code",
        "time",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
    ),
    *("details", "summary", "button"),
}


@pytest.fixture(autouse=True, scope="module")
def own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, own_key: None) -> Path:
    folder = tmp_path_factory.mktemp("records")
    shutil.copytree(STARTER, folder / "corpus")
    return make(folder, PAGES)


@pytest.fixture(scope="module")
def index(home: Path) -> cv.Index:
    return cv.open_index(home / "index")


@pytest.fixture(scope="module")
def app(home: Path) -> Any:
    return create_app(home)


@pytest.fixture(scope="module")
def records(index: cv.Index) -> list[cv.Record]:
    found = list(index.records())
    assert {record.type for record in found} == {"page", "practice", "finding"}
    assert any(len(record.sources) > 1 for record in found)
    return found


@pytest.fixture(scope="module")
def everywhere(app: Any, records: list[cv.Record]) -> list[tuple[cv.Record, BeautifulSoup]]:
    """Every record, plainly and as a search found it."""
    return [
        (record, drawn(app, f"/records/{record.id}{search}"))
        for record in records
        for search in ("", "?q=trust+children&council=stockport&text=all")
    ]


def page_of(index: cv.Index, name: str) -> cv.Record:
    found = index.page(name)
    assert found is not None
    return found


def drawn(app: Any, target: str) -> BeautifulSoup:
    answer = ask(app, target)
    assert answer.status == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def crafted(text: str, *, url: str | None = None, evidence: tuple[cv.Evidence, ...] = ()) -> cv.Record:
    """The record of a page, as an index may hold it that was not made by reading pages."""
    path = "crafted.txt"
    return cv.Record(
        id=page_id(path),
        type="page",
        kind="other",
        title="A crafted page",
        text=text,
        publisher=None,
        url=url,
        councils=("E08000007",),
        regions=("north-west",),
        nations=("england",),
        themes=(),
        date="2021",
        sources=(cv.Source(path, "A crafted page", url, None),),
        evidence=evidence,
    )


def written(home: Path, record: cv.Record) -> Path:
    """A working folder whose index holds this page alone."""
    (home / "corpus").mkdir()
    with open_store(home / "index").writing() as transaction:
        transaction.put_page(PageState(record.sources[0].page, "digest", "rules"), record, ())
    return home


def squeezed(text: str) -> str:
    """Without the white space, in which a drawn text differs from its source."""
    return "".join(text.split())


def text_of(records: list[cv.Record], path: str) -> str | None:
    return next((one.text for one in records if one.type == "page" and one.sources[0].page == path), None)


# What holds for every record


def test_all_evidence_that_stands_in_a_text_is_underlined_with_just_its_quote(
    everywhere: Everywhere, records: list[cv.Record]
) -> None:
    checked = 0
    for record, soup in everywhere:
        underlined: dict[int, str] = {}
        for link in soup.select("#text a.evidence"):
            for rule in str(link["aria-describedby"]).split():
                number = int(rule.removeprefix("rule-"))
                underlined[number] = underlined.get(number, "") + link.get_text()
        expected = {
            number: squeezed(safe.piece(proof.quote))
            for number, proof in enumerate(record.evidence, 1)
            if proof.place == "text" and text_of(records, proof.page) is not None
        }
        assert {number: squeezed(quote) for number, quote in underlined.items()} == expected
        checked += len(expected)
    assert checked > 500


def test_every_field_shows_its_evidence_and_leads_to_the_quote_and_back(everywhere: Everywhere) -> None:
    for record, soup in everywhere:
        for number, proof in enumerate(record.evidence, 1):
            row = one(soup, f"#field-{number}")
            assert squeezed(safe.line(proof.quote)) in squeezed(row.get_text())
            assert one(row, f"#rule-{number} code").get_text() == proof.rule
            leads = [link["href"] for link in row.select("a")]
            if proof.place == "text":
                assert leads == [f"#quote-{number}"]
                assert one(soup, f"#text #quote-{number}")
            else:
                assert leads == []


def test_ids_are_there_once_and_every_link_within_the_page_has_its_target(everywhere: Everywhere) -> None:
    for record, soup in everywhere:
        ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
        assert {name for name, count in ids.items() if count > 1} == set(), record.id
        for link in soup.select("a[href^='#']"):
            assert unquote(str(link["href"]))[1:] in ids
        for attribute in ("aria-labelledby", "aria-describedby"):
            for tag in soup.select(f"[{attribute}]"):
                assert set(str(tag[attribute]).split()) <= set(ids)


def test_nothing_that_a_page_says_becomes_markup(everywhere: Everywhere) -> None:
    for record, soup in everywhere:
        for tag in soup.find_all(True):
            assert tag.name in TAGS, (record.id, tag.name)
            assert not [name for name in tag.attrs if name.startswith("on") or name == "style"]
            for name in ("href", "src"):
                if name in tag.attrs:
                    assert re.match(r"/(?!/)|#|https?://", str(tag[name])), tag
        assert all(str(script["src"]).startswith("/static/") for script in soup.select("script"))
        assert safe.same_length(str(soup).replace("\n", " ")) == str(soup).replace("\n", " ")


def test_what_a_page_says_is_shown_as_it_says_it(app: Any, index: cv.Index) -> None:
    shown = drawn(app, f"/records/{page_of(index, 'hostile.html').id}").get_text()
    assert "<img src=x onerror=alert(4)> Children said what they need" in shown
    assert '"><script>alert(5)</script> found that 41 per cent' in shown
    listed = index.search("students", type="practice").hits[0].record
    shown = drawn(app, f"/records/{listed.id}").get_text()
    assert "<script>alert(9)</script> students" in shown
    assert "\"><svg onload=alert(12)>'.txt" in shown and SCRIPT in shown


def test_evidence_may_reach_over_lines_and_hold_other_evidence(tmp_path: Path) -> None:
    text = "First of all\nStockport asks\n\nfor trust & <b>care</b>\nLast of all"
    spans = [(9, 48), (13, 22), (13, 22), (9, 48), (20, 31), (55, 66), (0, 0)]
    proofs = [
        cv.Evidence(SCRIPT, '"><i>', "a'rule\"<", "crafted.txt", "text", text[start:end], start, end)
        for start, end in spans
    ]
    wrong = cv.Evidence("council", "E08000007", "area-name", "crafted.txt", "text", "Leeds", 13, 18)
    record = crafted(text, evidence=(*proofs, wrong))
    soup = drawn(create_app(written(tmp_path, record)), f"/records/{record.id}")
    drawn_by: dict[str, str] = {}
    for link in soup.select("#text a.evidence"):
        for rule in str(link["aria-describedby"]).split():
            drawn_by[rule] = drawn_by.get(rule, "") + link.get_text()
    assert drawn_by == {
        f"rule-{number}": text[start:end].replace("\n", "")
        for number, (start, end) in enumerate(spans, 1)
        if start < end
    }
    for number, (start, end) in enumerate(spans, 1):
        assert len(soup.select(f"#quote-{number}")) == (start < end)
    assert not soup.select("#text script, #text b, #text i, #quote-8")
    first = one(soup, "#text p a[id='quote-2']")
    assert first.get_text() == "Stockpo" and "quote-3" in str(first)
    assert str(first["data-tip"]).split("\n")[0] == f'{SCRIPT.capitalize()}: "><i> · rule a\'rule"<'


def test_the_links_to_searches_find_the_record(everywhere: Everywhere, index: cv.Index) -> None:
    found: dict[str, set[str]] = {}
    for record, soup in everywhere:
        for link in soup.select("#fields .value > a"):
            href = str(link["href"])
            if href not in found:
                asked = read(parse_qsl(urlsplit(href).query), index)
                hits = index.search(asked.query, limit=1000, grouped=False).hits
                found[href] = {hit.record.id for hit in hits}
            assert record.id in found[href], href


def test_links_to_other_records_lead_to_records(everywhere: Everywhere, records: list[cv.Record]) -> None:
    ids = {record.id for record in records}
    for record, soup in everywhere:
        for link in soup.select("a[href^='/records/']"):
            place = urlsplit(str(link["href"])).path.removeprefix("/records/")
            assert re.sub(r"\.(ris|bib)$", "", place) in ids, record.id


def test_the_whole_text_of_a_short_page_is_drawn(app: Any, records: list[cv.Record]) -> None:
    for record in records:
        if record.type == "page" and len(record.text) <= record_text.WHOLE:
            shown = "".join(
                line.get_text() for line in drawn(app, f"/records/{record.id}").select("#text p[dir]")
            )
            assert squeezed(shown) == squeezed(safe.piece(record.text.replace("\n", " ")))


# A page


def test_a_page_opens_where_a_search_found_its_words(app: Any, index: cv.Index) -> None:
    record = page_of(index, "listening-to-care-leavers.html")
    soup = drawn(app, f"/records/{record.id}?q=questionnaire")
    anchor = one(soup, "#text #passage")
    assert anchor.parent is not None and "questionnaire" in anchor.parent.get_text()
    assert {mark.get_text().lower() for mark in soup.select("#text mark")} == {"questionnaire"}
    passage = index.passage(record.id, index.query("questionnaire"))
    above = len(record.text[: passage.start].split())
    assert f"{above:,} words above the passage" in one(soup, "#text .note").get_text()
    assert not drawn(app, f"/records/{record.id}").select("#passage, mark")
    assert not drawn(app, f"/records/{record.id}?q=rhinoceros").select("#passage, mark")


def test_the_way_back_keeps_the_search(app: Any, index: cv.Index) -> None:
    record = page_of(index, "listening-to-care-leavers.html")
    soup = drawn(app, f"/records/{record.id}?q=trust&council=E08000026&sort=date&offset=10&text=all")
    assert one(soup, ".back a")["href"] == "/?q=trust&council=E08000026&sort=date&offset=10"
    assert one(drawn(app, f"/records/{record.id}"), ".back a")["href"] == "/"


def test_a_hit_leads_to_the_record_with_its_search_and_to_the_passage_where_that_is_far_down(
    app: Any, index: cv.Index
) -> None:
    record = page_of(index, "long.txt")
    title = one(drawn(app, "/?q=zebra&type=page"), "#hits .hit-title")
    assert title["href"] == f"/records/{record.id}?q=zebra&type=page#passage"
    soup = drawn(app, str(title["href"]).partition("#")[0])
    assert one(soup, "#passage") and one(soup, ".back a")["href"] == "/?q=zebra&type=page"


def test_a_page_names_what_stands_on_it_and_its_copies(app: Any, index: cv.Index) -> None:
    record = page_of(index, "press.txt")
    soup = drawn(app, f"/records/{record.id}")
    findings = index.standing_on("press.txt")
    section = soup.select("section[aria-labelledby=findings] li a")
    assert {link["href"] for link in section} == {f"/records/{finding.id}" for finding in findings}
    assert section[0].get_text().startswith("nearly 60 per cent In the survey")
    copies = [link["href"] for link in soup.select("section[aria-labelledby=copies] a")]
    assert copies == [f"/records/{page_of(index, 'press-again.txt').id}"]


def test_of_a_page_with_many_practices_the_rest_is_a_link_away(app: Any, index: cv.Index) -> None:
    record = page_of(index, "wide.txt")
    soup = drawn(app, f"/records/{record.id}")
    assert len(soup.select("section[aria-labelledby=practices] li")) == MANY
    rest = str(one(soup, "section[aria-labelledby=practices] .all a")["href"])
    assert urlsplit(rest).fragment == "practices"
    assert len(drawn(app, rest.partition("#")[0]).select("section[aria-labelledby=practices] li")) == MANY + 5


# A long page


def test_a_long_page_is_drawn_in_part_and_as_a_whole(app: Any, index: cv.Index) -> None:
    record = page_of(index, "long.txt")
    assert len(record.text) > record_text.WHOLE
    soup = drawn(app, f"/records/{record.id}?q=zebra")
    shown = one(soup, "#text").get_text()
    assert "zebra crossing" in shown and len(shown) < record_text.WHOLE * 1.2
    assert soup.select("#text .gap")
    assert one(soup, "#passage")
    for number, proof in enumerate(record.evidence, 1):
        if proof.place == "text":
            assert soup.select(f"#text #quote-{number}"), proof
    whole = str(one(soup, "#text .note a[href*='text=all']")["href"])
    assert whole.endswith("#text")
    everything = drawn(app, whole.partition("#")[0])
    assert not everything.select("#text .gap")
    lines = "".join(line.get_text() for line in everything.select("#text p[dir]"))
    assert squeezed(lines) == squeezed(record.text)


def test_a_page_of_two_hundred_thousand_words_is_answered(tmp_path: Path) -> None:
    record = crafted("\n".join(f"{number}. {LINE} Stockport zebra{number}" for number in range(11_000)))
    assert len(record.text.split()) > 200_000
    own = create_app(written(tmp_path, record))
    part = drawn(own, f"/records/{record.id}?q=zebra8000")
    assert one(part, "#text mark").get_text() == "zebra8000"
    assert len(part.get_text()) < 100_000
    whole = ask(own, f"/records/{record.id}?text=all")
    assert whole.status == 200 and whole.text.count("zebra") == 11_000


# A practice and a finding


def test_a_practice_is_shown_on_each_page_that_lists_it(
    app: Any, index: cv.Index, records: list[cv.Record]
) -> None:
    record = next(one for one in records if len(one.sources) == 2)
    soup = drawn(app, f"/records/{record.id}?q=social")
    assert squeezed(one(soup, "#text > .line").get_text()) == squeezed(record.text)
    places = soup.select("#text .place")
    assert [one(place, "h3 a")["href"] for place in places] == [
        f"/records/{page_of(index, source.page).id}?q=social" for source in record.sources
    ]
    for place, source in zip(places, record.sources, strict=True):
        own = one(place, "p.own").get_text()
        assert squeezed(own) in squeezed(page_of(index, source.page).text)
        assert len(place.select("p[dir]")) > 1
    assert [one(row, "a")["href"] for row in soup.select("#sources + ul li")]


def test_a_practice_leads_to_others_of_its_council(app: Any, index: cv.Index) -> None:
    for council in ("E08000007", "E08000035"):  # a few, and more than are named
        found = index.search("", type="practice", council=council)
        mine = found.hits[0].record
        section = one(drawn(app, f"/records/{mine.id}"), f"section[aria-labelledby=council-{council}]")
        assert one(section, ".total").get_text() == str(found.total - 1)
        links = [urlsplit(str(link["href"])).path for link in section.select("li a")]
        assert f"/records/{mine.id}" not in links and len(links) == min(found.total - 1, 5)
        to_all = [link["href"] for link in section.select(".all a")]
        assert to_all == [f"/?type=practice&council={council}&sort=date"][: found.total - 1 > 5]


def test_a_finding_has_its_figure_large_and_all_that_belongs_to_it(app: Any, index: cv.Index) -> None:
    record = next(one for one in index.standing_on("press.txt") if one.figure and one.figure.bound == "under")
    soup = drawn(app, f"/records/{record.id}")
    assert one(soup, ".figure b").get_text() == "nearly 60 per cent"
    facts = {row.dt.get_text(): row.dd.get_text() for row in soup.select(".facts div") if row.dt and row.dd}
    assert facts["Value"] == "60" and facts["Unit"] == "Per cent" and facts["Hedge"] == "less than that"
    assert facts["Of whom"] == "young people" and facts["Published by"] == "The Weekly"
    assert facts["When"] == "12 May 2021"
    assert "did not feel safe" in one(soup, "#text .own").get_text()


def test_a_record_without_a_date_says_so(app: Any, index: cv.Index) -> None:
    soup = drawn(app, f"/records/{page_of(index, 'listening-to-care-leavers.html').id}")
    assert "no date stated" in one(soup, ".summary").get_text()


def test_similar_records_are_named_and_searched_for(app: Any, index: cv.Index) -> None:
    record = page_of(index, "listening-to-care-leavers.html")
    soup = drawn(app, f"/records/{record.id}")
    links = [
        urlsplit(str(link["href"])).path for link in soup.select("section[aria-labelledby=similar] li a")
    ]
    assert links == [f"/records/{hit.record.id}" for hit in index.similar(record.id, limit=5).hits]


# The original, and what is taken away


def test_the_original_page_opens_at_the_words(app: Any, index: cv.Index) -> None:
    record = page_of(index, "press.txt")
    plain = one(drawn(app, f"/records/{record.id}"), ".original a")
    assert plain["href"] == "https://example.org/press"
    assert set(plain["rel"]) == {"noreferrer", "noopener", "external"}
    found = one(drawn(app, f"/records/{record.id}?q=homes"), ".original a")
    assert str(found["href"]).startswith("https://example.org/press#:~:text=We%20asked%20young")
    mine = index.search("guarantor", type="practice").hits[0].record
    practice = one(drawn(app, f"/records/{mine.id}"), ".original a")
    assert str(practice["href"]).startswith("https://example.org/list#:~:text=A%20guarantor%20scheme%20for")


def test_an_address_of_the_web_that_holds_markup_stays_an_attribute(app: Any, index: cv.Index) -> None:
    link = one(drawn(app, f"/records/{page_of(index, 'hostile.html').id}"), ".original a")
    assert link["href"] == SIDECAR_URL


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "java\tscript:alert(1)", "//evil.example"]
)
def test_an_address_that_is_not_of_the_web_is_told_and_not_linked(tmp_path: Path, url: str) -> None:
    record = crafted("A page with an address of its own.", url=url)
    soup = drawn(create_app(written(tmp_path, record)), f"/records/{record.id}")
    assert not soup.select(".original a")
    assert safe.line(url) in one(soup, ".original").get_text()


def test_references_and_the_command(app: Any, index: cv.Index) -> None:
    record = index.search("guarantor", type="practice").hits[0].record
    soup = drawn(app, f"/records/{record.id}?q=money")
    command = f"carevoice show {record.id} --evidence"
    assert one(soup, "#copy-command")["data-copy"] == one(soup, ".command code").get_text() == command
    assert [link["href"] for link in soup.select(".keep a")] == [
        f"/records/{record.id}.ris",
        f"/records/{record.id}.bib",
        f"/api/v1/records/{record.id}",
    ]


@pytest.mark.parametrize(
    ("ending", "media_type", "begin"),
    [
        ("ris", "application/x-research-info-systems", "TY  - ELEC"),
        ("bib", "application/x-bibtex", "@online{"),
    ],
)
def test_references_are_downloads(
    app: Any, records: list[cv.Record], ending: str, media_type: str, begin: str
) -> None:
    for record in records:
        answer = ask(app, f"/records/{record.id}.{ending}")
        assert answer.status == 200 and begin in answer.text
        assert answer.header("content-type") == f"{media_type}; charset=utf-8"
        assert answer.header("content-disposition") == f'attachment; filename="{record.id}.{ending}"'


# What cannot be followed


def refused(app: Any, target: str) -> Answer:
    answer = ask(app, target)
    assert "Traceback" not in answer.text
    return answer


def test_an_unknown_record_is_not_found_and_the_nearest_is_named(app: Any, index: cv.Index) -> None:
    record = page_of(index, "press.txt")
    for ending in ("", ".ris", ".bib"):
        answer = refused(app, f"/records/{record.id[:-1]}{ending}")
        assert answer.status == 404 and record.id in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "%ed%a0%80",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "a" * 500,
        "press.txt",
        ".",
    ],
)
def test_an_id_that_is_none_is_not_found_and_never_a_place_on_the_disk(app: Any, name: str) -> None:
    answer = refused(app, f"/records/{name}")
    assert answer.status in (400, 404)  # what is no text at all is refused before it is looked for
    assert "<script>alert" not in answer.text and "root:" not in answer.text


def test_a_parameter_that_cannot_be_followed_is_told(app: Any, index: cv.Index) -> None:
    record = page_of(index, "press.txt")
    assert refused(app, f"/records/{record.id}?nonsense=1").status == 400
    assert refused(app, f"/records/{record.id}?q=date%3Ayesterday").status == 400
    assert refused(app, f"/records/{record.id}?text=all&text=all").status == 400
    assert refused(app, f"/records/{record.id}?text=some").status == 400
