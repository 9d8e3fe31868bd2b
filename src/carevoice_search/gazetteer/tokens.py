"""A text's words and sentences, found once, so that every question about a name's neighbours is a look-up."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carevoice_search.gazetteer.names import PLAIN_WORD, POSSESSIVE_END, WORD, fold_word
from carevoice_search.gazetteer.wordlists import JOINING, cue_of

_BLANK = re.compile(r"[ \t\u00a0\u202f]*\n?[ \t\u00a0\u202f]*")
_STOP = re.compile(r"[.!?\n]")
_AFTER_STOP = re.compile(r"[\"'”’)\]]?(?:\s|\Z)")
_SHORT = re.compile(r"\b(?:St|Mr|Mrs|Ms|Dr|Cllr|Prof|Rev|v|No)\Z")
_LAST_WORD = re.compile(r"([^\W_]+)[ \t]*\Z")
WINDOW = 300
"""How many characters around a name are read: a sentence is looked at so far to each side, however long it is."""
_MARGIN = WINDOW + 50


@dataclass(slots=True)
class Tokens:
    """The words of `text` that stand in its `windows`, folded, with their places (code points).

    `owners` maps the index of a word with a possessive 's to its form without it.
    """

    text: str
    words: list[str]
    starts: array[int]
    ends: array[int]
    owners: dict[int, str]
    windows: list[tuple[int, int]]
    _answers: dict[str, list[int]] = field(default_factory=dict)
    _breaks: list[int] | None = None
    _cues: tuple[list[int], list[int]] | None = None

    def places(self, pattern: str) -> list[int]:
        """Where a pattern occurs in the text; looked for once."""
        if pattern not in self._answers:
            self._answers[pattern] = [match.start() for match in re.finditer(pattern, self.text)]
        return self._answers[pattern]

    def near(self, pattern: str, place: int, reach: int) -> bool:
        """Whether a pattern occurs within `reach` characters of a place."""
        places = self.places(pattern)
        at = bisect_left(places, place - reach)
        return at < len(places) and places[at] <= place + reach

    def base(self, index: int) -> str:
        """A word without its possessive 's."""
        return self.owners.get(index, self.words[index])

    def base_end(self, index: int) -> int:
        return self.ends[index] - 2 if index in self.owners else self.ends[index]

    def word(self, index: int) -> str:
        """The word at an index, or "" before the first and after the last."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def raw(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]]

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.ends[index - 1] : self.starts[index]]

    def beside(self, index: int, blank: bool = True) -> bool:
        """Whether only blanks (one line end at most) keep a word from the one before it.

        With `blank` there has to be one.
        """
        if not 0 < index < len(self.words):
            return False
        end, start = self.ends[index - 1], self.starts[index]
        if start - end == 1 and self.text[end] == " ":
            return True
        return (start > end or not blank) and _BLANK.fullmatch(self.text, end, start) is not None

    def upper(self, index: int) -> bool:
        """Whether a word starts with a capital."""
        return self.text[self.starts[index]].isupper()

    def sentence(self, index: int) -> tuple[int, int]:
        """The first word of the sentence around a word, and the one after its last; forty each way at most."""
        if self._breaks is None:
            self._breaks = self._find_breaks()
        at = bisect_right(self._breaks, index)
        first = self._breaks[at - 1] if at else 0
        last = self._breaks[at] if at < len(self._breaks) else len(self.words)
        place = self.starts[index]
        return (
            bisect_left(self.starts, place - WINDOW, first, index),
            bisect_left(self.starts, place + WINDOW, index, last),
        )

    def _find_breaks(self) -> list[int]:
        """The indexes of the words that start a sentence."""
        breaks: list[int] = []
        text, line = self.text, 0
        for place in (match.start() for a, b in self.windows for match in _STOP.finditer(text, a, b)):
            if text[place] == "\n":
                soft = self._is_soft(line, place)
                line = place + 1
                if soft:
                    continue
            elif not _AFTER_STOP.match(text, place + 1) or _SHORT.search(text, max(0, place - 5), place):
                continue
            first = bisect_left(self.starts, place)
            if not breaks or breaks[-1] != first:
                breaks.append(first)
        return breaks

    def _is_soft(self, line: int, end: int) -> bool:
        """Whether a line end only wraps a sentence: the next line starts small, or this one joins on."""
        following = self.text[end + 1 : end + 2]
        if following.islower():
            return True
        if not following.isupper():
            return False
        before = self.text[max(line, end - 20) : end]
        word = _LAST_WORD.search(before)
        return before.rstrip(" \t").endswith(",") or bool(word and word.group(1) in JOINING)

    def cued(self, first: int, last: int, strong: bool = True) -> bool:
        """Whether words from `first` up to `last` speak of children's services; `strong` leaves weak signs out."""
        if self._cues is None:
            self._cues = self._find_cues()
        cues = self._cues[0 if strong else 1]
        at = bisect_left(cues, first)
        return at < len(cues) and cues[at] < last

    def cued_near(self, first: int, last: int, reach: int) -> bool:
        """Whether the subject is spoken of within `reach` characters of the words `first` up to `last`."""
        begin = bisect_left(self.starts, self.starts[first] - reach, max(0, first - reach), first)
        end = bisect_right(self.starts, self.ends[last - 1] + reach, last, min(len(self.words), last + reach))
        return self.cued(begin, end, strong=False)

    def _find_cues(self) -> tuple[list[int], list[int]]:
        strong, weak = list[int](), list[int]()
        words = self.words
        for index, word in enumerate(words):
            cue = cue_of(word)
            if not cue:
                continue
            kind, before = cue
            preceded = index > 0 and words[index - 1] in before
            if preceded or kind != "after":
                weak.append(index)
            if preceded or kind == "strong":
                strong.append(index)
        return strong, weak

    def line_start(self, place: int, reach: int) -> int:
        """Where the line of a place begins, or -1 if it began more than `reach` characters before."""
        from_here = max(0, place - reach)
        found = self.text.rfind("\n", from_here, place)
        return found + 1 if found >= 0 or not from_here else -1


def tokenise(text: str, places: Sequence[int]) -> Tokens:
    """The words of a text around some places in it, in order."""
    words: list[str] = []
    starts, ends = array("Q"), array("Q")
    owners: dict[int, str] = {}
    windows = list(_windows(text, places))
    for begin, end in windows:
        pattern = WORD if text.find("&", begin, end) >= 0 else PLAIN_WORD
        spans = [match.span() for match in pattern.finditer(text, begin, end)]
        starts.extend([first for first, _ in spans])
        ends.extend([last for _, last in spans])
        words.extend(map(fold_word, [text[first:last] for first, last in spans]))
        for match in POSSESSIVE_END.finditer(text, begin, end):
            index = bisect_left(ends, match.end())
            if index < len(ends) and ends[index] == match.end() and starts[index] < match.start():
                owners[index] = fold_word(text[starts[index] : match.start()])
    return Tokens(text, words, starts, ends, owners, windows)


def _windows(text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches of text around the places, apart from one another and cut between words where they can be."""
    begin = end = -1
    for place in places:
        first = max(0, place - _MARGIN)
        if first > end:
            if end >= 0:
                yield begin, end
            begin = text.find(" ", first, place) if first else 0
            begin = first if begin < 0 else begin
        end = min(len(text), place + _MARGIN)
    if end >= 0:
        yield begin, end
