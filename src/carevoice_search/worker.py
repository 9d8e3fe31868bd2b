"""Pages to readings in processes of their own, which can be killed: pages are hostile, and some never end.

The parent starts `python -m carevoice_search.worker`, sends one frame a page, and gets one back. A frame is
four bytes of length, big-endian, and so many bytes of JSON. A worker reads many pages, one after another; it
dies with its parent, however that one ends.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import queue
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from carevoice_search.errors import CarevoiceError, PageError, UsageError
from carevoice_search.jsonform import reading_from_dict, reading_to_dict
from carevoice_search.model import Page, Reading

_LENGTH = struct.Struct(">I")
_START_SECONDS = 120.0
_LONGEST_WAIT = 3600.0
_WARM_UP = b"<html><body><main><h1>In care</h1><p>A page to load all rules with.</p></main></body></html>"

Frame = dict[str, Any]


class PageRead(NamedTuple):
    """What became of a page: its reading, or the reason why there is none."""

    path: str
    reading: Reading | None
    reason: str | None


def read_pages(
    root: Path, paths: Sequence[str], *, processes: int = 1, seconds: float = 30.0, megabytes: int = 1024
) -> Iterator[PageRead]:
    """Read pages in up to `processes` workers; one result a path, in the order in which they finish.

    A page that takes longer than `seconds`, needs more than `megabytes` beyond what the reader takes itself,
    or brings its worker down is reported with the reason, and the others go on in a fresh worker. Raises
    CarevoiceError where workers cannot be started at all. Closing the iterator ends the workers; it must be
    consumed in the thread that began it, because on Linux a worker dies with the thread that started it.
    """
    if processes < 1 or seconds <= 0 or megabytes < 1:
        raise UsageError("Reading needs at least one process, some time and some memory: use numbers above 0")
    return _Crew(os.path.abspath(root), seconds, megabytes).read(paths, processes)  # noqa: PTH100 - keeps ".."


# The parent's side


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker process. `page` is what it reads now; `deadline` (monotonic seconds) is when it must have
    answered, or infinity where its answer has arrived and waits to be looked at."""

    process: subprocess.Popen[bytes]
    messages: IO[bytes]
    deadline: float
    page: str | None = None
    ready: bool = False
    pages_read: int = 0


