"""The files of an index: durable when a commit needs it, swept of leftovers, never touching a stranger's."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

INDEX_NAME = "MAIN"

_TOC = TOC._pattern(INDEX_NAME)
_SEGMENT = TOC._segment_pattern(INDEX_NAME)
_UNFINISHED_TOC = re.compile(rf"_{INDEX_NAME}_\d+\.toc\.[\d.]+")
_TEMPORARY = re.compile(rf"{INDEX_NAME}\.\w+\.tmp")
_SCRATCH = re.compile(r"[0-9a-z]+\.(run|ctmp)")


class DurableStorage(FileStorage):  # type: ignore[misc]  # whoosh-reloaded is untyped
    """A folder in which a rename makes what was written before it last.

    Whoosh commits by renaming the table of contents (TOC) into place. Before that rename every file written
    through this storage is synced; after it the folder is: a power cut leaves the old index or the new one.
    """

    def __init__(self, path: Path, readonly: bool = False) -> None:
        super().__init__(str(path), readonly=readonly)
        self._written: set[str] = set()
        self._temporary: FileStorage | None = None

    def create_file(self, name: str, **kwargs: Any) -> Any:
        self._written.add(name)
        return super().create_file(name, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in sorted(self._written):
            path = Path(self.folder, name)
            if path.exists():
                _sync(path)
        super().rename_file(oldname, newname, safe=safe)
        self._written.clear()
        _sync(Path(self.folder))

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


def wipe(folder: Path) -> None:
    """Remove an unusable index and nothing else: what Whoosh did not name stays, links are not followed."""
    for path in list(folder.iterdir()):
        if _TEMPORARY.fullmatch(path.name):
            _remove_scratch(path)
        elif any(kind.fullmatch(path.name) for kind in (_TOC, _UNFINISHED_TOC, _SEGMENT)) and (
            path.is_symlink() or path.is_file()
        ):
            path.unlink(missing_ok=True)


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
