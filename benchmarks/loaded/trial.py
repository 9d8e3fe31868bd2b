"""One server under load: started, asked while nothing is written, and asked again while its index is written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from compared.questions import Question
from compared.report import percentile
from compared.running import environment
from loaded.client import Outcome, Task, written
from loaded.judging import Commit, Verdict, verdict
from loaded.memory import cpu_of
from loaded.states import States

_START_SECONDS = 60.0
_WARM = 300
"""Requests before the clock starts, or an eighth of what it is to measure."""


class LoadError(Exception):
    """A process did not start or ended before its time; says which and what it said."""


class Plan(NamedTuple):
    """`server` is the name of a module of this package and `name` what people call it. `folder` holds what it serves,
    `command` starts it, `path_of` makes the path of a question; `added` is the file with what the writer adds, which
    waits `pause` seconds between commits."""

    name: str
    server: str
    folder: Path
    command: Sequence[str]
    path_of: Callable[[Question], str]
    added: Path
    connections: int
    pause: float


class Figures(NamedTuple):
    """What came of one run. CPU in seconds, `seconds` by the clock, times of answers in milliseconds, `size` in bytes
    an answer; `commits` are None where nothing was written."""

    requests: int
    seconds: float
    p50: float
    p99: float
    longest: float
    verdict: Verdict
    wrong: Sequence[str]
    server_cpu: float
    client_cpu: float
    writer_cpu: float
    commits: int | None
    commit_p50: float
    size: float
    memory: Sequence[tuple[int, dict[str, int]]]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def try_server(
    plan: Plan, states: States, quiet: int, written_to: int, say: Callable[[str], None]
) -> tuple[Figures, Figures]:
    """The figures of `quiet` requests while nothing is written, and of `written_to` while records come and go."""
    with _serving(plan) as (pid, port):
        say(f"{plan.name}: warming up")
        _ask(plan, states, pid, port, min(_WARM, max(quiet // 8, plan.connections)))
        say(f"{plan.name}: {quiet:,} requests, nothing written")
        still = _measured(plan, states, pid, port, quiet, lambda: ([], 0.0))
        say(f"{plan.name}: {written_to:,} requests, records come and go")
        with _writing(plan) as commits:
            moving = _measured(plan, states, pid, port, written_to, commits)
    return still, moving


def slope(memory: Sequence[tuple[int, dict[str, int]]], name: str) -> float:
    """Bytes a request that memory grows by: least squares over what was noted, without the first tenth."""
    points = [(count, held[name]) for count, held in memory if name in held]
    points = [point for point in points if point[0] >= points[-1][0] / 10]
    if len(points) < 2:
        return 0.0
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def _measured(
    plan: Plan,
    states: States,
    pid: int,
    port: int,
    requests: int,
    commits: Callable[[], tuple[list[Commit], float]],
) -> Figures:
    cpu = cpu_of(pid)
    outcome = _ask(plan, states, pid, port, requests)
    cpu = cpu_of(pid) - cpu
    done, writer_cpu = commits()
    times = [1000 * (answered - sent) for sent, answered in zip(outcome.sent, outcome.answered, strict=True)]
    written_in = [1000 * (commit.ended - commit.begun) for commit in done]
    return Figures(
        requests=len(times),
        seconds=max(outcome.answered) - min(outcome.sent),
        p50=percentile(times, 0.5),
        p99=percentile(times, 0.99),
        longest=max(times),
        verdict=verdict(outcome, done),
        wrong=outcome.wrong,
        server_cpu=cpu,
        client_cpu=outcome.cpu,
        writer_cpu=writer_cpu,
        commits=len(done) if done else None,
        commit_p50=percentile(written_in, 0.5) if done else 0.0,
        size=outcome.size / len(times),
        memory=outcome.memory,
    )


def _ask(plan: Plan, states: States, pid: int, port: int, requests: int) -> Outcome:
    """Run the client to its end."""
    step = max(requests // 10, 1)
    task = Task(
        server=plan.server,
        port=port,
        pid=pid,
        connections=plan.connections,
        requests=requests,
        paths=[plan.path_of(question) for question in states.questions],
        right=[list(both) for both in states.right],
        notes=sorted({max(requests // 100, 1), *range(step, requests + 1, step)}),
    )
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(written(task))
        file.flush()
        run = subprocess.run(
            [sys.executable, "-m", "loaded.client", file.name],
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if run.returncode:
        raise LoadError(f"the client of {plan.name} ended with {run.returncode}")
    return Outcome(*json.loads(run.stdout))


@contextmanager
def _serving(plan: Plan) -> Iterator[tuple[int, int]]:
    """The process of a server, and the port that it says it listens on."""
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(
            plan.command, stdout=said, stderr=subprocess.STDOUT, env=_plain_environment()
        )
        try:
            yield server.pid, _port(server, said, plan.name)
        finally:
            server.terminate()
            server.wait(timeout=_START_SECONDS)


def _port(server: subprocess.Popen[bytes], said: Any, name: str) -> int:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        said.seek(0)
        text = said.read()
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", text):
            return int(found[1])
        if server.poll() is not None:
            raise LoadError(f"{name} ended with {server.returncode}: {text[-500:]}")
        time.sleep(0.05)
    raise LoadError(f"{name} does not say where it listens: {text[-500:]}")


def _plain_environment() -> dict[str, str]:
    """People set no variables for a server: it has to see to its threads by itself."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


@contextmanager
def _writing(plan: Plan) -> Iterator[Callable[[], tuple[list[Commit], float]]]:
    """The process that re-indexes; what is given stops it and tells its commits and its CPU seconds."""
    writer = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "loaded.writer",
            plan.server,
            str(plan.folder),
            str(plan.added),
            str(plan.pause),
        ],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def stopped() -> tuple[list[Commit], float]:
        told, _ = writer.communicate("stop\n")
        if writer.returncode:
            raise LoadError(f"the writer of {plan.name} ended with {writer.returncode}")
        *commits, cpu = map(json.loads, told.splitlines())
        done = [Commit(*commit) for commit in commits]
        if any(one.ended > other.begun for one, other in pairwise(done)):
            raise LoadError(f"the commits of {plan.name} overlap")
        return done, cpu

    try:
        yield stopped
    finally:
        if writer.poll() is None:
            writer.kill()
            writer.wait()
