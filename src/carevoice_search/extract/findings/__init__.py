"""Findings: the figures that a page states in prose, each with its sentence as evidence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from carevoice_search import gazetteer, vocabulary
from carevoice_search.extract.citing import in_text
from carevoice_search.extract.findings.figures import Read, figures_in
from carevoice_search.extract.findings.scopes import Scopes, councils_at, scopes_of
from carevoice_search.extract.findings.sentences import sentences
from carevoice_search.model import CleanPage, Evidence, Finding

__all__ = ["Read", "figures_in", "find_findings"]

_BEFORE_DIGITS = (
    r"(?!(?:19|20)[0-9]{2}(?![0-9%]| (?:c(?:are|hild)|famil|people|young))|(?<=\n)[0-9]{1,3}[.)]\s)"
)
_BEHIND_DIGITS = r"(?![\w/]|[-‐‑–](?:\w| and)| (?:J(?:an|u[nl])|Feb|Ma[ry]|A(?:pr|ug)|Sep|Oct|Nov|Dec))"
_NUMBER_WORD = (
    r"[Hh]alf|[Tt](?:wo|h(?:ir[dt]|ousand|ree)|enth|en(?!\w)|wel[fv]|went)|[Ff](?:our|i[fv][et]|orty)|"
    r"[Ss](?:even|ix)|[Ee](?:igh|lev)|[Nn]in[et]|[Qq]uarter|[Dd]ozen|[Hh]undred|[Mm]illion"
)
_MAY_STATE = re.compile(
    rf"[\s(\[“\"‘'/—–-](?:{_BEFORE_DIGITS}[0-9]++{_BEHIND_DIGITS}|{_NUMBER_WORD})",
)
"""What any figure needs, it is looked for before a sentence is taken apart. "One", years, days of a month and the
numbers of a list's points are not enough."""
_SHORTEST = 12
_ENOUGH = 2.0
_MOST_THEMES = 4

_LONGEST_PAGE = 2_000_000


@dataclass(frozen=True, slots=True)
class _OfPage:
    """What a page lends its findings: its date, its themes, and whose figures it states."""

    clean: CleanPage
    date: Evidence | None
    themes: frozenset[str]
    scopes: Scopes


def find_findings(
    clean: CleanPage,
    date: Evidence | None,
    councils: Sequence[Evidence] = (),
    themes: Iterable[str] = (),
    apart: Iterable[Evidence] = (),
) -> tuple[Finding, ...]:
    """The findings of a page, in the order of its text.

    `date`, `councils` and `themes` are the page's. A finding has the councils that its clause or sentence
    names, else the only council of a page that is about it. Sentences that overlap one of `apart` (the lines of a
    practice list) state none.
    """
    taken = sorted((proof.start or 0, proof.end or 0) for proof in apart if proof.place == "text")
    read = [
        (start, end, figures)
        for start, end in _may_state(clean)
        if not _overlaps(taken, start, end)
        if (figures := figures_in(clean.text[start:end]))
    ]
    if not read:
        return ()
    scopes = scopes_of(clean, councils, _named(clean, date, councils))
    page = _OfPage(clean, date, frozenset(themes), scopes)
    return tuple(finding for start, end, figures in read for finding in _findings(page, start, end, figures))


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch of text overlaps one of some spans, which are in order and do not overlap each other."""
    at = bisect_left(spans, (end, 0))
    return at > 0 and spans[at - 1][1] > start


def _may_state(clean: CleanPage) -> Iterator[tuple[int, int]]:
    """The sentences of a page that hold a number."""
    text = clean.text[:_LONGEST_PAGE]
    places = [match.end() - 2 for match in _MAY_STATE.finditer(f" {text}")]
    for block in clean.blocks:
        if block.end - block.start < _SHORTEST:
            continue
        near = places[bisect_left(places, block.start) : bisect_left(places, block.end)]
        for start, end in sentences(block) if near else ():
            at = bisect_left(near, block.start + start)
            if end - start >= _SHORTEST and at < len(near) and near[at] < block.start + end:
                yield block.start + start, block.start + end


def _named(clean: CleanPage, date: Evidence | None, councils: Sequence[Evidence]) -> list[Evidence]:
    """Every mention of one of the page's councils, under the code that the page has for it."""
    codes = {gazetteer.counted_as(proof.value): proof.value for proof in councils}
    mentions = gazetteer.find_mentions(clean.text, date.value if date else None) if codes else []
    return [
        in_text(clean, "council", codes[key], mention.rule, mention.start, mention.end)
        for mention in mentions
        if (key := gazetteer.counted_as(mention.code)) in codes
    ]


def _findings(page: _OfPage, start: int, end: int, figures: Sequence[Read]) -> Iterator[Finding]:
    sentence = page.clean.text[start:end]
    councils = councils_at(page.scopes, start, end, [read.start for read in figures])
    themes = _themes_of(page, start, sentence)
    shared = [page.date] if page.date else []
    for (figure, rule, _), near in zip(figures, councils, strict=True):
        stated = in_text(page.clean, "finding", figure.stated, rule, start, end)
        yield Finding(
            figure=figure,
            sentence=sentence,
            start=start,
            end=end,
            date=page.date.value if page.date else None,
            councils=tuple(near),
            themes=tuple(themes),
            evidence=(stated, *shared, *near.values(), *themes.values()),
        )


def _themes_of(page: _OfPage, start: int, sentence: str) -> dict[str, Evidence]:
    """The themes that a sentence speaks of, the strongest first, each with its first cue.

    One cue that only goes with a theme ("reported") is enough where the page has the theme, and nowhere else.
    """
    scores = vocabulary.theme_scores(sentence)
    wanted = [slug for slug in scores if slug in page.themes or scores[slug] >= _ENOUGH]
    cues = vocabulary.find_themes(sentence) if wanted else []
    first = {
        cue.slug: in_text(page.clean, "theme", cue.slug, "cue-words", start + cue.start, start + cue.end)
        for cue in reversed(cues)
    }
    return {
        slug: first[slug] for slug in sorted(wanted, key=lambda slug: (-scores[slug], slug))[:_MOST_THEMES]
    }
