"""Rules of a book's files and of what may be done with it: fonts, things from outside, scripts, enlarging."""

import hashlib
import re
from collections.abc import Iterator

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.epub import DC, Subject, local

_FONT_TYPES = (
    "font/",
    "application/font-",
    "application/x-font-",
    "application/vnd.ms-",
)
_SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2", b"typ1")
_IDPF = "http://www.idpf.org/2008/embedding"
_ADOBE = "http://ns.adobe.com/pdf/enc#RC"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_CSS_REMOTE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Where an element names what is loaded with it. Films and sound may come from outside (EPUB 3.3, 3.6), nothing else.
_LOADED = {"img": ("src",), "image": (_XLINK, "href"), "script": ("src",), "iframe": ("src",), "embed": ("src",),
           "object": ("data",), "input": ("src",), "link": ("href",), "track": ("src",)}  # fmt: skip
_PLAYED = {"audio": ("src",), "video": ("src",), "source": ("src",)}
_LEAST_SCALE = 2.0  # text is to grow to twice its size (WCAG 2.1, 1.4.4)
_TEXT_SCRIPTS = ("", "text/javascript", "application/javascript", "application/ecmascript", "text/ecmascript", "module")


@rule("V342", "error", "fonts can be used",
      why="A font that cannot be undone is left out, and with it the letters that no other font has.",
      mend="embed it again; after a change of the book's identifier obfuscated fonts have to be made anew",
      source="EPUB 3.3, 4.4")  # fmt: skip
def usable(subject: Subject) -> Iterator[Finding]:
    for item in subject.items:
        path = subject.resolve(subject.path, item.get("href") or "")
        if not (item.get("media-type") or "").startswith(_FONT_TYPES) or not subject.has(path):
            continue
        algorithm = subject.encrypted.get(path, "")
        head = subject.head(path, 4)
        if algorithm in (_IDPF, _ADOBE):
            head = bytes(one ^ other for one, other in zip(head, _key(subject, algorithm), strict=False))
            if not head.startswith(_SIGNATURES):
                yield Finding("the font is obfuscated by a key that is not the book's identifier", path)
        elif algorithm:
            yield Finding(f'the font is encrypted by "{algorithm[:60]}"', path)
        elif not head.startswith(_SIGNATURES):
            yield Finding("the file is no font, or is obfuscated and does not say so", path)
    for path in subject.encrypted:
        if not subject.has(path):
            yield Finding(f'"{path}" is said to be encrypted, and is not there', "META-INF/encryption.xml")


@rule("V343", "error", "pictures, styles and scripts are in the book",
      why="Without a network the book has holes; with one, opening it tells someone else who reads it.",
      mend="put the files into the book", source="EPUB 3.3, 3.6")  # fmt: skip
def at_home(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for element in document.each(*_LOADED):
            if local(element) == "link" and "stylesheet" not in (element.get("rel") or ""):
                continue
            for name in _LOADED[local(element)]:
                address = element.get(name) or ""
                if _REMOTE.match(address):
                    yield Finding(f'"{address[:80]}" is fetched from outside', document.place(element))
    for path, css in _remote_sheets(subject):
        for address in _CSS_REMOTE.findall(_FONT_FACE.sub("", css)):
            yield Finding(f'"{address[:80]}" is fetched from outside', path)


@rule("V344", "warning", "films, sounds and fonts are in the book, too",
      why="The standard lets them come from outside; but then whoever keeps them sees who reads, and may change them.",
      mend="put the files into the book", source="EPUB 3.3, 3.6, 11.2")  # fmt: skip
def kept(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for element in document.each(*_PLAYED):
            for name in _PLAYED[local(element)]:
                if _REMOTE.match(element.get(name) or ""):
                    yield Finding(f'"{element.get(name)[:80]}" is fetched from outside', document.place(element))
    for path, css in _remote_sheets(subject):
        for face in _FONT_FACE.findall(css):
            for address in _CSS_REMOTE.findall(face):
                yield Finding(f'the font "{address[:80]}" is fetched from outside', path)


@rule("V345", "warning", "the book does not need scripts",
      why="Many reading systems run none; what works by a script alone is not there for their readers.",
      mend="show everything without the script; use a script only to make it more convenient",
      source="EPUB 3.3, 6.3.2; WCAG 2.1, 4.1.2")  # fmt: skip
def unscripted(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        scripts = [e for e in document.each("script") if (e.get("type") or "").strip().casefold() in _TEXT_SCRIPTS]
        handlers = [e for _, e in document.elements if any(str(name).startswith("on") for name in e.keys())]  # noqa: SIM118
        fields = [e for e in document.each("input", "select", "textarea", "button")
                  if e.get("type") not in ("checkbox", "radio", "hidden")]  # fmt: skip
        for found, what in ((scripts, "a script runs"), (handlers, "a script waits for the reader"),
                            (fields, "a form works only with a script")):  # fmt: skip
            if found:
                yield Finding(what, document.place(found[0]))
                break


@rule("V346", "error", "the text can be enlarged",
      why="Who sees little cannot make the letters larger.",
      mend="take user-scalable and maximum-scale out of the viewport", source="WCAG 2.1, 1.4.4")  # fmt: skip
def enlarged(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for meta in document.each("meta"):
            if (meta.get("name") or "").casefold() != "viewport":
                continue
            pairs = (part.partition("=") for part in re.split("[,;]", (meta.get("content") or "").casefold()))
            wanted = {name.strip(): value.strip() for name, _, value in pairs}
            largest = wanted.get("maximum-scale", "")
            narrow = bool(re.fullmatch(r"[0-9.]+", largest)) and float(largest.strip(".") or 0) < _LEAST_SCALE
            if wanted.get("user-scalable") in ("no", "0") or narrow:
                yield Finding("the page forbids to enlarge it", document.place(meta))


@rule("V349", "warning", "readers can set their own spacing",
      why="Who needs more space between letters or lines to read gets what the book insists on.",
      mend="take !important away", source="WCAG 2.1, 1.4.12")  # fmt: skip
def spaced(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for _, element in document.elements:
            style = element.get("style") or ""
            if "!important" in style and (found := re.search(
                r"(letter-spacing|word-spacing|line-height)\s*:[^;]*!important", style
            )):  # fmt: skip
                yield Finding(f"{found[1]} is insisted on (!important)", document.place(element))


def _remote_sheets(subject: Subject) -> Iterator[tuple[str, str]]:
    """The stylesheets that may name something outside the book, without their comments."""
    for path, css in subject.sheets.items():
        if "//" in css:
            yield path, _COMMENT.sub("", css)


def _key(subject: Subject, algorithm: str) -> bytes:
    """The first bytes of what a font is combined with, made from the book's identifier (EPUB 3.3, 4.4.3)."""
    name = subject.package.get("unique-identifier")
    texts = [e.text or "" for e in subject.package.iter(f"{DC}identifier") if e.get("id") == name]
    identifier = re.sub(r"[\x20\x09\x0d\x0a]", "", texts[0]) if texts else ""
    if algorithm == _IDPF:
        return hashlib.sha1(identifier.encode(), usedforsecurity=False).digest()
    digits = re.sub("[^0-9a-f]", "", identifier.casefold().removeprefix("urn:uuid:"))
    return bytes.fromhex(digits[:32]) if len(digits) >= 32 else b""
