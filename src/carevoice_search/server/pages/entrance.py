"""Examples for who comes without a question: searches that find something in this very index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import carevoice_search as cv
from carevoice_search.render import wording
from carevoice_search.server.request.asked import Asked

_TELLING = re.compile(r"[a-z]{7,}")
_LOOKED_AT = 50
"""Practices whose titles are looked at."""


class Example(NamedTuple):
    """A search to follow, and how many records it finds."""

    text: str
    address: str
    records: int


def examples(results: cv.Results, index: cv.Index, path: str = "/") -> tuple[Example, ...]:
    """Up to three searches: by a word, by a theme and a council, and by a type and a year."""
    facets = {facet.field: facet for facet in results.facets}
    found = []
    practices = Asked(cv.narrowed(cv.plain(""), "type", "practice"), limit=_LOOKED_AT).answer(index)
    for text, asked in (
        *_by_word([hit.record.title for hit in (practices.hits or results.hits)]),
        *_by_fields(facets, ("theme", "council"), "{} in {}"),
        *_by_fields(facets, ("type", "year"), "{}s of {}"),
    ):
        total = replace(asked, limit=0).answer(index).total
        if total:
            found.append(Example(text, asked.address(path), total))
    return tuple(found)


def _by_word(titles: Sequence[str]) -> Iterator[tuple[str, Asked]]:
    """The word that most of the titles share, of those that at most every third has."""
    words = Counter(word for title in titles for word in dict.fromkeys(_TELLING.findall(title.lower())))
    telling = [word for word, number in words.most_common() if number <= max(len(titles) / 3, 1)]
    for word in telling[:1]:
        yield f"What has the word “{word}”", Asked(cv.plain(word))


def _by_fields(
    facets: dict[str, cv.Facet], names: tuple[str, str], saying: str
) -> Iterator[tuple[str, Asked]]:
    """The most frequent value of one field with that of another."""
    leading = [
        (name, max(facets[name].buckets, key=lambda bucket: bucket.count))
        for name in names
        if name in facets and facets[name].buckets
    ]
    if len(leading) < len(names):
        return
    query = cv.plain("")
    for name, bucket in leading:
        query = cv.narrowed(query, name, bucket.value)
    (_, one), (_, other) = leading
    text = saying.format(wording.label(names[0], one.value), wording.label(names[1], other.value))
    yield text, Asked(query)
