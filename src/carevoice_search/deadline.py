"""A limit on the time that an answer may take, looked at between the steps of a search."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from carevoice_search.errors import TimeLimitError


class _Deadline(threading.local):
    """When this thread has to be done (seconds of the monotonic clock), and what it was given; 0.0 is no limit."""

    at = 0.0
    seconds = 0.0


_now = _Deadline()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what this thread searches in the block after `seconds`; of nested limits the earlier one holds.

    A step that has begun is ended first, so that the limit is kept to within a step.
    """
    before = _now.at, _now.seconds
    at = time.monotonic() + seconds
    if not _now.at or at < _now.at:
        _now.at, _now.seconds = at, seconds
    try:
        yield
    finally:
        _now.at, _now.seconds = before


def check() -> None:
    """Raises TimeLimitError where the time of this thread's search is over."""
    if _now.at and time.monotonic() > _now.at:
        raise TimeLimitError(
            f"The answer was stopped after {_now.seconds:g} seconds. Ask with fewer words, fewer prefixes (car*) "
            "and fuzzy words (car~), or at the terminal, where no limit holds."
        )
