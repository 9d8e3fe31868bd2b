"""The search page: what it shows is what its links and boxes lead to, and it needs no script."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import Tag

from search_folder import Page, get, module_app, submitted
from serving import ask

STATES = (
    "/",
    "/?q=trust",
    "/?q=trust&region=north-west&since=2019",
    "/?council=missing&not-theme=money&theme=rights-voice",
    "/?q=young&type=finding&min=10",
    "/?q=letters&group=false&synonyms=false&limit=5&offset=5&sort=date&facet=publisher:all",
    "/?q=title:note+OR+survey&until=2015&year=2010&year=2012",
    "/?publisher=-Trust+OR+(care)&publisher=Coram+Voice",
    "/?q=nothing+whatever+zzzz",
)
FOLLOWED = (STATES[2], STATES[4], STATES[5])
"""Of which every link is followed and every box is ticked: together they have all that a page may show."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
        yield module_app(tmp_path_factory)


def found(app: Any, address: str) -> Page:
    page = get(app, address)
    assert page.answer.status == 200, page.answer.text
    return page


def of(box: Tag) -> int:
    """The count beside a box."""
    return int(box.parent.select_one(".count").get_text().replace(",", ""))  # type: ignore[union-attr]


# What is shown is what is led to


def test_every_link_leads_to_a_page(app: Any) -> None:
    links = {href: text for address in FOLLOWED for text, href in found(app, address).links()}
    assert len(links) > 100
    for href, text in links.items():
        if not href.startswith("#"):
            assert href.startswith("/"), f"{text} leads out: {href}"
            answer = ask(app, href.partition("#")[0])
            assert answer.status == 200, f"{text}: {href} is {answer.status}"


@pytest.mark.parametrize("address", ["/", *FOLLOWED])
def test_ticking_a_box_alone_finds_as_many_records_as_it_says(app: Any, address: str) -> None:
    page = found(app, address)
    for box in page.boxes:
        others = [pair for pair in page.pairs() if pair[0] != box["name"]]
        chosen = submitted(app, [*others, (str(box["name"]), str(box["value"]))])
        assert chosen.total == of(box), f"{box['name']}={box['value']}: {chosen.address}"


@pytest.mark.parametrize("address", STATES)
def test_a_form_that_is_sent_as_it_stands_changes_nothing_but_the_page_of_hits(
    app: Any, address: str
) -> None:
    page = found(app, address)
    again = submitted(app, page.pairs())
    kept = [pair for pair in parse_qsl(urlsplit(page.address).query) if pair[0] != "offset"]
    assert sorted(parse_qsl(urlsplit(again.address).query)) == sorted(kept)


@pytest.mark.parametrize("address", STATES)
def test_each_chip_takes_away_what_it_names_and_nothing_else(app: Any, address: str) -> None:
    page = found(app, address)
    chips = page.links("#chips .chip")
    for chip in chips:
        without = found(app, chip[1])
        assert Counter(text for text, _ in without.links("#chips .chip")) == Counter(
            text for text, _ in chips if text != chip[0]
        )
    if chips:
        assert not found(app, page.links("#chips .clear")[0][1]).links("#chips a")


@pytest.mark.parametrize("address", ["/?limit=25", "/?q=trust&limit=10&sort=title"])
def test_following_the_pages_shows_each_hit_once(app: Any, address: str) -> None:
    page = found(app, address)
    seen, total = list(page.hits), page.total
    while following := page.links("#pages a[rel=next]"):
        before, page = page, found(app, following[0][1])
        assert found(app, page.links("#pages a[rel=prev]")[0][1]).hits == before.hits
        assert int(str(page.soup.select_one("#hits")["start"])) == len(seen) + 1  # type: ignore[index]
        seen += page.hits
    assert len(seen) == len(set(seen)) == total


def test_a_particular_narrows_to_records_that_have_it(app: Any) -> None:
    page = found(app, "/?q=worker&council=E08000007&limit=100")
    for hit in page.soup.select("#hits .hit"):
        for link in hit.select(".particulars a"):
            narrowed = found(app, str(link["href"]))
            assert hit["id"] in narrowed.hits, link["href"]


# The address


@pytest.mark.parametrize("address", STATES)
def test_the_address_of_a_search_stays(app: Any, address: str) -> None:
    assert get(app, get(app, address).address).address == get(app, address).address
    assert ask(app, get(app, address).address).status == 200


