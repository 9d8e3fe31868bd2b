"""The words of a question, for peers that would read signs among them as operators."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Lower-case words, each once, in their order."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))
