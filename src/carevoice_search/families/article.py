"""Articles: news, opinion, speeches, press releases and blog posts."""

from __future__ import annotations

from carevoice_search.extract.cues import NOT_A_SURVEY_S, Recognition, cue, weigh
from carevoice_search.model import CleanPage, Kind

KIND: Kind = "article"

_CUES = (
    cue("news-type", 2.5, "type", r"newsarticle|blogposting|opinion|reportage"),
    # Many sites call every page of theirs an article.
    cue("article-type", 1, "type", r"^article$"),
    cue("reading-time", 4, "furniture", r"\b\d+ mins? read\b"),
    cue("reading-time", 4, "top", r"^\d+ mins? read\b"),
    cue(
        "byline",
        3,
        "top",
        r"^(?:posted |written )?by:? (?:cllr |dr |"
        r"professor )?[A-Z][\w'-]+ [A-Z][\w'-]+(?: [A-Z][\w'-]+)?\b.{0,60}$",
        case=True,
    ),
    cue(
        "byline",
        2,
        "furniture",
        r"^(?:posted |written )?by:? (?:cllr |dr |"
        r"professor )?[a-z'-]+ [a-z'-]+(?: [a-z'-]+)?\b.{0,60}$",
    ),
    cue(
        "picture-credit",
        2,
        "furniture",
        r"^image (?:source|caption)|\b(?:picture|photo|image|credit)s?: ?\S|\bimage source\b|"
        r"\(credit:|stock\)",
    ),
    cue(
        "reader-wall",
        2,
        "furniture",
        r"\b(?:continue reading|subscriber|want full article|most read|more like this|read >|"
        r"read more:|already (?:a subscriber|have an account))",
    ),
    cue(
        "speech",
        4,
        "title",
        r"\b(?:speech|keynote|address|lecture|remarks|statement) (?:to|at|by|on|from)\b|"
        r"'s speech\b",
    ),
    cue(
        "thanks-the-audience",
        2,
        "top",
        r"\b(?:thank you for (?:the chance|inviting|having)|good (?:morning|"
        r"afternoon),? (?:everyone|all)|it is (?:a|my) pleasure to)\b",
    ),
    cue(
        "said",
        1,
        "text",
        rf"{NOT_A_SURVEY_S}(?:said|says|told(?! us\b| inspectors\b)|added|spoke (?:of|on|at)|commented|explained|"
        r"warned|praised|welcomed)\b",
        most=4,
    ),
    # A quotation that fills a line is a page's ornament as often as anybody's speech.
    cue(
        "quoted-speech",
        0.5,
        "text",
        r"(?<=\S )[\"“][A-Z][^\"”\n]{15,}[\"”]|^[\"“][A-Z][^\"”\n]{15,}[\"”] \w",
        most=2,
    ),
    cue(
        "news-verb",
        1.5,
        "text",
        r"\b(?:has|have|had) (?:been |just |now |today )?(?:named|chosen|picked|announced|launched|confirmed|"
        r"published|called|pledged|passed|voted|won|received|awarded|appointed|unveiled|backed|"
        r"urged|joined|warned|welcomed|agreed|been (?:rated|judged|praised|named|told|ordered))\b|"
        r"\b(?:rises|rise|fell|falls|backs?|heralds?|takes over|is now at work|is up by|"
        r"are still)\b",
        most=2,
    ),
    cue(
        "what-is-to-come",
        1,
        "text",
        r"\b(?:council|authority|trust|cabinet|committee|government|minister|charity|service|county|city)s? "
        r"(?:is|are|will|plans?|hopes?|intends?) (?:set |due |also |now )?(?:to (?!be\b)\w+|be asked to|hear of)\b|"
        r"\b[A-Z][a-z]+ hopes (?:for|that|to)\b",
        most=2,
    ),
    cue(
        "news-time",
        1,
        "text",
        r"\b(?:today|yesterday|tomorrow|this (?:week|month)|last (?:week|month|night)|"
        r"next (?:week|month)|earlier this (?:week|month|year)|(?:on|this) (?:mon|tues|wednes|"
        r"thurs|fri|satur|sun)day|in (?:January|February|March|April|May|June|July|August|"
        r"September|October|November|December) last year|(?:last|this) (?:spring|summer|autumn|"
        r"winter)|(?:in|on) \w+ (?:last|next) year)\b",
        most=3,
    ),
    cue(
        "people-in-office",
        1,
        "text",
        r"\b(?:cllr|councillor|chief executive|leader of the council|council leader|"
        r"cabinet member|minister|secretary of state|spokes(?:person|man|woman)|"
        r"director of children's services|chair(?:man|woman)?,)\b",
        most=2,
    ),
    cue(
        "judged",
        1,
        "text",
        r"\b(?:rated|judged|'?inadequate'?|'?requires improvement'?|'?outstanding'?)\b",
        most=1,
    ),
    cue(
        "award",
        2,
        "text",
        r"\b(?:congratulations to|award (?:went|goes|winners?)|winners? of the|awarded to|"
        r"recognised (?:work|the work)|celebrat(?:e|es|ed|ing|ions?)|shortlisted)\b",
        most=1,
    ),
    cue(
        "opinion",
        1,
        "text",
        r"\bwe (?:must|need to|should|cannot|can't|ought to)\b|\bin my (?:view|opinion|"
        r"experience)\b|\bI (?:believe|think|argue)\b|\bshould (?:continuously |now |also )?be\b|"
        r"\bwhat (?:more )?can be done\b",
        most=3,
    ),
    cue(
        "own-story",
        0.5,
        "voice",
        r"\bI (?:was|had|am|have|felt|went|lived|left|remember|wanted|never|became|thought|knew|grew)\b",
        most=4,
        case=True,
    ),
    cue("document-type", 3, "top", r"^(?:news story|speech|authored article|opinion piece|oral statement)$"),
    cue("press-release", 4, "top", r"\b(?:press|media|news) release\b|\bfor immediate release\b"),
    cue("press-notes", 3, "text", r"^(?:notes to editors|ends|more to follow)\W*$|\bmore to follow\b"),
    cue("press-notes", 2, "furniture", r"\bmore to follow\b"),
    cue("blog", 3, "title", r"\bblog\b|^guest (?:blog|post)"),
    cue(
        "dateline",
        1.5,
        "top",
        r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:date: )?\d{1,2}(?:st|nd|rd|"
        r"th)? [A-Z][a-z]+ 20\d\d(?: - \d\d:\d\d)?$",
    ),
    cue(
        "headline",
        1,
        "title",
        r"\b(?:says?|to|as|after|will|takes?|over|back|backs|must|are|is|reaches|heralds?|ordered|"
        r"aims?|rises?|wins?|faces?|calls?|urges?|launch(?:es)?|improved?)\b",
    ),
    cue(
        "addresses-the-reader",
        -0.7,
        "text",
        r"\byou (?:can|may|will|should|must|need|are|do not|don't|have)\b|\byour\b",
        most=4,
    ),
)

_START = 1.0
_NEEDED = 2.0
"""Prose gets a start, since it is an article more often than anything else; a sign of one has to join it."""


def recognise(clean: CleanPage) -> Recognition | None:
    """News, an opinion, a speech, a press release or a blog post, or None."""
    found = weigh(clean, KIND, _CUES, _START)
    return found if found.score >= _NEEDED else None
