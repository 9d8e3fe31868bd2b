"""What kind of page the markup says that it is: an article, a thread of posts, a product, a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = 100_000
_THREAD = re.compile(r'(?:"DiscussionForumPosting"|"QAPage"|itemtype="[^"]{0,40}QAPage)')
_GENERATOR = re.compile(r"<meta\b[^>]{0,60}\bgenerator\b[^>]{0,120}", re.I)
_SOFTWARE = re.compile(
    r"discourse|vbulletin|xenforo|phpbb|invision|mybb|simple machines|nodebb|flarum|vanilla|question2answer",
    re.I,
)
_ADDRESS = re.compile(r"(?:canonical|og:url)[^>]{0,60}https?://[^\s\">/]{1,100}(/[^\s\">]{0,200})")
_OF_THREADS = re.compile(
    r"/(?:forums?|threads?|showthread|viewtopic|topics?|questions?|t|talk|boards?|discussions?|comments|community|r|ask|"
    r"qa)[/.?-]"
)
_PRODUCT = re.compile(r'"@type"\s{0,4}:\s{0,4}\[?\s{0,4}"Product"|itemtype="[^"]{0,40}schema\.org/Product"')
_STATED = re.compile(r"og:type\W{1,3}content=\W?(?:og:)?(product|article)", re.I)
_SELLING = re.compile(r">\s{0,40}(?:add to (?:cart|basket|bag|trolley)|buy (?:it )?now)\b", re.I)
_MANY = 4
_ARTICLE = re.compile(r'"@type"\s{0,4}:\s{0,4}\[?\s{0,4}"(?:\w{0,20}Article|BlogPosting|Recipe)"')
_LIST = re.compile(r'"@type"\s{0,4}:\s{0,4}\[?\s{0,4}"(?:ItemList|CollectionPage|SearchResultsPage)"')


@dataclass(frozen=True, slots=True)
class PageKind:
    """What a page is; a thread is no product, and neither is an article."""

    is_thread: bool
    is_product: bool
    is_article: bool
    is_list: bool


def page_kind(source: str) -> PageKind:
    """The kind of a page by its markup: what it states of itself, the software of threads, buttons that sell."""
    head = source[:_HEAD]
    listed = _LIST.search(source) is not None
    stated = {found.lower() for found in _STATED.findall(head)}
    thread = _THREAD.search(source) is not None or _is_of_threads(head)
    product = not thread and (
        "product" in stated
        or (_PRODUCT.search(source) is not None and not listed)
        or 1 <= len(_SELLING.findall(source)) <= _MANY
    )
    article = not thread and not product and ("article" in stated or _ARTICLE.search(source) is not None)
    return PageKind(thread, product, article, listed)


def _is_of_threads(head: str) -> bool:
    if any(_SOFTWARE.search(tag) for tag in _GENERATOR.findall(head)):
        return True
    return any(_OF_THREADS.search(path) for path in _ADDRESS.findall(head))
