"""Whether each answer was made from a state that the index was in while it was made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from loaded.client import Outcome


class Commit(NamedTuple):
    """A commit that made the index `state`, begun and ended at these seconds of the machine's clock."""

    begun: float
    ended: float
    state: str


class Verdict(NamedTuple):
    """How many answers failed, mixed two states or agree with none, and came from a state that was already over when
    they were asked for, or not yet there."""

    failed: int
    inconsistent: int
    late: int

    @property
    def is_good(self) -> bool:
        return not any(self)


def verdict(outcome: Outcome, commits: Sequence[Commit]) -> Verdict:
    """Hold every answer against the commits of its time. The index was in the first state before them."""
    ends = [commit.ended for commit in commits]
    late = sum(
        state in "AB" and state not in possible(sent, answered, commits, ends)
        for sent, answered, state in zip(outcome.sent, outcome.answered, outcome.states, strict=True)
    )
    return Verdict(outcome.states.count("!"), outcome.states.count("?"), late)


def possible(sent: float, answered: float, commits: Sequence[Commit], ends: Sequence[float]) -> set[str]:
    """The states that an answer may be made from: the last one committed before it was asked for, and each one whose
    commit began before it was there."""
    last = bisect_right(ends, sent)
    found = {commits[last - 1].state if last else "A"}
    for commit in commits[last:]:
        if commit.begun > answered:
            break
        found.add(commit.state)
    return found
