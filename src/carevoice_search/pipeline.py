"""Pages to index: find out what changed, read only that, merge, and commit all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carevoice_search import corpus as corpus_folder
from carevoice_search.engines import PageState, Store, Transaction
from carevoice_search.errors import CorpusError, PageError
from carevoice_search.freshness import reading_rules
from carevoice_search.merging import merge, page_record, practice_records
from carevoice_search.model import Reading, Record
from carevoice_search.worker import PageRead, read_pages

Progress = Callable[[int, int, str], None]
"""Called with (pages done, pages to do, the page's path)."""

Reader = Callable[[Path, Sequence[str]], Iterable[PageRead]]
"""Reads the named pages of a corpus, in any order, each once."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an indexing run did; `skipped` names pages left out, with the reason."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[tuple[str, str], ...]
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a run has to do: states of pages to read, paths to forget, and what could not even be fingerprinted."""

    read: Mapping[str, PageState]
    gone: frozenset[str]
    unchanged: int
    skipped: tuple[tuple[str, str], ...]


def index_pages(
    corpus: Path,
    store: Store,
    *,
    prune: bool = False,
    rebuild: bool = False,
    wait: float = 0.0,
    read: Reader = read_pages,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring the index at `store` up to date with the pages in `corpus`, through `read`.

    Reads only new and changed pages (bytes, sidecar or reading rules); all changes become visible in one commit.
    Raises CorpusError where the corpus is missing, or more than half gone without `prune`.
    """
    listing = corpus_folder.list_pages(corpus)
    with store.writing(wait=wait, rebuild=rebuild) as transaction:
        known = transaction.pages()
        plan = _plan(corpus, listing.paths, known, skipped=listing.skipped)
        if not prune:
            _refuse_great_loss(corpus, known, plan.gone)
        readings: list[Reading] = []
        skipped = list(plan.skipped)
        total = len(plan.read)
        for done, result in enumerate(read(corpus, sorted(plan.read)), 1):
            if result.reading is None:
                skipped.append((result.path, result.reason or "could not be read"))
            else:
                readings.append(result.reading)
            if progress:
                progress(done, total, result.path)
        readings.sort(key=lambda reading: reading.page)
        fresh = {reading.page for reading in readings}
        unreadable = {path for path, _ in skipped if path in known}
        dropped = plan.gone | unreadable
        _write(transaction, plan.read, readings, dropped)
    return IndexReport(
        added=tuple(sorted(fresh - known.keys())),
        changed=tuple(sorted(fresh & known.keys())),
        removed=tuple(sorted(dropped)),
        unchanged=plan.unchanged,
        skipped=tuple(sorted(set(skipped))),
        records=store.open().totals(),
    )


def _plan(
    corpus: Path,
    paths: Iterable[str],
    known: Mapping[str, PageState],
    *,
    skipped: Iterable[tuple[str, str]],
) -> _Plan:
    rules = reading_rules()
    read: dict[str, PageState] = {}
    left_out = dict(skipped)
    unchanged = 0
    present = set()
    for path in paths:
        present.add(path)
        try:
            stamp = corpus_folder.stamp(corpus, path)
            digest = corpus_folder.digest(corpus, path)
        except PageError as error:
            left_out[path] = str(error)
            continue
        state = PageState(path, digest, rules, stamp)
        if path in known and (known[path].digest, known[path].rules) == (digest, rules):
            unchanged += 1
        else:
            read[path] = state
    gone = frozenset(known.keys() - present - left_out.keys())
    return _Plan(read, gone, unchanged, tuple(left_out.items()))


def _refuse_great_loss(corpus: Path, known: Mapping[str, PageState], gone: frozenset[str]) -> None:
    if len(gone) * 2 > len(known):
        raise CorpusError(
            f"{len(gone)} of the {len(known)} indexed pages are gone from {corpus}: nothing was changed. "
            "If they were meant to go, run: carevoice index --prune"
        )


def _write(
    transaction: Transaction, states: Mapping[str, PageState], readings: list[Reading], dropped: Iterable[str]
) -> None:
    """Put and drop pages, then merge anew every practice that stands, or stood, on one of them."""
    fresh: dict[str, list[Record]] = {}
    touched = {reading.page for reading in readings} | set(dropped)
    affected = {practice.id for path in touched for practice in transaction.practices_on(path)}
    for path in sorted(dropped):
        transaction.drop_page(path)
    for reading in readings:
        practices = practice_records(reading)
        transaction.put_page(states[reading.page], page_record(reading), practices)
        for practice in practices:
            fresh.setdefault(practice.id, []).append(practice)
    for record_id in sorted(affected | fresh.keys()):
        elsewhere = [
            occurrence
            for occurrence in transaction.occurrences(record_id)
            if occurrence.sources[0].page not in touched
        ]
        occurrences = elsewhere + fresh.get(record_id, [])
        if occurrences:
            transaction.put_record(merge(occurrences))
        else:
            transaction.drop_record(record_id)
