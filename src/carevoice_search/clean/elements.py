"""A page's markup as one flat run of elements and texts, so that every question about it is a walk or a look-up.

lxml's parser reports elements as it meets them, broken markup mended. A tree of objects would cost several times
as much, and would need recursion; trees nest as deep as they like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True, eq=False)
class Element:
    """An element: `first` and `last` are its places in the run, at its start and at its end.

    `in_story` says that it stands in a <main> or an <article>, `silent` that its texts are code or glosses.
    """

    name: str
    attributes: Mapping[str, str]
    parent: Element | None
    first: int
    last: int = -1
    in_story: bool = False
    silent: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether its own attributes hide it."""
        stated = self.attributes
        if not stated or self.name in ("html", "body"):
            return False
        if "hidden" in stated and stated["hidden"] != "until-found":
            return True
        if self.name == "input" or stated.get("type") == "hidden":
            return True
        style = stated.get("style")
        if not style:
            return False
        style = style.replace(" ", "").lower()[:1000]
        return "display:none" in style or "visibility:hidden" in style

    @property
    def is_unseen(self) -> bool:
        return self.name in UNSEEN or self.is_hidden


@dataclass(slots=True, eq=False)
class Markup:
    """The run of a page: texts, and each element at its start and again at its end."""

    """`run` holds texts, and each element at its start and again at its end; `letters` counts, for each place of
    the run, the characters of text before it."""

    run: list[Element | str] = field(default_factory=list)
    letters: list[int] = field(default_factory=lambda: [0])
    by_name: defaultdict[str, list[Element]] = field(default_factory=lambda: defaultdict(list))

    def named(self, name: str) -> Sequence[Element]:
        """The elements of a name, in the order of the page."""
        return self.by_name.get(name, ())

    def elements(self) -> Iterator[Element]:
        """Every element, in the order of the page."""
        return (one for place, one in enumerate(self.run) if not isinstance(one, str) and one.first == place)

    def texts(self, element: Element) -> Iterator[str]:
        """The texts in an element one by one, without code and glosses."""
        place = element.last if element.silent else element.first + 1
        while place < element.last:
            one = self.run[place]
            if isinstance(one, str):
                yield one
            elif one.silent:
                place = one.last
            place += 1

    def size(self, element: Element) -> int:
        """How many characters the texts of an element have together."""
        return self.letters[element.last] - self.letters[element.first]


def parse(source: str) -> Markup:
    """The markup of a page. Never fails for what a page holds."""
    builder: Any = _Builder()
    parser: Any = etree.HTMLParser(target=builder, recover=True)
    parser.feed(source)
    markup: Markup = parser.close()
    return markup


class _Builder:
    """What lxml's parser reports to; its methods are the parser's words."""

    def __init__(self) -> None:
        self._markup = Markup()
        self._open: list[Element] = []
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._end_text()
        markup = self._markup
        element = Element(name, attributes, None, len(markup.run), silent=name in _NO_TEXT)
        if self._open:
            parent = element.parent = self._open[-1]
            element.in_story = parent.in_story or parent.name in _STORIES
            element.silent = element.silent or parent.silent
        self._open.append(element)
        markup.run.append(element)
        markup.letters.append(markup.letters[-1])
        markup.by_name[name].append(element)

    def end(self, name: str) -> None:
        self._end_text()
        element = self._open.pop()
        element.last = len(self._markup.run)
        self._markup.run.append(element)
        self._markup.letters.append(self._markup.letters[-1])

    def data(self, text: str) -> None:
        self._text.append(text)

    def comment(self, text: str) -> None:
        self._end_text()

    def pi(self, target: str, text: str | None = None) -> None:
        self._end_text()

    def close(self) -> Markup:
        self._end_text()
        return self._markup

    def _end_text(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        letters = self._markup.letters
        silent = bool(self._open) and self._open[-1].silent
        self._markup.run.append(text)
        # A run of blanks counts as one: it only sets the markup apart.
        letters.append(letters[-1] + (0 if silent else len(text) if text.strip(_BLANKS) else 1))
