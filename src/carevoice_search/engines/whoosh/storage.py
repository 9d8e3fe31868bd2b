"""The files of an index: committed all at once, durable, swept of leftovers, never a stranger's.

A commit is two files: Whoosh's table of contents `_MAIN_7.toc`, and beside it `_MAIN_7.toc.seal`, the manifest
under a seal that only the index's owner can make. The newest table of contents names the commit that holds; our
own code reads the manifest alone.
"""

from __future__ import annotations

import hmac
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from carevoice_search.engines.whoosh import manifest as manifests
from carevoice_search.engines.whoosh.damage import REBUILD, reported_as_damage
from carevoice_search.engines.whoosh.manifest import Manifest
from carevoice_search.errors import UnusableIndexError

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.ownership import Mark

INDEX_NAME = "MAIN"

_SEALED = ".seal"
_GREATEST = 1 << 28
"""Bytes beyond which a file is none that a commit wrote: deletions of a thousand million documents fit."""

# Not compiled: a search needs the first alone.
_TOC = rf"_{INDEX_NAME}_[0-9]+\.toc"
_SEAL = rf"_{INDEX_NAME}_[0-9]+\.toc\{_SEALED}"
_SEGMENT = rf"({INDEX_NAME}_[0-9a-z]+)\.[A-Za-z0-9_.]+"
_UNFINISHED = (
    rf"\._{INDEX_NAME}_[0-9]+\.toc(\{_SEALED})?\.\w+"  # ours
    rf"|_{INDEX_NAME}_[0-9]+\.toc\.[0-9.]+"  # Whoosh's
)
_SCRATCH = rf"{INDEX_NAME}\.\w+\.tmp"
_SCRATCH_FILE = r"[0-9a-z]+\.(run|ctmp)"


def new_segment_id() -> str:
    """16 letters or digits that no other segment has."""
    import secrets

    return secrets.token_hex(8)


def segment_name(segment_id: str) -> str:
    """What all names of a segment's files begin with, up to the dot."""
    return f"{INDEX_NAME}_{segment_id}"


_LISTINGS = 5
"""A listing may miss the newest table of contents and find the one before it gone, while another process commits."""


def newest_generation(folder: Path) -> int:
    """The number of the commit that holds; -1 where there is none."""
    for _ in range(_LISTINGS):
        tocs = [path for path in _listed(folder) if re.fullmatch(_TOC, path.name) and path.is_file()]
        if tocs:
            return max(int(path.stem.rsplit("_", 1)[1]) for path in tocs)
    return -1


def committed_at(folder: Path, generation: int) -> float:
    """When a commit was made, in seconds since 1970: the time of the file that makes it hold.

    Raises UnusableIndexError as `read_manifest` does, for another commit may take the file away.
    """
    try:
        return (folder / _toc_name(generation)).stat().st_mtime
    except OSError as error:
        raise _refusal(folder, "has no table of contents") from error


def holds_index(folder: Path) -> bool:
    """Whether the folder has a table of contents or a segment, whoever made it."""
    return any(re.fullmatch(_TOC, path.name) or re.fullmatch(_SEGMENT, path.name) for path in _listed(folder))


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


# Reading


def read_manifest(path: Path, mark: Mark) -> Manifest:
    """What the newest commit says. Unpickles nothing and needs no Whoosh.

    Raises UnusableIndexError where there is none, or none that the owner of `mark` sealed; its cause is a
    FileNotFoundError where a file vanished, as happens while another process commits.
    """
    generation = newest_generation(path)
    if generation < 0:
        raise UnusableIndexError(f"there is no index in {path} yet; run: carevoice index")
    name = _toc_name(generation)
    seal, _, content = _read(path, f"{name}{_SEALED}", "has no seal of yours").partition(b"\n")
    if not hmac.compare_digest(seal, mark.seal(f"{name}{_SEALED}", content)):
        raise _refusal(path, "was changed by someone or something else")
    with reported_as_damage(path):
        manifest, toc_digest = manifests.decode(content)
    if manifests.digest(_read(path, name, "has no table of contents")) != toc_digest:
        raise _refusal(path, "was changed by someone or something else")
    return manifest


