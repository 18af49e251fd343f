"""Texts as they are set: spaces collapsed, abbreviations of the article marked, bare addresses made links."""

import re
from collections.abc import Sequence

import msgspec

from exporter.model import nodes as n
from exporter.origin import Origin

_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_ADDRESS = re.compile(r"(?<![\w@/.:-])(?:https?://|www\.)[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?'’)\]}*_~]")


class Words:
    """Turns the texts of one article into nodes, one after the other; knows what stood before."""

    def __init__(self, abbreviations: dict[str, str]) -> None:
        self._abbreviations = abbreviations
        names = "|".join(sorted(map(re.escape, abbreviations), key=lambda name: (-len(name), name)))
        self._short = re.compile(rf"(?<!\w)(?:{names})(?!\w)") if names else None
        self._marks = True
        self._links = True
        self._after_space = True

    def another(self) -> "Words":
        """The same, for a text inside the text (a note)."""
        return Words(self._abbreviations)

    def begin(self) -> None:
        """A new stretch of running text begins: no space at its start."""
        self._after_space = True

    def other(self, node: n.AnyInline) -> None:
        """Something else than text stands here; only after a line break spaces vanish."""
        self._after_space = isinstance(node, n.LineBreak)

    def abbreviate(self, on: bool) -> None:
        """Whether abbreviations are marked from here on."""
        self._marks = on

    def link(self, on: bool) -> bool:
        """Whether bare addresses become links from here on; gives what was so before."""
        before, self._links = self._links, on
        return before

    def nodes(self, node: n.Text) -> Sequence[n.AnyInline]:
        """The nodes that a text stands for."""
        value = node.value
        if "  " in value or "\n" in value or "\t" in value or "\r" in value or "\f" in value or "\v" in value:
            value = _SPACE.sub(" ", value)
        if self._after_space and value.startswith(" "):
            value = value[1:]
        if not value:
            return ()
        self._after_space = value.endswith(" ")
        if self._links and ("://" in value or "www." in value) and _ADDRESS.search(value):
            return self._with_links(value, node.origin)
        if self._short and self._marks and self._short.search(value):
            return self._with_abbreviations(value, node.origin)
        return (node if value is node.value else msgspec.structs.replace(node, value=value),)

    def _with_links(self, value: str, origin: Origin | None) -> list[n.AnyInline]:
        result: list[n.AnyInline] = []
        done = 0
        for found in _ADDRESS.finditer(value):
            address = found.group()
            while address.endswith(")") and address.count(")") > address.count("("):
                address = address[:-1]
            if found.start() > done:
                result.append(n.Text(value=value[done : found.start()], origin=_moved(origin, done)))
            target = address if "://" in address else f"http://{address}"
            place = _moved(origin, found.start())
            result.append(n.Link(target=target, children=(n.Text(value=address, origin=place),), origin=place))
            done = found.start() + len(address)
        if done < len(value):
            result.append(n.Text(value=value[done:], origin=_moved(origin, done)))
        return result

    def _with_abbreviations(self, value: str, origin: Origin | None) -> list[n.AnyInline]:
        assert self._short
        result: list[n.AnyInline] = []
        done = 0
        for found in self._short.finditer(value):
            if found.start() > done:
                result.append(n.Text(value=value[done : found.start()], origin=_moved(origin, done)))
            place = _moved(origin, found.start())
            words = n.Text(value=found.group(), origin=place)
            long = self._abbreviations[found.group()]
            result.append(n.Abbreviation(expansion=long, children=(words,), origin=place) if long else words)
            done = found.end()
        if done < len(value):
            result.append(n.Text(value=value[done:], origin=_moved(origin, done)))
        return result


def _moved(origin: Origin | None, by: int) -> Origin | None:
    return Origin(origin.file, origin.line, origin.column + by) if origin and by else origin
