"""Style sheets and scripts: a table of files that were read at the start, and no path of a request."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

import carevoice_search.server
from carevoice_search.server.app import create_app
from carevoice_search.server.static import files, static_url
from serving import HOST, ask

FOLDER = Path(carevoice_search.server.__file__).parent / "static"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(tmp_path)


def test_the_table_is_the_folder() -> None:
    assert files().keys() == {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert "style.css" in files()


def test_a_file_is_sent_as_what_it_is_and_kept_for_good_under_the_link_that_names_its_content(
    app: FastAPI,
) -> None:
    for name, kind in (
        ("style.css", "text/css"),
        ("page.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ):
        answer = ask(app, static_url(name))
        assert answer.status == 200
        assert answer.body == (FOLDER / name).read_bytes()
        assert (answer.header("content-type") or "").startswith(kind)
        assert "immutable" in (answer.header("cache-control") or "")
        assert answer.header("x-content-type-options") == "nosniff"


def test_under_any_other_link_it_is_asked_for_anew(app: FastAPI) -> None:
    for target in ("/static/style.css", "/static/style.css?v=0123456789abcdef"):
        answer = ask(app, target)
        assert answer.status == 200
        assert answer.header("cache-control") == "no-cache"


def test_what_the_browser_holds_is_not_sent_again(app: FastAPI) -> None:
    tag = ask(app, "/static/style.css").header("etag") or ""
    held = ask(app, "/static/style.css", headers=[HOST, (b"if-none-match", tag.encode())])
    assert (held.status, held.body, held.header("etag")) == (304, b"", tag)
    other = ask(app, "/static/style.css", headers=[HOST, (b"if-none-match", b'"other"')])
    assert other.status == 200


def test_a_link_changes_with_the_content() -> None:
    links = {static_url(name) for name in files()}
    assert len(links) == len(files())
    assert static_url("style.css") == static_url("style.css")
    with pytest.raises(KeyError):
        static_url("no.css")


@pytest.mark.parametrize(
    "target",
    [
        "/static/",
        "/static",
        "/static/no.css",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/./style.css",
        "/static/style.css/",
        "/static/STYLE.CSS",
        "/static/style.css%20",
        "/static/style.css.",
        "/static/__init__.py",
        "/static/.hidden",
    ],
)
def test_only_exact_names_of_the_table_are_found(target: str, app: FastAPI) -> None:
    assert ask(app, target).status == 404


def test_a_file_that_appears_later_is_not_found(app: FastAPI, tmp_path: Path) -> None:
    assert ask(app, f"/static/{tmp_path}").status == 404
    assert ask(app, "/static/base.html").status == 404


def test_no_file_of_ours_holds_what_the_policy_forbids() -> None:
    for path in FOLDER.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "http:" not in text and "https:" not in text and "@import" not in text and "data:" not in text
    for path in FOLDER.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert "innerHTML" not in text and "eval(" not in text and "://" not in text
