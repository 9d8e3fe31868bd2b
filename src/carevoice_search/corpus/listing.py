"""The pages of a corpus: which there are, which files are passed over, and the stamps of all in one go."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from carevoice_search.corpus.names import (
    KNOWN,
    SIDECAR_ENDING,
    WHOLE_ENDINGS,
    is_printable,
    page_stem,
    printable,
)
from carevoice_search.errors import CorpusError
from carevoice_search.media import SIZE_LIMIT

LARGEST_FILE = SIZE_LIMIT + 64 * 1024
"""Bytes that a page's file may have: gzip makes what it cannot compress a little larger."""

_OUTSIDE = "a link that leaves the corpus folder"


class Listing(NamedTuple):
    """The pages of a corpus, sorted, with forward slashes; `skipped` gives (printable path, reason).

    `sidecars` gives what stands in the place of a page's sidecar, by the page's path.
    """

    paths: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    sidecars: Mapping[str, str] = MappingProxyType({})


def list_pages(root: Path) -> Listing:
    """Every page under `root`, its folders included. Names that start with a dot are left out silently.

    A symbolic link is followed where its target lies under `root` and is not listed by itself; other links,
    unknown endings, unprintable names, unreadable folders and sidecars without a page are reported. Raises
    CorpusError where `root` is not a folder that can be read.
    """
    return _walked(root, sys.maxsize - 1)


def list_small(root: Path, most: int) -> Listing | None:
    """As `list_pages`; None where more than `most` names stand in the folders, for which none is sorted out."""
    try:
        return _walked(root, most)
    except _TooManyError:
        return None


def stamps(root: Path, listing: Listing) -> dict[str, str]:
    """The `stamp` of every page of a listing, by its path in order; "" for one that cannot be read."""
    found: dict[str, str] = {}
    top, sidecars = os.fspath(root) + os.sep, listing.sidecars
    for path in listing.paths:
        try:
            found[path] = _mark(top + path)
            if path in sidecars:
                found[path] += " " + _mark(top + sidecars[path])
        except (OSError, ValueError):
            found[path] = ""
    return found


def mark_of(file: os.stat_result) -> str:
    """A file's size and times, as a stamp has them."""
    return f"{file.st_size}:{file.st_mtime_ns}:{file.st_ctime_ns}"


def _mark(place: str) -> str:
    file = os.stat(place)  # noqa: PTH116 - for thousands of pages, a Path costs more than the look at its file
    if not stat.S_ISREG(file.st_mode) or file.st_size > LARGEST_FILE:
        raise ValueError(f"{place} is not what a page is kept in")
    return mark_of(file)


def _walked(root: Path, most: int) -> Listing:
    try:
        with os.scandir(root):
            top = os.path.realpath(root)
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {printable(str(root))} cannot be read ({error.strerror}). "
            "Make one with: carevoice init, or name its working folder: carevoice --home DIR"
        ) from None
    walk = _Walk(top, most)
    walk.folder(top, "")
    walk.follow_links()
    sidecars = walk.check_sidecars()
    return Listing(tuple(sorted(walk.pages)), tuple(sorted(walk.skipped)), sidecars)


class _TooManyError(Exception):
    """There are more names than the walk was to look at."""


