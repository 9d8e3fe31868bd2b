"""Who may ask, in what form, and what every answer carries."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.server import limits
from carevoice_search.server.app import create_app
from carevoice_search.server.guard import HEADERS, Guard
from serving import HOST, ask

THROUGH = 204


async def _welcoming(scope: Any, receive: Any, send: Any) -> None:
    """An application that answers whatever reaches it."""
    headers = [(b"content-length", b"4"), (b"x-frame-options", b"ALLOWALL")]
    await send({"type": "http.response.start", "status": THROUGH, "headers": headers})
    await send({"type": "http.response.body", "body": scope["method"].encode()})


def status_for(*hosts: str, allowed: tuple[str, ...] = ()) -> int:
    return ask(Guard(_welcoming, allowed), headers=[(b"host", host.encode()) for host in hosts]).status


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost:8000",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.9.8.7:8000",
        "[::1]",
        "[::1]:8000",
    ],
)
def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert status_for(host) == THROUGH


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8000",
        "evil-localhost",
        "192.168.1.5",
        "0.0.0.0",
        "[::]",
        "[fe80::1]",
        "[::ffff:192.168.1.5]",
        "2130706433",
        "0x7f.1",
        "127.1",
        "testserver",
    ],
)
def test_another_name_is_misdirected_for_it_may_be_a_site_that_leads_here(host: str) -> None:
    assert status_for(host) == 421


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "localhost:",
        "localhost:port",
        "localhost:123456",
        "localhost:8000:8000",
        "localhost/",
        "localhost, evil.example",
        "user@localhost",
        "local host",
        "::1",
        "[::1",
        "localhost\x00",
        "löcalhost",
        "<script>",
    ],
)
def test_what_is_no_host_is_a_bad_request(host: str) -> None:
    assert status_for(host) == 400


def test_a_request_has_one_host() -> None:
    assert status_for() == 400
    assert status_for("localhost", "localhost") == 400
    assert status_for("localhost", "evil.example") == 400


def test_a_name_that_was_allowed_is_answered_and_no_other() -> None:
    allowed = ("Archive.Example.",)
    assert status_for("archive.example:8000", allowed=allowed) == THROUGH
    assert status_for("localhost", allowed=allowed) == THROUGH
    assert status_for("sub.archive.example", allowed=allowed) == 421
    assert status_for("192.168.1.5", allowed=allowed) == 421


@pytest.mark.parametrize("bound", ["0.0.0.0", "::", "192.168.1.5", "fe80::1"])
def test_a_server_that_listens_beyond_this_machine_goes_by_addresses_and_still_not_by_names(
    bound: str,
) -> None:
    assert status_for("192.168.1.5:8000", allowed=(bound,)) == THROUGH
    assert status_for("[fe80::1]:8000", allowed=(bound,)) == THROUGH
    assert status_for("evil.example", allowed=(bound,)) == 421


@given(st.one_of(st.text(max_size=20), st.from_regex(r"[a-z0-9.:\[\]-]{1,20}", fullmatch=True)))
def test_only_a_name_of_this_machine_ever_gets_through(host: str) -> None:
    answer = ask(Guard(_welcoming), headers=[(b"host", host.encode("utf-8", "surrogatepass"))])
    if answer.status == THROUGH:
        name = host.lower()
        name = name.rsplit("]", 1)[0][1:] if name.startswith("[") else name.split(":")[0]
        assert name.rstrip(".") == "localhost" or ip_address(name.rstrip(".")).is_loopback


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_nothing_but_reading_is_allowed(method: str) -> None:
    answer = ask(Guard(_welcoming), method=method)
    assert answer.status == 405
    assert answer.header("allow") == "GET, HEAD"


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        (b"cross-site", b"no-cors", 403),
        (b"cross-site", b"cors", 403),
        (b"cross-site", b"navigate", THROUGH),
        (b"same-origin", b"cors", THROUGH),
        (b"same-origin", b"no-cors", THROUGH),
        (b"none", b"navigate", THROUGH),
    ],
)
def test_other_sites_may_link_here_and_ask_for_nothing_else(site: bytes, mode: bytes, status: int) -> None:
    headers = [HOST, (b"sec-fetch-site", site), (b"sec-fetch-mode", mode)]
    assert ask(Guard(_welcoming), headers=headers).status == status


def test_the_connection_of_a_refused_method_is_closed_with_whatever_else_it_sends() -> None:
    assert ask(Guard(_welcoming), method="POST").header("connection") == "close"


def test_head_is_the_answer_to_get_without_its_body() -> None:
    answer = ask(Guard(_welcoming), method="HEAD")
    assert (answer.status, answer.body) == (THROUGH, b"")
    assert answer.header("content-length") == "4"
    assert ask(Guard(_welcoming)).body == b"GET"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"http://evil.example/", 400),
        (b"evil.example:443", 400),
        (b"*", 400),
        (b"", 400),
        (b"/%00", 400),
        (b"/a%0d%0aSet-Cookie:%20a=b", 400),
        (b"/%7f", 400),
        (b"/%ff", 400),
        (b"/%c0%ae%c0%ae/", 400),
        (b"/%ed%a0%80", 400),
        (b"/?q=%ff", 400),
        (b"/?%fe=1", 400),
        (b"/?q=%ed%a0%80", 400),
        (b"/" + b"a" * limits.LONGEST_PATH, 414),
        (b"/" + b"%41" * limits.LONGEST_PATH, 414),
        (b"/?q=" + b"a" * limits.LONGEST_PARAMETERS, 414),
        (b"/" + b"a" * (limits.LONGEST_PATH - 1), THROUGH),
        (b"/?q=%c3%a9&q=%F0%9F%98%80&q=100%", THROUGH),
        (b"//evil.example/..%2f", THROUGH),
    ],
)
def test_an_address_is_a_path_in_utf_8_of_a_bounded_length(target: bytes, status: int) -> None:
    assert ask(Guard(_welcoming), target).status == status


def test_a_query_of_the_greatest_length_fits_into_an_address() -> None:
    from carevoice_search.server.request.parameters import LONGEST_QUERY

    query = b"%F0%9F%98%80" * LONGEST_QUERY
    assert ask(Guard(_welcoming), b"/?q=" + query).status == THROUGH


def test_headers_are_bounded_in_number() -> None:
    several = [(b"x-one", b"1")] * (limits.MOST_HEADERS - 1)
    assert ask(Guard(_welcoming), headers=[HOST, *several]).status == THROUGH
    assert ask(Guard(_welcoming), headers=[HOST, *several, (b"x-one", b"1")]).status == 431


@pytest.mark.parametrize(
    ("target", "method", "host"),
    [
        ("/", "GET", b"localhost"),
        ("/nowhere", "GET", b"localhost"),
        ("/api/v1/nowhere", "GET", b"localhost"),
        ("/static/style.css", "GET", b"localhost"),
        ("/", "POST", b"localhost"),
        ("/", "GET", b"evil.example"),
        ("/%00", "HEAD", b"localhost"),
    ],
)
def test_every_answer_has_each_header_once(target: str, method: str, host: bytes, tmp_path: Path) -> None:
    answer = ask(create_app(tmp_path), target, method=method, headers=[(b"host", host)])
    for name, value in HEADERS.items():
        assert [own for other, own in answer.headers if other == name.lower()] == [value]
    names = {name for name, _ in answer.headers}
    assert not {name for name in names if name.startswith("access-control-")} | names & {
        "server",
        "set-cookie",
    }


def test_what_is_inside_cannot_weaken_a_header() -> None:
    assert ask(Guard(_welcoming)).header("x-frame-options") == "DENY"


def test_the_policy_lets_nothing_inline_run_and_nothing_from_elsewhere_load() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {
        policy[name] for name in ("script-src", "style-src", "img-src", "connect-src", "form-action")
    } == {"'self'"}


def test_a_websocket_is_not_spoken_to() -> None:
    import asyncio

    async def nobody(*_: Any) -> None:
        raise AssertionError("reached")

    asyncio.run(Guard(nobody)({"type": "websocket", "headers": []}, nobody, nobody))  # type: ignore[arg-type]
