"""Two fields counted at once are what counting record by record gives, copies once in each pair."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from asking import grown
from crowd import make_records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle
from records import histories, query, record

from carevoice_search.engines import Crossed, Engine
from carevoice_search.engines.whoosh.snapshot import open_snapshot
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.errors import UsageError
from carevoice_search.model import MISSING, Everything, Not, Or, Prefix, Query, Record, Word
from carevoice_search.schema import FIELDS

pairs = st.lists(st.sampled_from(tuple(FIELDS)), min_size=2, max_size=2)


def counted(oracle: Oracle, found: Iterable[str], rows: str, columns: str) -> dict[tuple[str, str], int]:
    """The cells of a grid of some records."""
    holders: dict[tuple[str, str], list[str]] = {}
    for key in found:
        one = oracle.records[key]
        for row in set(FIELDS[rows].values(one)) or {MISSING}:
            for column in set(FIELDS[columns].values(one)) or {MISSING}:
                holders.setdefault((row, column), []).append(key)
    return {cell: oracle.number(keys) for cell, keys in holders.items()}


def check(
    engine: Engine, oracle: Oracle, asked: Query, rows: str, columns: str, grouped: bool = True
) -> Crossed:
    found = oracle.matching(asked)
    crossed = engine.cross(asked, rows, columns, grouped=grouped)
    assert crossed.cells == counted(oracle, found, rows, columns)
    assert (crossed.total, crossed.totals) == (oracle.number(found), by_type(oracle, found))
    for field, counts in ((rows, crossed.rows), (columns, crossed.columns)):
        cells = counted(oracle, found, field, field)
        held = {value: number for (value, other), number in cells.items() if value == other != MISSING}
        assert (dict(counts.counts), counts.missing) == (held, cells.get((MISSING, MISSING), 0))
    return crossed


def by_type(oracle: Oracle, found: Iterable[str]) -> dict[str, int]:
    types: dict[str, list[str]] = {}
    for key in found:
        types.setdefault(oracle.records[key].type, []).append(key)
    return {name: oracle.number(keys) for name, keys in types.items()}


@settings(max_examples=30, deadline=None)
@given(histories, st.lists(st.tuples(query, pairs), min_size=6, max_size=6))
def test_pairs_are_counted_over_all_segments_without_the_deleted(
    history: Sequence[Mapping[str, Record | None]], asks: Sequence[tuple[Query, Sequence[str]]]
) -> None:
    with grown(history) as (engine, living):
        oracle = Oracle(living)
        for asked, (rows, columns) in asks:
            check(engine, oracle, asked, rows, columns)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    histories,
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), max_size=8),
    st.lists(st.tuples(query, pairs), min_size=6, max_size=6),
)
def test_a_group_counts_once_in_each_pair(
    history: Sequence[Mapping[str, Record | None]],
    labels: Mapping[str, str],
    asks: Sequence[tuple[Query, Sequence[str]]],
) -> None:
    held: dict[str, Record] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = WhooshStore(Path(folder) / "index")
        for step in history:
            with store.writing() as transaction:
                for key, put in step.items():
                    held.pop(key, None)
                    if put is None:
                        transaction.drop_record(key)
                    else:
                        held[key] = put
                        transaction.put_record(put)
                transaction.group([[key for key in labels if labels[key] == name] for name in "xyz"])
        engine = store.open()
        for asked, (rows, columns) in asks:
            check(engine, Oracle(list(held.values()), labels), asked, rows, columns)
            check(engine, Oracle(list(held.values())), asked, rows, columns, grouped=False)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Oracle]:
    """Six thousand records in two segments, many of them copies: more than are counted one by one."""
    records = make_records(6000)
    groups = {one.id: f"g{int(one.id[1:]) % 700}" for one in records if int(one.id[1:]) % 2000 < 1500}
    members: dict[str, list[str]] = {}
    for key, name in groups.items():
        members.setdefault(name, []).append(key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.mktemp("key") / "index.key"))
        store = WhooshStore(tmp_path_factory.mktemp("index") / "index")
        for some in (records[:5000], records[5000:]):
            with store.writing() as transaction:
                for one in some:
                    transaction.put_record(one)
                transaction.group(list(members.values()) if some[-1] is records[-1] else ())
        assert len(open_snapshot(store.path).parts) == 2
        return store.open(), Oracle(records, groups)


@pytest.mark.parametrize("fields", [("council", "theme"), ("year", "month"), ("publisher", "type")])
def test_few_and_many_records_are_counted_alike(
    crowd: tuple[Engine, Oracle], fields: tuple[str, str]
) -> None:
    engine, oracle = crowd
    for root in (Everything(), Word("care"), Word("word250"), Not(Word("care"))):
        asked = Query(root)
        found = [one.id for one, _ in engine.execute(asked, limit=10**6, grouped=False).hits]
        assert engine.cross(asked, *fields).cells == counted(oracle, found, *fields)


def test_more_cells_than_any_table_holds(tmp_path: Path) -> None:
    """Each of 700 records has a publisher and a council of its own, and the last ones several."""
    held = [
        record(
            f"r{n}",
            "care" if n % 3 else "trust",
            publisher=f"Publisher {n:04}",
            date=f"{1000 + n}",
            themes=(f"t{n % 5}",),
        )
        for n in range(700)
    ]
    store = WhooshStore(tmp_path / "index")
    with store.writing() as transaction:
        for one in held:
            transaction.put_record(one)
        transaction.group([["r1", "r2", "r4"], ["r7", "r8"]])
    oracle = Oracle(held, {"r1": "x", "r2": "x", "r4": "x", "r7": "y", "r8": "y"})
    for asked in (Query(Everything()), Query(Word("care")), Query(Or((Prefix("tr"), Word("absent"))))):
        assert check(store.open(), oracle, asked, "publisher", "year").cells


def test_a_publisher_called_as_none_are_is_in_no_cell(tmp_path: Path) -> None:
    store = WhooshStore(tmp_path / "index")
    with store.writing() as transaction:
        transaction.put_record(record("a", "care", publisher=MISSING, themes=("money",)))
        transaction.put_record(record("b", "care"))
    assert store.open().cross(Query(Everything()), "publisher", "theme").cells == {(MISSING, MISSING): 1}


def test_an_empty_index_and_unknown_fields(tmp_path: Path) -> None:
    with grown([{"a": None}]) as (engine, _):
        crossed = engine.cross(Query(Everything()), "council", "theme")
        assert (crossed.total, crossed.cells, crossed.rows.missing) == (0, {}, 0)
        for rows, columns in (("councils", "theme"), ("council", "themes")):
            with pytest.raises(UsageError, match="is not a facet field"):
                engine.cross(Query(Everything()), rows, columns)
