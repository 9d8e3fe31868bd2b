"""What an engine must answer, worked out record by record in plain Python, without an index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from carevoice_search.analysis import stem, stop_words, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Condition,
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
    Range,
    Record,
    Word,
)
from carevoice_search.schema import FIELDS

Scores = dict[str, float]
"""Record id to score; the keys are the matches."""


class Oracle:
    """`groups` names the group of a record that is a copy of others; a group is counted once, wherever it counts."""

    def __init__(self, records: Sequence[Record], groups: Mapping[str, str] | None = None) -> None:
        self.groups = groups or {}
        self.records = {record.id: record for record in records}
        self.titles = {
            record.id: () if record.type == "finding" else words(record.title) for record in records
        }
        self.texts = {record.id: words(record.text) for record in records}
        self.vocabulary = {word for key in self.records for word in self.titles[key] + self.texts[key]}

    @property
    def counted(self) -> list[str]:
        """What the statistics count: a finding says a sentence of its page over again."""
        return [key for key, record in self.records.items() if record.type != "finding"]

    # Queries

    def matching(self, query: Query) -> Scores:
        return self._kept(self.scores(query.root), query.filters)

    def number(self, found: Iterable[str]) -> int:
        return len({self.groups.get(key, f"{key} alone") for key in found})

    def shown(self, ranked: Iterable[str]) -> list[str]:
        """The first of each group."""
        first: dict[str, str] = {}
        for key in ranked:
            first.setdefault(self.groups.get(key, f"{key} alone"), key)
        return list(first.values())

    def copies(self, key: str) -> list[str]:
        """The other records of its group, found or not, by their ids."""
        group = self.groups.get(key)
        return sorted(one for one in self.records if one != key and group and self.groups.get(one) == group)

    def facet(self, query: Query, field: str) -> tuple[dict[str, int], int]:
        others = [
            one
            for one in query.filters
            if not (isinstance(one, Filter) and one.field == field and not one.negated)
        ]
        holders: dict[str, list[str]] = {}
        missing = []
        for key in self._kept(self.scores(query.root), others):
            values = set(FIELDS[field].values(self.records[key]))
            for value in values:
                holders.setdefault(value, []).append(key)
            missing += [] if values else [key]
        return {value: self.number(keys) for value, keys in holders.items()}, self.number(missing)

    def overlapping(self, query: Query) -> int:
        periods = [one for one in query.filters if isinstance(one, Period) and not one.negated]
        if not periods:
            return 0
        others = [one for one in query.filters if one not in periods]
        return self.number(
            key
            for key in self._kept(self.scores(query.root), others)
            if all(self._reaches(key, period) for period in periods)
            and not all(self._keeps(key, period) for period in periods)
        )

    def reaching_excluded(self, query: Query) -> int:
        excluded = [one for one in query.filters if isinstance(one, Period) and one.negated]
        return self.number(
            key for key in self.matching(query) if any(self._reaches(key, period) for period in excluded)
        )

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

    def _kept(self, scores: Scores, filters: Sequence[Condition]) -> Scores:
        return {key: score for key, score in scores.items() if all(self._keeps(key, one) for one in filters)}

    def _keeps(self, key: str, condition: Condition) -> bool:
        record = self.records[key]
        if isinstance(condition, Filter):
            values = FIELDS[condition.field].values(record)
            inside = any(value in values for value in condition.values) or (
                MISSING in condition.values and not values
            )
        elif isinstance(condition, Range):
            inside = record.figure is not None and all(
                (
                    condition.least is None or record.figure.value >= condition.least,
                    condition.most is None or record.figure.value <= condition.most,
                )
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

        def worth(node: Node, weight: float, key: str, certain: bool) -> float:
            """`certain` where the record is known to match the node: among alternatives it need not."""
            match node:
                case Or(children):
                    return sum(worth(child, weight, key, False) for child in children)
                case Boost(child, factor):
                    return worth(child, weight * factor, key, certain)
                case And(children) if key in self.matches(node):
                    return sum(worth(child, weight, key, True) for child in children)
                case Word() | Phrase():
                    said = sum(term(word, exact, weight, key) for word, exact in words_of(node))
                    if key in self.matches(node):
                        return said
                    loose = isinstance(node, Phrase) and node.joined and not node.exact and not node.scope
                    return said / 2 if loose and not certain else 0.0
                case Prefix() | Fuzzy() if key in self.matches(node):
                    scoring = {word for word in self.expansion(node) if word not in stop_words()}
                    return weight * self._bm25(key, lambda word: word in scoring)
            return 0.0

        def term(word: str, exact: bool, weight: float, key: str) -> float:
            if word in stop_words() and not only_stop:
                return 0.0
            sought = word if exact else stem(word)
            held = {other for other in self.vocabulary if (other if exact else stem(other)) == sought}
            if held.isdisjoint(self.titles[key] + self.texts[key]):
                return 0.0
            each = weight / math.sqrt(asked.get((sought, exact, weight), 1))
            return each * self._bm25(key, held.__contains__)

        return {key: worth(root, 1.0, key, True) for key in self.matches(root)}

    def matches(self, node: Node) -> set[str]:
        match node:
            case Everything():
                return set(self.records)
            case And(children):
                return set(self.records).intersection(*map(self.matches, children))
            case Or(children):
                return set().union(*map(self.matches, children))
            case Not(child):
                return set(self.records) - self.matches(child)
            case Boost(child):
                return self.matches(child)
            case Filter() | Period() | Range():
                return {key for key in self.records if self._keeps(key, node)}
            case Prefix() | Fuzzy():
                expansion = self.expansion(node)
                return {key for key in self.records if expansion & {*self.titles[key], *self.texts[key]}}
        return {key for key in self.records if self._holds(key, node)}

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
        counted = self.counted
        holding = sum(any(map(is_term, field[other])) for other in counted)
        lengths = {other: sum(word not in stop_words() for word in held) for other, held in field.items()}
        mean = sum(lengths[other] for other in counted) / len(counted) if counted else 0.0
        relative = lengths[key] / mean if mean else 0.0
        rarity = math.log(1 + (len(counted) - holding + 0.5) / (holding + 0.5))
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
