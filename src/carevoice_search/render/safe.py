"""Text from pages made harmless: pages are hostile, and terminals and spreadsheets obey what they are fed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_RUN_BY_SPREADSHEETS = tuple("=+-@\t\r\n＝＋－＠")


# Most text needs none of the patterns, and a search that prints only such text does not wait for them.


@cache
def _unsafe() -> re.Pattern[str]:
    """Control characters (C0, DEL, C1), marks that turn the direction of writing, line and paragraph separators,
    the byte-order mark, invisible tag characters, and halves of surrogate pairs, which no output can encode.
    """
    return re.compile(
        "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
        "\U000e0000-\U000e007f\ud800-\udfff]"
    )


@cache
def _sequence() -> re.Pattern[str]:
    """Terminal sequences that hold readable characters, which would be left over: CSI (colours, cursor) and, where
    they end, OSC, DCS, SOS, PM and APC strings (titles, links, commands).
    """
    return re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b\n]*(?:\x07|\x1b\\)")


def line(text: str) -> str:
    """`text` on one line: no terminal sequence or control character, every run of white space one space."""
    return piece(text).strip()


def lines(text: str) -> list[str]:
    """The lines of `text`, each made safe, indentation kept."""
    kept = _sequence().sub("", text.replace("\r\n", "\n")).expandtabs(4)
    return [_unsafe().sub("", part).rstrip() for part in kept.split("\n")]


def piece(text: str) -> str:
    """A part of a line, as `line` would have it, but with the spaces at its ends."""
    if text.isprintable() and "  " not in text:
        return text  # Nothing unsafe is printable, and of all that is white the space alone.
    # The control characters that part words and lines are white space as well.
    return re.sub(r"\s+", " ", _unsafe().sub(_space_or_nothing, _sequence().sub("", text)))


def _space_or_nothing(match: re.Match[str]) -> str:
    return " " if match.group().isspace() else ""


def same_length(text: str) -> str:
    """`text` with every unsafe character replaced by one visible one, so that offsets still hold."""
    return _unsafe().sub("\N{REPLACEMENT CHARACTER}", text)


def width(text: str) -> int:
    """The columns that `text` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def cell(text: str) -> str:
    """A CSV cell on one line that no spreadsheet takes for a formula: an apostrophe before it marks text."""
    safe = line(text)
    runs = text.startswith(_RUN_BY_SPREADSHEETS) or safe.startswith(_RUN_BY_SPREADSHEETS)
    return f"'{safe}" if runs and safe else safe


def json_text(dumped: str) -> str:
    """Dumped JSON that parses to the same values, with what a terminal could obey written as escapes."""
    return _unsafe().sub(_escaped, dumped)


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\n":  # between values: inside a string JSON has escaped it already
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
