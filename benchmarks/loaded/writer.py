"""The process that re-indexes: adds records in one commit, takes them away again in the next, and so on until its
input ends; then it leaves the index without them.

    python -m loaded.writer ours|peer FOLDER ADDED PAUSE

Prints a line of JSON for each commit: [seconds before, seconds after (of the machine's clock), state], and at the end
the CPU seconds that it used.
"""

from __future__ import annotations

import json
import select
import sqlite3
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from loaded import peer, states


def main() -> None:
    server, folder, added, pause = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])
    change = _ours(folder, added) if server == "ours" else _peers(folder, added)
    state = "A"
    for state in cycle("BA"):
        before = time.monotonic()
        change(state)
        print(json.dumps([before, time.monotonic(), state]), flush=True)
        if select.select([sys.stdin], [], [], pause)[0]:
            break
    if state == "B":
        change("A")
    print(json.dumps(time.process_time()), flush=True)


def _ours(home: Path, added: Path) -> Callable[[str], None]:
    def change(state: str) -> None:
        # Read anew every time, as records come to an index from outside.
        (states.add if state == "B" else states.drop)(home / "index", states.taken(added))

    return change


def _peers(folder: Path, added: Path) -> Callable[[str], None]:
    database = sqlite3.connect(folder / "records.db", timeout=60.0)
    (first,) = database.execute("SELECT max(number) + 1 FROM records").fetchone()

    def change(state: str) -> None:
        (peer.add if state == "B" else peer.drop)(database, json.loads(added.read_text()), first)

    return change


if __name__ == "__main__":
    main()
