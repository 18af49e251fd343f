"""What the elements of a piece of text are to each other: tasks, attributions, terms, running text in blocks.

Functions on the tree of elements that `converter` asks; none makes a block.
"""

import re
from collections.abc import Iterable
from typing import Literal, cast

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.readers.elements import VOID_TAGS, Child, Element

Blocks = list[n.AnyBlock]
Inlines = tuple[n.AnyInline, ...]

LEFT_OUT = frozenset("script style template canvas link meta base param track map area head frame frameset rp".split())
MEDIA = frozenset("iframe video audio embed object".split())
DASH = re.compile(r"\s*(?:--+|[\u2012-\u2015])[\s\u00a0]*")
_TASK = re.compile(r"\[([ xX])\](?:[ \t\u00a0]+|$)")


def language_of(attrs: dict[str, str]) -> tuple[str, Literal["", "ltr", "rtl"]]:
    lang = attrs.get("lang") or attrs.get("xml:lang", "")
    dir = attrs.get("dir", "").lower()
    valid = re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", lang)
    return lang if valid else "", cast('Literal["", "ltr", "rtl"]', dir if dir in ("ltr", "rtl") else "")


def take_task(item: Element) -> bool | None:
    """Whether a task list's item is done; takes its box away. None when it is no task."""
    first = next(item.elements(), None)
    holder = first if first is not None and first.tag in ("p", "label") else item
    for place, child in enumerate(holder.children):
        if isinstance(child, n.Text) and not child.value.strip():
            continue
        if isinstance(child, Element) and child.tag == "input" and child.attrs.get("type") == "checkbox":
            del holder.children[place]
            return "checked" in child.attrs
        if holder is first and isinstance(child, n.Text) and item.markdown and (found := _TASK.match(child.value)):
            rest = child.value[found.end() :]
            if not rest.strip() and len(holder.children) == 1:
                return None
            holder.children[place] = msgspec.structs.replace(child, value=rest)
            return found[1] != " "
        return None
    return None


def definition_parts(element: Element) -> list[Element]:
    """The terms and definitions of a list, out of the groups that HTML allows; other content is a definition."""
    parts: list[Element] = []
    for child in element.children:
        if isinstance(child, Element) and child.tag == "div" and not child.markdown:
            parts.extend(definition_parts(child))
        elif isinstance(child, Element):
            parts.append(child)
        elif not isinstance(child, n.Text) or child.value.strip():
            stray = Element("dd" if parts else "dt", {}, child.origin or element.origin)
            stray.children = [child]
            parts.append(stray)
    return parts


def only_child(element: Element) -> str:
    """The tag of the element that is all of another's content."""
    kept = [c for c in element.children if not isinstance(c, n.Text) or DASH.sub("", c.value).strip()]
    return kept[0].tag if len(kept) == 1 and isinstance(kept[0], Element) else ""


def undashed(inlines: Inlines) -> Inlines:
    if inlines and isinstance(inlines[0], n.Text) and (found := DASH.match(inlines[0].value)):
        rest = inlines[0].value[found.end() :]
        return (*((msgspec.structs.replace(inlines[0], value=rest),) if rest else ()), *inlines[1:])
    return inlines


def split_attribution(blocks: Blocks) -> tuple[Blocks, Inlines]:
    """The quote without its last paragraph or line, when that begins with a dash: who said it."""
    last = blocks[-1] if blocks else None
    if not isinstance(last, n.Paragraph):
        return blocks, ()
    children = last.children
    if len(blocks) > 1 and isinstance(children[0], n.Text) and DASH.match(children[0].value):
        return blocks[:-1], undashed(children)
    for place in range(len(children) - 1, 0, -1):
        node, before = children[place], children[place - 1]
        if not isinstance(node, n.Text) or not DASH.match(node.value):
            continue
        own_line = isinstance(before, n.LineBreak) or (
            before.origin is not None and node.origin is not None and before.origin.line < node.origin.line
        )
        if own_line:
            kept = children[:place]
            while kept and (isinstance(kept[-1], n.LineBreak) or plain_text(kept[-1]) == " "):
                kept = kept[:-1]
            if not kept:
                return blocks, ()
            return [*blocks[:-1], msgspec.structs.replace(last, children=kept)], undashed(children[place:])
    return blocks, ()


def written(element: Element) -> str:
    """An element that works on a web page only (a script, a style) as HTML has it, with all that stands in it."""
    words = "".join(_as_written(child) for child in element.children)
    if element.tag.startswith(":"):  # one of our own, for what HTML has no element
        return element.attrs.get("text", "") + words
    attrs = "".join(f' {name}="{value}"' if value else f" {name}" for name, value in element.attrs.items())
    end = "" if element.tag in VOID_TAGS else f"</{element.tag}>"
    return f"<{element.tag}{attrs}>{words}{end}"


def _as_written(child: Child) -> str:
    if isinstance(child, Element):
        return written(child)
    return child.value if isinstance(child, (n.Text, n.Code, n.Math, n.RawInline)) else plain_text(child)


def flattened(children: Iterable[Child]) -> list[Child]:
    """Content as running text: blocks give their content, with a space between two."""
    result: list[Child] = []
    for child in children:
        if isinstance(child, Element) and child.is_block and child.tag not in _WORDLESS:
            if result:
                result.append(n.Text(value=" ", origin=child.origin))
            if child.tag == ":callout" and child.attrs.get("title"):
                result.append(n.Text(value=f"{child.attrs['title']} ", origin=child.origin))
            result.extend(flattened(child.children))
        else:
            result.append(child)
    return result


def without(element: Element, tag: str) -> Element:
    """A copy without the elements of one name, at any depth."""
    kept: list[Child] = []
    for child in element.children:
        if isinstance(child, Element):
            if child.tag != tag:
                kept.append(without(child, tag))
        else:
            kept.append(child)
    return element.copy(kept)


_WORDLESS = MEDIA | LEFT_OUT | {":code", ":raw"}  # what `_block_in_text` and the messages take care of
_NO_WORDS_INSIDE = frozenset("ul ol dl table thead tbody tfoot tr colgroup".split())


def pushed_down(wrapper: Element) -> list[Child]:
    """The content of an inline element that holds blocks, with the element around each piece of running text."""
    return _wrapped(wrapper, wrapper.children)


def _wrapped(wrapper: Element, children: Iterable[Child]) -> list[Child]:
    result: list[Child] = []
    run: list[Child] = []

    def end_run() -> None:
        if any(not isinstance(child, n.Text) or child.value.strip() for child in run):
            piece = Element(wrapper.tag, wrapper.attrs, wrapper.origin, wrapper.markdown)
            piece.children = list(run)
            result.append(piece)
        else:
            result.extend(run)
        run.clear()

    for child in children:
        if isinstance(child, Element) and child.is_block:
            end_run()
            if child.tag in _NO_WORDS_INSIDE:
                inner: list[Child] = [
                    c.copy(_wrapped(wrapper, c.children)) if isinstance(c, Element) else c for c in child.children
                ]
            else:
                inner = _wrapped(wrapper, child.children)
            result.append(child.copy(inner))
        else:
            run.append(child)
    end_run()
    return result
