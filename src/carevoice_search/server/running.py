"""Serving the application on a socket until somebody stops it."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
import sys
from collections.abc import Collection
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

import carevoice_search as cv
from carevoice_search.render import safe
from carevoice_search.server import limits
from carevoice_search.server.app import create_app

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at a host's first address; port 0 is any free one.

    Raises UsageError where it cannot, with what to do.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, place = found[0]
        return socket.create_server((str(place[0]), port), family=family, backlog=limits.BACKLOG)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            raise cv.UsageError(
                f"Port {port} is in use, perhaps by another carevoice serve. Name another with --port, "
                "or take any free one with --port 0."
            ) from error
        reason = getattr(error, "strerror", None) or "there is no such host"
        raise cv.UsageError(
            f"Nothing can listen at {host}, port {port} ({reason}). Name another --host or --port."
        ) from error


def address(host: str, listening: socket.socket) -> str:
    """Where the search page is, for a browser on this machine."""
    shown = _EVERYWHERE.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}/"


def is_open_to_others(listening: socket.socket) -> bool:
    """Whether other machines can reach the socket."""
    from ipaddress import ip_address

    return not ip_address(str(listening.getsockname()[0]).partition("%")[0]).is_loopback


def serve(
    home: Path,
    listening: socket.socket,
    *,
    hosts: Collection[str] = (),
    settled: bool = False,
    log: bool = False,
) -> None:
    """Answer requests until SIGINT, which raises KeyboardInterrupt, or SIGTERM, which ends the process with 0.

    Running requests are finished first; a second SIGINT does not wait for them. `hosts` are the names, beside
    those of this machine, that requests may name; `settled` is as `create_app` takes it; `log` tells of every request
    on stderr.
    """
    _prepare_log(log)
    signal.signal(signal.SIGTERM, _end)
    server = configured(home, listening, hosts=hosts, settled=settled, log=log)
    # A command ends before garbage matters, and has it collected rarely; a server gathers that of every answer.
    gc.freeze()
    gc.set_threshold(2_000, 10, 10)
    server.run(sockets=[listening])


def configured(
    home: Path,
    listening: socket.socket,
    *,
    hosts: Collection[str] = (),
    settled: bool = False,
    log: bool = False,
) -> uvicorn.Server:
    """The server of a working folder's index on a socket, not yet running."""
    here = str(listening.getsockname()[0]).partition("%")[0]
    config = uvicorn.Config(
        create_app(home, hosts={*hosts, here}, settled=settled),
        # What may also be installed decides nothing here: one parser and one loop are what is tested.
        http=_Prompt,
        loop="asyncio",
        ws="none",
        interface="asgi3",
        lifespan="on",
        log_config=None,
        access_log=log,
        server_header=False,
        proxy_headers=False,
        backlog=limits.BACKLOG,
        limit_concurrency=limits.CONNECTIONS,
        timeout_keep_alive=limits.IDLE,
        timeout_graceful_shutdown=limits.LAST,
        h11_max_incomplete_event_size=limits.LARGEST_HEAD,
    )
    return uvicorn.Server(config)


def _end(_: int, __: FrameType | None) -> None:
    """uvicorn lets requests end, and then raises the signal that it was stopped by once more."""
    sys.exit(0)


class _Prompt(H11Protocol):
    """A connection that is closed where no whole request comes on it for so many seconds.

    uvicorn itself waits for the rest of a request as long as one likes to keep it waiting, and open connections
    are few.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(limits.IDLE, self._look, None)

    def _look(self, last: object) -> None:
        """Close where what was asked last, `last`, is answered and nothing has been asked since."""
        if self.transport.is_closing():
            return
        asked = self.cycle
        if asked is last and (asked is None or asked.response_complete):
            self.transport.close()
        else:
            self.loop.call_later(limits.IDLE, self._look, asked)


def _prepare_log(requests: bool) -> None:
    """Log to stderr: our own warnings and failures, and every request where that is asked for."""
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(_Harmless("carevoice: %(message)s"))
    logging.basicConfig(handlers=[to_stderr], level=logging.WARNING, force=True)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO if requests else logging.CRITICAL)
    # It warns of every request that is not HTTP, which anybody can send, and of nothing that helps.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)


class _Harmless(logging.Formatter):
    """What is logged holds texts of pages and requests: none of it may steer the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(safe.lines(super().format(record)))
