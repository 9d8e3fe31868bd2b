"""Shares and lengths of time in a sentence: "4.5 per cent", "a third (32 per cent)", "one in five", "65 of 69"."""

from __future__ import annotations

from dataclasses import dataclass

from carevoice_search.extract.findings import guards
from carevoice_search.extract.findings.groups import Span, group_at, is_named, is_verb, share_of
from carevoice_search.extract.findings.hedges import hedge_before
from carevoice_search.extract.findings.line import Line, Number, number_at
from carevoice_search.extract.findings.words import (
    DURATIONS,
    PARTS,
    SCALES,
    SHARES,
    SPANS,
    UNITS,
    word_set,
    words,
)
from carevoice_search.model import Unit


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure in tokens `first` to `after`, hedges apart; `rest` is the token behind the group that it counts."""

    value: float
    unit: Unit
    first: int
    after: int
    rule: str
    out_of: float | None = None
    who: Span | None = None
    rest: int = 0


_PER_CENT = (
    ("%",),
    ("per", "cent"),
    ("percent",),
    ("per-cent",),
    ("percentage", "points"),
    ("percentage", "point"),
)
_WHOLLY = word_set(
    "committed sure certain behind clear honest focused dedicated positive confident supportive genuine "
    "convinced right"
)
_GIVING = word_set("give gives gave giving given")
_NO_SHARE = frozenset(("vat", "apr", "interest"))
_RANGE = frozenset(("to", "and", "or", "-", "–"))
_BY = word_set("by up down from to")
_NOT_BEFORE_HALF = word_set(
    "first second other latter former upper lower top bottom front back left right each its his her my half last a "
    "one northern southern eastern western better"
)
_ORDINALS = word_set("another second first fourth")
_NOT_PART_OF = frozenset(("way", "it", "time", "thing", "battle", "story"))
_SCORES = word_set("scored score scores rated rating marks stars")
_PAGES = word_set("page part step slide session module figure table chapter week day number")
_WHOLE_STARTS = word_set("the all those these our their its")
_ROUND = frozenset((3.0, 4.0, 5.0, 10.0, 20.0, 100.0))
_AVERAGES = frozenset(("average", "averaged", "averages", "averaging", "mean", "median"))
_YOUNG = word_set("child children baby babies person people teenager family")
_NOT_LENGTHS = word_set("within over last past first next previous ago")
_LASTED = word_set("lasted took averaged averages")
_ONE = word_set("i he she my his her we you it one who")
_IN_ONE = {
    ("years", "months"): 12,
    ("weeks", "days"): 7,
    ("days", "hours"): 24,
    ("hours", "minutes"): 60,
}
_NOT_BEHIND = word_set("ago old of older later earlier period")


def per_cent(line: Line, number: Number) -> Stated | None:
    """A number with its per cent sign or words; of "10 to 12 per cent" both numbers."""
    after = _after_per_cent(line, number.after)
    if after is None:
        further = number_at(line, number.after + 1) if line.words[number.after] in _RANGE else None
        if further is None or _after_per_cent(line, further.after) is None or further.value <= number.value:
            return None
        return Stated(number.value, "percent", number.first, number.after, "percentage", rest=number.after)
    following = line.words[after]
    if number.value in (100, 110) and (following in _WHOLLY or line.words[number.first - 1] in _GIVING):
        return None
    if following in _NO_SHARE or guards.is_aim(line, number.first):
        return None
    who, rest = share_of(line, after)
    return Stated(number.value, "percent", number.first, after, "percentage", who=who, rest=rest)


def _after_per_cent(line: Line, at: int) -> int | None:
    for sign in _PER_CENT:
        if tuple(line.words[at : at + len(sign)]) == sign:
            return at + len(sign)
    return None


def fraction_at(line: Line, at: int) -> Stated | None:
    """A fraction in words where it is a share of somebody: "two thirds of members", "up by a third"."""
    value, after = _fraction(line, at)
    if not value:
        return None
    closing = _restated(line, after)
    if closing is not None:
        percent, end = closing
        who, rest = share_of(line, end)
        return Stated(percent, "percent", at, end, "fraction", who=who, rest=rest)
    if not _is_share(line, at, after):
        return None
    who, rest = share_of(line, after)
    return Stated(round(value, 3), "percent", at, after, "fraction", who=who, rest=rest)


def _fraction(line: Line, at: int) -> tuple[float, int]:
    """The value of a fraction in per cent and the token behind it; 0 where there is none."""
    word, following = line.words[at], line.words[at + 1]
    if word in SHARES:
        return SHARES[word], at + 1
    if word == "half":
        return (0.0, at) if line.words[at - 1] in _NOT_BEFORE_HALF else (50.0, at + 1)
    if word == "a" and line.words[at - 1] == "and":
        return 0.0, at  # "three and a half"
    if following == "half" and word not in ("a", "one"):
        return 0.0, at
    parts = UNITS.get(word, 1 if word == "a" else 0)
    whole = PARTS.get(following.removesuffix("s") if parts > 1 else following, 0)
    if parts > 1 and not following.endswith("s"):
        return 0.0, at
    return (100 * parts / whole, at + 2) if 0 < parts < whole else (0.0, at)


def _is_share(line: Line, first: int, after: int) -> bool:
    """Whether a fraction is somebody's share, and not a third visit or half an hour."""
    following = line.words[after]
    if following == "of":
        at = after + 1
        while line.words[at] in ("the", "a", "an", "all"):
            at += 1
        return line.words[at] not in SPANS | SCALES.keys() | _NOT_PART_OF
    if following in SPANS or following in ("a", "an", "way", "past"):
        return False
    ordinal = line.words[first] == "a" and any(word in _ORDINALS for word in line.words[:first])
    if is_verb(line, after):
        told = (
            following in words("verbs") or after + 1 >= line.size or line.words[after + 1] in words("stops")
        )
        return told and not ordinal
    free = after >= line.size or line.kinds[after] == "sign" or following in words("stops")
    if line.words[first - 1] in _BY and free:
        return not (following == "to" and line.words[first - 1] != "from")
    start, _ = hedge_before(line, first)
    hedged = start < first or line.words[first - 1] == "only"
    if following in _WHOLE_STARTS and (line.words[first] == "half" or hedged):
        return group_at(line, after + 1) is not None
    return hedged and not ordinal and (free or is_named(line, after))


