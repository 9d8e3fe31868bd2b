"""How far a figure would lie from itself on other questions or pages of the same kind: the bootstrap's percentiles.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: the collection's questions (or pages) are
drawn anew with replacement, as many as there are, and the figure is computed of each drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 7
SHARE = 0.95

Columns = NDArray[np.float64]
Interval = tuple[float, float]

_BLOCK = 1000


def interval(
    rows: Sequence[Sequence[float]], figure: Callable[[Columns], Columns], resamples: int = RESAMPLES
) -> Interval | None:
    """The 95% interval of a figure that follows from the sums over rows; None for fewer than two rows.

    `rows[i]` are the numbers of one question or page. `figure` takes their sums, (k, columns), to (k,) figures.
    """
    table = np.asarray(rows, dtype=np.float64)
    if len(table) < 2:
        return None
    drawn = np.random.default_rng(SEED)
    even = np.full(len(table), 1 / len(table))
    figures = [
        figure(drawn.multinomial(len(table), even, size=min(_BLOCK, resamples - start)) @ table)
        for start in range(0, resamples, _BLOCK)
    ]
    drawings = np.concatenate(figures)
    if np.isnan(drawings).all():
        return None
    low, high = np.nanquantile(drawings, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return float(low), float(high)


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The interval of the values' mean."""
    return interval([(value, 1.0) for value in values], quotient)


def quotient(sums: Columns) -> Columns:
    """The first column by the second; not a number, and so not counted, where the drawing asks for nothing."""
    shares: Columns = np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0)
    return shares


def balanced(sums: Columns) -> Columns:
    """F1 of sums of (right, given, wanted): 2 right / (given + wanted); not a number where both are 0."""
    both = sums[:, 1] + sums[:, 2]
    figures: Columns = np.divide(2 * sums[:, 0], both, out=np.full(len(sums), np.nan), where=both > 0)
    return figures
