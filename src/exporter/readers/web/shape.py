"""The tree of the article alone: what was left out is gone, wrappers are dissolved, what scripts would do is done.

Text that stands in no paragraph gets one; pictures that a script would load have their address; a box around a
picture and its caption is a figure.
"""

import re
from urllib.parse import urljoin

from exporter.model.nodes import Math, Text
from exporter.origin import Origin
from exporter.readers.element_parts import MEDIA, flattened, pushed_down
from exporter.readers.elements import Child, Element
from exporter.readers.web.main_part import MainPart, is_caption
from exporter.readers.web.runs import WORDLESS
from exporter.readers.web.statements import words_of

_WRAPPERS = frozenset(
    "div section article main body html header footer hgroup center font span form fieldset nav aside label "
    "noscript picture".split()
)
_KEPT_WORDLESS = MEDIA | {"svg", "noscript"}
_VOID_KEPT = frozenset({"img", "br", "hr", "wbr", "col"})
_CREDIT = re.compile(r"(?:^|[-_\s])(?:credits?|copyright|photographer)(?:$|[-_\s])", re.IGNORECASE)
_FIGURE = re.compile(r"(?:^|\s)(?:wp-caption|figure|image-with-caption|media-with-caption)(?:$|\s)", re.IGNORECASE)
_INSIDE_BROWSER = re.compile(r"(?:blob|about|javascript|data):", re.IGNORECASE)
_CAPTION_LENGTH = 400
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-url", "data-hi-res-src", "data-actualsrc")
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_PLACEHOLDER = re.compile(r"data:image/(?:gif|svg\+xml)|(?:blank|spacer|placeholder|pixel|1x1)[^/]*$", re.IGNORECASE)


