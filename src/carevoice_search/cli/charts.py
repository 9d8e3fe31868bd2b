"""The commands that count over time and across two fields: timeline, grid."""

from __future__ import annotations

from typing import Any

import click

import carevoice_search as cv
from carevoice_search.cli import output
from carevoice_search.cli.failures import message
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import (
    FieldName,
    filter_options,
    filters,
    format_option,
    widening_options,
)
from carevoice_search.cli.querying import QueryCommand, end_without_records
from carevoice_search.render import wording

_FORMATS = ("table", "json", "csv")


@click.command("timeline", cls=QueryCommand)
@click.argument("query", nargs=-1)
@filter_options
@widening_options
@click.option(
    "--by",
    type=click.Choice(["month", "year"]),
    help="One bar a month or a year. Default: months, or years where the months are too many.",
)
@click.option(
    "--split",
    type=click.Choice(["kind", "type", "unit"]),
    default="kind",
    show_default=True,
    help="What the bars are parted by.",
)
@format_option(_FORMATS, "table")
@click.pass_context
def timeline_command(ctx: click.Context, /, query: tuple[str, ...], **options: Any) -> None:
    """Count records by month or year.

    A terminal gets bars, a pipe one line for each month or year. Records without a date, or without a month,
    stand in no bar and are counted beside them.

    \b
    carevoice timeline trust --type practice
    carevoice timeline --council stockport --by year --format csv
    """
    folder: Folder = ctx.obj
    index = folder.open_index()
    found = index.timeline(
        index.query(" ".join(query), **filters(options)),
        step=options["by"],
        split=options["split"],
        **_reach(options),
    )
    folder.say_what_is_pending(index)
    _print_timeline(found, options["format"])
    end_without_records(ctx, found)


@click.command("grid", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--rows",
    type=FieldName(),
    metavar="FIELD",
    default="council",
    show_default=True,
    help="The field whose values are the rows.",
)
@click.option(
    "--columns",
    type=FieldName(),
    metavar="FIELD",
    default="theme",
    show_default=True,
    help="The field whose values are the columns.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="N",
    help="How many rows at most.",
)
@filter_options
@widening_options
@format_option(_FORMATS, "table")
@click.pass_context
def grid_command(ctx: click.Context, /, query: tuple[str, ...], **options: Any) -> None:
    """Count records by two fields at once: who has what, and who has nothing on what.

    A record with several values stands in several cells.

    \b
    carevoice grid --type practice
    carevoice grid trust --rows region --columns year --format csv
    """
    folder: Folder = ctx.obj
    index = folder.open_index()
    found = index.grid(
        index.query(" ".join(query), **filters(options)),
        options["rows"],
        options["columns"],
        most_rows=options["limit"],
        **_reach(options),
    )
    folder.say_what_is_pending(index)
    _print_grid(found, options["format"])
    end_without_records(ctx, found)


def _reach(options: dict[str, Any]) -> dict[str, bool]:
    return {
        "synonyms": not options["no_synonyms"],
        "predecessors": options["with_predecessors"],
        "grouped": options["group"],
    }


def _print_timeline(found: cv.Timeline, form: str) -> None:
    if form == "json":
        from carevoice_search.render import json

        click.echo(json.dump(json.timeline_form(found)))
    elif form == "csv":
        from carevoice_search.render import csv

        _say_beside(found, wording.beside(found))
        output.lines(csv.timeline(found))
    else:
        from carevoice_search.render import timeline

        screen = output.screen()
        if screen is None:
            output.lines(timeline.lines(found))
        else:
            output.show(timeline.drawn(found, columns=screen.columns, colour=screen.colour), screen)


def _print_grid(found: cv.Grid, form: str) -> None:
    if left_out := wording.left_out(found):
        message(left_out)
    if form == "json":
        from carevoice_search.render import json

        click.echo(json.dump(json.grid_form(found)))
    elif form == "csv":
        from carevoice_search.render import csv

        _say_beside(found, None)
        output.lines(csv.grid(found))
    else:
        from carevoice_search.render import grid

        screen = output.screen()
        if screen is None:
            output.lines(grid.lines(found))
        else:
            output.show(grid.drawn(found, columns=screen.columns, colour=screen.colour), screen)


def _say_beside(found: cv.Timeline | cv.Grid, more: str | None) -> None:
    """Say on stderr what CSV has no place for: what the records are, and which of them stand in no row."""
    message(wording.totals(found))
    for remark in [*wording.remarks(found), *([more] if more else [])]:
        message(remark)
