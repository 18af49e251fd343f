"""The tree between markup and model: elements named as in HTML, built from Markdown tokens and HTML tags alike.

One stack takes both, so that an HTML element that opens in one Markdown block and closes in another holds all that
stands between them.
"""

from collections.abc import Iterator
from typing import Union

from exporter.messages import Report
from exporter.model.nodes import AnyInline, Text
from exporter.origin import Origin

INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark math nobr picture q "
    "ruby rp rt s samp small source span strike strong sub sup svg time tt u var wbr :note-call :inline-note "
    "button select option optgroup textarea output meter progress".split()
)
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul :note-text :callout :pull-quote :page-break :code :raw "
    "iframe video audio embed object canvas script style template noscript head title link meta base param track map "
    "area frame frameset noframes".split()
)
# Names with a colon are our own, for what HTML has no element; no tag in a text can have such a name.
VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr frame".split())
# What an opening tag closes by itself, and where that search stops (HTML 13.1.2.4, optional tags).
_CLOSES = {
    "li": ({"li"}, {"ul", "ol", "menu", "dir"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr", "td", "th", "caption"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "thead": ({"caption", "thead", "tbody", "tfoot"}, {"table"}),
    "tbody": ({"caption", "thead", "tbody", "tfoot"}, {"table"}),
    "tfoot": ({"caption", "thead", "tbody", "tfoot"}, {"table"}),
    "option": ({"option"}, {"select"}),
    "a": ({"a"}, {"td", "th", "li", "blockquote"}),
}
_TEXT_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 dt summary figcaption caption".split())


def is_inline(tag: str) -> bool:
    """Whether an element of this name stands in running text, as custom elements may."""
    return tag in INLINE_TAGS or ("-" in tag and tag not in BLOCK_TAGS)


class Element:
    """One element: `children` are elements and finished inline nodes, in the order of the text.

    `markdown` tells that Markdown opened it, so that no HTML tag may close it; `block_inside` that an inline
    element holds a block.
    """

    __slots__ = ("attrs", "block_inside", "children", "markdown", "origin", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], origin: Origin, markdown: bool = False) -> None:
        self.tag = tag
        self.attrs = attrs
        self.origin = origin
        self.markdown = markdown
        self.children: list[Child] = []
        self.block_inside = False

    @property
    def is_block(self) -> bool:
        return self.block_inside or not is_inline(self.tag)

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    def elements(self) -> Iterator["Element"]:
        """The elements directly below."""
        return (child for child in self.children if isinstance(child, Element))

    def descendants(self) -> Iterator["Element"]:
        """Every element below, in the order of the text."""
        stack = list(self.elements())[::-1]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(list(element.elements())[::-1])

    def copy(self, children: "list[Child]") -> "Element":
        """The same element with other children."""
        copy = Element(self.tag, self.attrs, self.origin, self.markdown)
        copy.children = children
        copy.block_inside = is_inline(self.tag) and any(isinstance(c, Element) and c.is_block for c in children)
        return copy


Child = Union[Element, AnyInline]  # noqa: UP007 - AnyInline is a Union of names


class TooDeepError(Exception):
    """The stack holds more elements than the bound; `origin` is where."""

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin


class Builder:
    """Builds the tree of one article from openings, closings and finished nodes."""

    def __init__(self, origin: Origin, report: Report, max_depth: int) -> None:
        self.root = Element("body", {}, origin, markdown=True)
        self._stack = [self.root]
        self._report = report
        self._max_depth = max_depth

    @property
    def top(self) -> Element:
        return self._stack[-1]

    def add(self, node: Child) -> None:
        """Add a finished node, or an element that is complete."""
        is_block = isinstance(node, Element) and node.is_block
        if is_block:
            self._close_text_block("")
        self.top.children.append(node)
        if is_block:
            self._mark_block()

    def text(self, value: str, origin: Origin) -> None:
        self.top.children.append(Text(value=value, origin=origin))

    def open(self, tag: str, attrs: dict[str, str], origin: Origin, markdown: bool = False) -> Element:
        """Open an element; a block closes an open paragraph, a list item its neighbour before, and so on."""
        if not is_inline(tag):
            self._close_text_block(tag)
        if not markdown and tag in _CLOSES:
            self._close_neighbour(*_CLOSES[tag])
        element = Element(tag, attrs, origin, markdown)
        self.top.children.append(element)
        if not is_inline(tag):
            self._mark_block()
        if tag not in VOID_TAGS or markdown:
            self._stack.append(element)
            if len(self._stack) > self._max_depth:
                raise TooDeepError(origin)
        return element

    def close(self, element: Element) -> None:
        """Close an element that Markdown opened, with all that is open inside; nothing when a block closed it."""
        if element in self._stack:
            del self._stack[self._stack.index(element) :]

    def close_tag(self, tag: str) -> bool:
        """Close the nearest open HTML element of this name; False when there is none that may be closed here."""
        for place in range(len(self._stack) - 1, 0, -1):
            element = self._stack[place]
            if element.tag == tag and not element.markdown:
                del self._stack[place:]
                return True
            if element.markdown and element.tag not in _TEXT_BLOCKS and element.is_block:
                return False
        return False

    def is_open(self, element: Element) -> bool:
        """Whether an element still waits for its end."""
        return element in self._stack

    def has_open(self, tag: str) -> bool:
        """Whether an HTML element of this name is open here."""
        return any(element.tag == tag and not element.markdown for element in self._stack)

    @property
    def in_html(self) -> bool:
        """Whether the innermost open block came from an HTML tag."""
        block = next(element for element in reversed(self._stack) if element.is_block)
        return not block.markdown

    def _mark_block(self) -> None:
        for element in reversed(self._stack):
            if element.block_inside or not is_inline(element.tag):
                break
            element.block_inside = True

    def _close_text_block(self, tag: str) -> None:
        """A paragraph ends where a block begins; so does a heading or caption of Markdown, but not at a <p>."""
        for place in range(len(self._stack) - 1, 0, -1):
            open_tag = self._stack[place].tag
            if open_tag == "p" or (open_tag in _TEXT_BLOCKS and self._stack[place].markdown and tag != "p"):
                links = [element for element in self._stack[place:] if element.tag == "a" and not element.markdown]
                del self._stack[place:]
                for link in links:  # a link goes on around the block
                    again = link.copy([])
                    self.top.children.append(again)
                    self._stack.append(again)
                return
            if not is_inline(open_tag):
                return

    def _close_neighbour(self, closes: set[str], stops: set[str]) -> None:
        outermost = len(self._stack)
        for place in range(len(self._stack) - 1, 0, -1):
            element = self._stack[place]
            if element.markdown or element.tag in stops:
                break
            if element.tag in closes:
                outermost = place
        del self._stack[outermost:]
