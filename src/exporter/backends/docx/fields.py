"""Runs that are not text of the page: plain runs with a character style, and fields."""

from typing import Any

from exporter.backends.docx.ooxml import XML_SPACE, add


def add_run(parent: Any, text: str, style: str = "") -> Any:
    """A run with these words at the end of `parent`, in a character style where one is named."""
    run = add(parent, "r")
    if style:
        add(add(run, "rPr"), "rStyle", val=style)
    add_text(run, text)
    return run


def add_text(run: Any, text: str) -> Any:
    """The w:t of these words at the end of a run."""
    element = add(run, "t")
    element.text = text
    if text[:1] == " " or text[-1:] == " ":
        element.set(XML_SPACE, "preserve")
    return element


def add_field(parent: Any, code: str, result: str, style: str = "") -> None:
    """A complex field (ECMA-376-1, 17.16.18) that shows `result` until Word counts anew."""
    add(add(parent, "r"), "fldChar", fldCharType="begin")
    instruction = add(add(parent, "r"), "instrText")
    instruction.text = f" {code} "
    instruction.set(XML_SPACE, "preserve")
    add(add(parent, "r"), "fldChar", fldCharType="separate")
    add_run(parent, result, style)
    add(add(parent, "r"), "fldChar", fldCharType="end")
