"""Where a text means a council.

Names are found by their words, the longest first; full forms ("Stockport MBC") count as they stand, bare area
names only where the words around them allow it (context.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from carevoice_search.gazetteer import context
from carevoice_search.gazetteer.context import Around, Verdict
from carevoice_search.gazetteer.names import (
    COUNTY_SUFFIXES,
    PREFIXES,
    SUFFIXES,
    Mention,
    split,
    without_affixes,
)
from carevoice_search.gazetteer.registry import Alias, alias_table, council, county_names, existed, of_the_day

_START = re.compile(r"(?<![\w@#])[A-Z][^\W_]*")
_GAP = re.compile(r"[ \t\u00a0\u202f]*\n?[ \t\u00a0\u202f]*\Z")
_HYPHENS = ("-", "‐", "‑", "–", "")
_SMALL = frozenset(
    ("and", "upon", "of", "on", "the", "with", "in", "y", "ar", "nan", "an", "h", "under", "le")
)
_LOWER_SUFFIXES = frozenset(s for s in SUFFIXES if s.endswith(("council", "authority")))
_LINK = re.compile(r"(?:['’]s?)?\s*(?:,|,?\s*(?:and|&|or)|/)\s+(?:the\s+|in\s+)?\Z|\s*/\s*\Z")
_HEAD_MARK = re.compile(r"[ \t]*(?:(:|\(|[-–—](?=[ \t]))|(?=\n|\Z))")
_FIRST_YEAR = "2010"


@dataclass(frozen=True, slots=True)
class _Found:
    """A name as it stands in a text; `core_end` is the end of the area's name within it."""

    alias: Alias
    name: str
    start: int
    end: int
    full: bool
    county: bool


@dataclass(slots=True)
class _Page:
    """A text, and what is asked of the whole of it, answered once."""

    text: str
    answers: dict[str, bool]

    def holds(self, pattern: str) -> bool:
        if pattern not in self.answers:
            self.answers[pattern] = re.search(pattern, self.text) is not None
        return self.answers[pattern]


def find_mentions(text: str, on: str | None = None) -> list[Mention]:
    """The places where `text` means a council, in order and without overlaps.

    `on` is the ISO prefix of the text's time: namesakes that followed one another are told apart by it.
    """
    page = _Page(text, {})
    found = list(_names(text))
    verdicts = _without_persons(text, found, [_verdict(page, one) for one in found])
    verdicts = _listed(text, found, _enumerated(text, found, verdicts))
    mentions = []
    for one, verdict in zip(found, verdicts, strict=True):
        if verdict.meant:
            code = of_the_day(one.alias.codes, on, one.county)
            if _of_its_time(page, one, verdict, code, on):
                mentions.append(Mention(code, one.start, one.end, verdict.rule))
    return mentions


def _names(text: str) -> Iterator[_Found]:
    """Every form of a name in the text, longest first and without overlaps."""
    place = 0
    trie = _trie()
    for match in _START.finditer(text):
        if match.start() < place:
            continue
        one = _longest(text, match.start(), trie)
        if one is not None:
            one = _extended(text, one, place)
            place = one.end
            yield one


def _longest(text: str, start: int, trie: _Node) -> _Found | None:
    """The longest name that starts here."""
    best: _Found | None = None
    node, last = trie, start
    words: list[str] = []
    comma = False
    for word in split(text[start : start + 80]):
        begin = start + word.start
        gap = text[last:begin]
        if words and not _joins(gap, words[-1]):
            if gap.strip() != ",":
                break
            comma = True
        if (
            not text[begin].isupper()
            and gap not in _HYPHENS
            and word.text not in _SMALL
            and "&" not in text[begin : begin + 1]
        ):
            break
        for form, end in dict.fromkeys(((word.text, word.end), (word.base, word.base_end))):
            here = node.children.get(form)
            if here is not None and here.alias is not None and (not comma or "," in here.alias.text):
                name = " ".join([*words, form])
                if _written_as(here.alias, text[start : start + end]):
                    best = _Found(here.alias, name, start, start + end, here.alias.kind != "area", False)
        following = node.children.get(word.text)
        if following is None:
            break
        node, last = following, start + word.end
        words.append(word.text)
    return best


