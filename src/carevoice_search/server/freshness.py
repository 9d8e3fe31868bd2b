"""What the corpus holds that the index has not read, looked up now and then, so that no answer waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import carevoice_search as cv
from carevoice_search.render import freshness

EVERY = 3.0
"""Seconds between two looks at the corpus."""

_log = logging.getLogger(__name__)


class Freshness:
    """The words on what is pending, as of the last look; `index` gives the thread that asks its own index."""

    def __init__(self, corpus: Path, index: Callable[[], cv.Index]) -> None:
        self._corpus = corpus
        self._index = index
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="freshness")
        self._lock = threading.Lock()
        self._commit = ""
        self._at = 0.0
        self.said = ""

    def of(self, index: cv.Index) -> str:
        """The words for an answer of this index: a commit's first answer waits for them, later ones take the last
        and let a newer look be taken behind them."""
        if self._commit != index.commit:
            self._look(index)
        elif self._is_due():
            self._pool.submit(self._look_again)
        return self.said

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _is_due(self) -> bool:
        with self._lock:
            due = time.monotonic() - self._at > EVERY
            if due:
                self._at = time.monotonic()
            return due

    def _look_again(self) -> None:
        try:
            self._look(self._index())
        except Exception as error:  # The answers themselves say what is wrong with the index.
            _log.debug("no look at the corpus: %s", error)

    def _look(self, index: cv.Index) -> None:
        said = " ".join(
            f"{text[:1].upper()}{text[1:].rstrip('.')}."
            for text in freshness.remarks(index, self._corpus, named="corpus", command="carevoice {}".format)
        )
        with self._lock:
            self._commit, self._at, self.said = index.commit, time.monotonic(), said
