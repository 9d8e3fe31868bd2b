"""SQLite's FTS5, by the standard library: words in a full-text table over a table of records, facets by SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compared.engines.contract import Answered, Hit, Terms

if TYPE_CHECKING:
    from compared.questions import Question

GIVEN = (
    "terms joined by spaces, tokenizer ascii, detail=full, over an external table that holds the records; a side "
    "table for each facet with indexes both ways; optimised and analysed after the build; no fuzzy words"
)

_FILE = "records.db"
_TABLES = """
CREATE TABLE record (
    number INTEGER PRIMARY KEY, id TEXT, title TEXT, body TEXT, kind TEXT, council TEXT, region TEXT, theme TEXT,
    year INTEGER);
CREATE VIRTUAL TABLE words USING fts5 (
    body, content = record, content_rowid = number, tokenize = ascii, detail = full);
"""
_SIDE = """
CREATE TABLE facet_{0} (record INTEGER, value, PRIMARY KEY (record, value)) WITHOUT ROWID;
CREATE INDEX by_{0} ON facet_{0} (value);
"""
_FIELDS = ("kind", "council", "region", "theme", "year")
_PASSAGE_WORDS = 32


def version() -> str:
    return sqlite3.sqlite_version


def build(folder: Path, batches: Iterable[list[Terms]]) -> None:
    database = sqlite3.connect(folder / _FILE)
    # A build that breaks off is begun anew: no need to wait for the disk in between.
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    for field in _FIELDS:
        database.execute(f"CREATE TABLE facet_{field} (record INTEGER, value)")
    number = 0
    for batch in batches:
        rows = list(enumerate(batch, number))
        number += len(batch)
        database.executemany(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((n, r[0], r[1], r[2], r[3], *map(",".join, r[4:7]), r[7] or None) for n, r in rows),
        )
        database.executemany("INSERT INTO words (rowid, body) VALUES (?, ?)", ((n, r[2]) for n, r in rows))
        for field, values in (("kind", 3), ("council", 4), ("region", 5), ("theme", 6), ("year", 7)):
            several = ((n, value) for n, r in rows for value in _listed(r[values]))
            database.executemany(f"INSERT INTO facet_{field} VALUES (?, ?)", several)
    _finish(database)


def _finish(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO words (words) VALUES ('optimize')")
    database.commit()
    for field in _FIELDS:
        database.execute(f"ALTER TABLE facet_{field} RENAME TO raw")
        database.executescript(_SIDE.format(field))
        database.execute(f"INSERT INTO facet_{field} SELECT record, value FROM raw ORDER BY record, value")
        database.execute("DROP TABLE raw")
        database.commit()
    database.execute("ANALYZE")
    database.commit()
    database.execute("VACUUM")
    database.close()


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list) else [values] if values else []


def opened(folder: Path) -> Fts5Searching:
    return Fts5Searching(sqlite3.connect(f"file:{folder / _FILE}?mode=ro&immutable=1", uri=True))


class Fts5Searching:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute("PRAGMA mmap_size = 4000000000")
        database.execute("PRAGMA cache_size = -64000")

    def can(self, question: Question) -> bool:
        return bool(question["match"] != "fuzzy")

    def answer(self, question: Question) -> Answered:
        if question["match"] == "all":
            (total,) = self._database.execute("SELECT count(*) FROM record").fetchone()
            counted = [
                f"SELECT '{name}', value, count(*) FROM facet_{name} GROUP BY value"
                for name in question["facets"]
            ]
            return Answered(total, [], self._database.execute(" UNION ALL ".join(counted)).fetchall())
        source, given = _found(question)
        facets = None
        if question["facets"]:
            counted = [
                f"SELECT '{name}', value, count(*) FROM found JOIN facet_{name} USING (record) GROUP BY value"
                for name in question["facets"]
            ]
            asked = f"WITH found AS MATERIALIZED (SELECT words.rowid AS record {source}) "
            facets = self._database.execute(asked + " UNION ALL ".join(counted), given).fetchall()
        (total,) = self._database.execute(f"SELECT count(*) {source}", given).fetchone()
        passage = ", snippet(words, 0, '<b>', '</b>', '…', ?)" if question["passages"] else ""
        best = f"SELECT words.rowid AS number{passage} {source} ORDER BY words.rank LIMIT ?"
        more = (_PASSAGE_WORDS,) if passage else ()
        found = self._database.execute(best, (*more, *given, question["limit"])).fetchall()
        hits = [self._hit(row[0]) for row in found]
        return Answered(total, hits, facets, [row[1] for row in found] if passage else ())

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for field, value, count in facets:
            counts.setdefault(field, {})[str(value)] = count
        return counts

    def _hit(self, number: int) -> Hit:
        asked = "SELECT id, title, body, kind, council, region, theme, year FROM record WHERE number = ?"
        id, title, body, kind, *many, year = self._database.execute(asked, (number,)).fetchone()
        councils, regions, themes = (tuple(values.split(",")) if values else () for values in many)
        return (id, title, body, kind, councils, regions, themes, str(year or ""))


def _found(question: Question) -> tuple[str, tuple[Any, ...]]:
    """The FROM and WHERE of the hits, and their parameters."""
    joins, conditions = "", ["words MATCH ?"]
    given: list[Any] = [expression(question)]
    for name in ("council", "region"):
        if question[name]:
            joins += f" JOIN facet_{name} AS kept ON kept.record = words.rowid"
            conditions.append("kept.value = ?")
            given.append(question[name])
    if question["years"]:
        joins += " JOIN facet_year AS dated ON dated.record = words.rowid"
        conditions.append("dated.value BETWEEN ? AND ?")
        given += question["years"]
    return f"FROM words{joins} WHERE {' AND '.join(conditions)}", tuple(given)


def expression(question: Question) -> str:
    stems = [f'"{stem}"' for stem in question["stems"]]
    match question["match"]:
        case "prefix":
            return f"{stems[0]}*"
        case "phrase":
            return " + ".join(stems)
        case "or":
            return " OR ".join(stems)
    return " AND ".join(stems)
