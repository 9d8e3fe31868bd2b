"""Datasette over the same records in SQLite: a table with JSON arrays for councils and themes, and an FTS5 table over
it, as its documentation proposes for full-text search and facets."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from urllib.parse import urlencode

from compared.collection import Collection, in_batches
from compared.engines.contract import Terms
from compared.engines.fts5 import expression
from compared.questions import Question
from loaded.states import Stated

NAME = "datasette"
SETTINGS = {
    "sql_time_limit_ms": "60000",
    "facet_time_limit_ms": "60000",
    "suggest_facets": "off",
    "cache_size_kb": "64000",
}
"""Time limits that no answer reaches, so that facets are really counted; no guesses at further facets."""
GIVEN = (
    "one table of whole records with councils and themes as JSON arrays, an FTS5 table over their terms (folded and "
    "stemmed by this project's analyzer, joined by spaces, tokenizer ascii), optimised and analysed, write-ahead log; "
    + ", ".join(f"{name} {value}" for name, value in SETTINGS.items())
    + "; its hits come in the order of the table, ours ranked"
)

_TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE records (
    number INTEGER PRIMARY KEY, id TEXT, title TEXT, body TEXT, kind TEXT, councils TEXT, regions TEXT, themes TEXT,
    year INTEGER);
CREATE VIRTUAL TABLE records_fts USING fts5 (body, content="records", content_rowid="number", tokenize="ascii");
"""
_INSERT = "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INDEX = "INSERT INTO records_fts (rowid, body) VALUES (?, ?)"
_FIELDS = {"councils": "council", "themes": "theme", "year": "year", "kind": "kind"}
_MOST_BUCKETS = "1000"


def missing() -> str | None:
    """Why Datasette cannot take part; None where it can."""
    try:
        installed("datasette")
    except PackageNotFoundError:
        return "it is not installed: `pip install .[benchmarks]`"
    return None


def command(folder: Path) -> list[str]:
    options = [part for name, value in SETTINGS.items() for part in ("--setting", name, value)]
    return [sys.executable, "-m", "datasette", "serve", str(folder / "records.db"), "--port", "0", *options]


def path_of(question: Question) -> str:
    parameters = [("_search", expression(question)), ("_searchmode", "raw")]
    if question["region"]:
        parameters.append(("regions__arraycontains", question["region"]))
    parameters += [("_facet_array", "councils"), ("_facet_array", "themes")]
    parameters += [("_facet", "year"), ("_facet", "kind"), ("_facet_size", _MOST_BUCKETS), ("_size", "10")]
    return f"/records/records.json?{urlencode(parameters)}"


def stated(body: bytes) -> Stated:
    answer = json.loads(body)
    counts = {
        _FIELDS[name]: {
            str(one["value"]): one["count"] for one in facet["results"] if one["value"] is not None
        }
        for name, facet in answer["facet_results"].items()
    }
    return Stated(answer["filtered_table_rows_count"], counts)


def build(folder: Path, collection: Collection) -> None:
    """The database with all records of a collection."""
    folder.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(folder / "records.db")
    database.executescript(_TABLES)
    with collection.peers.open() as lines:
        number = 0
        for batch in in_batches(lines, 1000):
            _put(database, list(_rows(batch, number)))
            number += len(batch)
    database.execute("INSERT INTO records_fts (records_fts) VALUES ('optimize')")
    database.execute("ANALYZE")
    database.commit()
    database.close()


def add(database: sqlite3.Connection, added: Sequence[Terms], first: int) -> None:
    """One commit with all of `added`, numbered from `first` on."""
    with database:
        _put(database, list(_rows(added, first)))


def drop(database: sqlite3.Connection, added: Sequence[Terms], first: int) -> None:
    """One commit without any of `added`."""
    with database:
        database.executemany(
            "INSERT INTO records_fts (records_fts, rowid, body) VALUES ('delete', ?, ?)",
            ((number, fields[2]) for number, fields in enumerate(added, first)),
        )
        database.execute("DELETE FROM records WHERE number >= ?", (first,))


def _put(database: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    database.executemany(_INSERT, rows)
    database.executemany(_INDEX, ((row[0], row[3]) for row in rows))


def _rows(batch: Iterable[Terms], first: int) -> Iterable[tuple[object, ...]]:
    for number, (id, title, terms, kind, councils, regions, themes, year) in enumerate(batch, first):
        many = map(json.dumps, (councils, regions, themes))
        yield (number, id, title, terms, kind, *many, year or None)
