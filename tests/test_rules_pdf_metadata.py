"""Rules of the metadata of a PDF: what breaks them, and what comes near."""

from typing import Any

import pytest
from pdf_changes import Change, Rules, both, breaking, breaks, in_xmp, near, root
from pikepdf import Dictionary, Name
from rule_files import changed_pdf, codes, made

SPACES = {
    "xmp": b"http://ns.adobe.com/xap/1.0/",
    "pdf": b"http://ns.adobe.com/pdf/1.3/",
    "dc": b"http://purl.org/dc/elements/1.1/",
    "own": b"http://example.org/own/",
    "mm": b"http://ns.adobe.com/xap/1.0/mm/",
    "ref": b"http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
    "tiff": b"http://ns.adobe.com/tiff/1.0/",
    "rights": b"http://ns.adobe.com/xap/1.0/rights/",
}
NAMESPACES = b" ".join(b'xmlns:%s="%s"' % (prefix.encode(), uri) for prefix, uri in SPACES.items())


def said(body: bytes, attributes: bytes = b"") -> Change:
    """One description more in the metadata."""
    description = b'<rdf:Description rdf:about="" %s %s>%s</rdf:Description></rdf:RDF>' % (NAMESPACES, attributes, body)
    return in_xmp(b"</rdf:RDF>", description)


def rewritten(make: Any) -> Change:
    return lambda pdf: pdf.Root.Metadata.write(make(pdf.Root.Metadata.read_bytes()))


def of_a_picture(data: bytes) -> Change:
    """Metadata that belong to no more than a part of the file."""
    return root("/Own", lambda pdf: pdf.make_stream(data, Dictionary(Type=Name.Metadata, Subtype=Name.XML)))


PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" %s>%%s</rdf:Description></rdf:RDF></x:xmpmeta>' % NAMESPACES
)
TYPE = b"<pdfaProperty:valueType>Integer<"
RULES: Rules = {
    "V240": (
        [
            root("/Metadata"), lambda pdf: pdf.Root.Metadata.__delitem__("/Type"),
            lambda pdf: pdf.Root.Metadata.__delitem__("/Subtype"), in_xmp(b"</rdf:RDF>", b""),
            rewritten(lambda data: data.replace(b"?>", b' encoding="UTF-8"?>', 1)),
            rewritten(lambda data: data.replace(b"begin=", b'bytes="100" begin=', 1)),
            rewritten(lambda data: data.decode().encode("utf-16")),
            in_xmp(b"</rdf:RDF>", b'</rdf:RDF><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
            said(b"<pdf:Producer>another</pdf:Producer>"), said(b'<dc:source rdf:parseType="Literal">x</dc:source>'),
            said(b"<dc:source><rdf:Bag/><rdf:Bag/></dc:source>"),
            of_a_picture(b"no metadata"), both(root("/Metadata"), of_a_picture(PACKET % b"")),
        ],
        [said(b"<dc:source>x</dc:source>"), said(b'<dc:source rdf:resource="x"/>'), of_a_picture(PACKET % b"")],
    ),
    "V241": (
        [
            said(b"<own:word>x</own:word>"), said(b"", b'own:word="x"'), said(b"<pdf:Trapped>False</pdf:Trapped>"),
            in_xmp(b"<pdfaProperty:name>part<", b"<pdfaProperty:name>volume<"),
            of_a_picture(PACKET % b"<own:word>x</own:word>"),
        ],
        [
            said(b"<xmp:Nickname>x</xmp:Nickname>"), said(b"", b'xmp:Label="x"'),
            of_a_picture(PACKET % b"<tiff:Make>x</tiff:Make>"),
        ],
    ),
    "V242": (
        [
            said(b"<xmp:MetadataDate>yesterday</xmp:MetadataDate>"),
            said(b"<xmp:MetadataDate>2020-13</xmp:MetadataDate>"),
            said(b"<xmp:Rating>good</xmp:Rating>"), said(b"<dc:publisher>x</dc:publisher>"),
            said(b"<dc:publisher><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></dc:publisher>"),
            said(b"<dc:format>pdf</dc:format>"),
            said(b"<dc:rights><rdf:Alt><rdf:li>x</rdf:li></rdf:Alt></dc:rights>"),
            said(b"<mm:DerivedFrom>x</mm:DerivedFrom>"),
            said(b'<mm:DerivedFrom ref:own="x"/>'), said(b"<rights:Marked>true</rights:Marked>"),
            said(b"<rights:WebStatement>two words</rights:WebStatement>"),
            in_xmp(TYPE, b"<pdfaProperty:valueType>Boolean<"),
            said(b"<dc:source><dc:title/></dc:source>"),
        ],
        [
            said(b"<xmp:MetadataDate>2020</xmp:MetadataDate>"),
            said(b"<xmp:MetadataDate>2020-01-31T10:00:00.5+01:00</xmp:MetadataDate>"),
            said(b"<xmp:Rating>4.5</xmp:Rating>"),
            said(b"<dc:publisher><rdf:Bag><rdf:li>x</rdf:li></rdf:Bag></dc:publisher>"),
            said(b'<dc:rights><rdf:Alt><rdf:li xml:lang="en">x</rdf:li></rdf:Alt></dc:rights>'),
            said(b'<mm:DerivedFrom rdf:parseType="Resource"><ref:instanceID>uuid:1</ref:instanceID></mm:DerivedFrom>'),
            said(b'<mm:DerivedFrom ref:instanceID="uuid:1"/>'), said(b"<rights:Marked>True</rights:Marked>"),
            in_xmp(TYPE, b"<pdfaProperty:valueType>Text<"),
            said(b"<dc:source><rdf:Description><rdf:value>x</rdf:value></rdf:Description></dc:source>"),
        ],
    ),
    "V243": (
        [
            in_xmp(b"pdfaProperty:description>", b"pdfaProperty:words>"), in_xmp(b">internal<", b">inside<"),
            in_xmp(TYPE, b"<pdfaProperty:valueType>Part<"), in_xmp(b"pdfaSchema", b"pdfaOwn"),
            in_xmp(b"pdfaProperty", b"pdfaOwn"), in_xmp(b"pdfaExtension", b"pdfaOwn"),
            in_xmp(b"pdfaSchema:prefix>", b"pdfaSchema:own>"),
            in_xmp(b"id/</pdfaSchema:namespaceURI>", b"no address</pdfaSchema:namespaceURI>"),
        ],
        [in_xmp(b">internal<", b">external<"), in_xmp(TYPE, b"<pdfaProperty:valueType>Open Choice of Integer<")],
    ),
    "V244": (
        [
            rewritten(lambda data: data.replace(b"pdfaid:", b"pid:").replace(b":pdfaid=", b":pid=")),
            rewritten(lambda data: data.replace(b"pdfuaid:part>", b"uid:part>").replace(b":pdfuaid=", b":uid=")),
        ],
        [said(b"<xmp:Label>x</xmp:Label>")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), breaking(RULES))
def test_file_that_breaks_a_rule_is_named(code: str, change: Change) -> None:
    assert breaks(code, change)


@pytest.mark.parametrize(("code", "change"), near(RULES))
def test_file_that_comes_near_is_left_alone(code: str, change: Change) -> None:
    assert not breaks(code, change)


def test_broken_metadata_are_none() -> None:
    broken = both(lambda pdf: pdf.Root.Metadata.write(b"<x:xmpmeta> is not XML"))
    assert {"V201", "V202", "V204", "V240"} <= codes("pdf", changed_pdf(broken)(made("pdf")))


def test_entity_of_the_metadata_is_not_resolved() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    change = rewritten(lambda data: bomb + data.partition(b"?>")[2].replace(b">Bridges<", b">&b;<"))
    assert breaks("V204", change)
