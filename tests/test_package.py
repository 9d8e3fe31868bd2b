"""The wheel holds what a new user needs: the package, its tables, and the starter pages."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import carevoice_search as cv
from readme_blocks import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_ships_the_starter_pages_with_their_sidecars(wheel: set[str]) -> None:
    shipped = {name.removeprefix("carevoice_search/starter/") for name in wheel if "/starter/" in name}
    assert shipped == {path.name for path in (ROOT / "corpus").iterdir()}
    assert len(shipped) == 10


def test_the_wheel_ships_every_table_and_module(wheel: set[str]) -> None:
    source = ROOT / "src"
    for path in (source / "carevoice_search").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(source).as_posix() in wheel


def test_the_version_is_said_once() -> None:
    assert f'version = "{cv.__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_public_name_is_there_and_is_typed() -> None:
    text = (ROOT / "src" / "carevoice_search" / "__init__.py").read_text(encoding="utf-8")
    for name in cv.__all__:
        assert getattr(cv, name) is not None
        assert f"import {name} as {name}" in text


def test_an_unknown_public_name_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'serach'"):
        _ = cv.serach


def test_init_makes_a_working_folder_and_never_writes_into_a_full_one(tmp_path: Path) -> None:
    made = cv.init_folder(tmp_path / "home")
    assert len(list((tmp_path / "home" / "corpus").glob("*.html"))) == 5
    assert len(made) == 12
    with pytest.raises(cv.CorpusError, match="already holds files"):
        cv.init_folder(tmp_path / "home")


def test_init_can_make_an_empty_folder(tmp_path: Path) -> None:
    cv.init_folder(tmp_path / "home", empty=True)
    assert not list((tmp_path / "home" / "corpus").iterdir())


def test_no_public_name_is_hidden_by_a_module_of_the_same_name() -> None:
    source = ROOT / "src" / "carevoice_search"
    modules = {path.stem for path in source.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not modules & set(cv.__all__)
