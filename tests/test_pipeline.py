"""Indexing is incremental, and after any sequence of changes the answers equal those of a fresh build."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from carevoice_search import corpus as corpus_folder
from carevoice_search.engines import Engine, open_store
from carevoice_search.errors import CorpusError, PageError
from carevoice_search.freshness import pending
from carevoice_search.model import Everything, Filter, Query, Word
from carevoice_search.pipeline import IndexReport, index_pages
from carevoice_search.reading import read_page
from carevoice_search.schema import FIELDS
from carevoice_search.worker import PageRead

THEMES = [
    "What are councils doing to support young people with family, friends & supportive relationships?",
    "What are councils doing about relationships with social workers & leaving care PAs?",
]
LINES = [
    "Monthly cooking evenings that bring young people together (April 2021) Stockport",
    "A welcome pack written with young people (Jan 2021) North Yorkshire",
    "Birthday cards from the whole team (Oct 2020) Coventry",
    "Birthday cards from the whole team (Oct 2020) St. Helen’s",
    "Walks with a personal adviser instead of office meetings (June 2020) Hertfordshire",
]


def page_text(theme: int, lines: Sequence[int]) -> str:
    return (
        "\n".join(["What young people told us", THEMES[theme], *(f"- {LINES[line]}" for line in lines)])
        + "\n"
    )


PRESS = """Young people in care who move often lose touch with the adults they trust, a report says today.
Of the young people who were asked, 32 per cent did not feel safe in the place where they lived last winter.
Councils such as Stockport promised to tell every child why a move is needed, and to ask before it is planned.
The report asks every council to publish how often children move, and what they had to say about it each year."""
SITES = (("",), ("Home | News | Jobs",), ("Most read", "Leave a comment"))


def press_text(site: int, edited: bool = False) -> str:
    """One press text, with what a site leaves around it."""
    text = PRESS.replace("last winter", "in winter") if edited else PRESS
    return "\n".join((*SITES[site], "Moves without warning", text)) + "\n"


def read_here(root: Path, paths: Sequence[str]) -> Iterator[PageRead]:
    """The real reading, in this process: the pages of these tests are known to be harmless."""
    for path in paths:
        try:
            yield PageRead(path, read_page(corpus_folder.load_page(root, path)), None)
        except PageError as error:
            yield PageRead(path, None, str(error))


def bring_up_to_date(corpus: Path, index: Path, *, prune: bool = True, rebuild: bool = False) -> IndexReport:
    return index_pages(corpus, open_store(index), prune=prune, rebuild=rebuild, read=read_here)


def answers(engine: Engine) -> object:
    """Everything that a searcher could see: records, scores, facets, totals and copies."""
    everything = [
        engine.execute(Query(Everything()), facets=list(FIELDS), limit=1000, grouped=grouped)
        for grouped in (True, False)
    ]
    team = engine.execute(Query(Word("team")), facets=["council"], limit=1000)
    return (
        everything,
        [(record.id, round(score, 9)) for record, score in team.hits],
        team.facets,
        {path: state.digest for path, state in engine.pages().items()},
    )


@settings(max_examples=15, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
class Incremental(RuleBasedStateMachine):
    """Adds, changes, removals, renames and damage, in any order, with indexing runs in between."""

    @initialize()
    def start(self) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.corpus = self.home / "corpus"
        self.corpus.mkdir()
        bring_up_to_date(self.corpus, self.home / "index")

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    names = st.sampled_from(["a.txt", "b.txt", "sub/c.txt", "d.md"])
    contents = st.tuples(st.integers(0, 1), st.lists(st.integers(0, len(LINES) - 1), max_size=4))

    @rule(name=names, content=contents)
    def write(self, name: str, content: tuple[int, list[int]]) -> None:
        path = self.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(page_text(*content), encoding="utf-8")

    @rule(name=names, site=st.integers(0, 2), edited=st.booleans())
    def write_a_copy(self, name: str, site: int, edited: bool) -> None:
        path = self.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(press_text(site, edited), encoding="utf-8")

    @rule(name=names)
    def write_its_council(self, name: str) -> None:
        path = (self.corpus / name).with_suffix(".toml")
        path.parent.mkdir(exist_ok=True)
        path.write_text('councils = ["Coventry"]\n', encoding="utf-8")

    @rule(name=names, publisher=st.sampled_from(["Coram Voice", "A council, for one"]))
    def write_sidecar(self, name: str, publisher: str) -> None:
        path = (self.corpus / name).with_suffix(".toml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'publisher = "{publisher}"\n', encoding="utf-8")

    @rule(name=names)
    def remove(self, name: str) -> None:
        (self.corpus / name).unlink(missing_ok=True)

    @rule()
    def touch_all(self) -> None:
        for path in self.corpus.rglob("*.*"):
            path.touch()

    @rule(old=names, new=names)
    def rename(self, old: str, new: str) -> None:
        if (self.corpus / old).exists():
            (self.corpus / new).parent.mkdir(exist_ok=True)
            (self.corpus / old).rename(self.corpus / new)

    @rule(name=names)
    def damage(self, name: str) -> None:
        path = self.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\x00\x01\x02 not a text")

    @rule()
    def index(self) -> None:
        bring_up_to_date(self.corpus, self.home / "index")

    @precondition(lambda self: hasattr(self, "corpus"))
    @invariant()
    def answers_equal_a_fresh_build(self) -> None:
        bring_up_to_date(self.corpus, self.home / "index")
        for path, state in open_store(self.home / "index").open().pages().items():
            assert state.stamp == corpus_folder.stamp(self.corpus, path)
        with tempfile.TemporaryDirectory() as fresh:
            bring_up_to_date(self.corpus, Path(fresh) / "index")
            rebuilt = open_store(Path(fresh) / "index").open()
            assert answers(open_store(self.home / "index").open()) == answers(rebuilt)


TestIncremental = Incremental.TestCase


@pytest.fixture
def home(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "family.txt").write_text(page_text(0, [0, 1, 2]), encoding="utf-8")
    (corpus / "workers.txt").write_text(page_text(1, [1, 4]), encoding="utf-8")
    return tmp_path


def test_the_same_practice_on_two_lists_is_one_record_with_both_themes_and_sources(home: Path) -> None:
    report = bring_up_to_date(home / "corpus", home / "index")
    assert report.records == {"page": 2, "practice": 4}
    engine = open_store(home / "index").open()
    shared = [
        record
        for record, _ in engine.execute(Query(Word("welcome")), limit=9).hits
        if record.type == "practice"
    ]
    assert len(shared) == 1
    assert shared[0].themes == ("family-friends-relationships", "social-workers-pas")
    assert [source.page for source in shared[0].sources] == ["family.txt", "workers.txt"]
    assert {evidence.page for evidence in shared[0].evidence} == {"family.txt", "workers.txt"}


def test_only_new_and_changed_pages_are_read(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus" / "new.txt").write_text(page_text(0, [3]), encoding="utf-8")
    (home / "corpus" / "workers.txt").write_text(page_text(1, [1]), encoding="utf-8")
    asked: list[str] = []

    def counting(root: Path, paths: Sequence[str]) -> Iterator[PageRead]:
        asked.extend(paths)
        return read_here(root, paths)

    report = index_pages(home / "corpus", open_store(home / "index"), read=counting)
    assert asked == ["new.txt", "workers.txt"]
    assert (report.added, report.changed, report.removed, report.unchanged) == (
        ("new.txt",),
        ("workers.txt",),
        (),
        1,
    )


def test_a_run_without_changes_reads_nothing_and_answers_the_same(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    before = answers(open_store(home / "index").open())
    report = bring_up_to_date(home / "corpus", home / "index")
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 2)
    assert answers(open_store(home / "index").open()) == before


def test_a_page_that_became_unreadable_leaves_the_index_and_is_named(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus" / "family.txt").write_bytes(b"\x00\xff\x00")
    report = bring_up_to_date(home / "corpus", home / "index", prune=False)
    assert report.removed == ("family.txt",)
    assert [path for path, _ in report.skipped] == ["family.txt"]
    assert report.records == {"page": 1, "practice": 2}


def test_a_sidecar_that_changes_makes_its_page_read_anew(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus" / "family.toml").write_text('publisher = "Coram Voice"\n', encoding="utf-8")
    report = bring_up_to_date(home / "corpus", home / "index")
    assert report.changed == ("family.txt",)
    assert open_store(home / "index").open().values("publisher") == {"Coram Voice": 4}


def test_changed_reading_rules_read_every_page_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    monkeypatch.setattr("carevoice_search.pipeline.reading_rules", lambda: "another rule book")
    report = bring_up_to_date(home / "corpus", home / "index")
    assert report.changed == ("family.txt", "workers.txt")


def test_a_missing_corpus_is_refused_and_loses_nothing(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus").rename(home / "elsewhere")
    with pytest.raises(CorpusError, match="corpus"):
        bring_up_to_date(home / "corpus", home / "index")
    assert open_store(home / "index").open().totals() == {"page": 2, "practice": 4}


def test_more_than_half_gone_is_refused_unless_pruning(home: Path) -> None:
    (home / "corpus" / "third.txt").write_text(page_text(0, [3]), encoding="utf-8")
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus" / "family.txt").unlink()
    (home / "corpus" / "workers.txt").unlink()
    with pytest.raises(CorpusError, match="--prune"):
        bring_up_to_date(home / "corpus", home / "index", prune=False)
    assert open_store(home / "index").open().totals()["page"] == 3
    assert bring_up_to_date(home / "corpus", home / "index", prune=True).records == {"page": 1, "practice": 1}


def test_pending_tells_what_the_index_has_not_read(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    known = open_store(home / "index").open().pages()
    assert len(pending(home / "corpus", known)) == 0
    (home / "corpus" / "workers.txt").write_text(page_text(1, [0]), encoding="utf-8")
    (home / "corpus" / "new.txt").write_text(page_text(0, [3]), encoding="utf-8")
    (home / "corpus" / "family.txt").unlink()
    waiting = pending(home / "corpus", known)
    assert (waiting.new, waiting.changed, waiting.gone) == (("new.txt",), ("workers.txt",), ("family.txt",))


def test_touching_a_page_does_not_make_it_pending(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus" / "workers.txt").touch()
    assert len(pending(home / "corpus", open_store(home / "index").open().pages())) == 0


def test_indexing_after_a_touch_takes_the_new_stamp_and_reads_nothing(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    before = answers(open_store(home / "index").open())
    (home / "corpus" / "workers.txt").touch()

    def nothing(root: Path, paths: Sequence[str]) -> Iterator[PageRead]:
        assert not paths
        return iter(())

    report = index_pages(home / "corpus", open_store(home / "index"), read=nothing)
    engine = open_store(home / "index").open()
    assert (report.changed, report.unchanged) == ((), 2)
    assert engine.pages()["workers.txt"].stamp == corpus_folder.stamp(home / "corpus", "workers.txt")
    assert answers(engine) == before
    generation = engine.generation
    bring_up_to_date(home / "corpus", home / "index")
    assert open_store(home / "index").open().generation == generation


def test_a_rebuild_from_an_emptied_corpus_is_refused_unless_pruning(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    for page in (home / "corpus").iterdir():
        page.unlink()
    with pytest.raises(CorpusError, match=r"2 of the 2 .* nothing was changed.*index --rebuild --prune"):
        bring_up_to_date(home / "corpus", home / "index", prune=False, rebuild=True)
    assert open_store(home / "index").open().totals() == {"page": 2, "practice": 4}
    assert bring_up_to_date(home / "corpus", home / "index", rebuild=True).records == {}


def test_a_rebuild_goes_on_where_the_old_index_cannot_be_read(home: Path) -> None:
    bring_up_to_date(home / "corpus", home / "index")
    (home / "corpus" / "family.txt").unlink()
    for segment in (home / "index").glob("*.seg"):
        segment.write_bytes(segment.read_bytes()[:200])
    report = bring_up_to_date(home / "corpus", home / "index", prune=False, rebuild=True)
    assert report.records == {"page": 1, "practice": 2}


# Copies


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Three copies of a press text, and a page of its own."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for site in range(3):
        (corpus / f"site-{site}.txt").write_text(press_text(site), encoding="utf-8")
    (corpus / "family.txt").write_text(page_text(0, [0, 1, 2]), encoding="utf-8")
    bring_up_to_date(corpus, tmp_path / "index")
    return tmp_path


def copies_of_pages(index: Path) -> list[list[str]]:
    """The pages of each group that has a page among the hits."""
    engine = open_store(index).open()
    answer = engine.execute(Query(Word("lose")), limit=100)
    return sorted(
        sorted([hit.sources[0].page, *(copy.page for copy in answer.copies.get(hit.id, ()))])
        for hit, _ in answer.hits
        if hit.type == "page"
    )


def test_copies_of_a_page_are_shown_and_counted_once(copied: Path) -> None:
    assert copies_of_pages(copied / "index") == [["site-0.txt", "site-1.txt", "site-2.txt"]]
    engine = open_store(copied / "index").open()
    assert engine.execute(Query(Everything())).totals["page"] == 2
    assert engine.execute(Query(Everything()), grouped=False).totals["page"] == 4
    assert engine.totals()["page"] == 4


def test_a_page_that_went_or_was_changed_leaves_its_group_in_the_same_commit(copied: Path) -> None:
    (copied / "corpus" / "site-0.txt").unlink()
    (copied / "corpus" / "site-2.txt").write_text(f"{press_text(2)}\n{PRESS[::-1]}\n", encoding="utf-8")
    bring_up_to_date(copied / "corpus", copied / "index")
    assert copies_of_pages(copied / "index") == [["site-1.txt"], ["site-2.txt"]]
    (copied / "corpus" / "site-3.txt").write_text(press_text(0, edited=True), encoding="utf-8")
    bring_up_to_date(copied / "corpus", copied / "index")
    assert copies_of_pages(copied / "index") == [["site-1.txt", "site-3.txt"], ["site-2.txt"]]


def test_a_sidecar_that_names_another_council_parts_copies(copied: Path) -> None:
    (copied / "corpus" / "site-1.toml").write_text('councils = ["Coventry"]\n', encoding="utf-8")
    bring_up_to_date(copied / "corpus", copied / "index")
    assert copies_of_pages(copied / "index") == [["site-0.txt", "site-2.txt"], ["site-1.txt"]]


def test_groups_outlive_a_touch(copied: Path) -> None:
    (copied / "corpus" / "site-1.txt").touch()
    bring_up_to_date(copied / "corpus", copied / "index")
    assert copies_of_pages(copied / "index") == [["site-0.txt", "site-1.txt", "site-2.txt"]]


def test_findings_of_copies_that_say_the_same_are_counted_once(copied: Path) -> None:
    engine = open_store(copied / "index").open()
    percent = Query(Everything(), (Filter("unit", ("percent",)),))
    assert (engine.count(percent), engine.count(percent, grouped=False)) == (1, 3)
    (copied / "corpus" / "site-1.txt").write_text(
        press_text(1).replace("32 per cent", "33 per cent"), encoding="utf-8"
    )
    bring_up_to_date(copied / "corpus", copied / "index")
    engine = open_store(copied / "index").open()
    assert (engine.count(percent), engine.count(percent, grouped=False)) == (2, 3)
