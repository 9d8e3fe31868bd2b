"""What a query for all words becomes when no record holds them all: one for any of them."""

from __future__ import annotations

from dataclasses import replace

from carevoice_search.model import And, Boost, Node, Or, Query
from carevoice_search.query import all_of, is_plain, one_of, telling
from carevoice_search.synonyms import is_widened


def relaxed(query: Query) -> Query | None:
    """`query` with any of its words where it asked for all, or None where there is nothing to relax.

    Only words typed as they are give way, with what they were widened by; stop words among them are dropped.
    Whatever was asked for by an operator still holds: phrases, exact, title, prefix and fuzzy words, OR
    groups, exclusions, filters and periods. AND is what stands between words anyway, and gives way like it.
    """
    children = query.root.children if isinstance(query.root, And) else (query.root,)
    loose = [child for child in children if is_plain(child) or is_widened(child)]
    words: list[Node] = []
    synonyms: list[Node] = []
    for child in loose:
        for part in child.children if isinstance(child, Or) else (child,):
            target = synonyms if isinstance(part, Boost) else words
            target.extend(part.children if isinstance(part, And) else (part,))
    if len(words) < 2:
        return None
    held = [child for child in children if child not in loose]
    either = one_of([*telling(words), *synonyms])
    root = all_of((node, False) for node in (either, *held) if node)
    return replace(query, root=root) if root else None
