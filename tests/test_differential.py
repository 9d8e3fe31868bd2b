"""Four readers of the same records agree: our engine, Whoosh over our index, Whoosh's standard codec, and SQLite FTS5.

`oracle.py` says what is right; this says that nobody else who can be asked disagrees, on longer texts and queries
that mostly find something.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir

import standard_whoosh
from carevoice_search.engines import Engine, open_store
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
from carevoice_search.schema import TYPES
from engine.records import COUNCILS, DATES, PUBLISHERS, THEMES, WORDS, figure_range, figures, record, some
from fts5_oracle import Fts5

FACETS = ("theme", "council", "publisher", "year", "type", "unit")

texts = st.lists(st.sampled_from(WORDS), min_size=3, max_size=25).map(" ".join)
word = st.sampled_from(WORDS)
leaf: st.SearchStrategy[Node] = st.one_of(
    figure_range,
    st.builds(Word, word, exact=st.booleans()),
    st.builds(Word, word, scope=st.just("title")),
    st.builds(Phrase, st.lists(word, min_size=2, max_size=3).map(tuple), slop=st.sampled_from((0, 0, 2, 8))),
    st.builds(Prefix, st.sampled_from(("c", "car", "t", "a"))),
    st.builds(Fuzzy, word, st.integers(1, 2)),
)
pair = st.tuples(leaf, leaf)
node: st.SearchStrategy[Node] = st.one_of(
    leaf,
    pair.map(Or),
    pair.map(And),
    pair.map(lambda two: And((two[0], Not(two[1])))),
    st.just(Everything()),
)
condition = st.one_of(
    st.builds(Filter, st.just("theme"), some((*THEMES, MISSING), least=1), st.booleans()),
    st.builds(Filter, st.just("council"), some(COUNCILS, least=1)),
    st.builds(Period, st.sampled_from(DATES), st.none() | st.sampled_from(DATES)),
    st.builds(Filter, st.just("unit"), some(("percent", "count", MISSING), least=1)),
    figure_range,
)
query = st.builds(Query, node, st.lists(condition, max_size=2).map(tuple))


@st.composite
def grown(draw: st.DrawFn) -> list[dict[str, Record | None]]:
    """Commits that put, replace and drop records."""
    commits: list[dict[str, Record | None]] = []
    for _ in range(draw(st.integers(1, 4))):
        keys = draw(st.lists(st.integers(0, 11), min_size=1, max_size=8, unique=True))
        commits.append({f"r{key:02}": draw(st.none() | made(f"r{key:02}")) for key in keys})
    return commits


@st.composite
def made(draw: st.DrawFn, key: str) -> Record:
    kind = draw(st.sampled_from(tuple(TYPES)))
    return record(
        key,
        draw(texts),
        title=draw(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)),
        type=kind,
        figure=draw(figures) if kind == "finding" else None,
        themes=draw(some(THEMES)),
        councils=draw(some(COUNCILS)),
        publisher=draw(st.sampled_from(PUBLISHERS)),
        date=draw(st.none() | st.sampled_from(DATES)),
    )


@contextmanager
def indexed(commits: Sequence[dict[str, Record | None]]) -> Iterator[tuple[Path, dict[str, Record]]]:
    """An index folder that came about by these commits, and what it holds."""
    held: dict[str, Record] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "index")
        for commit in commits:
            with store.writing() as transaction:
                for key, put in commit.items():
                    if put is None:
                        transaction.drop_record(key)
                        held.pop(key, None)
                    else:
                        transaction.put_record(put)
                        held[key] = put
        yield store.path, held


def ranking(engine: Engine, asked: Query) -> list[tuple[str, float]]:
    return [(found.id, score) for found, score in engine.execute(asked, limit=100).hits]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grown(), st.lists(query, min_size=6, max_size=6))
def test_four_readers_find_and_count_the_same(
    commits: list[dict[str, Record | None]], queries: list[Query]
) -> None:
    with indexed(commits) as (path, held), tempfile.TemporaryDirectory() as standard_folder:
        engine, ours = open_store(path).open(), open_dir(str(path))
        standard = standard_whoosh.build(Path(standard_folder), list(held.values()))
        fts5 = Fts5(list(held.values()))
        for asked in queries:
            answer = engine.execute(asked, facets=FACETS, limit=100)
            found = {hit.id for hit, _ in answer.hits}
            assert len(found) == answer.total
            assert found == standard_whoosh.ids(ours, asked)
            assert found == standard_whoosh.ids(standard, asked)
            assert found == fts5.ids(asked)
            for field in FACETS:
                counts = dict(answer.facets[field].counts)
                if answer.facets[field].missing:
                    counts[MISSING] = answer.facets[field].missing
                assert counts == standard_whoosh.facet(ours, asked, field)
                assert counts == standard_whoosh.facet(standard, asked, field)
                assert counts == fts5.facet(asked, field)
        for opened in (ours, standard):
            opened.close()
        fts5.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grown(), st.lists(query, min_size=6, max_size=6))
def test_several_segments_with_deletions_answer_as_one_fresh_segment(
    commits: list[dict[str, Record | None]], queries: list[Query]
) -> None:
    with indexed(commits) as (path, held), indexed([dict(sorted(held.items()))]) as (fresh_path, _):
        engine, fresh = open_store(path).open(), open_store(fresh_path).open()
        for asked in queries:
            assert ranking(engine, asked) == ranking(fresh, asked)
            assert engine.execute(asked, facets=FACETS).facets == fresh.execute(asked, facets=FACETS).facets
