"""Where a text means a council.

Names are found by their words, the longest first; full forms ("Stockport MBC") count as they stand, bare area
names only where the words around them allow it (context.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from carevoice_search.gazetteer import context, trusts
from carevoice_search.gazetteer.around import Around, Verdict, around
from carevoice_search.gazetteer.cases import cited
from carevoice_search.gazetteer.names import (
    COUNTY_SUFFIXES,
    PREFIXES,
    SUFFIXES,
    Mention,
    fold_word,
    without_affixes,
)
from carevoice_search.gazetteer.registry import Alias, alias_table, council, county_names, existed, of_the_day
from carevoice_search.gazetteer.tokens import Tokens, tokenise
from carevoice_search.gazetteer.wordlists import INSTITUTIONS

_START = re.compile(r"[A-Z](?<![\w@#].)[^\W_]*")
_MOST_WORDS = 12
_LONG = 200_000
_HYPHENS = ("-", "‐", "‑", "–", "")
_SMALL = frozenset(
    ("and", "upon", "of", "on", "the", "with", "in", "y", "ar", "nan", "an", "h", "under", "le")
)
_LOWER_SUFFIXES = frozenset(s for s in SUFFIXES if s.endswith(("council", "authority")))
_SUFFIX_FIRST = frozenset(form.split()[0] for form in SUFFIXES)
_PREFIX_LAST = frozenset(form.split()[-1] for form in PREFIXES)
_LINK = re.compile(r"(?:['’]s?)?\s*(?:,|,?\s*(?:and|&|or)|/)\s+(?:the\s+|in\s+)?\Z|\s*/\s*\Z")
_HEAD_MARK = re.compile(r"[ \t]*(?:(:|\(|[-–—](?=[ \t]))|(?=\n|\Z))")
_FIRST_YEAR = "2010"
_SHARED_REASONS = frozenset(("place", "institution", "case", "not-acting"))
_LONGER = Verdict(False, "longer-name")
_FULL = Verdict(True, "full-name")
_ABBREVIATION = Verdict(True, "abbreviation")
_CASE = Verdict(False, "case")
_BYSTANDER = Verdict(False, "not-acting")


class _Found(NamedTuple):
    """A name as it stands in a text: the words `first` up to `last`, the characters `start` up to `end`."""

    alias: Alias
    name: str
    first: int
    last: int
    start: int
    end: int
    full: bool
    county: bool = False


def find_mentions(text: str, on: str | None = None) -> list[Mention]:
    """The places where `text` means a council, in order and without overlaps.

    `on` is the ISO prefix of the text's time: namesakes that followed one another are told apart by it.
    """
    tokens, found, verdicts = _judged(text) if len(text) > _LONG else _judged_before(text)
    mentions = []
    for one, verdict in zip(found, verdicts, strict=True):
        if verdict.meant:
            code = of_the_day(one.alias.codes, on, one.county)
            if _of_its_time(tokens, one, verdict, code, on):
                mentions.append(Mention(code, one.start, one.end, verdict.rule))
    return mentions


def _judged(text: str) -> tuple[Tokens, list[_Found], list[Verdict]]:
    """The names in a text, and of each whether it means its council."""
    beginnings = _trie().children
    places = [m.start() for m in _START.finditer(text) if fold_word(m.group()) in beginnings]
    tokens = tokenise(text, places)
    found = _with_trusts(tokens, places, list(_names(tokens, places)))
    linked = [i > 0 and _is_linked(text, found[i - 1], one) for i, one in enumerate(found)]
    verdicts = [_verdict(tokens, one, listed) for one, listed in zip(found, linked, strict=True)]
    verdicts = _without_persons(tokens, found, verdicts)
    return tokens, found, _listed(text, found, _enumerated(text, found, linked, verdicts))


@lru_cache(maxsize=2)
def _judged_before(text: str) -> tuple[Tokens, list[_Found], list[Verdict]]:
    """A page is asked again when a list on it has told its day."""
    return _judged(text)


def _names(tokens: Tokens, places: list[int]) -> Iterator[_Found]:
    """Every form of a name that starts at one of the places, longest first and without overlaps."""
    trie = _trie()
    past = index = 0
    for place in places:
        index = bisect_left(tokens.starts, place, index)
        if index < past or index == len(tokens.words) or tokens.starts[index] != place:
            continue
        one = _longest(tokens, index, trie)
        if one is not None:
            one = _extended(tokens, one, past)
            past = one.last
            yield one


def _longest(tokens: Tokens, first: int, trie: _Node) -> _Found | None:
    """The longest name that starts here."""
    best: tuple[Alias, int, int, str] | None = None
    node = trie
    comma = False
    for index in range(first, min(first + _MOST_WORDS, len(tokens.words))):
        if index > first:
            gap = tokens.gap(index)
            if gap != " " and not _joins(tokens, index):
                if gap.strip() != ",":
                    break
                comma = True
            if not _may_go_on(tokens, index, gap):
                break
        word = tokens.words[index]
        forms = [(word, tokens.ends[index])]
        if index in tokens.owners:
            forms.append((tokens.owners[index], tokens.base_end(index)))
        for form, end in forms:
            here = node.children.get(form)
            if here is not None and here.alias is not None and _fits(tokens, first, end, here.alias, comma):
                best = here.alias, index + 1, end, form
        following = node.children.get(word)
        if following is None or not following.children:
            break
        node = following
    if best is None:
        return None
    alias, last, end, form = best
    name = " ".join([*tokens.words[first : last - 1], form])
    return _Found(alias, name, first, last, tokens.starts[first], end, alias.kind != "area")


def _fits(tokens: Tokens, first: int, end: int, alias: Alias, comma: bool) -> bool:
    """Whether a name is written as its alias: abbreviations as they are, names in any capitals."""
    if comma and "," not in alias.text:
        return False
    raw = tokens.text[tokens.starts[first] : end]
    return alias.kind != "abbreviation" or raw.replace("&amp;", "&") == alias.text


def _may_go_on(tokens: Tokens, index: int, gap: str) -> bool:
    """Whether a word is written as a further one of a name: with a capital, after a hyphen, or small by nature."""
    start = tokens.starts[index]
    return (
        tokens.upper(index)
        or gap in _HYPHENS
        or tokens.words[index] in _SMALL
        or tokens.text[start : start + 1] == "&"
    )


def _joins(tokens: Tokens, index: int) -> bool:
    """Whether a word and the one before may be kept apart like this in a name."""
    gap = tokens.gap(index)
    if gap in _HYPHENS or tokens.beside(index, blank=False):
        return True
    return tokens.words[index - 1] in ("st", "co") and gap[:1] == "." and not gap[1:].strip(" \t\n")


def _extended(tokens: Tokens, one: _Found, place: int) -> _Found:
    """The name with what makes it a full form: "London Borough of" before, "County Council" behind."""
    if one.alias.kind == "full":
        return one
    suffix, last = _suffix(tokens, one)
    first = _prefix_first(tokens, one, place)
    if last > one.last and first == one.first and tokens.word(last) == "tax" and tokens.beside(last):
        suffix, last = "", one.last
    if first == one.first and last == one.last:
        return one
    return one._replace(
        first=first,
        last=last,
        start=tokens.starts[first],
        end=tokens.base_end(last - 1) if last > one.last else one.end,
        full=True,
        county=suffix in COUNTY_SUFFIXES,
    )


def _suffix(tokens: Tokens, one: _Found) -> tuple[str, int]:
    """The longest of the SUFFIXES that follows, and the index behind it."""
    best, index, tail = ("", one.last), one.last, ""
    if one.last - 1 in tokens.owners and one.end < tokens.ends[one.last - 1]:
        return best
    while index < one.last + 3 and tokens.beside(index):
        word = tokens.base(index)
        if not tail and word not in _SUFFIX_FIRST:
            break
        tail = f"{tail} {word}".strip()
        if (
            tail in SUFFIXES
            and (tokens.upper(index) or tail in _LOWER_SUFFIXES)
            and (len(tail) > 3 or tokens.raw(index)[: len(word)].isupper())
        ):
            best = (tail, index + 1)
        if index in tokens.owners:
            break
        index += 1
    return best


def _prefix_first(tokens: Tokens, one: _Found, place: int) -> int:
    """The index of the first word of the longest of the PREFIXES that stands before the name."""
    best, tail = one.first, ""
    for index in range(one.first - 1, max(place, one.first - 4) - 1, -1):
        word = tokens.words[index]
        if not tokens.beside(index + 1) or (not tail and word not in _PREFIX_LAST):
            break
        tail = f"{word} {tail}".strip()
        if tail in PREFIXES and tokens.upper(index):
            best = index
    return best


def _with_trusts(tokens: Tokens, places: list[int], found: list[_Found]) -> list[_Found]:
    """The names, and the Health and Social Care Trusts that share one ending, which no single name holds."""
    sharing = list(trusts.sharing(tokens, places))
    if not sharing:
        return found
    table = alias_table()
    spans = [(start, end) for _, start, end in sharing]
    kept = [one for one in found if not any(one.start < end and start < one.end for start, end in spans)]
    for name, start, end in sharing:
        first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
        alias = table[f"{name.casefold()} hsc trust"]
        kept.append(_Found(alias, name.casefold(), first, last, start, end, True))
    return sorted(kept, key=lambda one: one.start)


def _verdict(tokens: Tokens, one: _Found, listed: bool) -> Verdict:
    here = around(tokens, one.first, one.last, one.start, one.end)
    kind = one.alias.kind
    if kind == "abbreviation":
        runs_on = here.following in INSTITUTIONS and tokens.upper(one.last)
        return _LONGER if runs_on else _ABBREVIATION
    if context.part_of_longer_name(here, one.full):
        return _LONGER
    if one.alias.codes[0].startswith("HSC-") and not trusts.acts(tokens, one.start, one.end):
        return _BYSTANDER
    if kind == "trust":
        return Verdict(trusts.spoken_of(tokens, one.start), "full-name")
    if one.full:
        return _full_verdict(tokens, one, here)
    if one.name == "kingston" and tokens.places("ingston[ -]upon[ -]Hull"):
        return _LONGER
    return context.judge(one.name, here, listed)


def _full_verdict(tokens: Tokens, one: _Found, here: Around) -> Verdict:
    """A full form counts, save in the name of a case; "City of Bath College" is a college."""
    if cited(tokens, one.first, one.last, one.end):
        return _CASE
    raw = tokens.text[one.start : one.end].lower()
    if one.alias.codes[0].startswith("HSC-"):
        return _FULL
    if not raw.endswith(SUFFIXES) and context.judge("", here).meant is False:
        return Verdict(False, "institution")
    return _FULL


def _without_persons(tokens: Tokens, found: list[_Found], verdicts: list[Verdict]) -> list[Verdict]:
    """Where a page names a Jane Sutton, "Sutton said" is she."""
    persons = {one.name for one, verdict in zip(found, verdicts, strict=True) if verdict.rule == "person"}
    if not persons:
        return verdicts
    return [
        Verdict(False, "person")
        if one.name in persons
        and not one.full
        and context.said_by_a_person(around(tokens, one.first, one.last, one.start, one.end))
        else verdict
        for one, verdict in zip(found, verdicts, strict=True)
    ]


def _enumerated(text: str, found: list[_Found], linked: list[bool], verdicts: list[Verdict]) -> list[Verdict]:
    """Names in one enumeration ("A, B and C") share what is known of any of them."""
    verdicts = list(verdicts)
    for first, last in _enumerations(linked):
        group = range(first, last + 1)
        known = [verdicts[i] for i in group]
        if known[0].meant is False and known[0].rule in _SHARED_REASONS:
            whole = known[0].rule in ("case", "not-acting")
            for i in group:
                if whole or not (found[i].full or verdicts[i].sure):
                    verdicts[i] = known[0]
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


def _is_linked(text: str, one: _Found, other: _Found) -> bool:
    """Whether only a comma or "and" keeps two names apart."""
    return other.start - one.end <= 12 and _LINK.match(text[one.end : other.start]) is not None


def _enumerations(linked: list[bool]) -> Iterator[tuple[int, int]]:
    """The first and last places of the names that only commas and "and" keep apart."""
    first = 0
    for i in range(1, len(linked) + 1):
        if i == len(linked) or not linked[i]:
            if i - 1 > first:
                yield first, i - 1
            first = i


def _listed(text: str, found: list[_Found], verdicts: list[Verdict]) -> list[Verdict]:
    """In a list of councils ("Wigan: ...", "Bury: ..." line by line) a doubtful name is one of them."""
    if not any(v.meant is None and _line_shape(text, one) for v, one in zip(verdicts, found, strict=True)):
        return verdicts
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


def _of_its_time(tokens: Tokens, one: _Found, verdict: Verdict, code: str, on: str | None) -> bool:
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
    trust = rf"\b{re.escape(one.alias.text)}\s+Children['’]?s['’]?\s+(?:Services\s+)?Trust"
    return not tokens.places(trust)


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
