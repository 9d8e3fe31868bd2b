"""The folder of saved pages: what is listed, what a sidecar may say, and how pages are added to it."""

from __future__ import annotations

import gzip
import os
import stat
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search.corpus import (
    AddReport,
    Listing,
    add_files,
    digest,
    list_pages,
    list_small,
    load_page,
    printable,
    read_sidecar,
    stamp,
    stamps,
)
from carevoice_search.corpus.names import page_ending, page_stem, safe_name
from carevoice_search.decode import SIZE_LIMIT
from carevoice_search.errors import CorpusError, PageError, UsageError
from carevoice_search.model import Sidecar

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX file names and links")
not_root = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")

PAGE = "<html><body><p>A page about children in care.</p></body></html>"


def write(root: Path, name: str, text: str | bytes = PAGE) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def skipped(root: Path) -> dict[str, str]:
    return dict(list_pages(root).skipped)


# Listing


def test_pages_of_every_known_ending_are_listed_sorted_with_forward_slashes(tmp_path: Path) -> None:
    names = ["b.htm", "a.html", "c/d.txt", "c/b/e.md.gz", "f.PDF", "g.Html.GZ"]
    for name in names:
        write(tmp_path, name)
    listing = list_pages(tmp_path)
    assert listing.paths == tuple(sorted(names))
    assert listing.skipped == ()


def test_dotfiles_and_dot_folders_are_left_out_silently(tmp_path: Path) -> None:
    for name in (".hidden.html", ".git/a.html", ".html", "a.html"):
        write(tmp_path, name)
    assert list_pages(tmp_path) == Listing(("a.html",), ())


@pytest.mark.parametrize("name", ["a.docx", "a", "a.html~", "a.gz", "a.tar.gz", "a.toml.gz"])
def test_unknown_endings_are_reported(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert list_pages(tmp_path).paths == ()
    assert "not a page by its name" in skipped(tmp_path)[name]


def test_a_sidecar_is_no_page_and_one_without_a_page_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.html.gz")
    write(tmp_path, "a.toml", "")
    write(tmp_path, "lost.toml", "")
    listing = list_pages(tmp_path)
    assert listing.paths == ("a.html.gz",)
    assert listing.skipped == (("lost.toml", "a sidecar without its page"),)


def test_a_missing_corpus_and_a_file_in_its_place_are_errors_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="carevoice init"):
        list_pages(tmp_path / "none")
    with pytest.raises(CorpusError, match="carevoice init"):
        list_pages(write(tmp_path, "a.html"))


@posix_only
def test_links_that_leave_the_corpus_are_reported_and_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    write(root, "a.html")
    write(tmp_path, "elsewhere/secret.html")
    (root / "file.html").symlink_to(tmp_path / "elsewhere/secret.html")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    (root / "nowhere.html").symlink_to("gone.html")
    (root / "itself.html").symlink_to("itself.html")
    assert list_pages(root).paths == ("a.html",)
    assert skipped(root) == {
        "file.html": "a link that leaves the corpus folder",
        "folder": "a link that leaves the corpus folder",
        "itself.html": "a link that leads nowhere",
        "nowhere.html": "a link that leads nowhere",
    }


@posix_only
def test_a_folder_whose_name_only_begins_like_the_corpus_is_outside(tmp_path: Path) -> None:
    write(tmp_path, "corpus-private/a.html")
    root = tmp_path / "corpus"
    root.mkdir()
    (root / "a.html").symlink_to(tmp_path / "corpus-private/a.html")
    assert list_pages(root).paths == ()


