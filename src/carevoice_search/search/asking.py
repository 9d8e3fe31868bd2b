"""A query as the engine is asked it: one way for hits, grids and timelines alike, so that they count the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol, TypeVar

from carevoice_search import vocabulary
from carevoice_search.engines import Engine
from carevoice_search.model import Query
from carevoice_search.search.predecessors import with_predecessors
from carevoice_search.search.relaxation import relaxed
from carevoice_search.synonyms import widen, with_compounds


class Asked(NamedTuple):
    """A query as the engine is asked it (`query`), and what was done to it on the way.

    `base` is what was asked, predecessors of its councils taken in where that was wished; `other` is the opposite,
    as the engine would be asked it, and `added` the codes of the councils in which the two differ.
    """

    query: Query
    base: Query
    other: Query
    added: tuple[str, ...]
    widened: Mapping[str, tuple[str, ...]]
    relaxed: bool = False


class Answered(Protocol):
    """Whatever an engine answers: it says how many records match."""

    @property
    def total(self) -> int: ...


_Answer = TypeVar("_Answer", bound=Answered)


def ask(
    engine: Engine, query: Query, work: Callable[[Query], _Answer], *, synonyms: bool, predecessors: bool
) -> tuple[Asked, _Answer]:
    """What `work` answers to `query`: widened, and relaxed where nothing matches all of its words."""
    asked = _as_asked(query, synonyms=synonyms, predecessors=predecessors)
    answer = work(asked.query)
    if not answer.total and (less := _relaxed(engine, asked)):
        return less, work(less.query)
    return asked, answer


def asked_of(engine: Engine, query: Query, *, synonyms: bool, predecessors: bool = False) -> Asked:
    """`query` as the engine is asked it in the end."""
    asked = _as_asked(query, synonyms=synonyms, predecessors=predecessors)
    if not engine.count(asked.query) and (less := _relaxed(engine, asked)):
        return less
    return asked


def _as_asked(query: Query, *, synonyms: bool, predecessors: bool) -> Asked:
    """`query` as the engine is asked it at first; no engine is needed for that."""
    wide, added = with_predecessors(query)
    base, other = (wide, query) if predecessors else (query, wide)
    asked, widened = _widened(base, synonyms)
    return Asked(asked, base, _widened(other, synonyms)[0] if added else asked, added, widened)


def _widened(query: Query, synonyms: bool) -> tuple[Query, Mapping[str, tuple[str, ...]]]:
    root = with_compounds(query.root)
    widened: dict[str, tuple[str, ...]] = {}
    if synonyms:
        root, widened = widen(root, vocabulary.synonyms())
    return replace(query, root=root), widened


def _relaxed(engine: Engine, asked: Asked) -> Asked | None:
    """`asked` for any of its words, where no record matches its words and some record does match that.

    Filters have no say in it: what a facet counts is what choosing its value finds.
    """
    query = relaxed(asked.query)
    if query is None or engine.count(Query(asked.query.root)) or not engine.count(Query(query.root)):
        return None
    return asked._replace(query=query, other=relaxed(asked.other) or asked.other, relaxed=True)
