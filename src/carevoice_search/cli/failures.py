"""Errors as people meet them: one clear line on stderr, an exit code, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from click.exceptions import Exit

import carevoice_search as cv
from carevoice_search.render import safe

NOTHING_FOUND = 1
EVERY_PAGE_FAILED = 5
_INTERRUPTED = 130


def prepare_streams() -> None:
    """Make the outputs fit to print on, whatever they were opened as.

    What an encoding cannot hold is printed as question marks, instead of failing on it. A closed stdout ends
    the command: nobody would get its answer.
    """
    if sys.stdout is None or sys.stderr is None:
        _keep_files_off_closed_streams()
    if sys.stdout is None:
        message("The standard output is closed, so that there is nowhere to print.")
        sys.exit(cv.CarevoiceError.exit_code)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _keep_files_off_closed_streams() -> None:
    """Let the next file that is opened not get the number of a closed stream, where messages would land in it."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


@contextmanager
def reported() -> Iterator[None]:
    """Run a command; end it with the message and the exit code of whatever stopped it."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_what_is_unwritten()
        raise Exit(0) from None
    except KeyboardInterrupt:
        message("Stopped.")
        raise Exit(_INTERRUPTED) from None
    except click.UsageError as error:
        place = error.ctx.command_path if error.ctx else "carevoice"
        message(f"{error.format_message()} See: {place} --help")
        raise Exit(error.exit_code) from error
    except cv.QueryError as error:
        _show_place(error)
        raise Exit(error.exit_code) from error
    except cv.CarevoiceError as error:
        message(str(error))
        raise Exit(error.exit_code) from error
    except OSError as error:
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        message(f"{place}{error.strerror or error}")
        _let_go_of_what_is_unwritten()
        raise Exit(cv.CarevoiceError.exit_code) from error


def message(text: str) -> None:
    """One line for the person, on stderr; a path or a query in it cannot steer the terminal."""
    click.echo(f"carevoice: {safe.line(text)}", err=True)


def next_step(text: str) -> None:
    """What to type next, on stderr."""
    click.echo(f"Next: {safe.line(text)}", err=True)


def _show_place(error: cv.QueryError) -> None:
    """The query with a caret under the trouble, cut to the neighbourhood where the query is long."""
    message(error.problem)
    if error.text.strip():
        start = max(0, error.position - 60)
        shown = safe.same_length(error.text)[start : error.position + 40]
        before = ("… " if start else "") + shown[: error.position - start]
        click.echo(f"  {'… ' if start else ''}{shown}", err=True)
        click.echo(f"  {' ' * safe.width(before)}^", err=True)
    click.echo(f"  {safe.line(error.remedy)}", err=True)


def _let_go_of_what_is_unwritten() -> None:
    """A pipe's reader has gone, or the disk is full: what a stream still holds goes nowhere, quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
