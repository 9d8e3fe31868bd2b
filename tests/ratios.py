"""Puts the ratios of docs/performance.md into the README: `python tests/ratios.py`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN = {
    "four facets and ten hits": "facets",
    "the same behind a filter": "facets+filter",
    "four facets over all records": "all-facets",
    "ten hits for one word": "term",
    "ten hits for several words, any of them": "or",
    "ten hits for several words, all of them": "and",
    "ten hits for a phrase": "phrase",
}
"""The README's words for rows of the table."""


def ratios(performance: str) -> dict[str, str]:
    """Row to ratio, from the first table of docs/performance.md."""
    table = performance.split("## CPU time")[1].split("\n## ")[0]
    rows = (line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| "))
    return {cells[0]: cells[-1].strip(" |") for cells in rows}


def with_ratios(readme: str, performance: str) -> str:
    """The README with the ratios of the table."""
    found = ratios(performance)
    for words, row in SHOWN.items():
        readme = re.sub(rf"^\| {words} \| .* \|$", f"| {words} | {found[row]} |", readme, flags=re.MULTILINE)
    return readme


if __name__ == "__main__":
    page = ROOT / "README.md"
    performance = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    page.write_text(with_ratios(page.read_text(encoding="utf-8"), performance), encoding="utf-8")
