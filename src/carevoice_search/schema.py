"""The one table of facet fields that the engines, the query language, the options and the output all read.

A new facet is one new row here. Values are stable keys (GSS codes, slugs, ISO prefixes); labels are for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from carevoice_search import gazetteer, vocabulary
from carevoice_search.analysis import slug
from carevoice_search.dates import is_date
from carevoice_search.model import MISSING, Bucket, Facet, Record

KINDS: Mapping[str, str] = {
    "practice-list": "Practice list",
    "commissioner-post": "Commissioner post",
    "review": "Review or report",
    "article": "Article",
    "other": "Other",
}
TYPES: Mapping[str, str] = {"page": "Page", "practice": "Practice", "finding": "Finding"}
UNITS: Mapping[str, str] = {
    "percent": "Per cent",
    "count": "Number",
    "minutes": "Minutes",
    "hours": "Hours",
    "days": "Days",
    "weeks": "Weeks",
    "months": "Months",
    "years": "Years",
}
"""What figures count: a share in per cent, people or things, or how long something takes."""
_SHARES = ("%", "percentage", "share")

TEXT_SCOPES = ("title",)
"""Text fields that a query may name; words without a field search title and text together."""


class Field(NamedTuple):
    """A facet field.

    `values` gives a record's values as they are counted; `known` maps every value to its label, or is None where
    only the index knows the values; `resolve` turns what a person types into a value, or None. `parent_of` gives the
    value of the field `parent` that a value belongs to.
    """

    name: str
    label: str
    help: str
    values: Callable[[Record], tuple[str, ...]]
    label_of: Callable[[str], str]
    resolve: Callable[[str], str | None]
    known: Callable[[], Mapping[str, str]] | None = None
    order: Literal["count", "time"] = "count"
    parent: str | None = None
    parent_of: Callable[[str], str] | None = None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _from_table(table: Callable[[], Mapping[str, str]]) -> Callable[[str], str | None]:
    """A resolver of keys, labels and their slugs."""

    def resolve(text: str) -> str | None:
        wanted = slug(text)
        for value, label in table().items():
            if wanted in (slug(value), slug(label)):
                return value
        return None

    return resolve


def _label_from(table: Callable[[], Mapping[str, str]]) -> Callable[[str], str]:
    return lambda value: table().get(value, value)


def _resolve_unit(text: str) -> str | None:
    return "percent" if text.strip().lower() in _SHARES else _from_table(lambda: UNITS)(text)


def _date_part(length: int) -> Callable[[Record], tuple[str, ...]]:
    return lambda record: (record.date[:length],) if record.date and len(record.date) >= length else ()


def _resolve_date_part(length: int) -> Callable[[str], str | None]:
    def resolve(text: str) -> str | None:
        return text if len(text) == length and is_date(text) else None

    return resolve


def _publishers(record: Record) -> tuple[str, ...]:
    return _unique(source.publisher for source in record.sources if source.publisher)


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(
            "type",
            "Type",
            "page, practice (one line of a practice list) or finding (a figure that a page states)",
            lambda record: (record.type,),
            _label_from(lambda: TYPES),
            _from_table(lambda: TYPES),
            lambda: TYPES,
        ),
        Field(
            "kind",
            "Kind",
            "the kind of page: practice-list, commissioner-post, review, article, other",
            lambda record: (record.kind,),
            _label_from(lambda: KINDS),
            _from_table(lambda: KINDS),
            lambda: KINDS,
        ),
        Field(
            "nation",
            "Nation",
            "a nation: england, wales, scotland or northern-ireland",
            lambda record: record.nations,
            _label_from(gazetteer.nations),
            _from_table(gazetteer.nations),
            gazetteer.nations,
        ),
        Field(
            "region",
            "Region",
            "a region of England, or one of the other nations",
            lambda record: record.regions,
            _label_from(gazetteer.regions),
            _from_table(gazetteer.regions),
            gazetteer.regions,
            parent="nation",
            parent_of=gazetteer.nation_of_region,
        ),
        Field(
            "council",
            "Council",
            "an authority with children's services: GSS code, name or alias",
            lambda record: _unique(gazetteer.counted_as(code) for code in record.councils),
            gazetteer.label,
            gazetteer.resolve_counted,
            gazetteer.counted_labels,
            parent="region",
            parent_of=gazetteer.region_of,
        ),
        Field(
            "theme",
            "Theme",
            "a theme: slug or label",
            lambda record: record.themes,
            _label_from(vocabulary.theme_labels),
            vocabulary.resolve_theme,
            vocabulary.theme_labels,
        ),
        Field(
            "unit",
            "Unit",
            "the unit of a finding's figure: percent, count, minutes, hours, days, weeks, months, years",
            lambda record: (record.figure.unit,) if record.figure else (),
            _label_from(lambda: UNITS),
            _resolve_unit,
            lambda: UNITS,
        ),
        Field(
            "publisher",
            "Publisher",
            "who published the page",
            _publishers,
            lambda value: value,
            lambda text: None,
        ),
        Field(
            "year",
            "Year",
            "the year of the date: 2021",
            _date_part(4),
            lambda value: value,
            _resolve_date_part(4),
            order="time",
        ),
        Field(
            "month",
            "Month",
            "the month of the date, where it is stated: 2021-04",
            _date_part(7),
            lambda value: value,
            _resolve_date_part(7),
            order="time",
            parent="year",
            parent_of=lambda value: value[:4],
        ),
    )
}


def searched_texts(record: Record) -> tuple[str, str]:
    """The title and the text of a record as words find them: a finding's sentence is its text, and no title."""
    return "" if record.type == "finding" else record.title, record.text


def label(field: str, value: str) -> str:
    """The label of a facet value; of MISSING, that there is none: "no council"."""
    if value == MISSING:
        return f"no {FIELDS[field].label.lower()}"
    return FIELDS[field].label_of(value)


def leading_buckets(facet: Facet, number: int) -> tuple[Bucket, ...]:
    """The buckets to show where `number` fit: the greatest, or the latest in time, and all chosen ones."""
    latest = FIELDS[facet.field].order == "time"
    first = max(len(facet.buckets) - number, 0) if latest else 0
    return tuple(
        bucket
        for place, bucket in enumerate(facet.buckets)
        if first <= place < first + number or bucket.selected
    )
