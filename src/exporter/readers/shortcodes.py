"""What the short codes of Hugo, the tags of Liquid and Nunjucks and the braces of MDX mean: pictures, boxes, films,
links; or nothing we know, and then they are shown and told."""

import re
from collections.abc import Callable

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.callouts import PAGE_BREAKS, PULL_QUOTES, callout_of
from exporter.readers.elements import Builder, Child, Element
from exporter.readers.generator import Code, Masked
from exporter.readers.tags import FLOW

ReadInline = Callable[[str, Origin], list[Child]]

_PICTURE = re.compile(r"(?:.*[-_])?(?:img|image|figure|picture|photo|imgproc)(?:[-_].*)?")
_FILM = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "peertube": "{}",
    "tweet": "https://x.com/i/status/{}",
    "twitter": "https://x.com/i/status/{}",
    "x": "https://x.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}",
}
_FRAME = re.compile(r"(?P<film>[a-z]+?)(?:[-_]\w+|_?embed|_?player|_?video|_?simple|_?lite)?")
_ADDRESSES = frozenset("ref relref link post_url asset_path asset_url permalink abslangurl rellangurl tmp".split())
# What pages have in their heads, and contents, which are made anew.
_OF_THE_PAGE = frozenset("seo feed_meta csrf toc tableofcontents contents comment".split())
_TABS = frozenset("tab tabitem tab-item".split())
_LISTS = re.compile(r"check-?list.*|.*-sublist|steps|list")
_ITEMS = re.compile(r"checkbox.*|.*-list-item|.*-sublist-item|list-item|step")
_ADDRESS_FILTERS = frozenset(
    "url relative_url absolute_url prepend append asset_url relurl absurl relative absolute_path markdownify".split()
)
_MOST_TOLD = 20


