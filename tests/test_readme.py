"""The README is a contract: its tour prints what it shows, and every command and option is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ratios import with_ratios
from readme_blocks import ROOT, Terminal, steps
from reference import commands, options, reference

README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_the_tour_prints_what_the_readme_shows(tmp_path: Path) -> None:
    tour = steps(README)
    assert len(tour) >= 6
    terminal = Terminal(tmp_path)
    for step in tour:
        assert terminal.run(step.command) == step.output, f"$ {step.command}"


def test_the_python_example_runs_in_a_folder_of_starter_pages_and_finds_something(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    terminal = Terminal(tmp_path)
    terminal.run("carevoice init demo && cd demo && carevoice index")
    printed = terminal.run("python ../example.py")
    assert re.match(r"[1-9]\d* \{'page': \d+, 'practice': \d+, 'finding': \d+\}\n", printed), printed


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_in_the_readme_and_in_the_reference(name: str) -> None:
    assert f"carevoice {name}" in README
    assert f"## carevoice {name}" in REFERENCE


def test_the_reference_is_what_the_commands_say_of_themselves() -> None:
    assert reference() == REFERENCE, "run: make docs"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_in_the_reference_under_its_command(name: str) -> None:
    section = REFERENCE.split(f"## carevoice {name}\n")[1].split("\n## ")[0]
    for option in options(commands()[name]):
        for written in (*option.opts, *option.secondary_opts):
            assert f"`{written}`" in section, f"carevoice {name} {written}"


def test_the_readme_names_no_option_that_is_not_there() -> None:
    real = {
        written
        for command in commands().values()
        for o in options(command)
        for written in (*o.opts, *o.secondary_opts)
    }
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]*)", README))
    assert named <= real | {"--home"}, sorted(named - real)


@pytest.mark.parametrize(
    "page", [README, REFERENCE, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page):
        assert (
            (ROOT / target).exists()
            or (ROOT / "docs" / target).exists()
            or (ROOT / "docs" / "decisions" / target).exists()
        ), target


def test_the_ratios_are_those_of_the_last_measurement() -> None:
    performance = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert with_ratios(README, performance) == README, "run: python tests/ratios.py"
