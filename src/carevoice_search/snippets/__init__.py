"""The passage of a text that best shows why it matched, with the matching words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import log
from types import MappingProxyType

from carevoice_search.deadline import check
from carevoice_search.model import Node, Snippet
from carevoice_search.snippets.matching import Match, damerau, matches, sought_by

__all__ = ["best_passage", "best_passages", "damerau"]

SCANNED = 1_000_000
"""Characters of a text in which the passage is sought: as many as a long book has."""

LONG = 3600
"""A text of more characters has passages worth telling apart, as one of some 600 words has for the ranking."""
STEP = 600
"""Such passages begin at every so many characters, and are twice as long: some 200 words."""
_SATURATION = 0.75
"""A word that stands in a passage so often counts half of what it counts there at most."""

# The number of a numbered paragraph ("41.") is no sentence.
_SENTENCE_END = re.compile(r"(?:(?<!\s\d)(?<!\s\d\d)\.|[!?…])[\"'’”)\]]*(?=\s)|\n")
_ENDING = ".!?…\n"
_SPACE = re.compile(r"\s")
_ELLIPSIS = "…"
_NO_WORTHS: Mapping[int, float] = MappingProxyType({})


def best_passages(texts: Iterable[str], query_root: Node, size: int = 240) -> list[Snippet]:
    """The `best_passage` of each text, for one query: what a word means to it is found out once for all."""
    sought = sought_by(query_root)
    found: list[Snippet] = []
    for whole in texts:
        check()
        text = whole[:SCANNED]
        places = matches(text, sought)
        if places:
            worths = _worths(places, sought.weights) if len(text) > LONG else _NO_WORTHS
            first, last = _best_window(places, sought.weights, size - 2, worths)
            end = max(place[1] for place in places[first : last + 1])
            start, end = _bounds(text, places[first][0], end, size)
        else:
            start = len(text) - len(text.lstrip())
            start, end = _bounds(text, start, start, size)
        found.append(_snippet(text, start, end, places))
    return found


def best_passage(text: str, query_root: Node, size: int = 240) -> Snippet:
    """The window of at most `size` characters with the most different matching words, from its sentence on.

    In a long text it also counts how much of what is sought stands in the passage around the window: the best one
    is where all of it stands together, and again and again. Line ends become spaces; "…" stands where the passage
    begins or ends within a sentence. Words are not cut unless one alone is longer than `size`. Without a match it
    is the beginning of the text. The work is linear in the text's length, and ends at `SCANNED` characters.
    """
    return best_passages([text], query_root, size)[0]


def _worths(matches: Sequence[Match], weights: Sequence[float]) -> Mapping[int, float]:
    """What the better passage around each step that holds a match is worth, by the number of the step.

    A passage is two steps. A word counts for its weight, for more where it stands in few of the steps, and for ever
    less each time that it is repeated.
    """
    steps: dict[int, dict[int, int]] = {}
    for start, _, number in matches:
        step = steps.setdefault(start // STEP, {})
        step[number] = step.get(number, 0) + 1
    holding: dict[int, int] = {}
    for step in steps.values():
        for number in step:
            holding[number] = holding.get(number, 0) + 1
    last = matches[-1][0] // STEP
    rarity = {number: weights[number] * log(1 + (last + 1) / held) for number, held in holding.items()}
    worths: dict[int, float] = {}
    for place, step in steps.items():
        following = steps.get(place + 1, {})
        worth = 0.0
        for number in step.keys() | following.keys():
            times = step.get(number, 0) + following.get(number, 0)
            worth += rarity[number] * times / (times + _SATURATION)
        worths[place] = max(worth, worths.get(place, 0.0))
        if following:
            worths[place + 1] = worth
    return worths


def _best_window(
    matches: Sequence[Match], weights: Sequence[float], room: int, worths: Mapping[int, float] = _NO_WORTHS
) -> tuple[int, int]:
    """The first and the last match of the window that holds the most of what is sought, or the earliest.

    `worths` are added to what windows hold, by the step in which they begin.
    """
    inside = [0] * len(weights)
    score = around = 0.0
    best, chosen = (-1.0, 0), (0, 0)
    left = 0
    for right, (_, end, number) in enumerate(matches):
        inside[number] += 1
        if inside[number] == 1:
            score += weights[number]
        while left < right and end - matches[left][0] > room:
            gone = matches[left][2]
            inside[gone] -= 1
            if not inside[gone]:
                score -= weights[gone]
            left += 1
        if worths:
            around = worths[matches[left][0] // STEP]
        held = score + around
        if held > best[0] - 0.001 and (value := (round(held, 6), right - left)) > best:
            best, chosen = value, (left, right)
    return chosen


def _bounds(text: str, start: int, end: int, size: int) -> tuple[int, int]:
    """A window of at most `size` around [start, end), from a sentence's beginning to a sentence's end."""
    end = max(start, min(end, start + size - 2))
    size -= 2
    begin = _sentence_start(text, start, size - (end - start))
    limit = min(len(text), begin + size)
    if limit == len(text):
        return begin, len(text.rstrip()) if len(text.rstrip()) >= end else end
    close = _last_sentence_end(text, end, limit + 1, limit)
    if close - begin >= size // 2:
        return begin, close
    if text[limit].isspace():
        return begin, limit
    space = _last_space(text, end, limit)
    return begin, space if space >= 0 else (limit if end <= begin else end)


def _sentence_start(text: str, start: int, room: int) -> int:
    """Where the sentence around `start` begins, or a word half of `room` before where that is too far."""
    earliest = max(0, start - room * 3 // 4)  # some of what follows the match must fit as well
    begin = _last_sentence_end(text, earliest, start, start)
    if begin < 0:
        begin = earliest
        if earliest:
            begin = max(0, start - room // 2)
            space = _SPACE.search(text, begin, start)
            begin = space.end() if space else start
    while begin < start and text[begin].isspace():
        begin += 1
    return begin


def _last_sentence_end(text: str, start: int, stop: int, limit: int) -> int:
    """Where the last sentence in `text[start:stop]` ends that ends no later than `limit`; -1 where none does."""
    place = stop
    while (place := max([text.rfind(sign, start, place) for sign in _ENDING])) >= 0:
        found = _SENTENCE_END.match(text, place, stop)
        if found and found.end() <= limit:
            return found.end()
    return -1


def _last_space(text: str, start: int, stop: int) -> int:
    between = text[start:stop]
    if between[-1:].isspace():
        return stop - 1
    words = between.rsplit(None, 1)
    return stop - len(words[-1]) - 1 if words and len(words[-1]) < len(between) else -1


def _snippet(text: str, start: int, end: int, matches: Sequence[Match]) -> Snippet:
    while end > start and text[end - 1].isspace():
        end -= 1
    before = _ELLIPSIS if start and not _ends_sentence(text, start) else ""
    after = _ELLIPSIS if end < len(text.rstrip()) and not _ends_sentence(text, end) else ""
    shift = len(before) - start
    marks: list[tuple[int, int]] = []
    for first, last, _ in matches:
        if first >= end:
            break
        left, right = max(first, start) + shift, min(last, end) + shift
        if left >= right:
            continue
        if marks and left < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(right, marks[-1][1]))
        else:
            marks.append((left, right))
    passage = text[start:end]
    if not passage.isprintable():  # what is printable holds no white space but spaces
        passage = _SPACE.sub(" ", passage)
    if not passage:
        return Snippet("")
    return Snippet(before + passage + after, tuple(marks), start, end)


def _ends_sentence(text: str, place: int) -> bool:
    """Whether a sentence or a block ends at, or with the spaces around, `place`."""
    while place and text[place - 1].isspace():
        place -= 1
        if text[place] == "\n":
            return True
    if place < len(text) and text[place] == "\n":
        return True
    nearby = text[max(0, place - 4) : place].rstrip("\"'’”)]")
    return place == 0 or nearby.endswith((".", "!", "?", "…"))
