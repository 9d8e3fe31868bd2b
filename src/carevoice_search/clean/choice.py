"""Which pieces of a page are its own: the clues of each, weighed, and the page's share that is most likely right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from carevoice_search.clean.clues import clues
from carevoice_search.clean.elements import Markup
from carevoice_search.clean.pagekind import PageKind
from carevoice_search.clean.pieces import Piece
from carevoice_search.clean.surroundings import Floats
from carevoice_search.clean.weights import INTERCEPT, WEIGHTS
from carevoice_search.clean.wording import DATED_LINE

_LEAST, _MOST = 0.2, 0.5
_HEADING = 0.08
_IN_ARTICLE = 0.4
"""What a heading needs that stands right above a chosen piece, and in an article."""

_LISTED = ("bullet", "row")
_SAME_LIST = 0.4
"""What a line of a list or table needs where another line of it is chosen."""

_KEPT, _OTHER = 0.4, 0.6
"""What an article's piece needs that the finder of articles kept, and one that it did not: it knows articles well,
but not their tables and lists of practices ("Starter boxes (May 2021)")."""


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
        known_well = np.array(
            [
                one
                or piece.role == "row"
                or (piece.role == "bullet" and DATED_LINE.search(piece.text) is not None)
                for one, piece in zip(kept, pieces, strict=True)
            ]
        )
        needed = np.where(known_well, max(least, _KEPT), max(least, _OTHER))
    chosen: list[bool] = (likely >= needed).tolist()
    chosen = _whole_lists(chosen, likely, pieces)
    heading = _IN_ARTICLE if kind.is_article else _HEADING
    for index in range(len(pieces) - 2, -1, -1):
        # A button may stand between ("Show all").
        heads = pieces[index].role == "heading" and any(chosen[index + 1 : index + 3])
        chosen[index] = chosen[index] or (heads and bool(likely[index] > heading))
    return chosen


def _whole_lists(chosen: Sequence[bool], likely: Floats, pieces: Sequence[Piece]) -> list[bool]:
    """The choice with the other lines of lists and tables of which a line is chosen, where little is against them."""
    whole = list(chosen)
    begun = 0
    for alike, run in groupby(pieces, lambda piece: piece.role if piece.role in _LISTED else ""):
        end = begun + sum(1 for _ in run)
        if alike and any(chosen[begun:end]):
            whole[begun:end] = (likely[begun:end] > _SAME_LIST).tolist()
        begun = end
    return [one or other for one, other in zip(chosen, whole, strict=True)]


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
