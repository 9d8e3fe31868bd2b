"""The title of a page: ordered, named rules; the last one always gives something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from carevoice_search import dates
from carevoice_search.extract.citing import in_text, outside
from carevoice_search.gazetteer import resolve
from carevoice_search.model import Block, CleanPage, Evidence

_STATED = ("h1", "og:title", "json-ld:headline", "dc.title", "dcterms.title", "citation_title", "title")
_SUFFIX = re.compile(r"\s+(?:[|–—-]|::|»)\s+")

# "How are councils supporting young people around money?" is a list whose theme is "money".
_ACTORS = r"(?:local authorities|councils|authorities|local areas|areas|services|boroughs)"
_PEOPLE = (
    r"(?:(?:disabled |care[- ]experienced )?(?:children and young people|children in care and care leavers|"
    r"children in care|care leavers|children|young people)(?: leaving care)?)"
)
_THEME_SENTENCE = re.compile(
    rf"^(?:how|what) (?:are|do|can|have) {_ACTORS} (?:been )?"
    r"(?:supporting|support|helping|help|improving|improve|doing|done)(?: to support)? ?"
    rf"(?:{_PEOPLE}(?:['’]s?)?)? ?(?:around|about|with|on|in relation to|to|when it comes to)? ?"
    r"(?P<theme>[^?:]{4,120})\?",
    re.IGNORECASE,
)
_ANYBODY = re.compile(rf"(?:their |our )?{_PEOPLE}$", re.IGNORECASE)
_NOT_A_TITLE = re.compile(
    r"^(?:agenda item\b.*|issue - meetings|meeting documents|decision details|research and analysis|"
    r"independent report|official statistics|policy paper|(?:statutory )?guidance|speech|news story|"
    r"news|blogs?|press release|media release|article|opinion|comment|"
    r"features?|home|menu|"
    r"date:.*|(?:report )?published:?.*|posted\b.*|by [A-Z].*|contents|introduction|copy|share(?: this.*)?|tags?:.*|"
    r"neutral citation\b.*|\[\d{4}\] [A-Z].{2,40}|(?:case|claim|appeal|reference) (?:no|number)\b.*|"
    r"page \d+.*|"
    r"agenda and minutes|minutes|agenda|(?:draft|public|printed) minutes|(?:our |your )?ref(?:erence)?:.*|"
    r"(?:venue|location|time|contact|present|apologies|officers|also present|chair|from|to|cc|author|"
    r"source|publisher|"
    r"status|embargo(?:ed)?|for immediate release|classification|lead inspector|inspection dates?) ?:.*|"
    r"(?:press|news|media) (?:notice|statement)|for immediate release|embargoed\b.*|"
    r"official(?:[ -]sensitive)?|"
    r"private and confidential|logo|image|menu\W*|skip to .*|(?:accept|reject) (?:all|cookies)\b.*|"
    r"cookies?\b.*|"
    r"sitting (?:at|in) .{2,40}|"
    r"in the (?:high|family|county|supreme) court\b.*|in the court of appeal\b.*|(?:king|"
    r"queen)['’]s bench\b.*|"
    r"family division|administrative court|royal courts of justice.*|before ?:?|between ?:?|"
    r"approved judgment|"
    r"search\W*|(?:log|sign) ?in\W*|subscribe\W*|issue (?:no\.? ?)?\d.*|in this issue|\W*)$",
    re.IGNORECASE,
)
_PLAYER = re.compile(r"^(?P<publisher>[^·]{3,80}) · (?P<title>[^·]{6,200})$")
_SHORT_DATE = re.compile(r"^\d{1,2} [A-Z][a-z]{2,8} \d{2}$")
_BODIES = frozenset(
    ("council", "trust", "authority", "partnership", "ofsted", "inspectorate", "university", "commissioner")
)
_NATION = re.compile(r" (?:for )?(?:England|Wales|Scotland|Northern Ireland)$")
_INSPECTED = re.compile(
    r"(?:(?:joint|focused|short|re-?)[ -]?){0,2}(?:inspection|review|monitoring visit|visit) (?:of|to|report)\b"
    r"[^.?!:;]{5,250}$",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"(?<=[a-z])\d{1,2}$")
_BODY_OF = re.compile(
    r"\b(?:Centre|Institute|Commission|Office|Foundation|Alliance|Association|Network) (?:for|of)\b"
)
_CASE = re.compile(r"[^.!?]{1,160} -?v\.?-? [A-Z(][^.!?]{0,160}")
_VERSUS = re.compile(r"-? ?(?:v|vs|versus)\.? ?-?", re.IGNORECASE)
_LONGEST_PARTY = 150
_CITED = re.compile(r"\bneutral citation\b|^\[\d{4}\] (?:EW|UK)", re.IGNORECASE)
_OPEN_END = re.compile(r"\b(?:of|the|and|for|with|from|a|an|or|their|our)$|[-–&,]$")
_CITATION = re.compile(r"^\[\d{4}\] [A-Z][A-Za-z]+\b.{0,40}$")
_MARKED_UP = ("text/html", "text/markdown")
_SALUTATION = re.compile(r"^Dear [A-Z][^.]{1,80}$")
_LETTERHEAD = 25
_TOP = 4
_LOOKED_AT = 8
_LONGEST = 26
_LONGEST_DATE = 60
_KICKER = 2


def find_title(clean: CleanPage) -> Evidence:
    """The title by the first rule that gives one; the file's name is the last resort."""
    return (
        _first_heading(clean)
        or _stated(clean)
        or _letter_subject(clean)
        or _case_name(clean)
        or _theme_sentence(clean)
        or _heading_line(clean)
        or _player_line(clean)
        or _file_name(clean)
    )


