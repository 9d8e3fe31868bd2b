"""The themes, the cues that tell them, and the forms that are searched together."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.analysis import slug, stem, words
from carevoice_search.vocabulary import (
    find_themes,
    resolve_theme,
    synonyms,
    theme_labels,
    theme_of_heading,
    theme_scores,
)

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the documents read by hand lie beside the repository, in ../shared"
)
THEMES_FILE = files("carevoice_search") / "data" / "themes.toml"
THEMES = tomllib.loads(THEMES_FILE.read_text(encoding="utf-8"))["theme"]


def strongest(text: str) -> list[str]:
    scores = theme_scores(text)
    return sorted(scores, key=lambda theme: -scores[theme])


def stems(form: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(stem, form))


def widening(text: str) -> set[tuple[str, ...]] | None:
    """The stems of the forms that a search for `text` is widened by; None where it is no form."""
    asked = stems(words(text))
    for group in synonyms():
        if asked in {stems(form) for form in group.forms + group.asked}:
            return {stems(form) for form in group.forms} - {asked}
    return None


# Themes and their names


def test_the_twelve_themes_in_their_order() -> None:
    assert list(theme_labels()) == [
        "family-friends-relationships",
        "social-workers-pas",
        "rights-voice",
        "accommodation-placements-carers",
        "health-well-being",
        "education-employment-training",
        "money",
        "identity-stigma-language",
        "safety",
        "leaving-care-transitions",
        "inspection-improvement",
        "policy-review",
    ]
    assert theme_labels()["social-workers-pas"] == "Social workers & leaving care PAs"


@pytest.mark.parametrize("row", THEMES, ids=lambda row: row["slug"])
def test_every_name_of_a_theme_means_it(row: dict[str, Any]) -> None:
    for name in (row["slug"], row["label"], slug(row["label"]), *row["aliases"], *row.get("alone", [])):
        assert resolve_theme(name) == row["slug"], name
        assert theme_of_heading(name) == row["slug"], name


@pytest.mark.parametrize("row", THEMES, ids=lambda row: row["slug"])
def test_every_cue_finds_its_theme(row: dict[str, Any]) -> None:
    cues = [*row["strong"], *row["cues"]]
    assert len({slug(cue) for cue in cues}) == len(cues)
    for cue in cues:
        text = f"They spoke of {cue.removeprefix('=')} that day"
        assert row["slug"] in {mention.slug for mention in find_themes(text)}, cue


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("MONEY", "money"),
        ("rights and voice", "rights-voice"),
        ("Health & wellbeing", "health-well-being"),
        ("mental-health", "health-well-being"),
        ("leaving care", "leaving-care-transitions"),
        ("Accommodation, placements and carers", "accommodation-placements-carers"),
        ("pensions", None),
        ("", None),
        ("&", None),
    ],
)
def test_what_people_type_for_a_theme(text: str, theme: str | None) -> None:
    assert resolve_theme(text) == theme


@pytest.mark.parametrize(
    ("heading", "theme"),
    [
        (
            "What helps with social workers and leaving care PAs?",
            "social-workers-pas",
        ),
        (
            "Who supports them around family, friends & supportive relationships, and how?",
            "family-friends-relationships",
        ),
        ("What councils are doing about rights and voice", "rights-voice"),
        ("Examples of practice: accommodation, placements and carers", "accommodation-placements-carers"),
        ("How councils help with money", "money"),
        (
            "How are councils helping with education, employment and training?",
            "education-employment-training",
        ),
        ("Leaving care PAs", "social-workers-pas"),
        ("Leaving care", "leaving-care-transitions"),
        ("Care leavers", "leaving-care-transitions"),
        ("What is important to young people in care?", None),
        ("Money well spent on play", None),
        ("Health and safety", None),
        ("Return to the list", None),
        ("", None),
        ("rights and voice " * 40, None),
    ],
)
def test_the_theme_that_a_heading_names(heading: str, theme: str | None) -> None:
    assert theme_of_heading(heading) == theme


# Cues


def test_a_mention_stands_where_it_says() -> None:
    text = "Co‑produced standards for Personal Advisers’ work on wellbeing"
    found = [(mention.slug, text[mention.start : mention.end], mention.cue) for mention in find_themes(text)]
    assert ("rights-voice", "Co‑produced", "co-produce") in found
    assert ("social-workers-pas", "Personal Advisers’"[:-1], "personal adviser") in found
    assert ("health-well-being", "wellbeing", "well-being") in found


def test_the_longest_of_overlapping_cues_counts() -> None:
    cues = [mention.cue for mention in find_themes("requires improvement to be good")]
    assert cues == ["requires improvement to be good"]


def test_a_cue_never_reaches_over_a_line() -> None:
    assert "pathway plan" in {m.cue for m in find_themes("the pathway plan")}
    assert "pathway plan" not in {m.cue for m in find_themes("the pathway\nplan")}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("the right amount, right now", "rights-voice"),
        ("an outcome for the universe", "education-employment-training"),
        ("they identify the item", "identity-stigma-language"),
        ("the pa of the pas", "money"),
        ("an excludable sum", "education-employment-training"),
    ],
)
def test_words_that_only_look_like_a_cue(text: str, theme: str) -> None:
    assert theme not in theme_scores(text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Pocket guide that says who is who, for children meeting a new social worker", "social-workers-pas"),
        (
            "Shared meals so that brothers and sisters living apart are friends",
            "family-friends-relationships",
        ),
        ("Young inspectors of the children in care council have their say on contracts", "rights-voice"),
        ("Supported lodgings and a tenancy guarantee to end homelessness", "accommodation-placements-carers"),
        ("A psychologist in the team for mental health and anxiety", "health-well-being"),
        ("Apprenticeships in the council and a bursary for university", "education-employment-training"),
        ("Council tax exemption and help with debt and budgeting", "money"),
        ("Plain words in the care file: less jargon, less stigma", "identity-stigma-language"),
        ("Spotting exploitation early and keeping children safe from county lines", "safety"),
        ("A stronger local offer and pathway plans up to 25", "leaving-care-transitions"),
        ("Ofsted inspectors rated the service inadequate after a monitoring visit", "inspection-improvement"),
        ("Ministers answer the care review with new legislation", "policy-review"),
    ],
)
def test_the_strongest_theme_of_a_line(text: str, theme: str) -> None:
    assert strongest(text)[0] == theme


def test_scores_count_other_cues_more_than_the_same_again() -> None:
    same = theme_scores("debt debt")["money"]
    both = theme_scores("debt savings")["money"]
    assert theme_scores("debt")["money"] < same < both
    assert theme_scores("debt " + "word " * 99)["money"] == 3.0
    assert theme_scores("debt " + "word " * 199)["money"] == 1.5
    assert theme_scores("debt debt " + "word " * 98)["money"] == 3.75
    assert theme_scores("nothing here") == {}


SPOKEN = (
    "social worker workers’ care leaver leaving cliff voice rights health well being wellbeing requires "
    "improvement family friends money , . - PA the of and"
)
SAID = st.lists(st.sampled_from([*SPOKEN.split(), "\n"])).map(" ".join)


@given(SAID | st.text())
def test_mentions_and_scores_agree_in_any_text(text: str) -> None:
    mentions = find_themes(text)
    assert {mention.slug for mention in mentions} == set(theme_scores(text)) <= set(theme_labels())
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)
    for mention in mentions:
        quote = text[mention.start : mention.end]
        assert stems(words(mention.cue)) == stems(words(quote)) or words(mention.cue)[0] in words(quote)
        assert "\n" not in quote
    for theme in theme_labels():
        places = [(m.start, m.end) for m in mentions if m.slug == theme]
        assert all(a[1] <= b[0] or a == b for a, b in pairwise(places))


@needs_shared
@pytest.mark.parametrize(
    ("page", "theme"),
    [
        ("practice-bank-family-friends", "family-friends-relationships"),
        ("practice-bank-social-workers", "social-workers-pas"),
    ],
)
def test_a_practice_lists_own_questions_name_its_theme(page: str, theme: str) -> None:
    lines = (SHARED / "sources" / f"{page}.txt").read_text(encoding="utf-8").splitlines()
    questions = [line for line in lines if line.endswith("?")]
    assert [theme_of_heading(question) for question in questions] == [None, theme]


@given(st.text())
def test_any_text_may_be_asked_for_its_theme(text: str) -> None:
    for found in (resolve_theme(text), theme_of_heading(text)):
        assert found is None or found in theme_labels()


# What people called the themes of the pages read by hand, where one of ours is plainly the same
SAME = {
    "family, friends & supportive relationships": "family-friends-relationships",
    "relationships with social workers and leaving care PAs": "social-workers-pas",
    "co-production": "rights-voice",
    "participation": "rights-voice",
    "children's rights": "rights-voice",
    "leaving care": "leaving-care-transitions",
    "care cliff": "leaving-care-transitions",
    "local offer": "leaving-care-transitions",
    "emotional health": "health-well-being",
    "mental health": "health-well-being",
    "disability": "health-well-being",
    "relationships": "family-friends-relationships",
    "care review": "policy-review",
    "the Promise": "policy-review",
    "law": "policy-review",
    "local government reorganisation": "policy-review",
    "evaluation": "policy-review",
    "children's trust": "inspection-improvement",
    "Ofsted": "inspection-improvement",
    "improvement": "inspection-improvement",
    "unregistered homes": "accommodation-placements-carers",
    "homelessness": "accommodation-placements-carers",
    "moving placement": "accommodation-placements-carers",
    "council tax": "money",
    "exclusion": "education-employment-training",
    "protected characteristic": "identity-stigma-language",
    "child protection": "safety",
    "caseloads": "social-workers-pas",
}


@needs_shared
def test_cues_find_what_people_called_the_pages() -> None:
    found, wanted = 0, 0
    for gold in (SHARED / "sources" / "gold.json", SHARED / "devset" / "gold.json"):
        pages = gold.parent / "pages" if (gold.parent / "pages").is_dir() else gold.parent
        for page in json.loads(gold.read_text(encoding="utf-8")):
            themes = {SAME[name] for name in page["themes"] if name in SAME}
            text = (pages / f"{page['id']}.txt").read_text(encoding="utf-8")
            found += len(themes & set(strongest(text)[:3]))
            wanted += len(themes)
    assert found / wanted >= 0.85, (found, wanted)


# Synonyms


def test_no_form_stands_in_two_groups() -> None:
    forms = [stems(form) for group in synonyms() for form in {*group.forms, *group.asked}]
    per_group = {(group.term, stems(form)) for group in synonyms() for form in {*group.forms, *group.asked}}
    assert len({form for _, form in per_group}) == len(per_group)
    assert all(forms)


def test_forms_are_folded_words_and_the_groups_term_is_among_them() -> None:
    for group in synonyms():
        assert all(words(" ".join(form)) == form for form in group.forms + group.asked)
        assert stems(words(group.term)) in {stems(form) for form in group.forms + group.asked}, group.term
        assert group.forms


@pytest.mark.parametrize(
    ("asked", "added"),
    [
        ("LAC", "looked-after children"),
        ("CLA", "child in care"),
        ("children in care", "LAC"),
        ("looked after child", "children looked after"),
        ("PA", "personal adviser"),
        ("personal advisers", "PA"),
        ("personal advisor", "personal adviser"),
        ("IRO", "independent reviewing officer"),
        ("UASC", "unaccompanied asylum-seeking children"),
        ("care leavers", "care-experienced young adult"),
        ("siblings", "brothers and sisters"),
        ("coproduction", "co-design"),
        ("SEND", "special educational needs"),
        ("IV", "independent visitor"),
    ],
)
def test_a_search_is_widened(asked: str, added: str) -> None:
    assert stems(words(added)) in (widening(asked) or set())


@pytest.mark.parametrize(
    ("asked", "not_added"),
    [
        ("special educational needs", "SEND"),
        ("independent visitor", "IV"),
        ("requires improvement", "RI"),
        ("children in care", "care leaver"),
        ("care leaver", "care-experienced"),
        ("unregistered home", "unregulated"),
    ],
)
def test_a_search_is_not_widened_to_what_mostly_means_something_else(asked: str, not_added: str) -> None:
    assert stems(words(not_added)) not in (widening(asked) or set())


@pytest.mark.parametrize(
    "text", ["CIC", "CP", "PC", "CL", "SP", "CH", "FC", "CO", "VS", "PP", "contact", "participation"]
)
def test_doubtful_short_forms_and_wide_words_are_left_alone(text: str) -> None:
    assert widening(text) is None
