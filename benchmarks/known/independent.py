"""The words of a file by readers that are not ours: pandoc's, or its elements one after the other."""

import re
import subprocess
from contextlib import redirect_stderr
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from known.formulas import letters, letters_of_mathml

_INLINE = frozenset(
    "a abbr b bdi bdo cite code em font i ins kbd mark q s small span strong sub sup tt u var "  # of HTML
    "italic bold monospace sc xref ext-link named-content styled-content uri email".split()  # of JATS
)
_UNREAD = frozenset("script style template head object-id".split())
_CALLS = frozenset(("footnote-ref", "footnote-back"))  # of pandoc's notes
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WITH_WORDS = re.compile(r"word/(document|footnotes|endnotes)\d*\.xml$")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD_OF_OPENDOCUMENT = frozenset(
    "tracked-changes annotation note-citation title desc sequence-decls forms object".split()
)
_STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W[1:-1].encode())
_GENERATOR = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)  # what a site's generator reads
_STANDS_FOR = "\ue000"  # no word
_ATTRIBUTES = re.compile(r"""\{:?\s*(?:[#.][\w-]+\s*|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+)\s*)+\}""")
# The address of a link inside HTML, which pandoc leaves.
_ADDRESS = re.compile(r"""\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)""")
_FRAME = re.compile(r"<(?:iframe|embed|video|audio|source|object)\b([^>]*)>", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def words_of_markup(markup: str) -> str:
    """The words of HTML, those of neighbouring blocks apart from each other."""
    from lxml import html

    return _text(html.document_fromstring(markup)) if markup.strip() else ""


def text_of_markdown(text: str) -> tuple[str, str]:
    """pandoc's reading of the Markdown below the front matter; and the words that may be read or not: those inside a
    generator's marks, and the addresses of films, which become links."""
    body = _FRONT_MATTER.sub("", text, count=1)
    either = "\n".join((*_GENERATOR.findall(body), *_FRAME.findall(body)))
    body = _ATTRIBUTES.sub("", _GENERATOR.sub(_STANDS_FOR, body))
    found = words_of_markup(_pandoc(["-f", "gfm+footnotes", "-t", "html", "--wrap=none", "--mathml"], body.encode()))
    return _ADDRESS.sub("]", found), either


def text_by_pandoc(file: Path, format: str) -> str | None:
    """pandoc's reading of a file; None when it cannot read it."""
    try:
        return words_of_markup(_pandoc(["-f", format, "-t", "html", "--wrap=none", "--mathml", str(file)]))
    except subprocess.CalledProcessError:
        return None


def letters_of_word(file: Path) -> str | None:
    """All text in the body and the notes of a Word file, as its elements hold it; None when the zip cannot be read."""
    from lxml import etree

    try:
        with ZipFile(file) as package:
            parts = [name for name in package.namelist() if _WITH_WORDS.search(name)]
            trees = [etree.fromstring(package.read(name).replace(*_STRICT)) for name in sorted(parts)]
    except (BadZipFile, OSError, etree.XMLSyntaxError, NotImplementedError, ValueError):
        return None
    return "\n".join(_letters(tree) for tree in trees)


def letters_of_opendocument(file: Path) -> str:
    """All text in the body of an OpenDocument file and in its formulas, as its elements hold it."""
    from lxml import etree

    with ZipFile(file) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"Object [^/]+/content\.xml", name)]
        trees = [etree.fromstring(package.read(name)) for name in ("content.xml", *names)]
    parts: list[str] = []

    def add(node: Any) -> None:
        name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if not name or name in _UNREAD_OF_OPENDOCUMENT:
            return
        parts.append(" " if name in ("s", "tab", "line-break") else "\n" if name in ("p", "h") else "")
        parts.append(node.text or "")
        for child in node:
            add(child)
            parts.append(child.tail or "")
        parts.append("\n" if name in ("p", "h", "title", "desc") else "")

    for body in trees[0].iter("{*}text"):
        if body.tag.endswith("office:1.0}text"):
            add(body)
    formulas = (letters_of_mathml(tree) for tree in trees[1:] if tree.tag.endswith("}math"))  # others are charts
    return "".join((*parts, *formulas))


def text_of_elements(file: Path, paths: tuple[str, ...]) -> str:
    """The words of the parts of an XML file, as its elements hold them, without the ids of its parts."""
    from lxml import etree

    root = etree.parse(str(file), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    return "\n".join(_text(part) for path in paths for part in root.findall(path))


def texts_of_archive(file: Path) -> str:
    """The words of the HTML pages in a web archive, by warcio and lxml."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages: list[str] = []
    with file.open("rb") as stream, redirect_stderr(StringIO()):
        try:
            for record in ArchiveIterator(stream, arc2warc=True):
                headers = record.http_headers
                kind = headers.get_header("Content-Type", "") if headers else record.rec_headers["Content-Type"]
                is_answer = record.rec_type in ("response", "resource") and "html" in kind
                if is_answer and (headers is None or headers.get_statuscode() == "200"):
                    pages.append(words_of_markup(record.content_stream().read().decode("utf-8", "replace")))
        except (ArchiveLoadFailed, EOFError):
            pass
    return "\n".join(dict.fromkeys(pages))


@cache
def _program() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def _pandoc(arguments: list[str], data: bytes = b"") -> str:
    done = subprocess.run([_program(), *arguments], input=data, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def _text(element: Any) -> str:
    """The words in an element; elements that are not inline stand apart."""
    parts: list[str] = []

    def add(node: Any) -> None:
        name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if name == "math":
            parts.append(letters_of_mathml(node))
        elif name and name not in _UNREAD and node.get("class") not in _CALLS:
            between = "" if name in _INLINE else " "
            parts.extend((between, node.text or ""))
            for child in node:
                add(child)
                parts.append(child.tail or "")
            parts.append(between)

    add(element)
    return "".join(parts)


def _letters(tree: Any) -> str:
    """Text, tabs and breaks in their order; what was deleted, and what is there for old programs, is left away."""
    parts: list[str] = []

    def add(node: Any) -> None:
        if node.tag == _FALLBACK or not isinstance(node.tag, str):
            return
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_M}t":
            parts.append(letters(node.text or ""))
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        for child in node:
            add(child)
        if node.tag == f"{_W}p":
            parts.append("\n")

    add(tree)
    return "".join(parts)
