"""Several sources to one segment, streamed: how batches in memory become a run, and segments one segment.

Documents keep their order, source after source; dead ones go, and terms without documents with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from carevoice_search.engines.whoosh import fields
from carevoice_search.engines.whoosh.blocks import Mask
from carevoice_search.engines.whoosh.segment import Combinations, Segment
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.slices import offsets
from carevoice_search.engines.whoosh.storage import new_segment_id, segment_name
from carevoice_search.engines.whoosh.term_merge import Bounds, MergedField, Part, Source

FAN_IN = 16
"""So many segments are merged at once; more of them in several steps."""

Living = tuple[Segment, Mask | None]
"""A segment and which of its documents are alive; no mask means that all are."""


def merge(sources: Sequence[Living], writer: SegmentWriter, bounds: Bounds | None = None) -> None:
    """Write what is alive in `sources`, in their order. Does not finish the writer; raises OSError."""
    merge_texts(sources, writer, bounds)
    merge_values(sources, writer, bounds)
    for segment, live in sources:
        writer.copy_stored(segment, live)


def merge_texts(
    sources: Sequence[tuple[Source, Mask | None]], writer: SegmentWriter, bounds: Bounds | None = None
) -> None:
    """Write the text fields, and the columns of lengths; before the values."""
    parts = _parts(sources)
    for words, stems in zip(fields.EXACT, fields.STEMS, strict=True):
        merged = MergedField(words, parts, writer, positional=True, bounds=bounds)
        MergedField(stems, parts, writer, positional=True, bounds=bounds, words=merged)
    _merge_numbers(fields.TEXT_NUMBERS, parts, writer)


def merge_values(
    sources: Sequence[tuple[Source, Mask | None]], writer: SegmentWriter, bounds: Bounds | None = None
) -> None:
    """Write the fields of whole values, and the other columns."""
    parts = _parts(sources)
    for field in fields.VALUED:
        merged = MergedField(field, parts, writer, positional=False, bounds=bounds)
        if field in fields.FACETS and merged.number:
            _merge_combinations(field, parts, merged, writer)
    _merge_numbers(fields.VALUE_NUMBERS, parts, writer)


def merge_into_one(folder: Path, sources: Sequence[Living]) -> tuple[str, int]:
    """Merge any number of segments into a new one in `folder`; its id and its number of documents.

    Reads at most FAN_IN of them at once: of more, the smallest neighbours are merged first. Raises OSError.
    """
    left = list(sources)
    while True:
        at_once = min(len(left), FAN_IN) if len(left) <= FAN_IN else min(FAN_IN, len(left) - FAN_IN + 1)
        ends = [0, *np.cumsum([segment.size for segment, _ in left]).tolist()]
        first = min(range(len(left) - at_once + 1), key=lambda place: ends[place + at_once] - ends[place])
        name = new_segment_id()
        size = _merge_to(folder, segment_name(name), left[first : first + at_once])
        if at_once == len(left):
            return name, size
        left[first : first + at_once] = [(Segment(folder, segment_name(name)), None)]


def _merge_to(folder: Path, name: str, sources: Sequence[Living]) -> int:
    writer = SegmentWriter(folder, name)
    try:
        merge(sources, writer)
        return writer.finish()
    except BaseException:
        writer.discard()
        raise


def _parts(sources: Sequence[tuple[Source, Mask | None]]) -> list[Part]:
    parts: list[Part] = []
    base = 0
    for source, live in sources:
        parts.append(Part(source, live, base))
        base += parts[-1].size
    return parts


def _merge_numbers(columns: Sequence[str], parts: Sequence[Part], writer: SegmentWriter) -> None:
    for column in columns:
        values = [part.living(part.source.numbers(column)) for part in parts]
        writer.add_numbers(column, np.concatenate(values))


def _merge_combinations(
    field: str, parts: Sequence[Part], merged: MergedField, writer: SegmentWriter
) -> None:
    """Distinct combinations in the order of their values, so that they do not depend on that of the documents."""
    if len(parts) == 1 and parts[0].live is None and (found := parts[0].source.combinations(field)):
        writer.add_combinations(field, found.codes, found.starts, found.members)
        return
    several: list[list[tuple[int, ...]]] = []
    codes = []
    for part, number in zip(parts, merged.numbers, strict=True):
        found = part.source.combinations(field)
        if found is None:
            several.append([()])
            codes.append(np.zeros(part.size, np.int64))
            continue
        codes.append(part.living(found.codes))
        used = np.bincount(codes[-1], minlength=len(found.starts) - 1) > 0
        several.append(_tuples(found, number, used.tolist()))
    distinct = sorted({(), *chain.from_iterable(several)})
    place = {one: code for code, one in enumerate(distinct)}
    recoded = [
        np.array([place.get(one, 0) for one in known])[code]
        for known, code in zip(several, codes, strict=True)
    ]
    lengths = np.array([len(one) for one in distinct])
    members = np.array(list(chain.from_iterable(distinct)), np.int64)
    writer.add_combinations(
        field, np.concatenate(recoded), np.append(offsets(lengths), len(members)), members
    )


def _tuples(found: Combinations, number: np.ndarray, used: Sequence[bool]) -> list[tuple[int, ...]]:
    """Each combination as the numbers that its values have now; empty where no document has it any more."""
    members = number[found.members].tolist()
    cuts = pairwise(found.starts.tolist())
    return [
        tuple(members[first:last]) if kept else () for (first, last), kept in zip(cuts, used, strict=True)
    ]
