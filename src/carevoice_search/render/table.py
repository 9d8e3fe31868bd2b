"""Results for a terminal: hits with their matched words in bold, facets as small tables with bars.

rich is imported inside functions: a piped search does not pay for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from carevoice_search.model import Facet, Hit, Record, Results, Snippet
from carevoice_search.render import plain, safe, wording
from carevoice_search.render.terminal import EIGHTHS, console_for, print_head, printed
from carevoice_search.schema import FIELDS, leading_buckets

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

Shares = Mapping[str, tuple[tuple[str, float], ...]]

MATCH = "bold yellow"
FIGURE = "bold green"
_BAR = 16
_GAP = 4
_NAMES = 20
"""The columns that the names of a facet keep before bars get any."""


def results(
    found: Results,
    *,
    shown: Mapping[str, int],
    columns: int,
    colour: bool,
    shares: Shares | None = None,
    hint: str | None = None,
    more: str = "--facet ",
) -> str:
    """An answer for a terminal of `columns`; `shown` is how many buckets of each facet are wanted, and `more` what
    comes before FIELD:all in the call that shows all of them."""
    from rich.text import Text

    console = console_for(columns, colour)
    print_head(console, found)
    if shares is not None:
        for line in wording.widening(found):
            console.print(Text(f"Widened: {line}", style="dim"))
    for hit, above in zip(found.hits, (None, *found.hits), strict=False):
        console.print()
        _print_hit(console, hit, shares, len(str(found.hits[-1].rank)), above)
    if partly := wording.partly(found):
        console.print()
        console.print(Text(f"({partly})", style="dim"))
    if found.facets:
        for row in _facet_rows(found.facets, shown, console.width, more):
            console.print()
            console.print(row)
    if hint:
        console.print()
        console.print(Text(hint, style="dim"))
    return printed(console)


def record(
    found: Record,
    *,
    evidence: bool,
    columns: int,
    colour: bool,
    hint: str | None = None,
    passage: Snippet | None = None,
) -> str:
    """A record in full for a terminal of `columns`; with a passage its text is opened there."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = console_for(columns, colour)
    console.print(Text(safe.line(found.title), style="bold"))
    console.print()
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in plain.fields(found):
        grid.add_row(name, Text(value))
    console.print(grid)
    if evidence:
        console.print()
        for line in plain.evidence_lines(found):
            indent = len(line) - len(line.lstrip())
            style = "yellow" if line.lstrip().startswith("“") else "dim" if indent else "bold"
            console.print(Padding(Text(line.strip(), style=style), (0, 0, 0, indent)))
    if found.text != found.title:
        console.print()
        if opened := passage and wording.opened(found, passage):
            console.print(Text(opened, style="dim"))
        for shown in _opened_text(found, passage):
            console.print(shown)
    if hint:
        console.print()
        console.print(Text(hint, style="dim"))
    return printed(console)


def _opened_text(found: Record, passage: Snippet | None) -> Iterator[Text]:
    """The lines of a record's text, from those of the passage on, in which the words that matched stand out."""
    from rich.text import Text

    place = wording.opening(found, passage)
    marks = wording.passage_marks(found, passage) if passage else ()
    for line in found.text[place:].split("\n"):
        held = tuple(
            (max(start - place, 0), min(end - place, len(line)))
            for start, end in marks
            if start < place + len(line) and end > place
        )
        yield from [_marked(line, held, "")] if held else [Text(made) for made in safe.lines(line)]
        place += len(line) + 1