def player_line(line: str) -> tuple[str, str] | None:
    """(publisher, title) of an embedded player's caption, "Publisher · Title"."""
    match = _PLAYER.match(line.strip())
    if not match or len(match["title"].split()) < 3 or any(c.isdigit() for c in match["publisher"]):
        return None
    publisher, title = match["publisher"].strip(), match["title"].strip()
    named = publisher[:1].isupper() and not publisher.lower().startswith(("by ", "posted ", "home", "news"))
    return (publisher, title) if named and not any(dates.find_dates(title)) else None


def meta_values(clean: CleanPage, *names: str) -> list[tuple[str, str]]:
    """(name, value) of the page's metadata, in the order of `names`; names compare without case."""
    return [
        (fact.name, " ".join(fact.value.split()))
        for name in names
        for fact in clean.meta
        if fact.name.lower() == name.lower() and fact.value.strip()
    ]


def _first_heading(clean: CleanPage) -> Evidence | None:
    """A level 1 heading in the text, where the page has exactly one."""
    if clean.page.media_type not in _MARKED_UP:
        return None  # a plain text's headings are read by their looks, below
    headings = [block for block in clean.blocks if block.role == "heading" and block.level == 1]
    if len(headings) != 1 or not _may_be_title(headings[0].text):
        return None
    block = headings[0]
    return in_text(clean, "title", block.text, "h1", block.start, block.end)


def _stated(clean: CleanPage) -> Evidence | None:
    names = [name for _, name in meta_values(clean, "og:site_name", "json-ld:publisher", "application-name")]
    for name, value in meta_values(clean, *_STATED):
        title = _without_site(value, names) if name.lower() in ("title", "og:title") else value
        if title and _may_be_title(title) and title not in names:
            return _located(clean, title, value, name.lower().replace(":", "-").replace(".", "-"))
    return None


def _located(clean: CleanPage, title: str, value: str, rule: str) -> Evidence:
    """Evidence in the text where a block says the same, else in the metadata."""
    for block in clean.blocks[:_TOP]:
        if block.text == title:
            return in_text(clean, "title", title, rule, block.start, block.end)
    return outside(clean, "title", title, rule, "metadata", value)


def _without_site(value: str, names: list[str]) -> str:
    """A <title> without the site's name at its end, or without its last part where a bar sets it off."""
    for name in names:
        if value.lower().endswith(name.lower()):
            return _SUFFIX.split(value[: -len(name)] + " ")[0].strip(" |–—-:»") or value
    head, bar, _ = value.rpartition(" | ")
    return head.split(" | ")[0].strip() if bar else value


def _theme_sentence(clean: CleanPage) -> Evidence | None:
    """A practice list that opens with questions is named by the question that its bullets answer."""
    opening = next((block for block in clean.blocks[:_TOP] if _is_heading_line(block)), None)
    if opening is not None and not opening.text.endswith("?"):
        return None
    for block, following in zip(clean.blocks, (*clean.blocks[1:], None), strict=True):
        match = _THEME_SENTENCE.match(block.text) if len(block.text) < 300 else None
        if (
            match
            and following is not None
            and following.role in ("bullet", "row")
            and not _ANYBODY.match(match["theme"])
        ):
            start, end = match.span("theme")
            theme = match["theme"]
            value = theme[:1].upper() + theme[1:]
            return in_text(clean, "title", value, "theme-sentence", block.start + start, block.start + end)
    return None


def _letter_subject(clean: CleanPage) -> Evidence | None:
    """A letter is named by the line under its salutation."""
    top = clean.blocks[:_LETTERHEAD]
    for block, following in pairwise(top):
        if _SALUTATION.match(block.text):
            if _is_heading_line(following) and len(following.text.split()) > 2:
                return in_text(
                    clean, "title", following.text, "letter-subject", following.start, following.end
                )
            return None
    return None


def _case_name(clean: CleanPage) -> Evidence | None:
    """A judgment is named by its parties, with the citation where that stands below them."""
    top = clean.blocks[:_LETTERHEAD]
    if not any(_CITED.search(line) for line in (*(block.text for block in top), *clean.furniture[:_TOP])):
        return None
    for block, following in zip(top, (*top[1:], None), strict=True):
        if len(block.text) <= 300 and _CASE.fullmatch(block.text):
            if following is not None and _CITATION.match(following.text):
                title, end = f"{block.text} {following.text}", following.end
            else:
                title, end = block.text, block.end
            return in_text(clean, "title", title, "case-name", block.start, end)
    for one, versus, other in zip(top, top[1:], top[2:], strict=False):
        if _VERSUS.fullmatch(versus.text) and max(len(one.text), len(other.text)) <= _LONGEST_PARTY:
            title = f"{one.text} v {other.text}"
            return in_text(clean, "title", title, "case-name", one.start, other.end)
    return None


