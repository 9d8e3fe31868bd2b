"""The table of councils: codes, names, lineage, regions.

Codes are GSS codes; where the register has none (the five trusts, two counties of 2009) the code is ours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from carevoice_search.errors import UsageError
from carevoice_search.tables import table_text

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


class Council(NamedTuple):
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


def council(code: str) -> Council:
    """The council of a code. Raises UsageError for a code that the table does not hold."""
    found = councils().get(code)
    if found is None:
        raise UsageError(
            f"no council has the code {code!r}: give a code of data/councils.csv, such as E08000007"
        )
    return found


def allcouncils() -> tuple[Council, ...]:
    """Every council of the table, current and abolished."""
    return tuple(councils().values())


def label(code: str) -> str:
    """The short name of a council, unique among all: an abolished namesake says until when it existed."""
    return labels()[council(code).code]


def counted_as(code: str) -> str:
    """The code a council is counted under: its successor's where that has the same area, else its own."""
    return council(code).counted_as


@cache
def counted_labels() -> Mapping[str, str]:
    """Every code that a facet may show, with its label."""
    return MappingProxyType({c: text for c, text in labels().items() if councils()[c].counted_as == c})


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


def nation_of_region(region: str) -> str:
    """The slug of the nation that a region lies in, which is itself where the nation is one region."""
    return region if region in _NATIONS else "england"


def existed(code: str, on: str | None) -> bool:
    """Whether a council had not been abolished by the end of the period `on` (an ISO prefix; None is today)."""
    ended = council(code).ended
    return ended is None or (on is not None and on + "-12-31"[len(on) - 4 :] < ended)


@cache
def county_names() -> frozenset[str]:
    """Folded names of whole counties: after a town's name they only say where it is ("Margate, Kent")."""
    return frozenset(
        one.name.casefold()
        for one in councils().values()
        if one.kind == "county" or one.name in ("Cornwall", "Durham") or one.name.endswith("shire")
    )


@cache
def labels() -> Mapping[str, str]:
    """The label of every council, by its code."""
    current = {one.name for one in councils().values() if not one.ended}
    return {
        code: f"{one.name} County (to {one.ended[:4]})" if one.ended and one.name in current else one.name
        for code, one in councils().items()
    }


@cache
def _predecessors() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in councils().values():
        for successor in one.successors:
            if one.counted_as != successor:
                found.setdefault(successor, []).append(one.code)
    return {code: tuple(codes) for code, codes in found.items()}


@cache
def councils() -> Mapping[str, Council]:
    """Every council of the table by its code."""
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
        for row in rows("councils.csv")
    }


def rows(name: str) -> Iterator[Mapping[str, str]]:
    """The rows of a table of data/, each by its columns."""
    found = csv.reader(table_text(name).splitlines())
    heading = next(found)
    return (dict(zip(heading, row, strict=True)) for row in found)
