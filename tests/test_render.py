"""Results as people and programs read them: complete, stable, and harmless whatever a page holds."""

from __future__ import annotations

import csv as csv_reader
import io
import json as json_reader
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.model import (
    Bucket,
    Copy,
    Evidence,
    Facet,
    Figure,
    Hit,
    Notice,
    Practice,
    Reading,
    Record,
    Results,
    Snippet,
    Source,
)
from carevoice_search.render import csv, extraction, json, plain, safe, table, terminal, wording

STOCKPORT = "E08000007"
NORTH_YORKSHIRE = "E06000065"
EVIL = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202eback\u2066 \x00\x08\x7f\r\n end"
STEERS_A_TERMINAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

hostile = st.text(
    st.one_of(st.sampled_from("\x1b[]0;m\x07\x9b\x9d\\=+-@\t\r\n\u202e\u2028 a1,\"'"), st.characters()),
    max_size=40,
)


def record(
    title: str = "Training social workers on trust", record_type: str = "practice", text: str = ""
) -> Record:
    proof = Evidence("council", STOCKPORT, "line", "a.txt", "text", title, 0, len(title))
    return Record(
        id=f"{record_type}-1",
        type="practice" if record_type == "practice" else "page",
        kind="practice-list" if record_type == "practice" else "article",
        title=title,
        text=text or title,
        publisher="Coram Voice",
        url="https://example.org/a",
        councils=(STOCKPORT, NORTH_YORKSHIRE),
        regions=("north-west",),
        nations=("england",),
        themes=(),
        date="2021-04",
        sources=(Source("a.txt", "A list", None, "Coram Voice"),),
        evidence=(proof,),
    )


def results(*hits: Hit, facets: tuple[Facet, ...] = (), total: int = 13) -> Results:
    return Results("trust", total, {"page": 0, "practice": total, "finding": 0}, hits, facets)


def hit(found: Record, snippet: Snippet | None = None) -> Hit:
    return Hit(1, 12.3456789, found, snippet or Snippet(found.title))


SENTENCE = "A third (32 per cent) of young people did not feel safe where they lived."
SHARE = Figure(32.0, "percent", "32 per cent", "exact", None, "young people", "did not feel safe")


def finding(figure: Figure = SHARE, sentence: str = SENTENCE) -> Record:
    page = Source("a.txt", "Listening to children in care", None, "Coram Voice")
    return replace(
        record(sentence), id="finding-1", type="finding", kind="review", figure=figure, sources=(page,)
    )


COUNCILS = Facet(
    "council",
    (Bucket(STOCKPORT, "Stockport", 3, selected=True), Bucket(NORTH_YORKSHIRE, "North Yorkshire", 1)),
    missing=2,
)
MANY = Facet("year", tuple(Bucket(str(1990 + n), str(1990 + n), n + 1) for n in range(15)), missing=0)


# What is safe to print


@given(hostile)
def test_a_line_is_one_line_and_steers_nothing(text: str) -> None:
    for made in (safe.line(text), safe.piece(text), safe.same_length(text)):
        assert not STEERS_A_TERMINAL.search(made)
        assert "\n" not in made
        made.encode("utf-8")
    assert len(safe.same_length(text)) == len(text)
    assert all(not STEERS_A_TERMINAL.search(line) and "\n" not in line for line in safe.lines(text))


def test_whole_sequences_go_and_words_stay() -> None:
    assert safe.line(EVIL) == "red 2J back end"
    assert safe.line("a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ b") == "alink b"
    assert safe.line("Welsh ŵ, Gàidhlig, ’quotes’ – and 漢字 é") == "Welsh ŵ, Gàidhlig, ’quotes’ – and 漢字 é"


def test_a_sequence_without_end_does_not_swallow_the_text() -> None:
    assert "the rest" in safe.line("\x1b]0;never closed, the rest of a page")


def test_lines_keep_their_indentation() -> None:
    assert safe.lines("a\r\n  b\x1b[1m c\n\td") == ["a", "  b c", "    d"]


@given(hostile)
def test_no_cell_runs_in_a_spreadsheet_and_each_is_read_back_whole(text: str) -> None:
    cell = safe.cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (safe.line(text), f"'{safe.line(text)}")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", " =1"])
