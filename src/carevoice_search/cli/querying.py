"""Commands that take a query: its words may look like options."""

from __future__ import annotations

import click
from click.core import ParameterSource

import carevoice_search as cv
from carevoice_search.cli.failures import NOTHING_FOUND, message
from carevoice_search.cli.options import SettledCommand


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


def end_without_records(ctx: click.Context, found: cv.Results | cv.Timeline | cv.Grid) -> None:
    """End the command with advice and exit code 1 where nothing was found."""
    if not found.total:
        remedy = "Try fewer or other words, a prefix such as car*, or fewer filters."
        message(f"Nothing found. {remedy if found.query else 'The index holds no records.'}")
        ctx.exit(NOTHING_FOUND)
