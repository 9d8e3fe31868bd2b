"""Single pages of a corpus: loaded, and fingerprinted to tell whether they changed."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from carevoice_search.corpus.listing import LARGEST_FILE, mark_of
from carevoice_search.corpus.names import printable, reason_of, sidecar_path
from carevoice_search.corpus.sidecar import read_sidecar
from carevoice_search.decode import read_bytes
from carevoice_search.errors import PageError
from carevoice_search.media import SIZE_LIMIT
from carevoice_search.model import Page


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
    return " ".join(map(mark_of, marks))


def check_file(place: Path) -> os.stat_result:
    """Refuse, before it is opened, what would be read without end: a pipe, a device, a huge file."""
    try:
        found = place.stat()
    except (OSError, ValueError) as error:
        raise PageError(f"cannot be read ({reason_of(error)})") from None
    if not stat.S_ISREG(found.st_mode):
        raise PageError("not a regular file")
    if found.st_size > LARGEST_FILE:
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
