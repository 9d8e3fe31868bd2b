"""What one commit says of the index: its segments, which of their documents are deleted, and its pages' digest.

Our own code reads nothing else: Whoosh's table of contents beside it is a pickle, and says the same to Whoosh.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # A search in an index without deletions reads its manifest before it needs numpy.
    import numpy as np
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

FORMAT = 4
"""To be raised with every change of the fields, of how they are filled, of a segment's arrays, or of the
module or the name of a class in the table of contents."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentState:
    """A segment: its id, its number of documents, and a mask over them that is true where one was deleted.

    No mask means that none was. `groups` says which documents are copies of others: see `groups.packed`.
    """

    id: str
    size: int
    deleted: Mask | None = None
    groups: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """A commit: its number, its segments in order, the digest of all pages' stamps, the rules that read them, and when
    it was made, in whole seconds since 1970; 0 is not known."""

    generation: int
    segments: tuple[SegmentState, ...] = ()
    stamps: str = ""
    rules: tuple[str, ...] = ()
    made: int = 0


def encode(manifest: Manifest, toc: bytes) -> bytes:
    """The manifest as JSON; `toc` is the content of the table of contents that it stands beside."""
    content = {
        "format": FORMAT,
        "generation": manifest.generation,
        "toc": digest(toc),
        "segments": [
            {
                "id": one.id,
                "size": one.size,
                "deleted": binascii.b2a_base64(packed(one.deleted), newline=False).decode(),
                "groups": binascii.b2a_base64(one.groups, newline=False).decode(),
            }
            for one in manifest.segments
        ],
        "stamps": manifest.stamps,
        "rules": manifest.rules,
        "made": manifest.made,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def decode(content: bytes) -> tuple[Manifest, str]:
    """The manifest, and the digest of its table of contents.

    Raises ValueError, KeyError or TypeError where the content is not one of this format.
    """
    read: dict[str, Any] = json.loads(content)
    if read["format"] != FORMAT:
        raise ValueError(f"a manifest of format {read['format']}, not {FORMAT}")
    segments = tuple(
        SegmentState(
            one["id"],
            one["size"],
            unpacked(binascii.a2b_base64(one["deleted"]), one["size"]),
            binascii.a2b_base64(one["groups"]),
        )
        for one in read["segments"]
    )
    made = int(read.get("made", 0))
    return Manifest(read["generation"], segments, read["stamps"], tuple(read["rules"]), made), read["toc"]


def digest(toc: bytes) -> str:
    return hashlib.sha256(toc).hexdigest()


def packed(mask: Mask | None) -> bytes:
    """A mask as bytes; none of it where nothing is true."""
    if mask is None or not mask.any():
        return b""
    import numpy as np

    return zlib.compress(np.packbits(mask).tobytes())


def unpacked(content: bytes, size: int) -> Mask | None:
    """The mask over `size` documents that `packed` was given. Raises ValueError or zlib.error."""
    if not content:
        return None
    import numpy as np

    bits = np.frombuffer(zlib.decompress(content), np.uint8)
    if len(bits) != -(-size // 8):
        raise ValueError(f"a mask of {len(bits)} bytes for {size} documents")
    return np.unpackbits(bits, count=size).view(np.bool_)
