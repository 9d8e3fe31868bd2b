"""Reports as tables that read well on a terminal and are Markdown too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from judged.extraction import F1_MEASURES
from judged.retrieval import MEASURES

Report = Mapping[str, Any]

_NAMES = {"ndcg@10": "nDCG@10", "map": "MAP", "recall@100": "R@100"}
_WORDS = {
    "councils": "councils (by code)",
    "practices": "practices (title, month, council)",
    "findings": "findings, on pages annotated in full",
    "themes": "themes",
    "kind": "kind of page right",
    "date_stated": "stated publication date right",
    "undated_left": "undated pages left undated",
    "leak": "furniture lines that leaked (less is better)",
    "kept": "own lines kept",
    "title": "title right",
    "publisher": "publisher right",
    "evidence": "values with evidence",
    "quotes_exact": "quotes that stand where they say",
    "findings_recalled": "figures of the gold found (its list is selective)",
    "findings_exact": "findings whose sentence stands where it says",
}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with even columns; the first is text, the others stand right."""
    widths = [max(3, *map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = [("-" * width if not place else "-" * (width - 1) + ":") for place, width in enumerate(widths)]
    lines = [
        [
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in (head, *rows)
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def number(value: float | None, interval: Sequence[float] | None = None) -> str:
    """`.399 (.365–.434)`; nothing for None."""
    if value is None:
        return ""
    return _short(value) + (f" ({_short(interval[0])}–{_short(interval[1])})" if interval else "")


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def retrieval_table(reports: Sequence[Report], peers: Mapping[str, Any]) -> str:
    """This package with each of its settings, and its peers, each saying when it was measured."""
    rows = [
        [settings_name(one["settings"]), *_measures(one), f"{one['ms_per_query']:.1f}", "now"]
        for one in reports
    ]
    rows += [[f"{name} {one['version']}", *_measures(one), "", _when(one)] for name, one in peers.items()]
    return table(["ranking", *(f"{_NAMES[name]} (95%)" for name in MEASURES), "ms a query", "measured"], rows)


def settings_name(settings: Mapping[str, Any]) -> str:
    """What was typed otherwise than by default."""
    return " ".join(["carevoice", *settings_words(settings)])


def settings_words(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings["expand"]:
        yield "--expand"
    if not settings["synonyms"]:
        yield "--no-synonyms"
    if settings["match"] == "all":
        yield "--match all"
    if settings["way"] == "records":
        yield "--records"


def _measures(one: Report) -> list[str]:
    return [number(one[name], one["interval"][name]) for name in MEASURES]


def _when(one: Report) -> str:
    return "now" if one["measured"] == "fresh" else f"stored, {one['date']}"


def retrieval_notes(
    reports: Sequence[Report], peers: Mapping[str, Any], left_out: Mapping[str, str]
) -> list[str]:
    first = reports[0]
    notes = [f"{first['documents']:,} documents, {first['queries']:,} questions with an answer among them."]
    if first["unjudged"]:
        notes.append(f"{first['unjudged']} questions have no judged answer and are left out.")
    if first["unread"]:
        notes.append(
            f"{len(first['unread'])} documents could not be read as pages: {', '.join(first['unread'])}."
        )
    for one in reports:
        if one["settings"]["match"] == "all":
            name = settings_name(one["settings"])
            notes.append(f"{name}: {one['relaxed']} questions found nothing with all words and were relaxed.")
    notes += [f"{name} {one['version']}: {one['given']}." for name, one in peers.items()]
    notes += [f"{name} was not measured: {why}." for name, why in left_out.items()]
    return notes


_CLEAN_HEAD = ["cleaning", "F1 (95%)", "precision", "recall", "F1, words", "F1, runs of 4", "kept", "leaked",
               "failed", "ms a page", "measured"]  # fmt: skip


def cleaning_table(report: Report, peers: Mapping[str, Any], published: Mapping[str, Any] | None) -> str:
    """This package, its peers, and what others publish of theirs on other pages."""
    rows = [["carevoice", *_cleaned(report), "now"]]
    rows += [[_named(name, one["version"]), *_cleaned(one), _when(one)] for name, one in peers.items()]
    for one in (published or {}).get("figures", ()):
        cells = [number(one["f1"]), number(one.get("precision")), number(one.get("recall"))]
        rows.append([f"{one['name']} *", *cells, *[""] * 6, "published"])
    return table(_CLEAN_HEAD, rows)


def _named(name: str, version: str) -> str:
    return name if name.startswith("carevoice") else f"{name} {version}"


def _cleaned(one: Report) -> list[str]:
    return [
        number(one["f1"], one["interval"]["f1"]),
        *(
            number(one[name])
            for name in ("precision", "recall", "f1_of_words", "f1_of_runs", "kept", "leaked")
        ),
        str(one["failed"]),
        "" if one["ms_per_page"] is None else f"{one['ms_per_page']:.0f}",
    ]


def types_table(report: Report) -> str:
    """A row for each type of page."""
    rows = [
        [
            name,
            str(one["pages"]),
            number(one["f1"], one["interval"]["f1"]),
            *(number(one[key]) for key in ("precision", "recall", "f1_of_runs", "kept", "leaked")),
        ]
        for name, one in report["types"].items()
    ]
    return table(
        ["type", "pages", "F1 (95%)", "precision", "recall", "F1, runs of 4", "kept", "leaked"], rows
    )


def cleaning_notes(
    report: Report, peers: Mapping[str, Any], published: Mapping[str, Any] | None
) -> list[str]:
    how = {
        "articles": "F1 is the mean over pages of that of runs of four words, case kept; "
        f"F1 of mean precision and mean recall, as the publisher counts: {number(report['f1_of_means'])}.",
        "typed": "F1 is the mean over pages of that of words without case, as the publisher counts.",
    }
    notes = [f"{report['pages']} pages. {how[report['form']]} Pages that failed count as 0."]
    if report["failed_pages"]:
        notes.append(f"Failed: {', '.join(report['failed_pages'])}.")
    notes.append(
        "ms a page is CPU time: of carevoice that of its worker, all fields read; of the others that of the text alone."
    )
    notes += [f"{_named(name, one['version'])}: {one['given']}." for name, one in peers.items()]
    if published:
        notes.append(f"* published, not measured here: {published['source']}; {published['note']}.")
    return notes


def extraction_table(report: Report) -> str:
    rows = []
    for name, one in report["measures"].items():
        if name in F1_MEASURES:
            more = [
                number(one["precision"], one["precision_interval"]),
                number(one["recall"], one["recall_interval"]),
            ]
            rows.append([_WORDS[name], number(one["f1"], one["interval"]), *more, f"{one['n']:,}"])
        else:
            rows.append([_WORDS[name], number(one["share"], one["interval"]), "", "", f"{one['n']:,}"])
    return table(["measure", "F1 or share (95%)", "precision (95%)", "recall (95%)", "n"], rows)


def extraction_notes(report: Report) -> list[str]:
    notes = [f"{report['pages']} pages, of which {report['read']} could be read."]
    if report["unmapped"]:
        notes.append(
            f"Free words for themes that the table does not know, not judged: {', '.join(report['unmapped'])}."
        )
    return notes
