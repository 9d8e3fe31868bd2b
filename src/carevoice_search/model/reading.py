"""From page to reading: a page as saved, without its furniture, and as read."""

from __future__ import annotations

from dataclasses import dataclass

from carevoice_search.model.searching import Evidence, Figure, Kind, Role


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Corrections and facts that a person set beside a page; they win over what is read from it."""

    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as saved, decompressed. `path` is its name in the corpus, with forward slashes."""

    path: str
    url: str | None
    content: bytes
    media_type: str
    sidecar: Sidecar | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a cleaned page: `clean_page.text[start:end]`. `level` is a heading's or a bullet's depth."""

    role: Role
    text: str
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """A fact that the page states outside its text, such as `og:title` or `json-ld:datePublished`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page without its furniture. `text` is the blocks' texts, one a line, with furniture kept apart."""

    page: Page
    title: str | None
    text: str
    blocks: tuple[Block, ...]
    furniture: tuple[str, ...] = ()
    meta: tuple[Meta, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """One line of a practice list, as one page has it: what was done, by which council, in which month."""

    title: str
    date: str | None
    councils: tuple[str, ...]
    themes: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that one page states, and where: the sentence is `reading.text[start:end]`."""

    figure: Figure
    sentence: str
    start: int
    end: int
    date: str | None
    councils: tuple[str, ...]
    themes: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page says: its own fields, its practices and findings, its cleaned text, and the evidence for all."""

    page: str
    title: str
    kind: Kind
    publisher: str | None
    url: str | None
    date: str | None
    councils: tuple[str, ...]
    themes: tuple[str, ...]
    practices: tuple[Practice, ...]
    text: str
    evidence: tuple[Evidence, ...]
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
