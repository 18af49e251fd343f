"""How an article stands in a page of XHTML: one element for each kind of node, for the writer and the reader.

An element is the one that HTML has for the thing, where it has one; `data-type` names the node where that does not do.
Fields stand in the attributes that HTML has for them, all others in `data-` attributes (HTML, 3.2.6.6): texts as they
are, anything else as JSON.
"""

import msgspec

NAMESPACE = "http://www.w3.org/1999/xhtml"
GENERATOR = "exporter article 1"  # what <meta name="generator"> says of such a page


class Form(msgspec.Struct, frozen=True):
    """The element of a kind of node. `content` is the field that stands inside it: "children" is running text, "value"
    is text, others are nodes. `parts` are fields that stand in elements of their own before it, by their tags."""

    tag: str
    content: str = ""
    parts: dict[str, str] = {}


# Of several with one tag, the first needs no data-type.
FORMS: dict[str, Form] = {
    "paragraph": Form("p", "children"),
    "heading": Form("h2", "children"),  # and h3 to h6
    "bullet-list": Form("ul", "items"),
    "ordered-list": Form("ol", "items"),
    "list-item": Form("li", "blocks"),
    "definition-list": Form("dl", "items"),
    "definition-item": Form("div"),  # of dt and dd
    "table": Form("table", parts={"caption": "caption", "head": "thead", "body": "tbody"}),
    "row": Form("tr", "cells"),
    "cell": Form("td", "blocks"),  # or th
    "figure": Form("figure", "images", {"caption": "figcaption", "credit": "p"}),
    "chart": Form("figure", parts={"caption": "figcaption", "credit": "p"}),  # and the table of its numbers
    "qr": Form("figure", parts={"caption": "figcaption"}),
    "block-quote": Form("blockquote", "blocks", {"attribution": "footer"}),
    "pull-quote": Form("aside", "blocks", {"attribution": "footer"}),
    "callout": Form("section", "blocks", {"title": "header"}),
    "code-block": Form("pre", "value", {"caption": "span"}),
    "raw-block": Form("pre", "value"),
    "thematic-break": Form("hr"),
    "page-break": Form("hr"),
    "division": Form("div", "blocks"),
    "emphasis": Form("em", "children"),
    "strong": Form("strong", "children"),
    "strikethrough": Form("s", "children"),
    "subscript": Form("sub", "children"),
    "superscript": Form("sup", "children"),
    "span": Form("span", "children"),
    "small-caps": Form("span", "children"),
    "underline": Form("u", "children"),
    "code": Form("code", "value"),
    "math": Form("code", "value"),
    "raw-inline": Form("code", "value"),
    "link": Form("a", "children"),
    "note": Form("a"),  # its text stands at the end of the page
    "note-reference": Form("a"),
    "line-break": Form("br"),
    "abbreviation": Form("abbr", "children"),
    "quote": Form("q", "children"),
    "image": Form("img"),
}
INLINE_PARTS = frozenset({"caption", "credit", "attribution", "title", "standfirst"})
# The attributes of fields that HTML has one for.
ATTRIBUTES = {
    "id": "id",
    "lang": "lang",
    "dir": "dir",
    "classes": "class",
    "target": "href",
    "src": "src",
    "alt": "alt",
    "cite": "cite",
    "expansion": "title",
    "column_span": "colspan",
    "row_span": "rowspan",
    "start": "start",
}
# Fields that are no text.
JSON_FIELDS = frozenset(
    "level start tight checked column_span row_span columns widths decorative display labels series classes".split()
)


def is_plain(type: str) -> bool:
    """Whether an element's tag alone says that it is such a node."""
    return next(name for name, form in FORMS.items() if form.tag == FORMS[type].tag) == type


def attribute_of(type: str, field: str) -> str:
    """The attribute in which a field of a node stands."""
    if field == "title" and type in ("link", "image"):
        return "title"
    if field in ("alt", "cite", "start", "target", "src") and type not in _HAVE[field]:
        return f"data-{field}"
    return ATTRIBUTES.get(field) or f"data-{field.replace('_', '-')}"


_HAVE = {
    "alt": ("image",),
    "cite": ("quote",),
    "start": ("ordered-list",),
    "target": ("link",),
    "src": ("image",),
}
