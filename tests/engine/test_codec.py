"""Whoosh's own searcher answers from the same index, and what it answers is what a plain reckoning says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from building import Page, write_history, write_index, write_segment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle
from records import WORDS, histories, record
from whoosh import query as q
from whoosh.fields import TEXT
from whoosh.index import FileIndex, open_dir
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher
from whoosh.sorting import Count, FieldFacet

from carevoice_search.analysis import stem, words
from carevoice_search.engines import PageState
from carevoice_search.engines.whoosh.codec import ColumnarCodec
from carevoice_search.engines.whoosh.ownership import check
from carevoice_search.engines.whoosh.storage import read_manifest, sweep
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.errors import UsageError
from carevoice_search.jsonform import record_to_dict
from carevoice_search.model import (
    And,
    Everything,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Record,
    Word,
)
from carevoice_search.schema import FIELDS, searched_texts

FIRST = record(
    "a",
    "Carers’ café and the carer",
    title="Trust the worker",
    publisher="Coram, Voice",
    themes=("money", "safety"),
    date="2021-02",
)
SECOND = record("b", "other words care", title="Zebra", date="2020", themes=("money",))
THIRD = record("c", "trust care trust care", title="apple")
PAGE: Page = (PageState("x.html", "d", "r"), "a", (record("p", "care", type="practice"),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two segments; the first holds a page's state, and of the second a document is deleted."""
    folder = tmp_path / "index"
    first = write_segment(folder, [FIRST, PAGE, SECOND])
    second = write_segment(folder, [record("d", "care carer", themes=("gone",)), THIRD], deleted=[0])
    write_index(folder, first, second)
    return folder


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    with open_dir(str(folder)).searcher() as searcher:
        yield searcher


def ids(searcher: Searcher, asked: q.Query, **options: object) -> list[str]:
    return [json.loads(hit["record"])["id"] for hit in searcher.search(asked, limit=None, **options)]


# One by one


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (q.Term("body", "carer"), "a"),
        (q.Term("words", "cafe"), "a"),
        (q.Term("words", "Cafe"), ""),
        (q.Term("title_words", "trust"), "a"),
        (q.Term("title", "appl"), "c"),
        (q.Term("id", "b"), "b"),
        (q.Term("publisher", "Coram, Voice"), "a"),
        (q.Term("publisher", "coram"), ""),
        (q.Term("theme", "gone"), ""),
        (q.Term("path", "x.html"), ""),
        (q.Phrase("words", ["trust", "the"]), "a"),
        (q.Phrase("words", ["trust", "care", "trust"]), "c"),
        (q.Phrase("words", ["worker", "carers"]), ""),
        (q.Phrase("words", ["worker", "carers"], slop=999_999), ""),
        (q.Phrase("words", ["trust", "carers"], slop=5), ""),
        (q.Phrase("words", ["carers", "carer"], slop=4), "a"),
        (q.Prefix("words", "car"), "abc"),
        (q.Prefix("publisher", "Coram,"), "a"),
        (q.Wildcard("words", "*ust"), "ac"),
        (q.Wildcard("words", "c?re*"), "abc"),
        (q.FuzzyTerm("words", "cre", prefixlength=0), "bc"),
        (q.FuzzyTerm("words", "appel", prefixlength=2), "c"),
        (q.FuzzyTerm("words", "pappel", maxdist=2, prefixlength=1), ""),
        (q.FuzzyTerm("words", "pappel", maxdist=2, prefixlength=0), "c"),
        (q.FuzzyTerm("title_words", "none", prefixlength=0), ""),
        (q.TermRange("words", "caf", "care"), "abc"),
        (q.TermRange("words", "caf", "care", endexcl=True), "a"),
        (q.TermRange("year", "2020", "2020"), "b"),
        (q.TermRange("year", "2020", None), "ab"),
        (q.And([q.Term("body", "care"), q.Term("theme", "money")]), "b"),
        (q.Or([q.Term("title_words", "apple"), q.Term("theme", "safety")]), "ac"),
        (q.Not(q.Term("body", "care")), "a"),
        (q.AndNot(q.Term("theme", "money"), q.Term("year", "2021")), "b"),
        (q.DisjunctionMax([q.Term("body", "care"), q.Term("words", "cafe")]), "abc"),
        (q.Every(), "abc"),
        (q.Every("publisher"), "a"),
    ],
    ids=str,
)
def test_a_query_finds_records(searcher: Searcher, asked: q.Query, found: str) -> None:
    assert sorted(ids(searcher, asked)) == list(found)


