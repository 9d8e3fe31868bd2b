"""The name that was probably meant, for messages about one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(typed: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like what was typed, or None where none is at least `cutoff` (0 to 1) alike."""
    # Only mistakes need it, and it takes a while to import.
    from difflib import get_close_matches

    return next(iter(get_close_matches(typed, list(names), n=1, cutoff=cutoff)), None)
