"""Where the index lives: opening it for answers, and the one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from carevoice_search.errors import CarevoiceError, UnusableIndexError

if TYPE_CHECKING:  # A search needs the half that reads, and is to start fast.
    from carevoice_search.engines.whoosh.ownership import Mark
    from carevoice_search.engines.whoosh.reader import WhooshEngine
    from carevoice_search.engines.whoosh.snapshot import Snapshot
    from carevoice_search.engines.whoosh.writer import WhooshTransaction


class WhooshStore:
    """An index folder. Making one touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def generation(self) -> int:
        from carevoice_search.engines.whoosh.storage import newest_generation

        return newest_generation(self.path)

    def newest(self) -> tuple[int, float]:
        from carevoice_search.engines.whoosh.storage import committed_at, newest_generation

        generation = newest_generation(self.path)
        try:
            return generation, committed_at(self.path, generation)
        except UnusableIndexError:
            return -1, 0.0

    def open(self) -> WhooshEngine:
        """Writes nothing, not even the user's key."""
        from carevoice_search.engines.whoosh.reader import WhooshEngine
        from carevoice_search.engines.whoosh.snapshot import open_snapshot

        return WhooshEngine(open_snapshot(self.path))

    @contextmanager
    def writing(self, *, wait: float = 0.0, rebuild: bool = False) -> Iterator[WhooshTransaction]:
        """Commits at the end of the block; whatever is raised in it leaves the index as it was."""
        from carevoice_search.engines.whoosh import lock

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

    def verify(self) -> None:
        """Read every byte of the index. Raises UnusableIndexError naming what differs from its checksum."""
        from carevoice_search.engines.whoosh.damage import reported_as_damage
        from carevoice_search.engines.whoosh.snapshot import open_snapshot

        snapshot = open_snapshot(self.path)
        with reported_as_damage(self.path):
            for part in snapshot.parts:
                part.segment.verify()

    def _begun(self, rebuild: bool) -> WhooshTransaction:
        from carevoice_search.engines.whoosh.damage import refusal
        from carevoice_search.engines.whoosh.storage import sweep
        from carevoice_search.engines.whoosh.writer import WhooshTransaction

        try:
            mark, before = self._prepared(rebuild)
            sweep(self.path, before.manifest)
            return WhooshTransaction(self.path, mark, before, rebuild)
        except OSError as error:
            raise refusal(self.path, error) from error

    def _prepared(self, rebuild: bool) -> tuple[Mark, Snapshot]:
        """The index as it is, made empty where there is none, or where it is unusable and to be rebuilt."""
        from carevoice_search.engines.whoosh import ownership
        from carevoice_search.engines.whoosh.snapshot import open_marked
        from carevoice_search.engines.whoosh.storage import holds_index, wipe

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
        from carevoice_search.engines.whoosh import ownership
        from carevoice_search.engines.whoosh.manifest import Manifest
        from carevoice_search.engines.whoosh.snapshot import open_marked
        from carevoice_search.engines.whoosh.storage import commit

        mark = ownership.claim(self.path)
        commit(self.path, mark, Manifest(generation=0))
        return mark, open_marked(self.path, mark)
