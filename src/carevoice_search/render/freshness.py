"""The words on what an index has not read as it is now; the same at the terminal and on the local page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carevoice_search.errors import CorpusError
from carevoice_search.render import wording

if TYPE_CHECKING:  # Commands that open no index import this as well.
    from carevoice_search.freshness import Pending
    from carevoice_search.index import Index


def remarks(index: Index, corpus: Path, *, named: str, command: Callable[[str], str]) -> list[str]:
    """Why an answer may not be that of the corpus as it is now; empty where nothing speaks for it.

    In a large corpus no more is seen than a glance shows, and no more is said. `named` is what the reader calls
    the folder, `command` makes a command line of words such as "index".
    """
    said = []
    if not index.rules_current:
        said.append(f"this index was read by older rules; counts may differ; run: {command('index')}")
    if not corpus.is_dir():
        return [*said, gone(named)]
    try:
        seen = index.glance(corpus)
    except CorpusError:
        return [*said, f"{named}/ cannot be read: whether the index still holds what is in it is not known"]
    if seen.pending is not None:
        said += _differing(seen.pending, named, command)
    elif seen.pages is not None and seen.pages != seen.indexed:
        said.append(
            f"{named}/ holds {wording.count(seen.pages, 'page')}, this index {seen.indexed:,}; "
            f"which ones differ says: {command('status')}"
        )
    return said


def gone(named: str) -> str:
    """What to say where the pages that an index holds have no folder any more."""
    return f"{named}/ is missing: the index holds pages that are no longer there"


def words(pending: Pending) -> str:
    """What an index has yet to read: "2 new or unreadable pages, 1 changed page"; empty where nothing waits."""
    return _numbers(
        ("new or unreadable", pending.new), ("changed", pending.changed), ("removed", pending.gone)
    )


def _differing(pending: Pending, named: str, command: Callable[[str], str]) -> list[str]:
    said = []
    if new := len(pending.new):
        said.append(
            f"{wording.count(new, 'page')} in {named}/ {'is' if new == 1 else 'are'} not in this answer "
            f"(new, or could not be read); {command('index')} says why"
        )
    if changed := _numbers(("changed", pending.changed), ("removed", pending.gone)):
        said.append(f"{named}/ has changed since this index was made: {changed}. Run: {command('index')}")
    return said


def _numbers(*named: tuple[str, Sequence[str]]) -> str:
    return ", ".join(wording.count(len(paths), f"{name} page") for name, paths in named if paths)
