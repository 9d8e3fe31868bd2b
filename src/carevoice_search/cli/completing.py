"""Shell completion: the script for a shell, and live values of facet fields."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem, get_completion_class

import carevoice_search as cv
from carevoice_search.cli.folder import Folder
from carevoice_search.render import safe, wording

_VARIABLE = "_CAREVOICE_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    \b
    bash:  eval "$(carevoice completion bash)"     in ~/.bashrc
    zsh:   eval "$(carevoice completion zsh)"      in ~/.zshrc
    fish:  carevoice completion fish > ~/.config/fish/completions/carevoice.fish
    """
    completer = get_completion_class(shell)
    assert completer is not None
    script = completer(ctx.find_root().command, {}, "carevoice", _VARIABLE)
    click.echo(script.source_template % script.source_vars())


def field_values(ctx: click.Context, field: str, incomplete: str) -> list[CompletionItem]:
    """The values of a field that start with what is typed: those in the index, or else those that can be."""
    folder = Folder(ctx.find_root().params.get("home"))
    values = _values(folder, field)
    names = {value: wording.typed(field, value) for value in values}
    shared = Counter(names.values())
    offered = []
    for value, count in values.items():
        if names[value].startswith(wording.typed_so_far(incomplete)) or value.startswith(incomplete):
            label = wording.label(field, value)
            # Publishers that differ in their spelling only are told apart by nothing else.
            name = names[value] if shared[names[value]] == 1 else safe.line(value)
            offered.append(CompletionItem(_quoted(name), help=f"{label} ({count})" if count else label))
    return offered


def _quoted(name: str) -> str:
    """A name as the shell takes it for one word; zsh and fish quote what they are offered, bash does not."""
    return shlex.quote(name) if os.environ.get(_VARIABLE, "").startswith("bash") else name


def _values(folder: Folder, field: str) -> Mapping[str, int]:
    """Live values with their counts. Completion must never fail or warn: a shell is waiting for it."""
    try:
        return folder.open_index().values(field)
    except (cv.CarevoiceError, OSError):
        known = cv.FIELDS[field].known
        return dict.fromkeys(known(), 0) if known else {}
