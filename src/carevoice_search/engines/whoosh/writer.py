"""All changes of one commit: gathered as runs, and visible together or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from carevoice_search.engines import PageState, stamps_digest
from carevoice_search.engines.whoosh.damage import refusal, reported_as_damage
from carevoice_search.engines.whoosh.gathering import Gathering
from carevoice_search.engines.whoosh.groups import packed, resolved
from carevoice_search.engines.whoosh.manifest import Manifest, SegmentState
from carevoice_search.engines.whoosh.merge import Living, merge_into_one
from carevoice_search.engines.whoosh.ownership import Mark
from carevoice_search.engines.whoosh.segment import Segment
from carevoice_search.engines.whoosh.snapshot import Place, Snapshot
from carevoice_search.engines.whoosh.storage import commit, read_manifest, segment_name, sweep
from carevoice_search.errors import UnusableIndexError
from carevoice_search.model import Record

MAX_SEGMENTS = 12
SMALL = 1000
"""Documents up to which a segment is merged with the next that is written."""


class WhooshTransaction:
    """See `engines.Transaction`. `former` is the index as it was; a rebuild starts from an empty one."""

    def __init__(self, path: Path, mark: Mark, former: Snapshot, rebuild: bool = False) -> None:
        self._path, self._mark, self._former = path, mark, former
        self._before = None if rebuild else former
        self._changed = rebuild or former.generation == 0
        self._gathering = Gathering(path)
        self._deleted: dict[int, set[int]] = {}
        """The documents deleted now, of each part of the former index."""
        self._new_pages: dict[str, tuple[int, PageState, str]] = {}
        self._dropped_pages: set[str] = set()
        self._groups: Sequence[Sequence[str]] | None = None

    def pages(self) -> Mapping[str, PageState]:
        return {path: state for path, (_, state, _) in self._pages.items()}

    def former_pages(self) -> Mapping[str, PageState]:
        try:
            return {state.path: state for _, state, _ in self._former.states()}
        except UnusableIndexError:
            if self._before is not None:
                raise
            return {}

    def standing_on(self, path: str) -> tuple[Record, ...]:
        if self._before is None or path not in self._pages:
            return ()
        with self._before.answering():
            return self._before.practices_at(self._pages[path][0])

    def occurrences(self, record_id: str) -> tuple[Record, ...]:
        return () if self._before is None else self._before.occurrences(record_id)

    def put_page(self, state: PageState, record: Record, practices: Sequence[Record]) -> None:
        self.drop_page(state.path)
        self._put_state(state, record.id, practices)
        self.put_record(record)

    def restamp(self, state: PageState) -> None:
        place, _, record_id = self._pages[state.path]
        self._delete(place)
        self._put_state(state, record_id, self.standing_on(state.path))

    def drop_page(self, path: str) -> None:
        if path in self._new_pages:
            document, _, record_id = self._new_pages.pop(path)
            self._gathering.drop(document)
            self.drop_record(record_id)
        if path in self._pages:
            place, _, record_id = self._pages[path]
            self._delete(place)
            self._delete_former(record_id)
            self._dropped_pages.add(path)

    def put_record(self, record: Record) -> None:
        self.drop_record(record.id)
        self._changed = True
        try:
            self._gathering.add_record(record)
        except OSError as error:
            raise refusal(self._path, error) from error

    def drop_record(self, record_id: str) -> None:
        document = self._gathering.document_of(record_id)
        if document is not None:
            self._gathering.drop(document)
        self._delete_former(record_id)

    def group(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = groups
        self._changed = True

    def commit(self) -> None:
        """Raises CarevoiceError where the disk refuses; the index is then as it was."""
        if not self._changed:
            self.cancel()
            return
        try:
            segments = self._grouped(self._segments(self._gathering.finish()))
            pages = self._pages_now()
            rules = tuple(sorted({state.rules for state in pages.values()}))
            generation = self._former.generation + 1
            manifest = Manifest(generation, segments, stamps_digest(pages), rules, int(time.time()))
            commit(self._path, self._mark, manifest)
        except OSError as error:
            raise refusal(self._path, error) from error

    def cancel(self) -> None:
        """Undo, as far as the disk lets us: what stays behind is swept by the next writer."""
        with suppress(Exception):
            self._gathering.discard()
        with suppress(Exception):
            # What the disk says, not what we remember: an interrupt may have come after the commit.
            sweep(self._path, read_manifest(self._path, self._mark))

    @cached_property
    def _pages(self) -> Mapping[str, tuple[Place, PageState, str]]:
        """The pages that the transaction starts from: where their states are, these, and their records' ids."""
        if self._before is None:
            return {}
        return {state.path: (place, state, own_id) for place, state, own_id in self._before.states()}

    def _pages_now(self) -> Mapping[str, PageState]:
        kept = {path: state for path, state in self.pages().items() if path not in self._dropped_pages}
        return kept | {path: state for path, (_, state, _) in self._new_pages.items()}

    def _put_state(self, state: PageState, record_id: str, practices: Sequence[Record]) -> None:
        if state.path in self._new_pages:
            self._gathering.drop(self._new_pages[state.path][0])
        self._changed = True
        try:
            document = self._gathering.add_state(state, record_id, practices)
        except OSError as error:
            raise refusal(self._path, error) from error
        self._new_pages[state.path] = document, state, record_id

    def _delete_former(self, record_id: str) -> None:
        if self._before is None or not self._before.parts:
            return
        with self._before.answering():
            place = self._before.place_of(record_id)
        if place is not None:
            self._delete(place)

    def _delete(self, place: Place) -> None:
        part, document = place
        self._deleted.setdefault(part, set()).add(document)
        self._changed = True

    def _segments(self, runs: Sequence[Living]) -> tuple[SegmentState, ...]:
        """The segments of the commit: former ones that are kept, and one of the runs and of those merged with them."""
        former = [] if self._before is None else self._former_parts(self._before)
        kept = _kept(former, sum(map(_alive, runs)))
        merging = [one for place, one in enumerate(former) if place not in kept] + list(runs)
        states = [_state(former[place]) for place in sorted(kept)]
        if len(merging) == 1 and runs:
            states.append(_state(runs[0]))
        elif merging:
            with reported_as_damage(self._path, but=(OSError,)):
                name, size = merge_into_one(self._path, merging)
            states.append(SegmentState(name, size))
        return tuple(states)

    def _grouped(self, segments: tuple[SegmentState, ...]) -> tuple[SegmentState, ...]:
        """The segments of the commit with the groups of their records: the former ones where none were said."""
        groups = self._former_groups() if self._groups is None else self._groups
        if not groups:
            return segments
        with reported_as_damage(self._path, but=(OSError,)):
            opened = [(Segment(self._path, segment_name(one.id)), one.deleted) for one in segments]
            members = resolved(groups, opened)
        return tuple(replace(one, groups=packed(held)) for one, held in zip(segments, members, strict=True))

    def _former_groups(self) -> Sequence[Sequence[str]]:
        if self._before is None:
            return ()
        with self._before.answering():
            return self._before.groups.ids()

    def _former_parts(self, before: Snapshot) -> list[Living]:
        """The former segments that still have live documents."""
        parts: list[Living] = []
        for number, part in enumerate(before.parts):
            dead = part.deleted
            if number in self._deleted:
                dead = np.zeros(part.size, np.bool_) if dead is None else dead.copy()
                dead[list(self._deleted[number])] = True
            if dead is None or not dead.all():
                parts.append((part.segment, None if dead is None else ~dead))
        return parts


def _kept(segments: Sequence[Living], new: int) -> set[int]:
    """The places of the former segments that stay as they are when `new` documents come.

    Mostly dead ones do not, nor those that are no larger than what is merged anyway: a segment is then larger than
    all smaller ones together, so that there are few, and a document is merged but a few times in its life.
    """
    alive = [_alive(one) for one in segments]
    sound = [place for place, (segment, _) in enumerate(segments) if 2 * alive[place] >= segment.size]
    merged = new + sum(alive) - sum(alive[place] for place in sound)
    sound.sort(key=alive.__getitem__)
    while merged and sound and alive[sound[0]] <= max(merged, SMALL):
        merged += alive[sound.pop(0)]
    return set(sound[-(MAX_SEGMENTS - bool(merged)) :])


def _alive(one: Living) -> int:
    segment, live = one
    return segment.size if live is None else int(np.count_nonzero(live))


def _state(one: Living) -> SegmentState:
    segment, live = one
    return SegmentState(
        segment.name.removeprefix(segment_name("")), segment.size, None if live is None else ~live
    )
