"""How much one request may ask for, in one place; docs/decisions/server.md says why so much.

What a parameter may hold stands in `parameters`.
"""

from __future__ import annotations

THREADS = 2
"""Questions that are answered at a time."""
WAITING = 256
"""Questions that may wait for a thread; those beyond are turned away at once."""
PATIENCE = 10.0
"""Seconds that a question may wait before it is turned away."""
SECONDS = 5.0
"""Seconds that an answer may take."""
DOWNLOAD_SECONDS = 60.0
"""Seconds that a download may take."""
DOWNLOADS_WAITING = 4
"""Downloads that may wait for the one that is made."""

LONGEST_PATH = 1_024
"""Bytes of a path, as it was sent."""
LONGEST_PARAMETERS = 16_384
"""Bytes of what follows the question mark: a query of the greatest length, each character as twelve, fits."""
MOST_HEADERS = 100
LARGEST_HEAD = 32_768
"""Bytes of a request's headers."""
BACKLOG = 128
"""Connections that the system keeps waiting."""
CONNECTIONS = 400
"""Connections that may be open; requests on those beyond are turned away."""
IDLE = 10
"""Seconds after which a connection is closed on which no whole request has come."""
LAST = 10
"""Seconds that running requests get when the server is stopped."""
SMALLEST_PACKED = 1_024
"""Bytes from which an answer is compressed."""
LONGEST_SHOWN = 1_000
"""Characters of a query up to which a page that tells of a problem shows it again."""
PACKING = 3
"""The level of gzip: a page of 27 KB becomes 5.5 in 0.3 ms; level 6 takes four times as long for a tenth less."""
