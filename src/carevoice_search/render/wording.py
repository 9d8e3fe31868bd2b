"""The words that people read about results, on a terminal and in plain lines. All of it is safe to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carevoice_search.analysis import slug
from carevoice_search.model import (
    MISSING,
    Bucket,
    Copy,
    Facet,
    Figure,
    Grid,
    Hit,
    Record,
    Results,
    Snippet,
    Timeline,
)
from carevoice_search.render import safe
from carevoice_search.schema import FIELDS, KINDS, TYPES

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
BUCKETS_SHOWN = 10
"""How many buckets of a facet people see when they name no number."""
_COPIES_NAMED = 3
_WORDS_NAMED = 12
_NEAR = 1200
"""Characters from the beginning of a paragraph to a passage in it, within which both are shown."""
_LITTLE = 600
"""Characters that are not worth leaving out."""
_PERCENT = re.compile(r"\d ?(?:%|per ?cent)")


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "1,200 pages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


Counted = Results | Grid | Timeline
"""An answer that says how many records it counts."""


def totals(results: Counted) -> str:
    """The total, and what it is made of: nobody must report a mixture of types unknowingly."""
    return f"{count(results.total, 'record')}: {by_type(results.totals)}"


def by_type(numbers: Mapping[str, int]) -> str:
    """Numbers of records by type: "0 pages, 13 practices"."""
    return ", ".join(count(numbers.get(name, 0), label.lower()) for name, label in TYPES.items())


def date(iso: str) -> str:
    """A date as it is spoken, no more precise than it is: "April 2021"."""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not (month.isdigit() and 1 <= int(month) <= 12):
        return safe.line(iso)
    named = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {named}" if day.isdigit() else safe.line(named)


def councils(record: Record) -> str:
    """The names of a record's councils, the first three where there are many."""
    names = [label("council", code) for code in record.councils]
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more"]
    return "; ".join(names)


def label(field: str, value: str) -> str:
    """What people call a value of a facet field."""
    return safe.line(FIELDS[field].label_of(value))


def typed(field: str, value: str) -> str:
    """What a person would type for a value: a word without spaces, so that no shell needs quotes."""
    return value if slug(value) == value else slug(label(field, value)) or safe.line(value)


def typed_so_far(text: str) -> str:
    """The beginning of a value as `typed` would write it."""
    return slug(text)


def kind(record: Record) -> str:
    """A practice is called a practice, and a finding a finding; a page by its kind."""
    return KINDS[record.kind] if record.type == "page" else TYPES[record.type]


def number(value: float, decimals: int = 3) -> str:
    """A number with its thousands parted, and at most so many decimals: "1,258", "33.3"."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(found: Figure) -> str:
    """A figure in short: "32%", "1,258", "65 of 69"; what the page hedges ("nearly 60") as the page states it.

    A share that the page has in words ("a third") gets one decimal at most.
    """
    stated, whole = safe.line(found.stated), found.out_of
    if found.unit == "percent" and whole is None:
        share = f"{number(found.value, 3 if '.' in stated else 1)}%"
        if found.bound == "exact":
            return share
        return stated if _PERCENT.search(stated) else f"{stated} ({share})"
    if found.unit == "count" and found.bound == "exact":
        return number(found.value) + ("" if whole is None else f" of {number(whole)}")
    if found.unit == "count" and not any(map(str.isdigit, stated)):
        return f"{stated} ({number(found.value)})"
    if found.unit in ("percent", "count") or found.unit.rstrip("s") in stated.lower():
        return stated
    return f"{stated} {found.unit}"


def same_sentence(one: Record, other: Record) -> bool:
    """Whether two findings are figures of one sentence of one page."""
    place = {(found.type, found.title, found.sources) for found in (one, other)}
    return one.type == "finding" and len(place) == 1


def particulars(record: Record) -> list[str]:
    """What tells a record from others beside its title: of a finding, of whom and what it is and where it stands;
    councils, date, kind, a page's publisher, id."""
    found, publisher = record.figure, record.publisher if record.type == "page" else None
    parts = [] if found is None else [found.who, found.measured, *(one.title for one in record.sources[:1])]
    return [
        *(safe.line(part) for part in parts if part),
        *(
            part
            for part in (
                councils(record),
                date(record.date) if record.date else "no date",
                kind(record),
                safe.line(publisher or ""),
                safe.line(record.id),
            )
            if part
        ),
    ]


def copies(hit: Hit) -> str | None:
    """The copies of a hit, the first of them by name: "also 2 copies: A title (its publisher), ...".

    A copy of the same title is named by its page.
    """
    if not hit.copies:
        return None
    names = ", ".join(_copy(copy, hit.record.title) for copy in hit.copies[:_COPIES_NAMED])
    more = len(hit.copies) - _COPIES_NAMED
    noun = "1 copy" if len(hit.copies) == 1 else f"{len(hit.copies):,} copies"
    return f"also {noun}: {names}{f' and {more:,} more' if more > 0 else ''}"


def _copy(copy: Copy, title: str) -> str:
    named, source = (
        (copy.page, copy.publisher) if copy.title == title else (copy.title, copy.publisher or copy.page)
    )
    return f"{safe.line(named)} ({safe.line(source)})" if source else safe.line(named)


