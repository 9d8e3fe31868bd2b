"""Where results go: a terminal gets tables and, when they are long, the pager; a pipe gets plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NamedTuple

import click

import carevoice_search as cv


class Screen(NamedTuple):
    """The terminal that stdout is, in character cells."""

    columns: int
    rows: int
    colour: bool


def screen() -> Screen | None:
    """The terminal that results go to, or None for a pipe or a file. NO_COLOR and TERM=dumb end colours."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    columns, rows = get_terminal_size()
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(columns, rows, colour)


def show(text: str, on: Screen) -> None:
    """Print on a terminal, through the pager where the text is longer than the screen."""
    if text.count("\n") + 2 > on.rows:
        # None lets click tell `less` to pass colours on; False strips them for pagers that cannot.
        click.echo_via_pager(text + "\n", color=None if on.colour else False)
    else:
        click.echo(text, color=on.colour)


def lines(text: Iterable[str]) -> None:
    """Print lines all at once; nothing for none."""
    if joined := "\n".join(text):
        click.echo(joined)


def citations(records: Iterable[cv.Record], form: str) -> None:
    """Print records as reference managers read them: `form` is ris or bibtex."""
    from carevoice_search.render import citing

    click.echo(citing.ris(records) if form == "ris" else citing.bibtex(records), nl=False)
