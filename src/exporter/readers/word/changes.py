"""Tracked changes: how many there are, and a text in which they are accepted or rejected (ISO/IEC 29500-1, 17.13.5)."""

from collections import Counter
from typing import Any

import msgspec

from exporter.readers.word.names import W

_INSERTED = frozenset((f"{W}ins", f"{W}moveTo"))
_DELETED = frozenset((f"{W}del", f"{W}moveFrom"))
_PLAIN = f"{W}smartTag"  # what is read as if it were not there
_FORMATS = frozenset(
    f"{W}{name}"
    for name in "rPrChange pPrChange sectPrChange tblPrChange tblGridChange trPrChange tcPrChange tblPrExChange".split()
)
_CELLS = frozenset(f"{W}{name}" for name in ("cellIns", "cellDel", "cellMerge", "numberingChange"))
_NAMES = {
    f"{W}ins": "insertion", f"{W}del": "deletion", f"{W}moveTo": "move", f"{W}moveFrom": "move",
    f"{W}cellIns": "inserted cell", f"{W}cellDel": "deleted cell", f"{W}cellMerge": "merged cell",
    f"{W}numberingChange": "change of numbers",
    **dict.fromkeys(_FORMATS, "change of format"),
}  # fmt: skip


class Changes(msgspec.Struct, frozen=True):
    """What was tracked: how often, by kind, and the paragraph of the first."""

    counts: dict[str, int]
    first: Any

    @property
    def said(self) -> str:
        """The kinds in words: "2 insertions, 1 deletion"."""
        return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in self.counts.items())


def changes_in(*roots: Any) -> Changes | None:
    """The tracked changes of these parts; None when there are none."""
    counts: Counter[str] = Counter()
    first = None
    for root in roots:
        for element in root.iter(*_NAMES):
            if element.tag == f"{W}moveTo" and element.getparent().tag != f"{W}rPr":
                continue  # its other half is counted
            counts[_NAMES[element.tag]] += 1
            if first is None:
                first = next((above for above in (element, *element.iterancestors()) if above.tag == f"{W}p"), None)
    return Changes(dict(counts), first) if counts else None


def accept(root: Any) -> None:
    """Make of a part what it is when every change is accepted."""
    _settle(root, _INSERTED, _DELETED)
    for change in list(root.iter(*_FORMATS, *_CELLS)):
        if change.tag == f"{W}cellDel":
            _remove(_above(change, "tc"))
        else:
            _remove(change)


def reject(root: Any) -> None:
    """Make of a part what it was before every change."""
    for change in list(root.iter(*_FORMATS)):
        _restore(change)
    _settle(root, _DELETED, _INSERTED)
    for change in list(root.iter(*_CELLS)):
        _remove(_above(change, "tc") if change.tag == f"{W}cellIns" else change)


def _settle(root: Any, kept: frozenset[str], dropped: frozenset[str]) -> None:
    for change in reversed(list(root.iter(*dropped))):  # from the end: a paragraph's words move once
        around = change.getparent()
        if around is None:
            continue
        if around.tag == f"{W}rPr":  # the mark at the end of a paragraph
            _join_next(_above(change, "p"))
        elif around.tag == f"{W}trPr":
            _remove(_above(change, "tr"))
        else:
            _remove(change)
    for change in list(root.iter(*kept)):
        change.tag = _PLAIN
    for text in list(root.iter(f"{W}delText", f"{W}delInstrText")):
        text.tag = f"{W}t" if text.tag.endswith("delText") else f"{W}instrText"


def _restore(change: Any) -> None:
    """Put the properties that a change of format keeps in the place of the new ones."""
    properties = change.getparent()
    if properties is None:
        return
    before = next((child for child in change if child.tag == properties.tag), None)
    # Marks and sections are no format; they are settled by themselves.
    kept = [child for child in properties if child.tag in (f"{W}rPr", f"{W}sectPr", *_INSERTED, *_DELETED)]
    for child in list(properties):
        properties.remove(child)
    properties.extend(kept)
    if before is not None:
        properties[0:0] = list(before)


def _join_next(paragraph: Any) -> None:
    """Put a paragraph whose mark is gone before the words of the next one."""
    if paragraph is None or paragraph.getparent() is None:
        return
    following = paragraph.getnext()
    while following is not None and following.tag != f"{W}p" and following.tag.endswith(("Start", "End")):
        following = following.getnext()
    words = [child for child in paragraph if child.tag != f"{W}pPr"]
    if following is None or following.tag != f"{W}p":
        if not words:
            _remove(paragraph)
        return
    properties = following.find(f"{W}pPr")
    for word in reversed(words):  # counting children, as slices do, would take longer with every paragraph
        if properties is None:
            following.insert(0, word)
        else:
            properties.addnext(word)
    _remove(paragraph)


def _remove(element: Any) -> None:
    if element is not None and element.getparent() is not None:
        element.getparent().remove(element)


def _above(element: Any, name: str) -> Any:
    return next((above for above in element.iterancestors() if above.tag == W + name), None)
