"""Readings become records, and one practice on several pages becomes one record, whatever their order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.merging import (
    finding_records,
    merge,
    page_record,
    practice_id,
    practice_records,
    standing_records,
)
from carevoice_search.model import Evidence, Figure, Finding, Practice, Reading

STOCKPORT, NORTH_YORKSHIRE_COUNTY = "E08000007", "E10000023"


def reading(page: str, theme: str, *titles: str) -> Reading:
    text = "\n".join(["A list", *(f"{title} (Jan 2021) North Yorkshire" for title in titles)])
    practices = []
    for title in titles:
        start = text.index(title)
        quote = Evidence("title", title, "list-line", page, "text", title, start, start + len(title))
        practices.append(Practice(title, "2021-01", (NORTH_YORKSHIRE_COUNTY,), (theme,), (quote,)))
    return Reading(
        page=page,
        title="A list",
        kind="practice-list",
        publisher=f"Publisher of {page}",
        url=None,
        date=None,
        councils=(NORTH_YORKSHIRE_COUNTY,),
        themes=(theme,),
        practices=tuple(practices),
        text=text,
        evidence=(),
    )


def test_a_page_keeps_its_id_when_its_text_changes() -> None:
    before = reading("a.html", "money", "One thing")
    after = replace(before, text="Something else", title="Another title")
    assert page_record(before).id == page_record(after).id
    assert page_record(before).id != page_record(replace(before, page="b.html")).id


def test_records_know_the_regions_and_nations_of_their_councils() -> None:
    record = page_record(reading("a.html", "money"))
    assert record.regions == ("yorkshire-and-the-humber",)
    assert record.nations == ("england",)


def test_a_practice_is_found_by_every_word_of_its_line() -> None:
    (record,) = practice_records(reading("a.html", "money", "Cooking evenings"))
    assert record.title == "Cooking evenings"
    assert record.text == "Cooking evenings (Jan 2021) North Yorkshire"


def test_a_practice_carries_the_evidence_for_what_it_has_from_its_page() -> None:
    page = reading("a.html", "money", "Cooking evenings")
    stated = Evidence(
        "publisher", "Publisher of a.html", "site-name", "a.html", "metadata", "Publisher of a.html"
    )
    other = Evidence("title", "A list", "heading", "a.html", "text", "A list", 0, 6)
    (record,) = practice_records(replace(page, evidence=(stated, other)))
    assert stated in record.evidence
    assert other not in record.evidence


def test_the_id_of_a_practice_folds_case_quotes_and_hyphens_but_not_month_or_council() -> None:
    plain = practice_id("Co-producing the ‘Always There’ offer", "2021-01", [STOCKPORT])
    assert plain == practice_id("co producing the 'always there' offer.", "2021-01", [STOCKPORT])
    assert plain != practice_id("Co-producing the ‘Always There’ offer", "2021-02", [STOCKPORT])
    assert plain != practice_id("Co-producing the ‘Always There’ offer", "2021-01", [NORTH_YORKSHIRE_COUNTY])


def test_a_line_that_stands_twice_on_one_page_is_one_record_with_one_source() -> None:
    (record,) = practice_records(reading("a.html", "money", "Cooking evenings", "Cooking evenings"))
    assert len(record.sources) == 1


def finding(sentence: str, value: float, text: str, council: str = STOCKPORT) -> Finding:
    start = text.index(sentence)
    end = start + len(sentence)
    quote = Evidence("figure", f"{value}", "per-cent", "a.html", "text", sentence, start, end)
    figure = Figure(value, "percent", f"{value:.0f} per cent")
    return Finding(figure, sentence, start, end, "2021-01", (council,), ("safety",), (quote,))


SAFE, SEEN = "32 per cent did not feel safe.", "45 per cent saw a friend each week."


def report(page: str, *findings: tuple[str, float]) -> Reading:
    whole = replace(reading(page, "money", "Cooking evenings"), text=f"{SAFE} {SEEN}", kind="review")
    return replace(whole, findings=tuple(finding(*one, whole.text) for one in findings))


def test_a_finding_is_the_sentence_with_what_was_read_of_it_and_its_page() -> None:
    stated = Evidence("kind", "review", "layout", "a.html", "text", SAFE, 0, len(SAFE))
    (record,) = finding_records(replace(report("a.html", (SAFE, 32.0)), evidence=(stated,)))
    assert record.type == "finding"
    assert record.title == record.text == SAFE
    assert record.figure == Figure(32.0, "percent", "32 per cent")
    assert (record.kind, record.publisher) == ("review", "Publisher of a.html")
    assert (record.councils, record.regions, record.nations) == ((STOCKPORT,), ("north-west",), ("england",))
    assert (record.themes, record.date) == (("safety",), "2021-01")
    assert [source.page for source in record.sources] == ["a.html"]
    assert [evidence.field for evidence in record.evidence] == ["figure", "kind"]


def test_a_finding_belongs_to_its_page_and_to_its_words_not_to_its_place() -> None:
    (safe,) = finding_records(report("a.html", (SAFE, 32.0)))
    assert [one.id for one in finding_records(report("a.html", (SEEN, 45.0), (SAFE, 32.0)))][1] == safe.id
    (elsewhere,) = finding_records(report("b.html", (SAFE, 32.0)))
    (other,) = finding_records(report("a.html", (SAFE, 33.0)))
    assert len({safe.id, elsewhere.id, other.id}) == 3


def test_one_figure_that_a_sentence_states_twice_is_two_findings() -> None:
    first, second = finding_records(report("a.html", (SAFE, 32.0), (SAFE, 32.0)))
    assert first.id != second.id
    assert finding_records(report("a.html", (SAFE, 32.0))) == (first,)


def test_practices_and_findings_stand_on_a_page() -> None:
    whole = report("a.html", (SAFE, 32.0))
    assert [record.type for record in standing_records(whole)] == ["practice", "finding"]


@given(st.permutations(["a.html", "b.html", "c.html"]))
def test_merging_does_not_depend_on_the_order_of_pages(order: list[str]) -> None:
    themes = {"a.html": "safety", "b.html": "money", "c.html": "safety"}
    occurrences = [practice_records(reading(page, themes[page], "Cooking evenings"))[0] for page in order]
    merged = merge(occurrences)
    assert merged.themes == ("money", "safety")
    assert [source.page for source in merged.sources] == ["a.html", "b.html", "c.html"]
    assert merged.publisher == "Publisher of a.html"
    assert [evidence.page for evidence in merged.evidence] == ["a.html", "b.html", "c.html"]
