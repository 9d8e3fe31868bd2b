"""The command that serves the local page and the API: serve."""

from __future__ import annotations

import os
import re

import click

import carevoice_search as cv
from carevoice_search.cli.failures import message
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import SettledCommand
from carevoice_search.render import wording

_NAME = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?")


@click.command("serve", cls=SettledCommand)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    metavar="N",
    help="The port; 0 takes any free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
    help="Where to listen: beyond this machine, everybody who can reach it can read the index.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="Answer under this name too, as in http://NAME:8000/.",
)
@click.option("--log", is_flag=True, help="Print a line for each request on stderr.")
@click.pass_context
def serve_command(
    ctx: click.Context, port: int, open_browser: bool, host: str, allowed: tuple[str, ...], log: bool
) -> None:
    """Serve the search page, and the API for programs, until Ctrl-C.

    Only this machine reaches it, unless --host says otherwise. It answers from the newest index, also when that is
    made while it runs. The API stands under /api/v1/, and /api describes it.

    \b
    carevoice serve --open
    carevoice serve --port 0              any free port; the line on stderr that begins with Serving names it
    """
    folder: Folder = ctx.obj
    for name in allowed:
        if not _NAME.fullmatch(name):
            raise click.UsageError(
                f"--allow-host {name!r} is not the name of a host: leave out the port and the rest."
            )
    totals = folder.open_index().status().totals
    from carevoice_search.server import running

    listening = running.listen(host, port)
    address = running.address(host, listening)
    if running.is_open_to_others(listening):
        message(
            "warning: anybody who can reach this machine on the network can read what the index holds. There is no "
            "password, and nothing is encrypted."
        )
    held = ", ".join(wording.count(totals.get(name, 0), name) for name in cv.TYPES if totals.get(name))
    click.echo(f"Serving {address} · {held} · Ctrl-C stops", err=True)
    if open_browser:
        _open(address)
    running.serve(folder.path, listening, hosts={host, *allowed}, settled=_is_settled(ctx), log=log)


def _is_settled(ctx: click.Context) -> bool:
    """Whether the settings file or a variable changes what `carevoice search` takes for granted."""
    settings = ctx.find_root().default_map or {}
    return bool(settings.get("search")) or any(name.startswith("CAREVOICE_SEARCH_") for name in os.environ)


def _open(address: str) -> None:
    """Open the page beside the server: it waits for the first answer, and a browser in the terminal for its user."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
