"""The words of the sector: its themes and the cues that tell them, and the forms that are searched together.

Cues and synonyms are compared through `analysis`: spelling, inflection and hyphens make no difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from carevoice_search.analysis import stem, tokens, words
from carevoice_search.tables import table_rows

STRONG, ORDINARY = 3.0, 1.0
"""The weights of a cue that names its theme and of one that goes with it."""
REPEAT = 0.25
"""What a further occurrence of a cue counts, where its first counts 1."""


class ThemeMention(NamedTuple):
    """A cue of a theme in a text: `text[start:end]` are its words, `cue` is how the list writes it."""

    slug: str
    start: int
    end: int
    cue: str


class SynonymGroup(NamedTuple):
    """Forms, as folded words, that are searched together.

    Each of `forms` widens to the others. Those `asked` widen to `forms` when somebody searches for them, and
    are never added to a search: as words of running text they mostly mean something else.
    """

    term: str
    forms: tuple[tuple[str, ...], ...]
    asked: tuple[tuple[str, ...], ...] = ()


class _Cue(NamedTuple):
    slug: str
    text: str
    weight: float
    # One term a word, and whether they are compared unstemmed.
    terms: tuple[str, ...]
    exact: bool


@cache
def theme_labels() -> Mapping[str, str]:
    """Every theme's slug and label, in the order of the list."""
    return MappingProxyType({theme["slug"]: theme["label"] for theme in _themes()})


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
    terms = _stems(heading)
    found: dict[str, int] = {}
    for at, term in enumerate(terms):
        for wanted, theme in _names_by_term().get(term, ()):
            if terms[at : at + len(wanted)] == wanted:
                found[theme] = max(found.get(theme, 0), len(wanted))
    last = heading[-1:]
    if last in _names() and last not in _alone() and heading[-2] in _LEADS:
        found.setdefault(_names()[last], 1)
    best = [theme for theme, length in found.items() if length == max(found.values())]
    return best[0] if len(best) == 1 else None


def find_themes(text: str) -> list[ThemeMention]:
    """Every occurrence of a cue, in order of place; of a theme's cues that overlap, the first and longest.

    No cue reaches over the end of a line. One phrase may be the cue of two themes.
    """
    return list(theme_mentions(text))


def theme_mentions(text: str) -> Iterator[ThemeMention]:
    """What `find_themes` finds, as it is asked for."""
    start = 0
    for line in text.split("\n"):
        found = list(_occurrences(words(line)))
        places = list(tokens(line)) if found else []
        for cue, at in found:
            first, last = places[at], places[at + len(cue.terms) - 1]
            yield ThemeMention(cue.slug, start + first.start, start + last.end, cue.text)
        start += len(line) + 1


def theme_scores(text: str) -> Mapping[str, float]:
    """How strongly a text speaks of each theme: weighted cues per 100 words. A theme without a cue is absent.

    In a text of W words a theme scores 100 / max(W, 100) times the sum, over its cues c that occur, of
    weight(c) * (1 + REPEAT * (n(c) - 1)). n(c) is how often c occurs: another cue tells more than one again.
    """
    counts: Counter[_Cue] = Counter()
    size = 0
    for line in text.split("\n"):
        found = words(line)
        size += len(found)
        counts.update(cue for cue, _ in _occurrences(found))
    scores: defaultdict[str, float] = defaultdict(float)
    for cue, times in counts.items():
        scores[cue.slug] += cue.weight * (1 + REPEAT * (times - 1))
    scale = 100 / max(size, 100)
    return {theme: score * scale for theme, score in scores.items()}


@cache
def synonyms() -> tuple[SynonymGroup, ...]:
    """The groups of forms that are searched together. No form stands in two groups."""
    rows = table_rows("vocabulary.toml", "group")
    written = [form for row in rows for form in (*row["forms"], *row.get("asked", ()))]
    folded = dict(zip(written, _words_of_each(written), strict=True))

    def forms(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(folded[name] for name in names))

    return tuple(SynonymGroup(row["term"], forms(row["forms"]), forms(row.get("asked", ()))) for row in rows)


def _words_of_each(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The folded words of each text. All are cut in one go, parted by a word that none of them holds."""
    row: list[str] = []
    for word in words(" 0 ".join([*texts, ""])):
        if word == "0":
            yield tuple(row)
            row = []
        else:
            row.append(word)


def _stems(form: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(stem, form))


_LINKS = frozenset({"and", "the", "our", "your", "their", "of"})
_LEADS = frozenset({"around", "about", "with", "on", "for", "to", "theme", "improving", "supporting"})


def _content(text: str) -> tuple[str, ...]:
    """The words of a name without those by which people write it differently ("&", "and", "the")."""
    return tuple(word for word in words(text) if word not in _LINKS)


def _occurrences(line: tuple[str, ...]) -> Iterator[tuple[_Cue, int]]:
    """The cues in the folded words of a line, each with the place of its first word."""
    taken: dict[str, int] = {}
    terms: tuple[str, ...] = ()
    for at, cues in enumerate(map(_cues_from, line)):
        if not cues:
            continue
        terms = terms or _stems(line)
        for cue in cues:
            end = at + len(cue.terms)
            here = line[at:end] if cue.exact else terms[at:end]
            if here == cue.terms and taken.get(cue.slug, 0) <= at:
                taken[cue.slug] = end
                yield cue, at


@lru_cache(maxsize=50_000)
def _cues_from(word: str) -> tuple[_Cue, ...]:
    """The cues that may begin with a folded word, the longest first."""
    table = _cues_by_first()
    return tuple(sorted((*table.get(stem(word), ()), *table.get("=" + word, ())), key=_longest_first))


def _longest_first(cue: _Cue) -> int:
    return -len(cue.terms)


@cache
def _cues_by_first() -> Mapping[str, tuple[_Cue, ...]]:
    table: defaultdict[str, tuple[_Cue, ...]] = defaultdict(tuple)
    for theme in _themes():
        for cue in (*_cues(theme, "strong", STRONG), *_cues(theme, "cues", ORDINARY)):
            table["=" * cue.exact + cue.terms[0]] += (cue,)
    return dict(table)


@cache
def _names_by_term() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """By its first term every name of several words that may stand in a heading: its terms, and its theme."""
    table: defaultdict[str, tuple[tuple[tuple[str, ...], str], ...]] = defaultdict(tuple)
    for name, theme in _names().items():
        if len(name) > 1 and name not in _alone():
            terms = _stems(name)
            table[terms[0]] += ((terms, theme),)
    return dict(table)


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for theme in _themes():
        for name in (theme["slug"], theme["label"], *theme["aliases"], *theme.get("alone", ())):
            names[_content(name)] = theme["slug"]
    return names


@cache
def _alone() -> frozenset[tuple[str, ...]]:
    """Names that are a theme's only where nothing else stands beside them."""
    return frozenset(_content(name) for theme in _themes() for name in theme.get("alone", ()))


@cache
def _themes() -> list[dict[str, Any]]:
    """The rows of the table, in its order. What is made of their cues and names is made where it is needed."""
    return table_rows("themes.toml", "theme")


def _cues(theme: Mapping[str, Any], key: str, weight: float) -> Iterator[_Cue]:
    for text in theme[key]:
        exact = text.startswith("=")
        plain = text.removeprefix("=")
        terms = words(plain)
        yield _Cue(theme["slug"], plain, weight, terms if exact else _stems(terms), exact)
