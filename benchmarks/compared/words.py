"""A made-up language: pronounceable words with the frequencies, endings and stop words of English.

Its words are not those of any text; only the most frequent ones are real, because the engine's own list of stop
words should have its usual share of every text.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from carevoice_search.analysis import stem, stop_words, words

SIZE = 30_000

FREQUENT = (
    *(
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "for",
        "is",
        "on",
        "that",
        "with",
        "as",
        "by",
        "are",
        "this",
        "be",
    ),
    *("from", "at", "or", "was", "it", "have", "an", "not", "will", "their", "which", "has", "been", "they"),
)
"""Real stop words, the most frequent of the language: some four tokens in ten, as in English."""

_ONSETS = (*"bcdfghjklmnprstvw", "br", "gr", "pl", "st")
_VOWELS = ("a", "e", "i", "o", "u", "ea", "oo")
_CODAS = ("", "", "", "", "", "n", "r", "l", "t")
_ENDINGS = (("s", 0.2), ("ed", 0.08), ("ing", 0.08))
"""An ending and how many words have a form with it. Most stems have one word, as in English."""


@dataclass(frozen=True, slots=True)
class Language:
    """`words[i]` is a folded word and `stems[i]` its term; the first are the most frequent.

    `cumulative[i]` is the share of a text's tokens that the words up to `words[i]` have (Zipf's law). `known`
    leads from every word or stem to the places of the words that are it, and of those that have it as their stem.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    cumulative: tuple[float, ...]
    known: Mapping[str, tuple[frozenset[int], frozenset[int]]]


def make_language(seed: int, size: int = SIZE) -> Language:
    """The language of a seed; a shorter word is likelier to be frequent."""
    rng = random.Random(f"language {seed}")
    made: dict[str, int] = {}
    stops = stop_words()
    while len(made) < size - len(FREQUENT):
        # Later words are longer, and it is mostly the earlier ones that are frequent.
        syllables = rng.choice((1, 2, 2) if len(made) < size // 30 else (2, 2, 3, 3, 4))
        base = "".join(_syllable(rng) for _ in range(syllables))
        forms = [base, *(base + ending for ending, share in _ENDINGS if rng.random() < share)]
        for form in forms:
            # What folds into parts or scores nothing would not be one word to every engine.
            if len(form) > 2 and form not in stops and words(form) == (form,):
                made.setdefault(form, len(made))
    # Each form finds a rank near its place: neighbours mix, and the frequent words stay short.
    ranked = sorted(made, key=lambda word: made[word] * rng.uniform(0.5, 1.5))
    all_words = (*FREQUENT, *ranked[: size - len(FREQUENT)])
    weights = [1 / rank for rank in range(1, size + 1)]
    total = sum(weights)
    shares = tuple(share / total for share in accumulate(weights))
    stems = tuple(stem(word) for word in all_words)
    return Language(all_words, stems, shares, _places(all_words, stems))


def _places(
    all_words: Sequence[str], stems: Sequence[str]
) -> Mapping[str, tuple[frozenset[int], frozenset[int]]]:
    as_word = {word: frozenset((place,)) for place, word in enumerate(all_words)}
    as_stem: dict[str, set[int]] = {}
    for place, term in enumerate(stems):
        as_stem.setdefault(term, set()).add(place)
    none: frozenset[int] = frozenset()
    return {
        text: (as_word.get(text, none), frozenset(as_stem.get(text, none)))
        for text in sorted({*as_word, *as_stem})
    }


def _syllable(rng: random.Random) -> str:
    return "".join(rng.choice(letters) for letters in (_ONSETS, _VOWELS, _CODAS))
