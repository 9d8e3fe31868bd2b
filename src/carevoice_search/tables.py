"""The tables that come with the package, in data/.

They are opened as files: `importlib.resources` reads the same at several times the cost of starting a command.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("data")

_KEY = re.compile(r'^(\w+) = ("[^"\n]*"|\[[^\]]*\])$', re.MULTILINE)
_TEXT = re.compile(r'"([^"\n]*)"')


def table_text(name: str) -> str:
    """A table as it is written."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def table_rows(name: str, heading: str) -> list[dict[str, Any]]:
    """The tables under each `[[heading]]` of a TOML file: a text or a list of texts by key.

    Reads just the plain TOML that these files are written in, at a tenth of what `tomllib` costs; a test holds
    the two to the same answer.
    """
    parts = table_text(name).split(f"\n[[{heading}]]\n")[1:]
    return [
        {
            key: value[1:-1] if value.startswith('"') else _TEXT.findall(value)
            for key, value in _KEY.findall(part)
        }
        for part in parts
    ]
