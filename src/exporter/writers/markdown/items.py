"""What the items of a list need: a box, and blank lines between their blocks or none."""

from collections.abc import Sequence
from itertools import pairwise

from exporter.model import nodes as n

# What ends the paragraph above it without a blank line.
_INTERRUPTING = (n.BulletList, n.BlockQuote, n.CodeBlock, n.Heading, n.Division, n.Callout, n.PullQuote)


def stands_close(blocks: Sequence[n.AnyBlock]) -> bool:
    """Whether an item's blocks are told apart without blank lines."""
    for before, block in pairwise(blocks):
        ordered = isinstance(block, n.OrderedList) and block.start == 1 and block.style == "1"
        if not (ordered or isinstance(block, _INTERRUPTING)) or block.id:
            return False
        if isinstance(block, (n.BulletList, n.OrderedList)) and (type(before) is type(block) or not _has_words(block)):
            return False
        if isinstance(block, (n.BlockQuote, n.CodeBlock)) and (
            type(before) is type(block) or (block.lang if isinstance(block, n.BlockQuote) else block.caption)
        ):
            return False
    return True


def begins_with_words(item: n.ListItem) -> bool:
    """Whether a box may stand before an item's first word."""
    first = item.blocks[0] if item.blocks else None
    return isinstance(first, n.Paragraph) and bool(first.children) and not first.id


def _has_words(block: n.BulletList | n.OrderedList) -> bool:
    """Whether a list begins with words, as one must that follows a paragraph's line."""
    return bool(block.items) and begins_with_words(block.items[0]) and block.tight


def checked(words: str, done: bool) -> str:
    box = f"[{'x' if done else ' '}] "
    first, newline, rest = words.partition("\n") if words.startswith("{") else ("", "", words)
    return f"{first}{newline}{box}{rest}"
