"""A query's way through the postings: which documents match each node, and what they are worth.

Every part of the snapshot is walked alone, with statistics over all of them. docs/decisions/executor.md says what
each node matches and what it is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from carevoice_search.deadline import check
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.expansion import Expansion, expanded
from carevoice_search.engines.whoosh.fields import EXACT, STEMS, encoded
from carevoice_search.engines.whoosh.filters import keeps
from carevoice_search.engines.whoosh.phrases import phrase_documents
from carevoice_search.engines.whoosh.postings import (
    NONE,
    Floats,
    Ints,
    Postings,
    contained,
    intersection,
    marked,
    taken,
    union,
)
from carevoice_search.engines.whoosh.ranking import APART, TITLE_WEIGHT, Share, Tally, idf
from carevoice_search.engines.whoosh.snapshot import Part, Snapshot
from carevoice_search.engines.whoosh.weights import Leaf, ScoringWord, Source, Weights, words_of
from carevoice_search.errors import QueryError
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
    Range,
    Word,
)

MAX_EXPANSION = 10_000
"""A prefix or a fuzzy word may stand for so many words."""

_DENSE = 16
"""Scores are added up over the whole part where more than one document in so many is found."""

_Sought = tuple[ScoringWord, float, float]
"""A word, and its weight times idf in the text and in titles."""


class Execution:
    """One query tree over one snapshot.

    Raises UsageError for an unknown field or scope, and QueryError where a word stands for too many.
    """

    def __init__(self, snapshot: Snapshot, root: Node, conditions: Sequence[Condition] = ()) -> None:
        self.snapshot = snapshot
        self.root = root
        self.weights = Weights((root, *conditions))
        self._sought: dict[tuple[int, float], Sequence[_Sought]] = {}
        self.parts = [PartExecution(self, part) for part in snapshot.parts]
        for leaf in self.weights.expanding:
            self._check_expansion(leaf)

    @property
    def scoring(self) -> bool:
        """Whether any match can be worth more than another."""
        return bool(self.weights.leaves)

    def scores(self, found: Sequence[Ints]) -> list[Floats]:
        """What documents of every part are worth that match the whole query."""
        return [part.scores(documents) for part, documents in zip(self.parts, found, strict=True)]

    def sought(self, leaf: Leaf, weight: float) -> Sequence[_Sought]:
        """The words that make up a leaf's score. They may stand in documents that the leaf does not match."""
        key = id(leaf), weight
        if key not in self._sought:
            self._sought[key] = [
                (word, worth * self.rarity(word.scales.text, word.source), worth * self._title_rarity(word))
                if worth
                else (word, 0.0, 0.0)
                for word, worth in self.weights.words(leaf, weight)
            ]
        return self._sought[key]

    def _title_rarity(self, word: ScoringWord) -> float:
        return TITLE_WEIGHT * self.rarity(word.scales.title, word.source)

    def rarity(self, field: str, source: Source) -> float:
        """The idf over the records of all parts that are counted."""
        return idf(self.snapshot.counted, self.holding(field, source))

    def holding(self, field: str, source: Source) -> int:
        """How many records of all parts, of those that are counted, have the term or one of the words."""
        holding = 0
        for part in self.parts:
            holding += part.holding(field, source)
        return holding

    def _check_expansion(self, leaf: Prefix | Fuzzy) -> None:
        """A word of deleted documents counts: whether a query is refused must not take long to find out."""
        number = sum(part.expansion(leaf).number for part in self.parts)
        if number > MAX_EXPANSION:
            number = len({word for part in self.parts for word in part.expansion(leaf).texts()})
        if number > MAX_EXPANSION:
            shown, remedy = f"{leaf.text}*", "type more letters of the word"
            if isinstance(leaf, Fuzzy):
                shown, remedy = f"{leaf.text}~", "allow fewer edits, or type a longer word"
            raise QueryError(f"{shown} stands for {number:,} words, too many", shown, 0, remedy)


