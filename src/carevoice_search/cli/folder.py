"""The working folder: where the saved pages and the index lie."""

from __future__ import annotations

import shlex
from pathlib import Path

import carevoice_search as cv
from carevoice_search.cli.failures import message
from carevoice_search.render import wording


class Folder:
    """A working folder; nothing is read or made until a command asks for it."""

    def __init__(self, home: Path | None) -> None:
        self.named = home is not None
        self.path = home or Path()
        self.corpus = self.path / "corpus"
        self.index = self.path / "index"

    def open_index(self) -> cv.Index:
        """The index. Raises UnusableIndexError that says what to run where there is none yet."""
        if not any_files(self.index):
            if not self.corpus.is_dir():
                raise cv.UnusableIndexError(self.not_here())
            raise cv.UnusableIndexError(f"Nothing is indexed yet. Run: {self.command('index')}")
        return cv.open_index(self.index)

    def require_corpus(self) -> None:
        if not self.corpus.is_dir():
            raise cv.CorpusError(self.not_here())

    def not_here(self) -> str:
        where = f"{self.path} is not a working folder" if self.named else "This is not a working folder"
        return (
            f"{where}: it has no corpus/. Make one with: carevoice init DIR (or carevoice add FILE...), "
            "or name another: carevoice --home DIR COMMAND"
        )

    def command(self, words: str) -> str:
        """A command line for this folder, to be typed next."""
        home = f"--home {shlex.quote(str(self.path))} " if self.named else ""
        return f"carevoice {home}{words}"

    def say_what_is_pending(self, index: cv.Index) -> None:
        """Say how many pages the index has not read as they are now, if any."""
        if not self.corpus.is_dir():
            return
        try:
            pending = index.pending(self.corpus)
        except cv.CorpusError:
            return  # the search still answers; `carevoice index` says what is wrong with the corpus
        if waiting := pending_words(pending):
            message(f"not in this answer: {waiting}. Run: {self.command('index')}")


def pending_words(pending: cv.Pending) -> str:
    """What an index has yet to read: "2 new pages, 1 changed page"; empty where nothing waits."""
    numbers = (("new", pending.new), ("changed", pending.changed), ("removed", pending.gone))
    return ", ".join(wording.count(len(paths), f"{name} page") for name, paths in numbers if paths)


def any_files(folder: Path) -> bool:
    """Whether a folder holds any file beside its .gitignore."""
    return folder.is_dir() and any(child.name != ".gitignore" for child in folder.iterdir())
