"""A query's way through the postings: every node gives the documents that match it and their scores.

docs/decisions/executor.md says what each node matches and what it is worth.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from carevoice_search.analysis import stem, stop_words
from carevoice_search.dates import first_day, last_day
from carevoice_search.engines.whoosh.fields import EXACT, STEMS, TEXT_START
from carevoice_search.engines.whoosh.postings import DOCUMENT_STRIDE, Bools, Ints, Postings
from carevoice_search.engines.whoosh.ranking import TITLE_WEIGHT, Floats, bm25
from carevoice_search.engines.whoosh.snapshot import Snapshot
from carevoice_search.errors import QueryError, UsageError
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
    Word,
)
from carevoice_search.schema import FIELDS, TEXT_SCOPES

MAX_EXPANSION = 10_000
"""A prefix or a fuzzy word may stand for so many words."""

_Leaf = Word | Phrase | Prefix | Fuzzy
_Term = tuple[str, bool]
"""A folded word as it is looked up (stemmed unless exact), and whether it is exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Documents, ascending, and what each is worth."""

    documents: Ints
    scores: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """A part of a leaf's score, named for people."""

    label: str
    matches: Matches


class Execution:
    """One query tree over one snapshot. `scored` false skips the scores, which are then 0."""

    def __init__(self, snapshot: Snapshot, root: Node, *, scored: bool = True) -> None:
        self._snapshot = snapshot
        self._root = root
        self._scored = scored
        leaves = list(_scored_leaves(root, 1.0))
        self._all_stop = all(
            word in stop_words() for leaf, _ in leaves for word, _ in _words(leaf)
        ) and not any(isinstance(leaf, Prefix | Fuzzy) for leaf, _ in leaves)
        self._asked: Mapping[tuple[_Term, float], int] = Counter(
            (_term(word, exact), weight) for leaf, weight in leaves for word, exact in _words(leaf)
        )

    def matches(self) -> Matches:
        return self._match(self._root, 1.0)

    def shares(self, document: int) -> tuple[tuple[str, float], ...]:
        """The score of one document by what matched; empty where it does not match."""
        parts: dict[str, float] = {}
        for label, part in self._shares(self._root, 1.0, document):
            parts[label] = parts.get(label, 0.0) + part
        return tuple(sorted(parts.items(), key=lambda share: (-share[1], share[0])))

    def _match(self, node: Node, weight: float) -> Matches:
        match node:
            case Everything():
                return _unscored(self._snapshot.documents)
            case And(children):
                return self._match_all(children, weight)
            case Or(children):
                return _sum([self._match(child, weight) for child in children])
            case Not(child):
                return _unscored(self._complement(self._match(child, weight).documents))
            case Boost(child, factor):
                return self._match(child, weight * factor)
            case Filter() | Period():
                return _unscored(np.flatnonzero(kept(self._snapshot, node)))
        documents = self._leaf_documents(node)
        if not self._scored:
            return _unscored(documents)
        scores = np.zeros(len(documents))
        for share in self._leaf_shares(node, weight):
            _add(scores, documents, share.matches)
        return Matches(documents, scores)

    def _match_all(self, children: Sequence[Node], weight: float) -> Matches:
        """Wanted children are intersected, then unwanted ones taken away, rather than complemented."""
        wanted = [self._match(child, weight) for child in children if not isinstance(child, Not)]
        unwanted = [self._match(child.child, weight) for child in children if isinstance(child, Not)]
        start = min(wanted, key=lambda one: len(one.documents)) if wanted else None
        documents = start.documents if start else self._snapshot.documents
        for one in wanted:
            if one is not start:
                documents = documents[_contained(documents, one.documents)]
        for one in unwanted:
            documents = documents[~_contained(documents, one.documents)]
        scores = np.zeros(len(documents))
        for one in wanted:
            _add(scores, documents, one)
        return Matches(documents, scores)

    def _complement(self, documents: Ints) -> Ints:
        mask = self._snapshot.live.copy()
        mask[documents] = False
        return np.flatnonzero(mask)

    def _shares(self, node: Node, weight: float, document: int) -> Iterator[tuple[str, float]]:
        if not _contained(np.array([document]), self._match(node, weight).documents)[0]:
            return
        match node:
            case And(children) | Or(children):
                for child in children:
                    yield from self._shares(child, weight, document)
            case Boost(child, factor):
                yield from self._shares(child, weight * factor, document)
            case Word() | Phrase() | Prefix() | Fuzzy():
                for share in self._leaf_shares(node, weight):
                    place = int(np.searchsorted(share.matches.documents, document))
                    found = share.matches.documents[place : place + 1]
                    if len(found) and found[0] == document:
                        yield share.label, float(share.matches.scores[place])

    # Leaves: what they match

    def _leaf_documents(self, leaf: _Leaf) -> Ints:
        match leaf:
            case Word(text, exact, scope):
                return self._phrase_documents((text,), 0, exact, scope)
            case Phrase(words, slop, exact, scope):
                return self._phrase_documents(words, slop, exact, scope)
        every = [self._snapshot.postings.term(EXACT.text, word).documents for word in self._expansion(leaf)]
        return _union(every)

    def _phrase_documents(self, words: Sequence[str], slop: int, exact: bool, scope: str | None) -> Ints:
        """The documents that hold the words in order, with at most `slop` others between first and last."""
        if scope is not None and scope not in TEXT_SCOPES:
            raise UsageError(f"{scope!r} is not a text field; use one of: {', '.join(TEXT_SCOPES)}")
        fields = EXACT if exact else STEMS
        field = fields.title if scope == "title" else fields.text
        terms = [_term(word, exact)[0] for word in words]
        found = sorted((self._snapshot.postings.term(field, term).documents for term in set(terms)), key=len)
        if not found:
            return np.zeros(0, np.int64)
        documents = reduce(lambda held, other: held[_contained(held, other)], found)
        if len(terms) == 1 or not len(documents):
            return documents
        # No phrase may reach over the gap between title and text, whatever its slop.
        reach = len(terms) - 1 + min(max(slop, 0), TEXT_START // 2)
        places = {term: self._snapshot.postings.places(field, term, documents) for term in set(terms)}
        started = ended = places[terms[0]]
        for term in terms[1:]:
            # The nearest next place of each word gives the shortest span from each start.
            following = np.searchsorted(places[term], ended, side="right")
            inside = following < len(places[term])
            started, ended = started[inside], places[term][following[inside]]
        return np.unique(started[ended - started <= reach] // DOCUMENT_STRIDE)

    def _expansion(self, leaf: Prefix | Fuzzy) -> list[str]:
        if isinstance(leaf, Prefix):
            words = self._snapshot.postings.starting_with(EXACT.text, leaf.text)
            shown, remedy = f"{leaf.text}*", "type more letters of the word"
        else:
            words = sorted(word for word, _ in self._snapshot.vocabulary.within(leaf.text, leaf.distance))
            shown, remedy = f"{leaf.text}~", "allow fewer edits, or type a longer word"
        if len(words) > MAX_EXPANSION:
            raise QueryError(f"{shown} stands for {len(words):,} words, too many", shown, 0, remedy)
        return words

    # Leaves: what their matches are worth

    def _leaf_shares(self, leaf: _Leaf, weight: float) -> Iterator[Share]:
        """The parts of a leaf's score. A part may hold documents that the leaf as a whole does not match."""
        if isinstance(leaf, Prefix | Fuzzy):
            scoring = [word for word in self._expansion(leaf) if word not in stop_words()]
            label = f"{leaf.text}*" if isinstance(leaf, Prefix) else f"{leaf.text}~"
            text = _blended([self._snapshot.postings.term(EXACT.text, word) for word in scoring])
            title = _blended([self._snapshot.postings.term(EXACT.title, word) for word in scoring])
            yield from self._field_shares(label, text, title, weight)
            return
        for word, exact in _words(leaf):
            term, fields = _term(word, exact)[0], EXACT if exact else STEMS
            asked = self._asked.get(((term, exact), weight), 1)
            worth = weight / math.sqrt(asked) if self._all_stop or word not in stop_words() else 0.0
            text = self._snapshot.postings.term(fields.text, term)
            title = self._snapshot.postings.term(fields.title, term)
            yield from self._field_shares(f"={word}" if exact else word, text, title, worth)

    def _field_shares(self, label: str, text: Postings, title: Postings, worth: float) -> Iterator[Share]:
        held = self._snapshot
        in_text = bm25(text, held.text_lengths, held.mean_text_length, held.records)
        yield Share(label, Matches(text.documents, worth * in_text))
        in_title = bm25(title, held.title_lengths, held.mean_title_length, held.records)
        yield Share(f"title:{label}", Matches(title.documents, worth * TITLE_WEIGHT * in_title))


def kept(snapshot: Snapshot, condition: Filter | Period) -> Bools:
    """A mask of the live records that a condition keeps."""
    if isinstance(condition, Period):
        first, last = snapshot.periods
        since, until = _bounds(condition)
        mask: Bools = (first >= since) & (last <= until) & (first > 0)
    else:
        if condition.field not in FIELDS:
            raise UsageError(f"{condition.field!r} is not a facet field; use one of: {', '.join(FIELDS)}")
        values = [value for value in condition.values if value != MISSING]
        mask = snapshot.facet(condition.field).having(values, MISSING in condition.values)
    wanted: Bools = snapshot.live & (~mask if condition.negated else mask)
    return wanted


def reaching(snapshot: Snapshot, period: Period) -> Bools:
    """A mask of the live records with a day in the period, whether or not the whole date lies in it."""
    first, last = snapshot.periods
    since, until = _bounds(period)
    mask: Bools = snapshot.live & (first <= until) & (last >= since) & (first > 0)
    return mask


def _bounds(period: Period) -> tuple[int, int]:
    since = first_day(period.since) if period.since else 0
    return since, last_day(period.until) if period.until else 99_999_999


def _term(word: str, exact: bool) -> _Term:
    return word if exact else stem(word), exact


def _words(leaf: _Leaf) -> Iterator[tuple[str, bool]]:
    """The words of a leaf as it names them, each with whether it is exact."""
    match leaf:
        case Word(text, exact):
            yield text, exact
        case Phrase(words, _, exact):
            for word in words:
                yield word, exact


def _scored_leaves(node: Node, weight: float) -> Iterator[tuple[_Leaf, float]]:
    """The leaves that can add to a score (none under a Not), each with the product of its boosts."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _scored_leaves(child, weight)
        case Boost(child, factor):
            yield from _scored_leaves(child, weight * factor)
        case Word() | Phrase() | Prefix() | Fuzzy():
            yield node, weight


def _unscored(documents: Ints) -> Matches:
    return Matches(documents, np.zeros(len(documents)))


def _contained(documents: Ints, others: Ints) -> Bools:
    """Which of `documents` are among `others`; both ascending."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    place = np.minimum(np.searchsorted(others, documents), len(others) - 1)
    found: Bools = others[place] == documents
    return found


def _add(scores: Floats, documents: Ints, more: Matches) -> None:
    """Add the scores of the documents that both have."""
    if len(more.documents) < len(documents):
        shared = _contained(more.documents, documents)
        scores[np.searchsorted(documents, more.documents[shared])] += more.scores[shared]
    else:
        shared = _contained(documents, more.documents)
        scores[shared] += more.scores[np.searchsorted(more.documents, documents[shared])]


def _union(several: Sequence[Ints]) -> Ints:
    return np.unique(np.concatenate(several)) if several else np.zeros(0, np.int64)


def _sum(several: Sequence[Matches]) -> Matches:
    if len(several) == 1:
        return several[0]
    documents = _union([one.documents for one in several])
    scores = np.zeros(len(documents))
    for one in several:
        _add(scores, documents, one)
    return Matches(documents, scores)


def _blended(several: Sequence[Postings]) -> Postings:
    """The postings of many words as those of one word that stands for them all."""
    documents = _union([one.documents for one in several])
    counts = np.zeros(len(documents), np.int64)
    for one in several:
        counts[np.searchsorted(documents, one.documents)] += one.counts
    return Postings(documents, counts)
