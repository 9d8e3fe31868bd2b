"""Whether all engines found the same: hits and facet counts are compared before any time is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compared.collection import Collection, number_of
from compared.questions import Question

Answers = Mapping[str, Mapping[str, Any]]
"""An engine's answers by the place of the question (as text, since they were JSON)."""


def disagreements(
    questions: Sequence[Question], answers: Mapping[str, Answers], collection: Collection
) -> Iterator[str]:
    """In words, what differs between engines or is wrong in one; nothing where they agree."""
    for place, question in enumerate(questions):
        given = {name: found[str(place)] for name, found in answers.items() if str(place) in found}
        label = f"{question['row']} {' '.join(question['words']) or '(all)'}"
        if len({answer["total"] for answer in given.values()}) > 1:
            yield f"{label}: hits {_each(given, 'total')}"
        for field in question["facets"]:
            yield from _facet_differences(f"{label}, facet {field}", field, given)
        for name, answer in given.items():
            yield from _faults(f"{label}: {name}", question, answer, collection)


def _facet_differences(label: str, field: str, given: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    counts = {name: answer["facets"].get(field, {}) for name, answer in given.items()}
    for value in sorted({value for counted in counts.values() for value in counted}):
        each = {name: counted.get(value, 0) for name, counted in counts.items()}
        if len(set(each.values())) > 1:
            yield f"{label}, {value}: {', '.join(f'{name} {count}' for name, count in each.items())}"
            return


def _faults(
    label: str, question: Question, answer: Mapping[str, Any], collection: Collection
) -> Iterator[str]:
    """Whether an answer has as many whole records as were asked for, each once."""
    hits = answer["hits"]
    wanted = min(question["limit"], answer["total"])
    if len(hits) != wanted or len({record_id for record_id, _ in hits}) != wanted:
        yield f"{label} gives {len(hits)} hits, not {wanted} different ones"
    for record_id, stated in hits:
        number = number_of(record_id)
        if not 0 <= number < collection.count or stated != collection.digests[number]:
            yield f"{label} gives {record_id} otherwise than it was stored"
    if question["passages"] and not len(answer["passages"]) == len(hits) == sum(
        map(bool, answer["passages"])
    ):
        yield f"{label} gives {len(answer['passages'])} passages for {len(hits)} hits"
    if not answer["total"]:
        yield f"{label} finds nothing, although the question was drawn from a record"


def _each(given: Mapping[str, Mapping[str, Any]], key: str) -> str:
    return ", ".join(f"{name} {answer[key]}" for name, answer in given.items())
