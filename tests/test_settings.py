"""The settings file: read where there is one, refused where it does not say what it seems to."""

from __future__ import annotations

from pathlib import Path

import pytest

from carevoice_search.errors import UsageError
from carevoice_search.settings import FILE_NAME, Key, Known, read_settings

KNOWN: Known = {
    "search": {
        "limit": Key("whole number"),
        "council": Key("text", many=True),
        "sort": Key("text", choices=("relevance", "date")),
        "no-synonyms": Key("flag"),
    },
    "index": {"wait": Key("number")},
}


def read(folder: Path, text: str) -> dict[str, dict[str, object]]:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return dict(read_settings(folder, lambda: KNOWN))  # type: ignore[arg-type]  # values are compared only


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(folder, text)
    assert str(folder / FILE_NAME) in str(caught.value)
    return str(caught.value)


def test_no_file_is_no_settings_and_the_options_are_not_even_listed(tmp_path: Path) -> None:
    def never() -> Known:
        raise AssertionError("the commands were loaded for nothing")

    assert read_settings(tmp_path, never) == {}
    assert read_settings(tmp_path / "absent", never) == {}


def test_keys_are_named_like_the_options_in_a_table_a_command(tmp_path: Path) -> None:
    text = """
        [search]
        limit = 20
        sort = "date"
        no-synonyms = true
        council = ["stockport", "oldham"]
        [index]
        wait = 2
    """
    assert read(tmp_path, text) == {
        "search": {"limit": 20, "sort": "date", "no-synonyms": True, "council": ["stockport", "oldham"]},
        "index": {"wait": 2},
    }


def test_one_value_of_a_repeatable_option_needs_no_list(tmp_path: Path) -> None:
    assert read(tmp_path, '[search]\ncouncil = "stockport"') == {"search": {"council": ["stockport"]}}


def test_years_may_be_written_without_quotes(tmp_path: Path) -> None:
    assert read(tmp_path, "[search]\ncouncil = [2021]") == {"search": {"council": ["2021"]}}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[serach]\nlimit = 1", "Did you mean search?"),
        ("[search]\nlimmit = 1", "Did you mean limit?"),
        ("[index]\nxyz = 1", "There are: wait."),
        ("limit = 20", "there is no command [limit]"),
        ("search = 20", "[search]"),
        ('[search]\nlimit = "20"', "whole number, without quotes"),
        ("[search]\nlimit = true", "whole number, without quotes"),
        ("[search]\nlimit = [1]", "one value, not a list"),
        ('[search]\nno-synonyms = "yes"', "true or false"),
        ('[search]\nsort = "dates"', "relevance, date"),
        ("[search]\nsort = 1.5", "text in quotes"),
        ("[search", "not valid TOML"),
    ],
)
def test_what_it_does_not_know_is_refused_with_the_file_the_place_and_the_mend(
    tmp_path: Path, text: str, hint: str
) -> None:
    assert hint in refusal(tmp_path, text)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe[search]")
    with pytest.raises(UsageError, match="cannot be read"):
        read_settings(tmp_path, lambda: KNOWN)
