"""The contract between templates and backends: which markup a page may hold, and the role of each piece.

Every element here has a handler in the DOCX backend, and every role a CSS rule and a Word style. Text may stand
only where `text` says so; anywhere else it is refused, because Word has no place for it.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

PHRASING = frozenset("a abbr br code em img q s small span strong sub sup time u".split())
BLOCKS = frozenset("p h2 h3 h4 h5 h6 ul ol dl table figure blockquote aside pre hr div section nav".split())


_NAMED_HEADINGS = ("notes-heading", "contact-heading", "side-heading", "contents-heading")


class Element(msgspec.Struct, frozen=True):
    """What one element may hold. `text` tells whether words may stand directly inside it."""

    children: frozenset[str]
    text: bool = False
    classes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()


def _element(children: frozenset[str] = frozenset(), text: bool = False, **names: str) -> Element:
    sets = {key: frozenset(value.split()) for key, value in names.items()}
    return Element(children, text, **sets)


# What the words of highlighted code are.
TOKENS = ("keyword", "string", "comment", "number", "name", "operator", "deleted", "inserted")
COMMON_ATTRIBUTES = frozenset({"id", "lang", "dir", "class", "role", "title"})

ELEMENTS: dict[str, Element] = {
    "html": _element(frozenset({"head", "body"})),
    "head": _element(frozenset({"title", "meta"})),
    "title": _element(text=True),
    "meta": _element(attributes="name content charset"),
    "body": _element(frozenset({"header", "footer", "article"}), classes="*"),
    "article": _element(BLOCKS | {"header", "footer"}),
    "header": _element(BLOCKS | {"h1"}, classes="title-block cover running-header watermark"),
    "footer": _element(BLOCKS, classes="end-matter running-footer"),
    "section": _element(
        BLOCKS,
        classes="notes contact editors boilerplate references index",
        roles="doc-endnotes doc-bibliography doc-index",
    ),
    # Contents, and lists of figures and tables: each line a link in a paragraph.
    "nav": _element(
        frozenset({"h2", "ol", "p"}),
        classes="contents figures tables stories",
        roles="doc-toc",
        attributes="aria-labelledby",
    ),
    "div": _element(BLOCKS, classes="division standfirst key-figures key-figure columns *"),
    "aside": _element(
        BLOCKS,
        classes="callout callout-note callout-tip callout-warning callout-key-facts pull-quote note",
        roles="note doc-tip doc-pullquote doc-footnote",
    ),
    "blockquote": _element(BLOCKS),
    "h1": _element(PHRASING, text=True, classes="title cover-title masthead"),
    **{f"h{n}": _element(PHRASING, text=True, classes="level-6 " + " ".join(_NAMED_HEADINGS)) for n in range(2, 7)},
    "p": _element(
        PHRASING,
        text=True,
        classes="kicker subtitle byline dateline embargo standfirst callout-title attribution credit caption "
        "missing-picture contact-line small-print lead furniture note-number release end-mark logo "
        "key-number key-label toc-1 toc-2 toc-3 toc-figure cover-line issue "
        "data-header data-name data-value watermark medium long drop-cap tailed equation reference translated-title",
        roles="doc-subtitle",
    ),
    "ul": _element(frozenset({"li"}), classes="tight tasks"),
    "ol": _element(frozenset({"li"}), classes="tight entries", attributes="start type"),
    "li": _element(BLOCKS, classes="task"),
    "dl": _element(frozenset({"dt", "dd"})),
    "dt": _element(PHRASING, text=True),
    "dd": _element(BLOCKS),
    "table": _element(frozenset({"caption", "colgroup", "thead", "tbody"}), classes="short data"),
    "caption": _element(PHRASING, text=True),
    "colgroup": _element(frozenset({"col"})),
    "col": _element(attributes="style"),
    "thead": _element(frozenset({"tr"})),
    "tbody": _element(frozenset({"tr"})),
    "tr": _element(frozenset({"th", "td"})),
    "th": _element(BLOCKS, classes="align-left align-center align-right", attributes="scope colspan rowspan"),
    "td": _element(BLOCKS, classes="align-left align-center align-right", attributes="colspan rowspan"),
    "figure": _element(frozenset({"img", "figcaption", "p"}), classes="chart qr"),
    "figcaption": _element(PHRASING, text=True),
    "pre": _element(frozenset({"code"}), classes="raw short"),
    "hr": _element(classes="page-break"),
    "img": _element(classes="decorative", roles="presentation", attributes="src alt width height style"),
    "a": _element(
        PHRASING,
        text=True,
        classes="note-call unresolved cross-reference page-reference",
        roles="doc-noteref doc-backlink",
        attributes="href data-target data-page aria-label",
    ),
    "abbr": _element(PHRASING, text=True),
    "br": _element(),
    "code": _element(frozenset({"span"}), text=True, classes="raw *"),
    "q": _element(PHRASING, text=True, attributes="cite"),
    "time": _element(text=True, attributes="datetime"),
    "span": _element(
        PHRASING,
        text=True,
        classes="small-caps checkbox credit page-number page-count current-section missing-picture label number "
        "drop-cap math display *",
        roles="img",
        attributes="data-checked data-latex aria-label",
    ),
    **{name: _element(PHRASING, text=True) for name in ("em", "strong", "s", "sub", "sup", "u", "small")},
}

# Role -> CSS selector. The DOCX backend finds the role of an element by the same table (`role_of`).
ROLES: dict[str, str] = {
    "body": "body, p",
    "lead": "p.lead",
    "title": "h1",
    "cover-title": "h1.cover-title",
    "masthead": "h1.masthead",
    "issue": "p.issue",
    "equation": "p.equation",
    "reference": "p.reference",
    "translated-title": "p.translated-title",
    "subtitle": "p.subtitle",
    "logo": "p.logo",
    "kicker": "p.kicker",
    "byline": "p.byline",
    "dateline": "p.dateline",
    "embargo": "p.embargo",
    "release": "p.release",
    "standfirst": "p.standfirst",
    "heading-1": "h2",
    "heading-2": "h3",
    "heading-3": "h4",
    "heading-4": "h5",
    "heading-5": "h6",
    "heading-6": "h6.level-6",
    "list-item": "li > p",
    "term": "dt",
    "definition": "dd > p",
    "quote": "blockquote > p",
    "pull-quote": "aside.pull-quote > p",
    "attribution": "p.attribution, aside > p.attribution",
    "callout": "aside.callout > p",
    "callout-title": "aside > p.callout-title",
    "key-number": "p.key-number",
    "key-label": "p.key-label",
    "table-cell": "td > p",
    "table-header": "th > p",
    "data-header": "p.data-header",
    "data-name": "p.data-name",
    "data-value": "p.data-value",
    "caption": "figcaption, caption, p.caption",
    "credit": "span.credit",
    "code-block": "pre",
    "missing-picture": "p.missing-picture",
    "note": "aside.note > p",
    "note-call": "a.note-call",
    "notes-heading": "h2.notes-heading",
    "contact-heading": "h2.contact-heading",
    "contact-line": "p.contact-line",
    "side-heading": "h2.side-heading",
    "contents-heading": "h2.contents-heading",
    "toc-1": "p.toc-1",
    "toc-2": "p.toc-2",
    "toc-3": "p.toc-3",
    "toc-figure": "p.toc-figure",
    "cover-line": "p.cover-line",
    "end-mark": "p.end-mark",
    "small-print": "p.small-print",
    "furniture": "p.furniture",
    "watermark": "p.watermark",
    "link": "a",
    "code": "code",
    "label": "span.label",
    "drop-cap": "span.drop-cap",
    **{f"token-{name}": f"span.token-{name}" for name in TOKENS},
    "rule": "hr",
}

# Boxes: a role whose background, rules and padding belong to the element around its paragraphs.
BOXES: dict[str, str] = {
    "callout": "aside.callout",
    "callout-note": "aside.callout-note",
    "callout-tip": "aside.callout-tip",
    "callout-warning": "aside.callout-warning",
    "callout-key-facts": "aside.callout-key-facts",
    "quote": "blockquote",
    "pull-quote": "aside.pull-quote",
    "key-figures": "div.key-figures",
    "contact-box": "section.contact",
    "editors": "section.editors",
    "boilerplate": "section.boilerplate",
    "table": "table",
    "table-head-row": "thead tr",
    "table-body-row": "tbody tr",
}

_BY_CLASS = {
    "lead", "subtitle", "kicker", "byline", "dateline", "embargo", "standfirst", "callout-title", "attribution",
    "caption", "missing-picture", "contact-line", "small-print", "furniture", "release", "end-mark", "logo",
    "key-number", "key-label", "toc-1", "toc-2", "toc-3", "toc-figure", "cover-line", "issue",
    "data-header", "data-name", "data-value", "watermark", "equation", "reference",
    "translated-title",
}  # fmt: skip
_HEADINGS = {"h1": "title", "h2": "heading-1", "h3": "heading-2", "h4": "heading-3", "h5": "heading-4"}
_BY_PARENT = {"li": "list-item", "dd": "definition", "td": "table-cell", "th": "table-header", "blockquote": "quote"}


class Fault(msgspec.Struct, frozen=True):
    """A place where a page leaves the vocabulary: the element's name and the reason."""

    element: Any
    tag: str
    reason: str


