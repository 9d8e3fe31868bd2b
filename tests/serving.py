"""The server as tests ask it: an application called directly, byte for byte, and a process that listens."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import carevoice_search as cv
from carevoice_search.corpus import load_page
from carevoice_search.engines import open_store
from carevoice_search.errors import PageError
from carevoice_search.pipeline import index_pages
from carevoice_search.reading import read_page
from carevoice_search.worker import PageRead

HOST = (b"host", b"localhost:8000")


class Answer(NamedTuple):
    """What came back. `headers` are as they were sent, names in lower case."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        return next((value for own, value in self.headers if own == name), None)


def ask(
    app: Any, target: str | bytes = "/", *, method: str = "GET", headers: Sequence[Any] = (HOST,)
) -> Answer:
    """Call an application as the server would that read this request line and these headers."""
    raw = target if isinstance(target, bytes) else target.encode()
    path, _, query = raw.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode("latin-1")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    return asyncio.run(called(app, scope))


async def called(app: Any, scope: Mapping[str, Any]) -> Answer:
    """Call an application with an ASGI scope, in a loop that runs."""
    sent: list[Any] = []

    coming = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        while not coming:
            await asyncio.Event().wait()  # the caller stays, and says nothing more
        return coming.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(dict(scope), receive, send)
    headers = [
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in sent[0]["headers"]
    ]
    return Answer(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


def make(home: Path, pages: Mapping[str, str | bytes], *, rebuild: bool = False) -> Path:
    """A working folder with these pages, and others that are there, indexed."""
    (home / "corpus").mkdir(parents=True, exist_ok=True)
    for name, content in pages.items():
        encoded = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (home / "corpus" / name).write_bytes(encoded)
    index_pages(home / "corpus", open_store(home / "index"), rebuild=rebuild, prune=True, read=_read_here)
    return home


def _read_here(root: Path, paths: Sequence[str]) -> Iterator[PageRead]:
    """The real reading, in this process: quicker than in others, and no page of these tests kills it."""
    for path in paths:
        try:
            yield PageRead(path, read_page(load_page(root, path)), None)
        except PageError as error:
            yield PageRead(path, None, str(error))


class Running(NamedTuple):
    """A process that serves. `before` is what it printed before the line that says so."""

    process: subprocess.Popen[str]
    port: int
    first_line: str
    before: str

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def send(self, request: bytes) -> bytes:
        """What comes back for bytes that need not be HTTP, until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            with suppress(ConnectionError):  # refused before all of it was read
                connection.sendall(request)
            parts = []
            with suppress(ConnectionResetError):
                while part := connection.recv(65_536):
                    parts.append(part)
        return b"".join(parts)

    def stop(self, with_signal: int = signal.SIGINT) -> tuple[int, str]:
        """The exit code, and what was printed on stderr after the first line."""
        self.process.send_signal(with_signal)
        _, rest = self.process.communicate(timeout=60)
        return self.process.returncode, rest


def here() -> dict[str, str]:
    """The environment in which this very package is run, from whatever folder."""
    return {**os.environ, "PYTHONPATH": str(Path(cv.__file__).parents[1]), "PYTHONUTF8": "1"}


@contextmanager
def running(home: Path, *options: str, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """`carevoice serve` on a free port, until the block ends."""
    command = [
        sys.executable,
        "-m",
        "carevoice_search",
        "--home",
        str(home),
        "serve",
        "--port",
        "0",
        *options,
    ]
    process = subprocess.Popen(
        command, env={**here(), **(env or {})}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stderr is not None
        lines = [process.stderr.readline()]
        while lines[-1] and not lines[-1].startswith("Serving "):
            lines.append(process.stderr.readline())
        port = re.search(r":(\d+)/", lines[-1])
        assert port, "".join(lines) + process.stderr.read()
        yield Running(process, int(port[1]), lines[-1], "".join(lines[:-1]))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)
