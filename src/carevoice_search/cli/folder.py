"""The working folder: where the saved pages and the index lie."""

from __future__ import annotations

from collections.abc import Sequence
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
        """Say on stderr why an answer may not be that of the corpus as it is now, if anything speaks for it.

        In a large corpus no more is seen than a glance shows, and no more is said.
        """
        if not index.rules_current:
            message(f"this index was read by older rules; counts may differ; run: {self.command('index')}")
        if trouble := self.corpus_trouble():
            message(trouble)
            return
        try:
            seen = index.glance(self.corpus)
        except cv.CorpusError:
            message(
                f"{self.corpus}/ cannot be read: whether the index still holds what is in it is not known"
            )
            return
        if seen.pending is not None:
            self._say_pending(seen.pending)
        elif seen.pages is not None and seen.pages != seen.indexed:
            message(
                f"{self.corpus}/ holds {wording.count(seen.pages, 'page')}, this index {seen.indexed:,}; "
                f"which ones differ says: {self.command('status')}"
            )

    def _say_pending(self, pending: cv.Pending) -> None:
        if new := len(pending.new):
            message(
                f"{wording.count(new, 'page')} in {self.corpus}/ {'is' if new == 1 else 'are'} not in this answer "
                f"(new, or could not be read); {self.command('index')} says why"
            )
        if changed := _numbers(("changed", pending.changed), ("removed", pending.gone)):
            message(
                f"{self.corpus}/ has changed since this index was made: {changed}. Run: {self.command('index')}"
            )

    def corpus_trouble(self) -> str | None:
        """What to say where the pages that an index holds have no folder any more."""
        if self.corpus.is_dir():
            return None
        return f"{self.corpus}/ is missing: the index holds pages that are no longer there"


def pending_words(pending: cv.Pending) -> str:
    """What an index has yet to read: "2 new or unreadable pages, 1 changed page"; empty where nothing waits."""
    return _numbers(
        ("new or unreadable", pending.new), ("changed", pending.changed), ("removed", pending.gone)
    )


def _numbers(*named: tuple[str, Sequence[str]]) -> str:
    return ", ".join(wording.count(len(paths), f"{name} page") for name, paths in named if paths)


def any_files(folder: Path) -> bool:
    """Whether a folder holds any file beside its .gitignore."""
    return folder.is_dir() and any(child.name != ".gitignore" for child in folder.iterdir())
