"""The index as it is now, asked by a few threads, each of which has opened it for itself."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, TypeVar

from fastapi import Request, Response

import carevoice_search as cv
from carevoice_search.server import limits
from carevoice_search.server.freshness import Freshness
from carevoice_search.server.program import program

T = TypeVar("T")
Lane = Literal["pages", "downloads"]
Work = Callable[[cv.Index], T]

_log = logging.getLogger(__name__)

_UNUSABLE = (
    "The index of this server cannot be used just now. Where the server runs, carevoice status says why; "
    "after carevoice index it answers again by itself."
)
_SETTLED = 3_000_000_000
"""Nanoseconds after which a folder's time would tell a further change; some disks count whole seconds."""
_ATTEMPTS = 3


class BusyError(Exception):
    """Too many questions wait, or this one has waited for too long."""


async def reply(request: Request, work: Work[Response], *, lane: Lane = "pages") -> Response:
    """What `work` makes of the index, with an ETag; 304 without any work where the caller has it already.

    Every route that answers from the index returns this, page and API alike:

        @router.get("/")
        async def search_page(request: Request) -> Response:
            return await reply(request, lambda index: page("search.html", ...))

    `work` does all of the search and all of the rendering: it runs in a thread that has `index` for itself, and
    may run again where the index is replaced under it. Its response is complete: nothing of the index may be read
    after it returned, as a streamed one would. It raises what is wrong (ParameterError, cv.QueryError,
    cv.UsageError, cv.TimeLimitError), which `problems` answers. `lane` "downloads" has its own thread and its own
    longer time. Raises BusyError and cv.UnusableIndexError.
    """
    answers: Answers = request.app.state.answers
    held = request.headers.getlist("if-none-match")

    def tagged(index: cv.Index) -> Response:
        tag = answers.tag(index)
        response = Response(status_code=304) if _is_held(tag, held) else work(index)
        if response.status_code in (200, 304):
            response.headers.setdefault("ETag", tag)
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return await answers.ask(tagged, lane=lane, request=request)


class Answers:
    """Answers from the index in a folder, from the newest commit that is there when a question comes."""

    def __init__(self, index: Path, corpus: Path) -> None:
        self.path = index
        self.corpus = corpus
        self._own = _Own()
        self._lanes: dict[Lane, _Line] = {
            "pages": _Line("pages", limits.THREADS, limits.SECONDS, limits.WAITING),
            "downloads": _Line("downloads", 1, limits.DOWNLOAD_SECONDS, limits.DOWNLOADS_WAITING),
        }
        self._freshness = Freshness(corpus, self._index)
        self._told = ""

    async def ask(self, work: Work[T], *, lane: Lane = "pages", request: Request | None = None) -> T:
        """What `work` makes of the index, within the time limit; see `reply`, which routes use.

        A `request` whose caller has gone away meanwhile is not answered.
        """
        line = self._lanes[lane]

        async def is_gone() -> bool:
            return request is not None and await request.is_disconnected()

        return await line.run(lambda: self._answer(work, line.seconds), is_gone)

    def tag(self, index: cv.Index) -> str:
        """What changes with everything that an answer is made of: the program, the commit, and what is pending.

        It is weak, for an answer may be compressed or not.
        """
        known_by = f"{program()} {index.commit} {self._freshness.of(index)}"
        return f'W/"{blake2b(known_by.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'

    @property
    def fresh(self) -> str:
        """What the corpus holds that the index has not read, as it was a moment ago; empty where it is the same.

        `work` reads it, so that it is what the ETag was made of.
        """
        return self._freshness.said

    def close(self) -> None:
        """Let what runs end, and take nothing more."""
        for line in self._lanes.values():
            line.close()
        self._freshness.close()

    def _answer(self, work: Work[T], seconds: float) -> T:
        with cv.time_limit(seconds):
            for attempt in range(_ATTEMPTS):
                index = self._index()
                try:
                    return work(index)
                except cv.UnusableIndexError as error:
                    self._own.index = None
                    if attempt == _ATTEMPTS - 1 or self._index().commit == index.commit:
                        raise self._unusable(error) from error
        raise AssertionError("the last attempt returns or raises")

    def _index(self) -> cv.Index:
        """This thread's own, of the newest commit."""
        own = self._own
        seen, settled = self._seen()
        same = own.index is not None and seen is not None and own.seen == seen
        # A folder that was changed a moment ago may be changed again within the same tick of its clock.
        if own.index is not None and same and (own.settled or (not settled and own.index.is_current)):
            return own.index
        try:
            found = cv.open_index(self.path)
        except (cv.CarevoiceError, OSError) as error:
            own.index = None
            raise self._unusable(error) from error
        if own.index is None or own.index.commit != found.commit:
            own.index = found
        own.seen, own.settled = seen, settled
        self._told = ""
        return own.index

    def _seen(self) -> tuple[object, bool]:
        """What changes when a file of the index folder comes or goes, and whether a further change would show."""
        try:
            found = self.path.stat()
        except OSError:
            return None, False
        return (found.st_dev, found.st_ino, found.st_mtime_ns), time.time_ns() - found.st_mtime_ns > _SETTLED

    def _unusable(self, error: Exception) -> cv.UnusableIndexError:
        """What is wrong, without the places of this machine; those are told where the server runs, once."""
        if str(error) != self._told and str(error) != _UNUSABLE:
            self._told = str(error)
            _log.warning("%s", error)
        return cv.UnusableIndexError(_UNUSABLE)


class _Own(threading.local):
    """What each thread has for itself: its index, and the folder as it was when that was opened."""

    index: cv.Index | None = None
    seen: object = None
    settled: bool = False


class _Line:
    """A few threads, and those who wait for one of them in order: so many, for so long, and no more."""

    def __init__(self, name: str, threads: int, seconds: float, waiting: int) -> None:
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = asyncio.Semaphore(threads)
        self._most = waiting
        self._waiting = 0

    async def run(self, call: Callable[[], T], is_gone: Callable[[], Awaitable[bool]]) -> T:
        """What `call` gives in one of the threads, unless who asked for it is gone when its turn comes.

        It runs to its end even where nobody waits for it any more: a thread cannot be stopped, and is not free
        before.
        """
        await self._turn()
        try:
            if await is_gone():
                raise BusyError("The caller has gone away.")
            running = asyncio.get_running_loop().run_in_executor(self._pool, call)
        except BaseException:
            self._free.release()
            raise
        running.add_done_callback(self._leave)
        return await asyncio.shield(running)

    async def _turn(self) -> None:
        if self._free.locked() and self._waiting >= self._most:
            raise BusyError("Too many questions wait for an answer.")
        self._waiting += 1
        try:
            async with asyncio.timeout(limits.PATIENCE):
                await self._free.acquire()
        except TimeoutError:
            raise BusyError("The answer had to wait for too many others.") from None
        finally:
            self._waiting -= 1

    def _leave(self, done: asyncio.Future[Any]) -> None:
        self._free.release()
        if not done.cancelled():
            done.exception()  # looked at here, in case that nobody waits for it any more

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _is_held(tag: str, held: list[str]) -> bool:
    """Whether an If-None-Match header names the tag; by weak comparison, and whatever else stands there."""
    return tag.removeprefix("W/") in (found for header in held for found in re.findall(r'"[^"]*"', header))
