"""Fit the weights in clean/weights.py: logistic regression of "this piece is in the gold text" on the clues of pieces.

    python benchmarks/weigh_clues.py COLLECTION... > src/carevoice_search/clean/weights.py
    python benchmarks/weigh_clues.py COLLECTION... --folds 8

A COLLECTION is a folder with html/*.html.gz and either ground-truth/*.json (`ground_truth.main_content`) or
ground-truth.json (`articleBody`). Each page counts the same, a page of the second form 0.4 of one: those are all
articles. With --folds the pages are dealt into so many parts, and those of each are cleaned with weights that were
fitted to all others: what to expect of pages that nobody has seen. It prints the mean over the pages of each form.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from carevoice_search.clean import choice, clean
from carevoice_search.clean.clues import clues
from carevoice_search.clean.elements import parse
from carevoice_search.clean.html import finder_kept, trafilatura_pieces
from carevoice_search.clean.markup import PieceBuilder, page_events
from carevoice_search.clean.pagekind import page_kind
from carevoice_search.clean.surroundings import Floats
from carevoice_search.decode import decode_text
from carevoice_search.model import Page
from judged.cleaning import Agreement, agreement
from judged.pages import Form, Judged, read_pages

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


class Observed(NamedTuple):
    """A page's pieces, a row each: the clues by name, the share of its words that are gold, and what it counts."""

    names: list[str]
    rows: Floats
    right: Floats
    counts: Floats


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


def observed(page: Judged, weight: float) -> Observed | None:
    """What is known of a page's pieces; None where it has none."""
    source = decode_text(page.content(), "text/html")
    markup = parse(source)
    builder = PieceBuilder()
    pieces = builder.feed(page_events(markup))
    if not pieces:
        return None
    kept = np.array(finder_kept(pieces, trafilatura_pieces(source)), np.float64)
    known = clues(markup, pieces, builder.places, kept, page_kind(source))
    texts = [words_of(piece.text) for piece in pieces]
    sizes = np.array([len(text) for text in texts], np.float64)
    return Observed(
        list(known),
        np.column_stack(list(known.values())),
        shares(texts, words_of(page.gold)),
        (sizes + 0.3) / (sizes.sum() + 50) * weight,
    )


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


def fitted(pages: Sequence[Observed]) -> tuple[dict[str, float], float]:
    """The weights of the clues that count most, and the intercept."""
    rows = np.vstack([page.rows for page in pages])
    right = np.concatenate([page.right for page in pages])
    counts = np.concatenate([page.counts for page in pages])
    counts *= len(counts) / counts.sum()
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    scaled = (rows - middle) / spread
    first, _ = fit(scaled, right, counts)
    left = np.sort(np.argsort(-np.abs(first))[:KEPT])
    found, intercept = fit(scaled[:, left], right, counts)
    found = found / spread[left]
    names = [pages[0].names[place] for place in left]
    return dict(zip(names, found.tolist(), strict=True)), intercept - float((found * middle[left]).sum())


def cleaned(page: Judged) -> Agreement:
    """The agreement of the words of a page as it is cleaned with its gold text."""
    text = clean(Page("page.html", None, page.content(), "text/html")).text
    return agreement(words_of(text), words_of(page.gold))


def by_others(seen: Sequence[tuple[Judged, Form, Observed]], folds: int) -> None:
    """Print what pages come to that are cleaned with weights fitted to others."""
    dealt = list(range(len(seen)))
    random.Random(folds).shuffle(dealt)
    scores: dict[Form, list[Agreement]] = {}
    for fold in range(folds):
        held = set(dealt[fold::folds])
        weights, choice.INTERCEPT = fitted([page for at, (_, _, page) in enumerate(seen) if at not in held])
        choice.WEIGHTS.clear()
        choice.WEIGHTS.update(weights)
        for place in sorted(held):
            page, form, _ = seen[place]
            scores.setdefault(form, []).append(cleaned(page))
    for form, found in sorted(scores.items(), reverse=True):
        precision, recall, f1 = np.mean([(one.precision, one.recall, one.f1) for one in found], axis=0)
        print(
            f"{len(found)} {form}, fitted to others: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collections", nargs="+", type=Path)
    parser.add_argument(
        "--folds", type=int, metavar="N", help="judge each of N parts by weights of the others"
    )
    asked = parser.parse_args()
    every = [(page, found.form) for found in map(read_pages, asked.collections) for page in found.pages]
    seen = [
        (page, form, known)
        for page, form in every
        if (known := observed(page, ARTICLES if form == "articles" else 1.0)) is not None
    ]
    if asked.folds:
        by_others(seen, asked.folds)
        return
    weights, intercept = fitted([known for _, _, known in seen])
    lines = [f'    "{name}": {weights[name]:.3f},\n' for name in sorted(weights)]
    sys.stdout.write(f"{HEAD}INTERCEPT = {intercept:.3f}\n\nWEIGHTS = {{\n{''.join(lines)}}}\n{FOOT}")


if __name__ == "__main__":
    main()
