"""Posts of a Children's Commissioner: the commissioner, or the office, speaks for itself.

A commissioner whom the government appoints to run a council's services is another person: such pages speak
about them, in the third person. So do minutes and news about the Children's Commissioner.
"""

from __future__ import annotations

from carevoice_search.extract.cues import Recognition, cue, weigh
from carevoice_search.model import CleanPage, Kind

KIND: Kind = "commissioner-post"

_TITLE = r"children(?:'s| and young people's) commissioner"

_CUES = (
    cue(
        "speaks-as-commissioner",
        6,
        "text",
        rf"\bas (?:the |your )?{_TITLE}\b[^.\n]{{0,40}}?,? (?:I|my|the heart of my|we)\b",
    ),
    cue("publisher-is-commissioner", 5, "publisher", rf"{_TITLE}|\bNICCY\b|\bCYPCS\b"),
    cue(
        "title-from-commissioner",
        5,
        "title",
        rf"\b(?:from|by|message from) the {_TITLE}|^the {_TITLE}'s (?!.*\b(?:says|warns)\b)",
    ),
    cue("player-is-commissioner", 4, "furniture", rf"^{_TITLE}[^·]{{0,30}} · "),
    cue(
        "own-powers",
        4,
        "text",
        r"\b(?:I|we) (?:have )?used my (?:statutory )?(?:data |legal )?(?:gathering )?powers\b|"
        r"\bmy (?:statutory )?(?:data |legal )?(?:gathering )?powers\b",
    ),
    cue(
        "own-office",
        3,
        "text",
        r"\bmy (?:office|tenure|(?:own )?help at hand|predecessor as|role as (?:children|"
        r"commissioner)|term as)\b|\bI took up (?:the|my) post\b",
    ),
    cue("own-team", 2, "text", r"\bmy (?:\w+ ){0,3}?team\b", most=2),
    cue(
        "own-programmes",
        2,
        "text",
        r"\b(?:help at hand|the big ask|the big ambition|IMO \(In My Opinion\)|"
        r"independent family review)\b",
    ),
    cue(
        "office-speaks",
        2,
        "text",
        r"\bthe (?:commissioner|office)'s (?:[\"'‘“]|\w+ ){0,8}?(?:report|team|office|survey)\b|"
        r"\bthe children's commissioner's office\b",
        most=1,
    ),
    cue(
        "every-child",
        2,
        "text",
        r"\bI want (?:every|all) (?:child|children)\b|\bchildren (?:have )?(?:tell|told) me\b|"
        r"\bwho told me\b|\b(?:child|children) I (?:have )?(?:meet|met|speak|spoke)\b|"
        r"\bwhen I (?:speak|spoke|talk) (?:to|with) children\b",
        most=2,
    ),
    cue(
        "first-person",
        0.5,
        "text",
        r"\bI(?:'ve|'m|'d|'ll)? (?:am|have|had|was|want|will|believe|know|think|hope|heard|met|"
        r"visited|called|wrote|welcome|urge|look)\b",
        most=4,
        case=True,
    ),
    cue(
        "third-person-commissioner",
        -2,
        "text",
        rf"\b(?:{_TITLE}|commissioner)(?: for \w+)?,? (?:\w+ \w+ ){{0,2}}?(?:said|says|told|noted|"
        rf"was named|was appointed|has been appointed|attended)\b",
        most=2,
    ),
    cue(
        "appointed-commissioner",
        -4,
        "text",
        r"\b(?:government|DfE|independent|improvement|government's) (?:[\w'’-]+ )?commissioner\b|"
        r"\b(?:named|names|appointed|appoints|appointment of) (?:a |the |an? \w+ )?commissioner\b|"
        r"\bcommissioner (?:in|for) (?:the (?:county|city|council|borough))\b",
    ),
    cue("byline", -2, "top", r"^(?:posted )?by (?!the children)[A-Z][a-z]+ [A-Z][a-z]+", case=False),
    cue(
        "minutes",
        -4,
        "text",
        r"\bagenda item\b|\bthe (?:committee|chair|board|panel) (?:welcomed|thanked|noted|"
        r"resolved)\b|\bRESOLVED\b",
    ),
)

_NEEDED = 3.0


def recognise(clean: CleanPage) -> Recognition | None:
    """A page in a commissioner's own voice, or None."""
    found = weigh(clean, KIND, _CUES)
    return found if found.score >= _NEEDED else None
