"""The folder of saved pages: one file a page, each with an optional sidecar <stem>.toml beside it."""

from carevoice_search.corpus.adding import AddReport, add_files
from carevoice_search.corpus.names import printable
from carevoice_search.corpus.pages import Listing, digest, list_pages, load_page, stamp
from carevoice_search.corpus.sidecar import read_sidecar

__all__ = [
    "AddReport",
    "Listing",
    "add_files",
    "digest",
    "list_pages",
    "load_page",
    "printable",
    "read_sidecar",
    "stamp",
]
