"""Puts the figures of docs/quality.md into the README: `python tests/figures.py`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN = {
    "ranking, Cranfield, nDCG@10": "cranfield ndcg@10",
    "ranking, Cranfield, MAP": "cranfield map",
    "ranking, Cranfield, nDCG@10 with `--expand`": "cranfield ndcg@10 --expand",
    "ranking, MED, nDCG@10": "med ndcg@10",
    "ranking, MED, nDCG@10 with `--expand`": "med ndcg@10 --expand",
    "cleaning, articles, F1": "articles f1",
    "cleaning, seven types of pages, F1": "seven-types f1",
    "cleaning, seven types of pages, recall": "seven-types recall",
    "councils, F1": "devset councils",
    "kind of page right": "devset kind",
    "stated publication dates right": "devset date_stated",
    "undated pages left undated": "devset undated_left",
    "practices, F1": "sources practices",
    "findings, precision": "devset findings.precision",
    "findings, recall on pages read in full": "devset findings.recall",
    "figures of the gold found": "devset findings_recalled",
}
"""The README's words for rows of the page's first table."""


def figures(quality: str) -> dict[str, str]:
    """Row to what was reached, with its interval."""
    table = quality.split("## What was asked for")[1].split("\n## ")[0]
    rows = (line.strip("|").split("|") for line in table.splitlines() if line.startswith("| "))
    return {cells[0].strip(): cells[2].strip() for cells in rows}


def with_figures(readme: str, quality: str) -> str:
    """The README with the figures of the page, in the rows that it has of them."""
    found = figures(quality)
    for words, row in SHOWN.items():
        if row in found:
            line = rf"^\| {re.escape(words)} \| .* \|$"
            readme = re.sub(line, f"| {words} | {found[row]} |", readme, flags=re.MULTILINE)
    return readme


if __name__ == "__main__":
    page = ROOT / "README.md"
    quality = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    page.write_text(with_figures(page.read_text(encoding="utf-8"), quality), encoding="utf-8")
