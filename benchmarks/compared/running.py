"""Starts the processes of the engines, watches their memory, and takes down what they say."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

BENCHMARKS = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"
MEGABYTE = 1_000_000
_WATCH_SECONDS = 0.02


class EngineError(Exception):
    """A process of an engine ended or could not do what was asked; says which and why."""


def interpreter(engine: str) -> str:
    """Xapian comes with the system's Python and nowhere else."""
    return SYSTEM_PYTHON if engine == "xapian" and Path(SYSTEM_PYTHON).exists() else sys.executable


def missing(engine: str) -> str | None:
    """Why an engine cannot take part here; None where it can."""
    probe = f"import compared.engines.{engine} as engine; print(engine.version())"
    run = subprocess.run(
        [interpreter(engine), "-c", probe], env=environment(), capture_output=True, text=True, check=False
    )
    return run.stderr.strip().splitlines()[-1] if run.returncode else None


def environment() -> dict[str, str]:
    """One thread for everybody, and this folder found."""
    path = os.pathsep.join(filter(None, (str(BENCHMARKS), os.environ.get("PYTHONPATH"))))
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **one, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "DISABLE_TQDM": "1"}


@dataclass(slots=True)
class Child:
    """A process of one engine that takes a line and gives a line. `anonymous` is the most memory of its own
    (and its children's) that was seen, in bytes; 0 where the system does not tell."""

    engine: str
    process: subprocess.Popen[str]
    messages: IO[str]
    anonymous: int = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()
        self.messages.close()

    def ask(self, command: str) -> Any:
        assert self.process.stdin
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.hear()

    def hear(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            self.messages.seek(0)
            last = self.messages.read().strip().splitlines()[-1:]
            raise EngineError(f"{self.engine} ended with {status}: {''.join(last) or 'no message'}")
        return json.loads(line)

    def _watch(self) -> None:
        while self.process.poll() is None:
            self.anonymous = max(self.anonymous, anonymous_memory(self.process.pid))
            time.sleep(_WATCH_SECONDS)


def start(task: str, engine: str, folder: Path, source: Path, megabytes: int) -> Child:
    """Start `compared.child`; its own memory may grow to `megabytes`."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))

    messages = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed when the child is
    process = subprocess.Popen(
        [interpreter(engine), "-m", "compared.child", task, engine, str(folder), str(source)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=messages,
        text=True,
        env=environment(),
        preexec_fn=limit,
    )
    return Child(engine, process, messages)


def anonymous_memory(pid: int) -> int:
    """Bytes of anonymous memory of a process and all that it has started."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("RssAnon:")), "RssAnon: 0 kB")
    return int(line.split()[1]) * 1024 + sum(anonymous_memory(int(child)) for child in children)


def cpu_of(command: Sequence[str], env: Mapping[str, str] | None = None) -> tuple[float, float, bytes]:
    """CPU and wall seconds of a whole process, and what it printed. Raises EngineError where it fails."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        assert process.stdout and process.stderr
        printed = process.stdout.read()
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise EngineError(f"{' '.join(command)} ended with {process.returncode}: {said.decode()[-300:]}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, printed


def size_of(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
