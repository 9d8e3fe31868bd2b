"""An indexing run that is killed leaves a whole index, and the next run ends as a fresh build would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parents[1] / "benchmarks" / "soak.py"


def test_five_kills_at_random_moments_lose_nothing() -> None:
    run = subprocess.run(
        [sys.executable, str(SOAK), "--pages", "60", "--kills", "5"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "5 rounds" in run.stdout and "all were whole" in run.stdout
