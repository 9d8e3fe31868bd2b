"""What SQLite's full-text search finds and counts, for comparison with ours.

FTS5 sees the words that our analyzer made, spelled in hexadecimal: its own tokenizer cuts them exactly at the
spaces, and a word starts as another does where its spelling does. Words and phrases are its own queries; the rest
is the algebra of sets in SQL. FTS5's NEAR takes words in any order, so that a phrase with slop is found by the
positions that FTS5 holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

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

Statement = tuple[str, list[object]]
"""A select of the numbers of records, and its parameters."""

_TABLES = """
    CREATE TABLE records (number INTEGER PRIMARY KEY, id TEXT UNIQUE, first INTEGER, last INTEGER, figure REAL);
    CREATE TABLE facets (number INTEGER, field TEXT, value TEXT, UNIQUE (number, field, value));
    CREATE VIRTUAL TABLE held USING fts5 (title_words, text_words, title_stems, text_stems, tokenize = 'ascii');
    CREATE VIRTUAL TABLE places USING fts5vocab (held, instance);
"""
_ALL = "SELECT number FROM records"
_NONE = "SELECT number FROM records WHERE 0"


class Fts5:
    """Records in memory. Answers every node of our queries."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.executescript(_TABLES)
        self._database.create_function("edits", 2, lambda one, other: edits(_word(one), other))
        for number, record in enumerate(records):
            days = (first_day(record.date), last_day(record.date)) if record.date else (None, None)
            figure = record.figure.value if record.figure else None
            self._run("INSERT INTO records VALUES (?, ?, ?, ?, ?)", number, record.id, *days, figure)
            texts = () if record.type == "finding" else words(record.title), words(record.text)
            held = [_spelled(text, by) for by in (str, stem) for text in texts]
            self._run("INSERT INTO held (rowid, " + _columns() + ") VALUES (?, ?, ?, ?, ?)", number, *held)
            for field in FIELDS.values():
                for value in field.values(record):
                    self._run("INSERT OR IGNORE INTO facets VALUES (?, ?, ?)", number, field.name, value)

    def close(self) -> None:
        self._database.close()

    def ids(self, query: Query) -> set[str]:
        """The ids of the records that match."""
        select, values = _query(query)
        return {row[0] for row in self._run(f"SELECT id FROM records WHERE number IN ({select})", *values)}

    def facet(self, query: Query, field: str) -> dict[str, int]:
        """How many records each value of a facet field has; MISSING is among them where it has any.

        The values chosen in the field itself do not narrow the counts.
        """
        select, values = _query(but_for_choices(query, field))
        rows = self._run(
            f"SELECT coalesce(value, ?), count(*) FROM ({select}) "
            "LEFT JOIN (SELECT * FROM facets WHERE field = ?) USING (number) GROUP BY value",
            *(MISSING, *values, field),
        )
        return dict(rows)

    def _run(self, statement: str, *values: object) -> list[tuple[str, int]]:
        return self._database.execute(statement, values).fetchall()


def but_for_choices(query: Query, field: str) -> Query:
    """A query without the filters that choose values of `field`."""
    kept = (
        one
        for one in query.filters
        if not (isinstance(one, Filter) and one.field == field and not one.negated)
    )
    return replace(query, filters=tuple(kept))


def _query(query: Query) -> Statement:
    return _joined("INTERSECT", _ALL, [_node(query.root), *map(_node, query.filters)])


