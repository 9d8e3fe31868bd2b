"""Takes the README's pictures of the local page: `python tests/pictures.py`, or `make pictures`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import carevoice_search as cv
from readme_blocks import ROOT
from serving import running

FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
COUNCILS = ("coventry", "st helens")


def take(home: Path) -> None:
    """One picture of a search and one of a record, from an index of the starter pages."""
    cv.init_folder(home)
    cv.index_corpus(home / "corpus", home / "index")
    index = cv.open_index(home / "index")
    practice = index.search("christmas", type="practice").hits[0].record
    councils = "&".join(f"council={index.query(council=name).filters[0].values[0]}" for name in COUNCILS)
    pictures = {
        "search": f"/?type=practice&{councils}",
        "record": f"/records/{practice.id}?q=christmas",
    }
    with running(home) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1180, "height": 860})
        for name, address in pictures.items():
            view.goto(f"http://127.0.0.1:{server.port}{address}", wait_until="networkidle")
            view.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


def main() -> None:
    if not Path(CHROMIUM).exists():
        sys.exit(f"{CHROMIUM} is missing: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    try:
        take(folder / "demo")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
