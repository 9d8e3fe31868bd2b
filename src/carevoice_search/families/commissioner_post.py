"""Posts of a Children's Commissioner: the commissioner, or the office, speaks for itself.

A page is one where it proves to be the office's own (its name stands at the page's edges, or the commissioner
speaks in the first person, or a press notice is about what the commissioner says). Then it looks like an article
in all else, so it has an article's score on top. A commissioner whom the government appoints to run a council's
services is another person; minutes and news about the Children's Commissioner speak in the third person.
"""

from __future__ import annotations

import re
from dataclasses import replace

from carevoice_search.extract.cues import Recognition, cue, own_voice, weigh
from carevoice_search.extract.titles import meta_values
from carevoice_search.families import article
from carevoice_search.model import CleanPage, Kind

KIND: Kind = "commissioner-post"

_TITLE = (
    r"(?:children(?:'?s)?(?: (?:and|&) young (?:people|person)(?:'?s)?)? commissioner|"
    r"commissioner for children (?:and|&) young people)"
)
_NATION = r"(?: for)?(?: England| Wales| Scotland| Northern Ireland| Jersey| Guernsey)?"
_OFFICE = (
    rf"(?:(?:the )?(?:office of the )?(?:northern ireland )?{_TITLE}{_NATION}(?:'s office)?"
    r"(?: \([A-Z]{4,6}\))?|NICCY|CYPCS|Comisiynydd Plant(?: Cymru)?)"
)
_ONESELF = rf"(?:the |your |a )?(?:new |next |first )?(?:{_TITLE}|commissioner)\b(?! for (?:the |children'?s services))"

_OWN = (
    cue(
        "name-of-the-office",
        5,
        "edges",
        rf"^\W*{_OFFICE}(?:\s+[|·»>–—:-]+\s+.{{0,60}})?\W*$|^.{{0,100}}\s[|·–—-]\s+{_OFFICE}\W*$",
    ),
    cue(
        "address-of-the-office",
        4,
        "edges",
        r"\b(?:childrenscommissioner\.(?:gov\.uk|org\.je|je)|childcomwales\.org\.uk|cypcs\.org\.uk|niccy\.org)\b",
    ),
    cue("publisher-is-commissioner", 5, "publisher", rf"{_TITLE}|\bNICCY\b|\bCYPCS\b"),
    cue(
        "speaks-as-commissioner",
        6,
        "voice",
        rf"\bas {_ONESELF}[^.\n]{{0,40}}?,? (?:I|my|the heart of my|we)\b",
    ),
    cue(
        "is-commissioner",
        6,
        "voice",
        rf"\b(?:I|I've|I'm) (?:became|become|am|was|have been|was appointed|took (?:up|over|office)"
        rf"(?: the)?(?: role| post)?)(?: as)? {_ONESELF}|\bmy (?:\w+ ){{1,4}}as {_ONESELF}",
    ),
    cue(
        "asks-them-all",
        4,
        "voice",
        r"\bI(?:'ve| have| will|'ll)? (?:also |now |again |recently |then )?(?:asked?|wrote to|written to|write to|"
        r"called on|call on|urged?|recommend(?:ed)?|required?|expect|challenged?) (?:all|every|each)(?: of)?(?: the)?"
        r"(?: \d+)? (?:councils?|local authorit(?:y|ies)|health boards?|directors?|health and social care)\b",
        most=2,
    ),
    cue(
        "own-powers",
        4,
        "voice",
        r"\b(?:I|we) (?:have )?used my (?:statutory )?(?:data |legal )?(?:gathering )?powers\b|"
        r"\bmy (?:statutory |legal |formal )(?:data |legal )?(?:gathering )?(?:powers|duty|duties|remit)\b|"
        r"\bmy (?:data gathering )?powers\b",
    ),
    cue(
        "own-office",
        3,
        "voice",
        r"\bmy (?:office|tenure|(?:own )?help at hand|predecessor as|role as (?:children|commissioner)|term as|"
        r"(?:young|youth) (?:advisers|advisors|ambassadors|panel)|advisory (?:panel|group)|youth advisory)\b|"
        r"\bI took up (?:the|my) post\b",
    ),
    cue(
        "commissioner-s-speech",
        3,
        "title",
        rf"^(?:the )?(?:{_TITLE}|commissioner)(?: for \w+)?'s (?:\w+ )?(?:speech|address|remarks|keynote|lecture|blog|"
        r"message|update|diary)\b",
    ),
    cue("player-is-commissioner", 4, "furniture", rf"^{_TITLE}[^·]{{0,30}} · "),
    cue(
        "author-is-commissioner",
        4,
        "edges",
        rf"^(?:by )?[A-Z][\w'-]+ [A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?:,| -| –| \|)? (?:the )?{_TITLE}{_NATION}\W*$",
    ),
)
_MORE = (
    cue(
        "title-from-commissioner",
        5,
        "title",
        rf"\b(?:from|by|message from) the {_TITLE}|^the {_TITLE}'s (?!.*\b(?:says|warns)\b)",
    ),
    cue("own-team", 2, "voice", r"\bmy (?:\w+ ){0,3}?team\b", most=2),
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
        "voice",
        r"\bI(?:'ve|'m|'d|'ll)? (?:am|have|had|was|want|will|believe|know|think|hope|heard|met|"
        r"visited|called|wrote|welcome|urge|look|asked)\b",
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
)
_AGAINST = (
    cue(
        "appointed-commissioner",
        -4,
        "text",
        r"\b(?:government|DfE|independent|improvement|government's|police and crime|information|electoral) "
        r"(?:[\w'’-]+ )?commissioner\b|"
        r"\b(?:named|names|appointed|appoints|appointment of) (?:a |the |an? \w+ )?(?:new )?(?:\w+'s )?commissioner\b|"
        r"\bcommissioner (?:in|for) (?:the (?:county|city|council|borough)|children's services)\b|"
        r"\bchildren's services commissioner\b",
        most=2,
    ),
    cue(
        "byline",
        -2,
        "top",
        r"^(?:posted |written )?by (?!the children)[A-Z][a-z]+ [A-Z][a-z]+(?!.{0,60}commissioner)",
    ),
    cue("reading-time", -3, "page", r"\b\d+ mins? read\b"),
    cue(
        "another-s-voice",
        -5,
        "voice",
        r"\bas (?:a|an|the|your|your new) (?:[\w'-]+ ){0,3}?(?:director|councillor|cabinet member|lead member|"
        r"chief executive|social worker|foster carer|care leaver|personal adviser|trustee|teacher|minister|inspector|"
        r"MP|MSP|MS|parent|adopter)\b,? I\b",
    ),
    cue(
        "minutes",
        -4,
        "text",
        r"\bagenda item\b|\bthe (?:committee|chair|board|panel|forum) (?:welcomed|thanked|noted|"
        r"resolved)\b|\bRESOLVED\b|^present:|^members present\b|^Q\d{1,3}\b",
        most=2,
    ),
)
_PRESS = re.compile(
    r"^(?:press|media|news) (?:notice|release|statement)\b|^(?:strictly )?embargo|^notes (?:to|for) editors?\b|"
    r"^(?:media|press) (?:enquiries|contact|office)\b|^ends\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_ACTS = re.compile(
    rf"(?:\b(?:{_TITLE}|commissioner){_NATION}(?:,? [A-Z][\w'-]+ [A-Z][\w'-]+,?)?(?: (?:has|have|is|today|again))*"
    r" (?:calls?|called|calling|urg(?:es|ed|ing)|warn(?:s|ed)|demand(?:s|ed)|publish(?:es|ed)|welcom(?:es|ed)|"
    r"respond(?:s|ed)|launch(?:es|ed)|says?|finds?|found|reveal(?:s|ed)|asks?|asked|tells?|reacts?|criticis(?:es|ed)|"
    r"sets? out|raises?|intervenes?|secures?|statement|response|comments?)\b"
    rf"|\b(?:statement|response|comment|reaction|speech|blog) (?:from|by|of) (?:the )?(?:{_TITLE}|commissioner)"
    r"\b)".replace("'", "['’]"),
    re.IGNORECASE,
)
_OF_THE_OFFICE = re.compile(r"commissioner|\bthe office['’]s\b|\bI want (?:every|all) child", re.IGNORECASE)
_SPEAKER = re.compile(r"[^.\n“”\"]{0,100}\b(?:said|says|added)\b", re.IGNORECASE)
_SAME_SPEAKER = re.compile(
    r"(?!The\b|.*\b(?:Government|Council|Office|Party|Trust|Association|Minister)\b)"
    r"(?:(?:[Ss]he|[Hh]e|They)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}) (?:also )?(?:said|says|added)"
)
_OPENS = re.compile(rf"^(?:the )?{_TITLE}\b".replace("'", "['’]"), re.IGNORECASE | re.MULTILINE)
_SITE = re.compile(
    r"^https?://(?:www\.)?(?:childrenscommissioner\.(?:gov\.uk|org\.je|je)|childcomwales\.org\.uk|cypcs\.org\.uk|"
    r"niccy\.org)(?:/|$)",
    re.IGNORECASE,
)
_PRESS_NOTICE = 5.0
_ENOUGH_PROOF = 5.0
_NEEDED = 3.0


