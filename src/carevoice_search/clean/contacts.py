"""Addresses and contact lines: letterheads at a page's top, and what a site says of itself at its foot."""

from __future__ import annotations

import re

from carevoice_search.clean.pieces import Piece, take
from carevoice_search.clean.stamps import is_dateline
from carevoice_search.clean.wording import LineRule, is_sentence, wording

_TOP = 25
_BLOCK = 5
_ADDRESS = 8
_FOOT = 14
_LINE = 120
_SHORT = 45
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_ENDS_IN_POSTCODE = re.compile(rf"(?:.{{0,100}}[ ,])?{_POSTCODE}\.?")
_STREET = re.compile(
    r"\b(?:street|road|lane|avenue|place|square|rise|drive|close|court|crescent|terrace|gate|"
    r"row|walk|parade|quay|wharf|gardens|broadway|embankment|mews|way|st|rd|ave)$",
    re.I,
)
_HOUSE = re.compile(r"(?:(?:unit|floor|suite|flat|room) )?\d{1,4}[a-z]?(?:[-–]\d{1,4}[a-z]?)? [A-Z]")
_PART = re.compile(r"[A-Z0-9][\w'’&./-]*(?: (?:(?:of|on|the|upon|and|&|in|le) )*[A-Z0-9][\w'’&./-]*){0,5}")
_PHONE = re.compile(
    r"(?:[A-Za-z][^.!?:]{0,60}: ?|(?:[A-Za-z]{1,15} ){1,3})?"
    r"(?:\+44 ?(?:\(0\) ?)?|\(?0)\d(?:[ ()-]{0,2}\d){7,10}(?: ?\(.{2,30}\))?"
)
_MAIL = re.compile(r"(?:[A-Za-z][\w -]{0,30}: ?)?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}")
_WEB = re.compile(r"(?:[A-Za-z][\w -]{0,30}: ?)?(?:https?://|www\.)[^\s|]{4,100}")
_BARS = re.compile(r"\s*[|•·]\s*")
# What tells an addressee from a sender.
_POST = re.compile(
    r"\b(?:director|officer|head|chief|executive|manager|secretary|leader|minister|mr|mrs|ms|dr|sir|dame|"
    r"cllr|"
    r"councillor|mp|dear)\b",
    re.I,
)

_BODY = re.compile(r"\b(?:council|trust|services?|department|authority|board|office)\b", re.I)

CONTACTS: tuple[LineRule, ...] = (
    wording(
        "contact line",
        r"(?:key|main|lead|press|media|named) contacts?(?: name| details| officer)? ?:.{0,150}",
        r"(?:for )?(?:media|press) (?:enquiries|queries|contact)s?:?.{0,120}",
        r"textphone\b.{0,40}|(?:t|e|w|f|tel|fax|m)\.?:\s?[\w+(@./: -]{4,80}|(?:minicom|switchboard)\b.{0,40}",
        r"(?:t|tel|telephone|fax)\.? ?\+?[\d() -]{9,20}",
        r"contact: ?(?:[A-Z][\w&' -]{2,40} )?(?:services|team|office|officer|support|department|unit)",
    ),
    wording(
        "language note",
        r"(?:this|the) (?:document|page|report|letter|leaflet|site|website) is (?:also )?available in "
        r"(?:welsh|gaelic|irish|english|easy read|other (?:languages|formats))[^.]{0,40}\.?",
        r"mae(?:'|’)r .{3,60}\bar gael\b.{0,40}|.{0,30}\bcroesaw\w{1,8}\b.{0,60}\bgymraeg\b.{0,40}|"
        r"we welcome (?:correspondence|calls|letters) in .{3,60}",
    ),
)


def is_contact(text: str) -> bool:
    """Whether a line is a phone number, a mail or web address or a postal address, or several between bars."""
    if not 4 <= len(text) <= _LINE:
        return False
    return all(_is_one_contact(part) for part in _BARS.split(text.strip(" |•·")) if part)


def _is_one_contact(part: str) -> bool:
    return any(shape.fullmatch(part) for shape in (_PHONE, _MAIL, _WEB)) or is_address(part)


