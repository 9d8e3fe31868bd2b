"""A search as the command line that gives its answer again, ready to be pasted into a shell."""

from __future__ import annotations

import shlex

from carevoice_search.model import MISSING, Filter, Query, Sort
from carevoice_search.query import taken_apart
from carevoice_search.render import safe, wording
from carevoice_search.schema import FIELDS


def search(
    query: Query,
    *,
    synonyms: bool = True,
    predecessors: bool = False,
    grouped: bool = True,
    expand: bool = False,
    sort: Sort = "relevance",
    limit: int = 10,
    offset: int = 0,
) -> str:
    """The command for a search: `carevoice search trust --council stockport --since 2020`."""
    words = arguments(
        query,
        synonyms=synonyms,
        predecessors=predecessors,
        grouped=grouped,
        expand=expand,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    return " ".join(["carevoice", "search", *map(quoted, words)])


def arguments(
    query: Query,
    *,
    synonyms: bool = True,
    predecessors: bool = False,
    grouped: bool = True,
    expand: bool = False,
    sort: Sort = "relevance",
    limit: int = 10,
    offset: int = 0,
) -> list[str]:
    """What follows `carevoice search`, each argument as the command receives it.

    Filters become options as far as options can say them; the rest stays in the text of the query. No argument
    holds a character that a terminal obeys: pasting a command must not run another.
    """
    text, pairs = taken_apart(query)
    options = _options(pairs, _only_missing(query))
    for wanted, option in (
        (not synonyms, "--no-synonyms"),
        (predecessors, "--with-predecessors"),
        (not grouped, "--no-group"),
        (expand, "--expand"),
    ):
        options += [option] if wanted else []
    if sort != "relevance":
        options += ["--sort", sort]
    if limit != 10:
        options += ["-n", str(limit)]
    if offset:
        options += ["--offset", str(offset)]
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
