"""Writes docs/commands.md from the commands themselves: `python tests/reference.py`, or `make docs`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from carevoice_search.cli import main
from readme_blocks import ROOT

PAGE = ROOT / "docs" / "commands.md"

OPENING = """# Commands and options

`carevoice --home DIR COMMAND` works in another folder (default: here, if it has a `corpus/`);
`carevoice --version` prints the version. Results go to standard output, messages to standard error.
Every option can also be set by a variable (`CAREVOICE_SEARCH_LIMIT=20`; several values are separated by `;`;
a pair such as `--any`, `--all` by its first name: `CAREVOICE_SEARCH_ANY=1`) or in `carevoice.toml` in the
working folder, where both names of a pair may be used:

```toml
[search]
limit = 20
synonyms = false
```

The option wins over the variable, the variable over the file.

Exit codes: 0 found or done (skipped pages are reported), 1 nothing found, 2 wrong usage or query, 3 no usable index,
4 the index is locked by another process, 5 every page failed, 130 stopped by Ctrl-C.
"""


def commands() -> dict[str, click.Command]:
    assert isinstance(main, click.Group)
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def options(command: click.Command) -> list[click.Option]:
    return [p for p in command.params if isinstance(p, click.Option) and not p.hidden and p.name != "help"]


def reference() -> str:
    """The whole page."""
    sections = ("\n".join(section(name, command)) for name, command in commands().items())
    return "\n".join([OPENING, *sections])


def section(name: str, command: click.Command) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(click.Context(command)))
    yield f"## carevoice {name}\n"
    yield f"`carevoice {name} {pieces}`\n"
    yield from prose(inspect.cleandoc(command.help or ""))
    if found := options(command):
        yield "| option | what it does |"
        yield "|---|---|"
        yield from (row(option) for option in found)
        yield ""


def prose(text: str) -> Iterator[str]:
    """The help's paragraphs; those that click keeps as they are (after a \\b line) become code."""
    for paragraph in text.split("\n\n"):
        kept = paragraph.removeprefix("\b").strip("\n")
        yield f"```text\n{inspect.cleandoc(kept)}\n```\n" if paragraph.startswith("\b") else f"{kept}\n"


def row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if isinstance(option.type, click.Choice):
        value = " " + "\\|".join(map(str, option.type.choices))
    else:
        value = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
    return f"| {names}{value} | {option.help} |"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