@posix_only
def test_links_inside_the_corpus_are_followed_once(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.html")
    write(tmp_path, ".store/kept.html")
    (tmp_path / "again.html").symlink_to("sub/a.html")
    (tmp_path / "sub/loop").symlink_to(tmp_path)
    (tmp_path / "shown").symlink_to(".store")
    (tmp_path / "twice").symlink_to(".store")
    assert list_pages(tmp_path).paths == ("shown/kept.html", "sub/a.html")
    assert skipped(tmp_path) == {
        "again.html": "a link to sub/a.html, which is listed itself",
        "sub/loop": "a link to the corpus folder, which is listed itself",
        "twice": "a link to shown, which is listed itself",
    }
    assert load_page(tmp_path, "shown/kept.html").content == PAGE.encode()


@posix_only
def test_a_page_whose_sidecar_lies_outside_is_left_out(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    write(root, "a.html")
    (root / "a.toml").symlink_to(write(tmp_path, "other.toml", 'title = "Outside"'))
    assert list_pages(root).paths == ()
    assert "its sidecar is a link that leaves" in skipped(root)["a.html"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_cannot_be_shown_are_reported_as_escapes(tmp_path: Path) -> None:
    for name in (b"a\x1b[2J.html", b"new\nline.html", b"latin\xe9.html", "turn\u202elmth.html".encode()):
        write(Path(os.fsdecode(os.fsencode(tmp_path))), os.fsdecode(name))
    write(tmp_path, "bell\x07/a.html")
    write(tmp_path, "café ‘quoted’\u00a0.html")
    listing = list_pages(tmp_path)
    assert listing.paths == ("café ‘quoted’\u00a0.html",)
    names = [name for name, _ in listing.skipped]
    assert names == [
        "a\\x1b[2J.html", "bell\\x07", "latin\\udce9.html", "new\\nline.html", "turn\\u202elmth.html",
    ]  # fmt: skip
    assert all(name.isprintable() for name in names)


@posix_only
def test_a_pipe_is_reported_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    assert skipped(tmp_path) == {"pipe.html": "not a regular file"}
    for read in (load_page, digest, stamp):
        with pytest.raises(PageError, match="not a regular file"):
            read(tmp_path, "pipe.html")


@not_root
def test_an_unreadable_folder_is_reported_and_the_others_are_listed(tmp_path: Path) -> None:
    write(tmp_path, "a.html")
    write(tmp_path, "closed/b.html")
    (tmp_path / "closed").chmod(0)
    try:
        assert list_pages(tmp_path).paths == ("a.html",)
        assert "cannot be read" in skipped(tmp_path)["closed"]
    finally:
        (tmp_path / "closed").chmod(stat.S_IRWXU)


def test_folders_may_be_nested_deeply(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 400)
    write(tmp_path, f"{deep}/a.html")
    assert list_pages(tmp_path).paths == (f"{deep}/a.html",)


def test_a_listing_knows_the_sidecars_of_its_pages(tmp_path: Path) -> None:
    for name in ("a.html", "a.txt", "sub/b.html.gz", "c.html", "a.toml", "sub/b.toml"):
        write(tmp_path, name, "")
    assert list_pages(tmp_path).sidecars == {
        "a.html": "a.toml",
        "a.txt": "a.toml",
        "sub/b.html.gz": "sub/b.toml",
    }


def test_a_small_corpus_is_listed_and_a_larger_one_is_left(tmp_path: Path) -> None:
    for name in ("a.html", "a.toml", "sub/b.html", ".hidden"):
        write(tmp_path, name, "")
    names = 5  # with the folder
    assert list_small(tmp_path, names) == list_pages(tmp_path)
    assert list_small(tmp_path, names - 1) is None
    with pytest.raises(CorpusError, match="carevoice init"):
        list_small(tmp_path / "none", names)


# Loading and fingerprints


def test_a_page_is_loaded_decompressed_with_its_sidecar(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.html.gz", gzip.compress(PAGE.encode()))
    write(tmp_path, "sub/a.toml", 'url = "https://example.org/a"\nkind = "review"')
    page = load_page(tmp_path, "sub/a.html.gz")
    assert (page.path, page.content, page.media_type) == ("sub/a.html.gz", PAGE.encode(), "text/html")
    assert page.url == "https://example.org/a"
    assert page.sidecar == Sidecar(url="https://example.org/a", kind="review")


def test_pages_of_one_stem_share_a_sidecar(tmp_path: Path) -> None:
    for name in ("a.html", "a.txt"):
        write(tmp_path, name, "Some text.")
    write(tmp_path, "a.toml", 'title = "Both"')
    titles = [
        page.sidecar.title for name in ("a.html", "a.txt") if (page := load_page(tmp_path, name)).sidecar
    ]
    assert titles == ["Both", "Both"]


def test_a_page_outside_the_folder_can_be_named_by_a_path(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.txt", "Some text.")
    assert load_page(tmp_path / "corpus", (tmp_path / "elsewhere/a.txt").as_posix()).content == b"Some text."


def test_a_page_that_is_gone_or_too_large_is_a_page_error(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="cannot be read"):
        load_page(tmp_path, "none.html")
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(SIZE_LIMIT * 2)
    for read in (load_page, digest, stamp):
        with pytest.raises(PageError, match="larger than 20 MB"):
            read(tmp_path, "huge.txt")


def test_a_broken_sidecar_keeps_its_page_from_being_loaded(tmp_path: Path) -> None:
    write(tmp_path, "a.html")
    write(tmp_path, "a.toml", "kind = ")
    with pytest.raises(PageError, match=r"its sidecar a\.toml: not TOML"):
        load_page(tmp_path, "a.html")


def test_the_digest_follows_the_bytes_of_page_and_sidecar_alone(tmp_path: Path) -> None:
    page = write(tmp_path, "a.html")
    plain = digest(tmp_path, "a.html")
    os.utime(page, (1, 1))
    assert digest(tmp_path, "a.html") == plain
    seen = {plain}
    sidecar = write(tmp_path, "a.toml", "")
    seen.add(digest(tmp_path, "a.html"))
    sidecar.write_text('title = "New"')
    seen.add(digest(tmp_path, "a.html"))
    write(tmp_path, "a.html", PAGE + " ")
    seen.add(digest(tmp_path, "a.html"))
    assert len(seen) == 4
    assert all(len(one) == 64 for one in seen)


def test_the_stamp_changes_with_the_page_and_with_its_sidecar(tmp_path: Path) -> None:
    write(tmp_path, "a.html")
    first = stamp(tmp_path, "a.html")
    assert stamp(tmp_path, "a.html") == first
    sidecar = write(tmp_path, "a.toml", "")
    second = stamp(tmp_path, "a.html")
    sidecar.write_text('title = "New"')
    assert len({first, second, stamp(tmp_path, "a.html")}) == 3


@posix_only
def test_the_stamps_of_a_listing_are_those_of_its_pages(tmp_path: Path) -> None:
    for name in ("a.html", "sub/b.txt", "sub/b.toml", "sub/.kept/c.html", "odd.html"):
        write(tmp_path, name)
    (tmp_path / "linked.html").symlink_to("sub/.kept/c.html")
    (tmp_path / "odd.toml").mkdir()
    (tmp_path / "huge.txt").open("wb").truncate(SIZE_LIMIT * 2)
    listing = list_pages(tmp_path)
    found = stamps(tmp_path, listing)
    assert tuple(found) == listing.paths == ("a.html", "huge.txt", "linked.html", "odd.html", "sub/b.txt")
    unreadable = {"huge.txt", "odd.html"}
    for path in listing.paths:
        if path in unreadable:
            assert found[path] == ""
            with pytest.raises(PageError):
                stamp(tmp_path, path)
        else:
            assert found[path] == stamp(tmp_path, path)


# Sidecars


def sidecar(tmp_path: Path, text: str | bytes) -> Sidecar:
    return read_sidecar(write(tmp_path, "a.toml", text))


def test_a_full_sidecar(tmp_path: Path) -> None:
    text = """
        url = "https://example.org/page?a=1"
        publisher = "Coram Voice"
        title = "A title"
        published = 2021-04-29
        kind = "practice-list"
        themes = ["Rights & voice", "money"]
        councils = ["Stockport", "E08000013"]
        retells = "what it retells"
        note = "a remark\\nin two lines"
    """
    assert sidecar(tmp_path, text) == Sidecar(
        url="https://example.org/page?a=1",
        publisher="Coram Voice",
        title="A title",
        published="2021-04-29",
        kind="practice-list",
        themes=("Rights & voice", "money"),
        councils=("Stockport", "E08000013"),
    )


def test_an_empty_sidecar_states_nothing(tmp_path: Path) -> None:
    assert sidecar(tmp_path, "# to be filled in\n") == Sidecar()
    assert sidecar(tmp_path, b"\xef\xbb\xbf") == Sidecar()


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ('"2021"', "2021"),
        ("2021", "2021"),
        ('"2021-04"', "2021-04"),
        ('"April 2021"', "2021-04"),
        ('"29 April 2021"', "2021-04-29"),
        ("2021-04-29T10:00:00Z", "2021-04-29"),
    ],
)
def test_dates_keep_the_precision_in_which_they_are_written(tmp_path: Path, value: str, date: str) -> None:
    assert sidecar(tmp_path, f"published = {value}").published == date


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('titel = "x"', "'titel' is no key of a sidecar; did you mean 'title'"),
        ('zzz = "x"', "the keys are url, publisher"),
        ("title = 3", "title: must be text in quotes, not a number"),
        ("title = true", "title: must be text in quotes, not true or false"),
        ('title = "  "', "title: is empty; leave the key out"),
        ('title = "a\\u001b[31m"', "title: must be one line"),
        ('title = """a\nb"""', "title: must be one line"),
        (f'title = "{"a" * 3000}"', "title: longer than"),
        ("note = 1", "note: must be text"),
        ("retells = []", "retells: must be text in quotes, not a list"),
        ('url = "ftp://example.org"', "url: must be a web address"),
        ('url = "javascript:alert(1)"', "url: must be a web address"),
        ('url = "https://"', "url: must be a web address"),
        ('url = "https://[broken"', "url: must be a web address"),
        ('url = "https://a b"', "url: must be a web address"),
        ('kind = "essay"', "kind: 'essay' is no kind of page; use one of practice-list,"),
        ('published = "soon"', "published: not a date"),
        ('published = "2021-13"', "published: not a date"),
        ("published = 20210429", "published: not a date"),
        ("published = true", "published: must be text in quotes, not true or false"),
        ("published = 10:00:00", "published: must be text in quotes, not a date"),
        ('councils = "Stockport"', "councils: must be a list of names in brackets, not text"),
        ("councils = []", "councils: is empty; leave the key out"),
        ("councils = [1]", "councils: must be text in quotes"),
        ('councils = ["Stokport"]', "councils: 'Stokport' is no known council; did you mean 'Stockport'"),
        ('themes = ["zzzz"]', "themes: 'zzzz' is no known theme"),
        ("[title]", "title: must be text in quotes, not a table"),
        ("title = 'a'\ntitle = 'b'", "not TOML"),
        ("title = ", "not TOML"),
        ("a = " + "[" * 20_000, "not TOML"),
        ("published = " + "9" * 5000, ""),
        (b'title = "\xff"', "not UTF-8 text"),
        (b"title = '\x00'", "not TOML"),
        ("#" * 70_000, "larger than 64 KB"),
    ],
)
def test_what_cannot_be_followed_is_named_with_its_key(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    with pytest.raises(PageError) as error:
        sidecar(tmp_path, text)
    assert str(error.value).startswith("its sidecar a.toml: ")
    assert problem in str(error.value)
    assert str(error.value).isprintable()


@settings(max_examples=150)
@given(content=st.binary(max_size=60) | st.text(alphabet='abtiler="[]{}\n#.\\\x1b 1-', max_size=60))
def test_no_sidecar_raises_anything_but_a_page_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes | str
) -> None:
    path = write(tmp_path_factory.getbasetemp(), "any.toml", content)
    try:
        assert isinstance(read_sidecar(path), Sidecar)
    except PageError as error:
        assert str(error).startswith("its sidecar any.toml: ")


# Adding


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def test_a_page_comes_with_the_sidecar_beside_it(tmp_path: Path, root: Path) -> None:
    page = write(tmp_path, "in/a.html")
    write(tmp_path, "in/a.toml", 'title = "A"')
    assert add_files(root, [page]) == AddReport(("a.html",), (), ())
    assert load_page(root, "a.html").sidecar == Sidecar(title="A")
    assert names_in(root) == ["a.html", "a.toml"]


def test_the_same_bytes_are_a_no_op(tmp_path: Path, root: Path) -> None:
    page = write(tmp_path, "in/a.html")
    write(tmp_path, "in/a.toml", 'title = "A"')
    add_files(root, [page])
    before = stamp(root, "a.html")
    assert add_files(root, [page], replace=True) == AddReport((), ("a.html",), ())
    assert stamp(root, "a.html") == before


def test_another_page_of_that_name_is_refused_unless_asked(tmp_path: Path, root: Path) -> None:
    add_files(root, [write(tmp_path, "one/a.html", "First.")])
    other = write(tmp_path, "two/a.html", "Second.")
    report = add_files(root, [other])
    assert report.added == report.unchanged == ()
    [(name, reason)] = report.refused
    assert name == str(other)
    assert "--replace" in reason and "--as" in reason
    assert (root / "a.html").read_text() == "First."

    assert add_files(root, [other], as_name="b.html").added == ("b.html",)
    assert (root / "a.html").read_text() == "First."
    assert add_files(root, [other], replace=True).added == ("a.html",)
    assert (root / "a.html").read_text() == "Second."


def test_replacing_a_page_keeps_the_sidecar_that_it_has(tmp_path: Path, root: Path) -> None:
    add_files(root, [write(tmp_path, "one/a.html", "First.")])
    write(root, "a.toml", 'title = "Corrected"')
    second = write(tmp_path, "two/a.html", "Second.")
    report = add_files(root, [second], replace=True)
    assert load_page(root, "a.html").sidecar == Sidecar(title="Corrected")
    [note] = report.notes
    assert note.startswith("a.html keeps the sidecar a.toml that was there")
    assert add_files(root, [second], replace=True).notes == (), "nothing changed, so nothing to look at"

    write(tmp_path, "two/a.toml", 'title = "Its own"')
    assert add_files(root, [second], replace=True).notes == ()
    assert load_page(root, "a.html").sidecar == Sidecar(title="Its own")


def test_a_new_page_never_inherits_the_sidecar_of_one_that_is_gone(tmp_path: Path, root: Path) -> None:
    write(root, "a.toml", 'publisher = "Somebody else"')
    page = write(tmp_path, "in/a.html")
    for replace in (False, True):
        report = add_files(root, [page], replace=replace)
        [(_, reason)] = report.refused
        assert "a.toml of a page that is gone" in reason
        assert "--as" in reason and "remove the sidecar" in reason
    assert names_in(root) == ["a.toml"]
    assert add_files(root, [page], as_name="b.html").added == ("b.html",)
    write(tmp_path, "in/a.toml", 'publisher = "Its own"')
    assert add_files(root, [page], replace=True).added == ("a.html",)
    assert load_page(root, "a.html").sidecar == Sidecar(publisher="Its own")


def test_another_sidecar_is_refused_unless_asked(tmp_path: Path, root: Path) -> None:
    page = write(tmp_path, "in/a.html")
    add_files(root, [page])
    write(root, "a.toml", 'title = "Corrected"')
    write(tmp_path, "in/a.toml", 'title = "From outside"')
    [(_, reason)] = add_files(root, [page]).refused
    assert "another sidecar a.toml" in reason
    assert load_page(root, "a.html").sidecar == Sidecar(title="Corrected")
    assert add_files(root, [page], replace=True).added == ("a.html",)
    assert load_page(root, "a.html").sidecar == Sidecar(title="From outside")


def test_a_sidecar_never_comes_to_hold_for_another_page_of_its_stem(tmp_path: Path, root: Path) -> None:
    described = write(tmp_path, "one/a.html")
    write(tmp_path, "one/a.toml", 'title = "A"')
    bare = write(tmp_path, "two/a.txt", "Some text.")
    add_files(root, [described])
    assert "would hold for it too" in add_files(root, [bare], replace=True).refused[0][1]
    assert add_files(root, [bare], as_name="b.txt").added == ("b.txt",)

    other_root = root.with_name("other")
    add_files(other_root, [bare])
    assert "would be a.txt's too" in add_files(other_root, [described], replace=True).refused[0][1]
    assert names_in(other_root) == ["a.txt"]


def test_bad_files_are_refused_with_reasons_and_the_others_go_on(tmp_path: Path, root: Path) -> None:
    (tmp_path / "in/folder.html").mkdir(parents=True)
    with (tmp_path / "in/huge.html").open("wb") as stream:
        stream.truncate(SIZE_LIMIT * 2)
    write(tmp_path, "in/bad.toml", 'kind = "essay"')
    write(tmp_path, "in/alone.toml", "")
    bomb = gzip.compress(b"a" * (SIZE_LIMIT + 1))
    for name, content in {
        "empty.html": b"",
        "word.docx": b"PK",
        "bad.html": PAGE.encode(),
        "bomb.html.gz": bomb,
        "cut.html.gz": gzip.compress(PAGE.encode())[:-9],
        "good.html": PAGE.encode(),
    }.items():
        write(tmp_path, f"in/{name}", content)
    names = ["none.html", "folder.html", "huge.html", "empty.html", "word.docx", "bad.html", "bomb.html.gz",
             "cut.html.gz", "alone.toml", "good.html"]  # fmt: skip
    report = add_files(root, [tmp_path / "in" / name for name in names])
    assert report.added == ("good.html",)
    reasons = {Path(name).name: reason for name, reason in report.refused}
    assert list(reasons) == names[:-1]
    assert "cannot be read" in reasons["none.html"]
    assert "not a regular file" in reasons["folder.html"]
    assert "larger than 20 MB" in reasons["huge.html"]
    assert "larger than 20 MB" in reasons["bomb.html.gz"]
    assert "empty" in reasons["empty.html"]
    assert "not a page by its name" in reasons["word.docx"]
    assert reasons["bad.html"].startswith("its sidecar bad.toml: kind: ")
    assert "gzip" in reasons["cut.html.gz"]
    assert "a sidecar" in reasons["alone.toml"]
    assert names_in(root) == ["good.html"], "nothing half copied stays behind"


def test_a_sidecar_named_with_its_page_is_not_reported_by_itself(tmp_path: Path, root: Path) -> None:
    page, notes = write(tmp_path, "in/a.html"), write(tmp_path, "in/a.toml", 'title = "A"')
    assert add_files(root, [notes, page]) == AddReport(("a.html",), (), ())


def test_a_file_that_is_in_the_corpus_already_is_unchanged(tmp_path: Path, root: Path) -> None:
    page = write(root, "sub/a.html")
    assert add_files(root, [page]) == AddReport((), ("sub/a.html",), ())
    assert names_in(root) == ["sub"]


def test_a_new_name_is_for_one_file_and_must_be_a_pages_name(tmp_path: Path, root: Path) -> None:
    page = write(tmp_path, "in/a.html")
    with pytest.raises(UsageError, match="one file only"):
        add_files(root, [page, page], as_name="b.html")
    for name in ("../b.html", "sub/b.html", ".b.html", "b", "b.exe", "b\x1b.html", "b\\c.html", ""):
        with pytest.raises(UsageError, match="cannot be a page's name"):
            add_files(root, [page], as_name=name)
    assert not root.exists()


@posix_only
def test_a_link_in_the_corpus_is_never_written_through(tmp_path: Path, root: Path) -> None:
    outside = write(tmp_path, "outside.html", "Outside.")
    root.mkdir()
    (root / "a.html").symlink_to(outside)
    page = write(tmp_path, "in/a.html", "Inside.")
    assert add_files(root, [page]).refused
    assert add_files(root, [page], replace=True).added == ("a.html",)
    assert outside.read_text() == "Outside."


def test_of_several_adders_of_one_name_one_wins(tmp_path: Path, root: Path) -> None:
    pages = [write(tmp_path, f"{n}/a.html", f"Page {n}.") for n in range(8)]
    reports: list[AddReport] = []
    threads = [threading.Thread(target=lambda p=page: reports.append(add_files(root, [p]))) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(report.added) for report in reports) == 1
    assert sum(len(report.refused) for report in reports) == 7
    assert names_in(root) == ["a.html"]


@given(name=st.text(max_size=40))
def test_a_safe_name_stays_in_its_folder_and_can_be_shown(name: str) -> None:
    safe = safe_name(name)
    assert "/" not in safe and "\\" not in safe and not safe.startswith(".")
    assert not {unicodedata.category(c) for c in printable(safe)} & {"Cc", "Cs", "Zl", "Zp"}
    assert safe_name(safe) == safe


@given(stem=st.text(min_size=1, max_size=20).filter(lambda s: "/" not in s and s.strip(".")),
       ending=st.sampled_from([".html", ".TXT", ".md.gz", ".Pdf.GZ"]))  # fmt: skip
def test_a_name_is_its_stem_and_its_ending(stem: str, ending: str) -> None:
    assert (page_stem(stem + ending), page_ending(stem + ending)) == (stem, ending)


STEP = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]), st.booleans())


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEP, max_size=8))
def test_any_sequence_of_adds_ends_as_a_dictionary_that_refuses_to_overwrite(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, bool]]
) -> None:
    top = tmp_path_factory.mktemp("adds")
    expected: dict[str, str] = {}
    for number, (stem, text, replace) in enumerate(steps):
        page = write(top, f"{number}/{stem}.txt", text)
        report = add_files(top / "corpus", [page], replace=replace)
        name = f"{stem}.txt"
        if expected.get(name) == text:
            assert report.unchanged == (name,)
        elif name in expected and not replace:
            assert len(report.refused) == 1
        else:
            assert report.added == (name,)
            expected[name] = text
    if steps:
        found = {path: (top / "corpus" / path).read_text() for path in list_pages(top / "corpus").paths}
        assert found == expected
