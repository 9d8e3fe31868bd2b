"""What a segment holds: the names of its fields and columns, in the order in which they stand.

A document is a record or a page's state. A record's document has terms in the text fields, a value for its id and
its facet fields, and numbers; a page's state has its path and the ids of its practices and findings, and no numbers,
so that no search or statistic meets it. The order of the fields is part of the format (`manifest.FORMAT`).
"""

from __future__ import annotations

from typing import NamedTuple

from carevoice_search.schema import FIELDS


class Scales(NamedTuple):
    """A text field (title and text together), and the field of the title alone."""

    text: str
    title: str


EXACT = Scales("words", "title_words")
"""Folded words as they stand."""
STEMS = Scales("body", "title")

POSITIONAL = (EXACT.text, STEMS.text, EXACT.title, STEMS.title)
"""The fields whose postings have counts and positions. They stand before the others, stems after their words."""

ID = "id"
PATH = "path"
PRACTICE_IDS = "practice_ids"
FACETS = tuple(FIELDS)
VALUED = (ID, PATH, PRACTICE_IDS, *FACETS)
"""The fields of whole values; the facets have columns of combinations as well."""

IS_RECORD = "is_record"
DATE_FIRST = "date_first"
DATE_LAST = "date_last"
VALUE = "value"
TEXT_LENGTH = "text_length"
TITLE_LENGTH = "title_length"
TOKENS = "tokens"
TITLE_TOKENS = "title_tokens"
TEXT_NUMBERS = (TEXT_LENGTH, TITLE_LENGTH, TOKENS, TITLE_TOKENS)
"""Lengths count the scoring words, tokens all of them; a text's numbers include its title's."""
VALUE_NUMBERS = (IS_RECORD, DATE_FIRST, DATE_LAST, VALUE)
"""1 for a record and 0 for a page's state; dates as yyyymmdd, 0 where there is none; figures as `value_number`."""
NUMBERS = (*VALUE_NUMBERS, *TEXT_NUMBERS)
"""The numeric columns."""


_GREATEST = 1 << 62


def value_number(value: float) -> int:
    """A figure as its column holds it: its thousandths and 1 more, for 0 is no figure. None is below 0."""
    return round(min(max(value * 1000, 0), _GREATEST)) + 1


def value_of(number: int) -> float:
    """The figure that `value_number` was given, of three decimals at most."""
    return (number - 1) / 1000


def encoded(value: str) -> bytes:
    """A value as a term, half surrogate pairs too: two ids that differ in one alone are two."""
    return value.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """The value that `encoded` was given."""
    return term.decode("utf-8", "surrogatepass")
