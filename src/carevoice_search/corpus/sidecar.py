"""Sidecars: facts and corrections that a person set beside a page, checked before they may win over it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_args
from urllib.parse import urlsplit

from carevoice_search import dates, gazetteer, vocabulary
from carevoice_search.corpus.names import printable, reason_of
from carevoice_search.errors import PageError
from carevoice_search.model import Kind, Sidecar
from carevoice_search.spelling import nearest

MAX_SIDECAR_BYTES = 64 * 1024
_MAX_TEXT = 2000
T = TypeVar("T")
_REMARKS = ("retells", "note")
KEYS = ("url", "publisher", "title", "published", "kind", "themes", "councils", *_REMARKS)


def read_sidecar(path: Path) -> Sidecar:
    """The facts in a sidecar. `retells` and `note` are remarks for people: allowed, and not kept.

    Councils and themes stay as written (name, alias, code, label or slug), but each must be known. Raises
    PageError, naming the file and the key, for anything that cannot be followed as it was written.
    """
    try:
        table = _read_toml(path)
        for key in table:
            if key not in KEYS:
                raise PageError(f"{printable(key[:60])!r} is no key of a sidecar{_nearest(key, KEYS)}")
        for key in _REMARKS:
            _read_key(table, key, _remark)
        return Sidecar(
            url=_read_key(table, "url", _url),
            publisher=_read_key(table, "publisher", _line),
            title=_read_key(table, "title", _line),
            published=_read_key(table, "published", _published),
            kind=_read_key(table, "kind", _kind),
            themes=_read_key(table, "themes", _themes) or (),
            councils=_read_key(table, "councils", _councils) or (),
        )
    except PageError as error:
        raise PageError(f"its sidecar {printable(path.name)}: {error}") from None


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_SIDECAR_BYTES + 1)
    except OSError as error:
        raise PageError(f"cannot be read ({reason_of(error)})") from None
    if len(content) > MAX_SIDECAR_BYTES:
        raise PageError(f"larger than {MAX_SIDECAR_BYTES // 1024} KB")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise PageError("not UTF-8 text; save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # a TOMLDecodeError, or a number too long to convert
        problem = "nested too deeply" if isinstance(error, RecursionError) else printable(str(error))[:200]
        raise PageError(f'not TOML ({problem}); write lines such as: publisher = "Coram Voice"') from None


def _read_key(table: Mapping[str, Any], key: str, check: Callable[[object], T]) -> T | None:
    if key not in table:
        return None
    try:
        return check(table[key])
    except PageError as error:
        raise PageError(f"{key}: {error}") from None


def _remark(value: object) -> str:
    if not isinstance(value, str):
        raise PageError(f"must be text in quotes, not {_type_name(value)}")
    if not value.strip():
        raise PageError("is empty; leave the key out")
    return value.strip()


def _line(value: object) -> str:
    text = _remark(value)
    if len(text) > _MAX_TEXT:
        raise PageError(f"longer than {_MAX_TEXT} characters")
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise PageError("must be one line without control characters")
    return text


def _url(value: object) -> str:
    text = _line(value)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts is None or not host or parts.scheme not in ("http", "https") or len(text.split()) != 1:
        raise PageError("must be a web address that begins with http:// or https://")
    return text


def _published(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        text = str(value) if 0 < value < 10_000 else ""
    else:
        text = _line(value)
    found = text if dates.is_date(text) else dates.parse_date(text)
    if found is None:
        raise PageError("not a date; write 2021-04-29, 2021-04 or 2021 in quotes")
    return found


def _kind(value: object) -> str:
    text = _line(value)
    if text not in get_args(Kind):
        raise PageError(f"{text[:60]!r} is no kind of page; use one of {', '.join(get_args(Kind))}")
    return text


def _themes(value: object) -> tuple[str, ...]:
    return _names(value, "theme", vocabulary.resolve_theme, lambda: vocabulary.theme_labels().values())


def _councils(value: object) -> tuple[str, ...]:
    return _names(value, "council", gazetteer.resolve, gazetteer.aliases)


def _names(
    value: object, what: str, resolve: Callable[[str], str | None], known: Callable[[], Iterable[str]]
) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise PageError(f"must be a list of names in brackets, not {_type_name(value)}")
    if not value:
        raise PageError("is empty; leave the key out")
    names = tuple(dict.fromkeys(_line(name) for name in value))
    for name in names:
        if resolve(name) is None:
            raise PageError(f"{name[:60]!r} is no known {what}{_nearest(name, known())}")
    return names


def _nearest(text: str, known: Iterable[str]) -> str:
    names = {name.casefold(): name for name in known}
    near = nearest(text[:100].casefold(), names)
    if near:
        return f"; did you mean {names[near]!r}?"
    return f"; the keys are {', '.join(KEYS)}" if names.keys() == set(KEYS) else ""


def _type_name(value: object) -> str:
    numbers = {int: "a number", float: "a number", bool: "true or false"}
    others = {str: "text", list: "a list", dict: "a table"}
    return (numbers | others).get(type(value), "a date")
