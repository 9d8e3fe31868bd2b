"""Facets as a tree: nothing that was counted is lost, and nothing that was chosen is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search.server.pages.facet_tree import Choice, Group, groups
from carevoice_search.server.request.asked import Asked, FacetChoice

COUNCILS = [*cv.FIELDS["council"].known()][:60]  # type: ignore[misc]
REGIONS = [*cv.FIELDS["region"].known()]  # type: ignore[misc]
ALL = Asked(cv.plain(""))


def facet(field: str, counts: dict[str, int], chosen: set[str] = frozenset(), missing: int = 0) -> cv.Facet:  # type: ignore[assignment]
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if cv.FIELDS[field].order == "time":
        ordered = sorted(counts.items())
    buckets = (cv.Bucket(value, cv.label(field, value), count, value in chosen) for value, count in ordered)
    return cv.Facet(field, tuple(buckets), missing)


def made(asked: Asked = ALL, **facets: cv.Facet) -> dict[str, Group]:
    every = [facets.get(name) or facet(name, {}) for name in cv.FIELDS]
    return {group.field: group for group in groups(every, asked)}


def leaves(group: Group) -> Iterator[Choice]:
    for choice in group.choices:
        yield choice
        yield from choice.below


def test_a_facet_without_values_is_no_group() -> None:
    assert made() == {}


COUNTS = st.dictionaries(st.sampled_from(COUNCILS), st.integers(1, 500), max_size=40)


@given(COUNTS, st.sets(st.sampled_from(REGIONS), max_size=9), st.integers(0, 30))
def test_every_council_stands_once_beneath_its_region(
    counts: dict[str, int], regions: set[str], missing: int
) -> None:
    found = made(
        council=facet("council", counts, missing=missing), region=facet("region", dict.fromkeys(regions, 7))
    )
    if "council" not in found:
        assert not counts and not regions and not missing
        return
    tree = found["council"]
    region_of = cv.FIELDS["council"].parent_of
    assert region_of is not None
    below = [(choice.value, lower.value) for choice in tree.choices for lower in choice.below]
    assert sorted(below) == sorted((region_of(code), code) for code in counts)
    listed = {choice.value: choice.records for choice in tree.choices if choice.listed}
    assert listed == dict.fromkeys(regions, 7) | ({cv.MISSING: missing} if missing else {})
    assert {
        choice.value: choice.records for choice in leaves(tree) if choice.field == "council"
    } == counts | ({cv.MISSING: missing} if missing else {})
    assert all(0 <= choice.share <= 100 for choice in leaves(tree))


@given(
    st.dictionaries(st.integers(1950, 2030).map(str), st.integers(1, 9), min_size=1, max_size=40),
    st.sets(st.integers(1950, 2030).map(str), max_size=3),
)
def test_years_stand_in_order_the_latest_and_the_chosen_at_first(
    counts: dict[str, int], picked: set[str]
) -> None:
    chosen = picked & counts.keys()
    asked = Asked(replace(ALL.query, filters=(cv.Filter("year", tuple(sorted(chosen))),))) if chosen else ALL
    tree = made(asked, year=facet("year", counts, chosen))["month"]
    shown = [choice.value for choice in tree.choices]
    assert shown == sorted(shown)
    assert chosen | set(sorted(counts)[-12:]) == set(shown)
    assert tree.hidden == len(counts) - len(shown)
    assert (tree.all is None) == (tree.hidden == 0)


def test_a_long_facet_leads_to_all_of_it_and_back() -> None:
    publishers = facet("publisher", {f"Voice {number}": 20 - number for number in range(15)})
    few = made(publisher=publishers)["publisher"]
    assert (len(few.choices), few.hidden, few.all, few.fewer) == (8, 7, "/?facet=publisher%3Aall", None)
    everything = made(replace(ALL, facets=(FacetChoice("publisher"),)), publisher=publishers)["publisher"]
    assert (len(everything.choices), everything.all, everything.fewer) == (15, None, "/")
    assert everything.long and not few.long


def test_records_without_a_value_can_be_chosen() -> None:
    asked = Asked(cv.narrowed(ALL.query, "theme", cv.MISSING))
    *_, last = made(asked, theme=facet("theme", {"money": 4}, missing=3))["theme"].choices
    assert (last.value, last.records, last.chosen, last.label) == (cv.MISSING, 3, True, "no theme")


def test_what_the_words_have_chosen_cannot_be_ticked_away() -> None:
    asked = Asked(cv.narrowed(cv.narrowed(ALL.query, "theme", "money"), "theme", "safety"))
    group = made(
        asked, theme=facet("theme", {"money": 1, "safety": 1, "rights-voice": 2}, {"money", "safety"})
    )["theme"]
    assert {choice.value: choice.fixed for choice in group.choices} == {
        "rights-voice": False,
        "money": True,
        "safety": True,
    }
    assert group.fixed


def test_a_region_that_no_record_has_stands_there_for_its_councils_only() -> None:
    tree = made(council=facet("council", {"E08000007": 2}))["council"]
    (region,) = tree.choices
    assert (region.value, region.listed, [lower.value for lower in region.below]) == (
        "north-west",
        False,
        ["E08000007"],
    )


def test_many_councils_are_folded_away_but_for_those_chosen() -> None:
    counts = dict.fromkeys(COUNCILS[:30], 1)
    tree = made(council=facet("council", counts, {COUNCILS[0]}))["council"]
    folded = [choice for choice in tree.choices if choice.below]
    assert all(choice.folds for choice in folded)
    assert [choice.unfolded for choice in folded] == [
        any(lower.value == COUNCILS[0] for lower in choice.below) for choice in folded
    ]


def test_nations_are_a_group_where_there_are_several() -> None:
    assert "nation" not in made(nation=facet("nation", {"england": 5}, missing=3))
    assert "nation" in made(nation=facet("nation", {"england": 5, "wales": 1}))
    assert "nation" in made(nation=facet("nation", {"england": 5}, {"england"}))


def test_months_have_names() -> None:
    tree = made(year=facet("year", {"2021": 2}), month=facet("month", {"2021-04": 2}))["month"]
    assert tree.choices[0].below[0].label == "April 2021"


def test_of_a_great_many_values_not_all_are_shown() -> None:
    publishers = facet("publisher", {f"Voice {number}": 5 for number in range(1_500)}, {"Voice 999"})
    group = made(replace(ALL, facets=(FacetChoice("publisher"),)), publisher=publishers)["publisher"]
    assert len(group.choices) in (1_000, 1_001)
    assert group.hidden == 1_500 - len(group.choices)
    assert group.all is None
    assert "Voice 999" in {choice.value for choice in group.choices}
