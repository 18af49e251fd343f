"""Files inside a PDF, each associated with the document (ISO 19005-3, 6.8; ISO 32000-2, 14.13)."""

import zlib
from typing import Any

from exporter.backends.pdf.book import string
from exporter.backends.pdf.parts import PartObject
from exporter.kept import MANIFEST, Kept, SourceFile


def attach(pdf: Any, kept: Kept) -> None:
    """Embed the source's files: the article as the document's source, the rest as data that it is made of."""
    import pydyf

    specifications = []
    for number, (name, media_type, data) in enumerate(kept.stored()):
        stream = pydyf.Stream(
            [data],
            {
                "Type": "/EmbeddedFile",
                "Subtype": f"/{media_type.replace('/', '#2F').replace('+', '#2B')}",
                "Params": pydyf.Dictionary({"Size": len(data)}),
            },
            compress=True,
        )
        pdf.add_object(stream)
        original = "what was made of what" if name == MANIFEST else kept.files[number][1].name
        specification = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": pydyf.String(name),
                "UF": pydyf.String(name),
                "Desc": pydyf.String(original),
                "AFRelationship": "/Source" if number == 0 else "/Data",
                "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            }
        )
        pdf.add_object(specification)
        specifications.append((name, specification.reference))
    names = pydyf.Array(part for name, reference in sorted(specifications) for part in (pydyf.String(name), reference))
    tree = pydyf.Dictionary({"Names": names})
    pdf.add_object(tree)
    if "Names" not in pdf.catalog:
        pdf.catalog["Names"] = pydyf.Dictionary()
    pdf.catalog["Names"]["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = pydyf.Array(reference for _, reference in specifications)


def embedded(name: str, file: SourceFile, number: int) -> list[PartObject]:
    """The objects of a file in a book: its content, and its specification, where the content is object `number`."""
    media_type = file.media_type
    is_packed = media_type.startswith("image/") and media_type != "image/svg+xml"
    content = file.data if is_packed else zlib.compress(file.data)
    subtype = media_type.replace("/", "#2F").replace("+", "#2B").encode()
    packed = b"" if is_packed else b"/Filter /FlateDecode"
    stream = b"<</Type /EmbeddedFile/Subtype /%s/Params <</Size %d>>%s/Length %d>>"
    said = (string(name), string(name), string("what was made of what" if name == MANIFEST else file.name))
    described = b"<</Type /Filespec/F %s/UF %s/Desc %s/AFRelationship /Source/EF <</F " % said
    return [
        PartObject([stream % (subtype, len(file.data), packed, len(content))], content),
        PartObject([described, number, b"/UF ", number, b">>>>"]),
    ]