def _print_hit(
    console: Console, hit: Hit, shares: Shares | None, digits: int, above: Hit | None = None
) -> None:
    """Print a hit; a sentence that the hit above it shows, of which it is another figure, is not shown again."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(justify="right", style="dim", width=digits + 1, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    figure = hit.record.figure
    title = _marked(hit.record.title, wording.title_marks(hit), "" if figure else "bold")
    if figure:
        grid.add_row(str(hit.rank), Text(wording.figure(figure), style=FIGURE))
        if above and wording.same_sentence(hit.record, above.record):
            title = Text("in the same sentence", style="dim")
    grid.add_row("" if figure else str(hit.rank), title)
    names = wording.councils(hit.record)
    details = Text()
    for number, part in enumerate(wording.particulars(hit.record)):
        details.append(" · " if number else "", style="dim")
        details.append(part, style="cyan" if part == names else "dim")
    grid.add_row("", details)
    if not wording.repeats_title(hit):
        grid.add_row("", _marked(hit.snippet.text.strip(), _shifted(hit), ""))
    if copies := wording.copies(hit):
        grid.add_row("", Text(copies, style="dim"))
    if shares is not None:
        grid.add_row("", Text(f"score {hit.score:.3f}", style="dim"))
        for what, share in shares.get(hit.record.id, ()):
            grid.add_row("", Text(f"{share:8.3f}  {safe.line(what)}", style="dim"))
    console.print(grid)


def _shifted(hit: Hit) -> tuple[tuple[int, int], ...]:
    """A snippet's marks after its text has lost the spaces at its start."""
    lead = len(hit.snippet.text) - len(hit.snippet.text.lstrip())
    return tuple((start - lead, end - lead) for start, end in hit.snippet.marks if start >= lead)


def _marked(text: str, marks: tuple[tuple[int, int], ...], style: str) -> Text:
    from rich.text import Text

    marked = Text(style=style)
    for piece, is_match in wording.pieces(text, marks):
        marked.append(piece, style=MATCH if is_match else None)
    return marked


def _facet_rows(
    facets: Sequence[Facet], shown: Mapping[str, int], columns: int, more: str
) -> Iterator[Table]:
    """Facets side by side where two fit, else one below the other."""
    from rich.table import Table

    across = 2 if columns >= 100 and len(facets) > 1 else 1
    room = columns // across - (_GAP if across > 1 else 0)
    tables = [_facet(facet, shown.get(facet.field, wording.BUCKETS_SHOWN), room, more) for facet in facets]
    for first in range(0, len(tables), across):
        grid = Table.grid(padding=(0, _GAP if across > 1 else 0, 0, 0))
        grid.add_row(*tables[first : first + across])
        yield grid


def _facet(facet: Facet, shown: int, columns: int, more: str) -> Table:
    """A facet in `columns` at most; a narrow screen gets names and counts without bars."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    buckets = leading_buckets(facet, shown)
    hidden = wording.hidden_buckets(facet, len(buckets), more)
    most = max([facet.missing, *(bucket.count for bucket in buckets)], default=0)
    widest = len(hidden) + 2 if hidden else 0
    room = max(columns - len(f"{most:,}") - 2, 1)
    bars = room - _BAR - 2 >= max(widest, _NAMES)
    room -= _BAR + 2 if bars else 0
    table.add_column(
        FIELDS[facet.field].label,
        min_width=min(widest, room),
        max_width=min(max(44, widest), room),
        overflow="fold",
    )
    table.add_column("", justify="right", no_wrap=True)
    if bars:
        table.add_column("", no_wrap=True)

    def row(name: Text, count: int, style: str) -> None:
        drawn = [Text(bar(count, most), style=style)] if bars else []
        table.add_row(name, f"{count:,}", *drawn)

    for bucket in buckets:
        style = "bold" if bucket.selected else ""
        name = Text(("* " if bucket.selected else "") + safe.line(bucket.label), style=style)
        row(name, bucket.count, "cyan")
    if facet.missing:
        row(Text(f"({wording.missing(facet)})", style="dim"), facet.missing, "dim")
    if not facet.buckets and not facet.missing:
        table.add_row(Text("nothing to count", style="dim"))
    if hidden:
        table.add_row(Text(f"… {hidden}", style="dim"))
    return table


def bar(number: int, most: int) -> str:
    """A bar of up to 16 columns in eighths, never empty for a number above 0."""
    eighths = max(math.floor(number / most * _BAR * 8), 1) if number and most else 0
    full, rest = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[rest] if rest else "")
