"""What stands around a name, and what that says of it."""

from __future__ import annotations

from dataclasses import dataclass

from carevoice_search.gazetteer.tokens import Tokens

REACH = 120
"""How many characters on each side are read."""

_SHORT = frozenset(("cllr", "dr", "mr", "mrs", "ms", "prof", "rev"))
_BLANKS = " \t\u00a0"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`meant` is None where nothing near the name decides it; `rule` names the sign, or the reason against.

    `sure` says that the words right beside the name show it.
    """

    meant: bool | None
    rule: str
    sure: bool = False


@dataclass(slots=True)
class Around:
    """The text on both sides of a name, which is the words `first` up to `last`, and the words next to it.

    `previous` and `following` are folded, "" where another sign than a blank stands between; a title before a
    name may have a full stop ("Mr. Kent").
    """

    tokens: Tokens
    first: int
    last: int
    before: str
    after: str
    previous: str
    following: str


def around(tokens: Tokens, first: int, last: int, start: int, end: int) -> Around:
    """What stands around `text[start:end]`, as far as REACH."""
    text = tokens.text
    previous = tokens.word(first - 1)
    if (
        previous
        and not tokens.beside(first)
        and not (previous in _SHORT and tokens.gap(first) in (".", ". "))
    ):
        previous = ""
    following = tokens.word(last)
    if following and text[end : tokens.starts[last]].strip(_BLANKS):
        following = ""
    return Around(
        tokens,
        first,
        last,
        text[max(0, start - REACH) : start],
        text[end : end + REACH],
        previous,
        following,
    )
