"""Records and readings as plain JSON values, and exactly back again: how an index keeps them.

Tuples become lists and dataclasses become objects with all their keys. What comes back is checked key by key,
because it may come from a damaged index; the format for people is made in render.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from carevoice_search.model import Record

if TYPE_CHECKING:
    from carevoice_search.model import Reading

Place = tuple[Any, str | int]
"""Where a value stands: the place of what holds it ("" for none), and its key or its index there."""

Check = Callable[[object, Place], Any]


def record_to_dict(record: Record) -> dict[str, Any]:
    """The record in strings, numbers, nulls, lists and dictionaries."""
    return cast(dict[str, Any], _plain(record))


def record_from_dict(value: object) -> Record:
    """The record that `record_to_dict` was given.

    Raises ValueError naming the key that is missing, unknown or wrong ("record.sources[0].page: missing").
    """
    return cast(Record, _dataclass(Record)(value, ("", "record")))


def reading_to_dict(reading: Reading) -> dict[str, Any]:
    """The reading in strings, numbers, nulls, lists and dictionaries."""
    return cast(dict[str, Any], _plain(reading))


def reading_from_dict(value: object) -> Reading:
    """The reading that `reading_to_dict` was given. Raises ValueError as `record_from_dict` does."""
    from carevoice_search.model import Reading  # with all that it holds; records are read without

    return cast(Reading, _dataclass(Reading)(value, ("", "reading")))


_SIMPLE = frozenset((str, int, float, NoneType))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [part if part.__class__ in _SIMPLE else _plain(part) for part in value]
    if not is_dataclass(value):
        return value
    keys, parts = _parts(value.__class__)
    return {
        key: part if part.__class__ in _SIMPLE else _plain(part)
        for key, part in zip(keys, parts(value), strict=True)
    }


@cache
def _parts(kind: Any) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    """The names of a dataclass's fields, of which it has several, and what takes their values from one."""
    return _keys(kind), attrgetter(*_keys(kind))


@cache
def _keys(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _dataclass(kind: Any) -> Check:
    """Reads a dictionary that has exactly the keys of the dataclass."""
    hints = get_type_hints(kind)
    checks: dict[str, Check] = {name: _check(hints[name]) for name in _keys(kind)}

    def read(value: object, place: Place) -> object:
        if not isinstance(value, dict):
            raise _wrong(place, f"expected an object, found {_name(value)}")
        if value.keys() != checks.keys():
            for key in checks:
                if key not in value:
                    raise _wrong((place, key), "missing")
            for key in value:
                if key not in checks:
                    raise _wrong((place, key), "unknown key")
        return kind(*(check(value[key], (place, key)) for key, check in checks.items()))

    return read


def _check(hint: Any) -> Check:
    """The check of a field's type: a string, a number, a choice, a dataclass, a tuple of these, or None."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _choice(arguments)
    if origin is tuple:
        return _list_of(_check(arguments[0]))
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        return _optional(_check(inner))
    kind: Any = hint
    if is_dataclass(hint):
        return _dataclass(kind)
    return _finite if kind is float else _of_type(kind)


def _choice(choices: tuple[object, ...]) -> Check:
    def check(value: object, place: Place) -> object:
        if not isinstance(value, str) or value not in choices:
            raise _wrong(place, f"expected one of {', '.join(map(str, choices))}, found {value!r:.60}")
        return value

    return check


def _list_of(inner: Check) -> Check:
    def check(value: object, place: Place) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise _wrong(place, f"expected a list, found {_name(value)}")
        return tuple([inner(part, (place, index)) for index, part in enumerate(value)])

    return check


def _optional(inner: Check) -> Check:
    return lambda value, place: None if value is None else inner(value, place)


def _of_type(wanted: type) -> Check:
    def check(value: object, place: Place) -> object:
        # True is an int to Python, and no offset.
        if type(value) is not wanted:
            raise _wrong(place, f"expected {_NAMES[wanted]}, found {_name(value)}")
        return value

    return check


def _finite(value: object, place: Place) -> float:
    # Python reads NaN and Infinity, which are no JSON and no figures.
    if type(value) is not float or not isfinite(value):
        raise _wrong(place, f"expected a finite number with a decimal point, found {_name(value)}")
    return value


def _wrong(place: Place, problem: str) -> ValueError:
    """The error that names a place as a path ("record.sources[0].page")."""
    path = ""
    outer: Any = place
    while outer:
        outer, step = outer
        path = f"[{step}]{path}" if isinstance(step, int) else f".{step}{path}"
    return ValueError(f"{path[1:]}: {problem}")


_NAMES: dict[type, str] = {str: "a string", int: "a whole number"}


def _name(value: object) -> str:
    return "null" if value is None else f"{type(value).__name__} {value!r:.40}"