@pytest.mark.parametrize(
    ("sent", "leads"),
    [
        ("q=trust&since=&until=&min=&max=&sort=relevance&limit=10", "/?q=trust"),
        ("q=&since=&sort=relevance", "/"),
        ("q=trust+worker&match=any", "/?q=trust+OR+worker"),
        ("q=trust+-worker&plain=true", "/?q=trust+worker"),
        ("q=council%3Astockport+trust", "/?q=trust&council=E08000007"),
        ("q=trust&missing=date", "/?q=trust&year=missing"),
        ("q=Trust&group=true", "/?q=trust"),
    ],
)
def test_what_a_form_sends_is_moved_to_the_one_address_of_the_search(app: Any, sent: str, leads: str) -> None:
    answer = ask(app, f"/?{sent}")
    assert (answer.status, answer.header("location")) == (303, leads)


def test_the_same_parameters_in_another_order_are_not_moved(app: Any) -> None:
    assert ask(app, "/?council=E08000007&q=trust").status == 200


def test_a_choice_that_the_words_hold_is_shown_and_left_to_them(app: Any) -> None:
    page = found(app, "/?q=council:E08000007+AND+council:E08000026")
    held = [box for box in page.boxes if box["value"] in ("E08000007", "E08000026")]
    assert [box.has_attr("checked") and box.has_attr("disabled") for box in held] == [True, True]
    assert "stands in the words of the query" in page.text("[data-field=council]")
    assert submitted(app, page.pairs()).total == page.total


# What cannot be read


def test_a_query_that_cannot_be_read_is_shown_with_the_place_and_the_mend(app: Any) -> None:
    page = get(app, "/?q=trust+(worker&council=E08000007&sort=date")
    assert page.answer.status == 400
    assert page.soup.select_one("#q")["value"] == "trust (worker"  # type: ignore[index]
    assert page.text("#trouble mark") == "("
    assert page.text("#trouble code") == "trust ( worker"
    assert "closing" in page.text("#trouble")
    mended = submitted(app, [(name, value.replace("(", "")) for name, value in page.pairs()])
    assert mended.address == "/?q=trust+worker&council=E08000007&sort=date"


def test_the_end_of_a_query_is_a_place_too(app: Any) -> None:
    page = get(app, "/?q=trust+OR")
    assert page.answer.status == 400
    assert page.soup.select_one("#trouble mark") is not None


@pytest.mark.parametrize(
    ("sent", "nearest"),
    [
        ("council=stokport&q=trust", "stockport"),
        ("since=2020-13", "2020-12"),
        ("qq=trust", "q"),
        ("sort=dte&q=trust", "date"),
        ("limit=1000", "100"),
    ],
)
def test_a_parameter_that_cannot_be_followed_offers_the_nearest(app: Any, sent: str, nearest: str) -> None:
    page = get(app, f"/?{sent}")
    assert page.answer.status == 400
    links = page.links("#trouble a")
    assert links[0][0].lower() == nearest
    assert get(app, links[0][1]).answer.status == 200


def test_what_cannot_be_followed_at_all_leads_back_to_the_start(app: Any) -> None:
    page = get(app, "/?q=trust&council=qqqqqqqqqqqqqq")
    assert page.answer.status == 400
    assert ("Start anew", "/") in page.links("#trouble a")
    assert submitted(app, page.pairs()).address == "/?q=trust"


# What is said beside the hits


@pytest.mark.parametrize("address", [*STATES, "/?since=2012-03", "/?min=1", "/?council=north-yorkshire"])
def test_no_notice_names_an_option_of_the_command(app: Any, address: str) -> None:
    page = found(app, address)
    if page.soup.select_one("#notices"):
        assert "--" not in page.text("#notices")
        assert "carevoice" not in page.text("#notices")


def test_copies_are_named_and_can_be_counted(app: Any) -> None:
    page = found(app, "/?q=letters+safe+survey&type=page")
    assert "1 copy of a record is not counted." in page.text("#notices")
    assert "press" in page.text("#hits .copies")
    counted = found(app, dict(page.links("#notices a"))["Count each by itself"])
    assert counted.total == page.total + 1


def test_dates_that_are_left_out_can_be_seen(app: Any) -> None:
    page = found(app, "/?q=trust&since=2015")
    seen = found(app, dict(page.links("#notices a"))["See what has no date"])
    assert f"{seen.total} record" in page.text("#notices")
    assert "since" not in seen.address


def test_a_word_that_is_widened_says_by_what_and_can_be_kept_as_it_is(app: Any) -> None:
    page = found(app, "/?q=LAC")
    assert "Also found: lac: also child in care" in page.text("#notices")
    kept = found(app, dict(page.links("#notices a"))["Search without synonyms"])
    assert "synonyms=false" in kept.address
    assert "Also found" not in kept.answer.text


