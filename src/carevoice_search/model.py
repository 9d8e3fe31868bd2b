"""The nouns of the project: frozen values, no input or output.

A saved page (`Page`) is cleaned into a `CleanPage`, read into a `Reading`, merged with the other pages'
readings into `Record`s, and found again through a `Query`, whose answer is `Results`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["heading", "paragraph", "bullet", "row", "quote"]
Place = Literal["text", "furniture", "metadata", "sidecar"]
RecordType = Literal["page", "practice"]
Kind = Literal["practice-list", "commissioner-post", "review", "article", "other"]
Sort = Literal["relevance", "date", "title"]
Match = Literal["all", "any"]

MISSING = "missing"
"""The value that stands for "no value" in filters and facets."""


# From page to reading


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Corrections and facts that a person set beside a page; they win over what is read from it."""

    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as saved, decompressed. `path` is its name in the corpus, with forward slashes."""

    path: str
    url: str | None
    content: bytes
    media_type: str
    sidecar: Sidecar | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a cleaned page: `clean_page.text[start:end]`. `level` is a heading's or a bullet's depth."""

    role: Role
    text: str
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """A fact that the page states outside its text, such as `og:title` or `json-ld:datePublished`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page without its furniture. `text` is the blocks' texts, one a line, with furniture kept apart."""

    page: Page
    title: str | None
    text: str
    blocks: tuple[Block, ...]
    furniture: tuple[str, ...] = ()
    meta: tuple[Meta, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which rule set a field to a value, and the exact words that it rests on.

    In `text`, `reading.text[start:end] == quote` (code points of the cleaned page); elsewhere `start` and `end`
    are None.
    """

    field: str
    value: str
    rule: str
    page: str
    place: Place
    quote: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """One line of a practice list, as one page has it: what was done, by which council, in which month."""

    title: str
    date: str | None
    councils: tuple[str, ...]
    themes: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page says: its own fields, its practices, its cleaned text, and the evidence for all."""

    page: str
    title: str
    kind: Kind
    publisher: str | None
    url: str | None
    date: str | None
    councils: tuple[str, ...]
    themes: tuple[str, ...]
    practices: tuple[Practice, ...]
    text: str
    evidence: tuple[Evidence, ...]
    warnings: tuple[str, ...] = ()


# What the index holds


@dataclass(frozen=True, slots=True)
class Source:
    """A page on which a record stands."""

    page: str
    title: str
    url: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """What a search finds: a page, or a practice merged from every page that lists it.

    `councils` are the codes of the authorities of the day; `date` is `2021`, `2021-04` or `2021-04-29`.
    """

    id: str
    type: RecordType
    kind: Kind
    title: str
    text: str
    publisher: str | None
    url: str | None
    councils: tuple[str, ...]
    regions: tuple[str, ...]
    nations: tuple[str, ...]
    themes: tuple[str, ...]
    date: str | None
    sources: tuple[Source, ...]
    evidence: tuple[Evidence, ...]


# What is asked. Words in nodes are folded tokens (analysis.tokens), never stems: a query prints as it was meant.


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every record; the query of a search without words."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, stemmed unless `exact`. `scope` is None (title and text) or "title"."""

    text: str
    exact: bool = False
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every unstemmed word that starts with `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every unstemmed word within `distance` edits (Damerau-Levenshtein, adjacent swaps count one)."""

    text: str
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order; `slop` is how many further words may stand between the first and the last in all.

    `joined` says that it was written as one word ("co-production"), not quoted: synonyms may widen it.
    """

    words: tuple[str, ...]
    slop: int = 0
    exact: bool = False
    scope: str | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class Boost:
    """`child` at `weight` times its score; made by synonym widening, never by the query language."""

    child: Node
    weight: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Records that have (or, negated, do not have) one of `values` in a facet field; MISSING means no value."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Records whose whole period lies between two ISO prefixes, ends included; None is open."""

    since: str | None
    until: str | None
    negated: bool = False


Node = Everything | Word | Prefix | Fuzzy | Phrase | And | Or | Not | Boost | Filter | Period


@dataclass(frozen=True, slots=True)
class Query:
    """What to score (`root`) and what to keep (`filters`: all must hold)."""

    root: Node
    filters: tuple[Filter | Period, ...] = ()


# What is answered


@dataclass(frozen=True, slots=True)
class Bucket:
    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """`missing` counts the records without a value, `other` those whose every value lies beyond `buckets`."""

    field: str
    buckets: tuple[Bucket, ...]
    missing: int
    other: int = 0


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a record's text; `marks` are (start, end) offsets in `text` of the words that matched."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    rank: int
    score: float
    record: Record
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader of the counts must know, such as how many imprecise dates overlap the range."""

    kind: Literal["overlap", "predecessors", "note"]
    text: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """`totals` counts by record type and adds up to `total`.

    `query` is the text that gives this answer again, with synonyms or without as `synonyms` says.
    """

    query: str
    total: int
    totals: Mapping[str, int]
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    relaxed: bool = False
    suggestion: str | None = None
    widened: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    synonyms: bool = True
