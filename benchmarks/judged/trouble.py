"""What is wrong with a collection, in one line for the person who named it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class CollectionError(Exception):
    """A collection is missing or not of the form that is measured; the message says where and what to do."""


def read_json(path: Path) -> Any:
    """The value in a JSON file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CollectionError(
            f"{path} cannot be read as JSON ({reason(error)}): mend it or name another"
        ) from error


def reason(error: Exception) -> str:
    """An error's own words on one line."""
    return " ".join((getattr(error, "strerror", None) or str(error)).split())
