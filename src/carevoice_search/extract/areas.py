"""The councils that a page's own text means, each with its first mention."""

from __future__ import annotations

from collections.abc import Iterable

from carevoice_search import gazetteer
from carevoice_search.extract.citing import in_text
from carevoice_search.model import CleanPage, Evidence


def find_councils(clean: CleanPage, on: str | None, known: Iterable[Evidence] = ()) -> tuple[Evidence, ...]:
    """One piece of evidence for each council, in the order of the text.

    `on` is the day that decides between a council and its successor. `known` is the evidence of councils read
    before, from practices with months of their own: it wins over a mention of the same area.
    """
    found: dict[str, Evidence] = {}
    for evidence in known:
        found.setdefault(gazetteer.counted_as(evidence.value), evidence)
    fixed = {key: evidence.value for key, evidence in found.items()}
    for mention in gazetteer.find_mentions(clean.text, on):
        key = gazetteer.counted_as(mention.code)
        code = fixed.get(key, mention.code)
        earlier = found.get(key)
        if earlier is None or (earlier.start is not None and mention.start < earlier.start):
            found[key] = in_text(clean, "council", code, mention.rule, mention.start, mention.end)
    return tuple(sorted(found.values(), key=lambda evidence: (evidence.start or 0, evidence.value)))