def test_the_query_parser_uses_the_projects_words(searcher: Searcher) -> None:
    parser = QueryParser("body", searcher.schema)
    assert ids(searcher, parser.parse("caring AND trusting")) == ["c"]
    assert ids(searcher, parser.parse('"carers cafes"')) == ["a"]
    assert ids(searcher, parser.parse("publisher:'Coram, Voice' caring")) == []
    assert ids(searcher, parser.parse("title:TRUSTS")) == ["a"]


def test_pages_and_deleted_documents_are_no_records(folder: Path, searcher: Searcher) -> None:
    reader = searcher.reader()
    assert open_dir(str(folder)).doc_count() == reader.doc_count() == 3 and reader.doc_count_all() == 5
    assert [number for number in range(5) if reader.is_deleted(number)] == [1, 3]
    assert [number for number, _ in reader.iter_docs()] == list(reader.all_doc_ids()) == [0, 2, 4]
    assert reader.stored_fields(1) == reader.stored_fields(3) == {}
    assert [json.loads(stored["record"])["id"] for stored in reader.all_stored_fields()] == ["a", "b", "c"]


def test_scores_are_those_of_whooshs_own_measure(searcher: Searcher) -> None:
    (hit,) = searcher.search(q.Term("body", "cafe"))
    tokens = {"a": 8, "b": 4, "c": 5, "d": 2}
    weight, mean = 1.0, sum(tokens.values()) / 5
    expected = (
        searcher.idf("body", "cafe") * (weight * 2.2) / (weight + 1.2 * (0.25 + 0.75 * tokens["a"] / mean))
    )
    assert hit.score == pytest.approx(expected)
    assert [one["id"] for one in searcher.search(q.Term("body", "care"), limit=1)] == ["c"]


def test_it_highlights_what_matched(searcher: Searcher) -> None:
    (hit,) = searcher.search(q.Term("body", "carer"), terms=True)
    shown = hit.highlights("body", text=json.loads(hit["record"])["text"])
    assert shown == '<b class="match term0">Carers</b>’ café and the <b class="match term1">carer</b>'
    assert hit.matched_terms() == [("body", b"carer")]


def test_it_suggests_words(searcher: Searcher) -> None:
    assert searcher.suggest("words", "aple") == ["apple"]


# Sorting and grouping


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("title_key", "cab"),
        (FieldFacet("title_key", reverse=True), "bac"),
        ("id", "abc"),
        (FieldFacet("id", reverse=True), "cba"),
        (FieldFacet("date_first", reverse=True), "abc"),
        (["theme", FieldFacet("date_last", reverse=True)], "cab"),
        (FieldFacet("theme", reverse=True), "abc"),
        ("text_length", "bac"),
        ("publisher", "bca"),
    ],
    ids=["title", "-title", "id", "-id", "-first", "theme-last", "-theme", "length", "publisher"],
)
def test_it_sorts_by_columns(searcher: Searcher, by: object, order: str) -> None:
    assert ids(searcher, q.Every(), sortedby=by) == list(order)


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        (FieldFacet("theme", allow_overlap=True, maptype=Count), {"money": 2, "safety": 1, "": 1}),
        (FieldFacet("theme", maptype=Count), {"money": 2, "": 1}),
        (FieldFacet("publisher", maptype=Count), {"Coram, Voice": 1, "": 2}),
        (FieldFacet("publisher", allow_overlap=True, maptype=Count), {"Coram, Voice": 1, "": 2}),
        (FieldFacet("council", allow_overlap=True, maptype=Count), {"": 3}),
        (FieldFacet("date_first", maptype=Count), {20210201: 1, 20200101: 1, 0: 1}),
    ],
    ids=["theme overlapping", "theme", "publisher", "publisher overlapping", "council", "date"],
)
def test_it_groups_by_columns(searcher: Searcher, by: FieldFacet, counts: Mapping[object, int]) -> None:
    assert dict(searcher.search(q.Every(), groupedby=by).groups()) == counts


def test_a_hit_has_its_columns(searcher: Searcher) -> None:
    hits = {hit["id"]: hit for hit in searcher.search(q.Every())}
    assert hits["a"]["theme"] == ("money", "safety") and hits["c"]["theme"] == ()
    assert hits["a"]["date_first"] == 20210201 and hits["b"]["title_key"] == "zebra"


def test_it_collapses_by_a_column(searcher: Searcher) -> None:
    assert len(searcher.search(q.Every(), collapse="theme", limit=None)) == 2


# The dictionary


