"""A collection's questions asked of this package, and how well its ranking agrees with the judgements.

Documents become records in one of two ways. `pages` writes each as an HTML page (heading and paragraphs) and takes
the whole way of a saved page: `index_corpus`, `open_index`, `Index.search`. `records` puts title and text into the
index as they are, so that ranking alone is measured.
"""

from __future__ import annotations

import html
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from carevoice_search import Index, Record, index_corpus, open_index
from carevoice_search.engines import open_store
from carevoice_search.model import Source
from judged.beir import Collection, Document
from judged.bootstrap import Interval, mean_interval
from judged.trouble import CollectionError

Say = Callable[[str], None]
Way = Literal["pages", "records"]
Run = dict[str, list[str]]
"""For each question the documents found, the best first."""

MEASURES = ("ndcg@10", "map", "recall@100")


@dataclass(frozen=True, slots=True)
class Settings:
    """How questions are asked; the defaults are those of the claim: any of the words, the package's own ranking."""

    way: Way = "pages"
    match: Literal["any", "all"] = "any"
    synonyms: bool = True
    expand: bool = False
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A run, what became of the questions (`relaxed` counts those that found nothing with all their words), and the
    median CPU time of one in milliseconds."""

    run: Run
    relaxed: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The means of the measures over the questions, and their intervals."""

    means: dict[str, float]
    intervals: dict[str, Interval | None]


@dataclass(frozen=True, slots=True)
class Indexed:
    """An index of a collection. `known` leads from a page of the index to its document."""

    index: Index
    known: dict[str, str]
    unread: tuple[str, ...]


def index_collection(collection: Collection, way: Way, folder: Path, say: Say) -> Indexed:
    """Index every document in `folder`; `unread` are those that the package would not read as pages."""
    paths = {f"{number:07d}.html": document for number, document in enumerate(collection.documents)}
    known = {path: document.id for path, document in paths.items()}
    if way == "records":
        say(f"{collection.name}: indexing {len(paths)} documents")
        with open_store(folder / "index").writing() as transaction:
            for path, document in paths.items():
                transaction.put_record(_record(path, document))
        return Indexed(open_index(folder / "index"), known, ())
    corpus = folder / "corpus"
    corpus.mkdir()
    for path, document in paths.items():
        (corpus / path).write_text(_page(document), encoding="utf-8")
    report = index_corpus(
        corpus,
        folder / "index",
        progress=lambda done, all_, _: say(f"{collection.name}: reading page {done} of {all_}"),
    )
    return Indexed(open_index(folder / "index"), known, tuple(known[path] for path, _ in report.skipped))


def _record(path: str, document: Document) -> Record:
    return Record(
        id=f"page-{path}", type="page", kind="other", title=document.title, text=_text(document), publisher=None,
        url=None, councils=(), regions=(), nations=(), themes=(), date=None,
        sources=(Source(path, document.title, None, None),), evidence=(),
    )  # fmt: skip


def _text(document: Document) -> str:
    """A page's text begins with its title, as that of a page that was read does."""
    return f"{document.title}\n{document.text}" if document.title else document.text


def _page(document: Document) -> str:
    heading = f"<h1>{html.escape(document.title)}</h1>" if document.title else ""
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in document.text.split("\n") if part.strip())
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(document.title)}</title>"
        f"<body><main><article>{heading}{paragraphs}</article></main></body></html>"
    )


def ask(collection: Collection, indexed: Indexed, settings: Settings, say: Say) -> Asked:
    """Every question, typed as it stands, without operators; only pages are judged, and each of its copies is."""
    run: Run = {}
    relaxed, times = 0, []
    for number, question in enumerate(collection.questions, 1):
        say(f"{collection.name}: question {number} of {len(collection.questions)}")
        started = time.process_time()
        results = indexed.index.search(
            question.text,
            plain=True,
            match=settings.match,
            synonyms=settings.synonyms,
            expand=settings.expand,
            grouped=False,
            limit=settings.limit,
            type="page",
        )
        times.append(time.process_time() - started)
        relaxed += results.relaxed
        run[question.id] = [indexed.known[hit.record.sources[0].page] for hit in results.hits]
    return Asked(run, relaxed, 1000 * statistics.median(times))


def each_question(collection: Collection, run: Run) -> dict[str, list[float]]:
    """The measures of every question by ir_measures (trec_eval's nDCG@10, AP and R@100), 0 where nothing was found.

    The order of the answer is what counts: documents of equal score keep it.
    """
    try:
        import ir_measures
        from ir_measures import AP, R, nDCG
    except ImportError as error:
        raise CollectionError('Ranking is measured by ir_measures: pip install ".[benchmarks]"') from error

    names = {nDCG @ 10: "ndcg@10", AP: "map", R @ 100: "recall@100"}
    found: dict[str, dict[str, float]] = {question.id: {} for question in collection.questions}
    ranked = {
        question: {document: float(-place) for place, document in enumerate(documents)}
        for question, documents in run.items()
    }
    judged = {question.id: collection.judged[question.id] for question in collection.questions}
    for metric in ir_measures.iter_calc(list(names), judged, ranked):
        found[metric.query_id][names[metric.measure]] = metric.value
    return {name: [values.get(name, 0.0) for values in found.values()] for name in MEASURES}


def scores(collection: Collection, run: Run) -> Scores:
    values = each_question(collection, run)
    means = {name: statistics.fmean(one) for name, one in values.items()}
    return Scores(means, {name: mean_interval(one) for name, one in values.items()})


def measured(
    collection: Collection, several: Sequence[Settings], folder: Path, say: Say
) -> list[dict[str, Any]]:
    """The report of each settings, over one index a way of indexing; the keys of docs/quality.md in their order."""
    indexes: dict[Way, Indexed] = {}
    reports = []
    for settings in several:
        if settings.way not in indexes:
            place = folder / settings.way
            place.mkdir()
            indexes[settings.way] = index_collection(collection, settings.way, place, say)
        indexed = indexes[settings.way]
        reports.append(_report(collection, indexed, settings, ask(collection, indexed, settings, say)))
    return reports


def _report(collection: Collection, indexed: Indexed, settings: Settings, asked: Asked) -> dict[str, Any]:
    found = scores(collection, asked.run)
    return {
        "collection": collection.name,
        **{name: round(found.means[name], 4) for name in MEASURES},
        "queries": len(collection.questions),
        "interval": {name: rounded(found.intervals[name]) for name in MEASURES},
        "settings": asdict(settings),
        "documents": len(collection.documents),
        "unjudged": collection.unjudged,
        "unread": list(indexed.unread),
        "relaxed": asked.relaxed,
        "ms_per_query": round(asked.milliseconds, 2),
    }


def rounded(found: Iterable[float] | None) -> list[float] | None:
    return None if found is None else [round(value, 4) for value in found]