def is_address(text: str) -> bool:
    """A postal address on a line: it ends in a postcode, or its parts between commas include a street."""
    if not text or len(text) > _LINE or ":" in text or "(" in text or (is_sentence(text) and text[-1] != "."):
        return False
    if _ENDS_IN_POSTCODE.fullmatch(text):
        return len(text.split()) <= 18
    parts = [part.strip() for part in text.rstrip(".").split(",")]
    if len(parts) < 2 or not all(_PART.fullmatch(part) for part in parts):
        return False
    return any(_STREET.search(part) and len(part.split()) > 1 for part in parts)


def mark_letterhead(pieces: list[Piece]) -> None:
    """An address above a letter: from the postcode up to its street, and the contact lines below it."""
    for index, piece in enumerate(pieces[:_TOP]):
        if piece.rule is not None or not re.fullmatch(rf"(?:[\w' -]{{2,30}},? )?{_POSTCODE}", piece.text):
            continue
        first = _address_start(pieces, index)
        if first is None:
            continue
        for at in range(first, index + 1):
            take(pieces, at, "letterhead")
        below = index + 1
        while below < len(pieces) and is_contact(pieces[below].text):
            take(pieces, below, "letterhead")
            below += 1


def _address_start(pieces: list[Piece], postcode: int) -> int | None:
    """Where the address begins that ends at `postcode`; None where no street stands above it, and for the
    address of the person whom a letter is written to."""
    if _is_addressee(pieces, postcode):
        return None
    street = None
    for at in range(postcode - 1, max(-1, postcode - _BLOCK), -1):
        if not _is_place(pieces[at]):
            break
        if _HOUSE.match(pieces[at].text) or _STREET.search(pieces[at].text):
            street = at
    if street is None:
        return postcode if len(pieces[postcode].text.split()) > 2 else None
    # A letter's own head starts with the sender; above an addressee's street stand their name and post.
    above = [i for i in range(street) if pieces[i].rule is None and any(map(str.isalpha, pieces[i].text))]
    above = [i for i in above if not is_dateline(pieces[i].text)]
    sender = len(above) <= 2 and not any(_POST.search(pieces[i].text) for i in above)
    if sender and above and all(len(pieces[i].text) <= _SHORT for i in above):
        return above[0]
    return street


def _is_addressee(pieces: list[Piece], postcode: int) -> bool:
    """Whether a person's name or post stands on top of an address without telephone or mail below it."""
    below = pieces[postcode + 1].text if postcode + 1 < len(pieces) else ""
    if is_contact(below) or any(rule.matches(below) for rule in CONTACTS):
        return False
    for piece in reversed(pieces[max(0, postcode - _ADDRESS) : postcode]):
        if piece.rule is not None or is_dateline(piece.text) or is_sentence(piece.text):
            return False
        if _POST.search(piece.text):
            return True
    return False


def _is_place(piece: Piece) -> bool:
    text = piece.text
    return (
        piece.rule is None
        and 0 < len(text) <= _SHORT
        and len(text.split()) <= 5
        and (_PART.fullmatch(text.rstrip(",")) is not None)
        and not _POST.search(text)
        and not _BODY.search(text)
        and re.search(r"\b(?:19|20)\d\d$", text) is None
    )


def mark_foot(pieces: list[Piece]) -> None:
    """The contact lines at the end of a page, from below, with a short line between two of them."""
    rests = [i for i, piece in enumerate(pieces) if piece.text]
    held: list[int] = []
    found = False
    for place in reversed(rests[-_FOOT:]):
        piece = pieces[place]
        if piece.rule is not None or is_contact(piece.text):
            found = found or piece.rule is None
            if piece.rule is None:
                held.append(place)
        elif found and _is_place(piece) and place + 1 < len(pieces) and _contact_above(pieces, place):
            held.append(place)
        else:
            break
    if any(p.rule is None and i not in held for i, p in enumerate(pieces) if p.text):
        for place in held:
            take(pieces, place, "contact line")


def _contact_above(pieces: list[Piece], place: int) -> bool:
    above = next((p for p in reversed(pieces[:place]) if p.text), None)
    return above is not None and (above.rule is not None or is_contact(above.text))
