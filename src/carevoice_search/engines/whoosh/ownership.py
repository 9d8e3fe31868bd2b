"""Whose index it is: checked before Whoosh, which unpickles what it reads, opens anything.

The file `owner` in the index folder holds a random id and its HMAC under a key that each user keeps outside
the folder. An index from somebody else cannot carry a valid one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path

from carevoice_search.engines.whoosh.damage import REBUILD
from carevoice_search.engines.whoosh.storage import holds_index, write_durably
from carevoice_search.errors import UnusableIndexError, UsageError
from carevoice_search.schema import FIELDS

FORMAT = 1
"""To be raised with every change of the fields, of how they are filled, or of a pickled class's name."""

OWNER = "owner"
_KEY_BYTES = 32


def check(folder: Path) -> None:
    """Raises UnusableIndexError unless this user's own installation built the index, in today's format.

    Reads nothing but the owner file and the key, and writes nothing.
    """
    if not (folder / OWNER).is_file():
        if holds_index(folder):
            raise UnusableIndexError(f"the index in {folder} does not say who built it; {REBUILD}")
        raise UnusableIndexError(f"there is no index in {folder} yet; run: carevoice index")
    claim = _read_claim(folder)
    key = _read_key()
    if key is None or not hmac.compare_digest(_sign(key, str(claim.get("id"))), str(claim.get("hmac"))):
        raise UnusableIndexError(
            f"the index in {folder} was not built by you on this machine, "
            f"and opening it could run commands; {REBUILD}"
        )
    if claim.get("format") != FORMAT or claim.get("fields") != list(FIELDS):
        raise UnusableIndexError(f"the index in {folder} has the format of another version; {REBUILD}")


def claim(folder: Path) -> None:
    """Mark the folder's index as this user's; makes the key on first use."""
    key = _read_key() or _make_key()
    identity = secrets.token_hex(16)
    content = {"format": FORMAT, "fields": list(FIELDS), "id": identity, "hmac": _sign(key, identity)}
    write_durably(folder / OWNER, json.dumps(content, indent=1).encode() + b"\n")


def key_path() -> Path:
    """The user's key; CAREVOICE_KEY_FILE puts it elsewhere."""
    override = os.environ.get("CAREVOICE_KEY_FILE")
    if override:
        return Path(override)
    import platformdirs

    return Path(platformdirs.user_data_path("carevoice-search")) / "index.key"


def _sign(key: bytes, identity: str) -> str:
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()


def _read_claim(folder: Path) -> dict[str, object]:
    try:
        with (folder / OWNER).open("rb") as file:
            content = json.loads(file.read(65_536))
    except (OSError, ValueError) as error:
        raise UnusableIndexError(f"{folder / OWNER} cannot be read ({error}); {REBUILD}") from error
    if not isinstance(content, dict):
        raise UnusableIndexError(f"{folder / OWNER} does not hold what it should; {REBUILD}")
    return content


def _read_key() -> bytes | None:
    try:
        key = key_path().read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"your key {key_path()} cannot be read ({error.strerror})"
        raise UsageError(f"{problem}; mend its permissions") from error
    if len(key) != _KEY_BYTES:
        raise UsageError(f"your key {key_path()} is damaged; delete it, then {REBUILD}")
    return key


def _make_key() -> bytes:
    """Write a new key under another name and link it into place: whole or not at all, and never over one."""
    path = key_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix=".index.key.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            os.link(name, path)
        finally:
            Path(name).unlink()
    except FileExistsError:
        pass
    except OSError as error:
        raise UsageError(
            f"your key cannot be made at {path} ({error.strerror}); "
            "name a writable place in CAREVOICE_KEY_FILE"
        ) from error
    key = _read_key()
    if key is None:
        raise UsageError(f"your key {path} was removed while it was being made; run the command again")
    return key
