"""What is known of each piece of a page that may tell whether it is the page's own: a column of figures a clue.

A piece is a block of text as a reader sees it. Clues are general: how it is worded, which share of it is links, which
elements it stands in and what their classes say, how much text stands around it, how many pieces are built alike,
what the finder of articles kept, and what the page says of itself. None knows a site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carevoice_search.clean.classwords import GROUPS
from carevoice_search.clean.elements import Markup
from carevoice_search.clean.furniture import line_rule
from carevoice_search.clean.pagekind import PageKind
from carevoice_search.clean.pieces import Piece
from carevoice_search.clean.surroundings import TAGS, Floats, Ints, Surroundings, look_around
from carevoice_search.clean.wording import is_sentence, is_truncated

_LETTERS = 6
_PROSE = 60
_PARTS = (30, 120, 500)
_BESIDE = 4
_PRICE = re.compile(r"[$£€¥₹]\s?\d|\d\s?(?:€|USD|EUR|GBP)")
_COOKIES = re.compile(r"\bcookies?\b|\bconsent\b|\bpersonal data\b|\bprivacy\b", re.I)
_DIGIT = re.compile(r"\d")
_OTHERS = re.compile(
    r"(?:you (?:might|may)|related|more (?:from|on|in|like)|most (?:read|popular)|recommended|trending|latest|popular|"
    r"featured|similar|see also|recent|customers (?:also|who)|people also|frequently bought|explore|keep reading|"
    r"read (?:next|more)|up next|don.t miss|follow us|share|subscribe|newsletter|sign up|join|contact us|about us|"
    r"get in touch|our (?:other )?(?:products|brands)|shop by|categories|tags|archives|links|help|support|"
    r"customer service|company|legal|quick links|stay (?:connected|in touch)|top (?:stories|posts)|sponsored|"
    r"advertis|leave a|comments?\b|write a review|filter|sort by|refine)",
    re.I,
)
_LABEL = 60
_IN_THREADS = ("in comment", "in thread", "prose", "kept", "<article>", "in byline", "cards", "sentence")
_IN_PRODUCTS = ("in related", "in review", "in about", "kept", "prose", "heading", "in product", "in cards")
"""Clues that tell something else on a page of posts, or of a product."""


@dataclass(slots=True)
class _Sums:
    """Running sums over the pieces of a page, so that every part of it is summed by two look-ups."""

    words: Floats
    links: Floats
    prose: Floats
    kept: Floats
    ruled: Floats


def clues(
    markup: Markup, pieces: Sequence[Piece], places: Sequence[tuple[int, int]], kept: Floats, kind: PageKind
) -> dict[str, Floats]:
    """The clues of a page's pieces by name, each an array with a figure for every piece.

    `places` says where in the run each piece starts and ends, `kept` is 1 for the pieces that the finder of articles
    kept.
    """
    starts = [start for start, _ in places]
    words = np.array([len(piece.text) / _LETTERS for piece in pieces])
    found = _worded(pieces, words)
    found["links"] = _link_shares(markup, places)
    found["kept"] = kept
    sums = _Sums(
        *(
            _running(part)
            for part in (
                words,
                words * found["links"],
                words * found["prose"],
                words * kept,
                words * found["rule"],
            )
        )
    )
    around = look_around(markup, starts, words, _PARTS)
    found |= _standing(around)
    found |= _parts(around, sums)
    found |= _alike(around, sums, words)
    found |= _in_order(pieces, found, sums)
    found |= _of_the_page(pieces, found, sums, kind)
    return found


def _running(values: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values)))


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _worded(pieces: Sequence[Piece], words: Floats) -> dict[str, Floats]:
    sentence = np.array([is_sentence(piece.text) for piece in pieces], np.float64)
    letters = np.maximum(words * _LETTERS, 1)
    roles = np.array([piece.role for piece in pieces])
    return {
        "length": np.log1p(words),
        "sentence": sentence,
        "prose": sentence * (letters >= _PROSE),
        "digits": np.array([len(_DIGIT.findall(piece.text)) for piece in pieces]) / letters,
        "colon": np.array([piece.text.endswith(":") for piece in pieces], np.float64),
        "truncated": np.array([is_truncated(piece.text) for piece in pieces], np.float64),
        "price": np.array([_PRICE.search(piece.text) is not None for piece in pieces], np.float64),
        "cookies": np.array([_COOKIES.search(piece.text) is not None for piece in pieces], np.float64),
        "rule": np.array([line_rule(piece.text) is not None for piece in pieces], np.float64),
        **{role: (roles == role).astype(np.float64) for role in ("heading", "bullet", "row", "quote")},
    }


def _link_shares(markup: Markup, places: Sequence[tuple[int, int]]) -> Floats:
    """Which share of each piece's letters are links: those around it, and those in it."""
    links = markup.named("a")
    if not links:
        return np.zeros(len(places))
    starts, ends = (np.array(edges) for edges in zip(*places, strict=True))
    letters = np.array(markup.letters_before)
    sizes = np.maximum(letters[ends + 1] - letters[starts], 1)
    opened, closed = (
        np.array(edges) for edges in zip(*((link.first, link.last) for link in links), strict=True)
    )
    first, end = np.searchsorted(starts, opened), np.searchsorted(starts, closed)
    around = np.bincount(first, minlength=len(starts) + 1) - np.bincount(end, minlength=len(starts) + 1)
    within = (first == end) & (first > 0)
    length = (letters[closed] - letters[opened])[within]
    inside = np.bincount(first[within] - 1, length, len(starts))
    shares: Floats = np.where(np.cumsum(around)[:-1] > 0, 1.0, np.minimum(inside / sizes, 1))
    return shares


