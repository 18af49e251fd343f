"""What the components of a page of MDX mean: those that Docusaurus brings, as elements; nothing for any other."""

import re

import msgspec

from exporter.readers.callouts import callout_of

_NAME = re.compile(r"</?([A-Z][\w.]*)")
_PLAIN = frozenset("tabs translate tabpanel cardgroup".split())  # their content is all that they are
# Whose content is Markdown, though its lines stand right below the tag.
HOLDERS = frozenset(
    "div section article aside details summary blockquote p li td th h1 h2 h3 h4 h5 h6 figcaption".split()
)


class Component(msgspec.Struct, frozen=True):
    """An element that stands for a component; one that is `whole` has no content."""

    tag: str
    attrs: dict[str, str]
    whole: bool = False


def component_name(source: str) -> str:
    """The name of the component whose tag this is, in small letters; "" for an element of HTML."""
    found = _NAME.match(source)
    return found[1].lower() if found else ""


def component(name: str, attrs: dict[str, str]) -> Component | None:
    """What a component stands for; None for one that is not known."""
    if name in _PLAIN:
        return Component("div", {})
    if name in ("tabitem", "tab"):
        return Component("div", {"title": attrs.get("label") or attrs.get("title") or attrs.get("value", "")})
    if name == "details":
        summary = attrs.get("summary", "")
        return Component(":callout", {"kind": "note", "title": summary}) if summary else Component("details", {})
    if name == "admonition":
        kind, word = callout_of(attrs.get("type", "note")) or ("note", "")
        return Component(":callout", {"kind": kind, "title": attrs.get("title") or word})
    if name == "link" and (target := attrs.get("to") or attrs.get("href")):
        return Component("a", {"href": target})
    if name in ("image", "img", "themedimage", "zoom", "figure") and (src := attrs.get("src") or attrs.get("img")):
        kept = {key: attrs[key] for key in ("alt", "title", "caption", "width") if attrs.get(key)}
        return Component("img", {"src": src, "alt": "", "from": "markdown", **kept}, whole=True)
    if name == "codeblock":
        return Component("pre", {"class": f"language-{attrs['language']}"} if attrs.get("language") else {})
    return None
