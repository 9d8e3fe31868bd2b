"""What every engine is asked: twenty questions a row, drawn from the records so that each finds something.

A question is plain JSON, because some engines run under another interpreter. It holds words for this engine
and their stems for the others, which index stems only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from string import ascii_lowercase
from typing import Any

from compared.collection import Collection
from compared.records import YEARS, Made
from compared.words import FREQUENT, Language

Question = dict[str, Any]
"""row; match (term, or, and, phrase, prefix, fuzzy, all); words; stems; council, region, years or None; facets;
limit (records returned); passages (whether each comes with a highlighted one)."""

EACH = 20
FACETS = ("council", "theme", "year", "kind")
LIMIT = 10
LONGEST_PREFIX = 5
MOST_EXPANDED = 300
"""Words that a prefix or a fuzzy word may stand for: no person asks for more."""


def draw_questions(collection: Collection, seed: int, each: int = EACH) -> list[Question]:
    """All questions of a seed, `each` for a row; one of every row, then the next of every row, so that
    all rows are warmed alike."""
    by_row = [
        [question | {"row": row} for question in islice(_drawn(collection, seed, row, draw), each)]
        for row, draw in _DRAWS.items()
    ]
    return [question for questions in zip(*by_row, strict=True) for question in questions]


def _drawn(
    collection: Collection, seed: int, row: str, draw: Callable[[_Lot], Question | None]
) -> Iterator[Question]:
    """Without end; none twice, but for the one question that there is about all records."""
    rng = random.Random(f"questions {seed} {row}")
    seen: list[Question] = []
    while True:
        question = draw(_Lot(rng.choice(collection.sample), collection.language, rng))
        if question and (question["match"] == "all" or question not in seen):
            seen.append(question)
            yield question


class _Lot:
    """A record that was drawn, and what can be asked of it."""

    def __init__(self, made: Made, language: Language, rng: random.Random) -> None:
        self.made = made
        self.language = language
        self.rng = rng
        # Each word as likely as the next: people ask for rare words, too. Stop words are no questions.
        self.telling = sorted({word for word in made.words if word >= len(FREQUENT)})

    def ask(self, match: str, words: Sequence[int], **more: Any) -> Question:
        plain = {
            "council": None,
            "region": None,
            "years": None,
            "facets": (),
            "limit": LIMIT,
            "passages": False,
        }
        return {
            **plain,
            "match": match,
            "words": [self.language.words[word] for word in words],
            "stems": [self.language.stems[word] for word in words],
            **more,
        }

    def term(self, **more: Any) -> Question | None:
        return self.ask("term", [self.rng.choice(self.telling)], **more) if self.telling else None

    def several(self, match: str, most: int = 3, **more: Any) -> Question | None:
        number = self.rng.randint(2, most)
        if len(self.telling) < number:
            return None
        return self.ask(match, self.rng.sample(self.telling, number), **more)


def _phrase(lot: _Lot) -> Question | None:
    """Two or three neighbours, stop words among them, as they come; not all of them stop words."""
    length = lot.rng.choice((2, 3))
    start = lot.rng.randrange(len(lot.made.words) - length)
    words = lot.made.words[start : start + length]
    return lot.ask("phrase", words) if max(words) >= len(FREQUENT) else None


def _with_council(lot: _Lot) -> Question | None:
    return lot.term(council=lot.rng.choice(lot.made.councils)) if lot.made.councils else None


def _with_years(lot: _Lot) -> Question | None:
    """Two to five years that the record's own is one of."""
    if not lot.made.date:
        return None
    year, length = int(lot.made.date[:4]), lot.rng.randint(2, 5)
    since = max(YEARS[0], year - lot.rng.randrange(length))
    return lot.term(years=(since, since + length - 1))


def _filtered(lot: _Lot) -> Question | None:
    if not lot.made.regions:
        return None
    return lot.term(facets=FACETS, region=lot.rng.choice(lot.made.regions))


def _prefix(lot: _Lot) -> Question | None:
    """Three to five letters that begin the same records' words as stems."""
    if not lot.telling:
        return None
    word = lot.language.words[lot.rng.choice(lot.telling)]
    start = word[: lot.rng.randint(3, LONGEST_PREFIX)]
    return _same_either_way(
        lot, "prefix", start, [text for text in lot.language.known if text.startswith(start)]
    )


def _fuzzy(lot: _Lot) -> Question | None:
    """A word, every second time misspelt, that is near the same records' words as stems."""
    if not lot.telling:
        return None
    word = lot.language.words[lot.rng.choice(lot.telling)]
    if lot.rng.random() < 0.5:
        place = lot.rng.randrange(len(word))
        word = word[:place] + lot.rng.choice("aeiou") + word[place + 1 :]
    near = _one_edit(word)
    if len(word) < 4 or (_swaps(word) - near) & lot.language.known.keys():
        return None  # whether a swap of neighbours is one edit is a matter of definition
    return _same_either_way(lot, "fuzzy", word, sorted(near & lot.language.known.keys()))


def _same_either_way(lot: _Lot, match: str, asked: str, texts: Sequence[str]) -> Question | None:
    """A question that means `texts`, if these are the same records' words to an engine of words as to one of
    stems; None where they are not, or are too few or too many."""
    by_word = {place for text in texts for place in lot.language.known[text][0]}
    by_stem = {place for text in texts for place in lot.language.known[text][1]}
    if by_word != by_stem or not 1 < len(by_word) <= MOST_EXPANDED:
        return None
    return lot.ask(match, ()) | {"words": [asked], "stems": [asked]}


def _one_edit(word: str) -> set[str]:
    """A word and everything that one letter more, less or another makes of it."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in halves),
        *(left + letter + right for left, right in halves for letter in ascii_lowercase),
        *(left + letter + right[1:] for left, right in halves if right for letter in ascii_lowercase),
    }


def _swaps(word: str) -> set[str]:
    """A word with two neighbours swapped, in every place."""
    return {
        word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)
    }


_DRAWS: dict[str, Callable[[_Lot], Question | None]] = {
    "term": lambda lot: lot.term(),
    "or": lambda lot: lot.several("or"),
    "and": lambda lot: lot.several("and"),
    "phrase": _phrase,
    "term+council": _with_council,
    "term+years": _with_years,
    "facets": lambda lot: lot.term(facets=FACETS),
    "facets+filter": _filtered,
    "all-facets": lambda lot: lot.ask("all", (), facets=FACETS, limit=0),
    "prefix": _prefix,
    "fuzzy": _fuzzy,
    "snippets": lambda lot: lot.several("or", 2, passages=True),
}
ROWS = tuple(_DRAWS)
"""The rows that are questions."""
