"""A query's text cut into marks (parentheses, AND, OR, NOT, a leading minus) and terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from carevoice_search.errors import QueryError
from carevoice_search.model import Node
from carevoice_search.query.terms import QUOTES, phrase_term, shown, word_term
from carevoice_search.query.values import (
    DATE,
    VALUE,
    ResolvePublisher,
    date_term,
    field_term,
    known_name,
    range_term,
    sign_in_value,
    unknown_field,
)
from carevoice_search.schema import TEXT_SCOPES

Kind = Literal["(", ")", "AND", "OR", "NOT", "term"]

_CHUNK = re.compile(rf"[^\s(){QUOTES}]+")
_NAME = re.compile(r"([^\W\d_][\w-]*):")
_SLOP = re.compile(r"~(\d*)")
_GLUED = re.compile(r"(AND|OR|NOT)[-=]")


# What words alone do not need is not compiled for them.


@cache
def _quoted_text() -> re.Pattern[str]:
    return re.compile(rf"[{QUOTES}]((?:[^{QUOTES}\\]|\\.)*)[{QUOTES}]", re.DOTALL)


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(rf"\\([\\{QUOTES}])")


@cache
def _bare_value() -> re.Pattern[str]:
    return re.compile(rf"[^\s(),{QUOTES}]+")


class Lexeme(NamedTuple):
    """A mark or a term; `node` is None for marks and for punctuation that searches for nothing."""

    kind: Kind
    position: int
    node: Node | None = None


def lexemes(text: str, resolve_publisher: ResolvePublisher | None) -> Iterator[Lexeme]:
    """The lexemes of `text`. Raises QueryError at the first place that cannot be read."""
    return _Scanner(text, resolve_publisher).run()


class _Scanner:
    """Reads one text; `place` is the offset of what comes next."""

    def __init__(self, text: str, resolve_publisher: ResolvePublisher | None) -> None:
        self.text = text
        self.place = 0
        self.resolve_publisher = resolve_publisher

    def run(self) -> Iterator[Lexeme]:
        while self.place < len(self.text):
            start = self.place
            character = self.text[start]
            if character.isspace():
                self.place += 1
            elif character in "()":
                self.place += 1
                yield Lexeme("(" if character == "(" else ")", start)
            elif self._is_minus():
                self.place += 1
                yield Lexeme("NOT", start)
                if self.text[self.place] != "(":
                    yield self._term()
            else:
                yield self._operator() or self._term()

    def _is_minus(self) -> bool:
        """A minus negates at a word's start only: "co-production", "a - b" and "--plain" hold none."""
        before = self.text[self.place - 1] if self.place else " "
        after = self.text[self.place + 1 : self.place + 2]
        opens = before.isspace() or before == "("
        return self.text[self.place] == "-" and opens and not (after in ("", ")", "-") or after.isspace())

    def _operator(self) -> Lexeme | None:
        chunk = _CHUNK.match(self.text, self.place)
        if not chunk:
            return None
        position, word = self.place, chunk.group()
        match word:
            case "AND" | "OR" | "NOT":
                self.place = chunk.end()
                return Lexeme(word, position)
        if glued := _GLUED.match(word):
            raise self._glued(glued.group(1), word)
        return None

    def _glued(self, operator: str, word: str) -> QueryError:
        rest = shown(word[len(operator) :])
        mend = f"put a space after the operator: {operator} {rest}" if rest[1:] else f"take the “{rest}” away"
        return QueryError(
            f"“{shown(word)}” begins with {operator}",
            self.text,
            self.place,
            f"{mend}. If it is a word, write it in small letters: {operator.lower()}{rest}.",
        )

    def _term(self) -> Lexeme:
        position = self.place
        name = _NAME.match(self.text, self.place)
        if name and self._names_field(name):
            return Lexeme("term", position, self._field(name.group(1)))
        return Lexeme("term", position, self._words(None))

    def _names_field(self, name: re.Match[str]) -> bool:
        """Whether a word with a colon is a field term; a word that only looks like one is an error."""
        if known_name(name.group(1)):
            return True
        after = self.text[name.end() : name.end() + 2]
        if not after or after[0].isspace() or after[0] == ")" or after == "//":
            return False
        raise unknown_field(name.group(1), self.text, name.start())

    def _field(self, name: str) -> Node | None:
        position = self.place
        name = name.lower()
        self.place += len(name) + 1
        if name in TEXT_SCOPES:
            return self._scoped(name, position)
        values = list(self._values(name, position))
        if name == DATE:
            return date_term(values, self.text, position)
        if name == VALUE:
            return range_term(values, self.text, position)
        return field_term(name, values, self.text, self.resolve_publisher)

    def _scoped(self, name: str, position: int) -> Node | None:
        """A word or a phrase of one text field."""
        place = self.place + (self.text[self.place : self.place + 1] == "=")
        if place == len(self.text) or self.text[place] in "()" or self.text[place].isspace():
            raise QueryError(
                f"Nothing after “{name}:”",
                self.text,
                position,
                f'write a word or a phrase straight after the colon: {name}:trust, {name}:"social worker".',
            )
        return self._words(name)

    def _values(self, name: str, position: int) -> Iterator[tuple[str, int, bool]]:
        """The values of a comma list, each with its place and whether it was quoted."""
        while True:
            start = self.place
            if start < len(self.text) and self.text[start] in QUOTES:
                value, quoted = self._quoted(), True
            else:
                bare = _bare_value().match(self.text, start)
                self.place = bare.end() if bare else start
                value, quoted = (bare.group() if bare else ""), False
            if not value.strip():
                self._refuse_empty(name, position)
            yield value, start, quoted
            after = self.text[self.place : self.place + 1]
            if quoted and after in ("*", "~"):
                raise sign_in_value(name, after, value, self.text, self.place)
            if after != ",":
                return
            self.place += 1

    def _refuse_empty(self, name: str, position: int) -> None:
        after = self.text[self.place : self.place + 1]
        if name == VALUE:
            remedy = "write a number or a range, as in value:30, value:30..50, value:30.. or value:..50."
        elif after == "(":
            remedy = f"parentheses do not go into a field: write {name}:one,two for several values."
        elif after.isspace() and self.text[self.place - 1] in ":,":
            remedy = f'leave no spaces, and quote a value of several words: {name}:one,"two words".'
        else:
            remedy = f"name a value, as {name}:value, or use {name}:missing for the records without one."
        raise QueryError(f"Empty value for “{name}:”", self.text, position, remedy)

    def _words(self, scope: str | None) -> Node | None:
        """A word or a phrase, with its leading equals sign if it has one."""
        position = self.place
        exact = self.text[position] == "="
        if exact:
            self.place += 1
            self._refuse_field()
        after = self.text[self.place : self.place + 1]
        if exact and after == "(":
            raise QueryError(
                "“=” before a parenthesis",
                self.text,
                position,
                'put it before each word or quoted phrase: =carers, ="care leavers".',
            )
        if after and after in QUOTES:
            words = self._quoted()
            return phrase_term(words, self._slop(), exact, scope)
        chunk = _CHUNK.match(self.text, self.place)
        if not chunk:
            return None
        self.place = chunk.end()
        return word_term(chunk.group(), self.text, position, exact, scope)

    def _refuse_field(self) -> None:
        name = _NAME.match(self.text, self.place)
        if name and known_name(name.group(1)):
            remedy = f"for a title, title:=word; {DATE} and the other fields are exact without it."
            raise QueryError("“=” before a field", self.text, self.place - 1, remedy)

    def _quoted(self) -> str:
        match = _quoted_text().match(self.text, self.place)
        if not match:
            raise QueryError(
                "Unclosed quote",
                self.text,
                self.place,
                'the quote that opens here has no end: add a " after the phrase, or take this one out.',
            )
        self.place = match.end()
        return _escape().sub(r"\1", match.group(1))

    def _slop(self) -> int:
        match = _SLOP.match(self.text, self.place)
        if not match:
            return 0
        if not match.group(1) or len(match.group(1)) > 3:
            raise QueryError(
                "“~” after a phrase needs a number up to 999",
                self.text,
                self.place,
                'say how many other words may stand between: "social worker"~5.',
            )
        self.place = match.end()
        return int(match.group(1))
