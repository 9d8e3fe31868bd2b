"""Families of pages: one module for each shape, found by listing this folder.

A family has `KIND` and `recognise(clean) -> Recognition | None`, and may have
`practices(clean, fields) -> tuple[Practice, ...]`. A new family is one new file.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from carevoice_search.extract import Fields
from carevoice_search.extract.citing import best_line
from carevoice_search.extract.cues import Recognition
from carevoice_search.model import CleanPage, Practice


@cache
def families() -> tuple[ModuleType, ...]:
    """The modules of this folder that describe a family, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(module for module in modules if hasattr(module, "KIND"))


def recognise(clean: CleanPage) -> Recognition:
    """The family that the page looks like most; "other" where none is recognised."""
    seen = [found for found in _recognitions(clean) if found.score > 0]
    if not seen:
        return Recognition("other", 0.0, (best_line(clean, "kind", "other", "no-family"),))
    return max(seen, key=lambda found: (found.score, found.kind))


def practices(clean: CleanPage, fields: Fields) -> tuple[Practice, ...]:
    """The practices that any family reads from the page: lists stand on pages of other kinds too."""
    found = (
        practice
        for module in families()
        if hasattr(module, "practices")
        for practice in module.practices(clean, fields)
    )
    return tuple(found)


def _recognitions(clean: CleanPage) -> Iterator[Recognition]:
    for module in families():
        found = module.recognise(clean)
        if found is not None:
            yield found
