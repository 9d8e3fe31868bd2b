"""Widening a query by the sector's synonyms, at lower weight and without losing a match of what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from carevoice_search.analysis import compounds_from, stem
from carevoice_search.model import And, Boost, Node, Not, Or, Phrase, Prefix, Word
from carevoice_search.vocabulary import SynonymGroup

WEIGHT = 0.3
"""What a match of a synonym scores, against a match of what was typed."""

Form = tuple[str, ...]


class _Thesaurus(NamedTuple):
    """Forms and their groups, by the stem of a form's first word; `longest` is the most words that one has.

    No more is stemmed beforehand: a query meets few of the forms.
    """

    forms: Mapping[str, Sequence[tuple[Form, SynonymGroup]]]
    longest: int

    def groups(self, words: Form) -> list[SynonymGroup]:
        """The groups in which words stand as a form."""
        near = self.forms.get(stem(words[0]), ())
        return [group for form, group in near if len(form) == len(words) and _stems(form) == _stems(words)]


def widen(root: Node, groups: Iterable[SynonymGroup]) -> tuple[Node, dict[str, tuple[str, ...]]]:
    """`root` with the forms of synonym groups widened by the groups' other forms, and what was widened.

    Words as typed are widened, alone or in a row of words that must all match ("looked after child"), the
    longest form first. What a person marked as literal is left alone: quoted phrases, exact words (=),
    prefixes, fuzzy words, title words, and everything that is negated.
    """
    widened: dict[str, tuple[str, ...]] = {}
    return _widen(root, _thesaurus(tuple(groups)), widened), widened


def with_compounds(root: Node) -> Node:
    """`root` with every prefix also finding the compounds that start so, which are indexed in their parts."""
    match root:
        case Prefix(text):
            compounds = tuple(Phrase(parts, exact=True) for parts in compounds_from(text))
            return Or((root, *compounds)) if compounds else root
        case And(children):
            return And(tuple(map(with_compounds, children)))
        case Or(children):
            return Or(tuple(map(with_compounds, children)))
        case Not(child):
            return Not(with_compounds(child))
    return root


def is_widened(node: Node) -> bool:
    """Whether a node was made by `widen` in the place of words."""
    return isinstance(node, Or) and isinstance(node.children[-1], Boost)


@cache
def _thesaurus(groups: tuple[SynonymGroup, ...]) -> _Thesaurus:
    table: dict[str, list[tuple[Form, SynonymGroup]]] = {}
    longest = 0
    for group in groups:
        for form in (*group.forms, *group.asked):
            table.setdefault(stem(form[0]), []).append((form, group))
            longest = max(longest, len(form))
    return _Thesaurus(table, longest)


def _others(groups: Sequence[SynonymGroup], form: Form) -> tuple[Form, ...]:
    """The forms of groups that widen one of theirs, without those of the same stems."""
    known: dict[Form, Form] = {}
    for group in groups:
        for other in group.forms:
            known.setdefault(_stems(other), other)
    known.pop(_stems(form), None)
    return tuple(known.values())


def _stems(form: Form) -> Form:
    return tuple(map(stem, form))


def _widen(node: Node, thesaurus: _Thesaurus, widened: dict[str, tuple[str, ...]]) -> Node:
    if isinstance(node, Or):
        return Or(tuple(_widen(child, thesaurus, widened) for child in node.children))
    children = node.children if isinstance(node, And) else (node,)
    parts = tuple(_row(children, thesaurus, widened))
    return parts[0] if len(parts) == 1 else And(parts)


def _row(
    children: Sequence[Node], thesaurus: _Thesaurus, widened: dict[str, tuple[str, ...]]
) -> Iterator[Node]:
    """The nodes of a conjunction, its longest known forms widened."""
    place = 0
    while place < len(children):
        if isinstance(children[place], Or):
            yield _widen(children[place], thesaurus, widened)
            place += 1
            continue
        length, form = _longest_form(children, place, thesaurus)
        run = children[place : place + max(length, 1)]
        place += len(run)
        others = _others(thesaurus.groups(form), form) if length else ()
        if not others:
            yield from run
            continue
        widened[" ".join(form)] = tuple(" ".join(other) for other in others)
        typed = run[0] if len(run) == 1 else And(tuple(run))
        yield Or((typed, *(Boost(_node(other), WEIGHT) for other in others)))


def _longest_form(children: Sequence[Node], place: int, thesaurus: _Thesaurus) -> tuple[int, Form]:
    """How many of `children` from `place` on make up the longest known form, and its words."""
    words: Form = ()
    best: tuple[int, Form] = (0, ())
    for end in range(place, len(children)):
        typed = _typed_words(children[end])
        words += typed
        if not typed or len(words) > thesaurus.longest:
            break
        if thesaurus.groups(words):
            best = end - place + 1, words
    return best


def _typed_words(node: Node) -> Form:
    """The words of a node that was typed without any operator."""
    if isinstance(node, Word) and not node.exact and node.scope is None:
        return (node.text,)
    if isinstance(node, Phrase) and node.joined and node.scope is None:
        return node.words
    return ()


def _node(form: Form) -> Node:
    return Word(form[0]) if len(form) == 1 else Phrase(form)
