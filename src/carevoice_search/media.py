"""The files that pages are kept in: their endings, what these stand for, and how large a page may be."""

from __future__ import annotations

SIZE_LIMIT = 20 * 1024 * 1024
"""Bytes that a page may have, after decompression."""

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
}
