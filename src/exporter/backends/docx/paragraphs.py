"""Changes to the properties of a paragraph that is written already."""

from typing import Any

from exporter.backends.docx.ooxml import add, make, ordered, w


def set_spacing(paragraph: Any, **values: Any) -> None:
    """Set attributes of a paragraph's own w:spacing."""
    properties = properties_of(paragraph)
    spacing = properties.find(w("spacing"))
    if spacing is None:
        spacing = add(properties, "spacing")
    for name, value in values.items():
        spacing.set(w(name), str(value))
    ordered(properties)


def add_property(paragraph: Any, name: str, value: int) -> None:
    """Switch a paragraph property on or off."""
    properties = properties_of(paragraph)
    if properties.find(w(name)) is None:
        add(properties, name, val=None if value else 0)
        ordered(properties)


def keep_together(paragraph: Any) -> None:
    add_property(paragraph, "keepNext", 1)
    add_property(paragraph, "keepLines", 1)


def keep_lines(paragraph: Any) -> None:
    add_property(paragraph, "keepLines", 1)


def properties_of(paragraph: Any) -> Any:
    """The properties of a paragraph, made where it has none."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = make("pPr")
        paragraph.insert(0, properties)
    return properties
