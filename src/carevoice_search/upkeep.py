"""The public face, writing side: bring an index up to date, add pages, read pages without an index, verify."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from carevoice_search import corpus as corpus_folder
from carevoice_search import pipeline
from carevoice_search.corpus import AddReport
from carevoice_search.engines import open_store
from carevoice_search.errors import CorpusError
from carevoice_search.freshness import Pending
from carevoice_search.index import open_index
from carevoice_search.merging import merge
from carevoice_search.model import Everything, Query
from carevoice_search.pipeline import IndexReport, Progress
from carevoice_search.worker import PageRead, read_pages


def index_corpus(
    corpus: str | os.PathLike[str],
    index: str | os.PathLike[str],
    *,
    prune: bool = False,
    rebuild: bool = False,
    wait: float = 0.0,
    processes: int | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring the index up to date with the pages in a corpus; see `pipeline.index_pages`. Times are in seconds."""
    return pipeline.index_pages(
        Path(corpus),
        open_store(Path(index)),
        prune=prune,
        rebuild=rebuild,
        wait=wait,
        read=partial(read_pages, processes=processes or os.cpu_count() or 1),
        progress=progress,
    )


def pending(corpus: str | os.PathLike[str], index: str | os.PathLike[str]) -> Pending:
    """The pages of a corpus that the index has not read as they are now."""
    return open_index(index).pending(corpus)


def add_pages(
    corpus: str | os.PathLike[str],
    files: Iterable[str | os.PathLike[str]],
    *,
    replace: bool = False,
    as_name: str | None = None,
) -> AddReport:
    """Copy pages, and the sidecars beside them, into a corpus. Never overwrites unless `replace`."""
    return corpus_folder.add_files(Path(corpus), [Path(f) for f in files], replace=replace, as_name=as_name)


def extract_pages(paths: Iterable[str | os.PathLike[str]], *, processes: int = 1) -> Iterator[PageRead]:
    """Read files, or every page in folders, without an index; one result for each, in the order of the paths."""
    pages: list[str] = []
    for path in map(Path, paths):
        if path.is_dir():
            pages.extend((path / name).as_posix() for name in corpus_folder.list_pages(path).paths)
        else:
            pages.append(path.as_posix())
    pages = list(dict.fromkeys(pages))
    return _in_order(pages, read_pages(Path(), pages, processes=processes))


def _in_order(pages: Sequence[str], results: Iterable[PageRead]) -> Iterator[PageRead]:
    """The results in the order of `pages`, each as soon as those before it are there."""
    waiting: dict[str, PageRead] = {}
    following = iter(pages)
    awaited = next(following, None)
    for result in results:
        waiting[result.path] = result
        while awaited in waiting:
            yield waiting.pop(awaited)
            awaited = next(following, None)
    yield from waiting.values()


def check_index(index: str | os.PathLike[str]) -> tuple[str, ...]:
    """Verify an index against itself: every page has a record, and every other record is what its pages hold.

    Returns the problems found, in words; none means that the index is whole. Raises UnusableIndexError where a file
    differs from its checksum.
    """
    store = open_store(Path(index))
    store.verify()
    engine = store.open()
    total = sum(engine.totals().values())
    everything = engine.execute(Query(Everything()), limit=total, grouped=False)
    records = {record.id: record for record, _ in everything.hits}
    pages = engine.pages()
    listed = {standing.id for path in pages for standing in engine.standing_on(path)}
    problems = []
    if not len(records) == everything.total == total:
        problems.append(f"{total} records are counted, but {len(records)} differ from one another")
    for path in pages.keys() - {r.sources[0].page for r in records.values() if r.type == "page"}:
        problems.append(f"the page {path} has no record")
    for record in records.values():
        if record.type == "page" and record.sources[0].page not in pages:
            problems.append(f"{record.id} has no page")
        if record.type != "page" and record.id not in listed:
            problems.append(f"{record.id} stands on no page")
    for record_id in listed:
        if records.get(record_id) != merge(engine.occurrences(record_id)):
            problems.append(f"{record_id} differs from its pages' lines")
    return tuple(sorted(problems))


def init_folder(path: str | os.PathLike[str], *, empty: bool = False) -> tuple[str, ...]:
    """Make a working folder: corpus/ with the starter pages (unless `empty`) and index/. Returns what was made.

    Raises CorpusError where corpus/ already holds files.
    """
    home = Path(path)
    corpus = home / "corpus"
    if corpus.exists() and any(corpus.iterdir()):
        raise CorpusError(
            f"{corpus} already holds files: nothing was changed. Choose another folder, or use: carevoice add"
        )
    corpus.mkdir(parents=True, exist_ok=True)
    (home / "index").mkdir(exist_ok=True)
    made = ["corpus/", "index/"]
    if not empty:
        for source in sorted(_starter_pages().iterdir()):
            shutil.copyfile(source, corpus / source.name)
            made.append(f"corpus/{source.name}")
    return tuple(made)


def _starter_pages() -> Path:
    """The starter pages: beside this file when installed, at the top of the repository in a checkout."""
    here = Path(__file__).resolve()
    shipped = here.parent / "starter"
    return shipped if shipped.is_dir() else here.parents[2] / "corpus"
