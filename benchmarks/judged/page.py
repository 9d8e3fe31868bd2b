"""docs/quality.md: every collection measured whole, beside what was asked for and what peers reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compared.machine import description
from judged import tables
from judged.floors import Held, holds, interval, read_floors, settings_of, value
from judged.retrieval import Say
from judged.tasks import Options, judge_cleaning, judge_extraction, judge_retrieval
from judged.trouble import CollectionError

Reports = Mapping[str, Any]

_HEADINGS = {"retrieval": "Ranking", "cleaning": "Cleaning", "extraction": "Extraction"}
_ABOUT = {
    "retrieval": "Every document is written as an HTML page of its title and text and goes the whole way of a saved "
    "page; every question is typed as it stands, any of its words, without operators, and the first 1,000 pages "
    "found are judged, copies included. With `--records` title and text are put into the index as they are: the "
    "figures show what the way through cleaning changes. Measures by ir_measures, each grade above 0 an answer. "
    "The peers are given title and text as one text and rank as they do by default.",
    "cleaning": "Pages are read as `carevoice extract` reads them. `kept` is the share of snippets that must be in "
    "the text, `leaked` of those that must not.",
    "extraction": "Pages are read as `carevoice extract` reads them and held against what people read on them. "
    "Findings are right where page, unit and value agree; on the pages annotated in full each must have its own.",
}


@dataclass(frozen=True, slots=True)
class _Section:
    """A collection's part of the page: its reports by settings, and its tables and notes."""

    held: Held
    reports: Reports
    lines: tuple[str, ...]


def quality_page(shared: Path, options: Options, say: Say) -> str:
    """The whole page. Raises CollectionError where a collection of floors.toml is not there."""
    every = read_floors()
    for held in every:
        if not held.folder(shared).is_dir():
            raise CollectionError(
                f"There is no folder {held.folder(shared)}: --shared is to hold {held.data}"
            )
    sections = [_section(held, held.folder(shared), options, say) for held in every]
    return "\n".join(_page(sections))


def _page(sections: Sequence[_Section]) -> Iterator[str]:
    machine = description()
    yield "# Quality\n"
    yield "Made by `make quality` (`benchmarks/quality.py page`), never by hand.\n"
    yield (
        "In brackets stands the 95% interval by bootstrap over questions or pages (10,000 drawings, fixed seed):\n"
        "where intervals overlap widely, a difference may be chance. Peers that a machine lacks are stored figures.\n"
    )
    yield f"- {machine['machine']}; Python {machine['python']}, numpy {machine['numpy']}; {machine['date']}."
    yield "- The made collections are in `tests/quality/`; the others are public ones that nobody here wrote.\n"
    yield "## What was asked for\n"
    yield tables.table(["figure", "asked for", "reached (95%)", "floor", ""], list(_bounds(sections)))
    yield from _shortfalls(sections)
    for task, heading in _HEADINGS.items():
        yield f"\n## {heading}\n"
        yield _ABOUT[task]
        for section in sections:
            if section.held.task == task:
                yield f"\n### {section.held.name}\n"
                yield f"`benchmarks/quality.py {task} --data {_shown(section.held)}`\n"
                yield from section.lines


def _shown(held: Held) -> str:
    return f"{'tests/quality' if held.made else '../shared'}/{held.data.as_posix()}"


def _bounds(sections: Sequence[_Section]) -> Iterator[list[str]]:
    """A row for each figure that was asked for or has a floor on the whole collection."""
    for section in sections:
        held = section.held
        goals, floors = dict(held.goal), dict(held.whole)
        for name in dict.fromkeys((*goals, *floors)):
            found = value(held, section.reports, name)
            reached = (
                "" if name not in goals else "reached" if holds(name, found, goals[name]) else "not reached"
            )
            yield [
                f"{held.name} {name}",
                tables.number(goals.get(name)),
                tables.number(found, interval(held, section.reports, name)),
                tables.number(floors.get(name)),
                reached,
            ]


def _shortfalls(sections: Sequence[_Section]) -> Iterator[str]:
    """Why goals were not reached, by the collections' own words."""
    for section in sections:
        held = section.held
        missed = [n for n, goal in held.goal if not holds(n, value(held, section.reports, n), goal)]
        if missed:
            yield f"\n{held.name}, {', '.join(missed)}: {held.short or 'not reached, and nobody has said why'}."


def _section(held: Held, folder: Path, options: Options, say: Say) -> _Section:
    """Measure one collection whole."""
    if held.task == "retrieval":
        several = settings_of(held)
        reports, peers, left_out = judge_retrieval(folder, several, options, say)
        notes = tables.retrieval_notes(reports, peers, left_out)
        by_settings = {" ".join(tables.settings_words(one["settings"])): one for one in reports}
        return _Section(held, by_settings, (tables.retrieval_table(reports, peers), "", *_listed(notes)))
    if held.task == "cleaning":
        report, peers, published = judge_cleaning(folder, options, say)
        parts = [tables.cleaning_table(report, peers, published), ""]
        parts += [tables.types_table(report), ""] if report["types"] else []
        notes = tables.cleaning_notes(report, peers, published)
        return _Section(held, {"": report}, (*parts, *_listed(notes)))
    report, _ = judge_extraction(folder, say)
    notes = tables.extraction_notes(report)
    return _Section(held, {"": report}, (tables.extraction_table(report), "", *_listed(notes)))


def _listed(notes: Sequence[str]) -> list[str]:
    return [f"- {note}" for note in notes]
