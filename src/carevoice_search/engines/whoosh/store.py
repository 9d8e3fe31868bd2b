"""Where the index lives: opening it for answers, and the one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.index import TOC

from carevoice_search.engines.whoosh import lock, ownership
from carevoice_search.engines.whoosh.fields import make_schema
from carevoice_search.engines.whoosh.ownership import Mark
from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.engines.whoosh.snapshot import Snapshot, open_marked, open_snapshot
from carevoice_search.engines.whoosh.storage import INDEX_NAME, DurableStorage, holds_index, sweep, wipe
from carevoice_search.engines.whoosh.writer import WhooshTransaction, refusal
from carevoice_search.errors import CarevoiceError, UnusableIndexError


class WhooshStore:
    """An index folder. Making one touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> WhooshEngine:
        """Writes nothing, not even the user's key."""
        return WhooshEngine(open_snapshot(self.path))

    @contextmanager
    def writing(self, *, wait: float = 0.0, rebuild: bool = False) -> Iterator[WhooshTransaction]:
        """Commits at the end of the block; whatever is raised in it leaves the index as it was."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"the folder {self.path} cannot be made ({error.strerror})"
            raise CarevoiceError(f"{problem}; choose another") from error
        with lock.held(self.path, wait):
            transaction = self._begun(rebuild)
            try:
                yield transaction
                transaction.commit()
            except BaseException:
                transaction.cancel()
                raise

    def _begun(self, rebuild: bool) -> WhooshTransaction:
        try:
            mark, before = self._prepared(rebuild)
            storage = DurableStorage(self.path, mark.seal)
            sweep(storage)
            return WhooshTransaction(storage, before, rebuild)
        except OSError as error:
            raise refusal(self.path, error) from error

    def _prepared(self, rebuild: bool) -> tuple[Mark, Snapshot]:
        """The index as it is, made empty where there is none, or where it is unusable and to be rebuilt."""
        if not ownership.is_claimed(self.path) and not holds_index(self.path):
            return self._make_empty()
        try:
            mark = ownership.check(self.path)
            if not holds_index(self.path):
                return self._make_empty()  # The first writer was killed between marking and making it.
            return mark, open_marked(self.path, mark)
        except UnusableIndexError:
            if not rebuild:
                raise
        wipe(self.path)
        return self._make_empty()

    def _make_empty(self) -> tuple[Mark, Snapshot]:
        mark = ownership.claim(self.path)
        TOC.create(DurableStorage(self.path, mark.seal), make_schema(), INDEX_NAME)
        return mark, open_marked(self.path, mark)
