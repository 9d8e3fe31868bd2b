"""Facet counts are those of counting record by record, however many are counted at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from asking import gathered, grown
from crowd import make_records
from hypothesis import given, settings
from hypothesis import strategies as st
from records import histories

from carevoice_search.engines.whoosh.facets import Counts, added
from carevoice_search.engines.whoosh.filters import keeps
from carevoice_search.model import MISSING, Filter, Record
from carevoice_search.schema import FIELDS


def counted(records: Iterable[Record], field: str) -> Counts:
    counts: Counter[str] = Counter()
    missing = 0
    for one in records:
        values = set(FIELDS[field].values(one))
        counts.update(values)
        missing += not values
    return dict(counts), missing


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory):
    records = make_records()
    return records, gathered(tmp_path_factory.mktemp("index"), records)


@pytest.mark.parametrize("step", [1.3, 2, 50, 5000])
def test_few_and_many_documents_are_counted_alike(crowd, step: float) -> None:
    records, part = crowd
    documents = np.unique((np.arange(len(records)) * step).astype(np.intp))
    documents = documents[documents < len(records)]
    expected = {field: counted((records[n] for n in documents.tolist()), field) for field in FIELDS}
    assert part.facets.counts(FIELDS, documents) == expected
    for field in FIELDS:
        assert part.facets.counts((field,), documents) == {field: expected[field]}
    assert part.facets.counts((), documents) == {}


def test_all_records_are_counted_by_posting_lists_without_the_deleted(crowd, tmp_path: Path) -> None:
    records, part = crowd
    assert part.facets.counts(FIELDS, part.documents) == {f: counted(records, f) for f in FIELDS}
    dropped = range(0, 900, 3)
    smaller = gathered(tmp_path, records[:900], dropped)
    left = [one for number, one in enumerate(records[:900]) if number not in dropped]
    assert smaller.facets.counts(FIELDS, smaller.documents) == {f: counted(left, f) for f in FIELDS}


@settings(max_examples=40, deadline=None)
@given(histories)
def test_the_counts_of_all_parts_add_up(history) -> None:
    with grown(history) as (engine, living):
        for field in FIELDS:
            parts = [part.facets.counts((field,), part.documents)[field] for part in engine._snapshot.parts]
            counts, missing = added(parts)
            assert (dict(counts), missing) == counted(living, field)


@given(
    st.sampled_from(("type", "theme", "council", "year", "publisher", "nation")),
    st.lists(
        st.sampled_from(("page", "money", "safety", "E08000013", "2003", "Coram, Voice & Co.", MISSING, "?"))
    ),
    st.booleans(),
)
def test_filters_keep_what_has_a_value(crowd, field: str, values: list[str], negated: bool) -> None:
    records, part = crowd
    documents = np.arange(0, len(records), 7)
    held = [FIELDS[field].values(records[number]) for number in documents.tolist()]
    kept = [any(value in one for value in values) or (MISSING in values and not one) for one in held]
    found = keeps(part, Filter(field, tuple(values), negated), documents).tolist()
    assert found == [one != negated for one in kept]
