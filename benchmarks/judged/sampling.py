"""A part of a collection that is always the same, for where the whole would take too long."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

SEED = 7


def drawn(things: Sequence[T], number: int | None) -> tuple[T, ...]:
    """`number` of the things in their order, drawn evenly by a fixed seed; all of them for None or too few."""
    if number is None or number >= len(things):
        return tuple(things)
    places = sorted(random.Random(SEED).sample(range(len(things)), number))
    return tuple(things[place] for place in places)
