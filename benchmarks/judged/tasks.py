"""The three measurements as whole reports: read the collection, run, set the peers beside it."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from judged import beir, cleaners, cleaning, extraction, gold, pages, ranking_peers, retrieval, stored
from judged.retrieval import Say, Settings
from judged.sampling import drawn

QUALITY = Path(__file__).resolve().parents[2] / "tests" / "quality"
THEMES = QUALITY / "themes.toml"
FINDINGS = QUALITY / "findings.json"
_PUBLISHED = Path(__file__).parent / "published.toml"
_MANY = 50
"""Pages from which on a figure is worth setting beside a published one."""


@dataclass(frozen=True, slots=True)
class Options:
    """What every measurement is told: measure the peers that are here, keep their figures, take only a part."""

    peers: bool = False
    keep: bool = False
    sample: int | None = None


def judge_retrieval(
    data: Path, several: Sequence[Settings], options: Options, say: Say
) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]:
    """A report for each settings, the peers' figures, and the peers that could not be measured, with the reason."""
    whole = beir.read_collection(data)
    collection = replace(whole, questions=drawn(whole.questions, options.sample))
    with scratch() as folder:
        reports = retrieval.measured(collection, several, folder, say)
    if options.sample:
        return reports, {}, {}
    fresh, left_out = (
        ranking_peers.measure_peers(collection, several[0].limit, say) if options.peers else ({}, {})
    )
    if options.keep and fresh:
        stored.keep("retrieval", collection.name, collection.digest, fresh)
    beside = stored.beside("retrieval", collection.digest, fresh)
    return reports, beside, {name: why for name, why in left_out.items() if name not in beside}


def judge_cleaning(
    data: Path, options: Options, say: Say
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None]:
    """The report, the peers' figures, and what others publish of theirs on pages of this form."""
    whole = pages.read_pages(data)
    collection = replace(whole, pages=drawn(whole.pages, options.sample))
    with scratch():
        report = cleaning.measured(collection, say)
    if options.sample:
        return report, {}, None
    fresh = cleaning.measure_peers(collection, say) if options.peers else {}
    if options.keep and fresh:
        peers = {name: one for name, one in fresh.items() if name != cleaners.OURS}
        stored.keep("cleaning", collection.name, collection.digest, peers)
    published = tomllib.loads(_PUBLISHED.read_text(encoding="utf-8"))["collection"]
    many = len(collection.pages) >= _MANY
    others = next((one for one in published if many and one["form"] == collection.form), None)
    return report, stored.beside("cleaning", collection.digest, fresh), others


def judge_extraction(
    data: Path, say: Say, themes: Path | None = None, findings: Path | None = None
) -> tuple[dict[str, Any], list[extraction.Account]]:
    """The report, and the account of every page, with its misses.

    The words for themes and the annotated findings are those in `data`, or else those in tests/quality.
    """
    collection = gold.read_gold(data)
    beside = extraction.Beside(
        gold.read_themes(themes or _nearest(data, THEMES)),
        gold.read_findings(findings or _nearest(data, FINDINGS)),
    )
    with scratch():
        found = extraction.accounts(collection, beside, say)
    report = extraction.measured(data.resolve().name, found)
    return {**report, "unmapped": gold.unmapped(collection, beside.themes)}, found


def _nearest(data: Path, usual: Path) -> Path:
    own = data / usual.name
    return own if own.is_file() else usual


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is removed afterwards, with a key of its own: the user's is not touched."""
    with tempfile.TemporaryDirectory(prefix="carevoice-quality-") as place:
        former = os.environ.get("CAREVOICE_KEY_FILE")
        os.environ["CAREVOICE_KEY_FILE"] = str(Path(place) / "index.key")
        try:
            yield Path(place)
        finally:
            os.environ.pop("CAREVOICE_KEY_FILE")
            if former is not None:
                os.environ["CAREVOICE_KEY_FILE"] = former
