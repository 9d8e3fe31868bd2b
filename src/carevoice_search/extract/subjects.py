"""The themes of a page or a heading, by the names and the cue words of the vocabulary."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

from carevoice_search import vocabulary
from carevoice_search.extract.citing import in_text
from carevoice_search.model import CleanPage, Evidence

MOST = 4
_REACH = 200_000
_ENOUGH = 2.0
_OF_THE_STRONGEST = 0.3
_IN_HEADING = vocabulary.STRONG
_TITLE_COUNTS = 0.5


def find_themes(clean: CleanPage, title: Evidence) -> tuple[Evidence, ...]:
    """At most `MOST` themes that the page speaks of strongly enough, the strongest first.

    A theme needs a score of its own and a share of the strongest theme's; what the title names counts on top.
    """
    text = clean.text[:_REACH]
    told = vocabulary.theme_scores(text)
    scores = dict(told)
    if title.rule != "file-name":
        for slug, score in vocabulary.theme_scores(title.value).items():
            scores[slug] = scores.get(slug, 0.0) + _TITLE_COUNTS * score
    if not scores:
        return ()
    # Scores are weights per 100 words; a long text needs many cues, but not in every hundred words of it.
    hundreds = max(1.0, text.count(" ") / 100)
    least = max(_ENOUGH / math.sqrt(hundreds), _OF_THE_STRONGEST * max(scores.values()))
    wanted = sorted(
        (slug for slug, score in scores.items() if score >= least), key=lambda slug: (-scores[slug], slug)
    )[:MOST]
    first = _first_cues(clean, text, told.keys() & set(wanted))
    return tuple(
        first.get(slug) or replace(title, field="theme", value=slug, rule="cue-words-in-title")
        for slug in wanted
    )


def _first_cues(clean: CleanPage, text: str, slugs: Collection[str]) -> dict[str, Evidence]:
    """The first cue in the text of each of these themes, which all have one."""
    first: dict[str, Evidence] = {}
    for mention in vocabulary.theme_mentions(text) if slugs else ():
        if mention.slug in slugs and mention.slug not in first:
            first[mention.slug] = in_text(
                clean, "theme", mention.slug, "cue-words", mention.start, mention.end
            )
            if len(first) == len(slugs):
                break
    return first


def heading_themes(text: str) -> tuple[str, ...]:
    """The theme that a heading or a list's sentence names: by its name, else by one theme's strong cue."""
    named = vocabulary.theme_of_heading(text)
    if named:
        return (named,)
    strong = [slug for slug, score in vocabulary.theme_scores(text).items() if score >= _IN_HEADING]
    return tuple(strong) if len(strong) == 1 else ()


def restated(source: Evidence, slugs: Iterable[str]) -> tuple[Evidence, ...]:
    """Evidence for themes that rests on the words of another field, such as a title."""
    return tuple(replace(source, field="theme", value=slug, rule="list-heading") for slug in slugs)
