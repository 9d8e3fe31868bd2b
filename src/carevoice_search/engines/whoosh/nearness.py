"""Words of the query that stand near one another in a text, as neighbours do in the query.

After the sequential dependence model (D. Metzler and W. B. Croft, SIGIR 2005): two neighbours count as a word of their
own, once for each place where the second directly follows the first, and once for each place of the first that has the
second near it, in either order. docs/decisions/ranking.md has the figures behind the numbers here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from carevoice_search.engines.whoosh.phrases import Places, Row, document_of
from carevoice_search.engines.whoosh.postings import Ints, Postings, intersection

if TYPE_CHECKING:
    from carevoice_search.engines.whoosh.snapshot import Part

ADJACENT = 0.2
NEAR = 0.2
"""What neighbours weigh where they follow one another, and where they stand near; a word of the query weighs 1."""
WINDOW = 8
"""So many tokens in a row hold both where they stand near one another; the title runs on into the text."""
_NOWHERE = 1 << 62


def near_postings(
    part: Part, one: Postings, other: Postings, documents: Ints
) -> Iterator[tuple[Postings, float]]:
    """How often two words stand side by side and near one another in `documents`, and what each weighs."""
    both = intersection([one, other, Postings(documents)], part.size)
    if not len(both):
        return
    row = Row(part, both)
    first, second = Places(row, one).all, Places(row, other).all
    following = second.searchsorted(first)
    # Behind the last place, which is also before the first, there is one that is near none.
    bounded = np.append(second, _NOWHERE)
    after = bounded.take(following) - first
    before = first - bounded.take(following - 1)
    yield _counted(row, first.compress(after == 1)), ADJACENT
    yield _counted(row, first.compress((after < WINDOW) | (abs(before) < WINDOW))), NEAR


def _counted(row: Row, places: Ints) -> Postings:
    """The documents of a row that have some of the places, and how many."""
    counts = np.bincount(document_of(places), minlength=len(row.documents))
    held = counts.nonzero()[0]
    return Postings(row.documents.take(held), counts.take(held))
