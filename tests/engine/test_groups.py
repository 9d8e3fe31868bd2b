"""Copies in an index: counted once, shown once, named; as plain Python counts them, and as a fresh index has them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle
from records import COUNCILS, histories, query, record

from carevoice_search.engines import Engine, PageState
from carevoice_search.engines.whoosh.groups import Members, packed, unpacked
from carevoice_search.engines.whoosh.snapshot import open_snapshot
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.errors import UnusableIndexError
from carevoice_search.model import Copy, Everything, Filter, Query, Record, Word
from carevoice_search.schema import FIELDS, TYPES

KEYS = "abcdefgh"
History = Sequence[Mapping[str, Record | None]]
Labels = Mapping[str, str]
"""The group of a record by its id; of a record that is alone, nothing."""

labels = st.dictionaries(st.sampled_from(KEYS), st.sampled_from("xyz"), max_size=8)

thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def groups_of(labels: Labels) -> list[list[str]]:
    return [[key for key in labels if labels[key] == label] for label in sorted(set(labels.values()))]


@contextmanager
def indexed(history: History, said: Sequence[Labels | None]) -> Iterator[tuple[Engine, list[Record], Labels]]:
    """An index after some commits, in each of which groups are said, or (None) are left as they are."""
    with tempfile.TemporaryDirectory() as folder:
        store = WhooshStore(Path(folder) / "index")
        held: dict[str, Record] = {}
        current: Labels = {}
        for commit, labels in zip(history, said, strict=False):
            with store.writing() as transaction:
                for key, put in commit.items():
                    held.pop(key, None)
                    if put is None:
                        transaction.drop_record(key)
                    else:
                        held[key] = put
                        transaction.put_record(put)
                if labels is not None:
                    transaction.group(groups_of(labels))
            current = _held(current if labels is None else labels, held)
        yield store.open(), list(held.values()), current


def _held(labels: Labels, held: Mapping[str, Record]) -> Labels:
    """The groups as a commit keeps them: of the records that are there, and of two at least."""
    there = {key: label for key, label in labels.items() if key in held}
    return {key: label for key, label in there.items() if list(there.values()).count(label) > 1}


def answers(engine: Engine, asked: Query) -> object:
    """All that an answer says, scores to the precision of their sums."""
    answer = engine.execute(asked, facets=tuple(FIELDS), limit=1000)
    hits = [(found.id, round(score, 4)) for found, score in answer.hits]
    return answer._replace(hits=()), hits, engine.count(asked)


@thorough
@given(
    histories,
    st.lists(st.none() | labels, min_size=4, max_size=4),
    st.lists(query, min_size=8, max_size=8),
    st.sampled_from(("relevance", "date", "title")),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_groups_count_once_everywhere_and_show_their_first(
    history: History,
    said: Sequence[Labels | None],
    queries: Sequence[Query],
    sort: str,
    limit: int,
    offset: int,
) -> None:
    with indexed(history, said) as (engine, records, groups):
        oracle = Oracle(records, groups)
        for asked in queries:
            found = oracle.matching(asked)
            answer = engine.execute(asked, facets=tuple(FIELDS), sort=sort, limit=1000)
            assert answer.total == engine.count(asked) == oracle.number(found)
            by_type = {one: [key for key in found if oracle.records[key].type == one] for one in TYPES}
            assert answer.totals == {one: oracle.number(keys) for one, keys in by_type.items() if keys}
            for field in FIELDS:
                counts, missing = oracle.facet(asked, field)
                assert (dict(answer.facets[field].counts), answer.facets[field].missing) == (counts, missing)
            if not asked.filters or asked.root == Everything():
                assert answer.overlapping == oracle.overlapping(asked)
                assert answer.reaching_excluded == oracle.reaching_excluded(asked)
            alone = engine.execute(asked, sort=sort, limit=1000, grouped=False)
            assert {hit.id for hit, _ in alone.hits} == found.keys() and not alone.copies
            assert alone.total == len(found) == engine.count(asked, grouped=False)
            ranked = [hit.id for hit, _ in alone.hits]
            assert [hit.id for hit, _ in answer.hits] == oracle.shown(ranked)
            window = engine.execute(asked, sort=sort, limit=limit, offset=offset)
            shown = oracle.shown(ranked)[offset : offset + limit]
            assert [hit.id for hit, _ in window.hits] == shown
            named = {key: [copy.id for copy in copies] for key, copies in window.copies.items()}
            assert named == {key: oracle.copies(key) for key in shown if oracle.copies(key)}


@thorough
@given(
    histories, st.lists(st.none() | labels, min_size=4, max_size=4), st.lists(query, min_size=6, max_size=6)
)
def test_several_segments_with_deletions_answer_as_one_fresh_segment(
    history: History, said: Sequence[Labels | None], queries: Sequence[Query]
) -> None:
    with (
        indexed(history, said) as (engine, records, groups),
        indexed([{one.id: one for one in reversed(records)}], [groups]) as (fresh, _, _),
    ):
        for asked in queries:
            assert answers(engine, asked) == answers(fresh, asked)


@thorough
@given(histories, labels, st.lists(query, min_size=4, max_size=4))
def test_choosing_a_value_finds_what_its_bucket_showed(
    history: History, said: Labels, queries: Sequence[Query]
) -> None:
    with indexed(history, [said] * len(history)) as (engine, _, _):
        for asked in queries:
            plain = Query(asked.root)
            for field, (counts, missing) in engine.execute(
                plain, facets=tuple(FIELDS), limit=0
            ).facets.items():
                for value, number in (*counts.items(), ("missing", missing)):
                    chosen = Query(asked.root, (Filter(field, (value,)),))
                    assert engine.execute(chosen, facets=(field,), limit=0).total == number


@pytest.mark.parametrize("several", [False, True])
def test_twelve_thousand_records_with_many_copies_count_as_plainly_counted(
    several: bool, tmp_path: Path
) -> None:
    """Enough for every short cut: whole columns, joined ones, long and short lists, one segment and more."""
    from crowd import make_records

    records = make_records()
    groups = {one.id: f"g{int(one.id[1:]) % 1500}" for one in records if int(one.id[1:]) % 4000 < 3000}
    store = WhooshStore(tmp_path / "index")
    for some in (records[:9000], records[9000:]) if several else (records,):
        with store.writing() as transaction:
            for one in some:
                transaction.put_record(one)
            transaction.group(groups_of(groups) if some[-1] is records[-1] else ())
    engine = store.open()
    assert len(open_snapshot(store.path).parts) == 1 + several
    oracle = Oracle(records, groups)
    everything = engine.execute(Query(Everything()), facets=tuple(FIELDS), limit=50, sort="title")
    for field in FIELDS:
        counts, missing = oracle.facet(Query(Everything()), field)
        assert (dict(everything.facets[field].counts), everything.facets[field].missing) == (counts, missing)
    assert everything.total == oracle.number(oracle.records)
    for word, filters in (("care", ()), ("word250", ()), ("plan", (Filter("council", COUNCILS[:2]),))):
        asked = Query(Word(word), filters)
        matching = ids(engine, asked)
        answer = engine.execute(asked, facets=tuple(FIELDS), limit=100)
        assert answer.total == oracle.number(matching)
        assert [hit.id for hit, _ in answer.hits] == oracle.shown(matching)[:100]
        for field, (counts, missing) in answer.facets.items():
            beside = ids(engine, Query(Word(word))) if filters and field == "council" else matching
            holders: dict[str | None, list[str]] = {None: []}
            for key in beside:
                for value in set(FIELDS[field].values(oracle.records[key])) or {None}:
                    holders.setdefault(value, []).append(key)
            assert missing == oracle.number(holders.pop(None))
            assert counts == {value: oracle.number(keys) for value, keys in holders.items()}


def ids(engine: Engine, asked: Query) -> list[str]:
    """Every match by itself, in its order."""
    return [hit.id for hit, _ in engine.execute(asked, limit=10**6, grouped=False).hits]


def test_a_facet_counts_the_groups_beside_its_own_choice(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    one, two, three = (
        record(key, "care", themes=themes)
        for key, themes in (("a", ("money",)), ("b", ("safety",)), ("c", ("safety",)))
    )
    put(store, one, two, three, groups=[["a", "b", "c"]])
    chosen = Query(Everything(), (Filter("theme", ("money",)),))
    answer = store.open().execute(chosen, facets=("theme", "type"))
    assert (answer.total, answer.facets["theme"].counts) == (1, {"money": 1, "safety": 1})
    assert [copy.id for copy in answer.copies["a"]] == ["b", "c"]


# What a commit keeps


def put(store: WhooshStore, *records: Record, groups: Sequence[Sequence[str]] | None = None) -> None:
    with store.writing() as transaction:
        for one in records:
            transaction.put_record(one)
        if groups is not None:
            transaction.group(groups)


def test_copies_are_named_with_their_pages_titles_and_publishers(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    one, two, three = (
        record(key, "care", title=f"Title {key}", publisher=f"Site {key}") for key in ("a", "b", "c")
    )
    put(store, one, two, three, record("d", "care"), groups=[["c", "a", "b"]])
    answer = store.open().execute(Query(Word("care")), limit=10)
    assert (answer.total, [hit.id for hit, _ in answer.hits]) == (2, ["d", "a"])
    named = tuple(Copy(key, f"{key}.html", f"Title {key}", f"Site {key}") for key in ("b", "c"))
    assert answer.copies == {"a": named}


def test_a_copy_that_does_not_match_is_named_and_not_counted(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    put(store, record("a", "care"), record("b", "trust"), groups=[["a", "b"]])
    answer = store.open().execute(Query(Word("trust")), limit=10)
    assert (answer.total, [hit.id for hit, _ in answer.hits]) == (1, ["b"])
    assert [copy.id for copy in answer.copies["b"]] == ["a"]


def test_groups_last_until_others_are_said(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    put(store, *(record(key, "care") for key in "abcd"), groups=[["a", "b", "c"]])
    everything = Query(Everything())
    put(store, record("e", "care"), record("a", "care anew"))
    assert store.open().count(everything) == 3
    with store.writing() as transaction:
        transaction.drop_record("b")
    assert store.open().count(everything) == 3
    with store.writing() as transaction:
        transaction.drop_record("c")
    assert store.open().count(everything) == 3 and not store.open().execute(everything).copies
    put(store, groups=[["a", "e"]])
    assert store.open().count(everything) == 2
    put(store, groups=[])
    assert store.open().count(everything) == 3
    with store.writing(rebuild=True) as transaction:
        transaction.put_record(record("a"))
        transaction.put_record(record("e"))
    assert store.open().count(everything) == 2


def test_saying_groups_alone_is_a_change_and_failing_leaves_the_former_ones(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    put(store, record("a"), record("b"), groups=[["a", "b"]])
    before = store.open().generation
    with pytest.raises(RuntimeError), store.writing() as transaction:
        transaction.group([])
        raise RuntimeError
    assert store.open().generation == before and store.open().count(Query(Everything())) == 1
    put(store, groups=[])
    assert store.open().generation == before + 1 and store.open().count(Query(Everything())) == 2


def test_unknown_ids_and_groups_of_one_are_no_groups(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    put(store, record("a"), record("b"), groups=[["a", "gone"], ["b"], ["no", "none"]])
    assert store.open().count(Query(Everything())) == 2
    assert not any(part.groups for part in open_snapshot(store.path).parts)


def test_the_whole_index_is_counted_record_by_record(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    put(store, record("a", type="page"), record("b", type="page"), groups=[["a", "b"]])
    assert store.open().totals() == store.open().values("type") == {"page": 2}


def test_a_page_s_state_keeps_what_copies_are_told_by(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    state = PageState("a.html", "d", "r", "s", "sketch", ("E08000013", "W06000015"), "2021-04")
    with store.writing() as transaction:
        transaction.put_page(state, record("a"), [])
    assert store.open().pages() == {"a.html": state}


def test_groups_that_were_changed_on_disk_are_refused(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    put(store, record("a"), record("b"), groups=[["a", "b"]])
    (sealed,) = store.path.glob("*.seal")
    content = sealed.read_bytes()
    place = content.index(b'"groups":"') + 12
    sealed.write_bytes(content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :])
    with pytest.raises(UnusableIndexError, match="was changed by"):
        store.open()


@given(st.dictionaries(st.integers(0, 70), st.integers(0, 5), max_size=30))
def test_members_come_back_as_they_were(held: Mapping[int, int]) -> None:
    documents = sorted(held)
    members = Members(np.array(documents, np.intp), np.array([held[one] for one in documents], np.intp))
    found = unpacked(packed(members), 71)
    assert (found.documents.tolist(), found.numbers.tolist()) == (documents, [held[one] for one in documents])
    assert bool(packed(members)) == bool(held)
    if documents:
        with pytest.raises(ValueError, match="beyond"):
            unpacked(packed(members), documents[-1])
