"""Whom a figure counts, and what of them: words of its sentence, or nothing where that is not sure."""

from __future__ import annotations

from collections.abc import Callable

from carevoice_search.extract.findings.line import Line, number_at
from carevoice_search.extract.findings.words import SHARES, word_set, words

Span = tuple[int, int]
"""Tokens from the first to the last, exclusive."""

_MOST_BEFORE_NOUN = 6
_MOST_MEASURED = 16
_DETERMINERS = word_set("the all our their its these those both his her")
_BEHIND = (
    ("looked", "after"),
    ("in", "care"),
    ("in", "need"),
    ("leaving", "care"),
    ("from", "care"),
    ("in", "foster", "care"),
    ("in", "residential", "care"),
    ("with", "care", "experience"),
)
_ENDS = word_set("but while whereas although though because compared which when if against so")
_UNFINISHED = word_set(
    "a an the to of in on for with and or by at from that than more as into about their be been"
)
_OF_AGES = word_set("to and - – or over under between")
_ADJECTIVES = word_set(
    "fostered adopted unaccompanied disabled excluded displaced registered unregistered qualified detained "
    "accommodated unregulated"
)
_AUXILIARIES = word_set("are were had have has was is did do does")
_SUBORDINATE = word_set("that where who when they he she it we which what how if because")
_AFTER_GROUP = word_set("born not never still now too more aged whose outside abroad overall")
_WITHIN = frozenset("%£-‘’'")
_QUALIFIED = word_set("looked care-experienced experienced based aged")


def is_counted(word: str) -> bool:
    """Whether a noun is one of those that are counted."""
    return word in words("counted") or word in words("counted-in-tens")


def _is_shared(word: str) -> bool:
    """Whether a noun is one that people are counted by or are a share of ("population")."""
    return is_counted(word) or word in words("wholes")


def group_at(line: Line, at: int, is_noun: Callable[[str], bool] = is_counted) -> Span | None:
    """The group named from a token on: its adjectives and its noun ("newly qualified social workers")."""
    for here in range(at, min(at + _MOST_BEFORE_NOUN, line.size)):
        word = line.words[here]
        if (word, line.words[here + 1]) == ("sign", "ups"):
            return at, here + 2
        if is_noun(word):
            return at, _with_rest(line, here + 1)
        looked_after = word == "after" and line.words[here - 1] == "looked"
        if line.kinds[here] not in ("word", "code") or (word in words("stops") and not looked_after):
            return None
    return None


def noun_of(line: Line, group: Span) -> str:
    """The noun that a group's name rests on, the first where two are joined."""
    for here in range(*group):
        if is_counted(line.words[here]):
            return line.words[here]
    return line.words[group[1] - 1]


def _with_rest(line: Line, end: int) -> int:
    """Where a group's name ends that goes on behind its noun: "and young people", "in care"."""
    if line.words[end] == "and" and not _opens_number(line, end + 1):
        for here in range(end + 1, min(end + 4, line.size)):
            if line.words[here] in words("counted"):
                end = here + 1
                break
            if line.kinds[here] != "word" or line.words[here] in words("stops") | words("verbs"):
                break
    for rest in _BEHIND:
        if tuple(line.words[end : end + len(rest)]) == rest:
            return end + len(rest)
    return end


def _opens_number(line: Line, at: int) -> bool:
    return number_at(line, at) is not None or line.words[at] in SHARES


def share_of(line: Line, after: int) -> tuple[Span | None, int]:
    """Whose share a figure is that ends before token `after`, and the token behind the group's name."""
    at = after
    if line.words[at] == "of":
        at += 1
    while line.words[at] in _DETERMINERS:
        at += 1
    number = number_at(line, at) if at > after else None
    at = number.after if number else at
    if line.words[after] != "of" and line.words[after] not in _DETERMINERS and not is_named(line, at):
        return None, after
    group = group_at(line, at, _is_shared)
    if group is None or (is_counted(line.words[group[1] - 1]) and _is_adjective(line, group[1])):
        return None, after
    return group, group[1]


