"""Words that a prefix or a fuzzy word stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from carevoice_search.analysis import stop_words
from carevoice_search.deadline import check
from carevoice_search.engines.whoosh.fields import EXACT, decoded, encoded
from carevoice_search.engines.whoosh.postings import NONE, Array, Bools, Ints, Postings, blended, joined
from carevoice_search.engines.whoosh.segment import Terms
from carevoice_search.model import Fuzzy, Prefix

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.snapshot import Part

Run = tuple[int, int]
"""The numbers [first, last) of terms that follow one another."""

_LONGEST = 255
"""Words of this length and longer ones are not told apart by length."""
_READ_AT_ONCE = 1 << 16
_FEW = 200
"""So many words are compared one by one."""


class Vocabulary:
    """One field's words by length, each with what tells at a glance that two cannot be near: its letters."""

    def __init__(self, terms: Terms) -> None:
        content, ends = terms.blob()
        self._text = bytes(content).decode()
        if len(self._text) != len(content):
            continued = (np.frombuffer(content, np.uint8) & 0xC0) == 0x80
            ends = ends - np.concatenate(([0], np.cumsum(continued)))[ends]
        self._first = terms.first
        self._ends: Array = ends.astype(np.int32 if len(self._text) < 1 << 31 else np.int64)
        lengths = np.minimum(np.diff(self._ends), _LONGEST).astype(np.uint8)
        self._by_length = lengths.argsort(kind="stable").astype(np.int32)
        self._beginning = np.concatenate(
            ([0], np.cumsum(np.bincount(lengths, minlength=_LONGEST + 1)))
        ).tolist()
        signs = np.zeros(len(lengths), np.uint32)
        for start in range(0, len(signs), _READ_AT_ONCE):
            check()
            ends = self._ends[start : start + _READ_AT_ONCE + 1]
            text = self._text[int(ends[0]) : int(ends[-1])]
            signs[start : start + _READ_AT_ONCE] = np.bitwise_or.reduceat(_signs(text), ends[:-1] - ends[0])
        self._signs = signs.take(self._by_length)

    def within(self, word: str, distance: int) -> list[tuple[int, str, int]]:
        """Words within `distance` edits of `word`, ascending: the number of the term, the word, the edits.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours; no stretch is edited twice
        (Damerau-Levenshtein in its optimal-alignment form).
        """
        candidates = self._candidates(word, distance)
        if not len(candidates):
            return []
        starts, ends = self._ends.take(candidates).tolist(), self._ends.take(candidates + 1).tolist()
        words = [self._text[start:end] for start, end in zip(starts, ends, strict=True)]
        found = zip(candidates.tolist(), words, distances(words, word, distance), strict=True)
        return [(self._first + number, other, edits) for number, other, edits in found if edits <= distance]

    def _candidates(self, word: str, distance: int) -> Ints:
        """The words that length and letters leave: an edit takes away a letter at most, and brings one."""
        size = min(len(word), _LONGEST)
        first = self._beginning[max(size - distance, 0)]
        last = self._beginning[min(size + distance, _LONGEST) + 1]
        sign = 0
        for letter in word:
            sign |= 1 << (ord(letter) & 31)
        similar: Bools = _ones(self._signs[first:last] ^ np.uint32(sign)) <= 2 * distance
        return np.sort(self._by_length[first:last].compress(similar)).astype(np.intp)


