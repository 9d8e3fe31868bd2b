"""Long documents made of a collection's: which they are, and that passages are measured on them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from judged.beir import Collection, Document, Question
from judged.joining import FEWEST, MOST, joined, measure_passages
from judged.retrieval import MEASURES, Settings

NAMES = [f"d{number}" for number in range(60)]


def collection(judged: dict[str, dict[str, int]]) -> Collection:
    documents = tuple(
        Document(name, f"Title {name}", " ".join([f"word{n % 7}"] * 30 + [name] * 3))
        for n, name in enumerate(NAMES)
    )
    questions = tuple(Question(name, f"word3 {min(grades)}") for name, grades in judged.items())
    return Collection("made", documents, questions, judged, 0, "0")


grades = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 4), min_size=1)
judgements = st.dictionaries(st.sampled_from("qrs"), grades, min_size=1)


@given(judgements, st.sampled_from((0.0, 0.3, 0.5, 1.0)), st.integers(0, 9))
def test_every_document_stands_in_one_and_a_joined_one_is_as_good_as_its_best_part(
    judged: dict[str, dict[str, int]], share: float, seed: int
) -> None:
    whole = collection(judged)
    made = joined(whole, share, seed)
    assert made == joined(whole, share, seed)
    places = {name: [d.id for d in made.documents if f" {name} {name}" in d.text] for name in NAMES}
    assert all(len(several) == 1 for several in places.values())
    sizes = [sum(several == [d.id] for several in places.values()) for d in made.documents]
    several = [size for size in sizes if size > 1]
    assert sum(several) <= share * len(NAMES) and sum(sizes) == len(NAMES)
    assert all(size <= MOST for size in several) and sum(size < FEWEST for size in several) <= 1
    for question, found in judged.items():
        for document in made.documents:
            best = max((grade for name, grade in found.items() if places[name] == [document.id]), default=0)
            assert made.judged[question].get(document.id, 0) == best


def test_the_same_documents_are_ranked_without_passages_and_with_them(tmp_path: Path) -> None:
    whole = collection({"q": {"d3": 2, "d10": 1}, "r": {"d20": 1}})
    reports = measure_passages(whole, tmp_path, lambda text: None, seeds=(1,), settings=Settings("records"))
    for report in reports:
        for name in MEASURES:
            assert 0 < report["without"][name] <= 1 and 0 < report["with"][name] <= 1
    assert [report["joined"] for report in reports] == [1.0, 0.5, 0.1]
