"""Tags tables of contents as such (ISO 32000-1, 14.8.4.3.2, table 333): TOC, its items TOCI, headings before them."""

from functools import cache
from typing import Any

_TOC = "/TOC"
# What a list inside becomes: TOC holds TOC and TOCI alone, TOCI no list body.
_LIST_PARTS = {"/L": _TOC, "/LI": "/TOCI", "/LBody": "/NonStruct"}


@cache
def mark_contents() -> None:
    """Let the engine tag `nav` as TOC; of itself it gives it no meaning."""
    from weasyprint.pdf import tags

    plain = tags._get_pdf_tag
    tags._get_pdf_tag = lambda tag: "TOC" if tag == "nav" else plain(tag)


def tag_contents(pdf: Any, element: Any) -> None:
    """Put right what the tables of contents hold, once all is tagged; `element` gives an object by its reference."""
    contents: list[Any] = [o for o in pdf.objects if isinstance(o, dict) and o.get("S") == _TOC]
    for toc in contents:
        outside = []
        inside = []
        for reference in toc["K"]:
            kid = element(reference)
            if kid["S"] in _LIST_PARTS:
                _as_contents(kid, element)
                inside.append(reference)
            elif kid["S"] == "/P":
                inside.append(_item(pdf, toc, kid))
            else:
                kid["P"] = toc["P"]
                outside.append(reference)
        toc["K"][:] = inside
        around = element(toc["P"])["K"]
        place = around.index(toc.reference)
        around[place : place + (not inside)] = outside  # one that holds nothing is none


def _item(pdf: Any, toc: Any, paragraph: Any) -> bytes:
    import pydyf

    item = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/TOCI", "K": pydyf.Array([paragraph.reference]), "Pg": paragraph["Pg"],
         "P": toc.reference}
    )  # fmt: skip
    pdf.add_object(item)
    paragraph["P"] = item.reference
    reference: bytes = item.reference
    return reference


def _as_contents(part: Any, element: Any) -> None:
    part["S"] = _LIST_PARTS[part["S"]]
    for reference in part["K"]:
        if isinstance(reference, bytes) and (kid := element(reference)).get("S") in _LIST_PARTS:
            _as_contents(kid, element)
