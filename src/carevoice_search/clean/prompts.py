"""Prompts that a site sets into a story: sign up, download our app, join the chat, read on elsewhere.

A prompt goes by itself, with the small print right below it; the story goes on after it.
"""

from __future__ import annotations

import re

from carevoice_search.clean.pieces import Piece, take
from carevoice_search.clean.wording import LineRule, is_sentence, wording

_LONGEST = 110
_SMALL_PRINT = 260
_CHANNEL = r"(?:whatsapp|facebook|telegram|messenger|instagram|twitter|youtube|tiktok)"
_OPENING = re.compile(
    r"(?:(?:please )?(?:sign[- ]up|subscribe|register|join|sign me up)\b.{2,100}|(?:get|receive|"
    r"want) .{3,100}|"
    r"never miss .{3,80}|stay .{3,80}|keep up to date.{0,80}|"
    r"(?:more )?(?:e-?mail|news) alerts?.{0,40})",
    re.I,
)
_ASKS = re.compile(r"(?:sign[- ]up|subscribe|get|join)\b", re.I)
# What is sent, or how: a heading may say "Sign up to the covenant", a prompt says one of these.
_SENT = re.compile(
    r"\b(?:newsletters?|e-?newsletters?|bulletins?|e-?bulletins?|e-?mails?|alerts?|inbox|mailing list|"
    r"edition|"
    r"briefing|headlines|breaking news|top stories|app|whatsapp|(?:latest|local|all the) (?:\w+ )?news|"
    r"latest (?:updates|stories)|notifications?)\b",
    re.I,
)
_SMALL = re.compile(
    r"\b(?:e-?mails?|inbox|newsletters?|bulletins?|unsubscribe|subscri\w+|sign(?:ed|ing)?[- ]?up|"
    r"privacy|consent\w*|opt(?:ed)? out|terms (?:and|of)|third[- ]part(?:y|ies)|alerts?|our app|"
    r"stories of the day|key stories|whatsapp|recaptcha|breaking news|top stories|latest news)\b",
    re.I,
)
_SMALLEST = re.compile(r"\b(?:e-?mail|inbox|newsletters?|unsubscribe|privacy|terms and|recaptcha)\b", re.I)