@dataclass(slots=True)
class _Crew:
    """The workers of one call. `arrived` gets (worker, frame) from a thread for each; no frame: it ended."""

    root: str
    seconds: float
    megabytes: int
    workers: list[_Worker] = field(default_factory=list)
    waiting: deque[str] = field(default_factory=deque)
    retried: set[str] = field(default_factory=set)
    arrived: queue.SimpleQueue[tuple[_Worker, Frame | None]] = field(default_factory=queue.SimpleQueue)

    def read(self, paths: Sequence[str], processes: int) -> Iterator[PageRead]:
        self.waiting.extend(paths)
        try:
            while self.waiting or self.workers:
                while len(self.workers) < processes and self.starting() < len(self.waiting):
                    self.start()
                yield from self.next_results()
        finally:
            for worker in list(self.workers):
                self.end(worker)

    def starting(self) -> int:
        """Workers without a page yet: each will take one that waits."""
        return sum(worker.page is None for worker in self.workers)

    def start(self) -> None:
        messages = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "carevoice_search.worker", self.root, str(self.megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                env=_environment(),
            )
        except OSError as error:
            raise CarevoiceError(
                f"No process can be started to read pages ({error.strerror}); close programs and try again"
            ) from error
        worker = _Worker(process, messages, time.monotonic() + _START_SECONDS)
        self.workers.append(worker)
        threading.Thread(target=self.listen, args=(worker,), daemon=True).start()

    def listen(self, worker: _Worker) -> None:
        """Runs in a thread for each worker: pipes cannot be waited for together on every system."""
        assert worker.process.stdout
        with worker.process.stdout as stream, contextlib.suppress(OSError, ValueError):
            while (frame := _receive(stream)) is not None:
                worker.deadline = math.inf
                self.arrived.put((worker, frame))
        worker.deadline = math.inf
        self.arrived.put((worker, None))

    def next_results(self) -> list[PageRead]:
        """Wait for one frame or deadline; the results that it brings, often none or one."""
        wait = min(worker.deadline for worker in self.workers) - time.monotonic()
        results: list[PageRead | None] = []
        with contextlib.suppress(queue.Empty):
            worker, frame = self.arrived.get(timeout=min(max(0.0, wait), _LONGEST_WAIT))
            if worker in self.workers:  # not an echo of one that was killed
                results.append(self.heard(worker, frame))
        now = time.monotonic()
        results.extend(self.overdue(worker) for worker in list(self.workers) if worker.deadline <= now)
        return [result for result in results if result is not None]

    def heard(self, worker: _Worker, frame: Frame | None) -> PageRead | None:
        if frame is None:
            return self.ended(worker)
        page, worker.ready = worker.page, True
        if "memory" in frame:
            return self.fail(worker, f"needed more than {self.megabytes} MB")
        self.give(worker)
        if page is None:
            return None
        worker.pages_read += 1
        if "reading" in frame:
            return PageRead(page, reading_from_dict(frame["reading"]), None)
        return PageRead(page, None, str(frame.get("reason")))

    def give(self, worker: _Worker) -> None:
        """Send the next page, if there is one. That a worker has just died is noticed by its thread."""
        if not self.waiting:
            self.end(worker)
            return
        worker.page = self.waiting.popleft()
        worker.deadline = time.monotonic() + self.seconds
        assert worker.process.stdin
        with contextlib.suppress(OSError):
            _send(worker.process.stdin, {"path": worker.page})

    def overdue(self, worker: _Worker) -> PageRead | None:
        self.end(worker)
        if not worker.ready:
            raise CarevoiceError(f"The page reader did not start within {_START_SECONDS:g} s; try again")
        return PageRead(worker.page, None, f"took longer than {self.seconds:g} s") if worker.page else None

    def ended(self, worker: _Worker) -> PageRead | None:
        """A worker ended by itself: before it was ready, the installation is broken; after, its page."""
        try:
            status: int | str = worker.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            status = "its answer was broken"
        if not worker.ready:
            worker.messages.seek(0)
            last = worker.messages.read()[-2000:].decode("utf-8", "replace").strip().splitlines()[-1:]
            raise CarevoiceError(
                f"The page reader did not start ({''.join(last) or status}); install carevoice-search anew"
            )
        if isinstance(status, int):
            status = f"signal {-status}" if status < 0 else f"exit status {status}"
        return self.fail(worker, f"the reader crashed ({status})")

    def fail(self, worker: _Worker, reason: str) -> PageRead | None:
        """Give a page up; but where earlier pages may have worn the worker out, try a fresh one first."""
        page = worker.page
        self.end(worker)
        if page is not None and worker.pages_read and page not in self.retried:
            self.retried.add(page)
            self.waiting.appendleft(page)
            return None
        return PageRead(page, None, reason) if page is not None else None

    def end(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.process.kill()
        worker.process.wait()
        if worker.process.stdin:
            with contextlib.suppress(OSError):
                worker.process.stdin.close()
        worker.messages.close()


def _environment() -> dict[str, str]:
    """This package found, one thread, little spare memory, and sets in the same order in every worker."""
    fixed = {
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }
    home = Path(__file__).resolve().parents[1]
    if not {"site-packages", "dist-packages"} & set(home.parts):
        fixed["PYTHONPATH"] = os.pathsep.join(filter(None, (str(home), os.environ.get("PYTHONPATH"))))
    return {**os.environ, **fixed}


# Frames


def _send(stream: IO[bytes], frame: Frame) -> None:
    content = json.dumps(frame).encode("ascii")
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> Frame | None:
    """The next frame, or None where the stream ends, be it in the middle of one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        return None
    frame: Frame = json.loads(content)
    return frame


# The child's side


def main(arguments: Sequence[str]) -> None:
    """Read the pages that are asked for on standard input, until it ends."""
    root, megabytes = Path(arguments[0]), int(arguments[1])
    _die_with_parent()
    requests, answers = _private_streams()
    _warm_up()
    asked: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    threading.Thread(target=_watch, args=(requests, asked), daemon=True).start()
    _silence()
    _limit_memory(megabytes)  # last: what is taken up to here is the reader's own
    _send(answers, {"ready": True})
    while True:
        path = str(asked.get()["path"])
        try:
            _send(answers, _read(root, path))
            continue
        except MemoryError:
            pass
        _send(answers, {"memory": True})  # outside the handler, which keeps what filled the memory


def _read(root: Path, path: str) -> Frame:
    from carevoice_search.corpus import load_page
    from carevoice_search.reading import read_page

    try:
        return {"reading": reading_to_dict(read_page(load_page(root, path)))}
    except PageError as error:
        return {"reason": str(error)}
    except MemoryError:
        raise
    except BaseException as error:  # whatever a page brings a library to raise, it is that page's reason
        return {"reason": f"could not be read: {type(error).__name__}"}


def _warm_up() -> None:
    """Load every library and table before the first page, whose time and memory they are not."""
    from carevoice_search.reading import read_page

    with contextlib.suppress(PageError):
        read_page(Page("warm-up.html", None, _WARM_UP, "text/html"))


def _watch(requests: BinaryIO, asked: queue.SimpleQueue[Frame]) -> None:
    """Pass requests on. Where standard input ends, the parent has: leave at once, amid a page or not."""
    with contextlib.suppress(BaseException):
        while (frame := _receive(requests)) is not None:
            asked.put(frame)
    os._exit(0)


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output under descriptors that no library knows, so that none can break a frame."""
    streams = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return streams


def _silence() -> None:
    """Warnings of libraries go nowhere; up to here they told why a start failed."""
    os.dup2(0, 2)


def _die_with_parent() -> None:
    """An interrupt at the terminal is the parent's to handle; its end, even by SIGKILL, is ours on Linux."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        parent_death_signal = 1
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGKILL)


def _limit_memory(megabytes: int) -> None:
    """Cap the address space at what is taken now and `megabytes` more; no core files. Not on Windows."""
    try:
        import resource
    except ImportError:
        return
    taken = 512 << 20
    with contextlib.suppress(OSError):
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = taken + (megabytes << 20)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
