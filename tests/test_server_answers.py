"""The index behind the server: always the newest commit, a few questions at a time, and no work for what is held."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request, Response

import carevoice_search as cv
from carevoice_search.server import freshness, limits
from carevoice_search.server.answers import Answers, BusyError, reply
from carevoice_search.server.app import create_app
from serving import HOST, Answer, ask, called, make

TRUST = "Trust takes time\n\nCare leavers told the council that a social worker earns trust slowly.\n"
MONEY = "Money matters\n\nThe council gives care leavers a bus pass and a grant for their first flat.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make(tmp_path / "home", {"trust.txt": TRUST})


def answers(home: Path) -> Answers:
    return Answers(home / "index", home / "corpus")


def asked(own: Answers, work: Callable[[cv.Index], Any], **options: Any) -> Any:
    return asyncio.run(own.ask(work, **options))


def pages(index: cv.Index) -> int:
    return index.search("").totals["page"]


class App:
    """An application with one route, which counts how often its work is done."""

    def __init__(self, home: Path, status: int = 200) -> None:
        self.app = create_app(home)
        self.done = 0

        def work(index: cv.Index) -> Response:
            self.done += 1
            return Response(str(pages(index)), status)

        async def route(request: Request) -> Response:
            return await reply(request, work)

        self.app.add_api_route("/counted", route)

    def get(self, *held: str) -> Answer:
        headers = [HOST, *((b"if-none-match", tags.encode("latin-1")) for tags in held)]
        return ask(self.app, "/counted", headers=headers)

    def tag(self) -> str:
        return self.get().header("etag") or ""


# The newest commit


def test_a_page_that_was_indexed_meanwhile_is_found_by_the_next_question(home: Path) -> None:
    own = answers(home)
    assert asked(own, pages) == 1
    make(home, {"money.txt": MONEY})
    assert asked(own, pages) == 2


def test_every_thread_sees_the_newest_commit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "THREADS", 3)
    own = answers(home)

    async def together() -> list[tuple[int, int]]:
        met = threading.Barrier(3)

        def work(index: cv.Index) -> tuple[int, int]:
            met.wait(30)
            return id(index), pages(index)

        return await asyncio.gather(*(own.ask(work) for _ in range(3)))

    first = asyncio.run(together())
    assert len({index for index, _ in first}) == 3, "no two threads share an index"
    make(home, {"money.txt": MONEY})
    assert {found for _, found in asyncio.run(together())} == {2}


def test_an_index_is_opened_once_and_kept_while_nothing_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "THREADS", 1)
    own = answers(home)
    first = asked(own, id)
    assert {asked(own, id) for _ in range(5)} == {first}
    (home / "index" / "note").touch()  # the folder changes, the commit does not
    assert asked(own, id) == first


def test_an_index_that_was_begun_afresh_is_another_though_its_generation_is_the_same(home: Path) -> None:
    own = answers(home)
    before = asked(own, lambda index: (index.status().generation, index.commit))
    shutil.rmtree(home / "index")
    (home / "corpus" / "trust.txt").unlink()
    make(home, {"money.txt": MONEY})
    after = asked(own, lambda index: (index.status().generation, index.commit))
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert asked(own, lambda index: index.search("bus pass").total) == 1


# An index that cannot be used


def test_without_an_index_the_answer_says_so_and_names_no_place_of_this_machine(tmp_path: Path) -> None:
    own = answers(tmp_path / "nowhere")
    with pytest.raises(cv.UnusableIndexError) as raised:
        asked(own, pages)
    assert str(tmp_path) not in str(raised.value)
    assert "carevoice index" in str(raised.value)


def test_it_answers_again_once_the_index_is_back(home: Path) -> None:
    own = answers(home)
    assert asked(own, pages) == 1
    (home / "index").rename(home / "away")
    with pytest.raises(cv.UnusableIndexError):
        asked(own, pages)
    (home / "away").rename(home / "index")
    assert asked(own, pages) == 1
    shutil.rmtree(home / "index")
    (home / "index").mkdir()
    with pytest.raises(cv.UnusableIndexError):
        asked(own, pages)
    make(home, {"money.txt": MONEY})
    assert asked(own, pages) == 2


def test_a_foreign_index_is_refused_and_the_reason_is_told_where_the_server_runs(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    own = answers(home)
    monkeypatch.setenv("CAREVOICE_KEY_FILE", str(tmp_path / "other.key"))
    for _ in range(3):
        with pytest.raises(cv.UnusableIndexError) as raised:
            asked(own, pages)
        assert str(home) not in str(raised.value)
    assert [record.getMessage().count(str(home)) for record in caplog.records] == [1]


def test_a_key_that_others_can_read_is_no_word_of_its_place(home: Path, tmp_path: Path) -> None:
    import os

    key = Path(os.environ["CAREVOICE_KEY_FILE"])
    key.chmod(0o644)
    try:
        with pytest.raises(cv.UnusableIndexError) as raised:
            asked(answers(home), pages)
    finally:
        key.chmod(0o600)
    assert str(key) not in str(raised.value)


def test_work_that_finds_damage_is_done_again_where_the_index_was_replaced_meanwhile(home: Path) -> None:
    seen: list[int] = []

    def work(index: cv.Index) -> int:
        seen.append(pages(index))
        if len(seen) == 1:
            make(home, {"money.txt": MONEY})
            raise cv.UnusableIndexError("a file of the former commit has gone")
        return seen[-1]

    assert asked(answers(home), work) == 2
    assert seen == [1, 2]


def test_damage_that_stays_is_told_and_looked_at_anew_by_the_next_question(home: Path) -> None:
    own, done = answers(home), []

    def work(index: cv.Index) -> None:
        done.append(index)
        raise cv.UnusableIndexError(f"the index in {home} is damaged")

    for _ in range(2):
        with pytest.raises(cv.UnusableIndexError) as raised:
            asked(own, work)
        assert str(home) not in str(raised.value)
    assert len(done) == 2
    assert asked(own, pages) == 1


# What the caller holds


def test_an_answer_has_a_tag_and_is_asked_for_anew_each_time(home: Path) -> None:
    answer = App(home).get()
    assert (answer.status, answer.text) == (200, "1")
    assert (answer.header("etag") or "").startswith('W/"')
    assert answer.header("cache-control") == "no-cache"


@pytest.mark.parametrize("form", ["{}", 'W/"other", {}', "{}, *", '"other" , {} ', "x{}"])
def test_what_is_held_is_not_made_again(home: Path, form: str) -> None:
    app = App(home)
    tag = app.tag()
    answer = app.get(form.format(tag))
    assert (answer.status, answer.body, answer.header("etag")) == (304, b"", tag)
    assert app.done == 1
    assert app.get(tag.removeprefix("W/")).status == 304, "compared weakly"
    assert app.get('"other"', tag).status == 304, "several headers are one list"


@pytest.mark.parametrize("held", ["", "*", '"', 'W/"', '"other"', "etag", '""', "\xff", ', "' * 500])
def test_another_tag_and_what_is_none_change_nothing(home: Path, held: str) -> None:
    app = App(home)
    assert app.get(held).status == 200
    assert app.done == 1


def test_a_commit_changes_the_tag_and_so_does_an_index_begun_afresh(home: Path) -> None:
    app = App(home)
    tags = [app.tag()]
    assert app.tag() == tags[0]
    make(home, {"money.txt": MONEY})
    tags.append(app.tag())
    shutil.rmtree(home / "index")
    make(home, {})
    tags.append(app.tag())
    assert len(set(tags)) == 3
    assert app.get(tags[0]).status == 200


def test_another_server_of_the_same_program_and_index_gives_the_same_tag(home: Path) -> None:
    assert App(home).tag() == App(home).tag()


def test_an_error_has_no_tag(home: Path) -> None:
    assert App(home, status=400).get().header("etag") is None


def test_a_page_that_waits_to_be_read_changes_the_words_and_with_them_the_tag(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "EVERY", 0.0)
    app = App(home)
    before = app.tag()
    assert app.app.state.answers.fresh == ""
    (home / "corpus" / "money.txt").write_text(MONEY, encoding="utf-8")
    tags = {app.tag() for _ in _until(lambda: "1 page in corpus/" in app.app.state.answers.fresh)}
    assert app.tag() not in {before}
    assert str(home) not in app.app.state.answers.fresh
    assert tags


def _until(happened: Callable[[], bool]) -> Any:
    """Turns until something that another thread does has happened."""
    for turn in range(10_000):
        if happened():
            return
        yield turn
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen")


# A few at a time


class Busy:
    """Answers whose threads are all held until `let_go` is set."""

    def __init__(self, home: Path) -> None:
        self.own = answers(home)
        self.let_go = threading.Event()
        self.begun = threading.Semaphore(0)

    def hold(self, _: cv.Index) -> str:
        self.begun.release()
        assert self.let_go.wait(30)
        return "held"

    async def filled(self) -> list[asyncio.Task[str]]:
        tasks = [asyncio.create_task(self.own.ask(self.hold)) for _ in range(limits.THREADS)]
        for _ in tasks:
            await asyncio.to_thread(self.begun.acquire)
        return tasks


def test_those_beyond_the_waiting_ones_are_turned_away_and_the_others_answered(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAITING", 3)
    busy = Busy(home)

    async def run() -> None:
        held = await busy.filled()
        waiting = [asyncio.create_task(busy.own.ask(pages)) for _ in range(3)]
        await asyncio.sleep(0)
        for _ in range(5):
            with pytest.raises(BusyError):
                await busy.own.ask(pages)
        busy.let_go.set()
        assert await asyncio.gather(*held, *waiting) == ["held"] * limits.THREADS + [1] * 3
        assert await busy.own.ask(pages) == 1

    asyncio.run(run())


def test_nobody_waits_for_ever(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.02)
    busy = Busy(home)

    async def run() -> None:
        held = await busy.filled()
        with pytest.raises(BusyError):
            await busy.own.ask(pages)
        busy.let_go.set()
        await asyncio.gather(*held)
        assert await busy.own.ask(pages) == 1

    asyncio.run(run())


def test_downloads_keep_no_page_waiting(home: Path) -> None:
    busy = Busy(home)

    async def run() -> None:
        download = asyncio.create_task(busy.own.ask(busy.hold, lane="downloads"))
        await asyncio.to_thread(busy.begun.acquire)
        assert await busy.own.ask(pages) == 1
        busy.let_go.set()
        assert await download == "held"

    asyncio.run(run())


def test_a_question_whose_caller_has_gone_away_is_not_answered(home: Path) -> None:
    busy, done = Busy(home), []

    async def gone() -> Mapping[str, str]:
        return {"type": "http.disconnect"}

    async def run() -> None:
        held = await busy.filled()
        caller = Request({"type": "http", "headers": []}, gone)  # type: ignore[arg-type]
        waiting = asyncio.create_task(busy.own.ask(done.append, request=caller))
        await asyncio.sleep(0)
        busy.let_go.set()
        await asyncio.gather(*held)
        with pytest.raises(BusyError):
            await waiting

    asyncio.run(run())
    assert not done


def test_a_thread_is_free_when_its_work_has_ended_not_when_its_caller_has(home: Path) -> None:
    busy = Busy(home)

    async def run() -> None:
        held = await busy.filled()
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        later = asyncio.create_task(busy.own.ask(pages))
        await asyncio.sleep(0.05)
        assert not later.done()
        busy.let_go.set()
        assert await later == 1

    asyncio.run(run())


def test_an_answer_that_takes_too_long_is_stopped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", -1.0)
    own = answers(home)
    with pytest.raises(cv.TimeLimitError):
        asked(own, lambda index: index.search("trust"))
    assert asked(own, lambda index: index.search("trust").total, lane="downloads") == 1


def test_a_full_house_is_a_503_that_says_when_to_come_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAITING", 0)
    app = App(home)
    busy = Busy(home)
    app.app.state.answers = busy.own
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/counted",
        "raw_path": b"/counted",
        "query_string": b"",
        "headers": [HOST],
    }

    async def run() -> Answer:
        held = await busy.filled()
        answer = await called(app.app, scope)
        busy.let_go.set()
        await asyncio.gather(*held)
        return answer

    answer = asyncio.run(run())
    assert answer.status == 503
    assert answer.header("retry-after") == "2"
    assert app.done == 0
