"""A web page as a tree of elements, whatever is wrong with its markup; nothing is fetched, resolved or run."""

import re
from typing import Any

import msgspec

from exporter.model.nodes import Text
from exporter.origin import Origin
from exporter.readers.elements import Element, TooDeepError, is_inline
from exporter.readers.web.formulas import set_formulas

# libxml2 2.14 reads no further below this depth; of what stands there nothing could be said.
_MAX_DEPTH = 2000
MOST_ELEMENTS = 400_000
# libxml2 2.14 looks through all attributes of a tag for each further one: 20,000 take 2 s. The bound is on the squares
# of their numbers, added up.
MOST_ATTRIBUTES_SQUARED = 100_000_000
_TAG = re.compile(r"""<[A-Za-z](?>[^"'>]|"[^"]*"|'[^']*'|["'])*+""")
_LONG_TAG = 2_000
_ATTRIBUTE = re.compile(r"""[\s/]+|"[^"]*"|'[^']*'""")
_MATHEMATICS = re.compile(r"<(?:\w+:)?math\b|math/(?:tex|mml)|<mjx-|data-mathml", re.IGNORECASE)
_NAMESPACES = {
    "{http://www.w3.org/1999/xhtml}": "",
    "{http://www.w3.org/2000/svg}": "",
    "{http://www.w3.org/1998/Math/MathML}": "",
    "{http://www.w3.org/XML/1998/namespace}": "xml:",
    "{http://www.idpf.org/2007/ops}": "epub:",
    "{http://www.w3.org/1999/xlink}": "xlink:",
}


class Remark(msgspec.Struct, frozen=True):
    """A comment of the page's source."""

    text: str
    line: int


class Page(msgspec.Struct, frozen=True):
    """The tree from <html> down, and the comments.

    `markup` is the page with each formula as its LaTeX, "" when it has none; `unread` are formulas that could not be
    understood, by their letters.
    """

    root: Element
    remarks: tuple[Remark, ...]
    markup: str = ""
    unread: tuple[Remark, ...] = ()


class TooManyElementsError(Exception):
    """The page has more elements than the bound, or tags with more attributes: which, as the end of a sentence."""


def page_of(text: str, file: str) -> Page:
    """The tree of a page. Raises TooDeepError or TooManyElementsError."""
    from lxml import etree

    long = (tag[0] for tag in _TAG.finditer(text) if tag.end() - tag.start() > _LONG_TAG)
    if sum(len(_ATTRIBUTE.findall(tag)) ** 2 for tag in long) > MOST_ATTRIBUTES_SQUARED:
        raise TooManyElementsError("tags with thousands of attributes")

    root = _as_xml(text) if re.match(r"\s*<\?xml\s", text) else None
    if root is None:
        root = _as_html(text, file)
    if root is None:
        return Page(Element("html", {}, Origin(file)), ())
    remarks: list[Remark] = []
    before = root.getprevious()
    while before is not None:
        if before.tag is etree.Comment:
            remarks.insert(0, Remark(before.text or "", before.sourceline or 1))
        before = before.getprevious()
    markup, unread = _formulas(root, text)
    return Page(_Copy(file, remarks).of(root), tuple(remarks), markup, unread)


def _formulas(root: Any, text: str) -> tuple[str, tuple[Remark, ...]]:
    """Set the formulas of a page that has any; what Page says of them."""
    from lxml import etree

    if not _MATHEMATICS.search(text):
        return "", ()
    is_changed, unread = set_formulas(root)
    told = tuple(Remark(letters, line) for letters, line in unread)
    return etree.tostring(root, method="html", encoding="unicode") if is_changed else "", told


def _as_xml(text: str) -> Any:
    """The tree of a page that is well-formed XML; None when it is not, or is no XHTML."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    body = re.sub(r"^\s*<\?xml[^>]*\?>", lambda found: "\n" * found[0].count("\n"), text, count=1)
    try:
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    entities = any(True for _ in root.iter(etree.Entity))
    return root if _name(root.tag) == "html" and not entities else None


def _as_html(text: str, file: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None  # nothing but spaces and comments
    except etree.XMLSyntaxError:
        return None
    for fault in parser.error_log:
        if fault.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise TooDeepError(Origin(file, fault.line or 1))
    return root


class _Copy:
    """Copies lxml's tree into elements that know their line."""

    def __init__(self, file: str, remarks: list[Remark]) -> None:
        self._file = file
        self._remarks = remarks
        self._line = 1

    def of(self, root: Any) -> Element:
        from lxml import etree

        stack = [Element("", {}, Origin(self._file))]
        count = 0
        for event, node in etree.iterwalk(root, ("start", "end", "comment", "pi")):
            if event == "start":
                count += 1
                if count > MOST_ELEMENTS:
                    raise TooManyElementsError(f"more than {MOST_ELEMENTS:,} elements")
                self._line = max(self._line, node.sourceline or 1)
                attrs = {_name(name): value for name, value in node.attrib.items()}
                element = Element(_name(node.tag), attrs, Origin(self._file, self._line))
                stack[-1].children.append(element)
                stack.append(element)
                if len(stack) > _MAX_DEPTH:
                    raise TooDeepError(element.origin)
                self._add_text(element, node.text)
                continue
            if event == "end":
                done = stack.pop()
                done.block_inside = is_inline(done.tag) and any(
                    isinstance(child, Element) and child.is_block for child in done.children
                )
            elif event == "comment":
                self._remarks.append(Remark(node.text or "", node.sourceline or self._line))
            if len(stack) > 1:
                self._add_text(stack[-1], node.tail)
        return next(stack[0].elements())

    def _add_text(self, element: Element, text: str | None) -> None:
        if not text:
            return
        lead = len(text) - len(text.lstrip())
        origin = Origin(self._file, self._line + text.count("\n", 0, lead))
        self._line += text.count("\n")
        last = element.children[-1] if element.children else None
        if isinstance(last, Text):  # a comment stood between the two
            text, origin = last.value + text, last.origin or origin
            element.children.pop()
        element.children.append(Text(value=text, origin=origin))


def _name(name: Any) -> str:
    text = str(name)
    if text.startswith("{"):
        uri, _, local = text.rpartition("}")
        return _NAMESPACES.get(f"{uri}}}", "") + local
    return text.lower()
