"""Reads Word documents (.docx, .docm, .dotx, .dotm) into an article; programs in them are never looked at.

The way: the package within its bounds (`office.package`, `parts`), tracked changes settled (`changes`), a manuscript of
lines (`story`, `runs`, `tables`), what says something about the text (`office.matter`), blocks (`office.shape`).
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
from exporter.readers.word.changes import accept, changes_in, reject
from exporter.readers.word.comments import Comments
from exporter.readers.word.context import Context
from exporter.readers.word.language import language_of
from exporter.readers.word.names import W
from exporter.readers.word.notes import Notes
from exporter.readers.word.numbering import Numbering
from exporter.readers.word.parts import WordParts
from exporter.readers.word.properties import properties_of
from exporter.readers.word.story import Story
from exporter.readers.word.styles import Styles

if TYPE_CHECKING:
    from exporter.readers import ReadOptions


def read(source: Source, options: "ReadOptions", report: Report) -> Iterator[Article]:
    """The article of a Word document. Raises SourceError for what is none, or goes beyond a bound."""
    with depth_held(options, report):
        article = _article(source, options, report)
    yield article


def _article(source: Source, options: "ReadOptions", report: Report) -> Article:
    parts = WordParts(Package(source, options, report))
    document = parts.document
    stories = {kind: parts.story(f"{kind}s") for kind in ("footnote", "endnote", "comment")}
    around = parts.stories("header", "footer")
    roots = [document, *(root for _, root in (*stories.values(), *around) if root is not None)]
    _settle_changes(roots, parts, options, report)
    context = Context(source.name, Styles(parts.story("styles")[1]), Numbering(parts.story("numbering")[1]), options,
                      report)  # fmt: skip
    context.look_through(*roots)
    body = document.find(f"{W}body")
    properties = properties_of(parts)
    stated = plain_language(properties.values.get("lang", ""))
    lang, sure = language_of(body, context.styles, stated)
    context.lang = plain_language(options.settings.get("lang", "")) or lang
    context.rtl = _is_rtl(body)
    words = template_words(context.lang)
    shaper = Shaper(words, options.max_depth)

    def read_blocks(holder: Any, part: str) -> tuple[n.AnyBlock, ...]:
        return shaper.blocks(Story(context, parts, part).read(holder))

    notes = {kind: stories[kind] for kind in ("footnote", "endnote")}
    context.notes = Notes(context, notes, read_blocks)
    context.comments = Comments(context, *stories["comment"], read_blocks)
    matter = MatterReader(properties.values, words, context.lang, report)
    found = matter.read(Story(context, parts, parts.main).read(body))
    blocks = _without_outer_breaks(shaper.blocks((*found.elements, *_furniture(around, context, parts))))
    context.notes.tell_uncalled()
    context.comments.tell()
    _tell_programs(parts, context)
    if lang and sure < 1:
        context.decided(Origin(source.name), "lang", "language of most letters", sure, lang)
    values = {**properties.values, "lang": context.lang, **found.values}
    if (status := values.pop("status", "")) and status.lower() in ("draft", words["draft"].lower()):
        values["watermark"] = "draft"
    _add_switches(values, context)
    metadata, _ = metadata_of(_fields(values, source.name), options.settings, report)
    if not metadata.title:
        hint = "give the title the style Title, or say --set title=..."
        report.add("R101", "the document has no title", hint, Origin(source.name))
    standfirst, body_blocks = settled(found.standfirst, blocks, words["page_reference"])
    if metadata.summary and metadata.summary != found.values.get("summary"):
        standfirst = ()
    return Article(metadata=metadata, body=body_blocks, standfirst=standfirst, assets=context.assets)


def _settle_changes(roots: list[Any], parts: WordParts, options: "ReadOptions", report: Report) -> None:
    changes = changes_in(*roots)
    if changes is None:
        return
    if options.changes == "refuse":
        hint = "accept or reject them in Word, or say --changes accept"
        parts.package.refuse("R420", f"holds tracked changes: {changes.said}", hint)
    settle, done = (reject, "rejected") if options.changes == "reject" else (accept, "accepted")
    for root in roots:
        settle(root)
    text = f"tracked changes were {done}: {changes.said}"
    report.add("R421", text, "choose with --changes accept, reject or refuse", Origin(parts.package.name))


def _furniture(stories: list[tuple[str, Any]], context: Context, parts: WordParts) -> Iterator[Element]:
    """The lines of headers and footers, where all is kept; else it is told what they say."""
    for name, root in stories:
        if context.options.keep_all:
            yield from Story(context, parts, name).read(root)
        else:
            words = " ".join(part.text or "" for part in root.iter(f"{W}t"))
            context.left_out(context.origin(root), words, "furniture", "stands around the text on each page")


def _is_rtl(body: Any) -> bool:
    """Whether most paragraphs of a text run from right to left."""
    marks = [paragraph.find(f"{W}pPr/{W}bidi") for paragraph in body.iter(f"{W}p")]
    right = sum(mark is not None and mark.get(f"{W}val", "1") not in ("0", "false") for mark in marks)
    return right * 2 > len(marks)


def _tell_programs(parts: WordParts, context: Context) -> None:
    if names := parts.programs:
        text = f"the document holds programs ({', '.join(names)[:80]}), which were not read"
        context.tell("R415", text, "nothing to do: only its text is used")


def _add_switches(values: dict[str, Any], context: Context) -> None:
    """What the document asks of its pages: contents, and numbers of headings."""
    if values.get("kind") == "report":
        return  # it has them by itself
    if "TOC" in context.lists:
        values["toc"] = True
    if context.is_numbered:
        values["number-sections"] = True


def _fields(values: dict[str, Any], name: str) -> tuple[Field, ...]:
    place = Origin(name)
    return tuple(Field(key, value, place, place) for key, value in values.items() if value)


def _without_outer_breaks(blocks: tuple[n.AnyBlock, ...]) -> tuple[n.AnyBlock, ...]:
    """The blocks without page breaks before the first and behind the last."""
    start, end = 0, len(blocks)
    while start < end and isinstance(blocks[start], n.PageBreak):
        start += 1
    while end > start and isinstance(blocks[end - 1], n.PageBreak):
        end -= 1
    return blocks[start:end]
