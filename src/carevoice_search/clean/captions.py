"""Captions and credits of pictures, as they are left among the lines of a saved page."""

from __future__ import annotations

import re

_MEDIUM = r"(?:photo|picture|pic|image|photograph|illustration|video|photographer|credit)s?"
_BY = r"(?: by| credit| courtesy(?: of)?| posed by models?| supplied by)?"
_AGENCY = (
    r"(?:Getty|Shutterstock|Adobe ?Stock|iStock|Fotolia|Alamy|PA Media|PA Wire|PA Images|Pexels|Unsplash|"
    r"Pixabay|"
    r"Wikimedia|Archant|Newsquest|Reach plc|Google Street ?View|Google Maps|LDRS|Freepik|Dreamstime)"
)
_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        r"Image (?:source|caption|copyright),|^(?:Image|Photo|Picture) (?:source|credit|caption)s?\b",
        # A credit ends the line; its label has a capital, so that prose about pictures stays.
        rf"(?:^|[.!?\"”’')|–-] ?|[a-z])(?:Photo|Picture|Pic|Image|Photograph|Illustration|Photographer|"
        rf"Credit|Video"
        rf"|PHOTO|PICTURE|PIC|IMAGE|CREDIT|VIDEO)s?{_BY}: ?[^:.]{{2,70}}\.?$",
        rf"\((?i:{_MEDIUM}|source|pictured?|file (?:photo|picture|image)){_BY}:? ?[^()]{{2,90}}\)\.?$",
        r"^(?:Photo|Picture|Image|Photograph|Illustration)s? (?:by|courtesy of|credit|from|posed by|"
        r"supplied by|©) .{2,90}$",
        rf"(?:©|\(c\)|[Cc]redit:?|Pic:?|/|^) ?{_AGENCY}\b.{{0,30}}$",
        r"^(?:Pictured|PICTURED|Above|Pictured above|From left|Left to right|L-R)\b[^.]{0,20}[:,] .{2,250}$",
        r"\((?:left|right|centre|second left|second right|far left|far right)\)[^.]{0,80}$",
        r"^(?:Stock|File|Library|Generic) (?:photo|image|picture|pic)\b.{0,100}$",
    )
)
_NAMED = re.compile(
    r"[A-Z][\w.'’-]*(?: (?:(?:de|van|von|ap) )?[A-Z][\w.'’-]*){1,3}(?: (?:from|of|at|\() ?.{1,60})?"
)
_TITLED = re.compile(r"(?:Cllr|Councillor|Mayor|Sir|Dame|Lord|Lady) [A-Z]")
_PEOPLE = re.compile(r",\s*|\s+and\s+")


def is_credit(line: str) -> bool:
    """A caption with its credit: "The new hub. Picture: A Name", "The town hall (credit: Agency)"."""
    return len(line) <= 300 and any(pattern.search(line) for pattern in _CREDITS)


def is_doubled(line: str) -> bool:
    """An image's hidden and shown caption run together: "Town Crier: The old millThe old mill"."""
    rest = line.rpartition(": ")[2]
    half = len(rest) // 2
    return half >= 8 and len(rest) % 2 == 0 and rest[:half] == rest[half:] and rest[0].isalpha()


def is_people(line: str) -> bool:
    """The people in a photo: names only, two councillors or more among them, and no sentence."""
    parts = [part for part in _PEOPLE.split(line) if part]
    if not 3 <= len(parts) <= 20 or ":" in line or line[-1] in ".!?":
        return False
    return all(map(_NAMED.fullmatch, parts)) and sum(bool(_TITLED.match(part)) for part in parts) >= 2
