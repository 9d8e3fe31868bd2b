"""The README is a contract: its tour prints what it shows, and every command and option is documented."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from readme_blocks import ROOT, run, steps

from carevoice_search.cli import main

README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_the_tour_prints_what_the_readme_shows(tmp_path: Path) -> None:
    tour = steps(README)
    assert len(tour) >= 6
    for step in tour:
        assert run(step.command, tmp_path) == step.output, f"$ {step.command}"


def commands() -> dict[str, click.Command]:
    assert isinstance(main, click.Group)
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_in_the_readme_and_in_the_reference(name: str) -> None:
    assert f"carevoice {name}" in README
    assert f"## carevoice {name}" in REFERENCE


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_in_the_reference_under_its_command(name: str) -> None:
    section = REFERENCE.split(f"## carevoice {name}\n")[1].split("\n## ")[0]
    for parameter in commands()[name].params:
        if isinstance(parameter, click.Option) and not parameter.hidden and parameter.name != "help":
            for option in parameter.opts + parameter.secondary_opts:
                assert f"`{option}" in section, f"carevoice {name} {option}"


def test_the_reference_names_no_command_or_option_that_is_not_there() -> None:
    for name in re.findall(r"^## carevoice (\S+)$", REFERENCE, flags=re.MULTILINE):
        assert name in commands()
        section = REFERENCE.split(f"## carevoice {name}\n")[1].split("\n## ")[0]
        real = {option for parameter in commands()[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
        named = set(re.findall(r"`(--?[a-z][a-z-]*)", section))
        assert named <= real | {"--help", "--home"}, sorted(named - real)


@pytest.mark.parametrize("page", [README, REFERENCE, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page):
        assert (ROOT / target).exists() or (ROOT / "docs" / target).exists() or (ROOT / "docs" / "decisions" / target).exists(), target
