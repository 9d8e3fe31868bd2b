"""The normal form of query trees: nothing nested that can be flat, nothing negated twice, fields merged.

Both the parser and everything that rewrites a query build their nodes here, so that equal questions are equal
trees and print alike. None stands for "no words at all", such as punctuation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from carevoice_search.analysis import stop_words
from carevoice_search.model import (
    And,
    Condition,
    Everything,
    Filter,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Query,
    Range,
    Word,
)


def all_of(parts: Iterable[tuple[Node, bool]]) -> Node | None:
    """The conjunction of `parts`, each with whether it stands beside the others rather than after an AND.

    Values of one field that stand side by side widen one filter; after AND they are a filter of their own,
    which must hold too.
    """
    children: list[Node] = []
    for node, beside in parts:
        inner = node.children if isinstance(node, And) else (node,)
        fields = Counter(child.field for child in inner if isinstance(child, Filter) and not child.negated)
        for child in inner:
            widens = beside and isinstance(child, Filter) and fields[child.field] == 1
            _append(children, child, widens)
    if len(children) < 2:
        return children[0] if children else None
    return And(tuple(children))


def _append(children: list[Node], child: Node, widens: bool) -> None:
    if isinstance(child, Everything):
        return
    if isinstance(child, Filter):
        for place in reversed(range(len(children))):
            earlier = children[place]
            if not isinstance(earlier, Filter) or (earlier.field, earlier.negated) != (
                child.field,
                child.negated,
            ):
                continue
            if widens or child.negated:
                children[place] = replace(earlier, values=tuple(dict.fromkeys(earlier.values + child.values)))
                return
            if earlier == child:
                return
    elif isinstance(child, Period | Range) and child in children:
        return
    children.append(child)


def one_of(nodes: Iterable[Node]) -> Node | None:
    """The disjunction of `nodes`."""
    children: list[Node] = []
    for node in nodes:
        children.extend(node.children if isinstance(node, Or) else (node,))
    if len(children) < 2:
        return children[0] if children else None
    return Or(tuple(children))


def opposite(node: Node) -> Node:
    """The negation of `node`; conditions carry theirs themselves."""
    if isinstance(node, Not):
        return node.child
    if isinstance(node, Condition):
        return replace(node, negated=not node.negated)
    return Not(node)


def any_of(nodes: Sequence[Node]) -> Node | None:
    """What stands side by side when any word may match: what restricts still holds."""
    restricting = [node for node in nodes if restricts(node)]
    words = one_of(telling([node for node in nodes if not restricts(node)]))
    return all_of((node, True) for node in ([words] if words else []) + restricting)


def restricts(node: Node) -> bool:
    """Whether a node only narrows an answer: field terms, dates, figures, exclusions, and groups of nothing else."""
    if isinstance(node, And | Or):
        return all(restricts(child) for child in node.children)
    return isinstance(node, Condition | Not)


def telling(nodes: Sequence[Node]) -> Sequence[Node]:
    """The nodes without stop words, which would match nearly everything; all of them where none is left."""
    return [node for node in nodes if not _is_stop_word(node)] or nodes


def _is_stop_word(node: Node) -> bool:
    return is_plain(node) and isinstance(node, Word) and node.text in stop_words()


def is_plain(node: Node) -> bool:
    """Whether a node is a word as typed, without an operator; one with a hyphen counts."""
    if isinstance(node, Word):
        return not node.exact and node.scope is None
    return isinstance(node, Phrase) and node.joined and node.scope is None


def to_query(node: Node | None) -> Query:
    """A tree as a query: what must hold without scoring becomes filters."""
    if node is None or isinstance(node, Everything):
        return Query(Everything())
    parts = node.children if isinstance(node, And) else (node,)
    filters = tuple(part for part in parts if isinstance(part, Condition))
    scored = all_of((part, False) for part in parts if not isinstance(part, Condition))
    return Query(scored or Everything(), filters)


def to_tree(query: Query) -> Node | None:
    """The tree that `to_query` makes `query` of."""
    return all_of((part, False) for part in (query.root, *query.filters))