def _heading_line(clean: CleanPage) -> Evidence | None:
    """The first line, dates and labels aside, if it looks like a heading; a kicker or a body's name above it
    does not."""
    places = [i for i, block in enumerate(clean.blocks[:_LOOKED_AT]) if _may_be_title(block.text)]
    if not places or not _is_heading_line(clean.blocks[places[0]]):
        return None
    joined = _inspection(clean, places)
    if joined is not None:
        return joined
    place = places[0]
    begun = next((i for i in range(place, _LOOKED_AT) if _begins_text(clean.blocks[i : i + 1])), _LOOKED_AT)
    below = [i for i in places[1:3] if i < begun]
    place = next((i for i in below if _heads(clean.blocks[place], clean.blocks[i])), place)
    block = clean.blocks[place]
    title, end = _whole_title(clean.blocks[place : place + 3])
    return in_text(clean, "title", title, "heading-line", block.start, end)


def _begins_text(blocks: Sequence[Block]) -> bool:
    return any(len(block.text.split()) > _KICKER and block.text.endswith((".", "!")) for block in blocks)


def _inspection(clean: CleanPage, places: Sequence[int]) -> Evidence | None:
    """A report that names its place on one line and what was inspected on the line above or below it."""
    if len(places) < 2 or places[1] != places[0] + 1:
        return None
    one, other = (clean.blocks[i] for i in places[:2])
    below = resolve(one.text) is not None and _INSPECTED.match(other.text)
    above = _INSPECTED.match(one.text) and _is_heading_line(one) and resolve(other.text) is not None
    if not below and not above:
        return None
    title = _NOTE_MARK.sub("", f"{one.text}: {other.text}")
    return in_text(clean, "title", title, "place-and-inspection", one.start, other.end)


def _heads(block: Block, following: Block) -> bool:
    """Whether a line only stands above the title: a kicker of a word or two, or the name of a body."""
    words = len(following.text.split())
    if not _is_heading_line(following) or following.text.endswith("?"):
        return False
    kicker = len(block.text.split()) <= _KICKER and words > 2 * _KICKER
    return kicker or (words > _KICKER and _is_body(block.text))


def _is_body(text: str) -> bool:
    """A council's or another body's name and nothing else, every word of it with a capital."""
    words = _NATION.sub("", text).split()
    named = all(
        word[0].isupper() or word in ("of", "and", "the", "on", "upon", "&", "in", "for") for word in words
    )
    body = words[-1:] and (words[-1].casefold() in _BODIES or _BODY_OF.search(text))
    return len(words) <= 9 and named and bool(body)


def _whole_title(blocks: Sequence[Block]) -> tuple[str, int]:
    """A title that was broken over lines, whole, and where it ends in the text."""
    own, bar, _ = blocks[0].text.partition(" | ")
    if bar:
        return own.strip(), blocks[0].start + len(own)  # the site's name follows
    title, end = blocks[0].text, blocks[0].end
    for block in blocks[1:]:
        broken = _OPEN_END.search(title) or block.text[0].islower() or title.rfind("(") > title.rfind(")")
        if not broken or block.role not in ("heading", "paragraph") or not _is_heading_line(block):
            break
        title, end = f"{title} {block.text}", block.end
    return title, end


def _may_be_title(text: str) -> bool:
    if _NOT_A_TITLE.match(text) or _SHORT_DATE.match(text) or not any(map(str.isalpha, text)):
        return False
    return len(text) > _LONGEST_DATE or dates.parse_date(text) is None


def _is_heading_line(block: Block) -> bool:
    text = block.text.strip()
    if block.role not in ("heading", "paragraph") or len(text.split()) > _LONGEST or not _may_be_title(text):
        return False
    return not text.endswith((".", ":", ",", ";", "…", "...")) and len(
        text.partition(" | ")[0].split()
    ) > 2 * (" | " in text)


def _player_line(clean: CleanPage) -> Evidence | None:
    for block in clean.blocks:
        found = player_line(block.text)
        if found:
            return in_text(clean, "title", found[1], "player-line", block.start, block.end)
    for line in clean.furniture:
        found = player_line(line)
        if found:
            return outside(clean, "title", found[1], "player-line", "furniture", line)
    return None


def _file_name(clean: CleanPage) -> Evidence:
    name = PurePosixPath(clean.page.path).name
    stem = name.removesuffix(".gz")
    stem = stem.rsplit(".", 1)[0] if "." in stem[1:] else stem
    words = " ".join(re.split(r"[-_\s]+", stem)).strip()
    return outside(clean, "title", words[:1].upper() + words[1:] or name, "file-name", "metadata", name)
