"""What the words around an area's name say: is its council meant, or something else of that name?

Every check looks at a short stretch of text on either side of the name, so that a hostile page costs no more
than a friendly one.
"""

from __future__ import annotations

from dataclasses import dataclass

from carevoice_search.gazetteer import signs
from carevoice_search.gazetteer.names import Word, split
from carevoice_search.gazetteer.registry import county_names, resolve

REACH = 120
"""How many characters on each side are read."""

_NEXT = 40
"""How many of them may hold the word right beside the name."""

_SELDOM_BARE = frozenset(("westminster", "city of london"))
_LINKING = frozenset(("for", "to", "by", "with", "and", "the"))
_STATING = frozenset(("is", "was", "has", "had", "will", "offers", "pays", "runs", "gives", "plans"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`meant` is None where nothing near the name decides it; `rule` names the sign, or the reason against.

    `sure` says that the words right beside the name show it.
    """

    meant: bool | None
    rule: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """The text on both sides of a name, and the words next to it."""

    before: str
    after: str
    previous: Word | None
    following: Word | None


def around(text: str, start: int, end: int) -> Around:
    """What stands around `text[start:end]`, as far as REACH."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    left = list(split(before[-_NEXT:]))
    previous = left[-1] if left and _beside(before[-_NEXT:][left[-1].end :], left[-1]) else None
    right = next(split(after[:_NEXT]), None)
    following = right if right is not None and not after[: right.start].strip(" \t\u00a0") else None
    return Around(before, after, previous, following)


def _beside(gap: str, word: Word) -> bool:
    """Whether a word before a name belongs to it; a title may have a full stop ("Mr. Kent")."""
    mark = gap.strip(" \t\u00a0\n")
    return gap.count("\n") < 2 and (not mark or (mark == "." and word.text in signs.TITLES))


def part_of_longer_name(here: Around, full: bool) -> bool:
    """Whether a compass word or the like stands before the name: North Warwickshire is not Warwickshire."""
    previous = here.previous
    if previous is None or previous.text not in signs.PARTS:
        return False
    return not full or here.before[-_NEXT:][previous.start].isupper()


def judge(name: str, here: Around) -> Verdict:
    """Whether a bare area name (`name` is folded) means its council."""
    against = _against(name, here)
    if against is not None:
        return Verdict(False, against)
    if signs.CARE_COUNCIL.match(here.after):
        return Verdict(True, "children-in-care-council")
    if signs.TRUST.match(here.after):
        return Verdict(True, "childrens-trust")
    owned = signs.POSSESSIVE.match(here.after)
    after = here.after[owned.end() :] if owned else here.after
    if signs.OWN.match(after) and not (name == "reading" and not owned and _gerund(here)):
        return Verdict(True, "area-name", sure=True)
    longer = _longer(here)
    if longer is not None:
        return Verdict(False, longer)
    if signs.LABEL.search(here.before) and here.following is None:
        return Verdict(True, "area-name")
    if name in signs.STRICT:
        return Verdict(True if _strictly_meant(name, here) else None, "area-name")
    if name in signs.AMBIGUOUS and not (_in_a_list_line(name, here) or _near(here)):
        return Verdict(None, "area-name")
    return Verdict(True, "area-name")


def _against(name: str, here: Around) -> str | None:
    """The reason why the words right beside the name speak of something else, or None."""
    if signs.JOINED_INSTITUTION.match(here.after) and not signs.CHILDREN.search(here.after[:60]):
        return "joint-institution"
    if signs.NOT_AFTER.match(here.after):
        return "something-of-that-name"
    if signs.NOUN_OF.search(here.before):
        return "institution"
    if signs.NOT_BEFORE.search(here.before):
        return "place"
    if here.before.endswith(("-", "‐", "‑")):
        return "longer-name"
    if signs.EVENT_DAY.match(here.after) and signs.EVENT_PLACE.search(here.before):
        return "place"
    town = signs.TOWN_IN.search(here.before) if name in county_names() else None
    if town and resolve(town.group(1)) is None:
        return "place"
    previous = here.previous
    if previous is not None and previous.text in signs.TITLES:
        return "person"
    return None


def _longer(here: Around) -> str | None:
    """What capitalised words on either side make of the name: a person, a paper, a club; or None."""
    run = _capitalised_run(here.after)
    titled = _in_title_case(here)
    if run and (not titled or any(word in signs.INSTITUTIONS for word in run)):
        return "joint-institution" if any(word in signs.JOINT for word in run) else "longer-name"
    return "person" if not titled and _name_before(here) else None


def _name_before(here: Around) -> bool:
    """Whether the word before is capitalised as a part of a name, not as the first of its sentence."""
    previous, before = here.previous, here.before[-_NEXT:]
    if previous is None or "\n" in before[previous.end :]:
        return False
    if not before[previous.start].isupper() or previous.text in signs.FREE:
        return False
    return not _starts_sentence(before[: previous.start]) or not previous.text.endswith(("ing", "ed"))


def _gerund(here: Around) -> bool:
    """Whether "Reading ..." may be the verb: it starts a sentence or ends a name; no authority follows."""
    return _name_before(here) or (_starts_sentence(here.before) and not signs.AUTHORITY.match(here.after))


def _capitalised_run(after: str) -> list[str]:
    """The folded capitalised words that follow a name directly, joined by spaces, "of" or "for"."""
    run: list[str] = []
    place = 0
    for word in split(after):
        gap = after[place : word.start]
        if gap.strip(" \t\u00a0") or not gap:
            break
        raw = after[word.start : word.end]
        if raw[0].isupper() and word.text not in signs.FREE:
            run.append(word.text)
        elif not run or word.text not in ("of", "for", "the"):
            break
        place = word.end
    return run


def _strictly_meant(name: str, here: Around) -> bool:
    """For names that are ordinary words: "in Reading", a list line, or "Bury has" with the subject near."""
    if _in_a_list_line(name, here):
        return True
    before = here.previous.text if here.previous else ""
    after = here.following.text if here.following else ""
    if signs.OWN_BEFORE.search(here.before):
        return after not in signs.DETERMINERS
    if name in _SELDOM_BARE:
        return False
    if before in signs.LEADING:
        return after not in signs.DETERMINERS and (before != "of" or _near(here))
    if not _near(here):
        return False
    if signs.POSSESSIVE.match(here.after):
        return True
    if name == "reading":
        return False
    return (before in _LINKING and after not in signs.DETERMINERS) or after in _STATING or name == "kingston"


def said_by_a_person(here: Around) -> bool:
    """Whether the name stands where a surname would: "Sutton said"."""
    return here.following is not None and here.following.text in signs.SPEECH


def _in_a_list_line(name: str, here: Around) -> bool:
    """A practice line ends with its council: "... (Jan 2021) Hull"; or starts with it: "Hull (Jan 2021)"."""
    if here.before.rstrip(" \t").endswith(")") and not here.after.split("\n", 1)[0].strip(" .,;\t"):
        return True
    starts = not here.before.rsplit("\n", 1)[-1].strip(" \t-•*–◼")
    mark = signs.DATED if name in signs.STRICT else signs.LIST_MARK
    return starts and mark.match(here.after) is not None


def _near(here: Around) -> bool:
    return bool(signs.SUBJECT.search(here.before) or signs.SUBJECT.search(here.after))


def _starts_sentence(before: str) -> bool:
    stripped = before.rstrip(" \t\"'“‘(•*-–—")
    return not stripped or stripped[-1] in ".!?:\n"


def _in_title_case(here: Around) -> bool:
    """Whether most of the longer words of the name's line, itself left out, are capitalised."""
    line = f"{here.before.rsplit(chr(10), 1)[-1]} {here.after.split(chr(10), 1)[0]}"
    words = [w for w in line.split() if len(w) > 3 and w[0].isalpha()]
    return len(words) >= 3 and sum(w[0].isupper() for w in words) >= 0.75 * len(words)
