"""PDF pages: the text of each page by pypdf, running heads and feet out, wrapped lines joined."""

from __future__ import annotations

import io
import logging

from carevoice_search.clean.layout import measure, page_furniture, running_heads
from carevoice_search.clean.pieces import assemble, fold_spaces
from carevoice_search.clean.plain import lay_out, title_of
from carevoice_search.decode import scrub
from carevoice_search.errors import PageError
from carevoice_search.model import CleanPage, Meta, Page

_PROGRAMS = ("microsoft", "untitled", "powerpoint", "slide ")


def clean_pdf(page: Page) -> CleanPage:
    """A PDF's CleanPage. Raises PageError where it is encrypted, broken, or holds pictures of text only."""
    texts, meta = _read(page.content)
    pages = [scrub(text).split("\n") for text in texts]
    if not any(line.strip() for lines in pages for line in lines):
        raise PageError(
            "a PDF without text: its pages are pictures; run it through text recognition (OCR) first"
        )
    heads: set[int] = set()
    lines: list[str] = []
    for on_page, edges in zip(pages, page_furniture(pages), strict=True):
        heads.update(len(lines) + index for index in edges)
        lines.extend(on_page)
        lines.append("\f")
    layout = measure([line for index, line in enumerate(lines) if index not in heads])
    if layout.wrapped:
        heads |= running_heads(lines)
    pieces = lay_out(lines, layout, heads)
    titles = [m.value for m in meta if m.name == "title"]
    return assemble(page, pieces, title=title_of(pieces) or next(iter(titles), None), meta=meta)


def _read(content: bytes) -> tuple[list[str], list[Meta]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageError("an encrypted PDF: save a copy without its password")
        return [sheet.extract_text() for sheet in reader.pages], _meta(reader.metadata)
    except (FileNotDecryptedError, DependencyError) as error:
        raise PageError("an encrypted PDF: save a copy without its password") from error
    except PageError:
        raise
    except (PdfReadError, RecursionError, Exception) as error:  # pypdf raises whatever a broken file provokes
        raise PageError(f"a broken PDF: {fold_spaces(str(error))[:120] or type(error).__name__}") from error


def _meta(properties: object) -> list[Meta]:
    found: list[Meta] = []
    for name in ("title", "author"):
        value = getattr(properties, name, None)
        if isinstance(value, str) and value.strip() and not value.lower().startswith(_PROGRAMS):
            found.append(Meta(name, fold_spaces(scrub(value))[:1000]))
    return found