def test_formulas_are_marked_as_text(text: str) -> None:
    assert safe.cell(text).startswith("'")


@given(hostile | st.text(alphabet="a b\u00a0\u2003é", max_size=12))
def test_text_that_needs_no_mending_is_mended_like_any_other(text: str) -> None:
    sequences = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b\n]*(?:\x07|\x1b\\)")
    unsafe = re.compile(
        "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
        "\U000e0000-\U000e007f\ud800-\udfff]"
    )
    whole = unsafe.sub(lambda sign: " " if sign.group().isspace() else "", sequences.sub("", text))
    assert safe.piece(text) == re.sub(r"\s+", " ", whole)


@given(st.recursive(hostile, lambda inner: st.lists(inner) | st.dictionaries(hostile, inner), max_leaves=8))
def test_json_is_harmless_and_parses_to_the_same_values(value: object) -> None:
    dumped = json.dump(value)
    assert not STEERS_A_TERMINAL.search(dumped)
    assert json_reader.loads(dumped) == value
    assert json_reader.loads(json.dump(value, indent=None)) == value


@given(hostile, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_the_pieces_of_a_snippet_are_its_text_whatever_the_marks(
    text: str, marks: list[tuple[int, int]]
) -> None:
    spans = tuple((min(a, b, len(text)), min(max(a, b), len(text))) for a, b in marks)
    plain_text = "".join(c for c in text if c.isalnum())
    kept = "".join(piece for piece, _ in wording.pieces(text, spans))
    if "\x1b" not in text:
        assert "".join(c for c in kept if c.isalnum()) == plain_text


# Words for people


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2021", "2021"), ("2021-04", "April 2021"), ("2021-04-29", "29 April 2021"), ("2021-13", "2021-13")],
)
def test_a_date_is_as_precise_as_it_was_stated(iso: str, words: str) -> None:
    assert wording.date(iso) == words


def test_totals_name_every_type_even_where_there_is_none() -> None:
    assert wording.totals(results()) == "13 records: 0 pages, 13 practices, 0 findings"
    one = Results("", 1, {"page": 1}, ())
    assert wording.totals(one) == "1 record: 1 page, 0 practices, 0 findings"


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (SHARE, "32%"),
        (Figure(20.0, "percent", "one in five"), "20%"),
        (Figure(33.333, "percent", "about a third", "about"), "about a third (33.3%)"),
        (Figure(12.25, "percent", "12.25%"), "12.25%"),
        (Figure(94.203, "percent", "65 of 69", out_of=69.0), "65 of 69"),
        (Figure(65.0, "count", "65 of 69", out_of=69.0), "65 of 69"),
        (Figure(1258.0, "count", "1,258"), "1,258"),
        (Figure(60.0, "count", "nearly 60", "under"), "nearly 60"),
        (Figure(1000.0, "count", "over a thousand", "over"), "over a thousand (1,000)"),
        (Figure(20.0, "minutes", "every 20 minutes"), "every 20 minutes"),
        (Figure(2.0, "years", "two\nyears\x1b[1m"), "two years"),
    ],
)
def test_a_figure_is_said_in_short(figure: Figure, words: str) -> None:
    assert wording.figure(figure) == words


def test_many_councils_are_cut_short_in_a_line() -> None:
    several = record()
    assert wording.councils(several) == "Stockport; North Yorkshire"
    codes = tuple(f"E0800000{n}" for n in range(1, 8))
    crowded = Record(**{**{f: getattr(several, f) for f in Record.__slots__}, "councils": codes})
    assert wording.councils(crowded).endswith("; 4 more")


# Plain lines


def test_plain_lines_hold_a_record_on_one_line_with_its_passage_below() -> None:
    page = record("Listening", "page", text="long text")
    found = results(hit(record()), hit(page, Snippet("… care\nleavers …")))
    lines = list(plain.results(found, shown={}))
    assert lines[0] == "13 records: 0 pages, 13 practices, 0 findings"
    particulars = "Stockport; North Yorkshire · April 2021 · Practice · practice-1"
    assert f"1. Training social workers on trust · {particulars}" in lines
    assert "   … care leavers …" in lines
    assert sum("Training" in line for line in lines) == 1  # a passage that only repeats the title is left out


