"""Reads OpenDocument text (.odt, .ott) into an article; programs in it are never looked at.

The way is that of Word files: the package within its bounds, a manuscript of lines (`story`, `runs`), then what all
office files share. odfdo 3.27, which is well kept, opens the zip and its XML by itself, without the bounds that a file
from anywhere needs; so the markup is read here.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field
from exporter.readers.office.languages import plain_language
from exporter.readers.office.manuscript import Element
from exporter.readers.office.matter import MatterReader
from exporter.readers.office.package import Package
from exporter.readers.office.references import settled
from exporter.readers.office.shape import Shaper
from exporter.readers.office.telling import depth_held
from exporter.readers.office.template_words import template_words
from exporter.readers.opendocument.context import Context
from exporter.readers.opendocument.names import DC, FO, META, OFFICE, STYLE, TEXT, pixels
from exporter.readers.opendocument.story import Story
from exporter.readers.opendocument.styles import Styles

if TYPE_CHECKING:
    from exporter.readers import ReadOptions

_TYPES = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")
_SAVE = "open it in LibreOffice, and save it again as .odt"


def read(source: Source, options: "ReadOptions", report: Report) -> Iterator[Article]:
    """The article of an OpenDocument text. Raises SourceError for what is none, or goes beyond a bound."""
    with depth_held(options, report):
        article = _article(source, options, report)
    yield article


def _article(source: Source, options: "ReadOptions", report: Report) -> Article:
    package = Package(source, options, report)
    root = _root(package)
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        package.refuse("R411", "is no text document", _SAVE)
    _settle_changes(body, package, options, report)
    parts = [package.xml("styles.xml"), root] if "styles.xml" in package else [root]
    context = Context(package, Styles(*parts), options, report)
    context.look_through(body)
    stated = _stated(package)
    lang = plain_language(stated.get("lang", "") or context.styles.defaults.lang or "")
    context.lang = plain_language(options.settings.get("lang", "")) or lang
    context.rtl, context.column_px = _is_rtl(body, context.styles), _column_px(context.styles.layout)
    words = template_words(context.lang)
    shaper = Shaper(words, options.max_depth)
    context.read_blocks = lambda holder: shaper.blocks(Story(context).read(holder))
    found = MatterReader(stated, words, context.lang, report).read(Story(context).read(body))
    blocks = shaper.blocks((*found.elements, *_furniture(parts[0], context)))
    _tell(context, package)
    values = {**stated, "lang": context.lang, **found.values}
    if "TOC" in context.lists:
        values["toc"] = True
    if context.is_numbered:
        values["number-sections"] = True
    place = Origin(source.name)
    fields = tuple(Field(key, value, place, place) for key, value in values.items() if value)
    metadata, _ = metadata_of(fields, options.settings, report)
    if not metadata.title:
        report.add("R101", "the document has no title", "give the title the style Title, or say --set title=...", place)
    standfirst, blocks = settled(found.standfirst, blocks, words["page_reference"])
    if metadata.summary != found.values.get("summary"):
        standfirst = ()
    outer = (n.PageBreak,)
    while blocks and isinstance(blocks[-1], outer):
        blocks = blocks[:-1]
    return Article(metadata=metadata, body=blocks, standfirst=standfirst, assets=context.assets)


def _root(package: Package) -> Any:
    """The root of the content. Raises SourceError for another kind of file, or one that is locked."""
    if "mimetype" not in package or package.text("mimetype").strip() not in _TYPES or "content.xml" not in package:
        package.refuse("R411", "is no OpenDocument text", _SAVE)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.text("META-INF/manifest.xml"):
        package.refuse("R411", "is locked with a password", "save it without one")
    return package.xml("content.xml")


def _settle_changes(body: Any, package: Package, options: "ReadOptions", report: Report) -> None:
    """Tracked changes (part 3, 5.5): what was deleted stands apart from the text, which is as if they were accepted."""
    regions = sum(1 for _ in body.iter(f"{TEXT}changed-region"))
    if not regions:
        return
    if options.changes != "accept":
        hint = "accept or reject them in LibreOffice, or say --changes accept"
        package.refuse("R420", f"holds {regions} tracked changes", hint)
    text = f"tracked changes were accepted: {regions}"
    report.add("R421", text, "refuse such files with --changes refuse", Origin(package.name))


def _stated(package: Package) -> dict[str, str]:
    """What the file says about itself, under the names of front matter."""
    if "meta.xml" not in package:
        return {}
    meta = package.xml("meta.xml").find(f"{OFFICE}meta")
    if meta is None:
        return {}
    names = {"title": f"{DC}title", "authors": f"{META}initial-creator", "summary": f"{DC}description",
             "lang": f"{DC}language"}  # fmt: skip
    values = {name: " ".join(meta.findtext(tag, "").split()) for name, tag in names.items()}
    values["authors"] = values["authors"] or " ".join(meta.findtext(f"{DC}creator", "").split())
    values["keywords"] = ", ".join(" ".join((item.text or "").split()) for item in meta.iter(f"{META}keyword"))
    values["subject"] = " ".join(meta.findtext(f"{DC}subject", "").split())
    return {name: value for name, value in values.items() if value}


def _is_rtl(body: Any, styles: Styles) -> bool:
    marks = [styles.paragraph(item.get(f"{TEXT}style-name", "")).rtl for item in body.iter(f"{TEXT}p", f"{TEXT}h")]
    return sum(marks) * 2 > len(marks)


def _column_px(layout: Any) -> float:
    if layout is None:
        return 0.0
    sides = sum(pixels(layout.get(f"{FO}margin-{side}") or layout.get(f"{FO}margin")) for side in ("left", "right"))
    return max(0.0, pixels(layout.get(f"{FO}page-width")) - sides)


def _furniture(root: Any, context: Context) -> Iterator[Element]:
    """The lines of headers and footers, where all is kept; else it is told what they say."""
    for holder in root.iter(f"{STYLE}header", f"{STYLE}footer"):
        if context.options.keep_all:
            yield from Story(context).read(holder)
        else:
            words = " ".join("".join(holder.itertext()).split())
            context.left_out(Origin(context.name), words, "furniture", "stands around the text on each page")


def _tell(context: Context, package: Package) -> None:
    if context.comment_count:
        became = "became notes" if context.options.comments == "notes" or context.options.keep_all else "left out"
        text = f"comments {became}: {context.comment_count}"
        context.tell("R417", text, "choose with --comments leave-out or notes")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in package.names):
        text = "the document holds programs, which were not read"
        context.tell("R415", text, "nothing to do: only its text is used")
