"""SQLite's FTS5 with its Porter stems."""

from __future__ import annotations

import sqlite3

from judged.rankers.words import words

GIVEN = "tokenize = porter unicode61, no stop list, its bm25()"


def version() -> str:
    return sqlite3.sqlite_version


def rank(documents: list[str], questions: list[str], limit: int) -> list[list[int]]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE document USING fts5 (body, tokenize = 'porter unicode61')")
    database.executemany("INSERT INTO document (rowid, body) VALUES (?, ?)", enumerate(documents))
    asked = "SELECT rowid FROM document WHERE document MATCH ? ORDER BY rank, rowid LIMIT ?"
    found = []
    for question in questions:
        any_of = " OR ".join(f'"{word}"' for word in words(question))
        found.append([place for (place,) in database.execute(asked, (any_of, limit))])
    return found
