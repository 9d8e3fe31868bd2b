"""Readings to records: a page's own, its practices and findings, and one practice from all pages that list it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from carevoice_search import gazetteer, vocabulary
from carevoice_search.analysis import words
from carevoice_search.model import Evidence, Finding, Practice, Reading, Record, RecordType, Source

T = TypeVar("T")

_FROM_THE_PAGE = ("kind", "publisher", "url")


def page_record(reading: Reading) -> Record:
    """The record of a page itself; its id comes from its path, so that a page keeps it when its text changes."""
    return _record(reading, reading, "page", page_id(reading.page), reading.title, reading.text)


def page_id(path: str) -> str:
    """The id of the record of the page that is saved at `path`."""
    return _id("page", path)


def standing_records(reading: Reading) -> tuple[Record, ...]:
    """What stands on a page beside its own record: its practices, unmerged, and its findings."""
    return practice_records(reading) + finding_records(reading)


def practice_records(reading: Reading) -> tuple[Record, ...]:
    """The page's practices, each with the page as its one source; a line that stands twice is one record."""
    by_id: dict[str, list[Record]] = {}
    for practice in reading.practices:
        record = _practice_record(practice, reading)
        by_id.setdefault(record.id, []).append(record)
    return tuple(merge(records) for records in by_id.values())


def finding_records(reading: Reading) -> tuple[Record, ...]:
    """The page's findings. Each is a record of its own: the page that states it is a part of its id.

    A sentence that states the same figure again, elsewhere on the page or of somebody else, is told from the first
    by its number among these.
    """
    said: Counter[tuple[str, ...]] = Counter()
    records = []
    for finding in reading.findings:
        stated = (
            reading.page,
            repr(float(finding.figure.value)),
            finding.figure.unit,
            " ".join(words(finding.sentence)),
        )
        said[stated] += 1
        records.append(
            _finding_record(finding, _id("finding", "\n".join([*stated, str(said[stated])])), reading)
        )
    return tuple(records)


def merge(occurrences: Sequence[Record]) -> Record:
    """One record from the same practice on several pages: all themes, sources and evidence are kept.

    The order of `occurrences` does not matter: title, kind, publisher and address are those of the first page by
    path, and themes stand in the order of the theme table. A finding, which stands on one page, is given back.
    """
    first, *others = ordered = sorted(occurrences, key=lambda record: record.sources[0].page)
    if not others:
        return first
    order = list(vocabulary.theme_labels())
    themes = {theme for record in ordered for theme in record.themes}
    return replace(
        first,
        themes=tuple(sorted(themes, key=order.index)),
        sources=_unique(source for record in ordered for source in record.sources),
        evidence=_unique(evidence for record in ordered for evidence in record.evidence),
    )


def practice_id(title: str, date: str | None, councils: Iterable[str]) -> str:
    """The id of a practice: the same for the same folded title, month and councils, wherever it stands."""
    return _id("practice", "\n".join([" ".join(words(title)), date or "", *sorted(councils)]))


def _practice_record(practice: Practice, reading: Reading) -> Record:
    own_id = practice_id(practice.title, practice.date, practice.councils)
    record = _record(reading, practice, "practice", own_id, practice.title, _line(practice, reading.text))
    return replace(record, evidence=practice.evidence + _of_the_page(reading))


def _finding_record(finding: Finding, own_id: str, reading: Reading) -> Record:
    record = _record(reading, finding, "finding", own_id, finding.sentence, finding.sentence)
    return replace(record, evidence=finding.evidence + _of_the_page(reading), figure=finding.figure)


def _record(
    reading: Reading,
    own: Reading | Practice | Finding,
    record_type: RecordType,
    own_id: str,
    title: str,
    text: str,
) -> Record:
    """A record with the kind, publisher, address and source of its page, and the fields that are its `own`."""
    return Record(
        id=own_id,
        type=record_type,
        kind=reading.kind,
        title=title,
        text=text,
        publisher=reading.publisher,
        url=reading.url,
        councils=own.councils,
        regions=_regions(own.councils),
        nations=_nations(own.councils),
        themes=own.themes,
        date=own.date,
        sources=(_source(reading),),
        evidence=own.evidence,
    )


def _of_the_page(reading: Reading) -> tuple[Evidence, ...]:
    """The evidence for what a practice or a finding has from its page: kind, publisher and address."""
    return tuple(evidence for evidence in reading.evidence if evidence.field in _FROM_THE_PAGE)


def _line(practice: Practice, text: str) -> str:
    """The whole line that a practice was read from, month and council included: they are words to search for."""
    for evidence in practice.evidence:
        if evidence.field == "title" and evidence.start is not None and evidence.end is not None:
            start = text.rfind("\n", 0, evidence.start) + 1
            end = text.find("\n", evidence.end)
            return text[start:] if end < 0 else text[start:end]
    return practice.title


def _source(reading: Reading) -> Source:
    return Source(page=reading.page, title=reading.title, url=reading.url, publisher=reading.publisher)


def _regions(councils: Iterable[str]) -> tuple[str, ...]:
    return _unique(gazetteer.region_of(code) for code in councils)


def _nations(councils: Iterable[str]) -> tuple[str, ...]:
    return _unique(gazetteer.nation_of(code) for code in councils)


def _id(kind: str, key: str) -> str:
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
