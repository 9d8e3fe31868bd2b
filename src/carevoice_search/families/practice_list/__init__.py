"""Practice lists: pages whose lines tell what councils do, one practice a line."""

from __future__ import annotations

from carevoice_search.extract import Fields
from carevoice_search.extract.citing import in_block
from carevoice_search.extract.cues import Recognition, cue, weigh
from carevoice_search.extract.published import find_date
from carevoice_search.extract.titles import find_title
from carevoice_search.families.practice_list.company import Found
from carevoice_search.families.practice_list.listing import read_list
from carevoice_search.model import CleanPage, Evidence, Kind, Practice

KIND: Kind = "practice-list"

_WHO = r"(?:local authorit(?:y|ies)|councils?|authorities|local areas|boroughs)"
_EXAMPLES = (
    r"\bpractice (?:bank|examples?|library|directory|showcase)\b|\bresource bank\b|"
    r"\bexamples of (?:\w+ ){0,2}practice\b|"
    rf"\b(?:good|promising|best|local|innovative) practice\b|\bdirectory of practice\b|"
    rf"\bexamples (?:from|of what) {_WHO}"
    rf"|\bcase studies from {_WHO}"
)
_CUES = (
    cue(
        "list-question",
        4,
        "text",
        rf"^(?:how|what) (?:are|do|have|can) {_WHO} (?:been )?(?:support|help|improv|do|"
        rf"learn)[^\n]{{0,140}}\?",
    ),
    cue("practice-in-title", 4, "title", _EXAMPLES + rf"|^what {_WHO} (?:do|are doing)\b"),
    cue("practice-at-top", 2, "top", _EXAMPLES + r"|\bsubmissions in this category\b"),
    cue("practice-named", 1, "furniture", r"\b(?:practice|resource) bank\b"),
    cue("news", -1, "text", r"\b(?:said|told|spokesperson)\b", most=3),
    cue("own-offer", -3, "title", r"\b(?:local offer|policy|discounts?)\b"),
)
_NEEDED = 3.0
_MANY = 3
_LISTED, _MOSTLY = 5.0, 6.0
_SHARE = 0.15
"""From this share of a page's lines on, the list is what the page is: beside facts and descriptions a practice
has no more than one line in four or five."""


def recognise(clean: CleanPage) -> Recognition | None:
    """A page with lines of practice, or one that asks what councils do, whether it lists any yet or not."""
    title = find_title(clean)
    date = find_date(clean, title)
    found = read_list(clean, title, date.value if date else None)
    shown = weigh(clean, KIND, _CUES)
    mostly = len(found) > 1 and len(found) >= _SHARE * len(clean.blocks)
    score = shown.score + (_LISTED if len(found) >= _MANY else len(found)) + (_MOSTLY if mostly else 0.0)
    if score < _NEEDED:
        return None
    if mostly or len(found) >= _MANY:
        first = found[0]
        line = in_block(clean, first.block, "kind", KIND, "practice-lines", (0, len(first.block.text)))
        return Recognition(KIND, score, (line, *(e for e in shown.evidence if e.rule != "no-cue")))
    return Recognition(KIND, score, shown.evidence)


def practices(clean: CleanPage, fields: Fields) -> tuple[Practice, ...]:
    """The practices of the page's lists, in order; a page without such lists has none."""
    found = read_list(clean, fields.title, fields.date.value if fields.date else None)
    built: dict[tuple[str, str | None, tuple[str, ...]], Practice] = {}
    for one in found:
        practice = _practice(clean, one)
        built.setdefault((practice.title, practice.date, practice.councils), practice)
    return tuple(built.values())


def _practice(clean: CleanPage, found: Found) -> Practice:
    line, block = found.line, found.block
    title = block.text[line.title[0] : line.title[1]]
    evidence = [in_block(clean, block, "title", title, f"line-{line.shape}", line.title)]
    if line.date:
        evidence.append(in_block(clean, block, "date", line.date.value, "line-month", line.date.span))
    councils: tuple[Evidence, ...] = found.section_councils
    if line.councils:
        councils = tuple(
            in_block(clean, block, "council", place.value, "line-council", place.span)
            for place in line.councils
        )
    return Practice(
        title,
        line.date.value if line.date else None,
        tuple(dict.fromkeys(e.value for e in councils)),
        tuple(dict.fromkeys(e.value for e in found.themes)),
        (*evidence, *councils, *found.themes),
    )