def _standing(around: Surroundings) -> dict[str, Floats]:
    groups, tags = around.groups[around.leaf], around.tags[around.leaf]
    found = {f"in {name}": _bits(groups, bit) for bit, name in enumerate(GROUPS)}
    found |= {f"<{name}>": _bits(tags, bit) for bit, name in enumerate(TAGS)}
    found["depth"] = np.log1p(around.depth[around.leaf])
    return found


def _bits(masks: Ints, bit: int) -> Floats:
    return ((masks >> bit) & 1).astype(np.float64)


def _within(around: Surroundings, elements: Ints, sums: Floats) -> Floats:
    return sums[around.end[elements]] - sums[around.first[elements]]


def _parts(around: Surroundings, sums: _Sums) -> dict[str, Floats]:
    """What fills the parts of the page that a piece stands in, from its own paragraph to a column."""
    found: dict[str, Floats] = {}
    for least, part in around.part.items():
        here = part[around.leaf]
        words = _within(around, here, sums.words)
        found[f"share of page {least}"] = words / max(sums.words[-1], 1)
        found[f"links {least}"] = _share(_within(around, here, sums.links), words)
        found[f"prose {least}"] = _share(_within(around, here, sums.prose), words)
        found[f"kept {least}"] = _share(_within(around, here, sums.kept), words)
        found[f"rules {least}"] = _share(_within(around, here, sums.ruled), words)
    return found


def _alike(around: Surroundings, sums: _Sums, words: Floats) -> dict[str, Floats]:
    """What is known of the cards that a piece stands in, and of all pieces with the same way to them."""
    found: dict[str, Floats] = {}
    for name, card in (("card", around.card[around.leaf]), ("outer card", around.outer[around.leaf])):
        there = (card >= 0).astype(np.float64)
        own = _within(around, card, sums.words)
        found[f"{name}s"] = there * np.log(np.maximum(around.alike[card], 1))
        found[f"{name} length"] = there * np.log1p(own)
        found[f"{name} links"] = there * _share(_within(around, card, sums.links), own)
        found[f"{name} prose"] = there * _share(_within(around, card, sums.prose), own)
        found[f"{name} kept"] = there * _share(_within(around, card, sums.kept), own)
        parent = around.parents[card]
        whole = _within(around, parent, sums.words)
        found[f"{name}s links"] = there * _share(_within(around, parent, sums.links), whole)
        found[f"{name}s kept"] = there * _share(_within(around, parent, sums.kept), whole)
    path = around.path[around.leaf]
    total = _by_path(path, words)
    found["alike"] = np.log(np.bincount(path)[path])
    found["alike share"] = total / max(sums.words[-1], 1)
    found["alike links"] = _share(_by_path(path, np.diff(sums.links)), total)
    found["alike prose"] = _share(_by_path(path, np.diff(sums.prose)), total)
    found["alike kept"] = _share(_by_path(path, np.diff(sums.kept)), total)
    return found