def test_a_finding_shows_its_figure_first_and_its_sentence_once() -> None:
    found = results(hit(finding(), Snippet(SENTENCE, ((25, 31),))))
    (line,) = [line for line in plain.results(found, shown={}) if SENTENCE in line]
    assert line == (
        f"1. 32% · {SENTENCE} · young people · did not feel safe · Listening to children in care · "
        "Stockport; North Yorkshire · April 2021 · Finding · finding-1"
    )
    text = table.results(found, shown={}, columns=110, colour=False)
    assert "\n 1  32%\n    A third (32 per cent) of" in text
    assert text.count("where they lived") == 1
    assert "    young people · did not feel safe · Listening to children in care" in text


def test_a_terminal_shows_a_sentence_of_several_figures_once() -> None:
    other = replace(finding(Figure(33.333, "percent", "A third")), id="finding-2")
    found = results(hit(finding()), hit(other), hit(replace(other, sources=())))
    text = table.results(found, shown={}, columns=110, colour=False)
    assert text.count(SENTENCE) == 2
    assert "33.3%\n    in the same sentence\n" in text
    lines = "\n".join(plain.results(found, shown={}))
    assert lines.count(SENTENCE) == 3


def test_the_matched_words_of_a_long_sentence_stand_out_where_they_are() -> None:
    sentence = "Some say so, " * 30 + "and 32 per cent felt safe."
    start = len(sentence) - 40
    shown = Snippet("…" + sentence[start:], ((41 - 5, 40),), start, len(sentence))
    assert shown.text[36:40] == "safe"
    ((first, last),) = wording.title_marks(hit(finding(sentence=sentence), shown))
    assert sentence[first:last] == "safe"


def test_a_finding_in_full_says_what_was_counted_of_whom() -> None:
    said = list(
        plain.record(finding(Figure(65.0, "count", "65 of 69", out_of=69.0, who="staff")), evidence=True)
    )
    for line in ("Figure:     65 of 69", "Unit:       Number", "Stated:     65 of 69", "Who:        staff"):
        assert line in said
    assert "Found on:   a.txt · Listening to children in care" in said
    assert not any(line.startswith("Measured") for line in said)
    assert sum(line == SENTENCE for line in said) == 1
    assert not any(line.startswith("Figure") for line in plain.record(record(), evidence=False))


def copies(number: int) -> tuple[Copy, ...]:
    """Copies of a page that is called "Listening": the first says so too, the others have another title."""
    titles = ("Listening", *["Heard?"] * 4)
    names = ("Ofsted", None, "Coram\x1b[1m Voice", "The Weekly", "Others")
    return tuple(Copy(f"page-{n + 2}", f"copy-{n}.html", titles[n], names[n]) for n in range(number))


def test_the_copies_of_a_hit_are_named_below_it() -> None:
    page = hit(record("Listening", "page", "long text"), Snippet("of care leavers"))
    assert wording.copies(page) is None
    one, several = replace(page, copies=copies(1)), replace(page, copies=copies(5))
    assert wording.copies(one) == "also 1 copy: copy-0.html (Ofsted)"
    named = "copy-0.html (Ofsted), Heard? (copy-1.html), Heard? (Coram Voice) and 2 more"
    assert wording.copies(several) == f"also 5 copies: {named}"
    assert f"   also 5 copies: {named}" in list(plain.results(results(several), shown={}))
    assert "also 5 copies: copy-0.html (Ofsted)" in table.results(
        results(several), shown={}, columns=110, colour=False
    )


def test_an_expanded_answer_names_the_words_that_ranked_it() -> None:
    found = replace(results(hit(record())), expanded=True, feedback=(("trust", 0.4), ("\x1b[1mhome", 0.1)))
    assert "Also ranked by: trust, home" in list(plain.results(found, shown={}))
    assert "Also ranked by: trust, home" in table.results(found, shown={}, columns=80, colour=False)
    assert not any("Ranked also" in line for line in plain.results(results(), shown={}))


