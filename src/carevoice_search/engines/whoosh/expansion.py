"""Words near a word: every word of a vocabulary within some edits, all compared at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.uint32]


class Vocabulary:
    """The words as matrices of code points, one for each length."""

    def __init__(self, words: Sequence[str]) -> None:
        by_length: dict[int, list[str]] = {}
        for word in words:
            by_length.setdefault(len(word), []).append(word)
        self._by_length = {length: (group, _matrix(group, length)) for length, group in by_length.items()}

    def within(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        """Words within `distance` edits of `word` and how many it takes, in no order.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours; no stretch is edited twice
        (Damerau-Levenshtein in its optimal-alignment form).
        """
        for length in range(max(len(word) - distance, 0), len(word) + distance + 1):
            if length not in self._by_length:
                continue
            group, letters = self._by_length[length]
            edits = _distances(letters, word)
            for place in np.flatnonzero(edits <= distance):
                yield group[place], int(edits[place])


def _matrix(group: Sequence[str], length: int) -> Matrix:
    return np.frombuffer("".join(group).encode("utf-32-le"), np.uint32).reshape(len(group), length)


def _distances(letters: Matrix, word: str) -> npt.NDArray[np.int32]:
    """The distance of every row from `word`: the usual table, a column of rows at a time."""
    size, length = letters.shape
    target = [ord(letter) for letter in word]
    before: list[npt.NDArray[np.int32]] = []
    row = [np.full(size, place, np.int32) for place in range(length + 1)]
    for i, letter in enumerate(target, 1):
        current = [np.full(size, i, np.int32)]
        for j in range(1, length + 1):
            same = letters[:, j - 1] == letter
            cost = np.minimum(row[j - 1] + ~same, np.minimum(row[j], current[j - 1]) + 1)
            if i > 1 and j > 1:
                swapped = (letters[:, j - 2] == letter) & (letters[:, j - 1] == target[i - 2])
                cost = np.where(swapped, np.minimum(cost, before[j - 2] + 1), cost)
            current.append(cost.astype(np.int32))
        before, row = row, current
    return row[length]
