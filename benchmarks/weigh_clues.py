"""Fit the weights in clean/weights.py: logistic regression of "this piece is in the gold text" on the clues of pieces.

    python benchmarks/weigh_clues.py COLLECTION... [--half SEED] > src/carevoice_search/clean/weights.py

A COLLECTION is a folder with html/*.html.gz and either ground-truth/*.json (`ground_truth.main_content`) or
ground-truth.json (`articleBody`). Each page counts the same, a page of the second form 0.4 of one: those are all
articles. With --half only a random half of each collection is fitted, so that the other half can judge.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from carevoice_search.clean.clues import clues
from carevoice_search.clean.elements import parse
from carevoice_search.clean.html import finder_kept, trafilatura_pieces
from carevoice_search.clean.markup import PieceBuilder, page_events
from carevoice_search.clean.pagekind import page_kind
from carevoice_search.clean.surroundings import Floats
from carevoice_search.decode import decode_text

STRENGTH = 0.002  # of the data against the pull of all weights to zero
KEPT = 80  # how many clues are left, those of the largest weights on one scale
ARTICLES = 0.4
SHINGLE = 4
LONGEST = 400_000_000
HEAD = '''"""The weight of each clue in the choice of a page's own pieces, fitted as docs/decisions/cleaning.md says."""

from __future__ import annotations

'''
FOOT = '''"""What one more of a clue adds to the logarithm of the odds that a piece is the page's own."""
'''


def pages(collection: Path, half: int | None) -> Iterator[tuple[str, str, float]]:
    """The pages of a collection: markup, gold text, and what a page counts."""
    whole = collection / "ground-truth.json"
    golds = json.loads(whole.read_text(encoding="utf-8")) if whole.is_file() else {}
    files = sorted((collection / "html").glob("*.html.gz"))
    if half is not None:
        random.Random(half).shuffle(files)
        files = files[: (len(files) + 1) // 2]
    for file in files:
        name = file.name.removesuffix(".html.gz")
        if golds:
            gold, counts = golds[name]["articleBody"], ARTICLES
        else:
            stated = json.loads((collection / "ground-truth" / f"{name}.json").read_text(encoding="utf-8"))
            gold, counts = stated["ground_truth"]["main_content"], 1.0
        yield decode_text(gzip.decompress(file.read_bytes()), "text/html"), gold, counts


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def shares(pieces: list[list[str]], gold: list[str]) -> Floats:
    """For each piece the share of its words that the gold text has: in the order of both, or four words together."""
    page = [word for piece in pieces for word in piece]
    found = np.zeros(len(page))
    if len(page) * len(gold) < LONGEST:
        for block in difflib.SequenceMatcher(None, page, gold, autojunk=False).get_matching_blocks():
            found[block.a : block.a + block.size] = 1
    shingles = {tuple(gold[i : i + SHINGLE]) for i in range(len(gold) - SHINGLE + 1)}
    shared: list[float] = []
    place = 0
    for piece in pieces:
        share = float(found[place : place + len(piece)].mean()) if piece else 0.0
        place += len(piece)
        if len(piece) > SHINGLE:
            own = [tuple(piece[i : i + SHINGLE]) in shingles for i in range(len(piece) - SHINGLE + 1)]
            share = max(share, sum(own) / len(own))
        shared.append(share)
    return np.array(shared)


def observations(collections: list[Path], half: int | None) -> tuple[list[str], Floats, Floats, Floats]:
    """The names of the clues, and for all pieces their clues, their shares of gold words and what each counts."""
    names: list[str] = []
    rows: list[Floats] = []
    right: list[Floats] = []
    counts: list[Floats] = []
    for collection in collections:
        for source, gold, page_counts in pages(collection, half):
            markup = parse(source)
            builder = PieceBuilder()
            pieces = builder.feed(page_events(markup))
            if not pieces:
                continue
            kept = np.array(finder_kept(pieces, trafilatura_pieces(source)), np.float64)
            known = clues(markup, pieces, builder.places, kept, page_kind(source))
            names = list(known)
            texts = [words_of(piece.text) for piece in pieces]
            sizes = np.array([len(text) for text in texts], np.float64)
            rows.append(np.column_stack(list(known.values())))
            right.append(shares(texts, words_of(gold)))
            counts.append((sizes + 0.3) / (sizes.sum() + 50) * page_counts)
    weight = np.concatenate(counts)
    return names, np.vstack(rows), np.concatenate(right), weight * (len(weight) / weight.sum())


def fit(rows: Floats, right: Floats, counts: Floats) -> tuple[Floats, float]:
    """The weights and the intercept by Newton's method, on rows of mean 0 and deviation 1."""
    design = np.column_stack([rows, np.ones(len(rows))])
    pull = np.append(np.full(rows.shape[1], 1 / STRENGTH), 0.0)
    found = np.zeros(design.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (counts * (likely - right)) + pull * found
        curve = (design * (counts * likely * (1 - likely))[:, None]).T @ design + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    return found[:-1], float(found[-1])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collections", nargs="+", type=Path)
    parser.add_argument("--half", type=int, help="fit a random half with this seed")
    asked = parser.parse_args()
    names, rows, right, counts = observations(asked.collections, asked.half)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    scaled = (rows - middle) / spread
    first, _ = fit(scaled, right, counts)
    left = np.sort(np.argsort(-np.abs(first))[:KEPT])
    weights, intercept = fit(scaled[:, left], right, counts)
    weights = weights / spread[left]
    intercept -= float((weights * middle[left]).sum())
    lines = sorted(f'    "{names[i]}": {weight:.3f},\n' for i, weight in zip(left, weights, strict=True))
    sys.stdout.write(f"{HEAD}INTERCEPT = {intercept:.3f}\n\nWEIGHTS = {{\n{''.join(lines)}}}\n{FOOT}")


if __name__ == "__main__":
    main()
