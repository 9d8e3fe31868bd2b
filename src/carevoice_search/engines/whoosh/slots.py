"""Terms by a hash table in the segment: two or three places are looked at, where a search would halve 15 times.

A term's place is its CRC-32 modulo the size of the table, or the next free one after it. A place holds the term's
number within its field and one, 0 where it is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from carevoice_search.engines.whoosh.layout import Array, narrowest


def make_slots(texts: Sequence[bytes]) -> Array:
    """The table of a field's terms, at most half full; its size is a power of two."""
    size = 1 << (2 * len(texts)).bit_length()
    slots = [0] * size
    for number, text in enumerate(texts, 1):
        slot = crc32(text) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number
    return narrowest(np.array(slots, np.int64))


def find(slots: memoryview, ends: memoryview, content: memoryview, first: int, text: bytes) -> int:
    """The number of a term whose field's terms are numbered from `first` on, or -1.

    Term t is `content[ends[t] : ends[t + 1]]`. Raises ValueError where the table is damaged.
    """
    mask = len(slots) - 1
    slot = crc32(text)
    for _ in range(len(slots)):
        number = slots[slot & mask]
        if not number:
            return -1
        number += first - 1
        if content[ends[number] : ends[number + 1]] == text:
            return number
        slot += 1
    raise ValueError("a table of terms has no free place")
