"""A report as Markdown, for docs/performance.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from compared.measuring import OURS
from compared.report import PEERS

_ORDER = (OURS, *PEERS, "whoosh")

_ROW_WORDS = {
    "term": "one word",
    "or": "two or three words, any",
    "and": "two or three words, all",
    "phrase": "two or three neighbouring words",
    "term+council": "a word, one council",
    "term+years": "a word, two to five years",
    "facets": "a word, four facets",
    "facets+filter": "a word in one region, four facets",
    "all-facets": "four facets over all records, no hits",
    "prefix": "three to five letters",
    "fuzzy": "a word, one edit",
    "snippets": "two words, a highlighted passage for each hit",
    "index": "records per second of CPU (the ratio is the peer's to ours)",
    "size": "index with the records",
    "memory": "build; search (the ratio is of the build)",
    "cold": "new process, four facets, all its CPU time",
}


def deliver(
    report: Mapping[str, Any], page: Callable[[Mapping[str, Any]], str], form: str, output: Path | None
) -> None:
    """Write a report, as JSON or as the page of it, to a file or to standard output."""
    text = json.dumps(report, indent=1) + "\n" if form == "json" else page(report)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def performance_page(report: Mapping[str, Any]) -> str:
    """The whole page: what was measured on what, CPU time, wall time, and what each engine was given."""
    engines = [name for name in _ORDER if name in report["versions"]]
    parts = [
        "# Performance",
        _introduction(report),
        "## CPU time",
        "p50 / p99. The ratio compares p50 with the best of the peers "
        f"({', '.join(PEERS)}); below 1 is better. Plain Whoosh is shown, not counted.",
        _table(report, engines, "", with_ratio=True),
        "## Wall time",
        _table(report, engines, "wall_", with_ratio=False),
        "## What each engine was given",
        _notes(report, engines),
    ]
    return "\n\n".join(parts) + "\n"


def _introduction(report: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    lines = [
        "Made by `benchmarks/compare.py --format md`; `make bench` makes it anew.",
        "",
        f"- {report['records']:,} made-up records (seed {report['seed']}): 70% practices of 8 to 20 words, 30% pages "
        "of 200 to 800; 30,000 words with the frequencies of English, 150 councils, 9 regions, 15 themes, 17 years, "
        "5 kinds.",
        "- 20 questions for each row, drawn from the records, each asked once a round; all engines found the same "
        "number of hits, and the same count in every facet, before any was timed.",
        "- Except where a row says otherwise, an answer is the number of hits and ten whole records (id, title, text, "
        "facet values).",
        f"- {report['machine']}; Python {report['python']}, numpy {report['numpy']}; {report['date']}.",
        f"- {versions}.",
    ]
    return "\n".join(lines)


def _table(report: Mapping[str, Any], engines: Sequence[str], clock: str, *, with_ratio: bool) -> str:
    head = ["row", "what", "unit", *engines, *(["ratio"] if with_ratio else [])]
    lines = [_line(head), _line(["---", "---", "---", *["---:"] * (len(head) - 3)])]
    for row in report["rows"]:
        cells = [_cell(row, row["engines"].get(name), clock) for name in engines]
        if not clock or any(cell != "" for cell in cells):
            ratio = [f"{row['ratio']:.2f}" if row["ratio"] is not None else ""] if with_ratio else []
            unit = "MB" if row["unit"] == "bytes" else row["unit"]
            lines.append(_line([row["row"], _ROW_WORDS[row["row"]], unit, *cells, *ratio]))
    return "\n".join(lines)


def _cell(row: Mapping[str, Any], figures: Mapping[str, float] | None, clock: str) -> str:
    if figures is None or f"{clock}p50" not in figures:
        return ""
    p50, p99 = figures[f"{clock}p50"], figures[f"{clock}p99"]
    if row["unit"] == "bytes":
        more = f"; {figures['search'] / 1e6:,.0f}" if "search" in figures else ""
        return f"{p50 / 1e6:,.0f}{more}"
    if row["unit"] == "records/s":
        more = f" (from text {figures['from_text']:,})" if "from_text" in figures and not clock else ""
        return f"{p50:,.0f}{more}"
    return f"{_short(p50)} / {_short(p99)}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _notes(report: Mapping[str, Any], engines: Sequence[str]) -> str:
    lines = [
        "Texts were analysed once, by this project's analyzer; the peers index one field of stems, all stop words "
        "included, and the words of prefix and fuzzy questions were chosen so that stems and words mean the same. "
        "Texts begin with their titles, so that no engine but this one has to index titles by themselves.",
        "",
    ]
    lines += [f"- {name}: {report['given'][name]}." for name in engines]
    lines += [f"- {name} did not take part: {why}." for name, why in report["left_out"].items()]
    return "\n".join(lines)


def curve_page(report: Mapping[str, Any]) -> str:
    """How cost grows with the collection: one table for each row, a line for each size."""
    sizes = report["curve"]
    engines = [name for name in _ORDER if name in sizes[0]["versions"]]
    parts = [
        "# Cost curve",
        f"CPU time, p50 / p99. {sizes[0]['machine']}; Python {sizes[0]['python']}; {sizes[0]['date']}.",
    ]
    for place, row in enumerate(sizes[0]["rows"]):
        unit = "MB" if row["unit"] == "bytes" else row["unit"]
        head = ["records", *engines, "ratio"]
        lines = [_line(head), _line(["---:"] * len(head))]
        for size in sizes:
            same = size["rows"][place]
            cells = [_cell(same, same["engines"].get(name), "") for name in engines]
            ratio = f"{same['ratio']:.2f}" if same["ratio"] is not None else ""
            lines.append(_line([f"{size['records']:,}", *cells, ratio]))
        parts += [f"## {row['row']}: {_ROW_WORDS[row['row']]} ({unit})", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
