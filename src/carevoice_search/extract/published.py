"""When a page was published, if it says so: ordered, named rules, and no date where it does not.

Dates of inspections, hearings, visits and events are not publication dates; nor is anything in a banner, a
caption, a teaser, an upload's path or a copyright line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from carevoice_search import dates
from carevoice_search.clean.openings import REACH, openings, words_of
from carevoice_search.clean.wording import TIME, WEEKDAY
from carevoice_search.extract.citing import in_block, outside
from carevoice_search.extract.listed import is_event, is_listed
from carevoice_search.extract.meetings import meeting_lines
from carevoice_search.extract.titles import meta_values
from carevoice_search.model import Block, CleanPage, Evidence

_META = (
    "article:published_time",
    "json-ld:datepublished",
    "og:published_time",
    "itemprop:datepublished",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "dc:date",
    "parsely-pub-date",
    "publication_date",
    "pubdate",
    "publish-date",
    "date",
)
_META_UPDATED = ("article:modified_time", "json-ld:datemodified", "og:updated_time", "dcterms.modified")

_PUBLISHED = re.compile(
    r"^\W*(?:(?:report |article |page |letter |first |date |originally )?(?:published|posted|"
    r"issued|released)(?: date| online| on| by [^\d:]{2,40}?)?"
    r"|(?:publication|release|issue) date|date of (?:publication|issue|release|meeting|"
    r"judgment|decision|report|letter)"
    rf"|(?:meeting|report|letter|judgment) date|meeting|date(?:d)?|(?:strictly )?embargo(?:ed)?"
    rf"(?: until| to| for| till)?)\s*[:\-–|]?\s*(?:{TIME}\s*(?:,|on|–|-)?\s*)?"
    rf"(?:{WEEKDAY},?\s+)?(?:the )?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"^\W*(?:(?:page |this page was |article )?(?:last )?(?:updated|reviewed|modified|amended|"
    r"revised)|date (?:last )?updated"
    rf"|content last reviewed|last (?:update|review))(?: on)?\s*[:\-–|]?\s*(?:{TIME}\s*(?:,|on|–|-)?\s*)?"
    rf"(?:{WEEKDAY},?\s+)?(?:the )?$",
    re.IGNORECASE,
)
_LABEL_WORD = re.compile(
    r"\W*(?:report|article|page|letter|first|dated?|originally|published|posted|issued|released|publication|release|"
    r"issue|meeting|judgment|strictly|embargo(?:ed)?|this|last|updated|reviewed|modified|amended|revised|content)\b",
    re.IGNORECASE,
)
_AROUND_DATELINE = re.compile(rf"^\W*(?:{WEEKDAY}\W*)?$|^\W*{TIME}\W*$", re.IGNORECASE)
_SHORT_DATE = re.compile(r"^(\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}) ['’]?(\d{2})$")
_BYLINE = re.compile(r"^(?:posted |written |words )?by:? [A-Z]", re.IGNORECASE)
_OCCASION = re.compile(
    r"\b(?:speech|address|remarks|lecture|keynote|statement|minutes|agenda|meeting|hansard|"
    r"debate|oral evidence|"
    r"newsletter|bulletin|e-?bulletin|briefing|edition|press release)\b",
    re.IGNORECASE,
)
_NO_OCCASION = re.compile(
    r"\b(?:inspection|visit|survey|data|figures|between|from|until|up to|since)\b", re.IGNORECASE
)
_HANDED_DOWN = re.compile(
    r"\b(?:handed down|judgment (?:given|delivered)|approved judgment)\b[^;\n]{0,60}?\bon (?=\w*\s?\d)",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:today,?|published) \((?:on )?(?:the )?", re.IGNORECASE)
_THIS_PUBLISHED = re.compile(
    r"\bthis (?:report|page|article|post|guidance|document|statement|letter|blog|story|news|release|briefing|"
    r"paper|summary) (?:was|is|has been) (?:first |last |originally )?"
    r"(?:published|posted|issued|updated|written) (?:on|in) (?:the )?",
    re.IGNORECASE,
)
_TEASERS = re.compile(
    r"^(?:you (?:might|may)(?: also)? (?:like|enjoy)|more (?:like this|from|on|news|stories)|"
    r"related|most (?:read|popular|viewed)|"
    r"recommended|latest|see also|read (?:more|next|also)|recent (?:news|posts|articles)|previous|next)\b",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"^(?:\d+ )?(?:comments?|responses?|replies)\b.{0,80}$", re.IGNORECASE)
_LISTING = re.compile(
    r"^(?:(?:our|all|the|latest|recent|more) )*(?:news|blogs?|stories|updates|press releases|articles|publications|"
    r"events|posts|archive|reports)(?: (?:and|&) \w+)?$",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(r"^\W*dated?\s*[:\-–|]", re.IGNORECASE)
_ISSUE_NUMBER = (
    r"(?:issue|edition|volume|vol\.?|number|no\.?|newsletter|bulletin|e-?bulletin)"
    r"\s?(?:no\.?\s?|number\s)?\d{1,5}[a-z]?"
)
_ISSUE = re.compile(rf"^{_ISSUE_NUMBER}\W{{1,5}}(?=\w)|\W{_ISSUE_NUMBER}\W*$", re.IGNORECASE)
_LONGEST_ISSUE = 80
_LISTED_DAYS = 3
_HEAD = 3
_LONGEST_DATE = 60
_TOP = 10
_BOTTOM = 6

Line = tuple[str, Block | None]
Finder = Callable[[CleanPage, Evidence], Iterator[tuple[Line, dates.DateMention]]]


@lru_cache(maxsize=1)
def find_date(clean: CleanPage, title: Evidence) -> Evidence | None:
    """The publication date as an ISO prefix, with its rule and its words; None where the page states none."""
    from_meta = _from_metadata(clean, _META) or _from_time(clean)
    if from_meta:
        return from_meta
    for rule, finder in _RULES:
        found = list(finder(clean, title))
        own = [(line, mention) for line, mention in found if line[1] is not None]
        usable = own or (found if len({mention.iso for _, mention in found}) == 1 else [])
        if usable:
            return _cited(clean, rule, *usable[0])
    return _from_metadata(clean, _META_UPDATED)


def _from_time(clean: CleanPage) -> Evidence | None:
    """A <time> in the page; more than two days are those of events or teasers, and tell nothing."""
    times = [(value, iso) for _, value in meta_values(clean, "time") if (iso := dates.parse_date(value))]
    if not times or len({iso for _, iso in times}) > 2:
        return None
    value, iso = times[0]
    if any(is_event(clean, block) and _holds(block.text, iso) for block in clean.blocks):
        return None
    return outside(clean, "date", iso, "time", "metadata", value) if len(iso) == 10 else None


def _holds(text: str, iso: str) -> bool:
    return any(mention.iso == iso for mention in dates.find_dates(text))


def _from_metadata(clean: CleanPage, names: tuple[str, ...]) -> Evidence | None:
    for name, value in meta_values(clean, *names):
        iso = dates.parse_date(value)
        if iso and iso[:4] >= "1990":
            rule = re.sub(r"[^a-z]+", "-", name.lower())
            return outside(clean, "date", iso, rule, "metadata", value)
    return None


def _cited(clean: CleanPage, rule: str, line: Line, mention: dates.DateMention) -> Evidence:
    text, block = line
    if block is None:
        return outside(clean, "date", mention.iso, rule, "furniture", text)
    return in_block(clean, block, "date", mention.iso, rule, (mention.start, mention.end))


def _lines(clean: CleanPage) -> Iterator[Line]:
    yield from ((block.text, block) for block in clean.blocks)
    yield from _own_furniture(clean)


def _own_furniture(clean: CleanPage) -> Iterator[Line]:
    """Furniture up to the first sign of teasers: what they say is of other pages."""
    for line in clean.furniture:
        if _TEASERS.match(line):
            return
        yield line, None


def _edges(clean: CleanPage) -> Iterator[Line]:
    """The lines at the top and the foot of the text, and the furniture."""
    blocks = clean.blocks
    own = blocks if len(blocks) <= _TOP + _BOTTOM else (*blocks[:_TOP], *blocks[-_BOTTOM:])
    yield from ((block.text, block) for block in own)
    yield from _own_furniture(clean)


def _labelled(pattern: re.Pattern[str]) -> Finder:
    """Lines such as "Published: 3 May 2022": a label, then the date, within a short line."""

    def find(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
        bare: set[str] = set()
        found: list[tuple[Line, dates.DateMention]] = []
        for line in _lines(clean):
            if len(line[0]) > 160 or not _LABEL_WORD.match(line[0]):
                continue
            mention = next(dates.find_dates(line[0]), None)
            if mention is None or not pattern.match(line[0][: mention.start]):
                continue
            if _BARE_LABEL.match(line[0]):
                if line[1] is not None and is_listed(clean, line[1]):
                    continue
                bare.add(mention.iso)
            found.append((line, mention))
        # "Date: ..." again and again, or many days of publication, are those of what a page lists.
        days = {mention.iso for line, mention in found if line[1] is not None}
        if len(bare) < 2 and len(days) < _LISTED_DAYS:
            yield from found

    return find


def _labelled_year(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """ "Published 2021": a year is all that the page states."""
    for line in _lines(clean):
        if len(line[0]) <= 60 and not any(dates.find_dates(line[0])):
            for mention in dates.find_years(line[0]):
                if _PUBLISHED.match(line[0][: mention.start]) and len(line[0]) - mention.end <= 2:
                    yield line, mention


def _dateline(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """A line of its own near the top that holds a full date and nothing else.

    Where different days stand on lines of their own further down, the page lists things and states none of its own.
    """
    found = list(_datelines(clean))
    top = [(block, mention) for block, mention in found if block.start <= _end_of_top(clean)]
    own = top[0] if top else None
    others = {mention.iso for block, mention in found if own is None or mention.iso != own[1].iso}
    listing = own is not None and (
        own[0] not in clean.blocks[:_HEAD] or any(_LISTING.match(b.text) for b in clean.blocks[:_HEAD])
    )
    if len(others) > 1 or (others and listing):
        return
    for block, mention in top:
        # A month alone is a date of publication only right beside the title, and where no other day stands alone.
        beside = len(mention.iso) == 7 and not others and _heads_no_list(clean.blocks, block)
        if (len(mention.iso) == 10 or beside) and not is_listed(clean, block):
            yield (block.text, block), mention


def _heads_no_list(blocks: Sequence[Block], block: Block) -> bool:
    """Whether a month on a line of its own is one of the first two lines and no heading of what is listed below."""
    position = next((i for i, one in enumerate(blocks[:2]) if one is block), None)
    below = blocks[position + 1 : position + 3] if position is not None else ()
    return any(one.role not in ("bullet", "row") for one in below)


def _datelines(clean: CleanPage) -> Iterator[tuple[Block, dates.DateMention]]:
    """Every line that is a date, up to the page's comments and teasers."""
    for block in clean.blocks:
        if _COMMENTS.match(block.text) or (block.start > _end_of_top(clean) and _TEASERS.match(block.text)):
            return
        mention = _only_date(block.text)
        if mention:
            yield block, mention


