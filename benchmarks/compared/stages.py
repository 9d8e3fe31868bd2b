"""How long each stage of indexing takes in one process, by the public function of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from carevoice_search import corpus, families, reading
from carevoice_search.engines import PageState, open_store
from carevoice_search.jsonform import reading_from_dict, reading_to_dict
from carevoice_search.merging import merge, page_record, standing_records
from carevoice_search.model import Page, Reading, Record

STAGES = {
    "loading": "bytes from disk, sidecar",
    "cleaning": "furniture away, blocks",
    "extraction": "title, publisher, date, councils, themes",
    "families": "kind of page, practices",
    "rest of reading": "what reading does beyond the three above",
    "transfer": "readings as JSON, there and back",
    "merging": "records, one practice from many pages",
    "index writing": "one transaction with all of it",
}
"""The stages of a page's way, in order."""


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - started


def stage_seconds(root: Path, index: Path) -> Mapping[str, float]:
    """The CPU seconds that each stage takes for all pages under `root`."""
    clock = Clock()
    paths = corpus.list_pages(root).paths
    # Tables and patterns are made once a process, not once a page.
    reading.read_page(corpus.load_page(root, paths[0]))
    with clock.stage("loading"):
        pages = [corpus.load_page(root, path) for path in paths]
    readings = _read(pages, clock)
    with clock.stage("merging"):
        found = [(one.page, page_record(one), standing_records(one)) for one in readings]
        merged: dict[str, list[Record]] = {}
        for _, _, practices in found:
            for practice in practices:
                merged.setdefault(practice.id, []).append(practice)
        records = [merge(occurrences) for _, occurrences in sorted(merged.items())]
    with clock.stage("index writing"), open_store(index).writing() as transaction:
        for path, record, practices in found:
            transaction.put_page(PageState(path, "digest", "rules", "stamp"), record, practices)
        for record in records:
            transaction.put_record(record)
    return {name: clock.seconds[name] for name in STAGES}


def _read(pages: list[Page], clock: Clock) -> list[Reading]:
    """The pages' readings; the clock looks into the reading while it goes on."""
    inner = (
        (reading, "clean", "cleaning"),
        (reading, "extract_fields", "extraction"),
        (families, "practices", "families"),
        (families, "recognise", "families"),
    )
    whole = [(module, name, getattr(module, name)) for module, name, _ in inner]
    for module, name, stage in inner:
        setattr(module, name, _timed(getattr(module, name), clock, stage))
    try:
        with clock.stage("rest of reading"):
            readings = [reading.read_page(page) for page in pages]
    finally:
        for module, name, function in whole:
            setattr(module, name, function)
    for name in ("cleaning", "extraction", "families"):
        clock.seconds["rest of reading"] -= clock.seconds[name]
    with clock.stage("transfer"):
        return [reading_from_dict(reading_to_dict(one)) for one in readings]


def _timed(function: Callable[..., Any], clock: Clock, stage: str) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        with clock.stage(stage):
            return function(*arguments, **options)

    return timed