def repeats_title(hit: Hit) -> bool:
    """Whether the snippet says no more than the title, as a finding's sentence and the line of a practice do."""
    snippet = safe.line(hit.snippet.text).strip("… ")
    title = safe.line(hit.record.title)
    if hit.record.type == "practice":
        return title.startswith(snippet) or snippet.startswith(title)
    return title.startswith(snippet) or hit.record.type == "finding"


def title_marks(hit: Hit) -> tuple[tuple[int, int], ...]:
    """The matched words in the title, where the snippet begins with it, or is a part of it."""
    title, snippet = hit.record.title, hit.snippet.text
    shift = 0
    if not snippet.startswith(title):
        shown = snippet.strip("… ")
        place = title.find(shown)
        if place < 0 or not shown:
            return ()
        shift = place - snippet.find(shown)
    return tuple(
        (start + shift, end + shift) for start, end in hit.snippet.marks if end + shift <= len(title)
    )


def pieces(text: str, marks: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    """The pieces of `text` in order, each with whether it is marked; safe to print."""
    place = 0
    for start, end in sorted(marks):
        if start > place:
            yield safe.piece(text[place:start]), False
        if end > max(start, place):
            yield safe.piece(text[max(start, place) : end]), True
        place = max(place, end)
    if place < len(text):
        yield safe.piece(text[place:]), False


def opening(record: Record, passage: Snippet | None) -> int:
    """Where a record's text is opened for a passage: where its paragraph begins, or it alone where that is far
    away; 0 without a passage, and where little stands above."""
    if passage is None:
        return 0
    start = record.text.rfind("\n", 0, passage.start) + 1
    if passage.start - start > _NEAR:
        start = passage.start
    return start if start > _LITTLE else 0


def opened(record: Record, passage: Snippet) -> str | None:
    """Says that a text is not shown from its beginning on."""
    words = len(record.text[: opening(record, passage)].split())
    if not words:
        return None
    return f"… ({words:,} {'word' if words == 1 else 'words'} above; without --query for all)"


def passage_marks(record: Record, passage: Snippet) -> tuple[tuple[int, int], ...]:
    """The places of the words that matched, in the record's text."""
    broken_off = passage.text.startswith("…") and not record.text.startswith("…", passage.start)
    shift = passage.start - broken_off
    return tuple((start + shift, end + shift) for start, end in passage.marks)


def remarks(results: Counted) -> list[str]:
    """What a reader of the totals must know: relaxation, a suggestion, dates left out, predecessors, and the words
    that ranked an expanded answer."""
    said = []
    if results.relaxed:
        said.append("No record has all of these words; these have some of them.")
    if not isinstance(results, Results):
        return said + [safe.line(notice.text) for notice in results.notices]
    if results.suggestion:
        said.append(f"Did you mean: {safe.line(results.suggestion)}")
    said += [safe.line(notice.text) for notice in results.notices]
    if results.feedback:
        words = ", ".join(safe.line(word) for word, _ in results.feedback[:_WORDS_NAMED])
        more = len(results.feedback) - _WORDS_NAMED
        said.append(f"Also ranked by: {words}{f' and {more} more' if more > 0 else ''}")
    return said


def partly(results: Results) -> str | None:
    """Which of the hits are shown, where there are more; None where all are, or none was wanted."""
    if not results.hits or len(results.hits) == results.total:
        return None
    first, last = results.hits[0].rank, results.hits[-1].rank
    more = f"; for all: -n {results.total}" if last < results.total else ""
    ranks = f"hits {first:,} to {last:,}" if first < last else f"hit {first:,}"
    return f"{ranks} of {results.total:,}{more}"


def widening(results: Results) -> list[str]:
    """The synonyms that a query was widened by."""
    return [
        f"{safe.line(word)}: also {', '.join(safe.line(form) for form in forms)}"
        for word, forms in results.widened.items()
    ]


def missing(facet: Facet) -> str:
    """What the records without a value are called in a facet."""
    return without(facet.field)


def without(field: str) -> str:
    """What the records without a value of a field are called: "no council"."""
    return f"no {FIELDS[field].label.lower()}"


def value(field: str, bucket: Bucket) -> str:
    """What a bucket is called, that of the records without a value too."""
    return without(field) if bucket.value == MISSING else safe.line(bucket.label)


def beside(found: Timeline) -> str | None:
    """The records of a timeline that stand in none of its months or years."""
    parts = []
    if found.coarser:
        parts.append(f"{found.coarser:,} dated only to the year")
    if found.undated:
        parts.append(f"{found.undated:,} without a date")
    return f"In no {found.step}: {', '.join(parts)}" if parts else None


def left_out(found: Grid) -> str | None:
    """The rows and columns of a grid that were left out, with how to see them."""
    parts = []
    if found.more_rows:
        parts.append(f"{count(found.more_rows, 'row')} (for all: -n {len(found.rows) + found.more_rows})")
    if found.more_columns:
        parts.append(
            f"{count(found.more_columns, 'column')} (make them the rows: --rows {found.column_field})"
        )
    return f"left out: {', '.join(parts)}" if parts else None


def hidden_buckets(facet: Facet, shown: int, more: str) -> str | None:
    """A line for the buckets that are not among the `shown`, with what shows them: `more` stands before FIELD:all."""
    hidden = len(facet.buckets) - shown
    if not hidden:
        return None
    which = "earlier" if FIELDS[facet.field].order == "time" else "more"
    return f"{hidden:,} {which}: {more}{facet.field}:all"
