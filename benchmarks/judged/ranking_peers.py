"""Other engines on the same documents and questions, each in a process of its own, where it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from judged.beir import Collection
from judged.retrieval import MEASURES, Say, rounded, scores

PEERS = ("bm25s", "fts5", "tantivy", "xapian", "whoosh")

_BENCHMARKS = Path(__file__).resolve().parents[1]
_SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's python3-xapian lives there and nowhere else."""


def measure_peers(collection: Collection, limit: int, say: Say) -> tuple[dict[str, Any], dict[str, str]]:
    """The figures of every peer that is installed, and why the others took no part."""
    documents = [f"{document.title}\n{document.text}".strip() for document in collection.documents]
    questions = [question.text for question in collection.questions]
    given = json.dumps({"documents": documents, "questions": questions, "limit": limit})
    figures, left_out = {}, {}
    for name in PEERS:
        say(f"{collection.name}: {name}")
        run = _child(name, given)
        if run.returncode:
            left_out[name] = (run.stderr.strip().splitlines() or ["no message"])[-1]
            continue
        answer = json.loads(run.stdout)
        ranked = {
            question.id: [collection.documents[place].id for place in places]
            for question, places in zip(collection.questions, answer["found"], strict=True)
        }
        found = scores(collection, ranked)
        figures[name] = {
            **{measure: round(found.means[measure], 4) for measure in MEASURES},
            "interval": {measure: rounded(found.intervals[measure]) for measure in MEASURES},
            "version": answer["version"],
            "given": answer["given"],
            "date": datetime.now(UTC).date().isoformat(),
        }
    return figures, left_out


def _child(name: str, given: str) -> subprocess.CompletedProcess[str]:
    python = _SYSTEM_PYTHON if name == "xapian" and Path(_SYSTEM_PYTHON).exists() else sys.executable
    path = os.pathsep.join(filter(None, (str(_BENCHMARKS), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [python, "-m", "judged.rankers.child", name],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
    )
