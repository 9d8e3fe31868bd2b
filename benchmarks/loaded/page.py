"""A report as JSON and as Markdown, for docs/load.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from compared.machine import description
from loaded import ours, peer
from loaded.states import EACH, ROWS
from loaded.trial import Figures, slope

WHEN = ("nothing written", "while it is written")
_MEGABYTE = 1_000_000


class Report(NamedTuple):
    """What was run and what came of it: by server the figures without and with a writer."""

    records: int
    added: int
    clients: int
    pause: float
    seed: int
    figures: Mapping[str, tuple[Figures, Figures]]
    left_out: Mapping[str, str]


def as_json(report: Report) -> dict[str, Any]:
    runs = {
        name: {
            when: {
                **run._asdict(),
                "verdict": run.verdict._asdict(),
                "rate": run.rate,
                "own_memory_bytes_a_request": slope(run.memory, "own"),
            }
            for when, run in zip(WHEN, both, strict=True)
        }
        for name, both in report.figures.items()
    }
    return {**description(), **report._asdict(), "figures": runs}


_SHORT = f"""\
- {ours.NAME} answers in one process, and Python lets one of its threads run at a time: of two cores it uses one. The
  other one is left to the writer and the client.
- Connections that ask without a pause keep a queue full: p50 is about {{clients}} times what one answer takes, and says
  what happens under load, not what one person waits for.
- {peer.NAME} asks SQLite one question after another for an answer (hits, total, each facet); a commit between two of
  them mixes states, which is what its inconsistent answers are. It ranks nothing, and its facets obey their own filter,
  for which reason no question here filters a field that it counts.
- The records are made up: their words have the frequencies of English, not its meaning, and evidence, which real pages
  have much of, is empty."""


def page(report: Report) -> str:
    """The whole page: what was run, the figures, memory, and what they do not say."""
    parts = ["# Load", _introduction(report), "## Answers", _answers(report), _reading(report)]
    if ours.NAME in report.figures:
        parts += ["## Memory", _memory(report.figures[ours.NAME][1])]
    parts += [
        "## What each server was given",
        _given(report),
        "## What falls short",
        _SHORT.format(clients=report.clients),
    ]
    return "\n\n".join(parts) + "\n"


def _introduction(report: Report) -> str:
    on = description()
    lines = [
        "Made by `benchmarks/load.py`; `make load` makes it anew.",
        "",
        f"- {report.records:,} made-up records (seed {report.seed}), made as those of docs/performance.md, and "
        f"{len(ROWS) * EACH} questions drawn from them: one word, two or three words (all, any, neighbouring), a "
        "prefix, a word in one region. Each asks for ten hits and all values of four facets: council, theme, year, "
        "kind.",
        f"- {report.clients} connections that are kept open, each of which asks again as soon as it has its answer; "
        "client, server and writer share the machine.",
        f'- "While it is written": another process adds {report.added:,} records in one commit, takes them away in the '
        f"next, and so on, {report.pause:g} s after each.",
        "- Every answer is held against the numbers that the index held before and after each commit. Failed: no "
        "answer with status 200. Inconsistent: its total, facets and hits are not all of one state. Late: of a "
        "state that was over before the question was sent, or not yet begun when the answer came.",
        f"- {on['machine']}; Python {on['python']}; {on['date']}.",
    ]
    return "\n".join(lines)


_LINES: Sequence[tuple[str, Callable[[Figures], str]]] = (
    ("requests", lambda run: f"{run.requests:,}"),
    ("answers a second", lambda run: _short(run.rate)),
    ("p50, ms", lambda run: _short(run.p50)),
    ("p99, ms", lambda run: _short(run.p99)),
    ("longest, ms", lambda run: _short(run.longest)),
    ("failed", lambda run: f"{run.verdict.failed:,}"),
    ("inconsistent", lambda run: f"{run.verdict.inconsistent:,}"),
    ("late", lambda run: f"{run.verdict.late:,}"),
    ("CPU of the server, ms an answer", lambda run: _short(1000 * run.server_cpu / run.requests)),
    ("CPU of the server, cores", lambda run: f"{run.server_cpu / run.seconds:.2f}"),
    ("CPU of the client, cores", lambda run: f"{run.client_cpu / run.seconds:.2f}"),
    ("CPU of the writer, cores", lambda run: f"{run.writer_cpu / run.seconds:.2f}"),
    ("commits", lambda run: f"{run.commits:,}" if run.commits else ""),
    ("a commit, ms (p50)", lambda run: _short(run.commit_p50) if run.commits else ""),
    ("kB an answer", lambda run: _short(run.size / 1000)),
)


def _answers(report: Report) -> str:
    heads = [f"{name}, {when}" for name in report.figures for when in WHEN]
    runs = [run for both in report.figures.values() for run in both]
    lines = [_line(["", *heads]), _line(["---", *["---:"] * len(heads)])]
    lines += [_line([label, *(say(run) for run in runs)]) for label, say in _LINES]
    return "\n".join(lines)


def _reading(report: Report) -> str:
    """What the table says of the two beside one another."""
    if len(report.figures) < 2:
        return "\n".join(f"{name} did not take part: {why}." for name, why in report.left_out.items())
    said = []
    for place, when in enumerate(WHEN):
        one, other = (report.figures[name][place] for name in (ours.NAME, peer.NAME))
        cpu = other.server_cpu / other.requests / (one.server_cpu / one.requests)
        said.append(
            f"- {when.capitalize()}: {_short(one.rate / other.rate)} times as many answers a second as Datasette, p99 "
            f"{_short(other.p99 / one.p99)} times as short, {_short(cpu)} times less CPU an answer."
        )
    still, moving = report.figures[ours.NAME]
    said.append(
        f"- The writer costs {ours.NAME} {1 - moving.rate / still.rate:.0%} of its answers a second: it takes its part "
        "of two cores, and each thread of the server opens every commit for itself."
    )
    return "\n".join(said)


def _memory(run: Figures) -> str:
    lines = [
        f"{ours.NAME}, while it is written. Own: what is no file's; proportional: with the mapped index, what is "
        "shared counted in parts; resident: all.",
        "",
        _line(["answers", "own, MB", "proportional, MB", "resident, MB"]),
        _line(["---:"] * 4),
    ]
    for count, held in run.memory:
        cells = [
            f"{held[name] / _MEGABYTE:.1f}" if name in held else ""
            for name in ("own", "proportional", "resident")
        ]
        lines.append(_line([f"{count:,}", *cells]))
    grown = slope(run.memory, "own")
    lines += [
        "",
        f"From the first tenth on, its own memory changes by {grown:+,.1f} bytes an answer (least squares).",
    ]
    return "\n".join(lines)


def _given(report: Report) -> str:
    lines = [
        f"- {ours.NAME}: `carevoice serve` as it is, over the records with their texts as written; asked at "
        "/api/v1/search, whose hits are whole records with snippets.",
        f"- {peer.NAME}: {peer.GIVEN}; asked at /records/records.json for the same words as stems.",
    ]
    return "\n".join(lines)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
