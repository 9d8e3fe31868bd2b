"""The commands that keep a working folder: init, add, index, status, check."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

import carevoice_search as cv
from carevoice_search.cli.failures import EVERY_PAGE_FAILED, message, next_step
from carevoice_search.cli.folder import Folder
from carevoice_search.cli.options import SettledCommand, format_option
from carevoice_search.render import freshness, json, safe, wording

_NAMES_SHOWN = 20


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--empty", is_flag=True, help="Without the starter pages.")
def init_command(folder: Path, empty: bool) -> None:
    """Make a working folder with five starter pages."""
    for name in cv.init_folder(folder, empty=empty):
        click.echo(f"made {safe.line(str(folder / name))}")
    step = "carevoice add FILE..." if empty else "carevoice index"
    next_step(f"cd {shlex.quote(str(folder))}, then {step}")


@click.command("add", cls=SettledCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Let a page take the place of another of its name.")
@click.option("--as", "as_name", metavar="NAME", help="The name in corpus/, for one file.")
@click.pass_context
def add_command(ctx: click.Context, files: tuple[Path, ...], replace: bool, as_name: str | None) -> None:
    """Copy saved pages into corpus/; nothing is overwritten.

    The sidecar beside a page comes along. corpus/ is made where there is none.
    """
    folder: Folder = ctx.obj
    report = cv.add_pages(folder.corpus, files, replace=replace, as_name=as_name)
    click.echo(
        f"{wording.count(len(report.added), 'page')} added, {len(report.unchanged)} already there, "
        f"{len(report.refused)} refused"
    )
    _print_names("added", report.added)
    for note in report.notes:
        message(f"note: {note}")
    for path, reason in report.refused:
        message(f"refused: {path}: {reason}")
    if report.added:
        next_step(f"{folder.command('index')}")
    if report.refused and not report.added and not report.unchanged:
        ctx.exit(cv.UsageError.exit_code)


@click.command("index", cls=SettledCommand)
@click.option("--rebuild", is_flag=True, help="Start afresh; works where the index cannot be used.")
@click.option("--prune", is_flag=True, help="Let more than half of the pages go.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=0.0, metavar="S", help="Seconds to wait for a lock."
)
@click.option(
    "--processes", type=click.IntRange(min=1), help="Pages to read at once. Default: one a processor."
)
@click.pass_context
def index_command(ctx: click.Context, rebuild: bool, prune: bool, wait: float, processes: int | None) -> None:
    """Read new and changed pages into the index.

    Pages that are gone are dropped. All changes become visible at once, at the end; until then the index
    answers as before. A page that cannot be read is named with its reason, and the others go on.
    """
    folder: Folder = ctx.obj
    folder.require_corpus()
    with _progress_bar() as progress:
        report = cv.index_corpus(
            folder.corpus,
            folder.index,
            prune=prune,
            rebuild=rebuild,
            wait=wait,
            processes=processes,
            progress=progress,
        )
    click.echo(
        f"{wording.count(len(report.added), 'page')} added, {len(report.changed)} changed, "
        f"{len(report.removed)} removed, {report.unchanged} unchanged, {len(report.skipped)} skipped"
    )
    _print_names("added", report.added)
    _print_names("changed", report.changed)
    _print_names("removed", report.removed)
    for path, reason in report.skipped:
        message(f"skipped: {path}: {reason}")
    click.echo(f"The index holds {_holdings(report.records)}")
    if report.skipped and not (report.added or report.changed or report.unchanged):
        ctx.exit(EVERY_PAGE_FAILED)
    if sum(report.records.values()):
        next_step(f"{folder.command('facets')} or {folder.command('search WORDS --facet council')}")
    else:
        next_step(f"{folder.command('add FILE...')}")


@click.command("status", cls=SettledCommand)
@format_option(("text", "json"), "text")
@click.pass_obj
def status_command(folder: Folder, format: str) -> None:
    """Say what the index holds, and which pages it has yet to read.

    Every page is looked at. The other commands look at all files of a corpus of up to 5,000, count the pages of one
    of up to 25,000, and do not look at a larger one: there, only this command says what has changed.
    """
    index = folder.open_index()
    status = index.status()
    trouble = folder.corpus_trouble()
    pending = cv.Pending((), (), ()) if trouble else index.pending(folder.corpus)
    if format == "json":
        if trouble:
            message(trouble)
        click.echo(
            json.dump(
                {
                    "format": json.FORMAT,
                    "index": str(folder.index),
                    "generation": status.generation,
                    "indexed": status.indexed,
                    "pages": status.pages,
                    "totals": json.totals_form(status.totals),
                    "rules_current": status.rules_current,
                    "pending": None
                    if trouble
                    else {"new": pending.new, "changed": pending.changed, "gone": pending.gone},
                }
            )
        )
        return
    click.echo(f"Index:    {safe.line(str(folder.index))}, generation {status.generation}")
    click.echo(f"Holds:    {_holdings(status.totals)}")
    click.echo(f"Indexed:  {status.indexed[:10]} {status.indexed[11:16]} UTC")
    waiting = trouble or freshness.words(pending) or "nothing; every page is read as it is now"
    click.echo(f"Waiting:  {safe.line(waiting)}")
    if not status.rules_current:
        click.echo("Rules:    changed since some pages were read; counts may differ")
    if len(pending) or not status.rules_current:
        next_step(f"{folder.command('index')}")


@click.command("check", cls=SettledCommand)
@click.pass_context
def check_command(ctx: click.Context) -> None:
    """Verify that the index is whole.

    Its practices and findings must be what its pages say, and every page must have its record.
    """
    folder: Folder = ctx.obj
    index = folder.open_index()
    problems = cv.check_index(folder.index)
    for problem in problems:
        click.echo(safe.line(problem))
    folder.say_what_is_pending(index)
    if problems:
        message(f"{wording.count(len(problems), 'problem')}. Run: {folder.command('index --rebuild')}")
        ctx.exit(cv.UnusableIndexError.exit_code)
    click.echo(f"The index is whole: {_holdings(index.status().totals)}")


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar on stderr when that is a terminal; it appears with the first page and leaves at the end."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as open_bars:
        bar: Any = None

        def report(done: int, total: int, path: str) -> None:
            nonlocal bar
            if bar is None:
                bar = open_bars.enter_context(
                    click.progressbar(
                        length=total,
                        label="Reading pages",
                        show_pos=True,
                        item_show_func=lambda path: safe.line(path or "")[-40:],
                        file=sys.stderr,
                    )
                )
            bar.update(done - bar.pos, path)

        yield report


def _holdings(totals: Mapping[str, int]) -> str:
    return f"{wording.count(sum(totals.values()), 'record')}: {wording.by_type(totals)}"


def _print_names(what: str, paths: Sequence[str]) -> None:
    """The first names, one a line; a long list ends with how many more there are."""
    for path in paths[:_NAMES_SHOWN]:
        click.echo(f"  {what:<8} {safe.line(path)}")
    if len(paths) > _NAMES_SHOWN:
        click.echo(f"  {what:<8} … and {len(paths) - _NAMES_SHOWN} more")
