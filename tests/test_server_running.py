"""`carevoice serve` as a process: its first line, its end, and an index that changes under it."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from carevoice_search.server import limits
from carevoice_search.server.running import configured, listen
from serving import Running, here, make, running

TRUST = "Trust takes time\n\nCare leavers told the council that a social worker earns trust slowly.\n"
MONEY = "Money matters\n\nThe council gives care leavers a bus pass and a grant for their first flat.\n"

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made") / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A working folder with one page, indexed."""
    if not made.exists():
        make(made, {"trust.txt": TRUST})
    return Path(shutil.copytree(made, tmp_path / "home"))


def serve(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "carevoice_search", "--home", str(home), "serve", *words]
    return subprocess.run(command, env=here(), capture_output=True, text=True, timeout=120)


def test_it_says_where_it_serves_what_and_ctrl_c_ends_it_with_one_word_and_130(home: Path) -> None:
    with running(home) as server:
        assert re.fullmatch(r"Serving http://127\.0\.0\.1:\d+/ · 1 page · Ctrl-C stops\n", server.first_line)
        status, body = server.get("/?q=trust")
        assert status == 200
        assert b"Trust takes time" in body
        assert server.stop(signal.SIGINT) == (130, "carevoice: Stopped.\n")


def test_sigterm_ends_it_quietly_with_0_whatever_connections_are_open(home: Path) -> None:
    with running(home) as server, socket.create_connection(("127.0.0.1", server.port)) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: local")
        assert server.get("/")[0] == 200
        assert server.stop(signal.SIGTERM) == (0, "")


