"""From the bytes of a page to its own text: structure kept, furniture set apart."""

from __future__ import annotations

from carevoice_search.errors import PageError
from carevoice_search.model import CleanPage, Page


def clean(page: Page) -> CleanPage:
    """The text of a page in blocks, without its furniture.

    Raises PageError with the reason where the page is empty, unreadable or holds nothing but furniture.
    """
    if not page.content.strip():
        raise PageError("empty")
    if page.media_type == "text/html":
        from carevoice_search.clean.html import clean_html

        return clean_html(page)
    if page.media_type == "application/pdf":
        from carevoice_search.clean.pdf import clean_pdf

        return clean_pdf(page)
    if page.media_type == "text/markdown":
        from carevoice_search.clean.markdown import clean_markdown

        return clean_markdown(page)
    if page.media_type.startswith("text/"):
        from carevoice_search.clean.plain import clean_plain

        return clean_plain(page)
    raise PageError(f"not a page that can be read: its type is {page.media_type}")