def test_relaxation_suggestion_and_notices_are_part_of_the_answer() -> None:
    found = Results(
        "a",
        1,
        {"page": 1},
        (),
        relaxed=True,
        suggestion="trust",
        notices=(Notice("overlap", "2 records reach over the range", 2),),
    )
    said = "\n".join(plain.results(found, shown={}))
    assert "No record has all of these words" in said
    assert "Did you mean: trust" in said
    assert "2 records reach over the range" in said


def test_a_facet_shows_counts_choice_missing_and_what_is_hidden() -> None:
    assert list(plain.facet_lines(COUNCILS, 10)) == [
        "Council",
        " *3  Stockport",
        "  1  North Yorkshire",
        "  2  (no council)",
    ]
    lines = list(plain.facet_lines(MANY, 10))
    assert len(lines) == 12
    assert lines[1:3] == ["   6  1995", "   7  1996"]  # of dates, the latest are shown
    assert lines[-1].strip() == "…  5 earlier: --facet year:all"
    assert len(list(plain.facet_lines(MANY, 15))) == 16


def test_explanations_show_the_query_the_widening_and_the_shares() -> None:
    found = Results("pa", 1, {"practice": 1}, (hit(record()),), widened={"pa": ("personal adviser",)})
    said = "\n".join(plain.results(found, shown={}, shares={"practice-1": (("pa", 1.5),)}))
    assert "Query: pa" in said
    assert "pa: also personal adviser" in said
    assert re.search(r"1\.500 +pa", said)


def test_a_record_shows_the_quote_behind_every_field() -> None:
    said = "\n".join(plain.record(record(), evidence=True))
    assert "Councils:   Stockport (E08000007); North Yorkshire (E06000065)" in said
    assert "council = Stockport" in said
    assert "“Training social workers on trust”" in said
    assert "text 0–32 of a.txt, rule line" in said
    assert "“" not in "\n".join(plain.record(record(), evidence=False))


@given(hostile)
def test_no_text_of_a_page_steers_the_reader_s_terminal(text: str) -> None:
    nasty = record(text or "x", "page", text=text + "\nmore")
    found = results(hit(nasty, Snippet(text, ((0, min(3, len(text))),))))
    figure = Figure(1.0, "hours", text, who=text, measured=text)
    copied = replace(hit(finding(figure, text), Snippet(text)), copies=(Copy("c", text, text, None),))
    found = replace(found, hits=(*found.hits, copied), feedback=((text, 1.0),))
    for line in [*plain.results(found, shown={}), *plain.record(nasty, evidence=True), *csv.hits(found.hits)]:
        assert not STEERS_A_TERMINAL.search(line)
        assert "\n" not in line
    assert not STEERS_A_TERMINAL.search(table.results(found, shown={}, columns=80, colour=False))
    assert not STEERS_A_TERMINAL.search(table.record(nasty, evidence=True, columns=80, colour=False))


# Terminals


