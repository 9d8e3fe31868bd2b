"""From a saved page to its reading: cleaned, its fields, practices and findings read, corrected by its sidecar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from carevoice_search import dates, families, gazetteer, vocabulary
from carevoice_search.clean import clean
from carevoice_search.errors import PageError
from carevoice_search.extract import Fields, extract_fields, find_councils
from carevoice_search.extract.citing import outside
from carevoice_search.extract.findings import find_findings
from carevoice_search.model import CleanPage, Evidence, Kind, Page, Practice, Reading, Sidecar
from carevoice_search.schema import KINDS


@dataclass(frozen=True, slots=True)
class _Correction:
    """What the sidecar states, checked, as evidence of place "sidecar"."""

    single: dict[str, Evidence]
    councils: tuple[Evidence, ...]
    themes: tuple[Evidence, ...]


def read_page(page: Page) -> Reading:
    """What a page says, with the evidence for every value.

    A sidecar's values win over what was read. Raises PageError where the page cannot be cleaned, or where the
    sidecar states a date, kind, theme or council that does not exist.
    """
    cleaned = clean(page)
    correction = _correction(cleaned, page.sidecar or Sidecar())
    stated = correction.single.get("date")
    read = extract_fields(cleaned, published=stated.value if stated else None)
    fields = replace(read, date=stated) if stated else read
    practices = families.practices(cleaned, fields)
    recognition = families.recognise(cleaned)
    own = {
        "title": fields.title,
        "publisher": fields.publisher,
        "url": fields.url,
        "date": fields.date,
        "kind": recognition.evidence[0],
    }
    single = {name: correction.single.get(name) or found for name, found in own.items()}
    councils = correction.councils or _councils(cleaned, fields, practices)
    themes = correction.themes or _themes(fields, practices, recognition.kind)
    more = () if "kind" in correction.single else recognition.evidence[1:]
    listed = [found for practice in practices for found in practice.evidence if found.field == "title"]
    evidence = (*(found for found in single.values() if found), *more, *councils, *themes)
    return Reading(
        page=page.path,
        title=_value(single["title"]) or page.path,
        kind=cast(Kind, _value(single["kind"])),
        publisher=_value(single["publisher"]),
        url=_value(single["url"]),
        date=_value(single["date"]),
        councils=_unique(found.value for found in councils),
        themes=_unique(found.value for found in themes),
        practices=practices,
        text=cleaned.text,
        evidence=evidence,
        warnings=(*cleaned.warnings, *_differences(read, correction.single)),
        findings=find_findings(cleaned, single["date"], councils, [found.value for found in themes], listed),
    )


def _value(evidence: Evidence | None) -> str | None:
    return evidence.value if evidence else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _councils(cleaned: CleanPage, fields: Fields, practices: tuple[Practice, ...]) -> tuple[Evidence, ...]:
    """The page's councils: those of its practices, as of their day, and those that its text means."""
    known = [found for practice in practices for found in practice.evidence if found.field == "council"]
    if not known:
        return fields.councils
    months = [practice.date for practice in practices if practice.date]
    day = fields.date.value if fields.date else max(months, key=dates.last_day, default=None)
    return find_councils(cleaned, day, known)


def _themes(fields: Fields, practices: tuple[Practice, ...], kind: Kind) -> tuple[Evidence, ...]:
    """A practice list has the themes that its headings name; any other page those that its words speak of."""
    named = {
        found.value: found
        for p in reversed(practices)
        for found in reversed(p.evidence)
        if found.field == "theme"
    }
    if named and kind == "practice-list":
        return tuple(reversed(named.values()))
    return fields.themes


def _correction(cleaned: CleanPage, sidecar: Sidecar) -> _Correction:
    def stated(field: str, value: str, written: str) -> Evidence:
        return outside(cleaned, field, value, "sidecar", "sidecar", written)

    single: dict[str, Evidence] = {}
    for field, written in (("title", sidecar.title), ("publisher", sidecar.publisher), ("url", sidecar.url)):
        if written and written.strip():
            single[field] = stated(field, " ".join(written.split()), written)
    if sidecar.published:
        iso = dates.parse_date(sidecar.published)
        if iso is None:
            raise PageError(
                f"its sidecar's published is {sidecar.published!r}: write 2021, 2021-04 or 2021-04-29"
            )
        single["date"] = stated("date", iso, sidecar.published)
    if sidecar.kind:
        if sidecar.kind not in KINDS:
            raise PageError(f"its sidecar's kind is {sidecar.kind!r}: write one of {', '.join(KINDS)}")
        single["kind"] = stated("kind", sidecar.kind, sidecar.kind)
    day = _value(single.get("date"))
    councils = tuple(stated("council", _known_council(name, day), name) for name in sidecar.councils)
    themes = tuple(stated("theme", _known_theme(name), name) for name in sidecar.themes)
    return _Correction(single, councils, themes)


def _known_council(name: str, day: str | None) -> str:
    code = gazetteer.resolve(name, day)
    if code is None:
        raise PageError(
            f"its sidecar names a council that is not known: {name!r} (write a name or a GSS code)"
        )
    return code


def _known_theme(name: str) -> str:
    slug = vocabulary.resolve_theme(name)
    if slug is None:
        raise PageError(f"its sidecar names a theme that is not known: {name!r} (see data/themes.toml)")
    return slug


def _differences(read: Fields, single: dict[str, Evidence]) -> tuple[str, ...]:
    """Warnings where a correction differs from what the page itself states."""
    return tuple(
        f"the sidecar's {name} is {single[name].value}; the page's own is {found.value} (rule {found.rule})"
        for name, found in (("date", read.date), ("publisher", read.publisher))
        if name in single and found is not None and found.value != single[name].value
    )
