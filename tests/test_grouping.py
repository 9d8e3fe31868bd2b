"""Copies are told by sketches of their texts: near-copies are found, pages of one template are not."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search import freshness, grouping
from carevoice_search.dates import first_day, last_day
from carevoice_search.grouping import (
    AGREEING,
    CLASSES,
    LEADERS,
    LEAST,
    MARKS,
    VALUES,
    Sketched,
    groups,
    same_findings,
    sketch,
)
from carevoice_search.model import Figure, Page, Record
from carevoice_search.reading import read_page

SHARED = Path(__file__).parents[2] / "shared"

_WORDS = """about after again among answer before being better between bring build call change children choose
close come council could decide early every family feel few find first follow friends give grow hear help home hope
keep know later learn leave listen little live long make many meet month more move need never next offer often open
other own paper part people place plan promise quiet reach ready right room school settle share show sibling since
small some speak staff start stay still story support take talk team tell thing think time together trust visit voice
wait walk want week while work worker write year young"""
WORDS = _WORDS.split()
_NAMES = """Alder Birchley Carrow Denholm Eastmere Farleigh Gosforth Harwick Inglewell Jarrold Kelsall Lindale Marwood
Norbury Oakhurst Penrose Quarley Ramsden Selwood Thornby Upwell Varley Westbrook Yardwell"""
NAMES = _NAMES.split()
_LEFT = """Home | About us | News
Sign up for our newsletter
Related stories
Share this page
Council tax | Bins | Jobs
Most read today
Leave a comment
Accept all cookies
Previous article
Next article
Back to top"""
LEFT = _LEFT.splitlines()


def article(seed: int, words: int, names: Sequence[str] = NAMES, numbers: int = 1) -> str:
    """Sentences of some words each, with a name in each, and a number in every second one.

    Texts of one seed differ in nothing but their names and numbers.
    """
    drawn = random.Random(seed)
    lines, left = [], words
    while left > 0:
        length = min(drawn.randint(12, 24), max(left, 8))
        sentence = drawn.choices(WORDS, k=length)
        sentence[length // 2] = names[drawn.randrange(len(names))]
        if drawn.random() < 0.5:
            sentence[length // 3] = str(drawn.randint(11, 90) * numbers)
        lines.append(" ".join(sentence).capitalize().replace("  ", " ") + ".")
        # A name keeps its capital.
        for name in names:
            lines[-1] = lines[-1].replace(name.lower(), name)
        left -= length
    return "\n".join(lines)


def with_leftovers(text: str, seed: int) -> str:
    """What a site leaves around a text: short lines before and after it, a tenth of its words at most."""
    drawn = random.Random(seed)
    lines = drawn.sample(LEFT, min(len(LEFT), max(1, len(text.split()) // 40)))
    return "\n".join([*lines[::2], text, *lines[1::2]])


def edited(text: str, seed: int, every: int = 100) -> str:
    """One word in so many is another one."""
    drawn = random.Random(seed)
    words = text.split(" ")
    small = [place for place, word in enumerate(words) if word.isalpha() and word.islower()]
    for place in drawn.sample(small, max(1, len(words) // every)):
        words[place] = drawn.choice(WORDS)
    return " ".join(words)


def copies(*texts: str, councils: Sequence[tuple[str, ...]] = (), dates: Sequence[str | None] = ()) -> bool:
    """Whether all the texts are copies of one another."""
    pages = [
        Sketched(f"{number:02}", sketch(text), *more)
        for number, (text, *more) in enumerate(
            zip(texts, councils or [()] * len(texts), dates or [None] * len(texts), strict=True)
        )
    ]
    return groups(pages) == (tuple(one.id for one in pages),)


def found(pairs: Iterable[tuple[str, str]]) -> float:
    """The share of pairs that are copies."""
    told = [copies(*pair) for pair in pairs]
    return sum(told) / len(told)


SIZES = (90, 250, 600, 2500)
SEEDS = range(12)


class TestCopiesAreFound:
    @pytest.mark.parametrize("words", SIZES)
    def test_one_text_with_the_leftovers_of_two_sites(self, words: int) -> None:
        texts = [article(seed, words) for seed in SEEDS]
        assert found((with_leftovers(one, 1), with_leftovers(one, 2)) for one in texts) == 1
        assert found((one, with_leftovers(one, 3)) for one in texts) == 1

    @pytest.mark.parametrize("words", SIZES)
    def test_small_edits(self, words: int) -> None:
        texts = [article(seed, words) for seed in SEEDS]
        assert found((one, edited(one, seed)) for seed, one in enumerate(texts)) >= 0.9

    def test_a_paragraph_more_in_a_long_text(self) -> None:
        texts = [(article(seed, 800), article(seed + 100, 90)) for seed in SEEDS]
        assert found((one, f"{one}\n{more}") for one, more in texts) == 1

    def test_a_page_saved_twice_however_short_it_is(self) -> None:
        for words in (LEAST, 40, 60):
            assert copies(article(1, words), article(1, words))

    def test_case_signs_and_lines_make_no_difference(self) -> None:
        text = article(3, 200)
        assert copies(text, text.replace("\n", "\n\n").replace(".", " !"))
        assert sketch("Don’t wait — tell us " * 20) == sketch("Don't wait - tell  us " * 20)


class TestWhatIsNoCopy:
    @pytest.mark.parametrize("words", SIZES)
    def test_texts_of_their_own(self, words: int) -> None:
        assert not any(copies(article(one, words), article(one + 50, words)) for one in SEEDS)

    @pytest.mark.parametrize("words", SIZES)
    def test_a_template_with_other_names(self, words: int) -> None:
        others = [f"{name[::-1].lower().capitalize()}ham" for name in NAMES]
        assert not any(copies(article(one, words), article(one, words, others)) for one in SEEDS)

    @pytest.mark.parametrize("words", SIZES)
    def test_an_edition_with_other_numbers(self, words: int) -> None:
        assert found((article(one, words), article(one, words, numbers=101)) for one in SEEDS) == 0

    def test_newsletters_in_one_frame(self) -> None:
        frame = article(7, 60), article(8, 60)
        issues = [f"{frame[0]}\n{article(seed, 150)}\n{frame[1]}" for seed in SEEDS]
        assert not any(copies(*pair) for pair in itertools.combinations(issues, 2))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("at 4 Oak Street", "at 4 Elm Street"),
            ("on 4 May", "on 4 June"),
            ("on Monday 4 May 2021, from 10:30 to 12:45", "on Monday 11 May 2021, from 10:30 to 12:45"),
            (
                "in May, with Alder, Birchley, Carrow and Denholm",
                "in June, with Alder, Birchley, Carrow and Denholm",
            ),
            ("with “Anna” Roberts", "with “Priya” Roberts"),
            ("for a friend (Anna)", "for a friend (Priya)"),
            ("for 4.5 per cent", "for 45 per cent"),
            ("for two thirds of all", "for a quarter of all"),
            ("for four of us", "for nine of us"),
        ],
    )
    def test_one_template_for_another_day_place_person_or_figure(self, one: str, other: str) -> None:
        page = f"A drop-in\nThe next drop-in for young people who leave care is {{}}.\n{article(1, 60, ['Selwood'], 0)}"
        assert copies(page.format(one), page.format(one))
        assert not copies(page.format(one), page.format(other))

    def test_a_bulletin_with_other_figures_in_its_bullets(self) -> None:
        frame = article(3, 120, ["Selwood"], 0)
        bulletins = [
            "\n".join([frame, *(f"{label}: {number * 7 + drawn}" for number, label in enumerate(WORDS[:6]))])
            for drawn in (11, 42)
        ]
        assert not copies(*bulletins)

    def test_pages_of_other_councils(self) -> None:
        text = article(1, 300)
        assert copies(text, text, councils=[("E1", "E2"), ("E2", "E1")])
        assert not copies(text, text, councils=[("E1",), ("E2",)])
        assert not copies(text, text, councils=[("E1",), ()])

    def test_pages_more_than_a_year_apart(self) -> None:
        text = article(1, 300)
        for near in (("2020", "2021"), ("2020-03", "2021-03"), ("2020-03-05", None), ("2019", "2020-12-31")):
            assert copies(text, text, dates=near)
        for far in (("2019", "2021"), ("2020-03", "2021-04"), ("2021-03-06", "2020-03-05")):
            assert not copies(text, text, dates=far)

    def test_short_texts_have_no_sketch(self) -> None:
        assert sketch("") == sketch("word " * (LEAST - 1)) == ""
        assert groups([Sketched("a", ""), Sketched("b", "")]) == ()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the documents for tests are not here")
class TestRealDocuments:
    @pytest.fixture
    def texts(self) -> dict[str, str]:
        paths = [*(SHARED / "sources").glob("*.txt"), *(SHARED / "devset" / "pages").glob("*.txt")]
        return {
            path.stem: read_page(Page(path.name, None, path.read_bytes(), "text/plain")).text
            for path in paths
        }

    def test_no_two_are_copies(self, texts: dict[str, str]) -> None:
        assert groups(Sketched(name, sketch(text)) for name, text in texts.items()) == ()

    def test_each_is_a_copy_of_itself_on_another_site(self, texts: dict[str, str]) -> None:
        pages = [
            Sketched(f"{name} {seed}", sketch(with_leftovers(text, seed)))
            for name, text in texts.items()
            for seed in (1, 2)
        ]
        told = groups(pages)
        assert {one for one, _ in told} <= {f"{name} 1" for name in texts}
        assert all(one.split()[0] == other.split()[0] for one, other in told)
        assert len(told) >= 0.95 * len(texts)


# The definition, page by page


def plainly(pages: Sequence[Sketched]) -> tuple[tuple[str, ...], ...]:
    """The groups by every pair of pages."""
    sketched = [one for one in pages if one.sketch]
    near: dict[str, set[str]] = {one.id: set() for one in sketched}
    for one, other in itertools.combinations(sketched, 2):
        if _kind(one)[:2] == _kind(other)[:2]:
            same = _near(one, other)
        else:
            led = any(_led(one, other, band, sketched) for band in range(VALUES // 4))
            same = led and _agree(one, other) and _near(one, other)
        if same:
            near[one.id].add(other.id)
            near[other.id].add(one.id)
    together: set[tuple[str, ...]] = set()
    for start in near:
        reached, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        together |= {tuple(sorted(reached))} if len(reached) > 1 else set()
    return tuple(sorted(together))


def _kind(page: Sketched) -> tuple[object, ...]:
    return tuple(sorted(set(page.councils))), page.sketch, page.date or ""


def _numbers(page: Sketched) -> list[int]:
    content = b64decode(page.sketch)
    return [int.from_bytes(content[place : place + 2], "little") for place in range(0, len(content), 2)]


def _led(one: Sketched, other: Sketched, band: int, pages: Sequence[Sketched]) -> bool:
    """Whether two pages share a band and their councils, and one is among the first to do so."""

    def shared(page: Sketched) -> tuple[object, ...]:
        return _kind(page)[0], _numbers(page)[band * 4 : band * 4 + 4]

    if shared(one) != shared(other):
        return False
    kinds = sorted({_kind(page) for page in pages if shared(page) == shared(one)})
    return min(kinds.index(_kind(one)), kinds.index(_kind(other))) < grouping.LEADERS


def _agree(one: Sketched, other: Sketched) -> bool:
    here, there = _numbers(one), _numbers(other)
    if sum(a == b for a, b in zip(here[:VALUES], there[:VALUES], strict=True)) < AGREEING:
        return False
    for number, (always, one_in) in enumerate(CLASSES):
        start = VALUES + number * MARKS
        some, others = here[start : start + MARKS], there[start : start + MARKS]
        # Of a full row of marks only those are known to be all that are not greater than its last.
        known = min(row[-1] if row[-1] != 0xFFFF else 0xFFFE for row in (some, others))
        marks, other_marks = ({mark for mark in row if mark <= known} for row in (some, others))
        fewer = min(len(marks), len(other_marks))
        if fewer - len(marks & other_marks) > max(always, fewer // one_in):
            return False
    return True


def _near(one: Sketched, other: Sketched) -> bool:
    if one.date is None or other.date is None:
        return True
    early, late = sorted((one.date, other.date), key=first_day)
    return first_day(late) - last_day(early) <= 10_000


@st.composite
def families(draw: st.DrawFn) -> list[Sketched]:
    """Pages whose sketches come from one or two, with some values and marks changed."""
    drawn = random.Random(draw(st.integers(0, 10**6)))
    bases = [_sketch_numbers(drawn) for _ in range(draw(st.integers(1, 2)))]
    pages = []
    for number in range(draw(st.integers(1, 9))):
        values, *rows = (list(row) for row in drawn.choice(bases))
        for place in drawn.sample(range(VALUES), draw(st.sampled_from((0, 3, 8, 10, 16, 17, 30)))):
            values[place] = drawn.randrange(1 << 16)
        for row in rows:
            for _ in range(draw(st.sampled_from((0, 0, 1, 2, 4)))):
                row.insert(0, drawn.randrange(0xFFFF))
                del row[drawn.randrange(len(row)) :: draw(st.sampled_from((99, 9, 2)))]
        numbers = [*values, *(one for row in rows for one in _row(row))]
        content = b"".join(one.to_bytes(2, "little") for one in numbers)
        pages.append(
            Sketched(
                f"page-{number}",
                b64encode(content).decode(),
                draw(st.sampled_from(((), ("E1",), ("E1", "E2")))) if draw(st.booleans()) else (),
                draw(st.sampled_from((None, None, "2020", "2020-06", "2022"))),
            )
        )
    return pages


def _sketch_numbers(drawn: random.Random) -> list[list[int]]:
    marks = [[drawn.randrange(0xFFFF) for _ in range(drawn.choice((0, 3, 8, 30)))] for _ in CLASSES]
    return [[drawn.randrange(1 << 16) for _ in range(VALUES)], *marks]


def _row(marks: Sequence[int]) -> list[int]:
    return [*sorted(set(marks))[:MARKS], *[0xFFFF] * MARKS][:MARKS]


@settings(max_examples=150)
@given(families(), st.randoms(use_true_random=False), st.sampled_from((LEADERS, 1)))
def test_groups_are_those_of_all_pairs_in_any_order(
    pages: list[Sketched], shuffled: random.Random, leaders: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "LEADERS", leaders)
        expected = plainly(pages)
        assert groups(pages) == expected
        shuffled.shuffle(pages)
        assert groups(pages) == expected
    ids = [one for group in expected for one in group]
    assert len(ids) == len(set(ids))


@settings(max_examples=40)
@given(families(), families())
def test_pages_of_other_groups_change_none(one: list[Sketched], other: list[Sketched]) -> None:
    others = [page._replace(id=f"other-{page.id}", councils=("W9",)) for page in other]
    assert set(groups([*one, *others])) == {*groups(one), *groups(others)}


def test_copies_of_copies_are_copies() -> None:
    first = article(5, 400)
    texts = list(itertools.accumulate(range(12), lambda text, seed: edited(text, seed, 150), initial=first))
    assert copies(*texts)
    assert not copies(texts[0], texts[-1])


def test_one_text_of_many_dates_is_one_chain() -> None:
    same = sketch(article(5, 120))
    dates = [f"{year}-{month:02}" for year in range(2015, 2021) for month in range(1, 13)]
    pages = [Sketched(f"{number:02}", same, (), date) for number, date in enumerate(dates)]
    assert groups(pages) == (tuple(page.id for page in pages),)
    apart = [page for page in pages if page.date and not "2016-03" <= page.date <= "2018-02"]
    assert len(groups(apart)) == 2
    assert len(groups([*apart, Sketched("99", same)])) == 1


def test_the_same_on_every_run_and_machine() -> None:
    text = "Children’s rights — in care, 3.5 years; café, 1,258 young people in Leeds and Hull. " * 3
    asked = "import sys; from carevoice_search.grouping import sketch; print(sketch(sys.argv[1]))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", asked, text],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert seen == {sketch(text)}
    assert sketch(text).startswith("t87JOU1hBBwCJUDX")


def test_the_rules_that_pages_are_read_by_change_with_the_sketch() -> None:
    names = {name for name, _ in freshness._rule_files(str(Path(grouping.__file__).parent), "")}
    assert "grouping.py" in names


def test_a_text_of_a_million_words_and_half_surrogate_pairs_have_sketches() -> None:
    long = " ".join(f"word{number}" for number in range(300_000))
    assert copies(long, f"{long} more")
    assert len(sketch("\udcff café " * 40)) == 320


def of_one_family(number: int, changes: int, marks: bool) -> list[Sketched]:
    drawn = random.Random(number)
    base = drawn.randbytes(2 * VALUES)
    pages = []
    for place in range(number):
        values = bytearray(base)
        for _ in range(changes):
            at = 2 * drawn.randrange(VALUES)
            values[at : at + 2] = drawn.randbytes(2)
        length = 2 * MARKS * len(CLASSES)
        own = drawn.randbytes(length - 2) + b"\xff\xff" if marks else b"\xff" * length
        pages.append(Sketched(str(place), b64encode(bytes(values) + own).decode()))
    return pages


@pytest.mark.parametrize(("changes", "marks", "together"), [(0, False, 1), (4, False, 1), (6, True, 0)])
def test_thousands_of_copies_or_of_one_template_are_compared_with_few_others(
    changes: int, marks: bool, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    pairs = grouping._pairs

    def counting(*arguments: object) -> Iterable[tuple[object, object]]:
        nonlocal compared
        for some, others in pairs(*arguments):  # type: ignore[arg-type]
            compared += len(some)
            yield some, others

    monkeypatch.setattr(grouping, "_pairs", counting)
    pages = of_one_family(5000, changes, marks)
    assert len(groups(pages)) == together
    assert compared <= len(pages) * LEADERS * VALUES // 4


# Findings


def finding(id: str, sentence: str, value: float, unit: str = "percent") -> Record:
    return Record(
        id=id, type="finding", kind="article", title=sentence, text=sentence, publisher=None, url=None, councils=(),
        regions=(), nations=(), themes=(), date=None, sources=(), evidence=(),
        figure=Figure(value, unit, str(value)),  # type: ignore[arg-type]
    )  # fmt: skip


def test_findings_of_copies_that_say_the_same_are_copies() -> None:
    one = [finding("a", "A third (32%) felt safe.", 32), finding("b", "It took 9 weeks.", 9, "weeks")]
    two = [finding("c", "A third, 32%, felt SAFE!", 32), finding("d", "It took 9 weeks.", 9, "days")]
    three = [finding("e", "A third (32%) felt safe.", 33), finding("f", "It took 9 weeks.", 9, "weeks")]
    assert sorted(same_findings([one, two, three])) == [("a", "c"), ("b", "f")]


def test_what_stands_twice_on_a_page_is_counted_twice_on_its_copies() -> None:
    once = [finding("c", "One in five moved.", 20)]
    twice = [finding("a", "One in five moved.", 20), finding("b", "One in five moved.", 20)]
    assert same_findings([twice, once]) == [("a", "c")]
    more = [finding("d", "One in five moved.", 20), finding("e", "One in five moved.", 20)]
    assert same_findings([twice, more]) == [("a", "d"), ("b", "e")]
    assert same_findings([twice]) == []
