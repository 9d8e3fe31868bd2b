"""Addresses that open a page at some of its words: the text directive of the URL Fragment Text Directives draft
(https://wicg.github.io/scroll-to-text-fragment/), which browsers that do not know it pass over.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from carevoice_search.render import safe

_DELIMITER = ":~:"
_WHOLE = 12
"""Words up to which a quote is sought as a whole; of a longer one the first and the last words are."""
_END = 5
"""Words that stand for each end of a long quote."""
_LONGEST = 300
"""Characters of a directive's part: words may be of any length."""


def outward(url: str | None) -> str | None:
    """`url` where it is one that a reader may be sent to: http or https, with a host, and nothing in it that would
    be read otherwise than it is shown. None for any other."""
    if not url or url != safe.line(url) or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def with_text(url: str, words: str) -> str:
    """`url` with a text directive to `words`; a fragment that it has is kept, a directive is replaced."""
    directive = text_directive(words)
    base, _, fragment = url.partition("#")
    name = fragment.partition(_DELIMITER)[0]
    if not directive:
        return f"{base}#{name}" if name else base
    return f"{base}#{name}{_DELIMITER}{directive}"


def text_directive(words: str) -> str:
    """The directive for a quote, "text=start" or, for one that is long or reaches over several lines,
    "text=start,end"; empty where the quote has no words.

    A browser seeks each part within one block of its page, and whole words alone.
    """
    lines = [line.split() for line in safe.lines(words)]
    lines = [line for line in lines if line]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= _WHOLE and len(" ".join(lines[0])) <= _LONGEST:
        return f"text={_encoded(lines[0])}"
    first, last = lines[0][:_END], lines[-1][-_END:]
    if len(lines) == 1 and len(lines[0]) < 2 * _END:
        middle = max(1, len(lines[0]) // 2)
        first, last = lines[0][:middle], lines[0][middle:]
    parts = [part for part in (first, last) if part and len(" ".join(part)) <= _LONGEST]
    return f"text={','.join(map(_encoded, parts))}" if parts else ""


def _encoded(words: list[str]) -> str:
    """Words in per cent signs: what has a meaning in a directive (a hyphen, a comma, an ampersand) has none here."""
    return quote(" ".join(words), safe="", errors="replace").replace("-", "%2D")
