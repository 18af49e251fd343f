"""The content of a paragraph as it is read: pieces of text, places where pages begin, ids, what stands beside it."""

from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.readers.office.pieces import Piece
from exporter.readers.word.names import W, on


class PageStop(msgspec.Struct, frozen=True):
    """A place inside a paragraph where a new page begins."""


Part = Piece | PageStop


class Words(msgspec.Struct):
    """A paragraph's content: `sequence_end` is how many pieces a caption's own number takes, `frames` what stands
    beside the text."""

    parts: list[Part]
    ids: list[str]
    frames: list[Any]
    hidden: list[str]
    shows: bool = False
    sequence: str = ""
    sequence_end: int = 0
    in_list: bool = False
    size_pt: float = 0.0
    checked: bool | None = None


def text_frames(element: Any) -> list[Any]:
    """The outermost text boxes of a drawing."""
    return [box for box in element.iter(f"{W}txbxContent") if not any(
        above.tag == f"{W}txbxContent" for above in _ancestors(box, element))]  # fmt: skip


def on_attribute(element: Any, name: str) -> bool:
    """Whether an attribute says yes."""
    return element.get(W + name, "0").lower() in ("1", "true", "on")


def _ancestors(element: Any, end: Any) -> list[Any]:
    found = []
    for above in element.iterancestors():
        if above is end:
            break
        found.append(above)
    return found


def shows(piece: Piece) -> bool:
    return not isinstance(piece.node, n.Text) or bool(piece.node.value.strip())


def form_box(element: Any) -> str:
    """What a check box of a form shows; "" for another field."""
    box = element.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    states = [on(box, name) for name in ("checked", "default")]
    return "☒" if next((state for state in states if state is not None), False) else "☐"
