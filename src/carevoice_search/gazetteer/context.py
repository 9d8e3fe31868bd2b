"""What the words around an area's name say: is its council meant, or something else of that name?

Every check looks at a short stretch of text on either side of the name, so that a hostile page costs no more
than a friendly one; the cheap looks at the words beside it come before any pattern.
"""

from __future__ import annotations

from carevoice_search.gazetteer import signs
from carevoice_search.gazetteer import wordlists as lists
from carevoice_search.gazetteer.around import REACH, Around, Verdict
from carevoice_search.gazetteer.cases import cited
from carevoice_search.gazetteer.places import MEANT, OPEN, PLACE, placed
from carevoice_search.gazetteer.registry import county_names, resolve
from carevoice_search.gazetteer.tokens import Tokens

_SELDOM_BARE = frozenset(("westminster", "city of london"))
_LINKING = frozenset(("for", "to", "by", "with", "and", "the"))
_STATING = frozenset(("is", "was", "has", "had", "will", "offers", "pays", "runs", "gives", "plans"))
_COMPASS = frozenset(("north", "south", "east", "west", "central"))
_SPORT = frozenset(("won", "lost", "beat", "drew", "scored", "kicked", "fc", "afc", "rfc"))
_OF_BACK = 7

_OWN = Verdict(True, "area-name", sure=True)


def part_of_longer_name(here: Around, full: bool) -> bool:
    """Whether a compass word or the like stands before the name: North Warwickshire is not Warwickshire."""
    tokens, at = here.tokens, here.first - 1
    if here.previous not in lists.PARTS:
        return False
    if "\n" in tokens.gap(here.first) and (tokens.raw(at).isupper() or tokens.gap(at)[-1:] == "\n"):
        return False
    return not full or tokens.upper(at)


def judge(name: str, here: Around, listed: bool = False) -> Verdict:
    """Whether a bare area name (`name` is folded) means its council.

    `listed` says that another name stands right before it, with a comma or "and" between.
    """
    against = _against(name, here, listed)
    if against is not None:
        return Verdict(False, against)
    if here.following in ("children", "childrens", "young", "youth"):
        if signs.CARE_COUNCIL.match(here.after):
            return Verdict(True, "children-in-care-council")
        if signs.TRUST.match(here.after):
            return Verdict(True, "childrens-trust")
    owned = signs.POSSESSIVE.match(here.after)
    if _owns(name, here, owned.end() if owned else 0):
        return _OWN
    if _something_of_the_town(here):
        return PLACE
    longer = _longer(here)
    if longer is not None:
        return Verdict(False, longer)
    if (
        not here.following
        and here.before.rstrip()[-1:] in (":", "|", "–", "—", "-")
        and signs.LABEL.search(here.before)
    ):
        return MEANT
    place = placed(here) if not listed else None
    if place is not None and (place.meant is not True or name not in lists.AMBIGUOUS):
        return place
    return _by_name(name, here, place)


def _by_name(name: str, here: Around, place: Verdict | None) -> Verdict:
    """What is left to say: names that are words or other places first need a sign of their own."""
    if name in lists.STRICT:
        if place is not None and place.sure:
            return place if here.following not in lists.DETERMINERS else OPEN
        return MEANT if _strictly_meant(name, here) else OPEN
    if place is not None and place.sure:
        return place
    if name in lists.AMBIGUOUS and not (_in_a_list_line(name, here) or _near(here)):
        return OPEN
    return MEANT


def _against(name: str, here: Around, listed: bool) -> str | None:
    """The reason why the words right beside the name speak of something else, or None."""
    tokens, before, after = here.tokens, here.before, here.after
    if (
        tokens.word(here.last) == "and"
        and signs.JOINED_INSTITUTION.match(after)
        and not signs.CHILDREN.search(after[:60])
    ):
        return "joint-institution"
    plain = after[:1] == " " and after[1:2].islower() and here.following not in signs.NOT_AFTER_FIRST
    if not plain and signs.NOT_AFTER.match(after):
        return "something-of-that-name"
    if before[-1:] in ("-", "‐", "‑", "@", "#", "/", "\\", "_", "=") and before[-1:] and not listed:
        return "longer-name" if before[-1] in "-‐‑" else "place"
    if "of" in tokens.words[max(0, here.first - _OF_BACK) : here.first]:
        if signs.NOUN_OF.search(before):
            return "institution"
        if signs.PEER.search(before):
            return "person"
    if not listed and _addressed(name, here):
        return "place"
    if cited(tokens, here.first, here.last, _end(here)):
        return "case"
    if here.previous in ("for", "of", "to", "from", "the") and _of_a_member(here):
        return "place"
    return "person" if here.previous in lists.TITLES else None


def _end(here: Around) -> int:
    return here.tokens.base_end(here.last - 1)


def _addressed(name: str, here: Around) -> bool:
    """Whether the name ends an address, or tells where and when something took place."""
    before = here.before
    last = before.rstrip(" \t\u00a0\n")[-1:]
    if signs.EVENT_DAY.match(here.after) and signs.EVENT_PLACE.search(before[-12:]):
        return not _visited_on_duty(here)
    if last not in (",", "|", "–", "-"):
        return False
    if signs.ADDRESSED.search(before):
        return True
    if last != "," or name not in county_names():
        return False
    town = signs.TOWN_IN.search(before)
    return bool(town and resolve(town.group(1)) is None)


def _visited_on_duty(here: Around) -> bool:
    first, last = here.tokens.sentence(here.first)
    return here.previous == "to" and not lists.OFFICIALS.isdisjoint(here.tokens.words[first:last])


