"""What the index has not read as it is now: pages that differ on disk, and rules that changed since."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from carevoice_search import corpus as corpus_folder
from carevoice_search.engines import Engine, PageState, digest_of_stamps
from carevoice_search.errors import PageError

LOOKED_AT = 5_000
"""Files of a corpus up to which every answer looks at each of them: some 20 ms, at 4 microseconds a file."""
COUNTED = 25_000
"""Files up to which an answer at least counts the pages: some 20 ms as well, at less than one a file."""

_NOT_READING = {
    "__main__.py",
    "cli",
    "render",
    "engines",
    "query",
    "snippets",
    "starter",
    "synonyms.py",
    "search",
    "server",
    "deadline.py",
    "freshness.py",
    "index.py",
    "upkeep.py",
    "settings.py",
}
_READING_LIBRARIES = ("beautifulsoup4", "lxml", "pypdf", "PyStemmer", "trafilatura")
_INSTALLED = re.compile(r"([^-]+)-([^-]+)(?:-.*)?\.(?:dist|egg)-info")


@dataclass(frozen=True, slots=True)
class Pending:
    """Pages on disk that differ from what the index has read."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)


class Glance(NamedTuple):
    """What an answer can say of a corpus without keeping its reader waiting.

    `pending` is None where the corpus is too large to look at each of its files. `pages` is then how many it
    holds, against the `indexed` ones, or None where there are too many even to count.
    """

    pending: Pending | None = None
    pages: int | None = None
    indexed: int = 0


def glance(corpus: Path, engine: Engine) -> Glance:
    """A look at a corpus that ends where it would take longer than an answer: see LOOKED_AT and COUNTED.

    The states of the pages are decoded only where something differs. Raises CorpusError where the corpus cannot
    be listed.
    """
    listing = corpus_folder.list_small(corpus, COUNTED)
    if listing is None:
        return Glance()
    indexed = engine.totals().get("page", 0)
    counted = Glance(pages=len(listing.paths), indexed=indexed)
    if len(listing.paths) + len(listing.sidecars) > LOOKED_AT:
        return counted
    stamps = corpus_folder.stamps(corpus, listing)
    if all(stamps.values()) and digest_of_stamps(stamps) == engine.stamps:
        return Glance(Pending((), (), ()))
    return Glance(_pending(corpus, stamps, engine.pages())) if indexed <= LOOKED_AT else counted


def pending(corpus: Path, known: Mapping[str, PageState]) -> Pending:
    """Which pages differ from what the index has read, however many there are.

    A page that can no longer be opened differs. Raises CorpusError where the corpus cannot be listed.
    """
    return _pending(corpus, corpus_folder.stamps(corpus, corpus_folder.list_pages(corpus)), known)


def _pending(corpus: Path, stamps: Mapping[str, str], known: Mapping[str, PageState]) -> Pending:
    """Hashes only pages whose stamp differs."""
    changed = [
        path
        for path, stamp in stamps.items()
        if path in known
        and (not stamp or stamp != known[path].stamp)
        and _digest(corpus, path) != known[path].digest
    ]
    return Pending(
        new=tuple(sorted(stamps.keys() - known.keys())),
        changed=tuple(changed),
        gone=tuple(sorted(known.keys() - stamps.keys())),
    )


def _digest(corpus: Path, path: str) -> str | None:
    try:
        return corpus_folder.digest(corpus, path)
    except PageError:
        return None


@cache
def reading_rules() -> str:
    """A fingerprint of everything that decides what is read from a page: our code and tables, and the libraries."""
    digest = sha256()
    for name, place in _rule_files(str(Path(__file__).parent), ""):
        with FileIO(place) as file:
            content = file.read()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    for library, version in _library_versions().items():
        digest.update(f"{library} {version}\0".encode())
    return digest.hexdigest()[:16]


def _rule_files(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    """The names of our files, in order, each with its place."""
    with os.scandir(folder) as found:
        children = sorted(found, key=lambda child: child.name)
    for child in children:
        if child.name == "__pycache__" or (not prefix and child.name in _NOT_READING):
            continue
        if child.is_dir():
            yield from _rule_files(child.path, f"{prefix}{child.name}/")
        elif child.name.endswith((".py", ".toml", ".csv", ".txt")):
            yield prefix + child.name, child.path


def _library_versions() -> dict[str, str]:
    """The versions of the libraries that read pages, by the names of the folders that tell of them.

    `importlib.metadata` would open and parse a file for each, and takes longer to import than a search may last;
    it is asked where a library has no such folder.
    """
    found: dict[str, set[str]] = {_plain(library): set() for library in _READING_LIBRARIES}
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as children:
                names = [child.name for child in children if child.name.endswith("-info")]
        except OSError:
            continue
        for name in names:
            installed = _INSTALLED.fullmatch(name)
            if installed and _plain(installed[1]) in found:
                found[_plain(installed[1])].add(installed[2])
    return {
        library: ", ".join(sorted(found[_plain(library)])) or _version(library)
        for library in _READING_LIBRARIES
    }


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _version(library: str) -> str:
    from importlib.metadata import version

    return version(library)
