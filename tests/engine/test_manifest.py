"""What a commit says of an index comes back as it was; what no commit wrote is refused."""

from __future__ import annotations

import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevoice_search.engines.whoosh.manifest import (
    FORMAT,
    Manifest,
    SegmentState,
    decode,
    digest,
    encode,
    packed,
    unpacked,
)

masks = st.lists(st.booleans(), max_size=70).map(lambda flags: np.array(flags, np.bool_))
segments = st.builds(
    lambda segment_id, mask: SegmentState(segment_id, len(mask), mask), st.text(max_size=5), masks
)
manifests = st.builds(
    Manifest,
    st.integers(0, 10**6),
    st.lists(segments, max_size=3).map(tuple),
    st.text(max_size=5),
    st.lists(st.text(max_size=5), max_size=2).map(tuple),
)


def plainly(manifest: Manifest) -> object:
    """Something to compare by; a mask in which nothing is deleted counts as none."""
    listed = [
        (one.id, one.size, [] if one.deleted is None else np.flatnonzero(one.deleted).tolist())
        for one in manifest.segments
    ]
    return manifest.generation, listed, manifest.stamps, manifest.rules


@given(manifests, st.binary(max_size=9))
def test_a_manifest_comes_back_with_the_digest_of_its_table_of_contents(
    manifest: Manifest, toc: bytes
) -> None:
    found, toc_digest = decode(encode(manifest, toc))
    assert plainly(found) == plainly(manifest) and toc_digest == digest(toc)
    assert all(one.deleted is None or len(one.deleted) == one.size for one in found.segments)


@given(masks)
def test_a_mask_is_as_long_as_its_segment_and_takes_no_room_where_nothing_is_deleted(
    mask: np.ndarray,
) -> None:
    found = unpacked(packed(mask), len(mask))
    if mask.any():
        assert found is not None and found.dtype == np.bool_ and found.tolist() == mask.tolist()
    else:
        assert found is None and packed(mask) == packed(None) == b""
    with pytest.raises(ValueError, match="a mask of"):
        unpacked(zlib.compress(np.packbits(np.ones(80, np.bool_)).tobytes()), 70)


def test_another_format_is_refused() -> None:
    content = json.loads(encode(Manifest(1), b"toc"))
    assert content["format"] == FORMAT
    with pytest.raises(ValueError, match="a manifest of format 2"):
        decode(json.dumps(content | {"format": 2}).encode())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b'{"format": 3}', b"\xff"])
def test_what_no_commit_wrote_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(content)
