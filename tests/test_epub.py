"""The EPUB backend: what a reading system, a validator and a screen reader find in the book."""

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest
from lxml import etree

from exporter.backends.epub import EpubBackend
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.metadata import Contact, Metadata, Person
from exporter.model.nodes import (
    AnyBlock,
    AnyInline,
    BlockQuote,
    BulletList,
    Callout,
    Cell,
    Code,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Division,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    ListItem,
    Note,
    NoteReference,
    OrderedList,
    PageBreak,
    Paragraph,
    PullQuote,
    Quote,
    RawBlock,
    Row,
    SmallCaps,
    Span,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from exporter.passes import prepare
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
TYPE = "{http://www.idpf.org/2007/ops}type"


def words(text: str) -> tuple[Text, ...]:
    return (Text(value=text),)


def paragraph(*parts: str | AnyInline) -> Paragraph:
    return Paragraph(children=tuple(Text(value=part) if isinstance(part, str) else part for part in parts))


def heading(level: int, text: str, id: str = "") -> Heading:
    return Heading(level=level, id=id, children=words(text))


def png(width: int = 60, height: int = 40, color: bytes = b"\x8a\x15\x38") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + color * width) * height
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    frame = b"\x21\xf9\x04\0\x0a\0\0\0" + b",\0\0\0\0\1\0\1\0\0" + b"\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def asset(name: str = "bridge", data: bytes = b"", media_type: str = "image/png") -> Asset:
    return Asset(f"assets/{name}.{media_type.rpartition('/')[2]}", media_type, data or png(), 60, 40)


def figure(picture: Asset, alt: str = "", decorative: bool = False, caption: str = "") -> Figure:
    image = Image(src="x", asset=picture.key, alt=alt, decorative=decorative)
    return Figure(images=(image,), caption=words(caption) if caption else ())


def composed(*blocks: AnyBlock, assets: tuple[Asset, ...] = (), **fields: Any) -> Publication:
    metadata = Metadata(**{"title": "A title", "lang": "en", **fields})
    article = Article(metadata=metadata, body=blocks, assets={item.key: item for item in assets})
    report = Report()
    return compose(prepare(article, report), Layout(), report)


