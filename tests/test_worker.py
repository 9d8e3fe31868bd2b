"""Pages are read in processes that can be killed: slow, greedy and broken pages cost only themselves."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pytest

from carevoice_search.corpus import load_page
from carevoice_search.errors import CarevoiceError, UsageError
from carevoice_search.reading import read_page
from carevoice_search.worker import PageRead, read_pages

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc")

PATIENCE = 60.0
"""Seconds to wait for what must happen, before a test fails; no test waits this long when all is well."""


def page(words: str) -> str:
    return (
        f"<html><head><title>{words}</title></head><body><main><h1>{words}</h1>"
        f"<p>{words}: what councils do for children in care and for care leavers.</p></main></body></html>"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Eight good pages."""
    for number in range(8):
        (tmp_path / f"good-{number}.html").write_text(page(f"Page number {number}"))
    return tmp_path


@pytest.fixture
def slow(root: Path) -> str:
    """A page whose reading takes far longer than these tests give it, by its size alone."""
    paragraph = '<p>A <a href="/x">short</a> line on <a href="/y">care</a>.</p><div><ul><li>x</li></ul></div>'
    (root / "slow.html").write_text("<html><body>" + paragraph * 40_000 + "</body></html>")
    return "slow.html"


def good(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("good-*.html"))


def by_path(results: Iterator[PageRead]) -> dict[str, PageRead]:
    found = list(results)
    assert len({result.path for result in found}) == len(found), "one result a page"
    return {result.path: result for result in found}


def children(parent: int) -> set[int]:
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, ppid = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(ppid) == parent and state != "Z":
                found.add(int(folder.name))
    return found


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until_gone(processes: Sequence[int] | set[int]) -> None:
    end = time.monotonic() + PATIENCE
    while alive := [process for process in processes if is_alive(process)]:
        assert time.monotonic() < end, f"still running: {alive}"
        time.sleep(0.02)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_page_is_read_as_it_would_be_here(root: Path, processes: int) -> None:
    here = {path: PageRead(path, read_page(load_page(root, path)), None) for path in good(root)}
    assert by_path(read_pages(root, good(root), processes=processes)) == here


def test_of_more_processes_than_pages_only_some_are_started(root: Path) -> None:
    before = children(os.getpid())
    reading = read_pages(root, good(root)[:2], processes=9)
    first = next(reading)
    assert len(children(os.getpid()) - before) <= 2
    assert by_path(reading).keys() | {first.path} == set(good(root)[:2])
    assert list(read_pages(root, [])) == []


