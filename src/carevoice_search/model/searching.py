"""What the index holds, what is asked of it, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["heading", "paragraph", "bullet", "row", "quote"]
Place = Literal["text", "furniture", "metadata", "sidecar"]
RecordType = Literal["page", "practice", "finding"]
Kind = Literal["practice-list", "commissioner-post", "review", "article", "other"]
Unit = Literal["percent", "count", "minutes", "hours", "days", "weeks", "months", "years"]
Bound = Literal["exact", "about", "over", "under"]
Sort = Literal["relevance", "date", "title"]
Step = Literal["month", "year"]
Match = Literal["all", "any"]

MISSING = "missing"
"""The value that stands for "no value" in filters and facets."""


# What the index holds


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
class Source:
    """A page on which a record stands."""

    page: str
    title: str
    url: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a page states in prose: how many, or what share, of whom, and what was measured.

    `value` has at most three decimals; a share is in per cent, however it is stated ("one in five" is 20).
    `bound` says how the words hedge it ("nearly 60" is under 60), `out_of` is the whole of "65 of 69".
    `stated`, `who` and `measured` are words of the sentence.
    """

    value: float
    unit: Unit
    stated: str
    bound: Bound = "exact"
    out_of: float | None = None
    who: str | None = None
    measured: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What a search finds: a page, a practice merged from every page that lists it, or a finding of a page.

    A finding, and nothing else, has a `figure`; its text is the sentence that states it.
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
    figure: Figure | None = None


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
    """Matches what all of its children match."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches what one of its children matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what its child does not match."""

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


@dataclass(frozen=True, slots=True)
class Range:
    """Findings whose figure lies between two numbers, ends included; None is open. Records without one never do."""

    least: float | None
    most: float | None
    negated: bool = False


Condition = Filter | Period | Range
"""What is kept or left out, and never scored."""

Node = Everything | Word | Prefix | Fuzzy | Phrase | And | Or | Not | Boost | Condition


@dataclass(frozen=True, slots=True)
class Query:
    """What to score (`root`) and what to keep (`filters`: all must hold)."""

    root: Node
    filters: tuple[Condition, ...] = ()


# What is answered


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet field, with the number of records that have it; `selected` where the query chose it."""

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
    """A passage of a record's text; `marks` are (start, end) offsets in `text` of the words that matched.

    The passage is `record.text[start:end]`, but for its line ends and the signs where it breaks off.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """A record that says the same as a hit, and is not shown or counted beside it."""

    id: str
    page: str
    title: str
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record of an answer, with its place among all hits (from 1), its score, a passage of its text, and the
    copies of it that the index holds (none where each record was asked for by itself)."""

    rank: int
    score: float
    record: Record
    snippet: Snippet
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader of the counts must know, such as how many imprecise dates overlap the range."""

    kind: Literal["overlap", "predecessors", "note"]
    text: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """`totals` counts by record type and adds up to `total`.

    `query` is the text that gives this answer again, with `synonyms`, `grouped` and `expanded` as they say.
    `grouped` counts copies of a page once; `feedback` are the words, with their weights, that ranked an expanded
    answer beside those of the query.
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
    grouped: bool = True
    expanded: bool = False
    feedback: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """How many records of an answer have each pair of a value of one field and a value of another.

    `cells[r][c]` counts the records that have `rows[r]` and `columns[c]`; the value MISSING stands for none. A
    bucket's own count is that of its records in the answer, each once: a record with two values of a field stands
    in two rows, so that the cells of a row need not add up to it. `total` counts every record of the answer once.
    Empty rows and columns are values that other records of the index have. `more_rows` and `more_columns` are how
    many values were left out to keep to a size.
    """

    query: str
    row_field: str
    column_field: str
    rows: tuple[Bucket, ...]
    columns: tuple[Bucket, ...]
    cells: tuple[tuple[int, ...], ...]
    total: int
    totals: Mapping[str, int]
    more_rows: int = 0
    more_columns: int = 0
    relaxed: bool = False
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """The records of one month or year: how many, and how many of each value of the field that splits the bars."""

    period: str
    count: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The records of an answer in the order of time, empty months or years between the first and the last too.

    `parts` are the values that bars are split by, in order, with their counts over all bars; MISSING stands for
    none. The counts of all bars, `coarser` (dated, but not to the month) and `undated` add up to `total`, and to
    `several` more where copies that are counted once bear different dates, or some of them none: they stand with each.
    """

    query: str
    step: Step
    split: str
    bars: tuple[Bar, ...]
    parts: tuple[Bucket, ...]
    coarser: int
    undated: int
    total: int
    totals: Mapping[str, int]
    relaxed: bool = False
    notices: tuple[Notice, ...] = ()
    several: int = 0


@dataclass(frozen=True, slots=True)
class Completion:
    """What a query that is being typed may go on as: `text` in place of what was typed from `start` on, which is its
    last word, or its last words where they begin a label.

    `field` is None for a word, and otherwise the facet field of which `value` is one, or that is itself offered where
    there is no `value`; `count` is how many records of the index have it.
    """

    text: str
    label: str
    count: int
    field: str | None = None
    value: str | None = None
    start: int = 0
