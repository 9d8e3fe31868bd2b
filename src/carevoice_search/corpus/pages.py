"""Pages on disk: which there are, what they hold, and whether they changed."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from carevoice_search.corpus.names import (
    KNOWN,
    SIDECAR_ENDING,
    is_printable,
    page_stem,
    printable,
    reason_of,
    sidecar_path,
)
from carevoice_search.corpus.sidecar import read_sidecar
from carevoice_search.decode import SIZE_LIMIT, read_bytes
from carevoice_search.errors import CorpusError, PageError
from carevoice_search.model import Page

_GZIP_SLACK = 64 * 1024  # gzip makes what it cannot compress a little larger
_OUTSIDE = "a link that leaves the corpus folder"


@dataclass(frozen=True, slots=True)
class Listing:
    """The pages of a corpus, sorted, with forward slashes; `skipped` gives (printable path, reason)."""

    paths: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]


def list_pages(root: Path) -> Listing:
    """Every page under `root`, its folders included. Names that start with a dot are left out silently.

    A symbolic link is followed where its target lies under `root` and is not listed by itself; other links,
    unknown endings, unprintable names, unreadable folders and sidecars without a page are reported. Raises
    CorpusError where `root` is not a folder that can be read.
    """
    try:
        with os.scandir(root):
            top = os.path.realpath(root)
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {printable(str(root))} cannot be read ({error.strerror}). "
            "Make one with: carevoice init, or name its working folder: carevoice --home DIR"
        ) from None
    walk = _Walk(top)
    walk.folder(top, "")
    walk.follow_links()
    walk.check_sidecars()
    return Listing(tuple(sorted(walk.pages)), tuple(sorted(walk.skipped)))


@dataclass(slots=True)
class _Walk:
    """A walk under the real path `top`; pages, links and sidecars are kept by their paths in the corpus.

    `links` maps a path to where the link stands; `seen` maps real paths to the paths they are listed under.
    """

    top: str
    pages: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    sidecars: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)

    def folder(self, real: str, path: str) -> None:
        """List the folder `real`, which the corpus knows as `path`, and the folders in it."""
        waiting = [(real, path)]
        while waiting:
            real, path = waiting.pop()
            self.seen[real] = path or "the corpus folder"
            try:
                with os.scandir(real) as scan:
                    found = list(scan)
            except OSError as error:
                self.skip(path, f"the folder cannot be read ({error.strerror})")
                continue
            for place in found:
                name = f"{path}/{place.name}" if path else place.name
                if place.name.startswith("."):
                    continue
                if not is_printable(place.name):
                    self.skip(name, "its name holds characters that cannot be shown; rename it")
                elif place.is_symlink():
                    self.links[name] = place.path
                elif place.is_dir(follow_symlinks=False):
                    waiting.append((place.path, name))
                else:
                    self.file(place.path, name, regular=place.is_file(follow_symlinks=False))

    def file(self, real: str, path: str, *, regular: bool) -> None:
        self.seen[real] = path
        if not regular:
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
            for path, link in sorted(links.items()):
                self.follow(path, link)

    def follow(self, path: str, link: str) -> None:
        try:
            target = Path(link).resolve(strict=True)
            mode = target.stat().st_mode
        except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
            return self.skip(path, "a link that leads nowhere")
        if not target.is_relative_to(self.top):
            self.outside.add(path)
            return self.skip(path, _OUTSIDE)
        if path.endswith(SIDECAR_ENDING) and stat.S_ISREG(mode):
            self.sidecars.add(path)
        elif str(target) in self.seen:
            self.skip(path, f"a link to {self.seen[str(target)]}, which is listed itself")
        elif stat.S_ISDIR(mode):
            self.folder(str(target), path)
        else:
            self.file(str(target), path, regular=stat.S_ISREG(mode))
        return None

    def check_sidecars(self) -> None:
        """Report sidecars without a page, and leave out pages whose sidecar lies outside the corpus."""
        wanted = {f"{page_stem(path)}{SIDECAR_ENDING}": path for path in self.pages}
        for sidecar in self.sidecars - wanted.keys():
            self.skip(sidecar, "a sidecar without its page")
        for sidecar in self.outside & wanted.keys():
            for page in [path for path in self.pages if f"{page_stem(path)}{SIDECAR_ENDING}" == sidecar]:
                self.pages.remove(page)
                self.skip(page, f"its sidecar is {_OUTSIDE}")

    def skip(self, path: str, reason: str) -> None:
        self.skipped.append((printable(path), reason))


def load_page(root: Path, path: str) -> Page:
    """The page at `root / path`, decompressed, with its sidecar. Raises PageError if one cannot be read."""
    place = root / path
    check_file(place)
    sidecar = _sidecar_of(place)
    content, media_type = read_bytes(place)
    facts = read_sidecar(sidecar) if sidecar else None
    return Page(path, facts.url if facts else None, content, media_type, facts)


def digest(root: Path, path: str) -> str:
    """A fingerprint (SHA-256, hexadecimal) of a page's bytes and its sidecar's. Raises PageError."""
    place = root / path
    check_file(place)
    whole = hashlib.sha256(_hash_of_file(place))
    if sidecar := _sidecar_of(place):
        whole.update(b"sidecar" + _hash_of_file(sidecar))
    return whole.hexdigest()


def stamp(root: Path, path: str) -> str:
    """Sizes and times of a page and its sidecar: a cheap hint that neither changed. Raises PageError."""
    place = root / path
    marks = [check_file(place)]
    if sidecar := _sidecar_of(place):
        marks.append(sidecar.stat())
    return " ".join(f"{mark.st_size}:{mark.st_mtime_ns}:{mark.st_ctime_ns}" for mark in marks)


def check_file(place: Path) -> os.stat_result:
    """Refuse, before it is opened, what would be read without end: a pipe, a device, a huge file."""
    try:
        found = place.stat()
    except (OSError, ValueError) as error:
        raise PageError(f"cannot be read ({reason_of(error)})") from None
    if not stat.S_ISREG(found.st_mode):
        raise PageError("not a regular file")
    if found.st_size > SIZE_LIMIT + _GZIP_SLACK:
        raise PageError(f"larger than {SIZE_LIMIT // 1024 // 1024} MB")
    return found


def _sidecar_of(place: Path) -> Path | None:
    sidecar = sidecar_path(place)
    if not os.path.lexists(sidecar):
        return None
    try:
        check_file(sidecar)
    except PageError as error:
        raise PageError(f"its sidecar {printable(sidecar.name)}: {error}") from None
    return sidecar


def _hash_of_file(place: Path) -> bytes:
    try:
        with place.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        raise PageError(f"cannot be read ({reason_of(error)})") from None
