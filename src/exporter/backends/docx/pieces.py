"""An article as a piece of a Word file that holds many: its blocks and notes, and what the file has to know of them.

Ids count in the piece; `collection` counts them on. Bookmarks have names of their own already.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from lxml import etree

from exporter.backends.docx.bookmarks import place_name
from exporter.backends.docx.numbering import ListUse
from exporter.backends.docx.ooxml import R, add, make, w
from exporter.backends.docx.opc import Package, Part
from exporter.backends.docx.paragraphs import set_spacing
from exporter.backends.docx.place import Place
from exporter.backends.docx.section import section_properties
from exporter.backends.docx.story import Media, Story
from exporter.backends.docx.writer import Writer
from exporter.publication import Publication

# Relationships of the file to its running header and footer.
HEADER, FOOTER = "rId1", "rId2"
# What an id stands for, by the element that has it; text and attributes never hold a "<".
_IDS = re.compile(
    rb'(<w:(?:(numId) w:val="|(?:footnoteReference(?: w:customMarkFollows="1")?|(?:footnote)) w:id="|'
    rb'(bookmark)(?:Start|End) w:id="|(?:hyperlink)[^<>]*? r:id="rId)|<(?:wp:docPr|pic:cNvPr) id="|'
    rb'<(?:a:blip|asvg:svgBlip)[^<>]*? r:embed="rId)(\d+)'
)


class PictureFile(msgspec.Struct, frozen=True):
    """A picture's part: its name inside the package, its content type, and the name under which its bytes are kept."""

    part: str
    content_type: str
    kept: str


class DocxPiece(msgspec.Struct, frozen=True, kw_only=True):
    """An article's part of a file. `relations` are those of its blocks (type, target, whether outside) in the order of
    their ids, `note_relations` those of its notes. `faces` are a font's name, bold and italic; `letters` all of its
    signs, each once. `drawings`, `bookmarks` and `notes_count` are how many ids of each kind it takes."""

    blocks: bytes
    notes: bytes
    relations: tuple[tuple[str, str, bool], ...]
    note_relations: tuple[tuple[str, str, bool], ...]
    lists: tuple[ListUse, ...]
    variants: tuple[tuple[str, str], ...]
    faces: tuple[tuple[str, bool, bool], ...]
    letters: str
    pictures: tuple[PictureFile, ...]
    drawings: int
    bookmarks: int
    notes_count: int
    scripts: tuple[str, ...]


class Depth(msgspec.Struct, frozen=True):
    """The level of a piece's title as a heading, and by how many its headings are lower than in a file of its own."""

    title: int
    below: int

    def style(self, style: str) -> str:
        """The id of a paragraph's style at this depth: Title becomes Heading1, Heading1 becomes Heading2."""
        if style == "Title":
            return f"Heading{self.title}"
        if style.startswith("Heading") and style[7:].isdigit():
            return f"Heading{int(style[7:]) + self.below}"
        return style


def piece_of(
    publication: Publication, key: str, lang: str, depth: Depth, keep: Callable[[bytes], str], numbers: str
) -> DocxPiece:
    """A publication as a piece of a file whose language is `lang`. `keep` gives the name under which a picture's bytes
    are kept; `numbers` is how its pages are numbered ("decimal", "lowerRoman"), "" for a page without header and
    footer."""
    package = Package()
    media = Media(package, publication.assets, publication.theme)
    writer = Writer(publication, key)
    document = package.part("word/document.xml", "")
    story = Story(document, media, holds_notes=True)
    body = make("body")

    def place(story: Story) -> Place:
        own = publication.page.lang
        return msgspec.structs.replace(writer.place(story), lang=own if own != lang else "")

    writer.bookmarks.mark(body, place_name(key))
    page_body: Any = publication.page.root.find("body")
    for article in page_body.iterchildren("article"):
        writer.blocks(body, article, place(story))
    last = writer.separate(body)
    set_spacing(last, after=0)  # or it might need a page of its own
    last[0].append(section_properties(writer.theme, publication.page.dir, continuous=writer.continuous))
    _number_sections(body, numbers)
    notes = package.part("word/footnotes.xml", "")
    note_place = place(Story(notes, media))
    root = writer.notes.part(lambda parent, element: writer.note_blocks(parent, element, note_place))
    separators = [note for note in root if note.get(w("type"))]
    for separator in separators:
        root.remove(separator)
    for element in (body, root):
        _deepen(element, depth)
    files = [part for name, part in package.parts.items() if name.startswith("word/media/")]
    return DocxPiece(
        blocks=_inside(body),
        notes=_inside(root),
        relations=document.relationships.all,
        note_relations=notes.relationships.all,
        lists=writer.numbering.uses,
        variants=writer.styles.variants,
        faces=tuple(sorted(writer.runs.faces)),
        letters="".join(sorted(set("".join(page_body.itertext())))),
        pictures=tuple(PictureFile(part.name, part.content_type, keep(_data(part))) for part in files),
        drawings=media.drawings,
        bookmarks=writer.bookmarks.count,
        notes_count=writer.notes.count,
        scripts=tuple(dict.fromkeys((publication.theme.script, *publication.theme.scripts))),
    )


class Counts(msgspec.Struct, kw_only=True):
    """What pieces before one have taken: ids of each kind."""

    relations: int = 0
    note_relations: int = 0
    bookmarks: int = 0
    drawings: int = 0
    notes: int = 0


def counted_on(markup: bytes, counts: Counts, lists: Mapping[int, int], in_notes: bool = False) -> bytes:
    """A piece's blocks or notes with the ids that they have in the file; `lists` are those of its lists."""
    relations = counts.note_relations if in_notes else counts.relations

    def counted(match: "re.Match[bytes]") -> bytes:
        head, number = match[1], int(match[4])
        if match[2]:
            number = lists[number]
        elif match[3]:
            number += counts.bookmarks
        elif head.endswith(b'"rId'):
            number += relations
        elif head.startswith(b"<w:foot"):
            number += counts.notes
        else:
            number += counts.drawings
        return b"%s%d" % (head, number)

    return _IDS.sub(counted, markup)


def _data(part: Part) -> bytes:
    assert isinstance(part.data, bytes)  # only fonts come packed
    return part.data


def _inside(element: Any) -> bytes:
    """The markup of an element's children; the file's root declares their namespaces."""
    markup: bytes = etree.tostring(element)
    if not len(element):
        return b""
    return markup[markup.index(b">") + 1 : markup.rindex(b"</")]


def _number_sections(body: Any, numbers: str) -> None:
    """Let an article's first section begin its notes at 1, and its first page be without a running header."""
    for place, section in enumerate(body.iter(w("sectPr"))):
        notes = make("footnotePr")
        add(notes, "numRestart", val="continuous" if place else "eachSect")
        section.insert(0, notes)
        if not numbers:
            continue
        kinds = (("header", "default", HEADER), ("footer", "default", FOOTER), ("footer", "first", FOOTER))
        for at, (kind, type, identifier) in enumerate(kinds):
            reference = make(f"{kind}Reference", type=type)
            reference.set(f"{{{R}}}id", identifier)
            section.insert(at, reference)
        before = section.find(w("cols"))
        margin = section.find(w("pgMar"))
        margin.addnext(make("pgNumType", fmt=numbers))
        if place == 0:
            (section.find(w("pgNumType")) if before is None else before).addnext(make("titlePg"))


def _deepen(element: Any, depth: Depth) -> None:
    for style in element.iter(w("pStyle")):
        style.set(w("val"), depth.style(style.get(w("val"))))
