"""The smallest program that answers once: `python -m compared.cold ENGINE FOLDER QUESTION`.

What a person would wait for who types a command: import, open, four facets and ten hits, all of it printed.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    name, folder, question = sys.argv[1:]
    engine = import_module(f"compared.engines.{name}")
    searching = engine.opened(Path(folder))
    answered = searching.answer(json.loads(question))
    print(answered.total)
    for hit in answered.hits:
        print(hit[1])
    for field, counts in searching.counts(answered.facets).items():
        print(field, sorted(counts.items(), key=lambda count: -count[1])[:10])


if __name__ == "__main__":
    main()
