"""One comparison from the collection to the figures: build, answers, rounds, cold starts."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compared.agreement import disagreements
from compared.collection import Collection, write_collection
from compared.questions import Question, draw_questions
from compared.running import Child, EngineError, cpu_of, environment, interpreter, missing, size_of, start

OURS = "carevoice"
Say = Callable[[str], None]
Times = Sequence[tuple[int, float, float]]
"""The place of a question, and the CPU and wall seconds of one answer to it."""

MOST_COLD_QUESTIONS = 5
MOST_COLD_ROUNDS = 3
FROM_TEXT = ("tantivy",)
"""Engines that are built a second time, with an analysis of their own, to see what that costs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured. `folder` keeps collection and indexes; `seconds` is what the measured rounds of an
    engine may take before the remaining ones are left out; `megabytes` is the memory of each process."""

    folder: Path
    records: int
    engines: tuple[str, ...]
    rows: tuple[str, ...]
    seed: int
    rounds: int
    seconds: float
    megabytes: int
    rebuild: tuple[str, ...] = ()
    profile: Path | None = None


@dataclass(slots=True)
class Figures:
    """What was measured of one engine. `built` has records, seconds of "cpu" and "wall", bytes of "memory" and
    "size", "version" and "given", and for some "from_text" (CPU seconds); `times` are (CPU, wall) seconds of each
    answer by row."""

    built: dict[str, Any]
    times: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    cold: list[tuple[float, float]] = field(default_factory=list)
    search_memory: int = 0
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`left_out` says why an engine did not take part; `differences` are empty where all engines agree."""

    plan: Plan
    figures: Mapping[str, Figures]
    left_out: Mapping[str, str]
    differences: tuple[str, ...]


def measure(plan: Plan, say: Say) -> Outcome:
    """Run a plan. Raises EngineError where an engine ends while it is asked."""
    os.environ["CAREVOICE_KEY_FILE"] = str(plan.folder / "index.key")
    left_out = {name: why for name in plan.engines if (why := missing(name))}
    say(f"{plan.records:,} records")
    collection = write_collection(plan.folder / "collection", plan.records, plan.seed)
    questions = draw_questions(collection, plan.seed)
    figures: dict[str, Figures] = {}
    for name in plan.engines:
        if name not in left_out:
            say(f"{name}: build")
            try:
                figures[name] = Figures(_built(name, collection, plan))
            except EngineError as error:
                left_out[name] = str(error)
    asked = [question for question in questions if question["row"] in plan.rows]
    if OURS in left_out:
        raise EngineError(f"{OURS} cannot take part: {left_out[OURS]}")
    differences = _search(figures, asked, collection, plan, say)
    if not differences and "cold" in plan.rows:
        for name, figure in figures.items():
            say(f"{name}: cold")
            figure.cold = _cold(name, questions, plan)
    return Outcome(plan, figures, left_out, tuple(differences))


# Building


def _built(name: str, collection: Collection, plan: Plan) -> dict[str, Any]:
    """Build an index, unless it is there from an earlier run and need not be built anew."""
    folder, made = plan.folder / name, plan.folder / f"{name}.json"
    if not made.exists() or name in plan.rebuild:
        made.unlink(missing_ok=True)
        source = collection.ours if name == OURS else collection.peers
        built = _build("build", name, folder, source, plan)
        if name in FROM_TEXT and "index" in plan.rows:
            beside = plan.folder / f"{name}-from-text"
            built["from_text"] = _build("build_from_text", name, beside, collection.ours, plan)["cpu"]
            shutil.rmtree(beside)
        made.write_text(json.dumps(built))
    built = json.loads(made.read_text())
    return dict(built)


def _build(task: str, name: str, folder: Path, source: Path, plan: Plan) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with start(task, name, folder, source, plan.megabytes) as child:
        built: dict[str, Any] = child.hear()
        return built | {"memory": child.anonymous, "size": size_of(folder)}


# Searching


def _search(
    figures: Mapping[str, Figures],
    questions: Sequence[Question],
    collection: Collection,
    plan: Plan,
    say: Say,
) -> list[str]:
    """All engines answer every question; where they agree, they are timed in turn, a round each."""
    if not questions:
        return []
    asked = plan.folder / "questions.json"
    asked.write_text(json.dumps(questions))
    with ExitStack() as stack:
        children: dict[str, Child] = {}
        answers: dict[str, Any] = {}
        first: dict[str, Times] = {}
        for name in figures:
            say(f"{name}: answers")
            child = stack.enter_context(start("search", name, plan.folder / name, asked, plan.megabytes))
            child.hear()
            said = child.ask("answers")
            answers[name], first[name], children[name] = said["answers"], said["times"], child
        if found := list(disagreements(questions, answers, collection)):
            return found
        _rounds(children, first, questions, plan, figures, say)
        if plan.profile and OURS in children:
            children[OURS].ask(f"profile {plan.profile.resolve()}")
        for name, child in children.items():
            figures[name].search_memory = child.anonymous
    return []


def _rounds(
    children: Mapping[str, Child],
    first: Mapping[str, Times],
    questions: Sequence[Question],
    plan: Plan,
    figures: Mapping[str, Figures],
    say: Say,
) -> None:
    """The engines take turns, so that what else the machine does meets all of them. An engine whose first pass
    has used up its time already is judged by that."""
    spent = dict.fromkeys(children, 0.0)
    for name in children:
        if sum(wall for _, _, wall in first[name]) > plan.seconds:
            _take(figures[name], first[name], questions)
            spent[name] = plan.seconds
    for number in range(plan.rounds):
        for name, child in children.items():
            if spent[name] < plan.seconds:
                say(f"{name}: round {number + 1}")
                started = time.perf_counter()
                _take(figures[name], child.ask("round")["times"], questions)
                spent[name] += time.perf_counter() - started


def _take(figures: Figures, times: Times, questions: Sequence[Question]) -> None:
    figures.rounds += 1
    for place, cpu, wall in times:
        figures.times.setdefault(questions[place]["row"], []).append((cpu, wall))


# Cold starts


def _cold(name: str, questions: Sequence[Question], plan: Plan) -> list[tuple[float, float]]:
    """Whole processes from start to end; none for an engine that has no facets."""
    if name == "bm25s":
        return []
    chosen = [question for question in questions if question["row"] == "facets"]
    times = []
    for _ in range(min(plan.rounds, MOST_COLD_ROUNDS)):
        for question in chosen[: min(plan.rounds, MOST_COLD_QUESTIONS)]:
            # The command has to see to its threads by itself: people do not set variables for it.
            env = None if name == OURS else environment()
            cpu, wall, printed = cpu_of(_cold_command(name, question, plan.folder / name), env)
            if not printed:
                raise EngineError(f"{name} printed nothing when cold")
            times.append((cpu, wall))
    return times


def _cold_command(name: str, question: Question, folder: Path) -> list[str]:
    if name != OURS:
        return [interpreter(name), "-m", "compared.cold", name, str(folder), json.dumps(question)]
    facets = [part for field_name in question["facets"] for part in ("--facet", field_name)]
    script = Path(sys.executable).with_name("carevoice")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "carevoice_search"]
    return [*command, "--home", str(folder), "search", *question["words"], *facets]
