"""The files of an index: sealed, durable when a commit needs it, swept of leftovers, never a stranger's."""

from __future__ import annotations

import hmac
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, clean_files

from carevoice_search.engines.whoosh.damage import REBUILD
from carevoice_search.engines.whoosh.guarded import guard
from carevoice_search.errors import UnusableIndexError

INDEX_NAME = "MAIN"

Seal = Callable[[str, bytes], bytes]
"""What only this user can make of a file's name and content."""

_SEALED = ".seal"

_TOC = TOC._pattern(INDEX_NAME)
_SEGMENT = TOC._segment_pattern(INDEX_NAME)
_UNFINISHED_TOC = re.compile(rf"_{INDEX_NAME}_\d+\.toc\.[\d.]+")
_SEAL = re.compile(rf"_{INDEX_NAME}_\d+\.toc\{_SEALED}")
_UNFINISHED_SEAL = re.compile(rf"\._{INDEX_NAME}_\d+\.toc\{_SEALED}\.\w+")
_TEMPORARY = re.compile(rf"{INDEX_NAME}\.\w+\.tmp")
_SCRATCH = re.compile(r"[0-9a-z]+\.(run|ctmp)")
_OURS = (_TOC, _UNFINISHED_TOC, _SEAL, _UNFINISHED_SEAL, _SEGMENT)


class DurableStorage(FileStorage):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A folder in which a rename makes what was written before it last, and whose tables of contents are sealed.

    Whoosh commits by renaming the table of contents (TOC) into place. Before that rename every file written
    through this storage is synced, and the TOC's seal is put beside it; after it the folder is synced: a power
    cut leaves the old index or the new one. Whoosh unpickles whatever a TOC says, so that none is read but from
    memory and after its seal was found right.
    """

    def __init__(self, path: Path, seal: Seal, readonly: bool = False) -> None:
        super().__init__(str(path), readonly=readonly)
        self._seal = seal
        self._written: set[str] = set()
        self._temporary: FileStorage | None = None

    def create_file(self, name: str, **kwargs: Any) -> Any:
        self._written.add(name)
        return super().create_file(name, **kwargs)

    def open_file(self, name: str, **kwargs: Any) -> Any:
        """Raises UnusableIndexError for a table of contents without this user's seal."""
        if not _TOC.fullmatch(name):
            return guard(super().open_file(name, **kwargs))
        content = Path(self.folder, name).read_bytes()
        self._check_seal(name, content)
        return StructFile(BytesIO(content), name=name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in sorted(self._written):
            path = Path(self.folder, name)
            if path.exists():
                _sync(path)
        sealed = _TOC.fullmatch(newname) is not None
        if sealed:
            content = Path(self.folder, oldname).read_bytes()
            write_durably(Path(self.folder, newname + _SEALED), self._seal(newname, content))
        super().rename_file(oldname, newname, safe=safe)
        self._written.clear()
        _sync(Path(self.folder))
        if sealed:
            self.remove_other_seals(newname)

    def remove_other_seals(self, toc: str) -> None:
        """Remove what sealed other tables of contents than the one named `toc`, and unfinished seals."""
        for path in list(Path(self.folder).iterdir()):
            former = _SEAL.fullmatch(path.name) and path.name != toc + _SEALED
            if former or _UNFINISHED_SEAL.fullmatch(path.name):
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _check_seal(self, name: str, content: bytes) -> None:
        path = Path(self.folder, name + _SEALED)
        try:
            with path.open("rb") as file:
                found = file.read(1024)
        except OSError as error:
            raise UnusableIndexError(_refusal(self.folder, "has no seal of yours")) from error
        if not hmac.compare_digest(found, self._seal(name, content)):
            raise UnusableIndexError(_refusal(self.folder, "was changed by someone or something else"))

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """A folder of a fresh name inside the index: Whoosh's fixed name could be a planted link."""
        if self._temporary is None or not Path(self._temporary.folder).is_dir():
            folder = tempfile.mkdtemp(prefix=f"{INDEX_NAME}.", suffix=".tmp", dir=self.folder)
            self._temporary = FileStorage(folder)
        return self._temporary


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all; a link that stands there is replaced, not followed."""
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


def holds_index(folder: Path) -> bool:
    """Whether the folder has a table of contents or a segment, whoever made it."""
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return any(_TOC.fullmatch(name) or _SEGMENT.fullmatch(name) for name in names)


def sweep(storage: DurableStorage) -> None:
    """Remove what interrupted writers left. Only the holder of the writer's lock may call this."""
    folder = Path(storage.folder)
    for path in list(folder.iterdir()):
        if _UNFINISHED_TOC.fullmatch(path.name):
            path.unlink(missing_ok=True)
        elif _TEMPORARY.fullmatch(path.name):
            _remove_scratch(path)
    toc = TOC.read(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, toc.generation, toc.segments)
    storage.remove_other_seals(TOC._filename(INDEX_NAME, toc.generation))


def wipe(folder: Path) -> None:
    """Remove an unusable index and nothing else: what Whoosh did not name stays, links are not followed."""
    for path in list(folder.iterdir()):
        if _TEMPORARY.fullmatch(path.name):
            _remove_scratch(path)
        elif any(kind.fullmatch(path.name) for kind in _OURS) and (path.is_symlink() or not path.is_dir()):
            path.unlink(missing_ok=True)


def _refusal(folder: str, problem: str) -> str:
    return f"the index in {folder} {problem}, and opening it could run commands; {REBUILD}"


def _remove_scratch(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        return
    for path in list(folder.iterdir()):
        if _SCRATCH.fullmatch(path.name) and not path.is_dir():
            path.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder, and makes renames durable by itself.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
