"""The commands that show what was read: show, extract."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

import carevoice_search as cv
from carevoice_search.cli import output
from carevoice_search.cli.failures import EVERY_PAGE_FAILED, NOTHING_FOUND, message
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import CITED, SettledCommand, format_option
from carevoice_search.cli.querying import QueryCommand
from carevoice_search.render import extraction, json, plain, safe, table


@click.command("show", cls=QueryCommand)
@click.argument("record_id", metavar="ID")
@click.option("--evidence/--no-evidence", default=False, help="Show the words behind every field.")
@click.option("-q", "--query", metavar="QUERY", help="Open the text at the passage that this query finds.")
@format_option(("text", "json", *CITED), "text")
@click.pass_obj
def show_command(folder: Folder, record_id: str, evidence: bool, query: str | None, format: str) -> None:
    """Print one record: its fields, its pages and its text."""
    index = folder.open_index()
    record = index.record(record_id)
    passage = index.passage(record_id, index.query(query)) if query and query.strip() else None
    folder.say_what_is_pending(index)
    if passage and not passage.marks:
        message("No word of the query stands in this record, so that its text is shown from the beginning.")
    screen = output.screen()
    if format in CITED:
        output.citations([record], format)
    elif format == "json":
        found = json.snippet_form(passage) if passage and passage.marks else None
        shown = {"passage": found} if passage else {}
        click.echo(json.dump({**json.record_form(record), **shown}))
    elif screen is None:
        output.lines(plain.record(record, evidence=evidence, passage=passage))
    else:
        name = safe.line(record.id)
        hint = f"Next: {folder.command(f'similar {name}' if evidence else f'show {name} --evidence')}"
        text = table.record(
            record,
            evidence=evidence,
            columns=screen.columns,
            colour=screen.colour,
            hint=hint,
            passage=passage,
        )
        output.show(text, screen)


@click.command("extract", cls=SettledCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option(
    "--processes", type=click.IntRange(min=1), help="Pages to read at once. Default: one a processor."
)
@format_option(("jsonl", "json", "text"), "jsonl")
@click.pass_context
def extract_command(ctx: click.Context, paths: tuple[Path, ...], processes: int | None, format: str) -> None:
    """Print what would be read from files or folders.

    No index is touched. With --format jsonl, one JSON object a page; docs/ describes the form.
    """
    failures: list[str] = []
    readings = _readings(paths, processes or os.cpu_count() or 1, failures)
    read = 0
    if format == "json":
        forms = [extraction.reading_form(reading) for reading in readings]
        read = len(forms)
        click.echo(json.dump(forms))
    else:
        for reading in readings:
            read += 1
            if format == "jsonl":
                click.echo(json.dump(extraction.reading_form(reading), indent=None))
            else:
                output.lines([*extraction.reading_lines(reading), ""])
    if failures and not read:
        ctx.exit(EVERY_PAGE_FAILED)
    if not read:
        message("There are no pages there. Pages are .html, .htm, .txt, .md and .pdf files, also as .gz.")
        ctx.exit(NOTHING_FOUND)


def _readings(paths: tuple[Path, ...], processes: int, failures: list[str]) -> Iterator[cv.Reading]:
    """The readings in order; a page that fails is named on stderr with its reason."""
    for result in cv.extract_pages(paths, processes=processes):
        if result.reading is None:
            failures.append(result.path)
            message(f"{result.path}: {result.reason or 'could not be read'}")
        else:
            yield result.reading
