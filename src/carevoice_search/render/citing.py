r"""Records as reference managers read them: RIS and BibTeX.

What a page is not known to say is not said: no day of access, no year of what is undated. A value stands on one
line, so that nothing in a page can end its field or its record.

rispy writes the RIS. The BibTeX is written here: the writers at hand make `\{` of a brace, and BibTeX itself counts
braces without regard to the backslash, so that one brace in a title would swallow the records after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from carevoice_search.model import Record
from carevoice_search.render import safe, wording

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The names of the months that every BibTeX style defines."""
_ESCAPED = {
    **{sign: f"\\{sign}" for sign in "#$%&_"},
    "\\": r"{\textbackslash}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    # Each with an invisible partner: BibTeX counts these braces too.
    "{": r"\{\vphantom{\}}",
    "}": r"\vphantom{\{}\}",
}
_NO_KEY = re.compile(r"[^A-Za-z0-9:._-]")
_KEPT_IN_URLS = ":/?#[]@!$&'()*+,;=%~-._"


def ris(records: Iterable[Record]) -> str:
    """Records as RIS, each a web page (ELEC) under its id."""
    # 16 ms that only this form pays for.
    from rispy import RisWriter

    class _Writer(RisWriter):  # type: ignore[misc]  # rispy ships no type information
        def set_header(self, count: int) -> str:
            """No "1." before a record: it belongs to the library's own manner, not to RIS."""
            return ""

    written: str = _Writer().formats([_ris_fields(record) for record in records])
    return written


def bibtex(records: Iterable[Record]) -> str:
    """Records as BibTeX in UTF-8, each an @online under its id."""
    return "\n".join("\n".join(_bibtex_lines(record)) + "\n" for record in records)


def _ris_fields(record: Record) -> dict[str, Any]:
    """A record by rispy's names of tags."""
    year, month, day = _date(record)
    authors = _authors(record)
    fields: dict[str, Any] = {
        "type_of_reference": "ELEC",
        "id": safe.line(record.id),
        "title": safe.line(record.title),
        "authors": [_corporate(name) for name in authors],
        # An author is its publisher, and once is enough, but where a comma had to go.
        "publisher": "; ".join(authors) if any("," in name for name in authors) else "",
        "year": year,
        "date": f"{year}/{month}/{day}/" if month else "",
        "type_of_work": wording.kind(record),
        "keywords": _keywords(record),
        "abstract": _abstract(record),
        "notes": _notes(record),
        "urls": _urls(record),
    }
    return {name: value for name, value in fields.items() if value}


def _bibtex_lines(record: Record) -> Iterator[str]:
    year, month, day = _date(record)
    authors = _authors(record)
    urls = _urls(record)
    notes = [*_notes(record), *(f"Also at {url}" for url in urls[1:])]
    yield f"@online{{{_NO_KEY.sub('-', record.id)},"
    for name, value in (
        ("author", " and ".join(f"{{{_escaped(author)}}}" for author in authors)),
        ("title", _escaped(safe.line(record.title))),
        ("year", year),
        ("day", day.lstrip("0")),
        ("url", urls[0] if urls else ""),
        ("type", _escaped(wording.kind(record))),
        # Commas part them, whatever stands around one.
        ("keywords", _escaped(", ".join(keyword.replace(",", "") for keyword in _keywords(record)))),
        ("abstract", _escaped(_abstract(record))),
        ("note", _escaped("; ".join(notes))),
    ):
        if value:
            yield f"  {name} = {{{value}}},"
        if name == "year" and month:
            yield f"  month = {_MONTHS[int(month) - 1]},"
    yield "}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)


def _date(record: Record) -> tuple[str, str, str]:
    """Year, month and day as digits, as far as they are stated."""
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", record.date or "", re.ASCII)
    year, month, day = found.groups(default="") if found else ("", "", "")
    return year, month, day


def _authors(record: Record) -> list[str]:
    """Who published it: the publishers of all its pages, each once."""
    named = (record.publisher, *(source.publisher for source in record.sources))
    return list(dict.fromkeys(name for publisher in named if (name := safe.line(publisher or ""))))


def _corporate(name: str) -> str:
    """A body as an author: the comma at the end keeps reference managers from taking its last word for a surname,
    as one inside would make them, which is left out."""
    return f"{' '.join(name.replace(',', ' ').split())},"


def _keywords(record: Record) -> list[str]:
    return [
        *(wording.label("theme", theme) for theme in record.themes),
        *(wording.label("council", code) for code in record.councils),
    ]


def _abstract(record: Record) -> str:
    """The line of a practice or the sentence of a finding; a page has no abstract of its own."""
    return "" if record.type == "page" else safe.line(record.text)


def _notes(record: Record) -> list[str]:
    """Where a practice or a finding stands, and of which council and time it is."""
    if record.type == "page":
        return []
    pages = [f"“{safe.line(source.title)}” ({safe.line(source.page)})" for source in record.sources]
    stated = [wording.figure(record.figure)] if record.figure else []
    place = [f"{wording.kind(record)} on {' and '.join(pages)}"] if pages else []
    when = [wording.date(record.date)] if record.date else []
    return ["; ".join([*place, *stated, *filter(None, [wording.councils(record)]), *when])]


def _urls(record: Record) -> list[str]:
    """The addresses of its pages: of the web alone, since reference managers open what stands there."""
    found = (record.url, *(source.url for source in record.sources))
    return list(dict.fromkeys(address for url in found if (address := _address(url or ""))))


def _address(url: str) -> str:
    """An address of http or https with everything quoted that could end a field or a line; else nothing."""
    shown = safe.line(url)
    try:
        parts = urlsplit(shown)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(shown, safe=_KEPT_IN_URLS)
