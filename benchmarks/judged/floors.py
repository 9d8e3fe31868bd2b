"""tests/quality/floors.toml: the collections, the figures that may not fall, and those that were asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from judged import extraction
from judged.retrieval import Settings
from judged.tasks import QUALITY
from judged.trouble import CollectionError, reason

FLOORS = QUALITY / "floors.toml"
LESS_IS_BETTER = ("leak",)

Task = Literal["retrieval", "cleaning", "extraction"]
Bound = tuple[str, float]
"""A measure by its full name ("ndcg@10 --expand", "findings.precision", "leak") and the figure."""


@dataclass(frozen=True, slots=True)
class Held:
    """A collection and its bounds: `floor` for what the test suite measures (`sample` questions or pages of it, or
    all), `whole` for all of it, `goal` what was asked for, and `short` why that is not reached, where it is not.
    `data` is a path below tests/quality where the collection was `made` here, or else below ../shared.
    """

    name: str
    task: Task
    data: Path
    made: bool
    sample: int | None
    floor: tuple[Bound, ...]
    whole: tuple[Bound, ...]
    goal: tuple[Bound, ...]
    short: str

    def folder(self, shared: Path) -> Path:
        return (QUALITY if self.made else shared) / self.data


def read_floors(path: Path = FLOORS) -> tuple[Held, ...]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CollectionError(f"{path} cannot be read as TOML ({reason(error)})") from error
    return tuple(_held(name, table) for name, table in tables.items())


def _held(name: str, table: Mapping[str, Any]) -> Held:
    floor, whole, goal = (tuple(table.get(kind, {}).items()) for kind in ("floor", "whole", "goal"))
    data, short = Path(table["data"]), table.get("short", "")
    return Held(name, table["task"], data, table["made"], table.get("sample"), floor, whole, goal, short)


def settings_of(held: Held) -> tuple[Settings, ...]:
    """How a retrieval collection is asked: as its bounds say, by default first."""
    bounds = (*held.floor, *held.whole, *held.goal)
    named = {"", *(name.partition(" ")[2] for name, _ in bounds)}
    return tuple(sorted(map(_settings, named), key=_usual))


def _usual(settings: Settings) -> tuple[bool, ...]:
    """The usual settings before the others, the way of indexing last of all."""
    return (settings.way == "records", settings.match == "all", not settings.synonyms, settings.expand)


def _settings(words: str) -> Settings:
    options = words.split()
    return Settings(
        expand="--expand" in options,
        synonyms="--no-synonyms" not in options,
        match="all" if "all" in options else "any",
        way="records" if "--records" in options else "pages",
    )


def value(held: Held, reports: Mapping[str, Any], name: str) -> float:
    """The figure of a bound. `reports` has the report of each settings by its words, "" for the default."""
    measure, _, words = name.partition(" ")
    report = reports[words]
    if held.task == "extraction":
        measure, _, part = measure.partition(".")
        found: float = report["measures"][measure][part] if part else extraction.figure(report, measure)
        return found
    figure: float = report[measure]
    return figure


def interval(held: Held, reports: Mapping[str, Any], name: str) -> list[float] | None:
    measure, _, words = name.partition(" ")
    report = reports[words]
    if held.task == "extraction":
        measure, _, part = measure.partition(".")
        found: list[float] | None = report["measures"][measure][f"{part}_interval" if part else "interval"]
        return found
    whole: list[float] | None = report["interval"].get(measure)
    return whole


def broken(held: Held, reports: Mapping[str, Any], bounds: tuple[Bound, ...]) -> Iterator[str]:
    """The bounds that figures break, in words."""
    for name, bound in bounds:
        found = value(held, reports, name)
        if not holds(name, found, bound):
            side = "above its ceiling" if name in LESS_IS_BETTER else "below its floor"
            yield f"{held.name}: {name} is {found:.4f}, {side} {bound:.4f}"


def holds(name: str, found: float, bound: float) -> bool:
    return found <= bound if name in LESS_IS_BETTER else found >= bound