@dataclass(slots=True, eq=False, repr=False)
class _Walk:
    """A walk under the real path `top`; pages, links and sidecars are kept by their paths in the corpus.

    `left` is how many more names may be met; `links` maps a path to where the link stands; `amiss` holds what is
    no regular file. `seen` maps real paths to the paths that they are listed under: those of folders, and, once a
    link makes it matter, those of the files that `folders` holds, each folder's with the beginning of their paths.
    """

    top: str
    left: int
    pages: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    sidecars: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    amiss: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)
    folders: list[tuple[str, list[os.DirEntry[str]]]] = field(default_factory=list)

    def folder(self, real: str, path: str) -> None:
        """List the folder `real`, which the corpus knows as `path`, and the folders in it."""
        waiting = [(real, path)]
        while waiting:
            real, path = waiting.pop()
            self.seen[real] = path or "the corpus folder"
            try:
                with os.scandir(real) as scan:
                    found = list(islice(scan, self.left + 1))
            except OSError as error:
                self.skip(path, f"the folder cannot be read ({error.strerror})")
                continue
            self.left -= len(found)
            if self.left < 0:
                raise _TooManyError
            beginning = f"{path}/" if path else ""
            self.folders.append((beginning, found))
            for place in found:
                name = place.name
                # Nearly every name is a plain page's: what tells it is asked first, and by the quickest means.
                if (
                    name.endswith(WHOLE_ENDINGS)
                    and name.isprintable()
                    and place.is_file(follow_symlinks=False)
                ):
                    if name[0] != ".":
                        self.pages.append(beginning + name)
                elif self.other(place, beginning + name):
                    waiting.append((place.path, beginning + name))

    def other(self, place: os.DirEntry[str], path: str) -> bool:
        """Note what is no plain page; whether it is a folder to be listed."""
        if place.name.startswith("."):
            return False
        if not is_printable(place.name):
            self.skip(path, "its name holds characters that cannot be shown; rename it")
        elif place.is_symlink():
            self.links[path] = place.path
        elif place.is_dir(follow_symlinks=False):
            self.amiss.add(path)
            return True
        else:
            self.file(path, regular=place.is_file(follow_symlinks=False))
        return False

    def file(self, path: str, *, regular: bool) -> None:
        if not regular:
            self.amiss.add(path)
            self.skip(path, "not a regular file")
        elif path.endswith(SIDECAR_ENDING):
            self.sidecars.add(path)
        elif page_stem(path) is None:
            self.skip(path, f"not a page by its name: {KNOWN}")
        else:
            self.pages.append(path)

    def follow_links(self) -> None:
        """A folder behind a link may hold further links, hence the outer loop; each real path is met once."""
        while self.links:
            links, self.links = self.links, {}
            self.see_files()
            for path, link in sorted(links.items()):
                self.follow(path, link)
                self.see_files()

    def see_files(self) -> None:
        for beginning, found in self.folders:
            for place in found:
                name = place.name
                passed = name.startswith(".") or not is_printable(name)
                if not (passed or place.is_symlink() or place.is_dir(follow_symlinks=False)):
                    self.seen[place.path] = beginning + name
        self.folders.clear()

    def follow(self, path: str, link: str) -> None:
        try:
            target = Path(link).resolve(strict=True)
            mode = target.stat().st_mode
        except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
            self.amiss.add(path)
            return self.skip(path, "a link that leads nowhere")
        if not target.is_relative_to(self.top):
            self.outside.add(path)
            return self.skip(path, _OUTSIDE)
        if path.endswith(SIDECAR_ENDING) and stat.S_ISREG(mode):
            self.sidecars.add(path)
        elif str(target) in self.seen:
            self.amiss.add(path)
            self.skip(path, f"a link to {self.seen[str(target)]}, which is listed itself")
        elif stat.S_ISDIR(mode):
            self.amiss.add(path)
            self.folder(str(target), path)
        else:
            self.seen[str(target)] = path
            self.file(path, regular=stat.S_ISREG(mode))
        return None

    def check_sidecars(self) -> dict[str, str]:
        """What stands in the place of each page's sidecar.

        Sidecars without a page are reported, and pages whose sidecar lies outside the corpus left out.
        """
        beside = self.sidecars | {path for path in self.amiss if path.endswith(SIDECAR_ENDING)}
        if not beside and not self.outside:
            return {}
        wanted = {path: f"{page_stem(path)}{SIDECAR_ENDING}" for path in self.pages}
        for sidecar in self.sidecars.difference(wanted.values()):
            self.skip(sidecar, "a sidecar without its page")
        for page, sidecar in wanted.items():
            if sidecar in self.outside:
                self.pages.remove(page)
                self.skip(page, f"its sidecar is {_OUTSIDE}")
        return {page: sidecar for page, sidecar in wanted.items() if sidecar in beside}

    def skip(self, path: str, reason: str) -> None:
        self.skipped.append((printable(path), reason))
