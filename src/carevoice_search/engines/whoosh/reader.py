"""Answers from one snapshot of the index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

import numpy as np

from carevoice_search.analysis import stop_words, words
from carevoice_search.engines import Answer, FacetCounts, PageState, stamps_digest
from carevoice_search.engines.whoosh.executor import Execution, Matches, kept, reaching
from carevoice_search.engines.whoosh.fields import EXACT
from carevoice_search.engines.whoosh.postings import Bools, Ints
from carevoice_search.engines.whoosh.ranking import best, idf
from carevoice_search.engines.whoosh.snapshot import Snapshot
from carevoice_search.errors import UsageError
from carevoice_search.model import And, Everything, Filter, Node, Period, Query, Record, Sort
from carevoice_search.schema import FIELDS


class WhooshEngine:
    """An opened index; see `engines.Engine` for what each method promises. Not for two threads at once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def generation(self) -> int:
        return self._snapshot.generation

    @property
    def stamps(self) -> str:
        return stamps_digest(self.pages())

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(sorted({state.rules for state in self.pages().values()}))

    def execute(
        self,
        query: Query,
        *,
        facets: Sequence[str] = (),
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
    ) -> Answer:
        """`limit` may be 0, for counts alone. Raises UsageError for an unknown field, sort or scope."""
        if limit < 0 or offset < 0:
            raise UsageError(f"limit and offset must be 0 or more, not {limit} and {offset}")
        if sort not in get_args(Sort):
            raise UsageError(f"{sort!r} is not a sort; use one of: {', '.join(get_args(Sort))}")
        matched = Execution(self._snapshot, query.root, scored=sort == "relevance" and limit > 0).matches()
        masks = [kept(self._snapshot, condition) for condition in query.filters]
        passing = self._all(masks)[matched.documents]
        found = Matches(matched.documents[passing], matched.scores[passing])
        totals, _ = self._facet("type", found.documents)
        return Answer(
            total=len(found.documents),
            totals=totals,
            hits=self._hits(found, sort, limit, offset),
            facets={field: self._facet_counts(field, matched, query, masks) for field in facets},
            overlapping=self._overlapping(query),
            reaching_excluded=self._reaching_excluded(query, found.documents),
        )

    def count(self, query: Query) -> int:
        return len(self._found(query))

    def record(self, record_id: str) -> Record | None:
        document = self._snapshot.document_of(record_id)
        return None if document is None else self._snapshot.record_at(document)

    def values(self, field: str) -> Mapping[str, int]:
        counts, _ = self._facet(field, self._snapshot.documents)
        return counts

    def frequency(self, word: str) -> int:
        return self._snapshot.postings.frequency(EXACT.text, word)

    def near_words(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        """The nearest words first, then the most frequent."""
        found = self._snapshot.vocabulary.within(word, distance)
        near = sorted((edits, -self.frequency(other), other) for other, edits in found)
        return iter([(other, -count) for _, count, other in near if count])

    def explain(self, query: Query, record_id: str) -> tuple[tuple[str, float], ...]:
        """The largest share first; they add up to the score. Empty where the record does not match."""
        document = self._snapshot.document_of(record_id)
        return () if document is None else Execution(self._snapshot, query.root).shares(document)

    def term_vector(self, record_id: str, count: int) -> tuple[tuple[str, float], ...]:
        """Weights are (1 + ln tf) * idf; stop words, numbers, and words of no other record are left out."""
        record = self.record(record_id)
        if record is None:
            return ()
        held = Counter(words(f"{record.title}\n{record.text}"))
        weights: list[tuple[str, float]] = []
        for word, times in held.items():
            if word in stop_words() or len(word) < 2 or not any(letter.isalpha() for letter in word):
                continue
            holding = self.frequency(word)
            if holding > 1:
                weights.append((word, (1 + math.log(times)) * idf(self._snapshot.records, holding)))
        return tuple(sorted(weights, key=lambda pair: (-pair[1], pair[0]))[:count])

    def pages(self) -> Mapping[str, PageState]:
        return {state.path: state for _, state, _ in self._snapshot.states()}

    def practices_on(self, path: str) -> tuple[Record, ...]:
        states = self._snapshot.state_documents(path)
        return self._snapshot.practices_at(states[0]) if states else ()

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        return self._snapshot.occurrences(record_id)

    def totals(self) -> Mapping[str, int]:
        return self.values("type")

    def _all(self, masks: Sequence[Bools]) -> Bools:
        together = self._snapshot.live.copy()
        for mask in masks:
            together &= mask
        return together

    def _found(self, query: Query) -> Ints:
        documents = Execution(self._snapshot, query.root, scored=False).matches().documents
        return documents[self._all([kept(self._snapshot, one) for one in query.filters])[documents]]

    def _facet(self, field: str, documents: Ints) -> tuple[Mapping[str, int], int]:
        if field not in FIELDS:
            raise UsageError(f"{field!r} is not a facet field; use one of: {', '.join(FIELDS)}")
        return self._snapshot.facet(field).counts(documents)

    def _facet_counts(
        self, field: str, matched: Matches, query: Query, masks: Sequence[Bools]
    ) -> FacetCounts:
        """A field's counts obey every filter but the choices of its own, so that a choice can be widened."""
        others = [
            mask
            for condition, mask in zip(query.filters, masks, strict=True)
            if not (isinstance(condition, Filter) and condition.field == field and not condition.negated)
        ]
        return FacetCounts(*self._facet(field, matched.documents[self._all(others)[matched.documents]]))

    def _hits(self, found: Matches, sort: Sort, limit: int, offset: int) -> tuple[tuple[Record, float], ...]:
        if not limit or offset >= len(found.documents):
            return ()
        if sort == "relevance":
            order = best(found.documents, found.scores, offset + limit, self._snapshot.sort_names)
        elif sort == "date":
            order = self._by_date(found.documents)
        else:
            order = self._by_title(found.documents)
        return tuple(
            (self._snapshot.record_at(int(found.documents[place])), float(found.scores[place]))
            for place in order[offset : offset + limit]
        )

    def _by_date(self, documents: Ints) -> Ints:
        """Newest first; of dates that start on one day the most precise first; undated last."""
        first, last = (days[documents] for days in self._snapshot.periods)
        return np.lexsort((self._snapshot.id_ranks[documents], last, -first))

    def _by_title(self, documents: Ints) -> Ints:
        return np.lexsort((self._snapshot.id_ranks[documents], self._snapshot.title_ranks[documents]))

    def _overlapping(self, query: Query) -> int:
        """Records that match all else and reach into every period, but lie inside not all of them."""
        periods = [one for one in _top_level(query) if _is_wanted_period(one)]
        if not periods:
            return 0
        rest = Query(_without_periods(query.root), tuple(one for one in query.filters if one not in periods))
        documents = self._found(rest)
        reached = [reaching(self._snapshot, one) for one in periods if isinstance(one, Period)]
        inside = [kept(self._snapshot, one) for one in periods if isinstance(one, Period)]
        return int((self._all(reached) & ~self._all(inside))[documents].sum())

    def _reaching_excluded(self, query: Query, found: Ints) -> int:
        """Records of the answer with a day in a period that was excluded, though not with their whole date."""
        excluded = [one for one in _top_level(query) if isinstance(one, Period) and one.negated]
        if not excluded:
            return 0
        masks = [reaching(self._snapshot, one)[found] for one in excluded]
        return int(np.logical_or.reduce(masks).sum())


def _top_level(query: Query) -> Iterator[Node]:
    """What must all hold for a record to be found."""
    yield from _conjuncts(query.root)
    yield from query.filters


def _conjuncts(root: Node) -> Iterator[Node]:
    """What must all hold at the top of a query."""
    if isinstance(root, And):
        for child in root.children:
            yield from _conjuncts(child)
    else:
        yield root


def _without_periods(root: Node) -> Node:
    if isinstance(root, And):
        return replace(root, children=tuple(_without_periods(child) for child in root.children))
    return Everything() if _is_wanted_period(root) else root


def _is_wanted_period(node: Node) -> bool:
    return isinstance(node, Period) and not node.negated