class Shape:
    """Makes the article's tree from its page.

    `base` is the page's address, "" when it is not known; pictures may lie `beside` a page that was saved. `left` are
    the pictures, films and frames that are none of the article's.
    """

    def __init__(self, part: MainPart, base: str, beside: bool, keep_all: bool = False) -> None:
        self.left: list[Element] = []
        self._keeps_all = keep_all
        self._part = part
        self._base = base
        self._beside = beside
        self._made: dict[int, list[Child]] = {}
        self._span = self._kept_span()
        self._region = self._around_densest()

    def tree(self, root: Element) -> Element:
        """The article as the content of one element."""
        for element in reversed(self._part.runs.elements):  # children before their parents: no depth is too deep
            self._made[id(element)] = self._shaped(element)
        body = Element("body", {}, root.origin)
        body.children = _in_paragraphs(self._made[id(root)])
        return body

    def _kept_span(self) -> tuple[int, int]:
        """From where to where pictures are the article's: its first and its last text."""
        kept = self._part.kept
        return (min(kept), max(kept) + 1) if kept else (0, 0)

    def _around_densest(self) -> int:
        """The element that may hold the article's pictures: the page's <article> or <main>, or the densest element."""
        above: Element | None = self._part.near.densest
        while above is not None and above.tag not in ("article", "main"):
            above = self._part.runs.parent.get(id(above))
        return id(above or self._part.near.densest)

    def _shaped(self, element: Element) -> list[Child]:
        """What an element becomes: nothing, itself, or its content."""
        if id(element) in self._part.furniture and not self._holds_kept(element):
            if element.tag == "img" or element.tag in MEDIA:
                self.left.append(element)
            return []
        if element.tag in _VOID_KEPT or element.tag in _KEPT_WORDLESS:
            if self._keeps_all or self._is_inside(element):
                return self._wordless(element)
            self.left.append(element)
            return []
        if element.tag in WORDLESS:
            return []
        if "data-tex" in element.attrs:
            is_display = element.attrs.get("data-display") == "block"
            formula = Math(value=element.attrs["data-tex"], display=is_display, origin=element.origin)
            return [formula] if self._holds_kept_text(element) else []
        children: list[Child] = []
        for child in element.children:
            if isinstance(child, Element):
                children.extend(self._made.pop(id(child), ()))
            elif isinstance(child, Text) and (
                not child.value.strip() or self._part.runs.of_text.get(id(child)) in self._part.kept
            ):
                children.append(child)
        if not any(not isinstance(child, Text) or child.value.strip() for child in children):
            return [Text(value=" ", origin=element.origin)] if not element.is_block and children else []
        if _is_captioned(element):
            return [_credited(_captioned(element, children))]
        if element.tag == "figure":
            return [_credited(element.copy(children))]
        if _CREDIT.search(element.attrs.get("class", "")) and self._is_in_figure(element):
            credit = Element("span", {"class": "credit"}, element.origin)
            credit.children = flattened(children)
            return [credit]
        if element.block_inside and any(isinstance(child, Element) and child.is_block for child in children):
            # Bold paragraphs are paragraphs; a link around them is a link in each.
            inner = element.copy(children)
            inner.attrs = self._attributes(element)
            return pushed_down(inner) if element.tag == "a" else _in_paragraphs(children)
        if element.tag in _WRAPPERS and not (_has_language(element) and element.is_block):
            return _in_paragraphs(children) if element.is_block else children
        if element.tag == "p" and sum(_tag(child) == "br" for child in children) > 1:
            return _in_paragraphs(children)
        made = element.copy(children)
        made.attrs = self._attributes(element)
        if not element.is_block and len(children) == 1 and _tag(children[0]) == element.tag:
            return children  # <b><b><b>…
        return [made]

    def _holds_kept_text(self, element: Element) -> bool:
        texts = (child for child in element.children if isinstance(child, Text))
        return any(self._part.runs.of_text.get(id(text)) in self._part.kept for text in texts)

    def _is_in_figure(self, element: Element) -> bool:
        above = self._part.runs.parent.get(id(element))
        while above is not None and above.tag != "figure" and not _is_captioned(above):
            above = self._part.runs.parent.get(id(above))
        return above is not None

    def _holds_kept(self, element: Element) -> bool:
        runs = self._part.runs
        return any(place in self._part.kept for place in range(runs.first[id(element)], runs.end[id(element)]))

    def _is_inside(self, element: Element) -> bool:
        """Whether what has no words of its own stands among the article's text, or above it in the same part."""
        runs, (first, end) = self._part.runs, self._span
        place = runs.first[id(element)]
        above = runs.parent.get(id(element))
        while above is not None:
            if id(above) in self._part.furniture and not self._holds_kept(above):
                return False
            if self._holds_kept(above):
                return first <= place <= end if element.tag in ("hr", "br") else self._is_in_region(above)
            inside = runs.within(above)
            if any(run.link_share > 0.5 for run in inside) or sum(run.size for run in inside) > _CAPTION_LENGTH:
                return False  # it leads elsewhere, or belongs to what was left out
            above = runs.parent.get(id(above))
        return False

    def _is_in_region(self, element: Element | None) -> bool:
        while element is not None and id(element) != self._region:
            element = self._part.runs.parent.get(id(element))
        return element is not None

    def _wordless(self, element: Element) -> list[Child]:
        if element.tag == "img":
            return self._picture(element)
        if element.tag == "noscript":
            return []
        if element.tag in MEDIA:
            # What stands inside is for browsers that cannot show it.
            inside = [c for c in element.children if _tag(c) == "source" or (self._keeps_all and isinstance(c, Text))]
            made = element.copy(inside)
            made.attrs = {**element.attrs}
            for name in ("src", "data"):
                if element.attrs.get(name):
                    made.attrs[name] = self._address(element.attrs[name])
            inner = (child.attrs.get("src", "") for child in element.descendants() if child.tag in ("source", "embed"))
            lazy = element.attrs.get("data-src", "") or next(inner, "")
            if lazy and not made.attrs.get("src"):
                made.attrs["src"] = self._address(lazy)
            return [] if _INSIDE_BROWSER.match(made.attrs.get("src", "")) else [made]
        return [] if element.tag == "svg" else [element]

    def _picture(self, element: Element) -> list[Child]:
        attrs = element.attrs
        src = attrs.get("src", "")
        if not src or _PLACEHOLDER.search(src[:200]):
            src = next((attrs[name] for name in _LAZY if attrs.get(name)), "") or _of_set(attrs) or src
        if not src or _is_pixel(attrs):
            return []
        made = element.copy([])
        made.attrs = {name: attrs[name] for name in ("alt", "role", "aria-hidden") if name in attrs}
        made.attrs["src"] = src if self._beside else self._address(src)
        return [made]

    def _attributes(self, element: Element) -> dict[str, str]:
        """What the model knows of an element; no classes of the site, and no handlers of scripts."""
        names = ("lang", "xml:lang", "dir", "id", "start", "type", "colspan", "rowspan", "scope", "align", "alttext")
        attrs = {name: element.attrs[name] for name in names if element.attrs.get(name)}
        if element.tag in ("code", "pre") and element.attrs.get("class"):
            attrs["class"] = element.attrs["class"]
        if element.tag == "abbr" and element.attrs.get("title"):
            attrs["title"] = element.attrs["title"]
        if element.tag == "a" and element.attrs.get("href"):
            attrs["href"] = self._address(element.attrs["href"])
        return attrs

    def _address(self, address: str) -> str:
        if not self._base or address.startswith("#"):
            return address
        try:
            return urljoin(self._base, address.strip())
        except ValueError:
            return address


