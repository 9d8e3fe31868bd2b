"""The fields as Whoosh sees them; only a commit and Whoosh itself need them.

The classes' names are pickled with every table of contents: renaming one is a change of format (`manifest.FORMAT`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from struct import pack, unpack
from typing import Any, NoReturn

from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer, Token

from carevoice_search.analysis import stem, tokens
from carevoice_search.engines.whoosh.fields import (
    DATE_FIRST,
    DATE_LAST,
    EXACT,
    ID,
    STEMS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    VALUE,
)
from carevoice_search.errors import UsageError
from carevoice_search.schema import FIELDS

TEXT_GAP = 1_000_000
"""How far the text's positions stand behind the title's, for Whoosh: no phrase may reach from one into the other."""

SORTABLE = (DATE_FIRST, DATE_LAST, VALUE, TEXT_LENGTH, TITLE_LENGTH)
"""The numeric columns that Whoosh can sort and group by."""

TITLE_KEY = "title_key"
"""A column of titles without regard to case, to sort by."""

RECORD = "record"
"""What is stored of a record: its JSON."""


def refuse_writing() -> NoReturn:
    """Whoosh's writers know nothing of the owner's seal, of pages, and of how the segments are filled."""
    raise UsageError("Whoosh cannot write to an index of carevoice-search; use: carevoice index")


class FoldedWords(Analyzer):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """The project's analyzer in Whoosh's clothes: for query parsers, and for highlights."""

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __call__(self, value: str, start_pos: int = 0, start_char: int = 0, **kwargs: Any) -> Iterator[Token]:
        for token in tokens(value):
            yield Token(
                positions=True,
                chars=True,
                text=stem(token.text) if self.stemmed else token.text,
                pos=token.position + start_pos,
                startchar=token.start + start_char,
                endchar=token.end + start_char,
            )


class Places(formats.Positions):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A posting's places as 32-bit steps where Whoosh's own format makes a pickle of them."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        steps = (place - before for before, place in pairwise((0, *poslist)))
        return pack(f"<{len(poslist)}I", *steps)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return list(accumulate(unpack(f"<{len(valuestring) // 4}I", valuestring)))

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class ValuesColumn(columns.Column):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A facet column: a tuple of values for each document. One without any has the empty value alone."""

    reversible = False
    _default = ("",)

    def writer(self, dbfile: Any) -> NoReturn:
        refuse_writing()

    def stores_lists(self) -> bool:
        return True


class TextColumn(columns.Column):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A text for each document, from what is stored of it."""

    reversible = False
    _default = ""

    def writer(self, dbfile: Any) -> NoReturn:
        refuse_writing()


class TermsField(fields.FieldType):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Words or stems with their places."""

    def __init__(self, stemmed: bool) -> None:
        super().__init__(Places(), FoldedWords(stemmed), scorable=True)

    def index(self, value: object, **kwargs: Any) -> NoReturn:
        refuse_writing()


class ValuesField(fields.FieldType):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """Whole values as terms, with their commas, spaces and case, and a column to group and sort by."""

    def __init__(self, column: columns.Column) -> None:
        super().__init__(formats.Existence(), FoldedWords(stemmed=False), sortable=column)

    def index(self, value: object, **kwargs: Any) -> NoReturn:
        refuse_writing()

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        return iter((qstring,))

    def from_column_value(self, value: str | Iterable[str]) -> str | tuple[str, ...]:
        """A group's name as it is; a document's values without the empty one."""
        return value if isinstance(value, str) else tuple(one for one in value if one)


class IndexSchema(fields.Schema):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """The fields of an index. They cannot be committed by Whoosh's own writer.

    It would write the next segment, and at a merge all of them, with its own codec and without the owner's seal.
    """

    def clean(self) -> None:
        """Whoosh calls this when, and only when, it writes a table of contents."""
        refuse_writing()


class CommittedSchema(IndexSchema):
    """The same fields while a commit of ours writes them: what is read back is an `IndexSchema`."""

    def clean(self) -> None:
        fields.Schema.clean(self)

    def __reduce__(self) -> tuple[object, ...]:
        return IndexSchema, (), self.__dict__


def make_schema() -> CommittedSchema:
    kinds: dict[str, fields.FieldType] = {RECORD: fields.STORED()}
    kinds |= {name: TermsField(stemmed=False) for name in EXACT}
    kinds |= {name: TermsField(stemmed=True) for name in STEMS}
    kinds |= {name: ValuesField(ValuesColumn()) for name in FIELDS}
    kinds |= {name: fields.COLUMN(columns.NumericColumn("Q")) for name in SORTABLE}
    kinds |= {ID: ValuesField(TextColumn()), TITLE_KEY: fields.COLUMN(TextColumn())}
    return CommittedSchema(**kinds)