def test_terms_come_in_order_and_with_their_counts(searcher: Searcher) -> None:
    reader = searcher.reader()
    for leaf, _ in reader.leaf_readers():
        terms = list(leaf.all_terms())
        assert terms == sorted(set(terms)) and set(leaf.indexed_field_names()) >= {one for one, _ in terms}
        assert not {"path", "practice_ids"} & {field for field, _ in terms}
        for term, info in leaf:
            assert info.doc_frequency() == leaf.doc_frequency(*term) and info.weight() == leaf.frequency(
                *term
            )
            assert info.min_id() <= info.max_id() and info.min_length() <= info.max_length()
    assert (reader.frequency("words", "trust"), reader.doc_frequency("words", "trust")) == (3, 2)
    assert (reader.frequency("words", "none"), reader.doc_frequency("words", "none")) == (0, 0)
    assert list(reader.expand_prefix("words", "car")) == [b"care", b"carer", b"carers"]
    assert list(reader.lexicon("title_words")) == [b"apple", b"the", b"trust", b"worker", b"zebra"]
    assert reader.most_frequent_terms("words", 1) == [(4.0, b"care")]
    assert ("words", b"trust") in reader and ("words", b"none") not in reader
    info = reader.term_info("words", "trust")
    assert (info.min_id(), info.max_id(), info.max_weight(), info.max_length()) == (0, 4, 2.0, 8)


def test_positions_leave_a_gap_between_title_and_text(searcher: Searcher) -> None:
    matcher = searcher.reader().leaf_readers()[0][0].postings("words", "the")
    assert (matcher.id(), matcher.weight()) == (0, 2.0)
    assert matcher.value_as("positions") == [1, 1_000_006]
    assert searcher.schema["words"].format.decode_positions(matcher.value()) == [1, 1_000_006]
    assert [span.start for span in matcher.spans()] == [1, 1_000_006]


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.lists(st.integers(0, 45), max_size=6))
@settings(max_examples=25, deadline=None)
def test_a_matcher_walks_and_skips(
    tmp_path_factory: pytest.TempPathFactory, holds: Sequence[bool], targets: Sequence[int]
) -> None:
    folder = tmp_path_factory.mktemp("walk") / "index"
    held = [number for number, one in enumerate(holds) if one]
    documents = [record(f"{n:02}", "care " * (1 + n % 3) * one + "other") for n, one in enumerate(holds)]
    write_index(folder, write_segment(folder, documents))
    with open_dir(str(folder)).reader() as reader:
        if not held:
            assert ("words", b"care") not in reader
            return
        matcher = reader.postings("words", "care")
        assert list(matcher.copy().all_ids()) == held
        assert [(n, len(places)) for n, places in matcher.copy().items_as("positions")] == [
            (number, 1 + number % 3) for number in held
        ]
        for target in sorted(targets):
            if matcher.is_active():
                matcher.skip_to(target)
                left = [number for number in held if number >= target]
                assert (matcher.id() if matcher.is_active() else None) == next(iter(left), None)


# Against a plain reckoning

