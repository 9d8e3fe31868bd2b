"""Cleaned text held against gold text: word overlap, runs of four words, snippets kept and left, CPU time.

Articles are measured as their publisher counts (runs of four words, case kept), but each page has an F1 and the
mean of these is given; `f1_of_means` is the publisher's own last step. Typed pages are measured as theirs: words
without case, mean of the pages' F1; the runs of four words are given beside it. Failed pages count as 0.
"""

from __future__ import annotations

import math
import re
import resource
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from carevoice_search import extract_pages
from judged import cleaners
from judged.bootstrap import mean_interval
from judged.pages import Form, Judged, Pages, unpack
from judged.retrieval import Say, rounded

T = TypeVar("T")

_WORD = re.compile(r"\w+")
_RUN = 4
_ENOUGH = 20
_TINY = "<html><body><main><h1>In care</h1><p>One page to start the rules with, and no more.</p></main></body></html>"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and F1 of one page's text."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scored:
    """One page: words, runs of four words, and the shares of snippets kept and left (None where gold has none)."""

    page: Judged
    failed: bool
    words: Agreement
    runs: Agreement
    kept: float | None
    leaked: float | None

    def by(self, form: Form) -> Agreement:
        """The agreement that the collection is known by."""
        return self.runs if form == "articles" else self.words


def agreement(found: Sequence[Any], gold: Sequence[Any]) -> Agreement:
    """Overlap of two bags. Nothing found agrees with nothing wanted, and with nothing else."""
    if not found or not gold:
        same = float(not found and not gold)
        return Agreement(same, same, same)
    both = sum((Counter(found) & Counter(gold)).values())
    precision, recall = both / len(found), both / len(gold)
    return Agreement(precision, recall, 2 * both / (len(found) + len(gold)))


def runs(text: str) -> list[tuple[str, ...]]:
    """Every four neighbouring words; a shorter text is one run."""
    words = _WORD.findall(text)
    return [
        tuple(words[start : start + _RUN]) for start in range(max(min(len(words), 1), len(words) - _RUN + 1))
    ]


def score(page: Judged, text: str | None) -> Scored:
    """`text` is None where the page could not be cleaned."""
    found = text or ""
    folded = found.lower()
    shares = (
        statistics.fmean(snippet.lower() in folded for snippet in snippets) if snippets else None
        for snippets in (page.kept, page.left)
    )
    return Scored(
        page,
        text is None,
        agreement(_WORD.findall(folded), _WORD.findall(page.gold.lower())),
        agreement(runs(found), runs(page.gold)),
        *shares,
    )


def read(pages: Pages, say: Say) -> tuple[list[Scored], float]:
    """Every page through `extract_pages`, and the CPU milliseconds of the worker for one, its start left out.

    Of a few pages the start is the most part, and what is left of their time says nothing: nan.
    """
    with tempfile.TemporaryDirectory(prefix="carevoice-cleaning-") as place:
        folder = Path(place)
        tiny = folder / "tiny.html"
        tiny.write_text(_TINY, encoding="utf-8")
        start, _ = _seconds(lambda: list(extract_pages([tiny])))
        files = {
            unpack(page, folder / f"{number}.html").as_posix(): page
            for number, page in enumerate(pages.pages)
        }

        def each() -> Iterator[Scored]:
            for number, result in enumerate(extract_pages(list(files)), 1):
                say(f"{pages.name}: page {number} of {len(files)}")
                yield score(files[result.path], result.reading.text if result.reading else None)

        seconds, scored = _seconds(lambda: list(each()))
    enough = len(scored) >= _ENOUGH
    return scored, 1000 * max(0.0, seconds - start) / len(scored) if enough else math.nan


def _seconds(work: Callable[[], T]) -> tuple[float, T]:
    """CPU time of the processes that `work` started and that have ended."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done


def measured(pages: Pages, say: Say) -> dict[str, Any]:
    """The report of this package: figures over all pages, and by type where pages have several."""
    scored, milliseconds = read(pages, say)
    types = dict.fromkeys(page.type for page in sorted(pages.pages, key=lambda page: page.type))
    return {
        "collection": pages.name,
        "form": pages.form,
        **_figures(scored, pages.form),
        "ms_per_page": None if math.isnan(milliseconds) else round(milliseconds, 1),
        "failed_pages": [one.page.id for one in scored if one.failed],
        "types": {
            name: _figures([one for one in scored if one.page.type == name], pages.form) for name in types
        }
        if len(types) > 1
        else {},
    }


def measure_peers(pages: Pages, say: Say) -> dict[str, Any]:
    """The same figures of other ways to clean, each in this process."""
    figures = {}
    for name, (_, _, given) in cleaners.CLEANERS.items():
        scored, times = [], []
        cleaners.cleaned(name, pages.pages[0])  # or the first page would pay for the imports
        for number, page in enumerate(pages.pages, 1):
            say(f"{pages.name}: {name}, page {number} of {len(pages.pages)}")
            text, milliseconds = cleaners.cleaned(name, page)
            scored.append(score(page, text))
            times.append(milliseconds)
        figures[name] = {
            **_figures(scored, pages.form),
            "ms_per_page": round(statistics.fmean(times), 1),
            "version": cleaners.version(name),
            "given": given,
            "date": datetime.now(UTC).date().isoformat(),
        }
    return figures


def _figures(scored: Sequence[Scored], form: Form) -> dict[str, Any]:
    known = [one.by(form) for one in scored]
    precision, recall, f1 = (
        _mean(getattr(one, name) for one in known) for name in ("precision", "recall", "f1")
    )
    return {
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "interval": {
            name: rounded(mean_interval([getattr(one, name) for one in known]))
            for name in ("f1", "precision", "recall")
        },
        "f1_of_means": round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0,
        "f1_of_words": _mean(one.words.f1 for one in scored),
        "f1_of_runs": _mean(one.runs.f1 for one in scored),
        "kept": _mean(one.kept for one in scored if one.kept is not None),
        "leaked": _mean(one.leaked for one in scored if one.leaked is not None),
        "pages": len(scored),
        "failed": sum(one.failed for one in scored),
    }


def _mean(values: Any) -> Any:
    found = list(values)
    return round(statistics.fmean(found), 4) if found else None
