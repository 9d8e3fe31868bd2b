"""Many slices of an array at once: where terms' postings stand, and how tokens are put in the order of terms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from carevoice_search.engines.whoosh.layout import Array

Ints = npt.NDArray[np.int64]

_DIGIT = 1 << 16


def offsets(lengths: Array) -> Ints:
    """Where each of slices of these lengths begins that stand one after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    ends -= lengths
    return ends


def spread(starts: Array, lengths: Array) -> Ints:
    """The places of slices in an array, one slice after the other: `starts[0]`, `starts[0] + 1` and so on."""
    places = np.repeat(starts - offsets(lengths), lengths)
    places += np.arange(len(places))
    return places


def stable_order(ranks: Array, number: int) -> Ints:
    """The order that sorts `ranks`, each below `number`, and leaves equal ones as they stand.

    numpy sorts 16-bit numbers by counting, several times as fast as wider ones by comparing.
    """
    if number <= _DIGIT:
        return np.argsort(ranks.astype(np.uint16, copy=False), kind="stable")
    order = np.argsort((ranks % _DIGIT).astype(np.uint16), kind="stable")
    return order[stable_order((ranks // _DIGIT)[order], -(-number // _DIGIT))]


def running_total(numbers: Array) -> Ints:
    """The sum of all numbers before each place, and at last of all."""
    total = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(numbers, out=total[1:])
    return total
