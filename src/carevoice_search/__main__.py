"""`carevoice` and `python -m carevoice_search`: the command, with what must be settled before anything is imported."""

from __future__ import annotations

import atexit
import gc
import os


def start() -> None:
    """Run the command that the process was called with, and end the process."""
    # A search counts in one thread. NumPy's linear algebra, which it has no use for, would start one for each
    # processor when it is imported, and that takes half as long again as the import itself.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # What an import makes is no garbage: the collector need not look through it again and again, nor at the end,
    # when it would visit every object before the system takes all of them back at once.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)

    from carevoice_search.cli import main

    main()


if __name__ == "__main__":
    start()
