"""An expanded answer: the same matches, ranked by words of the first ones and by nearness as well."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from asking import engine_of, engine_over, gathered, grown
from crowd import make_records
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle, Scores, scored_leaves, words_of
from records import WORDS, histories, query, record

from carevoice_search.analysis import stem, stop_words
from carevoice_search.engines import Answer
from carevoice_search.engines.whoosh import feedback, passages
from carevoice_search.engines.whoosh.feedback import feedback_words, telling_passage
from carevoice_search.engines.whoosh.nearness import near_postings
from carevoice_search.engines.whoosh.reader import WhooshEngine
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.engines.whoosh.weights import Weights
from carevoice_search.model import And, Boost, Node, Not, Or, Phrase, Prefix, Query, Record, Word
from carevoice_search.query import parse, plain
from carevoice_search.schema import FIELDS
from carevoice_search.search import search


@contextmanager
def small_bounds() -> Iterator[None]:
    """Bounds that small indexes reach."""
    with patch.object(feedback, "DOCUMENTS", 4), patch.object(feedback, "TERMS", 4):
        yield


class ExpandingOracle(Oracle):
    """What feedback and nearness add to the oracle's scores, record by record."""

    def feedback(self, first: Sequence[str]) -> dict[str, float]:
        """The stems of feedback and their weights, from the ids of the first matches."""
        said: Counter[str] = Counter()
        for rank, key in enumerate(first, 1):
            scoring = [word for word in self._held(key) if word not in stop_words()]
            for word in scoring:
                if len(word) > 1 and not word.isdecimal():
                    said[stem(word)] += 1 / rank / len(scoring)  # type: ignore[assignment]
        weighed = {term: said[term] * self._idf(term) for term in said if self._holding(term) > 1}
        leading = sorted(weighed, key=lambda term: (-weighed[term], term))
        for last, beyond in zip(leading[feedback.TERMS - 1 :], leading[feedback.TERMS :], strict=False):
            if math.isclose(weighed[last], weighed[beyond], rel_tol=1e-9):
                raise Undecided
        chosen = leading[: feedback.TERMS]
        return {term: weighed[term] / sum(weighed[one] for one in chosen) for term in chosen}

    def expanded(self, root: Node, first: Sequence[str]) -> Scores:
        leaves = list(scored_leaves(root, 1.0))
        most = max((weight for _, weight in leaves), default=0.0)
        typed = [(leaf, weight) for leaf, weight in leaves if weight == most]
        only_stop = all(
            isinstance(leaf, Word | Phrase) and all(word in stop_words() for word, _ in words_of(leaf))
            for leaf, _ in leaves
        )
        asked = Counter(
            (word if exact else stem(word), exact) for leaf, _ in typed for word, exact in words_of(leaf)
        )
        total = 0.0
        row: list[tuple[str, bool] | None] = []
        for leaf, _ in typed:
            if isinstance(leaf, Word | Phrase):
                scoring = [one for one in words_of(leaf) if only_stop or one[0] not in stop_words()]
                total += sum(
                    most / math.sqrt(asked[word if exact else stem(word), exact]) for word, exact in scoring
                )
                row += scoring if leaf.scope is None else [None]
            else:
                total += most
                row.append(None)
        weights = self.feedback(first)
        result: Scores = {}
        for key, score in self.scores(root).items():
            for term, weight in weights.items():
                held = {word for word in self.vocabulary if stem(word) == term}
                if held & set(self._held(key)):
                    score += total * weight * self._bm25(key, held.__contains__)
            result[key] = score + most * self._nearness(key, row)
        return result

    def _nearness(self, key: str, row: Sequence[tuple[str, bool] | None]) -> float:
        pairs = Counter(
            (term_of(one), term_of(other))
            for one, other in pairwise(row)
            if one and other and stem(one[0]) != stem(other[0])
        )
        text = self._held(key)
        lengths = [sum(word not in stop_words() for word in self._held(other)) for other in self.counted]
        mean = sum(lengths) / len(lengths) if lengths else 0.0
        length = sum(word not in stop_words() for word in text)
        against = 1.5 * (0.25 + 0.75 * (length / mean if mean else 0))
        worth = 0.0
        for (one, other), times in pairs.items():
            rarity = (self._idf(*one) + self._idf(*other)) / 2
            firsts = [place for place, word in enumerate(text) if is_term(word, *one)]
            seconds = [place for place, word in enumerate(text) if is_term(word, *other)]
            beside = sum(place + 1 in seconds for place in firsts)
            near = sum(any(abs(place - far) < 8 for far in seconds) for place in firsts)
            for counted in (beside, near):
                worth += 0.2 * math.sqrt(times) * rarity * counted * 2.5 / (counted + against)
        return worth

    def _held(self, key: str) -> tuple[str, ...]:
        return self.titles[key] + self.texts[key]

    def _holding(self, term: str, exact: bool = False) -> int:
        return sum(any(is_term(word, term, exact) for word in self._held(key)) for key in self.counted)

    def _idf(self, term: str, exact: bool = False) -> float:
        number, holding = len(self.counted), self._holding(term, exact)
        return math.log(1 + (number - holding + 0.5) / (holding + 0.5))


