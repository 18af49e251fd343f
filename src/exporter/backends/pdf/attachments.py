"""Files inside a PDF, each associated with the document (ISO 19005-3, 6.8; ISO 32000-2, 14.13)."""

from typing import Any

from exporter.kept import MANIFEST, Kept


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