def _joins(gap: str, word: str) -> bool:
    """Whether two words of one name may be kept apart like this."""
    if gap in _HYPHENS:
        return True
    if word in ("st", "co") and gap[:1] == ".":
        gap = gap[1:]
    return bool(_GAP.match(gap))


def _written_as(alias: Alias, raw: str) -> bool:
    """Abbreviations count as they are written; names in any capitals."""
    return alias.kind != "abbreviation" or raw.replace("&amp;", "&") == alias.text


def _extended(text: str, one: _Found, place: int) -> _Found:
    """The name with what makes it a full form: "London Borough of" before, "County Council" behind."""
    if one.alias.kind == "full":
        return one
    suffix, end = _suffix(text, one.end)
    start = _prefix_start(text, one.start, place)
    if end > one.end and start == one.start and _is_tax(text, end):
        suffix, end = "", one.end
    full = one.full or end > one.end or start < one.start
    return replace(one, start=start, end=end, full=full, county=suffix in COUNTY_SUFFIXES)


def _suffix(text: str, end: int) -> tuple[str, int]:
    """The longest of the SUFFIXES that follows, and where it ends."""
    best, words, last = ("", end), list[str](), end
    stretch = text[end : end + 60]
    for word in split(stretch):
        gap = text[last : end + word.start]
        raw = stretch[word.start : word.end]
        if not gap or not _GAP.match(gap) or len(words) == 3:
            break
        words.append(word.base)
        last = end + word.base_end
        tail = " ".join(words)
        if (
            tail in SUFFIXES
            and (raw[0].isupper() or tail in _LOWER_SUFFIXES)
            and (len(tail) > 3 or raw.isupper())
        ):
            best = (tail, last)
    return best


def _prefix_start(text: str, start: int, place: int) -> int:
    """Where the longest of the PREFIXES that stands before the name begins."""
    begin = max(place, start - 40)
    words = list(split(text[begin:start]))[-4:]
    best, last, tail = start, start, ""
    for word in reversed(words):
        if not _GAP.match(text[begin + word.end : last]) or last == begin + word.end:
            break
        last = begin + word.start
        tail = f"{word.text} {tail}".strip()
        if tail in PREFIXES and text[last].isupper():
            best = last
    return best


def _is_tax(text: str, end: int) -> bool:
    return text[end : end + 4].lower() == " tax"


def _verdict(page: _Page, one: _Found) -> Verdict:
    here = context.around(page.text, one.start, one.end)
    if one.alias.kind != "abbreviation" and context.part_of_longer_name(here, one.full):
        return Verdict(False, "longer-name")
    if one.alias.kind == "trust":
        return Verdict(page.holds("HSC|ealth and Social Care Trust|Northern Ireland"), "full-name")
    if one.alias.kind == "abbreviation":
        return Verdict(True, "abbreviation")
    if one.full:
        return _full_verdict(page.text[one.start : one.end], here)
    if one.name == "kingston" and page.holds("[Kk]ingston[ -]upon[ -]Hull"):
        return Verdict(False, "longer-name")
    return context.judge(one.name, here)


def _full_verdict(raw: str, here: Around) -> Verdict:
    """A full form counts, save that "City of Bath College" is a college."""
    ends_as_council = raw[-1:] != "" and any(raw.lower().endswith(s) for s in SUFFIXES)
    if not ends_as_council and context.judge("", here).meant is False:
        return Verdict(False, "institution")
    return Verdict(True, "full-name")


def _without_persons(text: str, found: list[_Found], verdicts: list[Verdict]) -> list[Verdict]:
    """Where a page names a Jane Sutton, "Sutton said" is she."""
    persons = {one.name for one, verdict in zip(found, verdicts, strict=True) if verdict.rule == "person"}
    return [
        Verdict(False, "person")
        if one.name in persons
        and not one.full
        and context.said_by_a_person(context.around(text, one.start, one.end))
        else verdict
        for one, verdict in zip(found, verdicts, strict=True)
    ]


