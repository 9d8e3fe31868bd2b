"""A page read as a whole: its fields, its practices, and the corrections of its sidecar."""

from __future__ import annotations

import pytest

from carevoice_search.errors import PageError
from carevoice_search.model import Page, Reading, Sidecar
from carevoice_search.reading import read_page

LIST = """How are local authorities supporting young people around money?
- A crisis fund (May 2021) North Yorkshire
- Grants for white goods (June 2020) Leeds
- A visit to Leeds by young savers (May 2021) Kent
"""


def read(text: str, sidecar: Sidecar | None = None) -> Reading:
    return read_page(Page("page.txt", sidecar.url if sidecar else None, text.encode(), "text/plain", sidecar))


def test_a_list_has_the_councils_of_its_practices_in_the_form_of_their_day() -> None:
    reading = read(LIST)
    assert reading.councils == ("E10000023", "E08000035", "E10000016")
    assert [p.councils for p in reading.practices] == [("E10000023",), ("E08000035",), ("E10000016",)]


def test_a_list_and_its_practices_have_the_theme_of_the_list_s_own_sentence() -> None:
    reading = read(LIST)
    assert reading.themes == ("money",)
    assert {p.themes for p in reading.practices} == {("money",)}
    assert reading.date is None


def test_every_value_of_the_page_has_evidence() -> None:
    reading = read(LIST)
    proofs = {(proof.field, proof.value) for proof in reading.evidence}
    assert {("title", reading.title), ("kind", reading.kind)} <= proofs
    assert {("council", code) for code in reading.councils} <= proofs
    assert {("theme", slug) for slug in reading.themes} <= proofs


def test_the_sidecar_wins_and_is_named_as_the_place() -> None:
    sidecar = Sidecar(
        url="https://example.org/a",
        publisher="Example Trust",
        title="Saving",
        published="May 2024",
        kind="other",
        themes=("Safety",),
        councils=("St. Helen's",),
    )
    reading = read(LIST, sidecar)
    assert (reading.title, reading.publisher, reading.url) == (
        "Saving",
        "Example Trust",
        "https://example.org/a",
    )
    assert (reading.date, reading.kind) == ("2024-05", "other")
    assert (reading.themes, reading.councils) == (("safety",), ("E08000013",))
    assert len(reading.practices) == 3
    assert {proof.place for proof in reading.evidence} == {"sidecar"}


def test_a_date_of_the_sidecar_decides_the_councils_of_the_day() -> None:
    text = "Suppers\nNorth Yorkshire's care leavers meet each month for supper with the team that supports them.\n"
    assert read(text, Sidecar(published="2020")).councils == ("E10000023",)
    assert read(text, Sidecar(published="2024")).councils == ("E06000065",)


def test_a_date_that_differs_from_the_page_s_own_is_warned_of() -> None:
    text = "Suppers\nPublished: 4 May 2021\nCare leavers meet each month for supper.\n"
    assert read(text, Sidecar(published="2021-05-04")).warnings == ()
    (warning,) = read(text, Sidecar(published="2020")).warnings
    assert "2020" in warning and "2021-05-04" in warning


@pytest.mark.parametrize(
    ("sidecar", "named"),
    [
        (Sidecar(published="soon"), "soon"),
        (Sidecar(kind="essay"), "essay"),
        (Sidecar(councils=("Nowhere",)), "Nowhere"),
        (Sidecar(themes=("gardens",)), "gardens"),
    ],
)
def test_a_sidecar_that_states_what_does_not_exist_is_refused(sidecar: Sidecar, named: str) -> None:
    with pytest.raises(PageError, match=named):
        read(LIST, sidecar)


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(PageError):
        read("  \n")
