"""Answers from one snapshot of the index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial, reduce
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np

from carevoice_search.analysis import stop_words, words
from carevoice_search.engines import Answer, Crossed, FacetCounts, PageState
from carevoice_search.engines.whoosh import passages
from carevoice_search.engines.whoosh.executor import Execution, PartExecution
from carevoice_search.engines.whoosh.expansion import words_from
from carevoice_search.engines.whoosh.facets import Counts, added
from carevoice_search.engines.whoosh.fields import EXACT, encoded
from carevoice_search.engines.whoosh.filters import Days, keeps
from carevoice_search.engines.whoosh.groups import NO_GROUPS, Groups, Repeated, facet_surplus, less, surplus
from carevoice_search.engines.whoosh.postings import Bools, Floats, Ints
from carevoice_search.engines.whoosh.ranking import idf
from carevoice_search.engines.whoosh.snapshot import Part, Place, Snapshot
from carevoice_search.engines.whoosh.window import Window
from carevoice_search.errors import UsageError
from carevoice_search.model import And, Condition, Copy, Everything, Filter, Node, Period, Query, Record, Sort
from carevoice_search.schema import FIELDS, searched_texts

if TYPE_CHECKING:  # Few searches are expanded.
    from carevoice_search.engines.whoosh.feedback import Feedback


class WhooshEngine:
    """An opened index; see `engines.Engine` for what each method promises. Not for two threads at once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def generation(self) -> int:
        return self._snapshot.generation

    @property
    def commit(self) -> str:
        return self._snapshot.commit

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
            return self._answer(_asked(query, facets), facets, window, expand)

    def count(self, query: Query, *, grouped: bool = True) -> int:
        with self._snapshot.answering():
            execution = Execution(self._snapshot, query.root, query.filters)
            return self._groups(grouped).number([part.matched(query.filters) for part in execution.parts])

    def cross(self, query: Query, rows: str, columns: str, *, grouped: bool = True) -> Crossed:
        """Raises UsageError for an unknown field."""
        from carevoice_search.engines.whoosh.crossing import crossed  # few answers are crossed

        for field in (rows, columns):
            _check_field(field)
        with self._snapshot.answering():
            asked = _asked(query)
            execution = Execution(self._snapshot, asked.root, asked.conditions)
            groups = self._groups(grouped)
            found = [_Found(part, asked) for part in execution.parts]
            matches = [one.documents for one in found]
            repeated = groups.repeated(matches)
            parts = self._snapshot.parts
            counts = _counts(parts, found, (rows, columns), groups, repeated)
            return Crossed(
                total=sum(map(len, matches)) - surplus(repeated),
                totals=counts[_TOTALS].counts,
                rows=counts[rows],
                columns=counts[columns],
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
                for number, other, far in part.vocabulary.within(word, distance) if part.vocabulary else ():
                    edits[other] = far
                    counts[other] += part.live_holding(part.postings_of(EXACT.text, number))
        near = sorted((far, -counts[other], other) for other, far in edits.items() if counts[other])
        return iter([(other, -count) for _, count, other in near])

    def words_from(self, prefix: str, count: int) -> Iterator[tuple[str, int]]:
        """The most frequent first, then in the order of the words. Deleted records count in the choice of words where
        more than `count` begin so, and never in the numbers."""
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
            for label, worth in Execution(self._snapshot, query.root).parts[place[0]].shares(place[1]):
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
        asked = _asked(query)
        execution = Execution(self._snapshot, asked.root, asked.conditions)
        found = [_Found(part, asked).documents for part in execution.parts]
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
        asked = _asked(query)
        shares = passages.passage_shares(Execution(self._snapshot, asked.root), [place])
        if not shares:
            return {}
        window = Window(self._snapshot, "relevance", passages.FIRST, 0, groups)
        answer = self._answer(asked, (), window, expand)
        first = {found.id for found, _ in answer.hits}
        return {passages.LABEL: shares[place]} if self._snapshot.record_at(place).id in first else {}

    def _answer(self, asked: _Asked, facets: Sequence[str], window: Window, expand: bool) -> Answer:
        execution = Execution(self._snapshot, asked.root, asked.conditions)
        groups = window.groups
        found = [_Found(part, asked) for part in execution.parts]
        matches = [one.documents for one in found]
        scored = window.scored and execution.scoring
        scores = execution.scores(matches) if scored else None
        feedback = None
        if scores is not None and expand:
            feedback = self._feedback(execution, matches, scores, groups)
            scores = feedback.scores(matches, scores)
        repeated = groups.repeated(matches)
        window.add_all(matches, scores, repeated)
        counts = _counts(self._snapshot.parts, found, facets, groups, repeated)
        shown = window.shown(partial(passages.reordered, execution) if scored else None)
        hits = tuple([(self._snapshot.record_at(place), score) for place, score in shown])
        folded = surplus(repeated)
        return Answer(
            total=sum(map(len, matches)) - folded,
            totals=counts[_TOTALS].counts,
            hits=hits,
            facets={field: counts[field] for field in facets},
            overlapping=groups.number([one.overlapping() for one in found]),
            reaching_excluded=groups.number([one.reaching_excluded() for one in found]),
            copies=self._copies(hits, shown, groups),
            feedback=feedback.weights if feedback else (),
            folded=folded,
        )

    def _copies(
        self, hits: Sequence[tuple[Record, float]], shown: Sequence[tuple[Place, float]], groups: Groups
    ) -> Mapping[str, tuple[Copy, ...]]:
        """The other records of the groups of hits, which are `shown` at their places."""
        return {
            record.id: self._snapshot.copies_of(place)
            for (record, _), (place, _) in zip(hits, shown, strict=True)
            if groups.of(place) is not None
        }


_TOTALS = "totals"
"""Names the counts of the matches' types, which obey every filter."""


class _Asked(NamedTuple):
    """A query taken apart: what scores, and the conditions at its top.

    `firm` conditions hold for everything that is counted. Facets look past those of `chosen` on their own field,
    and the records that reach over the ends of `periods` are counted.
    """

    root: Node
    firm: tuple[Condition, ...]
    chosen: tuple[Filter, ...]
    periods: tuple[Period, ...]
    excluded: tuple[Period, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*self.firm, *self.chosen, *self.periods)

    @property
    def widened(self) -> frozenset[str]:
        """The facet fields of which something was chosen."""
        return frozenset(one.field for one in self.chosen)


def _asked(query: Query, facets: Sequence[str] = ()) -> _Asked:
    conjuncts = list(_conjuncts(query.root))
    rest = tuple(node for node in conjuncts if not isinstance(node, Condition))
    held = [node for node in conjuncts if isinstance(node, Condition)]
    chosen = [
        one for one in query.filters if isinstance(one, Filter) and one.field in facets and not one.negated
    ]
    held += [one for one in query.filters if one not in chosen]
    periods = [one for one in held if isinstance(one, Period)]
    return _Asked(
        root=rest[0] if len(rest) == 1 else And(rest),
        firm=tuple(one for one in held if not isinstance(one, Period) or one.negated),
        chosen=tuple(chosen),
        periods=tuple(one for one in periods if not one.negated),
        excluded=tuple(one for one in periods if one.negated),
    )


class _Found:
    """What one part has for a query: `documents` are the matches, ascending."""

    def __init__(self, part: PartExecution, asked: _Asked) -> None:
        self._part = part.part
        self.asked = asked
        self._candidates = part.matched(asked.firm)
        self._chosen = [keeps(part.part, one, self._candidates) for one in asked.chosen]
        self._days = Days(part.part, self._candidates)
        self._inside = [self._days.inside(one) for one in asked.periods]
        self.documents = self._kept([*self._chosen, *self._inside])
        self._beside: dict[str, Ints] = {}

    def overlapping(self) -> Ints:
        """Records that match all else and reach into every period, but lie inside not all of them."""
        if not self._inside:
            return self.documents[:0]
        reached = [self._days.reaching(one) for one in self.asked.periods]
        inside = reduce(np.logical_and, self._inside)
        return self._kept([*self._chosen, *reached, ~inside])

    def reaching_excluded(self) -> Ints:
        """Matches with a day in a period that was excluded, though not with their whole date."""
        if not self.asked.excluded:
            return self.documents[:0]
        days = Days(self._part, self.documents)
        reached = [days.reaching(one) for one in self.asked.excluded]
        return self.documents.compress(reduce(np.logical_or, reached))

    def counts(self, facets: Sequence[str]) -> dict[str, Counts]:
        """A field's counts obey every filter but the choices of its own, so that a choice can be widened."""
        plain = [field for field in facets if field not in self.asked.widened]
        counted = self._part.facets.counts(dict.fromkeys((*plain, "type")), self.documents)
        counted[_TOTALS] = counted["type"]
        for field in self.asked.widened:
            counted |= self._part.facets.counts((field,), self.beside(field))
        return {field: counted[field] for field in (*facets, _TOTALS)}

    def beside(self, field: str) -> Ints:
        """What matches all but the choices of a facet field."""
        if field not in self._beside:
            others = [
                mask for one, mask in zip(self.asked.chosen, self._chosen, strict=True) if one.field != field
            ]
            self._beside[field] = self._kept([*others, *self._inside])
        return self._beside[field]

    def _kept(self, masks: Sequence[Bools]) -> Ints:
        return self._candidates.compress(reduce(np.logical_and, masks)) if masks else self._candidates


def _counts(
    parts: Sequence[Part], found: Sequence[_Found], facets: Sequence[str], groups: Groups, repeated: Repeated
) -> dict[str, FacetCounts]:
    """The counts of all parts together, a group's once in each value; _TOTALS are those of the types."""
    counted = [one.counts(facets) for one in found]
    sums = {field: added([one[field] for one in counted]) for field in (*facets, _TOTALS)}
    for field in sums if groups is not NO_GROUPS and found else ():
        several = repeated
        if field in found[0].asked.widened:
            several = groups.repeated([one.beside(field) for one in found])
        if any(len(members.documents) for members in several):
            name = "type" if field == _TOTALS else field
            sums[field] = less(sums[field], facet_surplus(name, parts, several))
    return {field: FacetCounts(*counts) for field, counts in sums.items()}


def _conjuncts(root: Node) -> Iterator[Node]:
    """What must all hold at the top of a query."""
    if isinstance(root, And):
        for child in root.children:
            yield from _conjuncts(child)
    elif not isinstance(root, Everything):
        yield root


def _check_field(field: str) -> None:
    if field not in FIELDS:
        raise UsageError(f"{field!r} is not a facet field; use one of: {', '.join(FIELDS)}")