def _tag(child: Child) -> str:
    return child.tag if isinstance(child, Element) else ""


def _has_language(element: Element) -> bool:
    return element.tag not in ("html", "body") and bool(element.attrs.get("lang") or element.attrs.get("dir"))


def _is_captioned(element: Element) -> bool:
    """Whether a box that is no <figure> holds pictures with their caption."""
    return (
        element.tag in ("div", "dl")
        and bool(_FIGURE.search(element.attrs.get("class", "")))
        and any(child.tag == "img" for child in element.descendants())
        and any(is_caption(child) for child in element.descendants())
    )


def _captioned(element: Element, children: list[Child]) -> Element:
    """A figure: pictures, and all words as the caption."""
    figure = Element("figure", {}, element.origin)
    caption = Element("figcaption", {}, element.origin)
    whole = element.copy(children)
    figure.children = [child for child in whole.descendants() if child.tag == "img"]
    caption.children = _without_pictures(children)
    figure.children.append(caption)
    return figure


def _credited(figure: Element) -> Element:
    """A figure whose first picture has the credit that stood in the caption."""
    credits_ = [child for child in figure.descendants() if child.attrs.get("class") == "credit"]
    picture = next((child for child in figure.descendants() if child.tag == "img"), None)
    if not credits_ or picture is None:
        return figure
    picture.attrs["credit"] = " ".join(words_of(credit) for credit in credits_)
    return _without_credit(figure)


def _without_credit(element: Element) -> Element:
    return element.copy(
        [
            _without_credit(child) if isinstance(child, Element) else child
            for child in element.children
            if not (isinstance(child, Element) and child.attrs.get("class") == "credit")
        ]
    )


def _without_pictures(children: list[Child]) -> list[Child]:
    return [
        child.copy(_without_pictures(child.children)) if isinstance(child, Element) else child
        for child in children
        if _tag(child) != "img"
    ]


def _in_paragraphs(children: list[Child]) -> list[Child]:
    """Content as blocks: running text between blocks, and between two line breaks, is a paragraph."""
    result: list[Child] = []
    run: list[Child] = []
    breaks = 0

    def end() -> None:
        while run and _tag(run[-1]) == "br":
            run.pop()
        if any(not isinstance(child, Text) or child.value.strip() for child in run):
            first = next(child for child in run if not isinstance(child, Text) or child.value.strip())
            paragraph = Element("p", {}, first.origin or Origin(""))
            paragraph.children = list(run)
            result.append(paragraph)
        run.clear()

    for child in children:
        if isinstance(child, Element) and child.is_block:
            end()
            result.append(child)
            breaks = 0
        elif _tag(child) == "br":
            breaks += 1
            if breaks == 2:
                end()
            elif run and breaks < 2:
                run.append(child)
        else:
            breaks = 0 if not isinstance(child, Text) or child.value.strip() else breaks
            run.append(child)
    end()
    return result


def _of_set(attrs: dict[str, str]) -> str:
    """The largest picture of a set."""
    for name in _LAZY_SETS:
        found = re.findall(r"(\S+?)(?:\s+([\d.]+)[wx])?\s*(?:,\s+|,?$)", attrs.get(name, "")[:20_000])
        if found:
            return max(((float(size or 1), address) for address, size in found if address), default=(0, ""))[1]
    return ""


def _is_pixel(attrs: dict[str, str]) -> bool:
    """Whether it counts visitors."""
    return any(attrs.get(name, "").strip() in ("0", "1", "1px", "0px") for name in ("width", "height"))
