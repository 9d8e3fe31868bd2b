"""A query's way through the postings: which documents match each node, and what they are worth.

Every part of the snapshot is walked alone, with statistics over all of them. docs/decisions/executor.md says what
each node matches and what it is worth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from carevoice_search.analysis import stem, stop_words
from carevoice_search.engines.columnar import fields
from carevoice_search.engines.columnar.expansion import Expansion, expanded
from carevoice_search.engines.columnar.fields import EXACT, STEMS, encoded
from carevoice_search.engines.columnar.filters import keeps
from carevoice_search.engines.columnar.phrases import phrase_documents
from carevoice_search.engines.columnar.postings import (
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
from carevoice_search.engines.columnar.ranking import TITLE_WEIGHT, Share, Tally, idf
from carevoice_search.engines.columnar.snapshot import Part, Snapshot
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

_DENSE = 16
"""Scores are added up over the whole part where more than one document in so many is found."""

_Leaf = Word | Phrase | Prefix | Fuzzy
_Source = bytes | Prefix | Fuzzy
"""What has postings: a term, or a leaf that stands for several."""
_Sought = tuple[str, fields.Scales, _Source, float, float]
"""A word as it scores: its name for people, its fields, what is sought in them, and weight times idf in the text
and in titles."""


class Execution:
    """One query tree over one snapshot.

    Raises UsageError for an unknown field or scope, and QueryError where a word stands for too many.
    """

    def __init__(self, snapshot: Snapshot, root: Node, conditions: Sequence[Filter | Period] = ()) -> None:
        self.snapshot = snapshot
        self.root = root
        self._leaves: list[tuple[_Leaf, float]] = []
        self._expanding: list[Prefix | Fuzzy] = []
        self._sought: dict[tuple[int, float], Sequence[_Sought]] = {}
        self.parts = [PartExecution(self, part) for part in snapshot.parts]
        for node in (root, *conditions):
            self._survey(node, 1.0, True)
        for leaf in self._expanding:
            self._check_expansion(leaf)

    @property
    def scoring(self) -> bool:
        """Whether any match can be worth more than another."""
        return bool(self._leaves)

    def _survey(self, node: Node, weight: float, scored: bool) -> None:
        """Note what can add to the score, with the product of its boosts, and what stands for other words."""
        match node:
            case Word() | Phrase():
                if node.scope is not None and node.scope not in TEXT_SCOPES:
                    known = ", ".join(TEXT_SCOPES)
                    raise UsageError(f"{node.scope!r} is not a text field; use one of: {known}")
            case Prefix() | Fuzzy():
                self._expanding.append(node)
            case And(children) | Or(children):
                for child in children:
                    self._survey(child, weight, scored)
                return
            case Not(child):
                self._survey(child, weight, False)
                return
            case Boost(child, factor):
                self._survey(child, weight * factor, scored)
                return
            case _:
                if isinstance(node, Filter) and node.field not in FIELDS:
                    raise UsageError(f"{node.field!r} is not a facet field; use one of: {', '.join(FIELDS)}")
                return
        if scored:
            self._leaves.append((node, weight))

    def sought(self, leaf: _Leaf, weight: float) -> Sequence[_Sought]:
        """The words that make up a leaf's score. They may stand in documents that the leaf does not match."""
        key = id(leaf), weight
        if key not in self._sought:
            self._sought[key] = list(self._scoring_words(leaf, weight))
        return self._sought[key]

    def _scoring_words(self, leaf: _Leaf, weight: float) -> Iterator[_Sought]:
        if isinstance(leaf, Prefix | Fuzzy):
            yield self._as_it_scores(
                f"{leaf.text}{'*' if isinstance(leaf, Prefix) else '~'}", EXACT, leaf, weight
            )
        for word, exact in _words(leaf):
            scales, label = (EXACT, f"={word}") if exact else (STEMS, word)
            source = encoded(_term(word, exact))
            yield self._as_it_scores(label, scales, source, self._worth(word, exact, weight))

    def _as_it_scores(self, label: str, scales: fields.Scales, source: _Source, worth: float) -> _Sought:
        if not worth:
            return label, scales, source, 0.0, 0.0
        text, title = (self._rarity(field, source) for field in scales)
        return label, scales, source, worth * text, worth * TITLE_WEIGHT * title

    def _worth(self, word: str, exact: bool, weight: float) -> float:
        """What a word's score is multiplied by: nothing for a stop word, unless nothing else is asked."""
        if word in stop_words() and not self._all_stop:
            return 0.0
        return weight / math.sqrt(self._asked.get((_term(word, exact), exact, weight), 1))

    @cached_property
    def _all_stop(self) -> bool:
        return all(
            isinstance(leaf, Word | Phrase) and all(word in stop_words() for word, _ in _words(leaf))
            for leaf, _ in self._leaves
        )

    @cached_property
    def _asked(self) -> Mapping[tuple[str, bool, float], int]:
        """How often a term is asked for at one weight."""
        asked: dict[tuple[str, bool, float], int] = {}
        for leaf, weight in self._leaves:
            for word, exact in _words(leaf):
                key = _term(word, exact), exact, weight
                asked[key] = asked.get(key, 0) + 1
        return asked

    def _rarity(self, field: str, source: _Source) -> float:
        """The idf over the live records of all parts."""
        holding = 0
        for part in self.parts:
            holding += part.holding(field, source)
        return idf(self.snapshot.records, holding)

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
        self._documents: dict[int, Ints] = {}
        self._postings: dict[tuple[str, _Source], Postings] = {}
        self._expansions: dict[Prefix | Fuzzy, Expansion] = {}

    def matched(self, conditions: Iterable[Filter | Period] = ()) -> Ints:
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
        tally = self._tally(None if dense else found)
        self._score(root, 1.0, tally, True)
        return taken(tally.values, found) if dense else tally.values

    def shares(self, document: int) -> Iterator[tuple[str, float]]:
        """The score of one document by what matched; nothing where it does not match."""
        yield from self._shares(self._execution.root, 1.0, np.array([document]))

    def holding(self, field: str, source: _Source) -> int:
        """How many live records have the term or one of the words."""
        return self.part.live_holding(self._source(field, source))

    def expansion(self, leaf: Prefix | Fuzzy) -> Expansion:
        if leaf not in self._expansions:
            self._expansions[leaf] = expanded(self.part, leaf)
        return self._expansions[leaf]

    # Which documents match

    def documents(self, node: Node) -> Ints:
        """What matches a node. Deleted documents may be among it."""
        if id(node) not in self._documents:
            self._documents[id(node)] = self._match(node)
        return self._documents[id(node)]

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
            case Filter() | Period():
                documents = self.part.documents
                return documents.compress(keeps(self.part, node, documents))
            case Phrase(words) if len(words) > 1:
                return self._phrase(node)
            case Prefix() | Fuzzy():
                expansion = self.expansion(node)
                held = self._source(EXACT.text, node) if expansion.all_score else expansion.postings()
                return held.documents
        return self._word(node).documents

    def _all_of(self, children: Iterable[Node]) -> Ints:
        """Lists from the shortest on, then what is asked of the few that are left, then what is taken away."""
        lists: list[Postings] = []
        phrases: list[Phrase] = []
        conditions: list[Filter | Period] = []
        unwanted: list[Node] = []
        for child in _flat(children):
            match child:
                case Not(inner):
                    unwanted.append(inner)
                case Filter() | Period():
                    conditions.append(child)
                case Phrase(words) if len(words) > 1:
                    phrases.append(child)
                case _:
                    lists.append(self._held(child))
        self._add_short_filters(lists, conditions)
        documents = intersection(lists, self.part.size) if lists else None
        for phrase in phrases:
            documents = self._phrase(phrase, documents)
        if documents is None:
            documents = self.part.documents
        for condition in conditions:
            documents = documents.compress(keeps(self.part, condition, documents))
        for node in unwanted:
            documents = documents.compress(~contained(documents, self._held(node), self.part.size))
        return documents

    def _add_short_filters(self, lists: list[Postings], conditions: list[Filter | Period]) -> None:
        """Take a filter by the posting lists of its values where these are shorter than what is there."""
        shortest = min(map(len, lists), default=self.part.size)
        for condition in list(conditions):
            if isinstance(condition, Period) or condition.negated or MISSING in condition.values:
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

    def _word(self, leaf: Node) -> Postings:
        """The postings of a leaf of one word; of none where it has none."""
        for word, exact in _words(leaf):
            scales = EXACT if exact else STEMS
            in_title = isinstance(leaf, Word | Phrase) and leaf.scope == "title"
            return self._source(scales.title if in_title else scales.text, encoded(_term(word, exact)))
        return NONE

    def _phrase(self, leaf: Phrase, candidates: Ints | None = None) -> Ints:
        scales = EXACT if leaf.exact else STEMS
        field = scales.title if leaf.scope == "title" else scales.text
        words = [self._source(field, encoded(_term(word, leaf.exact))) for word in leaf.words]
        return phrase_documents(
            self.part, words, leaf.slop, None if candidates is None else Postings(candidates)
        )

    def _source(self, field: str, source: _Source) -> Postings:
        """The postings of a term, or of all scoring words of a leaf together."""
        key = field, source
        if key not in self._postings:
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
            case Word(scope=None) | Prefix() | Fuzzy():
                self._score_leaf(node, weight, tally)
            case Word() | Phrase():
                self._score_within(node, (), weight, tally, certain)

    def _score_within(
        self, node: Node, children: Sequence[Node], weight: float, tally: Tally, certain: bool
    ) -> None:
        """Score what adds up only where the node as a whole matches."""
        inner, places = (tally, None) if certain else tally.narrowed(self.documents(node))
        if isinstance(node, Word | Phrase):
            self._score_leaf(node, weight, inner)
        for child in children:
            self._score(child, weight, inner, True)
        if places is not None:
            tally.settle(inner, places)

    def _score_leaf(self, leaf: _Leaf, weight: float, tally: Tally) -> None:
        for _, scales, source, text_factor, title_factor in self._execution.sought(leaf, weight):
            if text_factor:
                text, title = (self._source(field, source) for field in scales)
                tally.add(Share(text, text_factor, title, title_factor))

    def _tally(self, documents: Ints | None) -> Tally:
        mean = self._execution.snapshot.mean
        text, title = (
            self.part.norms(column, mean(column)) for column in (fields.TEXT_LENGTH, fields.TITLE_LENGTH)
        )
        return Tally(text, title, documents)

    def _shares(self, node: Node, weight: float, document: Ints) -> Iterator[tuple[str, float]]:
        if not contained(document, Postings(self.documents(node)), self.part.size)[0]:
            return
        match node:
            case And(children) | Or(children):
                for child in children:
                    yield from self._shares(child, weight, document)
            case Boost(child, factor):
                yield from self._shares(child, weight * factor, document)
            case Word() | Phrase() | Prefix() | Fuzzy():
                for label, scales, source, text_factor, title_factor in self._execution.sought(node, weight):
                    text, title = (self._source(field, source) for field in scales)
                    yield from self._share(label, Share(text, text_factor, NONE, 0.0), document)
                    yield from self._share(f"title:{label}", Share(NONE, 0.0, title, title_factor), document)

    def _share(self, label: str, share: Share, document: Ints) -> Iterator[tuple[str, float]]:
        if any(contained(document, held, self.part.size)[0] for held in (share.text, share.title)):
            tally = self._tally(document)
            tally.add(share)
            yield label, float(tally.values[0])


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """What must all hold, without the conjunctions around it."""
    for node in nodes:
        if isinstance(node, And):
            yield from _flat(node.children)
        elif not isinstance(node, Everything):
            yield node


def _term(word: str, exact: bool) -> str:
    """A word as it is looked up."""
    return word if exact else stem(word)


def _words(leaf: Node) -> Sequence[tuple[str, bool]]:
    """The words of a leaf as it names them, each with whether it is exact."""
    if isinstance(leaf, Word):
        return ((leaf.text, leaf.exact),)
    return [(word, leaf.exact) for word in leaf.words] if isinstance(leaf, Phrase) else ()
