"""The index's files: commits whole or not at all, sealed, swept, and nothing of anybody else's touched."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from building import write_index, write_segment
from records import record

from carevoice_search.engines.whoosh import ownership
from carevoice_search.engines.whoosh.manifest import Manifest
from carevoice_search.engines.whoosh.ownership import Mark
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.storage import (
    commit,
    holds_index,
    new_segment_id,
    newest_generation,
    read_manifest,
    segment_name,
    sweep,
    wipe,
    write_durably,
)
from carevoice_search.errors import UnusableIndexError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(folder: Path, text: str = "old", generation: int = 1) -> Mark:
    """An index of two segments; a document of the second one is deleted."""
    one = write_segment(folder, [record("a", text)])
    two = write_segment(folder, [record("b", text), record("c", "gone")], deleted=[1])
    return write_index(folder, one, two, generation=generation)


def texts(folder: Path) -> list[str]:
    """The live documents as the newest commit has them."""
    return [
        Segment(folder, segment_name(one.id)).stored.head(document).decode()
        for one in read_manifest(folder, ownership.check(folder)).segments
        for document in range(one.size)
        if one.deleted is None or not one.deleted[document]
    ]


def is_whole(folder: Path, text: str) -> bool:
    found = texts(folder)
    return len(found) == 2 and all(f'"{text}"' in one for one in found)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# Commits


def test_the_newest_commit_holds_and_the_former_ones_files_go(folder: Path) -> None:
    folder.mkdir()
    assert not holds_index(folder) and newest_generation(folder) == newest_generation(folder / "none") == -1
    build(folder, "old")
    assert holds_index(folder) and newest_generation(folder) == 1 and is_whole(folder, "old")
    former = names(folder)
    mark = build(folder, "new", generation=2)
    assert newest_generation(folder) == 2 and is_whole(folder, "new")
    assert names(folder) & former == {"owner"}
    manifest = read_manifest(folder, mark)
    assert (manifest.generation, manifest.stamps, manifest.rules) == (2, "stamps", ("rules",))
    assert [one.size for one in manifest.segments] == [1, 2]


def test_an_index_without_segments_is_one(folder: Path) -> None:
    mark = write_index(folder_made(folder), generation=0)
    assert read_manifest(folder, mark).segments == ()
    assert names(folder) == {"owner", "_MAIN_0.toc", "_MAIN_0.toc.seal"}


def folder_made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_segments_have_names_of_their_own() -> None:
    ids = {new_segment_id() for _ in range(100)}
    assert len(ids) == 100 and all(len(one) == 16 and one.isalnum() and one == one.lower() for one in ids)


def test_no_index_is_said_so(folder: Path) -> None:
    with pytest.raises(UnusableIndexError, match=r"no index in .* yet; run: carevoice index$"):
        read_manifest(folder, Mark("0" * 32, b"key"))


BARE = """
import sys
from pathlib import Path
from carevoice_search.engines.whoosh.ownership import check
from carevoice_search.engines.whoosh.storage import read_manifest
folder = Path(sys.argv[1])
assert read_manifest(folder, check(folder)).generation == 1
print(sorted({name.split(".")[0] for name in sys.modules} & {"whoosh", "numpy", "pickle", "filelock"}))
"""


def test_reading_a_manifest_imports_neither_whoosh_nor_numpy_nor_pickle(folder: Path) -> None:
    write_index(folder, write_segment(folder, [record("a")]))
    asked = [sys.executable, "-c", BARE, str(folder)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "[]\n"


# What was changed is refused


def changed(folder: Path, name: str) -> list[bytes]:
    """The content of a file with one change each."""
    content = (folder / name).read_bytes()
    randomly = random.Random(name)
    places = {0, len(content) - 1, *(randomly.randrange(len(content)) for _ in range(40))}
    flipped = [content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :] for place in places]
    cut = [content[:place] for place in places]
    return [*flipped, *cut, content + b"\n", b"", b"\n"]


@pytest.mark.parametrize("name", ["_MAIN_1.toc", "_MAIN_1.toc.seal"])
def test_any_change_of_a_commit_is_refused(folder: Path, name: str) -> None:
    mark = build(folder)
    genuine = (folder / name).read_bytes()
    for content in changed(folder, name):
        (folder / name).write_bytes(content)
        with pytest.raises(UnusableIndexError, match=r"was changed by .*run: carevoice index --rebuild$"):
            read_manifest(folder, mark)
    (folder / name).write_bytes(genuine)
    assert is_whole(folder, "old")


def test_a_commit_of_another_name_or_another_index_is_refused(folder: Path, tmp_path: Path) -> None:
    mark = build(folder)
    for name in ("_MAIN_1.toc", "_MAIN_1.toc.seal"):
        shutil.copy(folder / name, folder / name.replace("1", "2"))
    with pytest.raises(UnusableIndexError, match="was changed by"):
        read_manifest(folder, mark)
    other = tmp_path / "other"
    build(other)
    shutil.copy(folder / "owner", other / "owner")
    with pytest.raises(UnusableIndexError, match="was changed by"):
        read_manifest(other, ownership.check(other))


def test_a_missing_half_is_told_apart_so_that_a_reader_may_try_again(folder: Path) -> None:
    mark = build(folder)
    seal = folder / "_MAIN_1.toc.seal"
    content = seal.read_bytes()
    seal.unlink()
    with pytest.raises(UnusableIndexError, match="has no seal of yours") as refused:
        read_manifest(folder, mark)
    assert isinstance(refused.value.__cause__, FileNotFoundError)
    (folder / "_MAIN_2.toc.seal").write_bytes(content)  # a writer was killed before its table of contents
    seal.write_bytes(content)
    assert is_whole(folder, "old")


@pytest.mark.parametrize("name", ["_MAIN_1.toc.seal", "_MAIN_1.toc"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "huge", "loop"])
def test_what_is_no_file_of_a_commit_is_neither_waited_for_nor_read(
    folder: Path, name: str, kind: str
) -> None:
    mark = build(folder)
    path = folder / name
    path.unlink()
    if kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no pipes among its files")
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(1 << 40)
    else:
        path.symlink_to(path)
    with pytest.raises(UnusableIndexError, match=r"run: carevoice index"):
        read_manifest(folder, mark)
    wipe(folder)
    build(folder, "new")
    assert is_whole(folder, "new")


# Sweeping and wiping

FOREIGN = (
    ".gitignore",
    "notes.txt",
    "MAIN notes.md",
    "MAIN.seg",
    "MAIN_ABC.seg",
    "_MAIN_x.toc",
    "_MAIN_1.toc.bak",
    "XMAIN_abc.seg",
    ".MAIN",
    "writer.lock",
)
LEFT = (
    "_MAIN_0.toc",
    "_MAIN_0.toc.seal",
    "_MAIN_9.toc.seal",
    "_MAIN_01.toc.seal",
    "._MAIN_2.toc.x7_a",
    "._MAIN_2.toc.seal.x7_a",
    "_MAIN_2.toc.1763.25",
    "MAIN_0123456789abcdef.seg",
    "MAIN_0123456789abcdef.posw",
    "MAIN_abc.trm",
)


def litter(folder: Path, outside: Path) -> None:
    """Somebody's files, leftovers of writers, and links with leftovers' names to what is somebody's."""
    outside.mkdir()
    (outside / "precious.run").write_text("kept")
    for name in (*FOREIGN, *LEFT):
        (folder / name).write_text("kept")
    (folder / "MAIN.old.tmp").mkdir()
    (folder / "MAIN.old.tmp" / "0abc.run").write_text("left")
    (folder / "MAIN.mine.tmp").mkdir()
    (folder / "MAIN.mine.tmp" / "precious.txt").write_text("kept")
    (folder / "MAIN_dir.seg").mkdir()
    (folder / "MAIN.tmp").symlink_to(outside)
    (folder / "MAIN.link.tmp").symlink_to(outside)
    (folder / "MAIN_link.seg").symlink_to(outside / "precious.run")
    (folder / "MAIN_folder.seg").symlink_to(outside)
    (folder / "_MAIN_0007.toc.seal").symlink_to(outside / "precious.run")


