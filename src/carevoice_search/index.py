"""The public face: open an index and ask it; bring it up to date; add pages; read pages without an index."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from carevoice_search import corpus as corpus_folder
from carevoice_search import pipeline, query, search
from carevoice_search.analysis import slug
from carevoice_search.corpus import AddReport
from carevoice_search.engines import Engine, open_store
from carevoice_search.errors import CorpusError, UsageError
from carevoice_search.merging import merge
from carevoice_search.model import MISSING, Everything, Match, Query, Record, Results, Sort
from carevoice_search.pipeline import IndexReport, Pending, Progress
from carevoice_search.schema import FIELDS
from carevoice_search.worker import PageRead, read_pages

Values = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds: records by type, pages, and whether today's rules read all of them."""

    path: Path
    generation: int
    totals: Mapping[str, int]
    pages: int
    rules_current: bool


class Index:
    """An opened index: a snapshot, which later indexing does not change. Made by `open_index`."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine

    def search(
        self,
        text: str | Query = "",
        *,
        facets: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        exclude: Mapping[str, Values] | None = None,
        missing: Values = (),
        match: Match = "all",
        plain: bool = False,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        synonyms: bool = True,
        predecessors: bool = False,
        **values: Values,
    ) -> Results:
        """Search. `values` names facet fields: council=["stockport"], theme="money"; see `FIELDS`.

        Values of one field widen, different fields narrow. Raises QueryError for a query that cannot be read and
        UsageError for a field that does not exist.
        """
        asked = self.query(
            text, since=since, until=until, exclude=exclude, missing=missing, match=match, plain=plain, **values
        )
        for name in facets:
            _field(name)
        return search.search(
            self._engine,
            asked,
            facets=facets,
            sort=sort,
            limit=limit,
            offset=offset,
            synonyms=synonyms,
            predecessors=predecessors,
        )

    def query(
        self,
        text: str | Query = "",
        *,
        since: str | None = None,
        until: str | None = None,
        exclude: Mapping[str, Values] | None = None,
        missing: Values = (),
        match: Match = "all",
        plain: bool = False,
        **values: Values,
    ) -> Query:
        """The query that `search` asks with the same arguments."""
        asked = self._parse(text, match=match, plain=plain)
        for name in _several(missing):
            asked = query.with_filter(asked, _field(name), (MISSING,))
        for name, given in values.items():
            if found := self._values(name, given):
                asked = query.with_filter(asked, name, found)
        for name, given in (exclude or {}).items():
            if found := self._values(name, given):
                asked = query.with_filter(asked, name, found, negated=True)
        if since or until:
            asked = query.with_period(asked, since, until)
        return asked

    def record(self, record_id: str) -> Record:
        """The record with this id. Raises UsageError, naming the nearest ids, where there is none."""
        record = self._engine.record(record_id)
        if record is None:
            raise UsageError(f"There is no record {record_id!r}.{self._nearest_ids(record_id)}")
        return record

    def similar(self, record_id: str, *, limit: int = 10) -> Results:
        """Records that share the most telling words of this one."""
        self.record(record_id)
        return search.similar(self._engine, record_id, limit=limit)

    def explain(self, asked: Query, record_id: str, *, synonyms: bool = True) -> tuple[tuple[str, float], ...]:
        """The shares of a record's score: (what matched, its part), the greatest first."""
        return search.explain(self._engine, asked, record_id, synonyms=synonyms)

    def values(self, field: str) -> Mapping[str, int]:
        """Every value of a facet field and the number of its records."""
        return self._engine.values(_field(field))

    def status(self) -> Status:
        pages = self._engine.pages()
        current = all(state.rules == pipeline.reading_rules() for state in pages.values())
        return Status(self.path, self._engine.generation, self._engine.totals(), len(pages), current)

    def pending(self, corpus: str | os.PathLike[str]) -> Pending:
        """The pages of a corpus that this index has not read as they are now."""
        return pipeline.pending(Path(corpus), self._engine.pages())

    def records(self) -> Iterator[Record]:
        """Every record, in the order of ids."""
        total = sum(self._engine.totals().values())
        for record, _ in self._engine.execute(Query(Everything()), limit=total).hits:
            yield record

    def _parse(self, text: str | Query, *, match: Match, plain: bool) -> Query:
        if isinstance(text, Query):
            return text
        if plain:
            return query.plain(text, match=match)
        return query.parse(text, match=match, resolve_publisher=self._publisher)

    def _values(self, name: str, given: Values) -> tuple[str, ...]:
        """The stable values for what was typed, through the query language's own checks and messages."""
        _field(name)
        found: list[str] = []
        for text in _several(given):
            quoted = text.replace('"', " ")
            parsed = query.parse(f'{name}:"{quoted}"', resolve_publisher=self._publisher)
            found.extend(value for part in parsed.filters if not hasattr(part, "since") for value in part.values)
        return tuple(found)

    def _publisher(self, text: str) -> str | None:
        wanted = slug(text)
        return next((name for name in self._engine.values("publisher") if slug(name) == wanted), None)

    def _nearest_ids(self, record_id: str) -> str:
        near = difflib.get_close_matches(record_id, [record.id for record in self.records()], n=1, cutoff=0.6)
        return f" Did you mean {near[0]}?" if near else " Ids are shown by: carevoice search"


