"""Some ten thousand small records, so that every short cut for long and short lists is taken."""

from __future__ import annotations

import random
from collections.abc import Sequence

from records import COUNCILS, DATES, PUBLISHERS, THEMES, record

from carevoice_search.model import Record

SIZE = 12_000
WORDS = (*("care", "of", "the", "plan", "carer", "trust"), *(f"word{number}" for number in range(300)))


def make_records(size: int = SIZE) -> Sequence[Record]:
    """Words, frequent ones first, by Zipf's law; ids in another order than the documents."""
    drawn = random.Random(11)
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    numbers = list(range(size))
    drawn.shuffle(numbers)
    return [_record(f"r{number:05}", drawn, weights) for number in numbers]


def _record(id: str, drawn: random.Random, weights: Sequence[float]) -> Record:
    words = drawn.choices(WORDS, weights, k=drawn.choice((3, 5, 8, 30)))
    cut = min(drawn.choice((0, 1, 4)), len(words))
    return record(
        id,
        " ".join(words[cut:]),
        title=" ".join(words[:cut]),
        type=drawn.choice(("page", "practice", "practice")),
        kind=drawn.choice(("review", "article", "other")),
        councils=tuple(drawn.sample(COUNCILS, drawn.choice((0, 1, 1, 2)))),
        themes=tuple(drawn.sample(THEMES, drawn.choice((0, 1, 2, 3)))),
        date=drawn.choice((None, *DATES, *(str(year) for year in range(1990, 2020)))),
        publisher=drawn.choice(PUBLISHERS),
    )
