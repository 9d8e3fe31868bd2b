"""The index as it is now, asked by a few threads, each of which has opened it for itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import carevoice_search as cv

T = TypeVar("T")


class Answers:
    """Answers from the index in a folder, from the newest commit that is there when a question comes."""

    def __init__(self, index: Path, corpus: Path, *, threads: int = 2, seconds: float = 5.0) -> None:
        self.path = index
        self.corpus = corpus
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answers")
        self._own = threading.local()

    async def ask(self, work: Callable[[cv.Index], T]) -> T:
        """What `work` makes of the index, within the time limit."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, work)

    def _answer(self, work: Callable[[cv.Index], T]) -> T:
        with cv.time_limit(self.seconds):
            return work(self._index())

    def _index(self) -> cv.Index:
        held: cv.Index | None = getattr(self._own, "index", None)
        if held is None or not held.is_current:
            held = self._own.index = cv.open_index(self.path)
        return held