def _read(folder: Path, name: str, problem: str) -> bytes:
    """The content of a small file that a commit wrote; a pipe, a device or a huge file is none."""
    path = folder / name
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= _GREATEST:
            return path.read_bytes()
    except OSError as error:
        raise _refusal(folder, problem) from error
    raise _refusal(folder, problem)


def _refusal(folder: Path, problem: str) -> UnusableIndexError:
    return UnusableIndexError(
        f"the index in {folder} {problem}, and opening it could run commands; {REBUILD}"
    )


# Writing: only for the holder of the writer's lock


def commit(path: Path, mark: Mark, manifest: Manifest) -> None:
    """Make `manifest` what the index is, durably: a power cut at any moment leaves the former commit or this one.

    Everything that the commit names is on disk, the sealed manifest too, before the table of contents gets its
    name; then what no longer belongs is removed. Raises OSError, with the index as it was.
    """
    from carevoice_search.engines.whoosh.codec import table_of_contents

    _sync_segments(path, manifest)
    name = _toc_name(manifest.generation)
    toc = table_of_contents(manifest)
    content = manifests.encode(manifest, toc)
    write_durably(path / f"{name}{_SEALED}", mark.seal(f"{name}{_SEALED}", content) + b"\n" + content)
    write_durably(path / name, toc)
    sweep(path, manifest)


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all.

    A link that stands there is replaced, not followed; a folder is somebody's, and moved aside.
    """
    import secrets
    import tempfile

    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}.{secrets.token_hex(4)}"))
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def sweep(path: Path, manifest: Manifest) -> None:
    """Remove what interrupted and former writers left: all files of an index's names that `manifest` has not."""
    segments = {segment_name(one.id) for one in manifest.segments}
    toc = _toc_name(manifest.generation)
    for one in list(path.iterdir()):
        if re.fullmatch(_TOC, one.name) or re.fullmatch(_SEAL, one.name):
            kept = one.name in (toc, f"{toc}{_SEALED}")
        elif found := re.fullmatch(_SEGMENT, one.name):
            kept = found[1] in segments
        else:
            kept = not re.fullmatch(_UNFINISHED, one.name)
        if not kept:
            _remove(one)
        elif re.fullmatch(_SCRATCH, one.name):
            _remove_scratch(one)


def wipe(folder: Path) -> None:
    """Remove an unusable index and nothing else: what no index is named like stays, links are not followed."""
    for path in list(folder.iterdir()):
        if any(re.fullmatch(kind, path.name) for kind in (_TOC, _SEAL, _SEGMENT, _UNFINISHED)):
            if path.is_symlink() or not path.is_dir():
                path.unlink(missing_ok=True)
        elif re.fullmatch(_SCRATCH, path.name):
            _remove_scratch(path)


def _toc_name(generation: int) -> str:
    return f"_{INDEX_NAME}_{generation}.toc"


def _sync_segments(folder: Path, manifest: Manifest) -> None:
    missing = {segment_name(one.id) for one in manifest.segments}
    files = [(path, found[1]) for path in folder.iterdir() if (found := re.fullmatch(_SEGMENT, path.name))]
    for path in [path for path, name in files if name in missing]:
        _sync(path)
    missing -= {name for _, name in files}
    if missing:
        raise FileNotFoundError(f"the segments {sorted(missing)} have no files")


def _remove(path: Path) -> None:
    """Remove a file or a link. What cannot be removed, as Windows refuses while a search has it open, stays."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _remove_scratch(folder: Path) -> None:
    """Remove a folder in which a writer of the former format sorted."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for path in list(folder.iterdir()):
        if re.fullmatch(_SCRATCH_FILE, path.name) and not path.is_dir():
            _remove(path)
    with suppress(OSError):  # Somebody else's file is still in it.
        folder.rmdir()


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder, and makes renames durable by itself.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
