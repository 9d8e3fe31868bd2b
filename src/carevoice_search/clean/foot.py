"""The last lines of a page, where a site sends its reader on: ways back, pointers to its other pages, adverts."""

from __future__ import annotations

import re

from carevoice_search.clean.pieces import Piece, take
from carevoice_search.clean.wording import DATED_LINE, is_sentence

_LONGEST = 300
_ADVERT = 160
_WAY_BACK = re.compile(
    r"\W{0,3}(?:go )?(?:back|return) to (?=[^.!?:(\d]{3,60}$)(?:.*\W)?"
    r"(?:the|our|all|main|previous|themes?|lists?|overview|index|bank|library|hub|pages?|archive|map|start|top|home)"
    r"\b.*",
    re.I,
)
_POINTER = re.compile(
    r"\b(?:look at|visit|see|read|browse|explore|check out|head (?:over )?to|go to|turn to) "
    r"(?:(?:more of |the rest of |all (?:of )?)?our|(?:the |our )?(?:other|rest|more)) [^.!?]{0,60}"
    r"\b(?:publications?|news|newsletters?|(?:web)?site|blogs?|pages?|resources|library|articles|stories)\b",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:conference|event|webinar|workshop|seminar|training|course|summit|festival|awards|masterclass)s?\b",
    re.I,
)
_BOOKING = re.compile(
    r"\b(?:book|register|reserve|sign up)(?: (?:now|today|here|online|early|a place|your (?:place|ticket|seat)s?))+"
    r"[.!]?$",
    re.I,
)


def mark_pointers(pieces: list[Piece]) -> None:
    """From the last line upwards: ways back, sentences beside one that point to other pages, adverts for events."""
    own = [i for i, piece in enumerate(pieces) if piece.rule is None and piece.text]
    while len(own) > 1:
        index = own.pop()
        rule = _rule(pieces, index)
        if rule is None:
            return
        take(pieces, index, rule)


def _rule(pieces: list[Piece], index: int) -> str | None:
    text = pieces[index].text
    if len(text) > _LONGEST or pieces[index].role in ("bullet", "row") or DATED_LINE.search(text):
        return None
    if _is_way_back(pieces[index]):
        return "return link"
    beside = (*pieces[max(0, index - 1) : index], *pieces[index + 1 : index + 2])
    if _POINTER.search(text) and any(piece.rule == "return link" or _is_way_back(piece) for piece in beside):
        return "pointer to other pages"
    if len(text) <= _ADVERT and _EVENT.search(text) and _BOOKING.search(text):
        return "event advert"
    return None


def _is_way_back(piece: Piece) -> bool:
    return (
        piece.role != "bullet" and not is_sentence(piece.text) and _WAY_BACK.fullmatch(piece.text) is not None
    )
