"""The words by which figures are read, from the table and from the grammar of numbers."""

from __future__ import annotations

from functools import cache

from carevoice_search.model import Unit
from carevoice_search.tables import table_rows


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as a sentence."""
    return frozenset(text.split())


_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_IN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS: dict[str, int] = {word: value for value, word in enumerate(_TO_NINETEEN.split(), start=1)}
TENS: dict[str, int] = {word: 10 * value for value, word in enumerate(_IN_TENS.split(), start=2)}
SMALL: dict[str, int] = (
    UNITS | TENS | {f"{ten}-{unit}": TENS[ten] + UNITS[unit] for ten in TENS for unit in list(UNITS)[:9]}
)
"""The numbers below a hundred, as words."""

SCALES: dict[str, int] = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}

PARTS: dict[str, int] = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "twentieth": 20,
}  # fmt: skip
"""What one part of so many is called."""

SHARES: dict[str, float] = {
    f"{number}-{part}{'s' * (UNITS[number] > 1)}": 100 * UNITS[number] / whole
    for part, whole in PARTS.items()
    for number in list(UNITS)[:9]
    if UNITS[number] < whole
}
"""Fractions that are written as one word ("two-thirds"), in per cent."""

MONTHS = word_set(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec"
)

DURATIONS: dict[str, Unit] = {
    "minutes": "minutes", "hours": "hours", "days": "days", "weeks": "weeks", "months": "months", "years": "years",
}  # fmt: skip

SPANS = word_set(
    "second seconds minute minutes hour hours day days night nights week weeks weekend fortnight month "
    "months year years term terms decade century lifetime childhood"
)
"""Spans of time; "half a year" and "three of five days" are no figures."""


@cache
def words(name: str) -> frozenset[str]:
    """A list of the table."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["words"]) for row in table_rows("figure_words.toml", "list")}
