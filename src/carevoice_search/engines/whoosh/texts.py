"""The words of some thousands of documents as arrays in memory, in the shape of a segment.

A text is cut into raw words at once, and the lexicon tells the numbers of all of them together. One sort of these
numbers makes the postings of all words. Nothing is made for each posting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carevoice_search.analysis import raw_text
from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.layout import Array
from carevoice_search.engines.whoosh.lexicon import AT_ONCE, Lexicon, Numbered
from carevoice_search.engines.whoosh.segment import Combinations
from carevoice_search.engines.whoosh.slices import Ints, offsets, running_total, spread, stable_order


class GatheredTexts:
    """The raw words of documents as they come."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.size = 0
        self.bytes = 0
        """The length of all raw words."""
        self._waiting: list[bytes] = []
        """Titles and texts, in turn, whose words have no numbers yet."""
        self._waiting_bytes = 0
        self._words: list[Array] = []
        self._lengths: list[Ints] = []
        """How many words titles and texts have, in turn."""

    def add(self, title: str, text: str) -> None:
        words, more = raw_text(title), raw_text(text)
        self._waiting += (words, more)
        self._waiting_bytes += len(words) + len(more)
        self.size += 1
        if self._waiting_bytes >= AT_ONCE:
            self._look_up()

    def _look_up(self) -> None:
        words, lengths = self._lexicon.numbers(self._waiting)
        self._words.append(words)
        self._lengths.append(lengths)
        self.bytes += self._waiting_bytes
        self._waiting, self._waiting_bytes = [], 0

    def batch(self) -> Batch:
        """The postings of what was added; at least one document."""
        self._look_up()
        lexicon, size = self._lexicon, self.size
        words = np.concatenate(self._words)
        title_tokens, text_tokens = np.concatenate(self._lengths).reshape(-1, 2).T
        lengths = title_tokens + text_tokens
        starts = offsets(lengths)
        documents = np.repeat(np.arange(size, dtype=np.int32), lengths)
        places = np.arange(len(words), dtype=np.int32) - np.repeat(starts.astype(np.int32), lengths)
        tokens = _Tokens(words, documents, places.astype(_narrow(lengths)))
        titles = tokens.chosen(spread(starts, title_tokens))
        scoring = running_total(lexicon.scoring[words])
        batch = Batch(size)
        for several, exact, stems in zip((tokens, titles), fields.EXACT, fields.STEMS, strict=True):
            batch.add(several, exact, stems, lexicon)
        batch.finish(
            {
                fields.TEXT_LENGTH: scoring[starts + lengths] - scoring[starts],
                fields.TITLE_LENGTH: scoring[starts + title_tokens] - scoring[starts],
                fields.TOKENS: lengths,
                fields.TITLE_TOKENS: title_tokens,
            }
        )
        return batch


@dataclass(frozen=True, slots=True, eq=False)
class WordTerms:
    """Words or stems in memory, by their numbers in a lexicon; the other arrays are those of `segment.Terms`."""

    names: Numbered
    numbers: Array
    starts: Array
    holding: Array
    places: Array
    total: Array

    first = 0

    @property
    def last(self) -> int:
        return len(self.numbers)

    def text(self, number: int) -> bytes:
        return self.names.texts(self.numbers[number : number + 1])[0]

    def texts(self, first: int, last: int) -> Sequence[bytes]:
        return self.names.texts(self.numbers[first:last])

    def least(self, text: bytes) -> int:
        return bisect_left(range(self.last), text, key=self.text)


@dataclass(frozen=True, slots=True, eq=False)
class _Tokens:
    """Tokens in the order of documents and places: the number of each one's term, its document, its place."""

    terms: Array
    documents: Array
    places: Array

    def chosen(self, which: Ints) -> _Tokens:
        return _Tokens(self.terms[which], self.documents[which], self.places[which])


class Batch:
    """The text fields of documents as a merge reads them: see `term_merge.Source`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.fields: dict[str, WordTerms] = {}
        self._numbers: dict[str, Array] = {}
        self._parts: tuple[list[Array], ...] = ([], [], [])
        self._postings = self._places = 0

    def add(self, tokens: _Tokens, exact: str, stemmed: str, lexicon: Lexicon) -> None:
        """The words and the stems of a text field. The only word of a stem shares its postings with it."""
        if not len(tokens.terms):
            return
        times = np.bincount(tokens.terms, minlength=len(lexicon.words))
        words, places = lexicon.words.ordered(times)
        ranks = places[tokens.terms]
        where = self._sort(_Tokens(ranks, tokens.documents, tokens.places), times[words])
        self.fields[exact] = WordTerms(lexicon.words, words, *where)
        stem_of = lexicon.stem_of[words]
        stems, places = lexicon.stems.ordered(np.bincount(stem_of, minlength=len(lexicon.stems)))
        stem_of = places[stem_of]
        times = np.bincount(stem_of, where[3], minlength=len(stems)).astype(np.int64)
        several = np.bincount(stem_of, minlength=len(stems)) > 1
        # The number of a stem among those of several words.
        own = (np.cumsum(several) - 1).astype(places.dtype)[stem_of]
        chosen = np.flatnonzero(several[stem_of][ranks])
        apart = _Tokens(own[ranks[chosen]], tokens.documents[chosen], tokens.places[chosen])
        stems_where = np.empty((4, len(stems)), np.int64)
        stems_where[:, stem_of] = where
        stems_where[:, several] = self._sort(apart, times[several])
        self.fields[stemmed] = WordTerms(lexicon.stems, stems, *stems_where)

    def _sort(self, tokens: _Tokens, total: Ints) -> Ints:
        """Sort by term, and by nothing else: the tokens of a term keep the order of documents and places.

        `total` is how often each term occurs, at least once. Returns starts, holding, places and total, a row each.
        """
        order = stable_order(tokens.terms, len(total))
        documents = tokens.documents[order]
        first_tokens = offsets(total)
        begins = np.empty(len(order), np.bool_)
        np.not_equal(documents[1:], documents[:-1], out=begins[1:])
        begins[first_tokens] = True
        firsts = np.flatnonzero(begins)
        counts = np.diff(firsts, append=len(order))
        starts = np.searchsorted(firsts, first_tokens)
        holding = np.diff(starts, append=len(firsts))
        where = np.array((starts + self._postings, holding, first_tokens + self._places, total))
        self._postings += len(firsts)
        self._places += len(order)
        several = documents[firsts], counts.astype(_narrow(counts)), tokens.places[order]
        for parts, array in zip(self._parts, several, strict=True):
            parts.append(array)
        return where

    def finish(self, numbers: dict[str, Array]) -> None:
        """Join what was added; `numbers` are the numeric columns."""
        none = np.zeros(0, np.uint8)
        self.documents, self.counts, self.positions = (np.concatenate([none, *one]) for one in self._parts)
        self._parts = ([], [], [])
        self._numbers = numbers

    def numbers(self, column: str) -> Array:
        return self._numbers[column]

    def combinations(self, field: str) -> Combinations | None:
        return None


def _narrow(numbers: Array) -> type[np.unsignedinteger]:
    """A type for numbers up to the greatest of these."""
    greatest = int(numbers.max()) if len(numbers) else 0
    return np.uint8 if greatest < 1 << 8 else np.uint16 if greatest < 1 << 16 else np.uint32