def _of_a_member(here: Around) -> bool:
    """Whether an MP, a constituency or a train stands before: "MP for Hull"."""
    at = here.first - (2 if here.previous != "the" else 3)
    return here.tokens.word(at) in lists.MEMBERS and at >= 0


def _owns(name: str, here: Around, owned: int) -> bool:
    """Whether the council's own services, people or groups follow."""
    tokens = here.tokens
    word = tokens.word(here.last)
    if owned and tokens.beside(here.last) and not tokens.upper(here.last):
        cue = lists.cue_of(word)
        if cue is not None and cue[0] == "strong" and tokens.word(here.last + 1) not in lists.THINGS:
            return True
    if not signs.OWN_FIRST.match(word):
        return False
    if not signs.OWN.match(here.after, owned):
        return False
    return name != "reading" or owned > 0 or not _gerund(here)


def _something_of_the_town(here: Around) -> bool:
    """Whether a thing that is no council's follows: "Stockport viaduct", "Derby bus station", "Hull's docks"."""
    tokens, at = here.tokens, here.last
    if not tokens.beside(at) or tokens.upper(at) or "\n" in tokens.gap(at):
        return False
    word = tokens.words[at]
    following = tokens.word(at + 1) if tokens.beside(at + 1) else ""
    if word in lists.OF_THINGS and (following in lists.CENTRES or following in lists.THINGS):
        return True
    if word in lists.THINGS or (word in _SPORT and not tokens.cued(*tokens.sentence(here.first))):
        return True
    return here.last - 1 in tokens.owners and following in lists.THINGS


def _longer(here: Around) -> str | None:
    """What capitalised words on either side make of the name: a person, a paper, a club; or None."""
    run = _capitalised_run(here)
    if run:
        if not _in_title_case(here) or any(word in lists.INSTITUTIONS for word in run) or run[0] in _COMPASS:
            return "joint-institution" if any(word in lists.JOINT for word in run) else "longer-name"
    elif not _name_before(here):
        return None
    return "person" if _name_before(here) and not _in_title_case(here) else None


def _name_before(here: Around) -> bool:
    """Whether the word before is capitalised as a part of a name, not as the first of its sentence."""
    if not here.previous or here.previous in lists.FREE:
        return False
    tokens, at = here.tokens, here.first - 1
    if not tokens.upper(at) or "\n" in tokens.gap(here.first):
        return False
    return not here.previous.endswith(("ing", "ed")) or not _starts_sentence(tokens, at)


def _starts_sentence(tokens: Tokens, index: int) -> bool:
    place = tokens.starts[index]
    stripped = tokens.text[max(0, place - 8) : place].rstrip(" \t\"'“‘(•*-–—")
    return not stripped or stripped[-1] in ".!?:\n"


def _gerund(here: Around) -> bool:
    """Whether "Reading ..." may be the verb: it starts a sentence or ends a name; no authority follows."""
    starts = _starts_sentence(here.tokens, here.first)
    return _name_before(here) or (starts and not signs.AUTHORITY.match(here.after))


def _capitalised_run(here: Around) -> list[str]:
    """The folded capitalised words that follow a name directly, joined by spaces, "of" or "for"."""
    tokens, at = here.tokens, here.last
    run: list[str] = []
    if here.last - 1 in tokens.owners:
        return run
    while at < len(tokens.words) and at < here.last + 12:
        if "\n" in tokens.gap(at) or not tokens.beside(at):
            break
        word = tokens.words[at]
        if tokens.upper(at) and word not in lists.FREE:
            run.append(word)
        elif not run or word not in ("of", "for", "the"):
            break
        at += 1
    return run


def _strictly_meant(name: str, here: Around) -> bool:
    """For names that are ordinary words: "in Reading", a list line, or "Bury has" with the subject near."""
    if _in_a_list_line(name, here):
        return True
    before, after = here.previous, here.following
    if before in _LINKING and here.tokens.word(here.first - 2) in lists.OFFICIALS:
        return True
    if name in _SELDOM_BARE:
        return False
    if before in lists.LEADING:
        return after not in lists.DETERMINERS and (before != "of" or _near(here))
    if not _near(here):
        return False
    if signs.POSSESSIVE.match(here.after):
        return True
    if name == "reading":
        return False
    return (before in _LINKING and after not in lists.DETERMINERS) or after in _STATING or name == "kingston"


def said_by_a_person(here: Around) -> bool:
    """Whether the name stands where a surname would: "Sutton said"."""
    return here.following in lists.SPEECH


def _in_a_list_line(name: str, here: Around) -> bool:
    """A practice line ends with its council: "... (Jan 2021) Hull"; or starts with it: "Hull (Jan 2021)"."""
    if here.before.rstrip(" \t").endswith(")") and not here.after.split("\n", 1)[0].strip(" .,;\t"):
        return True
    starts = not here.before.rsplit("\n", 1)[-1].strip(" \t-•*–◼")
    mark = signs.DATED if name in lists.STRICT else signs.LIST_MARK
    return starts and mark.match(here.after) is not None


def _near(here: Around) -> bool:
    return here.tokens.cued_near(here.first, here.last, REACH)


def _in_title_case(here: Around) -> bool:
    """Whether most of the longer words of the name's line, itself left out, are capitalised."""
    line = f"{here.before.rsplit(chr(10), 1)[-1]} {here.after.split(chr(10), 1)[0]}"
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)
