"""The nouns of the project: frozen values, no input or output.

A saved page (`Page`) is cleaned into a `CleanPage`, read into a `Reading`, merged with the other pages'
readings into `Record`s, and found again through a `Query`, whose answer is `Results`.

A search meets no page: the nouns of reading are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carevoice_search.model.searching import (
    MISSING,
    And,
    Bar,
    Boost,
    Bound,
    Bucket,
    Completion,
    Condition,
    Copy,
    Everything,
    Evidence,
    Facet,
    Figure,
    Filter,
    Fuzzy,
    Grid,
    Hit,
    Kind,
    Match,
    Node,
    Not,
    Notice,
    Or,
    Period,
    Phrase,
    Place,
    Prefix,
    Query,
    Range,
    Record,
    RecordType,
    Results,
    Role,
    Snippet,
    Sort,
    Source,
    Step,
    Timeline,
    Unit,
    Word,
)

if TYPE_CHECKING:
    from carevoice_search.model.reading import (
        Block,
        CleanPage,
        Finding,
        Meta,
        Page,
        Practice,
        Reading,
        Sidecar,
    )

__all__ = [
    "MISSING",
    "And",
    "Bar",
    "Block",
    "Boost",
    "Bound",
    "Bucket",
    "CleanPage",
    "Completion",
    "Condition",
    "Copy",
    "Everything",
    "Evidence",
    "Facet",
    "Figure",
    "Filter",
    "Finding",
    "Fuzzy",
    "Grid",
    "Hit",
    "Kind",
    "Match",
    "Meta",
    "Node",
    "Not",
    "Notice",
    "Or",
    "Page",
    "Period",
    "Phrase",
    "Place",
    "Practice",
    "Prefix",
    "Query",
    "Range",
    "Reading",
    "Record",
    "RecordType",
    "Results",
    "Role",
    "Sidecar",
    "Snippet",
    "Sort",
    "Source",
    "Step",
    "Timeline",
    "Unit",
    "Word",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from carevoice_search.model import reading

    found = globals()[name] = getattr(reading, name)
    return found
