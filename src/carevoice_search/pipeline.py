"""Pages to index: find out what changed, read only that, merge, and commit all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from carevoice_search import corpus as corpus_folder
from carevoice_search.engines import PageState, Store, Transaction
from carevoice_search.errors import CorpusError, PageError
from carevoice_search.freshness import reading_rules
from carevoice_search.grouping import Sketched, groups, same_findings, sketch
from carevoice_search.merging import merge, page_id, page_record, standing_records
from carevoice_search.model import Record
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
    """The pages on disk: those to read and those unchanged, with their states, and what cannot be fingerprinted."""

    read: Mapping[str, PageState]
    unchanged: Mapping[str, PageState]
    skipped: Mapping[str, str]

    def lost(self, known: Mapping[str, PageState]) -> frozenset[str]:
        """Which known pages are gone, or cannot be opened."""
        return frozenset(known.keys() - self.read.keys() - self.unchanged.keys())


class _Fresh(NamedTuple):
    """A page that was read: its state, and the unmerged practices and the findings on it."""

    state: PageState
    standing: Sequence[Record]


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
    Raises CorpusError where the corpus is missing, or, without `prune`, where more than half of the pages of the
    index that is there are gone; a rebuild is no exception.
    """
    listing = corpus_folder.list_pages(corpus)
    with store.writing(wait=wait, rebuild=rebuild) as transaction:
        known = transaction.pages()
        plan = _plan(corpus, listing.paths, known, skipped=listing.skipped)
        if not prune:
            former = transaction.former_pages()
            _refuse_great_loss(corpus, len(former), len(plan.lost(former)), rebuild)
        fresh, failed = _read_into(transaction, corpus, plan.read, read, progress)
        dropped = plan.lost(known) | (known.keys() & failed.keys())
        for path in sorted(dropped):
            transaction.drop_page(path)
        for state in plan.unchanged.values():
            if state != known[state.path]:
                transaction.restamp(state)  # Or every search would hash the page anew.
        _merge_anew(transaction, fresh, touched=fresh.keys() | dropped)
        if fresh or dropped:
            _group_anew(transaction, plan.unchanged, fresh)
    return IndexReport(
        added=tuple(sorted(fresh.keys() - known.keys())),
        changed=tuple(sorted(fresh.keys() & known.keys())),
        removed=tuple(sorted(dropped)),
        unchanged=len(plan.unchanged),
        skipped=tuple(sorted({**plan.skipped, **failed}.items())),
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
    unchanged: dict[str, PageState] = {}
    left_out = dict(skipped)
    for path in paths:
        try:
            stamp = corpus_folder.stamp(corpus, path)
            digest = corpus_folder.digest(corpus, path)
        except PageError as error:
            left_out[path] = str(error)
            continue
        if path in known and (known[path].digest, known[path].rules) == (digest, rules):
            unchanged[path] = replace(known[path], stamp=stamp)
        else:
            read[path] = PageState(path, digest, rules, stamp)
    return _Plan(read, unchanged, left_out)


def _refuse_great_loss(corpus: Path, pages: int, lost: int, rebuild: bool) -> None:
    """A folder that was not mounted, or cannot be read, looks as if most of its pages had gone."""
    if lost * 2 > pages:
        raise CorpusError(
            f"{lost} of the {pages} indexed pages are gone from {corpus}, or cannot be opened: "
            "nothing was changed. If they were meant to go, run: "
            f"carevoice index {'--rebuild ' if rebuild else ''}--prune"
        )


def _read_into(
    transaction: Transaction,
    corpus: Path,
    states: Mapping[str, PageState],
    read: Reader,
    progress: Progress | None,
) -> tuple[dict[str, _Fresh], dict[str, str]]:
    """Have pages read and put each as it comes, so that one text at a time is held.

    Returns what was read without the texts, and the reasons of the pages that could not be.
    """
    fresh: dict[str, _Fresh] = {}
    failed: dict[str, str] = {}
    for done, result in enumerate(read(corpus, sorted(states)), 1):
        if result.reading is None:
            failed[result.path] = result.reason or "could not be read"
        else:
            record, standing = page_record(result.reading), standing_records(result.reading)
            state = replace(
                states[result.path], sketch=sketch(record.text), councils=record.councils, date=record.date
            )
            transaction.put_page(state, record, standing)
            fresh[result.path] = _Fresh(state, standing)
        if progress:
            progress(done, len(states), result.path)
    return fresh, failed


def _merge_anew(transaction: Transaction, fresh: Mapping[str, _Fresh], touched: Collection[str]) -> None:
    """Merge every practice that stands, or stood, on a touched page; `fresh` has the touched pages' practices."""
    now: dict[str, list[Record]] = {}
    for path in sorted(fresh):
        for practice in fresh[path].standing:
            now.setdefault(practice.id, []).append(practice)
    before = {practice.id for path in touched for practice in transaction.standing_on(path)}
    for record_id in sorted(before | now.keys()):
        elsewhere = (
            occurrence
            for occurrence in transaction.occurrences(record_id)
            if occurrence.sources[0].page not in touched
        )
        occurrences = [*elsewhere, *now.get(record_id, [])]
        if occurrences:
            transaction.put_record(merge(occurrences))
        else:
            transaction.drop_record(record_id)


def _group_anew(
    transaction: Transaction, unchanged: Mapping[str, PageState], fresh: Mapping[str, _Fresh]
) -> None:
    """Tell which pages of the index as it will be are copies, and which findings on these say the same."""
    states = [*unchanged.values(), *(one.state for one in fresh.values())]
    copies = groups(Sketched(one.path, one.sketch, one.councils, one.date) for one in states)
    found: list[Sequence[str]] = [[page_id(path) for path in paths] for paths in copies]
    for paths in copies:
        found += same_findings(
            fresh[path].standing if path in fresh else transaction.standing_on(path) for path in paths
        )
    transaction.group(found)