def recognise(clean: CleanPage) -> Recognition | None:
    """A page in a commissioner's or the office's own voice, or None."""
    own = weigh(clean, KIND, _OWN)
    more = weigh(clean, KIND, _MORE)
    against = weigh(clean, KIND, _AGAINST).score
    evidence = tuple(e for e in (*own.evidence, *more.evidence) if e.rule != "no-cue")[:3] or own.evidence
    proof = own.score + against
    if _own_press_notice(clean) or _on_own_site(clean):
        proof += _PRESS_NOTICE
    if proof >= _ENOUGH_PROOF:
        looks = article.recognise(clean)
        return replace(
            own, score=proof + max(more.score, 0.0) + (looks.score if looks else 0.0), evidence=evidence
        )
    score = own.score + more.score + against
    if score < _NEEDED or not (own.score > 0 or _OF_THE_OFFICE.search(clean.text)):
        return None
    return replace(own, score=score, evidence=evidence)


def _own_press_notice(clean: CleanPage) -> bool:
    """A press notice that opens with what the commissioner does, and in which nobody else speaks first."""
    page = "\n".join((clean.text, *clean.furniture))
    opening = "\n".join(block.text for block in clean.blocks[:5])
    if not (_PRESS.search(page) and _ACTS.search(opening)):
        return False
    speaker = _SPEAKER.search(own_voice(clean.text))
    if speaker is None or "commissioner" in speaker.group().casefold():
        return True
    return _OPENS.search(opening) is not None and _SAME_SPEAKER.match(speaker.group().lstrip()) is not None


def _on_own_site(clean: CleanPage) -> bool:
    addresses = [clean.page.url or "", *(value for _, value in meta_values(clean, "canonical", "og:url"))]
    return any(map(_SITE.match, addresses))
