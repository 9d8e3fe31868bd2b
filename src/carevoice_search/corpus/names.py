"""What files in a corpus are called: the endings of pages, the place of sidecars, and safe names."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from carevoice_search.media import MEDIA_TYPES

PAGE_ENDINGS = tuple(MEDIA_TYPES)
WHOLE_ENDINGS = tuple(ending + packed for ending in PAGE_ENDINGS for packed in ("", ".gz"))
SIDECAR_ENDING = ".toml"
KNOWN = "a page ends in " + ", ".join(PAGE_ENDINGS) + ", or one of these and .gz"

_UNPRINTABLE_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
# Marks that turn the direction of the text after them: a name could pass for another on a terminal.
_TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def page_ending(name: str) -> str | None:
    """The ending of a page's name (".html", ".txt.gz") as written there; None where it is no page's."""
    folded = name.lower()
    for ending in WHOLE_ENDINGS if folded.endswith(WHOLE_ENDINGS) else ():
        if folded.endswith(ending) and len(name) > len(ending):
            return name[-len(ending) :]
    return None


def page_stem(name: str) -> str | None:
    """A page's name or path without its ending; None where it has no page's ending."""
    ending = page_ending(name.rpartition("/")[2])
    return name[: -len(ending)] if ending else None


def sidecar_path(page: Path) -> Path:
    """Where a page's sidecar stands: beside it, as <stem>.toml. Pages of one stem share one sidecar."""
    return page.with_name((page_stem(page.name) or page.name) + SIDECAR_ENDING)


def is_printable(name: str) -> bool:
    """Whether a name holds no control character, line separator, direction mark or undecodable byte."""
    return not any(_is_unprintable(character) for character in name)


def printable(name: str) -> str:
    """`name` with the characters that cannot be shown written as escapes, such as \\x1b."""
    return "".join(
        character.encode("unicode_escape").decode("ascii") if _is_unprintable(character) else character
        for character in name
    )


def reason_of(error: OSError | ValueError) -> str:
    """What the system says went wrong, without the path, which the caller names."""
    return printable(getattr(error, "strerror", None) or str(error))


def safe_name(name: str) -> str:
    """A file's name as it may stand in a corpus: no separators, no leading dot, nothing unprintable."""
    safe = "".join("_" if c in "/\\" or _is_unprintable(c) else c for c in name)
    return safe.lstrip(". ")


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in _UNPRINTABLE_CATEGORIES or character in _TURNING