def _restated(line: Line, after: int) -> tuple[float, int] | None:
    """The per cent in the brackets of "a third (32 per cent)", and the token behind them."""
    if line.words[after] != "(":
        return None
    number = number_at(line, hedged_from(line, after + 1))
    end = _after_per_cent(line, number.after) if number else None
    if number is None or end is None or line.words[end] != ")":
        return None
    return number.value, end + 1


def hedged_from(line: Line, at: int) -> int:
    """The token behind the words that hedge a number that starts at `at`."""
    for here in range(at, at + 4):
        if number_at(line, here) is not None:
            return here
    return at


def one_in(line: Line, number: Number) -> Stated | None:
    """ "One in five", "1 in 8 areas", "one in every six", "one child in nine"."""
    at = number.after
    between = None
    if line.words[at] != "in":
        between = next((here for here in range(at + 1, at + 4) if line.words[here] == "in"), None)
        if between is None or number.value != 1 or not _are_words(line, at, between):
            return None
        at = between
    at += 2 if line.words[at + 1] == "every" else 1
    whole = number_at(line, at)
    if whole is None or not whole.whole or not 0 < number.value < whole.value <= 100_000:
        return None
    if guards.is_year(line, whole) or guards.barred(line, whole) or line.words[whole.after] in SPANS:
        return None
    if between is not None and not (is_verb(line, whole.after) or _closes(line, whole.after)):
        return None
    value, after = round(100 * number.value / whole.value, 3), whole.after
    closing = _restated(line, after)
    if closing is not None:
        value, after = closing
    who, rest = share_of(line, after)
    if between is not None:
        who, rest = (number.after, between), after
    return Stated(value, "percent", number.first, after, "one-in", who=who, rest=rest)


def behind_bracket(line: Line, at: int) -> int:
    """The token behind a per cent in brackets at `at` ("67 (or 66.7%) live ..."), or `at`."""
    if line.words[at] != "(":
        return at
    start = at + 2 if line.words[at + 1] == "or" else at + 1
    number = number_at(line, start)
    end = _after_per_cent(line, number.after) if number else None
    return end + 1 if end is not None and line.words[end] == ")" else at


def _are_words(line: Line, start: int, end: int) -> bool:
    return all(line.kinds[at] == "word" and line.words[at] not in words("stops") for at in range(start, end))


def _closes(line: Line, at: int) -> bool:
    return at >= line.size or line.words[at] in (".", ",", ";", ")", "is", "who")


