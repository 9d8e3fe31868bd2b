"""Settings that every test shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("carevoice", deadline=None)  # time is a matter for benchmarks
settings.load_profile("carevoice")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests sign their indexes with a key of their own and never touch the user's."""
    monkeypatch.setenv("CAREVOICE_KEY_FILE", str(tmp_path_factory.getbasetemp() / "index.key"))
    for name in [
        name for name in os.environ if name.startswith("CAREVOICE_") and name != "CAREVOICE_KEY_FILE"
    ]:
        monkeypatch.delenv(name)
