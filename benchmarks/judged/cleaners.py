"""Other ways from a page to its text, asked in this process and timed by its CPU clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from importlib import metadata

from judged.pages import Judged

Cleaner = Callable[[str, bytes], str]
"""From a page's id and bytes to its text."""


def _ours(id: str, content: bytes) -> str:
    from carevoice_search.clean import clean
    from carevoice_search.model import Page

    return clean(Page(f"{id}.html", None, content, "text/html")).text


def _trafilatura(id: str, content: bytes) -> str:
    import trafilatura

    return trafilatura.extract(content) or ""


def _bs4(id: str, content: bytes) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(content, "lxml").get_text(" ")


OURS = "carevoice, cleaning alone"
"""Measured beside the peers by the same clock; never stored, for it changes with this package."""

CLEANERS: Mapping[str, tuple[str, Cleaner, str]] = {
    OURS: (
        "carevoice-search",
        _ours,
        "clean() in this process, without fields and worker",
    ),
    "trafilatura": ("trafilatura", _trafilatura, "extract() with its defaults"),
    "bs4 get_text": ("beautifulsoup4", _bs4, "all text of the page, by lxml"),
}


def version(name: str) -> str:
    return metadata.version(CLEANERS[name][0])


def cleaned(name: str, page: Judged) -> tuple[str | None, float]:
    """The text, or None where the cleaner fails, and the CPU time in milliseconds."""
    content = page.content()
    started = time.process_time()
    try:
        text = CLEANERS[name][1](page.id, content)
    except Exception:  # whatever a peer raises on a hostile page is a page that it did not clean
        text = None
    return text, 1000 * (time.process_time() - started)
