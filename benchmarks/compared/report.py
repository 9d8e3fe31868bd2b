"""The figures of a comparison as rows, each with the ratio of this engine to the best of its peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compared.machine import description
from compared.measuring import OURS, Figures, Outcome
from compared.questions import ROWS

PEERS = ("tantivy", "fts5", "xapian", "bm25s")
"""Who counts in the ratio. Plain Whoosh is what this engine is built on: shown, not counted."""

SINGLE_ROWS = ("index", "size", "memory", "cold")
ALL_ROWS = (*ROWS, *SINGLE_ROWS)
UNITS = {"index": "records/s", "size": "bytes", "memory": "bytes"}
"""Of the rows that are not in milliseconds."""

Row = dict[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share * 1000) // 1000) - 1)]


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The report: figures of CPU time in `p50` and `p99`, of wall time in `wall_p50` and `wall_p99`."""
    return {
        "records": outcome.plan.records,
        "agree": not outcome.differences,
        "rows": [_row(name, outcome.figures) for name in ALL_ROWS if name in outcome.plan.rows],
        "seed": outcome.plan.seed,
        "rounds": {name: figures.rounds for name, figures in outcome.figures.items()},
        "left_out": dict(outcome.left_out),
        "versions": {name: figures.built["version"] for name, figures in outcome.figures.items()},
        "given": {name: figures.built["given"] for name, figures in outcome.figures.items()},
        **description(),
    }


def _row(name: str, figures: Mapping[str, Figures]) -> Row:
    engines = {engine: found for engine, one in figures.items() if (found := _figures(name, one))}
    return {"row": name, "unit": UNITS.get(name, "ms"), "engines": engines, "ratio": _ratio(name, engines)}


def _figures(name: str, figures: Figures) -> dict[str, float] | None:
    if name in ROWS:
        return _milliseconds(figures.times.get(name, []))
    if name == "cold":
        return _milliseconds(figures.cold)
    built = figures.built
    if name == "index":
        rate, wall = (round(built["records"] / built[clock]) for clock in ("cpu", "wall"))
        more = {"from_text": round(built["records"] / built["from_text"])} if "from_text" in built else {}
        return {"p50": rate, "p99": rate, "wall_p50": wall, "wall_p99": wall, **more}
    if name == "size":
        return {"p50": built["size"], "p99": built["size"]}
    memory = built["memory"]
    return {"p50": memory, "p99": memory, "search": figures.search_memory} if memory else None


def _milliseconds(times: Sequence[tuple[float, float]]) -> dict[str, float] | None:
    if not times:
        return None
    cpu, wall = ([1000 * seconds for seconds in clock] for clock in zip(*times, strict=True))
    return {
        "p50": round(percentile(cpu, 0.5), 4),
        "p99": round(percentile(cpu, 0.99), 4),
        "wall_p50": round(percentile(wall, 0.5), 4),
        "wall_p99": round(percentile(wall, 0.99), 4),
    }


def _ratio(name: str, engines: Mapping[str, Mapping[str, float]]) -> float | None:
    """Below 1 is better than the best peer, whatever the unit; None where either is lacking."""
    peers = [engines[peer]["p50"] for peer in PEERS if peer in engines]
    if not peers or OURS not in engines:
        return None
    ours = engines[OURS]["p50"]
    return round(max(peers) / ours if name == "index" else ours / min(peers), 3)