def _is_adjective(line: Line, end: int) -> bool:
    """Whether a noun follows that a group only describes ("of the placements bill")."""
    word = line.words[end]
    plain = line.kinds[end] == "word" and word not in words("stops") and word not in _AFTER_GROUP
    return plain and not is_verb(line, end) and not word.endswith(("ing", "ly", "ed"))


def is_named(line: Line, at: int) -> bool:
    """Whether a group is named right here ("one in five young people"), with no verb before its noun."""
    group = group_at(line, at)
    return group is not None and not any(is_verb(line, here) for here in range(group[0], group[1] - 1))


def group_before(line: Line, first: int) -> Span | None:
    """The group of "Of the young people who answered, 31%" for a figure at the sentence's second part."""
    if line.words[first - 1] != "," or line.words[0] != "of":
        return None
    at = 1
    while line.words[at] in _DETERMINERS:
        at += 1
    number = number_at(line, at)
    group = group_at(line, number.after if number else at)
    return group if group and group[1] < first else None


def is_verb(line: Line, at: int) -> bool:
    """Whether a token is what a group did: a verb of the list, or a word in -ed."""
    word = line.words[at]
    if word in words("verbs"):
        return True
    if word == "looked" and line.words[at + 1] == "after":
        return False
    if word in _ADJECTIVES and is_counted(line.words[at + 1]):
        return False
    return line.kinds[at] == "word" and len(word) > 4 and word.endswith("ed") and word not in _QUALIFIED


def measured_at(line: Line, at: int) -> Span | None:
    """What is said of a group, from its verb to the end of the clause; None where none follows, or a long one."""
    at = _behind_ages(line, at + (line.words[at] == ")"))
    if not is_verb(line, at):
        return None
    end = at
    while end < line.size and not _is_end(line, end):
        end += 1
    if line.words[at] not in words("verbs"):
        at = _behind_participle(line, at, end)
    whole = 2 <= end - at <= _MOST_MEASURED and line.words[end - 1] not in _UNFINISHED
    return (at, end) if whole else None


def _behind_participle(line: Line, at: int, end: int) -> int:
    """Where the verb is of "placed for adoption had been in placement": at its auxiliary, if it has one."""
    for here in range(at + 1, end):
        if line.words[here] in _SUBORDINATE:
            break
        if line.words[here] in _AUXILIARIES:
            return here
    return at


def _behind_ages(line: Line, at: int) -> int:
    """The token behind "aged 16 to 25"."""
    if line.words[at] == "aged":
        at += 1
        while line.kinds[at] in ("number", "code") or line.words[at] in _OF_AGES or number_at(line, at):
            at += 1
    return at


def _is_end(line: Line, at: int) -> bool:
    """Whether a clause ends before a token; the commas of "work, education or training" do not end it."""
    word = line.words[at]
    if word == ",":
        return not _goes_on_as_list(line, at + 1)
    if word in (".", ";"):
        return True
    if line.kinds[at] == "sign":
        return word not in _WITHIN and not (line.joined(at) and line.joined(at + 1))
    if word == "and":
        return _opens_number(line, at + 1) or _starts_clause(line, at + 1)
    return word in _ENDS


def _goes_on_as_list(line: Line, at: int) -> bool:
    """Whether a list goes on behind a comma: "education and training"."""
    for here in range(at, at + 4):
        if line.words[here] in ("and", "or"):
            return here > at
        if is_verb(line, here) or _opens_number(line, here) or line.kinds[here] != "word":
            return False
    return False


def _starts_clause(line: Line, at: int) -> bool:
    """Whether a subject of its own follows: "and managers have been slow"."""
    return not is_verb(line, at) and any(
        line.words[at + step] in ("was", "were", "are", "is", "has", "have", "had") for step in (1, 2, 3)
    )
