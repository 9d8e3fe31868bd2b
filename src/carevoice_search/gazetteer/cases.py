"""Case law: a council in a case's name is not what a page speaks of, unless the page is the judgment itself."""

from __future__ import annotations

import re

from carevoice_search.gazetteer.tokens import Tokens

_VERSUS = frozenset(("v", "vs", "versus"))
_BETWEEN = re.compile(r"[ \t.()\d\-–—]*")
_BRACKET = re.compile(r"[\[(]")
_AHEAD = 20
_CITATION = re.compile(
    r"(?:[ \t]+(?:&|and)[ \t]+(?:Ors?|Others|Another|Anor)\b\.?)?,?\s*(?:\([^()\n]{0,40}\)[ \t]*)?"
    r"[\[(](?:19|20)\d\d[\])][ \t]+(?:\d+[ \t]+)?[A-Z][A-Za-z]*"
)
_MARKS = (
    r"\b(?:Claimants?|CLAIMANTS?|Defendants?|DEFENDANTS?|Respondents?|RESPONDENTS?|Appellants?|Applicants?"
    r"|Neutral Citation|Case No|Approved Judgment|JUDGMENT|J U D G M E N T|MRS? JUSTICE|Handed down)\b"
)
"""What a judgment has near its heading."""

_CASE_WORDS = frozenset(
    (
        "v", "vs", "versus", "r", "re", "the", "on", "application", "of", "by", "his", "her", "their", "its",
        "litigation", "friend", "and", "a", "an", "child", "children", "through", "ex", "parte", "in", "matter",
        "others", "another", "ors", "anor", "for", "secretary", "state", "intervener", "interested", "party",
    )
)  # fmt: skip
_PROSE_FIRST = frozenset(("in", "see", "following", "per", "under", "cf", "after", "since"))
_RULINGS = frozenset(("judgment", "judgement", "ruling"))
_TOP = 2_500
_TOP_LINES = 3
_LINE = 300
_REST = 12


def cited(tokens: Tokens, first: int, last: int, end: int) -> bool:
    """Whether the name of the words `first` to `last`, which ends at `end`, stands in a case that is only cited."""
    text, following = tokens.text, tokens.word(last)
    if following in _RULINGS and tokens.beside(last) and not tokens.upper(last):
        return True
    named = (
        _after_versus(tokens, first)
        or (following in _VERSUS and _BETWEEN.fullmatch(tokens.gap(last)))
        or (_BRACKET.search(text, end, end + _AHEAD) and _CITATION.match(text, end))
    )
    return bool(named) and not _is_heading(tokens, first, last)


def _after_versus(tokens: Tokens, first: int) -> bool:
    """Whether "v" stands before a name on its line; alone on a line it parts the parties of this very case."""
    at = first - 1
    while at > first - 4 and tokens.word(at) and (tokens.word(at) == "the" or tokens.word(at).isdigit()):
        at -= 1
    if tokens.word(at) not in _VERSUS:
        return False
    between = tokens.text[tokens.ends[at] : tokens.starts[first]]
    return "\n" not in between and _BETWEEN.match(between) is not None


def _is_heading(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the case's name is a line of its own at the top of its page."""
    text = tokens.text
    begin = tokens.line_start(tokens.starts[first], _LINE)
    if not 0 <= begin <= _TOP or text[begin : begin + 1] in "-•*–◼[(":
        return False
    if text.count("\n", 0, begin) - text.count("\n\n", 0, begin) >= _TOP_LINES and not tokens.near(
        _MARKS, begin, _TOP
    ):
        return False
    stop = text.find("\n", tokens.starts[first], begin + 2 * _LINE)
    stop = begin + 2 * _LINE if stop < 0 else stop
    return _only_case(tokens, begin, first, last, stop)


def _only_case(tokens: Tokens, begin: int, first: int, last: int, stop: int) -> bool:
    """Whether nothing but the case's name stands on its line."""
    at = first
    while at and tokens.starts[at - 1] >= begin:
        at -= 1
        if not (tokens.upper(at) or tokens.words[at].isdigit() or tokens.words[at] in _CASE_WORDS):
            return False
    if tokens.words[at] in _PROSE_FIRST and tokens.word(at + 2) != "matter":
        return False
    rest = last
    prose = 0
    while rest < len(tokens.words) and tokens.starts[rest] < stop:
        prose += not (tokens.upper(rest) or tokens.words[rest].isdigit() or tokens.words[rest] in _CASE_WORDS)
        rest += 1
        if rest - last > _REST or prose > 2:
            return False
    return True
