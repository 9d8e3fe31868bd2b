"""Whose index it is: checked before anything else of an index is read.

The file `owner` in the index folder holds a random id and its HMAC under a key that each user keeps outside
the folder; every commit's manifest has a seal under the same key. An index from somebody else cannot carry
valid ones.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from carevoice_search.engines.whoosh.damage import REBUILD
from carevoice_search.engines.whoosh.manifest import FORMAT
from carevoice_search.engines.whoosh.storage import holds_index, write_durably
from carevoice_search.errors import UnusableIndexError, UsageError
from carevoice_search.schema import FIELDS

OWNER = "owner"
_KEY_BYTES = 32
_IDENTITY = r"[0-9a-f]{32}"


@dataclass(frozen=True, slots=True)
class Mark:
    """An index that is this user's: its id, and the key that signs for it."""

    identity: str
    key: bytes = field(repr=False)

    def seal(self, name: str, content: bytes) -> bytes:
        """The HMAC, in hexadecimal, of a file of this index under its name."""
        signed = hmac.new(self.key, f"{self.identity}/{name}\0".encode(), hashlib.sha256)
        signed.update(content)
        return signed.hexdigest().encode()


def is_claimed(folder: Path) -> bool:
    """Whether anything stands in the place of the owner file."""
    return os.path.lexists(folder / OWNER)


def check(folder: Path) -> Mark:
    """Raises UnusableIndexError unless this user's own installation built the index, in today's format.

    Reads nothing but the owner file and the key, and writes nothing.
    """
    if not is_claimed(folder):
        if holds_index(folder):
            raise UnusableIndexError(f"the index in {folder} does not say who built it; {REBUILD}")
        raise UnusableIndexError(f"there is no index in {folder} yet; run: carevoice index")
    claim = _read_claim(folder)
    key = _read_key()
    mark = _mark_of(claim, key) if key else None
    if mark is None:
        raise UnusableIndexError(
            f"the index in {folder} was not built by you on this machine, "
            f"and opening it could run commands; {REBUILD}"
        )
    if claim.get("format") != FORMAT or claim.get("fields") != list(FIELDS):
        raise UnusableIndexError(f"the index in {folder} has the format of another version; {REBUILD}")
    return mark


def claim(folder: Path) -> Mark:
    """Mark the folder's index as this user's; makes the key on first use."""
    import secrets

    key = _read_key() or _make_key()
    identity = secrets.token_hex(16)
    content = {"format": FORMAT, "fields": list(FIELDS), "id": identity, "hmac": _sign(key, identity)}
    write_durably(folder / OWNER, json.dumps(content, indent=1).encode() + b"\n")
    return Mark(identity, key)


def key_path() -> Path:
    """The user's key; CAREVOICE_KEY_FILE puts it elsewhere."""
    override = os.environ.get("CAREVOICE_KEY_FILE")
    if override:
        return Path(override)
    import platformdirs

    return Path(platformdirs.user_data_path("carevoice-search")) / "index.key"


def _sign(key: bytes, identity: str) -> str:
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()


def _mark_of(claim: dict[str, object], key: bytes) -> Mark | None:
    """The mark that an owner file makes good, if it does: anything may stand in it."""
    identity, signature = claim.get("id"), claim.get("hmac")
    if not (isinstance(identity, str) and re.fullmatch(_IDENTITY, identity) and isinstance(signature, str)):
        return None
    right = hmac.compare_digest(_sign(key, identity).encode(), signature.encode("utf-8", "replace"))
    return Mark(identity, key) if right else None


def _read_claim(folder: Path) -> dict[str, object]:
    path = folder / OWNER
    if not path.is_file():
        raise UnusableIndexError(f"{path} is not a file that says who built the index; {REBUILD}")
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(65_536))
    except (OSError, ValueError, RecursionError) as error:
        raise UnusableIndexError(f"{path} cannot be read ({error}); {REBUILD}") from error
    if not isinstance(content, dict):
        raise UnusableIndexError(f"{path} does not hold what it should; {REBUILD}")
    return content


def _read_key() -> bytes | None:
    path = key_path()
    try:
        with path.open("rb") as file:
            _refuse_shared(path, os.fstat(file.fileno()))
            key = file.read(_KEY_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"your key {path} cannot be read ({error.strerror})"
        raise UsageError(f"{problem}; mend its permissions") from error
    if len(key) != _KEY_BYTES:
        raise UsageError(f"your key {path} is damaged; delete it, then {REBUILD}")
    return key


def _refuse_shared(path: Path, found: os.stat_result) -> None:
    """Whoever can read the key can sign an index that runs commands. Windows has no such modes."""
    if os.name != "posix":
        return
    elsewhere = "or name a file of your own in CAREVOICE_KEY_FILE"
    if found.st_uid != os.geteuid():
        raise UsageError(f"your key {path} belongs to another user; delete it, {elsewhere}")
    if found.st_mode & 0o077:
        import shlex

        shown = shlex.quote(str(path))
        raise UsageError(f"your key {path} is open to other users; run: chmod 600 {shown}, {elsewhere}")


def _make_key() -> bytes:
    """Write a new key under another name and link it into place: whole or not at all, and never over one."""
    import secrets
    import tempfile

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
