"""What WeasyPrint leaves open of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), in one place."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from exporter.backends.pdf.contents_tags import tag_contents
from exporter.backends.pdf.deflating import deflate
from exporter.backends.pdf.half_tags import join_halves
from exporter.backends.pdf.link_tags import join_links
from exporter.backends.pdf.note_tags import tag_notes
from exporter.publication import ELSEWHERE, Publication

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_UA = "http://www.aiim.org/pdfua/ns/id/"
# The description of the pdfuaid schema that PDF/A asks for where another schema's property stands in its XMP
# (ISO 19005-3, 6.6.2.3.3): PDF/UA's identification (ISO 14289-1, clause 5) is not among the predefined schemas.
_EXTENSION = f"""<rdf:Description xmlns:rdf="{_RDF}" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which this file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description xmlns:rdf="{_RDF}" rdf:about="" xmlns:pdfuaid="{_UA}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
"""


def info_of(publication: Publication) -> Any:
    """The metadata of the PDF, for its XMP and its information dictionary alike; dates are the article's, never now."""
    metadata = publication.metadata
    return _metadata_class(publication.pdf_standard == "a-3a+ua-1")(
        title=metadata.title,
        authors=[author.name for author in metadata.authors],
        description=metadata.summary or None,
        keywords=list(metadata.keywords),
        generator="exporter",
        created=_w3c(metadata.date),
        modified=_w3c(metadata.modified or metadata.date),
        lang=publication.page.lang,
    )


def words_of_links(root: Any) -> dict[str, str]:
    """What the links inside a page, and to other articles, say of each place that they lead to, by id or address."""
    words: dict[str, str] = {}
    for link in root.iter("a"):
        said = link.get("aria-label") or link.get("title") or " ".join("".join(link.itertext()).split())
        if link.get("href", "").startswith(("#", ELSEWHERE)) and said:
            words.setdefault(link.get("href").removeprefix("#"), said)
    return words


def conform(publication: Publication, document: Any, pdf: Any) -> None:  # noqa: ARG001 - the engine's signature
    """Put right what is left, just before the file is written."""
    for pdf_object in pdf.objects:
        extra = getattr(pdf_object, "extra", None)
        if extra and extra.get("Subtype") == "/Image" and "Interpolate" in extra:
            extra["Interpolate"] = "false"  # ISO 19005-3, 6.2.8: the key shall be false
    join_links(pdf, lambda reference: _element(pdf, reference))
    _describe_links(pdf, words_of_links(publication.page.root))
    if publication.kept:
        from exporter.backends.pdf.attachments import attach  # few files carry their source

        attach(pdf, publication.kept)
    _untag_decoration(pdf)
    _untag_furniture(pdf)
    _name_colours(pdf)
    _tag_list_bodies(pdf)
    join_halves(pdf, lambda reference: _element(pdf, reference))
    tag_notes(pdf, lambda reference: _element(pdf, reference))
    tag_contents(pdf, lambda reference: _element(pdf, reference))
    deflate(pdf)


def _describe_links(pdf: Any, words: dict[str, str]) -> None:
    """Say in words where links inside the file lead (ISO 14289-1, 7.18.5); the engine gives the name of a place."""
    import pydyf

    for annotation in pdf.objects:
        if isinstance(annotation, dict) and annotation.get("Subtype") == "/Link" and "Dest" in annotation:
            said = words.get(annotation["Dest"].string)
            if said:
                annotation["Contents"] = pydyf.String(said)


def _name_colours(pdf: Any) -> None:
    """Say that colours are sRGB (ISO 19005-3, 6.2.3); the engine's own way reads the profile with Pillow for it."""
    import pydyf
    import weasyprint

    profile = pydyf.Stream(
        [(Path(weasyprint.__file__).parent / "pdf" / "sRGB2014.icc").read_bytes()], {"N": 3}, compress=True
    )
    pdf.add_object(profile)
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pydyf.String("sRGB2014"),
        "Info": pydyf.String("sRGB2014"),
        "DestOutputProfile": profile.reference,
    }
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])