class Undecided(Exception):
    """Two words are so nearly alike that rounding decides between them."""


def term_of(word: tuple[str, bool]) -> tuple[str, bool]:
    return (word[0], True) if word[1] else (stem(word[0]), False)


def is_term(word: str, term: str, exact: bool) -> bool:
    return (word if exact else stem(word)) == term


@settings(max_examples=60, deadline=None)
@given(histories, st.lists(query, min_size=5, max_size=5))
def test_an_expanded_score_is_that_of_a_plain_reading_in_any_segments(
    history: Sequence[Mapping[str, Record | None]], queries: Sequence[Query]
) -> None:
    with small_bounds(), grown(history) as (engine, living), grown([{r.id: r for r in living}]) as (fresh, _):
        oracle = ExpandingOracle(living)
        for asked in queries:
            plainly = engine.execute(asked, facets=tuple(FIELDS), limit=100)
            answer = engine.execute(asked, facets=tuple(FIELDS), limit=100, expand=True)
            assert answer == fresh.execute(asked, facets=tuple(FIELDS), limit=100, expand=True)
            expect_the_same_matches(engine, asked, plainly, answer)
            for found, score in answer.hits:
                shares = engine.explain(asked, found.id, expand=True)
                assert shares == fresh.explain(asked, found.id, expand=True)
                assert sum(share for _, share in shares) == pytest.approx(score, rel=1e-4, abs=1e-5)
            if not list(scored_leaves(asked.root, 1.0)):
                assert answer == plainly
                continue
            with suppress(Undecided):
                first = [found.id for found, _ in plainly.hits[: feedback.DOCUMENTS]]
                expected, weights = oracle.expanded(asked.root, first), oracle.feedback(first)
                assert {stem(word): weight for word, weight in answer.feedback} == pytest.approx(weights)
                for found, score in answer.hits:
                    assert score == pytest.approx(expected[found.id], rel=1e-4, abs=1e-5)


def expect_the_same_matches(engine: WhooshEngine, asked: Query, plainly: Answer, answer: Answer) -> None:
    """In an order of their own, the same whatever window of it is shown."""
    assert {found.id for found, _ in answer.hits} == {found.id for found, _ in plainly.hits}
    assert answer._replace(hits=(), feedback=()) == plainly._replace(hits=())
    in_order = sorted(answer.hits, key=lambda hit: (-hit[1], hit[0].id))
    assert list(answer.hits) == in_order
    for offset in (0, 1, 3):
        window = engine.execute(asked, limit=2, offset=offset, expand=True)
        assert window.hits == answer.hits[offset : offset + 2]
        assert window.feedback == answer.feedback


def test_many_small_segments_give_what_one_large_one_gives(tmp_path: Path) -> None:
    records = make_records(6000)
    whole = engine_of(tmp_path, gathered(tmp_path, records))
    cut = engine_of(
        tmp_path, *(gathered(tmp_path, records[start : start + 700]) for start in range(0, 6000, 700))
    )
    frequent, rare = Word("care"), Word("word290")
    for root in (
        *(frequent, rare, Or((frequent, Word("plan"), rare)), And((frequent, Word("of"), Word("carer")))),
        *(Phrase(("care", "plan")), Or((Phrase(("care", "plan"), joined=True), rare)), Prefix("word29")),
    ):
        for arguments in ({"facets": ("council",)}, {"limit": 30, "offset": 90}):
            answer = whole.execute(Query(root), expand=True, **arguments)
            assert answer == cut.execute(Query(root), expand=True, **arguments)
        for record_id in ("r00000", "r00001"):
            shares = whole.explain(Query(root), record_id, expand=True)
            assert shares == cut.explain(Query(root), record_id, expand=True)


HOMES = (
    record("a", "Grant grant for furniture and furniture vans"),
    record("b", "A grant towards furniture"),
    record("c", "The grant of a licence to a public house by the bench in the town of Oldham"),
    record("d", "A furniture shop that gives a grant to those who ask for one of its van loads there"),
    record("e", "Furniture"),
)


