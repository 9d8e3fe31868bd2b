"""Furniture that a line shows by itself: named rules, tried in order.

A rule sees one line (a block of HTML, a joined paragraph of a wrapped text) without its bullet. Rules that
need the lines around stand in `sections`. Patterns are matched whole, on lines of at most 400 characters, and
their repetitions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from carevoice_search.clean.captions import is_credit, is_doubled, is_people
from carevoice_search.clean.contacts import CONTACTS
from carevoice_search.clean.labels import is_breadcrumb, is_chrome_label, is_menu_label, is_menu_line
from carevoice_search.clean.openings import first_word
from carevoice_search.clean.prompts import PROMPTS
from carevoice_search.clean.stamps import STAMPS
from carevoice_search.clean.wording import LineRule, is_sentence, wording

_LONGEST = 400


def line_rule(line: str) -> str | None:
    """The name of the first rule that calls `line` furniture, or None."""
    return _rule_of(line) if 0 < len(line) <= _LONGEST else None


@lru_cache(maxsize=2048)
def _rule_of(line: str) -> str | None:
    return next((name for name, matches in _rules_for(first_word(line)) if matches(line)), None)


@lru_cache(maxsize=2048)
def _rules_for(word: str) -> tuple[tuple[str, Callable[[str], object]], ...]:
    """The rules for lines that start with a word, and what looks for them."""
    found: list[tuple[str, Callable[[str], object]]] = []
    for rule in LINE_RULES:
        if rule.begins is None or not word or rule.begins.hold(word):
            found.append((rule.name, rule.matches))
        elif rule.otherwise:
            found.append((rule.name, rule.otherwise))
    return tuple(found)


def _are_links(line: str) -> bool:
    """Links between bars, each furniture by itself: "Unsubscribe | Update your preferences"."""
    if " | " not in line or len(line) > 200:
        return False
    parts = [part.strip() for part in line.strip(" |").split(" | ")]
    return 1 < len(parts) <= 10 and all(
        is_menu_label(part)
        or any(rule.matches(part) for rule in LINE_RULES if rule.matches is not _are_links)
        for part in parts
    )


_SECTOR_BODY = re.compile(r"\b(?:board|council|committee|department|authority|partnership|ministry)\b", re.I)
_SPONSOR = re.compile(
    r"(?:sponsored|promoted|brought to you|presented) by:? .{2,60}|in association with:? .{2,60}", re.I
)


def _is_sponsor(line: str) -> bool:
    """A commercial sponsor. A programme's own board or department is part of what its page says."""
    return bool(_SPONSOR.fullmatch(line)) and not _SECTOR_BODY.search(line) and not is_sentence(line)