class Expansion(NamedTuple):
    """What a prefix or a fuzzy word stands for in one part: words, and those of them, in titles too, that score."""

    part: Part
    words: Sequence[Run]
    scoring_words: Sequence[Run]
    scoring_titles: Sequence[Run]

    @property
    def number(self) -> int:
        return sum(last - first for first, last in self.words)

    def texts(self) -> Iterator[bytes]:
        for first, last in self.words:
            yield from self.part.segment.fields[EXACT.text].texts(first, last)

    @property
    def all_score(self) -> bool:
        """Whether there is no stop word among the words."""
        return list(self.words) == list(self.scoring_words)

    def postings(self) -> Postings:
        """The records that hold any of the words."""
        return self._together(EXACT.text, self.words)

    def scoring(self, field: str) -> Postings:
        """The postings of the scoring words in a field of `EXACT`, as those of one word that stands for them all."""
        return self._together(field, self.scoring_titles if field == EXACT.title else self.scoring_words)

    def _together(self, field: str, runs: Sequence[Run]) -> Postings:
        """A run of terms has one run of postings."""
        runs = [run for run in runs if run[0] < run[1]]
        if not runs:
            return NONE
        if len(runs) == 1 and runs[0][1] - runs[0][0] == 1:
            return self.part.postings_of(field, runs[0][0])
        terms, segment = self.part.segment.fields[field], self.part.segment
        slices = [
            slice(int(terms.starts[first]), int(terms.starts[last - 1] + terms.holding[last - 1]))
            for first, last in runs
        ]
        several = [
            Postings(segment.documents[one], segment.counts[one], int(terms.places[first]))
            for one, (first, _) in zip(slices, runs, strict=True)
        ]
        listed, counts = joined([one.listed for one in several]), joined([one.counts for one in several])
        together = blended(listed, counts, self.part.size)
        together.runs = several
        return together


def expanded(part: Part, leaf: Prefix | Fuzzy) -> Expansion:
    """What the leaf stands for. Stop words match and do not score."""
    words, titles = (part.segment.fields.get(field) for field in EXACT)
    if words is None:
        return Expansion(part, (), (), ())
    if isinstance(leaf, Prefix):
        beginning = encoded(leaf.text)
        run = words.range(beginning)
        return Expansion(
            part,
            (run,),
            _without_stop_words(words, run, leaf.text),
            _without_stop_words(titles, titles.range(beginning), leaf.text) if titles else (),
        )
    near = part.vocabulary.within(leaf.text, leaf.distance) if part.vocabulary else []
    telling = [(number, word) for number, word, _ in near if word not in stop_words()]
    found = [titles.find(encoded(word)) for _, word in telling] if titles else []
    return Expansion(
        part,
        [(number, number + 1) for number, _, _ in near],
        [(number, number + 1) for number, _ in telling],
        [(number, number + 1) for number in found if number >= 0],
    )


def words_from(parts: Sequence[Part], prefix: str, count: int) -> list[tuple[str, int]]:
    """The `count` most frequent words that begin with `prefix`, and how many live records hold each.

    Of each part so many are looked at as may be among them: those in most of its documents, deleted ones included.
    """
    beginning = encoded(prefix)
    leading: set[bytes] = set()
    for part in parts:
        terms = part.segment.fields.get(EXACT.text)
        if terms is not None and count > 0:
            first, last = terms.range(beginning)
            leading.update(terms.text(first + place) for place in _greatest(terms.holding[first:last], count))
    found = (
        (sum(part.live_holding(part.postings(EXACT.text, word)) for part in parts), word) for word in leading
    )
    ranked = sorted((-holding, word) for holding, word in found if holding)
    return [(decoded(word), -holding) for holding, word in ranked[:count]]


def _greatest(numbers: Array, count: int) -> Sequence[int]:
    """The places of the `count` greatest numbers; of equal ones the first."""
    if len(numbers) <= count:
        return range(len(numbers))
    least = np.partition(numbers, len(numbers) - count)[len(numbers) - count]
    above = (numbers > least).nonzero()[0]
    equal = (numbers == least).nonzero()[0][: count - len(above)]
    return [*above.tolist(), *equal.tolist()]