class PartExecution:
    """The query in one part. Documents are numbered within the part, and ascending."""

    def __init__(self, execution: Execution, part: Part) -> None:
        self.part = part
        self._execution = execution
        self._documents: dict[int | Phrase, Ints] = {}
        self._postings: dict[tuple[str, Source], Postings] = {}
        self._expansions: dict[Prefix | Fuzzy, Expansion] = {}

    def matched(self, conditions: Iterable[Condition] = ()) -> Ints:
        """The live records that match the whole query and meet the conditions."""
        root, conditions = self._execution.root, tuple(conditions)
        found = self._all_of((root, *conditions)) if conditions else self.documents(root)
        if self.part.deleted is None or found is self.part.documents:
            return found
        return found.compress(taken(self.part.live, found))

    def scores(self, found: Ints) -> Floats:
        """What documents are worth that match the whole query."""
        root, size = self._execution.root, self.part.size
        dense = isinstance(root, Or) and len(found) * _DENSE > size
        tally = self.tally(None if dense else found)
        self._score(root, 1.0, tally, True)
        return taken(tally.values, found) if dense else tally.values

    def add_to(self, tally: Tally) -> None:
        """Add to a tally, all of whose documents match the whole query, what they are worth."""
        self._score(self._execution.root, 1.0, tally, True)

    def shares(self, document: int) -> Iterator[tuple[str, float]]:
        """The score of one document by what matched; nothing where it does not match."""
        if self.has(document):
            yield from self._shares(self._execution.root, 1.0, np.array([document]), True)

    def has(self, document: int) -> bool:
        """Whether a record matches the whole query."""
        return self._matches(self._execution.root, np.array([document]))

    def holding(self, field: str, source: Source) -> int:
        """How many records that are counted have the term or one of the words."""
        return self.part.counted_holding(self.source(field, source))

    def expansion(self, leaf: Prefix | Fuzzy) -> Expansion:
        if leaf not in self._expansions:
            check()
            self._expansions[leaf] = expanded(self.part, leaf)
        return self._expansions[leaf]

    # Which documents match

    def documents(self, node: Node) -> Ints:
        """What matches a node. Deleted documents may be among it."""
        # Of equal phrases one is looked for; to compare whole trees would cost more than it saves.
        key = node if isinstance(node, Phrase) else id(node)
        if key not in self._documents:
            check()
            self._documents[key] = self._match(node)
        return self._documents[key]

    def _match(self, node: Node) -> Ints:
        match node:
            case Everything():
                return self.part.documents
            case And(children):
                return self._all_of(children)
            case Or(children):
                return union([self.documents(child) for child in children], self.part.size)
            case Not(child):
                return (self.part.live & ~marked(self.documents(child), self.part.size)).nonzero()[0]
            case Boost(child):
                return self.documents(child)
            case Filter() | Period() | Range():
                documents = self.part.documents
                return documents.compress(keeps(self.part, node, documents))
            case Phrase(words) if len(words) > 1:
                return self._phrase(node)
            case Prefix() | Fuzzy():
                expansion = self.expansion(node)
                held = self.source(EXACT.text, node) if expansion.all_score else expansion.postings()
                return held.documents
        return self._word(node).documents

    def _all_of(self, children: Iterable[Node]) -> Ints:
        """Lists from the shortest on, then what is asked of the few that are left, then what is taken away."""
        lists: list[Postings] = []
        phrases: list[Phrase] = []
        conditions: list[Condition] = []
        unwanted: list[Node] = []
        for child in _flat(children):
            match child:
                case Not(inner):
                    unwanted.append(inner)
                case Filter() | Period() | Range():
                    conditions.append(child)
                case Phrase(words) if len(words) > 1:
                    phrases.append(child)
                case _:
                    lists.append(self._held(child))
        self._add_short_filters(lists, conditions)
        documents = intersection(lists, self.part.size) if lists else None
        for phrase in phrases:
            check()
            documents = self._phrase(phrase, documents)
        if documents is None:
            documents = self.part.documents
        for condition in conditions:
            check()
            documents = documents.compress(keeps(self.part, condition, documents))
        for node in unwanted:
            documents = documents.compress(~contained(documents, self._held(node), self.part.size))
        return documents

    def _add_short_filters(self, lists: list[Postings], conditions: list[Condition]) -> None:
        """Take a filter by the posting lists of its values where these are shorter than what is there."""
        shortest = min(map(len, lists), default=self.part.size)
        for condition in list(conditions):
            if not isinstance(condition, Filter) or condition.negated or MISSING in condition.values:
                continue
            held = [self.part.postings(condition.field, encoded(value)) for value in condition.values]
            if sum(map(len, held)) < shortest:
                lists.append(
                    held[0]
                    if len(held) == 1
                    else Postings(union([one.listed for one in held], self.part.size))
                )
                conditions.remove(condition)

    def _held(self, node: Node) -> Postings:
        match node:
            case Word() | Phrase((_,)):
                return self._word(node)
        return Postings(self.documents(node))

    def _word(self, leaf: Word | Phrase) -> Postings:
        """The postings of a leaf of one word; none where it has none."""
        return self._words(leaf)[0] if isinstance(leaf, Word) or leaf.words else NONE

    def _phrase(self, leaf: Phrase, candidates: Ints | None = None) -> Ints:
        among = None if candidates is None else Postings(candidates)
        return phrase_documents(self.part, self._words(leaf), leaf.slop, among)

    def _words(self, leaf: Word | Phrase) -> Sequence[Postings]:
        """The postings of each word in the field that the leaf asks for."""
        scales = EXACT if leaf.exact else STEMS
        field = scales.title if leaf.scope == "title" else scales.text
        return [self.source(field, word.source) for word in words_of(leaf)]

    def source(self, field: str, source: Source) -> Postings:
        """The postings of a term, or of all scoring words of a leaf together."""
        key = field, source
        if key not in self._postings:
            check()
            if isinstance(source, bytes):
                self._postings[key] = self.part.postings(field, source)
            else:
                self._postings[key] = self.expansion(source).scoring(field)
        return self._postings[key]

    # What matches are worth

    def _score(self, node: Node, weight: float, tally: Tally, certain: bool) -> None:
        """Add to the tally what the node is worth; `certain` says that all of its documents match the node."""
        match node:
            case And(children):
                self._score_within(node, children, weight, tally, certain)
            case Or(children):
                for child in children:
                    self._score(child, weight, tally, False)
            case Boost(child, factor):
                self._score(child, weight * factor, tally, certain)
            case Prefix() | Fuzzy():
                self._score_leaf(node, weight, tally, False)  # What matches may do so by a stop word.
            case Word(scope=None):
                self._score_leaf(node, weight, tally, certain)
            case Phrase() if _is_loose(node) and not certain:
                self._score_leaf(node, weight, tally, False, APART)
                self._score_within(node, (), weight, tally, False, 1 - APART)
            case Word() | Phrase():
                self._score_within(node, (), weight, tally, certain)

    def _score_within(
        self,
        node: Node,
        children: Sequence[Node],
        weight: float,
        tally: Tally,
        certain: bool,
        portion: float = 1.0,
    ) -> None:
        """Score what adds up only where the node as a whole matches."""
        inner, places = (tally, None) if certain else tally.narrowed(self.documents(node))
        if isinstance(node, Word | Phrase):
            self._score_leaf(node, weight, inner, True, portion)
        for child in children:
            self._score(child, weight, inner, True)
        if places is not None:
            tally.settle(inner, places)

    def _score_leaf(
        self, leaf: Leaf, weight: float, tally: Tally, certain: bool, portion: float = 1.0
    ) -> None:
        for word, text_factor, title_factor in self._execution.sought(leaf, weight):
            if text_factor:
                check()
                text, title = (self.source(field, word.source) for field in word.scales)
                tally.add(Share(text, portion * text_factor, title, portion * title_factor), certain)

    def tally(self, documents: Ints | None, values: Floats | None = None) -> Tally:
        """A tally of some documents or of all, which starts from `values`."""
        mean = self._execution.snapshot.mean
        text, title = (
            self.part.norms(column, mean(column)) for column in (fields.TEXT_LENGTH, fields.TITLE_LENGTH)
        )
        return Tally(text, title, documents, values)

    def _shares(
        self, node: Node, weight: float, document: Ints, certain: bool
    ) -> Iterator[tuple[str, float]]:
        """As `_score`, of one document."""
        match node:
            case Or(children):
                for child in children:
                    yield from self._shares(child, weight, document, False)
            case Boost(child, factor):
                yield from self._shares(child, weight * factor, document, certain)
            case And(children) if certain or self._matches(node, document):
                for child in children:
                    yield from self._shares(child, weight, document, True)
            case Word() | Phrase() | Prefix() | Fuzzy():
                if self._matches(node, document):
                    yield from self._leaf_shares(node, weight, document)
                elif _is_loose(node):
                    yield from self._leaf_shares(node, weight, document, APART)

    def _matches(self, node: Node, document: Ints) -> bool:
        return bool(contained(document, Postings(self.documents(node)), self.part.size)[0])

    def _leaf_shares(
        self, leaf: Leaf, weight: float, document: Ints, portion: float = 1.0
    ) -> Iterator[tuple[str, float]]:
        for word, text_factor, title_factor in self._execution.sought(leaf, weight):
            text, title = (self.source(field, word.source) for field in word.scales)
            yield from self.share(word.label, Share(text, portion * text_factor, NONE, 0.0), document)
            in_title = Share(NONE, 0.0, title, portion * title_factor)
            yield from self.share(f"title:{word.label}", in_title, document)

    def share(self, label: str, share: Share, document: Ints) -> Iterator[tuple[str, float]]:
        """What a share gives one document; nothing where it holds no word of it."""
        if any(contained(document, held, self.part.size)[0] for held in (share.text, share.title)):
            tally = self.tally(document)
            tally.add(share)
            yield label, float(tally.values[0])


def _is_loose(node: Node) -> bool:
    """Whether a node is a joined word as typed, whose parts are worth something where they stand apart."""
    return isinstance(node, Phrase) and node.joined and not node.exact and node.scope is None


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """What must all hold, without the conjunctions around it."""
    for node in nodes:
        if isinstance(node, And):
            yield from _flat(node.children)
        elif not isinstance(node, Everything):
            yield node
