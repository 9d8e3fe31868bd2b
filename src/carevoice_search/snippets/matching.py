"""Where a text holds what a query looks for.

Only words that begin like something sought are looked at, and what they mean to the query is found out once for all
texts of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from carevoice_search.analysis import aligned_text, compounds_from, is_word, stem, tokens
from carevoice_search.deadline import check
from carevoice_search.model import And, Boost, Fuzzy, Node, Or, Phrase, Prefix, Word
from carevoice_search.query import telling

SYNONYM_SHARE = 0.5
"""What a word that a query was widened by counts, against one that was typed."""
PHRASE_SHARE = 1.5
"""What a phrase counts beyond its single words, for each of them."""
MOST_STARTS = 5_000
"""Places at which words near each other are tried."""

Match = tuple[int, int, int]
"""A place in the text, [start, end), that one of the sought things matches, and the number of that."""

_Meaning = tuple[tuple[int, ...], str, str]
"""The numbers of what a word matches, and its letters in phrases: as a stem, and as it is."""

_Hit = tuple[int, int, _Meaning]
"""A word of the text that means something: its start, its end, and what it means."""

_NO_LETTER = "\0"
_NOTHING: _Meaning = ((), _NO_LETTER, _NO_LETTER)
_SEVERAL: _Meaning = ((), "", "")
"""In the place of a meaning: the piece may be several words, or none, and must be looked at where it stands."""

# Letters beyond ASCII, apostrophes, and what else an aligned text holds where a piece is no folded word yet.
_ODD = re.compile("[^ a-z0-9]")


class _SoughtPhrase(NamedTuple):
    """A phrase with a letter for each of its words, in a `row`; `slop` further words may stand between them."""

    row: str
    letters: frozenset[str]
    exact: bool
    slop: int
    number: int


@dataclass(slots=True, eq=False, repr=False)
class Sought:
    """What a query looks for, by the way it is compared; each thing has a number, and a weight by that.

    `letters` gives a letter to every stem, and to every exact word, of a phrase, so that phrases are sought as
    strings; `reach` is the greatest number of words from a phrase's first to its last. Every word that means
    something has one of the `beginnings`, none of which begins another; None is any. `known` holds what words
    mean, `slices` what those pieces of texts do that may be several words.
    """

    weights: list[float] = field(default_factory=list)
    stems: dict[str, list[int]] = field(default_factory=dict)
    exact: dict[str, list[int]] = field(default_factory=dict)
    prefixes: list[tuple[str, int]] = field(default_factory=list)
    fuzzy: list[tuple[str, int, int]] = field(default_factory=list)
    phrases: list[_SoughtPhrase] = field(default_factory=list)
    letters: tuple[dict[str, str], dict[str, str]] = field(default_factory=lambda: ({}, {}))
    reach: int = 0
    beginnings: Sequence[str] | None = None
    known: dict[str, _Meaning] = field(default_factory=dict)
    slices: dict[str, list[_Hit]] = field(default_factory=dict)


def sought_by(root: Node) -> Sought:
    """What a query looks for in the text of a record."""
    sought = Sought()
    _collect(root, 1.0, sought)
    sought.beginnings = _beginnings(sought)
    return sought


def matches(text: str, sought: Sought) -> list[Match]:
    """Every match of something sought, in order of place."""
    if not sought.weights:
        return []
    level = f" {aligned_text(text)} "
    hits = _hits(text, level, sought)
    found = [(start, end, number) for start, end, meaning in hits for number in meaning[0]]
    if sought.phrases and hits:
        found += _phrase_matches(text, level, hits, sought)
        found.sort(key=itemgetter(0, 1))
    return found


def damerau(one: str, other: str, most: int) -> bool:
    """Whether two words are at most `most` edits apart; a swap of neighbours is one edit."""
    # An edit brings one letter at most: most words are too far apart by their letters alone.
    if abs(len(one) - len(other)) > most or len({*one}.difference(other)) > most:
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


def _collect(node: Node, weight: float, sought: Sought) -> None:
    match node:
        case Word(text, exact, None):
            table, term = (sought.exact, text) if exact else (sought.stems, stem(text))
            table.setdefault(term, []).append(_number(weight, sought))
        case Prefix(text):
            sought.prefixes.append((text, _number(weight, sought)))
        case Fuzzy(text, distance):
            sought.fuzzy.append((text, distance, _number(weight, sought)))
        case Phrase(words, slop, exact, None) if words:
            known = sought.letters[exact]
            terms = words if exact else [stem(word) for word in words]
            row = "".join([known.setdefault(term, chr(len(known) + 1)) for term in terms])
            number = _number(weight * len(words) * PHRASE_SHARE, sought)
            sought.phrases.append(_SoughtPhrase(row, frozenset(row), exact, slop, number))
            sought.reach = max(sought.reach, len(words) + slop)
        case And(children) | Or(children):
            for child in telling(children):
                _collect(child, weight, sought)
        case Boost(child):
            _collect(child, weight * SYNONYM_SHARE, sought)
        case _:
            return


def _number(weight: float, sought: Sought) -> int:
    sought.weights.append(weight)
    return len(sought.weights) - 1


def _beginnings(sought: Sought) -> Sequence[str] | None:
    """How the words begin that may mean something.

    Stemming leaves all of a word but its last letters, of which it may put up to two in the place of others; only
    "dying" and its like become "die".
    """
    stems, exact = sought.letters
    begins = [*sought.exact, *exact, *(prefix for prefix, _ in sought.prefixes)]
    for term in (*sought.stems, *stems):
        begins.append(term[: max(len(term) - 2, 2)])
        if len(term) == 3 and term.endswith("ie"):
            begins.append(term[0] + "y")
    if sought.fuzzy or any(len(begin) < 2 for begin in begins):
        return None
    begins += [joined for begin in set(begins) for joined in _compounds_holding(begin)]
    kept: list[str] = []
    for begin in sorted(begins):
        if not kept or not begin.startswith(kept[-1]):
            kept.append(begin)
    return kept


def _compounds_holding(begin: str) -> Iterator[str]:
    """The joined forms of the compounds of which a part begins so."""
    for part, joined in _compounds_by_part().get(begin[:2], ()):
        if part.startswith(begin):
            yield joined


@cache
def _compounds_by_part() -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for parts in compounds_from(""):
        for part in parts:
            table.setdefault(part[:2], []).append((part, "".join(parts)))
    return table


def _hits(text: str, level: str, sought: Sought) -> list[_Hit]:
    """The words of a text that mean something, in order. `level` is the aligned text between two spaces."""
    hits: list[_Hit] = []
    for start in _starts(level, sought):
        end = level.find(" ", start)
        meaning = _of_piece(level[start:end], sought)
        if meaning is _SEVERAL:
            words = _slice(text[start - 1 : end - 1], sought)
            if any(each is not _NOTHING for _, _, each in words):
                hits += [(start - 1 + first, start - 1 + last, each) for first, last, each in words]
        elif meaning is not _NOTHING:
            hits.append((start - 1, end - 1, meaning))
    return hits


def _starts(level: str, sought: Sought) -> Sequence[int]:
    """Where the pieces begin that may mean something, in order."""
    starts: list[int] = []
    if sought.beginnings is None:
        place = 0
        for piece in level.split(" "):
            if piece and _of_piece(piece, sought) is not _NOTHING:
                starts.append(place)
            place += len(piece) + 1
        return starts
    for begin in sought.beginnings:
        wanted = " " + begin
        place = level.find(wanted)
        while place >= 0:
            starts.append(place + 1)
            place = level.find(wanted, place + 1)
    odd = _ODD.search(level)
    while odd:
        starts.append(level.rfind(" ", 0, odd.start()) + 1)
        odd = _ODD.search(level, level.find(" ", odd.start()))
    return sorted(set(starts))


def _of_piece(piece: str, sought: Sought) -> _Meaning:
    """What a piece of an aligned text means, found out when it is first met."""
    meaning = sought.known.get(piece)
    if meaning is None:
        check()
        word = piece.replace("'", "")
        meaning = _meaning(word, sought) if is_word(word) else _SEVERAL
        if word != piece and meaning is not _NOTHING:
            meaning = _SEVERAL  # The quotation marks around it belong to no word.
        sought.known[piece] = meaning
    return meaning


def _slice(piece: str, sought: Sought) -> list[_Hit]:
    """The words of a piece as it stands in its text, each with its place in the piece."""
    words = sought.slices.get(piece)
    if words is None:
        words = [(token.start, token.end, _meaning(token.text, sought)) for token in tokens(piece)]
        sought.slices[piece] = words
    return words


def _meaning(word: str, sought: Sought) -> _Meaning:
    """What a folded word means."""
    (stems, exact), letter, term = sought.letters, _NO_LETTER, ""
    numbers = [*sought.exact.get(word, ())]
    if sought.stems or stems:
        term = stem(word)
        letter = stems.get(term, _NO_LETTER)
        numbers += sought.stems.get(term, ())
    numbers += [number for prefix, number in sought.prefixes if word.startswith(prefix)]
    numbers += [number for near, distance, number in sought.fuzzy if damerau(word, near, distance)]
    if numbers or letter != _NO_LETTER or word in exact:
        return tuple(numbers), letter, exact.get(word, _NO_LETTER)
    return _NOTHING


def _phrase_matches(text: str, level: str, hits: Sequence[_Hit], sought: Sought) -> Iterator[Match]:
    """Where phrases stand: with a letter for every word the text is a string, whose search is linear."""
    gaps: list[int] = []
    for exact in (False, True):
        letters = [exact_letter if exact else letter for _, _, (_, letter, exact_letter) in hits]
        there = set(letters)
        phrases = [one for one in sought.phrases if one.exact is exact and one.letters <= there]
        if not phrases:
            continue
        gaps = gaps or _gaps(text, level, hits, sought)
        row = "".join([_NO_LETTER * gap + letter for gap, letter in zip(gaps, letters, strict=True)])
        places = dict(zip(accumulate(gap + 1 for gap in gaps), hits, strict=True))
        for phrase in phrases:
            check()
            yield from _occurrences(places, row, phrase)


def _gaps(text: str, level: str, hits: Sequence[_Hit], sought: Sought) -> list[int]:
    """How many words stand before each hit, behind the hit before: `reach` for as many or more."""
    gaps: list[int] = []
    before = 0
    for start, end, _ in hits:
        count, place = 0, before + 1
        while place <= start and count < sought.reach:
            close = min(level.find(" ", place), start + 1)
            if close > place:
                plain = is_word(level[place:close].replace("'", ""))
                count += 1 if plain else len(_slice(text[place - 1 : close - 1], sought))
            place = close + 1
        gaps.append(min(count, sought.reach))
        before = end
    return gaps


def _occurrences(places: Mapping[int, _Hit], row: str, phrase: _SoughtPhrase) -> Iterator[Match]:
    """Where a phrase occurs; with slop, its words one by one, so that what stands between is not marked.

    `places` gives the words of the letters in `row`, counted from 1.
    """
    wanted = phrase.row
    first = row.find(wanted[0] if phrase.slop else wanted)
    if not phrase.slop:
        while first >= 0:
            yield places[first + 1][0], places[first + len(wanted)][1], phrase.number
            first = row.find(wanted, first + 1)
        return
    for _ in range(MOST_STARTS):
        if first < 0:
            return
        for each in _follow(row, wanted, first, phrase.slop):
            yield *places[each + 1][:2], phrase.number
        first = row.find(wanted[0], first + 1)


def _follow(row: str, wanted: str, place: int, slop: int) -> list[int]:
    """The nearest places from `place` on where what is wanted stands in order; none if too far apart."""
    limit = place + len(wanted) + slop
    places = [place]
    for letter in wanted[1:]:
        place = row.find(letter, place + 1, limit)
        if place < 0:
            return []
        places.append(place)
    return places