PROMPTS: tuple[LineRule, ...] = (
    wording(
        "prompt",
        rf"(?:you can )?(?:join|follow|message|find) (?:us|our|the) .{{0,60}}\b{_CHANNEL}\b.{{0,120}}",
        r"(?:get|receive|have) .{0,80}\b(?:straight|direct(?:ly)?|delivered|sent) (?:\w+ ){0,2}(?:to|in|"
        r"into) your "
        r"(?:e-?mail|inbox|phone|mobile)\b.{0,100}",
        r"(?:invalid|enter your|your|please enter (?:a|your)(?: valid)?) e-?mail(?: address)?\b ?\*?.{0,80}",
        r"e-?mail(?: address)? ?\*|something went wrong,? please try again.{0,40}",
        r"we(?:(?:'|’)ll| will)? use your (?:sign-?up|e-?mail|information|data)\b.{0,250}",
        r"(?:thank you|thanks) for (?:subscribing|signing up|registering).{0,80}",
        r"(?:privacy notice|privacy policy) ?: .{10,300}",
        r"this site is protected by recaptcha.{0,150}|for more information see our privacy (?:policy|"
        r"notice).{0,80}",
        r"(?:download|get) (?:the|our) (?:[\w'’&-]{1,20} ){0,5}apps?(?: (?:today|now|here|for|on|to|"
        r"from)\b.{0,60})?",
        r"(?:story|article|page) (?:saved|bookmarked)|you can (?:find|read|see) (?:this|saved) (?:story|"
        r"stories|article|"
        r"articles) (?:in|under|at) .{3,60}|or by navigating to .{3,80}",
        r"what do you think\? .{3,120}|(?:let us know|tell us|share your (?:views|thoughts)|have your say|"
        r"leave your (?:thoughts|views)).{0,40}\bcomments?(?: section)?(?: below)?.{0,20}",
        r"(?:do you have|have you got|got) (?:a |an |any )?(?:story|news|tip|view|"
        r"question)\w*\b.{0,120}\?(?: .{0,120})?",
        r"(?:we want our|our) comments? to be .{5,200}|comments: our rules|please (?:report|"
        r"keep) .{0,20}\bcomments?\b.{0,150}",
        r"this website and (?:its )?associated newspapers? .{10,250}|if you have a complaint about (?:the|"
        r"our) editorial "
        r"content.{0,200}|.{0,80}\b(?:ipso|independent press standards organisation)\b.{0,200}(?:code|"
        r"complaint|regulat).{0,100}",
        r"click to (?:share|print|e-?mail|tweet|follow)\b.{0,80}",
        r"comments (?:are|have been) (?:currently |now )?(?:disabled|closed|turned off|moderated).{0,250}",
        r"(?:support (?:us|our (?:work|journalism))|become a (?:member|supporter|subscriber)|make a donation)"
        r"(?: (?:today|now|here|from .{2,30}))?",
        r"want to (?:tell us|share)\b.{3,100}\? (?:get in touch|contact|e-?mail|write)\b.{0,120}",
        r".{8,150}\? (?:please )?(?:e-?mail|contact) (?:us|our [\w ]{2,30}) (?:at|on|via) \S{0,40}@\S{1,60}.{0,40}",
        r"(?:re-?use|republish|license) this (?:content|article|story)|order reprints?|(?:report|"
        r"flag) this.{0,30}",
    ),
    wording(
        "link to another page",
        r"\W{0,3}more (?:on|about|from|information on|information about|news from|stories (?:about|on|from)) "
        r"[^.!?:]{2,70}",
        r"(?:download|view|print) (?:the|our|this|a copy of|full|all)(?: [\w'’&-]{1,30}){1,9}[ >»›→]{0,3}",
        r"(?:read|see|watch|listen to|browse) (?:more|our|the full|the|this|"
        r"all)(?: [\w'’&-]{1,30}){0,8} (?:reports?|"
        r"leaflets?|guides?|toolkits?|documents?|pages?|websites?|statements?|summary|booklets?|webinars?|"
        r"version|"
        r"recordings?|videos?|podcasts?|episodes?|here)[ >»›→]{0,3}",
        r"find out more(?: (?:about|on|here|at|from) [^.!?:]{2,80}| here)?[ >»›→]{0,3}",
        r"download ?: .{3,100}|.{2,100}\((?:pdf|docx?|word|excel|xlsx?|pptx?|html)\)",
        r"supporting (?:documents|files|papers):?|attached (?:documents|files):?",
    ),
)


def is_prompt(line: str) -> bool:
    """Whether a line asks its reader to have something sent."""
    if len(line) > _LONGEST or (
        line.endswith(".") and not re.match(r"(?:sign[- ]up|subscribe|get|join)\b", line, re.I)
    ):
        return False
    return _OPENING.fullmatch(line) is not None


def mark_prompts(pieces: list[Piece]) -> None:
    """A prompt and its small print, wherever it stands; the page's text goes on below."""
    for index, piece in enumerate(pieces):
        if piece.rule is not None or piece.role in ("row", "bullet") or not is_prompt(piece.text):
            continue
        below = index + 1
        while below < len(pieces) and below < index + 5 and _is_small_print(pieces[below]):
            below += 1
        if below > index + 1 or _SENT.search(piece.text):
            for at in range(index, below):
                take(pieces, at, "prompt")


def _is_small_print(piece: Piece) -> bool:
    text = piece.text
    if piece.role not in ("paragraph", "heading") or len(text) > _SMALL_PRINT:
        return False
    return (_SMALL if is_sentence(text) else _SMALLEST).search(text) is not None
