"""Bylines and stamps: who wrote a page and when it was put up, in the site's form and not in the text's own.

A bare date line ("14 August 2019") is the page's own and no stamp.
"""

from __future__ import annotations

import re

from carevoice_search.clean.wording import DATE, DAY, NAMES, LineRule, wording

_EMAIL = r"[\w.+-]{1,60}@[\w.-]{3,60}"
_WRITER = (
    r"(?:(?:senior|chief|political|education|social affairs|social care|health|crime|local government|"
    r"deputy|news|public affairs|home affairs|politics|society|"
    r"community|digital|multimedia|trainee|local democracy|content|managing|assistant) ){0,3}"
    r"(?:reporter|reporting service|correspondent|editor|journalist|staff writer|writer)"
)
_LABEL = (
    r"(?:(?:first |date |article |story |originally )?(?:published|posted)|(?:(?:this )?page )?(?:was )?"
    r"(?:last )?(?:updated|modified|edited|amended|revised))(?: on| at)?"
)

STAMPS: tuple[LineRule, ...] = (
    wording(
        "last updated",
        r"(?:(?:this )?page )?(?:was )?(?:last|next) (?:updated|reviewed|modified|edited|revised|changed|"
        r"review(?= ?(?:due|date|by|on|:)))\b.{0,60}",
        rf"updated(?: on)?:? {DATE}.{{0,30}}|(?:page )?review date:?.{{0,40}}|"
        rf"(?:published )?\d{{1,3}} (?:minutes?|hours?|days?|weeks?) ago",
        r"page (?:updated|maintained|owned) by .{2,60}(?<![.!?])",
    ),
    wording(
        "stamp",
        rf"(?:[•·–-] ?)?{_LABEL} ?[:|–-]? ?{DAY}(?: ?[|,·–-] ?{_LABEL} ?[:|–-]? ?{DAY})?(?:[ |·,–-]{{1,3}}.{{2,40}})?"
        r"(?<![.!?])",
    ),
    wording("release label", r"(?:press|news|media) (?:notice|release|statement)|for immediate release"),
    wording(
        "byline",
        rf"(?:By|BY|by|Written by|Posted by|Words by|Author|Reported by|Words) ?:? {NAMES}(?: {_EMAIL})?"
        rf"(?: ?[|,·–—-] ?.{{2,90}}| on (?i:{DATE}).{{0,60}}| (?i:{DATE}).{{0,30}})?(?<![.!?])",
        rf"(?:By|BY|by) ?:? {NAMES}(?: ?,)? (?i:{_WRITER})(?:,? .{{2,40}})?(?<![.!?])",
        r"(?:[Pp]osted|Published|POSTED) (?:by .{2,60}|in .{2,60}) on .{4,40}|"
        r"[Pp]osted on:? .{4,60}(?<![.!?])",
        rf"(?:{NAMES},? )?(?i:{_WRITER})(?:,? .{{2,40}})?(?<![.!?])|BBC (?:News|Radio|Sport)[\w ,]{{0,40}}",
        rf"{NAMES} {_EMAIL}|@\w{{2,30}}",
        cased=True,
    ),
)
_BODY = re.compile(r"\b(?:council|trust|borough|county|partnership|authority|board|services?|city)\b", re.I)
_NAME_LINE = re.compile(r"(?:[A-Z][a-z'’-]{1,20} (?:[A-Z]\. )?){1,2}[A-Z][A-Za-z'’-]{1,25}")


def is_stamp(line: str) -> bool:
    """Whether a line is a byline, or a stamp with its label."""
    return len(line) <= 200 and any(rule.matches(line) for rule in STAMPS)


def is_dateline(line: str) -> bool:
    """Whether a line is a date, with its time of day or without, and nothing else."""
    return len(line) <= 60 and _DATELINE.fullmatch(line) is not None


def is_name(line: str) -> bool:
    """Whether a line may be a person's name and nothing else."""
    return len(line) <= 60 and _NAME_LINE.fullmatch(line) is not None and not _BODY.search(line)


_DATELINE = re.compile(rf"(?:date:? )?{DAY}", re.I)
