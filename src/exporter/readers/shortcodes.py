"""What the short codes of Hugo and the tags of Liquid mean: pictures, boxes, films, links; or nothing we know."""

import re
from collections.abc import Callable

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.callouts import PAGE_BREAKS, PULL_QUOTES, callout_of
from exporter.readers.elements import Builder, Child, Element
from exporter.readers.generator import Code, Masked

ReadInline = Callable[[str, Origin], list[Child]]

_PICTURE = re.compile(r"(?:.*[-_])?(?:img|image|figure|picture|photo|imgproc)(?:[-_].*)?")
_FILM = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "peertube": "{}",
    "tweet": "https://twitter.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}",
}
_FLOW = re.compile(r"end|if|for|else|elsif|assign|unless|case|when|capture")
_ADDRESSES = frozenset("ref relref link post_url asset_path asset_url permalink abslangurl rellangurl tmp".split())
_LISTS = re.compile(r"check-?list.*|.*-sublist|steps|list")
_ITEMS = re.compile(r"checkbox.*|.*-list-item|.*-sublist-item|list-item|step")
_ADDRESS_FILTERS = frozenset(
    "url relative_url absolute_url prepend append asset_url relurl absurl relative absolute_path markdownify".split()
)


class ShortCodes:
    """Turns the pieces of one article into elements, and says once what it could not turn."""

    def __init__(self, builder: Builder, masked: Masked, report: Report, keep_all: bool = False) -> None:
        self._builder = builder
        self._masked = masked
        self._report = report
        self._keeps_all = keep_all
        self._shown: list[tuple[str, Origin]] = []
        self._unwrapped: list[tuple[str, Origin]] = []
        self._opened: list[tuple[str, Element | None]] = []

    def take(self, code: Code, origin: Origin, read_inline: ReadInline) -> None:
        """Add what a piece means at this place of the tree."""
        if code.role in ("raw", "literal"):
            if code.value:
                self._builder.text(code.value, origin)
            if code.name and code.name not in _ADDRESS_FILTERS:
                self._unwrapped.append((code.source, origin))
        elif code.role == "open":
            self._opened.append((code.name, self._open(code, origin)))
        elif code.role == "close":
            self._close(code)
        elif not self._single(code, origin, read_inline):
            self._shown.append((code.source, origin))
            node = n.RawInline(format="generator", value=code.source, origin=origin)
            if code.inline:
                self._builder.add(node)
            else:
                self._builder.add(_element(":raw", {"format": "generator", "text": code.source}, origin))

    def tell(self) -> None:
        """Report what is shown as it was written, and what lost its frame: one message each."""
        for found, text, hint in (
            (
                self._shown,
                "{} of a site generator, such as {}, shown as written: what the site puts there is not known here",
                "write what should stand there, or take it away",
            ),
            (
                self._unwrapped,
                "{} of a site generator, such as {}, left out; the words inside are kept",
                "write a box as ::: note ... :::, or take the tags away",
            ),
        ):
            if found:
                source, origin = found[0]
                count = "1 tag" if len(found) == 1 else f"{len(found)} tags"
                self._report.add("R207", text.format(count, source[:60]), hint, origin)

    def _open(self, code: Code, origin: Origin) -> Element | None:
        name = code.name
        title = code.options.get("title") or code.options.get("caption", "")
        kicker = code.options.get("kicker", "")
        callout = callout_of(code.options.get("variant") or code.options.get("type") or name) or callout_of(name)
        attrs: dict[str, str] = {}
        if PULL_QUOTES & {name}:
            tag = ":pull-quote"
        elif _LISTS.fullmatch(name):
            tag = "ul"
        elif _ITEMS.fullmatch(name):
            tag = "li"
        elif callout and not code.inline:
            title = title or (code.words[-1] if len(code.words) > 1 else "") or (callout[1] if name != "box" else "")
            tag, attrs = ":callout", {"kind": callout[0], "title": title}
        elif title:
            tag, attrs = ":callout", {"kind": "note", "title": ": ".join(filter(None, (kicker, title)))}
        else:
            self._unwrapped.append((code.source, origin))
            if code.inline:
                return None
            tag = "div"
        if tag == "li":
            return self._builder.open(tag, attrs, origin)
        return self._builder.open(tag, attrs, origin, markdown=True)

    def _close(self, code: Code) -> None:
        for place in range(len(self._opened) - 1, -1, -1):
            name, element = self._opened[place]
            if name == code.name:
                del self._opened[place:]
                if element is not None:
                    self._builder.close(element)
                return

    def _single(self, code: Code, origin: Origin, read_inline: ReadInline) -> bool:
        """Add the element that a piece stands for; False when it stands for nothing known."""
        name, words, options = code.name, code.words, code.options
        if not name or (code.source.startswith("{%") and _FLOW.match(name)):
            return False
        if name in ("pagebreak", "newpage") or PAGE_BREAKS & {name}:
            self._builder.add(_element(":page-break", {}, origin))
            return True
        if name == "include" and words:
            name = re.sub(r"\.\w+$", "", words[0].rpartition("/")[2]).lower()
            words = words[1:]
        if self._film(name, words, options, origin):
            return True
        quote = options.get("text", "")
        if quote and ("cite" in options or "author" in options or "quote" in name):
            self._quote(quote, options.get("cite") or options.get("author", ""), origin, read_inline)
            return True
        target = options.get("href") or options.get("url") or options.get("file") or options.get("link", "")
        picture = options.get("src") or options.get("image") or options.get("image_path") or options.get("image_file")
        if not picture and _PICTURE.fullmatch(name) and words:
            picture = words[0]
        if picture and (_PICTURE.fullmatch(name) or re.search(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", picture, re.I)):
            self._picture(picture, words, options, origin)
            return True
        label = options.get("text") or options.get("label") or options.get("title", "")
        if target and label:
            link = _element("a", {"href": target}, origin)
            link.children = read_inline(label, origin)
            self._builder.add(link)
            return True
        if name in _ADDRESSES and words:
            self._builder.add(_link(words[0], words[0], origin))
            return True
        return False

    def _film(self, name: str, words: tuple[str, ...], options: dict[str, str], origin: Origin) -> bool:
        address = options.get("id") or options.get("src") or options.get("url") or (words[0] if words else "")
        known = next((film for film in _FILM if name == film or name.startswith((f"{film}-", f"{film}_"))), "")
        if known and not address.startswith("http"):
            address = _FILM[known].format(address) if address else ""
        elif not (known or ("video" in name and address.startswith("http"))):
            return False
        if not address:
            return False
        self._builder.add(_element("iframe", {"src": address, "title": options.get("title", "")}, origin))
        return True

    def _picture(self, src: str, words: tuple[str, ...], options: dict[str, str], origin: Origin) -> None:
        alt = options.get("alt") or options.get("image_alt_text") or (words[-1] if len(words) > 1 else "")
        attrs = {"src": src, "alt": alt, "from": "markdown", "width": options.get("width", "")}
        for name in ("caption", "credit", "attr"):
            if options.get(name):
                attrs["credit" if name == "attr" else name] = options[name]
        if options.get("title"):
            attrs["title"] = options["title"]
        self._builder.add(_element("img", attrs, origin))

    def _quote(self, text: str, by: str, origin: Origin, read_inline: ReadInline) -> None:
        quote = self._builder.open("blockquote", {}, origin, markdown=True)
        self._builder.open("p", {}, origin)
        self._builder.top.children.extend(read_inline(text, origin))
        if by:
            self._builder.open("footer", {}, origin)
            self._builder.text(by, origin)
        self._builder.close(quote)


def _element(tag: str, attrs: dict[str, str], origin: Origin) -> Element:
    return Element(tag, attrs, origin, markdown=True)


def _link(target: str, words: str, origin: Origin) -> Element:
    link = _element("a", {"href": target}, origin)
    link.children = [n.Text(value=words, origin=origin)]
    return link
