"""What Whoosh's own searcher finds and counts, for comparison with ours.

`build` puts records into an index of Whoosh's standard codec. `ids` and `facet` ask any opened index that has the
same fields, ours too. Whoosh's parser, its limits and its numeric ranges are kept out: they are known to be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from pathlib import Path
from typing import Any

from whoosh import columns, fields
from whoosh import query as q
from whoosh.analysis import Analyzer, Token
from whoosh.index import Index, create_in
from whoosh.query.spans import SpanNear2
from whoosh.reading import IndexReader
from whoosh.sorting import Count, FieldFacet

from carevoice_search.analysis import stem, words
from carevoice_search.dates import first_day, last_day
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Everything,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Range,
    Record,
    Word,
)
from carevoice_search.schema import FIELDS
from engine.oracle import edits
from fts5_oracle import but_for_choices

GAP = 1_000_000
"""How far the text's positions stand behind the title's, so that no phrase reaches from one into the other."""

ANYWHERE = 100_000
"""A phrase of so much slop holds its words in order anywhere; no text of the tests is as long."""

EVERY = q.Every("id")
"""The records: pages' states have no id."""


class Spaced(Analyzer):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Terms that were analyzed beforehand, the title's on a line of their own."""

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        for start, line in zip((0, GAP), value.split("\n"), strict=False):
            for place, term in enumerate(line.split(" ") if line else ()):
                yield Token(positions=True, text=term, pos=start + place)


class Within(q.ColumnQuery):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A condition on a column. Whoosh's own knows neither its size nor, unless it is wrapped, a score."""

    def estimate_size(self, reader: IndexReader) -> int:
        return int(reader.doc_count_all())


def build(folder: Path, records: Sequence[Record]) -> Index:
    """A new index in an empty folder."""
    schema = fields.Schema(
        **{name: fields.TEXT(Spaced()) for name in ("words", "title_words", "body", "title")},
        **{name: fields.ID() for name in ("id", *FIELDS)},
        **{name: fields.COLUMN(columns.NumericColumn("I")) for name in ("date_first", "date_last")},
        value=fields.COLUMN(columns.NumericColumn("Q", default=0)),
    )
    index = create_in(str(folder), schema)
    writer = index.writer()
    for record in records:
        writer.add_document(**_document(record))
    writer.commit()
    return index


def _document(record: Record) -> dict[str, Any]:
    title, text = () if record.type == "finding" else words(record.title), words(record.text)
    document: dict[str, Any] = {"id": [record.id]}
    for by, in_text, in_title in ((str, "words", "title_words"), (stem, "body", "title")):
        document[in_title] = " ".join(map(by, title))
        document[in_text] = document[in_title] + "\n" + " ".join(map(by, text))
    for field in FIELDS.values():
        if values := list(dict.fromkeys(field.values(record))):
            document[field.name] = values
    if record.date:
        document |= {"date_first": first_day(record.date), "date_last": last_day(record.date)}
    if record.figure:
        document["value"] = int(Fraction(str(record.figure.value)) * 1000) + 1
    return document


def ids(index: Index, query: Query) -> set[str]:
    """The ids of the records that match."""
    with index.searcher() as searcher:
        reader = searcher.reader()
        found = searcher.search(translated(query, reader), limit=None).docs()
        id_of = {
            document: term.decode()
            for term in reader.lexicon("id")
            for document in reader.postings("id", term).all_ids()
        }
        return {id_of[document] for document in found}


def facet(index: Index, query: Query, field: str) -> dict[str, int]:
    """How many records each value of a facet field has; MISSING is among them where it has any.

    The values chosen in the field itself do not narrow the counts.
    """
    with index.searcher() as searcher:
        asked = translated(but_for_choices(query, field), searcher.reader())
        by = {field: FieldFacet(field, allow_overlap=True, maptype=Count)}
        counts = searcher.search(asked, limit=None, groupedby=by).groups(field)
        # Whoosh knows documents without a value as None, or by the default of a column.
        return {value or MISSING: count for value, count in counts.items()}


def translated(query: Query, reader: IndexReader) -> q.Query:
    """A query as Whoosh's. The reader's words are what a fuzzy word stands for."""
    return q.And([EVERY, *(_node(node, reader) for node in (query.root, *query.filters))])


def _node(node: Node, reader: IndexReader) -> q.Query:
    match node:
        case Everything():
            return EVERY
        case And(children):
            return q.And([EVERY, *(_node(child, reader) for child in children)])
        case Or(children):
            return _any([_node(child, reader) for child in children])
        case Not(child):
            return q.AndNot(EVERY, _node(child, reader))
        case Boost(child):
            return _node(child, reader)
        case Filter() | Period() | Range():
            kept = _having(node) if isinstance(node, Filter) else _within(node)
            return q.AndNot(EVERY, kept) if node.negated else kept
        case Prefix(text):
            return q.Prefix("words", text)
        case Fuzzy(text, distance):
            every = (term.decode() for term in reader.lexicon("words"))
            return _any([q.Term("words", word) for word in every if edits(text, word) <= distance])
        case Word(text, exact, scope):
            return _phrase((text,), 0, exact, scope)
        case Phrase(several, slop, exact, scope):
            return _phrase(several, slop, exact, scope)


def _any(several: Sequence[q.Query]) -> q.Query:
    return q.Or(list(several)) if several else q.NullQuery


def _having(condition: Filter) -> q.Query:
    having = [q.Term(condition.field, value) for value in condition.values if value != MISSING]
    if MISSING in condition.values:
        having.append(q.AndNot(EVERY, q.Every(condition.field)))
    return _any(having)


def _within(asked: Period | Range) -> q.Query:
    columns = _days(asked) if isinstance(asked, Period) else _thousandths(asked)
    return q.And([EVERY, *map(q.ConstantScoreQuery, columns)])


def _thousandths(asked: Range) -> tuple[Within, Within]:
    """Figures are whole thousandths, and 1 more, for no figure is 0."""
    least = 0 if asked.least is None else ceil(Fraction(str(asked.least)) * 1000)
    most = 1 << 62 if asked.most is None else floor(Fraction(str(asked.most)) * 1000)
    return Within("value", (max(least, 0) + 1).__le__), Within("value", (most + 1).__ge__)


def _days(period: Period) -> tuple[Within, Within]:
    since = max(first_day(period.since) if period.since else 0, 1)  # no date is 0
    until = last_day(period.until) if period.until else 99_999_999
    return Within("date_first", since.__le__), Within("date_last", until.__ge__)


def _phrase(several: Sequence[str], slop: int, exact: bool, scope: str | None) -> q.Query:
    """A phrase whose slop is one allowance for all its gaps, where Whoosh's is one for each."""
    in_text, in_title = ("words", "title_words") if exact else ("body", "title")
    field = in_title if scope == "title" else in_text
    terms = list(several) if exact else [stem(word) for word in several]
    if len(terms) < 2:
        return _any([q.Term(field, term) for term in terms])
    if not slop:
        return q.Phrase(field, terms)
    gaps = len(terms) - 1
    shares = [(ANYWHERE,) * gaps] if slop >= ANYWHERE else _shares(slop, gaps)
    return _any([_near([q.Term(field, term) for term in terms], share) for share in shares])


def _shares(whole: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to give `whole` to so many parts."""
    if parts == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        for others in _shares(whole - first, parts - 1):
            yield first, *others


def _near(terms: Sequence[q.Query], share: Sequence[int]) -> q.Query:
    following = zip(terms[1:], share, strict=True)
    return reduce(lambda one, other: SpanNear2([one, other[0]], slop=other[1] + 1), following, terms[0])
