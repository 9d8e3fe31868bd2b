"""When a page was published, if it says so: ordered, named rules, and no date where it does not.

Dates of inspections, hearings, visits and events are not publication dates; nor is anything in a banner, a
caption, a teaser, an upload's path or a copyright line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from carevoice_search import dates
from carevoice_search.extract.citing import in_block, outside
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

_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)"
_PUBLISHED = re.compile(
    r"^\W*(?:(?:report |article |page |letter |first |date |originally )?(?:published|posted|"
    r"issued|released)(?: date| online| on| by [^\d:]{2,40}?)?"
    r"|(?:publication|release|issue) date|date of (?:publication|issue|release|meeting|"
    r"judgment|decision|report|letter)"
    rf"|(?:meeting|report|letter|judgment) date|meeting|date(?:d)?)\s*[:\-–|"
    rf"]?\s*(?:{_WEEKDAY},?\s+)?(?:the )?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"^\W*(?:(?:page |this page was |article )?(?:last )?(?:updated|reviewed|modified|amended|"
    r"revised)|date (?:last )?updated"
    rf"|content last reviewed|last (?:update|review))(?: on)?\s*[:\-–|]?\s*(?:{_WEEKDAY},?\s+)?(?:the )?$",
    re.IGNORECASE,
)
_LABEL_WORD = re.compile(
    r"\W*(?:report|article|page|letter|first|dated?|originally|published|posted|issued|released|publication|release|"
    r"issue|meeting|judgment|this|last|updated|reviewed|modified|amended|revised|content)\b",
    re.IGNORECASE,
)
_AROUND_DATELINE = re.compile(
    rf"^\W*(?:{_WEEKDAY}\W*)?$|^\W*(?:at )?\d{{1,2}}[:.]\d{{2}}(?:\s?[ap]m)?(?:\s?(?:GMT|"
    rf"BST))?\W*$",
    re.IGNORECASE,
)
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
_LONGEST_DATE = 60
_TOP = 10
_BOTTOM = 6

Line = tuple[str, Block | None]
Finder = Callable[[CleanPage, Evidence], Iterator[tuple[Line, dates.DateMention]]]


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
    return outside(clean, "date", iso, "time", "metadata", value) if len(iso) == 10 else None


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
        for line in _lines(clean):
            if len(line[0]) > 160 or not _LABEL_WORD.match(line[0]):
                continue
            for mention in dates.find_dates(line[0]):
                if pattern.match(line[0][: mention.start]):
                    yield line, mention
                break

    return find


def _labelled_year(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """ "Published 2021": a year is all that the page states."""
    for line in _lines(clean):
        if len(line[0]) <= 60 and not any(dates.find_dates(line[0])):
            for mention in dates.find_years(line[0]):
                if _PUBLISHED.match(line[0][: mention.start]) and len(line[0]) - mention.end <= 2:
                    yield line, mention


def _dateline(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """A line of its own near the top that holds a full date and nothing else."""
    for block in clean.blocks[:_TOP]:
        found = list(dates.find_dates(block.text)) if len(block.text) <= 50 else []
        if len(found) == 1 and len(found[0].iso) == 10:
            before, after = block.text[: found[0].start], block.text[found[0].end :]
            if _AROUND_DATELINE.match(before) and _AROUND_DATELINE.match(after):
                yield (block.text, block), found[0]


def _short_dateline(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """A line of its own at the top such as "24 Oct 19": alone, and with its month in letters."""
    for block in clean.blocks[:_TOP]:
        match = _SHORT_DATE.match(block.text)
        iso = dates.parse_date(f"{match[1]} 20{match[2]}") if match else None
        if iso:
            yield (block.text, block), dates.DateMention(iso, 0, len(block.text), "day-month-short-year")


def _byline(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
    """A short line that names the writer, or parts set off by bars or dots, and a full date."""
    for line in _edges(clean):
        text = line[0]
        if len(text) > 140 or len(text.split()) > 16 or text.endswith((".", "…")):
            continue
        own = _BYLINE.match(text) is not None
        barred = line[1] in clean.blocks[:_TOP] and re.search(r"\s[|·•]\s|\s[–—-]\s", text) is not None
        if own or (barred and line[1] is not None):
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
        if _OCCASION.search(text) and not _NO_OCCASION.search(text):
            for mention in dates.find_dates(text):
                yield (text, block), mention
                break


def _in_sentence(pattern: re.Pattern[str]) -> Finder:
    """A date within a sentence, right after words that say that it is the page's own."""

    def find(clean: CleanPage, title: Evidence) -> Iterator[tuple[Line, dates.DateMention]]:
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
    ("byline", _byline),
    ("occasion-in-title", _in_title),
    ("handed-down", _in_sentence(_HANDED_DOWN)),
    ("today-in-brackets", _in_sentence(_TODAY)),
    ("this-was-published", _in_sentence(_THIS_PUBLISHED)),
    ("updated-line", _labelled(_UPDATED)),
    ("published-year", _labelled_year),
)