term = st.sampled_from((*WORDS, "absent"))
field = st.sampled_from(("type", "publisher", "theme", "year"))
values = st.sampled_from(("page", "Bright Spots", "bright spots", "money", "rights-voice", "2020", "2021"))
leaf: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, term, exact=st.booleans(), scope=st.sampled_from((None, "title"))),
    st.builds(
        Phrase,
        st.lists(term, min_size=2, max_size=3).map(tuple),
        exact=st.booleans(),
        scope=st.sampled_from((None, "title")),
    ),
    st.builds(Prefix, st.sampled_from(("c", "car", "tr", "x"))),
    st.builds(Fuzzy, term, st.integers(1, 2)),
    st.builds(Filter, field, values.map(lambda value: (value,))),
    st.just(Everything()),
)
node: st.SearchStrategy[Node] = st.recursive(
    leaf,
    lambda child: st.one_of(
        st.builds(And, st.lists(child, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(child, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, child),
    ),
    max_leaves=5,
)


def in_whoosh(node: Node) -> q.Query:
    match node:
        case Everything():
            return q.Every()
        case And(children):
            return q.And([in_whoosh(child) for child in children])
        case Or(children):
            return q.Or([in_whoosh(child) for child in children])
        case Not(child):
            return q.And([q.Every(), q.Not(in_whoosh(child))])
        case Filter(name, wanted):
            return q.Term(name, wanted[0])
        case Prefix(text):
            return q.Prefix("words", text)
        case Fuzzy(text, distance):
            return q.FuzzyTerm("words", text, maxdist=distance, prefixlength=0)
        case Word(text, exact=exact, scope=scope):
            return q.Term(text_field(exact, scope), text if exact else stem(text))
        case Phrase(texts, exact=exact, scope=scope):
            return q.Phrase(text_field(exact, scope), [text if exact else stem(text) for text in texts])
    raise AssertionError(node)


def text_field(exact: bool, scope: str | None) -> str:
    return {
        (True, None): "words", (True, "title"): "title_words", (False, None): "body", (False, "title"): "title"
    }[exact, scope]  # fmt: skip


@given(histories, st.lists(node, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whoosh_finds_and_counts_what_a_plain_reckoning_does(
    tmp_path_factory: pytest.TempPathFactory,
    history: Sequence[Mapping[str, Record | None]],
    asked: Sequence[Node],
) -> None:
    folder = tmp_path_factory.mktemp("index")
    living = write_history(folder, history)
    oracle = Oracle(living)
    with open_dir(str(folder)).searcher() as searcher:
        for one in asked:
            expected = oracle.matching(Query(one))
            found = searcher.search(
                in_whoosh(one),
                limit=None,
                groupedby={name: FieldFacet(name, allow_overlap=True, maptype=Count) for name in FIELDS},
            )
            assert sorted(hit["id"] for hit in found) == sorted(expected)
            for name in FIELDS:
                counts, missing = oracle.facet(Query(one), name)
                groups = dict(found.groups(name))
                assert groups.pop("", 0) == missing and groups == counts


@given(histories, st.lists(node, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whoosh_finds_what_our_own_search_finds_in_an_index_of_our_writer(
    tmp_path_factory: pytest.TempPathFactory,
    history: Sequence[Mapping[str, Record | None]],
    asked: Sequence[Node],
) -> None:
    store = WhooshStore(tmp_path_factory.mktemp("index"))
    for step in history:
        with store.writing() as transaction:
            for record_id, one in step.items():
                if one is None:
                    transaction.drop_record(record_id)
                else:
                    transaction.put_record(one)
    engine = store.open()
    with open_dir(str(store.path)).searcher() as searcher:
        for one in asked:
            expected = engine.execute(Query(one), limit=100, facets=("theme",))
            by_theme = FieldFacet("theme", allow_overlap=True, maptype=Count)
            found = searcher.search(in_whoosh(one), limit=None, groupedby=by_theme)
            assert sorted(hit["id"] for hit in found) == sorted(record.id for record, _ in expected.hits)
            groups = dict(found.groups())
            assert groups.pop("", 0) == expected.facets["theme"].missing
            assert groups == expected.facets["theme"].counts
            for hit in found:
                known = engine.record(hit["id"])
                assert known and json.loads(hit["record"]) == record_to_dict(known)


@given(histories)
@settings(max_examples=20, deadline=None)
def test_what_whoosh_reads_of_each_record_is_the_record(
    tmp_path_factory: pytest.TempPathFactory, history: Sequence[Mapping[str, Record | None]]
) -> None:
    folder = tmp_path_factory.mktemp("index")
    living = {one.id: one for one in write_history(folder, history)}
    with open_dir(str(folder)).reader() as reader:
        stored = [json.loads(one["record"]) for one in reader.all_stored_fields()]
        assert sorted(one["id"] for one in stored) == sorted(living)
        assert all(one["text"] == living[one["id"]].text for one in stored)
        for number, one in reader.iter_docs():
            known = living[json.loads(one["record"])["id"]]
            title, text = map(words, searched_texts(known))
            lengths = len(title), len(title) + len(text)
            assert (
                reader.doc_field_length(number, "title"),
                reader.doc_field_length(number, "words"),
            ) == lengths
        texts = (text for one in living.values() for text in searched_texts(one))
        held = Counter(word for text in texts for word in words(text))
        for word, times in held.items():
            matcher = reader.postings("words", word)
            found = 0
            while matcher.is_active():
                found += len(matcher.value_as("positions"))
                matcher.next()
            assert found == times


# Writing with Whoosh


def adding(index: FileIndex) -> None:
    with index.writer() as writer:
        writer.add_document(words="new")


def deleting(index: FileIndex) -> None:
    with index.writer() as writer:
        writer.delete_by_term("words", "care")


WRITERS: dict[str, Callable[[FileIndex], None]] = {
    "adding": adding,
    "deleting": deleting,
    "committing nothing": lambda index: index.writer().commit(),
    "optimising": lambda index: index.optimize(),
    "adding a field": lambda index: index.add_field("more", TEXT),
    "removing a field": lambda index: index.remove_field("theme"),
    "writing with this codec": lambda index: index.writer(codec=ColumnarCodec()),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_whooshs_own_writer_is_refused_and_changes_nothing(
    folder: Path, write: Callable[[FileIndex], None]
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    index = open_dir(str(folder))
    with pytest.raises(UsageError, match="use: carevoice index"):
        write(index)
    assert {path: path.read_bytes() for path in before} == before
    assert index.latest_generation() == 1
    sweep(folder, read_manifest(folder, check(folder)))
    assert {path for path in folder.iterdir() if path.is_file()} - before.keys() <= {
        folder / "MAIN_WRITELOCK"
    }
