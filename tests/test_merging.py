"""Readings become records, and one practice on several pages becomes one record, whatever their order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.merging import merge, page_record, practice_id, practice_records
from carevoice_search.model import Evidence, Practice, Reading

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


@given(st.permutations(["a.html", "b.html", "c.html"]))
def test_merging_does_not_depend_on_the_order_of_pages(order: list[str]) -> None:
    themes = {"a.html": "safety", "b.html": "money", "c.html": "safety"}
    occurrences = [practice_records(reading(page, themes[page], "Cooking evenings"))[0] for page in order]
    merged = merge(occurrences)
    assert merged.themes == ("money", "safety")
    assert [source.page for source in merged.sources] == ["a.html", "b.html", "c.html"]
    assert merged.publisher == "Publisher of a.html"
    assert [evidence.page for evidence in merged.evidence] == ["a.html", "b.html", "c.html"]
