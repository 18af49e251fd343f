"""Makes one link of what the engine makes several: a link, and again each picture, code or emphasis inside it.

The annotations of the inner ones lie in no Link of their own (ISO 14289-1, 7.18.5), and who goes from link to link
would meet each place twice. On each line they become part of the link's own.
"""

from collections.abc import Callable, Iterator
from typing import Any

Element = Callable[[bytes], Any]


def join_links(pdf: Any, element: Element) -> None:
    """Let each annotation inside a link be part of the link's, once all is tagged; `element` gives an object by its
    reference."""
    tree = element(pdf.catalog["StructTreeRoot"])
    numbers = element(tree["ParentTree"])["Nums"]
    annotations_from = 2 * len(pdf.page_references)
    links = [o for o in pdf.objects if isinstance(o, dict) and o.get("S") == "/Link" and o.get("Type") == "/StructElem"]
    for link in links:
        own = _annotated(link, element)
        if not own or _is_inside_link(link, element):
            continue
        outer = element(element(own[0])["Obj"])
        for part in _below(link, element):
            for reference in _annotated(part, element):
                told = element(reference)
                inner = element(told["Obj"])
                outer["Rect"][:] = _around(outer["Rect"], inner["Rect"])
                element(told["Pg"])["Annots"].remove(told["Obj"])
                place = numbers.index(inner["StructParent"], annotations_from)
                del numbers[place : place + 2]
                part["K"].remove(reference)
                for gone in (inner, told):
                    gone.clear()  # nothing refers to it any more
            if part["S"] == "/Link":
                part["S"] = "/Span"


def _annotated(part: Any, element: Element) -> list[bytes]:
    """The references from a structure element to annotations."""
    kids = (kid for kid in part["K"] if isinstance(kid, bytes))
    return [kid for kid in kids if element(kid).get("Type") == "/OBJR"]


def _is_inside_link(part: Any, element: Element) -> bool:
    while part["S"] != "/Document":
        part = element(part["P"])
        if part["S"] == "/Link":
            return True
    return False


def _below(part: Any, element: Element) -> Iterator[Any]:
    for kid in part["K"]:
        if isinstance(kid, bytes) and (child := element(kid)).get("Type") == "/StructElem":
            yield child
            yield from _below(child, element)


def _around(one: Any, other: Any) -> tuple[float, ...]:
    """The rectangle around two, whichever corners they name."""
    across, up = (one[0], one[2], other[0], other[2]), (one[1], one[3], other[1], other[3])
    return min(across), min(up), max(across), max(up)