def test_what_the_first_matches_say_ranks_the_others(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, HOMES)
    plainly = engine.execute(Query(Word("grant")))
    answer = engine.execute(Query(Word("grant")), expand=True)
    assert [found.id for found, _ in plainly.hits] == ["a", "b", "c", "d"]
    assert [found.id for found, _ in answer.hits] == ["a", "b", "d", "c"]
    assert {"furniture", "grant", "van"} == {word for word, _ in answer.feedback}
    assert answer.total == 4  # "e" says "furniture" alone: what is fed back finds nothing.


def test_feedback_is_said_of_scored_answers_alone(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, HOMES)
    asked = Query(Word("grant"))
    assert engine.execute(asked).feedback == ()
    assert engine.execute(asked, sort="date", expand=True).feedback == ()
    assert engine.execute(Query(And(())), expand=True).feedback == ()
    assert engine.execute(Query(Word("absent")), expand=True).feedback == ()
    assert engine.explain(asked, "e", expand=True) == ()


def test_a_share_says_what_it_is_for(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, HOMES)
    asked = parse("furniture grant")
    shares = dict(engine.explain(asked, "d", expand=True))
    assert {"furniture", "grant", "feedback: furniture", "feedback: grant", "near: furniture grant"} <= set(
        shares
    )
    hits = engine.execute(asked, expand=True).hits
    assert sum(shares.values()) == pytest.approx({found.id: score for found, score in hits}["d"])


class TestFeedbackWords:
    def test_the_first_text_weighs_most_and_a_word_by_its_part_of_a_text(self) -> None:
        chosen = feedback_words([("grant", "grant", "van", "sofa"), ("sofa", "bed")], lambda term: 1.0, 1.0)
        assert [(one.word, one.weight) for one in chosen] == [
            ("grant", pytest.approx(0.5 / 1.5)),
            ("sofa", pytest.approx(0.5 / 1.5)),
            ("bed", pytest.approx(0.25 / 1.5)),
            ("van", pytest.approx(0.25 / 1.5)),
        ]

    def test_a_stem_is_shown_as_its_commonest_word(self) -> None:
        chosen = feedback_words([("carers", "carer", "carers", "the", "caring")], lambda term: 1.0, 1.0)
        assert {one.stem: one.word for one in chosen} == {"carer": "carers", "care": "caring"}

    def test_stop_words_numbers_and_letters_tell_nothing(self) -> None:
        assert feedback_words([("the", "2021", "x", "3.5")], lambda term: 1.0, 1.0) == ()
        assert feedback_words([("care",)], lambda term: 0.0, 1.0) == () == feedback_words([], len, 9.0)

    @given(
        st.lists(st.lists(st.sampled_from([f"w{number}" for number in range(60)]), max_size=80), max_size=4),
        st.lists(st.floats(0, 5), min_size=60, max_size=60),
    )
    def test_leaving_off_where_the_rest_must_be_lighter_loses_none(self, texts, rarities) -> None:
        worth = {stem(f"w{number}"): rarity for number, rarity in enumerate(rarities)}
        chosen = feedback_words(texts, worth.__getitem__, 5.0)
        with patch.object(feedback, "TERMS", 1000):
            every = feedback_words(texts, worth.__getitem__, 5.0)
        assert [one.stem for one in chosen] == [one.stem for one in every][: feedback.TERMS]


class TestLongTexts:
    def test_the_window_is_read_in_which_the_query_is_worth_most(self) -> None:
        filling = ["filling"] * passages.STEP
        worths = {("body", "grant"): 1.0, ("words", "grants"): 0.5, ("body", "sofa"): 0.9}
        text = (*filling, "grant", "grant", *filling, *filling, "grants", "sofa", *filling)
        window = telling_passage(text, worths)
        assert {"grants", "sofa"} <= set(window) and len(window) <= 2 * passages.STEP
        assert telling_passage(text, {}) == text[: 2 * passages.STEP]
        assert telling_passage((), worths) == ()

    def test_a_long_text_is_fed_back_by_its_title_and_that_window_alone(self, tmp_path: Path) -> None:
        filling = ("filler words about nothing " * passages.LONG).split()
        long = [*filling, "grant", "sofa", *filling]
        engine = engine_over(
            tmp_path,
            (
                record("a", " ".join(long), title="A grant for wardrobes"),
                record("b", "wardrobes, sofas and beds without filler words about it"),
                record("c", " ".join([*filling, "beds", *filling])),
            ),
        )
        feedback = dict(engine.execute(Query(Word("grant")), expand=True).feedback)
        assert {"wardrobes", "sofa"} <= set(feedback) and "beds" not in feedback
        assert feedback["filler"] == pytest.approx(feedback["words"])


