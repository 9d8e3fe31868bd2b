"""Reads the console blocks of a Markdown page: commands with the output that the page shows for them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command of a page and the output that is shown under it."""

    command: str
    output: str


def steps(page: str) -> list[Step]:
    found: list[Step] = []
    for block in _BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Step(command, output.rstrip("\n")))
    return found


class Terminal:
    """Types commands one after another; `cd` lasts, as it does for a reader who follows the page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, command: str) -> str:
        """What a command prints, messages included."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as told:
            done = subprocess.run(
                ["sh", "-c", f"{command}\npwd > {told.name}"],
                cwd=self.folder,
                env={**os.environ, "PATH": path, "COLUMNS": "100", "PYTHONUTF8": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                timeout=120,
            )
            self.folder = Path(told.read().strip() or self.folder)
        return done.stdout.rstrip("\n")


def rewrite(page: str, folder: Path) -> str:
    """The page with every shown output replaced by the real one."""
    terminal = Terminal(folder)

    def renewed(match: re.Match[str]) -> str:
        lines = []
        for step in steps(match.group()):
            output = terminal.run(step.command)
            lines.append(f"$ {step.command}\n{output}\n" if output else f"$ {step.command}\n")
        return "```console\n" + "".join(lines) + "```"

    return _BLOCK.sub(renewed, page)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CAREVOICE_KEY_FILE"] = str(Path(folder) / "index.key")
        readme = ROOT / "README.md"
        work = Path(folder) / "work"
        work.mkdir()
        readme.write_text(rewrite(readme.read_text(encoding="utf-8"), work), encoding="utf-8")
