"""The style sheet: small, without anything from elsewhere, and read by everybody in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "src" / "carevoice_search" / "server" / "static"
STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)
READ = (
    *(("ink", ground) for ground in ("paper", "raised", "wash", *(f"shade-{step}" for step in range(1, 6)))),
    *(("quiet", ground) for ground in ("paper", "raised")),
    *(("accent", ground) for ground in ("paper", "raised", "wash")),
    ("on-accent", "accent"),
    ("on-mark", "mark"),
    ("warn", "warn-wash"),
    ("ink", "warn-wash"),
)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_can_be_read_on_its_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["edge", "accent", *(f"series-{number}" for number in range(1, 6))])
def test_what_is_no_text_is_seen_on_paper(scheme: dict[str, str], name: str) -> None:
    assert contrast(scheme[name], scheme["paper"]) >= 3


@pytest.mark.parametrize(("name", "most"), [("style.css", 15_000), ("page.js", 12_000)])
def test_a_file_is_small(name: str, most: int) -> None:
    assert (STATIC / name).stat().st_size <= most


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.css")), ids=lambda file: file.name)
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    assert not re.findall(r"url\((?!#)|@import|https?:", file.read_text(encoding="utf-8"))