class TestNeighbours:
    @staticmethod
    def of(root: Node) -> list[tuple[str, str, float]]:
        return [(pair.one.text, pair.other.text, pair.worth) for pair in Weights([root]).neighbours]

    def test_stop_words_between_them_are_passed_over(self) -> None:
        assert self.of(plain("the rights of a child in care", "any").root) == [
            ("rights", "child", 1.0),
            ("child", "care", 1.0),
        ]

    def test_a_pair_is_worth_as_a_repeated_word_is(self) -> None:
        assert self.of(plain("care plan and care plans", "any").root) == [
            ("care", "plan", pytest.approx(math.sqrt(2))),
            ("plan", "care", 1.0),
        ]

    def test_what_widens_excludes_or_stands_for_several_has_none(self) -> None:
        widened = Or((Word("grant"), Boost(Phrase(("setting", "up", "home")), 0.3)))
        root = And((Word("large"), widened, Prefix("allow"), Word("late"), Not(Phrase(("pocket", "money")))))
        assert self.of(root) == [("large", "grant", 1.0)]
        assert self.of(And((Word("carer"), Word("carers"), Word("help", scope="title"), Word("now")))) == []

    def test_what_was_typed_weighs_as_much_as_its_words(self) -> None:
        widened = Or((Word("grant"), Boost(Phrase(("setting", "up", "home")), 0.3)))
        assert Weights([And((widened, Word("of"), Word("large")))]).asked == 2.0


@given(
    st.lists(st.lists(st.sampled_from((*WORDS, "a1", "a2")), max_size=40), min_size=1, max_size=5),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).filter(lambda pair: pair[0] != pair[1]),
    st.integers(0, 31),
)
@settings(max_examples=60, deadline=None)
def test_places_are_counted_that_have_the_other_word_beside_and_near_them(
    tmp_path_factory: pytest.TempPathFactory, texts, pair, asked
) -> None:
    records = [record(str(number), " ".join(text)) for number, text in enumerate(texts)]
    part = gathered(tmp_path_factory.mktemp("near"), records)
    documents = np.array([number for number in range(len(texts)) if asked >> number & 1], np.intp)
    one, other = (part.postings("words", word.replace("é", "e").encode()) for word in pair)
    counted = [
        dict(zip(found.documents.tolist(), found.counts.tolist(), strict=True))
        for found, _ in near_postings(part, one, other, documents)
    ]
    beside: dict[int, int] = {}
    near: dict[int, int] = {}
    for number in documents.tolist():
        first, second = (
            [place for place, word in enumerate(texts[number]) if word == sought] for sought in pair
        )
        beside[number] = sum(place + 1 in second for place in first)
        near[number] = sum(any(abs(place - far) < 8 for far in second) for place in first)
    expected = [{key: times for key, times in counts.items() if times} for counts in (beside, near)]
    assert counted == expected or (not counted and expected == [{}, {}])


def test_copies_are_fed_back_once(tmp_path: Path) -> None:
    said = ("grant for a sofa", "grant for a sofa", "grant towards a bed", "a bed and a sofa", "bed")
    store = WhooshStore(tmp_path / "index")
    with store.writing() as transaction:
        for number, text in enumerate(said):
            transaction.put_record(record(str(number), text))
        transaction.group([["0", "1"]])
    engine, asked = store.open(), Query(Word("grant"))
    [sofa, bed] = [dict(engine.execute(asked, grouped=one, expand=True).feedback) for one in (True, False)]
    assert sofa["sofa"] / sofa["bed"] == pytest.approx((1 + 0) / (1 / 2))
    assert bed["sofa"] / bed["bed"] == pytest.approx((1 + 1 / 2) / (1 / 3))
    for grouped in (True, False):
        answer = engine.execute(asked, grouped=grouped, expand=True)
        for found, score in answer.hits:
            shares = engine.explain(asked, found.id, grouped=grouped, expand=True)
            assert sum(share for _, share in shares) == pytest.approx(score)


@pytest.mark.parametrize("expand", (False, True))
def test_a_question_that_is_relaxed_ranks_as_one_for_any_of_its_words(tmp_path: Path, expand: bool) -> None:
    records = make_records(3000)
    engine = engine_of(tmp_path, gathered(tmp_path, records))
    for question in ("What is the care-plan of word12 and word250?", "word3 trust word299 absent of word17"):
        relaxed = search(engine, plain(question), limit=300, expand=expand)
        either = search(engine, plain(question, "any"), limit=300, expand=expand)
        assert relaxed.relaxed and not either.relaxed
        assert [(hit.record.id, hit.score) for hit in relaxed.hits] == [
            (hit.record.id, hit.score) for hit in either.hits
        ]
