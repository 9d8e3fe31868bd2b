"""Made-up HTML pages as a content management system serves them: some 40 KB, of which the article is a fifth.

Each has a head with metadata and inlined style and script, a cookie banner, a navigation of many links, an article
of 600 to 1,200 words that names councils and days, related links and a footer. One in four lists practices.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from html import escape

from carevoice_search import gazetteer

ARTICLE_WORDS = (600, 1200)
LISTING_SHARE = 0.25
PRACTICES = (5, 25)
SIZE = 40_000
"""Bytes of a page, more or less: style and script are filled up to it."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_WHO = (
    *(
        "care leavers",
        "young people",
        "children in care",
        "foster carers",
        "personal advisers",
        "social workers",
    ),
    *("care-experienced students", "brothers and sisters", "unaccompanied young people", "former residents"),
)
_WHAT = (
    *("a weekly drop-in", "a panel that hears complaints", "a fund for driving lessons", "a cookery course"),
    *("a guide to tenancies", "a mentoring scheme", "a letter of welcome", "a reunion each summer"),
    *("a pledge on moves", "a group that meets by the river", "a scheme of starter homes", "a bursary"),
    *("a helpline at weekends", "a choir", "a football team", "a course on budgets", "an allotment"),
)
_WHY = (
    *(
        "because nobody should turn eighteen alone",
        "so that a move comes as no surprise",
        "after a long wait",
    ),
    *("as they had asked for years", "although money was short", "to keep old friendships going"),
    *("so that a first winter in a flat is a warm one", "since a birthday ought to be noticed"),
)
_VERBS = ("opened", "set up", "paid for", "tried out", "brought back", "doubled", "handed over", "planned")
_SENTENCES = (
    "In {month} {year} {council} {verb} {what} with {who}, {why}.",
    "{what} was {verb} in {council} on {day} {month} {year}; {number} {who} came to the first evening.",
    "One of the {who} said that it had been worth it, {why}.",
    "{who} in {council} wrote to the leader of the council, {why}, and got an answer within {number} days.",
    "“We had {what} before,” said a manager, “but never one that {who} ran themselves.”",
    "By the end of {month} some {number} {who} had used it, more than anybody had thought likely.",
    "What stayed in mind was {what}, {why}.",
    "Neither the budget nor the rooms were large: £{number},000 and a hall that {who} painted themselves.",
    "Officers from {council} and {other} met {who} twice, and agreed that {what} should come first.",
    "It took {number} weeks before {who} trusted that the offer would last.",
    "A report of {day} {month} {year} lists what {who} had asked for; {what} stood at the top.",
    "Where {what} had worked, {who} were asked to say how, in their own words and at their own pace.",
)
_LINES = (
    "{verb} {what} with {who} ({month} {year}) {council}",
    "{verb} {what} for {who}, {why} ({month} {year}) {council}",
    "{who} {verb} {what} ({month} {year}) {council}",
)
_SECTIONS = (
    "Homes",
    "News",
    "Get involved",
    "Your rights",
    "Money",
    "Education",
    "Health",
    "About us",
    "Contact",
)


