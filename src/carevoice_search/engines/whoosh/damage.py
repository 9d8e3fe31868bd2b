"""What goes wrong with index files, in words: damage while they are read, a disk that refuses to be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carevoice_search.errors import CarevoiceError, UnusableIndexError

REBUILD = "run: carevoice index --rebuild"


@contextmanager
def reported_as_damage(path: Path | str, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turns every failure inside into UnusableIndexError, `but` for those named.

    A truncated or garbled file can fail in any way that struct, json, zlib and numpy know, so that this
    wraps only the statements that read index files, never code that could fail by itself.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (CarevoiceError, *but)):
            raise
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise UnusableIndexError(f"the index in {path} is damaged ({reason}); {REBUILD}") from error


def refusal(folder: Path | str, error: OSError) -> CarevoiceError:
    """What to tell when the disk refuses to be written."""
    return CarevoiceError(
        f"the index in {folder} could not be written ({error.strerror or error}); it answers as before. "
        "Make room on the disk, or make the folder writable, then run the command again"
    )
