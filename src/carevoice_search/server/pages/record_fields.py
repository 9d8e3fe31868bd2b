"""The fields of a record as a page shows them: each value with the search for it, and with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import carevoice_search as cv
from carevoice_search.render import safe, wording
from carevoice_search.server.request.asked import Asked
from carevoice_search.server.request.parameters import LONGEST_VALUE

PLACES: Mapping[str, str] = {
    "text": "in the text",
    "furniture": "in the furniture (menus, headers, footers)",
    "metadata": "in the metadata",
    "sidecar": "in the sidecar (facts kept beside the page)",
}
"""Where evidence stands, in words."""
HEDGES: Mapping[str, str] = {"about": "about so much", "over": "more than that", "under": "less than that"}
"""What the words around a figure say of it."""

_ADDRESS = "/"
_FEW = 6
"""Values of a field that are shown at once."""


class Proof(NamedTuple):
    """The evidence with this number, made safe to print. `drawn` says that it is underlined in the text below."""

    number: int
    label: str
    quote: str
    rule: str
    place: str
    page: str
    drawn: bool


class Value(NamedTuple):
    """A value of a field, the address of the search for it (None where there is none), and what it rests on."""

    text: str
    address: str | None
    proofs: tuple[Proof, ...]


_FOLLOWS = dict.fromkeys(("region", "nation"), "follows from the council")


class Row(NamedTuple):
    """A field with its values; `folded` are those beyond the first few, `note` what they follow from where they have
    no evidence of their own."""

    label: str
    values: tuple[Value, ...]
    folded: tuple[Value, ...] = ()
    note: str = ""


class Fact(NamedTuple):
    """Something that a figure states beside its number."""

    label: str
    text: str
    address: str | None = None


def search_for(index: cv.Index, **values: Any) -> str:
    """The address of the search for all records with these values."""
    return Asked(index.query("", **values)).address(_ADDRESS)


def proofs(record: cv.Record, drawn: frozenset[int]) -> list[tuple[cv.Evidence, Proof]]:
    """The evidence of a record, numbered from 1 on; `drawn` are the numbers that are underlined."""
    several = len(record.sources) > 1
    return [
        (
            evidence,
            Proof(
                number,
                f"{_field_label(evidence.field)}: {_value_label(evidence.field, evidence.value)}",
                safe.line(evidence.quote),
                safe.line(evidence.rule),
                PLACES.get(evidence.place, safe.line(evidence.place)),
                safe.line(evidence.page) if several else "",
                number in drawn,
            ),
        )
        for number, evidence in enumerate(record.evidence, 1)
    ]


def rows(index: cv.Index, record: cv.Record, proven: Sequence[tuple[cv.Evidence, Proof]]) -> list[Row]:
    """The fields of a record in the order of reading, those without a value left out, but for the date.

    Each piece of evidence stands beside its value, or, where that is no value of the record, in a row of its field.
    """
    left = list(proven)

    def taken(field: str, value: str | None = None) -> tuple[Proof, ...]:
        """The evidence for a value, or with None all that is left of a field's; none is taken twice."""
        found = [pair for pair in left if pair[0].field == field and value in (None, pair[0].value)]
        for pair in found:
            left.remove(pair)
        return tuple(proof for _, proof in found)

    made = []
    if record.type != "finding":  # its title is the sentence, which the figure rests on
        made.append(Row("Title", (Value(safe.line(record.title), None, taken("title")),)))
    made += [
        Row("Type", (_value(index, "type", record.type),)),
        Row(
            "Kind" if record.type == "page" else "Kind of page",
            (_value(index, "kind", record.kind, taken("kind")),),
        ),
    ]
    if record.figure:
        made.append(Row("Figure", (Value(wording.figure(record.figure), None, taken("finding")),)))
    made.append(Row("Date", (_date(index, record, taken("date")),)))
    for field, values in (
        ("council", record.councils),
        ("region", record.regions),
        ("nation", record.nations),
        ("theme", record.themes),
        ("publisher", cv.FIELDS["publisher"].values(record)),
    ):
        found = [_value(index, field, value, taken(field, value)) for value in values]
        row = _row(_several(cv.FIELDS[field].label, len(found)), found)
        made.append(row._replace(note=_FOLLOWS.get(field, "")))
    address = taken("url")
    if record.url or address:
        made.append(Row("Address", (Value(safe.line(record.url or ""), None, address),)))
    for field in dict.fromkeys(evidence.field for evidence, _ in left):
        others = [
            Value(_value_label(field, evidence.value), None, (proof,))
            for evidence, proof in left
            if evidence.field == field
        ]
        made.append(_row(_field_label(field), others))
    return [row for row in made if row.values]


def facts(index: cv.Index, record: cv.Record) -> Iterator[Fact]:
    """What a finding says of its figure: the number itself, how it is hedged, of what whole, of whom, and so on."""
    figure = record.figure
    if figure is None:
        return
    unit = wording.label("unit", figure.unit)
    yield Fact("Value", wording.number(figure.value))
    yield Fact("Unit", unit, search_for(index, unit=figure.unit))
    yield Fact("In the page’s words", safe.line(figure.stated))
    if figure.bound in HEDGES:
        yield Fact("Hedge", HEDGES[figure.bound])
    if figure.out_of is not None:
        yield Fact("Of a whole of", wording.number(figure.out_of))
    if figure.measured:
        yield Fact("What was measured", safe.line(figure.measured))
    if figure.who:
        yield Fact("Of whom", safe.line(figure.who))
    by_whom = record.publisher
    if by_whom:
        yield Fact("Published by", safe.line(by_whom), _search(index, "publisher", by_whom))
    else:
        yield Fact("Published by", "no publisher stated")
    when = _date(index, record)
    yield Fact("When", when.text, when.address)


def _row(label: str, values: Sequence[Value]) -> Row:
    few = len(values) if len(values) <= _FEW + 2 else _FEW
    return Row(label, tuple(values[:few]), tuple(values[few:]))


def _value(index: cv.Index, field: str, value: str, proven: tuple[Proof, ...] = ()) -> Value:
    return Value(_value_label(field, value), _search(index, field, value), proven)


def _search(index: cv.Index, field: str, value: str) -> str | None:
    """The search for a value; a council that is no more is counted under the one that came after it."""
    wanted = cv.FIELDS[field].resolve(value) or value
    if len(wanted) > LONGEST_VALUE:
        return None
    try:
        return search_for(index, **{field: wanted})
    except (cv.QueryError, cv.UsageError):  # what no search can ask for, such as a publisher named in signs
        return None


def _date(index: cv.Index, record: cv.Record, proven: tuple[Proof, ...] = ()) -> Value:
    date = record.date
    if not date:
        return Value("no date stated", search_for(index, missing="year"), proven)
    field = {4: "year", 7: "month"}.get(len(date))
    period: dict[str, Any] = {field: date} if field else {"since": date, "until": date}
    return Value(wording.date(date), search_for(index, **period), proven)


def _value_label(field: str, value: str) -> str:
    if field == "date":
        return wording.date(value)
    return wording.label(field, value) if field in cv.FIELDS else safe.line(value)


def _field_label(field: str) -> str:
    return cv.FIELDS[field].label if field in cv.FIELDS else safe.line(field).capitalize()


def _several(label: str, number: int) -> str:
    return f"{label}s" if number > 1 else label
