"""Saved pages with the text that people took to be theirs, in either of two forms.

`articles`: ground-truth.json, an object of page to {"articleBody"}. `typed`: ground-truth/PAGE.json with
{"ground_truth": {"main_content", "with", "without"}}, and types.json, an object of page to its type. In both the
pages are html/PAGE.html or html/PAGE.html.gz.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from judged.trouble import CollectionError, read_json, reason

Form = Literal["articles", "typed"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A page and its gold text; `kept` and `left` are snippets that cleaning must and must not leave in it."""

    id: str
    file: Path
    gold: str
    type: str
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def content(self) -> bytes:
        content = self.file.read_bytes()
        return gzip.decompress(content) if self.file.suffix == ".gz" else content


@dataclass(frozen=True, slots=True)
class Pages:
    name: str
    form: Form
    pages: tuple[Judged, ...]
    digest: str


def read_pages(folder: Path) -> Pages:
    """Raises CollectionError where the folder has neither form or a page lacks its file."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise CollectionError(
            f"There is no folder {folder}: give --data a folder with html/ and its gold text"
        )
    if not (folder / "html").is_dir():
        raise CollectionError(
            f"{folder} has no html/: a cleaning collection has html/PAGE.html or html/PAGE.html.gz"
        )
    if (folder / "ground-truth.json").is_file():
        return _collection(folder, "articles", _articles(folder))
    if (folder / "ground-truth").is_dir():
        return _collection(folder, "typed", _typed(folder))
    raise CollectionError(
        f"{folder} has neither ground-truth.json nor ground-truth/: there is no gold text to judge by"
    )


def _collection(folder: Path, form: Form, pages: list[Judged]) -> Pages:
    if not pages:
        raise CollectionError(f"{folder} has gold text for no page")
    digest = hashlib.sha256(repr([(page.id, page.gold) for page in pages]).encode())
    return Pages(folder.name, form, tuple(pages), digest.hexdigest()[:12])


def _articles(folder: Path) -> list[Judged]:
    path = folder / "ground-truth.json"
    gold = read_json(path)
    if not isinstance(gold, dict):
        raise CollectionError(f"{path} holds no object of pages")
    return [
        Judged(id, _file(folder, id), _text(path, id, one, "articleBody"), "article")
        for id, one in sorted(gold.items())
    ]


def _typed(folder: Path) -> list[Judged]:
    known = folder / "types.json"
    types = read_json(known) if known.is_file() else {}
    pages = []
    for path in sorted((folder / "ground-truth").glob("*.json")):
        one = read_json(path)
        gold = one.get("ground_truth", one) if isinstance(one, dict) else None
        text = _text(path, path.stem, gold, "main_content")
        assert isinstance(gold, dict)
        snippets = (tuple(map(str, gold.get(name) or ())) for name in ("with", "without"))
        pages.append(
            Judged(path.stem, _file(folder, path.stem), text, types.get(path.stem, "untyped"), *snippets)
        )
    return pages


def _text(path: Path, id: str, gold: Any, key: str) -> str:
    if not isinstance(gold, dict) or not isinstance(gold.get(key) or "", str) or key not in gold:
        raise CollectionError(f"{path} has no {key} for the page {id}")
    return gold[key] or ""


def _file(folder: Path, id: str) -> Path:
    for ending in (".html", ".html.gz"):
        path = folder / "html" / f"{id}{ending}"
        if path.is_file():
            return path
    raise CollectionError(f"{folder / 'html'} has no {id}.html or {id}.html.gz, of which there is gold text")


def unpack(page: Judged, path: Path) -> Path:
    """Write the page as a plain file. Raises CollectionError where it cannot be decompressed."""
    try:
        path.write_bytes(page.content())
    except (OSError, EOFError, zlib.error) as error:
        raise CollectionError(
            f"{page.file} cannot be read ({reason(error)}): mend it or take it out"
        ) from error
    return path
