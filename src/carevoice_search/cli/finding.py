"""The commands that search: search, facets, similar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

import carevoice_search as cv
from carevoice_search.cli import output
from carevoice_search.cli.failures import message
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import (
    CITED,
    FORMATS,
    FacetChoice,
    FacetName,
    SettledCommand,
    filter_options,
    filters,
    format_option,
    limit_option,
    widening_options,
)
from carevoice_search.cli.querying import QueryCommand, end_without_records
from carevoice_search.render import plain, safe, wording

Shares = Mapping[str, tuple[tuple[str, float], ...]]


@click.command("search", cls=QueryCommand)
@click.argument("query", nargs=-1)
@filter_options
@widening_options
@click.option(
    "--facet", type=FacetName(), multiple=True, metavar="FIELD[:N]", help="Count a field's values, N of them."
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "title"]),
    default="relevance",
    show_default=True,
    help="The order of hits.",
)
@click.option(
    "--expand/--no-expand",
    default=False,
    help="Rank by words of the first hits, and by how near the query's words stand; the same records.",
)
@limit_option
@click.option("--offset", type=click.IntRange(min=0), default=0, metavar="N", help="Pass over the first N.")
@click.option(
    "--explain/--no-explain", default=False, help="Show the query as understood, and each score's parts."
)
@format_option(FORMATS, "table")
@click.pass_context
def search_command(ctx: click.Context, /, query: tuple[str, ...], **options: Any) -> None:
    """Find records by their words and fields.

    All words must match; when none match all, the answer says that it has relaxed.

    \b
    carevoice search trust social worker
    carevoice search '"leaving care" OR transition' --council stockport --since 2020-09
    carevoice search --type practice --facet council --facet year
    carevoice search safe --type finding --unit percent --min 30

    In a QUERY: "phrases", OR, NOT or -word, (parentheses), field:value, date:2020-09..2021-04,
    value:30..50, prefix*, fuzzy~, "near words"~5, =exact. With --format csv, --facet prints buckets in place
    of hits; ris and bibtex are for reference managers. Values are codes, names or aliases; repeat an option
    to widen it.
    """
    folder: Folder = ctx.obj
    index = folder.open_index()
    asked = index.query(" ".join(query), **filters(options))
    found = _ask(index, asked, options, limit=options["limit"], offset=options["offset"])
    shares = _shares(index, asked, found, options) if options["explain"] else None
    folder.say_what_is_pending(index)
    _print(found, options["format"], options["facet"], shares, _next_step(folder, found))
    end_without_records(ctx, found)


@click.command("facets", cls=QueryCommand)
@click.argument("fields", nargs=-1, type=FacetName(), metavar="[FIELD[:N]]...")
@click.option("-q", "--query", metavar="QUERY", default="", help="Count only the records that this finds.")
@filter_options
@widening_options
@format_option(("table", "json", "csv"), "table")
@click.pass_context
def facets_command(ctx: click.Context, /, fields: tuple[FacetChoice, ...], **options: Any) -> None:
    """Count the values of fields, without listing hits.

    All fields are counted where no FIELD is named; FIELD:5 shows five values, FIELD:all every one.

    \b
    carevoice facets
    carevoice facets council theme:5 --query trust --type practice
    """
    folder: Folder = ctx.obj
    options["facet"] = fields or tuple(FacetChoice(name, None) for name in cv.FIELDS)
    index = folder.open_index()
    asked = index.query(options["query"], **filters(options))
    found = _ask(index, asked, options, limit=0, offset=0)
    folder.say_what_is_pending(index)
    _print(found, options["format"], options["facet"], None, None, more="")
    end_without_records(ctx, found)


@click.command("similar", cls=SettledCommand)
@click.argument("record_id", metavar="ID")
@limit_option
@format_option(FORMATS, "table")
@click.pass_context
def similar_command(ctx: click.Context, /, record_id: str, **options: Any) -> None:
    """Find the records most like one.

    They share its most telling words.
    """
    folder: Folder = ctx.obj
    index = folder.open_index()
    found = index.similar(record_id, limit=options["limit"])
    folder.say_what_is_pending(index)
    _print(found, options["format"], (), None, None)
    end_without_records(ctx, found)


def _ask(
    index: cv.Index, asked: cv.Query, options: Mapping[str, Any], *, limit: int, offset: int
) -> cv.Results:
    return index.search(
        asked,
        facets=tuple(dict.fromkeys(choice.field for choice in options["facet"])),
        sort=options.get("sort", "relevance"),
        limit=limit,
        offset=offset,
        synonyms=not options["no_synonyms"],
        predecessors=options["with_predecessors"],
        grouped=options["group"],
        expand=options.get("expand", False),
        buckets=_numbers(options["facet"]) if options["format"] in ("json", "csv") else None,
    )


def _numbers(facets: Sequence[FacetChoice]) -> dict[str, int]:
    """How many buckets were asked for, where a number was given; tables cut to these by themselves."""
    return {choice.field: choice.buckets for choice in facets if choice.buckets}


def _shares(index: cv.Index, asked: cv.Query, found: cv.Results, options: Mapping[str, Any]) -> Shares:
    reach = {
        "synonyms": not options["no_synonyms"],
        "predecessors": options["with_predecessors"],
        "grouped": options["group"],
        "expand": options["expand"],
    }
    return {hit.record.id: index.explain(asked, hit.record.id, **reach) for hit in found.hits}


def _print(
    found: cv.Results,
    form: str,
    facets: tuple[FacetChoice, ...],
    shares: Shares | None,
    hint: str | None,
    more: str = "--facet ",
) -> None:
    """Print an answer; `more` is what comes before FIELD:all where all buckets of a field are wanted."""
    shown = _numbers(facets)
    if form == "table":
        _print_table(found, shown, shares, hint, more)
    elif form == "json":
        from carevoice_search.render import json

        click.echo(json.results(found, shares=shares))
    else:
        _say_beside(found, "buckets" if form == "csv" and facets else form)
        if form == "jsonl":
            from carevoice_search.render import json

            output.lines(json.hit_lines(found.hits, shares=shares))
        elif form == "ids":
            output.lines(safe.line(hit.record.id) for hit in found.hits)
        elif form == "count":
            click.echo(str(found.total))
        elif form in CITED:
            output.citations((hit.record for hit in found.hits), form)
        else:
            from carevoice_search.render import csv

            output.lines(csv.buckets(found.facets) if facets else csv.hits(found.hits))


def _say_beside(found: cv.Results, form: str) -> None:
    """Say on stderr what a form has no place for: nobody must report a part or a mixture unknowingly."""
    if form == "count" and sum(number > 0 for number in found.totals.values()) > 1:
        message(wording.totals(found))
    elif form not in ("count", "buckets") and (partly := wording.partly(found)):
        message(f"these are {partly}")
    for remark in wording.remarks(found):
        message(remark)


def _print_table(
    found: cv.Results, shown: Mapping[str, int], shares: Shares | None, hint: str | None, more: str
) -> None:
    screen = output.screen()
    if screen is None:
        output.lines(plain.results(found, shown=shown, shares=shares, more=more))
        return
    from carevoice_search.render import table

    text = table.results(
        found,
        shown=shown,
        columns=screen.columns,
        colour=screen.colour,
        shares=shares,
        hint=hint,
        more=more,
    )
    output.show(text, screen)


def _next_step(folder: Folder, found: cv.Results) -> str | None:
    """What to type next, for a person at a terminal."""
    if not found.hits:
        return None
    first = found.hits[0]
    shown, how = safe.line(first.record.id), "--evidence"
    if first.snippet.marks and wording.opening(first.record, first.snippet):
        from shlex import quote

        how = f"--query {quote(safe.line(found.query))}"
    steps = [f"Next: {folder.command(f'show {shown} {how}')}"]
    if not found.facets:
        steps.append("To narrow, add: --facet council --facet theme")
    return "\n".join(steps)
