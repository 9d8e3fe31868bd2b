"""What the rest of the project asks of an index, whatever holds it.

`Engine` answers and never writes; `Transaction` changes the index all at once or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from carevoice_search.model import Copy, Query, Record, Sort


class FacetCounts(NamedTuple):
    """`counts` holds every value that occurs among the matches; `missing` the matches without any."""

    counts: Mapping[str, int]
    missing: int


class Answer(NamedTuple):
    """The raw answer to a query: exact totals, a window of hits with scores, and facet counts.

    `overlapping` is how many records match all but the periods and have dates that reach over a period's ends:
    less precise than the question, and therefore not counted. `reaching_excluded` is how many records match,
    and are counted, although their dates reach into a period that was excluded. `copies` has, by the id of a hit,
    the other records of its group; `feedback` the words that an expanded answer was ranked by, with their weights.
    `folded` is how many matching records `total` leaves out as copies of others that match.
    """

    total: int
    totals: Mapping[str, int]
    hits: tuple[tuple[Record, float], ...]
    facets: Mapping[str, FacetCounts] = MappingProxyType({})
    overlapping: int = 0
    reaching_excluded: int = 0
    copies: Mapping[str, tuple[Copy, ...]] = MappingProxyType({})
    feedback: tuple[tuple[str, float], ...] = ()
    folded: int = 0


class Crossed(NamedTuple):
    """How many matches have each pair of a value of one field and a value of another; MISSING stands for no value.

    `cells` holds the pairs that occur, (value of rows, value of columns). `rows` and `columns` count the matches by
    one field alone, and `having` those that have any value of `rows`. Everything obeys every filter of the query.
    """

    total: int
    totals: Mapping[str, int]
    rows: FacetCounts
    columns: FacetCounts
    having: int
    cells: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class PageState:
    """What the index knows of a page: the digest of its bytes and sidecar, and of the rules that read it.

    `stamp` tells at a glance (sizes and times of its files) that a page is as it was when it was read. `sketch`
    is what copies of its text are told by (`grouping.sketch`), empty where it is too short to have any; `councils`
    and `date` are those of the page's record, without which two texts may be copies and two pages not.
    """

    path: str
    digest: str
    rules: str
    stamp: str = ""
    sketch: str = ""
    councils: tuple[str, ...] = ()
    date: str | None = None


def stamps_digest(pages: Mapping[str, PageState]) -> str:
    """The stamps of all pages as one fingerprint, 32 hexadecimal digits; see `digest_of_stamps`."""
    return digest_of_stamps({path: state.stamp for path, state in pages.items()})


def digest_of_stamps(stamps: Mapping[str, str]) -> str:
    """A BLAKE2b digest of 128 bits of "path, NUL, stamp, line end" of every page, in the order of the paths."""
    lines = [f"{path}\0{stamps[path]}\n" for path in sorted(stamps)]
    return blake2b("".join(lines).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Engine(Protocol):
    """An opened index: a snapshot that later writes do not change."""

    def execute(
        self,
        query: Query,
        *,
        facets: Sequence[str] = (),
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        grouped: bool = True,
        expand: bool = False,
    ) -> Answer:
        """Match, count and rank. Facet counts obey every filter of `query` but the choices on their own field:
        what is excluded there stays out.

        `grouped` counts the records of a group once wherever it counts, and shows the first of those that match.
        `expand` ranks by words of the first hits and by the nearness of the query's words as well; it finds no
        other records. Ties rank by record id, so that the same index content always gives the same order.
        """
        ...

    def count(self, query: Query, *, grouped: bool = True) -> int:
        """How many records match; the total that `execute` gives."""
        ...

    def cross(self, query: Query, rows: str, columns: str, *, grouped: bool = True) -> Crossed:
        """Count the matches by two facet fields at once; `grouped` counts a group once in each cell."""
        ...

    def record(self, record_id: str) -> Record | None: ...

    def values(self, field: str) -> Mapping[str, int]:
        """Every value of a facet field in the index and the number of its records."""
        ...

    def frequency(self, word: str) -> int:
        """How many records hold the folded, unstemmed word."""
        ...

    def near_words(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        """Folded words of the index within `distance` edits, with how many records hold each."""
        ...

    def words_from(self, prefix: str, count: int) -> Iterator[tuple[str, int]]:
        """The `count` most frequent folded words of the index that begin so, with how many records hold each."""
        ...

    def explain(
        self, query: Query, record_id: str, *, grouped: bool = True, expand: bool = False
    ) -> tuple[tuple[str, float], ...]:
        """The score of one record as shares: (what matched, its part of the score)."""
        ...

    def term_vector(self, record_id: str, count: int) -> tuple[tuple[str, float], ...]:
        """The `count` most telling words of a record (folded, unstemmed), with tf-idf weights; for "similar"."""
        ...

    def pages(self) -> Mapping[str, PageState]: ...

    def standing_on(self, path: str) -> tuple[Record, ...]:
        """The unmerged practices and the findings that an indexed page holds; each has one source."""
        ...

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        """The unmerged forms of a practice or a finding on every page that holds it."""
        ...

    def copies(self, record_id: str) -> tuple[Copy, ...]:
        """The other records of a record's group, by their ids; none where there is no such record."""
        ...

    def totals(self) -> Mapping[str, int]:
        """The number of records by type."""
        ...

    @property
    def generation(self) -> int:
        """Grows with each commit."""
        ...

    @property
    def commit(self) -> str:
        """What this commit is known by, and no other of this or any index: 32 hexadecimal digits.

        An index that was begun afresh counts its generations anew; its commits differ all the same.
        """
        ...

    @property
    def committed(self) -> float:
        """The time of the commit's file, in seconds since 1970, which tells it from others of the same number."""
        ...

    @property
    def made(self) -> float:
        """When the commit was made, in seconds since 1970, wherever its files were copied to since."""
        ...

    @property
    def stamps(self) -> str:
        """`stamps_digest` of all pages as they were read: where the disk gives another, something changed."""
        ...

    @property
    def rules(self) -> tuple[str, ...]:
        """The different fingerprints of the rules that read the pages."""
        ...


