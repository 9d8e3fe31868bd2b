"""From what a person types, or a page says, to the code of a council."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from carevoice_search.gazetteer.councils import (
    Council,
    council,
    councils,
    county_names,
    existed,
    labels,
    rows,
)
from carevoice_search.gazetteer.names import (
    COUNTY_SUFFIXES,
    PREFIXES,
    SPOKEN_PREFIXES,
    SPOKEN_SUFFIXES,
    SUFFIXES,
    TRUST_SUFFIXES,
    first_word,
    fold_word,
    key,
    trust_forms,
    without_affixes,
)

__all__ = [
    "Alias",
    "alias_table",
    "aliases",
    "all_councils",
    "council",
    "county_names",
    "existed",
    "may_close",
    "may_open",
    "of_the_day",
    "resolve",
]

_LONGEST = 120
"""No council's name has more characters."""


class Alias(NamedTuple):
    """A form of a name and the codes that it may mean: the current authority first, then the abolished ones.

    `kind` is "area" (a bare name, which also has full forms by rule), "full" (the council and nothing else),
    "abbreviation" (counts as written), or "spoken" (what a person may type but a text seldom means).
    """

    text: str
    kind: str
    codes: tuple[str, ...]


def all_councils() -> tuple[Council, ...]:
    """Every council of the table, current and abolished."""
    return tuple(councils().values())


def resolve(text: str, on: str | None = None) -> str | None:
    """See `gazetteer.resolve`."""
    return _resolve(text, on) if len(text) <= _LONGEST else None


@lru_cache(maxsize=16_384)
def may_open(word: str) -> bool:
    """Whether a name that resolves may have this word first."""
    return fold_word(word) in _beginnings()


@lru_cache(maxsize=16_384)
def may_close(word: str) -> bool:
    """Whether a name that resolves may have this word last."""
    return fold_word(word) in _endings()


@lru_cache(maxsize=16_384)
def _resolve(text: str, on: str | None) -> str | None:
    if first_word(text) not in _beginnings():
        return None
    wanted = key(text)
    if not _vocabulary().issuperset(wanted.split(" ")):
        return None
    code = _codes().get(wanted)
    if code is not None:
        return code
    table = alias_table()
    if wanted in table:
        return of_the_day(table[wanted].codes, on)
    for rest, suffix in without_affixes(wanted):
        if rest in table and table[rest].kind != "full":
            code = of_the_day(table[rest].codes, on, suffix in COUNTY_SUFFIXES)
            return None if suffix in TRUST_SUFFIXES and not existed(code, on) else code
    return None


@cache
def aliases() -> Mapping[str, str]:
    """See `gazetteer.aliases`."""
    table = {alias.text: alias.codes[0] for alias in alias_table().values()}
    return MappingProxyType(table | {text: code for code, text in labels().items()})


def of_the_day(codes: tuple[str, ...], on: str | None, county: bool = False) -> str:
    """Which of the namesakes `codes` is meant on a day; a county form means the county council."""
    table = councils()
    if county:
        codes = tuple(c for c in codes if table[c].kind == "county") or codes
    if on is not None:
        codes = tuple(c for c in codes if table[c].ended and existed(c, on)) or codes
    return codes[0]


@cache
def alias_table() -> Mapping[str, Alias]:
    """Folded forms and what they mean."""
    table: dict[str, Alias] = {}
    for code, text, kind in _forms():
        folded = key(text)
        known = table.get(folded)
        codes = (
            (*known.codes, code) if known and code not in known.codes else known.codes if known else (code,)
        )
        text, kind = (known.text, known.kind) if known else (text, kind)
        table[folded] = Alias(text, kind, tuple(sorted(codes, key=lambda c: bool(councils()[c].ended))))
    return MappingProxyType(table)


def _forms() -> Iterator[tuple[str, str, str]]:
    """Code, text and kind of every written form."""
    for code, one in councils().items():
        yield from ((c, one.official_name, "full") for c in _namesakes(code))
        if one.kind == "health-and-social-care-trust":
            yield from ((code, text, kind) for text, kind in trust_forms(one.name))
        else:
            yield code, one.name, "area"
    for row in rows("council_aliases.csv"):
        yield from ((code, row["alias"], row["form"]) for code in _namesakes(row["code"]))


def _namesakes(code: str) -> Iterable[str]:
    """The council and the abolished ones of its name and area: a short form names them alike."""
    one = councils()[code]
    return [
        code,
        *(c.code for c in councils().values() if c.counted_as == code != c.code and c.name == one.name),
    ]


@cache
def _beginnings() -> frozenset[str]:
    """The folded first words of all that resolves: most of what a page offers is refused by a glance."""
    forms = (*alias_table(), *_codes(), *PREFIXES, *SPOKEN_PREFIXES)
    return frozenset(("the", *(form.split()[0] for form in forms)))


@cache
def _endings() -> frozenset[str]:
    """The folded last words of all that resolves."""
    forms = (*alias_table(), *_codes(), *SUFFIXES, *SPOKEN_SUFFIXES, *TRUST_SUFFIXES)
    return frozenset(form.split()[-1] for form in forms)


@cache
def _vocabulary() -> frozenset[str]:
    """The folded words of all that resolves."""
    affixes = (*PREFIXES, *SPOKEN_PREFIXES, *SUFFIXES, *SPOKEN_SUFFIXES, *TRUST_SUFFIXES)
    return frozenset(word for form in (*alias_table(), *_codes(), *affixes) for word in form.split())


@cache
def _codes() -> Mapping[str, str]:
    """Codes, former codes and labels, folded."""
    former = {key(old): row["code"] for row in rows("councils.csv") for old in row["former_codes"].split()}
    own = {key(code): code for code in councils()}
    return former | {key(text): code for code, text in labels().items() if "(" in text} | own
