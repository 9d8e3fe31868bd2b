"""The public face, asking side: open an index and search it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from carevoice_search import freshness, query, search
from carevoice_search.engines import Engine, open_store
from carevoice_search.errors import UnknownRecordError, UsageError
from carevoice_search.freshness import Glance, Pending
from carevoice_search.model import (
    MISSING,
    Completion,
    Copy,
    Everything,
    Grid,
    Match,
    Query,
    Record,
    Results,
    Snippet,
    Sort,
    Step,
    Timeline,
)
from carevoice_search.schema import FIELDS
from carevoice_search.spelling import nearest

Values = str | int | Sequence[str | int]

_LOOKED_THROUGH = 5_000
"""Records up to which all are looked through for one that nobody asked for by its right name."""


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds: records by type, pages, and whether today's rules read all of them; `indexed` is when its
    commit was made, in UTC: "2026-11-22T09:41:00Z"."""

    path: Path
    generation: int
    totals: Mapping[str, int]
    pages: int
    rules_current: bool
    indexed: str = ""


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
        least: float | None = None,
        most: float | None = None,
        exclude: Mapping[str, Values] | None = None,
        missing: Values = (),
        match: Match = "all",
        plain: bool = False,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        synonyms: bool = True,
        predecessors: bool = False,
        buckets: Mapping[str, int] | None = None,
        grouped: bool = True,
        expand: bool = False,
        snippets: bool = True,
        **values: Values,
    ) -> Results:
        """Search. `values` names facet fields: council=["stockport"], theme="money"; see `FIELDS`.

        Values of one field widen, different fields narrow. `least` and `most` keep the findings whose figure lies
        between them, whatever their unit. `buckets` limits how many of a facet's buckets are given; its `other`
        counts the records beyond them. `grouped` counts copies of a page once, `expand` ranks by words of the
        first hits as well; without `snippets` hits have empty ones, which many long hits are quicker for. Raises
        QueryError for a query that cannot be read and UsageError for a field that does not exist.
        """
        asked = self.query(
            text,
            since=since,
            until=until,
            least=least,
            most=most,
            exclude=exclude,
            missing=missing,
            match=match,
            plain=plain,
            **values,
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
            buckets=buckets,
            grouped=grouped,
            expand=expand,
            snippets=snippets,
        )

    def query(
        self,
        text: str | Query = "",
        *,
        since: str | None = None,
        until: str | None = None,
        least: float | None = None,
        most: float | None = None,
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
        return query.in_order(query.with_range(query.with_period(asked, since, until), least, most))

    def grid(
        self,
        asked: Query | str,
        rows: str,
        columns: str,
        *,
        synonyms: bool = True,
        predecessors: bool = False,
        grouped: bool = True,
        most_rows: int = 200,
        most_columns: int = 60,
    ) -> Grid:
        """The answer to a query by each pair of values of two facet fields; empty pairs are its gaps.

        A cell is the total of the search that `narrowed` keeps to its two values. At most `most_rows` rows and
        `most_columns` columns are given, the leading ones. Raises QueryError for a query that cannot be read and
        UsageError for a field that does not exist, one field twice, and sizes below 1.
        """
        from carevoice_search.search.crossing import grid  # a search does without

        return grid(
            self._engine,
            self.query(asked),
            _field(rows),
            _field(columns),
            synonyms=synonyms,
            predecessors=predecessors,
            grouped=grouped,
            most_rows=most_rows,
            most_columns=most_columns,
        )

    def timeline(
        self,
        asked: Query | str,
        *,
        step: Step | None = None,
        split: str = "kind",
        synonyms: bool = True,
        predecessors: bool = False,
        grouped: bool = True,
    ) -> Timeline:
        """The answer to a query by the months or the years of its dates; without a `step`, whichever suits it.

        A bar counts what the query finds with its month or year as the period. `split` is type, kind or unit.
        Raises QueryError for a query that cannot be read and UsageError for another split or step, and for more
        than 1,200 months.
        """
        from carevoice_search.search.timeline import timeline

        return timeline(
            self._engine,
            self.query(asked),
            step=step,
            split=_field(split),
            synonyms=synonyms,
            predecessors=predecessors,
            grouped=grouped,
        )

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Completion, ...]:
        """What a query may go on as that is typed so far: words and values of the index, the likeliest first.

        Never raises for what was typed; nothing completes a text that ends with a space or is longer than 1,000
        characters.
        """
        from carevoice_search.search.completion import suggest

        return suggest(self._engine, text, limit)

    def record(self, record_id: str) -> Record:
        """The record with this id. Raises UnknownRecordError, which may name the nearest, where there is none."""
        record = self._engine.record(record_id)
        if record is None:
            raise UnknownRecordError(record_id, self._nearest_id(record_id))
        return record

    def page(self, path: str) -> Record | None:
        """The record of the page that is saved at `path`, or None."""
        from carevoice_search.merging import page_id  # a search does without

        return self._engine.record(page_id(path))

    def standing_on(self, path: str) -> tuple[Record, ...]:
        """The practices, each as it stands there alone, and the findings of the page that is saved at `path`."""
        return self._engine.standing_on(path)

    def copies(self, record_id: str) -> tuple[Copy, ...]:
        """The other records that say the same as this one, by their ids."""
        return self._engine.copies(record_id)

    def similar(self, record_id: str, *, limit: int = 10) -> Results:
        """Records that share the most telling words of this one, its copies left out."""
        self.record(record_id)
        return search.similar(self._engine, record_id, limit=limit)

    def explain(
        self,
        asked: Query,
        record_id: str,
        *,
        synonyms: bool = True,
        predecessors: bool = False,
        grouped: bool = True,
        expand: bool = False,
    ) -> tuple[tuple[str, float], ...]:
        """The shares of a record's score: (what matched, its part), the greatest first."""
        return search.explain(
            self._engine,
            asked,
            record_id,
            synonyms=synonyms,
            predecessors=predecessors,
            grouped=grouped,
            expand=expand,
        )

    def passage(self, record_id: str, asked: Query, *, synonyms: bool = True) -> Snippet:
        """The passage of a record that `search` shows for a query: its place in the text, and what matched."""
        return search.passage(self._engine, asked, self.record(record_id), synonyms=synonyms)

    def values(self, field: str) -> Mapping[str, int]:
        """Every value of a facet field and the number of its records."""
        return self._engine.values(_field(field))

    def status(self) -> Status:
        """What the index holds; found out once, for a snapshot stays as it is."""
        return self._status

    @cached_property
    def _status(self) -> Status:
        from datetime import UTC, datetime  # a search does without

        engine = self._engine
        made = datetime.fromtimestamp(int(engine.made), UTC)
        return Status(
            self.path,
            engine.generation,
            engine.totals(),
            len(engine.pages()),
            self.rules_current,
            made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    @property
    def generation(self) -> int:
        """The number of the commit that this is a snapshot of; it grows with each."""
        return self._engine.generation

    @property
    def is_current(self) -> bool:
        """Whether no other commit stands in the folder; where one does, `open_index` gives it."""
        return open_store(self.path).newest() == (self._engine.generation, self._engine.committed)

    @property
    def commit(self) -> str:
        """What the commit that this is a snapshot of is known by: no other, of this or any index, has the same."""
        return self._engine.commit

    @property
    def rules_current(self) -> bool:
        """Whether today's rules read every page of the index; where not, today's counts may differ."""
        rules = freshness.reading_rules()
        return all(read_by == rules for read_by in self._engine.rules)

    def pending(self, corpus: str | os.PathLike[str]) -> Pending:
        """The pages of a corpus that this index has not read as they are now."""
        return freshness.pending(Path(corpus), self._engine.pages())

    def glance(self, corpus: str | os.PathLike[str]) -> Glance:
        """As `pending`, as far as a look goes that keeps no answer waiting: large corpora are not looked through."""
        return freshness.glance(Path(corpus), self._engine)

    def records(self) -> Iterator[Record]:
        """Every record, in the order of ids."""
        total = sum(self._engine.totals().values())
        for record, _ in self._engine.execute(Query(Everything()), limit=total, grouped=False).hits:
            yield record

    def _parse(self, text: str | Query, *, match: Match, plain: bool) -> Query:
        query.check_match(match)
        if isinstance(text, Query):
            return text
        if plain:
            return query.plain(text, match=match)
        return query.parse(text, match=match, resolve_publisher=self._publishers)

    def _values(self, name: str, given: Values) -> tuple[str, ...]:
        """The stable values for what was typed, through the query language's own checks and messages."""
        _field(name)
        return tuple(query.resolve_value(name, text, self._publishers) for text in _several(given))

    def _nearest_id(self, record_id: str) -> str | None:
        """The id that was probably meant, of an index that is looked through before anybody notices."""
        if sum(self._engine.totals().values()) > _LOOKED_THROUGH:
            return None
        ids = (record.id for record in self.records())
        return nearest(record_id, ids, cutoff=0.85)  # all begin alike: what differs more is another

    def _publishers(self, text: str) -> tuple[str, ...]:
        return query.publishers_meant(text, self._engine.values("publisher"))


def open_index(path: str | os.PathLike[str]) -> Index:
    """The index in a folder. Raises UnusableIndexError where it is missing, foreign, damaged or outdated."""
    return Index(Path(path), open_store(Path(path)).open())


def _field(name: str) -> str:
    if name not in FIELDS:
        near = nearest(name, FIELDS)
        hint = f"did you mean {near}?" if near else f"the fields are {', '.join(FIELDS)}."
        raise UsageError(f"There is no field {name!r}: {hint}")
    return name


def _several(given: object) -> tuple[str, ...]:
    """The values that were given for a field, as text: years may be numbers."""
    values = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str | bytes) else (given,)
    for value in values:
        if not isinstance(value, str | int):
            raise UsageError(f"{value!r} is not a value of a field: give text, or a list of texts.")
    return tuple(map(str, values))
