"""The text with its citations set, and the references that it cites."""

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import rewrite, walk
from exporter.origin import Origin, Source
from exporter.readers.citations.marks import Item, Mark, marks
from exporter.readers.citations.references import ReferenceFault, items_of, references_of
from exporter.readers.picture_faults import PictureFault
from exporter.readers.pictures import file_beside, text_beside

if TYPE_CHECKING:
    from exporter.readers import ReadOptions
    from exporter.readers.citations.engine import Engine

REFERENCES = "references"  # the class of their division
_PLACES = {"refs", REFERENCES, "bibliography"}
_ADDRESS = re.compile(r"https?://[^\s<>\"”»]*[^\s<>\"”».,;:)]")
_TAGS: dict[str, Any] = {"i": n.Emphasis, "em": n.Emphasis, "b": n.Strong, "strong": n.Strong, "sup": n.Superscript,
                         "sub": n.Subscript, "u": n.Underline}  # fmt: skip


def load_citations(article: Article, source: Source, text: str, options: "ReadOptions", report: Report) -> Article:
    """The same article with its citations set, where its front matter names references."""
    fields = {str(name).lower(): value for name, value in article.metadata.extra.items()}
    references = _references(fields, source, text, options, report)
    if not references:
        return article
    from exporter.readers.citations.engine import Engine, StyleFault

    try:
        engine = Engine(references, _style(fields.get("csl"), source, options), article.metadata.lang or "en")
    except (StyleFault, PictureFault) as exc:
        reason = exc.reason if isinstance(exc, PictureFault) else exc
        hint = 'take one from the styles of CSL, or install them: pip install "exporter[citations]"'
        report.add("R602", f'the citation style "{fields.get("csl")}" {reason}', hint, _field(source, text, "csl"))
        engine = Engine(references, _style("", source, options), article.metadata.lang or "en")
    files = [*_named(fields.get("bibliography")), *_named(fields.get("csl"))]
    article = msgspec.structs.replace(article, files=(*article.files, *files))
    return _Citing(article, engine, [item["id"] for item in references], fields.get("nocite"), report).article()


def _named(value: Any) -> list[str]:
    """The names in a field that has one or several."""
    return [str(name) for name in (value if isinstance(value, list) else [value]) if name]


def _references(
    fields: dict[str, Any], source: Source, text: str, options: "ReadOptions", report: Report
) -> list[dict[str, Any]]:
    """The references of all files and of the front matter, the first of each id."""
    found: dict[str, dict[str, Any]] = {}
    for name in _named(fields.get("bibliography")):
        place = _field(source, text, "bibliography")
        try:
            items = references_of(name, text_beside(name, source, options))
        except PictureFault as fault:
            report.add("R601", f'the bibliography "{name[:80]}" {fault.reason}', fault.hint, place)
            continue
        except ReferenceFault as fault:
            where = Origin(name, fault.line, fault.column) if fault.line else place
            hint = "write CSL JSON or YAML (.json, .yaml) or BibTeX (.bib)"
            report.add("R601", f'the bibliography "{name[:80]}" {fault}', hint, where)
            continue
        for item in items:
            found.setdefault(item["id"].lower(), item)
    own = fields.get("references")
    if isinstance(own, list):
        try:
            for item in items_of(own):
                found.setdefault(item["id"].lower(), item)
        except ReferenceFault as fault:
            text_of = f"the field references {fault}"
            report.add("R601", text_of, "give each an id and a type", _field(source, text, "references"))
    return list(found.values())


def _style(name: Any, source: Source, options: "ReadOptions") -> bytes:
    """The bytes of a style: a file beside the article, or one that is installed. Raises PictureFault."""
    from exporter.readers.citations.engine import DEFAULT_STYLE, style_file

    name = str(name or DEFAULT_STYLE)
    installed = style_file(name) if "/" not in name else None
    if installed and not (source.folder and (source.folder / name).is_file()):
        return installed.read_bytes()
    return file_beside(name, source, options)


def _field(source: Source, text: str, name: str) -> Origin:
    """The line of a field of the front matter."""
    lines = text.split("\n")
    line = next((number for number, words in enumerate(lines, 1) if words.startswith(f"{name}:")), 1)
    return Origin(source.name, line, 1)


