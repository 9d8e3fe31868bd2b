"""A query as the text that parses to it."""

from __future__ import annotations

import re

from carevoice_search.model import (
    And,
    Boost,
    Everything,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Range,
    Word,
)
from carevoice_search.query.terms import QUOTES, in_quotes

_BARE = re.compile(rf"[^\W_](?:[^\s(),*~{QUOTES}\\]*[^\W_])?\Z")


def unparse(query: Query) -> str:
    """The text of a query: `parse(unparse(query)) == query`. Everything is the empty text.

    Weights that widening gave are not part of the language and are left out.
    """
    root = _unweighted(query.root)
    parts = root.children if isinstance(root, And) else () if isinstance(root, Everything) else (root,)
    return _conjunction((*parts, *query.filters))


def _text(node: Node) -> str:
    match node:
        case Everything():
            return ""
        case Word() | Phrase():
            return _words(node)
        case Prefix(text):
            return f"{text}*"
        case Fuzzy(text, distance):
            return f"{text}~" if distance == 1 else f"{text}~{distance}"
        case And(children):
            return _conjunction(children)
        case Or(children):
            return " OR ".join(f"({_text(child)})" if _is_or(child) else _text(child) for child in children)
        case Not(child):
            return f"-{_grouped(child)}"
        case Boost():
            return _text(_unweighted(node))
        case Filter(field, values, negated):
            return f"{'-' if negated else ''}{field}:{','.join(_value(value) for value in values)}"
        case Period(since, until, negated):
            span = f"{since}" if since == until else f"{since or ''}..{until or ''}"
            return f"{'-' if negated else ''}date:{span}"
        case Range(least, most, negated):
            span = number(least) if least == most else f"{number(least)}..{number(most)}"
            return f"{'-' if negated else ''}value:{span}"


def number(value: float | None) -> str:
    """A number in digits, without an exponent, that reads back as the same; None is open and empty."""
    if value is None:
        return ""
    text = repr(float(value)).removesuffix(".0")
    if "e" not in text:
        return text
    from decimal import Decimal

    return f"{Decimal(text):f}"


def _conjunction(parts: tuple[Node, ...]) -> str:
    """Parts side by side; a second filter on a field needs its AND, or it would widen the first."""
    said: list[str] = []
    fields: set[str] = set()
    for part in parts:
        if isinstance(part, Filter) and not part.negated:
            if part.field in fields:
                said.append("AND")
            fields.add(part.field)
        said.append(_grouped(part) if len(parts) > 1 else _text(part))
    return " ".join(said)


def _grouped(node: Node) -> str:
    return f"({_text(node)})" if isinstance(_unweighted(node), And | Or) else _text(node)


def _is_or(node: Node) -> bool:
    return isinstance(_unweighted(node), Or)


def _unweighted(node: Node) -> Node:
    while isinstance(node, Boost):
        node = node.child
    return node


def _words(node: Word | Phrase) -> str:
    before = f"{node.scope}:" if node.scope else ""
    before += "=" if node.exact else ""
    if isinstance(node, Word):
        return before + node.text
    if node.joined:
        return before + "-".join(node.words)
    return f'{before}"{" ".join(node.words)}"' + (f"~{node.slop}" if node.slop else "")


def _value(value: str) -> str:
    return value if _BARE.match(value) else in_quotes(value)