def open_index(path: str | os.PathLike[str]) -> Index:
    """The index in a folder. Raises UnusableIndexError where it is missing, foreign, damaged or outdated."""
    return Index(Path(path), open_store(Path(path)).open())


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


def extract(paths: Iterable[str | os.PathLike[str]], *, processes: int = 1) -> Iterator[PageRead]:
    """Read files, or every page in folders, without an index."""
    pages: list[str] = []
    for path in map(Path, paths):
        if path.is_dir():
            pages.extend((path / name).as_posix() for name in corpus_folder.list_pages(path).paths)
        else:
            pages.append(path.as_posix())
    return read_pages(Path(), pages, processes=processes)


def check_index(corpus: str | os.PathLike[str], index: str | os.PathLike[str]) -> tuple[str, ...]:
    """Verify an index against itself: every practice is the merger of its pages' lines, every page has a record.

    Returns the problems found, in words; none means that the index is whole.
    """
    store = open_store(Path(index))
    opened = Index(Path(index), store.open())
    problems: list[str] = []
    records = {record.id: record for record in opened.records()}
    if len(records) != sum(opened.status().totals.values()):
        problems.append("two records share an id; run: carevoice index --rebuild")
    with store.writing() as transaction:
        pages = transaction.pages()
        listed = {practice.id for path in pages for practice in transaction.practices_on(path)}
        for record_id in sorted(listed):
            if records.get(record_id) != merge(transaction.occurrences(record_id)):
                problems.append(f"{record_id} differs from its pages' lines; run: carevoice index --rebuild")
    for record in records.values():
        if record.type == "practice" and record.id not in listed:
            problems.append(f"{record.id} stands on no page; run: carevoice index --rebuild")
        if record.type == "page" and record.sources[0].page not in pages:
            problems.append(f"{record.id} has no page; run: carevoice index --rebuild")
    return tuple(problems)


def init_folder(path: str | os.PathLike[str], *, empty: bool = False) -> tuple[str, ...]:
    """Make a working folder: corpus/ with the starter pages (unless `empty`) and index/. Returns what was made.

    Raises CorpusError where corpus/ already holds files.
    """
    home = Path(path)
    corpus = home / "corpus"
    if corpus.exists() and any(corpus.iterdir()):
        raise CorpusError(f"{corpus} already holds files: nothing was changed. Choose another folder, or use: carevoice add")
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


def _field(name: str) -> str:
    if name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the fields are {', '.join(FIELDS)}."
        raise UsageError(f"There is no field {name!r}: {hint}")
    return name


def _several(given: Values) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)

