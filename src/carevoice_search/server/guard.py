"""What stands before everything else: who may ask, in what form, and the headers that every answer has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carevoice_search.server import limits, problems
from carevoice_search.server.problems import Problem

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""What every answer has, errors included. There is no Access-Control-Allow-Origin: other sites read nothing."""

_RAW = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}
_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)


class Guard:
    """An ASGI application before another: what it lets through is a well-formed GET under a name of this server.

    `hosts` are names and addresses, beside those of this machine's loopback, under which it may be asked. Another
    site can have its own name lead here (DNS rebinding), so that its scripts could read answers as if they were
    its own: such a request names that site in its Host header.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._names = {"localhost", *(_plain(host) for host in hosts)}
        self._any_address = any(_is_address(name) and not _is_loopback(name) for name in self._names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a WebSocket, which nothing here speaks: the server closes it

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in _RAW]
                message = {**message, "headers": [*kept, *_RAW.items()]}
            elif scope["method"] == "HEAD" and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            plain = {**scope, "query_string": b""}  # nothing of what was refused is looked at again
            await problems.answer(plain, refused)(scope, receive, guarded)
            return
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self._app(asked, receive, guarded)

    def _refusal(self, scope: Scope) -> Problem | None:
        """Why a request goes no further."""
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        hosts = [value for name, value in headers if name.lower() == b"host"]
        return (
            _refused_form(scope)
            or (None if len(hosts) == 1 else Problem("request", "A request has one Host header."))
            or self._refused_host(hosts[0])
            or (None if scope["method"] in ("GET", "HEAD") else problems.METHOD)
            or _refused_site({name.lower(): value for name, value in headers})
        )

    def _refused_host(self, host: bytes) -> Problem | None:
        found = _HOST.fullmatch(host.decode("latin-1").lower())
        if found is None:
            return Problem("request", "The Host header is not the name of a host.")
        name = _plain(found["name"])
        if name in self._names or _is_loopback(name) or (self._any_address and _is_address(name)):
            return None
        return Problem(
            "host",
            "The request names a host that this server does not go by. Ask for http://localhost and the port, or "
            "start the server with --allow-host and the name.",
        )


def _refused_form(scope: Scope) -> Problem | None:
    path = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    if len(path) > limits.LONGEST_PATH or len(scope["query_string"]) > limits.LONGEST_PARAMETERS:
        return Problem(
            "too-long", "The address is longer than any that this server has. Ask with fewer words."
        )
    headers = scope["headers"]
    if len(headers) > limits.MOST_HEADERS or sum(map(_size, headers)) > limits.LARGEST_HEAD:
        return Problem(
            "headers", f"Send at most {limits.MOST_HEADERS} headers, of {limits.LARGEST_HEAD:,} bytes in all."
        )
    if not path.startswith(b"/"):
        return Problem("request", "The address is not a path of this server.")
    if not _is_text(path) or any(ord(sign) < 32 or ord(sign) == 127 for sign in scope["path"]):
        return Problem("request", "The path is not text in UTF-8.")
    if not _is_text(scope["query_string"]):
        return Problem("request", "The parameters are not text in UTF-8.")
    return None


def _refused_site(headers: Mapping[bytes, bytes]) -> Problem | None:
    """Links from other sites may be followed; what their scripts and pictures ask for would only keep us busy."""
    if headers.get(b"sec-fetch-site") != b"cross-site" or headers.get(b"sec-fetch-mode") == b"navigate":
        return None
    return Problem("site", "Another site asked for this. Open the address itself.")


def _size(header: tuple[bytes, bytes]) -> int:
    return len(header[0]) + len(header[1])


def _is_text(encoded: bytes) -> bool:
    """Whether percent-encoded bytes are UTF-8."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plain(host: str) -> str:
    """A name or an address, without brackets, and without the dot that may end a name."""
    return host.lower().strip("[]").removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ip_address(name).is_loopback
