"""Answers from one snapshot of the index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, get_args

from carevoice_search.analysis import stop_words, words
from carevoice_search.deadline import check
from carevoice_search.engines import Answer, Crossed, PageState
from carevoice_search.engines.whoosh import passages
from carevoice_search.engines.whoosh.executor import Execution
from carevoice_search.engines.whoosh.expansion import words_from
from carevoice_search.engines.whoosh.facets import added
from carevoice_search.engines.whoosh.fields import EXACT, encoded
from carevoice_search.engines.whoosh.found import TOTALS, Asked, Found, counts_of, taken_apart
from carevoice_search.engines.whoosh.groups import NO_GROUPS, Groups, surplus
from carevoice_search.engines.whoosh.postings import Floats, Ints
from carevoice_search.engines.whoosh.ranking import idf
from carevoice_search.engines.whoosh.snapshot import Place, Snapshot
from carevoice_search.engines.whoosh.window import Window
from carevoice_search.errors import UsageError
from carevoice_search.model import Condition, Copy, Node, Query, Record, Sort
from carevoice_search.schema import FIELDS, searched_texts

if TYPE_CHECKING:  # Few searches are expanded.
    from carevoice_search.engines.whoosh.feedback import Feedback


class WhooshEngine:
    """An opened index; see `engines.Engine` for what each method promises. Not for two threads at once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._last: tuple[Asked, Sequence[Found]] | None = None

    @property
    def generation(self) -> int:
        return self._snapshot.generation

    @property
    def commit(self) -> str:
        return self._snapshot.commit

    @property
    def made(self) -> float:
        return self._snapshot.manifest.made or self._snapshot.committed

    @property
    def committed(self) -> float:
        return self._snapshot.committed

    @property
    def stamps(self) -> str:
        return self._snapshot.manifest.stamps

    @property
    def rules(self) -> tuple[str, ...]:
        return self._snapshot.manifest.rules

    def execute(
        self,
        query: Query,
        *,
        facets: Sequence[str] = (),
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        grouped: bool = True,
        expand: bool = False,
    ) -> Answer:
        """`limit` may be 0, for counts alone. Raises UsageError for an unknown field, sort or scope."""
        if limit < 0 or offset < 0:
            raise UsageError(f"limit and offset must be 0 or more, not {limit} and {offset}")
        if sort not in get_args(Sort):
            raise UsageError(f"{sort!r} is not a sort; use one of: {', '.join(get_args(Sort))}")
        for field in facets:
            _check_field(field)
        with self._snapshot.answering():
            window = Window(self._snapshot, sort, limit, offset, self._groups(grouped))
            return self._answer(taken_apart(query, facets), facets, window, expand)

    def count(self, query: Query, *, grouped: bool = True) -> int:
        with self._snapshot.answering(), self._executing(query.root, query.filters) as execution:
            return self._groups(grouped).number([part.matched(query.filters) for part in execution.parts])

    def cross(self, query: Query, rows: str, columns: str, *, grouped: bool = True) -> Crossed:
        """Raises UsageError for an unknown field."""
        from carevoice_search.engines.whoosh.crossing import crossed  # few answers are crossed

        for field in (rows, columns):
            _check_field(field)
        with self._snapshot.answering():
            groups, parts = self._groups(grouped), self._snapshot.parts
            found = self._found(taken_apart(query))
            matches = [one.documents for one in found]
            repeated = groups.repeated(matches)
            counts = counts_of(parts, found, (rows, columns), groups, repeated)
            having = [
                some.compress(~part.facet(rows).having((), True, some))
                for part, some in zip(parts, matches, strict=True)
            ]
            return Crossed(
                total=sum(map(len, matches)) - surplus(repeated),
                totals=counts[TOTALS].counts,
                rows=counts[rows],
                columns=counts[columns],
                having=groups.number(having),
                cells=crossed(parts, matches, repeated, rows, columns),
            )

    def record(self, record_id: str) -> Record | None:
        with self._snapshot.answering():
            place = self._snapshot.place_of(record_id)
            return None if place is None else self._snapshot.record_at(place)

    def values(self, field: str) -> Mapping[str, int]:
        _check_field(field)
        with self._snapshot.answering():
            return added([part.facet(field).whole for part in self._snapshot.parts])[0]

    def frequency(self, word: str) -> int:
        with self._snapshot.answering():
            return self._frequency(word)

    def near_words(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        """The nearest words first, then the most frequent."""
        with self._snapshot.answering():
            edits: dict[str, int] = {}
            counts: Counter[str] = Counter()
            for part in self._snapshot.parts:
                check()
                for number, other, far in part.vocabulary.within(word, distance) if part.vocabulary else ():
                    edits[other] = far
                    counts[other] += part.live_holding(part.postings_of(EXACT.text, number))
        near = sorted((far, -counts[other], other) for other, far in edits.items() if counts[other])
        return iter([(other, -count) for _, count, other in near])

    def words_from(self, prefix: str, count: int) -> Iterator[tuple[str, int]]:
        """The most frequent first, then in the order of the words. Which words of a segment are looked at, where more
        than `count` begin so, deleted records have a say in; in their numbers they have none."""
        with self._snapshot.answering():
            return iter(words_from(self._snapshot.parts, prefix, count))

    def explain(
        self, query: Query, record_id: str, *, grouped: bool = True, expand: bool = False
    ) -> tuple[tuple[str, float], ...]:
        """The largest share first; they add up to the score. Empty where the record does not match."""
        with self._snapshot.answering():
            place = self._snapshot.place_of(record_id)
            if place is None:
                return ()
            parts: dict[str, float] = {}
            with self._executing(query.root) as execution:
                for label, worth in execution.parts[place[0]].shares(place[1]):
                    parts[label] = parts.get(label, 0.0) + worth
            if expand:
                for label, worth in self._expansion(query, place, self._groups(grouped)):
                    parts[label] = parts.get(label, 0.0) + worth
            parts |= self._best_passage(query, place, self._groups(grouped), expand)
        return tuple(sorted(parts.items(), key=lambda share: (-share[1], share[0])))

    def term_vector(self, record_id: str, count: int) -> tuple[tuple[str, float], ...]:
        """Weights are (1 + ln tf) * idf; stop words, numbers, and words of no other record are left out."""
        record = self.record(record_id)
        if record is None:
            return ()
        held = Counter(words("\n".join(searched_texts(record))))
        weights: list[tuple[str, float]] = []
        with self._snapshot.answering():
            for word, times in held.items():
                if word in stop_words() or len(word) < 2 or not any(letter.isalpha() for letter in word):
                    continue
                holding = self._frequency(word)
                if holding > 1:
                    weights.append((word, (1 + math.log(times)) * idf(self._snapshot.records, holding)))
        return tuple(sorted(weights, key=lambda pair: (-pair[1], pair[0]))[:count])

    def pages(self) -> Mapping[str, PageState]:
        return {state.path: state for _, state, _ in self._snapshot.states()}

    def standing_on(self, path: str) -> tuple[Record, ...]:
        with self._snapshot.answering():
            place = self._snapshot.state_place(path)
            return () if place is None else self._snapshot.practices_at(place)

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        return self._snapshot.occurrences(record_id)

    def copies(self, record_id: str) -> tuple[Copy, ...]:
        with self._snapshot.answering():
            place = self._snapshot.place_of(record_id)
            return () if place is None else self._snapshot.copies_of(place)

    def totals(self) -> Mapping[str, int]:
        return self.values("type")

    def _frequency(self, word: str) -> int:
        text = encoded(word)
        return sum(part.live_holding(part.postings(EXACT.text, text)) for part in self._snapshot.parts)

    def _groups(self, grouped: bool) -> Groups:
        return self._snapshot.groups if grouped else NO_GROUPS

    def _expansion(self, query: Query, place: Place, groups: Groups) -> Iterator[tuple[str, float]]:
        """What the first matches and the nearness of words add to the score of a match."""
        asked = taken_apart(query)
        with self._executing(asked.root, asked.conditions) as execution:
            found = [Found(part, asked).documents for part in execution.parts]
            if execution.scoring and execution.parts[place[0]].has(place[1]):
                feedback = self._feedback(execution, found, execution.scores(found), groups)
                yield from feedback.shares(execution.parts[place[0]], place[1])

    def _feedback(
        self, execution: Execution, found: Sequence[Ints], scores: Sequence[Floats], groups: Groups
    ) -> Feedback:
        """What the first matches say: those of the whole answer, whichever of them it shows."""
        from carevoice_search.engines.whoosh.feedback import DOCUMENTS, Feedback

        window = Window(self._snapshot, "relevance", DOCUMENTS, 0, groups)
        window.add_all(found, scores, groups.repeated(found))
        first = window.hits(partial(passages.reordered, execution))
        return Feedback(execution, [record for record, _ in first])

    def _best_passage(self, query: Query, place: Place, groups: Groups, expand: bool) -> dict[str, float]:
        """What its best passage adds to the score of a match, where it is one of the first."""
        asked = taken_apart(query)
        with self._executing(asked.root) as execution:
            shares = passages.passage_shares(execution, [place])
        if not shares:
            return {}
        window = Window(self._snapshot, "relevance", passages.FIRST, 0, groups)
        answer = self._answer(asked, (), window, expand)
        first = {found.id for found, _ in answer.hits}
        return {passages.LABEL: shares[place]} if self._snapshot.record_at(place).id in first else {}

    @contextmanager
    def _executing(self, root: Node, conditions: Sequence[Condition] = ()) -> Iterator[Execution]:
        """An execution. It and its parts hold one another: undone, they need not wait for the garbage collector."""
        execution = Execution(self._snapshot, root, conditions)
        try:
            yield execution
        finally:
            execution.parts.clear()

    def _answer(self, asked: Asked, facets: Sequence[str], window: Window, expand: bool) -> Answer:
        with self._executing(asked.root, asked.conditions) as execution:
            return self._executed(execution, asked, facets, window, expand)

    def _executed(
        self, execution: Execution, asked: Asked, facets: Sequence[str], window: Window, expand: bool
    ) -> Answer:
        groups = window.groups
        found = self._found(asked, execution)
        matches = [one.documents for one in found]
        scored = window.scored and execution.scoring
        scores = execution.scores(matches) if scored else None
        feedback = None
        if scores is not None and expand:
            feedback = self._feedback(execution, matches, scores, groups)
            scores = feedback.scores(matches, scores)
        repeated = groups.repeated(matches)
        window.add_all(matches, scores, repeated)
        counts = counts_of(self._snapshot.parts, found, facets, groups, repeated)
        shown = window.shown(partial(passages.reordered, execution) if scored else None)
        hits = tuple([self._hit(place, score) for place, score in shown])
        folded = surplus(repeated)
        return Answer(
            total=sum(map(len, matches)) - folded,
            totals=counts[TOTALS].counts,
            hits=hits,
            facets={field: counts[field] for field in facets},
            overlapping=groups.number([one.overlapping() for one in found]),
            reaching_excluded=groups.number([one.reaching_excluded() for one in found]),
            copies=self._copies(hits, shown, groups),
            feedback=feedback.weights if feedback else (),
            folded=folded,
        )

    def _found(self, asked: Asked, execution: Execution | None = None) -> Sequence[Found]:
        """What every part has for a query. The last one is kept: a grid asks three things about one answer."""
        if self._last is None or self._last[0] != asked:
            if execution is None:
                with self._executing(asked.root, asked.conditions) as execution:
                    return self._found(asked, execution)
            self._last = asked, [Found(part, asked) for part in execution.parts]
        return self._last[1]

    def _hit(self, place: Place, score: float) -> tuple[Record, float]:
        check()
        return self._snapshot.record_at(place), score

    def _copies(
        self, hits: Sequence[tuple[Record, float]], shown: Sequence[tuple[Place, float]], groups: Groups
    ) -> Mapping[str, tuple[Copy, ...]]:
        """The other records of the groups of hits, which are `shown` at their places."""
        return {
            record.id: self._snapshot.copies_of(place)
            for (record, _), (place, _) in zip(hits, shown, strict=True)
            if groups.of(place) is not None
        }


def _check_field(field: str) -> None:
    if field not in FIELDS:
        raise UsageError(f"{field!r} is not a facet field; use one of: {', '.join(FIELDS)}")