def faults(root: Any) -> Iterator[Fault]:
    """Every fault of a page or of a fragment of one, in document order."""
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        rule = ELEMENTS.get(tag)
        if rule is None:
            yield Fault(element, tag, f"the vocabulary has no <{tag}>")
            continue
        for name, value in element.attrib.items():
            if name == "class":
                if "*" not in rule.classes:
                    for item in value.split():
                        if item not in rule.classes:
                            yield Fault(element, tag, f'<{tag}> has no class "{item}"')
            elif name == "role":
                if value not in rule.roles:
                    yield Fault(element, tag, f'<{tag}> has no role "{value}"')
            elif name not in COMMON_ATTRIBUTES and name not in rule.attributes:
                yield Fault(element, tag, f'<{tag}> has no attribute "{name}"')
        if not rule.text and element.text and not element.text.isspace():
            yield Fault(element, tag, f'text "{element.text.strip()[:40]}" may not stand directly in <{tag}>')
        for child in element:
            if isinstance(child.tag, str) and child.tag not in rule.children and child.tag in ELEMENTS:
                yield Fault(child, child.tag, f"<{child.tag}> may not stand in <{tag}>")
            if not rule.text and child.tail and not child.tail.isspace():
                yield Fault(element, tag, f'text "{child.tail.strip()[:40]}" may not stand directly in <{tag}>')


def role_of(element: Any) -> str:
    """The theme role of a paragraph-like element (p, h1-h6, dt, caption, figcaption, pre)."""
    tag: str = element.tag
    classes: list[str] = element.get("class", "").split()
    if tag == "p":
        for name in classes:
            if name in _BY_CLASS:
                return name
        parent = element.getparent()
        if parent is None:
            return "body"
        if parent.tag == "aside":
            kinds = parent.get("class", "").split()
            return "note" if "note" in kinds else "pull-quote" if "pull-quote" in kinds else "callout"
        return _BY_PARENT.get(parent.tag, "body")
    if tag in _HEADINGS:
        for name in classes:
            if name in _NAMED_HEADINGS or name in ("cover-title", "masthead"):
                return name
        return _HEADINGS[tag]
    if tag == "h6":
        return "heading-6" if "level-6" in classes else "heading-5"
    return {"dt": "term", "caption": "caption", "figcaption": "caption", "pre": "code-block"}[tag]
