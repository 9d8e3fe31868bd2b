"""The process that asks: a few connections, each of which sends its next question when it has its answer.

    python -m loaded.client FILE

One thread and no library between the sockets and the clock, so that as little as can be of what is measured is the
client's own. FILE is a `Task`. Prints an `Outcome` as JSON.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from loaded.memory import memory_of
from loaded.states import STATES, Stated

_CHUNK = 1 << 18
_TOLD = 5
"""Answers that are not right and are shown as they are."""


class Task(NamedTuple):
    """What a client is to do. `paths[i]` asks question i, `right[i]` is what it must be answered with in each state;
    `server` is the module that reads answers. Memory of the process `pid` is noted at every number in `notes`."""

    server: str
    port: int
    pid: int
    connections: int
    requests: int
    paths: list[str]
    right: list[list[Stated]]
    notes: list[int]


class Outcome(NamedTuple):
    """`sent[i]` and `answered[i]` are seconds of the machine's clock, `states[i]` is A or B, the state that the answer
    was made from, or ? where it is neither's, or ! where it is no answer. `wrong` shows some of these. `memory` has
    (answers so far, bytes by name), `cpu` is this process's own, in seconds, `size` the bytes of all answers."""

    sent: list[float]
    answered: list[float]
    states: str
    wrong: list[str]
    memory: list[tuple[int, dict[str, int]]]
    cpu: float
    size: int


class Connection:
    """A socket that waits for the answer to `question`, which was sent at `sent`."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(60.0)
        self.question = 0
        self.sent = 0.0
        self._received = bytearray()
        self._head = b""
        self._start = 0
        self._length = 0
        """Where the body begins and the answer ends; 0 before that is known, -1 where it comes in chunks."""

    def ask(self, question: int, request: bytes) -> None:
        self.question = question
        self._received.clear()
        self._length = 0
        self.sent = time.monotonic()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bytes] | None:
        """Status and body, once both are whole; 0 as the status where the server has hung up."""
        received = self.socket.recv(_CHUNK)
        if not received:
            return 0, bytes(self._received)
        self._received += received
        if not self._length:
            end = self._received.find(b"\r\n\r\n") + 4
            if end < 4:
                return None
            self._head = bytes(self._received[:end]).lower()
            self._start = end
            length = self._head.partition(b"content-length:")[2].partition(b"\r")[0]
            self._length = end + int(length) if length else -1
        if self._length < 0:
            if not self._received.endswith(b"\r\n0\r\n\r\n"):
                return None
            return self._status(), _joined(bytes(self._received[self._start :]))
        if len(self._received) < self._length:
            return None
        return self._status(), bytes(self._received[self._start : self._length])

    def _status(self) -> int:
        return int(self._head[9:12])


class Client:
    """Asks a task's questions in turn, and keeps what came."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.sent: list[float] = []
        self.answered: list[float] = []
        self.states: list[str] = []
        self.wrong: list[str] = []
        self.memory: list[tuple[int, dict[str, int]]] = []
        self.size = 0
        self._read: Callable[[bytes], Stated] = import_module(f"loaded.{task.server}").stated
        self._known: dict[tuple[int, int, int], str] = {}
        self._requests = [
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{task.port}\r\nAccept: application/json\r\n\r\n".encode()
            for path in task.paths
        ]

    def run(self) -> Outcome:
        questions = islice(cycle(range(len(self._requests))), self.task.requests)
        notes = iter([*self.task.notes, sys.maxsize])
        self._note()
        note = next(notes)
        cpu = time.process_time()
        with selectors.DefaultSelector() as waiting:
            for _ in range(self.task.connections):
                self._connect(waiting, questions)
            while waiting.get_map():
                for key, _ in waiting.select():
                    self._take(key.data, waiting, questions)
                if len(self.states) >= note:
                    self._note()
                    note = next(notes)
        return Outcome(
            self.sent,
            self.answered,
            "".join(self.states),
            self.wrong,
            self.memory,
            time.process_time() - cpu,
            self.size,
        )

    def _connect(self, waiting: selectors.BaseSelector, questions: Iterator[int]) -> None:
        if (question := next(questions, None)) is not None:
            connection = Connection(self.task.port)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask(question, self._requests[question])

    def _take(
        self, connection: Connection, waiting: selectors.BaseSelector, questions: Iterator[int]
    ) -> None:
        try:
            answer = connection.receive()
        except OSError as error:
            answer = 0, str(error).encode()
        if answer is None:
            return
        self.sent.append(connection.sent)
        self.answered.append(time.monotonic())
        self.states.append(self._state(connection.question, *answer))
        self.size += len(answer[1])
        if answer[0] == 0:
            waiting.unregister(connection.socket)
            connection.socket.close()
            self._connect(waiting, questions)
        elif (question := next(questions, None)) is None:
            waiting.unregister(connection.socket)
            connection.socket.close()
        else:
            connection.ask(question, self._requests[question])

    def _state(self, question: int, status: int, body: bytes) -> str:
        """Answers are read once and known again by their bytes."""
        if status != 200:
            return self._tell("!", f"{status} {self.task.paths[question]}: {body[:300]!r}")
        seen = (question, len(body), crc32(body))
        if seen not in self._known:
            self._known[seen] = self._judged(question, body)
        return self._known[seen]

    def _judged(self, question: int, body: bytes) -> str:
        try:
            said = self._read(body)
        except (ValueError, KeyError, TypeError) as error:
            return self._tell("!", f"{self.task.paths[question]}: {error!r} in {body[:300]!r}")
        for name, right in zip(STATES, self.task.right[question], strict=True):
            if said == right or (not said.hits and said == right._replace(hits=())):
                return name
        return self._tell("?", f"{self.task.paths[question]}: {said}, not one of {self.task.right[question]}")

    def _tell(self, state: str, text: str) -> str:
        if len(self.wrong) < _TOLD:
            self.wrong.append(text)
        return state

    def _note(self) -> None:
        self.memory.append((len(self.states), memory_of(self.task.pid)))


def _joined(chunked: bytes) -> bytes:
    """The body of a chunked answer."""
    parts, place = [], 0
    while True:
        end = chunked.index(b"\r\n", place)
        size = int(chunked[place:end], 16)
        if not size:
            return b"".join(parts)
        parts.append(chunked[end + 2 : end + 2 + size])
        place = end + 4 + size


def written(task: Task) -> str:
    return json.dumps(task)


def _task(text: str) -> Task:
    *plain, right, notes = json.loads(text)
    return Task(*plain, [[_stated(one) for one in both] for both in right], notes)


def _stated(fields: list[Any]) -> Stated:
    total, facets, hits = fields
    return Stated(total, facets, tuple(hits))


if __name__ == "__main__":
    print(json.dumps(Client(_task(Path(sys.argv[1]).read_text())).run()))