def without_colour(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_matched_words_stand_out_on_a_terminal() -> None:
    found = results(hit(record("Listening", "page", "t"), Snippet("they earned trust slowly", ((12, 17),))))
    coloured = table.results(found, shown={}, columns=80, colour=True)
    assert "\x1b[1;33mtrust\x1b[0m" in coloured
    assert "\x1b" not in table.results(found, shown={}, columns=80, colour=False)


def test_only_our_own_colours_reach_the_terminal() -> None:
    coloured = table.results(results(hit(record(EVIL))), shown={}, columns=80, colour=True)
    assert not STEERS_A_TERMINAL.search(without_colour(coloured))
    assert "red 2J back end" in without_colour(coloured)


@pytest.mark.parametrize("columns", [12, 20, 25, 39, 40, 50, 80, 120, 300])
def test_lines_fit_the_screen(columns: int) -> None:
    page = record("A title of many words " * 8, "page", "x")
    told = replace(hit(finding(Figure(1.0, "hours", "an hour, or so they say, each day"))), copies=copies(3))
    found = results(hit(page, Snippet("care " * 60)), told, facets=(COUNCILS, MANY))
    text = table.results(found, shown={}, columns=columns, colour=False, hint="Next: " + "word " * 20)
    text += "\n" + table.record(page, evidence=True, columns=columns, colour=False, hint="word " * 20)
    assert all(safe.width(line) <= min(columns, terminal.WIDEST) for line in text.split("\n"))
    for words in ("Stockport", "2004", "1995"):
        assert words in text
    assert "…" not in text.replace("… 5", ""), "what does not fit goes on in the next line"
    assert re.sub(r"\s", "", text).count("page-1") >= 2


def test_a_terminal_shows_the_same_facets_as_a_pipe_with_bars() -> None:
    text = table.results(results(facets=(COUNCILS, MANY)), shown={"year": 12}, columns=80, colour=False)
    for words in ("* Stockport", "North Yorkshire", "(no council)", "1993", "3 earlier: --facet year:all"):
        assert words in text
    assert "1992" not in text


def test_a_chosen_bucket_is_shown_wherever_it_stands() -> None:
    chosen = Bucket("1990", "1990", 1, selected=True)
    facet = Facet("year", (chosen, *MANY.buckets[1:]), missing=0)
    assert [line.split()[-1] for line in plain.facet_lines(facet, 2)][:4] == ["Year", "1990", "2003", "2004"]


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_bar_is_as_long_as_its_share_and_never_empty(number: int, most: int) -> None:
    drawn = table.bar(min(number, most), most)
    assert len(drawn) <= 16
    assert bool(drawn) == bool(number)
    assert len(table.bar(most, most)) == 16


def test_markup_in_a_page_is_only_text() -> None:
    found = results(hit(record("[bold]x[/bold] :smile: [/]")))
    assert "[bold]x[/bold] :smile: [/]" in table.results(found, shown={}, columns=80, colour=False)


# Programs


def test_json_has_the_documented_keys() -> None:
    form = json_reader.loads(json.results(results(hit(record()), facets=(COUNCILS,))))
    assert list(form) == [
        "format",
        "query",
        "total",
        "totals",
        "relaxed",
        "suggestion",
        "synonyms",
        "grouped",
        "expanded",
        "feedback",
        "widened",
        "notices",
        "hits",
        "facets",
    ]
    assert form["format"] == 1
    assert form["totals"] == {"page": 0, "practice": 13, "finding": 0}
    assert (form["grouped"], form["expanded"], form["feedback"]) == (True, False, [])
    assert list(form["hits"][0]) == ["rank", "score", "record", "snippet", "copies"]
    assert list(form["hits"][0]["snippet"]) == ["text", "marks", "start", "end"]
    assert form["hits"][0]["record"]["councils"] == [
        {"code": STOCKPORT, "name": "Stockport"},
        {"code": NORTH_YORKSHIRE, "name": "North Yorkshire"},
    ]
    assert form["facets"][0] == {
        "field": "council",
        "buckets": [
            {"value": STOCKPORT, "label": "Stockport", "count": 3, "selected": True},
            {"value": NORTH_YORKSHIRE, "label": "North Yorkshire", "count": 1, "selected": False},
        ],
        "missing": 2,
        "other": 0,
    }


def test_json_has_the_figure_of_a_finding_and_null_for_other_records() -> None:
    assert json.record_form(finding())["figure"] == {
        "value": 32.0,
        "unit": "percent",
        "stated": "32 per cent",
        "bound": "exact",
        "out_of": None,
        "who": "young people",
        "measured": "did not feel safe",
    }
    assert json.record_form(record())["figure"] is None


def test_json_names_copies_and_the_words_of_feedback() -> None:
    form = json.hit_form(replace(hit(record()), copies=copies(1)))
    assert form["copies"] == [
        {"id": "page-2", "page": "copy-0.html", "title": "Listening", "publisher": "Ofsted"}
    ]
    expanded = replace(results(), expanded=True, feedback=(("trust", 0.25),))
    assert json_reader.loads(json.results(expanded))["feedback"] == [{"word": "trust", "weight": 0.25}]


def test_json_lines_are_the_hits_of_the_json() -> None:
    found = results(hit(record()), hit(record(record_type="page")))
    whole = json_reader.loads(json.results(found))
    assert [json_reader.loads(line) for line in json.hit_lines(found.hits)] == whole["hits"]


def test_json_explains_scores_where_asked() -> None:
    form = json.hit_form(hit(record()), {"practice-1": (("trust", 0.25),)})
    assert form["explanation"] == [{"what": "trust", "share": 0.25}]


def test_csv_of_hits_names_its_columns_and_keeps_commas_in_cells() -> None:
    rows = list(csv_reader.DictReader(io.StringIO("\n".join(csv.hits([hit(record('Say "yes", always'))])))))
    assert tuple(rows[0]) == (*csv.HIT_COLUMNS, *csv.FIGURE_COLUMNS, *csv.SOURCE_COLUMNS)
    assert rows[0]["page"] == "a.txt"
    assert all(rows[0][name] == "" for name in csv.FIGURE_COLUMNS)
    assert rows[0]["title"] == 'Say "yes", always'
    assert rows[0]["councils"] == "Stockport; North Yorkshire"
    assert rows[0]["date"] == "2021-04"


def test_csv_of_findings_has_numbers_that_a_spreadsheet_adds_up() -> None:
    counted = Figure(1258.0, "count", "=1,258", "over", 2000.5, "young people", "took part")
    heading, row = csv_reader.reader(csv.hits([hit(finding(counted))]))
    assert (
        dict(zip(heading, row, strict=True)).items()
        >= {
            "value": "1258",
            "unit": "count",
            "stated": "'=1,258",
            "bound": "over",
            "out_of": "2000.5",
            "who": "young people",
            "measured": "took part",
            "title": SENTENCE,
        }.items()
    )


def test_csv_of_buckets_counts_the_missing_too() -> None:
    rows = [tuple(row) for row in csv_reader.reader(csv.buckets([COUNCILS]))]
    assert rows == [
        csv.BUCKET_COLUMNS,
        ("council", STOCKPORT, "Stockport", "3"),
        ("council", NORTH_YORKSHIRE, "North Yorkshire", "1"),
        ("council", "missing", "(no council)", "2"),
    ]


READING = Reading(
    page="lists/a.txt",
    title="A list",
    kind="practice-list",
    publisher=None,
    url=None,
    date=None,
    councils=(),
    themes=("rights-voice",),
    practices=(
        Practice(
            "Training social workers",
            "2021-04",
            (STOCKPORT,),
            ("rights-voice",),
            (Evidence("date", "2021-04", "month", "lists/a.txt", "text", "April 2021", 3, 13),),
        ),
    ),
    text="A list",
    evidence=(Evidence("title", "A list", "og", "lists/a.txt", "metadata", "A list"),),
    warnings=("odd encoding",),
)


def test_the_extraction_form_has_exactly_its_documented_keys() -> None:
    form = extraction.reading_form(READING)
    assert list(form) == [
        "page",
        "title",
        "kind",
        "publisher",
        "url",
        "date",
        "councils",
        "themes",
        "practices",
        "findings",
        "text",
        "evidence",
        "warnings",
    ]
    (practice,) = json_reader.loads(json.dump(form["practices"]))
    assert list(practice) == ["title", "date", "councils", "themes", "evidence"]
    assert practice["councils"] == [{"code": STOCKPORT, "name": "Stockport"}]
    assert practice["evidence"][0]["start"] == 3
    (proof,) = json_reader.loads(json.dump(form["evidence"]))
    assert (proof["place"], proof["start"], proof["end"]) == ("metadata", None, None)


def test_an_extraction_for_people_names_what_was_read() -> None:
    said = "\n".join(extraction.reading_lines(READING))
    assert "lists/a.txt: A list" in said
    assert "Practice:   Training social workers · Stockport · April 2021" in said
    assert "Warning:    odd encoding" in said
    assert "none stated" in said


def test_a_value_is_offered_as_a_person_would_type_it() -> None:
    assert wording.typed("council", NORTH_YORKSHIRE) == "north-yorkshire"
    assert wording.typed("month", "2021-04") == "2021-04"
    assert wording.typed("kind", "practice-list") == "practice-list"
    assert unicodedata.is_normalized("NFC", wording.typed_so_far("Ynys M"))
