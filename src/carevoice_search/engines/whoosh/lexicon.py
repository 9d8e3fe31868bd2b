"""Raw tokens to numbers of words, thousands at once.

Nearly every token of a text was met before. So a token is not made into a string to be looked up: its bytes, as
two 64-bit numbers, are compared with those of the token that was seen last in the place that their hash names.
Only what differs there is looked up one by one, and only what was never met is folded and stemmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from carevoice_search.analysis import fold, stem, stop_words
from carevoice_search.engines.whoosh.layout import Array
from carevoice_search.engines.whoosh.slices import Ints, running_total

MOST = 200_000
"""Distinct raw tokens after which a lexicon is better forgotten: pages may be full of numbers."""

AT_ONCE = 1 << 20
"""Bytes of text that are best looked up together: enough to be worth the way, few enough to stay in the cache."""

_SPACE = ord(" ")
_LONGEST = 16
"""Bytes of a token that two numbers hold."""
_AFTER = b" " * (2 * _LONGEST)
_LOW = np.array([*((1 << 8 * min(n, 8)) - 1 for n in range(_LONGEST + 1)), 0], np.uint64)
_HIGH = np.array([*((1 << 8 * max(n - 8, 0)) - 1 for n in range(_LONGEST + 1)), 0], np.uint64)
"""By the length of a token, which bits of its 8 first bytes are its own, and of its 8 next ones."""
_PLACES = 1 << 18
_UNPLACED = np.uint64(64 - _PLACES.bit_length() + 1)
"""Bits of a hash that do not name a place."""
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)


class Lexicon:
    """The words and stems that were met, numbered as they came."""

    def __init__(self) -> None:
        self.words = Numbered()
        self.stems = Numbered()
        self._stem_of: list[int] = []
        self._scoring = bytearray()
        self._known: dict[bytes, int] = {}
        self._several: list[tuple[int, ...]] = []
        """The words of raw tokens that have not one: the number of such a token is -1 - its place here."""
        # Tokens to compare with; the first of them is none, for all places that are free, and like no token.
        self._seen = 1
        self._low, self._high = np.zeros(MOST, np.uint64), np.zeros(MOST, np.uint64)
        self._high[0] = 1
        self._number = np.zeros(MOST, np.int32)
        self._place = np.zeros(_PLACES, np.int32)

    def __len__(self) -> int:
        """How many raw tokens it has met."""
        return len(self._known)

    @property
    def stem_of(self) -> Array:
        """The number of each word's stem."""
        return np.array(self._stem_of, np.int32)

    @property
    def scoring(self) -> Array:
        """For each word 1, or 0 for a stop word."""
        return np.frombuffer(bytes(self._scoring), np.uint8)

    def numbers(self, contents: Sequence[bytes]) -> tuple[Array, Ints]:
        """The words of several texts (see `analysis.raw_text`), and how many each has.

        It is fastest with AT_ONCE bytes of text.
        """
        content = b" ".join((b"", *contents, _AFTER))
        space = np.frombuffer(content, np.uint8) == _SPACE
        edges = np.flatnonzero(space[1:] != space[:-1]) + 1
        starts, ends = edges[0::2], edges[1::2]
        tokens = self._look_up(content, starts, ends)
        sizes = np.fromiter(map(len, contents), np.int64, len(contents))
        return self._told_apart(tokens, np.searchsorted(starts, np.cumsum(sizes + 1)))

    def _look_up(self, content: bytes, starts: Ints, ends: Ints) -> Array:
        """The numbers of the tokens `content[start:end]`."""
        low, high = _keys(content, starts, ends)
        place = ((low * _FACTORS[0] + high) * _FACTORS[1] >> _UNPLACED).view(np.int64)
        seen = self._place[place]
        tokens: Array = self._number[seen]
        missed = np.flatnonzero((self._low[seen] != low) | (self._high[seen] != high))
        low, high, place = low[missed], high[missed], place[missed]
        seen = self._place[place ^ 1]
        tokens[missed] = self._number[seen]
        other = (self._low[seen] != low) | (self._high[seen] != high)
        missed, low, high, place = missed[other], low[other], high[other], place[other]
        numbers: list[int] = []
        cuts = zip(starts[missed].tolist(), ends[missed].tolist(), strict=True)
        for one, (start, end) in enumerate(cuts):
            raw = content[start:end]
            number = self._known.get(raw)
            if number is None:
                number = self._known[raw] = self._number_of(raw.decode())
                if end - start <= _LONGEST:
                    self._keep(int(place[one]), low[one], high[one], number)
            numbers.append(number)
        tokens[missed] = numbers
        return tokens

    def _keep(self, place: int, low: np.uint64, high: np.uint64, number: int) -> None:
        """Have a token compared with, if one of its places is free: the most frequent ones come first."""
        place ^= bool(self._place[place])
        if not self._place[place] and self._seen < MOST:
            self._low[self._seen], self._high[self._seen] = low, high
            self._number[self._seen] = number
            self._place[place] = self._seen
            self._seen += 1

    def _number_of(self, raw: str) -> int:
        words = tuple(map(self._word, fold(raw)))
        if len(words) == 1:
            return words[0]
        self._several.append(words)
        return -len(self._several)

    def _word(self, word: str) -> int:
        number = self.words.number(word)
        if number == len(self._stem_of):
            self._stem_of.append(self.stems.number(stem(word)))
            self._scoring.append(word not in stop_words())
        return number

    def _told_apart(self, tokens: Array, ends: Ints) -> tuple[Array, Ints]:
        """The words in place of the tokens that stand for several or none, and how many each text has then."""
        odd = np.flatnonzero(tokens < 0)
        if len(odd):
            parts = [self._several[-1 - token] for token in tokens[odd].tolist()]
            widths = np.ones(len(tokens), np.int64)
            widths[odd] = [len(words) for words in parts]
            tokens = np.repeat(tokens, widths)
            tokens[tokens < 0] = list(chain.from_iterable(parts))
            ends = running_total(widths)[ends]
        return tokens, np.diff(ends, prepend=0)


