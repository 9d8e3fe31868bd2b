"""From a cleaned page to its fields, each value with the evidence that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from carevoice_search.extract.areas import find_councils
from carevoice_search.extract.citing import outside
from carevoice_search.extract.published import find_date
from carevoice_search.extract.publishers import find_publisher
from carevoice_search.extract.subjects import find_themes
from carevoice_search.extract.titles import find_title, meta_values
from carevoice_search.model import CleanPage, Evidence

__all__ = ["Fields", "extract_fields", "find_councils"]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a page says of itself, whatever its family. A value is its evidence's `value`."""

    title: Evidence
    publisher: Evidence | None
    url: Evidence | None
    date: Evidence | None
    councils: tuple[Evidence, ...]
    themes: tuple[Evidence, ...]


def extract_fields(clean: CleanPage, *, published: str | None = None) -> Fields:
    """The fields of a page. `published`, where a person has set it, decides the councils of the day."""
    title = find_title(clean)
    date = find_date(clean, title)
    day = published or (date.value if date else None)
    return Fields(
        title=title,
        publisher=find_publisher(clean),
        url=_find_url(clean),
        date=date,
        councils=find_councils(clean, day),
        themes=find_themes(clean, title),
    )


def _find_url(clean: CleanPage) -> Evidence | None:
    if clean.page.url:
        return outside(clean, "url", clean.page.url, "page-url", "metadata", clean.page.url)
    for name, value in meta_values(clean, "canonical", "og:url"):
        if value.startswith(("http://", "https://")):
            return outside(clean, "url", value, name.replace(":", "-"), "metadata", value)
    return None
