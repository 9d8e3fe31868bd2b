"""What the words of a query are worth before they meet a record: boosts, repetitions, stop words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from carevoice_search.analysis import stem, stop_words
from carevoice_search.engines.whoosh.fields import EXACT, STEMS, Scales, encoded
from carevoice_search.errors import UsageError
from carevoice_search.model import And, Boost, Filter, Fuzzy, Node, Not, Or, Phrase, Prefix, Word
from carevoice_search.schema import FIELDS, TEXT_SCOPES

Leaf = Word | Phrase | Prefix | Fuzzy
Source = bytes | Prefix | Fuzzy
"""What has postings: a term, or a leaf that stands for several."""


class ScoringWord(NamedTuple):
    """A word of a leaf: as it was asked for, its name for people, its fields, and what is sought in them."""

    text: str
    label: str
    scales: Scales
    source: Source


class Pair(NamedTuple):
    """Two scoring words of a query of which the second follows the first, and what they are worth together."""

    one: ScoringWord
    other: ScoringWord
    worth: float


class Weights:
    """A query tree and its conditions. Raises UsageError for an unknown field or scope.

    `leaves` are what can add to a score (nothing under a Not), each with the product of its boosts; `expanding`
    are all leaves that stand for other words.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.leaves: list[tuple[Leaf, float]] = []
        self.expanding: list[Prefix | Fuzzy] = []
        for node in nodes:
            self._survey(node, 1.0, True)

    def words(self, leaf: Leaf, weight: float) -> Sequence[tuple[ScoringWord, float]]:
        """The words of a leaf and what the score of each is multiplied by."""
        if isinstance(leaf, Prefix | Fuzzy):
            label = f"{leaf.text}{'*' if isinstance(leaf, Prefix) else '~'}"
            return [(ScoringWord(leaf.text, label, EXACT, leaf), weight)]
        return [(word, self._worth(word, weight)) for word in words_of(leaf)]

    @cached_property
    def asked(self) -> float:
        """What all words that were typed weigh together."""
        return sum(worth for leaf, weight in self._typed for _, worth in self.words(leaf, weight))

    @cached_property
    def neighbours(self) -> Sequence[Pair]:
        """The words that follow one another in what was typed, stop words left out, in their order.

        What stands for several words has no neighbours. A pair that is there q times is worth √q, as a word is.
        """
        times: dict[tuple[Scales, Source, Scales, Source], list[tuple[ScoringWord, ScoringWord]]] = {}
        row = list(self._row())
        for one, other in pairwise(row):
            if one and other and stem(one.text) != stem(other.text):
                key = one.scales, one.source, other.scales, other.source
                times.setdefault(key, []).append((one, other))
        weight = max((weight for _, weight in self.leaves), default=0.0)
        return [Pair(*several[0], weight * math.sqrt(len(several))) for several in times.values()]

    def _row(self) -> Iterator[ScoringWord | None]:
        """The scoring words as typed; None where what stands in between has no place in a text."""
        for leaf, weight in self._typed:
            if isinstance(leaf, Prefix | Fuzzy) or leaf.scope is not None:
                yield None
                continue
            for word, worth in self.words(leaf, weight):
                if worth:
                    yield word

    @cached_property
    def _typed(self) -> Sequence[tuple[Leaf, float]]:
        """The leaves without those of a lower weight, which widen what was typed."""
        most = max((weight for _, weight in self.leaves), default=0.0)
        return [(leaf, weight) for leaf, weight in self.leaves if weight == most]

    def _survey(self, node: Node, weight: float, scored: bool) -> None:
        match node:
            case And(children) | Or(children):
                for child in children:
                    self._survey(child, weight, scored)
            case Not(child):
                self._survey(child, weight, False)
            case Boost(child, factor):
                self._survey(child, weight * factor, scored)
            case Word() | Phrase() | Prefix() | Fuzzy():
                self._note(node, weight, scored)
            case Filter(field) if field not in FIELDS:
                raise UsageError(f"{field!r} is not a facet field; use one of: {', '.join(FIELDS)}")

    def _note(self, leaf: Leaf, weight: float, scored: bool) -> None:
        if isinstance(leaf, Prefix | Fuzzy):
            self.expanding.append(leaf)
        elif leaf.scope is not None and leaf.scope not in TEXT_SCOPES:
            raise UsageError(f"{leaf.scope!r} is not a text field; use one of: {', '.join(TEXT_SCOPES)}")
        if scored:
            self.leaves.append((leaf, weight))

    def _worth(self, word: ScoringWord, weight: float) -> float:
        """Nothing for a stop word, unless nothing else is asked; less where a word is asked more than once."""
        if word.text in stop_words() and not self._all_stop:
            return 0.0
        return weight / math.sqrt(self._asked.get((word.scales, word.source, weight), 1))

    @cached_property
    def _all_stop(self) -> bool:
        return all(
            isinstance(leaf, Word | Phrase) and all(word.text in stop_words() for word in words_of(leaf))
            for leaf, _ in self.leaves
        )

    @cached_property
    def _asked(self) -> Mapping[tuple[Scales, Source, float], int]:
        """How often a term is asked for at one weight."""
        asked: dict[tuple[Scales, Source, float], int] = {}
        for leaf, weight in self.leaves:
            for word in words_of(leaf) if isinstance(leaf, Word | Phrase) else ():
                key = word.scales, word.source, weight
                asked[key] = asked.get(key, 0) + 1
        return asked


def words_of(leaf: Word | Phrase) -> Sequence[ScoringWord]:
    """The words of a leaf as they are looked up: stemmed unless exact."""
    texts = (leaf.text,) if isinstance(leaf, Word) else leaf.words
    if leaf.exact:
        return [ScoringWord(text, f"={text}", EXACT, encoded(text)) for text in texts]
    return [ScoringWord(text, text, STEMS, encoded(stem(text))) for text in texts]
