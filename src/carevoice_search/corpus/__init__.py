"""The folder of saved pages: one file a page, each with an optional sidecar <stem>.toml beside it.

A search lists the pages and looks at their stamps; what reads and adds pages is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from carevoice_search.corpus.listing import Listing, list_pages, list_small, stamps
from carevoice_search.corpus.names import printable

if TYPE_CHECKING:
    from carevoice_search.corpus.adding import AddReport, add_files
    from carevoice_search.corpus.pages import digest, load_page, stamp
    from carevoice_search.corpus.sidecar import read_sidecar

__all__ = [
    "AddReport",
    "Listing",
    "add_files",
    "digest",
    "list_pages",
    "list_small",
    "load_page",
    "printable",
    "read_sidecar",
    "stamp",
    "stamps",
]

_HOMES = {
    "AddReport": "adding",
    "add_files": "adding",
    "digest": "pages",
    "load_page": "pages",
    "read_sidecar": "sidecar",
    "stamp": "pages",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return found
