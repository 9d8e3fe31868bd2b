"""The passage of a text that best shows why it matched, with the matching words marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carevoice_search.analysis import Token, stem, tokens
from carevoice_search.model import And, Boost, Fuzzy, Node, Or, Phrase, Prefix, Snippet, Word
from carevoice_search.query import telling

SYNONYM_SHARE = 0.5
"""What a word that a query was widened by counts, against one that was typed."""
PHRASE_SHARE = 1.5
"""What a phrase counts beyond its single words, for each of them."""

SCANNED = 1_000_000
"""Characters of a text in which the passage is sought: as many as a long book has."""
MOST_STARTS = 5_000
"""Places at which words near each other are tried."""

# The number of a numbered paragraph ("41.") is no sentence.
_SENTENCE_END = re.compile(r"(?:(?<!\s\d)(?<!\s\d\d)\.|[!?…])[\"'’”)\]]*(?=\s)|\n")
_SPACE = re.compile(r"\s")
_ELLIPSIS = "…"


@dataclass(slots=True)
class _Sought:
    """What a query looks for, by the way it is compared; each has a number and a weight of its own."""

    weights: list[float] = field(default_factory=list)
    stems: dict[str, list[int]] = field(default_factory=dict)
    exact: dict[str, list[int]] = field(default_factory=dict)
    prefixes: list[tuple[str, int]] = field(default_factory=list)
    fuzzy: list[tuple[str, int, int]] = field(default_factory=list)
    phrases: list[tuple[Phrase, int]] = field(default_factory=list)
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def number(self, weight: float) -> int:
        self.weights.append(weight)
        return len(self.weights) - 1


@dataclass(frozen=True, slots=True)
class _Match:
    """A place in the text that one of the sought things matches."""

    start: int
    end: int
    number: int


def best_passage(text: str, query_root: Node, size: int = 240) -> Snippet:
    """The window of at most `size` characters with the most different matching words, from its sentence on.

    Line ends become spaces; "…" stands where the passage begins or ends within a sentence. Words are not cut
    unless one alone is longer than `size`. Without a match it is the beginning of the text. The work is
    linear in the text's length, and ends at `SCANNED` characters.
    """
    text = text[:SCANNED]
    sought = _Sought()
    _collect(query_root, 1.0, sought)
    matches = (
        sorted(_matches(text, sought), key=lambda match: (match.start, match.end)) if sought.weights else []
    )
    if matches:
        first, last = _best_window(matches, sought.weights, size - 2)
        start, end = _bounds(text, matches[first].start, max(m.end for m in matches[first : last + 1]), size)
    else:
        start = len(text) - len(text.lstrip())
        start, end = _bounds(text, start, start, size)
    return _snippet(text, start, end, matches)


def damerau(one: str, other: str, most: int) -> bool:
    """Whether two words are at most `most` edits apart; a swap of neighbours is one edit."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return False
        before, row = row, new
    return row[-1] <= most


def _collect(node: Node, weight: float, sought: _Sought) -> None:
    match node:
        case Word(text, exact, None):
            table, term = (sought.exact, text) if exact else (sought.stems, stem(text))
            table.setdefault(term, []).append(sought.number(weight))
        case Prefix(text):
            sought.prefixes.append((text, sought.number(weight)))
        case Fuzzy(text, distance):
            sought.fuzzy.append((text, distance, sought.number(weight)))
        case Phrase(words, _, _, None) if words:
            sought.phrases.append((node, sought.number(weight * len(words) * PHRASE_SHARE)))
        case And(children) | Or(children):
            for child in telling(children):
                _collect(child, weight, sought)
        case Boost(child):
            _collect(child, weight * SYNONYM_SHARE, sought)
        case _:
            return


def _matches(text: str, sought: _Sought) -> Iterator[_Match]:
    found = list(tokens(text))
    for token in found:
        numbers = sought.known.get(token.text)
        if numbers is None:
            numbers = sought.known[token.text] = tuple(_numbers(token.text, sought))
        for number in numbers:
            yield _Match(token.start, token.end, number)
    for exact in (False, True):
        phrases = [(phrase, number) for phrase, number in sought.phrases if phrase.exact is exact]
        if phrases:
            yield from _phrase_matches(found, phrases, exact)


def _numbers(word: str, sought: _Sought) -> Iterator[int]:
    yield from sought.exact.get(word, ())
    if sought.stems:
        yield from sought.stems.get(stem(word), ())
    for prefix, number in sought.prefixes:
        if word.startswith(prefix):
            yield number
    for near, distance, number in sought.fuzzy:
        if damerau(word, near, distance):
            yield number


