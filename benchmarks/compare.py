"""Compare this engine with others on the same made-up records, and first see that they all find the same.

    python benchmarks/compare.py --records 100000 --engines carevoice,tantivy --output docs/performance.md
    python benchmarks/compare.py --records 100000 --only facets --keep /tmp/bench --profile /tmp/facets.prof
    python benchmarks/compare.py --curve

Every engine runs in a process of its own and returns the number of hits, ten whole records, and facet counts. Where
any two differ, the differences are printed and nothing else (exit code 1). An engine that is not installed is left
out and named: `pip install .[benchmarks]` brings tantivy and bm25s, Debian's python3-xapian Xapian.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from compared.measuring import Outcome, Plan, Say, measure
from compared.report import ALL_ROWS, as_json
from compared.running import EngineError
from compared.tables import curve_page, deliver, performance_page

ENGINES = ("carevoice", "tantivy", "fts5", "xapian", "bm25s", "whoosh")
SLOW_ENGINES = ("whoosh", "bm25s")
"""Left out of a million records unless they are named: the one takes hours, the other holds all in memory."""
MANY = 1_000_000
CURVE = (10_000, 100_000, 1_000_000)
CURVE_ENGINES = ("carevoice", "tantivy")


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--engines", type=_names(ENGINES), help=f"some of {','.join(ENGINES)}")
    parser.add_argument("--format", choices=("md", "json"), default="md")
    parser.add_argument("--output", type=Path, help="a file in place of standard output")
    parser.add_argument("--curve", action="store_true", help="10,000, 100,000 and 1,000,000 records in turn")
    parser.add_argument("--only", type=_names(ALL_ROWS), default=ALL_ROWS, metavar="ROW[,ROW]")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep records and indexes, and use those there"
    )
    parser.add_argument("--rebuild", type=_names(ENGINES), default=(), help="engines to build anew in --keep")
    parser.add_argument(
        "--profile", type=Path, metavar="FILE", help="cProfile's statistics of one more round of this engine"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=7, help="how often each question is timed")
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="then no further round of an engine begins"
    )
    parser.add_argument(
        "--megabytes", type=int, default=8000, help="memory that a process may take for itself"
    )
    return parser.parse_args(arguments)


def _names(known: tuple[str, ...]) -> Any:
    def several(text: str) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(text.split(",")))
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {','.join(known)}")
        return names

    return several


@contextmanager
def _progress() -> Iterator[Say]:
    """One line on a terminal that is written over, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    try:
        yield lambda text: print(f"\r\033[K{text} ...", end="", file=sys.stderr, flush=True)
    finally:
        print("\r\033[K", end="", file=sys.stderr)


def compare(options: argparse.Namespace, records: int, engines: tuple[str, ...], say: Say) -> Outcome:
    """One comparison, in a folder that is removed afterwards unless it is to be kept."""
    with tempfile.TemporaryDirectory(prefix="carevoice-bench-") as temporary:
        folder = (options.keep or Path(temporary)).resolve() / f"{records}-{options.seed}"
        folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            folder=folder,
            records=records,
            engines=engines,
            rows=options.only,
            seed=options.seed,
            rounds=options.rounds,
            seconds=options.seconds,
            megabytes=options.megabytes,
            rebuild=options.rebuild,
            profile=options.profile,
        )
        return measure(plan, say)


def main() -> None:
    options = parsed()
    sizes = CURVE if options.curve else (options.records,)
    reports = []
    for records in sizes:
        fast = tuple(name for name in ENGINES if records < MANY or name not in SLOW_ENGINES)
        engines = options.engines or (CURVE_ENGINES if options.curve else fast)
        try:
            with _progress() as say:
                outcome = compare(options, records, engines, say)
        except EngineError as error:
            sys.exit(f"compare: {error}")
        if outcome.differences:
            sys.exit("\n".join(["The engines do not agree:", *outcome.differences]))
        reports.append(as_json(outcome))
    report: Any = {"curve": reports} if options.curve else reports[0]
    page = curve_page if options.curve else performance_page
    deliver(report, page, options.format, options.output)


if __name__ == "__main__":
    main()
