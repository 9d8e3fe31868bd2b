"""The page in a real browser: Debian's chromium, driven by Playwright, against a real `carevoice serve` process.

Every test also holds that no script fails, that the console stays silent, and that no request leaves this machine.
Where there is no browser, the tests are skipped, unless CAREVOICE_BROWSER=required says that there must be one.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

import carevoice_search as cv
from serving import Running, here, make, running

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = os.environ.get("CAREVOICE_BROWSER") == "required"  # read now: tests run without such variables

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page, expect, sync_playwright
except ImportError as error:
    if REQUIRED:
        raise
    pytest.skip(f"no browser tests: {error}; pip install .[test]", allow_module_level=True)

if not CHROMIUM.exists() and not REQUIRED:
    pytest.skip(f"no browser tests: {CHROMIUM} is missing; apt-get install chromium", allow_module_level=True)

HEADING = "How are councils supporting young people around family, friends & supportive relationships?"
ACTS = (
    "Writing welcome packs",
    "Cooking together",
    "Planning moves early",
    "Sending birthday cards",
    "Meeting outdoors",
)
COUNCILS = ("Stockport", "Coventry", "Leeds", "Medway", "Hertfordshire", "Wandsworth")
MONTHS = ("Sep 2020", "Jan 2021", "April 2021", "March 2022")
HOSTILE = f"""\
<script>document.documentElement.dataset.executed = "yes"</script><img src=x onerror="document.title='owned'">
Sabotage\u202egnp.txt &lt;b&gt; "quoted" 'single' <svg onload=alert(1)>
In Leeds 47 per cent of care leavers said that <a href="javascript:alert(2)">cards</a> had helped them to stay in touch.
{HEADING}
- Sabotaging <b onclick=alert(3)>birthday</b> cards with young people (Jan 2021) Leeds
"""
HOSTILE_NAME = "<img src=y onerror=alert(4)>&quot;'.txt"
HOSTILE_SIDECAR = """\
url = "https://example.org/?a=%22onmouseover=alert(5)&b=<script>"
publisher = "<u>Publisher</u>"
"""
SETTLED = 30_000
"""Milliseconds that a page may take on a busy machine; nothing waits for so long."""


expect.set_options(timeout=SETTLED)


def made_pages() -> dict[str, str]:
    """A list of thirty practices of six councils in four months, a page with findings, and a hostile one."""
    lines = [
        f"- {act} with care leavers ({MONTHS[(number + place) % len(MONTHS)]}) {council}"
        for number, act in enumerate(ACTS)
        for place, council in enumerate(COUNCILS)
    ]
    findings = (
        "Staying in touch\nPublished on 4 March 2022 in Coventry.\n"
        "In Coventry 32% of care leavers said that cards had helped them to stay in touch with their families.\n"
        "The survey asked 1,250 young people in care, and 61% of them felt listened to by their social worker.\n"
    )
    return {
        "made-list.txt": "\n".join(["What helps", HEADING, *lines]) + "\n",
        "made-findings.txt": findings,
        HOSTILE_NAME: HOSTILE,
        f"{HOSTILE_NAME[:-4]}.toml": HOSTILE_SIDECAR,
    }


class Site(NamedTuple):
    """A working folder, and the server that answers from it."""

    home: Path
    server: Running

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def index(self) -> cv.Index:
        return cv.open_index(self.home / "index")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The starter pages and the made ones, served until the last test has ended."""
    home = tmp_path_factory.mktemp("browsed")
    key = {"CAREVOICE_KEY_FILE": str(tmp_path_factory.getbasetemp() / "index.key")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in key.items():
            patch.setenv(name, value)
        starter = Path(__file__).parents[1] / "corpus"
        pages: dict[str, str | bytes] = {
            path.name: path.read_bytes() for path in starter.iterdir() if path.is_file()
        }
        make(home, pages | made_pages())
    with running(home, env=key) as server:
        yield Site(home, server)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, for this file alone: while it is driven, the process has a running event loop."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=[*as_root, "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Tab(NamedTuple):
    """A page of the browser in a context of its own, and what it did beside what was asked of it."""

    page: Page
    origin: str
    noise: list[str]
    requested: list[str]
    refused: set[str]
    """Paths that the server is to refuse: of these the console may say so."""

    def open(self, path: str = "/", *, status: int = 200) -> Page:
        if status != 200:
            self.refused.add(f"{self.origin}{path}")
        answer = self.page.goto(f"{self.origin}{path}")
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        return self.page


Opening = Callable[..., Tab]


@pytest.fixture
def tab(chromium: Browser, site: Site) -> Iterator[Opening]:
    """Opens tabs; at the end of the test none has made a noise or asked anybody else."""
    opened: list[Tab] = []

    def opening(**options: Any) -> Tab:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        )
        context.set_default_timeout(SETTLED)
        page = context.new_page()
        one = Tab(page, site.origin, [], [], set())
        page.on("console", lambda message: _listen(one, message))
        page.on("pageerror", lambda error: one.noise.append(f"script: {error}"))
        page.on("dialog", lambda dialog: (one.noise.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        context.on("request", lambda request: one.requested.append(request.url))
        opened.append(one)
        return one

    yield opening
    for one in opened:
        one.page.context.close()
        assert one.noise == []
        assert [url for url in one.requested if not url.startswith(f"{site.origin}/")] == []


def _listen(one: Tab, message: Any) -> None:
    is_told = message.location.get("url") in one.refused and message.text.startswith(
        "Failed to load resource"
    )
    if message.type in ("error", "warning", "assert") and not is_told:
        one.noise.append(f"{message.type}: {message.text} ({message.location.get('url')})")


def total_of(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#total").inner_text().partition(" ")[0]))


def counts_of(page: Page, field: str) -> dict[str, int]:
    """Value to count of a field's buckets, as the page shows them."""
    rows = page.locator(f'fieldset.facet label:has(input[name="{field}"])').evaluate_all(
        "rows => rows.map(row => [row.querySelector('input').value, row.querySelector('.count').textContent])"
    )
    return {value: int(re.sub(r"\D", "", count)) for value, count in rows}


def params_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, field: str, value: str) -> None:
    """Tick a bucket as a person does: by its label, where it is folded away after unfolding it."""
    bucket = page.locator(f'fieldset.facet label:has(input[name="{field}"][value="{value}"])')
    if not bucket.is_visible():
        page.locator("details:not([open])", has=bucket).last.locator("> summary").click()
    bucket.click()


def two_councils(page: Page) -> tuple[str, str]:
    first, second = [value for value in counts_of(page, "council") if value != "missing"][:2]
    return first, second


def some_record(site: Site, type: str, text: str = "") -> str:
    return site.index.search(text, type=type, limit=1).hits[0].record.id


# Searching and narrowing


def test_words_are_searched_and_the_answer_is_that_of_the_command(tab: Opening, site: Site) -> None:
    page = tab().open()
    page.fill("#q", "birthday cards")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url(re.compile(r"q=birthday(\+|%20)cards"))
    found = site.index.search("birthday cards")
    expect(page.locator("#total")).to_contain_text(f"{found.total} record")
    assert found.total == total_of(page) > 5
    shown = [hit.get_attribute("id") for hit in page.locator("#hits > .hit").all()]
    assert shown == [f"hit-{hit.record.id}" for hit in found.hits]
    assert page.locator("#hits mark").first.inner_text().lower() in ("birthday", "cards", "card")


def test_councils_can_be_chosen_together_and_the_counts_of_the_others_stay(tab: Opening, site: Site) -> None:
    page = tab().open("/?q=care")
    before = counts_of(page, "council")
    first, second = two_councils(page)
    choose(page, "council", first)
    page.wait_for_url(re.compile(f"council={first}"))
    expect(page.locator("#chips .chip")).to_have_count(1)
    assert total_of(page) == before[first]
    choose(page, "council", second)
    page.wait_for_url(re.compile(f"council={second}"))
    expect(page.locator("#chips .chip")).to_have_count(2)
    assert counts_of(page, "council") == before
    assert total_of(page) == site.index.search("care", council=[first, second]).total


def test_a_chip_is_removed_by_following_it(tab: Opening, site: Site) -> None:
    page = tab().open("/?q=care")
    first, second = two_councils(page)
    page = tab().open(f"/?q=care&council={first}&council={second}")
    chips = page.locator("#chips .chip")
    expect(chips).to_have_count(2)
    assert "Remove" in (chips.first.text_content() or "")
    chips.first.click()
    expect(chips).to_have_count(1)
    (left,) = params_of(page)["council"]
    assert left in (first, second)
    assert total_of(page) == site.index.search("care", council=[left]).total


def test_a_bar_of_the_timeline_narrows_the_dates_to_the_records_that_it_shows(tab: Opening) -> None:
    page = tab().open("/?q=birthday")
    bar = page.locator("#timeline a.bar").first
    shown = re.search(r"([\d,]+) record", bar.get_attribute("aria-label") or "")
    assert shown
    bar.focus()
    bar.press("Enter")
    page.wait_for_url(re.compile("since="))
    assert {"q", "since", "until"} <= params_of(page).keys()
    assert total_of(page) == int(shown[1].replace(",", ""))


def test_the_arrows_lead_from_bar_to_bar(tab: Opening) -> None:
    page = tab().open("/?q=birthday")
    bars = page.locator("#timeline a.bar")
    assert bars.count() > 2
    bars.last.focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.href") == bars.nth(-2).evaluate("bar => bar.href")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.href") == bars.nth(1).evaluate("bar => bar.href")


def test_a_cell_of_the_grid_leads_to_as_many_records_as_it_says(tab: Opening) -> None:
    page = tab().open("/grid?rows=council&columns=theme")
    cell = page.locator("#grid tbody td a").first
    count = int(cell.inner_text().replace(",", ""))
    cell.click()
    expect(page.locator("#total")).to_contain_text("record")
    assert total_of(page) == count


def test_the_state_is_the_address_back_and_forward_too(tab: Opening) -> None:
    page = tab().open("/?q=care")
    everything = total_of(page)
    first, _ = two_councils(page)
    choose(page, "council", first)
    expect(page.locator("#chips .chip")).to_have_count(1)
    narrowed, address = total_of(page), page.url
    assert narrowed < everything
    page.go_back()
    expect(page.locator("#chips .chip")).to_have_count(0)
    assert total_of(page) == everything
    assert page.locator(f'input[name="council"][value="{first}"]').is_checked() is False
    page.go_forward()
    expect(page.locator("#chips .chip")).to_have_count(1)
    assert (total_of(page), page.url) == (narrowed, address)
    page.reload()
    assert total_of(page) == narrowed


def test_the_command_that_is_copied_finds_as_many_in_the_terminal(tab: Opening, site: Site) -> None:
    one = tab(permissions=["clipboard-read", "clipboard-write"])
    page = one.open("/?q=care&since=2021")
    first, _ = two_councils(page)
    page = one.open(f"/?q=care&since=2021&council={first}&sort=date")
    page.locator("#copy-command").click()
    expect(page.locator("#copy-command")).to_have_text("Copied")
    name, *words = shlex.split(page.evaluate("navigator.clipboard.readText()"))
    assert name == "carevoice"
    run = subprocess.run(
        [sys.executable, "-m", "carevoice_search", "--home", str(site.home), *words, "--format", "json"],
        env=here(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout)["total"] == total_of(page) > 0
    page.locator("#copy-link").click()
    expect(page.locator("#copy-link")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(link).query) == params_of(page)


def test_a_long_facet_is_found_in_by_typing(tab: Opening) -> None:
    page = tab().open()
    group = page.locator('.facet.long[data-field="council"]')
    shown = group.locator(".bucket-label:visible")
    before = shown.all_inner_texts()
    group.locator("input.sieve").fill("COVEN")
    expect(shown).to_have_text(["West Midlands", "Coventry"])
    group.locator("input.sieve").fill("")
    assert set(shown.all_inner_texts()) >= set(before)


def test_what_is_downloaded_is_the_whole_answer(tab: Opening, tmp_path: Path) -> None:
    page = tab().open("/?q=birthday&type=practice&limit=5")
    total = total_of(page)
    sizes = {}
    for link in page.locator("#actions .downloads a").all():
        with page.expect_download() as waiting:
            link.click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        sizes[file.suffix] = file.read_text(encoding="utf-8-sig")
    assert sizes.keys() == {".csv", ".json", ".ris", ".bib"}
    assert len(sizes[".csv"].splitlines()) == total + 1
    assert json.loads(sizes[".json"])["total"] == total
    assert sizes[".ris"].count("ER  -") == total
    assert len(re.findall(r"^@", sizes[".bib"], re.MULTILINE)) == total


# A record and its evidence


@pytest.mark.parametrize("type", ["page", "practice", "finding"])
def test_a_record_shows_its_evidence_where_it_stands(tab: Opening, site: Site, type: str) -> None:
    page = tab().open("/?q=cards&type=" + type)
    page.locator("#hits a.hit-title").first.click()
    expect(page.locator("#record")).to_be_visible()
    links = page.locator("#fields a.to-quote").all()
    assert links
    for link in links:
        quote = page.locator(f'[id="{(link.get_attribute("href") or "").removeprefix("#")}"]')
        told = (link.text_content() or "").strip("“”")
        drawn = " ".join(_drawn_from(page, quote.get_attribute("id") or "", len(told)).split())
        assert drawn.startswith(" ".join(told.removesuffix("…").split())[:60])
    evidence = page.locator("#text a.evidence").first
    assert "underline" in evidence.evaluate(
        "one => getComputedStyle(one).textDecorationLine"
    ) or evidence.evaluate("one => parseFloat(getComputedStyle(one).borderBottomWidth) > 0")


def _drawn_from(page: Page, id: str, length: int) -> str:
    """The text of a record from an element on, whatever elements it runs through."""
    drawn: str = page.evaluate(
        """([id, length]) => {
            const range = document.createRange();
            range.setStartBefore(document.getElementById(id));
            range.setEndAfter(document.getElementById('text').lastElementChild);
            return range.toString().slice(0, length + 200);
        }""",
        [id, length],
    )
    return drawn


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_hover_and_focus_tell_the_rule_until_esc(tab: Opening, site: Site, way: str) -> None:
    page = tab().open(f"/records/{some_record(site, 'practice', 'birthday')}")
    evidence = page.locator("#text a.evidence[id]").first
    described = (evidence.get_attribute("aria-describedby") or "").split()
    rule = page.locator(f'[id="{described[0]}"] code').inner_text()

    def tip() -> str:
        return str(evidence.evaluate("one => getComputedStyle(one, '::after').content"))

    assert rule not in tip()
    point = evidence.hover if way == "hover" else evidence.focus
    point()
    assert rule in tip()
    page.keyboard.press("Escape")
    assert rule not in tip()
    page.mouse.move(0, 0)
    evidence.blur()
    point()
    assert rule in tip()


def test_a_field_leads_to_its_quote_and_back(tab: Opening, site: Site) -> None:
    page = tab().open(f"/records/{some_record(site, 'practice', 'birthday')}")
    link = page.locator("#fields a.to-quote").first
    quote = link.get_attribute("href") or ""
    link.click()
    page.wait_for_url(re.compile(re.escape(quote) + "$"))
    page.locator(f"a{quote}, a:has({quote})").first.click()
    page.wait_for_url(re.compile(r"#field-\d+$"))
    assert page.locator(f"#{urlsplit(page.url).fragment}").is_visible()


def test_a_page_of_an_attacker_is_shown_and_does_nothing(tab: Opening, site: Site) -> None:
    one = tab()
    page = one.open("/?q=Sabotage")
    assert total_of(page) > 0
    assert page.evaluate("document.documentElement.dataset.executed") is None
    titles = " ".join(page.locator("#hits").all_inner_texts())
    assert "<img" in titles or "<script>" in titles or "<b onclick" in titles
    for type in ("page", "practice"):
        page = one.open(f"/records/{some_record(site, type, 'Sabotage OR Sabotaging')}?q=Sabotage")
        assert page.locator("#record").is_visible()
        assert (
            page.locator('a[href^="javascript:"], main img, main script, [onerror], [onclick]').count() == 0
        )
        assert page.evaluate("document.documentElement.dataset.executed") is None
    assert page.title() != "owned"


# By keyboard alone, and without scripts


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def test_everything_can_be_done_by_keyboard_alone(tab: Opening, site: Site) -> None:
    page = tab().open()
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.type("birthday")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=birthday"))
    expect(page.locator("#total")).to_contain_text(str(site.index.search("birthday").total))
    page.keyboard.press("ArrowDown")
    assert focused(page) == "hit-title"
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.href")
    assert second != first
    page.keyboard.press("Enter")
    page.wait_for_url(second)
    page.go_back()
    expect(page.locator("#hits a.hit-title").first).to_be_visible()
    page.locator("#hits a.hit-title").first.focus()
    page.keyboard.press("Escape")
    assert focused(page) == "q"


def test_tab_reaches_every_control_and_focus_can_be_seen(tab: Opening) -> None:
    page = tab().open("/?q=care&limit=5")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    reached = set()
    for _ in range(250):
        told = page.evaluate(
            """() => {
                const one = document.activeElement;
                const style = getComputedStyle(one), slot = one.querySelector('.slot');
                const seen = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none'
                    || style.boxShadow !== 'none' || slot && parseFloat(getComputedStyle(slot).strokeWidth) >= 2;
                const kept = one.closest('fieldset.facet, #chips, #hits, #pages, #timeline, #actions, form, header');
                const name = kept?.id || kept?.dataset.field || kept?.tagName || one.tagName;
                return [name, seen, one.outerHTML.slice(0, 120)];
            }"""
        )
        if told[0] == "BODY":
            break
        assert told[1], f"focus on {told[2]} cannot be seen"
        reached.add(told[0])
        page.keyboard.press("Tab")
    assert {"search", "council", "theme", "hits", "timeline", "actions"} <= reached


def test_words_are_completed_while_they_are_typed(tab: Opening, site: Site) -> None:
    page = tab().open()
    box, choices = page.locator("#q"), page.locator("#completions [role=option]")
    box.press_sequentially("covent", delay=20)
    expect(choices.first).to_be_visible()
    # Not the completions of its first letters, which are there before.
    expect(choices.first).to_contain_text(re.compile("covent", re.IGNORECASE))
    assert box.get_attribute("aria-expanded") == "true"
    assert "Coventry" in " ".join(choices.all_inner_texts())
    page.keyboard.press("ArrowDown")
    assert choices.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert "covent" in box.input_value().lower() and page.locator("#completions").is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?"))
    expect(page.locator("#hits > .hit").first).to_be_visible()
    box.press_sequentially(" bir", delay=20)
    expect(choices.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#completions")).to_be_hidden()


def test_all_of_it_works_without_scripts(tab: Opening, site: Site) -> None:
    page = tab(java_script_enabled=False).open()
    page.fill("#q", "birthday")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url(re.compile("q=birthday"))
    assert total_of(page) == site.index.search("birthday").total
    council = page.locator('fieldset.facet[data-field="council"] input[type=checkbox]:visible').first
    if not council.count():
        page.locator('fieldset.facet[data-field="council"] details > summary').first.click()
        council = page.locator('fieldset.facet[data-field="council"] input[type=checkbox]:visible').first
    value = council.get_attribute("value")
    council.check()
    page.locator("#facets").get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile(f"={value}"))
    chosen = total_of(page)
    assert page.locator("#chips .chip").count() == 1 and chosen > 0
    page.locator("#timeline a.bar").last.click()
    page.wait_for_url(re.compile("since="))
    assert 0 < total_of(page) <= chosen
    while (chips := page.locator("#chips .chip")).count():
        before = page.url
        chips.first.click()
        page.wait_for_url(lambda url, before=before: url != before)
    assert total_of(page) == site.index.search("birthday").total
    page.locator("#hits a.hit-title").first.click()
    assert page.locator("#text a.evidence").count() > 0


# Every page, on every screen


def addresses(site: Site) -> dict[str, tuple[str, int]]:
    """A page of every kind: what it is, its path and its status."""
    records = {type: (f"/records/{some_record(site, type)}", 200) for type in ("page", "practice", "finding")}
    return {
        "start": ("/", 200),
        "answer": ("/?q=care&limit=5&offset=5&council=missing&council=E08000026", 200),
        "findings": ("/?type=finding", 200),
        "nothing found": ("/?q=zzyzx", 200),
        "query error": ("/?q=council%3Anowhere", 400),
        "hostile": ("/?q=Sabotage", 200),
        "grid": ("/grid", 200),
        "api": ("/api", 200),
        "no such page": ("/nowhere", 404),
        "no such record": ("/records/nobody", 404),
        **records,
    }


KINDS_OF_PAGE = (
    *(
        "start",
        "answer",
        "findings",
        "nothing found",
        "query error",
        "hostile",
        "grid",
        "api",
        "no such page",
    ),
    *("no such record", "page", "practice", "finding"),
)


@pytest.mark.parametrize("kind", KINDS_OF_PAGE)
def test_a_page_is_accessible_and_fits_every_screen(tab: Opening, site: Site, kind: str) -> None:
    """axe-core finds nothing in light, in dark and on a narrow screen, which the page's body never outgrows."""
    one = tab(color_scheme="light")
    path, status = addresses(site)[kind]
    page = one.open(path, status=status)
    page.evaluate(Axe().axe_script)
    light, found = page.evaluate(SHADES), violations(page, "light")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(SHADES)
    found += violations(page, "dark", runOnly=["color-contrast", "link-in-text-block"])
    page.set_viewport_size({"width": 360, "height": 740})
    found += violations(page, "dark at 360 px")
    wide = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]")
    assert found == []
    assert max(wide) <= 360
    assert light["back"] > 200 > 80 > light["text"] and dark["back"] < 60 < 160 < dark["text"]
    assert page.evaluate("document.documentElement.lang") == "en-GB"


SHADES = """() => {
    const level = (color) => color.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = (color) => {
        canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(' ');
    };
    const root = getComputedStyle(document.documentElement), body = getComputedStyle(document.body);
    const clear = 'rgba(0, 0, 0, 0)';
    const back = body.backgroundColor === clear ? root.backgroundColor : body.backgroundColor;
    return { back: level(rgb(back === clear ? 'Canvas' : back)), text: level(rgb(body.color)) };
}"""


def violations(page: Page, where: str, **options: Any) -> list[str]:
    """What axe-core finds, a line for each element."""
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})
    return [
        f"{where}: {one['id']} ({one['impact']}): {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def test_targets_are_large_enough_for_fingers(tab: Opening) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels both ways, unless a target stands in a line of text or has room around it."""
    page = tab(viewport={"width": 360, "height": 740}, has_touch=True).open("/?q=care&council=E08000026")
    small = page.locator("button:visible, #chips a:visible, summary:visible, select:visible").evaluate_all(
        "all => all.map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])"
        ".filter(([, box]) => Math.min(box.width, box.height) < 24).map(([text]) => text)"
    )
    assert small == []
