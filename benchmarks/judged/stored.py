"""What peers were measured at, kept in measured.json with day and version: few machines have all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from judged.trouble import read_json

MEASURED = Path(__file__).parent / "measured.json"


def kept(task: str, digest: str) -> dict[str, Any]:
    """The stored figures of every peer on the collection with this digest."""
    found: dict[str, Any] = _all().get(task, {}).get(digest, {}).get("peers", {})
    return found


def keep(task: str, name: str, digest: str, peers: dict[str, Any]) -> None:
    """Put fresh figures in the place of those of the same peers."""
    everything = _all()
    of_task = everything.setdefault(task, {})
    of_task[digest] = {"collection": name, "peers": {**kept(task, digest), **peers}}
    MEASURED.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def beside(task: str, digest: str, fresh: dict[str, Any]) -> dict[str, Any]:
    """Fresh figures, and the stored ones of the other peers, each saying which it is (`measured`)."""
    stored = {name: {**one, "measured": "stored"} for name, one in kept(task, digest).items()}
    return {**stored, **{name: {**one, "measured": "fresh"} for name, one in fresh.items()}}


def _all() -> dict[str, Any]:
    found: dict[str, Any] = read_json(MEASURED) if MEASURED.exists() else {}
    return found
