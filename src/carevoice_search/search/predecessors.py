"""The authorities that went before a chosen council and are counted on their own."""

from __future__ import annotations

from dataclasses import replace

from carevoice_search import gazetteer
from carevoice_search.model import MISSING, And, Boost, Filter, Node, Not, Or, Query


def with_predecessors(query: Query) -> tuple[Query, tuple[str, ...]]:
    """`query` with the predecessors of every council that it chooses, and the codes that this added.

    A council is chosen wherever its filter stands, in an OR group as well; those that are excluded stay as
    they are.
    """
    added: dict[str, None] = {}
    root = _widened(query.root, True, added)
    filters = tuple(
        _widened_filter(part, True, added) if isinstance(part, Filter) else part for part in query.filters
    )
    return Query(root, filters), tuple(added)


def _widened(node: Node, wanted: bool, added: dict[str, None]) -> Node:
    """`wanted` is false within a negation: what is excluded there is chosen by excluding it again."""
    match node:
        case Filter():
            return _widened_filter(node, wanted, added)
        case And(children) | Or(children):
            return replace(node, children=tuple(_widened(child, wanted, added) for child in children))
        case Not(child):
            return Not(_widened(child, not wanted, added))
        case Boost(child, weight):
            return Boost(_widened(child, wanted, added), weight)
    return node


def _widened_filter(part: Filter, wanted: bool, added: dict[str, None]) -> Filter:
    if part.field != "council" or part.negated == wanted:
        return part
    chosen = [value for value in part.values if value != MISSING]
    before = dict.fromkeys(code for value in chosen for code in gazetteer.predecessors(value))
    more = [code for code in before if code not in part.values]
    added.update(dict.fromkeys(more))
    return replace(part, values=(*part.values, *more))
