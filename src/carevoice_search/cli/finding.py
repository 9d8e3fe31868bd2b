"""The commands that search: search, facets, similar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

import carevoice_search as cv
from carevoice_search.cli import output
from carevoice_search.cli.failures import NOTHING_FOUND, message
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import (
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
from carevoice_search.render import plain, safe, wording

Shares = Mapping[str, tuple[tuple[str, float], ...]]


class QueryCommand(SettledCommand):
    """A command whose words may look like options: `-word`, which leaves a word out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            if self._may_mean_a_word(error, ctx, given):
                raise click.UsageError(f"{error.format_message()} {self._leaving_out()}", ctx) from error
            raise
        if not ctx.resilient_parsing:
            self._refuse_second_query(ctx, given)
        return rest

    def _refuse_second_query(self, ctx: click.Context, args: list[str]) -> None:
        """The second would take the place of the first in silence, and `-quick` is read as `-q uick`."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        if sum(isinstance(option, click.Option) and option.name == "query" for option in order) > 1:
            raise click.UsageError(f"The query was given twice. {self._leaving_out()}", ctx)

    def _may_mean_a_word(self, error: click.UsageError, ctx: click.Context, args: list[str]) -> bool:
        """Whether a short option that does not fit may have been a word to leave out, as in `trust -note`."""
        if isinstance(error, click.NoSuchOption):
            return not error.option_name.startswith("--")
        if not isinstance(error, click.BadParameter) or error.param is None:
            return False
        letters = tuple(name for name in error.param.opts if not name.startswith("--"))
        typed = ctx.get_parameter_source(error.param.name or "") is ParameterSource.COMMANDLINE
        return typed and bool(letters) and any(word.startswith(letters) for word in args)

    def _leaving_out(self) -> str:
        if any(isinstance(param, click.Option) and param.name == "query" for param in self.params):
            return "To leave a word out, put the whole query in quotes: --query 'trust -agency'."
        return (
            "To leave a word out, put the query in quotes with another word first ('trust -agency'), or after "
            "-- (-- trust -agency), or write NOT agency."
        )


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
    of hits. Values are codes, names or aliases; repeat an option to widen it.
    """
    folder: Folder = ctx.obj
    index = folder.open_index()
    asked = index.query(" ".join(query), **filters(options))
    found = _ask(index, asked, options, limit=options["limit"], offset=options["offset"])
    shares = _shares(index, asked, found, options) if options["explain"] else None
    folder.say_what_is_pending(index)
    _print(found, options["format"], options["facet"], shares, _next_step(folder, found))
    _end(ctx, found)


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
    _print(found, options["format"], options["facet"], None, None)
    _end(ctx, found)


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
    _end(ctx, found)


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
    found: cv.Results, form: str, facets: tuple[FacetChoice, ...], shares: Shares | None, hint: str | None
) -> None:
    shown = _numbers(facets)
    if form == "table":
        _print_table(found, shown, shares, hint)
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
    found: cv.Results, shown: Mapping[str, int], shares: Shares | None, hint: str | None
) -> None:
    screen = output.screen()
    if screen is None:
        output.lines(plain.results(found, shown=shown, shares=shares))
        return
    from carevoice_search.render import table

    text = table.results(
        found, shown=shown, columns=screen.columns, colour=screen.colour, shares=shares, hint=hint
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


def _end(ctx: click.Context, found: cv.Results) -> None:
    if not found.total:
        remedy = "Try fewer or other words, a prefix such as car*, or fewer filters."
        message(f"Nothing found. {remedy if found.query else 'The index holds no records.'}")
        ctx.exit(NOTHING_FOUND)