def _enumerated(text: str, found: list[_Found], verdicts: list[Verdict]) -> list[Verdict]:
    """Names in one enumeration ("A, B and C") share what is known of any of them."""
    verdicts = list(verdicts)
    for first, last in _enumerations(text, found):
        group = range(first, last + 1)
        known = [verdicts[i] for i in group]
        if known[0].rule == "place":
            verdicts[first : last + 1] = [
                v if one.full else known[0] for v, one in zip(known, found[first:], strict=False)
            ]
        elif len(group) == 2 and _in_county(text, found[first], found[last]) and not known[1].sure:
            verdicts[last] = Verdict(False, "place")
        elif any(v.meant for v in known) or (len(group) > 2 and not any(v.meant is False for v in known)):
            verdicts[first : last + 1] = [replace(v, meant=True) if v.meant is None else v for v in known]
        for i in reversed(group[:-1]):
            if not found[i].full and verdicts[i + 1].rule == "joint-institution":
                verdicts[i] = verdicts[i + 1]
    return verdicts


def _in_county(text: str, town: _Found, county: _Found) -> bool:
    """Whether two names are a town and its county: "Poole, Dorset" tells where Poole is."""
    if (
        town.full
        or county.full
        or "and" in text[town.end : county.start]
        or "&" in text[town.end : county.start]
    ):
        return False
    inner, outer = council(town.alias.codes[0]), council(county.alias.codes[0])
    return inner.region == outer.region and county.name in county_names() and town.name not in county_names()


def _enumerations(text: str, found: list[_Found]) -> Iterator[tuple[int, int]]:
    """The first and last places in `found` of names that only commas and "and" keep apart."""
    first = 0
    for i in range(1, len(found) + 1):
        if i == len(found) or not _LINK.match(text[found[i - 1].end : found[i].start][:12]):
            if i - 1 > first:
                yield first, i - 1
            first = i


def _listed(text: str, found: list[_Found], verdicts: list[Verdict]) -> list[Verdict]:
    """In a list of councils ("Wigan: ...", "Bury: ..." line by line) a doubtful name is one of them."""
    shapes = [_line_shape(text, one) for one in found]
    sure = Counter(shape for shape, verdict in zip(shapes, verdicts, strict=True) if shape and verdict.meant)
    return [
        replace(verdict, meant=True) if verdict.meant is None and shape and sure[shape] >= 2 else verdict
        for shape, verdict in zip(shapes, verdicts, strict=True)
    ]


def _line_shape(text: str, one: _Found) -> str | None:
    """How a line that starts with the name goes on: the mark after it, "line" if it ends there, else None."""
    before = text[max(0, one.start - 8) : one.start].rsplit("\n", 1)
    if (one.start > 8 and len(before) == 1) or before[-1].strip(" \t-•*–◼"):
        return None
    mark = _HEAD_MARK.match(text, one.end)
    return mark.group(1) or "line" if mark else None


def _of_its_time(page: _Page, one: _Found, verdict: Verdict, code: str, on: str | None) -> bool:
    """Whether an abolished council can be meant: in full always, by its area only while it existed.

    Without a date, a page that speaks of a children's trust of that area is taken to be later.
    """
    ended = council(code).ended
    if ended is None or (one.full and verdict.rule == "full-name"):
        return True
    if on is not None:
        return existed(code, on)
    if verdict.rule == "childrens-trust" or ended < _FIRST_YEAR:
        return False
    return not page.holds(rf"\b{re.escape(one.alias.text)}\s+Children['’]?s['’]?\s+(?:Services\s+)?Trust")


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node]
    alias: Alias | None = None


@cache
def _trie() -> _Node:
    """The names to look for; full forms that rules make of an area's name are found by the rules."""
    root = _Node({})
    table = alias_table()
    for name, alias in table.items():
        by_rule = alias.kind == "full" and any(
            rest in table and table[rest].kind == "area" for rest, _ in without_affixes(name)
        )
        if alias.kind == "spoken" or by_rule:
            continue
        node = root
        for word in name.split():
            node = node.children.setdefault(word, _Node({}))
        node.alias = alias
    return root
