"""The working folder: where the saved pages and the index lie."""

from __future__ import annotations

from pathlib import Path

import carevoice_search as cv
from carevoice_search.cli.failures import message
from carevoice_search.render import freshness


class Folder:
    """A working folder; nothing is read or made until a command asks for it."""

    def __init__(self, home: Path | None) -> None:
        self.named = home is not None
        self.path = home or Path()
        self.corpus = self.path / "corpus"
        self.index = self.path / "index"
        self.unsettled: cv.CarevoiceError | None = None
        """Why the settings file cannot be followed; for the commands that follow it."""

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
        from shlex import quote

        home = f"--home {quote(str(self.path))} " if self.named else ""
        return f"carevoice {home}{words}"

    def say_what_is_pending(self, index: cv.Index) -> None:
        """Say on stderr why an answer may not be that of the corpus as it is now; see `freshness.remarks`."""
        for remark in freshness.remarks(index, self.corpus, named=str(self.corpus), command=self.command):
            message(remark)

    def corpus_trouble(self) -> str | None:
        """What to say where the pages that an index holds have no folder any more."""
        return None if self.corpus.is_dir() else freshness.gone(str(self.corpus))


def any_files(folder: Path) -> bool:
    """Whether a folder holds any file beside its .gitignore."""
    return folder.is_dir() and any(child.name != ".gitignore" for child in folder.iterdir())