def _node(node: Node) -> Statement:
    match node:
        case Everything():
            return _ALL, []
        case And(children):
            return _joined("INTERSECT", _ALL, list(map(_node, children)))
        case Or(children):
            return _joined("UNION", _NONE, list(map(_node, children)))
        case Not(child):
            return _joined("EXCEPT", _ALL, [_node(child)])
        case Boost(child):
            return _node(child)
        case Filter() | Period() | Range():
            kept = _having(node) if isinstance(node, Filter) else _within(node)
            return _joined("EXCEPT", _ALL, [kept]) if node.negated else kept
        case Prefix(text):
            return _matching(_columns(exact=True), f'"{_hex(text)}" *')
        case Fuzzy(text, distance):
            near = "SELECT doc AS number FROM places WHERE col IN ('title_words', 'text_words')"
            return f"{near} AND edits(term, ?) <= ?", [text, distance]
        case Word(text, exact, scope):
            return _phrase((text,), 0, _columns(exact, scope), str if exact else stem)
        case Phrase(several, slop, exact, scope):
            return _phrase(several, slop, _columns(exact, scope), str if exact else stem)


def _joined(operator: str, first: str, others: Sequence[Statement]) -> Statement:
    selects = [first, *(f"SELECT number FROM ({select})" for select, _ in others)]
    return f" {operator} ".join(selects), [value for _, values in others for value in values]


def _having(condition: Filter) -> Statement:
    values = [value for value in condition.values if value != MISSING]
    places = ", ".join("?" * len(values))
    having: Statement = (
        f"SELECT number FROM facets WHERE field = ? AND value IN ({places})",
        [condition.field, *values],
    )
    if MISSING not in condition.values:
        return having
    without = "SELECT number FROM records WHERE number NOT IN (SELECT number FROM facets WHERE field = ?)"
    return _joined("UNION", _NONE, [having, (without, [condition.field])])


def _within(asked: Period | Range) -> Statement:
    if isinstance(asked, Range):
        ends = 0.0 if asked.least is None else asked.least, 1e308 if asked.most is None else asked.most
        return "SELECT number FROM records WHERE figure BETWEEN ? AND ?", list(ends)
    return _days(asked)


def _days(period: Period) -> Statement:
    since = first_day(period.since) if period.since else 0
    until = last_day(period.until) if period.until else 99_999_999
    return "SELECT number FROM records WHERE first >= ? AND last <= ?", [since, until]


def _phrase(several: Sequence[str], slop: int, columns: str, by: Callable[[str], str]) -> Statement:
    if not several:
        return _NONE, []
    if slop and len(several) > 1:
        return _near([_hex(by(word)) for word in several], slop, columns)
    return _matching(columns, f'"{_spelled(several, by)}"')


def _matching(columns: str, asked: str) -> Statement:
    return "SELECT rowid AS number FROM held WHERE held MATCH ?", [
        f"{{{columns.replace(',', ' ')}}} : {asked}"
    ]


def _near(terms: Sequence[str], slop: int, columns: str) -> Statement:
    """The records that hold the terms in order, in one column, with at most `slop` others among them."""
    names = [f"p{number}" for number in range(len(terms))]
    among = ", ".join(f"'{column.strip()}'" for column in columns.split(","))
    conditions = [f"p0.col IN ({among})", f"{names[-1]}.offset - p0.offset <= ?"]
    conditions += [f"{name}.term = ?" for name in names]
    for one, following in pairwise(names):
        conditions += [f"{following}.{column} = {one}.{column}" for column in ("doc", "col")]
        conditions.append(f"{following}.offset > {one}.offset")
    tables = ", ".join(f"places AS {name}" for name in names)
    where = " AND ".join(conditions)
    return f"SELECT p0.doc AS number FROM {tables} WHERE {where}", [slop + len(terms) - 1, *terms]


def _columns(exact: bool | None = None, scope: str | None = None) -> str:
    kinds = [kind for kind, wanted in (("words", True), ("stems", False)) if exact in (wanted, None)]
    parts = ["title"] if scope == "title" else ["title", "text"]
    return ", ".join(f"{part}_{kind}" for kind in kinds for part in parts)


def _spelled(several: Sequence[str], by: Callable[[str], str]) -> str:
    return " ".join(_hex(by(word)) for word in several)


def _hex(word: str) -> str:
    return word.encode().hex()


def _word(spelled: str) -> str:
    return bytes.fromhex(spelled).decode()
