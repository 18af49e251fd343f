"""Finds the pages of one edition in another by their words, so that a page put in between shifts none after it."""

import re
from collections.abc import Sequence, Set

from exporter.checks.editions.aligning import Block, align
from exporter.checks.editions.sheets import Sheet
from exporter.checks.editions.sights import Pages

_DIGITS = re.compile("[\\d\\s]+")  # page numbers change with the place of a page
_NOWHERE = "\0"  # stands in no text: pages are not joined


def pair_pages(old: Sequence[Sheet], new: Sequence[Sheet]) -> list[Pages]:
    """Every page of both editions once, in the order of the new one."""
    both = {sheet.text for sheet in old} & {sheet.text for sheet in new}
    matches = align([_block(sheet, both) for sheet in old], [_block(sheet, both) for sheet in new], _NOWHERE)
    pairs: list[Pages] = []
    gone: list[int] = []
    come: list[int] = []
    for match in matches:
        if match.old and match.new:
            pairs += _in_their_order(gone, come)
            gone, come = [], []
            pairs.append((match.old[0] + 1, match.new[0] + 1))
        else:
            gone += (number + 1 for number in match.old)
            come += (number + 1 for number in match.new)
    return pairs + _in_their_order(gone, come)


def _block(sheet: Sheet, both: Set[str]) -> Block:
    """A page is known by its words without their numbers; where both editions have it as it is, with them."""
    key = sheet.text if sheet.text in both else _DIGITS.sub("", sheet.text)
    return Block("paragraph", "page", sheet.text, key, "printed")


def _in_their_order(gone: list[int], come: list[int]) -> list[Pages]:
    """Pages that have nothing in common and stand at one place: as many on both sides are held to each other."""
    if len(gone) == len(come):
        return list(zip(gone, come, strict=True))
    return [*((page, 0) for page in gone), *((0, page) for page in come)]
