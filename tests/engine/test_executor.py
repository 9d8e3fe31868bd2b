"""One answer for the same records, in whatever segments they stand and whichever way is the fastest there."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import engine_of, gathered, grown
from crowd import make_records
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle
from records import histories, query, record

from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
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
    Word,
)
from carevoice_search.schema import FIELDS

sorts = st.sampled_from(("relevance", "date", "title"))


@settings(max_examples=40, deadline=None)
@given(histories, st.lists(query, min_size=6, max_size=6), sorts)
def test_segments_with_deletions_answer_as_one_fresh_segment(history, queries, sort) -> None:
    with grown(history) as (engine, living), grown([{one.id: one for one in living}]) as (fresh, _):
        oracle = Oracle(living)
        for asked in queries:
            answer = engine.execute(asked, facets=tuple(FIELDS), sort=sort, limit=100)
            assert answer == fresh.execute(asked, facets=tuple(FIELDS), sort=sort, limit=100)
            expected = oracle.matching(asked)
            assert {found.id for found, _ in answer.hits} == set(expected)
            if sort == "relevance":
                for found, score in answer.hits:
                    assert score == pytest.approx(expected[found.id], rel=1e-5, abs=1e-6)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshEngine, WhooshEngine, list[str]]:
    """One large segment, and the same records in many small ones with others that are deleted."""
    records = make_records()
    folder = tmp_path_factory.mktemp("index")
    whole = engine_of(folder, gathered(folder, records))
    cut = []
    for start in range(0, len(records), 400):
        former = [
            record(one.id, "former care", themes=("money",)) for one in records[start : start + 400 : 9]
        ]
        some = [*former, *records[start : start + 400]]
        cut.append(gathered(folder, some, range(len(former))))
    return whole, engine_of(folder, *cut), [one.id for one in records[:30]]


frequent, middling, rare = Word("care"), Word("word20"), Word("word290")
both = Phrase(("care", "plan"))
ASKED: tuple[Node, ...] = (
    *(frequent, middling, rare, Word("carer", exact=True), Word("care", scope="title"), Word("the")),
    *(
        both,
        Phrase(("of", "care"), slop=2),
        Phrase(("care", "plan", "trust")),
        Phrase(("word20", "care"), slop=9),
    ),
    *(Prefix("word2"), Prefix("t"), Prefix("word29"), Fuzzy("word20", 1), Fuzzy("cares", 2)),
    *(
        And((frequent, middling)),
        And((frequent, rare, Word("plan"))),
        And((middling, both)),
        And((both, frequent)),
    ),
    *(Or((frequent, Word("plan"), middling)), Or((rare, Word("word280"))), Or((rare, frequent))),
    *(Not(frequent), And((frequent, Not(middling))), And((Not(rare), Not(middling))), And(())),
    Or((And((frequent, Boost(rare, 0.5))), Boost(both, 2.0), Word("care", scope="title"), Prefix("word28"))),
    And((Or((frequent, Boost(Word("carer"), 0.4))), Or((middling, Boost(both, 0.4))))),
    Or((And((frequent, Period("2001", "2009"))), And((rare, Not(Word("plan")))))),
    Or((Filter("theme", ("money",)), Not(frequent))),
    Everything(),
)
FILTERS: tuple[tuple[Filter | Period, ...], ...] = (
    (),
    (Filter("council", ("E08000013",)),),
    (Filter("publisher", ("Coram, Voice & Co.",)), Filter("theme", ("money", MISSING))),
    (Filter("theme", ("money",), negated=True), Period("2000", "2010")),
    (Period("2020-09", None), Period("2021", "2021-06", negated=True), Filter("month", ("2020-09",))),
)


@pytest.mark.parametrize("filters", FILTERS, ids=range(len(FILTERS)))
@pytest.mark.parametrize("root", ASKED, ids=range(len(ASKED)))
def test_long_lists_are_answered_as_short_ones(engines, root: Node, filters) -> None:
    whole, cut, ids = engines
    asked = Query(root, filters)
    for arguments in (
        {"facets": ("council", "theme", "year", "kind", "publisher")},
        {"facets": ("type",), "limit": 40, "offset": 2000},
        {"sort": "date", "limit": 7},
        {"limit": 0},
    ):
        assert whole.execute(asked, **arguments) == cut.execute(asked, **arguments)
    assert whole.count(asked) == cut.count(asked) == whole.execute(asked, limit=0).total
    for record_id in ids[:3]:
        assert whole.explain(asked, record_id) == cut.explain(asked, record_id)


def test_the_whole_order_is_that_of_scores_and_then_ids(engines) -> None:
    whole, cut, _ = engines
    for root in (frequent, Or((middling, rare)), Everything()):
        hits = whole.execute(Query(root), limit=20_000).hits
        assert [found.id for found, _ in hits] == [
            found.id for found, score in sorted(hits, key=lambda hit: (-hit[1], hit[0].id))
        ]
        for offset in (0, 1, 300, 5000):
            assert cut.execute(Query(root), limit=5, offset=offset).hits == hits[offset : offset + 5]


def test_titles_are_sorted_without_regard_to_case(engines) -> None:
    whole, cut, _ = engines
    asked = Query(Word("word20"))
    hits = whole.execute(asked, sort="title", limit=300).hits
    assert cut.execute(asked, sort="title", limit=300).hits == hits
    keys = [(found.title.casefold(), found.id) for found, _ in hits]
    assert keys == sorted(keys) and len(keys) == 300


def test_an_index_without_records_answers(tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    for root in ASKED:
        answer = engine.execute(Query(root, FILTERS[2]), facets=("theme",))
        assert (answer.total, answer.hits, answer.facets["theme"].counts) == (0, (), {})
    assert engine.values("theme") == engine.totals() == engine.pages() == {}
    assert engine.record("a") is None and engine.explain(Query(frequent), "a") == ()