class Book:
    """An EPUB file, unpacked, as a reading system sees it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        archive = zipfile.ZipFile(io.BytesIO(data))
        self.files = {name: archive.read(name) for name in archive.namelist()}
        container = etree.fromstring(self.files["META-INF/container.xml"])
        self.opf = next(element.get("full-path") for element in container.iter("{*}rootfile"))
        self.package = etree.fromstring(self.files[self.opf])
        self.manifest = {item.get("id"): item for item in self.package.iter(f"{OPF}item")}
        self.spine = [self.manifest[ref.get("idref")].get("href") for ref in self.package.iter(f"{OPF}itemref")]

    def root(self, href: str) -> Any:
        return etree.fromstring(self.files[normpath(join(dirname(self.opf), href))])

    @property
    def contents(self) -> list[Any]:
        return [self.root(href) for href in self.spine if href.startswith("content")]

    @property
    def text(self) -> str:
        return " ".join(" ".join(root.find(f"{XHTML}body").itertext()) for root in self.contents)

    def dc(self, name: str) -> list[str]:
        return [element.text for element in self.package.iter(f"{DC}{name}")]

    def properties(self, name: str) -> list[str]:
        return [meta.text for meta in self.package.iter(f"{OPF}meta") if meta.get("property") == name]


def book(*blocks: AnyBlock, assets: tuple[Asset, ...] = (), **fields: Any) -> Book:
    return Book(EpubBackend().export(composed(*blocks, assets=assets, **fields), Report()))


# --- Four rich books, which EPUBCheck judges too ----------------------------------------------------------

NOTE = Note(label="a", blocks=(paragraph("A note with ", Emphasis(children=words("its own")), " words."),))


@cache
def rich() -> Publication:
    picture, drawing = asset(), asset("drawing", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    head = Row(cells=(Cell(blocks=(paragraph("Year"),), header=True), Cell(blocks=(paragraph("Km"),), header=True)))
    row = Row(cells=(Cell(blocks=(paragraph("2025"),), header=True), Cell(blocks=(paragraph("12"),), align="right")))
    wide = Row(cells=(Cell(blocks=(paragraph("Total 12"),), column_span=2),))
    item = ListItem(blocks=(paragraph("First"), BulletList(items=(ListItem(blocks=(paragraph("Nested"),)),))))
    task = ListItem(blocks=(paragraph("Do it"),), checked=True)
    return composed(
        paragraph("Called", NOTE, " and ", Link(target="#tables", children=words("see the tables")), "."),
        heading(1, "First: what <was> built & why", "first"),
        paragraph(
            Link(target="https://example.org/a?b=1&c=2", children=(*words("linked"), NoteReference(label="a"), *words("on"))),
            Strong(children=(Emphasis(children=words(" bold italic ")),)),
            Code(value="a < b"),
            Quote(children=words("quoted"), lang="fr"),
            SmallCaps(children=words("nato")),
            Span(children=words("мир"), lang="ru"),
        ),
        heading(2, "Ends"),
        figure(picture, alt="A bridge", caption="The bridge."),
        figure(drawing, decorative=True),
        heading(4, "Far below"),
        BlockQuote(blocks=(paragraph("Quoted."),), attribution=words("Someone"), lang="en-GB"),
        PullQuote(blocks=(paragraph("Pulled."),)),
        *(Callout(kind=kind, blocks=(paragraph("Boxed."),)) for kind in ("note", "tip", "warning", "key-facts")),
        heading(1, "Tables", "tables"),
        Table(head=(head,), body=(row, wide), columns=("", "right"), widths=(0.7, 0.3), caption=words("Roads")),
        OrderedList(items=(item, item), start=3, style="a"),
        BulletList(items=(task,)),
        DefinitionList(items=(DefinitionItem(terms=(words("Term"),), definitions=((paragraph("Meaning"),),)),)),
        CodeBlock(value="x = 1 < 2\n", language="python", caption=words("Code")),
        ThematicBreak(),
        PageBreak(),
        Division(blocks=(paragraph("قسم"),), lang="ar", dir="rtl", classes=("wide",)),
        RawBlock(format="html", value="<blink>x</blink>"),
        assets=(picture, drawing),
        subtitle="Its subtitle & more",
        authors=(Person(name="Ada <Lovelace>", role="Engineer", email="ada@example.org"), Person(name="Grace Hopper")),
        date="2025-02-13",
        modified="2025-03-01T09:30:00+02:00",
        summary="What it says.",
        keywords=("roads", "bridges", "roads"),
        section="Works",
        identifier="brief-12",
        publisher="The Office",
        rights="CC BY 4.0",
        source="Own figures",
        place="Paris",
        contact=(Contact(name="Press", email="press@example.org", phone="+33 1", url="www.example.org"),),
        embargo="2025-02-13T06:00:00Z",
        url="https://example.org/brief",
    )


@cache
def arabic() -> Publication:
    cover = asset("cover", png(600, 900))
    return composed(
        paragraph("نص عربي مع كلمة English في الوسط", Note(label="n", blocks=(paragraph("حاشية."),)), "."),
        heading(1, "العنوان الأول"),
        figure(cover, alt=""),
        figure(asset("moving", gif(2), "image/gif"), alt="صورة متحركة"),
        assets=(cover, asset("moving", gif(2), "image/gif")),
        title="عنوان المقال",
        lang="ar",
        authors=(Person(name="ليلى حسن"),),
        cover=cover.key,
        cover_alt="جسر",
        identifier="978-2-1234-5680-3",
    )


@cache
def long() -> Publication:
    sections: list[AnyBlock] = [paragraph("See ", Link(target="#part-40", children=words("the last part")), ".", NOTE)]
    for number in range(1, 41):
        sections.append(heading(1, f"Part {number}", f"part-{number}"))
        sections += [paragraph(f"Sentence {number} of many words, again and again. " * 20)] * 15
    return composed(*sections, Paragraph(children=(*words("Again"), NoteReference(label="a"))), title="A long article")


@cache
def bare() -> Publication:
    return composed(title="日本語 with no text at all 🎉", lang="ja", date="2025")


BOOKS = {"rich": rich, "arabic": arabic, "long": long, "bare": bare}


@cache
def made(name: str) -> Book:
    return Book(EpubBackend().export(BOOKS[name](), Report()))
