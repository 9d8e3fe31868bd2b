"""Lists of cards: a button under each card ("Read more") opens no section of teasers.

Cards are built alike: the same labels, dates and sentences in the same order between one button and the next. Under
a story such a list advertises other stories; where no story stands above it, or its cards have labels of their own
("Local authority: ..."), it is what the page is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from carevoice_search.clean.pieces import Piece
from carevoice_search.clean.stamps import is_dateline
from carevoice_search.clean.wording import is_prose, is_sentence

_BUTTON = re.compile(
    r"(?:read|find out|see|view|learn|show) (?:more|details|full (?:story|example)|example|practice)[ .…>»›→]{0,4}",
    re.I,
)
_LABELLED = re.compile(r"(?P<label>[A-Z][\w’' -]{1,24}) ?: ?\S")
_LONGEST_CARD = 9
_STORY = 3


def card_buttons(pieces: Sequence[Piece]) -> frozenset[int]:
    """The places of the buttons under the cards that a page consists of."""
    buttons = [i for i, piece in enumerate(pieces) if len(piece.text) <= 40 and _BUTTON.fullmatch(piece.text)]
    found: set[int] = set()
    for above, below in pairwise(buttons):
        size = below - above - 1
        if not 1 <= size <= _LONGEST_CARD or above - size < 0:
            continue
        cards = [_shape(pieces[at - size : at]) for at in (above, below)]
        if cards[0] == cards[1] and (above in found or _is_own(pieces, above - size, cards[0])):
            found.update((above, below))
    return frozenset(found)


def _is_own(pieces: Sequence[Piece], start: int, shape: tuple[str, ...]) -> bool:
    if sum(line.endswith(":") for line in shape) > 1:
        return True
    story = sum(is_prose(piece.text) for piece in pieces[:start]) >= _STORY or shape.count("sentence") > 1
    return not story


def _shape(card: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(_form(piece.text) for piece in card)


def _form(text: str) -> str:
    labelled = _LABELLED.match(text)
    if labelled and not is_sentence(text):
        return f"{labelled['label'].casefold()}:"
    if is_dateline(text):
        return "date"
    return "sentence" if is_sentence(text) else "line"
