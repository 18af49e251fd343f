"""Runs that are not text of the page: plain runs with a character style, and fields."""

from typing import Any

from exporter.backends.docx.ooxml import XML_SPACE, add, make


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
    begin_field(parent, code)
    add_run(parent, result, style)
    end_field(parent)


def begin_field(parent: Any, code: str, at: int = -1) -> None:
    """Begin a field whose result follows, at the end of `parent` or before its child number `at`."""
    holder = make("p")
    add(add(holder, "r"), "fldChar", fldCharType="begin")
    instruction = add(add(holder, "r"), "instrText")
    instruction.text = f" {code} "
    instruction.set(XML_SPACE, "preserve")
    add(add(holder, "r"), "fldChar", fldCharType="separate")
    place = len(parent) if at < 0 else at
    parent[place:place] = list(holder)


def end_field(parent: Any) -> None:
    """End the innermost open field at the end of `parent`."""
    add(add(parent, "r"), "fldChar", fldCharType="end")
