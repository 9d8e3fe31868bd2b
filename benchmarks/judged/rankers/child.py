"""The process of one peer: `python -m judged.rankers.child NAME`, documents and questions as JSON on standard input.

Runs under any Python that has the peer: Xapian lives in the system's only.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    peer = import_module(f"judged.rankers.{sys.argv[1]}")
    given = json.load(sys.stdin)
    found = peer.rank(given["documents"], given["questions"], given["limit"])
    json.dump({"version": peer.version(), "given": peer.GIVEN, "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
