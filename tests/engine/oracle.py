"""What an engine must answer, worked out record by record in plain Python, without an index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from carevoice_search.analysis import stem, stop_words, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Everything,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Record,
    Word,
)
from carevoice_search.schema import FIELDS

Scores = dict[str, float]
"""Record id to score; the keys are the matches."""


class Oracle:
    def __init__(self, records: Sequence[Record]) -> None:
        self.records = {record.id: record for record in records}
        self.titles = {record.id: words(record.title) for record in records}
        self.texts = {record.id: words(record.text) for record in records}
        self.vocabulary = {word for key in self.records for word in self.titles[key] + self.texts[key]}

    # Queries

    def matching(self, query: Query) -> Scores:
        return self._kept(self.scores(query.root), query.filters)

    def facet(self, query: Query, field: str) -> tuple[dict[str, int], int]:
        others = [
            one
            for one in query.filters
            if not (isinstance(one, Filter) and one.field == field and not one.negated)
        ]
        counts: Counter[str] = Counter()
        missing = 0
        for key in self._kept(self.scores(query.root), others):
            values = set(FIELDS[field].values(self.records[key]))
            counts.update(values)
            missing += not values
        return dict(counts), missing

    def overlapping(self, query: Query) -> int:
        periods = [one for one in query.filters if isinstance(one, Period) and not one.negated]
        if not periods:
            return 0
        others = [one for one in query.filters if one not in periods]
        return sum(
            all(self._reaches(key, period) for period in periods)
            and not all(self._keeps(key, period) for period in periods)
            for key in self._kept(self.scores(query.root), others)
        )

    def reaching_excluded(self, query: Query) -> int:
        excluded = [one for one in query.filters if isinstance(one, Period) and one.negated]
        return sum(any(self._reaches(key, period) for period in excluded) for key in self.matching(query))

    def order(self, found: Scores, sort: str) -> list[str]:
        def key(record_id: str) -> tuple[object, ...]:
            record = self.records[record_id]
            if sort == "title":
                return (record.title.casefold(), record_id)
            if sort == "date":
                if record.date is None:
                    return (1, 0, 0, record_id)
                return (0, -first_day(record.date), last_day(record.date), record_id)
            return (-found[record_id], record_id)

        return sorted(found, key=key)

    def _kept(self, scores: Scores, filters: Sequence[Filter | Period]) -> Scores:
        return {key: score for key, score in scores.items() if all(self._keeps(key, one) for one in filters)}

    def _keeps(self, key: str, condition: Filter | Period) -> bool:
        record = self.records[key]
        if isinstance(condition, Filter):
            values = FIELDS[condition.field].values(record)
            inside = any(value in values for value in condition.values) or (
                MISSING in condition.values and not values
            )
        else:
            inside = record.date is not None and all(
                (
                    condition.since is None or first_day(record.date) >= first_day(condition.since),
                    condition.until is None or last_day(record.date) <= last_day(condition.until),
                )
            )
        return inside != condition.negated

    def _reaches(self, key: str, period: Period) -> bool:
        date = self.records[key].date
        return date is not None and all(
            (
                period.since is None or last_day(date) >= first_day(period.since),
                period.until is None or first_day(date) <= last_day(period.until),
            )
        )

    # Nodes

    def scores(self, root: Node) -> Scores:
        leaves = list(scored_leaves(root, 1.0))
        only_stop = all(
            isinstance(leaf, Word | Phrase) and all(word in stop_words() for word, _ in words_of(leaf))
            for leaf, _ in leaves
        )
        asked = Counter(
            (word if exact else stem(word), exact, weight)
            for leaf, weight in leaves
            for word, exact in words_of(leaf)
        )

        def score(node: Node, weight: float) -> Scores:
            match node:
                case Everything():
                    return dict.fromkeys(self.records, 0.0)
                case And(children):
                    parts = [score(child, weight) for child in children]
                    both = set(self.records).intersection(*parts)
                    return {key: sum(part[key] for part in parts) for key in both}
                case Or(children):
                    parts = [score(child, weight) for child in children]
                    return {key: sum(part.get(key, 0.0) for part in parts) for part in parts for key in part}
                case Not(child):
                    return dict.fromkeys(set(self.records) - score(child, weight).keys(), 0.0)
                case Boost(child, factor):
                    return score(child, weight * factor)
                case Filter() | Period():
                    return {key: 0.0 for key in self.records if self._keeps(key, node)}
                case Prefix() | Fuzzy():
                    expansion = self.expansion(node)
                    scoring = {word for word in expansion if word not in stop_words()}
                    found = [key for key in self.records if expansion & {*self.titles[key], *self.texts[key]}]
                    return {key: weight * self._bm25(key, lambda word: word in scoring) for key in found}
            found = [key for key in self.records if self._holds(key, node)]
            result = dict.fromkeys(found, 0.0)
            for word, exact in words_of(node):
                if word in stop_words() and not only_stop:
                    continue
                term = word if exact else stem(word)
                worth = weight / math.sqrt(asked.get((term, exact, weight), 1))
                for key in found:
                    result[key] += worth * self._bm25(
                        key, lambda other, t=term, e=exact: (other if e else stem(other)) == t
                    )
            return result

        return score(root, 1.0)

    def expansion(self, node: Prefix | Fuzzy) -> set[str]:
        if isinstance(node, Prefix):
            return {word for word in self.vocabulary if word.startswith(node.text)}
        return {word for word in self.vocabulary if edits(node.text, word) <= node.distance}

    def frequency(self, word: str) -> int:
        return sum(word in self.titles[key] + self.texts[key] for key in self.records)

    def _holds(self, key: str, leaf: Word | Phrase) -> bool:
        wanted = [word if exact else stem(word) for word, exact in words_of(leaf)]
        slop = leaf.slop if isinstance(leaf, Phrase) else 0
        for sequence in (self.titles[key],) if leaf.scope == "title" else (self.titles[key], self.texts[key]):
            terms = [word if leaf.exact else stem(word) for word in sequence]
            if any(end - start + 1 - len(wanted) <= slop for start, end in spans(wanted, terms)):
                return True
        return False

    def _bm25(self, key: str, is_term) -> float:  # type: ignore[no-untyped-def]
        text = {other: self.titles[other] + self.texts[other] for other in self.records}
        return self._field(key, text, is_term) + 0.3 * self._field(key, self.titles, is_term)

    def _field(self, key: str, field: dict[str, tuple[str, ...]], is_term) -> float:  # type: ignore[no-untyped-def]
        times = sum(map(is_term, field[key]))
        if not times:
            return 0.0
        holding = sum(any(map(is_term, held)) for held in field.values())
        lengths = {other: sum(word not in stop_words() for word in held) for other, held in field.items()}
        mean = sum(lengths.values()) / len(lengths)
        relative = lengths[key] / mean if mean else 0.0
        rarity = math.log(1 + (len(field) - holding + 0.5) / (holding + 0.5))
        return rarity * times * 2.5 / (times + 1.5 * (0.25 + 0.75 * relative))


def words_of(leaf: Node) -> list[tuple[str, bool]]:
    if isinstance(leaf, Word):
        return [(leaf.text, leaf.exact)]
    return [(word, leaf.exact) for word in leaf.words] if isinstance(leaf, Phrase) else []


def scored_leaves(node: Node, weight: float) -> Iterator[tuple[Node, float]]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from scored_leaves(child, weight)
        case Boost(child, factor):
            yield from scored_leaves(child, weight * factor)
        case Word() | Phrase() | Prefix() | Fuzzy():
            yield node, weight


def spans(wanted: Sequence[str], terms: Sequence[str], after: int = -1) -> Iterator[tuple[int, int]]:
    """The first and last place of every way to find `wanted` in order in `terms`."""
    if not wanted:
        return
    for place in range(after + 1, len(terms)):
        if terms[place] == wanted[0]:
            if len(wanted) == 1:
                yield place, place
            for _, end in spans(wanted[1:], terms, place):
                yield place, end


@cache
def edits(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other."""
    if not one or not other:
        return len(one) + len(other)
    found = min(
        edits(one[1:], other) + 1,
        edits(one, other[1:]) + 1,
        edits(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        found = min(found, edits(one[2:], other[2:]) + 1)
    return found
