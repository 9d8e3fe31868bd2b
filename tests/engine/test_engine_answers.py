"""Every answer of the engine equals one worked out record by record in plain Python."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle, edits
from records import WORDS, histories, query, record

from carevoice_search.analysis import stop_words
from carevoice_search.engines import Engine
from carevoice_search.engines.whoosh.executor import Execution, PartExecution
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.errors import QueryError, UsageError
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Condition,
    Everything,
    Filter,
    Fuzzy,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Record,
    Word,
)
from carevoice_search.schema import FIELDS, TYPES

# Building an index takes tens of milliseconds, so that each is asked many things.
thorough = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def engine_after(history: Sequence[Mapping[str, Record | None]]) -> Iterator[tuple[Engine, Oracle]]:
    with tempfile.TemporaryDirectory() as folder:
        store = WhooshStore(Path(folder) / "index")
        held: dict[str, Record] = {}
        for commit in history:
            with store.writing() as transaction:
                for key, put in commit.items():
                    if put is None:
                        held.pop(key, None)
                        transaction.drop_record(key)
                    else:
                        held[key] = put
                        transaction.put_record(put)
        yield store.open(), Oracle(list(held.values()))


def engine_of(*records: Record) -> Engine:
    with engine_after([{one.id: one for one in records}]) as (engine, _):
        return engine


def ids(engine: Engine, node: object, *filters: Condition) -> set[str]:
    answer = engine.execute(Query(node, filters), limit=1000)  # type: ignore[arg-type]
    return {found.id for found, _ in answer.hits}


@thorough
@given(histories, st.lists(query, min_size=8, max_size=8), st.sampled_from(("relevance", "date", "title")))
def test_totals_matches_scores_facets_and_order_are_exact(history, queries, sort) -> None:
    with engine_after(history) as (engine, oracle):
        for asked in queries:
            expected = oracle.matching(asked)
            answer = engine.execute(asked, facets=tuple(FIELDS), sort=sort, limit=1000)
            assert answer.total == engine.count(asked) == len(expected)
            assert answer.totals == {
                kind: count
                for kind in TYPES
                if (count := sum(oracle.records[key].type == kind for key in expected))
            }
            assert {found.id: found for found, _ in answer.hits} == {
                key: oracle.records[key] for key in expected
            }
            if sort == "relevance":
                for found, score in answer.hits:
                    assert score == pytest.approx(expected[found.id], rel=1e-5, abs=1e-6)
                scores = {found.id: score for found, score in answer.hits}
            else:
                scores = expected
            assert [found.id for found, _ in answer.hits] == oracle.order(scores, sort)
            for field in FIELDS:
                counts, missing = oracle.facet(asked, field)
                assert (dict(answer.facets[field].counts), answer.facets[field].missing) == (counts, missing)
            assert _has_period(asked.root) or (
                answer.overlapping == oracle.overlapping(asked)
                and answer.reaching_excluded == oracle.reaching_excluded(asked)
            )


def _has_period(node: object) -> bool:
    return isinstance(node, Period) or (isinstance(node, And) and any(map(_has_period, node.children)))


few_words = st.sampled_from(("care", "carer", "carers", "the"))
texts = st.lists(few_words, max_size=9).map(" ".join)


@thorough
@given(
    st.lists(texts, min_size=1, max_size=5),
    st.lists(
        st.tuples(st.lists(few_words, min_size=2, max_size=4), st.integers(0, 4)), min_size=9, max_size=9
    ),
    st.booleans(),
)
def test_phrases_of_few_words_that_repeat(held, phrases, exact) -> None:
    records = {str(n): record(str(n), text, title=text[:9]) for n, text in enumerate(held)}
    with engine_after([records]) as (engine, oracle):
        for words, slop in phrases:
            for scope in (None, "title"):
                asked = Phrase(tuple(words), slop, exact, scope)
                assert ids(engine, asked) == set(oracle.scores(asked)), asked


@thorough
@given(
    histories, query, st.integers(0, 4), st.integers(0, 9), st.sampled_from(("relevance", "date", "title"))
)
def test_a_window_is_a_slice_of_the_whole_answer(history, asked, limit, offset, sort) -> None:
    with engine_after(history) as (engine, _):
        whole = engine.execute(asked, sort=sort, limit=1000)
        window = engine.execute(asked, sort=sort, limit=limit, offset=offset)
        assert window.hits == whole.hits[offset : offset + limit]
        assert (window.total, window.totals) == (whole.total, whole.totals)


@thorough
@given(histories, st.lists(query, min_size=3, max_size=3))
def test_the_shares_of_an_explanation_add_up_to_the_score(history, queries) -> None:
    with engine_after(history) as (engine, oracle):
        for asked in queries:
            scores = oracle.scores(asked.root)
            for key in oracle.records:
                shares = engine.explain(Query(asked.root), key)
                assert sum(part for _, part in shares) == pytest.approx(
                    scores.get(key, 0.0), rel=1e-5, abs=1e-6
                )


@thorough
@given(histories, st.sampled_from(WORDS), st.integers(0, 2))
def test_words_are_counted_by_the_records_that_hold_them(history, word, distance) -> None:
    with engine_after(history) as (engine, oracle):
        assert engine.frequency(word) == oracle.frequency(word)
        near = list(engine.near_words(word, distance))
        assert dict(near) == {
            other: oracle.frequency(other) for other in oracle.vocabulary if edits(word, other) <= distance
        }
        assert [edits(word, other) for other, _ in near] == sorted(edits(word, other) for other, _ in near)


@thorough
@given(histories)
def test_values_totals_and_records_are_those_of_the_live_records(history) -> None:
    with engine_after(history) as (engine, oracle):
        for field in FIELDS:
            assert engine.values(field) == oracle.facet(Query(Everything()), field)[0]
        assert engine.totals() == engine.values("type")
        for key in "abcdefgh":
            assert engine.record(key) == oracle.records.get(key)


@thorough
@given(histories, query)
def test_answers_do_not_depend_on_how_the_index_came_about(history, asked) -> None:
    with engine_after(history) as (grown, oracle), engine_after([oracle.records]) as (fresh, _):
        arguments = {"facets": tuple(FIELDS), "limit": 5}
        assert grown.execute(asked, **arguments) == fresh.execute(asked, **arguments)
        for key in oracle.records:
            assert grown.term_vector(key, 5) == fresh.term_vector(key, 5)


def test_a_phrase_never_crosses_from_title_to_text() -> None:
    engine = engine_of(record("a", "worker trust", title="social"))
    assert ids(engine, Phrase(("worker", "trust"))) == {"a"}
    assert ids(engine, Phrase(("social", "worker"), slop=10**9)) == set()


def test_slop_counts_the_further_words_between_the_first_and_the_last() -> None:
    engine = engine_of(record("a", "trust in every social care worker"))
    asked = ("trust", "social", "worker")
    assert ids(engine, Phrase(asked, slop=2)) == set()
    assert ids(engine, Phrase(asked, slop=3)) == {"a"}
    assert ids(engine, Phrase(tuple(reversed(asked)), slop=9)) == set()


def test_exact_words_are_not_stemmed_and_title_words_stand_in_the_title() -> None:
    engine = engine_of(record("a", "carers"), record("b", "carer"), record("c", title="carers"))
    assert ids(engine, Word("carers")) == {"a", "b", "c"}
    assert ids(engine, Word("carers", exact=True)) == {"a", "c"}
    assert ids(engine, Word("carers", scope="title")) == {"c"}
    assert ids(engine, Phrase(("carers",), exact=True, scope="title")) == {"c"}


def test_stop_words_match_but_score_only_when_alone() -> None:
    assert "the" in stop_words()
    engine = engine_of(record("a", "the care"), record("b", "the the the care"))
    together = {r.id: s for r, s in engine.execute(Query(And((Word("the"), Word("care"))))).hits}
    alone = {r.id: s for r, s in engine.execute(Query(Word("care"))).hits}
    assert together == alone
    assert all(score > 0 for _, score in engine.execute(Query(Word("the"))).hits)


def test_a_word_asked_twice_counts_the_square_root_of_two() -> None:
    engine = engine_of(record("a", "care plan"), record("b", "plan"))
    once = engine.execute(Query(Word("care"))).hits[0][1]
    twice = engine.execute(Query(Or((Word("care"), Word("caring"))))).hits[0][1]
    assert twice == pytest.approx(once * 2**0.5)
    assert engine.execute(Query(Boost(Word("care"), 0.25))).hits[0][1] == pytest.approx(once / 4)


def test_not_alone_finds_all_others_and_an_empty_and_finds_all() -> None:
    engine = engine_of(record("a", "care"), record("b", "plan"))
    assert ids(engine, Not(Word("care"))) == {"b"}
    assert ids(engine, Or((Word("care"), Not(Word("care"))))) == {"a", "b"}
    assert ids(engine, And(())) == {"a", "b"}
    assert ids(engine, Or(())) == ids(engine, Phrase(())) == set()


def test_values_survive_as_they_are_written() -> None:
    names = (
        "Bournemouth, Christchurch and Poole",
        "THE Times",
        "the times",
        "a  b",
        "Ynys Môn",
        "x" * 70_000,
    )
    engine = engine_of(*(record(f"r{n}", publisher=name) for n, name in enumerate(names)))
    assert engine.values("publisher") == dict.fromkeys(names, 1)
    for n, name in enumerate(names):
        assert ids(engine, Filter("publisher", (name,))) == {f"r{n}"}


def test_a_facet_counts_past_its_own_filters_and_missing_values_can_be_asked_for() -> None:
    engine = engine_of(
        record("a", themes=("money", "safety")),
        record("b", themes=("money",)),
        record("c"),
        record("d", date="2021"),
    )
    asked = Query(Everything(), (Filter("theme", ("safety",)),))
    answer = engine.execute(asked, facets=("theme", "year"))
    assert answer.total == 1
    assert (answer.facets["theme"].counts, answer.facets["theme"].missing) == ({"money": 2, "safety": 1}, 2)
    assert (answer.facets["year"].counts, answer.facets["year"].missing) == ({}, 1)
    assert ids(engine, Everything(), Filter("theme", (MISSING,))) == {"c", "d"}
    assert ids(engine, Everything(), Filter("theme", (MISSING, "safety"), negated=True)) == {"b"}


def test_a_facet_never_counts_what_is_excluded_on_its_own_field() -> None:
    engine = engine_of(
        record("a", themes=("money", "safety")),
        record("b", themes=("money",)),
        record("c", themes=("safety",)),
    )
    asked = Query(Everything(), (Filter("theme", ("safety",), negated=True), Filter("theme", ("identity",))))
    assert engine.execute(asked, facets=("theme",)).facets["theme"].counts == {"money": 1}


def test_a_period_holds_whole_dates_and_says_how_many_reach_over_its_ends() -> None:
    dates = ("2020", "2020-09", "2020-09-01", "2021-04-30", "2021-05-01", "2021", None)
    engine = engine_of(*(record(str(date), date=date) for date in dates))
    period = Period("2020-09", "2021-04")
    assert ids(engine, Everything(), period) == {"2020-09", "2020-09-01", "2021-04-30"}
    for asked in (Query(Everything(), (period,)), Query(period), Query(And((Everything(), And((period,)))))):
        assert engine.execute(asked).overlapping == 2
    outside = Period("2020-09", "2021-04", negated=True)
    assert ids(engine, Everything(), outside) == {"2020", "2021-05-01", "2021", "None"}
    for asked in (Query(Everything(), (outside,)), Query(outside), Query(And((Everything(), outside)))):
        answer = engine.execute(asked)
        assert (answer.overlapping, answer.reaching_excluded) == (0, 2)


def test_a_term_vector_holds_the_telling_words_that_others_share() -> None:
    engine = engine_of(
        record("a", "the pension pension of carers 2021 unheard"),
        record("b", "pension carers"),
        record("c", "carers"),
    )
    assert [word for word, _ in engine.term_vector("a", 10)] == ["pension", "carers"]
    assert [word for word, _ in engine.term_vector("a", 1)] == ["pension"]
    assert engine.term_vector("nowhere", 5) == ()


def test_a_prefix_of_too_many_words_is_refused_with_the_mend() -> None:
    engine = engine_of(record("a", " ".join(f"word{n}" for n in range(10_001))))
    with pytest.raises(QueryError, match=r"10,001 words, too many.*type more letters"):
        engine.count(Query(Prefix("word")))
    assert engine.count(Query(Prefix("word1"))) == 1


def test_words_of_other_scripts_and_absurd_length_are_found() -> None:
    long = "a" * 100_000
    engine = engine_of(record("a", f"ŵyau 東京 {long}"), record("b", "\U0001d400 plain"))
    assert ids(engine, Word("東京")) == ids(engine, Prefix("東")) == ids(engine, Word(long)) == {"a"}
    assert ids(engine, Fuzzy("東亰", 1)) == {"a"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"limit": -1}, "0 or more"),
        ({"offset": -1}, "0 or more"),
        ({"facets": ("counci",)}, "not a facet field"),
        ({"sort": "random"}, "not a sort"),
        ({"sort": "random", "limit": 0}, "not a sort"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments, message) -> None:
    with pytest.raises(UsageError, match=message):
        engine_of(record("a")).execute(Query(Everything()), **arguments)


def test_an_unknown_filter_field_or_scope_is_refused() -> None:
    engine = engine_of(record("a"))
    with pytest.raises(UsageError, match="not a facet field"):
        engine.count(Query(Everything(), (Filter("counci", ("x",)),)))
    with pytest.raises(UsageError, match="not a text field"):
        engine.count(Query(Word("x", scope="body")))


@pytest.mark.parametrize("expand", [False, True])
def test_an_answer_leaves_nothing_to_the_garbage_collector(tmp_path: Path, expand: bool) -> None:
    """A server that answers for days would otherwise hold the arrays of many answers at a time."""
    store = WhooshStore(tmp_path / "index")
    with store.writing() as transaction:
        for number in range(20):
            transaction.put_record(record(f"r{number}", "care and trust"))
    engine = store.open()
    asked = Query(And((Word("care"), Word("trust"))))
    gc.collect()
    gc.disable()
    try:
        engine.execute(asked, facets=("council", "year"), expand=expand)
        engine.count(asked)
        engine.explain(asked, "r3", expand=expand)
        engine.cross(asked, "council", "year")
        left = [one for one in gc.get_objects() if isinstance(one, Execution | PartExecution)]
    finally:
        gc.enable()
    assert left == []
