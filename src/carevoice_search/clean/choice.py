"""Which pieces of a page are its own: the clues of each, weighed, and the page's share that is most likely right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from carevoice_search.clean.clues import clues
from carevoice_search.clean.elements import Markup
from carevoice_search.clean.pagekind import PageKind
from carevoice_search.clean.pieces import Piece
from carevoice_search.clean.surroundings import Floats
from carevoice_search.clean.weights import INTERCEPT, WEIGHTS

_LEAST, _MOST = 0.2, 0.5
_HEADING = 0.08
"""What a heading needs that stands right above a chosen piece."""

_KEPT, _OTHER = 0.4, 0.6
"""What an article's piece needs that the finder of articles kept, and one that it did not: it knows articles well,
but not their tables."""


def choose(
    markup: Markup,
    pieces: Sequence[Piece],
    places: Sequence[tuple[int, int]],
    kept: Sequence[bool],
    kind: PageKind,
) -> list[bool]:
    """For each piece of a page whether it is the page's own.

    `places` says where in the markup's run each starts and ends, `kept` whether the finder of articles kept it.
    """
    known = clues(markup, pieces, places, np.array(kept, np.float64), kind)
    odds = np.full(len(pieces), INTERCEPT)
    for name, weight in WEIGHTS.items():
        odds += weight * known[name]
    likely = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    words = np.array([len(piece.text.split()) for piece in pieces], np.float64)
    least = threshold(likely, words, _LEAST, _MOST)
    needed = np.full(len(pieces), least)
    if kind.is_article:
        known_well = np.array([one or piece.role == "row" for one, piece in zip(kept, pieces, strict=True)])
        needed = np.where(known_well, max(least, _KEPT), max(least, _OTHER))
    chosen: list[bool] = (likely >= needed).tolist()
    if not kind.is_article:
        for index in range(len(pieces) - 2, -1, -1):
            heads = pieces[index].role == "heading" and chosen[index + 1]
            chosen[index] = chosen[index] or (heads and bool(likely[index] > _HEADING))
    return chosen


def threshold(likely: Floats, words: Floats, least: float, most: float) -> float:
    """The probability down to which pieces are taken so that the expected F1 over words is highest.

    With t the expected number of right words among s taken and w in the page, F1 = 2t / (s + w); the pieces are
    taken from the likeliest down. Held between `least` and `most`, so that a page of nothing but doubtful pieces is
    not taken whole.
    """
    order = np.argsort(-likely, kind="stable")
    right = np.cumsum((likely * words)[order])
    taken = np.cumsum(words[order])
    best = int(np.argmax(2 * right / (taken + right[-1] + 1e-9)))
    return float(min(max(likely[order[best]], least), most))