def _phrase_matches(
    found: Sequence[Token], phrases: Sequence[tuple[Phrase, int]], exact: bool
) -> Iterator[_Match]:
    # Every term of a phrase as a character of its own: searching a string is linear, whatever repeats.
    letters: dict[str, str] = {}
    for phrase, _ in phrases:
        for word in phrase.words:
            letters.setdefault(word if exact else stem(word), chr(len(letters) + 1))
    known: dict[str, str] = {token.text: "\0" for token in found}
    for word in known:
        known[word] = letters.get(word if exact else stem(word), "\0")
    text = "".join([known[token.text] for token in found])
    for phrase, number in phrases:
        wanted = "".join(letters[word if exact else stem(word)] for word in phrase.words)
        yield from _places(found, text, wanted, phrase.slop, number)


def _places(found: Sequence[Token], text: str, wanted: str, slop: int, number: int) -> Iterator[_Match]:
    """Where a phrase occurs; with slop, its words one by one, so that what stands between is not marked."""
    if not slop:
        place = text.find(wanted)
        while place >= 0:
            yield _Match(found[place].start, found[place + len(wanted) - 1].end, number)
            place = text.find(wanted, place + 1)
        return
    place = text.find(wanted[0])
    for _ in range(MOST_STARTS):
        if place < 0:
            return
        for each in _follow(text, wanted, place, slop):
            yield _Match(found[each].start, found[each].end, number)
        place = text.find(wanted[0], place + 1)


def _follow(text: str, wanted: str, place: int, slop: int) -> list[int]:
    """The nearest places from `place` on where what is wanted stands in order; none if too far apart."""
    limit = place + len(wanted) + slop
    places = [place]
    for character in wanted[1:]:
        place = text.find(character, place + 1, limit)
        if place < 0:
            return []
        places.append(place)
    return places


def _best_window(matches: Sequence[_Match], weights: Sequence[float], room: int) -> tuple[int, int]:
    """The first and the last match of the window that holds the most of what is sought, or the earliest."""
    inside: Counter[int] = Counter()
    score = 0.0
    best, chosen = (-1.0, 0), (0, 0)
    left = 0
    for right, match in enumerate(matches):
        inside[match.number] += 1
        if inside[match.number] == 1:
            score += weights[match.number]
        while left < right and match.end - matches[left].start > room:
            gone = matches[left].number
            inside[gone] -= 1
            if not inside[gone]:
                score -= weights[gone]
            left += 1
        value = (round(score, 6), right - left)
        if value > best:
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
    ends = [m.end() for m in _SENTENCE_END.finditer(text, end, limit + 1) if m.end() <= limit]
    if ends and ends[-1] - begin >= size // 2:
        return begin, ends[-1]
    if text[limit].isspace():
        return begin, limit
    spaces = [m.start() for m in _SPACE.finditer(text, end, limit)]
    return begin, spaces[-1] if spaces else (limit if end <= begin else end)


def _sentence_start(text: str, start: int, room: int) -> int:
    """Where the sentence around `start` begins, or a word half of `room` before where that is too far."""
    earliest = max(0, start - room * 3 // 4)  # some of what follows the match must fit as well
    ends = [m.end() for m in _SENTENCE_END.finditer(text, earliest, start)]
    begin = ends[-1] if ends else earliest
    if not ends and earliest:
        begin = max(0, start - room // 2)
        space = _SPACE.search(text, begin, start)
        begin = space.end() if space else start
    while begin < start and text[begin].isspace():
        begin += 1
    return begin


def _snippet(text: str, start: int, end: int, matches: Sequence[_Match]) -> Snippet:
    while end > start and text[end - 1].isspace():
        end -= 1
    before = _ELLIPSIS if start and not _ends_sentence(text, start) else ""
    after = _ELLIPSIS if end < len(text.rstrip()) and not _ends_sentence(text, end) else ""
    marks: list[tuple[int, int]] = []
    for match in matches:
        left, right = max(match.start, start), min(match.end, end)
        if left >= right:
            continue
        if marks and left < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(right, marks[-1][1]))
        else:
            marks.append((left, right))
    shift = len(before) - start
    passage = before + _SPACE.sub(" ", text[start:end]) + after
    return Snippet(passage, tuple((left + shift, right + shift) for left, right in marks))


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
