"""A query's way to its results: synonyms, the engine, relaxation, suggestion, facets, notices, snippets."""

from __future__ import annotations

from carevoice_search.search.answering import explain, passage, search, similar

__all__ = ["explain", "passage", "search", "similar"]
