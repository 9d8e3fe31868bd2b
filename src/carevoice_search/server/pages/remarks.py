"""What a reader of the counts must know, in the words of a page: where the command names an option, a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import carevoice_search as cv
from carevoice_search.render import safe, wording
from carevoice_search.server.request.asked import Asked

_WORDS_NAMED = 12


class Remark(NamedTuple):
    """A sentence, and a link that does what it speaks of."""

    text: str
    link: str = ""
    address: str = ""


def remarks(results: cv.Results, asked: Asked, index: cv.Index, path: str = "/") -> tuple[Remark, ...]:
    """The remarks on an answer, the most surprising first."""
    return (
        *_words(results, asked, index, path),
        *(_reworded(notice.text, asked, path) for notice in results.notices),
        *_wider(results, asked, path),
    )


def of_notices(notices: Iterable[cv.Notice], asked: Asked, path: str) -> tuple[Remark, ...]:
    """The remarks that the notices of an answer are, where it has no hits of its own."""
    return tuple(_reworded(notice.text, asked, path) for notice in notices)


def _words(results: cv.Results, asked: Asked, index: cv.Index, path: str) -> Iterator[Remark]:
    if results.relaxed:
        yield Remark("No record has all of these words; these have some of them.")
    if results.suggestion:
        meant = asked.narrowed_by(index.query(results.suggestion))
        yield Remark("Did you mean", safe.line(meant.words), meant.address(path))


def _reworded(text: str, asked: Asked, path: str) -> Remark:
    """A notice with a link in place of the option that it ends with or begins with."""
    said = safe.line(text)
    missing = replace(
        asked.query, filters=tuple(p for p in asked.query.filters if not isinstance(p, cv.Period))
    )
    for option, link, leads in (
        ("; to count each by itself: --no-group.", "Count each by itself", replace(asked, grouped=False)),
        (
            "; to see what has none: --missing year.",
            "See what has no date",
            replace(asked, query=cv.narrowed(missing, "year", cv.MISSING)),
        ),
    ):
        if said.endswith(option):
            return Remark(f"{said.removesuffix(option)}.", link, leads.at(0).address(path))
    if said.endswith("; to keep one: --unit."):
        return Remark(f"{said.removesuffix('; to keep one: --unit.')}: choose one under Unit.")
    if said.startswith("--with-predecessors would add "):
        added = said.removeprefix("--with-predecessors would add ")
        return Remark(
            f"Not counted: {added}", "Count them too", replace(asked, predecessors=True).at(0).address(path)
        )
    return Remark(said)


def _wider(results: cv.Results, asked: Asked, path: str) -> Iterator[Remark]:
    """How the words of the query were widened, by synonyms and by the words of the first hits."""
    plain = replace(asked, synonyms=False).at(0).address(path)
    for place, line in enumerate(wording.widening(results), 1):
        last = place == len(results.widened)
        yield Remark(f"Also found: {line}.", "Search without synonyms" if last else "", plain if last else "")
    if results.feedback:
        words = ", ".join(safe.line(word) for word, _ in results.feedback[:_WORDS_NAMED])
        more = len(results.feedback) - _WORDS_NAMED
        yield Remark(f"Also ranked by: {words}{f' and {more} more' if more > 0 else ''}.")
