"""Index files that run something when they are unpickled."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from whoosh.fields import ID, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[object, ...]:
        return (open, (self.path, "w"))


class CraftedTOC(TOC):  # type: ignore[misc]  # whoosh is untyped
    trap: Trap

    def write(self, storage: Any, indexname: str) -> None:
        self.segments = [self.trap]
        super().write(storage, indexname)


def plant(folder: Path, trap: Path, generation: int = 99) -> Path:
    """Put a table of contents into the folder that makes `trap` when Whoosh reads it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"_MAIN_{generation}.toc"
    path.unlink(missing_ok=True)
    toc = CraftedTOC(Schema(id=ID), [], generation)
    toc.trap = Trap(trap)
    toc.write(FileStorage(str(folder)), "MAIN")
    return path


def lay(file: Path, trap: Path, offset: int = 0) -> None:
    """Write a pickle that makes `trap` into a file from `offset` on. Its size stays, where the file is long enough."""
    sprung = pickle.dumps(Trap(trap), 2)
    content = file.read_bytes()
    file.write_bytes(content[:offset] + sprung + content[offset + len(sprung) :])
