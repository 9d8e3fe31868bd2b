"""What the index has not read as it is now: pages that differ on disk, and rules that changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from carevoice_search import corpus as corpus_folder
from carevoice_search.engines import PageState
from carevoice_search.errors import PageError

_NOT_READING = {
    "cli",
    "render",
    "engines",
    "query",
    "snippets.py",
    "synonyms.py",
    "search",
    "freshness.py",
    "index.py",
    "upkeep.py",
    "settings.py",
}
_READING_LIBRARIES = ("beautifulsoup4", "lxml", "pypdf", "PyStemmer", "trafilatura")


@dataclass(frozen=True, slots=True)
class Pending:
    """Pages on disk that differ from what the index has read."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)


def pending(corpus: Path, known: Mapping[str, PageState]) -> Pending:
    """Which pages differ from what the index has read. Hashes only pages whose stamp differs.

    A page that can no longer be opened differs. Raises CorpusError where the corpus cannot be listed.
    """
    paths = set(corpus_folder.list_pages(corpus).paths)
    changed = [
        path
        for path in sorted(paths & known.keys())
        if _or_none(corpus_folder.stamp, corpus, path) != known[path].stamp
        and _or_none(corpus_folder.digest, corpus, path) != known[path].digest
    ]
    return Pending(
        new=tuple(sorted(paths - known.keys())),
        changed=tuple(changed),
        gone=tuple(sorted(known.keys() - paths)),
    )


@cache
def reading_rules() -> str:
    """A fingerprint of everything that decides what is read from a page: our code and tables, and the libraries."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for name, content in _rule_files(files("carevoice_search"), ""):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    for library in _READING_LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()[:16]


def _rule_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        if not prefix and child.name in _NOT_READING | {"starter"}:
            continue
        if child.is_dir():
            yield from _rule_files(child, f"{prefix}{child.name}/")
        elif child.name.endswith((".py", ".toml", ".csv", ".txt")):
            yield prefix + child.name, child.read_bytes()


def _or_none(mark: Callable[[Path, str], str], corpus: Path, path: str) -> str | None:
    try:
        return mark(corpus, path)
    except PageError:
        return None
