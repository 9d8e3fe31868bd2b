"""Hold what the package finds, cleans and reads to a collection that says what is right.

    python benchmarks/quality.py retrieval --data DIR [--expand] [--no-synonyms] [--match all] [--peers]
    python benchmarks/quality.py cleaning --data DIR [--peers]
    python benchmarks/quality.py extraction --data DIR [--misses]
    python benchmarks/quality.py joined --data DIR
    python benchmarks/quality.py page --shared DIR --output docs/quality.md

DIR holds a collection in BEIR's form (corpus.jsonl, queries.jsonl, qrels.tsv), saved pages with gold text (html/
and ground-truth.json or ground-truth/), or pages with gold.json. Every figure has its 95% interval by bootstrap.
Peers are shown as they were last measured; --peers measures those that are installed. `joined` makes long documents
of a retrieval collection's and shows what ranking by their best passages adds; it takes minutes. Needs `.[benchmarks]`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from judged import tables
from judged.beir import read_collection
from judged.extraction import Account
from judged.joining import measure_passages
from judged.page import quality_page
from judged.retrieval import MEASURES, Say, Settings
from judged.tasks import Options, judge_cleaning, judge_extraction, judge_retrieval, scratch
from judged.trouble import CollectionError

_USUAL = "(default: the one in DIR, or else in tests/quality)"


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    tasks = parser.add_subparsers(
        dest="task", required=True, metavar="retrieval|cleaning|extraction|joined|page"
    )
    asked = tasks.add_parser("retrieval", help="the ranking of a collection's questions")
    _common(asked)
    _peers(asked)
    asked.add_argument("--expand", action="store_true", help="rank with feedback and neighbouring words")
    asked.add_argument(
        "--no-synonyms", action="store_true", help="do not widen words by the sector's synonyms"
    )
    asked.add_argument("--match", choices=("any", "all"), default="any", help="all: as a question is typed")
    asked.add_argument("--limit", type=_positive, default=1000, help="hits of each question that are judged")
    asked.add_argument(
        "--records", action="store_true", help="index title and text as they are, not as pages"
    )
    cleaned = tasks.add_parser("cleaning", help="the text of saved pages")
    _common(cleaned)
    _peers(cleaned)
    read = tasks.add_parser("extraction", help="fields, practices and findings of pages")
    _common(read)
    read.add_argument("--themes", type=Path, metavar="FILE", help=f"slugs for the gold's words {_USUAL}")
    read.add_argument("--findings", type=Path, metavar="FILE", help=f"pages annotated in full {_USUAL}")
    read.add_argument("--misses", action="store_true", help="list every difference on standard error")
    long = tasks.add_parser("joined", help="long documents, ranked with and without their best passages")
    long.add_argument("--data", type=Path, required=True, metavar="DIR")
    long.add_argument("--format", choices=("table", "json"), default="table")
    page = tasks.add_parser("page", help="write docs/quality.md from all collections")
    page.add_argument(
        "--shared", type=Path, required=True, metavar="DIR", help="collections/, devset/, sources/"
    )
    page.add_argument("--output", type=Path, metavar="FILE", help="a file in place of standard output")
    _peers(page)
    return parser.parse_args(arguments)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    if parser.prog.split()[-1] != "extraction":
        parser.add_argument(
            "--sample", type=_positive, metavar="N", help="judge only N of them, always the same"
        )


def _peers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--peers", action="store_true", help="measure the peers that are installed")
    parser.add_argument(
        "--keep", action="store_true", help="keep the peers' fresh figures for other machines"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return int(text)


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


def _retrieval(options: argparse.Namespace, say: Say) -> str:
    settings = Settings(
        way="records" if options.records else "pages",
        match=options.match,
        synonyms=not options.no_synonyms,
        expand=options.expand,
        limit=options.limit,
    )
    as_json = options.format == "json"
    several = [settings] if as_json else [replace(settings, expand=expand) for expand in (False, True)]
    reports, peers, left_out = judge_retrieval(options.data, several, _options(options), say)
    if as_json:
        return _json({**reports[0], "peers": peers})
    notes = tables.retrieval_notes(reports, peers, left_out)
    return "\n".join([tables.retrieval_table(reports, peers), "", *notes])


def _cleaning(options: argparse.Namespace, say: Say) -> str:
    report, peers, published = judge_cleaning(options.data, _options(options), say)
    if options.format == "json":
        return _json({**report, "peers": peers, "published": published})
    parts = [tables.cleaning_table(report, peers, published), ""]
    parts += [tables.types_table(report), ""] if report["types"] else []
    return "\n".join([*parts, *tables.cleaning_notes(report, peers, published)])


def _extraction(options: argparse.Namespace, say: Say) -> str:
    report, accounts = judge_extraction(options.data, say, options.themes, options.findings)
    if options.misses:
        _say_misses(accounts)
    if options.format == "json":
        return _json(report)
    return "\n".join([tables.extraction_table(report), "", *tables.extraction_notes(report)])


def _say_misses(accounts: list[Account]) -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)  # what the progress left there
    for account in accounts:
        for miss in account.misses:
            print(*(" ".join(part.split()) for part in miss), sep="\t", file=sys.stderr)


def _joined(options: argparse.Namespace, say: Say) -> str:
    with scratch() as folder:
        reports = measure_passages(read_collection(options.data), folder, say)
    if options.format == "json":
        return _json(reports)
    rows = [
        [f"{report['joined']:.0%}", name, *(tables.number(report[name][one]) for one in MEASURES)]
        for report in reports
        for name in ("without", "with")
    ]
    return tables.table(["documents joined", "passages", *MEASURES], rows)


def _page(options: argparse.Namespace, say: Say) -> str:
    return quality_page(options.shared, _options(options), say)


def _options(options: argparse.Namespace) -> Options:
    return Options(options.peers, options.keep, getattr(options, "sample", None))


def _json(report: Any) -> str:
    return json.dumps(report, indent=1, ensure_ascii=False)


def main(arguments: list[str] | None = None) -> None:
    options = parsed(arguments)
    tasks = {"retrieval": _retrieval, "cleaning": _cleaning, "extraction": _extraction}
    tasks |= {"joined": _joined, "page": _page}
    try:
        with _progress() as say:
            text = tasks[options.task](options, say)
    except CollectionError as error:
        print(f"quality: {error}", file=sys.stderr)
        sys.exit(2)
    output = getattr(options, "output", None)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
