"""A segment's files: what is written is read back, merged copies are exact, and damage is named."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from brute import stored_of
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.engines.whoosh.layout import narrowest
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.segment_writer import SegmentWriter
from carevoice_search.engines.whoosh.stored import Stored

numbers = np.array
PIECES = (b"", b"a", b"bc", b"d")


def small(folder: Path, name: str = "S") -> Segment:
    """Two documents; "carer" and its stem "carer" share postings, "care" has one document of its own."""
    writer = SegmentWriter(folder, name)
    writer.begin_field("words", True)
    start, place = writer.add_postings(numbers([0, 1, 0]), numbers([1, 2, 300]), np.arange(303))
    writer.add_terms(
        [b"care", b"carer"],
        numbers([start, start + 1]),
        numbers([1, 2]),
        numbers([place, 1]),
        numbers([1, 302]),
    )
    writer.begin_field("body", True)
    writer.add_terms([b"carer"], numbers([1]), numbers([2]), numbers([1]), numbers([302]))
    writer.begin_field("id", False)
    start, _ = writer.add_postings(numbers([1, 0]))
    writer.add_terms([b"a", "é".encode()], numbers([start, start + 1]), numbers([1, 1]))
    writer.add_numbers("tokens", numbers([3, 70_000]))
    writer.add_combinations("theme", numbers([0, 1]), numbers([0, 0, 2]), numbers([0, 1]))
    writer.add_stored(b"head 0", b"", PIECES)
    writer.add_stored(b"", b"rest 1" * 1000, PIECES)
    assert writer.finish() == 2
    return Segment(folder, name)


def test_a_segment_gives_back_what_was_written(tmp_path: Path) -> None:
    segment = small(tmp_path)
    assert segment.size == 2
    words, body, ids = (segment.fields[name] for name in ("words", "body", "id"))
    assert (words.first, words.last, body.first, ids.first, ids.last) == (0, 2, 2, 3, 5)
    assert words.positional and not ids.positional
    assert segment.documents[:].tolist() == [0, 1, 0, 1, 0]
    assert segment.counts.tolist() == [1, 2, 300] and segment.positions.tolist() == list(range(303))
    assert body.starts[body.find(b"carer")] == words.starts[words.find(b"carer")] == 1
    assert words.total[1] == 302 and words.places[1] == 1 and words.holding[1] == 2
    assert segment.numbers("tokens").tolist() == [3, 70_000]
    assert segment.numbers("absent").tolist() == [0, 0]
    theme = segment.combinations("theme")
    assert theme and theme.codes.tolist() == [0, 1]
    assert theme.starts.tolist() == [0, 0, 2] and theme.members.tolist() == [0, 1]
    assert segment.combinations("council") is None
    assert (segment.columns, segment.facets) == (("tokens",), ("theme",))
    assert stored_of(segment, 0) == (b"head 0", b"", PIECES)
    assert stored_of(segment, 1) == (b"", b"rest 1" * 1000, PIECES)
    segment.verify()


def test_arrays_are_as_narrow_as_their_greatest_number(tmp_path: Path) -> None:
    segment = small(tmp_path)
    assert segment.numbers("tokens").dtype == "u4"
    assert segment.counts.dtype == segment.positions.dtype == "u2"  # widened while being written
    kinds = [narrowest(numbers([top])).dtype.itemsize for top in (255, 256, 65_535, 65_536, 1 << 32)]
    assert kinds == [1, 2, 2, 4, 8]


@given(
    st.sets(st.binary(max_size=3).filter(lambda term: b"\xff" not in term), max_size=20),
    st.binary(max_size=2),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_terms_are_found_by_name_and_by_prefix(
    tmp_path_factory: pytest.TempPathFactory, terms: set[bytes], prefix: bytes, positional: bool
) -> None:
    writer = SegmentWriter(tmp_path_factory.mktemp("terms"), "S")
    ordered = sorted(terms)
    once = np.ones(1 + len(terms), np.int64)
    writer.begin_field("empty", positional)
    writer.begin_field("other", positional)
    writer.add_postings(once - 1, *((once, once) if positional else ()))
    writer.add_terms([b"before"], numbers([0]), numbers([1]), *([once[:1], once[:1]] if positional else []))
    writer.begin_field("id", positional)
    starts = np.arange(1, len(terms) + 1)
    writer.add_terms(ordered, starts, once[1:], *([starts, once[1:]] if positional else []))
    writer.add_postings(numbers([0]))
    writer.finish()
    segment = Segment(writer._folder, "S")
    assert ("id" in segment.fields) == bool(terms) and "empty" not in segment.fields
    if terms:
        found = segment.fields["id"]
        assert found.texts(found.first, found.last) == ordered
        assert [found.find(term) - 1 for term in ordered] == list(range(len(ordered)))
        assert (found.find(prefix) >= 0) == (prefix in terms)
        if b"\xff" not in prefix:
            first, last = found.range(prefix)
            assert found.texts(first, last) == [term for term in ordered if term.startswith(prefix)]


remainders = st.one_of(st.just(b""), st.integers(1, 1500).map(lambda n: b"r" * n))
pieces = st.tuples(*(st.sampled_from((b"", b"a", b"bc")) for _ in PIECES))
stored = st.lists(st.builds(Stored, st.binary(max_size=5), remainders, pieces), max_size=12)


@given(st.lists(st.tuples(stored, st.booleans(), st.randoms(use_true_random=False)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_copied_documents_are_what_was_alive(
    tmp_path_factory: pytest.TempPathFactory, sources: list[tuple[list[Stored], bool, Random]]
) -> None:
    folder = tmp_path_factory.mktemp("copies")
    together = SegmentWriter(folder, "all")
    expected: list[Stored] = []
    for number, (documents, whole, randomly) in enumerate(sources):
        writer = SegmentWriter(folder, f"S{number}")
        for one in documents:
            writer.add_stored(*one)
        writer.finish()
        segment = Segment(folder, f"S{number}")
        assert [stored_of(segment, n) for n in range(segment.size)] == documents
        live = None if whole else np.array([randomly.random() < 0.7 for _ in documents], np.bool_)
        together.copy_stored(segment, live)
        expected += [one for n, one in enumerate(documents) if live is None or live[n]]
        between = Stored(b"between", b"x" * number, PIECES)
        together.add_stored(*between)
        expected.append(between)
    assert together.finish() == len(expected)
    segment = Segment(folder, "all")
    assert [stored_of(segment, n) for n in range(segment.size)] == expected


def test_a_dictionary_is_made_of_long_texts_and_carried_on(tmp_path: Path) -> None:
    randomly = Random(3)
    vocabulary = [f"word{randomly.randrange(10**6)}" for _ in range(2000)]
    texts = [" ".join(randomly.choices(vocabulary, k=300)).encode() for _ in range(1700)]
    first = SegmentWriter(tmp_path, "first")
    for text in texts:
        first.add_stored(b"", text, PIECES)
    first.finish()
    assert first.dictionary
    alone, second = SegmentWriter(tmp_path, "alone"), SegmentWriter(tmp_path, "second", first.dictionary)
    for writer in (alone, second):
        for text in texts[:9]:
            writer.add_stored(b"", text, PIECES)
        writer.finish()
    assert (tmp_path / "second.txt").stat().st_size < 0.8 * (tmp_path / "alone.txt").stat().st_size
    together = SegmentWriter(tmp_path, "together")
    for name in ("alone", "first", "second"):
        together.copy_stored(Segment(tmp_path, name), None)
    together.finish()
    segment = Segment(tmp_path, "together")
    assert [segment.stored.remainder(n) for n in range(segment.size)] == [*texts[:9], *texts, *texts[:9]]
    assert sorted(map(bool, segment.stored.dictionaries)) == [False, True]


steps = st.lists(st.integers(0, 300_000), max_size=30)


@given(
    st.lists(steps, max_size=12), st.integers(0, 400), st.integers(0, 400), st.randoms(use_true_random=False)
)
@settings(max_examples=80, deadline=None)
def test_document_numbers_come_back_by_any_slice_or_places(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[list[int]],
    start: int,
    size: int,
    randomly: Random,
) -> None:
    writer = SegmentWriter(tmp_path_factory.mktemp("numbers"), "S")
    expected: list[int] = []
    for batch in batches:
        writer.add_postings(np.array(batch, np.int32))
        expected += batch
    writer.begin_field("id", False)
    writer.finish()
    documents = Segment(writer._folder, "S").documents
    assert len(documents) == len(expected)
    assert documents[start : start + size].tolist() == expected[start : start + size]
    assert documents[:].tolist() == expected
    places = [randomly.randrange(len(expected)) for _ in range(5 if expected else 0)]
    assert documents[np.array(places, np.int64)].tolist() == [expected[place] for place in places]


def test_a_short_or_foreign_file_is_refused_at_once(tmp_path: Path) -> None:
    small(tmp_path)
    for extension in ("seg", "doc", "cnt", "pos", "hed", "txt"):
        path = tmp_path / f"S.{extension}"
        content = path.read_bytes()
        for damaged in (content[:-1], content[:3], b"", b"x" * (len(content) + 1)):
            path.write_bytes(damaged)
            with pytest.raises(ValueError):
                Segment(tmp_path, "S").verify()
        path.unlink()
        with pytest.raises(FileNotFoundError):
            Segment(tmp_path, "S")
        path.write_bytes(content)
    Segment(tmp_path, "S").verify()


def test_verifying_finds_any_changed_byte(tmp_path: Path) -> None:
    small(tmp_path)
    for extension in ("seg", "doc", "cnt", "pos", "hed", "txt"):
        path = tmp_path / f"S.{extension}"
        content = bytearray(path.read_bytes())
        unused = 0
        for place in range(0, len(content), 7):
            content[place] ^= 0x40
            path.write_bytes(content)
            try:
                Segment(tmp_path, "S").verify()
                unused += 1
            except (ValueError, RecursionError):
                pass
            content[place] ^= 0x40
        path.write_bytes(content)
        assert unused == 0 or extension == "seg"  # a header has padding between its arrays


def test_a_writer_can_be_discarded(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, "S")
    writer.add_stored(b"head", b"rest" * 1000, PIECES)
    writer.discard()
    assert list(tmp_path.iterdir()) == []
