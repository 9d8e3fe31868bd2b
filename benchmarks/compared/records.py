"""Made-up records of the domain: seven in ten are one line of a practice list, the others are pages.

Everything comes from the seed: the same seed and number give the same records on every machine, and the first
thousands of a large collection are those of a small one.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from carevoice_search import gazetteer, vocabulary
from carevoice_search.schema import KINDS
from compared.words import Language

PRACTICE_SHARE = 0.7
PRACTICE_WORDS = (8, 20)
PAGE_WORDS = (200, 800)
TITLE_WORDS = (4, 12)
COUNCILS = 150
YEARS = tuple(range(2008, 2025))
THEMES = 15
_EXTRA_THEMES = ("digital-access", "sport-leisure", "travel-transport")
"""The sector's table has fewer themes than a large collection would."""
_AFTER_TITLE = 3
"""Words of a practice's line behind its title, where lists have a month and a council."""
_BLOCK = 1000


class Made(NamedTuple):
    """A made-up record. `text` begins with the title; `words` are the numbers of the text's words, in order.

    `date` is `2021`, `2021-04`, `2021-04-29` or empty.
    """

    id: str
    type: str
    kind: str
    title: str
    text: str
    councils: tuple[str, ...]
    regions: tuple[str, ...]
    themes: tuple[str, ...]
    date: str
    words: list[int]


@dataclass(frozen=True, slots=True)
class Values:
    """The facet values to draw from, with the cumulative weights of each; a region follows from a council."""

    councils: tuple[str, ...]
    council_weights: tuple[float, ...]
    region_of: dict[str, str]
    themes: tuple[str, ...]
    theme_weights: tuple[float, ...]
    year_weights: tuple[float, ...]


def make_values() -> Values:
    """150 councils of England in all its nine regions, 15 themes, 17 years with more of late."""
    english = [code for code in gazetteer.counted_labels() if gazetteer.nation_of(code) == "england"]
    random.Random("councils").shuffle(english)
    councils = tuple(english[:COUNCILS])
    themes = (*vocabulary.theme_labels(), *_EXTRA_THEMES)[:THEMES]
    return Values(
        councils,
        _cumulative([1 / (place + 20) for place in range(len(councils))]),
        {code: gazetteer.region_of(code) for code in councils},
        themes,
        _cumulative([1 / (place + 3) for place in range(len(themes))]),
        _cumulative([place + 2.0 for place in range(len(YEARS))]),
    )


def make_records(language: Language, count: int, seed: int) -> Iterator[Made]:
    """The first `count` records of a seed."""
    values = make_values()
    shares = np.array(language.cumulative)
    for start in range(0, count, _BLOCK):
        rng = random.Random(f"records {seed} {start}")
        drawn = np.random.Generator(np.random.PCG64([seed, start]))
        shapes = [_shape(rng) for _ in range(_BLOCK)]
        needed = sum(title + rest for _, title, rest in shapes)
        stream = np.minimum(np.searchsorted(shares, drawn.random(needed)), len(shares) - 1).tolist()
        place = 0
        for number, (is_practice, title, rest) in enumerate(shapes, start):
            if number == count:
                return
            picked = stream[place : place + title + rest]
            place += title + rest
            yield _record(f"{number:07d}", is_practice, picked, title, language, values, rng)


def _shape(rng: random.Random) -> tuple[bool, int, int]:
    """Whether it is a practice, the words of its title, and the further ones of its text."""
    if rng.random() < PRACTICE_SHARE:
        return True, rng.randint(*PRACTICE_WORDS) - _AFTER_TITLE, _AFTER_TITLE
    title = rng.randint(*TITLE_WORDS)
    return False, title, rng.randint(*PAGE_WORDS) - title


def _record(
    number: str,
    is_practice: bool,
    picked: list[int],
    title_words: int,
    language: Language,
    values: Values,
    rng: random.Random,
) -> Made:
    plain = [language.words[place] for place in picked]
    title = _sentence(plain[:title_words])
    if is_practice:
        text = f"{title} ({' '.join(plain[title_words:-1])}) {plain[-1].capitalize()}"
        kind = "practice-list" if rng.random() < 0.9 else rng.choice(list(KINDS))
        councils = _several(values.councils, values.council_weights, rng, (1, 1, 1, 1, 1, 1, 1, 2, 2, 3))
        themes = _several(values.themes, values.theme_weights, rng, (1, 1, 1, 2))
    else:
        text = f"{title}\n{_paragraphs(plain[title_words:], rng)}"
        kind = rng.choice(list(KINDS))
        councils = _several(values.councils, values.council_weights, rng, (0, 0, 1, 1, 1, 2, 3, 6))
        themes = _several(values.themes, values.theme_weights, rng, (0, 1, 1, 2, 2, 3, 4))
    regions = tuple(dict.fromkeys(values.region_of[code] for code in councils))
    return Made(
        f"{'practice' if is_practice else 'page'}-{number}",
        "practice" if is_practice else "page",
        kind,
        title,
        text,
        councils,
        regions,
        themes,
        _date(values, rng),
        picked,
    )


def _sentence(plain: list[str]) -> str:
    line = " ".join(plain)
    return line[0].upper() + line[1:]


def _paragraphs(plain: list[str], rng: random.Random) -> str:
    """Sentences of 6 to 24 words, half of them with a comma, some five to a line."""
    pieces: list[str] = []
    place = 0
    while place < len(plain):
        length = rng.randint(6, 24)
        words = plain[place : place + length]
        place += length
        if length % 2 and len(words) > 5:
            pieces.append(f"{_sentence(words[:5])}, {' '.join(words[5:])}.")
        else:
            pieces.append(f"{_sentence(words)}.")
        pieces.append("\n" if rng.random() < 0.2 else " ")
    return "".join(pieces[:-1])


def _several(
    values: tuple[str, ...], weights: tuple[float, ...], rng: random.Random, numbers: tuple[int, ...]
) -> tuple[str, ...]:
    drawn = (values[bisect(weights, rng.random() * weights[-1])] for _ in range(rng.choice(numbers)))
    return tuple(dict.fromkeys(drawn))


def _date(values: Values, rng: random.Random) -> str:
    """A day, a month or a year; one record in twenty has none."""
    if rng.random() < 0.05:
        return ""
    year = YEARS[bisect(values.year_weights, rng.random() * values.year_weights[-1])]
    precise = rng.random()
    if precise < 0.1:
        return str(year)
    month = f"{year}-{rng.randint(1, 12):02d}"
    return month if precise < 0.7 else f"{month}-{rng.randint(1, 28):02d}"


def _cumulative(weights: list[float]) -> tuple[float, ...]:
    total = 0.0
    return tuple(total := total + weight for weight in weights)
