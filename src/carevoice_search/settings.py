"""The settings file of a working folder, `carevoice.toml`: a table a command, keys named like its options.

    [search]
    limit = 20
    council = ["stockport", "oldham"]
    no-synonyms = true

An option given in the call wins over a CAREVOICE_* variable, and that over this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from carevoice_search.errors import UsageError
from carevoice_search.spelling import nearest

FILE_NAME = "carevoice.toml"

Value = str | int | float | bool | list[str]


class Key(NamedTuple):
    """What a setting may hold. `many` allows a list; `choices`, where given, are the only values."""

    kind: Literal["text", "whole number", "number", "flag"]
    many: bool = False
    choices: tuple[str, ...] = ()


Known = Mapping[str, Mapping[str, Key]]
"""The options of every command, as they are written in the file."""


def read_settings(folder: Path, known: Callable[[], Known]) -> dict[str, dict[str, Value]]:
    """The settings of a working folder, {command: {option: value}}; empty where there is no file.

    `known` is called only where there is one. Raises UsageError, with the file, the key and the nearest right
    one, for anything that it does not know: a misspelt setting must not be passed over in silence.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({error}). Mend it or move it away.") from error
    import tomllib  # Few folders have settings, and without them nothing else needs it.

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from error
    commands = known()
    settings: dict[str, dict[str, Value]] = {}
    for command, table in tables.items():
        if command not in commands:
            raise UsageError(f"{path}: there is no command [{command}].{_nearest(command, commands)}")
        if not isinstance(table, dict):
            raise UsageError(f"{path}: {command} must be a table; write its keys under a line [{command}].")
        settings[command] = {
            name: _value(path, command, name, value, commands[command]) for name, value in table.items()
        }
    return settings


def _value(path: Path, command: str, name: str, value: object, known: Mapping[str, Key]) -> Value:
    place = f"{path}, [{command}] {name}"
    key = known.get(name)
    if key is None:
        raise UsageError(f"{place}: there is no such option.{_nearest(name, known)}")
    if isinstance(value, list):
        if not key.many:
            raise UsageError(f"{place}: takes one value, not a list.")
        return [str(_single(place, part, key)) for part in value]
    single = _single(place, value, key)
    return [str(single)] if key.many else single


def _single(place: str, value: object, key: Key) -> str | int | float | bool:
    if key.kind == "flag":
        if isinstance(value, bool):
            return value
        raise UsageError(f"{place}: must be true or false, without quotes.")
    if key.kind in ("whole number", "number"):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if key.kind == "number" and isinstance(value, float):
            return value
        raise UsageError(f"{place}: must be a {key.kind}, without quotes.")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UsageError(f"{place}: must be text in quotes.")
    if key.choices and str(value) not in key.choices:
        raise UsageError(f"{place}: {value!r} is not one of {', '.join(key.choices)}.")
    return str(value)


def _nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = nearest(name, names, cutoff=0.5)
    return f" Did you mean {near}?" if near else f" There are: {', '.join(names)}."