class _Citing:
    """Sets the citations of one article."""

    def __init__(self, article: Article, engine: "Engine", keys: list[str], nocite: Any, report: Report) -> None:
        self._article = article
        self._engine = engine
        self._known = {key.lower(): key for key in keys}
        self._report = report
        self._notes = 0
        self._nocite = nocite

    def article(self) -> Article:
        """The article with its citations and references."""
        article = self._article
        cited = [key for node in walk((article.standfirst, article.body)) for key in self._keys(node)]
        self._engine.use([*cited, *self._silent()])
        entries = self._engine.bibliography()
        noted = {id(text) for note in walk(article.body) if isinstance(note, n.Note) for text in walk(note.blocks)}
        body = rewrite(article.body, lambda node: self._set(node, id(node) in noted))
        standfirst = rewrite(article.standfirst, lambda node: self._set(node, True))
        blocks = tuple(self._entry(key, html) for key, html in entries if html)
        if not blocks:
            return msgspec.structs.replace(article, body=body, standfirst=standfirst)
        placed = [
            block
            for block in walk(body)
            if isinstance(block, n.Division) and (block.id in _PLACES or not _PLACES.isdisjoint(block.classes))
        ]
        if placed:
            made = msgspec.structs.replace(
                placed[0], classes=(REFERENCES, "placed"), blocks=(*placed[0].blocks, *blocks)
            )
            body = rewrite(body, lambda node: made if node is placed[0] else node)
        else:
            body = (*body, n.Division(blocks=blocks, classes=(REFERENCES,)))
        return msgspec.structs.replace(article, body=body, standfirst=standfirst)

    def _keys(self, node: n.Node) -> list[str]:
        if not isinstance(node, n.Text) or "@" not in node.value:
            return []
        known = (self._known.get(item.key.lower(), "") for mark in self._marks(node) for item in mark.items)
        return [key for key in known if key]

    def _silent(self) -> list[str]:
        """What is listed without being cited: `nocite: "@*"`, or keys."""
        words = " ".join(self._nocite) if isinstance(self._nocite, list) else str(self._nocite or "")
        if "@*" in words:
            return list(self._known.values())
        return [self._known[key] for word in re.findall(r"[^\s,;@]+", words) if (key := word.lower()) in self._known]

    def _marks(self, text: n.Text) -> list[Mark]:
        return list(marks(text.value, {*self._known.values(), *self._known}))

    def _set(self, node: n.Node, in_note: bool) -> n.Node | tuple[n.Node, ...]:
        if not isinstance(node, n.Text) or "@" not in node.value:
            return node
        made: list[n.Node] = []
        done = 0
        for mark in self._marks(node):
            unknown = [item for item in mark.items if item.key.lower() not in self._known]
            if unknown:
                self._tell(node, mark, unknown[0])
                continue
            before = node.value[done : mark.start]
            note = self._engine.is_note and not in_note
            if note:
                before = before.rstrip(" ")
            if before:
                made.append(msgspec.structs.replace(node, value=before))
            made += self._noted(mark, node) if note else self._cited(mark)
            done = mark.start + len(mark.source)
        if not made:
            return node
        if node.value[done:]:
            made.append(n.Text(value=node.value[done:], origin=node.origin))
        return tuple(made)

    def _cited(self, mark: Mark) -> list[n.Node]:
        """A citation in the text, each work a link to its reference."""
        prefix, delimiter, suffix = self._engine.around()
        made: list[n.Node] = []
        if mark.in_text:
            key = self._known[mark.items[0].key.lower()]
            made += [n.Link(target=_target(key), children=(n.Text(value=self._engine.author(key)),)), n.Text(value=" ")]
        made.append(n.Text(value=prefix))
        for place, item in enumerate(mark.items):
            if place:
                made.append(n.Text(value=delimiter))
            key = self._known[item.key.lower()]
            own = msgspec.structs.replace(item, key=key, without_author=item.without_author or mark.in_text)
            if item.prefix:
                made.append(n.Text(value=f"{item.prefix} "))
            made.append(n.Link(target=_target(key), children=_inlines(self._engine.cite(own))))
            if item.suffix:
                made.append(n.Text(value=f", {item.suffix}"))
        made.append(n.Text(value=suffix))
        return [node for node in made if not isinstance(node, n.Text) or node.value]

    def _noted(self, mark: Mark, node: n.Text) -> list[n.Node]:
        """A citation in a note of its own; the author stays in the text that names them."""
        self._notes += 1
        words: list[n.AnyInline] = []
        for place, item in enumerate(mark.items):
            key = self._known[item.key.lower()]
            if place:
                words.append(n.Text(value="; "))
            if item.prefix:
                words.append(n.Text(value=f"{item.prefix} "))
            words += _inlines(self._engine.cite(msgspec.structs.replace(item, key=key)))
            if item.suffix:
                words.append(n.Text(value=f", {item.suffix}"))
        label = f"citation-{self._notes}"
        note = n.Note(label=label, blocks=(n.Paragraph(children=tuple(words)),), origin=node.origin)
        author = self._engine.author(self._known[mark.items[0].key.lower()])
        return [n.Text(value=author), note] if mark.in_text else [note]

    def _tell(self, node: n.Text, mark: Mark, item: Item) -> None:
        near = get_close_matches(item.key.lower(), self._known, 1, 0.6)
        hint = f'did you mean "@{self._known[near[0]]}"?' if near else "add it to the bibliography, or correct the key"
        place = node.origin
        if place is not None and "\n" not in node.value:
            place = Origin(place.file, place.line, place.column + mark.start)
        self._report.add("R603", f'the bibliography has no "{item.key}"; the citation is shown as written', hint, place)

    def _entry(self, key: str, html: str) -> n.Paragraph:
        html = re.sub(r"^(\[\d+\]|\d+\.)(?=\S)", "\\1\u2002", html)
        return n.Paragraph(id=_target(key)[1:], children=_inlines(html), classes=("reference",))


def _target(key: str) -> str:
    return "#ref-" + re.sub(r"[^\w.-]", "-", key)


def _inlines(html: str) -> tuple[n.AnyInline, ...]:
    """The engine's HTML as running text; addresses in it become links."""
    from lxml import html as parser

    root = parser.fragment_fromstring(html, create_parent="span")
    return tuple(_children(root))


def _children(element: Any) -> list[n.AnyInline]:
    made = _linked(element.text or "")
    for child in element:
        inside = tuple(_children(child))
        node = _TAGS.get(child.tag)
        if node is not None:
            made.append(node(children=inside))
        elif "small-caps" in child.get("style", ""):
            made.append(n.SmallCaps(children=inside))
        else:
            made += inside
        made += _linked(child.tail or "")
    return made


def _linked(text: str) -> list[n.AnyInline]:
    made: list[n.AnyInline] = []
    done = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > done:
            made.append(n.Text(value=text[done : found.start()]))
        made.append(n.Link(target=found[0], children=(n.Text(value=found[0]),)))
        done = found.end()
    return [*made, *([n.Text(value=text[done:])] if text[done:] else [])]
