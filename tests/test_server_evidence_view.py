"""A text in pieces: each character is drawn once, with just the evidence that rests on it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.render import safe
from carevoice_search.server.pages.evidence_view import Gap, Line, Piece, Span, around, drawn, pieces, windows

CHARACTERS = st.text(st.sampled_from("ab c\n\n.’é\u202e\x1b[0m\ud800\N{SLIGHTLY SMILING FACE}"), max_size=60)
PLACES = st.integers(-5, 70)
SPANS = st.lists(st.tuples(PLACES, PLACES), max_size=8).map(
    lambda pairs: [Span(start, end, number) for number, (start, end) in enumerate(pairs, 1)]
)
MARKS = st.lists(st.tuples(PLACES, PLACES), max_size=6)
CUTS = st.lists(PLACES, max_size=4)


def resting(spans: list[Span], place: int) -> set[int]:
    """The oracle: the numbers of the spans that hold one character."""
    return {span.number for span in spans if span.start <= place < span.end}


@given(CHARACTERS, SPANS, MARKS, CUTS)
def test_each_character_has_the_evidence_and_the_mark_that_it_stands_in(
    text: str, spans: list[Span], marks: list[tuple[int, int]], cuts: list[int]
) -> None:
    made = pieces(text, spans, marks, cuts)
    assert "".join(piece.text for piece in made) == text
    for piece in made:
        assert piece.text and text.startswith(piece.text, piece.start)
        for place in range(piece.start, piece.start + len(piece.text)):
            assert set(piece.evidence) == resting(spans, place)
            assert piece.marked == any(start <= place < end for start, end in marks)


@given(CHARACTERS, SPANS)
def test_the_shortest_evidence_comes_first_and_none_twice(text: str, spans: list[Span]) -> None:
    lengths = {span.number: min(span.end, len(text)) - max(span.start, 0) for span in spans}
    for piece in pieces(text, spans):
        assert list(piece.evidence) == sorted(
            set(piece.evidence), key=lambda number: (lengths[number], number)
        )


@given(CHARACTERS, CUTS)
def test_a_piece_ends_at_each_cut(text: str, cuts: list[int]) -> None:
    begun = {piece.start for piece in pieces(text, [], cuts=cuts)}
    assert begun >= {cut for cut in cuts if 0 <= cut < len(text)}


def test_evidence_that_overlaps_is_nested_and_is_the_same() -> None:
    spans = [Span(0, 6, 1), Span(4, 11, 2), Span(4, 11, 3), Span(5, 6, 4)]
    assert pieces("trust and care", spans, marks=[(6, 9)]) == [
        Piece(0, "trus", (1,)),
        Piece(4, "t", (1, 2, 3)),
        Piece(5, " ", (4, 1, 2, 3)),
        Piece(6, "and", (2, 3), marked=True),
        Piece(9, " c", (2, 3)),
        Piece(11, "are", ()),
    ]


@given(CHARACTERS, SPANS, MARKS)
def test_the_lines_of_a_whole_text_are_its_lines_that_have_words(
    text: str, spans: list[Span], marks: list[tuple[int, int]]
) -> None:
    lines = list(drawn(text, spans, windows(text, spans, (0, 0), most=len(text)), marks))
    assert all(isinstance(line, Line) for line in lines)
    shown = ["".join(piece.text for piece in line.pieces) for line in lines if isinstance(line, Line)]
    assert shown == [line for line in text.split("\n") if line.strip()]
    for line in lines:
        for piece in line.pieces if isinstance(line, Line) else ():
            assert text.startswith(piece.text, piece.start)


@given(CHARACTERS, SPANS)
def test_cleaning_the_pieces_after_they_were_cut_keeps_them_apart(text: str, spans: list[Span]) -> None:
    for piece in pieces(text, spans):
        assert set(safe.piece(piece.text)) - set(" ") <= set(piece.text)


WORDS = st.lists(
    st.sampled_from(["care", "leavers", "trust", "a", "council.\n", "\n", "x" * 700]), max_size=400
)


@given(WORDS.map(" ".join), st.data())
def test_of_a_long_text_what_lies_around_evidence_and_the_passage_is_drawn(
    text: str, data: st.DataObject
) -> None:
    place = st.integers(0, len(text))
    ends = st.tuples(place, place).map(sorted)
    spans = [Span(*data.draw(ends), number) for number in range(1, data.draw(st.integers(0, 4)) + 1)]
    first, last = data.draw(ends)
    shown = windows(text, spans, (first, last), most=100)
    assert all(start < end for start, end in shown) or len(text) > 100
    assert all(one[1] < other[0] for one, other in pairwise(shown))
    for start, end, _ in [*spans, Span(first, last, 0)]:
        assert start == end or any(left <= start and end <= right for left, right in shown)
    parts = list(drawn(text, spans, shown))
    left_out = sum(part.words for part in parts if isinstance(part, Gap))
    kept = sum(len(text[start:end].split()) for start, end in shown)
    assert abs(kept + left_out - len(text.split())) <= 2 * len(shown)  # a word of 700 letters is cut
    underlined = {
        n for part in parts if isinstance(part, Line) for piece in part.pieces for n in piece.evidence
    }
    assert underlined >= {number for start, end, number in spans if text[start:end].strip()}


def test_a_text_that_is_short_enough_is_drawn_as_a_whole() -> None:
    assert windows("trust " * 20, [], (50, 60), most=120) == [(0, 120)]
    assert windows("", [], (0, 0), most=120) == []


def test_the_lines_around_a_line() -> None:
    text = "\n".join(f"line {number}" for number in range(9))
    start = text.index("line 4")
    first, last = around(text, start, start + 6, 2)
    assert text[first:last].strip().split("\n") == [f"line {number}" for number in range(2, 7)]


def test_many_spans_over_each_other_are_cut_in_time() -> None:
    text = "care " * 40_000
    spans = [Span(number * 5, len(text) - number * 5, number) for number in range(1, 400)]
    assert "".join(piece.text for piece in pieces(text, spans)) == text
