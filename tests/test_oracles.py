"""SQLite's full-text search and Whoosh's own searcher find and count what plain Python does.

So where one of them and our engine differ, the engine is wrong.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir

import standard_whoosh
from carevoice_search.engines import open_store
from carevoice_search.model import (
    MISSING,
    And,
    Everything,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Record,
    Word,
)
from engine.oracle import Oracle
from engine.records import histories, query, record, records
from fts5_oracle import Fts5

thorough = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
several = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8).flatmap(
    lambda keys: st.tuples(*map(records, keys))
)
COUNTED = ("theme", "publisher", "council", "month")
queries = st.lists(query, min_size=4, max_size=4)

TEXTS = [
    record(
        "a",
        "Co-produced by carers’ cafés: £1,258.50, of 10.7 per cent",
        title="Trust the worker",
        publisher="Coram, Voice & Co.",
        themes=("money", "safety"),
        date="2021-02",
    ),
    record("b", "Coproduction. 漢字 Straße “AND” or NEAR not", title="Care", date="2020", themes=("money",)),
    record("c", "trust a care b care c trust", title="the worker trusts"),
]


def counted(oracle: Oracle, asked: Query, field: str) -> dict[str, int]:
    counts, missing = oracle.facet(asked, field)
    return counts | ({MISSING: missing} if missing else {})


def assert_alike(held: Sequence[Record], asked: Sequence[Query]) -> None:
    oracle, fts5 = Oracle(held), Fts5(held)
    with tempfile.TemporaryDirectory() as folder:
        index = standard_whoosh.build(Path(folder), held)
        for one in asked:
            assert fts5.ids(one) == standard_whoosh.ids(index, one) == oracle.matching(one).keys()
            for field in COUNTED:
                expected = counted(oracle, one, field)
                assert fts5.facet(one, field) == standard_whoosh.facet(index, one, field) == expected
        index.close()
    fts5.close()


@thorough
@given(several, queries)
def test_they_find_and_count_alike(held: Sequence[Record], asked: Sequence[Query]) -> None:
    assert_alike(held, asked)


@settings(thorough, max_examples=10)
@given(histories, queries)
def test_whoosh_answers_from_our_index_too(history, asked) -> None:
    held: dict[str, Record] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "index")
        for commit in history:
            with store.writing() as transaction:
                for key, put in commit.items():
                    if put:
                        transaction.put_record(put)
                        held[key] = put
                    else:
                        transaction.drop_record(key)
                        held.pop(key, None)
        oracle, index = Oracle(list(held.values())), open_dir(str(store.path))
        for one in asked:
            assert standard_whoosh.ids(index, one) == oracle.matching(one).keys()
            for field in COUNTED:
                assert standard_whoosh.facet(index, one, field) == counted(oracle, one, field)
        index.close()


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (Everything(), "abc"),
        (Word("carer"), "a"),
        (Word("carers", exact=True), "a"),
        (Word("carer", exact=True), ""),
        (Word("trust", scope="title"), "ac"),
        (Word("1258.50"), "a"),
        (Word("漢字"), "b"),
        (Word("and"), "b"),
        (Prefix("1258."), "a"),
        (Prefix("漢"), "b"),
        (Prefix("strass"), "b"),
        (Fuzzy("strase"), "b"),
        (Phrase(()), ""),
        (Phrase(("co", "producing")), "a"),
        (Phrase(("co", "producing"), exact=True), ""),
        (Phrase(("co", "production"), exact=True), "b"),
        (Phrase(("the", "worker"), scope="title"), "ac"),
        (Phrase(("worker", "co")), ""),
        (Phrase(("trust", "care", "trust")), ""),
        (Phrase(("trust", "care", "trust"), slop=3), ""),
        (Phrase(("trust", "care", "trust"), slop=4), "c"),
        (Phrase(("care", "care"), slop=1), "c"),
        (Phrase(("care", "care", "care"), slop=9_000_000), ""),
        (Phrase(("worker", "trust", "care"), slop=9_000_000), ""),
        (And(()), "abc"),
        (Or(()), ""),
        (Not(Or(())), "abc"),
        (And((Word("care"), Not(Prefix("co")))), "c"),
        (Filter("publisher", ("Coram, Voice & Co.",)), "a"),
        (Filter("theme", ("safety", MISSING)), "ac"),
        (Filter("theme", ("safety", MISSING), negated=True), "b"),
        (Period(None, None), "ab"),
        (Period("2020-01", "2021-01", negated=True), "ac"),
    ],
    ids=str,
)
def test_what_they_find(node: Node, found: str) -> None:
    assert "".join(sorted(Oracle(TEXTS).matching(Query(node)))) == found
    assert_alike(TEXTS, [Query(node)])


def test_a_choice_does_not_narrow_its_own_facet() -> None:
    chosen = Query(Everything(), (Filter("theme", ("safety",)),))
    with tempfile.TemporaryDirectory() as folder:
        index = standard_whoosh.build(Path(folder), TEXTS)
        expected = {"money": 2, "safety": 1, MISSING: 1}
        assert Fts5(TEXTS).facet(chosen, "theme") == standard_whoosh.facet(index, chosen, "theme") == expected
        assert standard_whoosh.facet(index, chosen, "year") == {"2021": 1}
        index.close()
