"""Hostile pages, queries, headers and addresses: nothing runs, nothing leaks, nothing fails."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup, SoupStrainer, Tag
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import carevoice_search as cv
from carevoice_search.server.app import create_app
from serving import HOST, Answer, ask, make

MARKUP = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)><xss data-xss=1 style="x:y">\'</title></textarea>'
)
TEMPLATE = "{{7007*7}}${7007*7}<%= 7007*7 %>{% raw %}#{7007*7}"
UNSEEN = "\u202egnp.exe\u202c \u2066x\u2069 \u200f\ufeff \U000e0041"
TERMINAL = "\x1b]0;owned\x07\x1b[31mred\x1b[0m \x9b31m"
SPLITTING = "%0d%0aSet-Cookie: a=b\r\nX-Injected: yes\r\n\r\n"
CAUSES = (
    MARKUP,
    TEMPLATE,
    UNSEEN,
    TERMINAL,
    SPLITTING,
    "javascript:alert(1)",
    "\ud800 \udfff",
    "\x00",
    "=cmd|' /C x'!A0",
)

WORDS = "Care leavers told the council that a social worker earns trust slowly, and loses it in a day."


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def html(title: str, body: str) -> str:
    return (
        f"<html><head><title>{title}</title><meta property='og:site_name' content='{escaped(title)}'>"
        f"<link rel=canonical href='javascript:alert(3)'></head><body onload=alert(1)><h1>{title}</h1>"
        f"<p>{WORDS}</p><p>{body}</p><p>In June 2023, 32% of 69 care leavers in Stockport said so.</p>"
        f"<a href='javascript:alert(4)'>{title}</a></body></html>"
    )


def pages() -> dict[str, str | bytes]:
    """Names and contents; each page holds the words that the queries below find."""
    made: dict[str, str | bytes] = {}
    for number, cause in enumerate(CAUSES):
        made[f"escaped{number}.html"] = html(escaped(cause), escaped(cause))
        made[f"raw{number}.html"] = html(cause, cause)
        made[f"text{number}.txt"] = f"{cause}\n\n{WORDS} {cause}\n\nPublished 12 June 2023\n{cause}\n"
        made[f"list{number}.txt"] = (
            "Home > Good practice > Rights & voice\nWhat are councils doing about rights & voice?\n"
            f"- {cause} cards of rights on trust (January 2022) Kent\n- Young panel members (December 2020) Stockport\n"
        )
    toml = "url = {0}\npublisher = {1}\ntitle = {1}\n"
    for number, (url, text) in enumerate(
        [
            ("javascript:alert(1)", MARKUP),
            ("data:text/html,<script>alert(1)</script>", TEMPLATE),
            ("https://example.org/\"onmouseover=alert(1) x='", UNSEEN.strip("\ufeff")),
            ("  javascript:alert(1)", "Publisher"),
            ("https://user:pass@example.org/<script>", "x" * 20_000),
            ("//evil.example/", "Publisher"),
        ]
    ):
        made[f"side{number}.txt"] = f"A page on trust {number}\n\n{WORDS} number {number}\n"
        made[f"side{number}.toml"] = toml.format(json.dumps(url), json.dumps(text))
    made["'\"><img src=x onerror=alert(1)>.txt"] = f"A page of an odd name\n\n{WORDS} odd\n"
    made["%0d%0aX-Injected: yes.txt"] = f"Another page of an odd name\n\n{WORDS} splitting\n"
    made["\u202etxt.exe.txt"] = f"A page of a turned name\n\n{WORDS} turned\n"
    made["{{7*7}}.txt"] = f"A page of a template's name\n\n{WORDS} template\n"
    made["huge.txt"] = f"{'Huge ' * 500}\n\n{(WORDS + ' huge ') * 300}\n"
    made["binary.txt"] = bytes(range(256)) * 20
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield make(tmp_path_factory.mktemp("hostile") / "home", pages())


@pytest.fixture(scope="module")
def app(home: Path) -> FastAPI:
    return create_app(home)


KNOWN_HEADERS = {
    "allow",
    "cache-control",
    "content-disposition",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "etag",
    "link",
    "location",
    "permissions-policy",
    "referrer-policy",
    "retry-after",
    "vary",
    "x-content-type-options",
    "x-frame-options",
}
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
LOCAL = re.compile(r"^(?:/(?!/)|[#?])|^$")
OUTSIDE = re.compile(r"^https?://[^\s\"'<>]+$")


def check(
    answer: Answer, home: Path, *, statuses: tuple[int, ...] = (200, 304, 400, 403, 404, 414, 421, 431)
) -> None:
    """What holds for every answer, whatever was asked."""
    if answer.status == 303:
        assert re.match(r"/(?!/)", answer.header("location") or ""), "it leads to an address of this server"
    else:
        assert answer.status in statuses, answer.body[:500]
    assert {name for name, _ in answer.headers} <= KNOWN_HEADERS
    for name, value in answer.headers:
        assert value.isprintable(), f"{name}: {value!r}"
    text = answer.body.decode("utf-8")
    for place in (str(home), str(Path(cv.__file__).parent), sys.prefix, os.environ["HOME"] + "/", "/tmp/"):
        assert place not in text
    assert "Traceback (most recent" not in text
    assert not re.search("[\x00\x1b\x9b\x07]", text)
    kind = answer.header("content-type") or ""
    if kind.startswith("text/html"):
        check_html(text)
    elif answer.body and "json" in kind:
        json.loads(text)
        assert not TURNING.search(text)


def check_html(text: str) -> None:
    """Every element and attribute is one of ours."""
    assert not TURNING.search(text)
    assert "49049" not in text, "a template was run"
    page = BeautifulSoup(text, "lxml")
    assert not page.select(
        "style, iframe, object, embed, base, xss, meta[http-equiv], applet, frame, math, link:not([rel])"
    )
    assert all(
        script.get("src", "").startswith("/static/") and not script.text for script in page.select("script")
    )  # type: ignore[union-attr]
    assert all(str(image.get("src")).startswith("/static/") for image in page.select("img"))
    for element in page.find_all(True):
        assert isinstance(element, Tag)
        for name, value in element.attrs.items():
            assert not name.startswith("on") and name not in ("style", "data-xss", "srcdoc"), (
                element.name,
                name,
            )
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                address = str(value)
                assert LOCAL.match(address) or OUTSIDE.match(address), (element.name, name, address)


def ids(home: Path) -> list[str]:
    return [record.id for record in cv.open_index(home / "index").records()]


def at(path: str, **parameters: str | list[str]) -> str:
    return f"{path}?{urlencode(parameters, doseq=True, errors='surrogatepass')}"


SEARCHES = (
    "/",
    "/grid",
    "/api/v1/search",
    "/api/v1/facets",
    "/api/v1/grid",
    "/api/v1/timeline",
    "/api/v1/suggest",
)
DOWNLOADS = (
    "/download.csv",
    "/download.json",
    "/download.ris",
    "/download.bib",
    "/timeline.csv",
    "/grid.csv",
)


# Hostile pages


def test_the_pages_are_in_the_index(home: Path) -> None:
    index = cv.open_index(home / "index")
    assert index.search("trust").totals["page"] > 20
    texts = [f"{record.title} {record.text} {record.publisher}" for record in index.records()]
    for trace in ("<script>alert(1)</script>", "{{7007*7}}", "onerror="):
        assert any(trace in text for text in texts), f"no page came through with {trace}"


@pytest.mark.parametrize("path", [*SEARCHES, *DOWNLOADS, "/api", "/api/v1/status", "/api/v1/openapi.json"])
def test_what_pages_hold_is_text_wherever_it_is_shown(path: str, app: FastAPI, home: Path) -> None:
    targets = (
        [path] if "status" in path or "openapi" in path or path == "/api" else [path, at(path, q="trust")]
    )
    if path in ("/", "/api/v1/search"):
        facets = list(cv.FIELDS)
        targets += [at(path, q="trust", limit="100", facet=facets), at(path, sort="title", limit="100")]
    for target in targets:
        answer = ask(app, target)
        if answer.status == 303:
            answer = ask(app, answer.header("location") or "")
        check(answer, home, statuses=(400,) if target == "/api/v1/suggest" else (200,))


def test_every_record_is_shown_as_text_and_links_out_lead_to_the_web_alone(app: FastAPI, home: Path) -> None:
    found = ids(home)
    assert len(found) > 30
    for record_id in found[::2]:
        path = f"/records/{quote(record_id, safe='')}"
        shown = ask(app, f"{path}?q=trust")
        check(shown, home, statuses=(200,))
        for link in BeautifulSoup(shown.body, "lxml", parse_only=SoupStrainer("a")).select("a[href]"):
            address = str(link["href"])
            if not LOCAL.match(address):
                assert address.startswith(("https://", "http://"))
                assert "noreferrer" in (link.get("rel") or []), address
    for record_id in found[::7]:
        path = f"/records/{quote(record_id, safe='')}"
        for target in (path, f"{path}.ris", f"{path}.bib", f"/api/v1{path}", f"/api/v1{path}/similar"):
            check(ask(app, target), home, statuses=(200, 404))


# Hostile queries

QUERIES = [
    *CAUSES,
    "",
    " ",
    '"',
    "(" * 500,
    ")" * 500,
    '"' * 999,
    "NOT " * 200,
    "a OR " * 190 + "b",
    "* ~ ? ^ [ ] { }",
    "*",
    "a*",
    "a~ b~ c~",
    '"a b"~99999999999999999999',
    "council:",
    "council:\x00",
    "type:<script>",
    "date:9999999999..0",
    "date:2020..2010",
    "-" * 1_000,
    "é" * 1_000,
    "\U0001f600" * 1_000,
    "a" * 1_001,
    "' OR 1=1 --",
    "../../../../etc/passwd",
    "%s%n%x{}{0}",
    "\u0000\u0001\u001f\u007f\u0085\u2028\u2029",
    "a\u0301" * 400,
]


@pytest.mark.parametrize(
    "path", [*SEARCHES, "/download.csv", "/download.json", "/grid.csv", "/api/v1/nowhere"]
)
def test_no_query_does_anything_but_find_or_be_refused(path: str, app: FastAPI, home: Path) -> None:
    for query in QUERIES:
        check(ask(app, at(path, q=query)), home)


@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/grid", "/api/v1/timeline", "/download.csv"])
def test_no_parameter_does_anything_but_narrow_or_be_refused(path: str, app: FastAPI, home: Path) -> None:
    names = [
        *cv.FIELDS,
        "missing",
        "since",
        "until",
        "min",
        "sort",
        "limit",
        "offset",
        "facet",
        "step",
        "rows",
        "order",
    ]
    for name in names:
        for value in (MARKUP, UNSEEN, "\x00", "-1", "1e999", "9" * 400, "٣", "\ud800"):
            check(ask(app, at(path, q="trust", **{name: value})), home)
    for name in (MARKUP, "__class__", "q[]", "", "\x00", UNSEEN, "q" * 900):
        check(ask(app, at(path, **{name: "1"})), home)
    check(ask(app, f"{path}?" + "&".join(["q=trust"] * 1_000)), home)
    check(ask(app, f"{path}?" + "&".join(f"council=E{n}" for n in range(1_000))), home)
    check(ask(app, f"{path}?" + "&" * 5_000), home)
    check(ask(app, f"{path}?q=trust;q=x&=&&=a&%00=%00"), home)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(query=st.text(max_size=60), path=st.sampled_from(["/", "/api/v1/search", "/api/v1/suggest"]))
def test_any_text_may_be_asked_for(query: str, path: str, app: FastAPI, home: Path) -> None:
    check(ask(app, at(path, q=query)), home)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(target=st.binary(max_size=40))
def test_any_bytes_may_be_an_address(target: bytes, app: FastAPI, home: Path) -> None:
    check(ask(app, b"/" + target), home)


# Hostile addresses

ADDRESSES = [
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%252f..%252fetc%252fpasswd",
    "/..%5c..%5cwindows%5cwin.ini",
    "/static/../../pyproject.toml",
    "/static/..%2f..%2fanswers.py",
    "/static/%00style.css",
    "/static/style.css%00.html",
    "/records/..%2f..%2f..%2fetc%2fpasswd",
    "/records/%00",
    "/records/" + "a" * 900,
    "/records/%3Cscript%3Ealert(1)%3C/script%3E",
    "/records/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "/records/%E2%80%AEtxt",
    "/records/%ed%a0%80",
    "/records/{{7*7}}",
    "/records/x%0d%0aX-Injected:%20yes",
    "/records/x.ris",
    "/records/.ris",
    "/api/v1/records/..%2f..%2fetc%2fpasswd",
    "/api/v1/records/%3Cscript%3E",
    "/api/v1/records/x/similar",
    "/download.exe",
    "/download.csv%00",
    "/download.%2e%2e%2fcsv",
    "/download.",
    "//evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/%5cevil.example",
    "///",
    "/index",
    "/index/owner",
    "/corpus/huge.txt",
    "/.git/config",
    "/docs",
    "/openapi.json",
    "/" + "%41" * 5_000,
    "/" + "a/" * 400,
    "/\u202e",
    "/?" + "a=b&" * 5_000,
]


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
def test_an_address_reaches_no_file(address: str, app: FastAPI, home: Path) -> None:
    answer = ask(app, address)
    check(answer, home, statuses=(400, 404, 414))
    assert b"root:" not in answer.body and b"[build-system]" not in answer.body


# Hostile headers

HEADERS = [
    (b"x-forwarded-host", b"evil.example"),
    (b"x-forwarded-for", b"<script>"),
    (b"x-forwarded-proto", b"javascript"),
    (b"forwarded", b"host=evil.example;proto=javascript"),
    (b"x-original-url", b"/static/../../pyproject.toml"),
    (b"x-rewrite-url", b"/etc/passwd"),
    (b"x-http-method-override", b"DELETE"),
    (b"origin", b"https://evil.example"),
    (b"referer", b"javascript:alert(1)"),
    (b"cookie", b"a=" + b"b" * 4_000),
    (b"range", b"bytes=0-0,1-1,2-2," + b"3-3," * 500),
    (b"range", b"bytes=-99999999999999999999"),
    (b"if-none-match", b'W/"' + b"x" * 8_000),
    (b"if-none-match", b'"\x00\xff", *, W/, """"'),
    (b"if-modified-since", b"the day before yesterday"),
    (b"accept", b"application/problem+json, */*;q=nan"),
    (b"accept-encoding", b"gzip;q=-1, br, gzip, \xff"),
    (b"accept-language", b"../../etc/passwd"),
    (b"user-agent", b"() { :; }; /bin/true <script>"),
    (b"content-type", b"application/json"),
    (b"content-length", b"99999999999999999999"),
    (b"authorization", b"Basic ////"),
    (b"traceparent", b"00-" + b"f" * 32 + b"-" + b"f" * 16 + b"-01"),
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_no_header_changes_what_is_answered(header: tuple[bytes, bytes], app: FastAPI, home: Path) -> None:
    for target in ("/?q=trust", "/api/v1/status", "/static/style.css", "/nowhere"):
        plain, answer = ask(app, target), ask(app, target, headers=[HOST, header])
        if header[0] == b"accept-encoding":
            assert answer.status == plain.status
            continue
        check(answer, home)
        assert (answer.status, answer.body) == (plain.status, plain.body)
        assert "evil.example" not in answer.text


def test_a_site_that_leads_its_own_name_here_reads_nothing(app: FastAPI, home: Path) -> None:
    for target in ("/?q=trust", "/api/v1/search?q=trust", "/static/style.css"):
        answer = ask(app, target, headers=[(b"host", b"evil.example:8000")])
        check(answer, home, statuses=(421,))
        assert b"trust" not in answer.body.lower()


def test_another_site_is_given_no_leave_to_read(app: FastAPI) -> None:
    answer = ask(app, "/api/v1/status", headers=[HOST, (b"origin", b"https://evil.example")])
    assert answer.header("access-control-allow-origin") is None
    assert answer.header("cross-origin-resource-policy") == "same-origin"
