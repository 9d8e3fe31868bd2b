"""What people read on pages of the sector: gold.json and its pages, annotated findings, and the words for themes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from judged.trouble import CollectionError, read_json, reason

KINDS = {
    "opinion/news article": "article",
    "practice list": "practice-list",
    "review/report": "review",
    "commissioner post": "commissioner-post",
}
"""The gold's words for kinds that are named otherwise here."""

_KEYS = ("id", "kind", "publication_date", "councils", "practice_entries", "furniture")
_ENDINGS = (".txt", ".html", ".htm", ".md", ".pdf")


class Stated(NamedTuple):
    """A figure as the gold has it, in the package's units: a share in per cent."""

    value: float
    unit: str
    words: str


class Line(NamedTuple):
    """A practice that the gold lists, with the code of its council."""

    title: str
    date: str | None
    council: str | None


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One page of gold. None (or absent) says that a field is not judged on this page.

    `councils` are codes (a folded name where the gold has no code); those of a name in `councils_unjudged`
    (folded) count neither way. `date` is judged where `date_judged`, and "" says that the page states none.
    `plain` says that titles of practices stand in the text as they are.
    """

    id: str
    file: Path
    text: str
    title: str | None
    kind: str | None
    publisher: str | None
    date: str
    date_judged: bool
    councils: frozenset[str]
    councils_unjudged: frozenset[str]
    practices: frozenset[Line]
    plain: bool
    themes: tuple[str, ...]
    figures: tuple[Stated, ...]
    furniture: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """Every finding of a page that was annotated in full; the optional ones are neither right nor wrong."""

    findings: tuple[Stated, ...]
    optional: tuple[Stated, ...]


def read_gold(folder: Path) -> tuple[GoldPage, ...]:
    """The pages of gold.json, which stand in pages/ or beside it. Raises CollectionError for any other form."""
    folder = folder.resolve()
    path = folder / "gold.json"
    if not path.is_file():
        raise CollectionError(
            f"There is no {path}: an extraction collection has gold.json, and its pages in pages/"
        )
    pages = folder / "pages" if (folder / "pages").is_dir() else folder
    gold = read_json(path)
    if not isinstance(gold, list) or not gold:
        raise CollectionError(f"{path} holds no list of pages")
    return tuple(_checked(path, pages, number, one) for number, one in enumerate(gold, 1))


def _checked(path: Path, pages: Path, number: int, one: Any) -> GoldPage:
    try:
        return _page(path, pages, number, one)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CollectionError(
            f"{path}, page {number}: a part of it is not of the form ({reason(error)})"
        ) from error


def _page(path: Path, pages: Path, number: int, one: Any) -> GoldPage:
    if not isinstance(one, dict) or (lacking := [key for key in _KEYS if key not in one]):
        what = f"lacks {', '.join(lacking)}" if isinstance(one, dict) else "is not an object"
        raise CollectionError(f"{path}, page {number}: it {what}")
    file = _file(pages, str(one["id"]))
    text = file.read_text(encoding="utf-8", errors="replace") if file.suffix in (".txt", ".md") else ""
    absent = set(one.get("not_in_text") or ())
    doubts = " ".join(one.get("doubtful") or ())
    date = one["publication_date"]
    undated_in_doubt = any(word in doubts for word in ("date", "publication", "year"))
    codes = {council["name"]: council.get("gss") or folded(council["name"]) for council in one["councils"]}
    named = {name for name in codes if f"councils[{name}]" in absent}
    lines = frozenset(
        Line(folded(entry["title"]), entry["date"], codes.get(entry["council"], entry["council"]))
        for entry in one["practice_entries"]
    )
    return GoldPage(
        id=str(one["id"]),
        file=file,
        text=text,
        title=None if "title" in absent or "title" in doubts else one.get("title"),
        kind=None if "kind" in doubts else KINDS.get(one["kind"], one["kind"]),
        publisher=None if "publisher" in absent else one.get("publisher"),
        date=date or "",
        date_judged="publication_date" not in absent and bool(date or not undated_in_doubt),
        councils=frozenset(codes.values()) - {codes[name] for name in named},
        councils_unjudged=frozenset(map(folded, named)),
        practices=lines,
        plain=all(line.title in folded(text) for line in lines),
        themes=tuple(one.get("themes") or ()),
        figures=tuple(_figure(path, each) for each in one.get("statistics") or ()),
        furniture=tuple(one["furniture"]),
    )


def _file(pages: Path, id: str) -> Path:
    for ending in _ENDINGS:
        if (pages / f"{id}{ending}").is_file():
            return pages / f"{id}{ending}"
    raise CollectionError(f"{pages} has no page {id} ({', '.join(_ENDINGS)}), of which gold.json speaks")


_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_OTHER = re.compile(r"[^\w' &,-]")


def folded(text: str) -> str:
    """Text as lines and titles are compared: without case, without signs but those within words and lists."""
    return " ".join(_OTHER.sub(" ", text.translate(_SIGNS).casefold()).split())


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_OF = re.compile(r"(\w+) (?:in|out of) (\w+)")
_PART = re.compile(r"(?:(\w+)[ -])?(half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?\b")
_UNITS = {"%": "percent", "fraction": "percent"}


def share(words: str) -> float | None:
    """Per cent from words such as "just over 1 in 6", "a third", "two thirds"; None where they name no share."""
    words = words.lower().replace("halves", "half")
    for over, under in _OF.findall(words):
        if (part := _number(over)) and (whole := _number(under)):
            return 100 * part / whole
    if found := _PART.search(words):
        return 100 * (_number(found[1] or "") or 1) / _PARTS[found[2]]
    return None


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    return _NUMBERS.index(word) + 1 if word in _NUMBERS else None


def _figure(path: Path, one: Mapping[str, Any]) -> Stated:
    value, unit = one.get("value"), str(one.get("unit"))
    number = share(value) if isinstance(value, str) else value
    if not isinstance(number, int | float):
        raise CollectionError(
            f"{path}: {value!r} is no figure; write a number, or words such as “1 in 5”, “a third”"
        )
    return Stated(float(number), _UNITS.get(unit, unit), str(one.get("stated", value)))


def read_findings(path: Path) -> dict[str, Annotated]:
    """Annotated pages by id: {"pages": {ID: {"findings": [{"value", "unit"}], "optional": [...]}}}."""
    pages = read_json(path)
    pages = pages.get("pages") if isinstance(pages, dict) else None
    if not isinstance(pages, dict):
        raise CollectionError(f"{path} has no pages: an object of page to its findings is needed")
    return {
        id: Annotated(
            tuple(_figure(path, figure) for figure in one.get("findings") or ()),
            tuple(_figure(path, figure) for figure in one.get("optional") or ()),
        )
        for id, one in pages.items()
    }


def read_themes(path: Path) -> dict[str, tuple[str, ...]]:
    """The slugs for each free word of the gold, from the table [words]; words are compared without case."""
    try:
        words = tomllib.loads(path.read_text(encoding="utf-8")).get("words")
    except (OSError, ValueError) as error:
        raise CollectionError(
            f"{path} cannot be read as TOML ({reason(error)}): mend it or name another"
        ) from error
    if not isinstance(words, dict):
        raise CollectionError(f"{path} has no table [words] of free words and their slugs")
    return {word.casefold(): tuple(slugs) for word, slugs in words.items()}


def unmapped(pages: Iterable[GoldPage], themes: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The free words that the table of themes does not know: they are not judged."""
    return sorted({word for page in pages for word in page.themes if word.casefold() not in themes})
