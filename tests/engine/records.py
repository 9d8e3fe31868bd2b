"""Small records, queries and histories of an index for the tests to draw from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from carevoice_search.model import (
    MISSING,
    And,
    Boost,
    Everything,
    Evidence,
    Figure,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Range,
    Record,
    Source,
    Word,
)
from carevoice_search.schema import TYPES

WORDS = (
    "care",
    "carer",
    "carers",
    "caring",
    "trust",
    "turst",
    "worker",
    "the",
    "of",
    "after",
    "café",
    "co",
    "1200",
)
PUBLISHERS = ("Bright Spots", "bright spots", "Coram, Voice & Co.", "missing link")
COUNCILS = ("E08000013", "E06000065", "W06000015", "E10000009")
THEMES = ("rights-voice", "money", "safety")
DATES = ("2020", "2020-09", "2020-09-30", "2021", "2021-01", "2021-01-01", "2021-12-31")
FIGURES = (0.0, 20.0, 32.0, 33.333, 94.203, 1258.0)
BLANK = Record(
    id="", type="page", kind="other", title="", text="", publisher=None, url=None, councils=(), regions=(),
    nations=(), themes=(), date=None, sources=(), evidence=(),
)  # fmt: skip


def record(id: str, text: str = "", **fields: Any) -> Record:
    """A record with one source of its publisher."""
    fields.setdefault("sources", (Source(f"{id}.html", "A page", None, fields.get("publisher")),))
    return replace(BLANK, id=id, text=text, **fields)


def some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=2, unique=True).map(tuple)


figures = st.builds(
    Figure,
    st.sampled_from(FIGURES),
    st.sampled_from(("percent", "count", "minutes")),
    st.sampled_from(("a third", "1,258", "65 of 69")),
    st.sampled_from(("exact", "about")),
    st.sampled_from((None, 69.0)),
    st.sampled_from((None, "young people")),
    st.sampled_from((None, "felt “safe”")),
)


@st.composite
def records(draw: st.DrawFn, id: str) -> Record:
    texts = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
    publishers = draw(some(PUBLISHERS))
    kind = draw(st.sampled_from(tuple(TYPES)))
    return record(
        id,
        draw(texts),
        type=kind,
        figure=draw(figures) if kind == "finding" else None,
        kind=draw(st.sampled_from(("review", "article"))),
        title=draw(st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)),
        councils=draw(some(COUNCILS)),
        regions=draw(some(("london", "wales"))),
        nations=draw(some(("england", "wales"))),
        themes=draw(some(THEMES)),
        date=draw(st.none() | st.sampled_from(DATES)),
        sources=tuple(Source(f"{id}-{n}", "A page", None, name) for n, name in enumerate(publishers)),
        evidence=(Evidence("theme", "money", "cue", f"{id}.html", "text", "“fünf”", 0, 6),),
    )


histories = st.lists(
    st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.just("put"), min_size=1, max_size=5).flatmap(
        lambda steps: st.fixed_dictionaries({k: records(k) if v else st.none() for k, v in steps.items()})
    ),
    min_size=1,
    max_size=4,
)
"""Commits: each maps record ids to what is put there, or to None where the record is dropped."""

word = st.sampled_from((*WORDS, "absent"))
scope = st.sampled_from((None, None, "title"))
phrase = st.builds(
    Phrase,
    st.lists(word, min_size=1, max_size=3).map(tuple),
    slop=st.sampled_from((0, 0, 1, 3, 2_000_000)),
    exact=st.booleans(),
    scope=scope,
    joined=st.booleans(),
)
period = st.builds(
    Period,
    st.none() | st.sampled_from(DATES),
    st.none() | st.sampled_from(DATES),
    st.booleans(),
)
ends = st.none() | st.sampled_from((*FIGURES, 0.0004, 31.9996, 33.3333, 33.3334, 1e300))
figure_range = st.builds(Range, ends, ends, st.booleans())
"""Ends of more decimals than figures have, and ends the wrong way round, are among them."""
value_filter = st.one_of(
    *(
        st.builds(Filter, st.just(field), some((*values, MISSING), least=1), st.booleans())
        for field, values in {
            "type": tuple(TYPES),
            "unit": ("percent", "count"),
            "publisher": PUBLISHERS,
            "council": COUNCILS,
            "theme": THEMES,
            "year": ("2020", "2021"),
            "month": ("2020-09",),
        }.items()
    )
)
leaf: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, word, exact=st.booleans(), scope=scope),
    phrase,
    st.builds(Prefix, st.sampled_from(("c", "car", "t", "x", "tr"))),
    st.builds(Fuzzy, word, st.integers(1, 2)),
    st.just(Everything()),
    period,
    figure_range,
    value_filter,
)
node: st.SearchStrategy[Node] = st.recursive(
    leaf,
    lambda child: st.one_of(
        st.builds(And, st.lists(child, max_size=3).map(tuple)),
        st.builds(Or, st.lists(child, max_size=3).map(tuple)),
        st.builds(Not, child),
        st.builds(Boost, child, st.sampled_from((0.5, 2.0))),
    ),
    max_leaves=6,
)
query = st.builds(Query, node, st.lists(value_filter | period | figure_range, max_size=3).map(tuple))
