from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "engine"))


@pytest.fixture(autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's key of this test's own, so that none is made in the home folder."""
    path = tmp_path_factory.mktemp("key") / "carevoice" / "index.key"
    monkeypatch.setenv("CAREVOICE_KEY_FILE", str(path))
    return path