def test_a_port_in_use_is_one_line_that_names_port(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = serve("--port", str(taken.getsockname()[1]), home=home)
    assert done.returncode == 2
    assert re.fullmatch(r"carevoice: Port \d+ is in use.*--port.*\n", done.stderr)
    assert done.stdout == ""


def test_a_host_that_is_none_is_one_line(home: Path) -> None:
    done = serve("--host", "no..host", home=home)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--host" in done.stderr


@pytest.mark.parametrize("name", ["evil.example:80", "foo bar", "http://name", ""])
def test_a_name_under_which_nobody_could_ask_is_refused(home: Path, name: str) -> None:
    done = serve("--port", "0", "--allow-host", name, home=home)
    assert done.returncode == 2
    assert "--allow-host" in done.stderr


@pytest.mark.parametrize("settings", ["", "[search]\nsynonyms = false\n", "[serve]\nlog = false\n"])
def test_where_settings_may_have_the_command_count_otherwise_the_page_says_so(
    home: Path, settings: str
) -> None:
    (home / "carevoice.toml").write_text(settings, encoding="utf-8")
    with running(home) as server:
        _, body = server.get("/?q=trust")
    assert (b"may count otherwise" in body) == ("[search]" in settings)


def test_without_an_index_it_says_what_to_run_and_ends_with_3(tmp_path: Path) -> None:
    done = serve("--port", "0", home=tmp_path)
    assert done.returncode == 3
    assert "carevoice init" in done.stderr
    (tmp_path / "corpus").mkdir()
    done = serve("--port", "0", home=tmp_path)
    assert done.returncode == 3
    assert "Run: carevoice" in done.stderr


def test_beyond_this_machine_it_warns_before_it_serves_and_goes_by_addresses(home: Path) -> None:
    with running(home, "--host", "0.0.0.0") as server:
        assert re.match("carevoice: warning: anybody who can reach", server.before)
        assert server.get("/", {"Host": "192.168.1.5"})[0] == 200
        assert server.get("/", {"Host": "evil.example"})[0] == 421
        assert server.stop()[0] == 130


def test_a_name_may_be_allowed_and_requests_logged_and_no_request_steers_the_terminal(
    home: Path, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new && mv {opened}.new {opened}\n', encoding="utf-8")
    browser.chmod(0o700)
    options = ("--allow-host", "archive.example", "--log", "--open")
    with running(home, *options, env={"BROWSER": f"{browser} %s"}) as server:
        assert server.before == ""
        assert server.get("/?q=trust", {"Host": "archive.example"})[0] == 200
        assert server.get("/", {"Host": "other.example"})[0] == 421
        server.send(b"GET /%1b%5d0;title%07 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        for _ in range(3_000):
            if opened.exists():
                break
            threading.Event().wait(0.01)
        assert opened.read_text(encoding="utf-8") == f"http://127.0.0.1:{server.port}/\n"
        _, said = server.stop()
    assert '"GET /?q=trust HTTP/1.1" 200' in said
    assert "\x1b" not in said and "\x07" not in said


def test_a_page_that_was_indexed_while_it_runs_is_found_and_a_lost_index_is_a_503_until_it_is_back(
    home: Path,
) -> None:
    with running(home) as server:
        assert b"Money matters" not in server.get("/?q=money")[1]
        make(home, {"money.txt": MONEY})
        assert b"Money matters" in server.get("/?q=money")[1]
        (home / "index").rename(home / "away")
        for _ in range(3):
            status, body = server.get("/?q=trust")
            assert status == 503
            assert str(home).encode() not in body
        (home / "away").rename(home / "index")
        assert server.get("/?q=trust")[0] == 200
        _, said = server.stop()
    assert "trust" not in said, "what is searched for is not logged"
    assert said.count(str(home / "index")) == 1, "what is wrong is told once, where the server runs"


def test_while_the_index_changes_no_answer_fails_and_none_mixes_two_commits(home: Path) -> None:
    stop = threading.Event()
    failed: list[tuple[int, bytes]] = []
    seen: set[int] = set()

    def keep_asking() -> None:
        while not (stop.is_set() or failed):
            status, body = server.get("/?type=page")
            total = re.search(rb'id="total"[^>]*>(\d+) record', body)
            if status != 200 or not total or int(total[1]) != body.count(b'<li class="hit'):
                failed.append((status, body))
            else:
                seen.add(int(total[1]))

    def commit(number: int) -> None:
        words = " ".join(f"{chr(96 + number)}word{place}" for place in range(30))
        make(home, {f"page{number}.txt": f"Page {number}\n\n{words} on what a council did.\n"})
        for _ in range(6_000):
            if number + 1 in seen or failed:
                return
            stop.wait(0.01)

    with running(home) as server:
        askers = [threading.Thread(target=keep_asking) for _ in range(4)]
        for asker in askers:
            asker.start()
        for number in range(1, 5):
            commit(number)
        stop.set()
        for asker in askers:
            asker.join(60)
    assert not failed
    assert seen >= {2, 3, 4, 5}


@pytest.mark.parametrize(
    ("request_bytes", "statuses"),
    [
        (b"nonsense\r\n\r\n", (400,)),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (400,)),
        (b"GET / HTTP/1.1\r\n\r\n", (400,)),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", (400,)),
        (b"GET / HTTP/1.0\r\n\r\n", (400,)),
        (b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", (400,)),
        (b"GET / HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n", (200, 400)),
        (b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", (400,)),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n", (400,)),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", (400,)),
        (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", (400, 405)),
        (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", (400, 405)),
        (HEAD + b"X: " + b"a" * 70_000 + b"\r\n\r\n", (400, 431)),
        (HEAD + b"X: a\r\n" * 2_000 + b"\r\n", (400, 431)),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", (400, 414)),
        (HEAD + b"X: a\r\n b\r\n\r\n", (200, 400)),
        (HEAD + b"X : a\r\n\r\n", (400,)),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", (200, 400)),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", (400,)),
        (HEAD + b"Content-Length: -1\r\n\r\n", (400,)),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n", (200, 400)),
        (b"GET /no HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\n", (404,)),
        (HEAD + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: a\r\n\r\n", (200, 400)),
        (HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", (100, 200)),
        (HEAD + b"Range: bytes=0-10\r\n\r\n", (200,)),
        (HEAD.replace(b"GET", b"HEAD") + b"\r\n", (200,)),
        (HEAD + b"\r\nGET /?q=second HTTP/1.1\r\nHost: localhost\r\n\r\n", (200,)),
    ],
)
def test_what_is_hardly_http_gets_one_plain_answer(
    request_bytes: bytes, statuses: Sequence[int], listening: Running
) -> None:
    answer = listening.send(request_bytes)
    first, _, _ = answer.partition(b"\r\n")
    assert int(first.split()[1]) in statuses, answer[:200]
    assert b"Traceback" not in answer and b"carevoice_search/" not in answer
    assert not re.search(rb"\r\nserver:", answer, re.I)


@pytest.fixture(scope="module")
def listening(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for requests that change nothing; it must live through all of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        if not made.exists():
            make(made, {"trust.txt": TRUST})
        with running(made) as server:
            yield server
            assert server.get("/")[0] == 200
            assert server.stop(signal.SIGTERM) == (0, "")


def test_a_connection_on_which_no_whole_request_comes_is_closed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "IDLE", 0.2)
    with listen("127.0.0.1", 0) as own:
        server = configured(home, own)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]})
        thread.start()
        for begun in (b"", b"GET / HT", b"GET /no HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n"):
            with socket.create_connection(own.getsockname(), timeout=60) as connection:
                connection.sendall(begun)
                while connection.recv(65_536):
                    pass
        server.should_exit = True
        thread.join(60)
    assert not thread.is_alive()
