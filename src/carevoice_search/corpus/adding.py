"""Adding pages to a corpus: copied whole or not at all, and never over another page unasked."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from carevoice_search.corpus.names import (
    KNOWN,
    PAGE_ENDINGS,
    SIDECAR_ENDING,
    page_ending,
    page_stem,
    printable,
    reason_of,
    safe_name,
    sidecar_path,
)
from carevoice_search.corpus.pages import check_file
from carevoice_search.corpus.sidecar import read_sidecar
from carevoice_search.decode import read_bytes
from carevoice_search.errors import CorpusError, PageError, UsageError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each file: names in the corpus of pages that are new or replaced, and of those that were
    there with the same bytes; `refused` gives (the file as named by the caller, printable; reason).

    `notes` says, a line each, what the person should look at though it was done.
    """

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def add_files(
    root: Path, files: Sequence[Path], *, replace: bool = False, as_name: str | None = None
) -> AddReport:
    """Copy pages, and the sidecars beside them, into the folder `root`, which is made where it is missing.

    A file that cannot be added is refused with its reason, and the others go on. `as_name` renames one single
    file. A page that takes the place of another keeps the sidecar that is there, and a note says so, unless it
    brings its own. Raises UsageError for an `as_name` that cannot be used, CorpusError where `root` cannot be
    made.
    """
    if as_name is not None:
        _check_name(as_name, len(files))
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {printable(str(root))} cannot be made: {reason_of(error)}"
        ) from None
    stems = {file.parent / (page_stem(file.name) or "") for file in files}
    added: list[str] = []
    unchanged: list[str] = []
    refused: list[tuple[str, str]] = []
    notes: list[str] = []
    for file in files:
        if file.name.endswith(SIDECAR_ENDING) and file.with_suffix("") in stems:
            continue  # it comes with its page
        try:
            name, new, note = _add(root, file, as_name or safe_name(file.name), replace=replace)
        except PageError as error:
            refused.append((printable(str(file)), str(error)))
        except (OSError, ValueError) as error:
            refused.append((printable(str(file)), f"cannot be copied ({reason_of(error)})"))
        else:
            (added if new else unchanged).append(name)
            notes += [note] if note else []
    return AddReport(tuple(added), tuple(unchanged), tuple(refused), tuple(notes))


def _check_name(name: str, files: int) -> None:
    if files != 1:
        raise UsageError("A new name can be given to one file only: add the files one at a time")
    if name != safe_name(name) or page_ending(name) is None:
        raise UsageError(
            f"{printable(name)!r} cannot be a page's name: no folders, no leading dot, no control "
            f"characters, and {KNOWN}"
        )


def _add(root: Path, file: Path, name: str, *, replace: bool) -> tuple[str, bool, str | None]:
    """Add one file; returns its name in the corpus, whether anything was written, and what to look at."""
    size = check_file(file).st_size
    if file.name.endswith(SIDECAR_ENDING):
        raise PageError("a sidecar: add the page that it stands beside, and it comes along")
    if not size:
        raise PageError("the file is empty")
    if page_ending(name) is None:
        raise PageError(f"not a page by its name: {KNOWN}; or give it another name with --as")
    place, top = file.resolve(), root.resolve()
    if place.is_relative_to(top) and name == safe_name(file.name):
        return place.relative_to(top).as_posix(), False, None
    sidecar = sidecar_path(file)
    has_sidecar = os.path.lexists(sidecar)
    if has_sidecar:
        check_file(sidecar)
    note = None
    with contextlib.ExitStack() as stack:
        copy = stack.enter_context(_copied(file, top, page_ending(name) or ""))
        read_bytes(copy)
        writes = _page_writes(copy, top / name, replace=replace)
        if has_sidecar:
            read_sidecar(sidecar)
            notes = stack.enter_context(_copied(sidecar, top, SIDECAR_ENDING))
            # The sidecar first: a crash between the two must not leave the page without its corrections.
            writes = _sidecar_writes(notes, top / name, replace=replace) + writes
        else:
            _refuse_borrowed_sidecar(top / name)
            note = _kept_sidecar(top / name) if writes else None
        for source, target in writes:
            _put(source, target, replace=replace)
    if writes:
        _sync_folder(top)
    return name, bool(writes), note


