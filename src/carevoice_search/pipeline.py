"""Pages to index: find out what changed, read only that, merge, and commit all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carevoice_search import corpus as corpus_folder
from carevoice_search.engines import PageState, Store, Transaction
from carevoice_search.errors import CorpusError, PageError
from carevoice_search.freshness import reading_rules
from carevoice_search.merging import merge, page_record, practice_records
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
        state = PageState(path, digest, rules, stamp)
        same = path in known and (known[path].digest, known[path].rules) == (digest, rules)
        (unchanged if same else read)[path] = state
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
) -> tuple[dict[str, tuple[Record, ...]], dict[str, str]]:
    """Have pages read and put each as it comes, so that one text at a time is held.

    Returns the practices of each page that was read, and the reasons of those that could not be.
    """
    practices: dict[str, tuple[Record, ...]] = {}
    failed: dict[str, str] = {}
    for done, result in enumerate(read(corpus, sorted(states)), 1):
        if result.reading is None:
            failed[result.path] = result.reason or "could not be read"
        else:
            practices[result.path] = practice_records(result.reading)
            transaction.put_page(states[result.path], page_record(result.reading), practices[result.path])
        if progress:
            progress(done, len(states), result.path)
    return practices, failed


def _merge_anew(
    transaction: Transaction, fresh: Mapping[str, Iterable[Record]], touched: Collection[str]
) -> None:
    """Merge every practice that stands, or stood, on a touched page; `fresh` has the touched pages' practices."""
    now: dict[str, list[Record]] = {}
    for path in sorted(fresh):
        for practice in fresh[path]:
            now.setdefault(practice.id, []).append(practice)
    before = {practice.id for path in touched for practice in transaction.practices_on(path)}
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
