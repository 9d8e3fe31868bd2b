"""The form of every answer of the API, for its documents. Answers are made by `render`, as the command's are; tests
hold that these models take each of them, and that none has a key which stands nowhere here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Type = Literal["page", "practice", "finding"]
Count = Annotated[int, Field(ge=0)]
Offset = Annotated[int, Field(ge=0)]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Totals(Form):
    """How many records of each type."""

    page: Count
    practice: Count
    finding: Count


class Notice(Form):
    """Something that a reader of the counts must know."""

    kind: Literal["overlap", "predecessors", "note"]
    text: str
    count: Count


class Bucket(Form):
    """A value of a field: how many records have it, and whether the query chose it."""

    value: str
    label: str
    count: Count
    selected: bool


class Facet(Form):
    """The values of a field. `missing` counts the records without one, `other` those beyond the buckets."""

    field: str
    buckets: list[Bucket]
    missing: Count
    other: Count


class Council(Form):
    """A council of the record's day, by its GSS code."""

    code: str
    name: str


class Source(Form):
    """A saved page on which a record stands."""

    page: str
    title: str
    url: str | None
    publisher: str | None


class Evidence(Form):
    """The words that set a field: where the place is text, they stand in the page from `start` to `end`."""

    field: str
    value: str
    rule: str
    page: str
    place: Literal["text", "furniture", "metadata", "sidecar"]
    quote: str
    start: Offset | None
    end: Offset | None


class Figure(Form):
    """What a finding states: a share in per cent, a number, or how long something takes."""

    value: float
    unit: Literal["percent", "count", "minutes", "hours", "days", "weeks", "months", "years"]
    stated: str
    bound: Literal["exact", "about", "over", "under"]
    out_of: float | None
    who: str | None
    measured: str | None


class Record(Form):
    """A page, a practice merged from every page that lists it, or a finding of a page.

    `date` is as precise as it is known: 2021, 2021-04 or 2021-04-29.
    """

    id: str
    type: Type
    kind: Literal["practice-list", "commissioner-post", "review", "article", "other"]
    title: str
    publisher: str | None
    url: str | None
    date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None
    councils: list[Council]
    regions: list[str]
    nations: list[str]
    themes: list[str]
    figure: Figure | None
    sources: list[Source]
    text: str
    evidence: list[Evidence]


class Snippet(Form):
    """A passage of a record's text, from `start` to `end`; `marks` are the places in the passage of what matched."""

    text: str
    marks: list[Annotated[list[Offset], Field(min_length=2, max_length=2)]]
    start: Offset
    end: Offset


class RecordAnswer(Record):
    """A record; with a query, `passage` is where its words stand."""

    passage: Snippet | None = None


class Copy(Form):
    """A record that says the same as a hit, and is not counted beside it."""

    id: str
    page: str
    title: str
    publisher: str | None


class Hit(Form):
    """A record with its place among all hits, from 1 on."""

    rank: Annotated[int, Field(ge=1)]
    score: float
    record: Record
    snippet: Snippet
    copies: list[Copy]


class FeedbackWord(Form):
    """A word that ranked an expanded answer beside those of the query."""

    word: str
    weight: float


class Answer(Form):
    """What every answer to a query begins with. `query` is the text that gives it again."""

    format: Literal[1]
    query: str
    total: Count
    totals: Totals
    relaxed: bool
    notices: list[Notice]


class SearchAnswer(Answer):
    """Hits and facets, as `carevoice search --format json` prints them."""

    suggestion: str | None
    synonyms: bool
    grouped: bool
    expanded: bool
    feedback: list[FeedbackWord]
    widened: dict[str, list[str]]
    hits: list[Hit]
    facets: list[Facet]


class GridAnswer(Answer):
    """Counts by two fields: `cells` has a list for each row, with a count for each column."""

    row_field: str
    column_field: str
    rows: list[Bucket]
    columns: list[Bucket]
    cells: list[list[Count]]
    more_rows: Count
    more_columns: Count


class Bar(Form):
    """The records of a month or a year, and how many of them have each value of the field that parts the bars."""

    period: Annotated[str, Field(pattern=r"^\d{4}(-\d{2})?$")]
    count: Count
    parts: dict[str, Count]


class TimelineAnswer(Answer):
    """Counts over time. `coarser` are dated to the year alone, `undated` not at all; `several` stand in the bars of
    several dates, and count once."""

    step: Literal["month", "year"]
    split: str
    bars: list[Bar]
    parts: list[Bucket]
    coarser: Count
    undated: Count
    several: Count


class Completion(Form):
    """What a query may go on as: `text` in place of what was typed from `start` on; a word, or the value of a field."""

    text: str
    start: Offset
    label: str
    count: Count
    field: str | None
    value: str | None


class SuggestAnswer(Form):
    """Completions, the likeliest first."""

    format: Literal[1]
    completions: list[Completion]


class Pending(Form):
    """Pages of the corpus that the index has not read as they are now, by their names in it."""

    new: list[str]
    changed: list[str]
    gone: list[str]


class StatusAnswer(Form):
    """What is searched. `pending` is null where the corpus is too large to be looked through for an answer."""

    format: Literal[1]
    generation: Count
    indexed: str
    pages: Count
    totals: Totals
    rules_current: bool
    pending: Pending | None


class Problem(Form):
    """What is wrong (RFC 9457): the parameter, its nearest valid value, and the place in a query, from 0 on."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    parameter: str | None = None
    nearest: str | None = None
    position: Offset | None = None
