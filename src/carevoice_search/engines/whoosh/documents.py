"""The document numbers of a segment's postings in two bytes each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
import numpy.typing as npt

from carevoice_search.engines.whoosh.layout import Array, Sections, Stream, narrowest

Documents = npt.NDArray[np.int32]

_LOW = 16
_FEW = 40
"""So many stretches are raised one by one; more of them at once."""


class DocumentNumbers:
    """All postings' document numbers: the low 16 bits of each, and where among them the higher bits change.

    Read by a slice or an array of places, they are 32-bit numbers. A segment of up to 65,536 documents has no
    changes; in a larger one a term has one for each 65,536 documents that it reaches into, which is far less than
    two more bytes a posting.
    """

    def __init__(self, sections: Sections) -> None:
        self._low = sections.array("documents")
        self._changes = sections.array("document_changes").data
        self._highs = sections.array("document_highs")

    def __len__(self) -> int:
        return len(self._low)

    def __getitem__(self, where: slice | Array) -> Documents:
        """A copy. A slice has a beginning and an end within the postings, and no step."""
        numbers = self._low[where].astype(np.int32)
        if not len(self._highs):
            return numbers
        if not isinstance(where, slice):
            changes = np.frombuffer(self._changes, self._changes.format)
            # Of the changes' own type, or numpy would convert all of them.
            numbers += self._high(changes.searchsorted(where.astype(changes.dtype), side="right") - 1)
        elif len(numbers):
            self._raise(numbers, int(where.start or 0))
        return numbers

    def _raise(self, numbers: Documents, start: int) -> None:
        """Add the higher bits to the numbers that stand from place `start` on."""
        end = start + len(numbers)
        first = bisect_right(self._changes, start) - 1
        last = bisect_left(self._changes, end)
        if last - first <= _FEW:
            for change in range(first, last):
                if high := int(self._highs[change]) if change >= 0 else 0:
                    begin = max(self._changes[change] - start, 0)
                    until = self._changes[change + 1] - start if change + 1 < last else len(numbers)
                    raised = numbers[begin:until]
                    raised += np.int32(high << _LOW)
            return
        changes = np.frombuffer(self._changes, self._changes.format)[first + 1 : last].astype(np.int64)
        lengths = np.diff(changes - start, prepend=0, append=len(numbers))
        numbers += np.repeat(self._high(np.arange(first, last)), lengths)

    def _high(self, changes: Array) -> Documents:
        """The higher bits that hold from each change on; before the first (-1) there are none."""
        highs = self._highs[changes].astype(np.int32) << _LOW
        highs[changes < 0] = 0
        return highs


class DocumentsWriter:
    """Document numbers on their way to a file; `length` is how many there are so far."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.length = 0
        self._high = 0
        self._changes: list[Array] = []
        self._highs: list[Array] = []

    def append(self, documents: Array) -> None:
        self.stream.append(documents.astype("<u2"))
        if len(documents):
            highs = documents >> _LOW
            changed = np.flatnonzero(np.diff(highs, prepend=self._high))
            if len(changed):
                self._changes.append(changed + self.length)
                self._highs.append(highs[changed])
                self._high = int(highs[-1])
        self.length += len(documents)

    def finish(self, small: dict[str, Array]) -> None:
        """Put the changes of the higher bits into `small`."""
        if self._changes:
            small["document_changes"] = narrowest(np.concatenate(self._changes))
            small["document_highs"] = narrowest(np.concatenate(self._highs))
