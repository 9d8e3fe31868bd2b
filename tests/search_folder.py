"""A working folder that the tests of the search page ask: the starter pages, findings, copies and hostile names."""

from __future__ import annotations

import json
import re
import shutil
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag

from carevoice_search.server.app import create_app
from serving import Answer, ask, make

STARTER = Path(__file__).parents[1] / "corpus"
SCRIPT = "<script>alert(1)</script>"
HOSTILE = """<!doctype html><html><head><title>&lt;script&gt;alert(1)&lt;/script&gt;</title></head><body><main>
<h1>&lt;img src=x onerror=alert(2)&gt; Children &#8238;drawkcab &#27;[31m said</h1>
<p>In Stockport a report "&gt;&lt;svg onload=alert(3)&gt; found that 41 per cent of care leavers trusted their social
worker, and 12 per cent did not trust &lt;b style="x"&gt;anybody&lt;/b&gt; at all in the year of the survey.</p>
<p>The survey asked 345 young people in Coventry and Kent, and was published on 12 May 2021 by the council.</p>
</main></body></html>"""
PRESS = """Young people ask for trust

Published: 12 May 2021

We asked young people in Stockport about the homes in which they live, and who helps them there with letters.

In the survey, nearly 60 per cent of young people did not feel safe where they lived.
In all, 65 of 69 social workers answered within a week of the first letter that was sent to the council.
"""


def make_app(folder: Path) -> Any:
    """The application for such a folder, indexed with the key of this run of tests."""
    shutil.copytree(STARTER, folder / "corpus")
    pages = {"hostile.html": HOSTILE, "press.txt": PRESS, "press-again.txt": PRESS}
    for number in range(14):
        year = 2008 + number
        pages[f"note-{number}.txt"] = (
            f"Note {number} on letters\n\nPublished: {number + 1} May {year}\n\nA paragraph on trust and the letters "
            f"that children in care of {'Leeds' if number % 2 else 'Kent'} write to their social workers.\n"
        )
        pages[f"note-{number}.toml"] = f"publisher = {json.dumps(f'{SCRIPT} & Voice {number}')}\n"
    pages["hostile.toml"] = 'publisher = "-Trust OR (care)"\n'
    return create_app(make(folder, pages))


def module_app(factory: pytest.TempPathFactory) -> Any:
    """The same for a whole module of tests; to be called by its fixture, which keeps the key while they run."""
    return make_app(factory.mktemp("home"))


class Page:
    """A page as a browser without scripts has it. `address` is where it was found in the end."""

    def __init__(self, answer: Answer, address: str) -> None:
        self.answer = answer
        self.address = address

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "lxml")

    @property
    def total(self) -> int:
        """The number of records that the page says it found."""
        said = re.search('id="total" role="status">([0-9,]+) record', self.answer.text)
        assert said, self.answer.text
        return int(said[1].replace(",", ""))

    @property
    def hits(self) -> list[str]:
        return [str(hit["id"]) for hit in self.soup.select("#hits .hit")]

    @property
    def boxes(self) -> list[Tag]:
        """What can be ticked in the facets."""
        return self.soup.select("#facets input[type=checkbox]")

    def text(self, selector: str) -> str:
        return " ".join(self.soup.select_one(selector).get_text(" ").split())  # type: ignore[union-attr]

    def links(self, selector: str = "a") -> list[tuple[str, str]]:
        """The text and the address of each link."""
        return [
            (" ".join(one.get_text(" ").split()), str(one["href"]))
            for one in self.soup.select(selector)
            if one.has_attr("href")
        ]

    def pairs(self) -> list[tuple[str, str]]:
        """What a browser sends when the form is submitted as it stands."""
        sent = []
        for one in self.soup.select("#search input, #search select, [form=search]"):
            if not one.has_attr("name") or one.has_attr("disabled"):
                continue
            if one.name == "select":
                sent.append((str(one["name"]), str(one.select_one("option[selected]")["value"])))  # type: ignore[index]
            elif one.get("type") != "checkbox" or one.has_attr("checked"):
                sent.append((str(one["name"]), str(one.get("value", ""))))
        return sent


def get(app: Any, address: str) -> Page:
    """A page of the application, found by following at most one redirection."""
    answer = ask(app, address.partition("#")[0])
    if answer.status == 303:
        address = answer.header("location") or ""
        answer = ask(app, address)
        assert answer.status != 303, f"{address} leads on"
    return Page(answer, address)


def submitted(app: Any, pairs: list[tuple[str, str]]) -> Page:
    """The page that a form leads to."""
    return get(app, f"/?{urlencode(pairs)}")
