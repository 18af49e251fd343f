"""What the components of a page of MDX mean: those that Docusaurus brings, as elements; nothing for any other."""

import re
from typing import Literal

import msgspec

from exporter.origin import Origin
from exporter.readers.callouts import callout_of
from exporter.readers.elements import Builder, Element
from exporter.readers.html import Piece

_NAME = re.compile(r"</?([A-Z][\w.]*)")
_PLAIN = frozenset("tabs translate tabpanel cardgroup".split())  # their content is all that they are
# HTML whose content is Markdown, though its lines stand right below the tag.
_HOLDERS = frozenset(
    "div section article aside details summary blockquote p li td th h1 h2 h3 h4 h5 h6 figcaption".split()
)


class Components:
    """The components that are open at a place of one article."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._open: list[tuple[str, Element | None]] = []

    def take(self, piece: Piece, source: str, origin: Origin) -> Literal["", "known", "unknown", "end"]:
        """Add what the tag of a component means: whether it is known, ends one that is not, or is HTML ("")."""
        name = _component_name(source)
        if not name:
            return ""
        if piece.kind == "end":
            return self._end(name)
        found = _component(name, piece.attrs)
        element: Element | None = None
        if found is not None and found.whole:
            whole = Element(found.tag, found.attrs, origin, markdown=True)
            self._builder.add(whole)
        elif found is not None:
            element = self._builder.open(found.tag, found.attrs, origin, markdown=True)
            if piece.ends_itself:
                self._builder.close(element)
        if not piece.ends_itself and not (found and found.whole):
            self._open.append((name, element))
        return "known" if found else "unknown"

    def holds_markdown(self, piece: Piece) -> bool:
        """Whether the content of an element that was just opened is Markdown."""
        is_component = bool(self._open) and self._open[-1][0] == piece.value
        return not piece.ends_itself and (is_component or piece.value in _HOLDERS)

    def _end(self, name: str) -> Literal["known", "unknown", "end"]:
        place = next((i for i in range(len(self._open) - 1, -1, -1) if self._open[i][0] == name), None)
        if place is None:
            return "unknown"
        element = self._open[place][1]
        del self._open[place:]
        if element is None:
            return "end"
        self._builder.close(element)
        return "known"


class _Component(msgspec.Struct, frozen=True):
    """An element that stands for a component; one that is `whole` has no content."""

    tag: str
    attrs: dict[str, str]
    whole: bool = False


def _component_name(source: str) -> str:
    """The name of the component whose tag this is, in small letters; "" for an element of HTML."""
    found = _NAME.match(source)
    return found[1].lower() if found else ""


def _component(name: str, attrs: dict[str, str]) -> _Component | None:
    """What a component stands for; None for one that is not known."""
    if name in _PLAIN:
        return _Component("div", {})
    if name in ("tabitem", "tab"):
        return _Component("div", {"title": attrs.get("label") or attrs.get("title") or attrs.get("value", "")})
    if name == "details":
        summary = attrs.get("summary", "")
        return _Component(":callout", {"kind": "note", "title": summary}) if summary else _Component("details", {})
    if name == "admonition":
        kind, word = callout_of(attrs.get("type", "note")) or ("note", "")
        return _Component(":callout", {"kind": kind, "title": attrs.get("title") or word})
    if name == "link" and (target := attrs.get("to") or attrs.get("href")):
        return _Component("a", {"href": target})
    if name in ("image", "img", "themedimage", "zoom", "figure") and (src := attrs.get("src") or attrs.get("img")):
        kept = {key: attrs[key] for key in ("alt", "title", "caption", "width") if attrs.get(key)}
        return _Component("img", {"src": src, "alt": "", "from": "markdown", **kept}, whole=True)
    if name == "codeblock":
        return _Component("pre", {"class": f"language-{attrs['language']}"} if attrs.get("language") else {})
    return None
