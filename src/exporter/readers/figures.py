"""Pictures and figures from elements, whether Markdown, HTML or a short code wrote them."""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.elements import Element

_WIDTH = re.compile(r"(\d+(?:\.\d+)?)[ \t]*(%|mm|cm|in|pt|px)?")
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*width:\s*([^;]+)")


def image_of(element: Element) -> n.Image | None:
    """The picture of an <img>; None when it names no file.

    An empty alternative text marks a picture as decorative in HTML (section 4.8.4.4.4); in Markdown it is only missing.
    """
    attrs = element.attrs
    src = attrs.get("src") or attrs.get("data-src", "")
    if not src:
        return None
    alt = " ".join((attrs.get("fig-alt") or attrs.get("alt") or "").split())
    decorative = (
        "decorative" in element.classes
        or attrs.get("role") in ("presentation", "none")
        or attrs.get("aria-hidden") == "true"
        or (attrs.get("from") != "markdown" and attrs.get("alt") == "")
    )
    return n.Image(
        src=src,
        alt="" if decorative else alt,
        decorative=decorative,
        title=attrs.get("title", ""),
        width=_width(attrs),
        origin=element.origin,
    )


def figure_of(
    elements: Sequence[Element],
    images: Sequence[n.Image],
    parsed: Callable[[str, Origin], tuple[n.AnyInline, ...]],
    origin: Origin,
    anchor: str,
) -> n.Figure:
    """A figure of pictures that stand alone; a title in quotation marks is the caption, `credit=` the credit."""
    captions: list[n.AnyInline] = []
    credits_: list[n.AnyInline] = []
    shown: list[n.Image] = []
    for element, image in zip(elements, images, strict=True):
        attrs = element.attrs
        anchor = anchor or attrs.get("id", "")
        words = attrs.get("caption") or attrs.get("fig-cap", "")
        title = attrs.get("title", "") if attrs.get("from") == "markdown" else ""
        for text, into in ((words or title, captions), (attrs.get("credit", ""), credits_)):
            inlines = parsed(text, element.origin)
            if inlines and into:
                into.append(n.Text(value=" ", origin=element.origin))
            into.extend(inlines)
        shown.append(msgspec.structs.replace(image, title="") if title and not words else image)
    return n.Figure(images=tuple(shown), caption=tuple(captions), credit=tuple(credits_), id=anchor, origin=origin)


def links_of_pictures(element: Element, keep_all: bool, report: Report) -> Iterator[n.Paragraph]:
    """What links around the pictures of a figure lead to, when all is kept; else it is told."""
    for link in element.descendants():
        address = link.attrs.get("href", "") if link.tag == "a" else ""
        if address and keep_all:
            words = (n.Text(value=address, origin=link.origin),)
            shown = n.Link(target=address, children=words, origin=link.origin)
            yield n.Paragraph(children=(shown,), origin=link.origin)
        elif address:
            text = f'the link around a picture of a figure was left out: "{address[:80]}"'
            report.add("R208", text, "name the address in the caption", link.origin)
            report.leave_out(link.origin, "figure-link", address, "a link around the picture of a figure")


def _width(attrs: dict[str, str]) -> str:
    styled = _STYLE_WIDTH.search(attrs.get("style", ""))
    for value in (styled[1].strip() if styled else "", attrs.get("width", "").strip()):
        found = _WIDTH.fullmatch(value)
        if found:
            return f"{found[1]}{found[2] or 'px'}"
    return ""