class ShortCodes:
    """Turns the pieces of one article into elements, and says once what it could not turn."""

    def __init__(self, builder: Builder, masked: Masked, report: Report, keep_all: bool = False) -> None:
        self._builder = builder
        self._masked = masked
        self._report = report
        self._keeps_all = keep_all
        self._shown: dict[str, list[tuple[str, Origin]]] = {}
        self._unwrapped: dict[str, list[tuple[str, Origin]]] = {}
        self._opened: list[tuple[str, Element | None]] = []

    def take(self, code: Code, origin: Origin, read_inline: ReadInline) -> None:
        """Add what a piece means at this place of the tree."""
        if code.role in ("raw", "literal"):
            if code.value:
                self._builder.text(code.value, origin)
            elif self._keeps_all and code.role == "literal":
                self._show(code, origin)
            if code.name and code.name not in _ADDRESS_FILTERS:
                self._left(code, origin)
        elif code.role == "remark":
            if self._keeps_all:
                self._show(code, origin)
            else:
                self._report.leave_out(origin, "comment", code.source, "a comment, which no reader of a page sees")
        elif code.role == "module":
            self._module(code, origin)
        elif code.role == "single" and code.name in _OF_THE_PAGE:
            self._left(code, origin)
        elif code.role == "open":
            self._opened.append((code.name, self._open(code, origin)))
        elif code.role == "close":
            self._close(code)
        elif not self._single(code, origin, read_inline):
            self._shown.setdefault(code.source, []).append((code.source, origin))
            self._show(code, origin)

    def tell(self) -> None:
        """Report what is shown as it was written, and what was left out: each once, at its first place."""
        for found, text, hint in (
            (
                self._shown,
                "is shown as written: what a site generator puts there is not known here",
                "write what should stand there, or take it away",
            ),
            (
                self._unwrapped,
                "of a site generator was left out; the words inside are kept",
                "write a box as ::: note ... :::, or take the tags away",
            ),
        ):
            for number, alike in enumerate(found.values()):
                source, origin = alike[0]
                if number == _MOST_TOLD:
                    more = f"{len(found) - number} more tag(s), the next of them {_short(source)}, {text}"
                    self._report.add("R207", more, hint, origin)
                    break
                times = f" and {len(alike) - 1} more like it" if len(alike) > 1 else ""
                self._report.add("R207", f"{_short(source)}{times} {text}", hint, origin)

    def _show(self, code: Code, origin: Origin) -> None:
        """Add a piece as it was written."""
        if code.inline:
            self._builder.add(n.RawInline(format="generator", value=code.source, origin=origin))
        else:
            self._builder.add(_element(":raw", {"format": "generator", "text": code.source}, origin))

    def _module(self, code: Code, origin: Origin) -> None:
        if self._keeps_all:
            self._show(code, origin)
            return
        hint = "nothing to do, unless it is text: put that in the place where the page shows it"
        self._report.add("R208", f"{_short(code.source)} works on a page of MDX only; it was left out", hint, origin)
        self._report.leave_out(origin, "module", code.source, "it loads something for a page of MDX, or gives it away")

    def _left(self, code: Code, origin: Origin) -> None:
        """Leave a piece out, and tell it; or keep it."""
        if self._keeps_all:
            self._show(code, origin)
            return
        alike = code.name if code.role == "literal" else code.source  # of a filter one is told
        self._unwrapped.setdefault(alike, []).append((code.source, origin))
        self._report.leave_out(origin, "generator", code.source, "it tells a site generator what to do")

    def _open(self, code: Code, origin: Origin) -> Element | None:
        name = code.name
        options, words = code.options, code.words
        title = options.get("title") or options.get("summary") or options.get("caption", "")
        kicker = options.get("kicker", "")
        kind = options.get("variant") or options.get("type") or (words[0] if words and callout_of(name) else name)
        callout = callout_of(kind) or callout_of(name)
        attrs: dict[str, str] = {}
        if PULL_QUOTES & {name}:
            tag = ":pull-quote"
        elif _LISTS.fullmatch(name):
            tag = "ul"
        elif _ITEMS.fullmatch(name):
            tag = "li"
        elif name in _OF_THE_PAGE:
            self._left(code, origin)
            tag = "div"
        elif name in _TABS and not code.inline:
            label = title or options.get("label") or options.get("name") or (words[0] if words else "")
            tag, attrs = "div", {"title": label}
        elif name == "details" and not code.inline:
            tag, attrs = ":callout", {"kind": "note", "title": title or (words[0] if words else "Details")}
        elif name == "qr":
            tag, attrs = "div", {"class": "qr"}
        elif callout and not code.inline:
            title = title or (words[-1] if len(words) > 1 else "") or (callout[1] if name != "box" else "")
            tag, attrs = ":callout", {"kind": callout[0], "title": title}
        elif title:
            tag, attrs = ":callout", {"kind": "note", "title": ": ".join(filter(None, (kicker, title)))}
        else:
            self._left(code, origin)
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
        if not name or (code.source.startswith("{%") and FLOW.fullmatch(name)):
            return False
        if name in ("pagebreak", "newpage") or PAGE_BREAKS & {name}:
            self._builder.add(_element(":page-break", {}, origin))
            return True
        if name == "include" and words:
            name = re.sub(r"\.\w+$", "", words[0].rpartition("/")[2]).lower()
            words = words[1:]
        if name == "qr" and options.get("text"):
            self._builder.add(_element("div", {"class": "qr", "url": options["text"]}, origin))
            return True
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
        if name in _ADDRESSES and (address := words[0] if words else options.get("path", "")):
            self._builder.add(_link(address, address, origin))
            return True
        return False

    def _film(self, name: str, words: tuple[str, ...], options: dict[str, str], origin: Origin) -> bool:
        address = options.get("id") or options.get("src") or options.get("url") or (words[0] if words else "")
        found = _FRAME.fullmatch(name)
        known = found["film"] if found and found["film"] in _FILM else ""
        if known and not address.startswith("http"):
            if known == "gist":
                address = "/".join(words[:2])
            user = options.get("user", "")
            address = _FILM[known].format(address).replace("/i/", f"/{user or 'i'}/") if address else ""
        elif not (known or ("video" in name and address.startswith("http"))):
            return False
        if not address:
            return False
        self._builder.add(_element("iframe", {"src": address, "title": options.get("title", "")}, origin))
        return True

    def _picture(self, src: str, words: tuple[str, ...], options: dict[str, str], origin: Origin) -> None:
        alt = options.get("alt") or options.get("image_alt_text") or (words[1] if len(words) > 1 else "")
        attrs = {"src": src, "alt": alt, "from": "markdown", "width": options.get("width", "")}
        for name in ("caption", "credit", "attr"):
            if options.get(name):
                attrs["credit" if name == "attr" else name] = options[name]
        if options.get("title"):
            attrs["title"] = options["title"]
        self._builder.add(_element("img", attrs, origin))
        for name in ("link", "attrlink"):
            if address := options.get(name):
                self._linked(address, origin)

    def _linked(self, address: str, origin: Origin) -> None:
        """Where a picture, or who made it, led to; a figure has no links."""
        if self._keeps_all:
            self._builder.add(_link(address, address, origin))
            return
        text = f'the link of a figure was left out: "{address[:80]}"'
        self._report.add("R208", text, "name the address in the caption", origin)
        self._report.leave_out(origin, "figure-link", address, "a link of a figure")

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


def _short(source: str) -> str:
    source = " ".join(source.split())
    return source if len(source) <= 60 else f"{source[:59]}…"
