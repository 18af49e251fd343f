"""A formula as a native equation of Word (Office MathML, ECMA-376-1, 22.1).

mathml-to-omml writes it; what it leaves untidy is mended here: groups without meaning, accents written as limits, roots
without a degree, spaces left out.
"""

from typing import Any

from lxml import etree

from exporter.publication.mathematics import MATHML, mathml_of

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
# Signs above a letter that Word has as accents (ECMA-376-1, 22.1.2.1), as the combining characters that it wants.
_ACCENTS = {"^": "\u0302", "~": "\u0303", "¯": "\u0304", "―": "\u0305", "‾": "\u0305", "˙": "\u0307", "¨": "\u0308",
            "→": "\u20d7", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300"}  # fmt: skip
_THIN = "\u2009"
_SPACES = ((0.1, "\u200a"), (0.2, "\u2009"), (0.25, "\u2005"), (0.4, "\u2004"), (0.9, "\u2002"))  # from em up to em


def equation(element: Any) -> Any:
    """The m:oMath of a `span.math`; in an m:oMathPara where its paragraph holds nothing else."""
    from mathml_to_omml import convert

    alone = element.getparent() is not None and element.getparent().get("class") == "equation"
    display = "display" in element.get("class", "").split()
    source = etree.fromstring(mathml_of(element.get("data-latex"), display))
    for space in list(source.iter(f"{{{MATHML}}}mspace")):
        _fill(space)
    markup = convert(etree.tostring(source, encoding="unicode"))
    # Parsed inside an element that declares the prefix, and in the namespaces of the part that it goes into.
    math = etree.fromstring(f'<m:holder xmlns:m="{M}">{markup}</m:holder>')[0]
    for box in list(math.iter(f"{{{M}}}box"))[::-1]:
        _unwrap(box)
    for matrix, table in zip(list(math.iter(f"{{{M}}}m")), source.iter(f"{{{MATHML}}}mtable"), strict=True):
        if table.get("columnspacing", "").startswith("0em"):  # of align, not of a matrix
            _align(matrix)
    for limit in list(math.iter(f"{{{M}}}limUpp", f"{{{M}}}groupChr")):
        _accent(limit)
    for root in math.iter(f"{{{M}}}rad"):
        _hide_degree(root)
    for run in list(math.iter(f"{{{M}}}r")):
        text = run.find(f"{{{M}}}t")
        if text is None or not text.text:
            around = run.getparent()
            if around is not None:
                around.remove(run)
        elif text.text != text.text.strip(" "):
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if not alone:
        return math
    paragraph = etree.Element(f"{{{M}}}oMathPara", nsmap={"m": M})
    paragraph.append(math)
    return paragraph


def _fill(space: Any) -> None:
    """A space as a character of about its width."""
    width = space.get("width", "")
    em = float(width.removesuffix("em")) if width.endswith("em") and width[:-2].replace(".", "", 1).isdigit() else 0.0
    words = etree.Element(f"{{{MATHML}}}mtext")
    words.text = next((sign for most, sign in _SPACES if em <= most), "\u2003") if em else ""
    words.tail = space.tail
    space.getparent().replace(space, words)


def _unwrap(box: Any) -> None:
    """Put what stands in a group without properties in its place."""
    inside = box.find(f"{{{M}}}e")
    around = box.getparent()
    place = around.index(box)
    around.remove(box)
    around[place:place] = list(inside) if inside is not None else []


def _align(matrix: Any) -> None:
    """Set a matrix that stands for aligned lines to the right and left of where they meet.

    A line that begins with its sign of relation has it as text there: LibreOffice 7.4 shows an operator without a left
    side, a cell without content and Word's own array of equations (its "&") as faults.
    """
    count = max(len(row) for row in matrix.findall(f"{{{M}}}mr"))
    properties = etree.Element(f"{{{M}}}mPr")
    columns = etree.SubElement(properties, f"{{{M}}}mcs")
    for place in range(count):
        column = etree.SubElement(etree.SubElement(columns, f"{{{M}}}mc"), f"{{{M}}}mcPr")
        etree.SubElement(column, f"{{{M}}}count").set(f"{{{M}}}val", "1")
        etree.SubElement(column, f"{{{M}}}mcJc").set(f"{{{M}}}val", "left" if place % 2 else "right")
    matrix.insert(0, properties)
    for cell in matrix.iterfind(f"{{{M}}}mr/{{{M}}}e"):
        runs = [run for run in cell if run.tag != f"{{{M}}}r" or "".join(run.itertext())]
        if not runs:
            cell.insert(0, _words(" "))
        elif len("".join(runs[0].itertext())) == 1 and not "".join(runs[0].itertext()).isalnum():
            cell.replace(runs[0], _words(f"{_THIN}{''.join(runs[0].itertext())}{_THIN}"))


def _words(text: str) -> Any:
    run = etree.Element(f"{{{M}}}r")
    etree.SubElement(etree.SubElement(run, f"{{{M}}}rPr"), f"{{{M}}}nor")
    etree.SubElement(run, f"{{{M}}}t").text = text
    return run


def _hide_degree(root: Any) -> None:
    """A square root names no degree, and has to say so (22.1.2.88)."""
    if root.find(f"{{{M}}}deg") is None:
        properties = etree.Element(f"{{{M}}}radPr")
        etree.SubElement(properties, f"{{{M}}}degHide").set(f"{{{M}}}val", "1")
        root[0:0] = [properties, etree.Element(f"{{{M}}}deg")]


def _accent(limit: Any) -> None:
    if limit.tag == f"{{{M}}}groupChr":
        sign, place = (limit.find(f"{{{M}}}groupChrPr/{{{M}}}{name}") for name in ("chr", "pos"))
        words = sign.get(f"{{{M}}}val") if place is not None and place.get(f"{{{M}}}val") == "top" else ""
    else:
        words = "".join(limit.find(f"{{{M}}}lim").itertext())
    if words not in _ACCENTS:
        return
    accent = etree.Element(f"{{{M}}}acc")
    properties = etree.SubElement(accent, f"{{{M}}}accPr")
    etree.SubElement(properties, f"{{{M}}}chr").set(f"{{{M}}}val", _ACCENTS[words])
    accent.append(limit.find(f"{{{M}}}e"))
    limit.getparent().replace(limit, accent)