def assert_only_leftovers_went(folder: Path, outside: Path) -> None:
    assert (outside / "precious.run").read_text() == "kept"
    assert {name for name in FOREIGN if (folder / name).read_text() == "kept"} == set(FOREIGN)
    assert (folder / "MAIN.mine.tmp" / "precious.txt").read_text() == "kept"
    assert {"MAIN_dir.seg", "MAIN.tmp", "MAIN.link.tmp"} <= names(folder)
    links = {"MAIN.old.tmp", "MAIN_link.seg", "MAIN_folder.seg", "_MAIN_0007.toc.seal"}
    assert not names(folder) & {*LEFT, *links}


def test_sweeping_removes_what_writers_left_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    mark = build(folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    litter(folder, tmp_path / "outside")
    sweep(folder, read_manifest(folder, mark))
    assert_only_leftovers_went(folder, tmp_path / "outside")
    assert {path: path.read_bytes() for path in before} == before


def test_wiping_removes_the_index_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    build(folder)
    litter(folder, tmp_path / "outside")
    wipe(folder)
    assert_only_leftovers_went(folder, tmp_path / "outside")
    assert list(folder.glob("*.toc")) == [folder / "_MAIN_x.toc"]
    assert {path.name for path in folder.glob("MAIN_*")} == {"MAIN_ABC.seg", "MAIN_dir.seg"}


def test_links_and_folders_in_the_way_of_a_commit_are_not_followed_nor_lost(
    folder: Path, tmp_path: Path
) -> None:
    build(folder)
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (folder / "_MAIN_2.toc.seal").symlink_to(precious)
    (folder / "_MAIN_2.toc").mkdir()
    (folder / "_MAIN_2.toc" / "mine").write_text("kept")
    build(folder, "new", generation=2)
    assert is_whole(folder, "new") and precious.read_text() == "kept"
    (aside,) = folder.glob("_MAIN_2.toc.*/mine")
    assert aside.read_text() == "kept"


def test_a_file_is_put_in_place_whole_or_not_at_all(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"one")
    write_durably(tmp_path / "a", b"two")
    assert names(tmp_path) == {"a"} and (tmp_path / "a").read_bytes() == b"two"
    with pytest.raises(TypeError):
        write_durably(tmp_path / "a", "not bytes")  # type: ignore[arg-type]
    assert names(tmp_path) == {"a"} and (tmp_path / "a").read_bytes() == b"two"


# Deaths and full disks

PRELUDE = """
import os, shutil, sys
from pathlib import Path
from building import write_segment
from records import record
from carevoice_search.engines.whoosh import codec, ownership
from carevoice_search.engines.whoosh.manifest import Manifest
from carevoice_search.engines.whoosh.storage import commit, read_manifest, sweep
from test_storage import is_whole, names
folder = Path(sys.argv[1])

def write(folder, text):
    mark = ownership.check(folder)
    former = read_manifest(folder, mark)
    sweep(folder, former)
    states = tuple(write_segment(folder, [record(one, text)]) for one in "ab")
    commit(folder, mark, Manifest(former.generation + 1, states))
"""

DIE_AT_EACH_STEP = """
def dying_after(steps):
    # As a kill -9 after so many changes to the folder.
    def hook(event, arguments):
        global left
        opened = event == "open" and str(arguments[0]).startswith(str(copy)) and arguments[1] not in ("r", "rb")
        if opened or event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
            left -= 1
            if left < 0:
                os._exit(9)
    return hook

outcomes = []
for steps in range(200):
    copy = folder.parent / f"copy{steps}"
    shutil.copytree(folder, copy)
    child = os.fork()
    if not child:
        left = steps
        sys.addaudithook(dying_after(steps))
        write(copy, "new")
        os._exit(0)
    died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    old, new = is_whole(copy, "old"), is_whole(copy, "new")
    assert old != new, (steps, names(copy))
    outcomes.append("old" if old else "new")
    write(copy, "again")
    assert is_whole(copy, "again") and len(names(copy)) == 3 + 2 * 6, names(copy)
    if not died:
        break
assert outcomes == sorted(outcomes, reverse=True) and outcomes[0] == "old" and outcomes[-1] == "new", outcomes
print(steps)
"""

FULL_DISK = """
import resource
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
mark = ownership.check(folder)
states = tuple(write_segment(folder, [record(one, "new")]) for one in "ab")
for limit in (0, 100, 1_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        commit(folder, mark, Manifest(2, states))
    except OSError:
        pass
    else:
        raise AssertionError("the disk was not full")
    assert is_whole(folder, "old")
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
commit(folder, mark, Manifest(2, states))
assert is_whole(folder, "new") and len(names(folder)) == 3 + 2 * 6, names(folder)
print("recovered")
"""


def run(script: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    asked = [sys.executable, "-c", PRELUDE + script, str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
def test_a_death_at_any_step_of_a_commit_leaves_the_old_index_or_the_new_one(folder: Path) -> None:
    build(folder)
    assert int(run(DIE_AT_EACH_STEP, folder)) > 20


def test_a_full_disk_leaves_the_old_index(folder: Path) -> None:
    pytest.importorskip("resource", reason="limits on file sizes need a Unix system")
    build(folder)
    assert run(FULL_DISK, folder) == "recovered\n"


def test_a_commit_without_its_segments_is_never_made(folder: Path) -> None:
    mark = build(folder)
    for path in folder.glob("MAIN_*"):
        path.unlink()
    with pytest.raises(FileNotFoundError):
        commit(folder, mark, Manifest(2, read_manifest(folder, mark).segments))
    assert newest_generation(folder) == 1
