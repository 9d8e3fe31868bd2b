"""The paper that terminal output is drawn on. Text from pages is never read as rich's markup."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from carevoice_search.render import safe, wording

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 110
"""Lines of text longer than this are hard to read; wider terminals keep a margin."""
EIGHTHS = " ▏▎▍▌▋▊▉"
"""A column of a bar, by how many eighths of it are filled."""
_NARROWEST = 12


def console_for(columns: int, colour: bool, widest: int = WIDEST) -> Console:
    """A console that keeps what is printed to it, for a terminal of `columns`."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        force_terminal=colour,
        color_system="standard" if colour else None,
        width=max(_NARROWEST, min(columns, widest)),
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def print_head(console: Console, found: wording.Counted) -> None:
    """What stands above every answer: its totals, the query, and what a reader of the totals must know."""
    from rich.text import Text

    head = Text(wording.totals(found), style="bold")
    if found.query:
        head.append(f"   {safe.line(found.query)}", style="not bold dim")
    console.print(head)
    for remark in wording.remarks(found):
        console.print(Text(remark, style="yellow"))


def printed(console: Console) -> str:
    """What was printed, without the spaces at the ends of its lines."""
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip("\n").split("\n"))
