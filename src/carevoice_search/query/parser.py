"""Text to `Query`. Precedence, tightest first: NOT and minus, then side by side and AND, then OR."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from carevoice_search.errors import QueryError, UsageError
from carevoice_search.model import Everything, Match, Node, Query
from carevoice_search.query.lexer import Lexeme, lexemes
from carevoice_search.query.printer import unparse
from carevoice_search.query.terms import plain_term
from carevoice_search.query.tree import all_of, any_of, one_of, opposite, to_query
from carevoice_search.query.values import ResolvePublisher

LONGEST = 10_000
"""Characters that a query may have, as typed and as printed."""
DEEPEST = 50
"""Parentheses that may stand inside one another."""


def parse(text: str, *, match: Match = "all", resolve_publisher: ResolvePublisher | None = None) -> Query:
    """The query that `text` asks; nothing but spaces asks for everything.

    With match="any", words that stand side by side are alternatives, and stop words among them are dropped.
    `resolve_publisher` gives the publishers that may be meant, see `publishers_meant`; without it the text is
    taken as it is. Raises QueryError with the place of the trouble and its mend, UnknownValueError for a field
    or value that does not exist.
    """
    check_match(match)
    _check_length(text)
    if not text.strip():
        return Query(Everything())
    return _checked(_Parser(text, list(lexemes(text, resolve_publisher)), match).run(), text)


def plain(text: str, match: Match = "all") -> Query:
    """The words of `text` without any operator. Raises QueryError where there is none among its signs."""
    check_match(match)
    _check_length(text)
    if not text.strip():
        return Query(Everything())
    terms = [term for raw in text.split() if (term := plain_term(raw))]
    return _checked(_side_by_side([(term, False) for term in terms], match), text)


def check_match(match: str) -> None:
    """Raises UsageError where `match` is neither "all" nor "any"."""
    if match not in get_args(Match):
        raise UsageError(f"There is no match {match!r}: use one of {', '.join(get_args(Match))}.")


def _checked(node: Node | None, text: str) -> Query:
    if node is None:
        raise QueryError(
            "No word to search for",
            text,
            0,
            "signs alone match nothing: give a word, or nothing to see every record.",
        )
    query = to_query(node)
    # Printing may lengthen a query ("a b" with any word matching becomes "a OR b"), and must stay readable.
    if len(unparse(query)) > LONGEST:
        raise _too_long(text, len(text) - 1)
    return query


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise _too_long(text, LONGEST)


def _too_long(text: str, position: int) -> QueryError:
    return QueryError(
        f"The query is longer than {LONGEST:,} characters",
        text,
        position,
        "ask in several queries, or use fewer words.",
    )


def _side_by_side(parts: Sequence[tuple[Node, bool]], match: Match) -> Node | None:
    """Nodes in a row, each with whether AND stands before it."""
    if match == "all":
        return all_of((node, not joined) for node, joined in parts)
    groups: list[list[Node]] = []
    for node, joined in parts:
        if joined and groups:
            groups[-1].append(node)
        else:
            groups.append([node])
    conjunctions = (all_of((node, False) for node in group) for group in groups)
    return any_of([node for node in conjunctions if node])


class _Parser:
    """Recursive descent over the lexemes of one text."""

    def __init__(self, text: str, found: Sequence[Lexeme], match: Match) -> None:
        self.text = text
        self.lexemes = found
        self.place = 0
        self.match: Match = match

    def run(self) -> Node | None:
        node = self._alternatives(0)
        if lexeme := self._next():
            raise self._error("“)” without a “(”", lexeme, "take it out, or add the one that opens it.")
        return node

    def _next(self) -> Lexeme | None:
        return self.lexemes[self.place] if self.place < len(self.lexemes) else None

    def _take(self, *kinds: str) -> Lexeme | None:
        lexeme = self._next()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.place += 1
        return lexeme

    def _error(self, problem: str, lexeme: Lexeme, remedy: str) -> QueryError:
        return QueryError(problem, self.text, lexeme.position, remedy)

    def _alternatives(self, depth: int) -> Node | None:
        nodes = [self._row(depth)]
        while operator := self._take("OR"):
            self._needs_operand(operator)
            nodes.append(self._row(depth))
        return one_of(node for node in nodes if node)

    def _row(self, depth: int) -> Node | None:
        """Terms side by side, or with AND between them."""
        parts: list[tuple[Node, bool]] = []
        self._needs_no_operator()
        while (lexeme := self._next()) and lexeme.kind not in (")", "OR"):
            joined = self._take("AND")
            if joined:
                self._needs_operand(joined)
            if node := self._negated(depth):
                parts.append((node, joined is not None))
        return _side_by_side(parts, self.match)

    def _negated(self, depth: int) -> Node | None:
        negated = False
        while operator := self._take("NOT"):
            self._needs_operand(operator)
            negated = not negated
        node = self._single(depth)
        return opposite(node) if node and negated else node

    def _single(self, depth: int) -> Node | None:
        opening = self._take("(")
        if opening is None:
            term = self._take("term")
            return term.node if term else None
        # Alternatives that match="any" makes print in parentheses of their own.
        if depth >= (DEEPEST if self.match == "all" else DEEPEST - 1):
            raise self._error(
                f"More than {DEEPEST} parentheses inside one another", opening, "take some of them out."
            )
        if self._take(")"):
            raise self._error("Empty parentheses", opening, "put words there, or take them out.")
        node = self._alternatives(depth + 1)
        if not self._take(")"):
            raise self._error("“(” without a “)”", opening, "add the closing one.")
        return node

    def _needs_operand(self, operator: Lexeme) -> None:
        follower = self._next()
        if follower is None or follower.kind in (")", "AND", "OR"):
            raise self._dangling(operator, "after")

    def _needs_no_operator(self) -> None:
        lexeme = self._next()
        if lexeme and lexeme.kind in ("AND", "OR"):
            raise self._dangling(lexeme, "before")

    def _dangling(self, operator: Lexeme, side: str) -> QueryError:
        word = operator.kind
        return self._error(
            f"{word} has nothing {side} it",
            operator,
            f'add a word there, or search for it as a word in small letters: "{word.lower()}".',
        )
