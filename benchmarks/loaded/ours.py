"""This project's server: `carevoice serve` over a working folder, asked for four facets over its API."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlencode

from compared.questions import FACETS, Question
from loaded.states import Stated, query_text

NAME = "carevoice"


def command(home: Path) -> list[str]:
    return [sys.executable, "-m", "carevoice_search", "--home", str(home), "serve", "--port", "0"]


def path_of(question: Question) -> str:
    """The path that asks a question, with all buckets of the facets and ten hits."""
    parameters = [("q", query_text(question))]
    if question["region"]:
        parameters.append(("region", question["region"]))
    parameters += [("facet", f"{field}:all") for field in FACETS]
    return f"/api/v1/search?{urlencode([*parameters, ('limit', '10')])}"


def stated(body: bytes) -> Stated:
    """What an answer says."""
    answer = json.loads(body)
    counts = {
        facet["field"]: {bucket["value"]: bucket["count"] for bucket in facet["buckets"] if bucket["count"]}
        for facet in answer["facets"]
    }
    return Stated(answer["total"], counts, tuple(hit["record"]["id"] for hit in answer["hits"]))