class Numbered:
    """Distinct terms, numbered as they come, and their order."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[bytes] = []
        self._order: list[int] = []

    def __len__(self) -> int:
        return len(self._texts)

    def number(self, term: str) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._texts)
            self._texts.append(term.encode())
        return number

    def ordered(self, chosen: Array) -> tuple[Array, Array]:
        """The numbers of the terms that `chosen` is not 0 or false for, in the order of their texts.

        And an array from numbers to places in that order, as narrow as it can be; others have no place.
        """
        if len(self._order) < len(self._texts):
            self._order.extend(range(len(self._order), len(self._texts)))
            self._order.sort(key=self._texts.__getitem__)  # most of it is in order, which is fast
        order = np.array(self._order, np.int32)
        numbers = order[chosen[order] != 0]
        places = np.zeros(len(order), np.uint16 if len(numbers) <= 1 << 16 else np.int32)
        places[numbers] = np.arange(len(numbers))
        return numbers, places

    def texts(self, numbers: Array) -> list[bytes]:
        return [self._texts[number] for number in numbers.tolist()]


def _keys(content: bytes, starts: Ints, ends: Ints) -> tuple[Array, Array]:
    """The first 8 bytes of each token `content[start:end]`, and its next 8; no bytes of a longer one.

    A token stands across two or three numbers of 64 bits. At least 24 bytes stand behind the last token.
    """
    numbers = np.frombuffer(content, "<u8", len(content) // 8)
    place = starts >> 3
    first, second, third = numbers[place], numbers[place + 1], numbers[place + 2]
    shift = ((starts & 7) << 3).astype(np.uint64)
    back = np.uint64(64) - shift  # by 64 numpy shifts everything out
    kept = np.minimum(ends - starts, _LONGEST + 1)
    low = (first >> shift | second << back) & _LOW[kept]
    high = (second >> shift | third << back) & _HIGH[kept]
    return low, high
