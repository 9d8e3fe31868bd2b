"""Words of the first matches, which rank an expanded answer beside those of the query.

This is the relevance model RM3 (N. Abdul-Jaleel and others, TREC 2004) over BM25: what the first matches say often is
taken for a part of the question. A word's weight is its share of each text, the texts weighing 1, 1/2, 1/3 and so on
in their order, times its idf; the weights together are as much as those of the query's words.
docs/decisions/ranking.md has the figures behind the numbers here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carevoice_search.analysis import stem, stop_words, words
from carevoice_search.deadline import check
from carevoice_search.engines.whoosh import passages
from carevoice_search.engines.whoosh.fields import EXACT, STEMS, decoded, encoded
from carevoice_search.engines.whoosh.nearness import near_postings
from carevoice_search.engines.whoosh.postings import NONE, Floats, Ints
from carevoice_search.engines.whoosh.ranking import K1, TITLE_WEIGHT, Share, idf
from carevoice_search.engines.whoosh.weights import Pair
from carevoice_search.schema import searched_texts

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.executor import Execution, PartExecution
    from carevoice_search.model import Record

DOCUMENTS = 10
"""So many of the first matches are read."""
TERMS = 30
"""So many of their words are used."""
WEIGHT = 1.0
"""What the words of feedback weigh together, against those of the query."""

_SEVERAL = 2
"""A word of fewer records ranks nothing but the one that it was read in."""

Term = tuple[str, str]
"""A text field and what is sought in it."""
Texts = Sequence[Sequence[str]]
"""The folded words of texts, the first match's first."""


class FeedbackWord(NamedTuple):
    """A stem, the commonest word of the texts that has it, and its weight; the weights add up to 1."""

    stem: str
    word: str
    weight: float


def feedback_words(texts: Texts, rarity: Callable[[str], float], rarest: float) -> tuple[FeedbackWord, ...]:
    """The words that tell the texts from others, the weightiest first; none stands in the stop list.

    `rarity` is a stem's idf, 0 for one that is to be left out, and at most `rarest`. Numbers and single letters are
    left out too.
    """
    said: dict[str, float] = {}
    forms: dict[str, Counter[str]] = {}
    for rank, text in enumerate(texts, 1):
        scoring = Counter(word for word in text if word not in stop_words())
        shared = 1 / (rank * scoring.total()) if scoring else 0.0
        for word, times in scoring.items():
            if len(word) > 1 and any(map(str.isalpha, word)):
                term = stem(word)
                said[term] = said.get(term, 0.0) + times * shared
                forms.setdefault(term, Counter())[word] += times
    chosen = _weightiest(said, rarity, rarest)
    total = sum(weight for _, weight in chosen)
    return tuple(
        FeedbackWord(term, min(forms[term], key=lambda word: (-forms[term][word], word)), weight / total)
        for term, weight in chosen
    )


