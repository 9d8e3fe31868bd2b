"""Figures that say how things should be, may be or are with one person, and shares of money: none is a finding."""

from __future__ import annotations

from carevoice_search.extract.findings.hedges import hedge_before
from carevoice_search.extract.findings.line import Line
from carevoice_search.extract.findings.shares import Stated
from carevoice_search.extract.findings.words import word_set

_WISHES = word_set(
    "require requires required requiring ensure ensures ensuring expects expecting promised promises promise "
    "promising pledged pledges pledge aim aims aiming target targets goal ambition cap recommends "
    "should must will shall we'll they'll i'll he'll she'll it'll recommendation"
)
_WISH_PAIRS = frozenset(
    (
        ("make", "sure"), ("set", "out"), ("guidance", "says"), ("guidance", "said"), ("plan", "says"),
        ("policy", "says"), ("so", "that"), ("means", "to"), ("mean", "to"), ("we", "need"), ("we", "recommend"),
        ("intends", "to"),
        ("plans", "to"), ("hopes", "to"), ("hope", "to"), ("wants", "to"), ("want", "to"), ("were", "even"),
        ("for", "every"),
    )
)  # fmt: skip
_STATED = word_set(
    "; . but while whereas although though because since currently already today actually who whom whose which now "
    "found shows showed show finds know aware given being after when despite however yet"
)
"""Words that end what is wished for: what stands behind them is how things are."""
_FAR, _HYPOTHESIS = 18, 24
_ASKED = word_set(
    "asked asking know knew see unsure ask wonder wondered tell said say as even unclear not what"
)
_COMMANDS = word_set("complete raise increase reduce recruit ensure improve introduce extend")
_ONESELF = word_set("i i've i'd i'm my me")
_QUOTES = frozenset("\"“'‘”’")
_CURRENCY = frozenset("£$€")
_MONEY = word_set(
    "budget budgets spending costs funding expenditure money income grant grants spend revenue savings salary pay"
)
_CHANGED = word_set("by up down")
_NEAR, _NEAR_MONEY = 6, 9
_LOOSE = word_set("it what my that this")
_ONES_OWN = 60


def is_no_statement(line: Line, stated: Stated) -> bool:
    """Whether a figure is a wish, a rule, a guess, money's share or one person's tale."""
    start, _ = hedge_before(line, stated.first)
    return (
        (_is_wished(line, start) and not _is_level_before(line, start))
        or _is_supposed(line, start)
        or _is_to_come(line, stated)
        or (stated.unit == "percent" and _is_of_money(line, stated))
        or _is_ones_own(line, stated)
    )


def _is_level_before(line: Line, start: int) -> bool:
    """ "Raise the share from 8 per cent ...", "above our target of 20, up from 12"."""
    return line.words[start - 1] == "from"


def _is_wished(line: Line, start: int) -> bool:
    """Whether a wish stands before a figure, in one clause with it."""
    floor = max(0, start - _FAR)
    for at in range(start - 1, floor - 1, -1):
        word = line.words[at]
        if word in _STATED:
            return False
        if word in _WISHES and line.kinds[at] == "word" and not _is_measured_against(line, at, start):
            return True
        if (word, line.words[at + 1]) in _WISH_PAIRS and at + 1 < start:
            return True
    if start > _FAR:
        return False
    first = _behind_opening(line)
    return line.words[first] in _COMMANDS and line.capital(0) and first < start


def _is_measured_against(line: Line, at: int, start: int) -> bool:
    """A target and its figure are behind: "above our target of 16 per cent and below the 21 per cent seen"."""
    return line.words[at] in ("target", "targets", "goal", "cap", "aim") and any(
        line.words[here] in ("and", ",", "below", "above") for here in range(at, start)
    )


def _behind_opening(line: Line) -> int:
    """The first token behind "Within 6 months," and "By 2026,"."""
    if line.words[0] not in ("within", "by"):
        return 0
    for at in range(1, min(6, line.size)):
        if line.words[at] == ",":
            return at + 1
    return 0


def _is_supposed(line: Line, start: int) -> bool:
    """ "If a council with 500 children ...", "were half of homes to join"."""
    if line.words[0] == "were" and line.size > 1 and "to" in line.words[:_HYPOTHESIS]:
        return True
    for at in range(start - 1, max(-1, start - _HYPOTHESIS), -1):
        if line.words[at] in (";", "but"):
            return False
        if line.words[at] == "if" and (at == 0 or line.words[at - 1] not in _ASKED):
            return True
    return False


def _is_to_come(line: Line, stated: Stated) -> bool:
    """ "345,000 children will be seen each year"."""
    at = max(stated.rest, stated.after)
    return stated.unit == "count" and tuple(line.words[at : at + 2]) == ("will", "be")


def _is_of_money(line: Line, stated: Stated) -> bool:
    after, first = stated.after, stated.first
    if line.words[after] == "of":
        if line.words[after + 1] in _LOOSE:
            return True
        for at in range(after + 1, min(after + 5, line.size)):
            if line.words[at] in _MONEY:
                return True
            if line.kinds[at] != "word" or line.words[at] in ("who", "in", "of", "on", "for", "with"):
                break
    near = line.words[max(0, first - _NEAR) : first]
    if _CURRENCY.intersection(near) and ("or" in near[-3:] or line.words[first - 1] == "("):
        return True
    start, _ = hedge_before(line, first)
    if line.words[start - 1] not in _CHANGED:
        return False
    return bool(_MONEY.intersection(line.words[max(0, start - _NEAR_MONEY) : start]))


def _is_ones_own(line: Line, stated: Stated) -> bool:
    """What one person says of herself, or what one of several did ("another had counted 31 nurses")."""
    if stated.unit != "count" or stated.out_of is not None:
        return False
    if line.words[0] == "another" and line.words[1] in ("had", "has", "was") and stated.value <= _ONES_OWN:
        return True
    told = line.words[: stated.first]
    return any(mark in _QUOTES for mark in told[:1]) and bool(_ONESELF.intersection(told))
