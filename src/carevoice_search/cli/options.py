"""Options made from the field table, and the same names as variables and as settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

import carevoice_search as cv
from carevoice_search.cli.folder import Folder
from carevoice_search.settings import FILE_NAME, Key, Known, read_settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Command = TypeVar("Command", bound=Callable[..., Any])

CITED = ("ris", "bibtex")
"""The forms of reference managers."""
FORMATS = ("table", "json", "jsonl", "csv", *CITED, "ids", "count")


class FacetChoice(NamedTuple):
    """A facet that was asked for, and how many of its buckets; None leaves it to the format."""

    field: str
    buckets: int | None


class SettledCommand(click.Command):
    """A command that follows the settings file: one that cannot be followed stops it, but not its help."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # so that it is this command's help that the message names
            raise

    def invoke(self, ctx: click.Context) -> Any:
        folder = ctx.find_object(Folder)
        if folder and folder.unsettled:
            raise folder.unsettled
        return super().invoke(ctx)


class _Several(click.types.StringParamType):
    """A text of which a variable holds several: parted by semicolons, for names hold spaces and commas."""

    def split_envvar_value(self, rv: str) -> list[str]:
        return [part.strip() for part in rv.split(";") if part.strip()]


class FieldValue(_Several):
    """A value of a facet field."""

    def __init__(self, field: str) -> None:
        self.field = field

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from carevoice_search.cli.completing import field_values

        return field_values(ctx, self.field, incomplete)


class FieldName(_Several):
    """The name of a facet field."""

    name = "field"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value == "date" and param is not None and param.name == "missing":
            return "year"  # a record without a year has no date at all
        if value not in cv.FIELDS:
            from difflib import get_close_matches

            near = get_close_matches(str(value), cv.FIELDS, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else f"The fields are {', '.join(cv.FIELDS)}."
            if isinstance(param, click.Argument):
                hint += f" To count what a search finds: --query {value}"
            self.fail(f"There is no field {value!r}. {hint}", param, ctx)
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=field.help)
            for name, field in cv.FIELDS.items()
            if name.startswith(incomplete)
        ]


class FacetName(FieldName):
    """FIELD, FIELD:N or FIELD:all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, FacetChoice):
            return value
        name, colon, number = str(value).partition(":")
        field = super().convert(name, param, ctx)
        if not colon:
            return FacetChoice(field, None)
        if number == "all":
            return FacetChoice(field, 1_000_000)
        if not (number.isascii() and number.isdigit() and int(number)):
            self.fail(f"{value!r}: after the colon comes a number of buckets, as in {field}:5.", param, ctx)
        return FacetChoice(field, int(number))


class Number(click.types.FloatParamType):
    """A figure as the query language reads it: digits, without commas, signs and exponents."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not _is_plain_number(value):
            remedy = "write it in digits, as 30 or 33.3"
            if _is_plain_number(value.replace(",", "")):
                remedy = f"leave the commas out: {value.replace(',', '')}"
            elif _is_plain_number(value.removesuffix("%")):
                remedy = f"the unit is an option of its own: {value.removesuffix('%')} --unit percent"
            self.fail(f"{value!r} is not a figure: {remedy}.", param, ctx)
        return super().convert(value, param, ctx)


def _is_plain_number(text: str) -> bool:
    whole, point, decimals = text.partition(".")
    return text.isascii() and all(part.isdigit() for part in ((whole, decimals) if point else (whole,)))


def filter_options(command: Command) -> Command:
    """Add the options that narrow a search: two for each facet field, and the ranges of dates and figures."""
    made: list[Callable[[Command], Command]] = []
    for name, field in cv.FIELDS.items():
        made += [
            click.option(option, type=FieldValue(name), multiple=True, metavar=name.upper(), help=text)
            for option, text in (
                (f"--{name}", f"{field.help[0].upper()}{field.help[1:]}."),
                (f"--not-{name}", f"Not this {field.label.lower()}."),
            )
        ]
    made += [
        click.option(
            "--missing",
            type=FieldName(),
            multiple=True,
            metavar="FIELD",
            help="Only records without a FIELD.",
        ),
        click.option("--since", metavar="DATE", help="Not before this year, month or day: 2020, 2020-09."),
        click.option("--until", metavar="DATE", help="Not after this year, month or day: 2021, 2021-04-30."),
        click.option("--min", type=Number(), metavar="N", help="Findings whose figure is at least N."),
        click.option("--max", type=Number(), metavar="N", help="Findings whose figure is at most N."),
        click.option("--any/--all", default=False, help="Any word is enough; by default all must match."),
        click.option("--plain/--operators", default=False, help="Take the words as they are, no operators."),
    ]
    return _stacked(command, made)


