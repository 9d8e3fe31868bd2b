"""Kill an indexing run at random moments, again and again, and see that nothing is ever lost.

    python benchmarks/soak.py --pages 2000 --kills 50

Each round changes, adds and removes some pages, starts `carevoice index`, and kills it (SIGKILL) at a random
moment. A search straight after the kill must answer from a whole index, the old one or the new one; the next
`carevoice index` must end equal to a fresh build of the same pages. Prints a line a round; exits 1 on the first fault.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import carevoice_search as cv

COUNCILS = (
    "Stockport",
    "North Yorkshire",
    "Coventry",
    "Hertfordshire",
    "Wandsworth",
    "St. Helen’s",
    "Leeds",
    "Medway",
)
MONTHS = ("Jan 2021", "April 2021", "Sep 2020", "June 2020", "March 2022")
ACTS = (
    "Writing welcome packs",
    "Cooking together",
    "Planning moves early",
    "Sending birthday cards",
    "Meeting outdoors",
)
WITH = ("young people", "care leavers", "foster carers", "personal advisers", "social workers", "siblings")
HEADING = "How are councils supporting young people around family, friends & supportive relationships?"


def page_text(rng: random.Random) -> str:
    """A practice list of a few lines from a small stock, so that pages share many practices, or a copy of a text."""
    if rng.random() < 0.2:
        return press_text(rng)
    lines = [
        f"- {rng.choice(ACTS)} with {rng.choice(WITH)} ({rng.choice(MONTHS)}) {rng.choice(COUNCILS)}"
        for _ in range(rng.randint(1, 6))
    ]
    return "\n".join([f"What helps, part {rng.randint(1, 10**9)}", HEADING, *lines]) + "\n"


def press_text(rng: random.Random) -> str:
    """One of a few press texts, with what a site leaves around it, so that pages are copies of one another."""
    told = random.Random(rng.randint(1, 8))
    sentences = [
        f"In {told.choice(COUNCILS)} {told.randint(11, 89)} per cent of {told.choice(WITH)} said that "
        f"{told.choice(ACTS).lower()} had helped them to stay in touch with the people who matter to them."
        for _ in range(5)
    ]
    return (
        "\n".join([*rng.sample(("Most read", "Share this page", "Jobs"), rng.randint(0, 2)), *sentences])
        + "\n"
    )


def change_pages(corpus: Path, rng: random.Random, count: int) -> None:
    names = sorted(path.name for path in corpus.glob("*.txt"))
    for name in rng.sample(names, min(count, len(names))):
        (corpus / name).write_text(page_text(rng), encoding="utf-8")
    for name in rng.sample(names, min(count // 10, len(names))):
        (corpus / name).unlink()
    for _ in range(count // 10):
        (corpus / f"page-{rng.randint(10**6, 10**7)}.txt").write_text(page_text(rng), encoding="utf-8")


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "carevoice_search", "--home", str(home), *words]


def index_to_the_end(home: Path) -> None:
    done = subprocess.run(command(home, "index"), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the next index run failed with {done.returncode}:\n{done.stderr}")


def fingerprint(index: Path) -> str:
    """A digest of every record, every facet count and all copies of an index."""
    opened = cv.open_index(index)
    digest = hashlib.sha256()
    for grouped in (True, False):
        answer = opened.search("", facets=list(cv.FIELDS), limit=10**6, grouped=grouped)
        for hit in sorted(answer.hits, key=lambda hit: hit.record.id):
            digest.update(repr((hit.record, hit.copies)).encode())
        digest.update(repr(answer.facets).encode())
    digest.update(
        json.dumps([opened.search(word).total for word in ("together", "birthday", "leeds")]).encode()
    )
    return digest.hexdigest()


def fresh_fingerprint(home: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        cv.index_corpus(home / "corpus", Path(folder) / "index")
        return fingerprint(Path(folder) / "index")


def kill_while_indexing(home: Path, after: float) -> bool:
    """Start an indexing run and kill it after so many seconds; tells whether it was still running."""
    run = subprocess.Popen(
        command(home, "index"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    was_running = run.poll() is None
    if was_running:
        os.kill(run.pid, signal.SIGKILL)
    run.wait()
    return was_running


def soak(home: Path, pages: int, kills: int, seed: int) -> Counter[str]:
    """Run the rounds; returns how often the old and the new index answered, and how many kills struck."""
    rng = random.Random(seed)
    corpus, index = home / "corpus", home / "index"
    corpus.mkdir(parents=True)
    for number in range(pages):
        (corpus / f"page-{number}.txt").write_text(page_text(rng), encoding="utf-8")
    index_to_the_end(home)
    seen: Counter[str] = Counter()
    old, length = fingerprint(index), 1.0
    for number in range(1, kills + 1):
        change_pages(corpus, rng, max(pages // 20, 2))
        after = rng.uniform(0.2, 1.1) * length
        struck = kill_while_indexing(home, after)
        straight_after = fingerprint(index)
        started = time.monotonic()
        index_to_the_end(home)
        length = max(time.monotonic() - started, 0.5)
        new = fingerprint(index)
        if straight_after not in (old, new):
            sys.exit(
                f"round {number}: killed after {after:.2f} s, the index was neither the old nor the new one"
            )
        if new != fresh_fingerprint(home):
            sys.exit(f"round {number}: killed after {after:.2f} s, the next index differs from a fresh build")
        answered = "old" if straight_after == old else "new"
        seen.update([answered, "struck" if struck else "finished first"])
        print(
            f"round {number}: killed after {after:.2f} s ({'running' if struck else 'done'}): {answered} index whole"
        )
        old = new
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("CAREVOICE_KEY_FILE", str(Path(folder) / "index.key"))
        seen = soak(Path(folder) / "home", options.pages, options.kills, options.seed)
    print(
        f"{options.kills} rounds, {seen['struck']} killed while running: "
        f"the old index answered {seen['old']} times, the new one {seen['new']} times; all were whole."
    )


if __name__ == "__main__":
    main()
