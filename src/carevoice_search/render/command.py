"""A search as the command line that gives its answer again, ready to be pasted into a shell."""

from __future__ import annotations

import shlex
from typing import TypedDict, Unpack

from carevoice_search.model import MISSING, Filter, Query, Sort
from carevoice_search.query import taken_apart
from carevoice_search.render import safe, wording
from carevoice_search.schema import FIELDS


class How(TypedDict, total=False):
    """How a search is to be answered; what is left out is as the command has it by default."""

    synonyms: bool
    predecessors: bool
    grouped: bool
    expand: bool
    sort: Sort
    limit: int
    offset: int


def search(query: Query, **how: Unpack[How]) -> str:
    """The command for a search: `carevoice search trust --council stockport --since 2020`."""
    words = arguments(query, **how)
    return " ".join(["carevoice", "search", *map(quoted, words)])


def arguments(query: Query, **how: Unpack[How]) -> list[str]:
    """What follows `carevoice search`, each argument as the command receives it.

    Filters become options as far as options can say them; the rest stays in the text of the query. No argument
    holds a character that a terminal obeys: pasting a command must not run another.
    """
    text, pairs = taken_apart(query)
    options = _options(pairs, _only_missing(query))
    for wanted, option in (
        (not how.get("synonyms", True), "--no-synonyms"),
        (how.get("predecessors", False), "--with-predecessors"),
        (not how.get("grouped", True), "--no-group"),
        (how.get("expand", False), "--expand"),
    ):
        options += [option] if wanted else []
    for option, value, usual in (
        ("--sort", how.get("sort", "relevance"), "relevance"),
        ("-n", how.get("limit", 10), 10),
        ("--offset", how.get("offset", 0), 0),
    ):
        options += [option, str(value)] if value != usual else []
    words = safe.line(text)
    if words.startswith("-"):  # it would be taken for an option
        return [*options, "--", words]
    return [words, *options] if words else options


def quoted(argument: str) -> str:
    """An argument as a shell takes it for one word; zsh would look `=word` up among its commands."""
    kept = shlex.quote(argument)
    return f"'{argument}'" if kept.startswith("=") else kept


def _options(pairs: list[tuple[str, str]], only_missing: set[str]) -> list[str]:
    options: list[str] = []
    for name, value in pairs:
        if name in only_missing:
            options += ["--missing", "date" if name == "year" else name]
            continue
        typed = _typed(name.removeprefix("not-"), value)
        options += [f"--{name}={typed}"] if typed.startswith("-") else [f"--{name}", typed]
    return options


def _only_missing(query: Query) -> set[str]:
    """The fields that are wanted to have no value, and nothing else."""
    return {
        part.field
        for part in query.filters
        if isinstance(part, Filter) and part.values == (MISSING,) and not part.negated
    }


def _typed(name: str, value: str) -> str:
    """What a person would type for a value, where it is read back as the same."""
    if name not in FIELDS or value == MISSING:
        return value
    if name == "publisher":
        return safe.line(value)
    short = wording.typed(name, value)
    return short if FIELDS[name].resolve(short) == value else value
