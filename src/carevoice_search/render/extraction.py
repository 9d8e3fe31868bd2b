"""What was read from a page, as the stable form that `carevoice extract` prints; described in docs/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carevoice_search.gazetteer import council
from carevoice_search.model import Evidence, Figure, Finding, Practice, Reading
from carevoice_search.render import safe, wording


def reading_form(reading: Reading) -> dict[str, object]:
    """A reading as plain values: the keys of the documented format, in their order."""
    return {
        "page": reading.page,
        "title": reading.title,
        "kind": reading.kind,
        "publisher": reading.publisher,
        "url": reading.url,
        "date": reading.date,
        "councils": named_councils(reading.councils),
        "themes": list(reading.themes),
        "practices": [practice_form(practice) for practice in reading.practices],
        "findings": [finding_form(finding) for finding in reading.findings],
        "text": reading.text,
        "evidence": [evidence_form(proof) for proof in reading.evidence],
        "warnings": list(reading.warnings),
    }


def practice_form(practice: Practice) -> dict[str, object]:
    return {
        "title": practice.title,
        "date": practice.date,
        "councils": named_councils(practice.councils),
        "themes": list(practice.themes),
        "evidence": [evidence_form(proof) for proof in practice.evidence],
    }


def finding_form(finding: Finding) -> dict[str, object]:
    """A figure that the page states: `start` and `end` are the place of its sentence in `text`."""
    return {
        **figure_form(finding.figure),
        "sentence": finding.sentence,
        "start": finding.start,
        "end": finding.end,
        "date": finding.date,
        "councils": named_councils(finding.councils),
        "themes": list(finding.themes),
        "evidence": [evidence_form(proof) for proof in finding.evidence],
    }


def figure_form(figure: Figure) -> dict[str, object]:
    return {
        "value": figure.value,
        "unit": figure.unit,
        "stated": figure.stated,
        "bound": figure.bound,
        "out_of": figure.out_of,
        "who": figure.who,
        "measured": figure.measured,
    }


def evidence_form(proof: Evidence) -> dict[str, object]:
    """Evidence as plain values; `start` and `end` are null where the place is not the text."""
    return {
        "field": proof.field,
        "value": proof.value,
        "rule": proof.rule,
        "page": proof.page,
        "place": proof.place,
        "quote": proof.quote,
        "start": proof.start,
        "end": proof.end,
    }


def named_councils(codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": code, "name": council(code).name} for code in codes]


def reading_lines(reading: Reading) -> Iterator[str]:
    """A reading for people: its fields, its practices and findings, and what was noticed."""
    yield f"{safe.line(reading.page)}: {safe.line(reading.title)}"
    names = "; ".join(wording.label("council", code) for code in reading.councils)
    themes = "; ".join(wording.label("theme", slug) for slug in reading.themes)
    for name, value in (
        ("Kind", wording.label("kind", reading.kind)),
        ("Publisher", safe.line(reading.publisher or "")),
        ("Address", safe.line(reading.url or "")),
        ("Date", wording.date(reading.date) if reading.date else "none stated"),
        ("Councils", names),
        ("Themes", themes),
        ("Text", f"{wording.count(len(reading.text.split()), 'word')}"),
    ):
        if value:
            yield f"  {name + ':':<11} {value}"
    for practice in reading.practices:
        parts = [safe.line(practice.title)]
        parts += [wording.label("council", code) for code in practice.councils]
        parts += [wording.date(practice.date)] if practice.date else []
        yield f"  Practice:   {' · '.join(parts)}"
    for finding in reading.findings:
        yield f"  Finding:    {finding_line(finding)}"
    for warning in reading.warnings:
        yield f"  Warning:    {safe.line(warning)}"


def finding_line(finding: Finding) -> str:
    """A finding in a line: its figure, whom and what it is about as far as that is known, and its sentence."""
    figure = finding.figure
    share = "" if figure.out_of is None else f" of {figure.out_of:,g}"
    parts = [f"{figure.value:,.10g}{share} {figure.unit}", figure.who or "", figure.measured or ""]
    told = " · ".join(safe.line(part) for part in parts if part)
    return f"{told} – {safe.line(finding.sentence)}"
