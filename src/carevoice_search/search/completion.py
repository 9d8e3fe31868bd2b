"""What a query that is being typed may go on as: words of the index, values of its fields, and the fields too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from carevoice_search.analysis import slug, stop_words, tokens, words
from carevoice_search.engines import Engine
from carevoice_search.model import MISSING, Completion, Everything, Filter, Query
from carevoice_search.query import QUOTES, unparse
from carevoice_search.schema import FIELDS, TEXT_SCOPES

LONGEST = 1000
"""Characters of a text that is completed."""
MOST_WORDS = 4
"""Words at the end of a text that may be the beginning of one label."""
_MOST_VALUES = 5000
"""Values of a field that are looked at, those of most records first: there may be a great many publishers."""
_SHORTEST_NAME = 2
"""Letters from which the name of a field is offered."""
_FIELD = re.compile(
    rf"(?:^|[\s(])-?(([^\W\d_][\w-]*):(?:(?:[{QUOTES}][^{QUOTES}]*[{QUOTES}]|[^\s(),{QUOTES}]*),)*)"
    rf"([^\s(),{QUOTES}]*)\Z"
)
"""A field term: all before its last value, its name, and as much of that value as is there."""
_LAST = re.compile(rf"(-?=?)([^\s(){QUOTES}]+)\Z")
_BEFORE = re.compile(rf"(?:(?<=\s)|\A)([^\s(){QUOTES}]+)\s+\Z")
_SIGN = re.compile(r"[:*~=]|\A-")
_OPERATORS = ("AND", "OR", "NOT")
_HALF_PAIRS = re.compile("[\ud800-\udfff]")


class _Typed(NamedTuple):
    """Words at the end of a text, folded, and where the first of them begins."""

    words: tuple[str, ...]
    start: int


class _Found(NamedTuple):
    """A completion, and what it is ranked by beside its count: how many words it takes up, and what it is."""

    taken: int
    kind: int
    completion: Completion

    @property
    def key(self) -> tuple[int, int, int, str]:
        return -self.taken, self.kind, -self.completion.count, self.completion.label.casefold()


_BEGINS, _INSIDE, _NAME = range(3)
"""The words begin a label or a word, stand inside of a label, begin the name of a field."""


def suggest(engine: Engine, text: str, limit: int = 8) -> tuple[Completion, ...]:
    """At most `limit` completions of the last word of `text`, or of up to four as the beginning of a label.

    Those that take up most words come first, then those that begin with them, then those that most records have.
    Nothing completes a text that ends with a space, and none of more than 1,000 characters.
    """
    if limit < 1 or len(text) > LONGEST:
        return ()
    text = _HALF_PAIRS.sub(" ", text)
    quote = _open_quote(text)
    term = _FIELD.search(text if quote is None else text[:quote])
    if term and (quote is None or not term[3]):
        name, value = term[2].lower(), term[3] if quote is None else text[quote + 1 :]
        if name in FIELDS:
            return _first(_values(engine, name, term[1], value, term.start(1)), limit)
        if name not in TEXT_SCOPES:
            return ()
    typed = _typed(text, quote, term.start(3) if term else 0)
    if not typed:
        return ()
    found = list(_words(engine, typed[0], limit))
    if quote is None and not term:
        names = list(_names(engine, text, typed[0]))
        labels = sorted(_labels(engine, typed), key=lambda one: one.key)
        others = [*labels[: max(limit // 2, limit - len(found) - len(names))], *names]
        found = [*others, *found[: max(limit - len(others), 0)]]
    return _first(found, limit)


def _first(found: Sequence[_Found], limit: int) -> tuple[Completion, ...]:
    return tuple(one.completion for one in sorted(found, key=lambda one: one.key)[:limit])


def _open_quote(text: str) -> int | None:
    """The place of a quote that has no end."""
    opened = None
    for place, sign in enumerate(text):
        if sign in QUOTES and (place == 0 or text[place - 1] != "\\"):
            opened = place if opened is None else None
    return opened


def _typed(text: str, quote: int | None, least: int) -> list[_Typed]:
    """The last word of a text, the last two, and so on; none from before `least`, or that has a sign of the language.

    Within quotes a word is all that can be completed.
    """
    if quote is not None:
        return _ends(text, quote + 1)[:1]
    last = _LAST.search(text, least)
    if last is None or _SIGN.search(last[2]) or last[2] in _OPERATORS:
        return []
    start, reached = last.start(2), last.start()
    while not last[1] and (before := _BEFORE.search(text, max(least, reached - LONGEST), reached)):
        if _SIGN.search(before[1]) or before[1] in _OPERATORS:
            break
        start = reached = before.start(1)
    return _ends(text, start)


def _ends(text: str, start: int) -> list[_Typed]:
    """The last word from `start` on, the last two, and so on, where the text ends with a word."""
    ends: list[_Typed] = []
    found = list(tokens(text[start:]))
    if not found or start + found[-1].end != len(text):
        return []
    for token in reversed(found):
        place = start + token.start
        if ends and ends[-1].start == place:  # a compound, which is folded to its parts
            ends[-1] = _Typed((token.text, *ends[-1].words), place)
        elif len(ends) < MOST_WORDS:
            ends.append(_Typed((token.text, *(ends[-1].words if ends else ())), place))
    return ends


def _words(engine: Engine, typed: _Typed, limit: int) -> Iterator[_Found]:
    """The words of the index that go on from the last one, without those that tell nothing."""
    [*others, beginning] = typed.words
    if others:
        return
    passed = {word for word in stop_words() if word.startswith(beginning)} | {beginning}
    for word, holding in engine.words_from(beginning, limit + len(passed)):
        if word not in passed:
            yield _Found(1, _BEGINS, Completion(word, word, holding, start=typed.start))


def _names(engine: Engine, text: str, typed: _Typed) -> Iterator[_Found]:
    """The fields whose names begin so."""
    beginning = text[typed.start :].lower()
    for name, field in FIELDS.items():
        if len(beginning) >= _SHORTEST_NAME and name.startswith(beginning):
            having = Query(Everything(), (Filter(name, (MISSING,), negated=True),))
            if count := engine.count(having):
                completion = Completion(f"{name}:", field.label, count, name, None, typed.start)
                yield _Found(1, _NAME, completion)


def _labels(engine: Engine, typed: Sequence[_Typed]) -> Iterator[_Found]:
    """The values of fields whose labels have the last words in a row, as many of them as may be."""
    for name, field in FIELDS.items():
        if field.order == "time":
            continue
        for value, count in _held(engine, name):
            label = field.label_of(value)
            for number, some in reversed([*enumerate(typed, 1)]):
                place = _place(some.words, label)
                if place is not None:
                    text = f"{name}:{_form(name, value)}"
                    completion = Completion(text, label, count, name, value, some.start)
                    yield _Found(number, _INSIDE if place else _BEGINS, completion)
                    break


def _values(engine: Engine, name: str, before: str, typed: str, start: int) -> list[_Found]:
    """The values of a field that go on from what was typed of one; `before` is the term up to there."""
    found = []
    beginning, wanted = typed.strip().casefold(), words(typed)
    for value, count in _held(engine, name):
        label = FIELDS[name].label_of(value)
        place = _place(wanted, label) if wanted else None
        if place is None and value.casefold().startswith(beginning):
            place = 0
        if place is not None:
            completion = Completion(before + _form(name, value), label, count, name, value, start)
            found.append(_Found(1, _INSIDE if place else _BEGINS, completion))
    return found


def _held(engine: Engine, field: str) -> Sequence[tuple[str, int]]:
    """The values of a field in the index that can be asked for, with their counts; of a great many the leading ones."""
    held: Mapping[str, int] = engine.values(field)
    leading = held.items() if len(held) <= _MOST_VALUES else nlargest(_MOST_VALUES, held.items(), _number)
    return [(value, count) for value, count in leading if value != MISSING]


def _number(pair: tuple[str, int]) -> int:
    return pair[1]


def _place(typed: Sequence[str], label: str) -> int | None:
    """Where in the words of a label those typed stand, the last of them as the beginning of one."""
    held = _words_of(label)
    *whole, last = typed
    for place in range(len(held) - len(whole)):
        if held[place + len(whole)].startswith(last) and [*held[place : place + len(whole)]] == whole:
            return place
    return None


@lru_cache(maxsize=1 << 14)
def _words_of(label: str) -> tuple[str, ...]:
    return words(label)


def _form(field: str, value: str) -> str:
    """What a query has for a value: itself where it is a word, else its label as a word where that means it."""
    named = slug(FIELDS[field].label_of(value))
    plain = slug(value) == value or FIELDS[field].resolve(named) != value
    written = Filter(field, (value if plain else named,))
    return unparse(Query(Everything(), (written,))).removeprefix(f"{field}:")
