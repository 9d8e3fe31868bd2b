"""The command `carevoice`. Each command is imported when it is called, so that the others cost it nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import carevoice_search as cv
from carevoice_search.cli import failures
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import default_map

_ROOMS = {
    "init": "keeping",
    "add": "keeping",
    "index": "keeping",
    "search": "finding",
    "facets": "finding",
    "show": "reading",
    "similar": "finding",
    "timeline": "charts",
    "grid": "charts",
    "serve": "serving",
    "extract": "reading",
    "status": "keeping",
    "check": "keeping",
    "completion": "completing",
}
"""The commands in the order in which a newcomer needs them, each with the module that holds it."""


class Commands(click.Group):
    """All commands: found by name, imported when called; an error ends as one clear line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        room = _ROOMS.get(cmd_name)
        if room is None:
            return None
        command = getattr(import_module(f"{__name__}.{room}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in _ROOMS:
            from difflib import get_close_matches

            near = get_close_matches(name, _ROOMS, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else f"To search for it: carevoice search {name}"
            ctx.fail(f"There is no command {name!r}. {hint}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        failures.prepare_streams()
        extra["prog_name"] = "carevoice"
        return super().main(*args, **extra)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if not args:  # click prints the help, by an error of its own
            return super().make_context(info_name, args, parent, **extra)
        with failures.reported():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with failures.reported():
            return super().invoke(ctx)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"carevoice {cv.__version__}")
        ctx.exit()


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "CAREVOICE",
        "max_content_width": 100,
    },
)
@click.option(
    "--home",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The working folder, which holds corpus/ and index/. Default: here.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """Search saved web pages about children in care: what was done, by whom, when, and where a page says so.

    \b
    To start:     carevoice init DIR, then in DIR: carevoice index
    To search:    carevoice search 'trust social worker' --facet council
    To see why:   carevoice show ID --evidence

    Options may also be set as variables (CAREVOICE_SEARCH_LIMIT=20) or in carevoice.toml in the working
    folder ([search] limit = 20); an option wins over a variable, and a variable over the file.
    """
    folder = ctx.obj = Folder(home)
    try:
        ctx.default_map = default_map(folder.path, main, ctx)
    except cv.CarevoiceError as error:
        folder.unsettled = error
