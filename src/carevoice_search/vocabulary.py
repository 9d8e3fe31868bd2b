"""The words of the sector: its themes and the cues that tell them, and the forms that are searched together.

Cues and synonyms are compared through `analysis`: spelling, inflection and hyphens make no difference.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from carevoice_search.analysis import Token, stem, tokens, words

STRONG, ORDINARY = 3.0, 1.0
"""The weights of a cue that names its theme and of one that goes with it."""
REPEAT = 0.25
"""What a further occurrence of a cue counts, where its first counts 1."""


@dataclass(frozen=True, slots=True)
class ThemeMention:
    """A cue of a theme in a text: `text[start:end]` are its words, `cue` is how the list writes it."""

    slug: str
    start: int
    end: int
    cue: str


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Forms, as folded words, that are searched together.

    Each of `forms` widens to the others. Those `asked` widen to `forms` when somebody searches for them, and
    are never added to a search: as words of running text they mostly mean something else.
    """

    term: str
    forms: tuple[tuple[str, ...], ...]
    asked: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Cue:
    slug: str
    text: str
    weight: float
    # One term a word, and whether they are compared unstemmed.
    terms: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Theme:
    slug: str
    label: str
    aliases: tuple[str, ...]
    # Names that are the theme's only where nothing else stands beside them.
    alone: tuple[str, ...]
    cues: tuple[_Cue, ...]


def theme_labels() -> Mapping[str, str]:
    """Every theme's slug and label, in the order of the list."""
    return MappingProxyType({theme.slug: theme.label for theme in _themes()})


def resolve_theme(text: str) -> str | None:
    """The theme that a slug, a label or another name of it means; None where no theme is called so."""
    return _names().get(_content(text))


def theme_of_heading(text: str) -> str | None:
    """The theme that a heading or the lead sentence of a list names; None where it names none, or two alike.

    The longest name in it counts ("How are councils supporting young people's relationships with social
    workers and leaving care PAs?"). A name of one word counts alone or at the end, after a word such as
    "around": "help with money" is about money, "money well spent on play" is not.
    """
    heading = _content(text)
    whole = _names().get(heading)
    if whole or not heading or len(heading) > 40:
        return whole
    found: dict[str, int] = {}
    for name, theme in _names().items():
        if name not in _alone() and _names_theme(heading, name):
            found[theme] = max(found.get(theme, 0), len(name))
    best = [theme for theme, length in found.items() if length == max(found.values())]
    return best[0] if len(best) == 1 else None


def find_themes(text: str) -> list[ThemeMention]:
    """Every occurrence of a cue, in order of place; of a theme's cues that overlap, the first and longest.

    No cue reaches over the end of a line. One phrase may be the cue of two themes.
    """
    found = list(tokens(text))
    return [ThemeMention(cue.slug, start, end, cue.text) for cue, start, end in _occurrences(text, found)]


def theme_scores(text: str) -> Mapping[str, float]:
    """How strongly a text speaks of each theme: weighted cues per 100 words. A theme without a cue is absent.

    In a text of W words a theme scores 100 / max(W, 100) times the sum, over its cues c that occur, of
    weight(c) * (1 + REPEAT * (n(c) - 1)). n(c) is how often c occurs: another cue tells more than one again.
    """
    found = list(tokens(text))
    counts: Counter[_Cue] = Counter(cue for cue, _, _ in _occurrences(text, found))
    scores: defaultdict[str, float] = defaultdict(float)
    for cue, times in counts.items():
        scores[cue.slug] += cue.weight * (1 + REPEAT * (times - 1))
    scale = 100 / max(len(found), 100)
    return {theme: score * scale for theme, score in scores.items()}


@cache
def synonyms() -> tuple[SynonymGroup, ...]:
    """The groups of forms that are searched together. No form stands in two groups."""
    return tuple(
        SynonymGroup(group["term"], _forms(group["forms"]), _forms(group.get("asked", ())))
        for group in _table("vocabulary.toml")["group"]
    )


def _stems(form: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(stem, form))


def _forms(written: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(words(form) for form in written))


_LINKS = frozenset({"and", "the", "our", "your", "their", "of"})
_LEADS = frozenset({"around", "about", "with", "on", "for", "to", "theme", "improving", "supporting"})


def _content(text: str) -> tuple[str, ...]:
    """The words of a name without those by which people write it differently ("&", "and", "the")."""
    return tuple(word for word in words(text) if word not in _LINKS)


def _names_theme(heading: tuple[str, ...], name: tuple[str, ...]) -> bool:
    size = len(name)
    if size == 1:
        return heading[-1:] == name and heading[-2] in _LEADS
    terms, wanted = _stems(heading), _stems(name)
    return any(terms[i : i + size] == wanted for i in range(len(heading) - size + 1))


def _occurrences(text: str, found: Sequence[Token]) -> Iterator[tuple[_Cue, int, int]]:
    stems = [stem(token.text) for token in found]
    by_first = _cues_by_first()
    taken: dict[str, int] = {}
    for i, token in enumerate(found):
        first = (*by_first.get(stems[i], ()), *by_first.get("=" + token.text, ()))
        for cue in sorted(first, key=_longest_first) if len(first) > 1 else first:
            size = len(cue.terms)
            if taken.get(cue.slug, 0) > i or i + size > len(found):
                continue
            here = tuple(t.text for t in found[i : i + size]) if cue.exact else tuple(stems[i : i + size])
            start, end = token.start, found[i + size - 1].end
            if here == cue.terms and "\n" not in text[start:end]:
                taken[cue.slug] = i + size
                yield cue, start, end


def _longest_first(cue: _Cue) -> int:
    return -len(cue.terms)


@cache
def _cues_by_first() -> Mapping[str, tuple[_Cue, ...]]:
    table: defaultdict[str, tuple[_Cue, ...]] = defaultdict(tuple)
    for theme in _themes():
        for cue in theme.cues:
            table["=" * cue.exact + cue.terms[0]] += (cue,)
    return dict(table)


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for theme in _themes():
        for name in (theme.slug, theme.label, *theme.aliases, *theme.alone):
            names[_content(name)] = theme.slug
    return names


@cache
def _alone() -> frozenset[tuple[str, ...]]:
    return frozenset(_content(name) for theme in _themes() for name in theme.alone)


@cache
def _themes() -> tuple[_Theme, ...]:
    return tuple(
        _Theme(
            row["slug"],
            row["label"],
            tuple(row["aliases"]),
            tuple(row.get("alone", ())),
            (*_cues(row["slug"], row["strong"], STRONG), *_cues(row["slug"], row["cues"], ORDINARY)),
        )
        for row in _table("themes.toml")["theme"]
    )


def _cues(theme: str, written: Sequence[str], weight: float) -> Iterator[_Cue]:
    for text in written:
        exact = text.startswith("=")
        plain = text.removeprefix("=")
        terms = words(plain)
        yield _Cue(theme, plain, weight, terms if exact else _stems(terms), exact)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("carevoice_search") / "data" / name).read_text(encoding="utf-8"))