def _by_path(path: Ints, values: Floats) -> Floats:
    """For each piece the sum over all pieces with the same way to them."""
    sums: Floats = np.bincount(path, values)[path].astype(np.float64)
    return sums


def _in_order(pieces: Sequence[Piece], known: dict[str, Floats], sums: _Sums) -> dict[str, Floats]:
    """Where a piece stands in the order of the page, and what stands right before and after it."""
    count = len(pieces)
    order = np.arange(count)
    top = next((i for i, piece in enumerate(pieces) if piece.role == "heading" and piece.level == 1), None)
    long_kept = np.flatnonzero((known["kept"] > 0) & (known["length"] > np.log1p(5)))
    begun, ended = (long_kept[0], long_kept[-1]) if len(long_kept) else (count, -1)
    low, high = np.maximum(order - _BESIDE, 0), np.minimum(order + _BESIDE + 1, count)
    words = sums.words[high] - sums.words[low]
    found = {
        "place": sums.words[:-1] / max(sums.words[-1], 1),
        "to the end": np.log1p(count - order),
        "after h1": np.zeros(count) if top is None else np.sign(order - top).astype(np.float64),
        "amid kept": ((order >= begun) & (order <= ended)).astype(np.float64),
        "after kept": (order > ended).astype(np.float64) * (ended >= 0),
        "links beside": _share(sums.links[high] - sums.links[low], words),
        "rules beside": _share(sums.ruled[high] - sums.ruled[low], words),
    }
    for name in ("kept", "prose"):
        found[f"{name} before"] = np.concatenate(([0.0], known[name][:-1]))
        found[f"{name} after"] = np.concatenate((known[name][1:], [0.0]))
    return found | _below_headings(pieces, known["sentence"])


def _below_headings(pieces: Sequence[Piece], sentence: Floats) -> dict[str, Floats]:
    """How far the last heading is above each piece, and whether one stands above it that opens something else."""
    since: list[float] = []
    other: list[float] = []
    last, level = -1, 0
    for index, piece in enumerate(pieces):
        opens = len(piece.text) < _LABEL and not sentence[index] and _OTHERS.match(piece.text) is not None
        if piece.role == "heading" or opens:
            own = piece.level if piece.role == "heading" else 7
            if opens:
                level = own
            elif own <= level:
                level = 0
            last = index
        since.append(np.log1p(index - last) if last >= 0 else 3.0)
        other.append(float(level > 0))
    return {"since heading": np.array(since), "below others": np.array(other)}


def _of_the_page(
    pieces: Sequence[Piece], known: dict[str, Floats], sums: _Sums, kind: PageKind
) -> dict[str, Floats]:
    """What is the same for all pieces of a page, and what the page's kind makes of some of the others."""
    whole = max(sums.words[-1], 1)
    same = {
        "page kept": sums.kept[-1] / whole,
        "page kept length": float(np.log1p(sums.kept[-1])),
        "page length": float(np.log1p(sums.words[-1])),
        "page links": sums.links[-1] / whole,
        "page prose": sums.prose[-1] / whole,
        "page prices": float(known["price"].mean()),
        "is article": float(kind.is_article),
        "is list": float(kind.is_list),
        "is thread": float(kind.is_thread),
        "is product": float(kind.is_product),
    }
    found = {name: np.full(len(pieces), value) for name, value in same.items()}
    found |= {f"thread: {name}": known[name] * kind.is_thread for name in _IN_THREADS}
    return found | {f"product: {name}": known[name] * kind.is_product for name in _IN_PRODUCTS}
