"""Captions and credits of pictures, as they are left among the lines of a saved page."""

from __future__ import annotations

import re

_MEDIUM = r"(?:photo|picture|pic|image|photograph|illustration|video|photographer|credit)s?"
_BY = r"(?: by| credit| courtesy(?: of)?| posed by models?| supplied by)?"
_AGENCIES = (
    "Getty", "Shutterstock", "Adobe Stock", "AdobeStock", "iStock", "Fotolia", "Alamy", "PA Media", "PA Wire",
    "PA Images", "Pexels", "Unsplash", "Pixabay", "Wikimedia", "Archant", "Newsquest", "Reach plc",
    "Google Street View", "Google StreetView", "Google Maps", "LDRS", "Freepik", "Dreamstime",
)  # fmt: skip
_AGENCY = "|".join(_AGENCIES)
_OPENINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:Image|Photo|Picture) (?:source|credit|caption)s?\b",
        r"(?:Photo|Picture|Image|Photograph|Illustration)s? (?:by|courtesy of|credit|from|posed by|"
        r"supplied by|©) .{2,90}$",
        r"(?:Pictured|PICTURED|Above|Pictured above|From left|Left to right|L-R)\b[^.]{0,20}[:,] .{2,250}$",
        r"(?:Stock|File|Library|Generic) (?:photo|image|picture|pic)\b.{0,100}$",
    )
)
"""How a caption may begin."""

_CREDITS = tuple(
    (needed, re.compile(pattern))
    for needed, pattern in (
        (("Image ",), r"Image (?:source|caption|copyright),"),
        # A credit ends the line; its label has a capital, so that prose about pictures stays.
        (
            (":",),
            rf"(?:^|[.!?\"”’')|–-] ?|[a-z])(?:Photo|Picture|Pic|Image|Photograph|Illustration|Photographer|"
            rf"Credit|Video"
            rf"|PHOTO|PICTURE|PIC|IMAGE|CREDIT|VIDEO)s?{_BY}: ?[^:.]{{2,70}}\.?$",
        ),
        (
            ("(",),
            rf"\((?i:{_MEDIUM}|source|pictured?|file (?:photo|picture|image)){_BY}:? ?[^()]{{2,90}}\)\.?$",
        ),
        (("(",), r"\((?:left|right|centre|second left|second right|far left|far right)\)[^.]{0,80}$"),
        (_AGENCIES, rf"(?:©|\(c\)|[Cc]redit:?|Pic:?|/|^) ?(?:{_AGENCY})\b.{{0,30}}$"),
    )
)
"""What one of must stand in a line for a pattern to be looked for, and the pattern."""
_NAMED = re.compile(
    r"[A-Z][\w.'’-]*(?: (?:(?:de|van|von|ap) )?[A-Z][\w.'’-]*){1,3}(?: (?:from|of|at|\() ?.{1,60})?"
)
_TITLED = re.compile(r"(?:Cllr|Councillor|Mayor|Sir|Dame|Lord|Lady) [A-Z]")
_PEOPLE = re.compile(r",\s*|\s+and\s+")


def is_credit(line: str) -> bool:
    """A caption with its credit: "The new hub. Picture: A Name", "The town hall (credit: Agency)"."""
    if len(line) > 300:
        return False
    return any(pattern.match(line) for pattern in _OPENINGS) or any(
        pattern.search(line) for needed, pattern in _CREDITS if any(part in line for part in needed)
    )


def is_doubled(line: str) -> bool:
    """An image's hidden and shown caption run together: "Town Crier: The old millThe old mill"."""
    rest = line.rpartition(": ")[2]
    half = len(rest) // 2
    return half >= 8 and len(rest) % 2 == 0 and rest[:half] == rest[half:] and rest[0].isalpha()


def is_people(line: str) -> bool:
    """The people in a photo: names only, two councillors or more among them, and no sentence."""
    if ":" in line or line.endswith((".", "!", "?")):
        return False
    parts = [part for part in _PEOPLE.split(line) if part]
    if not 3 <= len(parts) <= 20:
        return False
    return all(map(_NAMED.fullmatch, parts)) and sum(bool(_TITLED.match(part)) for part in parts) >= 2