def _end_of_top(clean: CleanPage) -> int:
    return clean.blocks[min(_TOP, len(clean.blocks)) - 1].start


def _only_date(text: str) -> dates.DateMention | None:
    """The date that a short line holds, where it holds nothing else but a weekday or a time."""
    found = list(dates.find_dates(text)) if len(text) <= 50 else []
    if len(found) != 1:
        return None
    before, after = text[: found[0].start], text[found[0].end :]
    return found[0] if _AROUND_DATELINE.match(before) and _AROUND_DATELINE.match(after) else None


def _short_dateline(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """A line of its own at the top such as "24 Oct 19": alone, and with its month in letters."""
    for block in clean.blocks[:_TOP]:
        match = _SHORT_DATE.match(block.text)
        iso = dates.parse_date(f"{match[1]} 20{match[2]}") if match else None
        if iso:
            yield (block.text, block), dates.DateMention(iso, 0, len(block.text), "day-month-short-year")


def _issue_line(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """ "Issue 41 – March 2023", or the two the other way round, at the top or in the furniture."""
    for line in ((block.text, block) for block in clean.blocks[:_TOP]), _own_furniture(clean):
        for text, block in line:
            number = _ISSUE.search(text) if len(text) <= _LONGEST_ISSUE else None
            if number is None:
                continue
            start, end = (number.end(), len(text)) if number.start() == 0 else (0, number.start())
            found = list(dates.find_dates(text[start:end]))
            if len(found) == 1 and not (
                text[start:end][: found[0].start] + text[start:end][found[0].end :]
            ).strip(" ,.:|·–—-()"):
                here = replace(found[0], start=start + found[0].start, end=start + found[0].end)
                yield (text, block), here


def _byline(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """A short line that names the writer, or parts set off by bars or dots, and a full date.

    Several barred lines with different days are the lines of a list.
    """
    found = list(_bylines(clean))
    barred = {mention.iso for (text, _), mention in found if not _BYLINE.match(text)}
    yield from (one for one in found if len(barred) < 2 or _BYLINE.match(one[0][0]))


def _bylines(clean: CleanPage) -> Iterator[tuple[Line, dates.DateMention]]:
    for line in _edges(clean):
        text = line[0]
        if len(text) > 140 or len(text.split()) > 16 or text.endswith((".", "…")):
            continue
        own = _BYLINE.match(text) is not None
        barred = line[1] in clean.blocks[:_TOP] and re.search(r"\s[|·•]\s|\s[–—-]\s", text) is not None
        if own or (barred and line[1] is not None and not is_event(clean, line[1])):
            for mention in dates.find_dates(text):
                rest = (text[: mention.start] + text[mention.end :]).strip()
                if len(mention.iso) == 10 and not _NO_OCCASION.search(rest):
                    yield line, mention
                break


def _in_title(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """The date of a speech, a meeting or an issue in the title or in a heading at the top."""
    for block in clean.blocks[:_TOP]:
        text = block.text
        heading = block.role == "heading" or text == title.value or title.quote.startswith(text)
        if len(text) > 200 or not (heading or block in clean.blocks[:3]) or text.endswith("."):
            continue
        if _OCCASION.search(text) and not _NO_OCCASION.search(text) and not is_event(clean, block):
            for mention in dates.find_dates(text):
                yield (text, block), mention
                break


def _meeting(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """ "Corporate Parenting Panel, 19 October 2021" above the page's sentences; several such days are a calendar's."""
    found = list(meeting_lines(clean))
    if len({mention.iso for _, mention in found}) == 1:
        above = list(takewhile(lambda block: not block.text.endswith("."), clean.blocks[:_TOP]))
        for block, mention in found:
            if block in above and not is_listed(clean, block):
                yield (block.text, block), mention


def _in_sentence(pattern: re.Pattern[str]) -> Finder:
    """A date within a sentence, right after words that say that it is the page's own."""

    begins = openings(pattern.pattern, pattern.flags)

    def find(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
        if len(clean.text) <= REACH and not words_of(clean.text).may_show(begins):
            return
        for block in clean.blocks:
            for match in pattern.finditer(block.text):
                offset = match.end()
                after = block.text[offset : offset + _LONGEST_DATE]
                mention = next(dates.find_dates(after), None)
                if mention and not after[: mention.start].strip(" ,"):
                    here = replace(mention, start=offset + mention.start, end=offset + mention.end)
                    yield (block.text, block), here

    return find


_RULES: tuple[tuple[str, Finder], ...] = (
    ("published-line", _labelled(_PUBLISHED)),
    ("dateline", _dateline),
    ("short-dateline", _short_dateline),
    ("issue-line", _issue_line),
    ("meeting-in-heading", _meeting),
    ("byline", _byline),
    ("occasion-in-title", _in_title),
    ("handed-down", _in_sentence(_HANDED_DOWN)),
    ("today-in-brackets", _in_sentence(_TODAY)),
    ("this-was-published", _in_sentence(_THIS_PUBLISHED)),
    ("updated-line", _labelled(_UPDATED)),
    ("published-year", _labelled_year),
)
