"""Where each piece of a page stands: in which elements, in how large a part of the page, in how many alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carevoice_search.clean.classwords import GROUPS, groups_of
from carevoice_search.clean.elements import Element, Markup

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TAGS = (
    "footer nav header aside dialog form button label table blockquote dl section article main p pre figure"
)
TAGS = tuple(_TAGS.split())
"""The elements that say something of the pieces in them, in the order of their bits."""

_TAG_BITS = {name: 1 << bit for bit, name in enumerate(TAGS)}
_ROLES = {
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "alert": "dialog",
    "tooltip": "dialog",
    "main": "main",
    "article": "article",
    "button": "button",
    "menu": "nav",
    "menubar": "nav",
    "tablist": "nav",
    "toolbar": "nav",
    "form": "form",
    "listbox": "form",
    "table": "table",
}
_WHOLE = 0.6
_BEFORE_ALL = sum(1 << GROUPS.index(name) for name in ("cookie", "modal"))
_ALIKE = 3
_CARD = 3.0
_PLAIN = "p br span a b i td th tr strong em h1 h2 h3 h4 h5 h6 dt dd"
_NO_CARDS = frozenset(_PLAIN.split())
_STEPS = 5


@dataclass(slots=True)
class Surroundings:
    """The elements that hold pieces, in the order of the page, and for each piece the last of them, its `leaf`.

    `first` and `end` are the pieces that each element holds, `groups` and `tags` what it and those around it say
    by bits. `part[n]` is the nearest element around each with n words at least, `card` the nearest of those that
    stand three and more times alike beside one another, `outer` the farthest (-1 where there is none), with how
    many there are of it in `alike`; `path` numbers the ways of names and classes that lead to an element.
    """

    parents: Ints
    leaf: Ints
    first: Ints
    end: Ints
    groups: Ints
    tags: Ints
    depth: Ints
    part: dict[int, Ints]
    card: Ints
    outer: Ints
    alike: Ints
    path: Ints


def look_around(markup: Markup, starts: Sequence[int], words: Floats, sizes: Sequence[int]) -> Surroundings:
    """The surroundings of the pieces that start at places `starts` of a page's run and have so many `words`."""
    leaves = [_element_at(markup, start) for start in starts]
    held = _holders(leaves)
    number = {element: index for index, element in enumerate(held)}
    parents = [number.get(element.parent, -1) if element.parent else -1 for element in held]
    first = np.searchsorted(starts, [element.first for element in held])
    end = np.searchsorted(starts, [element.last for element in held])
    before = np.concatenate(([0.0], np.cumsum(words)))
    size = (before[end] - before[first]).tolist()
    shapes = [(element.name, _first_class(element)) for element in held]
    alike = Counter(zip(parents, shapes, strict=True))
    groups, tags = _said(held, parents, size, _WHOLE * float(before[-1]))
    card, outer = _cards(parents, shapes, size, alike)
    depth: list[int] = []
    for parent in parents:
        depth.append(depth[parent] + 1 if parent >= 0 else 0)
    return Surroundings(
        parents=np.array(parents, np.int64),
        leaf=np.array([number[element] for element in leaves], np.int64),
        first=first,
        end=end,
        groups=np.array(groups, np.int64),
        tags=np.array(tags, np.int64),
        depth=np.array(depth, np.int64),
        part={least: np.array(_parts(parents, size, least), np.int64) for least in sizes},
        card=np.array(card, np.int64),
        outer=np.array(outer, np.int64),
        alike=np.array([alike[parents[i], shapes[i]] for i in range(len(held))], np.int64),
        path=np.array(_paths(parents, shapes), np.int64),
    )


def _element_at(markup: Markup, place: int) -> Element:
    """The innermost element around a place of the run."""
    before = place
    while before > 0 and isinstance(markup.run[before], str):
        before -= 1
    one = markup.run[before]
    if isinstance(one, str):
        return markup.elements[0]
    return one if one.first == before or one.parent is None else one.parent


def _holders(leaves: Sequence[Element]) -> list[Element]:
    """The elements around some, themselves with them, in the order of the page."""
    seen: set[Element] = set()
    for leaf in leaves:
        around: Element | None = leaf
        while around is not None and around not in seen:
            seen.add(around)
            around = around.parent
    return sorted(seen, key=lambda element: element.first)


def _first_class(element: Element) -> str:
    return element.attributes.get("class", "").lstrip().partition(" ")[0]


def _said(
    held: Sequence[Element], parents: Sequence[int], size: Sequence[float], whole: float
) -> tuple[list[int], list[int]]:
    """The groups of class words and the tags around each element.

    The class of what holds most of the page says nothing of what is in it, unless it lies over the page.
    """
    groups: list[int] = []
    tags: list[int] = []
    for index, element in enumerate(held):
        parent = parents[index]
        stated = element.attributes
        own = groups_of(f"{stated.get('class', '')} {stated.get('id', '')}") if stated else 0
        if element.name in ("html", "body"):
            own = 0
        elif size[index] >= whole:
            own &= _BEFORE_ALL
        tag = _tag_of(element)
        if size[index] >= whole:
            tag &= ~_TAG_BITS["form"]
        groups.append(own | (groups[parent] if parent >= 0 else 0))
        tags.append(tag | (tags[parent] if parent >= 0 else 0))
    return groups, tags


def _tag_of(element: Element) -> int:
    if element.name == "header" and element.in_story:
        return 0
    role = _ROLES.get(element.attributes.get("role", ""))
    return _TAG_BITS.get(element.name, 0) | (_TAG_BITS[role] if role else 0)


def _parts(parents: Sequence[int], size: Sequence[float], least: int) -> list[int]:
    found: list[int] = []
    for index, parent in enumerate(parents):
        found.append(index if parent < 0 or size[index] >= least else found[parent])
    return found


def _cards(
    parents: Sequence[int],
    shapes: Sequence[tuple[str, str]],
    size: Sequence[float],
    alike: Counter[tuple[int, tuple[str, str]]],
) -> tuple[list[int], list[int]]:
    nearest: list[int] = []
    farthest: list[int] = []
    for index, parent in enumerate(parents):
        near, far = (nearest[parent], farthest[parent]) if parent >= 0 else (-1, -1)
        shape = shapes[index]
        if (
            parent >= 0
            and size[index] >= _CARD
            and shape[0] not in _NO_CARDS
            and alike[parent, shape] >= _ALIKE
        ):
            near, far = index, far if far >= 0 else index
        nearest.append(near)
        farthest.append(far)
    return nearest, farthest


def _paths(parents: Sequence[int], shapes: Sequence[tuple[str, str]]) -> list[int]:
    """A number for the last steps of the way to each element: the same where names and first classes are."""
    numbers: dict[tuple[tuple[str, str], ...], int] = {}
    ways: list[tuple[tuple[str, str], ...]] = []
    for parent, shape in zip(parents, shapes, strict=True):
        ways.append((shape, *(ways[parent][: _STEPS - 1] if parent >= 0 else ())))
    return [numbers.setdefault(way, len(numbers)) for way in ways]
