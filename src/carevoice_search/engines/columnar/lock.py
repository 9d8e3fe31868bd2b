"""One writer at a time, across processes; the operating system lets go when the holder dies."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from carevoice_search.errors import CarevoiceError, LockedError

LOCK = "writer.lock"
HOLDER = "writer.json"


@contextmanager
def held(folder: Path, wait: float) -> Iterator[None]:
    """Hold the writer's lock of an index folder; `wait` in seconds. Raises LockedError naming the holder."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=max(wait, 0.0), poll_interval=0.05)
    except Timeout:
        raise LockedError(
            f"{_holder(folder)} is writing to the index in {folder}; wait for it, or use --wait SECONDS"
        ) from None
    except OSError as error:
        problem = f"the index in {folder} cannot be locked ({error.strerror or error})"
        raise CarevoiceError(f"{problem}; make the folder writable") from error
    try:
        _write_holder(folder)
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _write_holder(folder: Path) -> None:
    now = time.time()
    started = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
    path = folder / HOLDER
    with suppress(OSError):  # Without it the message is poorer, but a full disk must not stop deletions.
        path.unlink(missing_ok=True)
        path.write_text(json.dumps({"pid": os.getpid(), "started": started, "time": now}), encoding="utf-8")


def _holder(folder: Path) -> str:
    """Who holds the lock, in words; the file may be missing for the moment between locking and writing it."""
    try:
        content = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        pid, started, since = int(content["pid"]), str(content["started"]), float(content["time"])
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
    return f"process {pid} (since {started}, {_age(time.time() - since)})"


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"for {number} {unit}{'' if number == 1 else 's'}"
    number = max(int(seconds), 0)
    return f"for {number} second{'' if number == 1 else 's'}"