def _without_stop_words(terms: Terms, run: Run, beginning: str) -> Sequence[Run]:
    """The run in pieces, between the stop words with this beginning."""
    stops = _sorted_stop_words()
    starting = takewhile(
        lambda word: word.startswith(beginning),
        (stops[place] for place in range(bisect_left(stops, beginning), len(stops))),
    )
    cuts = [number for word in starting if (number := terms.find(encoded(word))) >= 0]
    firsts, lasts = [run[0], *(cut + 1 for cut in cuts)], [*cuts, run[1]]
    return list(zip(firsts, lasts, strict=True))


@cache
def _sorted_stop_words() -> Sequence[str]:
    return sorted(stop_words())


def distances(words: Sequence[str], word: str, most: int) -> Sequence[int]:
    """How many edits lead from each of `words` to `word`; beyond `most`, any greater number."""
    if most == 1 and len(words) <= _FEW:
        return [_one_edit(word, other) for other in words]
    edits: list[int] = _table(words, word, most).tolist()
    return edits


def _one_edit(word: str, other: str) -> int:
    """The edits between two words, 2 for any number above 1."""
    shorter, longer = (word, other) if len(word) < len(other) else (other, word)
    start = 0
    for letter in shorter:
        if letter != longer[start]:
            break
        start += 1
    if len(longer) > len(shorter):
        return 1 if longer[start + 1 :] == shorter[start:] else 2
    if start == len(word):
        return 0
    swapped = word[start : start + 2][::-1] + word[start + 2 :]
    return 1 if other[start:] == swapped or other[start + 1 :] == word[start + 1 :] else 2


def _table(words: Sequence[str], word: str, most: int) -> npt.NDArray[np.int8]:
    """The usual table of distances, a cell of all words at a time, within `most` of its diagonal."""
    letters: npt.NDArray[np.uint32] = np.array(words).view(np.uint32).reshape(len(words), -1)
    lengths = np.fromiter(map(len, words), np.intp, len(words))
    size, width = len(word), letters.shape[1]
    columns = [np.ascontiguousarray(letters[:, place]) for place in range(width)]
    target = _code_points(word)
    beyond = np.full(len(lengths), most + 1, np.int8)
    before: list[npt.NDArray[np.int8]] = []
    row = [np.full(len(lengths), min(place, most + 1), np.int8) for place in range(width + 1)]
    for i in range(1, size + 1):
        check()
        current = [beyond] * (width + 1)
        if i <= most:
            current[0] = np.full(len(lengths), i, np.int8)
        for j in range(max(i - most, 1), min(i + most, width) + 1):
            cost = row[j - 1] + (columns[j - 1] != target[i - 1])
            np.minimum(cost, np.minimum(row[j], current[j - 1]) + 1, out=cost)
            if i > 1 and j > 1:
                swapped = (columns[j - 2] == target[i - 1]) & (columns[j - 1] == target[i - 2])
                np.minimum(cost, before[j - 2] + 1, out=cost, where=swapped)
            current[j] = np.minimum(cost, beyond).astype(np.int8, copy=False)
        before, row = row, current
    edits: npt.NDArray[np.int8] = np.stack(row)[lengths, np.arange(len(lengths))]
    return edits


def _signs(text: str) -> npt.NDArray[np.uint32]:
    """A bit for each letter; several letters share one."""
    signs: npt.NDArray[np.uint32] = np.left_shift(np.uint32(1), _code_points(text) & 31, dtype=np.uint32)
    return signs


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _ones(bits: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """How many bits are set in each."""
    if hasattr(np, "bitwise_count"):
        counted: npt.NDArray[np.uint8] = np.bitwise_count(bits)
        return counted
    return ones_by_steps(bits)


def ones_by_steps(bits: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """How many bits are set in each, for numpy before version 2."""
    pairs = bits - ((bits >> 1) & 0x55555555)
    fours = (pairs & 0x33333333) + ((pairs >> 2) & 0x33333333)
    eights = (fours + (fours >> 4)) & 0x0F0F0F0F
    summed: npt.NDArray[np.uint8] = ((eights * 0x01010101) >> 24).astype(np.uint8)
    return summed
