"""Stylesheets applied to a page: what its author declared for each element, after CSS Cascade 4.

Rules for other media, or under conditions that a reading system may or may not meet, are left out.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import cssselect2
import tinycss2
from tinycss2 import color4

_ALWAYS = frozenset(("", "all", "screen", "only screen"))
_FONT_PARTS = ("font-style", "font-weight", "font-size", "font-family")
_WEIGHT = re.compile(r"\b(bold|bolder|lighter|[1-9]00)\b")
_SLANT = re.compile(r"\b(italic|oblique)\b")
_SIZE = re.compile(
    r"(?:^|\s)((?:xx?-)?(?:small|large)|medium|smaller|larger|[\d.]+(?:px|pt|r?em|ex|ch|pc|cm|mm|in|q|vw|vh|%))(?=[\s/])",
    re.IGNORECASE,
)


class Stylesheets:
    """Stylesheets in the order in which a page names them; declarations of other than the wanted names are dropped."""

    def __init__(self, sheets: Iterable[str], wanted: Iterable[str]) -> None:
        self._wanted = frozenset(wanted)
        self._matcher = cssselect2.Matcher()
        for css in sheets:
            for rule in _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)):
                declared = self._declared(rule.content)
                if declared:
                    self._add(rule.prelude, declared)

    def pages(self, root: Any) -> Iterator[tuple[Any, dict[str, str]]]:
        """Each element of a page in document order, with the declarations that win for it."""
        for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
            layers = [(important, specificity, order, values)
                      for specificity, order, _, pair in self._matcher.match(wrapper)
                      for important, values in enumerate(pair)]  # fmt: skip
            inline = wrapper.etree_element.get("style")
            if inline:
                pair = self._declared(inline)
                layers += [(important, (1 << 30,), 0, values) for important, values in enumerate(pair or ())]
            won: dict[str, str] = {}
            for *_, values in sorted(layers, key=lambda layer: layer[:3]):
                won.update(values)
            yield wrapper.etree_element, won

    def _add(self, prelude: Any, declared: tuple[dict[str, str], dict[str, str]]) -> None:
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except cssselect2.SelectorError:
            return
        for selector in selectors:
            if not selector.pseudo_element:
                self._matcher.add_selector(selector, declared)

    def _declared(self, content: Any) -> tuple[dict[str, str], dict[str, str]] | None:
        """The wanted declarations of a block: the ordinary ones, and those that are important; None for none."""
        pair: tuple[dict[str, str], dict[str, str]] = ({}, {})
        for item in tinycss2.parse_blocks_contents(content):
            if item.type == "declaration":
                value = tinycss2.serialize(item.value).strip()
                for name, part in _longhands(item.lower_name, value):
                    if name in self._wanted:
                        pair[item.important][name] = part
        return pair if any(pair) else None


def _rules(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content is not None and _holds(node):
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner)


def _holds(group: Any) -> bool:
    """Whether the rules in a group count for a page on a screen."""
    if group.lower_at_keyword == "media":
        return tinycss2.serialize(group.prelude).strip().lower() in _ALWAYS
    return group.lower_at_keyword in ("supports", "layer")


def _longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    """A declaration by its parts, as far as they are looked at here."""
    if name == "font":
        if value in ("inherit", "initial", "unset"):
            yield from ((part, value) for part in _FONT_PARTS)
            return
        slant, weight, size = _SLANT.search(value), _WEIGHT.search(value), _SIZE.search(value)
        yield "font-style", slant[1] if slant else "normal"
        yield "font-weight", weight[1] if weight else "normal"
        if size:
            yield "font-size", size[1]
            family = value[size.end() :].strip()
            yield "font-family", re.sub(r"^/\s*\S+\s*", "", family)
    elif name == "background":
        yield "background-color", _last_color(value)
        yield "background-image", "url()" if "url(" in value or "gradient(" in value else "none"
    elif name == "text-decoration":
        yield "text-decoration-line", value
    else:
        yield name, value


def _last_color(value: str) -> str:
    """The colour in a value of `background`; "transparent" where there is none."""
    if value in ("inherit", "initial", "unset"):
        return value
    found = "transparent"
    for token in tinycss2.parse_component_value_list(value):
        written = token.serialize()
        if token.type in ("hash", "function", "ident") and color4.parse_color(written) is not None:
            found = written
    return found
