"""The face that every engine is driven through. Imports nothing that a cold start would have to pay for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from zlib import crc32

if TYPE_CHECKING:
    from compared.questions import Question

Terms = Sequence[Any]
"""A record for the peers: id, title, terms of the text, kind, councils, regions, themes, year (0: none)."""


Hit = tuple[str, str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
"""What every engine returns of a record: id, title, text, kind, councils, regions, themes, year ("" for none)."""


class Answered(NamedTuple):
    """`facets` are counts in the engine's own form, which `counts` turns into ours after the clock has stopped."""

    total: int
    hits: list[Hit]
    facets: Any = None
    passages: Sequence[str] = ()


class Searching(Protocol):
    """An opened index."""

    def can(self, question: Question) -> bool:
        """Whether the engine has what the question needs."""
        ...

    def answer(self, question: Question) -> Answered:
        """The whole of what is timed: from words to the number of hits, ten records and facet counts."""
        ...

    def counts(self, facets: Any) -> Mapping[str, Mapping[str, int]]:
        """Facet field to value to number of hits."""
        ...


class EngineModule(Protocol):
    """What a module of this package offers."""

    GIVEN: str
    """What the engine is given and how it is set up, in a sentence or two for the reader of the table."""

    def version(self) -> str: ...

    def build(self, folder: Path, batches: Iterable[list[Terms]]) -> None:
        """Make the index in an empty folder, in the state in which it is best searched."""
        ...

    def opened(self, folder: Path) -> Searching: ...

    # Where a module has `build_from_text(folder, batches)`, it can also make the index from texts as written, with
    # an analysis of its own. Where it has `as_record(fields)`, that turns a line into what `build` takes.


def each(batches: Iterable[list[Terms]]) -> Iterator[Terms]:
    for batch in batches:
        yield from batch


def digest(hit: Hit) -> int:
    """A checksum of all that a hit states; of the text the number of words, which all engines have alike."""
    id, title, text, kind, councils, regions, themes, year = hit
    many = (",".join(sorted(values)) for values in (councils, regions, themes))
    return crc32("\x1f".join((id, title, str(len(text.split())), kind, *many, year)).encode())
