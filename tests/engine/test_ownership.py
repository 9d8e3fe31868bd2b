"""Whose index it is: nothing that somebody else made, or changed, is ever run, whatever is done with it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from records import record
from traps import lay, plant
from whoosh.index import open_dir

from carevoice_search.engines import Engine, PageState
from carevoice_search.engines.whoosh.layout import HEADER, STREAMS
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.errors import UnusableIndexError, UsageError
from carevoice_search.model import Everything, Query, Record, Word

REBUILD = r"run: carevoice index --rebuild$"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def put(folder: Path, *records: Record, rebuild: bool = False) -> None:
    with WhooshStore(folder).writing(rebuild=rebuild) as transaction:
        for one in records:
            transaction.put_page(PageState(f"{one.id}.html", "digest", "rules"), one, [])


def three(text: str) -> tuple[Record, ...]:
    return tuple(record(name, f"{text} care trust", themes=("money",)) for name in "abc")


def texts(folder: Path) -> dict[str, str]:
    answer = WhooshStore(folder).open().execute(Query(Everything()), limit=100)
    return {found.id: found.text for found, _ in answer.hits}


def toc_of(folder: Path) -> Path:
    (toc,) = folder.glob("_MAIN_*.toc")
    return toc


def use(engine: Engine) -> None:
    """Read everything that an index holds."""
    engine.execute(Query(Word("care")), facets=("theme",), limit=9)
    engine.execute(Query(Everything()), sort="date", limit=9)
    engine.term_vector("a", 5)
    list(engine.near_words("trsut", 2))
    engine.pages()
    engine.occurrences("a")


WAYS: dict[str, Callable[[Path], None]] = {
    "reading": lambda folder: use(WhooshStore(folder).open()),
    "verifying": lambda folder: WhooshStore(folder).verify(),
    "writing": lambda folder: put(folder, *three("new")),
    "rebuilding": lambda folder: put(folder, *three("new"), rebuild=True),
}


def sprung_by_whoosh_alone(folder: Path, trap: Path) -> bool:
    """Whether the trap is a trap. It is laid anew."""
    with contextlib.suppress(Exception):
        open_dir(str(folder))
    found = trap.exists()
    trap.unlink(missing_ok=True)
    return found


# Before anything is there


def test_before_the_first_indexing_it_says_what_to_run_and_writes_nothing(
    folder: Path, own_key: Path
) -> None:
    with pytest.raises(UnusableIndexError, match=r"no index .* yet; run: carevoice index$"):
        WhooshStore(folder).open()
    assert not folder.exists() and not own_key.exists()
    folder.mkdir()
    (folder / ".gitignore").write_text("*")
    with pytest.raises(UnusableIndexError, match=r"no index .* yet"):
        WhooshStore(folder).open()
    assert [path.name for path in folder.iterdir()] == [".gitignore"]


# The key


def test_the_key_is_the_users_alone(folder: Path, own_key: Path) -> None:
    put(folder, record("a"))
    assert own_key.stat().st_mode & 0o777 == 0o600
    owner = json.loads((folder / "owner").read_text())
    assert owner.keys() == {"format", "fields", "id", "hmac"} and owner["format"] == 4
    assert own_key.read_bytes().hex() not in (folder / "owner").read_text()


@pytest.mark.skipif(os.name != "posix", reason="this system has no such modes")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o666])
def test_a_key_that_others_can_read_or_write_is_refused_with_the_mend(
    folder: Path, own_key: Path, mode: int
) -> None:
    put(folder, record("a", "mine"))
    own_key.chmod(mode)
    for attempt in (lambda: texts(folder), lambda: put(folder), lambda: put(folder, rebuild=True)):
        with pytest.raises(UsageError, match=f"open to other users; run: chmod 600 {own_key}"):
            attempt()
    own_key.chmod(0o600)
    assert texts(folder) == {"a": "mine"}


def test_another_users_key_is_refused(folder: Path, own_key: Path) -> None:
    put(folder, record("a", "mine"))
    try:
        os.chown(own_key, 12345, -1)
    except (OSError, AttributeError):
        pytest.skip("only a superuser can give a file away, and only where files have owners")
    with pytest.raises(UsageError, match="belongs to another user"):
        texts(folder)


# The owner file


def test_another_users_index_and_another_format_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, record("a", "mine"))
    owner = json.loads((folder / "owner").read_text())
    for changed in ({"format": 2}, {"fields": ["type"]}):
        (folder / "owner").write_text(json.dumps(owner | changed))
        with pytest.raises(UnusableIndexError, match="another version; run: carevoice index --rebuild"):
            WhooshStore(folder).open()
    (folder / "owner").write_text(json.dumps(owner))
    assert texts(folder) == {"a": "mine"}
    monkeypatch.setenv("CAREVOICE_KEY_FILE", str(tmp_path / "other" / "key"))
    with pytest.raises(UnusableIndexError, match="not built by you"):
        WhooshStore(folder).open()


GARBAGE = {
    "empty": "",
    "half": "{",
    "a list": "[]",
    "nothing in it": "{}",
    "null": '{"id": null, "hmac": null}',
    "numbers": '{"id": 1, "hmac": 2, "format": 3}',
    "other letters": '{"id": "a", "hmac": "é"}',
    "half a letter": r'{"id": "\ud800", "hmac": "\udfff"}',
    "half a letter in the signature": '{"id": "' + "0" * 32 + r'", "hmac": "\udfff"}',
    "deep": "[" * 70_000,
    "deep and closed": "[" * 30_000 + "]" * 30_000,
    "long": '"' + "x" * 100_000 + '"',
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("with_index", [True, False])
def test_garbage_in_the_owner_file_is_one_clear_line_and_a_rebuild_works(
    folder: Path, garbage: str, with_index: bool
) -> None:
    put(folder, record("a", "mine"))
    if not with_index:
        shutil.rmtree(folder)
        folder.mkdir()
    (folder / "owner").write_text(garbage, encoding="utf-8")
    assert_only_a_rebuild_helps(folder)


def assert_only_a_rebuild_helps(folder: Path) -> None:
    for attempt in (lambda: texts(folder), lambda: put(folder, record("a"))):
        with pytest.raises(UnusableIndexError, match=REBUILD) as refused:
            attempt()
        assert "\n" not in str(refused.value)
    put(folder, record("a", "rebuilt"), rebuild=True)
    assert texts(folder) == {"a": "rebuilt"}


@pytest.mark.parametrize("with_index", [True, False])
def test_a_folder_in_the_place_of_the_owner_file_is_moved_aside_by_a_rebuild(
    folder: Path, with_index: bool
) -> None:
    if with_index:
        put(folder, record("a", "mine"))
        (folder / "owner").unlink()
    (folder / "owner").mkdir(parents=True)
    (folder / "owner" / "precious.txt").write_text("kept")
    assert_only_a_rebuild_helps(folder)
    (kept,) = folder.glob("owner.*/precious.txt")
    assert kept.read_text() == "kept"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_in_the_place_of_the_owner_file_is_not_waited_for(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "owner")
    assert_only_a_rebuild_helps(folder)


# Crafted commits


def test_a_crafted_index_is_never_unpickled(folder: Path, tmp_path: Path, own_key: Path) -> None:
    trap = tmp_path / "sprung"
    plant(folder, trap)
    assert sprung_by_whoosh_alone(folder, trap)
    stranger = {"format": 3, "fields": [], "id": "0" * 32, "hmac": "0" * 64}
    for owner in (None, json.dumps(stranger)):
        if owner is not None:
            (folder / "owner").write_text(owner)
        for attempt in (WhooshStore(folder).open, lambda: put(folder, record("a"))):
            with pytest.raises(UnusableIndexError, match=REBUILD):
                attempt()
    assert not trap.exists() and not own_key.exists()
    put(folder, record("a", "mine"), rebuild=True)
    assert texts(folder) == {"a": "mine"} and not trap.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_table_of_contents_that_is_replaced_in_place_is_refused(
    folder: Path, tmp_path: Path, way: str
) -> None:
    put(folder, *three("old"))
    trap = tmp_path / "sprung"
    toc = toc_of(folder)
    plant(folder, trap, int(toc.stem.rsplit("_", 1)[1]))
    assert sprung_by_whoosh_alone(folder, trap)
    assert_refused_or_rebuilt(folder, trap, way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("with_seal", [True, False])
def test_a_copied_owner_file_does_not_make_a_crafted_index_mine(
    folder: Path, tmp_path: Path, with_seal: bool, way: str
) -> None:
    put(folder, *three("old"))
    crafted, trap = tmp_path / "crafted", tmp_path / "sprung"
    toc = plant(crafted, trap)
    shutil.copy(folder / "owner", crafted)
    if with_seal:
        shutil.copy(f"{toc_of(folder)}.seal", f"{toc}.seal")
    assert sprung_by_whoosh_alone(crafted, trap)
    assert_refused_or_rebuilt(crafted, trap, way)


def assert_refused_or_rebuilt(folder: Path, trap: Path, way: str) -> None:
    if way == "rebuilding":
        WAYS[way](folder)
        assert texts(folder)["a"].startswith("new")
    else:
        with pytest.raises(UnusableIndexError, match=REBUILD):
            WAYS[way](folder)
    assert not trap.exists()


def test_a_seal_holds_for_one_commit_of_one_index(folder: Path, tmp_path: Path) -> None:
    put(folder, record("a", "first"))
    former = shutil.copytree(folder, tmp_path / "former")
    put(folder, record("a", "second"))
    toc = toc_of(folder)
    genuine = {path: path.read_bytes() for path in (toc, Path(f"{toc}.seal"))}
    for changed, content in (
        (toc, toc_of(former).read_bytes()),
        (toc, genuine[toc] + b"\0"),
        (Path(f"{toc}.seal"), b""),
        (Path(f"{toc}.seal"), Path(f"{toc_of(former)}.seal").read_bytes()),
    ):
        changed.write_bytes(content)
        with pytest.raises(UnusableIndexError, match="was changed by someone"):
            WhooshStore(folder).open()
        changed.write_bytes(genuine[changed])
    Path(f"{toc}.seal").unlink()
    with pytest.raises(UnusableIndexError, match="has no seal of yours"):
        WhooshStore(folder).open()
    put(tmp_path / "other", record("a", "other"))
    shutil.copy(tmp_path / "other" / "owner", former / "owner")
    with pytest.raises(UnusableIndexError, match="was changed by someone"):
        WhooshStore(former).open()


# Crafted segments: nothing in them is a pickle to us


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("extension", [HEADER, *STREAMS])
def test_a_crafted_segment_runs_nothing(folder: Path, tmp_path: Path, extension: str, way: str) -> None:
    trap = tmp_path / "sprung"
    put(folder, *three("old"))
    (file,) = folder.glob(f"*.{extension}")
    genuine = file.read_bytes()
    for offset in {0, 16, len(genuine) // 2, max(len(genuine) - 50, 0)}:
        file.write_bytes(genuine)
        lay(file, trap, offset)
        copy = shutil.copytree(folder, tmp_path / f"copy{offset}")
        with contextlib.nullcontext() if way == "rebuilding" else contextlib.suppress(UnusableIndexError):
            WAYS[way](copy)  # Writing may do without what it replaces.
    assert not trap.exists()


def test_verifying_finds_every_changed_segment(folder: Path) -> None:
    put(folder, *three("old"))
    WhooshStore(folder).verify()
    for file in folder.glob("MAIN_*"):
        genuine = file.read_bytes()
        ends = {0, 20} if file.suffix == f".{HEADER}" else {0, len(genuine) // 2, len(genuine) - 1}
        for place in ends if genuine else ():
            file.write_bytes(genuine[:place] + bytes((genuine[place] ^ 1,)) + genuine[place + 1 :])
            with pytest.raises(UnusableIndexError, match=REBUILD):
                WhooshStore(folder).verify()
        file.write_bytes(genuine)
    WhooshStore(folder).verify()


UNPICKLING_NOTHING = """
import os, sys
from pathlib import Path

def hook(event, arguments):
    if event == "pickle.find_class":
        print("unpickled", arguments, flush=True)
        os._exit(9)

sys.addaudithook(hook)
from test_ownership import WAYS
folder = Path(sys.argv[1])
for way in WAYS.values():
    way(folder)
"""


def test_no_way_in_unpickles_anything(folder: Path) -> None:
    put(folder, *three("old"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    asked = [sys.executable, "-c", UNPICKLING_NOTHING, str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


SEARCHING = """
import sys
from pathlib import Path
from carevoice_search.engines.whoosh.store import WhooshStore
from carevoice_search.model import Query, Word
engine = WhooshStore(Path(sys.argv[1])).open()
assert engine.execute(Query(Word("care")), facets=("theme", "council"), limit=10).total == 3
print(sorted({name.split(".")[0] for name in sys.modules} & {"whoosh", "filelock", "tempfile", "secrets"}))
"""


def test_a_search_imports_no_whoosh(folder: Path) -> None:
    put(folder, *three("old"))
    asked = [sys.executable, "-c", SEARCHING, str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
