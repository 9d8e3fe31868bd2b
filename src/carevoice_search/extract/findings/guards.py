"""Numbers that are no figures: money, dates and years, ages, labels, codes, targets and limits."""

from __future__ import annotations

from carevoice_search.extract.findings.line import Line, Number, number_at
from carevoice_search.extract.findings.words import MONTHS, word_set, words

_CURRENCY = frozenset("£$€¥")
_MONEY = word_set(
    "pounds pound pence p euros euro dollars gbp quid billion bn trillion grand degrees metres meters "
    "miles mile km kilometres feet foot inches acres"
)
_TIED = frozenset("#@/\\:=*_~^<>&+×|.•°")
_TIED_BEHIND = _TIED - {".", "+"}
_DASHES = frozenset("-–")
_AGES = word_set("aged age ages turn turns turned turning older younger")
_FROM_AGE = word_set("at from until till past before after reach reaches reached reaching")
_AGEING = word_set("adolescents boys children girls kids leavers people pupils teenagers youngsters students")
_ADULT = frozenset((16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 24.0, 25.0, 26.0))
_CAPITAL_LABELS = word_set(
    "year years week day month group team plan building house hmp act route bbc area class band no ward grade"
)
_CHAIN = word_set(", and to or of - – – & until through")
_CHAIN_LENGTH = 14
_DAY = 31
_AIMS = word_set(
    "target targets aim aims aiming aimed goal ambition hope hopes hoped hoping threshold benchmark "
    "expectation maximum minimum limit recommendation recommended ideal capacity standard"
)
_PLANS = word_set(
    "will would should must shall could can may might recruit recruiting plans planned planning intends "
    "intend pledged pledges pledge committed commits commit needs proposes proposed seeking wants wanted "
    "aside"
)
_NEAR_PLAN = 5
_BEFORE_NOUN = word_set("of all these those their our special additional care pathway")
_NEW_CLAUSE = word_set(", ; : ( ) – — that because while as when after since but although where who which")


def barred(line: Line, number: Number) -> bool:
    """Whether a number is no figure, whatever it counts."""
    return (
        number.value == 0
        or _is_money(line, number)
        or _is_code(line, number)
        or _is_label(line, number)
        or is_year(line, number)
        or _in_date(line, number)
        or line.words[number.first - 1] in _AGES
    )


def is_year(line: Line, number: Number) -> bool:
    """Whether a number may be a year: four figures without a comma, 1800 to 2100."""
    written = line.words[number.first]
    return number.digits and not number.scaled and len(written) == 4 and 1800 <= number.value <= 2100


def _is_money(line: Line, number: Number) -> bool:
    before = line.words[number.first - 1]
    if before in _CURRENCY or line.words[number.after] in _MONEY:
        return True
    if before == "per" or (line.words[number.after] == "per" and line.words[number.after + 1] != "cent"):
        return True
    # "£10-20 million", "between £2 and 3 a week"
    return before in ("-", "–", "to", "and") and line.words[number.first - 3] in _CURRENCY


def _is_code(line: Line, number: Number) -> bool:
    """Telephone numbers, references, scores and the like."""
    first, after = number.first, number.after
    written = line.words[first]
    if number.digits and len(written) > 1 and written[0] == "0" and written[1] != ".":
        return True
    before, behind = line.kinds[first - 1], line.kinds[after]
    if line.joined(first) and (line.words[first - 1] in _TIED or before in ("word", "name")):
        return True
    if line.joined(after) and line.words[after] in _TIED_BEHIND:
        return True
    if _is_range(line, number):
        return True
    near = before if number.digits else ""
    if near in ("number", "code") and not _stands_for_time(line, first - 1):
        return True
    return number.digits and behind in ("number", "code") and not is_year(line, number)


def _is_range(line: Line, number: Number) -> bool:
    """Whether a number is one end of "2014–15" or "8-11"; "10-15%" is a figure."""
    first, after = number.first, number.after
    begins = line.words[after] in _DASHES and line.joined(after) and line.kinds[after + 1] == "number"
    ends = line.words[first - 1] in _DASHES and line.kinds[first - 2] == "number" and line.joined(first - 1)
    if begins:
        return line.words[after + 2] not in ("%", "per", "percent")
    return ends and line.words[after] not in ("%", "per", "percent")


def _stands_for_time(line: Line, at: int) -> bool:
    """Whether a token before a number is a year, or two ("in 2018/19 12 children ...")."""
    written = line.words[at]
    return written[:2] in ("18", "19", "20") and len(written) >= 4


def _is_label(line: Line, number: Number) -> bool:
    at = number.first - 1
    before = line.words[at]
    if before == "." and line.words[at - 1] in (
        "no",
        "nos",
        "p",
        "pp",
        "para",
        "fig",
        "vol",
        "s",
        "ch",
        "art",
    ):
        return True
    if before in words("labels"):
        return True
    return number.digits and before in _CAPITAL_LABELS and at > 0 and line.capital(at)


def _in_date(line: Line, number: Number) -> bool:
    """Whether a number is a day of a month: "March 14", "5, 12 and 30 April", "8 to 19 November"."""
    if not number.digits or number.scaled or number.value > _DAY or not number.whole:
        return False
    if _is_month(line, number.first - 1):
        return True
    at = number.after
    for _ in range(_CHAIN_LENGTH):
        if _is_month(line, at):
            return True
        if line.words[at] not in _CHAIN and line.kinds[at] not in ("number", "code"):
            return False
        at += 1
    return False


def _is_month(line: Line, at: int) -> bool:
    return line.words[at] in MONTHS and line.capital(at)


def after_age(line: Line, first: int, value: float, noun: str) -> bool:
    """Whether a number before a group may be its age: "at 16 young people", "under 25 care leavers"."""
    if noun and noun not in _AGEING:
        return False
    before = line.words[first - 1]
    if line.words[first + 1] == "+" and value in _ADULT:
        return True
    if before in ("under", "over", "from"):
        return value in _ADULT
    if before in _FROM_AGE:
        return value <= _DAY
    # "between 16 and 25", "16 to 18", "18-25"
    other = number_at(line, first - 2) if before in ("to", "and", "or", "-", "–") and first >= 2 else None
    return other is not None and other.after == first - 1 and max(other.value, value) <= _DAY


def is_aim(line: Line, first: int) -> bool:
    """Whether what stands before a figure makes it a target or a limit: "a target of 20", "hopes for 900"."""
    return any(word in _AIMS for word in line.words[max(0, first - 3) : first])


def is_plan(line: Line, first: int) -> bool:
    """Whether a count is what somebody will or should do: "will recruit 20 carers", "aiming to work with 470"."""
    at = first - 1
    for _ in range(7):
        if at < 0 or line.words[at] in _NEW_CLAUSE:
            return False
        named = line.words[at] in ("plans", "needs") and line.words[at - 1] in _BEFORE_NOUN
        plans = line.words[at] in _PLANS and not named and not _is_month(line, at)
        if line.words[at] in _AIMS or (plans and first - at <= _NEAR_PLAN):
            return True
        at -= 1
    return False
