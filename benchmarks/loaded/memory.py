"""What a process takes of memory and processor, as Linux tells it; nothing where it does not."""

from __future__ import annotations

import os
from pathlib import Path

_NAMES = {"Rss": "resident", "Pss": "proportional", "Anonymous": "own"}


def memory_of(pid: int) -> dict[str, int]:
    """Bytes that a process holds: "resident" with all that it shares and maps, "proportional" with its part of what is
    shared, "own" that is no file's."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return {}
    told = {line.partition(":")[0]: line.split()[1] for line in lines[1:]}
    return {name: int(told[key]) * 1024 for key, name in _NAMES.items() if key in told}


def cpu_of(pid: int) -> float:
    """CPU seconds of a process so far, of all its threads."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
