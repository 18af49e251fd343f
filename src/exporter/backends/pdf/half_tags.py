"""Tags the two texts of a bilingual row one after the other.

Of a text that goes on on the next page the engine makes an element a page, and the other text's stand between them:
read aloud, the languages would take turns with the pages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

HALF = "data-half"  # the attribute by which a page's copy marks each of the two texts


@contextmanager
def halves_kept(root: Any) -> Iterator[None]:
    """Let the engine tell, as `halves` of its PDF, which elements it made of each text of a page that has two."""
    if not any("bilingual" in element.get("class", "").split() for element in root.iter("div")):
        yield
        return
    from weasyprint.pdf import tags

    plain = tags._build_box_tree

    def told(box: Any, parent: Any, pdf: Any, page_number: int, *rest: Any) -> Iterator[Any]:
        element = getattr(box, "element", None)
        half = element.get(HALF) if element is not None else None
        for made in plain(box, parent, pdf, page_number, *rest):
            if half:  # boxes inside it that the engine added are told before it
                pdf.__dict__.setdefault("halves", {}).setdefault(half, {})[page_number] = made
            yield made

    tags._build_box_tree = told
    try:
        yield
    finally:
        tags._build_box_tree = plain


def join_halves(pdf: Any, element: Callable[[bytes], Any]) -> None:
    """Put all of each text into its first element, once all is tagged; `element` gives an object by its reference."""
    for pages in getattr(pdf, "halves", {}).values():
        first, *others = (pages[page] for page in sorted(pages))
        for other in others:
            for kid in other["K"]:
                element(kid)["P"] = first.reference
            first["K"] += other["K"]
            _remove(other, element)


def _remove(empty: Any, element: Callable[[bytes], Any]) -> None:
    """Take an element out of the tree, and those around it that hold nothing else."""
    around = element(empty["P"])
    around["K"].remove(empty.reference)
    empty.clear()  # nothing refers to it any more
    if not around["K"]:
        _remove(around, element)
