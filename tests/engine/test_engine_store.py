"""Commits, page states, ownership and recovery of the index folder, with real files and processes."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import BLANK, record
from traps import plant
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
from whoosh.query import Term

from carevoice_search.engines import PageState, stamps_digest
from carevoice_search.engines.whoosh.layout import HEADER, STREAMS
from carevoice_search.engines.whoosh.snapshot import open_snapshot
from carevoice_search.engines.whoosh.store import WhooshStore as open_store
from carevoice_search.errors import CarevoiceError, LockedError, UnusableIndexError
from carevoice_search.model import Everything, Query, Record, Word


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def put(folder: Path, *records: Record) -> None:
    with open_store(folder).writing() as transaction:
        for one in records:
            transaction.put_record(one)


def texts(folder: Path) -> dict[str, str]:
    answer = open_store(folder).open().execute(Query(Everything()), limit=10_000)
    return {found.id: found.text for found, _ in answer.hits}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Commits


def test_changes_become_visible_together_at_the_end(folder: Path) -> None:
    put(folder, record("a", "old"))
    with open_store(folder).writing() as transaction:
        transaction.put_record(record("a", "new"))
        transaction.put_record(record("b", "new"))
        assert texts(folder) == {"a": "old"}
    assert texts(folder) == {"a": "new", "b": "new"}


def test_an_opened_engine_is_a_snapshot(folder: Path) -> None:
    put(folder, record("a", "old care"))
    engine = open_store(folder).open()
    for n in range(8):
        put(folder, record("a", f"new {n}"))
    assert engine.execute(Query(Word("care")), facets=("type",), sort="title").hits[0][0].text == "old care"
    assert open_store(folder).open().generation > engine.generation


def test_what_raises_inside_leaves_the_index_as_it_was_and_the_lock_free(folder: Path) -> None:
    put(folder, record("a", "old"))
    before = files(folder)
    with pytest.raises(ZeroDivisionError), open_store(folder).writing() as transaction:
        transaction.drop_record("a")
        transaction.put_record(record("b", "new"))
        raise ZeroDivisionError
    assert files(folder) == before
    put(folder, record("b", "again"))
    assert texts(folder) == {"a": "old", "b": "again"}


def test_a_transaction_without_changes_commits_nothing(folder: Path) -> None:
    put(folder, record("a"))
    before = files(folder)
    with open_store(folder).writing() as transaction:
        transaction.drop_record("absent")
        transaction.drop_page("absent.html")
    assert files(folder) == before


def test_the_first_transaction_makes_an_index_even_without_records(folder: Path) -> None:
    put(folder)
    engine = open_store(folder).open()
    assert engine.execute(Query(Everything()), facets=("theme",)).total == 0
    assert engine.totals() == engine.pages() == engine.values("year") == {}


def test_putting_and_dropping_twice_in_one_transaction_keeps_the_last(folder: Path) -> None:
    put(folder, record("a", "0"), record("b", "0"))
    with open_store(folder).writing() as transaction:
        for text in ("1", "2", "3"):
            transaction.put_record(record("a", text))
            transaction.put_page(PageState("c.html", text, "r"), record("c", text), [record("d", text)])
        transaction.put_record(record("b", "1"))
        transaction.drop_record("b")
    assert texts(folder) == {"a": "3", "c": "3"}
    assert open_store(folder).open().pages() == {"c.html": PageState("c.html", "3", "r")}


def test_there_are_never_more_than_a_dozen_segments_nor_dead_ones(folder: Path) -> None:
    for n in range(30):
        put(folder, *(record(f"{n}-{m}", "care") for m in range(5 + n)))
        assert len([name for name in files(folder) if name.endswith(".seg")]) <= 12
    with open_store(folder).writing() as transaction:
        for n in range(30):
            for m in range(5 + n):
                transaction.drop_record(f"{n}-{m}")
    put(folder, record("last", "care"))
    assert len([name for name in files(folder) if name.endswith(".seg")]) == 1
    assert texts(folder) == {"last": "care"}


def test_a_deletion_alone_writes_no_segment(folder: Path) -> None:
    put(folder, *(record(f"{n}", "care") for n in range(9)))
    before = set(files(folder))
    with open_store(folder).writing() as transaction:
        transaction.drop_record("3")
    assert {name for name in before ^ set(files(folder)) if name.startswith("MAIN_")} == set()
    assert sorted(texts(folder)) == [f"{n}" for n in range(9) if n != 3]


def test_what_was_interrupted_after_the_commit_is_committed(folder: Path) -> None:
    put(folder, record("a", "old"))
    with pytest.raises(KeyboardInterrupt), open_store(folder).writing() as transaction:
        transaction.put_record(record("a", "new"))
        transaction.commit()
        raise KeyboardInterrupt
    assert texts(folder) == {"a": "new"}
    assert_nothing_is_left_over(folder)


class Model:
    """What an index holds after the steps of one transaction, in dictionaries."""

    def __init__(self, records: dict[str, str], pages: dict[str, tuple[PageState, str]]) -> None:
        self.former_pages = dict(pages)
        self.former, self.new = dict(records), dict[str, str]()
        self.kept_pages, self.new_pages = dict(pages), dict[str, tuple[PageState, str]]()

    def put(self, name: str, text: str) -> None:
        self.former.pop(name, None)
        self.new[name] = text

    def drop(self, name: str) -> None:
        self.former.pop(name, None)
        self.new.pop(name, None)

    def put_page(self, state: PageState, name: str, text: str) -> None:
        self.drop_page(state.path)
        self.new_pages[state.path] = state, name
        self.put(name, text)

    def drop_page(self, path: str) -> None:
        if path in self.new_pages:
            self.drop(self.new_pages.pop(path)[1])
        if path in self.former_pages:
            self.kept_pages.pop(path, None)
            self.former.pop(self.former_pages[path][1], None)

    def restamp(self, state: PageState) -> None:
        if path_known := self.former_pages.get(state.path):
            self.kept_pages.pop(state.path, None)
            self.new_pages[state.path] = state, path_known[1]


steps = st.tuples(
    st.sampled_from(("put", "put", "drop", "put_page", "drop_page", "restamp")),
    st.sampled_from("abcde"),
    st.sampled_from(("x.html", "y.html", "z.html")),
)


@given(st.lists(st.lists(steps, max_size=7), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_any_steps_leave_what_dictionaries_would_hold(
    tmp_path_factory: pytest.TempPathFactory, history: list[list[tuple[str, str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("history") / "index"
    records: dict[str, str] = {}
    pages: dict[str, tuple[PageState, str]] = {}
    for commit, several in enumerate(history):
        model = Model(records, pages)
        with open_store(folder).writing() as transaction:
            for number, (step, name, path) in enumerate(several):
                text, state = f"{commit} {number}", PageState(path, f"{commit}", "r", f"{number}")
                if step == "put":
                    model.put(name, text)
                    transaction.put_record(record(name, text))
                elif step == "drop":
                    model.drop(name)
                    transaction.drop_record(name)
                elif step == "put_page":
                    model.put_page(state, name, text)
                    transaction.put_page(state, record(name, text), [practice(f"p{name}", path)])
                elif step == "drop_page":
                    model.drop_page(path)
                    transaction.drop_page(path)
                elif path in pages:
                    model.restamp(state)
                    transaction.restamp(state)
        records, pages = model.former | model.new, model.kept_pages | model.new_pages
        engine = open_store(folder).open()
        states = {path: state for path, (state, _) in pages.items()}
        assert texts(folder) == records
        assert engine.pages() == states and engine.stamps == stamps_digest(states)
        assert engine.rules == (("r",) if states else ())
        for path, (_, name) in pages.items():
            assert engine.standing_on(path) == (practice(f"p{name}", path),)


# Page states


def practice(id: str, page: str) -> Record:
    return record(id, f"{id} on {page}", type="practice", themes=("money",))


def test_a_page_keeps_its_state_and_its_unmerged_practices(folder: Path) -> None:
    one, two = PageState("one.html", "d1", "r"), PageState("two.txt", "d2", "r", "12:34")
    with open_store(folder).writing() as transaction:
        transaction.put_page(one, record("page-1", "care"), [practice("p", "one"), practice("q", "one")])
        transaction.put_page(two, record("page-2", "care"), [practice("p", "two")])
        assert transaction.pages() == {} and transaction.occurrences("p") == ()
    engine = open_store(folder).open()
    assert engine.pages() == {"one.html": one, "two.txt": two}
    assert engine.totals() == {"page": 2}
    assert engine.frequency("on") == 0 and engine.record("p") is None
    with open_store(folder).writing() as transaction:
        assert transaction.pages() == engine.pages()
        assert transaction.standing_on("one.html") == (practice("p", "one"), practice("q", "one"))
        assert transaction.standing_on("absent") == transaction.occurrences("absent") == ()
        transaction.drop_page("one.html")
        assert set(transaction.occurrences("p")) == {practice("p", "one"), practice("p", "two")}
    assert texts(folder) == {"page-2": "care"}
    assert open_store(folder).open().pages() == {"two.txt": two}
    with open_store(folder).writing() as transaction:
        assert transaction.occurrences("p") == (practice("p", "two"),)
        assert transaction.occurrences("q") == ()
        changed = PageState("two.txt", "d3", "r")
        transaction.put_page(changed, record("page-3"), [])
    assert texts(folder) == {"page-3": ""}
    assert open_store(folder).open().pages() == {"two.txt": changed}


def test_a_record_of_the_same_id_put_for_another_page_survives_dropping_the_first(folder: Path) -> None:
    with open_store(folder).writing() as transaction:
        transaction.put_page(PageState("old.html", "d", "r"), record("same", "old"), [])
    with open_store(folder).writing() as transaction:
        transaction.put_page(PageState("new.html", "d", "r"), record("same", "new"), [])
        transaction.drop_page("old.html")
    assert texts(folder) == {"same": "new"}


def test_a_new_stamp_keeps_everything_else_of_a_page(folder: Path) -> None:
    old, new = PageState("one.html", "d1", "r", "old"), PageState("one.html", "d1", "r", "new")
    with open_store(folder).writing() as transaction:
        transaction.put_page(old, record("page-1", "care"), [practice("p", "one")])
    with open_store(folder).writing() as transaction:
        transaction.restamp(new)
        assert transaction.occurrences("p") == (practice("p", "one"),)
    engine = open_store(folder).open()
    assert engine.pages() == {"one.html": new}
    assert texts(folder) == {"page-1": "care"}
    assert engine.standing_on("one.html") == engine.occurrences("p") == (practice("p", "one"),)
    with open_store(folder).writing() as transaction:
        transaction.restamp(old)
        transaction.drop_page("one.html")
    engine = open_store(folder).open()
    assert engine.pages() == texts(folder) == {} and engine.occurrences("p") == ()


# Whoosh's own tools


def test_whoosh_opens_the_index_and_finds_a_term(folder: Path) -> None:
    put(folder, record("a", "Carers’ café", publisher="Coram, Voice"), record("b", "other"))
    with open_dir(str(folder)).searcher() as searcher:
        for query in (
            Term("body", "carer"),
            Term("words", "cafe"),
            Term("publisher", "Coram, Voice"),
            QueryParser("body", searcher.schema).parse("caring OR carers"),
            QueryParser("body", searcher.schema).parse('"carers cafes"'),
        ):
            assert [json.loads(hit["record"])["id"] for hit in searcher.search(query)] == ["a"]


# Rebuilding


def test_a_rebuild_starts_empty_while_the_old_index_answers(folder: Path) -> None:
    with open_store(folder).writing() as transaction:
        transaction.put_page(PageState("a.html", "d", "r"), record("a", "old"), [practice("p", "a")])
    with open_store(folder).writing(rebuild=True) as transaction:
        assert transaction.pages() == {} and transaction.occurrences("p") == ()
        assert transaction.former_pages() == {"a.html": PageState("a.html", "d", "r")}
        transaction.put_record(record("b", "new"))
        assert texts(folder) == {"a": "old"}
    assert texts(folder) == {"b": "new"}
    assert open_store(folder).open().pages() == {}


def test_a_rebuild_of_a_foreign_index_removes_nothing_that_is_not_the_index(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.run").write_text("kept")
    plant(folder, tmp_path / "sprung")
    for name in (".gitignore", "notes.txt", "MAIN notes.md"):
        (folder / name).write_text("kept")
    (folder / "MAIN.tmp").symlink_to(outside)
    (folder / "MAIN.old.tmp").symlink_to(outside)
    (folder / "MAIN_abc.seg").symlink_to(outside / "precious.run")
    (folder / "_MAIN_7.toc").symlink_to(outside / "precious.run")
    with open_store(folder).writing(rebuild=True) as transaction:
        transaction.put_record(record("a", "mine"))
    assert texts(folder) == {"a": "mine"}
    assert (outside / "precious.run").read_text() == "kept"
    assert {(folder / name).read_text() for name in (".gitignore", "notes.txt", "MAIN notes.md")} == {"kept"}


# Damage


def test_damaged_files_are_reported_and_can_be_rebuilt(folder: Path, tmp_path: Path) -> None:
    with open_store(folder).writing() as transaction:
        for n in range(40):
            transaction.put_page(
                PageState(f"{n}.html", "d", "r"),
                record(f"page-{n}", f"care carer number{n} " * 20, themes=("money",), date="2021-04"),
                [practice(f"p{n}", f"{n}")],
            )
    good = {name: content for name, content in files(folder).items() if name.startswith(("MAIN_", "_MAIN_"))}
    randomly = random.Random(7)
    reported = 0
    for n in range(60):
        name = sorted(good)[n % len(good)]
        content = bytearray(good[name])
        if not content:
            continue
        if n % 3 == 0:
            content = content[: randomly.randrange(len(content))]
        else:
            start = randomly.randrange(len(content))
            size = randomly.choice((1, 64, 4096))
            content[start : start + size] = randomly.randbytes(len(content[start : start + size]))
        damaged = tmp_path / f"damaged-{n}"
        shutil.copytree(folder, damaged)
        (damaged / name).write_bytes(content)
        try:
            use(damaged)
        except UnusableIndexError as error:
            assert "carevoice index" in str(error)
            reported += 1
    assert reported > 20
    (folder / "MAIN_gone.seg").write_bytes(b"left over")
    for path in folder.glob("*.seg"):
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(UnusableIndexError, match=r"damaged.*run: carevoice index --rebuild"):
        open_store(folder).open()
    with open_store(folder).writing(rebuild=True) as transaction:
        transaction.put_record(record("a", "mine"))
    assert texts(folder) == {"a": "mine"}


def use(folder: Path) -> None:
    """Read everything that the index holds."""
    engine = open_store(folder).open()
    answer = engine.execute(Query(Word("care")), facets=("theme", "council", "year"), limit=50)
    for found, _ in answer.hits:
        engine.record(found.id)
    engine.term_vector("page-1", 5)
    list(engine.near_words("care", 1))
    engine.pages()


def test_a_missing_segment_is_damage(folder: Path) -> None:
    put(folder, record("a"))
    next(folder.glob("*.seg")).unlink()
    with pytest.raises(UnusableIndexError, match="damaged"):
        open_store(folder).open()


# Processes

PRELUDE = """
import os, sys, time
from pathlib import Path
from records import record
from carevoice_search.engines.whoosh.store import WhooshStore as open_store
store = open_store(Path(sys.argv[1]))
"""


@contextlib.contextmanager
def running(script: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A Python process that runs `script` on the store, past its first line of output."""
    process = subprocess.Popen(
        [sys.executable, "-c", PRELUDE + script, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert process.stdout and process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


HOLD = """
with store.writing():
    print("holding", flush=True)
    time.sleep(float(sys.argv[2]) if len(sys.argv) > 2 else 60)
"""


def test_a_second_writer_is_told_who_holds_the_lock(folder: Path) -> None:
    put(folder, record("a", "old"))
    with running(HOLD, folder) as process:
        with pytest.raises(
            LockedError, match=rf"process {process.pid} \(since .* for \d+ seconds?\) is writing"
        ):
            put(folder, record("a", "new"))
        assert texts(folder) == {"a": "old"}
        process.send_signal(signal.SIGKILL)
        process.wait()
        put(folder, record("a", "new"))
    assert texts(folder) == {"a": "new"}
    assert not (folder / "writer.json").exists()


def test_a_second_writer_in_the_same_process_is_refused_too(folder: Path) -> None:
    with open_store(folder).writing(), pytest.raises(LockedError, match=f"process {os.getpid()}"):
        put(folder, record("a"))


def test_a_writer_waits_as_long_as_it_is_told(folder: Path) -> None:
    script = HOLD.replace("float(sys.argv[2]) if len(sys.argv) > 2 else 60", "0.5")
    with running(script, folder), open_store(folder).writing(wait=60) as transaction:
        transaction.put_record(record("a", "waited"))
    assert texts(folder) == {"a": "waited"}


COMMIT_ON_AND_ON = """
print("started", flush=True)
for number in range(10_000):
    with store.writing() as transaction:
        for n in range(20):
            transaction.put_record(record(f"r{n}", f"{number} " + f"care of{number} " * 30))
"""


def numbers(folder: Path) -> set[str]:
    """Which commits' records the index holds; a whole index has all twenty of one."""
    found = texts(folder)
    assert len(found) == 20
    return {text.split()[0] for text in found.values()}


def test_a_reader_meets_a_whole_index_at_any_moment_of_writing(folder: Path) -> None:
    put(folder, *(record(f"r{n}", "old ") for n in range(20)))
    seen: set[tuple[str, ...]] = set()
    end = time.monotonic() + 30
    with running(COMMIT_ON_AND_ON, folder):
        while len(seen) < 5 and time.monotonic() < end:
            seen.add(tuple(numbers(folder)))
    assert all(len(one) == 1 for one in seen) and len(seen) > 1


@pytest.mark.parametrize("moment", range(5))
def test_a_kill_leaves_a_whole_index_and_the_next_writer_recovers(folder: Path, moment: int) -> None:
    put(folder, *(record(f"r{n}", "old ") for n in range(20)))
    with running(COMMIT_ON_AND_ON, folder) as process:
        time.sleep(random.Random().uniform(0.05, 0.6))
        process.kill()
        process.wait()
    assert len(numbers(folder)) == 1
    put(folder, *(record(f"r{n}", "new ") for n in range(20)))
    assert numbers(folder) == {"new"}
    assert_nothing_is_left_over(folder)


def assert_nothing_is_left_over(folder: Path) -> None:
    names = files(folder).keys() - {"owner", "writer.lock"}
    segments = {name.partition(".")[0] for name in names if name.endswith(".seg")}
    assert len(segments) == len(open_snapshot(folder).parts)
    (toc,) = (name for name in names if name.endswith(".toc"))
    kept = {f"{segment}.{extension}" for segment in segments for extension in (HEADER, *STREAMS)}
    assert names == {toc, f"{toc}.seal"} | kept
    assert not [path for path in folder.iterdir() if path.is_dir()]


DIE_AT_EACH_STEP = """
import shutil
from carevoice_search.model import Everything, Query
folder = Path(sys.argv[1])
print("started", flush=True)

def write(store, text):
    with store.writing() as transaction:
        for n in range(3):
            transaction.put_record(record(f"r{n}", text))

def dying_after(steps):
    # As a kill -9 after so many changes to the folder.
    def hook(event, arguments):
        nonlocal steps
        opened = event == "open" and str(arguments[0]).startswith(str(copy)) and arguments[1] not in ("r", "rb")
        if opened or event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
            steps -= 1
            if steps < 0:
                os._exit(9)
    return hook

outcomes = []
for steps in range(200):
    copy = folder.parent / f"copy{steps}"
    shutil.copytree(folder, copy)
    child = os.fork()
    if not child:
        sys.addaudithook(dying_after(steps))
        write(open_store(copy), "new")
        os._exit(0)
    died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    found = {r.text for r, _ in open_store(copy).open().execute(Query(Everything())).hits}
    assert found in ({"old"}, {"new"}), found
    outcomes.append(found.pop())
    write(open_store(copy), "again")
    if not died:
        break
assert outcomes == sorted(outcomes, reverse=True) and outcomes[0] == "old" and outcomes[-1] == "new", outcomes
print(steps, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
def test_a_death_at_any_step_of_a_commit_leaves_the_old_index_or_the_new_one(folder: Path) -> None:
    put(folder, *(record(f"r{n}", "old") for n in range(3)))
    with running(DIE_AT_EACH_STEP, folder) as process:
        steps = int(process.communicate()[0])
    assert steps > 10
    for n in range(steps + 1):
        assert texts(folder.parent / f"copy{n}") == {"r0": "again", "r1": "again", "r2": "again"}
        assert_nothing_is_left_over(folder.parent / f"copy{n}")


def test_a_killed_first_indexing_is_no_index_and_the_next_makes_one(folder: Path) -> None:
    script = """
with store.writing() as transaction:
    transaction.put_record(record("a", "half"))
    print("writing", flush=True)
    time.sleep(60)
"""
    with running(script, folder) as process:
        process.kill()
        process.wait()
    with pytest.raises(UnusableIndexError, match=r"run: carevoice index$"):
        open_store(folder).open()
    put(folder, record("a", "whole"))
    assert texts(folder) == {"a": "whole"}


FULL_DISK = """
import resource
from carevoice_search.errors import CarevoiceError
from carevoice_search.model import Everything, Query
from records import record
from carevoice_search.engines.whoosh.store import WhooshStore as open_store
print("started", flush=True)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
fresh = open_store(Path(sys.argv[1]).parent / "fresh")
for limit in (0, 100, 2_000, 20_000, 60_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with store.writing() as transaction:
            for n in range(300):
                transaction.put_record(record(f"r{n}", " ".join(f"new{n}x{m}" for m in range(60))))
        raise AssertionError("the disk was not full")
    except CarevoiceError as error:
        assert "could not be written" in str(error), error
    try:
        with fresh.writing() as transaction:
            transaction.put_record(record("a", " ".join(f"new{m}" for m in range(30_000))))
        raise AssertionError("the disk was not full")
    except CarevoiceError:
        pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {r.text for r, _ in store.open().execute(Query(Everything())).hits} == {"old"}
with store.writing() as transaction:
    transaction.put_record(record("r0", "room again"))
with fresh.writing() as transaction:
    transaction.put_record(record("r0", "room again"))
assert fresh.open().totals() == {"page": 1}
print("recovered", flush=True)
"""


def test_a_full_disk_leaves_the_old_index_and_a_free_lock(folder: Path) -> None:
    pytest.importorskip("resource", reason="limits on file sizes need a Unix system")
    put(folder, record("a", "old"))
    before = set(files(folder))
    with running(FULL_DISK, folder) as process:
        assert process.communicate()[0] == "recovered\n"
    assert texts(folder) == {"a": "old", "r0": "room again"}
    assert len(files(folder)) <= len(before) + 1


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CarevoiceError, match="cannot be made"):
        put(tmp_path / "file" / "index")


def test_records_come_back_exactly(folder: Path) -> None:
    odd = record(
        "ïd/ü?#",
        "line one\nline\ttwo\u2028\x00 \U0001f600",
        title="“Títle” ẞ",
        publisher="A\x1fB",
        date="2021-02",
    )
    put(folder, odd, BLANK)
    engine = open_store(folder).open()
    assert engine.record("ïd/ü?#") == odd
    assert pickle.loads(pickle.dumps(odd)) == odd


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("extension", ["seg", "doc", "pos", "txt"])
def test_a_pipe_in_the_place_of_a_segments_file_is_damage_and_not_waited_for(
    folder: Path, extension: str
) -> None:
    put(folder, record("a", "care " * 500))
    path = next(folder.glob(f"*.{extension}"))
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UnusableIndexError, match="damaged"):
        open_store(folder).open()
    with open_store(folder).writing(rebuild=True) as transaction:
        transaction.put_record(record("b", "mine"))
    assert texts(folder) == {"b": "mine"}


def test_what_differs_in_half_a_surrogate_pair_alone_is_two(folder: Path) -> None:
    one, two = "\udce8.html", "\udce9.html"
    half = record("p", "\ud83d\ude00 care", type="practice")  # joined, these two halves would be one letter
    for path in (one, two):
        with open_store(folder).writing() as transaction:
            transaction.put_page(PageState(path, "d", "r"), record(f"page:{path}", "care"), [half])
    engine = open_store(folder).open()
    assert texts(folder).keys() == {f"page:{one}", f"page:{two}"}
    assert engine.pages().keys() == {one, two}
    assert engine.standing_on(one) == (half,)
