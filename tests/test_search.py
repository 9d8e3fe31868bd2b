"""A query's way to its results, over a real index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search import gazetteer
from carevoice_search.engines import Engine, PageState, open_store
from carevoice_search.errors import CarevoiceError, UsageError
from carevoice_search.index import Index
from carevoice_search.model import (
    MISSING,
    Figure,
    Filter,
    Notice,
    Or,
    Query,
    Range,
    Record,
    Results,
    Source,
    Word,
)
from carevoice_search.query import parse, plain, toggle, unparse
from carevoice_search.schema import FIELDS
from carevoice_search.search import explain, passage, search, similar
from carevoice_search.search.relaxation import relaxed

STOCKPORT, COVENTRY, SOMERSET = "E08000007", "E08000026", "E06000066"
WEST_NORTHANTS, NORTHAMPTONSHIRE = "E06000062", "E10000021"

TEXTS: dict[str, tuple[str, tuple[str, ...], str | None, str]] = {
    "trust": ("Young people trust their social worker.", (STOCKPORT,), "2021-04", "Coram Voice"),
    "pledge": (
        "The social worker keeps a pledge to every care leaver.",
        (COVENTRY,),
        "2020-09-14",
        "Coram Voice",
    ),
    "cooking": ("Cooking evenings bring children in care together.", (STOCKPORT, COVENTRY), "2021", "Ofsted"),
    "lac": ("A new strategy for LAC and their carers.", (WEST_NORTHANTS,), "2022-01", "Ofsted"),
    "county": ("The old strategy for carers of the county.", (NORTHAMPTONSHIRE,), "2019", "Ofsted"),
    "letters": ("Letters home. " * 40 + "Trust grew. " + "Letters home. " * 40, (), None, "Ofsted"),
}


def record(name: str) -> Record:
    text, councils, date, publisher = TEXTS[name]
    return Record(
        id=f"page:{name}",
        type="page",
        kind="article",
        title=text.split(".")[0],
        text=text,
        publisher=publisher,
        url=None,
        councils=councils,
        regions=tuple(dict.fromkeys(map(gazetteer.region_of, councils))),
        nations=tuple(dict.fromkeys(map(gazetteer.nation_of, councils))),
        themes=(),
        date=date,
        sources=(Source(f"{name}.txt", name, None, publisher),),
        evidence=(),
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        store = open_store(Path(tmp_path_factory.mktemp("index")))
        with store.writing() as transaction:
            for name in TEXTS:
                transaction.put_page(PageState(f"{name}.txt", name, "rules"), record(name), ())
        yield store.open()


def ids(results: Results) -> list[str]:
    return sorted(hit.record.id.removeprefix("page:") for hit in results.hits)


def found(engine: Engine, text: str, **options: bool) -> list[str]:
    return ids(search(engine, parse(text), **options))


class TestFinding:
    def test_hits_have_ranks_from_the_offset_on_and_marked_snippets(self, engine: Engine) -> None:
        results = search(engine, parse("trust"), limit=1, offset=1)
        assert results.total == 2 and [hit.rank for hit in results.hits] == [2]
        long = next(hit for hit in search(engine, parse("trust")).hits if hit.record.id == "page:letters")
        assert [long.snippet.text[a:b] for a, b in long.snippet.marks] == ["Trust"]

    def test_the_query_is_given_back_as_text(self, engine: Engine) -> None:
        assert search(engine, parse("council:stockport  trust")).query == f"trust council:{STOCKPORT}"

    def test_a_single_quoted_word_and_an_empty_query(self, engine: Engine) -> None:
        assert found(engine, '"pledge"') == ["pledge"]
        assert search(engine, parse("")).total == len(TEXTS)

    def test_a_window_of_no_hits_still_counts(self, engine: Engine) -> None:
        for results in (search(engine, parse("trust"), limit=0), search(engine, parse("trust"), offset=50)):
            assert results.total == 2 and results.hits == ()

    def test_totals_name_every_type(self, engine: Engine) -> None:
        assert search(engine, parse("trust")).totals == {"page": 2, "practice": 0, "finding": 0}
        assert search(engine, parse("zzzz")).totals == {"page": 0, "practice": 0, "finding": 0}

    def test_limits_and_facets_are_checked(self, engine: Engine) -> None:
        with pytest.raises(UsageError, match="did you mean council"):
            search(engine, parse("trust"), facets=["counci"])
        with pytest.raises(UsageError, match="0 or more"):
            search(engine, parse("trust"), limit=-1)
        with pytest.raises(UsageError, match="0 or more"):
            search(engine, parse("trust"), limit=2.5)  # type: ignore[arg-type]
        for limit in (0, 10):
            with pytest.raises(UsageError, match="no sort 'bad': use one of relevance, date, title"):
                search(engine, parse("trust"), sort="bad", limit=limit)  # type: ignore[arg-type]
        for number in (0, -1):
            with pytest.raises(UsageError, match="1 or more"):
                search(engine, parse("trust"), facets=["council"], buckets={"council": number})
        with pytest.raises(UsageError, match="did you mean council"):
            search(engine, parse("trust"), buckets={"counci": 3})


class TestSynonyms:
    def test_they_widen_and_say_so(self, engine: Engine) -> None:
        results = search(engine, parse("LAC"))
        assert ids(results) == ["cooking", "lac"]
        assert results.hits[0].record.id == "page:lac"
        assert "child in care" in results.widened["lac"] or "children in care" in results.widened["lac"]
        assert results.query == "lac"

    def test_they_can_be_left_out(self, engine: Engine) -> None:
        results = search(engine, parse("LAC"), synonyms=False)
        assert ids(results) == ["lac"] and results.widened == {}
        assert not results.synonyms and search(engine, parse("LAC")).synonyms

    def test_quotes_keep_them_away(self, engine: Engine) -> None:
        assert found(engine, '"LAC"') == ["lac"]


class TestRelaxing:
    def test_words_that_never_stand_together_are_relaxed_to_any_of_them(self, engine: Engine) -> None:
        results = search(engine, parse("cooking pledge"))
        assert results.relaxed and ids(results) == ["cooking", "pledge"]
        assert results.query == "cooking pledge"

    def test_filters_and_exclusions_still_hold(self, engine: Engine) -> None:
        assert found(engine, "cooking pledge council:stockport") == ["cooking"]
        assert found(engine, "cooking pledge -evenings") == ["pledge"]

    @pytest.mark.parametrize(
        "text", ['"cooking pledge"', '"cooking" "pledge"', "=cooking =pledge", "cooking zzzz*", "zzzz"]
    )
    def test_operators_are_not_relaxed(self, engine: Engine, text: str) -> None:
        results = search(engine, parse(text))
        assert results.total == 0 and not results.relaxed

    def test_what_an_operator_asks_for_holds_beside_relaxed_words(self, engine: Engine) -> None:
        assert found(engine, 'cooking pledge "social worker"') == ["pledge"]
        assert found(engine, "cooking pledge (worker OR zebra)") == ["pledge"]

    def test_stop_words_do_not_make_everything_match(self) -> None:
        less = relaxed(parse("the cooking of a pledge"))
        assert less and less.root == Or((Word("cooking"), Word("pledge")))

    def test_a_row_of_words_that_is_a_synonym_is_relaxed_into_its_words(self, engine: Engine) -> None:
        results = search(engine, parse("personal adviser"))
        assert results.total == 0 and not results.relaxed
        assert found(engine, "personal adviser pledge") == ["pledge"]

    def test_where_nothing_matches_even_then_it_is_no_relaxed_answer(self, engine: Engine) -> None:
        results = search(engine, parse("zzzz qqqq"))
        assert results.total == 0 and not results.relaxed

    def test_filters_do_not_decide_whether_words_are_relaxed(self, engine: Engine) -> None:
        strict = search(engine, parse("social worker year:2019"))
        assert strict.total == 0 and not strict.relaxed
        relaxed_to_none = search(engine, parse("cooking pledge year:2019"))
        assert relaxed_to_none.total == 0 and relaxed_to_none.relaxed
        assert search(engine, parse("cooking pledge year:2019,2020")).total == 1

    def test_words_without_operators_relax_too(self, engine: Engine) -> None:
        assert ids(search(engine, plain("cooking/pledge cooking pledge"))) == ["cooking", "pledge"]


class TestSuggesting:
    @pytest.mark.parametrize(
        ("text", "suggested"),
        [
            ("plegde", "pledge"),
            ("strattegi", "strategy"),
            ("trust wroker", "trust worker"),
            ("cookingevenings", "cooking evenings"),
            ('"social wroker"', '"social worker"'),
            ("=plegde council:coventry", f"=pledge council:{COVENTRY}"),
            ("trust OR cookingevenings", "trust OR cooking evenings"),
            ("trust", None),
            ("pledging", None),
            ("trust -wroker", None),
            ("2031", None),
            ("zzzzzzzz", None),
        ],
    )
    def test_words_that_no_record_holds(self, engine: Engine, text: str, suggested: str | None) -> None:
        assert search(engine, parse(text)).suggestion == suggested


class TestFacets:
    def test_every_bucket_with_its_label_most_first(self, engine: Engine) -> None:
        (facet,) = search(engine, parse(""), facets=["council"]).facets
        assert [(b.label, b.count) for b in facet.buckets] == [
            ("Coventry", 2),
            ("Stockport", 2),
            ("Northamptonshire", 1),
            ("West Northamptonshire", 1),
        ]
        assert (facet.missing, facet.other) == (1, 0)

    def test_times_in_their_order(self, engine: Engine) -> None:
        (facet,) = search(engine, parse(""), facets=["year"]).facets
        assert [b.value for b in facet.buckets] == ["2019", "2020", "2021", "2022"]

    def test_chosen_values_are_there_even_at_0_and_do_not_hide_the_others(self, engine: Engine) -> None:
        (facet,) = search(engine, parse("cooking council:somerset,stockport"), facets=["council"]).facets
        assert [(b.value, b.count, b.selected) for b in facet.buckets] == [
            (COVENTRY, 1, False),
            (STOCKPORT, 1, True),
            (SOMERSET, 0, True),
        ]

    @given(
        st.sampled_from(
            [
                "",
                "trust",
                "strategy OR worker",
                "-trust",
                "council:stockport,missing",
                "type:page year:2021",
                "-council:stockport",
                "-council:stockport council:coventry,somerset -year:2021",
                "trust -council:missing -publisher:Ofsted",
                "social worker year:2019",
                "cooking pledge",
                "cooking pledge council:coventry year:2021",
                "cooking pledge year:2019 -council:missing",
                "strategy cooking -region:missing",
            ]
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_choosing_a_value_finds_what_its_bucket_counted(self, engine: Engine, text: str) -> None:
        asked = parse(text)
        for facet in search(engine, asked, facets=["council", "year", "publisher", "region"]).facets:
            without = Query(
                asked.root,
                tuple(f for f in asked.filters if getattr(f, "field", None) != facet.field or f.negated),
            )
            for bucket in facet.buckets:
                assert search(engine, toggle(without, facet.field, bucket.value)).total == bucket.count
            assert search(engine, toggle(without, facet.field, MISSING)).total == facet.missing

    def test_a_wider_choice_never_finds_fewer(self, engine: Engine) -> None:
        for text in ("cooking pledge", "social worker", "strategy cooking", "carers -county"):
            chosen: list[int] = []
            for year in ("2019", "2019,2020", "2019,2020,2021", "2019,2020,2021,2022,missing"):
                chosen.append(search(engine, parse(f"{text} year:{year}")).total)
            assert chosen == sorted(chosen)

    def test_records_beyond_the_buckets_are_counted_without_what_is_excluded(self, engine: Engine) -> None:
        asked = parse("-council:stockport")
        (facet,) = search(engine, asked, facets=["council"], buckets={"council": 1}).facets
        assert [(b.label, b.count) for b in facet.buckets] == [("Coventry", 1)]
        assert (facet.missing, facet.other) == (1, 2)


class TestNotices:
    def test_less_precise_dates_at_the_ends_of_a_period(self, engine: Engine) -> None:
        results = search(engine, parse("date:2021-03..2021-06"))
        assert ids(results) == ["trust"]
        assert [(n.kind, n.count) for n in results.notices if n.kind == "overlap"] == [("overlap", 1)]
        whole_year = search(engine, parse("date:2021")).notices
        assert not [n for n in whole_year if n.kind == "overlap"]

    def test_less_precise_dates_in_an_excluded_period(self, engine: Engine) -> None:
        for period, number, are in (("2021-06", 1, "1 record"), ("2021-06..2022-01-15", 2, "2 records")):
            results = search(engine, parse(f"-date:{period}"))
            assert {"cooking"} <= set(ids(results))
            assert [(n.kind, n.count) for n in results.notices if n.kind == "overlap"] == [
                ("overlap", number)
            ]
            assert results.notices[0].text.startswith(are)
            assert results.notices[0].text.endswith("may lie in the excluded period.")
        assert search(engine, parse("-date:2021")).notices == ()
        assert search(engine, parse("pledge OR -date:2021-06")).notices == ()

    def test_predecessors_in_or_groups(self, engine: Engine) -> None:
        asked = parse('(strategy council:"West Northamptonshire") OR pledge')
        results = search(engine, asked)
        assert ids(results) == ["lac", "pledge"]
        assert [(n.kind, n.count) for n in results.notices] == [("predecessors", 1)]
        assert "Northamptonshire" in results.notices[0].text
        wide = search(engine, asked, predecessors=True)
        assert ids(wide) == ["county", "lac", "pledge"] and "included" in wide.notices[0].text
        assert ids(search(engine, parse(wide.query))) == ids(wide)

    def test_predecessors_of_an_excluded_council_are_not_excluded(self, engine: Engine) -> None:
        for text in (
            'strategy -council:"West Northamptonshire"',
            'strategy -(x OR council:"West Northamptonshire")',
        ):
            results = search(engine, parse(text), predecessors=True)
            assert ids(results) == ["county"] and results.notices == ()

    def test_predecessors_are_counted_in_the_mode_of_the_answer(self, engine: Engine) -> None:
        asked = parse('strategy cooking pledge council:"West Northamptonshire"')
        results = search(engine, asked)
        assert results.relaxed and ids(results) == ["lac"]
        assert [(n.kind, n.count) for n in results.notices] == [("predecessors", 1)]
        strict = search(engine, parse('social worker council:"West Northamptonshire"'))
        assert strict.total == 0 and not strict.relaxed and strict.notices == ()

    def test_predecessors_of_a_council(self, engine: Engine) -> None:
        asked = parse('strategy council:"West Northamptonshire"')
        results = search(engine, asked)
        assert ids(results) == ["lac"]
        assert results.notices == (
            Notice(
                "predecessors",
                "--with-predecessors would add 1 record of Northamptonshire, which went before.",
                1,
            ),
        )
        wide = search(engine, asked, predecessors=True)
        assert ids(wide) == ["county", "lac"]
        assert [n.kind for n in wide.notices] == ["predecessors"] and "included" in wide.notices[0].text

    def test_predecessors_without_records_are_not_mentioned(self, engine: Engine) -> None:
        assert search(engine, parse('cooking council:"West Northamptonshire"')).notices == ()

    @pytest.mark.parametrize("predecessors", [False, True])
    @pytest.mark.parametrize(
        "text", ["trust worker", 'strategy council:"West Northamptonshire"', "(a OR trust) -zzz"]
    )
    def test_the_query_of_the_results_gives_them_again(
        self, engine: Engine, text: str, predecessors: bool
    ) -> None:
        results = search(engine, parse(text), predecessors=predecessors)
        again = search(engine, parse(results.query))
        assert (again.total, ids(again)) == (results.total, ids(results))


class TestSimilar:
    def test_it_finds_records_with_the_same_words_but_not_itself(self, engine: Engine) -> None:
        results = similar(engine, "page:trust", limit=2)
        assert "trust" not in ids(results) and "pledge" in ids(results)
        assert sum(results.totals.values()) == results.total
        assert [hit.rank for hit in results.hits] == [1, 2]
        assert parse(results.query)

    def test_an_unknown_record(self, engine: Engine) -> None:
        with pytest.raises(UsageError, match="no record"):
            similar(engine, "page:nothing")


PRESS = (
    "Care leavers in the borough asked the council for homes in which they feel safe, and for a key to them."
)
SAFE = "A third (32 per cent) of care leavers did not feel safe at home."
SHARE = Figure(32.0, "percent", "32 per cent", who="care leavers")


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One press text on three sites, and the finding that two of them hold; and what else there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        store = open_store(Path(tmp_path_factory.mktemp("press")))
        with store.writing() as transaction:
            for name in TEXTS:
                transaction.put_page(PageState(f"{name}.txt", name, "rules"), record(name), ())
            for name, publisher in (("one", "Ofsted"), ("two", "Coram Voice"), ("three", "Coram Voice")):
                page = replace(
                    record("trust"),
                    id=f"page:{name}",
                    title="A key to the door",
                    text=PRESS,
                    publisher=publisher,
                    sources=(Source(f"{name}.txt", "A key to the door", None, publisher),),
                )
                standing = []
                if name != "three":
                    told = replace(
                        page, id=f"finding:{name}", type="finding", title=SAFE, text=SAFE, figure=SHARE
                    )
                    standing.append(told)
                    transaction.put_record(told)
                transaction.put_page(PageState(f"{name}.txt", name, "rules"), page, standing)
            count = Figure(1258.0, "count", "1,258")
            counted = replace(record("cooking"), id="finding:cooking", type="finding", figure=count)
            transaction.put_record(counted)
            transaction.group([["page:one", "page:two", "page:three"], ["finding:one", "finding:two"]])
        yield store.open()


class TestCopies:
    def test_copies_count_once_and_are_named(self, press: Engine) -> None:
        results = search(press, parse("safe"))
        assert (results.total, results.totals) == (2, {"page": 1, "practice": 0, "finding": 1})
        assert results.grouped
        for hit in results.hits:
            kind, _, name = hit.record.id.partition(":")
            named = {copy.id for copy in hit.copies}
            everywhere = {"page": {"one", "two", "three"}, "finding": {"one", "two"}}[kind]
            assert named == {f"{kind}:{other}" for other in everywhere - {name}}

    def test_the_answer_says_how_many_it_left_out(self, press: Engine) -> None:
        for results in (search(press, parse("safe")), search(press, parse("safe"), limit=0)):
            assert [(n.kind, n.count) for n in results.notices] == [("note", 3)]
            assert "--no-group" in results.notices[0].text
        assert not search(press, parse("pledge")).notices

    def test_each_can_be_counted_by_itself(self, press: Engine) -> None:
        results = search(press, parse("safe"), grouped=False)
        assert (results.total, len(results.hits)) == (5, 5)
        assert not results.grouped and not results.notices
        assert all(hit.copies == () for hit in results.hits)

    @pytest.mark.parametrize("grouped", [True, False])
    @pytest.mark.parametrize("text", ["safe", "", "safe OR trust", "type:page"])
    def test_a_choice_finds_what_its_bucket_showed(self, press: Engine, text: str, grouped: bool) -> None:
        asked = parse(text)
        results = search(press, asked, facets=tuple(FIELDS), grouped=grouped)
        for facet in results.facets:
            for bucket in facet.buckets:
                others = [
                    one for one in asked.filters if isinstance(one, Filter) and one.field != facet.field
                ]
                alone = Query(asked.root, (*others, Filter(facet.field, (bucket.value,))))
                assert search(press, alone, grouped=grouped).total == bucket.count, bucket

    def test_buckets_that_are_cut_count_copies_once_too(self, press: Engine) -> None:
        asked = parse("safe type:page")
        (facet,) = search(press, asked, facets=["publisher"], buckets={"publisher": 1}).facets
        beyond = unparse(asked) + f" -publisher:missing,{facet.buckets[0].value!r}".replace("'", '"')
        assert facet.other == search(press, parse(beyond)).total == 1

    def test_the_copies_of_a_record_are_not_similar_to_it(self, press: Engine) -> None:
        for name in ("one", "two", "three"):
            results = similar(press, f"page:{name}", limit=20)
            assert all(hit.record.text != PRESS for hit in results.hits)
            assert len(results.hits) == results.total == sum(results.totals.values())


class TestFindings:
    @pytest.fixture
    def index(self, press: Engine) -> Index:
        return Index(Path("index"), press)

    def test_words_find_them_beside_pages(self, press: Engine) -> None:
        assert search(press, parse("safe")).totals["finding"] == 1

    def test_they_are_kept_by_their_figure_and_unit(self, index: Index) -> None:
        def found(**asked: Any) -> list[str]:
            results = index.search(grouped=False, **asked)
            assert results.totals == {"page": 0, "practice": 0, "finding": results.total}
            return sorted(hit.record.id for hit in results.hits)

        assert found(least=30, most=50) == found(unit="percent") == ["finding:one", "finding:two"]
        assert found(least=1000) == found(text="value:1000..") == ["finding:cooking"]
        assert found(unit=["%", "Number"]) == found(type="finding", least=0)
        assert index.query("safe", least=30) == parse("safe value:30..")
        assert index.query(plain=True, text="value:30", most=50).filters == (Range(None, 50.0),)

    def test_units_are_counted_and_missing_from_all_else(self, index: Index) -> None:
        (facet,) = index.search(facets=["unit"]).facets
        assert [(b.label, b.count) for b in facet.buckets] == [("Number", 1), ("Per cent", 1)]
        assert facet.missing == index.search(missing="unit").total == len(TEXTS) + 1

    def test_a_range_over_several_units_says_so(self, index: Index) -> None:
        (copies, note) = index.search(least=1).notices
        assert note.text == "The figures are of 2 units: Number (1), Per cent (1); to keep one: --unit."
        assert note.count == 2 and copies.count == 1
        alone = index.search(least=1, grouped=False).notices
        assert [one.text.split(";")[0] for one in alone] == [
            "The figures are of 2 units: Per cent (2), Number (1)"
        ]
        for text in ("value:1.. -unit:months", "value:1..2 OR value:3..", "value:1.. unit:percent,count"):
            assert "of 2 units" in index.search(text, grouped=False).notices[-1].text
        for one in (index.search(least=1, unit="percent"), index.search(most=50), index.search("-value:1..")):
            assert not any("units" in notice.text for notice in one.notices)

    def test_every_record_is_given_copies_too(self, index: Index) -> None:
        records = list(index.records())
        assert len(records) == len({one.id for one in records}) == len(TEXTS) + 6
        assert index.record("finding:one").figure == SHARE


class TestExpanding:
    def test_it_finds_the_same_records_and_names_its_words(self, press: Engine) -> None:
        plainly, expanded = search(press, parse("care")), search(press, parse("care"), expand=True)
        assert sorted(ids(plainly)) == sorted(ids(expanded))
        assert (plainly.total, plainly.totals) == (expanded.total, expanded.totals)
        assert (plainly.expanded, plainly.feedback, expanded.expanded) == (False, (), True)
        assert expanded.feedback

    def test_its_shares_add_up_to_the_score(self, press: Engine) -> None:
        for hit in search(press, parse("care leavers"), expand=True).hits:
            shares = explain(press, parse("care leavers"), hit.record.id, expand=True)
            assert sum(share for _, share in shares) == pytest.approx(hit.score)


class TestPassages:
    def test_the_passage_of_a_record_is_the_one_that_its_hit_shows(self, engine: Engine) -> None:
        (hit,) = (one for one in search(engine, parse("trust")).hits if one.record.id == "page:letters")
        shown = passage(engine, parse("trust"), hit.record)
        assert shown == hit.snippet
        assert hit.record.text[shown.start : shown.end] in shown.text
        assert "Trust grew" in hit.record.text[shown.start : shown.end]

    def test_synonyms_and_relaxation_have_their_say(self, engine: Engine) -> None:
        (hit,) = (one for one in search(engine, parse("LAC")).hits if one.record.id == "page:cooking")
        assert passage(engine, parse("LAC"), hit.record).marks == hit.snippet.marks != ()
        assert passage(engine, parse("LAC"), hit.record, synonyms=False).marks == ()
        assert passage(engine, parse("cooking pledge"), hit.record).marks != ()


class TestAskingInPython:
    @pytest.fixture
    def index(self, engine: Engine) -> Index:
        return Index(Path("index"), engine)

    def test_a_match_that_does_not_exist(self, index: Index) -> None:
        for text in ("cooking pledge", parse("cooking pledge")):
            with pytest.raises(UsageError, match="no match 'al': use one of all, any"):
                index.search(text, match="al")  # type: ignore[arg-type]

    def test_years_may_be_numbers(self, index: Index) -> None:
        assert index.query(year=2021) == index.query(year="2021")
        assert index.query(exclude={"year": [2020, "2021"]}) == index.query(
            exclude={"year": ["2020", "2021"]}
        )

    @pytest.mark.parametrize("value", [None, 2021.5, [None], b"2021"])
    def test_what_is_no_value(self, index: Index, value: object) -> None:
        with pytest.raises(CarevoiceError, match="value"):
            index.search(year=value)  # type: ignore[arg-type]


class TestExplain:
    def test_the_shares_add_up_to_the_score(self, engine: Engine) -> None:
        for text in ("trust worker", "LAC", "cooking pledge"):
            for hit in search(engine, parse(text)).hits:
                shares = explain(engine, parse(text), hit.record.id)
                assert sum(share for _, share in shares) == pytest.approx(hit.score)

    def test_what_is_explained_is_what_was_searched(self, engine: Engine) -> None:
        assert len(explain(engine, parse("LAC"), "page:cooking")) > 0
        assert explain(engine, parse("LAC"), "page:cooking", synonyms=False) == ()

    def test_a_predecessor_in_an_or_group_is_explained(self, engine: Engine) -> None:
        asked = parse('(strategy council:"West Northamptonshire") OR pledge')
        assert explain(engine, asked, "page:county") == ()
        assert explain(engine, asked, "page:county", predecessors=True) != ()


def test_results_print_their_query_in_its_plainest_form(engine: Engine) -> None:
    asked = parse("cooking pledge", match="any")
    assert search(engine, asked).query == unparse(asked) == "cooking OR pledge"


class TestUndatedRecords:
    def test_a_period_says_how_many_records_without_a_date_it_leaves_out(self, engine: Engine) -> None:
        undated = search(engine, parse("year:missing"), limit=0).total
        results = search(engine, parse("date:2000.."), limit=0)
        assert undated > 0
        assert [n.count for n in results.notices if "without a date" in n.text] == [undated]

    def test_without_a_period_nothing_is_said(self, engine: Engine) -> None:
        assert not search(engine, parse("trust"), limit=0).notices
