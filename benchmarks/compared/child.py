"""The process of one engine: builds its index, or opens it and answers questions for as long as it is asked.

    python -m compared.child build ENGINE FOLDER COLLECTION      (or build_from_text)
    python -m compared.child search ENGINE FOLDER QUESTIONS

The first prints one line of JSON and ends. The second reads a command a line ("answers", "round", "profile FILE")
and prints one line of JSON for each. Runs under any Python that has the engine: nothing heavy is imported here.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from compared.engines.contract import digest

BATCH = 1000


class Reading:
    """The lines of a collection in batches; `seconds` is the CPU time that this thread spent on reading them."""

    def __init__(self, path: Path, convert: Callable[[Any], Any] | None) -> None:
        self.seconds = 0.0
        self.records = 0
        self._path = path
        self._convert = convert

    def __iter__(self) -> Iterator[list[Any]]:
        with self._path.open() as lines:
            while batch := self._batch(lines):
                self.records += len(batch)
                yield batch

    def _batch(self, lines: Iterator[str]) -> list[Any]:
        started = time.thread_time()
        batch = [json.loads(line) for _, line in zip(range(BATCH), lines, strict=False)]
        if self._convert:
            batch = [self._convert(fields) for fields in batch]
        self.seconds += time.thread_time() - started
        return batch


def build(make: Any, convert: Any, folder: Path, collection: Path) -> dict[str, float]:
    """CPU and wall seconds of a build, those of all its threads and processes, without the reading."""
    reading = Reading(collection, convert)
    cpu, wall = _cpu(), time.perf_counter()
    make(folder, reading)
    cpu = _cpu() - cpu - reading.seconds
    return {"records": reading.records, "cpu": cpu, "wall": time.perf_counter() - wall - reading.seconds}


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


class Asked:
    """An opened index and the questions that it can answer."""

    def __init__(self, engine: Any, folder: Path, questions: list[dict[str, Any]]) -> None:
        self._searching = engine.opened(folder)
        self._questions = [(place, q) for place, q in enumerate(questions) if self._searching.can(q)]

    def obey(self, command: str) -> Any:
        verb, _, rest = command.partition(" ")
        if verb == "answers":
            return self.answers()
        if verb == "profile":
            return self.profile(rest)
        return self.round()

    def answers(self) -> dict[str, Any]:
        """Every answer, with the digests of its records, to be held against those of the other engines, and the
        times that it took."""
        answers, times = {}, []
        for place, question in self._questions:
            cpu, wall = time.process_time(), time.perf_counter()
            answered = self._searching.answer(question)
            times.append((place, time.process_time() - cpu, time.perf_counter() - wall))
            facets = self._searching.counts(answered.facets) if answered.facets is not None else {}
            answers[place] = {
                "total": answered.total,
                "hits": [(hit[0], digest(hit)) for hit in answered.hits],
                "facets": facets,
                "passages": list(answered.passages),
            }
        return {"answers": answers, "times": times}

    def round(self) -> dict[str, Any]:
        """Each question once, one row after the other; CPU and wall seconds."""
        gc.collect()
        answer, times = self._searching.answer, []
        for place, question in self._questions:
            cpu, wall = time.process_time(), time.perf_counter()
            answer(question)
            times.append((place, time.process_time() - cpu, time.perf_counter() - wall))
        return {"times": times}

    def profile(self, file: str) -> dict[str, Any]:
        """One more round under cProfile; the statistics are left in a file."""
        import cProfile

        profiler = cProfile.Profile()
        profiler.enable()
        self.round()
        profiler.disable()
        profiler.dump_stats(file)
        return {}


def main() -> None:
    task, name, folder, source = sys.argv[1:]
    engine = import_module(f"compared.engines.{name}")
    said = {"version": engine.version(), "given": engine.GIVEN}
    if task != "search":
        make, convert = getattr(engine, task), getattr(engine, "as_record", None)
        print(json.dumps(said | build(make, convert, Path(folder), Path(source))), flush=True)
        return
    questions = json.loads(Path(source).read_text())
    asked = Asked(engine, Path(folder), questions)
    print(json.dumps(said), flush=True)
    for command in sys.stdin:
        print(json.dumps(asked.obey(command.strip())), flush=True)


if __name__ == "__main__":
    main()
