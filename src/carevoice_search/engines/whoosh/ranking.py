"""What a match is worth: BM25 with exact statistics, and the order of the best.

The idf is ln(1 + (N - n + 0.5) / (n + 0.5)), k1 is 1.5 and b 0.75. N counts live records, n those that hold
the term in the field, and a length is the number of scoring words (those outside the stop list) in the field.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from carevoice_search.engines.whoosh.postings import Ints, Postings

Floats = npt.NDArray[np.float64]

K1 = 1.5
B = 0.75
TITLE_WEIGHT = 0.3
"""The title's words are part of the text field; the title field adds this much of its own score."""


def idf(records: int, holding: int) -> float:
    return math.log(1 + (records - holding + 0.5) / (holding + 0.5))


def bm25(postings: Postings, lengths: Ints, mean_length: float, records: int) -> Floats:
    """The score of each posting; `lengths` is over all documents."""
    frequency = postings.counts.astype(np.float64)
    relative = lengths[postings.documents] / mean_length if mean_length else np.zeros(len(frequency))
    saturated = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * relative))
    scores: Floats = idf(records, len(postings.documents)) * saturated
    return scores


def best(documents: Ints, scores: Floats, count: int, names_of: Callable[[Ints], Sequence[Any]]) -> Ints:
    """The positions in `documents` of the `count` best, by score and then by record id, best first.

    `names_of` gives what orders documents as their ids do; it is asked only for those that may be among them.
    """
    count = min(count, len(documents))
    if not count:
        return np.zeros(0, np.int64)
    last = -np.partition(-scores, count - 1)[count - 1]
    candidates = np.flatnonzero(scores >= last)
    names = names_of(documents[candidates])
    order = sorted(range(len(candidates)), key=lambda place: (-scores[candidates[place]], names[place]))
    return np.array(candidates[order[:count]], np.int64)
