"""The figures of one sentence.

Rules are tried at each number in turn, from the narrow ones to the wide; what none of them knows is no figure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from carevoice_search.extract.findings.counts import counted, uncounted
from carevoice_search.extract.findings.groups import Span, group_before, measured_at
from carevoice_search.extract.findings.guards import barred, is_year
from carevoice_search.extract.findings.hedges import hedge_before, hedge_behind
from carevoice_search.extract.findings.line import Line, Number, line_of, number_at
from carevoice_search.extract.findings.shares import Stated, fraction_at, lasting, one_in, part_of, per_cent
from carevoice_search.extract.findings.wishes import is_no_statement
from carevoice_search.extract.findings.words import SHARES, SMALL
from carevoice_search.model import Figure

_BEGINNINGS = frozenset((*SMALL, *SHARES, "half", "a"))
"""The words that a number or a fraction may begin with."""

_ROUNDED = 3.0
_AGAIN = frozenset((",", "(", "or", "–"))
"""How far a share in other words may be from its per cent, and what goes before it."""

_MOST, _MOST_NUMBERS = 24, 80
"""The figures and the numbers of a sentence; a line with more is a table that lost its columns."""


class Read(NamedTuple):
    """A figure of a sentence, the rule that read it, and where its words start."""

    figure: Figure
    rule: str
    start: int


def figures_in(sentence: str) -> list[Read]:
    """The figures that a sentence states, in order; none for one that is all numbers."""
    line = line_of(sentence)
    found: list[Stated] = []
    past = 0
    places = [at for at in range(line.size) if line.kinds[at] == "number" or line.words[at] in _BEGINNINGS]
    for at in places if len(places) <= _MOST_NUMBERS else ():
        if at >= past:
            stated = _stated_at(line, at, found)
            if stated is not None:
                past = stated.after
                _add(line, found, stated)
    if len(found) > _MOST:
        return []
    return [
        Read(_figure(line, stated), stated.rule, line.starts[stated.first])
        for stated in found
        if not is_no_statement(line, stated)
    ]


def _add(line: Line, found: list[Stated], stated: Stated) -> None:
    """A figure behind the others of its sentence; one that says the last one again becomes part of it."""
    last = found[-1] if found else None
    if last is not None and _says_again(line, last, stated):
        exact = last if last.rule == "percentage" else stated
        after = stated.after + (line.words[last.after] == "(" and line.words[stated.after] == ")")
        rest = max(stated.rest, after)
        found[-1] = replace(
            last,
            value=exact.value,
            after=after,
            who=last.who or stated.who,
            rest=rest + (line.words[rest] == ","),
        )
    else:
        found.append(stated)


def _says_again(line: Line, last: Stated, stated: Stated) -> bool:
    """Whether a share is the last one in other words: "32 per cent, or about a third, ...", "20% (one in five)"."""
    start, _ = hedge_before(line, stated.first)
    between = line.words[last.after : start]
    same = last.unit == stated.unit == "percent" and abs(last.value - stated.value) <= _ROUNDED
    other = (last.rule == "percentage") != (stated.rule == "percentage")
    return (
        same
        and other
        and 0 < len(between) <= 2
        and between[0] in (",", "(", "or", "–")
        and between[-1] in _AGAIN
    )


def _stated_at(line: Line, at: int, found: list[Stated]) -> Stated | None:
    stated = fraction_at(line, at)
    number = number_at(line, at)
    if stated is not None or number is None:
        return stated
    if barred(line, number):
        return _hedged_thousands(line, number) if is_year(line, number) else None
    return (
        per_cent(line, number)
        or one_in(line, number)
        or part_of(line, number)
        or lasting(line, number)
        or counted(line, number)
        or uncounted(line, number, found)
    )


def _hedged_thousands(line: Line, number: Number) -> Stated | None:
    """ "More than 2000 children": no year is hedged."""
    start, _ = hedge_before(line, number.first)
    before = line.words[number.first - 1]
    if start == number.first or before in ("up", "to", "some", "around", "about", "over"):
        return None
    return counted(line, number)


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
