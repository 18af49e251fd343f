"""Cross-references and links inside a text, once all its blocks are known."""

from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import rewrite, walk

Inlines = tuple[n.AnyInline, ...]
Blocks = tuple[n.AnyBlock, ...]
_PREFIX = "_Ref_"


def settled(standfirst: Inlines, blocks: Blocks, page: str) -> tuple[Inlines, Blocks]:
    """The same with references that name their targets: those to what has no number or title keep their words and are
    links. `page` is the pattern of our templates for a reference to a page ("page {page}")."""
    before, _, after = page.partition("{page}")
    whole = (*standfirst, *blocks)
    labelled = {
        node.id
        for node in walk(whole)
        if isinstance(node, n.Heading) or (isinstance(node, (n.Figure, n.Table)) and node.caption)
    }

    def settle(node: n.Node) -> Any:
        if isinstance(node, (n.Inline, n.Block)) and hasattr(node, "children"):
            node = _without_words(node, before, after)
        if not isinstance(node, n.Link) or not node.target.startswith("#"):
            return node
        target = f"#{node.target[1:].removeprefix(_PREFIX)}"
        if not node.reference:
            return msgspec.structs.replace(node, target=target) if target != node.target else node
        if node.reference == "page" or target[1:] in labelled:
            return msgspec.structs.replace(node, target=target, children=())
        if not node.children:
            return None
        return msgspec.structs.replace(node, target=target, reference="")

    return rewrite(standfirst, settle), rewrite(blocks, settle)


def _without_words(node: Any, before: str, after: str) -> Any:
    """A node whose references to pages have no words of our templates around them."""
    children = list(node.children)
    for place, child in enumerate(node.children):
        if not isinstance(child, n.Link) or child.reference != "page":
            continue
        for neighbour, words, cut in ((place - 1, before, str.removesuffix), (place + 1, after, str.removeprefix)):
            text = children[neighbour] if 0 <= neighbour < len(children) else None
            if words and isinstance(text, n.Text) and (value := cut(text.value, words)) != text.value:
                children[neighbour] = msgspec.structs.replace(text, value=value)
    changed = tuple(child for child in children if not (isinstance(child, n.Text) and not child.value))
    return msgspec.structs.replace(node, children=changed) if changed != node.children else node
