"""What can be done with an answer: its command, its address, and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from carevoice_search.render import command, wording
from carevoice_search.server.pages.downloads import FORMS
from carevoice_search.server.request.asked import Asked
from carevoice_search.server.request.parameters import WINDOW


class Download(NamedTuple):
    """A file of all hits, or of the first of them."""

    label: str
    name: str
    href: str


class Actions(NamedTuple):
    """`command` gives the same answer in a terminal, `address` in a browser, and `grid` counts it by two fields;
    `reach` says which hits files hold."""

    command: str
    address: str
    grid: str
    reach: str
    downloads: tuple[Download, ...]


def actions(asked: Asked, total: int, path: str = "/") -> Actions:
    """The actions on an answer of `total` hits."""
    whole = replace(asked, limit=Asked(asked.query).limit, offset=0, facets=())
    reach = wording.count(total, "record")
    if total > WINDOW:
        reach = f"the first {WINDOW:,} of {reach}"
    elif total > 1:
        reach = f"all {reach}"
    return Actions(
        command=command.search(
            asked.query,
            **asked.reach,
            expand=asked.expand,
            sort=asked.sort,
            limit=asked.limit,
            offset=asked.offset,
        ),
        address=asked.address(path),
        grid=whole.address("/grid"),
        reach=reach,
        downloads=tuple(
            Download(form.label, f"{form.label}: {reach}", whole.address(f"/download.{ending}"))
            for ending, form in FORMS.items()
        )
        if total
        else (),
    )
