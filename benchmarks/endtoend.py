"""From saved HTML pages to a searchable index with `carevoice index`, and where the time goes.

    python benchmarks/endtoend.py --pages 1000 --processes 2

Makes pages of about 40 KB from a seed, has the command read and index them, and says how many it read a second: by
the clock, start included, and of CPU time, all its processes together. Then a sample of the pages goes through the
stages one by one in this process.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carevoice_search.engines import open_store
from compared.machine import description
from compared.pages import made_pages
from compared.running import EngineError, cpu_of, size_of
from compared.stages import STAGES, stage_seconds
from compared.tables import deliver

Report = Mapping[str, Any]


def write_pages(folder: Path, count: int, seed: int) -> int:
    """Write pages into a corpus folder; returns their bytes."""
    folder.mkdir(parents=True)
    size = 0
    for name, html in made_pages(count, seed):
        content = html.encode()
        (folder / name).write_bytes(content)
        size += len(content)
    return size


def index_run(home: Path, processes: int) -> tuple[float, float]:
    """CPU and wall seconds of `carevoice index` on a fresh folder. Raises EngineError where it fails."""
    command = [sys.executable, "-m", "carevoice_search", "--home", str(home), "index"]
    cpu, wall, _ = cpu_of([*command, "--processes", str(processes)])
    return cpu, wall


def measure(folder: Path, pages: int, processes: int, sample: int, seed: int) -> Report:
    """The whole measurement in an empty folder. Raises EngineError where the command fails."""
    os.environ.setdefault("CAREVOICE_KEY_FILE", str(folder / "index.key"))
    home = folder / "home"
    size = write_pages(home / "corpus", pages, seed)
    cpu, wall = index_run(home, processes)
    records = sum(open_store(home / "index").open().totals().values())
    single = folder / "single"
    write_pages(single / "corpus", 1, seed)
    start_cpu, start_wall = index_run(single, processes)
    write_pages(folder / "sample", min(sample, pages), seed)
    stages = stage_seconds(folder / "sample", folder / "sample-index")
    return {
        "pages": pages,
        "bytes": size,
        "records": records,
        "index_bytes": size_of(home / "index"),
        "processes": processes,
        "cpu": cpu,
        "wall": wall,
        "pages_per_second": pages / wall,
        "pages_per_cpu_second": pages / cpu,
        "one_page": {"cpu": start_cpu, "wall": start_wall},
        "stages_ms": {name: 1000 * seconds / min(sample, pages) for name, seconds in stages.items()},
        **description(),
    }


def as_markdown(report: Report) -> str:
    one, stages = report["one_page"], report["stages_ms"]
    total = sum(stages.values())
    lines = [
        "## Pages to index",
        "",
        f"`carevoice index --processes {report['processes']}` over {report['pages']:,} made-up HTML pages of "
        f"{report['bytes'] / report['pages'] / 1000:.0f} KB ({report['records']:,} records): "
        f"**{report['pages_per_second']:.0f} pages a second** by the clock, start included; "
        f"{report['pages_per_cpu_second']:.0f} a second of CPU. One page alone takes {one['wall']:.1f} s, most of it "
        f"the start ({one['cpu']:.1f} s of CPU).",
        "",
        f"{report['machine']}; Python {report['python']}; {report['date']}.",
        "",
        "| stage | what | CPU ms a page | share |",
        "| --- | --- | ---: | ---: |",
        *(f"| {name} | {STAGES[name]} | {ms:.2f} | {ms / total:.0%} |" for name, ms in stages.items()),
        f"| all | one process | {total:.2f} | |",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--sample", type=int, default=200, help="pages that go through the stages one by one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--format", choices=("md", "json"), default="md")
    parser.add_argument("--output", type=Path, help="a file in place of standard output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carevoice-bench-") as folder:
        try:
            report = measure(Path(folder), options.pages, options.processes, options.sample, options.seed)
        except EngineError as error:
            sys.exit(f"endtoend: {error}")
    deliver(report, as_markdown, options.format, options.output)


if __name__ == "__main__":
    main()
