"""Content controls in the text: a box that can be ticked."""

from typing import Any

from lxml import etree

from exporter.backends.docx.fields import add_text
from exporter.backends.docx.ooxml import W14, add, make


def checkbox(checked: bool, label: str) -> Any:
    """A content control that shows a box and can be ticked (Word 2010 and later; others show its sign)."""
    control = make("sdt")
    properties = add(control, "sdtPr")
    if label:
        add(properties, "alias", val=label)
    mark = etree.SubElement(properties, f"{{{W14}}}checkbox")
    for name, value in (("checked", str(int(checked))), ("checkedState", "2611"), ("uncheckedState", "2610")):
        etree.SubElement(mark, f"{{{W14}}}{name}").set(f"{{{W14}}}val", value)
    add_text(add(add(control, "sdtContent"), "r"), "☑" if checked else "☐")
    return control