def _page_writes(copy: Path, target: Path, *, replace: bool) -> list[tuple[Path, Path]]:
    if not os.path.lexists(target):
        return [(copy, target)]
    if _same_bytes(copy, target):
        return []
    if not replace:
        raise PageError(
            f"the corpus holds another page named {target.name}; replace it with --replace, or give this one "
            "another name with --as"
        )
    return [(copy, target)]


def _sidecar_writes(copy: Path, page: Path, *, replace: bool) -> list[tuple[Path, Path]]:
    """A sidecar holds for every page of its stem, so it must not change what is said of another page."""
    target = sidecar_path(page)
    present = os.path.lexists(target)
    if present and _same_bytes(copy, target):
        return []
    if other := _page_of_same_stem(page):
        raise PageError(
            f"its sidecar {target.name} would be {other}'s too, and says something else; give this page "
            "another name with --as"
        )
    if present and not replace:
        raise PageError(
            f"the corpus holds another sidecar {target.name}; replace it with --replace, or give this page "
            "another name with --as"
        )
    return [(copy, target)]


def _refuse_borrowed_sidecar(page: Path) -> None:
    """A sidecar that stands where a new page goes was written for another page, even if that is gone."""
    sidecar = sidecar_path(page)
    if os.path.lexists(page) or not os.path.lexists(sidecar):
        return
    if other := _page_of_same_stem(page):
        raise PageError(
            f"{other}'s sidecar {sidecar.name} would hold for it too; give this page another name with --as"
        )
    raise PageError(
        f"the corpus holds a sidecar {sidecar.name} of a page that is gone, which would hold for this one; "
        "give this page another name with --as, or remove the sidecar"
    )


def _kept_sidecar(page: Path) -> str | None:
    """What to say of the sidecar that a page inherits from the one whose place it takes."""
    sidecar = sidecar_path(page)
    if not os.path.lexists(sidecar):
        return None
    return (
        f"{page.name} keeps the sidecar {sidecar.name} that was there: it wins over what the new page says, so "
        "see that it still holds, or remove it"
    )


def _page_of_same_stem(page: Path) -> str | None:
    stem = page_stem(page.name)
    names = (f"{stem}{ending}{packed}" for ending in PAGE_ENDINGS for packed in ("", ".gz"))
    return next((n for n in names if n != page.name and os.path.lexists(page.with_name(n))), None)


@contextlib.contextmanager
def _copied(source: Path, folder: Path, ending: str) -> Iterator[Path]:
    """A synced copy of `source` under a hidden name in `folder`, gone at the end unless it was renamed."""
    copy = folder / f".adding-{secrets.token_hex(8)}{ending.lower()}"
    try:
        with source.open("rb") as reading, copy.open("xb") as writing:
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _put(source: Path, target: Path, *, replace: bool) -> None:
    """Give the copy its name. A link, unlike a rename, fails where the name was taken meanwhile."""
    if replace:
        source.replace(target)
        return
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise PageError(f"the corpus holds another page named {target.name} since a moment ago") from None
    except (OSError, NotImplementedError):  # a file system without hard links
        source.rename(target)


def _same_bytes(one: Path, other: Path) -> bool:
    if other.is_symlink() or not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    hashes = []
    for place in (one, other):
        with place.open("rb") as stream:
            hashes.append(hashlib.file_digest(stream, "sha256").digest())
    return hashes[0] == hashes[1]


def _sync_folder(folder: Path) -> None:
    """Make the new names last. Windows cannot open a folder, and needs no such step."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
