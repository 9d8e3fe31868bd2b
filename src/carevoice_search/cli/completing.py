"""Shell completion: the script for a shell, and live values of facet fields."""

from __future__ import annotations

from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem, get_completion_class

import carevoice_search as cv
from carevoice_search.cli.folder import Folder
from carevoice_search.render import wording

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
    offered = []
    for value, count in _values(folder, field).items():
        name = wording.typed(field, value)
        if name.startswith(wording.typed_so_far(incomplete)) or value.startswith(incomplete):
            label = wording.label(field, value)
            offered.append(CompletionItem(name, help=f"{label} ({count})" if count else label))
    return offered


def _values(folder: Folder, field: str) -> Mapping[str, int]:
    """Live values with their counts. Completion must never fail or warn: a shell is waiting for it."""
    try:
        return folder.open_index().values(field)
    except (cv.CarevoiceError, OSError):
        known = cv.FIELDS[field].known
        return dict.fromkeys(known(), 0) if known else {}
