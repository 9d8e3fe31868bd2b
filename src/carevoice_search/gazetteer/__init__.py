"""Councils: their names, aliases, lineage and regions, and where a text means one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from carevoice_search.gazetteer.councils import (
    Council,
    council,
    counted_as,
    counted_labels,
    label,
    nation_of,
    nation_of_region,
    nations,
    predecessors,
    region_of,
    regions,
)

if TYPE_CHECKING:
    from carevoice_search.gazetteer.names import Mention

__all__ = [
    "Council",
    "aliases",
    "council",
    "counted_as",
    "counted_labels",
    "find_mentions",
    "label",
    "nation_of",
    "nation_of_region",
    "nations",
    "predecessors",
    "region_of",
    "regions",
    "resolve",
    "resolve_counted",
]


# What a facet shows needs the table alone. Names typed and names in texts are read by patterns and lists of forms
# that take a while to make: they are imported when first asked for.


def resolve(text: str, on: str | None = None) -> str | None:
    """The code of a council that a person named by code, label, name or alias, or None.

    `on` is an ISO prefix: where namesakes followed one another, the one that existed then (at the end of the
    period, if it is less precise than a day); without it the current one.
    """
    from carevoice_search.gazetteer.registry import resolve as read

    return read(text, on)


def resolve_counted(text: str) -> str | None:
    """The code under which the council that a person named is counted, or None."""
    code = resolve(text)
    return counted_as(code) if code is not None else None


def aliases() -> Mapping[str, str]:
    """Every written form of every name, labels included, and the code that it means today.

    Full forms by rule ("Stockport MBC", "London Borough of Brent") resolve without being listed here.
    """
    from carevoice_search.gazetteer.registry import aliases as known

    return known()


def find_mentions(text: str, on: str | None = None) -> list[Mention]:
    """The places where `text` means a council, in order and without overlaps.

    `on` is the ISO prefix of the text's time: namesakes that followed one another are told apart by it.
    """
    from carevoice_search.gazetteer.mentions import find_mentions as find

    return find(text, on)
