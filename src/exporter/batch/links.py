"""Links from one article of a collection to another: by path, or by the address at which it was published."""

import posixpath
import re
from collections.abc import Callable, Container, Iterable, Mapping
from urllib.parse import unquote, urlsplit

import msgspec

from exporter.batch.inputs import composed

_ENDINGS = ("", ".md", ".markdown", "/index.md", "/_index.md", "/README.md")


class Place(msgspec.Struct, frozen=True):
    """What can be linked to: an article, or the introduction of a part, by the key of what holds it.

    `ids` gives the places in it.
    """

    key: str
    path: str
    url: str
    ids: Callable[[], Container[str]]


class Links:
    """Finds the places that addresses in articles lead to."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_path: dict[str, Place] = {}
        self._by_url: dict[str, Place] = {}
        for place in places:
            self._by_path.setdefault(composed(place.path), place)
            if place.url:
                self._by_url.setdefault(_plain(place.url), place)

    def of(self, key: str, path: str, addresses: Mapping[str, str]) -> dict[str, str]:
        """Where links to others lead, from an article of that key and path: the key, with "#" and an id where the
        address names one there is. `addresses` are those of its links, each with the one that was written for it.

        One to a place in the article itself is that place alone; one to the article as a whole stays as it is.
        """
        found = {
            address: self._find(path, written) or self._find(path, address) for address, written in addresses.items()
        }
        own = {address: target.removeprefix(key) for address, target in found.items() if _is(target, key)}
        return {address: target for address, target in {**found, **own}.items() if target}

    def _find(self, path: str, address: str) -> str:
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        found = self._by_url.get(_plain(address)) if parts.scheme else self._beside(path, unquote(parts.path))
        if found is None:
            return ""
        if parts.fragment and parts.fragment in found.ids():
            return f"{found.key}#{parts.fragment}"
        return found.key

    def _beside(self, path: str, target: str) -> Place | None:
        if not target:
            return None
        start = "" if target.startswith("/") else posixpath.dirname(path)
        way = posixpath.normpath(posixpath.join(start, target.lstrip("/") if not start else target)).strip("/")
        way = composed(way)
        bare = re.sub(r"\.html?$", "", way)
        candidates = [f"{name}{ending}" for name in dict.fromkeys((way, bare)) for ending in _ENDINGS]
        return next((self._by_path[name] for name in candidates if name in self._by_path), None)


def _is(target: str, key: str) -> bool:
    return target == key or target.startswith(f"{key}#")


def _plain(url: str) -> str:
    """A web address without what does not part one page from another."""
    parts = urlsplit(url)
    path = re.sub(r"(?:/index)?(?:\.html?)?/?$", "", parts.path)
    return f"{parts.netloc.lower().removeprefix('www.')}{path}?{parts.query}"
