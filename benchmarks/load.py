"""Ask `carevoice serve` for searches with four facets from many clients while its index is written, beside Datasette.

    python benchmarks/load.py --records 100000 --requests 100000 --output docs/load.md
    python benchmarks/load.py --records 10000 --requests 5000 --servers carevoice --format json

Every answer is held against what was right while it was made: it must state the numbers of records that the index
held before a commit or after it, never of both, and never of a state that was over before the question came. Exits
with 1 where one of this server's does not. Datasette is left out where it is not installed; `pip install
.[benchmarks]` brings it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compared.collection import as_terms
from compared.tables import deliver
from loaded import ours, peer, states
from loaded.page import Report, as_json, page
from loaded.states import States, make_states
from loaded.trial import Figures, LoadError, Plan, try_server

SERVERS = (ours.NAME, peer.NAME)


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100_000, help="while the index is written")
    parser.add_argument("--quiet-requests", type=int, help="while nothing is written (default: a tenth)")
    parser.add_argument(
        "--peer-requests", type=int, help="of Datasette, both times (default: each question once)"
    )
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between one commit and the next")
    parser.add_argument("--servers", choices=SERVERS, nargs="+", default=SERVERS)
    parser.add_argument("--format", choices=("md", "json"), default="md")
    parser.add_argument("--output", type=Path, help="a file in place of standard output")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="as compare.py: keep records and indexes, and use those there",
    )
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args(arguments)


def say(text: str) -> None:
    print(f"load: {text}", file=sys.stderr, flush=True)


@contextmanager
def _folder(options: argparse.Namespace) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="carevoice-load-") as temporary:
        folder = (options.keep or Path(temporary)).resolve() / f"{options.records}-{options.seed}"
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["CAREVOICE_KEY_FILE"] = str(folder / "index.key")
        yield folder


def load(options: argparse.Namespace, folder: Path) -> Report:
    """Make what is to be served, and put each server under load in turn."""
    say(f"{options.records:,} records, and what is right to answer")
    made = make_states(folder, options.records, options.seed)
    figures: dict[str, tuple[Figures, Figures]] = {}
    quiet = options.quiet_requests or max(options.requests // 10, 1)
    left_out = {}
    if ours.NAME in options.servers:
        plan = _our_plan(options, folder, made)
        figures[ours.NAME] = try_server(plan, made, quiet, options.requests, say)
    if peer.NAME in options.servers and not (why := peer.missing()):
        asked = options.peer_requests or min(len(made.questions), options.requests)
        figures[peer.NAME] = try_server(_peer_plan(options, folder, made), made, asked, asked, say)
    elif peer.NAME in options.servers:
        left_out[peer.NAME] = why
    return Report(
        options.records, len(made.added), options.clients, options.pause, options.seed, figures, left_out
    )


def _our_plan(options: argparse.Namespace, folder: Path, made: States) -> Plan:
    home, added = folder / "carevoice", folder / "added.json"
    (home / "corpus").mkdir(exist_ok=True)
    states.kept(made.added, added)
    command = ours.command(home)
    return Plan(ours.NAME, "ours", home, command, ours.path_of, added, options.clients, options.pause)


def _peer_plan(options: argparse.Namespace, folder: Path, made: States) -> Plan:
    database, added = folder / peer.NAME, folder / "added-terms.json"
    say(f"{peer.NAME}: database")
    shutil.rmtree(database, ignore_errors=True)
    peer.build(database, made.collection)
    states.kept([as_terms(one, made.collection.language) for one in made.added], added)
    command = peer.command(database)
    return Plan(peer.NAME, "peer", database, command, peer.path_of, added, options.clients, options.pause)


def main() -> None:
    options = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what it has started is ended with it
    try:
        with _folder(options) as folder:
            report = load(options, folder)
    except LoadError as error:
        sys.exit(f"load: {error}")
    deliver(as_json(report), lambda _: page(report), options.format, options.output)
    judged = [report.figures[name] for name in report.figures if name == ours.NAME]
    # What Datasette answers while it is written is told on the page; at rest it must find what this engine finds.
    judged += [(both[0],) for name, both in report.figures.items() if name != ours.NAME]
    wrong = [run for runs in judged for run in runs if not run.verdict.is_good]
    if wrong:
        sys.exit(
            "\n".join(["load: not every answer was right:", *(text for run in wrong for text in run.wrong)])
        )


if __name__ == "__main__":
    main()