def _untag_decoration(pdf: Any) -> None:
    """Make artifacts of pictures without a text, with the words that a drawing of them sets (ISO 14289-1, 7.1, 7.3)."""
    tree = _element(pdf, pdf.catalog["StructTreeRoot"])
    numbers = _element(pdf, tree["ParentTree"])["Nums"]
    pages = {reference: place for place, reference in enumerate(pdf.page_references)}
    elements: list[Any] = [element for element in pdf.objects if isinstance(element, dict)]
    for element in elements:
        if element.get("S") != "/Figure" or "Alt" in element:
            continue
        contents = _element(pdf, _element(pdf, element["Pg"])["Contents"]).stream
        mapped = numbers[numbers.index(pages[element["Pg"]]) + 1]
        for mark in element["K"]:
            place = next(i for i, part in enumerate(contents) if isinstance(part, dict) and part.get("MCID") == mark)
            contents[place - 1 : place + 2] = ["/Artifact", b"BMC"]  # instead of a tag, its properties, BDC
            mapped[mark] = b"null"
        kids = _element(pdf, element["P"])["K"]
        kids.remove(element.reference)
        element.clear()  # nothing refers to it any more


def _untag_furniture(pdf: Any) -> None:
    """Make artifacts of running headers, footers and watermarks (ISO 14289-1, 7.8; ISO 32000-1, 14.8.2.2).

    The engine tags what stands in a page's margins, and leaves the tags out of the tree.
    """
    import pydyf

    tree = _element(pdf, pdf.catalog["StructTreeRoot"])
    numbers = _element(pdf, tree["ParentTree"])["Nums"]
    pages = {reference: place for place, reference in enumerate(pdf.page_references)}
    elements: list[Any] = [o for o in pdf.objects if isinstance(o, dict) and o.get("Type") == "/StructElem"]
    kids = {id(element): set(_references(element["K"])) for element in elements}
    document = _element(pdf, tree["K"][0])
    waiting = [e for e in elements if e is not document and e.reference not in kids[id(_element(pdf, e["P"]))]]
    places: dict[bytes, dict[int, int]] = {}
    for element in waiting:
        page = element["Pg"]
        contents = _element(pdf, _element(pdf, page)["Contents"]).stream
        if page not in places:
            places[page] = {
                part["MCID"]: place for place, part in enumerate(contents) if isinstance(part, dict) and "MCID" in part
            }
        mapped = numbers[numbers.index(pages[page]) + 1]
        for kid in element["K"]:
            if isinstance(kid, int):
                place = places[page][kid]
                contents[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]
                mapped[kid] = b"null"
            elif (child := _element(pdf, kid)).get("Type") == "/StructElem":
                waiting.append(child)
    for element in waiting:
        element.clear()  # nothing refers to it any more


def _references(kids: Any) -> list[bytes]:
    return [kid for kid in kids if isinstance(kid, bytes)]


def _tag_list_bodies(pdf: Any) -> None:
    """Put what stands beside a list item's label into a body (ISO 14289-1, 7.2); the engine does so for bare words."""
    import pydyf

    items: list[Any] = [element for element in pdf.objects if isinstance(element, dict) and element.get("S") == "/LI"]
    for item in items:
        kids = item["K"]
        body = [kid for kid in kids if _element(pdf, kid)["S"] not in ("/Lbl", "/LBody")]
        if not body:
            continue
        wrapper = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(body), "Pg": item["Pg"], "P": item.reference}
        )
        pdf.add_object(wrapper)
        for kid in body:
            _element(pdf, kid)["P"] = wrapper.reference
        item["K"] = pydyf.Array([*(kid for kid in kids if kid not in body), wrapper.reference])


def _element(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


@lru_cache(maxsize=2)
def _metadata_class(both: bool) -> type:
    from weasyprint.pdf.metadata import DocumentMetadata

    class Metadata(DocumentMetadata):  # type: ignore[misc]
        """WeasyPrint's, to be read without unpacking: so do the programs with which archives tell formats (PRONOM's
        signature for PDF/A looks for it in plain text, and takes the file for some PDF otherwise)."""

        def include_in_pdf(self, *args: Any, **named: Any) -> None:
            super().include_in_pdf(*args[:4], **{**named, "compress": False})

    if not both:  # of one standard alone the engine says so itself
        return Metadata

    class MetadataOfBoth(Metadata):
        """The same with PDF/UA's identification inside the one rdf:RDF; the engine's own option would add a second."""

        def generate_rdf_metadata(self, *args: Any) -> bytes:
            rdf: bytes = super().generate_rdf_metadata(*args)
            head, end, tail = rdf.rpartition(b"</rdf:RDF>")
            return head + _EXTENSION.encode() + end + tail

    return MetadataOfBoth


def _w3c(date: str) -> str | None:
    """A date in the profile that WeasyPrint takes: no seconds without a zone."""
    if not date:
        return None
    if "T" in date and not date.endswith("Z") and date[-6:-5] not in ("+", "-"):
        return f"{date}Z"
    return date
