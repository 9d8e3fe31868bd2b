"""A page's markup as one flat run of elements and texts, so that every question about it is a walk or a look-up.

lxml's parser reports elements as it meets them, broken markup mended. A tree of objects would cost several times
as much, and would need recursion; trees nest as deep as they like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from lxml import etree

_UNSEEN = (
    "script style template noscript head svg math iframe object embed canvas video audio map datalist select"
)
UNSEEN = frozenset(_UNSEEN.split())
"""Elements whose content a reader does not see as text."""

_NO_TEXT = frozenset(("script", "style", "template", "rt", "rp"))
_STORIES = frozenset(("main", "article"))
_BLANKS = " \n\t\f\r"
_REVEALED = 400
_PANEL = re.compile(r"tab-?_?(?:pane|panel|content)|accordion|collaps|expand|toggle|faq", re.I)
_MENUS = frozenset(("nav", "header", "footer", "form", "dialog", "aside"))
_MENU_ROLES = frozenset(("navigation", "menu", "menubar", "listbox", "dialog", "banner", "search"))
_AROUND = 8
_NEVER_OPENED = frozenset(("noscript", "input"))
_STREAMED = re.compile(r"S:[0-9a-f]{1,6}")


@dataclass(slots=True, eq=False)
class Element:
    """An element: `first` and `last` are its places in the run, at its start and at its end.

    `is_hidden` says that its own attributes hide it, `in_story` that it stands in a <main> or an <article>,
    `is_silent` that its texts are code or glosses.
    """

    name: str
    attributes: Mapping[str, str]
    parent: Element | None
    first: int
    last: int
    is_hidden: bool
    is_unseen: bool
    is_silent: bool
    in_story: bool


class Markup:
    """A page: `run` holds its texts, and each of its `elements` at its start and again at its end."""

    def __init__(self, run: Sequence[Element | str], elements: Sequence[Element]) -> None:
        self.run = run
        self.elements = elements

    def named(self, name: str) -> list[Element]:
        """The elements of a name, in the order of the page."""
        return [element for element in self.elements if element.name == name]

    def texts(self, element: Element) -> list[str]:
        """The texts in an element one by one, without code and glosses."""
        found: list[str] = []
        place = element.last if element.is_silent else element.first + 1
        while place < element.last:
            one = self.run[place]
            if isinstance(one, str):
                found.append(one)
            elif one.is_silent:
                place = one.last
            place += 1
        return found

    def size(self, element: Element) -> int:
        """How many characters the texts of an element have together; a run of blanks counts as one."""
        return self.letters_before[element.last] - self.letters_before[element.first]

    @cached_property
    def letters_before(self) -> list[int]:
        """For each place of the run the characters of text before it."""
        sizes: list[int] = []
        silent = 0
        for place, one in enumerate(self.run):
            if isinstance(one, str):
                sizes.append(0 if silent else len(one) if one.strip(_BLANKS) else 1)
            else:
                sizes.append(0)
                if one.is_silent:
                    silent += 1 if place == one.first else -1
        return list(accumulate(sizes, initial=0))


def parse(source: str) -> Markup:
    """The markup of a page. Never fails for what a page holds."""
    builder: Any = _Builder()
    parser: Any = etree.HTMLParser(target=builder, recover=True)
    parser.feed(source)
    markup: Markup = parser.close()
    return markup


@dataclass(slots=True)
class _Builder:
    """What lxml's parser reports to; its methods are the parser's words."""

    run: list[Element | str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.text:
            self.end_text()
        place = len(self.run)
        hidden = bool(attributes) and _hide(name, attributes)
        unseen = hidden or name in UNSEEN
        if self.open:
            parent = self.open[-1]
            silent = parent.is_silent or name in _NO_TEXT
            story = parent.in_story or parent.name in _STORIES
            element = Element(name, attributes, parent, place, place, hidden, unseen, silent, story)
        else:
            element = Element(name, attributes, None, place, place, hidden, unseen, name in _NO_TEXT, False)
        self.run.append(element)
        self.elements.append(element)
        self.open.append(element)

    def end(self, name: str) -> None:
        if self.text:
            self.end_text()
        element = self.open.pop()
        element.last = len(self.run)
        self.run.append(element)

    def data(self, text: str) -> None:
        self.text.append(text)

    def comment(self, text: str) -> None:
        self.end_text()

    def pi(self, target: str, text: str | None = None) -> None:
        self.end_text()

    def close(self) -> Markup:
        self.end_text()
        markup = Markup(self.run, self.elements)
        _reveal(markup)
        return markup

    def end_text(self) -> None:
        if self.text:
            self.run.append("".join(self.text))
            self.text.clear()


def _reveal(markup: Markup) -> None:
    """A page that hides its text until a script runs is seen: what holds the larger part of it is not hidden."""
    hidden = [
        one for one in markup.elements if (one.is_hidden or one.name == "noscript") and not one.is_silent
    ]
    if not hidden:
        return
    for one in _opened_by_buttons(markup, hidden):
        one.is_hidden = one.is_unseen = False
    root = markup.elements[0]
    least = max(_REVEALED, markup.size(root) // 2)
    for one in hidden:
        if markup.size(one) > least:
            one.is_hidden = one.is_unseen = False


def _opened_by_buttons(markup: Markup, hidden: Sequence[Element]) -> list[Element]:
    """Hidden elements that a button or link of the page's text opens: one that names them, or that stands above them.

    Menus open the same way; what stands in one stays hidden.
    """
    named: set[str] = set()
    ends: set[int] = set()
    menus: set[Element] = set()
    for one in markup.elements:
        if one.parent in menus or one.name in _MENUS or one.attributes.get("role") in _MENU_ROLES:
            menus.add(one)
        if "aria-expanded" in one.attributes and not one.is_unseen:
            named.update(one.attributes.get("aria-controls", "").split())
            ends.add(_outer_end(markup, one))
    return [
        one
        for one in hidden
        if one.name not in _NEVER_OPENED
        and (one.attributes.get("id") in named or _next(markup, one.first, -1) in ends)
        and one not in menus
    ]


def _outer_end(markup: Markup, one: Element) -> int:
    """Where an element ends, with those around it that hold nothing else: a button's heading with the button."""
    for _ in range(_AROUND):
        around = one.parent
        if around is None or around.is_unseen or _next(markup, one.last, 1) != around.last:
            break
        if _next(markup, one.first, -1) != around.first:
            break
        one = around
    return one.last


def _next(markup: Markup, place: int, step: int) -> int:
    """The next place of the run, forwards or backwards, that is no blank text."""
    place += step
    while (
        0 < place < len(markup.run) and isinstance(one := markup.run[place], str) and not one.strip(_BLANKS)
    ):
        place += step
    return place


def _hide(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element's own attributes hide it."""
    if name in ("html", "body"):
        return False
    if attributes.get("hidden", "until-found") != "until-found":
        return _STREAMED.fullmatch(attributes.get("id", "")) is None and not _is_panel(attributes)
    if name == "input" or attributes.get("type") == "hidden":
        return True
    style = attributes.get("style")
    if not style:
        return False
    style = style.replace(" ", "").lower()[:1000]
    return ("display:none" in style or "visibility:hidden" in style) and not _is_panel(attributes)


def _is_panel(attributes: Mapping[str, str]) -> bool:
    """Whether an element is a tab's or an accordion's panel, which a click shows."""
    return attributes.get("role") == "tabpanel" or _PANEL.search(attributes.get("class", "")) is not None
