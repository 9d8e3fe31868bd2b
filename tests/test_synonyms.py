"""Widening a query by synonyms: what it adds, what it leaves alone, and that nothing typed is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carevoice_search import vocabulary
from carevoice_search.analysis import stem
from carevoice_search.model import And, Boost, Filter, Node, Not, Or, Phrase, Prefix, Word
from carevoice_search.query import parse
from carevoice_search.synonyms import WEIGHT, is_widened, widen, with_compounds
from carevoice_search.vocabulary import SynonymGroup

IN_CARE = SynonymGroup(
    "child in care", (("child", "in", "care"), ("looked", "after", "child"), ("lac",)), (("cic",),)
)
MAKING = SynonymGroup("co-production", (("co", "production"), ("co", "design")))
PLACE = SynonymGroup("placement", (("child",), ("kid",)))
GROUPS = (IN_CARE, MAKING, PLACE)


def widened(text: str) -> Node:
    return widen(parse(text).root, GROUPS)[0]


def also(*forms: str) -> tuple[Node, ...]:
    nodes = (Phrase(tuple(form.split())) if " " in form else Word(form) for form in forms)
    return tuple(Boost(node, WEIGHT) for node in nodes)


class TestWhatIsWidened:
    def test_a_word_that_is_a_form_gets_the_groups_other_forms_at_lower_weight(self) -> None:
        root, what = widen(parse("LAC").root, GROUPS)
        assert root == Or((Word("lac"), *also("child in care", "looked after child")))
        assert what == {"lac": ("child in care", "looked after child")}

    def test_forms_are_compared_by_their_stems(self) -> None:
        assert widened("kids") == Or((Word("kids"), *also("child")))

    def test_words_in_a_row_are_one_form_the_longest_first(self) -> None:
        typed = And((Word("looked"), Word("after"), Word("child")))
        assert widened("looked after child") == Or((typed, *also("child in care", "lac")))
        assert widened("trust looked after child plan") == And(
            (Word("trust"), Or((typed, *also("child in care", "lac"))), Word("plan"))
        )

    def test_a_word_with_a_hyphen_is_a_form_alone_or_in_a_row(self) -> None:
        assert widened("co-production") == Or((Phrase(("co", "production"), joined=True), *also("co design")))
        assert is_widened(widened("looked-after child"))

    def test_words_apart_are_not_a_form(self) -> None:
        assert widened("co trust production") == parse("co trust production").root
        assert widened("co -trust production") == parse("co -trust production").root

    def test_each_alternative_of_an_OR_is_widened(self) -> None:
        root = widened("lac OR trust")
        assert isinstance(root, Or) and is_widened(root.children[0]) and root.children[1] == Word("trust")

    def test_forms_that_are_only_asked_for_are_never_added(self) -> None:
        root, what = widen(parse("cic").root, GROUPS)
        assert root == Or((Word("cic"), *also("child in care", "looked after child", "lac")))
        assert "cic" not in what["cic"]

    def test_the_sectors_own_vocabulary_widens_its_abbreviations(self) -> None:
        for text, form in (
            ("LAC", "child in care"),
            ("PA", "personal adviser"),
            ("co-production", "co design"),
        ):
            assert form in next(iter(widen(parse(text).root, vocabulary.synonyms())[1].values()))


class TestWhatIsLeftAlone:
    def test_what_is_marked_as_literal(self) -> None:
        for text in ('"lac"', '"looked after child"', "=lac", "lac*", "lac~", "title:lac", '"co production"'):
            assert widened(text) == parse(text).root

    def test_what_is_excluded(self) -> None:
        assert widened("trust -lac") == And((Word("trust"), Not(Word("lac"))))
        assert widened("trust -(lac OR kid)") == parse("trust -(lac OR kid)").root

    def test_fields_and_no_groups_at_all(self) -> None:
        node = Or((Filter("type", ("page",)), Word("trust")))
        assert widen(node, GROUPS) == (node, {})
        assert widen(parse("lac").root, ()) == (Word("lac"), {})


# Whether a text, as stems in order, matches a tree; filters do not occur here.


def matches(node: Node, text: list[str]) -> bool:
    match node:
        case Word(word):
            return stem(word) in text
        case Phrase(words):
            terms = [stem(word) for word in words]
            return any(text[at : at + len(terms)] == terms for at in range(len(text)))
        case And(children):
            return all(matches(child, text) for child in children)
        case Or(children):
            return any(matches(child, text) for child in children)
        case Not(child) | Boost(child):
            return matches(child, text) != isinstance(node, Not)
    raise AssertionError(node)


WORDS = st.sampled_from(
    ["looked", "after", "child", "in", "care", "lac", "co", "production", "design", "kid", "trust"]
)
TEXTS = st.recursive(
    st.lists(WORDS | st.just("co-production") | st.just('"co design"'), min_size=1, max_size=6).map(" ".join),
    lambda inner: st.one_of(
        inner.map(lambda text: f"-({text})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda texts: "(" + ") OR (".join(texts) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda texts: "(" + ") (".join(texts) + ")"),
    ),
    max_leaves=4,
)


@given(TEXTS, st.lists(WORDS.map(stem), max_size=8))
def test_widening_never_loses_a_match(query: str, text: list[str]) -> None:
    root = parse(query).root
    if matches(root, text):
        assert matches(widen(root, GROUPS)[0], text)


class TestPrefixesOfCompounds:
    def test_a_prefix_also_finds_the_compounds_that_are_indexed_in_their_parts(self) -> None:
        root = with_compounds(parse("wellb*").root)
        assert root == Or((Prefix("wellb"), Phrase(("well", "being"), exact=True)))

    def test_a_prefix_of_no_compound_stays_as_it_is(self) -> None:
        assert with_compounds(parse("stockp*").root) == Prefix("stockp")

    def test_it_does_so_wherever_the_prefix_stands(self) -> None:
        root = with_compounds(parse("trust -wellb*").root)
        assert isinstance(root, And) and isinstance(root.children[1], Not)
        assert isinstance(root.children[1].child, Or)
