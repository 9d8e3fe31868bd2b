"""Councils: their names, aliases, lineage and regions, and where a text means one."""

from __future__ import annotations

from carevoice_search.gazetteer.names import Mention
from carevoice_search.gazetteer.registry import (
    Council,
    aliases,
    council,
    counted_as,
    counted_labels,
    label,
    nation_of,
    nations,
    predecessors,
    region_of,
    regions,
    resolve,
    resolve_counted,
)

__all__ = [
    "Council",
    "Mention",
    "aliases",
    "council",
    "counted_as",
    "counted_labels",
    "find_mentions",
    "label",
    "nation_of",
    "nations",
    "predecessors",
    "region_of",
    "regions",
    "resolve",
    "resolve_counted",
]


def find_mentions(text: str, on: str | None = None) -> list[Mention]:
    """The places where `text` means a council, in order and without overlaps.

    `on` is the ISO prefix of the text's time: namesakes that followed one another are told apart by it.
    """
    # A search needs names only; the patterns for reading pages take a while to compile.
    from carevoice_search.gazetteer.mentions import find_mentions as find

    return find(text, on)
