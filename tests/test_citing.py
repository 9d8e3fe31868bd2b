"""Records for reference managers: complete, true to the page, and whole whatever a page holds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import example, given
from hypothesis import strategies as st

from carevoice_search.model import Figure, Record, Source
from carevoice_search.render import citing, safe

STOCKPORT = "E08000007"
MONEY = Source("money.html", "What about money?", "https://example.org/money?a=1&b=2#x_y", "Coram Voice")
VOICE = Source("voice.txt", "Rights & voice", "https://example.com/voice", "The Weekly, Ltd")
RECORD = Record(
    id="practice-0204947625dd",
    type="practice",
    kind="practice-list",
    title="Free bus passes until 21",
    text="Free bus passes until 21 (April 2021) Stockport",
    publisher="Coram Voice",
    url=None,
    councils=(STOCKPORT,),
    regions=("north-west",),
    nations=("england",),
    themes=("family-friends-relationships",),
    date="2021-04",
    sources=(MONEY, VOICE),
    evidence=(),
)
PAGE = replace(
    RECORD, id="page-1", type="page", title="Money", text="A long page.", date=None, sources=(MONEY,)
)
FINDING = replace(
    RECORD,
    id="finding-1",
    type="finding",
    kind="review",
    title="A third (32%) feel safe.",
    text="A third (32%) feel safe.",
    date="2021-04-29",
    sources=(MONEY,),
    figure=Figure(32.0, "percent", "32%", who="young people"),
)
NO_NAMES = replace(RECORD, publisher=None, councils=(), themes=(), date=None, sources=())

hostile = st.text(
    st.one_of(
        st.sampled_from('{}\\"%#$&_~^<>|@=,\n\r\x0b\x1c\x85\u2028\x1b[;- TYERa1\ud800'), st.characters()
    ),
    max_size=30,
)
LOOK_ALIKES = (
    "x\nER  - \nTY  - JOUR",
    "}\n}\n@misc{x,",
    "a { b",
    "a } b",
    "\\",
    "\\}",
    "%\n",
    '"',
    "TY  - ELEC",
)


def in_ris(*records: Record) -> list[dict[str, Any]]:
    """Records as rispy reads them back."""
    found: list[dict[str, Any]] = rispy.loads(citing.ris(records))
    return found


def in_bibtex(*records: Record) -> list[dict[str, str]]:
    """Records as bibtexparser reads them back, what LaTeX would typeset in place of its commands."""
    library = bibtexparser.parse_string(citing.bibtex(records))
    assert not library.failed_blocks
    assert {block.entry_type for block in library.entries} <= {"online"}
    return [
        {"key": block.key, **{field.key: typeset(str(field.value)) for field in block.fields}}
        for block in library.entries
    ]


def typeset(value: str) -> str:
    signs = {made: sign for sign, made in citing._ESCAPED.items()}
    longest = sorted(signs, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda match: signs[match.group()], value)


def test_a_practice_in_ris() -> None:
    assert citing.ris([RECORD]).splitlines() == [
        "TY  - ELEC",
        "ID  - practice-0204947625dd",
        "TI  - Free bus passes until 21",
        "AU  - Coram Voice,",
        "AU  - The Weekly Ltd,",
        "PB  - Coram Voice; The Weekly, Ltd",
        "PY  - 2021",
        "DA  - 2021/04//",
        "M3  - Practice",
        "KW  - Family, friends & supportive relationships",
        "KW  - Stockport",
        "AB  - Free bus passes until 21 (April 2021) Stockport",
        "N1  - Practice on “What about money?” (money.html) and “Rights & voice” (voice.txt); Stockport; April 2021",
        "UR  - https://example.org/money?a=1&b=2#x_y",
        "UR  - https://example.com/voice",
        "ER  - ",
    ]


def test_a_practice_in_bibtex() -> None:
    assert citing.bibtex([RECORD]).splitlines() == [
        "@online{practice-0204947625dd,",
        "  author = {{Coram Voice} and {The Weekly, Ltd}},",
        "  title = {Free bus passes until 21},",
        "  year = {2021},",
        "  month = apr,",
        "  url = {https://example.org/money?a=1&b=2#x_y},",
        "  type = {Practice},",
        r"  keywords = {Family friends \& supportive relationships, Stockport},",
        "  abstract = {Free bus passes until 21 (April 2021) Stockport},",
        r"  note = {Practice on “What about money?” (money.html) and “Rights \& voice” (voice.txt); Stockport; "
        r"April 2021; Also at https://example.com/voice},",
        "}",
    ]


def test_a_page_has_no_abstract_and_what_is_undated_no_year() -> None:
    (ris,), (bibtex,) = in_ris(PAGE), in_bibtex(PAGE)
    assert not {"abstract", "year", "date", "notes", "access_date"} & set(ris)
    assert not {"abstract", "year", "month", "day", "note", "urldate"} & set(bibtex)
    assert ris["title"] == bibtex["title"] == "Money"


@pytest.mark.parametrize(
    ("date", "ris", "bibtex"),
    [
        ("2021", ("2021", None), ("2021", None, None)),
        ("2021-04", ("2021", "2021/04//"), ("2021", "apr", None)),
        ("2021-04-09", ("2021", "2021/04/09/"), ("2021", "apr", "9")),
        (None, (None, None), (None, None, None)),
    ],
)
def test_a_date_is_as_precise_as_it_is_stated(
    date: str | None, ris: tuple[str | None, ...], bibtex: tuple[str | None, ...]
) -> None:
    dated = replace(RECORD, date=date)
    (one,), (other,) = in_ris(dated), in_bibtex(dated)
    assert (one.get("year"), one.get("date")) == ris
    assert (other.get("year"), other.get("month"), other.get("day")) == bibtex


def test_a_finding_says_its_sentence_its_figure_and_its_page() -> None:
    (ris,), (bibtex,) = in_ris(FINDING), in_bibtex(FINDING)
    assert ris["abstract"] == bibtex["abstract"] == "A third (32%) feel safe."
    said = "Finding on “What about money?” (money.html); 32%; Stockport; 29 April 2021"
    assert ris["notes"] == [said]
    assert bibtex["note"] == said


def test_nothing_is_invented_where_nothing_is_known() -> None:
    bare = replace(NO_NAMES, type="page")
    (ris,), (bibtex,) = in_ris(bare), in_bibtex(bare)
    assert set(ris) == {"type_of_reference", "id", "title", "type_of_work"}
    assert set(bibtex) == {"key", "title", "type"}


def test_several_records_keep_their_order_and_their_ids() -> None:
    records = [replace(RECORD, id=f"page-{number:02}") for number in range(12)]
    wanted = [record.id for record in records]
    assert [found["id"] for found in in_ris(*records)] == wanted
    assert [found["key"] for found in in_bibtex(*records)] == wanted
    assert citing.bibtex([]) == ""
    assert citing.ris([]).strip() == ""


def test_only_addresses_of_the_web_are_given() -> None:
    urls = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "http://[",
        "https://",
        "//a.org",
        "",
    ]
    sources = tuple(Source(f"{n}.txt", "A page", url, None) for n, url in enumerate(urls))
    found = replace(RECORD, sources=sources)
    assert "urls" not in in_ris(found)[0]
    assert "url" not in in_bibtex(found)[0]


def test_an_address_cannot_end_its_field() -> None:
    found = replace(RECORD, url="https://example.org/a}\nER  - \\x y{é%20", sources=())
    quoted = "https://example.org/a%7D%20ER%20-%20%5Cx%20y%7B%C3%A9%20"
    assert in_ris(found)[0]["urls"] == [quoted]
    assert in_bibtex(found)[0]["url"] == quoted


@given(hostile, hostile, hostile, hostile)
@example(*LOOK_ALIKES[:4])
@example(*LOOK_ALIKES[4:8])
def test_no_text_of_a_page_breaks_out_of_its_field(title: str, publisher: str, line: str, path: str) -> None:
    source = Source(path, title, f"https://example.org/{path}", publisher)
    found = replace(RECORD, title=title, text=line, publisher=publisher, sources=(source,))
    ris = in_ris(found, PAGE)
    bibtex = in_bibtex(found, PAGE)
    assert [one["id"] for one in ris] == [one["key"] for one in bibtex] == [RECORD.id, PAGE.id]
    assert ris[1] == in_ris(PAGE)[0]
    for name, text in (("title", title), ("abstract", line)):
        assert ris[0].get(name, "") == bibtex[0].get(name, "") == safe.line(text)
    body = safe.line(publisher)
    assert bibtex[0].get("author", "") == (f"{{{body}}}" if body else "")
    assert ris[0].get("authors", []) == ([f"{' '.join(body.replace(',', ' ').split())},"] if body else [])
    assert ris[0].get("publisher", "") == (body if "," in body else "")


@given(hostile)
@example("a { b")
@example("\\{}")
def test_braces_balance_as_bibtex_itself_counts_them(title: str) -> None:
    """BibTeX, and biber, count every brace, one behind a backslash too."""
    depth = 0
    for line in citing.bibtex([replace(RECORD, title=title, text=title, publisher=title)]).splitlines()[1:-1]:
        for character in line:
            depth += (character == "{") - (character == "}")
            assert depth >= 0
        assert depth == 0, "every field ends on its line"


@given(hostile)
def test_nothing_that_a_terminal_obeys_is_written(text: str) -> None:
    found = replace(RECORD, title=text, publisher=text, sources=(Source(text, text, text, text),))
    for written in (citing.ris([found]), citing.bibtex([found])):
        written.encode("utf-8")
        assert all(safe.same_length(line) == line for line in written.split("\n"))