def made_pages(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(file name, HTML) of each page of a seed."""
    councils = [name for name in gazetteer.counted_labels().values() if "(" not in name]
    for number in range(count):
        rng = random.Random(f"page {seed} {number}")
        yield f"page-{number:06d}.html", _page(number, _Facts(rng, councils))


class _Facts:
    """Draws what sentences are filled with."""

    def __init__(self, rng: random.Random, councils: Sequence[str]) -> None:
        self.rng = rng
        self.own = rng.sample(councils, 4)  # an article keeps to few places
        self.councils = councils

    def fill(self, pattern: str, *, anywhere: bool = False) -> str:
        rng = self.rng
        text = pattern.format(
            month=rng.choice(_MONTHS),
            year=rng.randint(2012, 2024),
            day=rng.randint(1, 28),
            number=rng.randint(3, 90),
            council=rng.choice(self.councils if anywhere else self.own),
            other=rng.choice(self.own),
            who=rng.choice(_WHO),
            what=rng.choice(_WHAT),
            why=rng.choice(_WHY),
            verb=rng.choice(_VERBS),
        )
        return text[0].upper() + text[1:]


def _page(number: int, facts: _Facts) -> str:
    rng = facts.rng
    lists = rng.random() < LISTING_SHARE
    who, what = rng.choice(_WHO), rng.choice(_WHAT)
    title = (
        f"How are councils supporting {who}? Part {number}"
        if lists
        else f"{who}: {what}, {number}".capitalize()
    )
    day = f"{rng.randint(2015, 2024)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    body = "\n".join((_chrome_above(facts), _article(title, day, lists, facts), _chrome_below(facts)))
    head = _head(number, title, day)
    filling = "\n".join(_filling(facts, SIZE - len((head + body).encode())))
    start = f"<!DOCTYPE html>\n<html lang=en-GB>\n<head>\n{head}\n{filling}\n</head>"
    return f"{start}\n<body class=page>\n{body}\n</body>\n</html>\n"


def _head(number: int, title: str, day: str) -> str:
    facts = {
        "@type": "Article",
        "headline": title,
        "datePublished": day,
        "publisher": {"name": "The Weekly Harbour"},
    }
    return (
        f"<meta charset=utf-8>\n<title>{escape(title)} | The Weekly Harbour</title>\n"
        f'<link rel="canonical" href="https://weekly.example/articles/{number}">\n'
        f'<meta property="og:title" content="{escape(title)}">\n'
        '<meta property="og:site_name" content="The Weekly Harbour">\n'
        f'<meta property="article:published_time" content="{day}T09:00:00+00:00">\n'
        f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    )


def _filling(facts: _Facts, size: int) -> Iterator[str]:
    """Style and script of about `size` bytes, each about half."""
    styles = [
        f".c-{facts.rng.randrange(10**6)} {{ margin: {n % 40}px; padding: 0 {n % 7}rem; color: #{n:06x} }}"
        for n in range(max(1, size // 2 // 58))
    ]
    calls = [
        f'site.push({{"id": {facts.rng.randrange(10**9)}, "load": "/dist/part-{n}.js"}});'
        for n in range(max(1, size // 2 // 56))
    ]
    yield "<style>" + "\n".join(styles) + "</style>"
    yield "<script>" + "\n".join(calls) + "</script>"


def _article(title: str, day: str, lists: bool, facts: _Facts) -> str:
    wanted = facts.rng.randint(*ARTICLE_WORDS)
    parts = [f"<main id=main><article class=o-post><h1>{escape(title)}</h1>"]
    parts.append(f"<p class=byline>Published <time datetime={day}>{day}</time></p>")
    if lists:
        lines = [
            facts.fill(facts.rng.choice(_LINES), anywhere=True) for _ in range(facts.rng.randint(*PRACTICES))
        ]
        parts.append(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")
        wanted -= sum(len(line.split()) for line in lines)
    while wanted > 0:
        sentences = [facts.fill(facts.rng.choice(_SENTENCES)) for _ in range(facts.rng.randint(2, 6))]
        wanted -= sum(len(sentence.split()) for sentence in sentences)
        if facts.rng.random() < 0.2:
            parts.append(f"<h2>{escape(facts.rng.choice(_WHO).capitalize())}</h2>")
        parts.append(f"<p>{escape(' '.join(sentences))}</p>")
    return "\n".join([*parts, "</article></main>"])


def _chrome_above(facts: _Facts) -> str:
    menus = []
    for section in _SECTIONS:
        menus.append(
            f"<li><a href=/{section.lower().replace(' ', '-')}>{section}</a><ul>{_links(facts, 6)}</ul></li>"
        )
    return (
        "<a class=skip href=#main>Skip to content</a>\n"
        "<div class=cookie-banner role=dialog><h2>Cookies on this website</h2><p>We use cookies that make the site "
        "work and, if you agree, cookies that count visits.</p><button>Accept all</button><button>Reject</button>"
        "<a href=/cookies>Cookie policy</a></div>\n"
        f"<header><a href=/>The Weekly Harbour</a><nav><ul>{''.join(menus)}</ul></nav>"
        "<form role=search action=/search><input name=q><button>Search</button></form></header>"
    )


def _chrome_below(facts: _Facts) -> str:
    return (
        f"<aside><h2>Related</h2><ul class=related>{_links(facts, 12)}</ul>"
        f"<h2>Most read</h2><ol>{_links(facts, 10)}</ol></aside>\n"
        f"<footer><ul>{_links(facts, 20)}</ul><p>© The Weekly Harbour. All rights reserved.</p>"
        "<a href=/privacy>Privacy</a> <a href=/accessibility>Accessibility</a></footer>"
    )


def _links(facts: _Facts, count: int) -> str:
    rng = facts.rng
    texts = (f"{rng.choice(_WHO)} and {rng.choice(_WHAT)}".capitalize() for _ in range(count))
    return "".join(
        f'<li class="menu-link"><a href="/a/{rng.randrange(10**6)}">{text}</a></li>' for text in texts
    )