def test_a_misspelt_word_is_answered_with_a_link_to_what_was_meant(app: Any) -> None:
    page = found(app, "/?q=truts&council=E08000007")
    (meant,) = page.links("#notices a")
    assert meant[0] == "trust"
    assert get(app, meant[1]).address == "/?q=trust&council=E08000007"


def test_a_relaxed_answer_says_so(app: Any) -> None:
    assert "No record has all of these words" in found(app, "/?q=trust+zebra").text("#notices")


def test_a_finding_has_its_figure_and_whose_it_is(app: Any) -> None:
    page = found(app, "/?q=answer+safe&match=any&type=finding&publisher=missing&sort=title")
    hit = page.soup.select_one("#hits .finding")
    assert hit is not None
    assert hit.select_one(".figure b").get_text() in ("nearly 60 per cent", "65 of 69")  # type: ignore[union-attr]
    assert hit.select_one(".figure span").get_text(strip=True)  # type: ignore[union-attr]
    assert hit.select_one(".sources a")["href"].startswith("/records/page-")  # type: ignore[union-attr, index]


def test_who_comes_without_a_question_gets_examples_that_find_something(app: Any) -> None:
    page = found(app, "/")
    shown = page.soup.select(".entrance li")
    assert len(shown) == 3
    for example in shown:
        number = int(example.select_one(".quiet").get_text().strip("()").split()[0])  # type: ignore[union-attr]
        assert found(app, str(example.a["href"])).total == number > 0  # type: ignore[index]
    assert not found(app, "/?q=trust").soup.select(".entrance")


def test_what_is_searched_is_said(app: Any) -> None:
    said = found(app, "/").text(".colophon")
    assert "pages" in said and "practices" in said and "findings" in said and "indexed" in said


# Long facets


def test_a_long_facet_shows_its_leading_values_and_leads_to_all(app: Any) -> None:
    page = found(app, "/?q=letters")
    shown = page.soup.select("[data-field=publisher] input")
    text, address = page.links("[data-field=publisher] .more a")[0]
    everything = found(app, address)
    all_shown = everything.soup.select("[data-field=publisher] input")
    assert int(text.split()[0]) == len(all_shown) - len(shown) > 0
    assert found(app, everything.links("[data-field=publisher] .more a")[0][1]).address == page.address


def test_a_chosen_value_is_always_shown(app: Any) -> None:
    everything = found(app, "/?q=letters&facet=publisher:all")
    last = everything.soup.select("[data-field=publisher] input:not([value=missing])")[-1]["value"]
    chosen = submitted(app, [("q", "letters"), ("publisher", str(last))])
    boxes = {str(box["value"]): box for box in chosen.soup.select("[data-field=publisher] input")}
    assert boxes[str(last)].has_attr("checked")


# Hostile pages, and everybody's eyes


@pytest.mark.parametrize("address", [*STATES, "/?q=trust+(", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"])
def test_nothing_that_a_page_or_an_address_holds_becomes_markup(app: Any, address: str) -> None:
    page = get(app, address)
    for element in page.soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"], element
    assert all(script.has_attr("src") and not script.get_text() for script in page.soup.select("script"))
    assert not page.soup.select("main img, main svg[onload], main b[style], style, iframe, object, base")
    assert not any(sign in page.answer.text for sign in "\u202e\x1b\ud800")
    assert "alert(1)" not in str(page.soup.script)


def test_a_hostile_title_is_read_as_it_stands(app: Any) -> None:
    page = found(app, "/?q=anybody")
    assert "drawkcab" in page.text("#hits") or "alert" in page.text("#hits")
    assert "alert(1)" in found(app, "/?q=letters").text("[data-field=publisher]")


@pytest.mark.parametrize("address", [*STATES, "/?q=trust+("])
def test_every_control_has_a_name_and_headings_are_in_order(app: Any, address: str) -> None:
    soup = get(app, address).soup
    for control in soup.select("input:not([type=hidden]), select, textarea"):
        named = soup.select_one(f'label[for="{control.get("id")}"]') if control.get("id") else None
        assert named or control.find_parent("label"), control
    for button in soup.select("button, summary, legend, a"):
        assert button.get_text(strip=True) or button.get("aria-label"), button
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels)), levels
    ids = Counter(str(element["id"]) for element in soup.select("[id]"))
    assert [name for name, number in ids.items() if number > 1] == []
    assert soup.html["lang"] == "en-GB"  # type: ignore[index]
    for element in soup.select("[aria-describedby], [aria-labelledby], [aria-controls]"):
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            assert all(each in ids for each in str(element.get(name, "")).split()), element
