"""The table of councils: codes, names, lineage, regions; and from what a person types to a code.

Codes are GSS codes; where the register has none (the five trusts, two counties of 2009) the code is ours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from carevoice_search.errors import UsageError
from carevoice_search.gazetteer.names import (
    COUNTY_SUFFIXES,
    PREFIXES,
    SPOKEN_PREFIXES,
    SPOKEN_SUFFIXES,
    SUFFIXES,
    TRUST_SUFFIXES,
    first_word,
    key,
    trust_forms,
    without_affixes,
)

_NATIONS = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
_REGIONS = {
    "north-east": "North East",
    "north-west": "North West",
    "yorkshire-and-the-humber": "Yorkshire and the Humber",
    "east-midlands": "East Midlands",
    "west-midlands": "West Midlands",
    "east-of-england": "East of England",
    "london": "London",
    "south-east": "South East",
    "south-west": "South West",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
_LONGEST = 120
"""No council's name has more characters."""


@dataclass(frozen=True, slots=True)
class Council:
    """An authority with children's services.

    `name` is what people say and may be shared with a successor (`label` tells them apart). `ended` is the
    first day (ISO) on which it no longer existed; `successors` and `counted_as` are codes; `note` says how it
    is counted.
    """

    code: str
    name: str
    official_name: str
    nation: str
    region: str
    kind: str
    ended: str | None
    successors: tuple[str, ...]
    counted_as: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """A form of a name and the codes that it may mean: the current authority first, then the abolished ones.

    `kind` is "area" (a bare name, which also has full forms by rule), "full" (the council and nothing else),
    "abbreviation" (counts as written), or "spoken" (what a person may type but a text seldom means).
    """

    text: str
    kind: str
    codes: tuple[str, ...]


def council(code: str) -> Council:
    """The council of a code. Raises UsageError for a code that the table does not hold."""
    found = _councils().get(code)
    if found is None:
        raise UsageError(
            f"no council has the code {code!r}: give a code of data/councils.csv, such as E08000007"
        )
    return found


def all_councils() -> tuple[Council, ...]:
    """Every council of the table, current and abolished."""
    return tuple(_councils().values())


def label(code: str) -> str:
    """The short name of a council, unique among all: an abolished namesake says until when it existed."""
    return _labels()[council(code).code]


def counted_as(code: str) -> str:
    """The code a council is counted under: its successor's where that has the same area, else its own."""
    return council(code).counted_as


@cache
def counted_labels() -> Mapping[str, str]:
    """Every code that a facet may show, with its label."""
    return MappingProxyType({c: text for c, text in _labels().items() if _councils()[c].counted_as == c})


def predecessors(code: str) -> tuple[str, ...]:
    """The abolished councils whose area went to this one without being counted under it."""
    return _predecessors().get(council(code).code, ())


def region_of(code: str) -> str:
    """The slug of a council's region; Wales, Scotland and Northern Ireland are regions of their own."""
    return council(code).region


def nation_of(code: str) -> str:
    """The slug of a council's nation."""
    return council(code).nation


def regions() -> Mapping[str, str]:
    """Region slugs and labels."""
    return MappingProxyType(_REGIONS)


def nations() -> Mapping[str, str]:
    """Nation slugs and labels."""
    return MappingProxyType(_NATIONS)


def resolve(text: str, on: str | None = None) -> str | None:
    """The code of a council that a person named by code, label, name or alias, or None.

    `on` is an ISO prefix: where namesakes followed one another, the one that existed then (at the end of the
    period, if it is less precise than a day); without it the current one.
    """
    return _resolve(text, on) if len(text) <= _LONGEST else None


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


def resolve_counted(text: str) -> str | None:
    """The code under which the council that a person named is counted, or None."""
    code = resolve(text)
    return counted_as(code) if code is not None else None


@cache
def aliases() -> Mapping[str, str]:
    """Every written form of every name, labels included, and the code that it means today.

    Full forms by rule ("Stockport MBC", "London Borough of Brent") resolve without being listed here.
    """
    table = {alias.text: alias.codes[0] for alias in alias_table().values()}
    return MappingProxyType(table | {text: code for code, text in _labels().items()})