class Transaction(Protocol):
    """Changes that become visible together when the `writing` block ends, and not at all when it raises."""

    def pages(self) -> Mapping[str, PageState]:
        """The pages that the transaction starts from; none in a rebuild."""
        ...

    def former_pages(self) -> Mapping[str, PageState]:
        """The pages of the index that is there, a rebuild's too; none where it could not be read."""
        ...

    def standing_on(self, path: str) -> tuple[Record, ...]:
        """The unmerged practices and the findings that a page held before this transaction; each has one source."""
        ...

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        """The unmerged forms of a practice or a finding on every page that held it before this transaction."""
        ...

    def put_page(self, state: PageState, record: Record, standing: Sequence[Record]) -> None:
        """Add or replace a page: its state, its own record, and the unmerged practices and findings on it."""
        ...

    def restamp(self, state: PageState) -> None:
        """Replace the state of a page that the transaction started from, and keep its records."""
        ...

    def drop_page(self, path: str) -> None:
        """Forget a page: its state, its own record and what stands on it, unmerged."""
        ...

    def put_record(self, record: Record) -> None:
        """Add or replace a merged practice or a finding."""
        ...

    def drop_record(self, record_id: str) -> None:
        """Remove a merged practice or a finding that no page holds any more."""
        ...

    def group(self, groups: Sequence[Sequence[str]]) -> None:
        """Say which records are copies of one another, by their ids, each id once; this replaces every group."""
        ...


class Store(Protocol):
    """A place where an index lives."""

    path: Path

    def generation(self) -> int:
        """That of the newest commit, -1 where there is none; a listing of the folder, and no more."""
        ...

    def newest(self) -> tuple[int, float]:
        """The newest commit's generation and its file's time, in seconds since 1970; (-1, 0.0) where there is none.

        As quick as `generation`. An index that was begun afresh may be of a generation that was there before.
        """
        ...

    def open(self) -> Engine:
        """Raises UnusableIndexError where there is no index of this user's, or it is damaged or outdated."""
        ...

    def verify(self) -> None:
        """Read every byte of the index. Raises UnusableIndexError naming what differs from its checksum."""
        ...

    def writing(self, *, wait: float = 0.0, rebuild: bool = False) -> AbstractContextManager[Transaction]:
        """The one writer. Makes the index where there is none; `rebuild` starts from an empty one.

        Raises LockedError where another process writes and does not end within `wait` seconds, and
        UnusableIndexError as `open` does unless `rebuild`.
        """
        ...


def open_store(path: Path) -> Store:
    """The store at `path`; nothing is read or made yet."""
    from carevoice_search.engines.whoosh.store import WhooshStore

    return WhooshStore(path)
