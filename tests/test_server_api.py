"""The API as programs use it: the command's JSON over HTTP, pages of hits, what is kept, and what is refused."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

import carevoice_search as cv
from api_folder import ODD_PUBLISHERS, Caller, command, module_home, opened
from carevoice_search.server.api import endpoints, forms, routes
from carevoice_search.server.app import create_app
from carevoice_search.server.request.asked import Asked
from carevoice_search.server.request.parameters import NEGATED, WINDOW

V1 = routes.PREFIX


class Served(NamedTuple):
    """An application, the folder that it serves, and its index."""

    home: Path
    index: cv.Index
    ask: Caller


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = module_home(tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield Served(home, opened(home, tmp_path_factory), Caller(create_app(home)))


def found(served: Served, endpoint: str, *pairs: tuple[str, str]) -> Any:
    answer = served.ask(f"{V1}/{endpoint}?{urlencode(pairs)}")
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def refused(served: Served, address: str, status: int = 400) -> Any:
    answer = served.ask(address)
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    forms.Problem.model_validate(answer.json())
    assert answer.json()["status"] == status
    return answer.json()


# What it answers is what the command prints

SAME: dict[str, tuple[list[str], str, list[tuple[str, str]]]] = {
    "words": (["search", "trust", "letters"], "search", [("q", "trust letters")]),
    "everything": (["search"], "search", []),
    "nothing": (
        ["search", "council:stockport", "--type", "finding"],
        "search",
        [("q", "council:stockport"), ("type", "finding")],
    ),
    "relaxed": (["search", "trust", "zebra"], "search", [("q", "trust zebra")]),
    "filters": (
        [
            "search",
            "--council",
            "stockport",
            "--council",
            "coventry",
            "--not-kind",
            "article",
            "--since",
            "2020",
        ],
        "search",
        [("council", "stockport"), ("council", "coventry"), ("not-kind", "article"), ("since", "2020")],
    ),
    "an odd publisher": (
        ["search", "--publisher", ODD_PUBLISHERS[5], "--facet", "publisher"],
        "search",
        [("publisher", ODD_PUBLISHERS[5]), ("facet", "publisher")],
    ),
    "expanded": (["search", "trust", "--expand"], "search", [("q", "trust"), ("expand", "true")]),
    "some of the hits": (
        [
            "search",
            "letters",
            "-n",
            "3",
            "--offset",
            "2",
            "--sort",
            "title",
            "--facet",
            "type",
            "--facet",
            "year:1",
        ],
        "search",
        [
            ("q", "letters"),
            ("limit", "3"),
            ("offset", "2"),
            ("sort", "title"),
            ("facet", "type"),
            ("facet", "year:1"),
        ],
    ),
    "some facets": (
        ["facets", "council", "theme:2", "-q", "trust", "--type", "practice"],
        "facets",
        [("facet", "council"), ("facet", "theme:2"), ("q", "trust"), ("type", "practice")],
    ),
    "all facets": (["facets"], "facets", []),
    "grid": (["grid"], "grid", []),
    "another grid": (
        ["grid", "trust", "--rows", "region", "--columns", "year", "--limit", "2"],
        "grid",
        [("q", "trust"), ("rows", "region"), ("columns", "year"), ("limit", "2")],
    ),
    "timeline": (["timeline"], "timeline", []),
    "another timeline": (
        ["timeline", "trust", "--by", "month", "--split", "type", "--no-group"],
        "timeline",
        [("q", "trust"), ("by", "month"), ("split", "type"), ("group", "false")],
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_an_answer_is_what_the_command_prints_as_json(served: Served, case: str) -> None:
    words, endpoint, pairs = SAME[case]
    assert found(served, endpoint, *pairs) == command(served.home, *words)


def test_a_record_is_what_show_prints(served: Served) -> None:
    for record_id in [hit.record.id for hit in served.index.search("trust", limit=3).hits]:
        assert found(served, f"records/{record_id}") == command(served.home, "show", record_id)
        with_passage = found(served, f"records/{record_id}", ("q", "trust"))
        assert with_passage == command(served.home, "show", record_id, "--query", "trust")
        assert with_passage["passage"]["marks"]


def test_similar_records_are_what_similar_prints(served: Served) -> None:
    (hit,) = served.index.search("trust", limit=1).hits
    assert found(served, f"records/{hit.record.id}/similar", ("limit", "3")) == command(
        served.home, "similar", hit.record.id, "-n", "3"
    )


def test_the_status_is_what_the_command_prints_without_a_place_on_this_machine(served: Served) -> None:
    said = command(served.home, "status")
    assert said.pop("index") == str(served.home / "index")
    answer = found(served, "status")
    assert answer == said
    assert str(served.home) not in served.ask(f"{V1}/status").text


def test_a_page_that_waits_is_named_in_the_status(served: Served) -> None:
    waiting = served.home / "corpus" / "waiting.txt"
    waiting.write_text("A page that nobody has indexed.\n", encoding="utf-8")
    try:
        pairs: list[tuple[str, str]] = []
        answer = endpoints.status(served.index, pairs, served.home / "corpus")
        assert answer["pending"] == {"new": ("waiting.txt",), "changed": (), "gone": ()}
        gone = endpoints.status(served.index, pairs, served.home / "nowhere")
        assert gone["pending"] is None
    finally:
        waiting.unlink()


def test_completions_name_values_and_words(served: Served) -> None:
    answer = found(served, "suggest", ("q", "stoc"), ("limit", "5"))
    assert answer["completions"][0]["label"] == "Stockport"
    assert answer["completions"][0]["field"] == "council"
    assert len(found(served, "suggest", ("q", "s"), ("limit", "1"))["completions"]) == 1
    assert found(served, "suggest", ("q", "zzzz"))["completions"] == []


# Facets


def test_what_is_chosen_in_a_facet_does_not_narrow_its_own_counts(served: Served) -> None:
    free = found(served, "facets", ("facet", "council"), ("facet", "type"))
    chosen = found(served, "facets", ("facet", "council"), ("facet", "type"), ("council", "stockport"))
    counts = {bucket["value"]: bucket["count"] for bucket in free["facets"][0]["buckets"]}
    narrowed = {bucket["value"]: bucket["count"] for bucket in chosen["facets"][0]["buckets"]}
    assert narrowed == counts
    assert chosen["facets"][1] != free["facets"][1]
    (selected,) = [bucket for bucket in chosen["facets"][0]["buckets"] if bucket["selected"]]
    assert (selected["value"], selected["count"]) == ("E08000007", chosen["total"])


@pytest.mark.parametrize("field", list(cv.FIELDS))
def test_choosing_a_bucket_finds_as_many_as_it_counts(served: Served, field: str) -> None:
    (facet,) = found(served, "facets", ("facet", field))["facets"]
    for bucket in facet["buckets"]:
        assert found(served, "search", (field, bucket["value"]), ("limit", "0"))["total"] == bucket["count"]
    assert found(served, "search", (field, cv.MISSING), ("limit", "0"))["total"] == facet["missing"]
    everything = found(served, "search", ("limit", "0"))["total"]
    negated = found(served, "search", (NEGATED + field, cv.MISSING), ("limit", "0"))["total"]
    assert negated == everything - facet["missing"]


# Pages of hits


def linked(answer: Any) -> dict[str, str]:
    """The addresses of a Link header by their relation."""
    return {
        name: address
        for address, name in re.findall(r'<([^<>]+)>; rel="(\w+)"', answer.headers.get("link", ""))
    }


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_links_lead_through_all_hits_and_name_each_once(served: Served, limit: int) -> None:
    everything = [hit.record.id for hit in served.index.search("trust", limit=1000).hits]
    address: str | None = f"{V1}/search?q=trust&limit={limit}"
    seen: list[str] = []
    ranks: list[int] = []
    pages = []
    while address:
        answer = served.ask(address)
        pages.append((address, linked(answer)))
        seen += [hit["record"]["id"] for hit in answer.json()["hits"]]
        ranks += [hit["rank"] for hit in answer.json()["hits"]]
        address = pages[-1][1].get("next")
    assert seen == everything
    assert ranks == list(range(1, len(everything) + 1))
    if len(pages) > 1:
        (_, first), (last, final) = pages[0], pages[-1]
        assert first["last"] == final["last"] == last
        assert "prev" not in first
        assert [links["prev"] for _, links in pages[1:]] == [found for found, _ in pages[:-1]]
        assert all(links["first"] == pages[0][0] for _, links in pages)


def test_links_end_where_hits_can_no_longer_be_reached() -> None:
    asked = Asked(cv.parse("trust"), limit=30)
    total = WINDOW * 2
    for offset in (0, 5000, WINDOW - 60, WINDOW - 30):
        header = endpoints.links(asked.at(offset), total, "/")
        for place in re.findall(r"offset=(\d+)", header):
            assert int(place) + 30 <= WINDOW
    assert 'rel="next"' not in endpoints.links(asked.at(WINDOW - 30), total, "/")
    assert endpoints.links(asked, 30, "/") == ""
    assert endpoints.links(Asked(cv.parse("trust"), limit=0), 30, "/") == ""
    assert 'rel="prev"' in endpoints.links(asked.at(900), 40, "/")


def test_a_long_address_is_not_repeated_for_every_relation() -> None:
    asked = Asked(cv.plain("щ" * 900))
    header = endpoints.links(asked.at(10), 100, "/")
    assert re.findall(r'rel="(\w+)"', header) == ["next"]
    assert endpoints.links(asked.at(90), 100, "/") == ""


def test_hits_beyond_what_can_be_reached_are_refused_with_the_nearest_place(served: Served) -> None:
    problem = refused(served, f"{V1}/search?limit=20&offset={WINDOW}")
    assert (problem["parameter"], problem["nearest"]) == ("offset", str(WINDOW - 20))


# What is kept


def test_what_the_caller_has_is_not_sent_again(served: Served) -> None:
    for path in ("search?q=trust", "facets", "grid", "timeline", "suggest?q=st", "openapi.json"):
        first = served.ask(f"{V1}/{path}")
        again = served.ask(f"{V1}/{path}", if_none_match=first.headers["etag"])
        assert (again.status, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert served.ask(f"{V1}/{path}", if_none_match='"another"').status == 200


def test_how_things_are_at_the_moment_has_no_tag(served: Served) -> None:
    assert "etag" not in served.ask(f"{V1}/status").headers


def test_answers_are_compressed_for_those_who_take_it(served: Served) -> None:
    packed = served.ask(f"{V1}/search?q=trust", accept_encoding="gzip")
    plain = served.ask(f"{V1}/search?q=trust")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_head_tells_what_get_would_without_a_body(served: Served) -> None:
    for path in ("search?q=trust&limit=1", "status", "openapi.json"):
        got, told = served.ask(f"{V1}/{path}"), served.ask(f"{V1}/{path}", "HEAD")
        assert (told.status, told.content) == (200, b"")
        assert told.headers.get("link") == got.headers.get("link")
        assert told.headers.get("etag") == got.headers.get("etag")


# What is refused


@pytest.mark.parametrize(
    ("address", "parameter", "near"),
    [
        ("search?council=stokport", "council", "Stockport"),
        ("search?q=council:stokport", "q", "Stockport"),
        ("search?counci=stockport", "counci", "council"),
        ("search?limit=1000", "limit", "100"),
        ("search?limit=3&limit=4", "limit", "3"),
        ("search?q=", "q", None),
        ("search?zzz=1", "zzz", None),
        ("facets?sort=date", "sort", None),
        ("facets?facet=counsil", "facet", "council"),
        ("grid?rows=counsil", "rows", "council"),
        ("grid?rows=theme", "columns", None),
        ("grid?limit=0", "limit", "1"),
        ("timeline?by=week", "by", None),
        ("timeline?split=council", "split", None),
        ("suggest", "q", None),
        ("suggest?q=a&limit=0", "limit", "1"),
        ("status?q=trust", "q", None),
        ("search?since=2021-02-30", "since", "2021-02-28"),
    ],
)
def test_a_problem_names_the_parameter_and_the_nearest_value(
    served: Served, address: str, parameter: str, near: str | None
) -> None:
    problem = refused(served, f"{V1}/{address}")
    assert (problem["parameter"], problem.get("nearest")) == (parameter, near)
    assert problem["type"].startswith("/api#problem-")
    assert problem["title"] and problem["detail"]


def test_a_query_that_cannot_be_read_has_its_place(served: Served) -> None:
    problem = refused(served, f"{V1}/search?q=trust+%28worker")
    assert (problem["parameter"], problem["position"]) == ("q", 6)
    assert problem["type"] == "/api#problem-query"


@pytest.mark.parametrize("end", ["", "/similar"])
def test_a_record_that_is_not_there_is_not_found(served: Served, end: str) -> None:
    (hit,) = served.index.search("trust", limit=1).hits
    nearly = hit.record.id[:-1] + ("0" if hit.record.id[-1] != "0" else "1")
    problem = refused(served, f"{V1}/records/{nearly}{end}", 404)
    assert problem["type"] == "/api#problem-no-record"
    assert hit.record.id in problem["detail"]
    refused(served, f"{V1}/records/..%2f..%2fetc%2fpasswd{end}", 404)


def test_there_is_nothing_at_other_addresses_and_nothing_is_sent(served: Served) -> None:
    refused(served, f"{V1}/searches", 404)
    refused(served, "/api/v2/search", 404)
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = served.ask(f"{V1}/search", method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        assert answer.headers["content-type"] == "application/problem+json"


# The forms


MODELS: dict[str, type[forms.Form]] = {
    "search": forms.SearchAnswer,
    "facets": forms.SearchAnswer,
    "grid": forms.GridAnswer,
    "timeline": forms.TimelineAnswer,
    "suggest": forms.SuggestAnswer,
    "status": forms.StatusAnswer,
}


@pytest.mark.parametrize(
    "pairs",
    [
        (),
        (("q", "trust zebra"),),
        (("q", "LAC"), ("expand", "true"), ("limit", "100")),
        (("type", "finding"),),
    ],
)
def test_every_answer_has_its_documented_form(served: Served, pairs: tuple[tuple[str, str], ...]) -> None:
    for endpoint, model in MODELS.items():
        taken = [pair for pair in pairs if endpoint == "search" or pair[0] not in ("expand", "limit")]
        if endpoint == "status":
            taken = []
        if endpoint == "suggest":
            taken = [("q", "s")]
        model.model_validate_json(served.ask(f"{V1}/{endpoint}?{urlencode(taken)}").content)


def test_every_record_has_its_documented_form(served: Served) -> None:
    for record in served.index.records():
        answer = served.ask(f"{V1}/records/{record.id}?q=trust+OR+letters")
        forms.RecordAnswer.model_validate_json(answer.content)


def test_the_forms_refuse_what_they_do_not_name(served: Served) -> None:
    answer = found(served, "search", ("q", "trust"), ("limit", "1"))
    for changed in (
        {**answer, "extra": 1},
        {**answer, "total": "8"},
        {k: answer[k] for k in answer if k != "hits"},
    ):
        with pytest.raises(ValidationError):
            forms.SearchAnswer.model_validate_json(json.dumps(changed))


def test_types_and_kinds_are_those_of_the_index() -> None:
    schemas = routes.document()["components"]["schemas"]
    assert schemas["Record"]["properties"]["type"]["enum"] == list(cv.TYPES)
    assert schemas["Record"]["properties"]["kind"]["enum"] == list(cv.KINDS)
    assert schemas["Figure"]["properties"]["unit"]["enum"] == list(cv.UNITS)
    assert list(schemas["Totals"]["properties"]) == list(cv.TYPES)
