"""Index files that run something when they are unpickled."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import HashWriter
from whoosh.index import TOC

from carevoice_search.engines.whoosh.fields import make_schema

PLACES = ("directory", "terms", "term", "block head", "block", "stored fields")
"""Where in a segment Whoosh unpickles."""


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
    toc = CraftedTOC(make_schema(), [], generation)
    toc.trap = Trap(trap)
    toc.write(FileStorage(str(folder)), "MAIN")
    return path


def lay(patch: pytest.MonkeyPatch, place: str, trap: Path) -> None:
    """Have every segment that is written from now on make `trap` when Whoosh reads that place of it."""
    sprung = pickle.dumps(Trap(trap), 2)
    write_dir, to_bytes = CompoundStorage.write_dir, "whoosh.codec.whoosh3.W3TermInfo.to_bytes"
    blocks = {"block head": 6, "block": 3}
    if place == "directory":
        patch.setattr(
            CompoundStorage,
            "write_dir",
            staticmethod(lambda file, start, names, _: write_dir(file, start, names, {"trap": Trap(trap)})),
        )
    elif place == "terms":
        patch.setattr(
            HashWriter,
            "_write_extras",
            lambda self: self.dbfile.write_pickle({**self.extras, "trap": Trap(trap)}),
        )
    elif place == "term":
        patch.setattr(to_bytes, lambda self: self._struct.pack(1, 1.0, 1, 0, 0, 1.0, 0, 0) + sprung)
    elif place in blocks:
        patch.setattr(
            "whoosh.codec.whoosh3.dumps",
            lambda value, protocol: sprung if len(value) == blocks[place] else pickle.dumps(value, protocol),
        )
    else:
        patch.setattr("whoosh.columns.dumps", lambda value, protocol: sprung)