_SOCIAL = (
    r"(?:facebook|twitter|x|linkedin|instagram|youtube|whatsapp|pinterest|reddit|messenger|tiktok|flickr|"
    r"e-?mail|"
    r"print|rss|bluesky|threads|copy link|share|tweet)"
)
LINE_RULES: tuple[LineRule, ...] = (
    wording(
        "skip link",
        r"(?:skip|jump) (?:straight |directly )?to (?:the )?[\w -]{3,30}",
        r"skip (?:navigation|content|links?|menu|header)",
    ),
    LineRule("menu label", is_chrome_label),
    LineRule("menu line", is_menu_line),
    LineRule("links", _are_links),
    LineRule("breadcrumb", is_breadcrumb),
    wording(
        "cookie text",
        r"(?:we|this (?:web)?site|our (?:web)?site|[\w.]{2,40}) (?:also )?uses? (?:\w+ ){0,3}cookies\b.*",
        r"(?:accept|reject|allow|manage|hide|set|save|view|change) (?:\w+ ){0,3}cookies?(?: \w+){0,3}",
        r"(?:\w+ )?cookies? (?:settings|preferences|policy|notice|consent|on .{2,60})",
        r"by (?:continuing|using|clicking|choosing).{0,120}\bcookies?\b.*",
        r"(?:you(?:'|’)ve|you have) (?:accepted|rejected) .{0,30}cookies.*",
        r"(?:we(?:'|’)d|we would) (?:also )?like to (?:set|use) (?:\w+ ){0,3}cookies.*",
    ),
    wording(
        "share links",
        r"(?:please )?share (?:this (?:page|article|post|story|news|"
        r"speech|report|event|job|vacancy|video|podcast|on|via|with|content|link)|on|via|"
        r"with|by)\b[^.]{0,60}",
        r"(?:tweet|e-?mail|print|save|like|bookmark) this\b[^.]{0,40}",
        r"(?:shares?|likes?|views?|comments?|retweets?|claps?):? ?\(?\d[\d,.]{0,8}k?\)?",
        r"\d[\d,.]{0,8}k? ?(?:shares?|likes?|views?|comments?|retweets?|claps?|reactions?)",
        rf"(?:share (?:on|via|to) )?{_SOCIAL}(?:[ ,|/·]{{1,3}}(?:share (?:on|via|to) )?{_SOCIAL}){{1,12}}",
        r"(?:follow|like|join|find|contact) (?:us|@\w+|[\w ]{2,30}) on (?:facebook|twitter|x|instagram|"
        r"linkedin|youtube|tiktok)\b.{0,200}",
        rf"(?:share(?: this)?|follow us):?(?: {_SOCIAL}){{1,10}}",
        r"(?:e-?mail|send|forward) (?:this |it )?to a friend",
        r"opens in (?:a )?new (?:window|tab)",
        r"got a (?:news )?(?:story|tip|view)\b.{0,150}",
    ),
    wording(
        "return link",
        r"[«‹<←]?\s?(?:return|(?:go )?back) to (?:the|our|all|previous|main) [^.!?:,]{2,60}",
        r"[«‹<←]?\s?(?:return|(?:go )?back) to (?:top|home ?page|home|news|search|results|index|contents|"
        r"menu|blogs?|"
        r"publications|resources|articles|list|listing|previous page|site|gallery|overview)\b[^.!?]{0,40}",
    ),
    wording(
        "pointer to other pages",
        r"(?:to|if you(?:'|’)d like to|if you would like to|want to) (?:read|find out|learn|see|know|"
        r"discover) more\b.{0,200}?"
        r"\b(?:have a look at|look at|visit|see|browse|explore|check out|take a look at|head to) (?:our|"
        r"the rest of our)\b.{2,120}",
        r"(?:read|see|find|browse|explore|discover|view) (?:more|all|other|further) (?:of )?(?:our |the )?"
        r"(?:news|blogs?|stories|articles|publications|posts|case studies|press releases|"
        r"practice examples)\b[^.]{0,40}",
    ),
    wording(
        "e-mail chrome",
        r"(?:view|read|open|see) (?:this |it |the )?(?:e-?mail|newsletter|message|e-?bulletin|"
        r"campaign)? ?(?:in|on) "
        r"(?:(?:your|a|the) )?(?:web )?browser.{0,20}",
        r"(?:having )?(?:trouble|problems|difficulty) (?:viewing|reading|seeing) this.{0,80}",
        r"(?:is )?this e-?mail not displaying.{0,80}",
        r"(?:click here to )?unsubscribe\b.{0,80}",
        r"(?:you can )?(?:update|manage) your (?:e-?mail )?(?:preferences|subscription)\b.{0,80}",
        r"forward (?:this e-?mail |this )?to a (?:friend|colleague).{0,40}",
        r"(?:you are|you(?:'|’)re|you have) (?:receiv\w+|been sent|getting) this\b.{0,200}",
        r"this e-?mail was sent to.{0,150}|want to change how you receive.{0,200}|why did i get this.{0,20}",
        r"our mailing address is:?.{0,120}|no longer wish to receive.{0,120}|"
        r"add us to your address book.{0,20}",
        r"(?:view|read) (?:this )?(?:online|web) version.{0,40}|(?:view|read) (?:this )?online",
    ),
    wording(
        "story notice",
        r"more (?:to follow|follows|soon|details to follow)[ .…]{0,4}",
        r"(?:this is a )?breaking news(?: story)?\b.{0,80}",
        r"this (?:story|article|page) (?:is being|will be) updated.{0,80}",
        r"this (?:article|story|post|piece|blog) (?:was )?(?:first|originally) (?:appeared|"
        r"published)\b.{0,150}",
        r"the bbc is not responsible for .{0,80}",
    ),
    wording(
        "document link",
        r"click (?:here|on the link|the link|below)\b.{0,150}",
        r".{0,150}\(opens? (?:as|in) an? [\w ]{2,20}\)\.?",
        r".{0,150}[(\[](?:pdf|docx?|word|excel|xlsx?|pptx?)(?: document|"
        r" file)?[,:]? {0,2}[\d.,]{1,8} ?[km]b[)\]]?\.?",
        r"(?:download|view|open)\b.{0,120}\b(?:pdf|docx?|xlsx?)\b.{0,20}",
    ),
    wording(
        "reading time",
        r"(?:estimated |approx\.? )?(?:reading|read) time:?.{0,30}",
        r".{0,40}\b\d{1,3}[ -]?min(?:ute)?s?[ -]?read\b.{0,50}",
        r"\d{1,3}[ -]?min(?:ute)?s? (?:to read|listen|watch)",
    ),
    LineRule("photo credit", is_credit),
    LineRule("doubled caption", is_doubled),
    LineRule("people in a photo", is_people),
    wording(
        "audio player",
        r"[^·]{3,90} · [^·]{3,200}(?<![.!?])",
        r"\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?",
        r"(?:listen|play|watch)(?: now| here| again| live| to this (?:episode|article|page|"
        r"podcast)\b.{0,60})",
        r"(?:listen|watch|subscribe|available|play)(?: now)? on (?:spotify|apple|soundcloud|youtube|"
        r"google|bbc)\b.{0,60}",
        r"your browser does not support.{0,80}|.{0,40}media playback is (?:unsupported|not supported).{0,60}",
        r"(?:audio|video|podcast) player|play(?:ing)? (?:audio|video|episode).{0,60}",
    ),
    *STAMPS,
    wording(
        "categories",
        r"(?:categor(?:y|ies)|tags?|topics?|filed under|tagged(?: with| as)?|posted (?:in|under)|"
        r"related (?:topics|tags)|archived under|"
        r"sections?|labels?) ?:.{0,200}",
        r"(?:filed under|posted in|tagged with) .{2,100}",
    ),
    wording(
        "site banner",
        r"thank you for visiting (?:the |our |us|[\w'’&]{2,30} ?).{0,200}",
        r"(?:this|our|the) (?:web)?site (?:is|will be|has been|was) (?:now )?(?:closed|closing|archived|"
        r"moving|no longer|an archive|replaced|"
        r"being updated).{0,200}",
        r"(?:this is|you(?:'|’)re (?:viewing|looking at)|you are (?:viewing|"
        r"looking at)) an? (?:archived?|old|beta|new|historic) "
        r"(?:version|copy|page|website|web page|service).{0,150}",
        r"(?:beta|alpha)\b.{0,20}this is a new service.{0,100}",
        r"showing \d{1,5} ?(?:-|–|to) ?\d{1,5} of \d{1,6}(?: \w{1,20})?",
        r"(?:please )?(?:upgrade|update) your browser.{0,100}|(?:please )?(?:enable|"
        r"turn on) javascript.{0,100}",
        r"(?:this (?:web)?site|this page) (?:requires|needs|works best with) (?:javascript|cookies).{0,100}",
        r"(?:this|the) (?:content|page) (?:has been|was|is) (?:archived|withdrawn)\b.{0,100}|"
        r"help us (?:to )?improve (?:this|our|gov).{0,80}",
    ),
    wording(
        "register wall",
        r"already (?:an? )?(?:have an account|registered|subscribed?|subscriber|member|"
        r"got an account)\b.{0,60}",
        r"(?:register|subscribe|sign in|sign up|log ?in|join)(?: now| today| for free| here|"
        r" free)?(?: or \w+(?: in)?)? "
        r"to (?:continue|read|access|view|unlock|comment|keep|see)\b.{0,28}",
        r"(?:to continue reading|to read (?:the (?:full|rest)|this) (?:article|"
        r"story)?).{0,100}(?:subscri|regist|sign|log).{0,80}",
        r"(?:this (?:article|content|page|story) is|full (?:article|access|content)\b.{0,30}) (?:only )?"
        r"(?:for|available to) (?:subscribers|members|registered).{0,80}",
        r"continue reading for free|register now for access to .{2,60}",
        r"(?:want|need) (?:full|more) (?:article )?access\?.{0,40}|you(?:'|’)ve (?:reached|"
        r"read) your .{0,30}(?:limit|articles?).{0,80}",
        r"(?:don(?:'|’)t|do not) have an account\b.{0,60}|(?:forgot|"
        r"forgotten) (?:your )?password\b.{0,20}|start your free trial.{0,40}",
    ),
    wording(
        "newsletter form",
        r"(?:you can |please )?(?:sign up|subscribe|register) (?:to|for) (?:our|free|daily|weekly|"
        r"the (?:\w+ ){0,3}(?:newsletters?|bulletins?|e-?mails?|updates|alerts|mailing list|briefing|digest)|"
        r"monthly|e-?mail|news)\b.{0,100}",
        r"(?:enter )?your e-?mail(?: address)?(?: here)?:?",
        r"get (?:the latest|our latest|our|all the latest) (?:news|headlines|updates|newsletter|"
        r"stories).{0,100}",
        r"stay (?:up to date|informed|in touch|connected) with\b.{0,80}|(?:join|sign up to) (?:our|"
        r"the) mailing list.{0,60}",
        r"newsletter sign-?up|no spam.{0,100}|we(?:'|’)ll never share your e-?mail.{0,60}|"
        r"\* indicates required.{0,20}",
    ),
    wording(
        "comments form",
        r".{3,40} encourages reader discussion\b.{0,300}",
        r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)s?.{0,40}|comments? (?:are|"
        r"is) (?:now )?closed.{0,40}|view comments",
        r"(?:no|\d{1,4}) (?:comments?|responses?|replies)\b.{0,40}|"
        r"your e-?mail address will not be published.{0,80}|have your say",
        r"join the (?:conversation|discussion|debate).{0,40}|save my name.{0,100}|"
        r"this site uses akismet.{0,100}",
        r"(?:reply|quote|like|flag|share|edit|permalink|report)(?: this post)?"
        r"(?:[ ,|·/]{1,3}(?:reply|quote|like|flag|share|edit|permalink|report)(?: this post)?){1,6}",
        r"you (?:must|need to) (?:be )?(?:log|sign|register)(?:ged|ed)? ?(?:in|on|up)? ?to "
        r"(?:post|reply|comment).{0,40}",
        r"[\w.-]{2,30}[\w .]{0,20}? ?(?:joined|member since): ?\d{4} ?(?:posts|messages): ?[\d,]{1,7}",
    ),
    wording(
        "page feedback",
        r"(?:was|is|did you find) this (?:page|information|article|content|answer)? ?(?:helpful|useful|"
        r"page useful).{0,30}",
        r"report (?:a|an) (?:problem|issue|error)\b.{0,40}|did you find what you (?:were|"
        r"are) looking for.{0,20}|rate this page.{0,20}",
        r"(?:give|leave|send|tell us|provide) (?:us )?(?:your )?feedback(?: (?:about|on) this page)?|"
        r"is there anything wrong with this page.{0,5}",
        r"(?:yes|no|thank you)[, ]{1,2}this page (?:is|was) (?:not )?(?:useful|helpful)",
    ),
    wording(
        "copyright",
        r"(?:©|\(c\) |&copy;|copyright (?=©|\(c\)|\d{4})).{0,150}|.{0,80}\ball rights reserved\b.{0,120}",
        r"terms (?:and|&) conditions (?:for|of|apply)\b[^.]{0,80}",
        r"copyright [\w&' ]{2,40} \d{4}\.?|crown copyright(?: ?[|:–-] ?| )[^.]{0,60}licen[cs]e\.?",
        r"(?:crown )?copyright(?: ©)? (?:[A-Z][\w' ]{2,40} )?\d{4}(?:[-–]\d{2,4})?\.?|"
        r".{0,60}© (?:crown copyright )?\d{4}.{0,60}|all content is available under\b.{0,150}",
        r"(?:registered )?(?:charity|company) (?:number|no|reg)\b.{0,100}|registered (?:charity|office|"
        r"company|in england)\b.{0,150}",
        r"(?:(?:web)?site |web design |designed |powered |built |developed |"
        r"hosted )(?:and \w+ )?by:? .{2,50}(?<![.!?])",
    ),
    wording(
        "other stories",
        r"(?:READ|READ ALSO|ALSO READ|SEE ALSO|WATCH|LISTEN|MORE|RELATED)(?: MORE| NEXT|"
        r" NOW)? ?[>:|»›][ >»].{3,}",
        cased=True,
    ),
    wording(
        "other stories",
        r"(?:read more|read also|also read|read next|see also|related(?: (?:article|story|content|link|"
        r"page)s?)?|more on this(?: story)?|"
        r"don(?:'|’)t miss)(?: ?[>:|»›–-] .{3,150})?",
        r"read more(?: (?:about|on|from|at|news|stories)\b[^.]{0,80})?[ >»›→.…]{0,4}|(?:continue|"
        r"keep) reading[ >»›→.…]{0,4}",
        r"(?:read|see|view) (?:the )?(?:all|other|latest) (?:story|article|news|posts|stories|"
        r"articles)[ >»›→]{0,3}",
    ),
    wording(
        "previous or next",
        r"[«‹←]{1,2}\s?[^.]{2,100}|[^.<>]{2,100}\s?[»›→]{1,2}|[«‹←] ?(?:previous|older|back)\b.{0,100}",
        r"(?:previous|next|older|newer) (?:article|post|page|story|entry|posts|articles|"
        r"stories)(?: ?[:>»›→–-] ?.{2,120})?",
        r"(?:previous|next|older|newer) ?[:>»›→–-] ?.{2,120}(?<![.!?])",
    ),
    wording(
        "advertising",
        r"advert(?:isement|ising|orial)?s?(?: feature)?|ads? by .{2,30}|ad feature|remove ads|"
        r"article continues (?:below|after).{0,40}",
        r"(?:sponsored|promoted|partner|paid) (?:content|post|feature|links|stories|message)",
    ),
    LineRule("sponsor", _is_sponsor),
    wording(
        "job advert",
        r"apply (?:now|online|here)\b[^.]{0,40}|(?:view|see|search|browse|latest|featured|top|"
        r"find)(?: all| more| the latest| our)? "
        r"(?:jobs?|vacancies)\b[^.]{0,40}|job of the (?:week|month|day)|jobs? (?:board|alerts?|search)",
    ),
    wording(
        "page number",
        r"(?:page|p\.) ?\d{1,4}(?: ?(?:of|/|\|) ?\d{1,4})?|\d{1,4} ?(?:of|/) ?\d{1,4}|"
        r"[-–—|] ?\d{1,4} ?[-–—|]|\d{1,4} ?\| ?page",
    ),
    *CONTACTS,
    *PROMPTS,
)
