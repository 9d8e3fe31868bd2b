"""Evidence from its parts: a quote of the cleaned text with its offsets, or words from outside the text."""

from __future__ import annotations

from carevoice_search.model import Block, CleanPage, Evidence, Place

QUOTE_LENGTH = 240


def in_text(clean: CleanPage, field: str, value: str, rule: str, start: int, end: int) -> Evidence:
    """Evidence that stands in the cleaned text at `start:end` (code points)."""
    return Evidence(field, value, rule, clean.page.path, "text", clean.text[start:end], start, end)


def in_block(
    clean: CleanPage, block: Block, field: str, value: str, rule: str, span: tuple[int, int]
) -> Evidence:
    """Evidence at `span`, which counts from the start of `block`."""
    return in_text(clean, field, value, rule, block.start + span[0], block.start + span[1])


def outside(clean: CleanPage, field: str, value: str, rule: str, place: Place, quote: str) -> Evidence:
    """Evidence in furniture, metadata or the sidecar; such places have no offsets."""
    return Evidence(field, value, rule, clean.page.path, place, quote)


def best_line(clean: CleanPage, field: str, value: str, rule: str) -> Evidence:
    """Evidence for what rests on a page as a whole: its first line stands for it."""
    if clean.blocks:
        block = clean.blocks[0]
        return in_text(clean, field, value, rule, block.start, min(block.end, block.start + QUOTE_LENGTH))
    return outside(clean, field, value, rule, "metadata", clean.page.path)
