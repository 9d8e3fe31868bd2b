"""Xapian, by Debian's python3-xapian."""

from __future__ import annotations

import tempfile

import xapian

from judged.rankers.words import words

GIVEN = "its TermGenerator and QueryParser with English stems and no stop list, its BM25Weight"


def version() -> str:
    return str(xapian.version_string())


def rank(documents: list[str], questions: list[str], limit: int) -> list[list[int]]:
    with tempfile.TemporaryDirectory(prefix="carevoice-xapian-") as folder:
        database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_NO_SYNC)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        for text in documents:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(text)
            database.add_document(document)
        database.commit()
        parser = xapian.QueryParser()
        parser.set_stemmer(xapian.Stem("en"))
        parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        parser.set_database(database)
        enquire = xapian.Enquire(database)
        found = []
        for question in questions:
            enquire.set_query(parser.parse_query(" ".join(words(question)), 0))
            found.append([match.docid - 1 for match in enquire.get_mset(0, limit)])
        database.close()
        return found