def telling_passage(text: tuple[str, ...], worths: Mapping[Term, float]) -> tuple[str, ...]:
    """The window of a long text in which words of the query are worth the most; the first of equal ones."""
    terms = {
        word: [term for term in ((STEMS.text, stem(word)), (EXACT.text, word)) if term in worths]
        for word in set(text)
    }
    steps: list[Counter[Term]] = [Counter() for _ in range(0, len(text), passages.STEP)]
    for place, word in enumerate(text):
        if terms[word]:
            steps[place // passages.STEP].update(terms[word])

    def worth(step: int) -> float:
        counted = steps[step] + steps[step + 1]
        return sum(worths[term] * times / (times + K1) for term, times in counted.items())

    best = max(range(len(steps) - 1), key=worth, default=0) * passages.STEP
    return text[best : best + 2 * passages.STEP]


def _weightiest(
    said: Mapping[str, float], rarity: Callable[[str], float], rarest: float
) -> Sequence[tuple[str, float]]:
    """The stems of the greatest weights. Where even the rarest would weigh too little, none is looked up."""
    found: list[tuple[str, float]] = []
    least: list[float] = []
    for term, share in sorted(said.items(), key=lambda one: (-one[1], one[0])):
        if len(least) == TERMS and share * rarest < least[0]:
            break
        if weight := share * rarity(term):
            found.append((term, weight))
            (heappush if len(least) < TERMS else heappushpop)(least, weight)
    return sorted(found, key=lambda one: (-one[1], one[0]))[:TERMS]


class Feedback:
    """What an expanded answer is ranked by beside the query: words of the first matches, and words of the query that
    stand near one another.

    Both add to the scores of the query's words, which stay as they are.
    """

    def __init__(self, execution: Execution, first: Sequence[Record]) -> None:
        """`first` are the records of the first matches in the order of their scores."""
        records = execution.snapshot.counted
        worths = _worths(execution)
        self.words = feedback_words(
            [_said(record, worths) for record in first],
            lambda term: _rarity(execution, term),
            idf(records, _SEVERAL),
        )
        self._execution = execution

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """The words of feedback with their weights, the greatest first; the weights add up to 1."""
        return tuple((one.word, one.weight) for one in self.words)

    def scores(self, found: Sequence[Ints], scores: Sequence[Floats]) -> list[Floats]:
        """What the documents of every part are worth that match the query and have these scores without feedback."""
        parts = zip(self._execution.parts, found, scores, strict=True)
        return [self._added(part, documents, worth) for part, documents, worth in parts]

    def _added(self, part: PartExecution, found: Ints, scores: Floats) -> Floats:
        tally = part.tally(found, scores.copy())
        if len(found):
            for _, share in self._shares(part, found):
                check()
                tally.add(share)
        return tally.values

    def shares(self, part: PartExecution, document: int) -> Iterator[tuple[str, float]]:
        """What is added to the score of one document, by what it is for."""
        alone = np.array([document])
        for label, share in self._shares(part, alone):
            yield from part.share(label, share, alone)

    def _shares(self, part: PartExecution, documents: Ints) -> Iterator[tuple[str, Share]]:
        for word, text_factor, title_factor in self._factors:
            text, title = (part.source(field, encoded(word.stem)) for field in STEMS)
            yield f"feedback: {word.word}", Share(text, text_factor, title, title_factor)
        for pair, factor in self._near:
            one, other = (part.source(word.scales.text, word.source) for word in (pair.one, pair.other))
            for postings, weight in near_postings(part.part, one, other, documents):
                label = f"near: {pair.one.text} {pair.other.text}"
                yield label, Share(postings, weight * factor, NONE, 0.0)

    @cached_property
    def _factors(self) -> Sequence[tuple[FeedbackWord, float, float]]:
        """Each word with what its score in the text and in titles is multiplied by."""
        rarity, asked = self._execution.rarity, WEIGHT * self._execution.weights.asked
        return [
            (
                word,
                asked * word.weight * rarity(STEMS.text, encoded(word.stem)),
                asked * word.weight * TITLE_WEIGHT * rarity(STEMS.title, encoded(word.stem)),
            )
            for word in self.words
        ]

    @cached_property
    def _near(self) -> Sequence[tuple[Pair, float]]:
        """Neighbours in the query with their worth times the mean of their idf in the text."""
        return [(pair, pair.worth * self._mean_rarity(pair)) for pair in self._execution.weights.neighbours]

    def _mean_rarity(self, pair: Pair) -> float:
        return (
            sum(self._execution.rarity(word.scales.text, word.source) for word in (pair.one, pair.other)) / 2
        )


def _said(record: Record, worths: Mapping[Term, float]) -> Sequence[str]:
    """What is read of a record: all of it, or of a long one its title and its most telling window."""
    check()
    title, text = map(words, searched_texts(record))
    if len(title) + len(text) > passages.LONG:
        text = telling_passage(text, worths)
    return (*title, *text)


def _worths(execution: Execution) -> Mapping[Term, float]:
    """The idf times the weight of the words of a query, of those that stand for themselves alone."""
    worths: dict[Term, float] = {}
    for leaf, weight in execution.weights.leaves:
        for word, worth, _ in execution.sought(leaf, weight):
            if isinstance(word.source, bytes) and worth:
                term = word.scales.text, decoded(word.source)
                worths[term] = worths.get(term, 0.0) + worth
    return worths


def _rarity(execution: Execution, term: str) -> float:
    """The idf of a stem in the text; 0 where it ranks no record but the one that it is from."""
    holding = execution.holding(STEMS.text, encoded(term))
    return idf(execution.snapshot.counted, holding) if holding >= _SEVERAL else 0.0