def part_of(line: Line, number: Number) -> Stated | None:
    """ "65 of 69", "65 out of 69 carers", "three of the four areas"; never "one of the three".

    "Nine out of ten" is a share, as "nine in ten" is.
    """
    at = behind_bracket(line, number.after)
    out_of = line.words[at : at + 2] == ["out", "of"]
    at += out_of
    every = out_of and line.words[at + 1] == "every"
    if line.words[at] != "of" or not number.whole:
        return None
    at += 1 + every
    plain = out_of
    while line.words[at] in _WHOLE_STARTS:
        at += 1
        plain = False
    whole = number_at(line, at)
    if whole is None or not whole.whole or not 0 < number.value <= whole.value or guards.barred(line, whole):
        return None
    before, following = line.words[number.first - 1], line.words[whole.after]
    if before in _PAGES or following in SPANS or following in _SCORES or line.kinds[whole.after] == "number":
        return None
    if any(word in _SCORES for word in line.words[max(0, number.first - 3) : number.first]):
        return None
    if number.value == 1 and before not in ("only", "just"):
        return None
    who, rest = share_of(line, whole.after)
    if plain and whole.value in _ROUND and number.value < whole.value:
        value = round(100 * number.value / whole.value, 3)
        return Stated(value, "percent", number.first, whole.after, "one-in", None, who, rest)
    return Stated(number.value, "count", number.first, whole.after, "part-of", whole.value, who, rest)


def lasting(line: Line, number: Number) -> Stated | None:
    """A measured length of time: "every 20 minutes a child moves", "an average of 14 months"."""
    end = number.after
    if line.words[end] in _RANGE:
        further = number_at(line, end + 1)
        end = further.after if further else end
    unit = DURATIONS.get(line.words[end])
    if unit is None or guards.is_aim(line, number.first):
        return None
    if end == number.after and (whole := _in_two_units(line, number)) is not None:
        return whole if _AVERAGES.intersection(line.words[: number.first]) else None
    near = line.words[max(0, number.first - 3) : number.first]
    if line.words[end + 1] in _NOT_BEHIND and not (
        line.words[end + 1] == "of" and _AVERAGES.intersection(near)
    ):
        return None
    after = number.after + (end == number.after)
    if line.words[number.first - 1] == "every" and end == number.after:
        return _interval(line, number, unit)
    start, _ = hedge_before(line, number.first)
    near = line.words[max(0, start - 3) : number.first]
    if any(word in _NOT_LENGTHS for word in near) and start == number.first:
        return None
    told = line.words[:start]
    averaged = line.words[end + 1 : end + 3] == ["on", "average"] or _AVERAGES.intersection(told)
    if "age" in told or not (averaged or _is_lasting(line, start)):
        return None
    return Stated(number.value, unit, number.first, after, "average-time", rest=after)


def _is_lasting(line: Line, start: int) -> bool:
    """ "Cases lasted 31 weeks", "each visit took 14 hours"; no wait of one person."""
    return (
        start > 1
        and line.words[start - 1 - (line.words[start - 1] == "for")] in _LASTED
        and not _ONE.intersection(line.words[:start])
        and not guards.is_plan(line, start)
    )


def _in_two_units(line: Line, number: Number) -> Stated | None:
    """ "3 years and 2 months", "4 hours 20 minutes", in the smaller unit."""
    larger = line.words[number.after]
    at = number.after + 1
    at += line.words[at] in ("and", ",")
    further = number_at(line, at)
    if further is None:
        return None
    smaller = DURATIONS.get(line.words[further.after])
    many = _IN_ONE.get((larger, smaller or ""))
    if smaller is None or many is None or further.value >= many:
        return None
    after = further.after + 1
    value = round(number.value * many + further.value, 3)
    return Stated(value, smaller, number.first, after, "average-time", rest=after)


def _interval(line: Line, number: Number, unit: Unit) -> Stated | None:
    """How often something happens to a child, never how often somebody should visit one."""
    after = number.after + 1
    told = line.words[: number.first - 1]
    if number.first > 1 and (unit not in ("minutes", "hours") or not _YOUNG.intersection(told)):
        return None
    if guards.is_plan(line, number.first) or {"visit", "visited", "check", "checked"} & set(told):
        return None
    if number.first == 1 and line.words[after] not in ("a", "an", "one", "another"):
        return None
    return Stated(number.value, unit, number.first - 1, after, "interval", rest=after)
