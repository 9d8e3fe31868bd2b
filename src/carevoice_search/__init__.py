"""Full-text and faceted search over saved web pages about children in care, with the evidence for every field.

    import carevoice_search as cv
    index = cv.open_index("index")
    index.search("trust social worker", council=["stockport"], since="2020-09", facets=["council", "theme"])

Names are imported when they are first used, so that a command line pays only for what it does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carevoice_search.corpus import AddReport as AddReport
    from carevoice_search.deadline import time_limit as time_limit
    from carevoice_search.errors import CarevoiceError as CarevoiceError
    from carevoice_search.errors import CorpusError as CorpusError
    from carevoice_search.errors import LockedError as LockedError
    from carevoice_search.errors import PageError as PageError
    from carevoice_search.errors import QueryError as QueryError
    from carevoice_search.errors import TimeLimitError as TimeLimitError
    from carevoice_search.errors import UnknownRecordError as UnknownRecordError
    from carevoice_search.errors import UnknownValueError as UnknownValueError
    from carevoice_search.errors import UnusableIndexError as UnusableIndexError
    from carevoice_search.errors import UsageError as UsageError
    from carevoice_search.freshness import Glance as Glance
    from carevoice_search.freshness import Pending as Pending
    from carevoice_search.gazetteer import council as council
    from carevoice_search.index import Index as Index
    from carevoice_search.index import Status as Status
    from carevoice_search.index import open_index as open_index
    from carevoice_search.model import MISSING as MISSING
    from carevoice_search.model import Bar as Bar
    from carevoice_search.model import Bucket as Bucket
    from carevoice_search.model import Completion as Completion
    from carevoice_search.model import Condition as Condition
    from carevoice_search.model import Copy as Copy
    from carevoice_search.model import Evidence as Evidence
    from carevoice_search.model import Facet as Facet
    from carevoice_search.model import Figure as Figure
    from carevoice_search.model import Filter as Filter
    from carevoice_search.model import Grid as Grid
    from carevoice_search.model import Hit as Hit
    from carevoice_search.model import Period as Period
    from carevoice_search.model import Query as Query
    from carevoice_search.model import Range as Range
    from carevoice_search.model import Reading as Reading
    from carevoice_search.model import Record as Record
    from carevoice_search.model import Results as Results
    from carevoice_search.model import Snippet as Snippet
    from carevoice_search.model import Source as Source
    from carevoice_search.model import Timeline as Timeline
    from carevoice_search.pipeline import IndexReport as IndexReport
    from carevoice_search.query import narrowed as narrowed
    from carevoice_search.query import parse as parse
    from carevoice_search.query import plain as plain
    from carevoice_search.query import taken_apart as taken_apart
    from carevoice_search.query import toggle as toggle
    from carevoice_search.query import unparse as unparse
    from carevoice_search.query import with_filter as with_filter
    from carevoice_search.schema import FIELDS as FIELDS
    from carevoice_search.schema import KINDS as KINDS
    from carevoice_search.schema import TYPES as TYPES
    from carevoice_search.schema import UNITS as UNITS
    from carevoice_search.schema import label as label
    from carevoice_search.upkeep import add_pages as add_pages
    from carevoice_search.upkeep import check_index as check_index
    from carevoice_search.upkeep import extract_pages as extract_pages
    from carevoice_search.upkeep import index_corpus as index_corpus
    from carevoice_search.upkeep import init_folder as init_folder
    from carevoice_search.upkeep import pending as pending
    from carevoice_search.worker import PageRead as PageRead

__version__ = "0.1.0"

_HOMES = {
    "corpus": ("AddReport",),
    "errors": (
        "CarevoiceError",
        "CorpusError",
        "LockedError",
        "PageError",
        "QueryError",
        "TimeLimitError",
        "UnknownRecordError",
        "UnknownValueError",
        "UnusableIndexError",
        "UsageError",
    ),
    "gazetteer": ("council",),
    "deadline": ("time_limit",),
    "freshness": ("Glance", "Pending"),
    "index": ("Index", "Status", "open_index"),
    "model": (
        "MISSING",
        "Bar",
        "Bucket",
        "Completion",
        "Condition",
        "Copy",
        "Evidence",
        "Facet",
        "Figure",
        "Filter",
        "Grid",
        "Hit",
        "Period",
        "Query",
        "Range",
        "Reading",
        "Record",
        "Results",
        "Snippet",
        "Source",
        "Timeline",
    ),
    "pipeline": ("IndexReport",),
    "query": ("narrowed", "parse", "plain", "taken_apart", "toggle", "unparse", "with_filter"),
    "schema": ("FIELDS", "KINDS", "TYPES", "UNITS", "label"),
    "upkeep": ("add_pages", "check_index", "extract_pages", "index_corpus", "init_folder", "pending"),
    "worker": ("PageRead",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