def widening_options(command: Command) -> Command:
    """Add the options that decide how far a query reaches, and what it counts as one."""
    return _stacked(
        command,
        [
            click.option("--no-synonyms/--synonyms", default=False, help="Do not widen words by synonyms."),
            click.option(
                "--with-predecessors/--without-predecessors",
                default=False,
                help="Count the councils that came before under the chosen ones.",
            ),
            click.option(
                "--group/--no-group", default=True, help="Copies of a page count once, as they do by default."
            ),
        ],
    )


def limit_option(command: Command) -> Command:
    return click.option(
        "-n",
        "--limit",
        type=click.IntRange(min=0),
        default=10,
        metavar="N",
        help="How many hits; 10 by default.",
    )(command)


def format_option(formats: Sequence[str], default: str) -> Callable[[Command], Command]:
    return click.option(
        "--format",
        type=click.Choice(formats),
        default=default,
        show_default=True,
        help="The form of the output.",
    )


def filters(options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a search that `filter_options` gave."""
    chosen = {name: options[name] for name in cv.FIELDS}
    return {
        **chosen,
        "exclude": {name: options[f"not_{name}"] for name in cv.FIELDS},
        "missing": options["missing"],
        "since": options["since"],
        "until": options["until"],
        "least": options["min"],
        "most": options["max"],
        "match": "any" if options["any"] else "all",
        "plain": options["plain"],
    }


def default_map(folder: Path, group: click.Group, ctx: click.Context) -> dict[str, dict[str, Any]]:
    """The settings of a working folder as click's defaults, by command and parameter."""
    settings = read_settings(folder, lambda: _known(group, ctx))
    return {
        command: _defaults(f"{folder / FILE_NAME}, [{command}]", _long_options(group, ctx, command), table)
        for command, table in settings.items()
    }


def _defaults(place: str, options: dict[str, click.Option], table: Mapping[str, Any]) -> dict[str, Any]:
    """A table of settings by parameter; the other name of an on/off pair (`all` of `any`) means its opposite."""
    defaults: dict[str, Any] = {}
    named: dict[str, str] = {}
    for name, value in table.items():
        option = options[name]
        parameter = option.name or ""
        if parameter in named:
            raise cv.UsageError(
                f"{place}: {named[parameter]} and {name} are the two sides of one option: keep one of them."
            )
        named[parameter] = name
        defaults[parameter] = not value if f"--{name}" in option.secondary_opts else value
    return defaults


def _known(group: click.Group, ctx: click.Context) -> Known:
    return {
        name: {long: _key(option) for long, option in _long_options(group, ctx, name).items()}
        for name in group.list_commands(ctx)
    }


def _long_options(group: click.Group, ctx: click.Context, name: str) -> dict[str, click.Option]:
    command = group.get_command(ctx, name)
    assert command is not None
    return {
        long.removeprefix("--"): option
        for option in command.params
        if isinstance(option, click.Option)
        for long in (*option.opts, *option.secondary_opts)
        if long.startswith("--")
    }


def _key(option: click.Option) -> Key:
    if option.is_flag:
        return Key("flag")
    if isinstance(option.type, click.Choice):
        return Key("text", many=option.multiple, choices=tuple(option.type.choices))
    if isinstance(option.type, click.IntRange | click.types.IntParamType):
        return Key("whole number", many=option.multiple)
    if isinstance(option.type, click.FloatRange | click.types.FloatParamType):
        return Key("number", many=option.multiple)
    return Key("text", many=option.multiple)


def _stacked(command: Command, decorators: Sequence[Callable[[Command], Command]]) -> Command:
    """Apply decorators so that their options are listed in the order given."""
    for decorator in reversed(decorators):
        command = decorator(command)
    return command
