"""Did you mean: the nearest words of the index for words that no record holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from carevoice_search.engines import Engine
from carevoice_search.model import And, Node, Or, Phrase, Query, Word
from carevoice_search.query import all_of, one_of, to_query, to_tree, unparse

SHORTEST = 3
"""Letters that a word needs before a near one means anything."""
SHORTEST_FAR = 6
"""Letters that a word needs before two edits may be meant."""
SHORTEST_PART = 3
"""Letters of each half when a joined word is split."""

MOST_MENDED = 5
"""Words of a query that are looked up: each walks the whole vocabulary."""

Mends = dict[str, tuple[str, ...]]


def suggest(engine: Engine, query: Query, widened: frozenset[str] = frozenset()) -> str | None:
    """The text of `query` with every word that nothing matches replaced by the nearest one, or None.

    `widened` holds the words that synonyms stand in for; they need no mend.
    """
    covered = {word for form in widened for word in form.split()}
    asked = (part for part in dict.fromkeys(_words(query.root)) if part[0] not in covered)
    unknown = (word for word, exact in asked if _unknown(engine, word, exact))
    mends: Mends = {}
    for word in islice(unknown, MOST_MENDED):
        if mend := _mend(engine, word):
            mends[word] = mend
    tree = to_tree(query)
    return unparse(to_query(_mended(tree, mends))) if mends and tree else None


def _words(node: Node) -> Iterator[tuple[str, bool]]:
    """The words that must or may match, each with whether it was asked for exactly."""
    match node:
        case Word(text, exact):
            yield text, exact
        case Phrase(words, _, exact):
            yield from ((word, exact) for word in words)
        case And(children) | Or(children):
            for child in children:
                yield from _words(child)
        case _:
            return


def _unknown(engine: Engine, word: str, exact: bool) -> bool:
    if engine.frequency(word):
        return False
    return exact or not engine.count(Query(Word(word)))


def _mend(engine: Engine, word: str) -> tuple[str, ...] | None:
    """The known word or two that were probably meant. A number is what it is: another is no mend."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    if near := _nearest(engine, word, 1):
        return (near,)
    if halves := _halves(engine, word):
        return halves
    if len(word) >= SHORTEST_FAR and (near := _nearest(engine, word, 2)):
        return (near,)
    return None


def _nearest(engine: Engine, word: str, distance: int) -> str | None:
    near = [
        (-records, other) for other, records in engine.near_words(word, distance) if records and other != word
    ]
    return min(near)[1] if near else None


def _halves(engine: Engine, word: str) -> tuple[str, str] | None:
    """Two known words that were written as one, as in "careleaver": those that stand together most often."""
    found: list[tuple[int, int, tuple[str, str]]] = []
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        halves = word[:cut], word[cut:]
        rarer = min(engine.frequency(half) for half in halves)
        if rarer:
            found.append((engine.count(Query(Phrase(halves))), rarer, halves))
    return max(found)[2] if found else None


def _mended(node: Node, mends: Mends) -> Node:
    match node:
        case Word(text, exact, scope) if text in mends:
            parts = [(Word(word, exact, scope), False) for word in mends[text]]
            return all_of(parts) or node
        case Phrase(words, slop, exact, scope, joined):
            mended = tuple(part for word in words for part in mends.get(word, (word,)))
            return Phrase(mended, slop, exact, scope, joined)
        case And(children):
            return all_of((_mended(child, mends), False) for child in children) or node
        case Or(children):
            return one_of(_mended(child, mends) for child in children) or node
    return node
