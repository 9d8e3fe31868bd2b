"""A segment's dictionary and postings in the shapes that Whoosh's reader, queries and scorers ask for.

Memory views instead of arrays where single numbers are read: they give Python's integers, and faster.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from carevoice_search.engines.whoosh.expansion import Vocabulary
from carevoice_search.engines.whoosh.fields import EXACT, STEMS, TITLE_TOKENS, TOKENS
from carevoice_search.engines.whoosh.layout import Array
from carevoice_search.engines.whoosh.schema import TEXT_GAP
from carevoice_search.engines.whoosh.segment import Segment, Terms

LENGTHS = {scale.text: TOKENS for scale in (EXACT, STEMS)} | {
    scale.title: TITLE_TOKENS for scale in (EXACT, STEMS)
}
"""The column that holds a field's length in every document, as Whoosh counts it: all tokens."""


class TermsReader(base.TermsReader):  # type: ignore[misc]  # whoosh is untyped
    """The terms of all fields, by the fields' names and then by bytes, as Whoosh merges those of several segments."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._fields = {name: segment.fields[name] for name in sorted(segment.fields)}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, terms.text(number)) for field, terms, number in self._from("", b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((field, terms.text(number)) for field, terms, number in self._from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for field, terms, number in self._from(fieldname, prefix):
            yield (field, terms.text(number)), Postings(self._segment, field, number).info()

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return self._known(fieldname, text).info()

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often the term stands in all documents; 0 where it does not, which Whoosh's reader counts on."""
        found = self._find(fieldname, text)
        return found.total if found else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        found = self._find(fieldname, text)
        return len(found.documents) if found else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        return PostingsMatcher(self._known(fieldname, text), (fieldname, text), format_, scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> Cursor | base.EmptyCursor:
        terms = self._fields.get(fieldname)
        return Cursor(self._segment, fieldname, terms, fieldobj) if terms else base.EmptyCursor()

    def _from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, Terms, int]]:
        for field, terms in self._fields.items():
            if field >= fieldname:
                first = terms.least(prefix) if field == fieldname else terms.first
                for number in range(first, terms.last):
                    yield field, terms, number

    def _find(self, fieldname: str, text: bytes) -> Postings | None:
        terms = self._fields.get(fieldname)
        number = terms.find(text) if terms else -1
        return None if number < 0 else Postings(self._segment, fieldname, number)

    def _known(self, fieldname: str, text: bytes) -> Postings:
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return found


class Cursor(base.FieldCursor):  # type: ignore[misc]  # whoosh is untyped
    """A place in one field's terms."""

    def __init__(self, segment: Segment, field: str, terms: Terms, fieldobj: Any) -> None:
        self._segment, self._field, self._fieldobj = segment, field, fieldobj
        self.terms = terms
        self._number = terms.first

    def first(self) -> str | None:
        self._number = self.terms.first
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        self._number = self.terms.least(self._fieldobj.to_bytes(string))
        return self.text()

    def next(self) -> str | None:
        self._number += 1
        return self.text()

    def is_valid(self) -> bool:
        return self._number < self.terms.last

    def text(self) -> str | None:
        return self._fieldobj.from_bytes(self.terms.text(self._number)) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return Postings(self._segment, self._field, self._number).info() if self.is_valid() else None


class NearWords(base.Automata):  # type: ignore[misc]  # whoosh is untyped
    """Fuzzy words as our own search finds them: Whoosh's automata know no swapped neighbours."""

    def terms_within(
        self, fieldcur: Cursor | base.EmptyCursor, uterm: str, maxdist: int, prefix: int = 0
    ) -> Iterator[str]:
        if isinstance(fieldcur, Cursor):
            for _, word, _ in Vocabulary(fieldcur.terms).within(uterm, maxdist):
                if word[:prefix] == uterm[:prefix]:
                    yield word


class Postings:
    """The documents that hold a term, deleted ones too; where the field has positions, how often and where."""

    def __init__(self, segment: Segment, field: str, number: int) -> None:
        terms = segment.fields[field]
        start, holding = int(terms.starts[number]), int(terms.holding[number])
        self.documents: Array = segment.documents[start : start + holding]
        self.counts: Array | None = segment.counts[start : start + holding] if terms.positional else None
        self.total = int(terms.total[number]) if terms.positional else holding
        self._first_place = int(terms.places[number]) if terms.positional else 0
        self._segment, self._field = segment, field

    def positions(self, place: int) -> list[int]:
        """Where the term stands in the document at `place` of the list: in the text, behind a gap."""
        first, last = self._ends[place : place + 2].tolist()
        title = int(self._segment.numbers(TITLE_TOKENS)[self.documents[place]])
        found = self._segment.positions[self._first_place + first : self._first_place + last].tolist()
        return [position if position < title else position + TEXT_GAP for position in found]

    @cached_property
    def _ends(self) -> Array:
        """Where each document's positions begin among the term's, and where the last one's end."""
        counts = np.zeros_like(self.documents) if self.counts is None else self.counts
        return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))

    def info(self) -> TermInfo:
        if not len(self.documents):
            raise ValueError(f"a term of {self._field} without a document")
        shortest, longest = self._lengths()
        greatest = 1 if self.counts is None else int(self.counts.max())
        first, last = int(self.documents[0]), int(self.documents[-1])
        return TermInfo(
            float(self.total), len(self.documents), shortest, longest, float(greatest), first, last
        )

    def _lengths(self) -> tuple[int, int]:
        """Of the documents' fields, the shortest and the longest."""
        column = LENGTHS.get(self._field)
        if column is None:
            return 0, 0
        lengths = self._segment.numbers(column)[self.documents]
        return int(lengths.min()), int(lengths.max())


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]  # whoosh is untyped
    """A walk over a term's postings. The whole list is one block to Whoosh's quality optimisations."""

    def __init__(self, postings: Postings, term: tuple[str, bytes], format_: Any, scorer: Any) -> None:
        self._postings = postings
        self._term = term
        self.format = format_
        self.scorer = scorer
        self._documents = postings.documents.data
        self._counts = None if postings.counts is None else postings.counts.data
        self._place = 0

    def is_active(self) -> bool:
        return self._place < len(self._documents)

    def reset(self) -> None:
        self._place = 0

    def copy(self) -> PostingsMatcher:
        other = PostingsMatcher(self._postings, self._term, self.format, self.scorer)
        other._place = self._place
        return other

    def id(self) -> int:
        return int(self._documents[self._place])

    def all_ids(self) -> Iterator[int]:
        return iter(self._documents[self._place :].tolist())

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    def next(self) -> bool:
        """Whether the move left the block, and with it the list."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._place = bisect_left(self._documents, id, self._place)

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() > minquality:
            return 0
        self._place = len(self._documents)
        return 1

    def weight(self) -> float:
        return 1.0 if self._counts is None else float(self._counts[self._place])

    def value(self) -> bytes:
        encoded: bytes = self.format.encode(self._postings.positions(self._place))
        return encoded

    def value_as(self, astype: str) -> Any:
        if astype == "positions" and self._counts is not None:
            return self._postings.positions(self._place)
        return self.format.decoder(astype)(self.value())

    def block_min_length(self) -> int:
        return int(self._whole.min_length())

    def block_max_length(self) -> int:
        return int(self._whole.max_length())

    def block_max_weight(self) -> float:
        return float(self._whole.max_weight())

    def block_min_id(self) -> int:
        return int(self._documents[0])

    def block_max_id(self) -> int:
        return int(self._documents[-1])

    @cached_property
    def _whole(self) -> TermInfo:
        return self._postings.info()
