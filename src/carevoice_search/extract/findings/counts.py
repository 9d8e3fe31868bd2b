"""Counts in a sentence: "1,258 young people", and numbers that stand for a group named before or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from carevoice_search.extract.findings import guards
from carevoice_search.extract.findings.groups import Span, group_at, is_verb, noun_of
from carevoice_search.extract.findings.hedges import hedge_before, hedge_behind
from carevoice_search.extract.findings.line import Line, Number, number_at
from carevoice_search.extract.findings.shares import Stated, behind_bracket
from carevoice_search.extract.findings.words import SPANS, word_set, words

_FEW, _SMALL = 3, 10
_AT_ANY = frozenset(
    ("these", "those", "this", "my", "your", "his", "her", "another", "first", "last", "next", "top")
)
_KNOWN = _AT_ANY | word_set("the our their its same other both which final remaining each")
_SINGLE = word_set(
    "i i've i'd he's he'd she's she'd he she mum mother dad father brother sister girl boy woman man one couple lad"
)
_SINGLE_PAIRS = frozenset(
    (
        ("young", "person"),
        ("young", "man"),
        ("young", "woman"),
        ("a", "child"),
        ("the", "child"),
        ("one", "child"),
    )
)
_HAS = word_set("has have had having been lived moved attended changed saw met with through of is was")
_HAD_BY_ONE = word_set(
    "homes placements schools workers carers families moves children kids siblings managers advisers "
    "councils authorities people teachers settings properties"
)
_MANY_FOR_ONE = 60
_LIVED = (("lived", "in"), ("been", "in"), ("through", "in"))
_LIMITS = word_set("maximum minimum most least")
_ROOMS = word_set("home homes house houses room rooms beds bed place places unit accommodation capacity")
_TOLD_OF_FEW = word_set("lived moved died remained returned received waited started stopped")
_WORKERS = word_set("social worker practitioner adviser pa team")
_SPACES = word_set("place places room space spaces capacity limited limit maximum minimum open")
_MAY = word_set("can may could each per places")
_PLACES_BEFORE = word_set("in at from across for of since by during until , ( and to - – — : ;")
_FEWEST_TOKENS = 3
_FEW_DOZEN = 20
_SPEAKS = word_set("said told spoke asked described explained")
_CHANGES = word_set(
    "rose risen rise rises rising increase increased increases increasing grew grown grow fell fallen "
    "fall falls falling drop dropped drops dropping decrease decreased decreasing decline declined "
    "reduction reduced cut down up gone went jump jumped climbed soared doubled tripled halved change "
    "changed improved improvement growth went"
)
_FREE_ENDS = word_set(
    "aged in at on to from with who that across last this as and by of under or during since compared "
    "when but between now"
)
_RATES = word_set("per rate rates score scores scored index ratio rating points average")
_AGES = word_set("age ages aged old older birthday years")
_OF_WHOM = word_set("you them us these those")
_WHOM = word_set("them these those whom which")
_LINKS = frozenset(("and", "while", "but", "or"))
_LARGE = 100
_NEAR = 12


def counted(line: Line, number: Number) -> Stated | None:
    """A number with the group that it counts: "more than 300 children", "seven district councils"."""
    if not number.whole:
        return None
    at, _ = hedge_behind(line, number.after)
    if number_at(line, at) is not None:
        return None  # a footnote's number, before a sentence that begins with another
    whom = _whom(line, number, at)
    if whom is not None:
        return whom
    group = group_at(line, at)
    if group is None or group[0] >= group[1]:
        return None
    if not _is_statement(line, number, group) or _is_one_persons(line, number, group):
        return None
    who = (group[0] + (line.words[group[0]] == "more"), group[1])
    return Stated(number.value, "count", number.first, number.after, "counted", who=who, rest=group[1])


def _whom(line: Line, number: Number, at: int) -> Stated | None:
    """ "31 of you", "26 of them"; a few are told of, not counted."""
    start, _ = hedge_before(line, number.first)
    if line.words[at : at + 2] == ["of", "the"]:
        group = group_at(line, at + 2)
        told = group is not None and number.value > _FEW and noun_of(line, group) in words("counted")
        if group is None or not told or guards.is_plan(line, start) or _is_one_persons(line, number, group):
            return None
        return Stated(number.value, "count", number.first, number.after, "counted", who=group, rest=group[1])
    if line.words[at] != "of" or line.words[at + 1] not in _OF_WHOM or number.value <= _SMALL:
        return None
    if guards.is_plan(line, start) or not (is_verb(line, at + 2) or _is_free(line, at + 2)):
        return None
    return Stated(number.value, "count", number.first, number.after, "number-alone", rest=at + 2)


def _is_statement(line: Line, number: Number, group: Span) -> bool:
    """Whether a number and a group say how many there are, were or took part."""
    noun, value = noun_of(line, group), number.value
    start, _ = hedge_before(line, number.first)
    small = value <= _SMALL and noun != "ups"
    if value < 2 or line.size < _FEWEST_TOKENS or (small and noun not in words("counted")):
        return False
    if guards.is_plan(line, start) or guards.after_age(line, number.first, value, noun):
        return False
    if _is_name(line, start) or _is_limit(line, number, start) or _is_rate(line, start, group):
        return False
    before, first = line.words[start - 1], line.words[group[0]]
    if before in _AT_ANY or (before in _KNOWN and (small or not number.digits)):
        return False
    if first == "other" or (small and (first == "more" or line.words[number.after] == "or")):
        return False
    return value > _FEW or _stands_alone(line, start, group)


def _is_name(line: Line, start: int) -> bool:
    """Whether a number is part of a name: "the Russell 1000 companies", not "in Derby 45 children"."""
    owner = line.words[start - 1].endswith(("'s", "s'"))
    named = start > 1 and line.capital(start - 1) and line.kinds[start] == "number"
    return named and not owner and line.words[start - 2] not in _PLACES_BEFORE


def _is_rate(line: Line, start: int, group: Span) -> bool:
    """ "Per 1,000 children", "six children each"; what one worker has is a count: "18 children per social worker"."""
    behind = line.words[group[1]]
    if behind == "per":
        return line.words[group[1] + 1] not in _WORKERS
    return behind == "each" or "per" in (line.words[start - 1], line.words[start - 2])


def _is_limit(line: Line, number: Number, start: int) -> bool:
    """How many a home has room for, a group takes, a rule allows."""
    before = line.words[start - 1]
    if line.words[start] == "up" and (number.value <= _FEW_DOZEN or _MAY.intersection(line.words)):
        return True
    if before in ("for", "of", "to") and line.words[start - 2] in _SPACES:
        return True
    if before == "for" and line.words[start - 3] in ("£", "$", "€"):
        return True
    if number.value > _SMALL:
        return False
    if before in ("for", "of") and (line.words[start - 2] in _ROOMS or line.words[start - 2] == "groups"):
        return True
    if line.words[number.first - 1] in _LIMITS:
        return True
    # "two or three children", "groups of six to eight young people"
    return before in ("or", "to", "-", "–") and number_at(line, start - 2) is not None


def _stands_alone(line: Line, start: int, group: Span) -> bool:
    """Whether two or three of a kind are counted, not told of: "only two children are waiting"."""
    if any(word in _SPEAKS for word in line.words[group[1] : group[1] + 2]):
        return False
    if line.words[start - 1] in ("only", "just", "were", "are"):
        return True
    verb = line.words[group[1]]
    return (verb in words("verbs") or verb in _TOLD_OF_FEW) and (
        start == 0 or line.words[start - 1] in (",", ";", "and", "that")
    )


def _is_one_persons(line: Line, number: Number, group: Span) -> bool:
    """Whether a few are those of one person: "she has three children", "one had been in nine homes"."""
    if tuple(line.words[max(0, number.first - 2) : number.first]) in _LIVED and number.value <= _MANY_FOR_ONE:
        return True
    most = 12 if noun_of(line, group) in ("children", "people") else _MANY_FOR_ONE
    if number.value > most or noun_of(line, group) not in _HAD_BY_ONE:
        return False
    place = max(0, number.first - _NEAR)
    told = line.words[place : number.first]
    for at, word in enumerate(told):
        named = word == "one" and place + at > 0 and line.capital(place + at)
        one = word in _SINGLE or (word, *told[at + 1 : at + 2]) in _SINGLE_PAIRS
        if one and not named and _HAS.intersection(told[at + 1 :]):
            return True
    return False


def uncounted(line: Line, number: Number, found: Sequence[Stated]) -> Stated | None:
    """A number whose group stands elsewhere: "only 18 could give a figure", "... and 3,710 in 2022/23"."""
    if not number.whole or number.value < 2 or line.words[number.after] in SPANS:
        return None
    start, _ = hedge_before(line, number.first)
    behind = behind_bracket(line, hedge_behind(line, number.after)[0])
    if guards.is_plan(line, start) or _RATES.intersection(line.words[:start]):
        return None
    if guards.after_age(line, number.first, number.value, "") and not _is_of_counts(line, start):
        return None
    changed = _changed_from(line, number, found, behind)
    if changed is not None:
        return changed
    counts = any(one.unit == "count" for one in found)
    large = number.digits and number.value >= _SMALL
    told = (
        _acts(line, number, start, behind, counts)
        or (large and _is_there(line, start, behind))
        or (counts and large and _goes_with_a_count(line, start, behind))
        or ((large or counts) and _changes(line, start, behind))
        or (line.words[behind] == "of" and line.words[behind + 1] in _WHOM and (large or counts))
    )
    if not told:
        return None
    return Stated(number.value, "count", number.first, number.after, "number-alone", rest=behind)


def _changed_from(line: Line, number: Number, found: Sequence[Stated], behind: int) -> Stated | None:
    """ "Took 11 weeks last year, down from 19": the number has the unit of the figure before it."""
    last = found[-1] if found else None
    if last is None or last.unit == "count" or number.first - last.after > _NEAR:
        return None
    before = tuple(line.words[number.first - 2 : number.first]) if number.first > 1 else ()
    if before not in (("up", "from"), ("down", "from")) or not _is_free(line, _behind_time(line, behind)):
        return None
    return Stated(number.value, last.unit, number.first, number.after, "number-alone", rest=behind)


def _is_of_counts(line: Line, start: int) -> bool:
    """Whether small numbers are counts and no ages: "the number of teams fell from 25 to 16"."""
    told = line.words[:start]
    return bool({"number", "numbers"} & set(told)) and not _AGES.intersection(line.words)


def _acts(line: Line, number: Number, start: int, behind: int, counts: bool) -> bool:
    """Whether a number is what did something: at the start of a clause, before a verb of several."""
    if not is_verb(line, behind) or line.words[behind] in (
        "is",
        "was",
        "has",
        "can",
        "will",
        "would",
        "need",
    ):
        return bool(line.words[start - 1] == "only" and line.words[behind] == "have")
    before = line.words[start - 1]
    of_these = line.words[0] == "of" and line.words[1] in _WHOM
    if before in ("only", "just", "whom", "which") and (number.digits or counts or of_these):
        return True
    if start == 0 or (before in (",", ":") and line.words[start - 2] in _WHOM):
        return number.value >= _SMALL or (not number.digits and number.value > _FEW)
    return counts and (before in (",", ";") or before in _LINKS)


def _is_there(line: Line, start: int, behind: int) -> bool:
    """ "There were 212.", "as many as 55"."""
    there = line.words[start - 2] == "there" and line.words[start - 1] in ("were", "are", "was")
    been = line.words[start - 1] == "been" and line.words[start - 3] == "there"
    as_many = line.words[start - 1] == "as" and line.words[start - 2] in ("many", "few", "high", "low")
    return (there or been or as_many) and _is_free(line, behind)


def _goes_with_a_count(line: Line, start: int, behind: int) -> bool:
    """Whether a number goes on from a count: "... and 3,710 in 2022/23", "asked for 210 homes and found 94"."""
    before = line.words[start - 1]
    if before in ("and", "to", ","):
        return line.words[behind] in ("in", "at") and line.words[behind + 1][:2] in ("19", "20", "th", "31")
    last = behind >= line.size or line.words[behind] in (".", ";")
    return last and is_verb(line, start - 1) and line.words[start - 2] in ("and", "but")


def _changes(line: Line, start: int, behind: int) -> bool:
    """ "Up from nine in 2019", "a decrease from 951", "rose from 2,790 to 3,710"."""
    if not _is_free(line, _behind_time(line, behind)):
        return False
    if line.words[start - 1] == "against" and line.words[start - 2] in (",", "as", "up"):
        return line.words[start - 2] != "up"
    if line.words[start - 1] == "from":
        told = line.words[max(0, start - 1 - _NEAR) : start - 1]
        near = line.words[start - 2] in _CHANGES
        return near or (bool(_CHANGES.intersection(told)) and line.words[behind] == "to")
    if line.words[start - 1] != "to":
        return False
    number = number_at(line, start)
    told = line.words[max(0, start - 5) : start - 1]
    if number and number.value >= _LARGE and "from" not in told and _CHANGES.intersection(told):
        return True
    return any(
        line.words[at] == "from" and bool(_CHANGES.intersection(line.words[max(0, at - _NEAR) : at]))
        for at in range(max(0, start - 6), start)
    )


def _behind_time(line: Line, at: int) -> int:
    """The token behind "a month" and "two years ago", or `at`."""
    if line.words[at] == "a" and line.words[at + 1] in SPANS:
        return at + 2
    number = number_at(line, at)
    ago = number is not None and line.words[number.after + 1] in ("ago", "before", "earlier")
    return number.after + 2 if number and ago and line.words[number.after] in SPANS else at


def _is_free(line: Line, behind: int) -> bool:
    """Whether no noun follows that the number would count."""
    return behind >= line.size or line.kinds[behind] == "sign" or line.words[behind] in _FREE_ENDS
