"""The words that hedge a figure: "more than 300", "nearly 60", "about a third", "40 or more"."""

from __future__ import annotations

from carevoice_search.extract.findings.line import Line
from carevoice_search.model import Bound

_BEFORE: dict[str, Bound] = {
    "more than": "over", "no fewer than": "over", "no less than": "over", "at least": "over", "in excess of": "over",
    "upwards of": "over", "just over": "over", "well over": "over", "slightly over": "over", "a little over": "over",
    "over": "over", "above": "over", "greater than": "over", "just more than": "over", "exceeding": "over",
    "fewer than": "under", "less than": "under", "just under": "under", "slightly under": "under", "under": "under",
    "nearly": "under", "almost": "under", "up to": "under", "below": "under", "not quite": "under",
    "no more than": "under", "at most": "under", "just less than": "under", "just below": "under",
    "about": "about", "around": "about", "approximately": "about", "roughly": "about", "some": "about",
    "circa": "about", "an estimated": "about", "estimated": "about", "close to": "about", "approx": "about",
    "in the region of": "about", "somewhere around": "about",
}  # fmt: skip
_BEHIND: dict[str, Bound] = {"more": "over", "over": "over", "fewer": "under", "less": "under", "so": "about"}
_BY_LAST: dict[str, tuple[tuple[str, ...], ...]] = {}
for _phrase in sorted(_BEFORE, key=len, reverse=True):
    _words = tuple(_phrase.split())
    _BY_LAST[_words[-1]] = (*_BY_LAST.get(_words[-1], ()), _words)


def hedge_before(line: Line, first: int) -> tuple[int, Bound]:
    """Where the words start that hedge a figure at token `first` (there, if nothing does), and their bound."""
    for phrase in _BY_LAST.get(line.words[first - 1], ()) if first else ():
        start = first - len(phrase)
        if line.words[start - 1] in ("turned", "turn", "turning", "all"):
            continue
        if start >= 0 and tuple(line.words[start:first]) == phrase:
            return start, _BEFORE[" ".join(phrase)]
    return first, "exact"


def hedge_behind(line: Line, after: int) -> tuple[int, Bound | None]:
    """The token behind "or more", "or so" and the like at token `after`, and their bound."""
    if line.words[after] == "or" and line.words[after + 1] in _BEHIND:
        return after + 2, _BEHIND[line.words[after + 1]]
    if line.words[after] == "plus" or (line.words[after] == "+" and line.joined(after)):
        return after + 1, "over"
    return after, None
