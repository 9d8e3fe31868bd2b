"""The architecture as a test: imports lead only downstairs, and outside packages stay in their room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import carevoice_search as cv

PACKAGE = Path(__file__).parents[1] / "src" / "carevoice_search"

FLOORS = [
    {"errors", "media", "model", "spelling", "tables"},
    {"analysis", "dates", "deadline", "jsonform", "settings"},
    {"decode", "gazetteer", "vocabulary"},
    {"clean", "corpus", "schema"},
    {"extract", "query"},
    {"families", "snippets", "synonyms"},
    {"engines", "grouping", "merging"},
    {"reading"},
    {"freshness", "worker"},
    {"pipeline", "search"},
    {"index"},
    {"upkeep"},
    {"render"},
    {"server"},
    {"cli"},
    {"__main__"},
]
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}

ONLY_IN = {
    "whoosh": ("engines/whoosh/codec.py", "engines/whoosh/matcher.py", "engines/whoosh/schema.py"),
    "click": ("cli/",),
    "fastapi": ("server/",),
    "starlette": ("server/",),
    "uvicorn": ("server/",),
    "jinja2": ("server/",),
    "rich": ("render/", "cli/"),
    "rispy": ("render/citing.py",),
    "trafilatura": ("clean/",),
    "bs4": ("clean/",),
    "pypdf": ("clean/",),
    "numpy": ("engines/whoosh/", "grouping.py", "clean/choice.py", "clean/clues.py", "clean/surroundings.py"),
    "Stemmer": ("analysis.py",),
    "zstandard": ("engines/whoosh/blocks.py",),
    "platformdirs": ("settings.py", "engines/whoosh/"),
}

FILES = sorted(
    path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "starter" not in path.parts
)


def imports(name: str) -> set[str]:
    """The full names of the modules that a file imports, names imported from packages included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute here"
            found.add(node.module or "")
            if node.module == "carevoice_search":
                found |= {f"carevoice_search.{alias.name}" for alias in node.names}
    return found


def rooms(name: str) -> set[str]:
    return {part.split(".")[1] for part in imports(name) if part.startswith("carevoice_search.")}


def room_of(name: str) -> str:
    return name.split("/")[0].removesuffix(".py")


@pytest.mark.parametrize("name", FILES)
def test_a_file_imports_only_from_lower_floors(name: str) -> None:
    if name == "__init__.py":
        return  # the public face re-exports from everywhere
    room = room_of(name)
    assert room in FLOOR_OF, f"{name} has no floor: give it one here and in ARCHITECTURE.md"
    if room == "cli":
        return
    above = {other for other in rooms(name) - {room} if FLOOR_OF[other] >= FLOOR_OF[room]}
    assert not above, f"{name} on floor {FLOOR_OF[room]} imports {sorted(above)}"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(("cli/", "cli.py"))])
def test_the_command_line_uses_only_the_public_face_settings_and_rendering(name: str) -> None:
    assert rooms(name) <= {"cli", "render", "server", "settings"}, f"{name} imports {sorted(rooms(name))}"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("server/")])
def test_the_server_reads_the_index_only_through_the_public_face(name: str) -> None:
    assert rooms(name) - set(cv.__all__) <= {"server", "render", "spelling"}, (
        f"{name} imports {sorted(rooms(name))}"
    )


@pytest.mark.parametrize("name", FILES)
def test_outside_packages_stay_in_their_room(name: str) -> None:
    for package in {part.split(".")[0] for part in imports(name)} & ONLY_IN.keys():
        assert name.startswith(ONLY_IN[package]), (
            f"{name} imports {package}, which belongs in {ONLY_IN[package]}"
        )


@pytest.mark.parametrize("name", FILES)
def test_files_and_functions_fit_a_reader(name: str) -> None:
    text = (PACKAGE / name).read_text(encoding="utf-8")
    assert text.count("\n") <= 420, f"{name} is two rooms in one"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 70, f"{name}:{node.lineno} {node.name} has {length} lines"


def test_families_do_not_know_each_other() -> None:
    families = {path.stem for path in (PACKAGE / "families").glob("*.py")} - {"__init__"}
    for family in families:
        others = {f"carevoice_search.families.{other}" for other in families - {family}}
        assert not imports(f"families/{family}.py") & others


def test_the_architecture_page_names_every_room_and_no_other_path() -> None:
    import re

    page = (PACKAGE.parents[1] / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for room in FLOOR_OF:
        assert room in page, f"ARCHITECTURE.md does not name {room}"
    for path in re.findall(r"`((?:src|tests|docs|corpus|benchmarks|index)/[\w./-]*)`", page):
        assert (PACKAGE.parents[1] / path).exists(), f"ARCHITECTURE.md names {path}, which is not there"
