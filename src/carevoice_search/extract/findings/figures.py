"""The figures of one sentence.

Rules are tried at each number in turn, from the narrow ones to the wide; what none of them knows is no figure.
"""

from __future__ import annotations

from typing import NamedTuple

from carevoice_search.extract.findings.counts import counted, uncounted
from carevoice_search.extract.findings.groups import Span, group_before, measured_at
from carevoice_search.extract.findings.guards import barred, is_year
from carevoice_search.extract.findings.hedges import hedge_before, hedge_behind
from carevoice_search.extract.findings.line import Line, Number, line_of, number_at
from carevoice_search.extract.findings.shares import Stated, fraction_at, lasting, one_in, part_of, per_cent
from carevoice_search.extract.findings.words import SHARES, SMALL
from carevoice_search.model import Figure

_BEGINNINGS = frozenset((*SMALL, *SHARES, "half", "a"))
"""The words that a number or a fraction may begin with."""

_MOST = 24
"""Figures of one sentence; a line with more is a table that lost its columns."""


class Read(NamedTuple):
    """A figure of a sentence, and the rule that read it."""

    figure: Figure
    rule: str


def figures_in(sentence: str) -> list[Read]:
    """The figures that a sentence states, in order; none for one that is all numbers."""
    line = line_of(sentence)
    found: list[Stated] = []
    past = 0
    for at in range(line.size):
        if at >= past and (line.kinds[at] == "number" or line.words[at] in _BEGINNINGS):
            stated = _stated_at(line, at, found)
            if stated is not None:
                found.append(stated)
                past = stated.after
    if len(found) > _MOST:
        return []
    return [Read(_figure(line, stated), stated.rule) for stated in found]


def _stated_at(line: Line, at: int, found: list[Stated]) -> Stated | None:
    stated = fraction_at(line, at)
    number = number_at(line, at)
    if stated is not None or number is None:
        return stated
    if barred(line, number):
        return _hedged_thousands(line, number, found) if is_year(line, number) else None
    return (
        per_cent(line, number)
        or one_in(line, number)
        or part_of(line, number)
        or lasting(line, number)
        or counted(line, number, found)
        or uncounted(line, number, found)
    )


def _hedged_thousands(line: Line, number: Number, found: list[Stated]) -> Stated | None:
    """ "More than 2000 children": no year is hedged."""
    start, _ = hedge_before(line, number.first)
    before = line.words[number.first - 1]
    if start == number.first or before in ("up", "to", "some", "around", "about", "over"):
        return None
    return counted(line, number, found)


def _figure(line: Line, stated: Stated) -> Figure:
    start, bound = hedge_before(line, stated.first)
    end, bound_behind = hedge_behind(line, stated.after)
    who = stated.who or (group_before(line, start) if stated.unit == "percent" else None)
    measured = measured_at(line, max(stated.rest, end))
    return Figure(
        value=round(stated.value, 3),
        unit=stated.unit,
        stated=line.text[line.starts[start] : line.ends[(end if bound_behind else stated.after) - 1]],
        bound=bound_behind or bound,
        out_of=stated.out_of,
        who=_words(line, who),
        measured=_words(line, measured),
    )


def _words(line: Line, span: Span | None) -> str | None:
    return line.text[line.starts[span[0]] : line.ends[span[1] - 1]] if span and span[0] < span[1] else None
