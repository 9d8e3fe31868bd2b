"""The query language: what each form means, what is refused and how, and that a query prints back."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carevoice_search.analysis import stop_words
from carevoice_search.errors import QueryError, UnknownValueError, UsageError
from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Condition,
    Everything,
    Filter,
    Fuzzy,
    Match,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Range,
    Word,
)
from carevoice_search.query import (
    parse,
    plain,
    publishers_meant,
    resolve_value,
    selected,
    toggle,
    unparse,
    with_filter,
    with_period,
    with_range,
)
from carevoice_search.query.parser import DEEPEST, LONGEST
from carevoice_search.query.tree import all_of, one_of, opposite, to_query
from carevoice_search.query.values import SPANS
from carevoice_search.schema import FIELDS, TEXT_SCOPES

STOCKPORT, COVENTRY, BCP = "E08000007", "E08000026", "E06000058"
TRUST, WORKER = Word("trust"), Word("worker")
MATCHES: tuple[Match, ...] = ("all", "any")


def root(text: str) -> Node:
    return parse(text).root


def filters(text: str) -> tuple[Condition, ...]:
    return parse(text).filters


class TestWords:
    def test_nothing_asks_for_everything(self) -> None:
        assert parse("") == parse("  \n") == plain("") == Query(Everything())

    def test_words_side_by_side_must_all_match_and_AND_says_the_same(self) -> None:
        assert root("trust worker") == root("trust AND worker") == And((TRUST, WORKER))

    def test_words_are_folded(self) -> None:
        assert root("TRUST") == TRUST
        assert root("children’s") == root("children's") == Word("childrens")
        assert root("Siân") == root("Sia\u0302n") == Word("sian")

    @pytest.mark.parametrize("text", ["co-production", "coproduction", "Co-Production,", "co‑production"])
    def test_joined_forms_are_one_phrase(self, text: str) -> None:
        assert root(text) == Phrase(("co", "production"), joined=True)

    def test_only_an_operator_in_capitals_at_a_words_start_needs_its_space(self) -> None:
        assert root("or-worker not=worker") == And(
            (Phrase(("or", "worker"), joined=True), Phrase(("not", "worker"), joined=True))
        )
        assert root("NOTE-worker") == Phrase(("note", "worker"), joined=True)
        assert root("trust OR(worker)") == root("trust OR (worker)") == Or((TRUST, WORKER))

    def test_small_or_and_not_are_words(self) -> None:
        assert root("rights or voice and not care") == And(
            tuple(Word(w) for w in ("rights", "or", "voice", "and", "not", "care"))
        )

    @pytest.mark.parametrize(
        "text", ["trust - worker", "trust & worker", "trust ... worker", "(trust) !!! (worker)"]
    )
    def test_punctuation_searches_for_nothing(self, text: str) -> None:
        assert root(text) == And((TRUST, WORKER))

    def test_signs_beside_an_operator_are_left_out_with_it(self) -> None:
        assert root("trust OR !!!") == root("trust -(?)") == TRUST

    def test_exact_words_prefixes_and_fuzzy_words(self) -> None:
        assert root("=carers") == Word("carers", exact=True)
        assert root("care*") == root("care*.") == Prefix("care")
        assert root("leaver~") == root("leaver~1") == Fuzzy("leaver", 1)
        assert root("leaver~2") == Fuzzy("leaver", 2)

    @pytest.mark.parametrize("text", ["carers?", "~carers", "carers:", "“carers", "carers"])
    def test_other_signs_at_a_word_are_punctuation(self, text: str) -> None:
        if text[0] != "“":
            assert root(text) == Word("carers")

    def test_colons_that_name_no_field(self) -> None:
        assert root("10:30") == Phrase(("10", "30"), joined=True)
        assert root("https://example.org") == Phrase(("https", "example", "org"), joined=True)
        assert root("note: trust") == And((Word("note"), TRUST))

    def test_title_words(self) -> None:
        assert root("title:trust") == root("TITLE:Trust") == Word("trust", scope="title")
        assert root("title:=trust") == Word("trust", exact=True, scope="title")
        assert root('title:"social worker"~2') == Phrase(("social", "worker"), slop=2, scope="title")
        assert root("title:co-production") == Phrase(("co", "production"), scope="title", joined=True)


class TestPhrases:
    def test_quotes_straight_and_curly(self) -> None:
        assert root('"social worker"') == root("“social worker”") == Phrase(("social", "worker"))

    def test_signs_inside_quotes_are_only_signs(self) -> None:
        assert root('"care* OR (leaver)"') == Phrase(("care", "or", "leaver"))

    def test_near_and_exact(self) -> None:
        assert root('"social worker"~5') == Phrase(("social", "worker"), slop=5)
        assert root('="social workers"') == Phrase(("social", "workers"), exact=True)

    def test_a_single_quoted_word_stays_literal(self) -> None:
        assert root('"LAC"') == root('"LAC"~3') == Phrase(("lac",))
        assert root('="carers"') == Word("carers", exact=True)

    def test_empty_quotes_are_punctuation(self) -> None:
        assert root('"" trust') == TRUST


class TestOperators:
    def test_side_by_side_binds_tighter_than_OR(self) -> None:
        assert root("a b OR c") == Or((And((Word("a"), Word("b"))), Word("c")))
        assert root("a (b OR c)") == And((Word("a"), Or((Word("b"), Word("c")))))

    def test_minus_and_NOT_exclude(self) -> None:
        excluded = And((TRUST, Not(Word("pension"))))
        assert (
            root("trust -pension") == root("trust NOT pension") == root("trust AND NOT pension") == excluded
        )
        assert root('-"social worker"') == Not(Phrase(("social", "worker")))
        assert root("-(a OR b)") == Not(Or((Word("a"), Word("b"))))

    def test_minus_excludes_at_a_words_start_only(self) -> None:
        assert root("trust-pension") == Phrase(("trust", "pension"), joined=True)
        assert root("trust --pension") == root("trust - pension") == And((TRUST, Word("pension")))

    def test_twice_not_is_yes(self) -> None:
        assert root("NOT NOT trust") == root("-(-trust)") == TRUST

    def test_groups_that_change_nothing_leave_no_trace(self) -> None:
        assert root("((a) (b c))") == root("a b c")
        assert root("a OR (b OR c)") == root("a OR b OR c")


class TestFields:
    def test_values_resolve_to_stable_keys(self) -> None:
        assert filters("council:stockport") == (Filter("council", (STOCKPORT,)),)
        assert (
            filters('council:"St. Helen’s"') == filters('council:"st helens"') == filters("council:E08000013")
        )
        assert filters("Type:Practice") == (Filter("type", ("practice",)),)

    def test_lists_and_values_side_by_side_widen(self) -> None:
        both = (Filter("council", (STOCKPORT, COVENTRY)),)
        assert filters("council:stockport,coventry") == both
        assert filters("council:stockport trust council:coventry") == both
        assert filters("council:stockport council:stockport,coventry") == both

    def test_AND_between_values_of_a_field_asks_for_both(self) -> None:
        assert filters("council:stockport AND council:coventry") == (
            Filter("council", (STOCKPORT,)),
            Filter("council", (COVENTRY,)),
        )

    def test_different_fields_are_different_filters(self) -> None:
        assert [f.field for f in filters("council:stockport type:page") if isinstance(f, Filter)] == [
            "council",
            "type",
        ]

    def test_exclusions_of_one_field_are_one_filter(self) -> None:
        none = (Filter("council", (STOCKPORT, COVENTRY), negated=True),)
        assert (
            filters("-council:stockport NOT council:coventry")
            == filters("-council:stockport,coventry")
            == none
        )

    def test_missing(self) -> None:
        assert filters("council:missing") == (Filter("council", (MISSING,)),)
        assert filters("-council:missing") == (Filter("council", (MISSING,), negated=True),)
        assert filters("date:missing") == (Filter("year", (MISSING,)),)

    def test_field_terms_inside_OR_stay_where_they_are(self) -> None:
        assert parse("council:stockport OR trust") == Query(Or((Filter("council", (STOCKPORT,)), TRUST)))
        assert parse("worker -(council:stockport trust)") == Query(
            And((WORKER, Not(And((Filter("council", (STOCKPORT,)), TRUST)))))
        )

    def test_publishers_resolve_through_the_caller(self) -> None:
        known = {"coram voice": ("Coram Voice",)}
        assert filters('publisher:"Any Text"') == (Filter("publisher", ("Any Text",)),)
        found = parse('publisher:"coram voice"', resolve_publisher=lambda text: known.get(text, ()))
        assert found.filters == (Filter("publisher", ("Coram Voice",)),)
        with pytest.raises(UnknownValueError):
            parse("publisher:nobody", resolve_publisher=lambda text: known.get(text, ()))

    def test_a_publisher_that_could_be_one_of_several_is_refused_with_their_spellings(self) -> None:
        with pytest.raises(QueryError) as caught:
            parse('trust publisher:"coram voice"', resolve_publisher=lambda _: ('Coram "V"', "CORAM VOICE"))
        assert caught.value.position == 16
        assert r'publisher:"Coram \"V\"", publisher:"CORAM VOICE"' in caught.value.remedy
        with pytest.raises(QueryError, match="6 more"):
            resolve_value("publisher", "ofsted", lambda _: tuple("ofsted" + " " * n for n in range(11)))

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Siân Ltd", ["Siân Ltd"]),
            ("SIAN  LTD", ["Siân Ltd", "Sian Ltd"]),
            ("sian-ltd", ["Siân Ltd", "Sian Ltd", "Sian, Ltd."]),
            ("sian, ltd.", ["Sian, Ltd."]),
            ("sian ltd*", []),
            ("C*", ["C*"]),
            ("c*", ["C*"]),
            ("c", ["C+"]),
            ("!!!", ["!!!"]),
            ("???", []),
            ("", []),
        ],
    )
    def test_a_publisher_is_its_spelling_or_else_its_letters_or_else_its_words(
        self, typed: str, meant: list[str]
    ) -> None:
        names = ["Siân Ltd", "Sian Ltd", "Sian, Ltd.", "!!!", "…", "C+"]
        assert list(publishers_meant(typed, [*names, "C*"] if "*" in typed else names)) == meant

    @given(st.lists(st.text(alphabet="aAáÁ b!-*", max_size=4), unique=True))
    def test_every_publisher_is_found_by_its_exact_spelling(self, names: list[str]) -> None:
        for name in names:
            assert publishers_meant(name, names) == (name,)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("month", "2021-13"),
            ("month", "2021-00"),
            ("month", "2021004"),
            ("month", "20-2104"),
            ("month", "2021"),
            ("month", "٢٠٢١-٠٤"),
            ("year", "²⁰²¹"),
            ("year", "20２1"),
            ("year", "0000"),
            ("year", "2021-04"),
            ("year", "202"),
            ("year", " 202"),
        ],
    )
    def test_years_and_months_are_dates_of_the_calendar(self, field: str, value: str) -> None:
        form = {"year": "year:2021", "month": "month:2021-04"}[field]
        for refused in (lambda: resolve_value(field, value), lambda: parse(f'{field}:"{value}"')):
            with pytest.raises(UnknownValueError, match=f"write {form}"):
                refused()
        assert resolve_value("year", "2021") == "2021"
        assert resolve_value("month", "2021-04") == "2021-04"

    @pytest.mark.parametrize("value", ["stockport*", "stockport~", "=stockport", "stock~port", "-stockport"])
    def test_no_sign_of_the_language_is_dropped_from_a_value(self, value: str) -> None:
        for refused in (lambda: resolve_value("council", value), lambda: parse(f'council:"{value}"')):
            with pytest.raises(UnknownValueError, match="did you mean council:Stockport"):
                refused()

    @pytest.mark.parametrize("field", FIELDS)
    def test_an_empty_value_is_refused(self, field: str) -> None:
        with pytest.raises(UnknownValueError, match=f"There is no {field} “”"):
            resolve_value(field, "", lambda text: publishers_meant(text, ["!!!"]))

    def test_a_publisher_may_hold_signs_in_quotes(self) -> None:
        assert filters('publisher:"=Voice*"') == (Filter("publisher", ("=Voice*",)),)

    def test_quoted_values_may_hold_escaped_quotes(self) -> None:
        assert filters(r'publisher:"The \"Voice\""') == (Filter("publisher", ('The "Voice"',)),)


class TestDates:
    @pytest.mark.parametrize(
        ("text", "since", "until"),
        [
            ("date:2020-09..2021-04", "2020-09", "2021-04"),
            ("date:2021", "2021", "2021"),
            ("date:2021-04-29", "2021-04-29", "2021-04-29"),
            ("date:..2020", None, "2020"),
            ("date:2020..", "2020", None),
            ("date:2021-04-15..2021-04", "2021-04-15", "2021-04"),
        ],
    )
    def test_periods(self, text: str, since: str | None, until: str | None) -> None:
        assert filters(text) == (Period(since, until),)

    def test_several_periods_must_each_hold(self) -> None:
        assert filters("date:2020.. date:..2021") == (Period("2020", None), Period(None, "2021"))

    def test_a_period_may_be_excluded(self) -> None:
        assert filters("-date:2020") == (Period("2020", "2020", negated=True),)


class TestFigures:
    @pytest.mark.parametrize(
        ("text", "least", "most"),
        [
            ("value:30..50", 30, 50),
            ("value:30", 30, 30),
            ("value:30..", 30, None),
            ("value:..50", None, 50),
            ("value:0.5..33.333", 0.5, 33.333),
            ("VALUE:007", 7, 7),
            ('value:"30..50"', 30, 50),
        ],
    )
    def test_ranges(self, text: str, least: float | None, most: float | None) -> None:
        assert filters(text) == (Range(least, most),)

    def test_several_ranges_must_each_hold(self) -> None:
        assert filters("value:30.. value:..50") == (Range(30, None), Range(None, 50))
        assert filters("value:30.. value:30..") == (Range(30, None),)

    def test_a_range_may_be_excluded(self) -> None:
        assert filters("-value:30..50") == (Range(30, 50, negated=True),)
        assert filters("NOT NOT value:30") == (Range(30, 30),)

    def test_a_range_restricts_where_any_word_may_match(self) -> None:
        asked = parse("trust worker value:30..", match="any")
        assert (asked.root, asked.filters) == (Or((TRUST, WORKER)), (Range(30, None),))

    def test_a_range_in_an_alternative_belongs_to_its_branch(self) -> None:
        assert parse("(trust value:30) OR worker").root == Or((And((TRUST, Range(30, 30))), WORKER))

    def test_plain_words_hold_no_range(self) -> None:
        assert plain("value:30").filters == ()

    @pytest.mark.parametrize(
        ("text", "position", "remedy"),
        [
            ("value:a", 6, "value:30..50"),
            ("trust value:30..x", 16, "in digits"),
            ("value:50..30", 6, "write value:30..50."),
            ("value:30,40", 9, "without commas"),
            ("value:1,258", 8, "value:1258"),
            ("value:", 0, "value:30..50"),
            ("value:(30)", 0, "value:30..50"),
            ("value:..", 6, "one end at least"),
            ("value:missing", 6, "unit:missing"),
            ("value:30%", 6, "value:30 unit:percent."),
            ("value:-5", 6, "-value:5."),
            *(
                (f"value:{odd}", 6, "in digits")
                for odd in ("nan", "inf", "1e9", "5.", ".5", "1_0", "٣", "30-50")
            ),
            (f"value:{'9' * 400}", 6, "in digits"),
        ],
    )
    def test_what_is_no_range_is_refused_with_its_place_and_mend(
        self, text: str, position: int, remedy: str
    ) -> None:
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert caught.value.position == position
        assert remedy in caught.value.remedy


class TestAnyWord:
    def test_words_side_by_side_are_alternatives(self) -> None:
        assert parse("trust worker", match="any").root == Or((TRUST, WORKER))

    def test_what_restricts_still_restricts(self) -> None:
        asked = parse('trust "social worker" -pension council:stockport date:2021', match="any")
        assert asked.root == And((Or((TRUST, Phrase(("social", "worker")))), Not(Word("pension"))))
        assert asked.filters == (Filter("council", (STOCKPORT,)), Period("2021", "2021"))

    def test_AND_still_joins(self) -> None:
        assert parse("a AND trust worker", match="any").root == Or((And((Word("a"), TRUST)), WORKER))

    def test_stop_words_are_dropped_unless_there_is_nothing_else(self) -> None:
        assert {"the", "to", "be"} <= stop_words()
        assert parse("the trust", match="any").root == plain("the trust", match="any").root == TRUST
        assert parse("to be", match="any").root == Or((Word("to"), Word("be")))


class TestPlain:
    def test_no_sign_is_an_operator(self) -> None:
        assert plain("trust OR -worker (council:stockport) care*").root == And(
            (TRUST, Word("or"), WORKER, Phrase(("council", "stockport"), joined=True), Word("care"))
        )

    def test_an_open_quote_is_only_a_sign(self) -> None:
        assert plain('"open').root == Word("open")

    def test_signs_alone_are_refused(self) -> None:
        with pytest.raises(QueryError):
            plain("?!")


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "position", "said"),
        [
            ('trust "open', 6, "Unclosed quote"),
            ("(trust", 0, "without a “)”"),
            ("trust)", 5, "without a “(”"),
            ("trust ()", 6, "Empty parentheses"),
            ("trust OR", 6, "OR has nothing after it"),
            ("OR trust", 0, "OR has nothing before it"),
            ("a AND OR b", 2, "AND has nothing after it"),
            ("(a OR) b", 3, "OR has nothing after it"),
            ("trust NOT", 6, "NOT has nothing after it"),
            ("*", 0, "stands alone"),
            ("ca*rs", 2, "inside a word"),
            ("c*", 0, "too short"),
            ("co-prod*", 0, "co prod*"),
            ("=care*", 0, "does not go with"),
            ("title:care*", 6, "does not go with"),
            ("leaver~3", 6, "1 or 2"),
            ("co-production~", 13, "single word"),
            ('"social worker"~', 15, "number"),
            ("=(a b)", 0, "before each word"),
            ("=council:stockport", 0, "before a field"),
            ("council:", 0, "council:missing"),
            ("council: stockport", 0, "no spaces"),
            ("council:(stockport)", 0, "council:one,two"),
            ("council:stockport,", 0, "Empty value"),
            ("council:-stockport", 8, "-council:stockport"),
            ("council:*", 8, "-council:missing"),
            ("council:stockport*", 17, "no operators: write council:stockport."),
            ("council:stockport~2", 17, "no operators: write council:stockport."),
            ("trust council:=stockport", 14, "no operators: write council:stockport."),
            ("council:coventry,=stock*", 17, "no operators: write council:stock."),
            ("council:=", 8, "no operators: write council:value."),
            ('council:"north somerset"~5', 24, 'no operators: write council:"north somerset".'),
            ('publisher:"Coram Voice"*', 23, "no operators"),
            ("publisher:voice*", 15, "Quote the value if it really holds the sign."),
            ("year:2021*", 9, "no operators: write year:2021."),
            ("trust OR-worker", 6, "put a space after the operator: OR -worker."),
            ("trust (AND=worker)", 7, "AND =worker. If it is a word, write it in small letters: and=worker"),
            ("NOT-FOR-PROFIT", 0, "NOT -FOR-PROFIT"),
            ("trust OR- worker", 6, "take the “-” away. If it is a word"),
            ("title:", 0, "straight after the colon"),
            ("date:2021-13", 5, "not a date"),
            ("date:2021-02-30", 5, "not a date"),
            ("date:2021-2020", 5, "not a date"),
            ("date:21..22", 5, "not a date"),
            ("date:..", 5, "one end"),
            ("date:2021..2020", 5, "date:2020..2021"),
            ("date:2020,2021", 10, "year:2019,2021"),
            ("?!", 0, "No word"),
        ],
    )
    def test_an_error_names_the_place_and_the_mend(self, text: str, position: int, said: str) -> None:
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert caught.value.position == position
        assert said in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "position", "nearest"),
        [
            ("counci:stockport", 0, "did you mean council:?"),
            ("trust themes:money", 6, "did you mean theme:?"),
            ("since:2020", 0, "date:2020-09.."),
            ("council:stokport", 8, "did you mean council:Stockport?"),
            ('council:coventry,"north sommerset"', 17, 'did you mean council:"North Somerset"?'),
            ("type:practise", 5, "did you mean type:Practice?"),
            ("year:2020..2021", 5, "date:2020-09..2021-04"),
        ],
    )
    def test_an_unknown_field_or_value_suggests_the_nearest(
        self, text: str, position: int, nearest: str
    ) -> None:
        with pytest.raises(UnknownValueError) as caught:
            parse(text)
        assert caught.value.position == position
        assert nearest in str(caught.value)

    def test_an_unknown_field_says_how_to_search_for_the_words(self) -> None:
        with pytest.raises(UnknownValueError, match="quote them or use --plain"):
            parse("care:experienced")

    def test_messages_quote_the_beginning_of_what_is_long(self) -> None:
        with pytest.raises(UnknownValueError) as caught:
            parse("council:" + "b" * 5000)
        assert len(str(caught.value)) < 300

    def test_long_and_deep_queries_are_refused(self) -> None:
        with pytest.raises(QueryError, match="longer than"):
            parse("a" * (LONGEST + 1))
        with pytest.raises(QueryError, match="longer than"):
            parse("ab " * (LONGEST // 3), match="any")
        with pytest.raises(QueryError, match="parentheses"):
            parse("(" * 5000 + "a" + ")" * 4000)
        assert parse("-(b " * DEEPEST + "a" + ")" * DEEPEST)
        assert parse("NOT " * 2000 + "a").root == Word("a")

    @given(st.text(max_size=60) | st.text(alphabet='ab "()-=~*:,.“\\ORANDT', max_size=40))
    @example("title:=")
    @example('council:"')
    @example('publisher:"\\"')
    @example("½* ﷺ ŉ")
    @settings(max_examples=400)
    def test_any_text_is_a_query_or_a_query_error_with_a_place_in_it(self, text: str) -> None:
        for match in MATCHES:
            try:
                asked = parse(text, match=match)
            except QueryError as error:
                assert 0 <= error.position < len(text)
                assert error.text == text
                assert error.problem and error.remedy
            else:
                assert parse(unparse(asked)) == asked


# A tree as the parser builds them: its nodes come from the same functions.

WORDS = st.sampled_from(["trust", "or", "not", "and", "worker", "the", "2021", "1.5", "or1", "title", "date"])
VALUES = {
    "council": st.sampled_from([STOCKPORT, COVENTRY, BCP, MISSING]),
    "type": st.sampled_from(["page", "practice"]),
    "year": st.sampled_from(["2020", "2021", MISSING]),
    "publisher": st.text(min_size=1, max_size=8).filter(
        lambda text: text.strip() and text.strip().lower() != MISSING
    ),
}
DATES = st.none() | st.sampled_from(["2020", "2020-09", "2021-04-29"])
FIGURES = st.none() | st.floats(0, allow_infinity=False).map(abs) | st.integers(0, 100).map(float)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, WORDS, st.booleans(), st.sampled_from([None, "title"])),
    st.builds(Prefix, st.sampled_from(["ca", "trust", "or"])),
    st.builds(Fuzzy, WORDS, st.sampled_from([1, 2])),
    st.builds(
        Phrase,
        st.lists(WORDS, min_size=2, max_size=3).map(tuple),
        st.sampled_from([0, 5]),
        st.booleans(),
        st.sampled_from([None, "title"]),
    ),
    st.builds(Phrase, st.lists(WORDS, min_size=2, max_size=3).map(tuple), joined=st.just(True)),
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda name: st.builds(
            Filter,
            st.just(name),
            st.lists(VALUES[name], min_size=1, max_size=3, unique=True).map(tuple),
            st.booleans(),
        )
    ),
    st.builds(Period, DATES, DATES, st.booleans()).filter(
        lambda p: (p.since or p.until) is not None and (p.since or "0") <= (p.until or "9")
    ),
    st.builds(Range, FIGURES, FIGURES, st.booleans()).filter(
        lambda r: (
            (r.least, r.most) != (None, None) and (r.least or 0) <= (math.inf if r.most is None else r.most)
        )
    ),
)


def _grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=4)
    besides = st.lists(st.tuples(children, st.booleans()), min_size=2, max_size=4)
    return st.one_of(
        besides.map(lambda parts: all_of(parts) or Everything()),
        several.map(lambda nodes: one_of(nodes) or Everything()),
        children.map(opposite),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=12)


class TestPrinting:
    @given(TREES)
    @settings(max_examples=400)
    def test_every_query_prints_to_the_text_that_parses_to_it(self, tree: Node) -> None:
        asked = to_query(tree)
        assert parse(unparse(asked)) == asked

    @pytest.mark.parametrize(
        "text",
        [
            "",
            'trust "social worker" -pension',
            "(a OR b) ca*",
            "a b OR -c",
            "=carers leaver~2",
            'title:"social worker"~5 co-production',
            "trust council:E08000007,missing -type:page date:2020-09..2021-04",
            "council:E08000007 AND council:E08000026",
            'publisher:"Coram Voice",Ofsted',
            "date:2021 -date:..2020",
            "value:30..50 -value:33.333 value:0.5.. value:..1000000",
        ],
    )
    def test_a_query_in_its_plainest_form_prints_as_it_is(self, text: str) -> None:
        assert unparse(parse(text)) == text

    @pytest.mark.parametrize("match", MATCHES)
    def test_deep_queries_print_within_the_limits_too(self, match: Match) -> None:
        depth = DEEPEST if match == "all" else DEEPEST - 1
        asked = parse("-(a b -c OR " * depth + "d e" + ")" * depth, match=match)
        assert parse(unparse(asked)) == asked

    def test_weights_are_left_out(self) -> None:
        widened = Query(And((Or((TRUST, Boost(Phrase(("a", "b")), 0.3))), Boost(Or((WORKER, TRUST)), 2.0))))
        assert unparse(widened) == '(trust OR "a b") (worker OR trust)'


class TestChanges:
    def test_with_filter_is_a_term_beside_the_query(self) -> None:
        asked = parse("trust council:stockport")
        assert with_filter(asked, "council", (COVENTRY,)) == parse("trust council:stockport council:coventry")
        assert with_filter(asked, "type", ("page",), negated=True) == parse(
            "trust council:stockport -type:page"
        )
        assert with_filter(parse("a OR b"), "type", ("page",)) == parse("(a OR b) type:page")
        assert with_filter(parse(""), "type", (MISSING,)) == parse("type:missing")
        assert with_filter(asked, "council", ()) == asked

    def test_toggle_chooses_and_leaves(self) -> None:
        asked = parse("trust type:page council:stockport date:2021")
        wider = toggle(asked, "council", COVENTRY)
        assert wider == parse("trust type:page council:stockport,coventry date:2021")
        assert toggle(wider, "council", COVENTRY) == asked
        assert toggle(asked, "council", STOCKPORT) == parse("trust type:page date:2021")
        assert toggle(parse("trust"), "council", BCP) == parse("trust council:BCP")

    @given(TREES, st.sampled_from([STOCKPORT, BCP, MISSING]))
    @settings(max_examples=100)
    def test_toggled_queries_print_and_parse(self, tree: Node, value: str) -> None:
        asked = to_query(tree)
        changed = toggle(asked, "council", value)
        assert parse(unparse(changed)) == changed
        assert (value in selected(changed, "council")) != (value in selected(asked, "council"))

    def test_with_period(self) -> None:
        assert with_period(parse("trust"), "2020-09", None) == parse("trust date:2020-09..")
        assert with_period(parse("trust"), None, None) == parse("trust")
        with pytest.raises(UsageError, match="not a date"):
            with_period(parse("trust"), "September", None)
        with pytest.raises(UsageError, match="before it begins"):
            with_period(parse("trust"), "2021", "2020")

    def test_with_range(self) -> None:
        assert with_range(parse("trust"), 30, None) == parse("trust value:30..")
        assert with_range(parse("a OR b"), 0, 33.3) == parse("(a OR b) value:0..33.3")
        assert with_range(parse("trust"), None, None) == parse("trust")
        assert unparse(with_range(parse(""), -0.0, 1e21)) == "value:0..1000000000000000000000"
        for wrong in (-1, math.nan, math.inf):
            with pytest.raises(UsageError, match="is not a figure"):
                with_range(parse("trust"), wrong, None)
        with pytest.raises(UsageError, match=r"ends \(30\) before it begins \(50.5\)"):
            with_range(parse("trust"), 50.5, 30)
        for bad in ("30", [30], 10**400, float("nan"), -1):
            with pytest.raises(UsageError, match="is not a figure"):
                with_range(parse("trust"), bad, None)  # type: ignore[arg-type]

    def test_resolve_value(self) -> None:
        assert resolve_value("council", "B&NES") == "E06000022"
        assert resolve_value("theme", "missing") == MISSING
        with pytest.raises(UnknownValueError, match="did you mean council:Stockport"):
            resolve_value("council", "stokport")


REFERENCE = Path(__file__).parents[1] / "docs" / "query-language.md"
ROW = re.compile(r"^\| `(?P<typed>[^`]+)` \|", re.MULTILINE)


def examples(heading: str) -> list[str]:
    """The first cell of every row under a heading of the reference."""
    section = REFERENCE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return [found["typed"].replace(r"\|", "|") for found in ROW.finditer(section)]


class TestReference:
    @pytest.mark.parametrize(
        "heading", ["Words and phrases", "Joining and excluding", "Fields", "Dates", "Figures"]
    )
    def test_every_example_is_a_query(self, heading: str) -> None:
        found = examples(heading)
        assert len(found) > 3
        for typed in found:
            asked = parse(typed)
            assert parse(unparse(asked)) == asked

    def test_every_example_of_a_mistake_is_refused_as_shown(self) -> None:
        section = REFERENCE.read_text(encoding="utf-8").split("## When a query cannot be read\n")[1]
        rows = re.findall(r"^\| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE)
        assert len(rows) > 5
        for typed, shown in rows:
            with pytest.raises(QueryError) as caught:
                parse(typed)
            assert str(caught.value) == shown.replace("\\*", "*")

    def test_every_field_is_named(self) -> None:
        text = REFERENCE.read_text(encoding="utf-8")
        assert [name for name in (*FIELDS, *TEXT_SCOPES, *SPANS) if f"`{name}" not in text] == []

    def test_equal_meanings_shown_are_equal(self) -> None:
        text = REFERENCE.read_text(encoding="utf-8")
        pairs = re.findall(r"`([^`]+)` is the\s+same\s+as\s+`([^`]+)`", text)
        assert len(pairs) > 3
        for one, other in pairs:
            assert parse(one) == parse(other)


def test_a_match_that_is_neither_all_nor_any_is_refused() -> None:
    for read in (parse, plain):
        with pytest.raises(UsageError, match="no match 'al'"):
            read("trust", match="al")  # type: ignore[arg-type] # what an untyped program may pass


@pytest.mark.parametrize(
    "sign",
    [
        "(",
        "((a ",
        "NOT (",
        "-(a OR ",
        "NOT ",
        '"',
        '"a"~',
        "~",
        "a~",
        "*",
        "-",
        "=",
        "\\",
        "a",
        "½",
        "council:",
        "x:",
    ],
)
def test_a_long_row_of_one_sign_is_read_or_refused_and_nothing_else(sign: str) -> None:
    text = (sign * 10_000)[:10_000]
    try:
        asked = parse(text)
    except QueryError as error:
        assert error.remedy
    else:
        assert parse(unparse(asked)) == asked
