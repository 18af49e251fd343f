"""Cross-references and links inside a text, once all its blocks are known."""

from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import rewrite, walk

Inlines = tuple[n.AnyInline, ...]
Blocks = tuple[n.AnyBlock, ...]
_PREFIX = "_Ref_"


def settled(standfirst: Inlines, blocks: Blocks) -> tuple[Inlines, Blocks]:
    """The same with references that name their targets: those to what has no number or title keep their words and are
    links."""
    whole = (*standfirst, *blocks)
    labelled: set[str] = set()
    for node in walk(whole):
        is_titled = isinstance(node, n.Heading) or (isinstance(node, (n.Figure, n.Table)) and node.caption)
        if is_titled and getattr(node, "id", ""):
            labelled.add(node.id)  # type: ignore[attr-defined]

    def settle(node: n.Node) -> Any:
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