def of_the_day(codes: tuple[str, ...], on: str | None, county: bool = False) -> str:
    """Which of the namesakes `codes` is meant on a day; a county form means the county council."""
    table = _councils()
    if county:
        codes = tuple(c for c in codes if table[c].kind == "county") or codes
    if on is not None:
        codes = tuple(c for c in codes if table[c].ended and existed(c, on)) or codes
    return codes[0]


def existed(code: str, on: str | None) -> bool:
    """Whether a council had not been abolished by the end of the period `on` (an ISO prefix; None is today)."""
    ended = council(code).ended
    return ended is None or (on is not None and on + "-12-31"[len(on) - 4 :] < ended)


@cache
def county_names() -> frozenset[str]:
    """Folded names of whole counties: after a town's name they only say where it is ("Margate, Kent")."""
    return frozenset(
        one.name.casefold()
        for one in _councils().values()
        if one.kind == "county" or one.name in ("Cornwall", "Durham") or one.name.endswith("shire")
    )


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
        table[folded] = Alias(text, kind, tuple(sorted(codes, key=lambda c: bool(_councils()[c].ended))))
    return MappingProxyType(table)


def _forms() -> Iterator[tuple[str, str, str]]:
    """Code, text and kind of every written form."""
    for code, one in _councils().items():
        yield from ((c, one.official_name, "full") for c in _namesakes(code))
        if one.kind == "health-and-social-care-trust":
            yield from ((code, text, kind) for text, kind in trust_forms(one.name))
        else:
            yield code, one.name, "area"
    for row in _rows("council_aliases.csv"):
        yield from ((code, row["alias"], row["form"]) for code in _namesakes(row["code"]))


def _namesakes(code: str) -> Iterable[str]:
    """The council and the abolished ones of its name and area: a short form names them alike."""
    one = _councils()[code]
    return [
        code,
        *(c.code for c in _councils().values() if c.counted_as == code != c.code and c.name == one.name),
    ]


@cache
def _beginnings() -> frozenset[str]:
    """The folded first words of all that resolves: most of what a page offers is refused by a glance."""
    forms = (*alias_table(), *_codes(), *PREFIXES, *SPOKEN_PREFIXES)
    return frozenset(("the", *(form.split()[0] for form in forms)))


@cache
def _vocabulary() -> frozenset[str]:
    """The folded words of all that resolves."""
    affixes = (*PREFIXES, *SPOKEN_PREFIXES, *SUFFIXES, *SPOKEN_SUFFIXES, *TRUST_SUFFIXES)
    return frozenset(word for form in (*alias_table(), *_codes(), *affixes) for word in form.split())


@cache
def _codes() -> Mapping[str, str]:
    """Codes, former codes and labels, folded."""
    former = {key(old): row["code"] for row in _rows("councils.csv") for old in row["former_codes"].split()}
    own = {key(code): code for code in _councils()}
    return former | {key(text): code for code, text in _labels().items() if "(" in text} | own


@cache
def _labels() -> Mapping[str, str]:
    current = {one.name for one in _councils().values() if not one.ended}
    return {
        code: f"{one.name} County (to {one.ended[:4]})" if one.ended and one.name in current else one.name
        for code, one in _councils().items()
    }


@cache
def _predecessors() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in _councils().values():
        for successor in one.successors:
            if one.counted_as != successor:
                found.setdefault(successor, []).append(one.code)
    return {code: tuple(codes) for code, codes in found.items()}


@cache
def _councils() -> Mapping[str, Council]:
    return {
        row["code"]: Council(
            code=row["code"],
            name=row["name"],
            official_name=row["official_name"],
            nation=row["nation"],
            region=row["region"],
            kind=row["kind"],
            ended=row["ended"] or None,
            successors=tuple(row["successors"].split()),
            counted_as=row["counted_as"],
            note=row["note"] or None,
        )
        for row in _rows("councils.csv")
    }


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    text = (files("carevoice_search") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