def test_the_folder_may_be_the_current_one_whose_modules_are_never_imported(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A working folder is full of the files of others: one that is called json.py must not run."""
    (root / "sub").mkdir()
    (root / "sub/json.py").write_text("raise SystemExit('ran')")
    monkeypatch.chdir(root / "sub")
    paths = ["../good-0.html", (root / "good-1.html").as_posix()]
    results = by_path(read_pages(Path(), paths))
    assert [results[path].reason for path in paths] == [None, None]


def test_pages_that_cannot_be_read_are_given_with_their_reason(root: Path) -> None:
    (root / "binary.html").write_bytes(b"<p>\0\0\0</p>")
    (root / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Catalog >>\nxref\ntrailer\n%%EOF")
    (root / "sidecar.html").write_text(page("With a bad sidecar"))
    (root / "sidecar.toml").write_text('kind = "essay"')
    (root / "deep.html").write_text("<div>" * 50_000 + "Children in care" + "</div>" * 50_000)
    bad = ["binary.html", "broken.pdf", "gone.html", "sidecar.html"]
    results = by_path(read_pages(root, [*bad, "deep.html", *good(root)]))
    assert [results[path].reading for path in bad] == [None] * 4
    reasons = {path: results[path].reason or "" for path in bad}
    assert "NUL" in reasons["binary.html"]
    assert "cannot be read" in reasons["gone.html"]
    assert reasons["sidecar.html"].startswith("its sidecar sidecar.toml: kind: 'essay'")
    assert all("Traceback" not in reason and reason.isprintable() and reason for reason in reasons.values())
    deep = results["deep.html"]
    assert (deep.reading is None) != (deep.reason is None), "one of the two, and no crash of the whole"
    assert all(results[path].reading for path in good(root))


def test_a_slow_page_is_given_up_and_the_others_go_on(root: Path, slow: str) -> None:
    results = by_path(read_pages(root, [good(root)[0], slow, *good(root)[1:]], seconds=2))
    assert results[slow] == PageRead(slow, None, "took longer than 2 s")
    assert all(results[path].reading for path in good(root))


def test_a_greedy_page_is_given_up_and_the_others_go_on(root: Path, slow: str) -> None:
    results = by_path(read_pages(root, [good(root)[0], slow, *good(root)[1:]], megabytes=30))
    assert results[slow] == PageRead(slow, None, "needed more than 30 MB")
    assert all(results[path].reading for path in good(root))


@linux_only
def test_a_crash_is_given_with_its_signal_and_the_others_go_on(root: Path, slow: str) -> None:
    before = children(os.getpid())
    reading = read_pages(root, [slow, *good(root)], seconds=PATIENCE, processes=2)
    first = next(reading)  # a good page: the other worker is at the slow one
    for process in children(os.getpid()) - before:
        os.kill(process, signal.SIGSEGV)
    results = by_path(reading)
    assert first.path != slow
    assert results[slow] == PageRead(slow, None, "the reader crashed (signal 11)")
    assert results.keys() == {slow, *good(root)} - {first.path}
    assert sum(result.reading is None for result in results.values()) == 1, (
        "a worn worker's page is tried anew"
    )


@linux_only
def test_closing_the_iterator_ends_the_workers(root: Path, slow: str) -> None:
    before = children(os.getpid())
    reading = read_pages(root, [*good(root), slow], seconds=PATIENCE, processes=2)
    next(reading)
    workers = children(os.getpid()) - before
    assert len(workers) == 2
    assert isinstance(reading, Generator)
    reading.close()
    wait_until_gone(workers)


@linux_only
@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_workers_die_with_their_parent_even_amid_a_page(root: Path, slow: str, death: signal.Signals) -> None:
    (root / "slow-2.html").write_bytes((root / slow).read_bytes())
    program = (
        "import sys; from pathlib import Path; from carevoice_search.worker import read_pages\n"
        f"for result in read_pages(Path(sys.argv[1]), sys.argv[2:], processes=2, seconds={PATIENCE * 10}):\n"
        "    print(result.path, flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(root), "good-0.html", slow, "slow-2.html"], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        parent.stdout.readline()  # both workers are busy now, or one is about to be
        workers = children(parent.pid)
        assert workers
        parent.send_signal(death)
        parent.wait()
        wait_until_gone(workers)


def test_a_worker_ends_with_its_standard_input_even_amid_a_page(root: Path, slow: str) -> None:
    """Where the system cannot tie a child to its parent, the closed pipe does."""
    request = json.dumps({"path": slow}).encode()
    with subprocess.Popen(
        [sys.executable, "-m", "carevoice_search.worker", str(root), "1024"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as worker:
        assert worker.stdin and worker.stdout
        worker.stdout.read(4)  # it is ready
        worker.stdin.write(struct.pack(">I", len(request)) + request)
        worker.stdin.close()
        assert worker.wait(timeout=PATIENCE) == 0


def test_a_reader_that_cannot_start_is_one_clear_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(CarevoiceError, match="did not start"):
        list(read_pages(root, good(root)))


@pytest.mark.parametrize("limits", [{"processes": 0}, {"seconds": 0.0}, {"megabytes": 0}])
def test_limits_below_one_are_refused(root: Path, limits: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        read_pages(root, good(root), **limits)
